"""Look rows of a generation up in posting lists, and find where words stand in them: a few arrays for all words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.posting_cache import Piece, Records, Rows, runs

FEW = 16  # times longer than the rows a list must be, so that these are looked up in it


class Some:
    """Holds some of a generation's `size` rows, rising, to be looked up in many lists."""

    def __init__(self, rows: Rows, size: int) -> None:
        self.rows = rows
        self.size = size

    @cached_property
    def place(self) -> NDArray[np.int32]:
        """Give for each row of the generation its place among these, or -1."""
        place = np.full(self.size, -1, np.int32)
        place[self.rows] = np.arange(len(self.rows), dtype=np.int32)
        return place

    @cached_property
    def _narrow(self) -> Records:
        return self.rows.astype(np.int32)

    def among(self, records: Records) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return which of the rows are in a list, as places among them, and where in the list they are; both rise."""
        rows = self._narrow
        if len(rows) * FEW < len(records):
            at = records.searchsorted(rows)
            have = (records.take(at, mode="clip") == rows).nonzero()[0]
            return (have, at) if len(have) == len(rows) else (have, at[have])
        place = self.place[records]
        have = (place >= 0).nonzero()[0]
        return place[have], have


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Tells where words stand in some rows: `keys` are `i << 32 | place` for the i-th row, raised by what was given for
    the word. Posting after posting they belong to the words `numbers`, each has them so many `times`."""

    keys: Rows
    numbers: Rows
    times: Rows

    def in_order(self) -> tuple[Rows, Rows]:
        """Return the keys, rising, with the word of each; where one word has a key several times it comes once."""
        order = self.keys.argsort(kind="stable")  # runs that rise already: a merge
        keys, words = self.keys[order], self.numbers.repeat(self.times)[order]
        fresh = np.append(True, (keys[1:] != keys[:-1]) | (words[1:] != words[:-1]))[: len(keys)]
        return keys[fresh], words[fresh]


def places(words: Sequence[tuple[int, Iterable[Piece]]], some: Some) -> Occurrences:
    """Return where words stand in some rows; with the postings of each comes what raises its keys.

    Keys of one piece rise; a place comes again where two pieces have it.
    """
    parts: dict[int, tuple[Any, list[tuple[Any, ...]]]] = {}
    for number, (raised, pieces) in enumerate(words):
        for piece in pieces:
            own, at = some.among(piece.records)
            if piece.held is not None and len(at):
                starts = (own.astype(np.int64) << 32) + raised
                begins = piece.begins[at].astype(np.int64) + piece.first
                part = starts, begins, piece.times[at], number
                parts.setdefault(id(piece.held), (piece.held, []))[1].append(part)
    found = [_read(held, own) for held, own in parts.values()]
    if len(found) == 1:
        return found[0]
    none = np.empty(0, np.int64)
    keys, numbers, times = (
        np.concatenate([none, *(getattr(one, name) for one in found)]) for name in Occurrences.__slots__
    )
    return Occurrences(keys, numbers, times)


def _read(held: NDArray[Any], parts: list[tuple[Any, ...]]) -> Occurrences:
    """Return the keys of postings whose places are in one array: as many as `times` from where those of each begin."""
    starts, begins, times = (np.concatenate([part[i] for part in parts]) for i in range(3))
    times = times.astype(np.int64)
    keys = starts.repeat(times)
    keys += held[runs(begins, times)]
    return Occurrences(keys, np.repeat([part[3] for part in parts], [len(part[0]) for part in parts]), times)
