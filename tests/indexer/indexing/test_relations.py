"""The effect of documents in an index depends on the documents alone, in whatever order and steps they come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Official
from corpus.extraction.extract import complete
from corpus.extraction.relations import OutgoingRelation, outgoing_relations
from corpus.store import open_store
from corpus.store.store import Store
from corpus.vi.dates.span import Span
from indexer.engines.memory import MemoryEngine
from indexer.engines.port import Engine, SearchRequest
from indexer.engines.query_tree import During, Where
from indexer.indexing.build import build
from indexer.indexing.effect import facts_of
from indexer.indexing.relations import Effects, pack_facts
from indexer.schema.effect import effect_column, effect_on
from indexer.schema.relations import CITES, RELATION, citing_values, target_values
from indexer.schema.stored import decode_document, decode_effect
from tests.support.relation_chains import documents_of, effects_of, read_chains

NOW = datetime(2025, 7, 1, tzinfo=UTC)
LATE = date(2025, 7, 1)
ISSUER = "HĐND huyện Lam Khê"
SIGNER = Official("Trần Thị Minh Nguyệt", "Chủ tịch HĐND huyện Lam Khê")


def resolution(id: str, number: str, issued: date, text: str, **fields: object) -> Document:
    """Return a resolution that takes effect with the month after its issue."""
    day = date(issued.year + issued.month // 12, issued.month % 12 + 1, 1)
    body = f"Điều 1. {text}\n\nĐiều 2. Nghị quyết này có hiệu lực từ ngày {day:%d/%m/%Y}."
    given = {"issuer": ISSUER, "kind": "resolution", "signer": SIGNER, **fields}
    return Document(id, f"Nghị quyết {number}", body, number=number, issued=issued, **given)  # type: ignore[arg-type]


REPEALS = "Bãi bỏ Nghị quyết số {} ngày {:%d/%m/%Y} của Hội đồng nhân dân huyện."
OLD = resolution("cu", "12/2012/NQ-HĐND", date(2012, 12, 19), "Hỗ trợ làm đường thôn.")
TWIN = replace(OLD, id="cu-2", text=OLD.text.replace("thôn", "xóm"))
REPEAL = resolution("moi", "05/2020/NQ-HĐND", date(2020, 7, 15), REPEALS.format(OLD.number, OLD.issued))
AMENDS = replace(REPEAL, text=REPEAL.text.replace("Bãi bỏ", "Sửa đổi khoản 1 Điều 3"))
UNDONE = resolution("huy", "06/2020/NQ-HĐND", date(2020, 7, 20), REPEALS.format(REPEAL.number, REPEAL.issued))
UNDONE = replace(UNDONE, text=UNDONE.text.replace("01/08/2020", "25/07/2020"))
BETWEEN = resolution("giua", "09/2016/NQ-HĐND", date(2016, 3, 2), REPEALS.format(OLD.number, OLD.issued))
BETWEEN = replace(BETWEEN, signer=Official(SIGNER.name, "Chủ tịch HĐND xã Bình Hòa"))  # a namesake
NEWS = Document("tin", "Họp", f"{REPEALS[:-1]} Lam Khê.".format(OLD.number, OLD.issued), kind="news", published=NOW)

STATES = [
    ("cu", (None, OLD, replace(OLD, issuer="HĐND xã Bình Hòa"), replace(OLD, number="13/2012/NQ-HĐND"))),
    ("cu-2", (None, TWIN)),
    ("moi", (None, REPEAL, AMENDS, replace(REPEAL, kind="proposal"))),
    ("huy", (None, UNDONE)),
    ("giua", (None, BETWEEN, replace(BETWEEN, issued=date(2012, 1, 9)))),
    ("tin", (NEWS,)),
]
steps = st.lists(
    st.lists(st.sampled_from([(id, state) for id, states in STATES for state in states]), min_size=1, max_size=4),
    min_size=1,
    max_size=3,
)


def apply(store: Store, engine: Engine, *states: tuple[str, Document | None]) -> None:
    """Put or remove documents, and build."""
    for id, document in states:
        if document is None:
            store.delete([id], at=NOW)
        else:
            store.put([document], at=NOW)
    build(store, engine, processes=1)


def status(engine: Engine, id: str, on: date = LATE) -> tuple[str, str | None]:
    period = effect_on(decode_effect(engine.read().get([id])[id]), on)
    assert period
    return period.status, period.by


@settings(max_examples=10, deadline=None)
@given(steps=steps)
def test_effects_of_a_stepwise_index_equal_a_fresh_one(
    steps: list[list[tuple[str, Document | None]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('effect') / 'store.sqlite'}")
    stepwise, fresh = MemoryEngine("f"), MemoryEngine("f")
    for step in steps:
        apply(store, stepwise, *step)
    build(store, fresh, processes=1)
    assert not store.count() or dict(stepwise.read().records) == dict(fresh.read().records)


def test_a_repeal_that_comes_goes_and_changes_moves_what_it_repeals(engine: Engine, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    apply(store, engine, ("cu", OLD), ("tin", NEWS))
    assert status(engine, "cu") == ("in-force", None)
    apply(store, engine, ("moi", REPEAL))
    assert status(engine, "cu") == ("expired", "moi")
    apply(store, engine, ("huy", UNDONE))  # two steps away
    assert (status(engine, "cu"), status(engine, "moi")) == (("in-force", None), ("expired", "huy"))
    apply(store, engine, ("huy", None))
    assert status(engine, "cu") == ("expired", "moi")
    apply(store, engine, ("moi", AMENDS))
    assert status(engine, "cu") == ("partly-expired", "moi")
    apply(store, engine, ("moi", None))
    assert status(engine, "cu") == ("in-force", None)


def test_a_document_that_comes_after_its_repeal_has_expired(engine: Engine, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    apply(store, engine, ("moi", REPEAL))
    apply(store, engine, ("cu", OLD))
    assert status(engine, "cu") == ("expired", "moi")
    apply(store, engine, ("cu-2", TWIN))  # which of the two is meant is not known
    assert {status(engine, "cu"), status(engine, "cu-2")} == {("unknown", "moi")}
    apply(store, engine, ("cu-2", None))
    assert status(engine, "cu") == ("expired", "moi")


def test_a_repeal_ends_the_entry_of_a_gazette_and_the_whole_text(engine: Engine, tmp_path: Path) -> None:
    """Of a province there is one council: number and day tell that both are one act. Of a district there may be two."""
    for issuer, expected in (("HĐND tỉnh Bình Sơn", "expired"), (ISSUER, "unknown")):
        old, twin = (replace(each, issuer=issuer) for each in (OLD, replace(OLD, id="cu-2", text="")))
        text = REPEAL.text.replace("nhân dân huyện", f"nhân dân {issuer.removeprefix('HĐND ')}")
        store = open_store(f"sqlite:///{tmp_path / expected}")
        apply(store, engine, ("cu", old), ("moi", replace(REPEAL, issuer=issuer, text=text)), ("cu-2", twin))
        assert {status(engine, id)[0] for id in ("cu", "cu-2")} == {expected}
        store.close()


def test_columns_answer_who_changes_whom_and_what_is_in_force(engine: Engine, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    apply(store, engine, ("cu", OLD), ("moi", REPEAL), ("tin", NEWS))
    reader = engine.read()

    def ids(query: Where | During) -> list[str]:
        return sorted(hit.id for hit in reader.search(SearchRequest(query)).hits)

    assert ids(Where(CITES, citing_values(target_values(OLD)))) == ["moi", "tin"]
    assert ids(Where(CITES, citing_values(target_values(OLD), ["repeals"]))) == ["moi"]
    assert ids(Where(RELATION, ("repeals",))) == ["moi"]
    for status, day, found in (("in-force", date(2020, 7, 31), ["cu"]), ("expired", LATE, ["cu"])):
        assert ids(During((effect_column(status),), Span.day(day), touching=True)) == found


def test_a_document_put_again_for_its_effect_keeps_its_officials(tmp_path: Path) -> None:
    store, engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}"), MemoryEngine("f")
    apply(store, engine, ("cu", OLD))
    _, before = decode_document(engine.read().get(["cu"])["cu"])
    apply(store, engine, ("moi", replace(REPEAL, signer=None)))
    _, after = decode_document(engine.read().get(["cu"])["cu"])
    assert before == after
    assert any(before)


def test_an_unchanged_document_keeps_its_effect_when_a_person_moves_it(tmp_path: Path) -> None:
    store, engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}"), MemoryEngine("f")
    apply(store, engine, ("cu", OLD), ("moi", replace(REPEAL, signer=None)))
    other = resolution("khac", "77/2011/NQ-HĐND", date(2011, 3, 2), "Thu quỹ.")
    apply(store, engine, ("khac", other))
    assert status(engine, "cu") == ("expired", "moi")


def circle(size: int) -> list[Document]:
    """Return documents of one day, each of which repeals the next."""
    day = date(2020, 7, 15)
    return [
        resolution(
            f"v{n}", f"{n + 1:02}/2020/NQ-HĐND", day, REPEALS.format(f"{(n + 1) % size + 1:02}/2020/NQ-HĐND", day)
        )
        for n in range(size)
    ]


def test_documents_that_end_each_other_in_a_circle_are_unknown() -> None:
    for size in (2, 3, 9):
        effects = effects_of(circle(size))
        assert {effect_on(periods, LATE).status for periods in effects.values()} == {"unknown"}  # type: ignore[union-attr]
    (alone,) = effects_of(circle(1)).values()
    assert [period.status for period in alone] == ["not-yet", "in-force"]


def test_a_chain_of_thousands_of_documents_ends() -> None:
    effects, first = Effects(None, BytesIO()), date(2000, 1, 1).toordinal()
    for n in range(2000):
        key, before = f"{n}/nq-hdnd", f"{n - 1}/nq-hdnd"
        day = date.fromordinal(first + n)
        relation = OutgoingRelation("repeals" if n == 1 else "amends", before, before.upper(), day.year, ISSUER)
        document = Document(f"n{n}", kind="resolution", number=key, issuer=ISSUER, issued=day, effective=day)
        effects.add([facts_of(document, [relation])], b"")
    effects.resolve([], {})
    statuses = [effect_on(effects.periods(f"n{n}") or (), LATE) for n in (0, 1, 1000, 1998)]
    assert [period and period.status for period in statuses] == ["expired", *["partly-expired"] * 3]


def test_thousands_of_documents_of_one_number_are_unknown_at_once() -> None:
    effects = Effects(None, BytesIO())
    twins = [replace(OLD, id=f"t{n}", text="", effective=OLD.issued) for n in range(2000)]
    repeal = complete(REPEAL)
    effects.add([facts_of(repeal, outgoing_relations(repeal))], pack_facts([facts_of(twin, ()) for twin in twins]))
    effects.resolve([], {})
    assert {effect_on(effects.periods(twin.id) or (), LATE).status for twin in twins} == {"unknown"}  # type: ignore[union-attr]


@pytest.mark.parametrize("number", [1, 13, 28, 46])
def test_an_index_of_a_chain_has_the_effects_of_its_documents(number: int, tmp_path: Path) -> None:
    store, engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}"), MemoryEngine("f")
    (chain,) = (chain for chain in read_chains() if chain.number == number)
    documents = documents_of(chain)
    for document in reversed(documents):
        apply(store, engine, (document.id, document))
    reader = engine.read()
    assert {
        id: decode_effect(stored) for id, stored in reader.get([each.id for each in documents]).items()
    } == effects_of(documents)
