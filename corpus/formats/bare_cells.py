"""Read again the cells of a table in which recognition saw no word: it overlooks a figure that stands alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from corpus.formats.page_grids import grids
from corpus.formats.page_images import Shades
from corpus.formats.page_parts import Rule
from corpus.formats.page_rules import level_place
from corpus.formats.tesseract import BLOCK, LINE, ReadPicture, SeenWord

_DARK = 140
_MIN_CONFIDENCE = 60  # of a word that fills its cell
_MIN_INK = 6  # dark pixels at 200 dpi: less is a speck
_INSET = 2.0  # points between a line and what stands in a cell
_LINE_POINTS = 26  # a higher cell may have several lines
_MAX_CELLS = 120  # of a page
_MARGIN = 12  # pixels of paper around what is read


def words_of_bare_cells(
    shades: Shades, rules: Sequence[Rule], words: Sequence[SeenWord], dpi: float, angle: float, read: ReadPicture
) -> list[SeenWord]:
    """Return the words of the cells with ink but without a word; `rules` are those of the level page, in pixels."""
    height, width = shades.shape
    taken = [
        (level_place((word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2, (width, height), angle))
        for word in words
        if word.confidence >= _MIN_CONFIDENCE
    ]
    line = max((word.line for word in words), default=0)
    seen: list[SeenWord] = []
    for number, cell in enumerate(_bare_cells(rules, taken, dpi)):
        if number == _MAX_CELLS:
            break
        left, top, right, bottom = _on_page(cell, (width, height), angle)
        part = shades[top:bottom, left:right]
        if (part < _DARK).sum() < _MIN_INK * (dpi / 200) ** 2:
            continue
        picture = np.pad(part, _MARGIN, constant_values=255)
        parts = LINE if bottom - top < _LINE_POINTS * dpi / 72 else BLOCK
        for word in read(picture, dpi, parts):
            x0, y0, x1, y1 = word.box
            box = (x0 + left - _MARGIN, y0 + top - _MARGIN, x1 + left - _MARGIN, y1 + top - _MARGIN)
            seen.append(SeenWord(word.text, line + word.line, box, word.confidence))
        line += 100  # lines of another cell
    return seen


def _bare_cells(
    rules: Sequence[Rule], taken: Sequence[tuple[float, float]], dpi: float
) -> Iterator[tuple[float, float, float, float]]:
    """Yield the cells without a word, by the lines of their tables."""
    scale = 72 / dpi
    inset = _INSET / scale
    for grid in grids([Rule(*(place * scale for place in rule)) for rule in rules]):
        for top, bottom in pairwise(grid.ys):
            for left, right in pairwise(grid.xs):
                x0, y0, x1, y1 = left / scale, top / scale, right / scale, bottom / scale
                if not any(x0 < x < x1 and y0 < y < y1 for x, y in taken):
                    yield x0 + inset, y0 + inset, x1 - inset, y1 - inset


def _on_page(cell: tuple[float, float, float, float], size: tuple[int, int], angle: float) -> tuple[int, int, int, int]:
    """Return the place of a cell of the level page on the page that is askew."""
    x0, y0, x1, y1 = cell
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    askew_x, askew_y = level_place(x, y, size, -angle)
    left, top, right, bottom = x0 + askew_x - x, y0 + askew_y - y, x1 + askew_x - x, y1 + askew_y - y
    return max(0, round(left)), max(0, round(top)), max(0, round(right)), max(0, round(bottom))
