"""Read again the cells of a table in which recognition saw no word, or a doubtful one.

Of a page it overlooks a figure that stands alone, and reads the lines of two cells as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

import numpy as np

from corpus.formats.page_grids import grids
from corpus.formats.page_images import Shades
from corpus.formats.page_parts import Rule
from corpus.formats.page_rules import level_place
from corpus.formats.tesseract import BLOCK, LINE, ReadPicture, SeenWord

_DARK = 140
_MIN_CONFIDENCE = 60  # less is doubtful
_MIN_INK = 6  # dark pixels at 200 dpi: less is a speck
_INSET = 2.0  # points between a line and what stands in a cell
_LINE_POINTS = 26  # a higher cell may have several lines
_MAX_CELLS = 120  # of a page
_MARGIN = 12  # pixels of paper around what is read


class _DoubtfulCell(NamedTuple):
    """Holds the place of a cell on the level page, and the numbers of the words in it."""

    box: tuple[float, float, float, float]
    words: list[int]


def with_read_cells(
    words: Sequence[SeenWord], shades: Shades, rules: Sequence[Rule], dpi: float, angle: float, read: ReadPicture
) -> list[SeenWord]:
    """Return the words of a page, with those of bare and doubtful cells as they are read by themselves.

    `rules` are those of the level page, in pixels.
    """
    size = (shades.shape[1], shades.shape[0])
    replaced: set[int] = set()
    added: list[SeenWord] = []
    line = max((word.line for word in words), default=0)
    for cell in islice(_doubtful_cells(rules, [(_middle(word, size, angle), word) for word in words], dpi), _MAX_CELLS):
        left, top, right, bottom = _on_page(cell.box, size, angle)
        part = shades[top:bottom, left:right]
        if (part < _DARK).sum() < _MIN_INK * (dpi / 200) ** 2:
            continue
        picture = np.pad(part, _MARGIN, constant_values=255)
        seen = read(picture, dpi, LINE if bottom - top < _LINE_POINTS * dpi / 72 else BLOCK)
        if _sure(seen) <= _sure([words[at] for at in cell.words]):
            continue
        replaced.update(cell.words)
        for word in seen:
            x0, y0, x1, y1 = word.box
            box = (x0 + left - _MARGIN, y0 + top - _MARGIN, x1 + left - _MARGIN, y1 + top - _MARGIN)
            added.append(SeenWord(word.text, line + word.line, box, word.confidence))
        line += 1 + max(word.line for word in seen)
    return [word for at, word in enumerate(words) if at not in replaced] + added


def _sure(words: Sequence[SeenWord]) -> float:
    return sum(word.confidence * len(word.text) for word in words) / max(1, sum(len(word.text) for word in words))


def _middle(word: SeenWord, size: tuple[int, int], angle: float) -> tuple[float, float]:
    left, top, right, bottom = word.box
    return level_place((left + right) / 2, (top + bottom) / 2, size, angle)


def _doubtful_cells(
    rules: Sequence[Rule], words: Sequence[tuple[tuple[float, float], SeenWord]], dpi: float
) -> Iterator[_DoubtfulCell]:
    """Yield the cells without a word or with a doubtful one, by the lines of their tables."""
    scale = 72 / dpi
    inset = _INSET / scale
    for grid in grids([Rule(*(place * scale for place in rule)) for rule in rules]):
        for top, bottom in pairwise(grid.ys):
            for left, right in pairwise(grid.xs):
                x0, y0, x1, y1 = left / scale, top / scale, right / scale, bottom / scale
                inside = [at for at, ((x, y), _) in enumerate(words) if x0 < x < x1 and y0 < y < y1]
                if not inside or min(words[at][1].confidence for at in inside) < _MIN_CONFIDENCE:
                    yield _DoubtfulCell((x0 + inset, y0 + inset, x1 - inset, y1 - inset), inside)


def _on_page(cell: tuple[float, float, float, float], size: tuple[int, int], angle: float) -> tuple[int, int, int, int]:
    """Return the place of a cell of the level page on the page that is askew."""
    x0, y0, x1, y1 = cell
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    askew_x, askew_y = level_place(x, y, size, -angle)
    left, top, right, bottom = x0 + askew_x - x, y0 + askew_y - y, x1 + askew_x - x, y1 + askew_y - y
    return max(0, round(left)), max(0, round(top)), max(0, round(right)), max(0, round(bottom))
