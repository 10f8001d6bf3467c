"""Every engine keeps one contract: generations, order, closeness, and what it does with a damaged index."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from corpus.vi.dates.span import Span
from indexer.engines import query_tree as q
from indexer.engines.factory import open_engine
from indexer.engines.memory import MemoryEngine
from indexer.engines.port import COUNTED, Engine, EngineError, NoIndex, SearchRequest, UnusableIndex
from indexer.engines.ranking import CANDIDATES, LOWERED
from indexer.engines.whoosh import generations
from indexer.engines.whoosh.engine import WhooshEngine
from tests.support.engine_cases import VALUES, ids, record, word


@pytest.fixture(params=["memory", "whoosh", pytest.param("opensearch", marks=pytest.mark.cluster)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    if request.param == "opensearch":
        return open_engine(request.getfixturevalue("cluster").url(f"t{uuid4().hex}"), "f1")
    return open_engine("memory:" if request.param == "memory" else f"whoosh:{tmp_path / 'index'}", "f1")


def test_an_engine_without_an_index_says_so(engine: Engine) -> None:
    assert engine.current() is None
    with pytest.raises(NoIndex, match="indexer build"):
        engine.read()


def test_a_record_put_again_replaces_the_first(engine: Engine) -> None:
    """It does so within a generation and across generations."""
    with engine.write(fresh=False) as writer:
        writer.put([record("a", "hội"), record("a", "đồng")])
    assert ids(engine, q.Everything()) == ["a"]
    with engine.write(fresh=False) as writer:
        writer.put([record("a", "nhân")])
    assert ids(engine, word("đồng")) == []
    assert ids(engine, word("nhân")) == ["a"]


def test_a_generation_appears_only_when_its_block_ends_well(engine: Engine) -> None:
    with engine.write(fresh=False) as writer:
        writer.put([record("a", "hội")])
        writer.seen(7, "kho", "ab" * 32)
    first = engine.current()

    def give_up() -> None:
        with engine.write(fresh=False) as writer:
            writer.put([record("b", "hội")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        give_up()
    assert engine.current() == first
    assert ids(engine, word("hội")) == ["a"]
    info = engine.read().info
    assert (info.change, info.store, info.chain) == (7, "kho", "ab" * 32)


def test_a_reader_keeps_its_generation_while_others_come(engine: Engine) -> None:
    with engine.write(fresh=False) as writer:
        writer.put([record("a", "hội")])
    reader = engine.read()
    for _ in range(3):
        with engine.write(fresh=True) as writer:
            writer.put([record("b", "hội")])
    assert [hit.id for hit in reader.search(SearchRequest(word("hội"))).hits] == ["a"]
    assert reader.get(["a"]) == {"a": b"a"}
    assert ids(engine, word("hội")) == ["b"]


def test_a_facet_that_is_counted_apart_is_counted_over_its_own_query(engine: Engine) -> None:
    """So are the counted filters; hits, total and all other facets are those of the request's query."""
    with engine.write(fresh=False) as writer:
        writer.put(
            [
                record("a", "hội", kind="tin", year="2020"),
                record("b", "hội", kind="báo cáo", year="2021"),
                record("c", "đồng", kind="báo cáo", year="2020"),
            ]
        )
    narrowed = q.All((word("hội"), q.Where("kind", ("tin",))))
    request = SearchRequest(
        narrowed,
        facets=("kind", "year", "place"),
        counted=(q.Where("kind", ("báo cáo",)), q.Everything()),
        counted_apart=(("kind", word("hội")), (COUNTED, q.Everything()), ("place", q.Everything())),
    )
    answer = engine.read().search(request)
    assert [hit.id for hit in answer.hits] == ["a"]
    assert answer.total == 1
    assert answer.facets == {"kind": (("báo cáo", 1), ("tin", 1)), "year": (("2020", 1),), "place": ()}
    assert answer.counts == (2, 3)


