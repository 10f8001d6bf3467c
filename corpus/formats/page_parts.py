"""Hold what is printed on a page, with its place: plain data, whether a PDF gave it or recognition.

Lengths are points (1/72 inch). The origin is the upper left corner, y grows downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

_SAME_PLACE = 3.0  # points, of the ends of two lines
_MIN_TEXT_WIDTH = 0.45  # of the page


class Glyph(NamedTuple):
    """Holds one printed letter with its marks, or a recognised word; `y` is its baseline, `size` that of its font."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: str = ""


class Rule(NamedTuple):
    """Holds a straight line, level (`y0 == y1`) or upright (`x0 == x1`)."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def is_level(self) -> bool:
        """Tell a level line from an upright one."""
        return self.y0 == self.y1


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """Holds a page: its letters in any order, and its lines."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Holds letters that stand on one line without a wide gap."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    is_bold: bool = False
    note: str | None = None  # raised figures before its text: the number of a footnote
    parts: tuple[Piece, ...] = ()  # that stand a little further apart than words do

    @property
    def top(self) -> float:
        """Return where its small letters begin."""
        return self.y - 0.7 * self.size


@dataclass(frozen=True, slots=True)
class Line:
    """Holds the pieces of one line from left to right."""

    pieces: tuple[Piece, ...]

    @property
    def x0(self) -> float:
        """Return the left end."""
        return self.pieces[0].x0

    @property
    def x1(self) -> float:
        """Return the right end."""
        return self.pieces[-1].x1

    @property
    def y(self) -> float:
        """Return the baseline."""
        return max(piece.y for piece in self.pieces)

    @property
    def size(self) -> float:
        """Return the size of its largest letters."""
        return max(piece.size for piece in self.pieces)

    @property
    def is_bold(self) -> bool:
        """Tell whether all of it is bold."""
        return all(piece.is_bold for piece in self.pieces)

    @property
    def text(self) -> str:
        """Return its words."""
        return " ".join(piece.text for piece in self.pieces)


def joined(before: str, after: str) -> str:
    """Return two parts of a sentence as one line: a hyphen at a line end holds a number or a word together."""
    if before.endswith(("-", "/")) and before[-2:-1].strip() and after[:1].isalnum():
        return before + after
    return f"{before} {after}"


class Margins(NamedTuple):
    """Holds where lines of running text begin and end."""

    left: float
    right: float

    @property
    def middle(self) -> float:
        """Return where centred lines have their middle."""
        return (self.left + self.right) / 2

    @property
    def width(self) -> float:
        """Return how long a full line is."""
        return max(1.0, self.right - self.left)


def margins(lines: Sequence[Line], width: float) -> Margins:
    """Return the margins of lines: the outermost places at which two lines begin, and at which two end."""
    starts = sorted(line.x0 for line in lines)
    ends = sorted((line.x1 for line in lines), reverse=True)
    left = next((a for a, b in pairwise(starts) if b - a < _SAME_PLACE), starts[0] if starts else 0.0)
    right = next((a for a, b in pairwise(ends) if a - b < _SAME_PLACE), ends[0] if ends else width)
    if right - left < _MIN_TEXT_WIDTH * width:  # a few short lines
        left, right = min(left, 0.14 * width), max(right, 0.9 * width)
    return Margins(left, right)


def whole(parts: Sequence[Piece]) -> Piece:
    """Return one piece of its parts from left to right."""
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    text = " ".join(part.text for part in parts if part.text)
    x1, size = max(part.x1 for part in parts), max(part.size for part in parts)
    return Piece(text, first.x0, x1, first.y, size, all(part.is_bold for part in parts), first.note, tuple(parts))
