"""Make questions that were never asked before out of a corpus, and measure each once after opening.

Repeated questions find everything decoded and cached; what a service costs shows in questions of which each is new.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import NamedTuple
from urllib.parse import quote

from bench.processes import alone
from bench.questions import TOP
from bench.world import opened
from corpus.document import Document
from corpus.vi.dates.find import find_dates
from corpus.vi.document_numbers import find_numbers
from corpus.vi.people.find import find_people
from corpus.vi.text import fold, tidy
from indexer.results import Request
from indexer.search import Search

COUNT = 2000
SEED = 20250801
TODAY = date(2025, 8, 1)
FACETS = ("kind", "issuer", "official", "year")  # the four that the page of results shows first
ONCE = "once"  # value of `asked` in the rows
EVERY_WAY = "every way"
DOCUMENTS_PER_QUESTION = 6  # documents that are looked at, as many have no number and name nobody
MAX_LETTERS = 3000  # of a text in which names, numbers and dates are sought
ENDINGS = ("là bao nhiêu?", "như thế nào?", "ở đâu?", "do ai ký?", "từ khi nào?")  # of questions

Row = dict[str, object]


class DistinctQuestion(NamedTuple):
    """Represents a query that no other one repeats; `way` names the rule that made it."""

    way: str
    text: str


def questions_of(folder: Path, count: int = COUNT) -> list[DistinctQuestion]:
    """Return at most `count` distinct questions, made from documents of the store of a prepared folder."""
    chance = random.Random(SEED)  # noqa: S311 (the same questions in every run)
    store, _ = opened(folder)
    with closing(store):
        share = count * DOCUMENTS_PER_QUESTION / max(1, store.count())
        documents = [document for document in store.documents() if chance.random() < share]
    return distinct_questions(documents, count)


def distinct_questions(documents: Iterable[Document], count: int) -> list[DistinctQuestion]:
    """Return at most `count` distinct questions, as many of each way as there are; the same for the same documents."""
    chance = random.Random(SEED)  # noqa: S311
    shuffled = list(documents)
    chance.shuffle(shuffled)
    streams = {way: _made(way, make, shuffled) for way, make in _RULES.items()}
    ways: dict[str, str] = {}
    while streams and len(ways) < count:
        for way in tuple(streams):
            text = next((text for text in streams[way] if text not in ways), None)
            if text is None:
                del streams[way]
            elif len(ways) < count:
                ways[text] = way
    questions = [DistinctQuestion(way, text) for text, way in ways.items()]
    chance.shuffle(questions)
    return questions


def rows(folder: Path, count: int = COUNT) -> Iterator[Row]:
    """Yield a row for all distinct questions together, then one for each way; each is asked once, in a new process."""
    yield from alone(measured, folder, questions_of(folder, count))[0]


def measured(folder: Path, questions: list[DistinctQuestion]) -> list[Row]:
    """Ask each question of a newly opened search, with four facets, and return the rows."""
    taken: dict[str, list[tuple[float, float]]] = {}
    store, engine = opened(folder)
    with closing(store), closing(Search(engine, store)) as search:
        search.warm()
        for way, text in questions:
            began, worked = perf_counter(), process_time()
            search.search(Request(text, facets=FACETS, size=TOP), today=TODAY)
            taken.setdefault(way, []).append((perf_counter() - began, process_time() - worked))
    everything = [times for of_way in taken.values() for times in of_way]
    return [_row(way, times) for way, times in ({EVERY_WAY: everything} | dict(sorted(taken.items()))).items() if times]


def path(question: DistinctQuestion) -> str:
    """Return the address that asks a service a question."""
    return f"/v1/search?q={quote(question.text)}&facets={','.join(FACETS)}"


def p95_ms(seconds: list[float]) -> float:
    """Return the 95th percentile of some times, in milliseconds."""
    return round((quantiles(seconds, n=20)[-1] if len(seconds) > 1 else max(seconds, default=0.0)) * 1000, 3)


def _row(way: str, times: list[tuple[float, float]]) -> Row:
    passed = [seconds for seconds, _ in times]
    return {
        "engine": "ours-full",
        "asked": ONCE,
        "ask": way,
        "questions": len(times),
        "seed": SEED,
        "median_ms": round(median(passed) * 1000, 3),
        "p95_ms": p95_ms(passed),
        "cpu_ms": round(sum(worked for _, worked in times) / len(times) * 1000, 3),
    }


def _made(way: str, make: Callable[[Document, random.Random], str], documents: list[Document]) -> Iterator[str]:
    chance = random.Random(f"{SEED} {way}")  # noqa: S311
    for document in documents:
        if text := " ".join(make(document, chance).split()):
            yield text


def _title(document: Document, chance: random.Random) -> str:
    words = tidy(document.title).split()
    length = chance.randint(3, 6)
    start = chance.randint(0, max(0, len(words) - length))
    return " ".join(words[start : start + length])


def _question(document: Document, chance: random.Random) -> str:
    title = _title(document, chance)
    return f"{title.rstrip('.,:;?!')} {chance.choice(ENDINGS)}" if title else ""


def _name(document: Document, chance: random.Random) -> str:
    people = find_people(tidy(document.text[:MAX_LETTERS]))
    return chance.choice(people).name if people else ""


def _number(document: Document, chance: random.Random) -> str:
    numbers = find_numbers(tidy(document.text[:MAX_LETTERS]))
    return document.number or (chance.choice(numbers).text if numbers else "")


def _date(document: Document, chance: random.Random) -> str:
    dates = find_dates(tidy(document.text[:MAX_LETTERS]))
    return f"{' '.join(_title(document, chance).split()[:2])} {chance.choice(dates).text}" if dates else ""


def _unaccented(document: Document, chance: random.Random) -> str:
    return fold(_title(document, chance)).lower()


_RULES: Mapping[str, Callable[[Document, random.Random], str]] = {
    "title": _title,
    "question": _question,
    "name": _name,
    "number": _number,
    "date": _date,
    "unaccented": _unaccented,
}