def test_a_page_past_the_end_is_empty_and_keeps_the_total(engine: Engine) -> None:
    with engine.write(fresh=True) as writer:
        writer.put([record(f"d{i}", "hội") for i in range(3)])
    answer = engine.read().search(SearchRequest(word("hội"), offset=10))
    assert (answer.hits, answer.total) == ((), 3)


def test_equal_scores_go_newest_first_and_then_by_id(engine: Engine) -> None:
    with engine.write(fresh=True) as writer:
        writer.put(
            [
                record("b", "hội", day=date(2020, 1, 2)),
                record("a", "hội", day=date(2020, 1, 2)),
                record("c", "hội", day=date(2021, 1, 2)),
                record("d", "hội"),
            ]
        )
    assert ids(engine, word("hội")) == ["c", "a", "b", "d"]
    assert ids(engine, q.Everything(), sort="oldest") == ["a", "b", "c", "d"]


def test_closeness_raises_only_the_candidates(engine: Engine) -> None:
    """The other records stay in their order behind them."""
    # Longer ones score less, so that those with the pair are the last of the candidates, and beyond them.
    count = CANDIDATES + 50
    with engine.write(fresh=True) as writer:
        for i in range(count):
            pair = i in (CANDIDATES - 5, CANDIDATES + 5)
            title = "hội đồng" + " x" * 5 if pair else "hội x x x x x đồng"
            writer.put([record(f"d{i:03}", title + " x" * i)])
    words = q.All((word("hội"), word("đồng")))
    plain = ids(engine, words, size=count)
    close = ids(engine, q.Close(words, ((word("hội"), word("đồng")),)), size=count)
    assert plain == sorted(plain)
    assert close[0] == f"d{CANDIDATES - 5:03}"
    assert sorted(close[:CANDIDATES]) == plain[:CANDIDATES]
    assert close[CANDIDATES:] == plain[CANDIDATES:]


@pytest.mark.parametrize("lowered", [q.Where("kind", ("a",)), q.During(("ended",), Span.day(date(2020, 8, 1)), True)])
def test_a_lowered_record_comes_below_its_equal_and_is_counted(engine: Engine, lowered: q.Where | q.During) -> None:
    """What has fewer of the words stays below both; other orders are as they were."""
    ended = replace(record("a", "hội đồng", day=date(2020, 1, 2), kind="a"), days={"ended": (Span.year(2020),)})
    with engine.write(fresh=True) as writer:
        writer.put([ended, record("b", "hội đồng", kind="b"), record("c", "hội x", kind="b")])
    either = q.Any((word("hội"), word("đồng")))
    plain = engine.read().search(SearchRequest(either))
    answer = engine.read().search(SearchRequest(either, lowered=lowered))
    assert [hit.id for hit in plain.hits] == ["a", "b", "c"]
    assert [hit.id for hit in answer.hits] == ["b", "a", "c"]
    assert answer.hits[1].score == pytest.approx(plain.hits[0].score * LOWERED, abs=2e-6)
    assert answer.total == 3
    for sort in ("newest", "oldest"):
        by_day = engine.read().search(SearchRequest(either, sort, lowered=lowered)).hits
        assert [hit.id for hit in by_day] == ids(engine, either, sort=sort)


