"""Pack a row and a position in it into one integer, so that one sort or one comparison looks at both.

A key is an int64: the row in its upper half, the position in the lower 32 bits. Keys rise by row and then by position,
and two keys differ by less than 2**32 only within a row or across its border; what is looked for there (phrases, words
near each other) is never near that far apart. To look at several fields at once, each field has rows of its own: that
of document `i` of `count` in field `f` is `f * count + i`.
"""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import NDArray

Int64s = NDArray[np.int64]
Keys = Int64s

_POSITION_BITS = 32
_POSITION_MASK = (1 << _POSITION_BITS) - 1


@overload
def pack(row: int, position: int) -> int: ...
@overload
def pack(row: Keys, position: Keys | int) -> Keys: ...
def pack(row: Keys | int, position: Keys | int) -> Keys | int:
    """Return the keys of rows and positions (int64 arrays or integers); keys may be added to shift both at once."""
    return (row << _POSITION_BITS) + position


def rows(keys: Keys) -> Keys:
    """Return the row of each key."""
    return keys >> _POSITION_BITS


def positions(keys: Keys) -> Keys:
    """Return the position of each key in its row."""
    return keys & _POSITION_MASK


def in_rows(keys: Keys, first: int, last: int) -> Keys:
    """Return those of rising keys whose rows are from `first` to before `last`; nothing is copied."""
    begin, end = np.searchsorted(keys, [pack(first, 0), pack(last, 0)])
    return keys[begin:end]


def is_first(keys: Keys) -> NDArray[np.bool_]:
    """Tell for each of rising keys whether it differs from the one before."""
    first = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    return first
