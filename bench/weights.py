"""Measure the effect of each ranking weight: the figures without it, with half and with double its value."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.world import opened, run_in
from corpus.document import KIND_LABELS, Document
from corpus.extraction.extract import complete
from corpus.store import Store
from corpus.vi.bodies import find_bodies
from corpus.vi.dates.span import Span
from corpus.vi.syllables import syllables
from indexer.analysis import query_terms as forms
from indexer.engines import ranking as weights
from indexer.engines.port import Engine
from indexer.evaluation.relevance import answers, figures, indexed, read_questions
from indexer.results import Request, Result
from indexer.search import Search

TODAY = date(2026, 9, 1)  # the clock of every run, so that runs are comparable
SEED = 31
GAZETTE_DOCUMENTS = 60  # of the gazette, from which queries are made
GOLDEN = Path("tests/golden")
# Factors relative to 1 (the weight of what was typed, of the date itself): a factor of 1 has no effect.
FACTORS = ("BARE", "FOLDED", "FOLDED_AMONG_MARKED", "VARIANT", "MENTIONED", "EXACT_NUMBER")
DIVISORS = ("K1", "HALF_LIFE", "REFERENCE_RECORDS")  # the formulas divide by them, so none can be 0

Row = dict[str, object]
World = tuple[Engine, Store, Mapping[str, Callable[[Search], float]]]
Case = tuple[Request, Callable[[Sequence[Result]], bool]]


def rows(data: Path, home: Path) -> Iterator[Row]:
    """Yield the figures with the current weights, then for each change of a weight the figures that differ.

    `home` has the articles and the gazette of `data` (see `open_world`). Figures are shares of the cases, `mrr@10`
    as `evaluate` computes it. Raises EvaluationError, EngineError and BenchError.
    """
    with indexed(data / "retrieval" / "articles.jsonl") as (engine, store, ids), TemporaryDirectory() as folder:
        questions = read_questions(data / "retrieval" / "questions-dev.jsonl")

        def laws_mrr(change: str, search: Search) -> float:
            return float(figures(answers(search, questions, change, ids, TODAY))["mrr@10"])

        run_in(Path(folder), "corpus", "add", "corpus/sample")
        run_in(Path(folder), "indexer", "build")
        worlds: list[World] = [
            (engine, store, {f"mrr@10 {change}": partial(laws_mrr, change) for change in ("none", "no-accents")}),
            _world(Path(folder), _sample),
            _world(home, _gazette),
        ]
        usual = _measured(worlds)
        yield {"weight": "all as they are", **usual}
        for weight, value, set_to in _weights():
            changes = {"without": 1.0 if weight in FACTORS else 0, "half": value / 2, "double": value * 2}
            for change, other in changes.items():
                if change == "without" and weight in DIVISORS:
                    continue
                set_to(type(value)(other))
                measured = _measured(worlds)
                yield {"weight": weight, "value": value, "change": change, "is": type(value)(other)} | {
                    what: figure for what, figure in measured.items() if figure != usual[what]
                }
            set_to(value)


def _world(home: Path, cases_of: Callable[[Store], Iterator[tuple[str, list[Case]]]]) -> World:
    store, engine = opened(home)
    return engine, store, {what: partial(_share, cases) for what, cases in cases_of(store)}


def _measured(worlds: Sequence[World]) -> dict[str, float]:
    forms.word.cache_clear()  # cached forms contain weights
    measured: dict[str, float] = {}
    for engine, store, checks in worlds:
        with closing(Search(engine, store)) as search:
            measured |= {what: round(check(search), 4) for what, check in checks.items()}
    return measured


def _weights() -> Iterator[tuple[str, float, Callable[[float], None]]]:
    """Yield each weight, its value and a function that sets it everywhere."""
    for name, value in vars(weights).items():
        if name.isupper() and isinstance(value, dict):
            yield from ((f"{name}.{key}", weight, partial(value.__setitem__, key)) for key, weight in value.items())
        elif name.isupper():
            users = [user for user in sys.modules.values() if vars(user).get(name) is value]

            def set_to(other: float, name: str = name, users: Sequence[object] = users) -> None:
                for user in users:
                    setattr(user, name, other)

            yield name, value, set_to


def _share(cases: Sequence[Case], search: Search) -> float:
    return sum(right(search.search(request, today=TODAY).results) for request, right in cases) / len(cases)


def _first(text: str, right: Callable[[Result], object]) -> Case:
    return Request(text, size=1), lambda results: any(map(right, results[:1]))


def _golden(name: str, id_of: Callable[[Result], str | None]) -> list[Case]:
    lines = [line.split("\t") for line in (GOLDEN / name).read_text("utf-8").splitlines() if line.startswith("must")]
    return [_first(text, lambda result, ids=ids: id_of(result) in ids.split(" | ")) for _, text, ids in lines]  # type: ignore[misc]


def _sample(store: Store) -> Iterator[tuple[str, list[Case]]]:
    """Yield the cases of the sample; a filter by year must put documents of that year before those that mention it."""
    years = [(word, Span.year(year)) for word in ("huyện", "xã", "hội đồng") for year in range(2011, 2026)]
    yield "readers.tsv", _golden("readers.tsv", lambda result: result.id)
    yield "own days first", [(Request(word, days=year), _issued_first) for word, year in years]
    yield from _known("sample, ", map(complete, store.documents()))


def _gazette(store: Store) -> Iterator[tuple[str, list[Case]]]:
    """Yield the cases of the gazette among the articles."""
    yield "readers_gazette.tsv", _golden("readers_gazette.tsv", lambda result: result.number)
    chance = random.Random(SEED)  # noqa: S311 (the same documents each time)
    gazette = [complete(document) for document in store.documents() if document.source == "gazette"]
    yield from _known("gazette, ", chance.sample(gazette, GAZETTE_DOCUMENTS))


def _issued_first(results: Sequence[Result]) -> bool:
    mentions = [bool(result.why) for result in results]
    return mentions == sorted(mentions)


def _known(name: str, documents: Iterable[Document]) -> Iterator[tuple[str, list[Case]]]:
    """Yield cases that query two adjacent words of a title and one known property of the document.

    Any document with that property is right.
    """
    chance = random.Random(SEED)  # noqa: S311 (the same words each time)
    cases: dict[str, list[Case]] = {}
    for document in documents:
        for way, case in _cases(document, chance):
            cases.setdefault(name + way, []).append(case)
    yield from cases.items()


def _cases(document: Document, chance: random.Random) -> Iterator[tuple[str, Case]]:
    title_terms = [syllable.term for syllable in syllables(document.title or "") if syllable.term.isalpha()]
    at = chance.randrange(len(title_terms) - 1)
    words = f"{title_terms[at]} {title_terms[at + 1]}"
    day, kind, signer = document.issued, document.kind, document.signer
    if day:
        yield "day", _first(f"{words} {day:%d/%m/%Y}", lambda hit: day in _days(hit))
        yield (
            "month",
            _first(f"{words} tháng {day:%m/%Y}", lambda hit: any(hit_day.month == day.month for hit_day in _days(hit))),
        )
        yield (
            "year",
            _first(f"{words} năm {day:%Y}", lambda hit: any(hit_day.year == day.year for hit_day in _days(hit))),
        )
    if kind and document.number:
        label = KIND_LABELS[kind].lower()
        yield "kind first", _first(f"{label} {words}", lambda hit: hit.kind == kind)
        yield "kind last", _first(f"{words} {label}", lambda hit: hit.kind == kind)
    if document.issuer in [mention.body.label for mention in find_bodies(document.issuer or "")]:
        yield "issuer", _first(f"{words} {document.issuer}", lambda hit: hit.issuer == document.issuer)
    if signer:
        yield (
            "person",
            _first(f"{signer.name} {words}", lambda hit: signer.name in [official.name for official in hit.officials]),
        )
    if document.number:
        yield "number", _first(document.number, lambda hit: hit.number == document.number)


def _days(hit: Result) -> list[date]:
    return [day for day in (hit.issued, hit.published and hit.published.date()) if day]