def test_records_that_match_all_of_first_come_before_better_ones(engine: Engine) -> None:
    """Their scores stay, and orders by day too; also where nothing scores."""
    with engine.write(fresh=True) as writer:
        writer.put(
            [
                record("a", "hội", kind="a", day=date(2020, 1, 4)),
                record("b", "hội đồng", kind="a", day=date(2020, 1, 3)),
                record("c", "hội đồng nhân", kind="b", day=date(2020, 1, 1)),
                record("d", "hội đồng nhân dân", kind="b", day=date(2020, 1, 2)),
            ]
        )
    first = (q.Enough((word("đồng"), word("nhân")), 0.3), q.Where("kind", ("b",)))
    reader = engine.read()
    for query, order in ((word("hội"), "cdab"), (q.Prefix("folded", "h", ("title",)), "dcab")):
        plain = reader.search(SearchRequest(query))
        assert [hit.id for hit in plain.hits] == ["a", "b", *sorted("cd", key=order.index)]
        answer = reader.search(SearchRequest(query, first=first))
        assert [hit.id for hit in answer.hits] == list(order)
        assert {hit.id: hit.score for hit in answer.hits} == {hit.id: hit.score for hit in plain.hits}
        assert (answer.total, answer.first) == (4, (3, 2, 2))
        assert [hit.id for hit in reader.search(SearchRequest(query, "newest", first=first)).hits] == list("abdc")
        assert [hit.id for hit in reader.search(SearchRequest(query, first=(word("x"),))).hits] == [
            hit.id for hit in plain.hits
        ]


def test_many_small_generations_stay_one_index(tmp_path: Path) -> None:
    engine, oracle = WhooshEngine(tmp_path / "index", "f1"), MemoryEngine("f1")
    for i in range(12):
        for each in (engine, oracle):
            with each.write(fresh=False) as writer:
                writer.put([record(f"d{i}", "hội đồng", kind=VALUES[i % 3])])
                writer.delete([f"d{i - 3}"])
    ask = SearchRequest(q.Phrase((word("hội"), word("đồng"))), facets=("kind",))
    assert engine.read().search(ask) == oracle.read().search(ask)
    assert len(list((tmp_path / "index").glob("generation-*/*.arr"))) <= 4 * 2


def test_an_index_of_another_fingerprint_is_refused_and_built_anew(tmp_path: Path) -> None:
    with WhooshEngine(tmp_path / "index", "f1").write(fresh=False) as writer:
        writer.put([record("a", "hội")])
    other = WhooshEngine(tmp_path / "index", "f2")
    with pytest.raises(UnusableIndex, match="python -m indexer build"):
        other.read()
    with other.write(fresh=False) as writer:
        writer.put([record("b", "hội")])
    assert ids(other, word("hội")) == ["b"]


@pytest.mark.parametrize("victim", ["CURRENT", "*/generation.json", "*/*.arr", "*/*.toc"])
@pytest.mark.parametrize("damage", [b"", b"\x00garbage", None])
def test_a_damaged_index_is_refused_in_one_sentence_and_built_anew(
    tmp_path: Path, victim: str, damage: bytes | None
) -> None:
    engine = WhooshEngine(tmp_path / "index", "f1")
    with engine.write(fresh=False) as writer:
        writer.put([record("a", "hội")])
    path = next((tmp_path / "index").glob(victim))
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    with pytest.raises(EngineError, match="indexer build"):
        engine.read()
    with engine.write(fresh=False) as writer:
        writer.put([record("b", "hội")])
    assert ids(engine, word("hội")) == ["b"]


