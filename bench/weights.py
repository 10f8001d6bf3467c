"""Measure what each weight of the ranking is worth: the figures without it, with half and with twice of it."""

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
from corpus.extraction.extract import read
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

TODAY = date(2026, 9, 1)  # the clock of every run, so that runs compare
SEED = 31
ASKED = 60  # documents of the gazette that are asked for
GOLDEN = Path("tests/golden")
# Shares of what counts 1 (what was typed, the date itself): without them there is no difference.
ONE = ("BARE", "FOLDED", "FOLDED_AMONG_MARKED", "LIKE", "MENTIONED", "WRITTEN")
DIVISORS = ("K1", "HALF_LIFE", "PLENTY")  # there is no formula without them

Row = dict[str, object]
World = tuple[Engine, Store, Mapping[str, Callable[[Search], float]]]
Asked = tuple[Request, Callable[[Sequence[Result]], bool]]


def rows(data: Path, home: Path) -> Iterator[Row]:
    """Yield the figures with all weights as they are, then for each weight and change those that become others.

    `home` has the articles and the gazette of `data` (see `open_world`). Figures are shares of what was asked, `mrr@10`
    as `evaluate` has it. Raises EvaluationError, EngineError and BenchError.
    """
    with indexed(data / "retrieval" / "articles.jsonl") as (engine, store, own), TemporaryDirectory() as folder:
        questions = read_questions(data / "retrieval" / "questions-dev.jsonl")

        def law(change: str, search: Search) -> float:
            return float(figures(answers(search, questions, change, own, TODAY))["mrr@10"])

        run_in(Path(folder), "corpus", "add", "corpus/sample")
        run_in(Path(folder), "indexer", "build")
        worlds: list[World] = [
            (engine, store, {f"mrr@10 {change}": partial(law, change) for change in ("none", "no-accents")}),
            _world(Path(folder), _sample),
            _world(home, _gazette),
        ]
        usual = _measured(worlds)
        yield {"weight": "all as they are", **usual}
        for weight, value, set_to in _weights():
            changes = {"without": 1.0 if weight in ONE else 0, "half": value / 2, "double": value * 2}
            for change, other in changes.items():
                if change == "without" and weight in DIVISORS:
                    continue
                set_to(type(value)(other))
                found = _measured(worlds)
                yield {"weight": weight, "value": value, "change": change, "is": type(value)(other)} | {
                    what: figure for what, figure in found.items() if figure != usual[what]
                }
            set_to(value)


def _world(home: Path, asked: Callable[[Store], Iterator[tuple[str, list[Asked]]]]) -> World:
    store, engine = opened(home)
    return engine, store, {what: partial(_share, cases) for what, cases in asked(store)}


def _measured(worlds: Sequence[World]) -> dict[str, float]:
    forms.word.cache_clear()  # its forms hold weights
    found: dict[str, float] = {}
    for engine, store, checks in worlds:
        with closing(Search(engine, store)) as search:
            found |= {what: round(check(search), 4) for what, check in checks.items()}
    return found


def _weights() -> Iterator[tuple[str, float, Callable[[float], None]]]:
    """Yield each weight, its value and what sets it everywhere."""
    for name, value in vars(weights).items():
        if name.isupper() and isinstance(value, dict):
            yield from ((f"{name}.{key}", own, partial(value.__setitem__, key)) for key, own in value.items())
        elif name.isupper():
            users = [user for user in sys.modules.values() if vars(user).get(name) is value]

            def set_to(other: float, name: str = name, users: Sequence[object] = users) -> None:
                for user in users:
                    setattr(user, name, other)

            yield name, value, set_to


def _share(asked: Sequence[Asked], search: Search) -> float:
    return sum(right(search.search(one, today=TODAY).results) for one, right in asked) / len(asked)


def _first(text: str, right: Callable[[Result], object]) -> Asked:
    return Request(text, size=1), lambda found: any(map(right, found[:1]))


def _golden(name: str, said: Callable[[Result], str | None]) -> list[Asked]:
    lines = [line.split("\t") for line in (GOLDEN / name).read_text("utf-8").splitlines() if line.startswith("must")]
    return [_first(text, lambda one, ids=ids: said(one) in ids.split(" | ")) for _, text, ids in lines]  # type: ignore[misc]


def _sample(store: Store) -> Iterator[tuple[str, list[Asked]]]:
    """Yield what is asked of the sample; who asks for a year by a filter wants its documents before who mention it."""
    years = [(word, Span.year(year)) for word in ("huyện", "xã", "hội đồng") for year in range(2011, 2026)]
    yield "readers.tsv", _golden("readers.tsv", lambda one: one.id)
    yield "own days first", [(Request(word, during=year), _own_first) for word, year in years]
    yield from _known("sample, ", map(read, store.documents()))


def _gazette(store: Store) -> Iterator[tuple[str, list[Asked]]]:
    """Yield what is asked of the gazette among the articles."""
    yield "readers_gazette.tsv", _golden("readers_gazette.tsv", lambda one: one.number)
    chance = random.Random(SEED)  # noqa: S311 (the same documents each time)
    gazette = [read(one) for one in store.documents() if one.source == "gazette"]
    yield from _known("gazette, ", chance.sample(gazette, ASKED))


def _own_first(found: Sequence[Result]) -> bool:
    mentions = [bool(one.why) for one in found]
    return mentions == sorted(mentions)


def _known(name: str, documents: Iterable[Document]) -> Iterator[tuple[str, list[Asked]]]:
    """Yield ways to ask for documents by two neighbouring words of the title and something else that is known of them;
    whatever fits that is right."""
    chance = random.Random(SEED)  # noqa: S311 (the same words each time)
    asked: dict[str, list[Asked]] = {}
    for one in documents:
        for way, case in _cases(one, chance):
            asked.setdefault(name + way, []).append(case)
    yield from asked.items()


def _cases(one: Document, chance: random.Random) -> Iterator[tuple[str, Asked]]:
    said = [syllable.term for syllable in syllables(one.title or "") if syllable.term.isalpha()]
    at = chance.randrange(len(said) - 1)
    words = f"{said[at]} {said[at + 1]}"
    day, kind, signer = one.issued, one.kind, one.signer
    if day:
        yield "day", _first(f"{words} {day:%d/%m/%Y}", lambda hit: day in _days(hit))
        yield (
            "month",
            _first(f"{words} tháng {day:%m/%Y}", lambda hit: any(own.month == day.month for own in _days(hit))),
        )
        yield "year", _first(f"{words} năm {day:%Y}", lambda hit: any(own.year == day.year for own in _days(hit)))
    if kind and one.number:
        label = KIND_LABELS[kind].lower()
        yield "kind first", _first(f"{label} {words}", lambda hit: hit.kind == kind)
        yield "kind last", _first(f"{words} {label}", lambda hit: hit.kind == kind)
    if one.issuer in [mention.body.label for mention in find_bodies(one.issuer or "")]:
        yield "issuer", _first(f"{words} {one.issuer}", lambda hit: hit.issuer == one.issuer)
    if signer:
        yield "person", _first(f"{signer.name} {words}", lambda hit: signer.name in [who.name for who in hit.officials])
    if one.number:
        yield "number", _first(one.number, lambda hit: hit.number == one.number)


def _days(hit: Result) -> list[date]:
    return [day for day in (hit.issued, hit.published and hit.published.date()) if day]
