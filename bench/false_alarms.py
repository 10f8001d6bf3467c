"""Compare the entities recognised with the golden table of false alarms: questions, headlines and hasty queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from indexer.results import Understood

GOLDEN = Path("tests/golden/false_alarms.tsv")
CHECKED_TYPES = ("date", "number", "official", "telex", "unit")

Recognise = Callable[[str], Iterable[Understood]]


def golden(path: Path = GOLDEN) -> list[tuple[str, frozenset[str]]]:
    """Read the table: each query with the dates, numbers and officials that it really names, as `type:text`."""
    rows = (line.partition("\t") for line in path.read_text("utf-8").splitlines() if line and line[0] != "#")
    return [(query, frozenset(true.split(" | ")) if true else frozenset()) for query, _, true in rows]


def wrong(recognise: Recognise) -> list[str]:
    """Return the queries with a false alarm, each with the entities recognised by mistake."""
    misses = []
    for query, true in golden():
        recognised = {f"{entity.type}:{entity.text}" for entity in recognise(query) if entity.type in CHECKED_TYPES}
        if recognised - true:
            misses.append(f"{query} -> {', '.join(sorted(recognised - true))}")
    return misses


def row(recognise: Recognise) -> dict[str, object]:
    """Return the share of queries with a false alarm, and its goal."""
    misses, size = wrong(recognise), len(golden())
    share = round(len(misses) / size, 4)
    what = "wrong date, number, official, unit or keys in our own questions and headlines"
    return {"what": what, "goal": 0.005, "measured": share, "reached": share <= 0.005, "count": size, "misses": misses}
