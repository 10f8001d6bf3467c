"""Measure how queries are understood: ways of typing, false alarms, numbers, signers, and the time it takes."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from statistics import median, quantiles
from time import perf_counter

from bench import dates, false_alarms, officials
from bench.world import World
from corpus.document import KIND_LABELS, Document
from corpus.vi.document_numbers import document_kind, parse_number
from corpus.vi.people.find import split_role
from corpus.vi.syllables import syllables
from corpus.vi.text import fold
from indexer.evaluation.typing_noise import KEYS, LOSSLESS
from indexer.results import Request, ResultsPage
from indexer.search.query.lookup import Lookup
from indexer.search.query.understanding import understand

TODAY = date(2026, 7, 1)  # the clock of every run, so that runs compare
QUERIES = 500
HEADLINES = 20_000
SEED = 20
MISREAD = str.maketrans("01", "Ol")  # figures as a machine may read them
WORST = 10  # misses that are shown

Row = dict[str, object]


def rows(world: World) -> Iterator[Row]:
    """Yield every figure with its goal."""
    queries = _queries(world)
    clean = {query: _ask(world, query) for query in queries}
    for name, change in LOSSLESS.items():
        yield _row(f"typed {name}: same total, same first ten", 1.0, (
            (query, _shown(_ask(world, change(query))) == _shown(clean[query])) for query in queries
        ))  # fmt: skip
    for name, change in KEYS.items():
        yield _row(f"typed {name}: the clean query's first document among three", 0.98, (
            (query, _first(clean[query]) in _ids(_ask(world, change(query)))[:3]) for query in queries
        ))  # fmt: skip
    log = (world.data / "retrieval" / "question-log.txt").read_text("utf-8").splitlines()
    lookup = Lookup(world.reader)
    for name, lines in (("question log", log), ("headlines", _headlines(world))):
        yield _row(f"{name}: no Telex or VNI guessed", 1.0, ((line, not _keys_guessed(lookup, line)) for line in lines))
    gazette = [one for one in world.store.documents() if one.source == "gazette" and one.number]
    for name, form in _FORMS.items():
        yield _row(f"number {name}: first hit right where unique", 1.0, _numbers(world, gazette, form))
    fields = [json.loads(line)["nguoi_ky"] for path in sorted((world.data / "gazette").glob("*.jsonl"))
              for line in path.read_text("utf-8").splitlines()]  # fmt: skip
    told = [split_role(field) for field in fields]
    yield _row("signers: name and role apart", 1.0, (
        (field, f"{one.role} {one.name}" == field) for field, one in zip(fields, told, strict=True)
    ))  # fmt: skip
    yield _row("signers: found by the unaccented name", 1.0, (
        (name, name in {one.name for one in world.search.officials(fold(name)).people})
        for name in sorted({one.name for one in told if one.name})
    ))  # fmt: skip
    pasted = [" ".join(log[i : i + 12])[:500] for i in range(0, len(log) - 12, 40)]
    meant = partial(_meant, lookup)
    yield _times("understanding the question log", 1.0, meant, log)
    yield _times("understanding titles' queries", 1.0, meant, queries)
    yield _times("understanding 500 pasted characters", 20.0, meant, pasted)
    begun = [typed[: 1 + len(typed) * (i % 5 + 1) // 5] for i, typed in enumerate([*queries, *map(fold, queries)])]
    yield _times("suggestions", 2.0, world.search.suggest, begun)
    yield false_alarms.row(lambda text: understand(Request(text), text, lookup, today=TODAY).understood)
    yield from dates.rows()
    yield from officials.rows()


def _queries(world: World) -> list[str]:
    """Return runs of three to five syllables from titles of articles, without figures."""
    chance = random.Random(SEED)  # noqa: S311 (the same sample each time)
    titles = sorted(one.title for one in world.store.documents() if one.source == "news" and one.title)
    queries: list[str] = []
    while len(queries) < QUERIES:
        title = chance.choice(titles)
        found = syllables(title)
        length = chance.randint(3, 5)
        if len(found) >= length:
            start = chance.randrange(len(found) - length + 1)
            run = title[found[start].start : found[start + length - 1].end]
            if run.replace(" ", "").isalpha():
                queries.append(run)
    return queries


def _headlines(world: World) -> list[str]:
    path = world.data / "news" / "headlines.jsonl.xz"
    if not path.exists():
        return []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        titles = [str(json.loads(line)["title"]) for line in lines]
    return random.Random(SEED).sample(titles, min(HEADLINES, len(titles)))  # noqa: S311


def _ask(world: World, text: str) -> ResultsPage:
    return world.search.search(Request(text), today=TODAY)


def _ids(found: ResultsPage) -> list[str]:
    return [result.id for result in found.results]


def _first(found: ResultsPage) -> str:
    return _ids(found)[0] if found.results else ""


def _shown(found: ResultsPage) -> tuple[int, list[str]]:
    return found.total, _ids(found)


def _meant(lookup: Lookup, text: str) -> object:
    return understand(Request(text), text, lookup, today=TODAY)


def _keys_guessed(lookup: Lookup, text: str) -> bool:
    meaning = understand(Request(text), text, lookup, today=TODAY)
    return any(guess.type == "telex" for guess in meaning.understood)


def _parts(document: Document) -> tuple[str, str]:
    number, _, signs = (document.number or "").partition("/")
    return number, signs


def _kind(document: Document) -> str:
    return KIND_LABELS.get(document.kind or "", "")


def _kind_by_number(document: Document) -> str:
    """Return what a reader calls a document by its number: the source files some decisions under resolutions."""
    number = parse_number(document.number or "")
    return KIND_LABELS.get((number and document_kind(number)) or document.kind or "", "")


# Ways in which a number is typed, or was read by a machine.
_FORMS: dict[str, Callable[[Document], str]] = {
    "as written": lambda one: one.number or "",
    "in small letters": lambda one: (one.number or "").lower(),
    "without accents": lambda one: fold(one.number or "").lower(),
    "with spaces": lambda one: " ".join(_parts(one)).replace("-", " ").replace("/", " ").lower(),
    "with a long dash": lambda one: (one.number or "").replace("-", "–"),
    "after Số": lambda one: "Số: {} /{}".format(*_parts(one)),
    "in one piece": lambda one: (one.number or "").replace("-", ""),
    "as the Party writes": lambda one: "{}-{}".format(_parts(one)[0], _parts(one)[1].replace("-", "/", 1)),
    "with letters for figures": lambda one: f"{_parts(one)[0].translate(MISREAD)}/{_parts(one)[1]}",
    "kind and number": lambda one: f"{_kind(one).lower()} {one.number}",
    "kind, figure and year": lambda one: f"{_kind_by_number(one).lower()} số {_parts(one)[0]} năm {one.issued:%Y}",
}


def _numbers(world: World, gazette: list[Document], form: Callable[[Document], str]) -> Iterator[tuple[str, bool]]:
    typed = [(form(document), document) for document in gazette]
    often = Counter(re.sub(r"\b0+", "", text) for text, _ in typed)
    for text, document in typed:
        if often[re.sub(r"\b0+", "", text)] == 1:
            yield text, _first(_ask(world, text)) == document.id


def _row(what: str, goal: float, checked: Iterable[tuple[str, bool]]) -> Row:
    outcomes = list(checked)
    misses = [text for text, right in outcomes if not right]
    share = 1 - len(misses) / max(1, len(outcomes))
    return {
        "what": what,
        "goal": goal,
        "measured": round(share, 4),
        "reached": bool(outcomes) and share >= goal,
        "count": len(outcomes),
        "misses": misses[:WORST],
    }


def _times(what: str, goal: float, act: Callable[[str], object], texts: list[str]) -> Row:
    """Return median, 95th percentile and worst time of one text in milliseconds; a first round only warms up.

    The goal is one of the median.
    """
    for text in texts[:50]:
        act(text)
    taken = []
    for text in texts:
        began = perf_counter()
        act(text)
        taken.append(((perf_counter() - began) * 1000, text))
    times = [time for time, _ in taken]
    middle = median(times)
    return {
        "what": what,
        "goal": goal,
        "median_ms": round(middle, 3),
        "p95_ms": round(quantiles(times, n=20)[-1], 3),
        "max_ms": round(max(times), 3),
        "reached": middle <= goal,
        "count": len(times),
        "slowest": [text for _, text in sorted(taken, reverse=True)[:3]],
    }
