"""Measure how long every engine takes for the same questions: ten titles and the exact total."""

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

from bench.peers import PEERS, built
from bench.questions import TOP, WAYS, Answered, Asking, Question, questions, typed
from bench.world import RECORDS, opened, run_in
from corpus.store import Store
from indexer.engines import query_tree as q
from indexer.engines.port import Engine, SearchRequest
from indexer.results import Request
from indexer.search import Search

SEED = 20250801
TODAY = date(2025, 8, 1)
FACETS = ("kind", "issuer", "year", "source")
FULL = "ours-full"  # finds more than the others: unaccented texts, numbers, abbreviations

Row = dict[str, object]
Opening = Callable[[], AbstractContextManager[Asking]]


def rows(folder: Path, rounds: int) -> Iterator[Row]:
    """Yield a row for each engine and way over the records that a folder was prepared with.

    All engines are open at once and asked in turn, in a new order each round. `total` is the sum over the queries;
    `other_totals` are the queries where it is not ours, with both. `first_ms` is the median over the queries, each
    asked first of an opening of its own in this process, when the files have been read before; the service's own
    warming up belongs to the opening.
    """
    run_in(folder, "indexer", "build")
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
    """Yield the rows of some engines, `ours` among them."""
    asked = [(name, question) for name in openings for question in questions()]
    taken: dict[tuple[str, Question], list[float]] = {one: [] for one in asked}
    totals: dict[tuple[str, Question], int] = {}
    chance = random.Random(SEED)  # noqa: S311 (the same order each time)
    with ExitStack() as stack:
        asking = {name: stack.enter_context(opening()) for name, opening in openings.items()}
        for name, question in asked:
            totals[name, question] = asking[name](question).total
        gc.collect()
        gc.freeze()  # so that no engine pays for walking over what the others keep in memory
        for _ in range(rounds):
            chance.shuffle(asked)
            for name, question in asked:
                taken[name, question].append(timed(asking[name], question))
        gc.unfreeze()
        asking.clear()  # so that no file stays open for what is opened first
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
                one.text: [totals[name, one], totals["ours", one]]
                for one in of_way
                if name != FULL and totals[name, one] != totals["ours", one]
            }
            yield row | ({"other_totals": other} if other else {})


@contextmanager
def ours(engine: Engine) -> Iterator[Asking]:
    """Open the port's reader and ask it for syllables of the texts, and for nothing else."""

    def ask(question: Question) -> Answered:
        answer = reader.search(SearchRequest(tree(question), size=TOP))
        titles = reader.titles([hit.id for hit in answer.hits])
        return Answered(answer.total, [titles[hit.id] for hit in answer.hits])

    with closing(engine.read()) as reader:
        yield ask


@contextmanager
def ours_full(engine: Engine, store: Store) -> Iterator[Asking]:
    """Open what the service answers from, and ask as a reader does, with four facets."""

    def ask(question: Question) -> Answered:
        found = search.search(Request(typed(question), facets=FACETS, size=TOP), today=TODAY)
        return Answered(found.total, [result.title.text for result in found.results])

    with closing(Search(engine, store)) as search:
        search.warm()
        yield ask


def tree(question: Question) -> q.Query:
    """Return a question as a tree over the exact syllables of the texts."""
    words = tuple(q.Term((q.Form("exact", word),), ("text",)) for word in question.words)
    if question.way == "phrase":
        return q.Phrase(words)
    return q.Any(words) if question.way == "any" else q.All(words)


def timed(ask: Asking, question: Question) -> float:
    """Return the seconds that an answer takes."""
    began = perf_counter()
    ask(question)
    return perf_counter() - began


def _first(opening: Opening, question: Question) -> float:
    with opening() as ask:
        return timed(ask, question)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)
