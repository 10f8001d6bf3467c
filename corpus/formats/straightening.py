"""Tell how a page lies: askew by some degrees, or on its side, by how sharply its lines of ink part."""

from __future__ import annotations

from typing import Any

import numpy as np

from corpus.formats.page_images import Shades

MAX_SKEW = 6.0  # degrees
MIN_SKEW = 1.0  # below, turning blurs more than it helps
_DARK = 140
_LOOKED_AT = 900  # pixels of the long side
_MAX_POINTS = 80_000
_SIDEWAYS = 1.6  # how much sharper the columns of a page on its side are than its rows
_MIN_INK = 200  # points of ink that say anything

Places = np.ndarray[Any, np.dtype[np.float64]]


def skew(shades: Shades) -> float:
    """Return by how many degrees a page must be turned counter-clockwise so that its lines are level."""
    rows, columns = _dark_places(shades)
    return _sharpest(rows, columns)[1] if len(rows) >= _MIN_INK else 0.0


def lies_on_side(shades: Shades) -> bool:
    """Tell whether the lines of a page are upright."""
    rows, columns = _dark_places(shades)
    if len(rows) < _MIN_INK:
        return False
    return _sharpest(columns, rows)[0] > _SIDEWAYS * _sharpest(rows, columns)[0]


def _dark_places(shades: Shades) -> tuple[Places, Places]:
    step = max(1, -(-max(shades.shape) // _LOOKED_AT))
    height, width = (side // step * step for side in shades.shape)
    small = shades[:height, :width].reshape(height // step, step, width // step, step).min(axis=(1, 3))
    rows, columns = np.nonzero(small < _DARK)
    every = 1 + len(rows) // _MAX_POINTS
    return rows[::every].astype(np.float64), columns[::every].astype(np.float64)


def _sharpest(rows: Places, columns: Places) -> tuple[float, float]:
    """Return the greatest sharpness of rows among the angles, by the mean, and its angle in degrees."""
    wide = max((_sharpness(rows, columns, angle), angle) for angle in np.arange(-MAX_SKEW, MAX_SKEW + 0.1, 0.5))
    sharp, angle = max((_sharpness(rows, columns, wide[1] + add), wide[1] + add) for add in np.arange(-0.4, 0.41, 0.1))
    return sharp, round(float(angle), 1)


def _sharpness(rows: Places, columns: Places, angle: float) -> float:
    levels = rows - columns * np.tan(np.radians(angle))
    counts = np.bincount((levels - levels.min()).astype(np.int64)).astype(np.float64)
    return float((np.diff(counts) ** 2).sum() / max(1.0, counts.sum()))
