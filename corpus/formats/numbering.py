"""Count automatic numbers of lists as word processors show them: `Điều 1.`, `a)`, `IV.`, `2.3`."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

_PLACEHOLDER = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_ROMAN_LIMIT = 4000
_LETTERS_LIMIT = 26 * 20  # as Word repeats a letter: aa, bb …


@dataclass(frozen=True, slots=True)
class ListLevel:
    """Holds how a level of a list is numbered; in `template` `%1` is the number of the first level.

    `style` is one of `decimal`, `decimalZero`, `upperRoman`, `lowerRoman`, `upperLetter`, `lowerLetter`, `bullet`,
    `none`. `restarts_after`: the number begins anew after this level (counted from 1) or a higher one; None: after any
    higher one, 0: never.
    """

    style: str = "decimal"
    template: str = ""
    start: int = 1
    restarts_after: int | None = None
    is_legal: bool = False  # all numbers in it are decimal
    font: str | None = None


@dataclass(slots=True)
class ListCounter:
    """Counts the numbers of all lists of a file, in the order of its paragraphs."""

    counts: dict[Hashable, dict[int, int]] = field(default_factory=dict)
    started: set[tuple[Hashable, int]] = field(default_factory=set)

    def label(
        self,
        sequence: Hashable,
        levels: Mapping[int, ListLevel],
        at: int,
        starts: Mapping[int, int] | None = None,
        instance: Hashable = None,
    ) -> str:
        """Return the next number at a level, and count it.

        Lists with the same `sequence` count on; `starts` are the numbers with which `instance` begins anew.
        """
        level = levels.get(at)
        if level is None:
            return ""
        counts = self.counts.setdefault(sequence, {})
        first = level.start
        if starts and at in starts:
            first = starts[at]
            if (instance, at) not in self.started:
                self.started.add((instance, at))
                counts.pop(at, None)
        counts[at] = counts[at] + 1 if at in counts else first
        for deeper in [deep for deep in counts if deep > at]:
            after = levels[deeper].restarts_after if deeper in levels else None
            if after is None or at < after:
                del counts[deeper]
        if level.style == "bullet":
            return "-"

        def shown(match: re.Match[str]) -> str:
            of = int(match[1]) - 1
            other = levels.get(of, ListLevel())
            return number_text(counts.get(of, other.start), "decimal" if level.is_legal else other.style)

        return _PLACEHOLDER.sub(shown, level.template)


def number_text(number: int, style: str) -> str:
    """Return a number in a style of ListLevel."""
    if style in ("bullet", "none"):
        return ""
    if style == "decimalZero":
        return f"{number:02}"
    if style in ("upperRoman", "lowerRoman") and 0 < number < _ROMAN_LIMIT:
        text = ""
        for value, digits in _ROMAN:
            count, number = divmod(number, value)
            text += digits * count
        return text if style == "upperRoman" else text.lower()
    if style in ("upperLetter", "lowerLetter") and 0 < number <= _LETTERS_LIMIT:
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if style == "upperLetter" else letter.lower()
    return str(number)
