"""Measure the effect that an index computes: on the golden chains, and what relations cost a build and a change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain as joined
from itertools import count, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from unittest.mock import patch

from bench.indexing import documents
from bench.relations import edge_figures
from bench.world import RECORDS, Material, prepare
from corpus.document import Document
from corpus.store import Store, open_store
from corpus.vi.bodies import parse_body
from corpus.vi.places import parse_place
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.schema.effect import effect_on, status_code
from indexer.schema.stored import decode_effect
from tests.support.relation_chains import Chain, Effect, documents_of, effects_of, read_chains

GOAL = 0.97  # of precision, recall and statuses
MAX_COST = 0.10  # share of a build without relations
MAX_CHANGE_MS = 300
CHAIN_SHARE = 10  # of so many documents one is of a chain, the others are articles
COST_DOCUMENTS = 1_000
ROUNDS = 3  # of building with and without relations in turn; the best counts
CHANGES = 9  # timed
NOW, TODAY = datetime(2026, 7, 1, tzinfo=UTC), date(2026, 7, 1)

_SYLLABLES = (
    "An", "Bình", "Cẩm", "Đông", "Gia", "Hòa", "Kim", "Lạc", "Minh", "Nam", "Phú", "Quảng", "Sơn", "Tân", "Thanh",
    "Trung", "Văn", "Vĩnh", "Xuân", "Yên",
)  # fmt: skip

Row = dict[str, object]


def quality_rows() -> Iterator[Row]:
    """Yield precision and recall of the golden chains' relations and the share of right statuses, held back apart."""
    for part, figures in edge_figures().items():
        yield {"what": f"edges, {part}", **figures, "goal": GOAL}
    for part, held_back in (("tuned", False), ("held-back", True)):
        checked = [each for chain in read_chains() if chain.is_held_back is held_back for each in statuses(chain)]
        right = sum(is_right for _, _, is_right in checked)
        yield {"what": f"statuses, {part}", "days": len(checked), "right": round(right / len(checked), 4), "goal": GOAL}


def misses(*, held_back: bool) -> Iterator[tuple[str, str]]:
    """Yield what is expected and what is computed on the wrong days of the tuned or the held-back chains."""
    for chain in read_chains():
        if chain.is_held_back is held_back:
            yield from ((f"{chain.number} {wanted}", got) for wanted, got, is_right in statuses(chain) if not is_right)


def statuses(chain: Chain) -> Iterator[tuple[Effect, str, bool]]:
    """Yield for each day of a chain what is expected, what is computed, and whether status, first day and cause agree.

    A source's own words count where the effect is unknown.
    """
    given = documents_of(chain)
    effects, stated = effects_of(given), {document.id: document.status or "" for document in given}
    for expected in chain.effects:
        id = f"{chain.number:02}-{expected.document}"
        if (period := effect_on(effects[id], expected.on)) is None:
            yield expected, "none", False
            continue
        status = (period.status == "unknown" and status_code(stated[id])) or period.status
        by = f"{chain.number:02}-{expected.by}" if expected.by else None
        is_right = status == expected.status and period.by == by and expected.since in (None, period.days.start)
        yield expected, f"{status} from {period.days.start} by {period.by}", is_right


def cost_rows(home: Path, articles: Path, limit: int) -> Iterator[Row]:
    """Yield what relations cost a build, in the time of one process, and how long a change takes in an index.

    The documents are the golden chains, again and again at other places, among articles; and chains alone.
    """
    news = list(documents(prepare(home, Material(articles, limit=COST_DOCUMENTS)) / RECORDS))
    for name, material in (("a chain's document in ten", _among(news)), ("chains alone", chains_at_places())):
        with_them, without = _build_times(list(islice(material, COST_DOCUMENTS)))
        yield {
            "what": f"build, {name}",
            "documents": COST_DOCUMENTS,
            "cpu_s": round(with_them, 2),
            "cpu_s_without": round(without, 2),
            "cost": round(with_them / without - 1, 3),
            "goal": MAX_COST,
        }
    yield _change_row(home / f"relations-{limit}", news, limit)