def test_two_builders_do_not_write_at_once(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index", "f1")
    with (
        engine.write(fresh=False),
        pytest.raises(EngineError, match=rf"tiến trình khác \(số {os.getpid()}\)"),
        WhooshEngine(tmp_path / "index", "f1").write(fresh=False),
    ):
        pass


def test_every_generation_has_a_unique_stamp(engine: Engine, tmp_path: Path) -> None:
    """Also where the index was removed before, so that numbers begin again."""
    stamps = []
    for _ in range(3):
        shutil.rmtree(tmp_path / "index", ignore_errors=True)
        with engine.write(fresh=True) as writer:
            writer.put([record("a", "hội")])
        stamps.append(engine.current())
        assert engine.read().info.stamp == stamps[-1]
    assert len(set(stamps)) == 3


def test_a_record_deleted_and_put_again_in_one_block_is_there_once(engine: Engine) -> None:
    for title in ("hội", "đồng"):
        with engine.write(fresh=False) as writer:
            writer.put([record("a", "nhân")])
            writer.delete(["a", "b"])
            writer.put([record("a", title), record("b", title)])
            writer.delete(["b"])
        assert ids(engine, q.Everything()) == ids(engine, word(title)) == ["a"]
    engine.merge()
    assert ids(engine, word("đồng")) == ["a"]


def test_a_removed_folder_is_built_anew_under_another_number(tmp_path: Path) -> None:
    """The pointer still names the folder that was removed."""
    engine = WhooshEngine(tmp_path / "index", "f1")
    with engine.write(fresh=False) as writer:
        writer.put([record("a", "hội")])
    shutil.rmtree(tmp_path / "index" / "generation-000001")
    with engine.write(fresh=False) as writer:
        writer.put([record("b", "hội")])
        assert writer.generation == 2
    assert ids(engine, word("hội")) == ["b"]


def test_a_folder_made_anew_while_it_is_opened_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read of it is not taken for the generation of the same number that was there before."""
    root = tmp_path / "index"

    def make(id: str) -> None:
        with WhooshEngine(root, "f1").write(fresh=True) as writer:
            writer.put([record(id, "hội")])

    manifest, made = generations.manifest, []

    def slow(root: Path, fingerprint: str) -> generations.Manifest:
        before = manifest(root, fingerprint)
        if not made:
            made.append(before)
            shutil.rmtree(root)
            make("b")
        return before

    make("a")
    monkeypatch.setattr(generations, "manifest", slow)
    engine = WhooshEngine(root, "f1")
    reader = engine.read()
    assert reader.info.generation == made[0].info.generation
    assert reader.info.stamp == engine.current()
    assert ids(engine, word("hội")) == ["b"]


def test_an_unknown_engine_is_a_clear_sentence() -> None:
    with pytest.raises(EngineError, match="HDND_ENGINE"):
        open_engine("lucene:x", "f1")


def test_of_equal_records_the_newest_gain_by_closeness(engine: Engine) -> None:
    """No more than CANDIDATES of them do."""
    days = [date(2020, 1, 1) + timedelta(i % 7) for i in range(3 * CANDIDATES)]
    with engine.write(fresh=True) as writer:
        writer.put([record(f"d{i:04}", "hội đồng nhân dân", day=day) for i, day in enumerate(days)])
    words = tuple(word(text) for text in ("hội", "đồng", "nhân", "dân"))
    hits = engine.read().search(SearchRequest(q.Close(q.All(words), (words,)), size=3 * CANDIDATES)).hits
    raised = [hit.id for hit in hits if hit.score == hits[0].score]
    newest = sorted((f"d{i:04}" for i in range(len(days))), key=lambda id: (-days[int(id[1:])].toordinal(), id))
    assert raised == newest[:CANDIDATES]


def test_closeness_raises_the_same_records_whatever_comes_first(engine: Engine) -> None:
    """More of them come first than closeness raises, none of which it does."""
    days = [date(2022, 1, 1) - timedelta(i) for i in range(3 * CANDIDATES)]
    kinds = ["a" if i < CANDIDATES else "b" for i in range(len(days))]
    with engine.write(fresh=True) as writer:
        writer.put([record(f"d{i:04}", "hội đồng", day=day, kind=kinds[i]) for i, day in enumerate(days)])
    words = (word("hội"), word("đồng"))
    request = SearchRequest(q.Close(q.All(words), (words,)), size=len(days))
    reader = engine.read()
    plain = reader.search(request).hits
    assert [hit.id for hit in plain if hit.score == plain[0].score] == [f"d{i:04}" for i in range(CANDIDATES)]
    for sort in ("relevance", "newest"):
        hits = reader.search(replace(request, sort=sort, first=(q.Where("kind", ("b",)),))).hits
        assert sorted(hits, key=lambda hit: hit.id) == list(plain)
        assert hits == (*plain[CANDIDATES:], *plain[:CANDIDATES]) if sort == "relevance" else plain
