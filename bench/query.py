"""Measure the query time of every engine for the same questions, and ours for questions that never repeat."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from bench import distinct
from bench.peers import PEERS, built
from bench.questions import TOP, WAYS, Answer, AskEngine, Question, questions, typed
from bench.world import RECORDS, opened, run_in
from corpus.store import Store
from indexer.engines import query_tree as q
from indexer.engines.port import Engine, SearchRequest
from indexer.results import Request
from indexer.search import Search

SEED = 20250801
TODAY = date(2025, 8, 1)
FACETS = ("kind", "issuer", "year", "source")
FULL = "ours-full"  # matches more than the others: unaccented texts, numbers, abbreviations

Row = dict[str, object]
Opening = Callable[[], AbstractContextManager[AskEngine]]


def rows(folder: Path, rounds: int) -> Iterator[Row]:
    """Yield a row for each engine and way over the records of a prepared folder.

    All engines are open at once and queried in turn, in a new order each round. `total` is the sum over the queries;
    `other_totals` lists the queries where an engine's total differs from ours, with both. `first_ms` is the median over
    the queries of the first query to a newly opened engine in this process, with the files already in the page cache;
    the service's warm-up belongs to the opening. Before that, questions that never repeat are asked once each
    (`bench.distinct`).
    """
    run_in(folder, "indexer", "build")
    yield from distinct.rows(folder)
    skipped = {peer.name: why for peer in PEERS if (why := peer.missing())}
    with ExitStack() as stack:
        store, engine = opened(folder)
        stack.enter_context(closing(store))
        openings: dict[str, Opening] = {"ours": partial(ours, engine), FULL: partial(ours_full, engine, store)}
        for peer in PEERS:
            if peer.name not in skipped:
                openings[peer.name] = partial(peer.opened, built(peer, folder / "peers", folder / RECORDS))
        yield from measured(openings, rounds)
    for name, why in skipped.items():
        yield {"engine": name, "skipped": why}


def measured(openings: Mapping[str, Opening], rounds: int) -> Iterator[Row]:
    """Yield the rows of the engines given, `ours` among them."""
    pairs = [(name, question) for name in openings for question in questions()]
    taken: dict[tuple[str, Question], list[float]] = {question: [] for question in pairs}
    totals: dict[tuple[str, Question], int] = {}
    chance = random.Random(SEED)  # noqa: S311 (the same order each time)
    with ExitStack() as stack:
        asking = {name: stack.enter_context(opening()) for name, opening in openings.items()}
        for name, question in pairs:
            totals[name, question] = asking[name](question).total
        gc.collect()
        gc.freeze()  # so that no engine pays for garbage collection of the others' objects
        for _ in range(rounds):
            chance.shuffle(pairs)
            for name, question in pairs:
                taken[name, question].append(timed(asking[name], question))
        gc.unfreeze()
        asking.clear()  # so that the openings below find no file still open
    for name, opening in openings.items():
        for way in WAYS:
            of_way = [question for question in questions() if question.way == way]
            times = [time for question in of_way for time in taken[name, question]]
            row: Row = {
                "engine": name,
                "ask": way,
                "median_ms": _ms(median(times)),
                "p95_ms": _ms(quantiles(times, n=20)[-1]),
                "first_ms": _ms(median(_first(opening, question) for question in of_way)),
                "total": sum(totals[name, question] for question in of_way),
            }
            other = {
                question.text: [totals[name, question], totals["ours", question]]
                for question in of_way
                if name != FULL and totals[name, question] != totals["ours", question]
            }
            yield row | ({"other_totals": other} if other else {})


@contextmanager
def ours(engine: Engine) -> Iterator[AskEngine]:
    """Open the engine's reader and search only the syllables of the texts."""

    def ask(question: Question) -> Answer:
        answer = reader.search(SearchRequest(tree(question), size=TOP))
        titles = reader.titles([hit.id for hit in answer.hits])
        return Answer(answer.total, [titles[hit.id] for hit in answer.hits])

    with closing(engine.read()) as reader:
        yield ask


@contextmanager
def ours_full(engine: Engine, store: Store) -> Iterator[AskEngine]:
    """Open the search service and query it as a reader does, with four facets."""

    def ask(question: Question) -> Answer:
        page = search.search(Request(typed(question), facets=FACETS, size=TOP), today=TODAY)
        return Answer(page.total, [result.title.text for result in page.results])

    with closing(Search(engine, store)) as search:
        search.warm()
        yield ask


def tree(question: Question) -> q.Query:
    """Return a question as a tree over the exact syllables of the texts."""
    words = tuple(q.Term((q.Form("exact", word),), ("text",)) for word in question.words)
    if question.way == "phrase":
        return q.Phrase(words)
    return q.Any(words) if question.way == "any" else q.All(words)


def timed(ask: AskEngine, question: Question) -> float:
    """Return the seconds that an answer takes."""
    began = perf_counter()
    ask(question)
    return perf_counter() - began


def _first(opening: Opening, question: Question) -> float:
    with opening() as ask:
        return timed(ask, question)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)
