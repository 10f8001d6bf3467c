"""Measure query understanding: ways of typing, false alarms, numbers, signers, and the time it takes."""

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

TODAY = date(2026, 7, 1)  # the clock of every run, so that runs are comparable
QUERIES = 500
HEADLINES = 20_000
SEED = 20
MISREAD = str.maketrans("01", "Ol")  # typical OCR errors in figures
MAX_SHOWN_MISSES = 10

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
        yield _row(
            f"{name}: no Telex or VNI guessed", 1.0, ((line, not _telex_recognised(lookup, line)) for line in lines)
        )
    gazette = [document for document in world.store.documents() if document.source == "gazette" and document.number]
    for name, form in _FORMS.items():
        yield _row(f"number {name}: first hit right where unique", 1.0, _numbers(world, gazette, form))
    fields = [json.loads(line)["nguoi_ky"] for path in sorted((world.data / "gazette").glob("*.jsonl"))
              for line in path.read_text("utf-8").splitlines()]  # fmt: skip
    signers = [split_role(field) for field in fields]
    yield _row("signers: name and role apart", 1.0, (
        (field, f"{signer.role} {signer.name}" == field) for field, signer in zip(fields, signers, strict=True)
    ))  # fmt: skip
    yield _row("signers: found by the unaccented name", 1.0, (
        (name, name in {person.name for person in world.search.officials(fold(name)).people})
        for name in sorted({signer.name for signer in signers if signer.name})
    ))  # fmt: skip
    pasted = [" ".join(log[i : i + 12])[:500] for i in range(0, len(log) - 12, 40)]
    understand_with = partial(_understood, lookup)
    yield _times("understanding the question log", 1.0, understand_with, log)
    yield _times("understanding titles' queries", 1.0, understand_with, queries)
    yield _times("understanding 500 pasted characters", 20.0, understand_with, pasted)
    begun = [typed[: 1 + len(typed) * (i % 5 + 1) // 5] for i, typed in enumerate([*queries, *map(fold, queries)])]
    yield _times("suggestions", 2.0, world.search.suggest, begun)
    yield false_alarms.row(lambda text: understand(Request(text), text, lookup, today=TODAY).understood)
    yield from dates.rows()
    yield from officials.rows()


def _queries(world: World) -> list[str]:
    """Return runs of three to five syllables from titles of articles, without figures."""
    chance = random.Random(SEED)  # noqa: S311 (the same sample each time)
    titles = sorted(
        document.title for document in world.store.documents() if document.source == "news" and document.title
    )
    queries: list[str] = []
    while len(queries) < QUERIES:
        title = chance.choice(titles)
        title_syllables = syllables(title)
        length = chance.randint(3, 5)
        if len(title_syllables) >= length:
            start = chance.randrange(len(title_syllables) - length + 1)
            run = title[title_syllables[start].start : title_syllables[start + length - 1].end]
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


def _ids(page: ResultsPage) -> list[str]:
    return [result.id for result in page.results]


def _first(page: ResultsPage) -> str:
    return _ids(page)[0] if page.results else ""


def _shown(page: ResultsPage) -> tuple[int, list[str]]:
    return page.total, _ids(page)


def _understood(lookup: Lookup, text: str) -> object:
    return understand(Request(text), text, lookup, today=TODAY)


def _telex_recognised(lookup: Lookup, text: str) -> bool:
    meaning = understand(Request(text), text, lookup, today=TODAY)
    return any(guess.type == "telex" for guess in meaning.understood)


def _parts(document: Document) -> tuple[str, str]:
    number, _, signs = (document.number or "").partition("/")
    return number, signs


def _kind(document: Document) -> str:
    return KIND_LABELS.get(document.kind or "", "")


def _kind_by_number(document: Document) -> str:
    """Return the label of the kind that the number implies: the source files some decisions under resolutions."""
    number = parse_number(document.number or "")
    return KIND_LABELS.get((number and document_kind(number)) or document.kind or "", "")


# Ways in which a number is typed, or recognised by OCR.
_FORMS: dict[str, Callable[[Document], str]] = {
    "as written": lambda document: document.number or "",
    "in small letters": lambda document: (document.number or "").lower(),
    "without accents": lambda document: fold(document.number or "").lower(),
    "with spaces": lambda document: " ".join(_parts(document)).replace("-", " ").replace("/", " ").lower(),
    "with a long dash": lambda document: (document.number or "").replace("-", "–"),
    "after Số": lambda document: "Số: {} /{}".format(*_parts(document)),
    "in one piece": lambda document: (document.number or "").replace("-", ""),
    "as the Party writes": lambda document: "{}-{}".format(
        _parts(document)[0], _parts(document)[1].replace("-", "/", 1)
    ),
    "with letters for figures": lambda document: f"{_parts(document)[0].translate(MISREAD)}/{_parts(document)[1]}",
    "kind and number": lambda document: f"{_kind(document).lower()} {document.number}",
    "kind, figure and year": lambda document: (
        f"{_kind_by_number(document).lower()} số {_parts(document)[0]} năm {document.issued:%Y}"
    ),
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
        "misses": misses[:MAX_SHOWN_MISSES],
    }


def _times(what: str, goal: float, act: Callable[[str], object], texts: list[str]) -> Row:
    """Return median, 95th percentile and worst time for a text in milliseconds, after a warm-up.

    The goal applies to the median.
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