def chains_at_places() -> Iterator[Document]:
    """Yield the documents of the golden chains at ever new places; those of national bodies are left out."""
    names = map(_place_name, count())
    for turn in count():
        for chain in read_chains():
            issuers = [parse_body(each.issuer) for each in chain.documents if each.issuer]
            places = {parse_place(body.place) for body in issuers if body and body.place}
            if not all(body and body.place for body in issuers):
                continue
            new = {place.name: next(names) for place in sorted(filter(None, places), key=str) if place.name}
            pattern = re.compile("|".join(map(re.escape, new)))

            def moved(text: str, pattern: re.Pattern[str] = pattern, new: dict[str, str] = new) -> str:
                return pattern.sub(lambda name: new[name.group()], text)

            for each in documents_of(chain):
                issuer = moved(each.issuer) if each.issuer else None
                yield replace(
                    each, id=f"{turn}-{each.id}", title=moved(each.title), text=moved(each.text), issuer=issuer
                )


def _place_name(number: int) -> str:
    """Return a name of three syllables, another one for each number."""
    size = len(_SYLLABLES)
    return " ".join(_SYLLABLES[number // size**place % size] for place in range(3))


def _among(news: Iterable[Document]) -> Iterator[Document]:
    """Yield a document of a chain before every few articles, which are repeated under new ids."""
    articles = list(news)
    chains = chains_at_places()
    for turn in count():
        for number, article in enumerate(articles):
            if number % (CHAIN_SHARE - 1) == 0:
                yield next(chains)
            yield replace(article, id=f"{article.id}-{turn}", url=None)


def _build_times(documents: list[Document]) -> tuple[float, float]:
    """Return the seconds that one process takes to index documents, with relations and without."""
    best: dict[bool, float] = {}
    for _ in range(ROUNDS):
        for related in (True, False):
            with ExitStack() as stack:
                folder = stack.enter_context(TemporaryDirectory())
                store, engine = _filled(Path(folder), documents)
                stack.enter_context(closing(store))
                if not related:
                    stack.enter_context(patch("indexer.schema.documents.outgoing_relations", lambda document: ()))
                began = process_time()
                build(store, engine, processes=1)
                best[related] = min(best.get(related, float("inf")), process_time() - began)
    return best[True], best[False]


def _filled(folder: Path, documents: Iterable[Document]) -> tuple[Store, Engine]:
    store, engine = open_store(f"sqlite:///{folder / 'store.sqlite'}"), open_engine(f"whoosh:{folder}", fingerprint())
    remaining = iter(documents)
    while batch := list(islice(remaining, 1_000)):
        store.put(batch, at=NOW)
    return store, engine


def _change_row(home: Path, news: list[Document], limit: int) -> Row:
    """Return how long it takes until a document that repeals another one has ended it, in an index of so many."""
    first_chains = (each for each in chains_at_places() if each.id.endswith(("-01-a", "-01-b")))
    repealed, repeals = zip(*islice(zip(first_chains, first_chains, strict=True), CHANGES + 1), strict=True)
    held_out = {each.id for each in repeals}
    if not home.exists():
        home.mkdir(parents=True)
        others = (each for each in _among(news) if each.id not in held_out)
        store, engine = _filled(home, islice(joined(repealed, others), limit))
        build(store, engine)
        store.close()
    store, engine = open_store(f"sqlite:///{home / 'store.sqlite'}"), open_engine(f"whoosh:{home}", fingerprint())
    with closing(store):
        store.delete(sorted(held_out), at=NOW)
        build(store, engine)
        engine.merge()
        times = [_changed_s(store, engine, repeal) for repeal in repeals][1:]
    with closing(engine.read()) as reader:
        indexed = reader.info.count
    return {
        "what": "a repeal until what it repeals has expired",
        "records": indexed,
        "median_ms": round(median(times) * 1000, 1),
        "slowest_ms": round(max(times) * 1000, 1),
        "goal_ms": MAX_CHANGE_MS,
    }


def _changed_s(store: Store, engine: Engine, repeal: Document) -> float:
    """Return the seconds until a new document has ended the one that it repeals."""
    repealed = repeal.id.replace("-b", "-a")
    began = perf_counter()
    store.put([repeal], at=NOW)
    build(store, engine)
    with closing(engine.read()) as reader:
        period = effect_on(decode_effect(reader.get([repealed])[repealed]), TODAY)
    taken = perf_counter() - began
    if period is None or period.by != repeal.id:
        raise AssertionError(repeal.id)
    return taken
