"""Compare the golden table of false alarms with what is guessed: questions, headlines and hasty words of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from indexer.results import Understood

GOLDEN = Path("tests/golden/false_alarms.tsv")
GUESSED = ("date", "number", "official", "telex")

Guess = Callable[[str], Iterable[Understood]]


def golden(path: Path = GOLDEN) -> list[tuple[str, frozenset[str]]]:
    """Read the table: the words, and what in them is truly a date, a number or an official, as `type:text`."""
    rows = (line.partition("\t") for line in path.read_text("utf-8").splitlines() if line and line[0] != "#")
    return [(words, frozenset(true.split(" | ")) if true else frozenset()) for words, _, true in rows]


def wrong(guess: Guess) -> list[str]:
    """Return the words in which something is guessed that is not there, with what it was."""
    found = []
    for words, true in golden():
        guessed = {f"{one.type}:{one.text}" for one in guess(words) if one.type in GUESSED}
        if guessed - true:
            found.append(f"{words} -> {', '.join(sorted(guessed - true))}")
    return found


def row(guess: Guess) -> dict[str, object]:
    """Return the share of rows with a wrong guess, and its goal."""
    misses, size = wrong(guess), len(golden())
    share = round(len(misses) / size, 4)
    what = "wrong date, number, official or keys in our own questions and headlines"
    return {"what": what, "goal": 0.005, "measured": share, "reached": share <= 0.005, "count": size, "misses": misses}
