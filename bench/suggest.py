"""Measure suggestions over HTTP: queries are typed letter by letter, and each beginning is asked once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from urllib.parse import quote

from bench import distinct
from bench.http import NUMBERS, Serving, serving
from bench.load import ask_once
from bench.processes import alone, family_worked_s
from bench.questions import QUERIES
from bench.world import run_in

TYPED = 300  # distinct queries from the corpus, beside those that every engine is asked
LENGTHS = ((1, 1), (2, 2), (3, 3), (4, 8), (9, 1000))  # of beginnings, in letters

Row = dict[str, object]


def rows(folder: Path) -> Iterator[Row]:
    """Yield a row for all beginnings of queries, then one for each length; the service is newly started for them.

    No beginning repeats, so that nothing is answered from a cache; one client waits for each answer.
    """
    run_in(folder, "indexer", "build")
    beginnings = beginnings_of([*QUERIES, *NUMBERS, *(text for _, text in distinct.questions_of(folder, TYPED))])
    with serving(folder) as service:
        before = family_worked_s(service.process)
        taken = asked(service, beginnings)
        worked = family_worked_s(service.process) - before
    yield {"typed": "every beginning", **_figures(taken), "cpu_ms": round(worked / len(taken) * 1000, 3)}
    for least, most in LENGTHS:
        times = [time for text, time in zip(beginnings, taken, strict=True) if least <= len(text) <= most]
        if times:
            yield {"typed": f"{least} to {most} letters" if most > least else f"{least} letters", **_figures(times)}


def beginnings_of(queries: Sequence[str]) -> list[str]:
    """Return what stands in the box after each letter of the queries, each beginning once."""
    every = (query[:end] for query in queries for end in range(1, len(query) + 1))
    return list(dict.fromkeys(text for text in every if text.strip()))


def asked(service: Serving, beginnings: Sequence[str]) -> list[float]:
    """Return the seconds of each answer."""
    paths = [f"/v1/suggest?q={quote(text)}" for text in beginnings]
    return alone(ask_once, service.host, service.port, paths, 1)[0][0]


def _figures(times: list[float]) -> Row:
    return {
        "asked": len(times),
        "median_ms": round(median(times) * 1000, 3),
        "p95_ms": distinct.p95_ms(times),
        "max_ms": round(max(times) * 1000, 3),
    }
