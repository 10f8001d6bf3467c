"""Find the straight lines of a page that is a picture, and take them out of it: cells are told by them, not letters.

A page may be askew a little: rows are moved, not turned, so that its lines are level without any blur.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from corpus.formats.page_images import Shades
from corpus.formats.page_parts import Rule

_DARK = 190
_MIN_POINTS = 40.0  # of length: no letter is as long
_MAX_THICKNESS = 3.0  # points: thicker ones are bars, or parts of photographs
_MIN_FULL = 0.92  # of a line: the rest is worn off
_MAX_RULES = 800  # of a page: more are a pattern

Shifts = np.ndarray[Any, np.dtype[np.int64]]
Marks = np.ndarray[Any, np.dtype[np.bool_]]


class Ruled(NamedTuple):
    """Holds a page without its lines, and these in pixels of the level page."""

    shades: Shades
    rules: tuple[Rule, ...]


def without_rules(shades: Shades, dpi: float, angle: float) -> Ruled:
    """Return a page that is askew by an angle in degrees without its long, thin lines, and these lines."""
    dark = shades < _DARK
    rules: list[Rule] = []
    masks: list[Marks] = []
    for level in (True, False):
        # Uprights are level lines of the page with rows and columns exchanged, which lean the other way.
        page = dark if level else np.ascontiguousarray(dark.T)
        shifts = _shifts(page.shape, angle if level else -angle)
        moved = _moved(page, -shifts)
        long = _long_runs(moved, max(8, round(_MIN_POINTS * dpi / 72)))
        mask = np.zeros_like(moved)
        for y0, y1, x0, x1 in _bands(long, moved, _MAX_THICKNESS * dpi / 72):
            middle = (y0 + y1) / 2
            rules.append(Rule(x0, middle, x1, middle) if level else Rule(middle, x0, middle, x1))
            mask[max(0, y0 - 1) : y1 + 1, x0:x1] = True
        mask = _moved(mask, shifts)
        masks.append(mask if level else np.ascontiguousarray(mask.T))
    if not rules or len(rules) > _MAX_RULES:
        return Ruled(shades, ())
    lines = masks[0] | masks[1]
    letters = dark & ~lines
    # A letter that crosses a line stands on both sides of it, or at least on one.
    crossed = (masks[0] & _spread(letters, axis=0, by=4)) | (masks[1] & _spread(letters, axis=1, by=4))
    return Ruled(np.where(lines & ~crossed, 255, shades).astype(np.uint8), tuple(rules))


def level_place(x: float, y: float, size: tuple[float, float], angle: float) -> tuple[float, float]:
    """Return where a place of a page that is askew stands on the level page."""
    slope = float(np.tan(np.radians(angle)))
    return x + (y - size[1] / 2) * slope, y - (x - size[0] / 2) * slope


def _shifts(shape: tuple[int, ...], angle: float) -> Shifts:
    """Return by how many rows each column is lower than it would be on the level page."""
    columns = np.arange(shape[1]) - shape[1] / 2
    shifts: Shifts = np.round(columns * np.tan(np.radians(angle))).astype(np.int64)
    return shifts


def _moved(page: Marks, shifts: Shifts) -> Marks:
    """Return a page whose columns are moved down."""
    moved = page.copy()
    edges = [0, *(np.flatnonzero(np.diff(shifts)) + 1), page.shape[1]]
    for start, end in pairwise(edges):
        if by := int(shifts[start]):
            moved[:, start:end] = np.roll(page[:, start:end], by, axis=0)
    return moved


def _long_runs(page: Marks, length: int) -> Marks:
    """Return the places of runs of at least a length along the rows; a run may change to the next row, and be worn."""
    height, width = page.shape
    if width <= length:
        return np.zeros_like(page)
    thick = _spread(page, axis=0, by=1)
    sums = np.zeros((height, width + 1), np.int32)
    np.cumsum(thick, axis=1, out=sums[:, 1:])
    full = (sums[:, length:] - sums[:, :-length]) >= _MIN_FULL * length
    ends = np.zeros((height, width + 1), np.int32)
    ends[:, : full.shape[1]] += full
    ends[:, length:] -= full[:, : width + 1 - length]
    return (np.cumsum(ends, axis=1)[:, :width] > 0) & thick


def _bands(long: Marks, page: Marks, most: float) -> Iterator[tuple[int, int, int, int]]:
    """Yield the thin lines of a page: first row, row after the last, first column, column after the last."""
    for top, bottom in _runs(np.any(long, axis=1, keepdims=True)[:, 0]):
        if bottom - top > 4 * most:
            continue
        band = long[top:bottom]
        for left, right in _runs(_spread(np.any(band, axis=0, keepdims=True), axis=1, by=2)[0]):
            rows = np.flatnonzero(page[top:bottom, left:right].mean(axis=1) > 0.1)
            thickness = page[top:bottom, left:right].sum(axis=0)
            if len(rows) and np.median(thickness) <= most:
                yield top + int(rows[0]), top + int(rows[-1]) + 1, left, right


def _runs(flags: Marks) -> Iterator[tuple[int, int]]:
    """Yield where runs of true flags begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _spread(page: Marks, axis: int, by: int) -> Marks:
    """Return a page whose marks are spread along an axis both ways."""
    spread = page.copy()
    for step in range(1, by + 1):
        if axis == 0:
            spread[step:] |= page[:-step]
            spread[:-step] |= page[step:]
        else:
            spread[:, step:] |= page[:, :-step]
            spread[:, :-step] |= page[:, step:]
    return spread
