"""Look rows of a generation up in posting lists, and read the positions of words there: a few arrays for all words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.packed_positions import Keys, pack
from indexer.engines.whoosh.posting_cache import Docs, Rows, SegmentPostings, ranges

BINARY_SEARCH_RATIO = 16  # a list so many times longer than the rows is searched for each of them


class RowSet:
    """Holds some of a generation's `size` rows, rising, to be looked up in many lists."""

    def __init__(self, rows: Rows, size: int) -> None:
        self.rows = rows
        self.size = size

    @cached_property
    def index_of(self) -> NDArray[np.int32]:
        """Return for each row of the generation its index in this set, or -1."""
        index_of = np.full(self.size, -1, np.int32)
        index_of[self.rows] = np.arange(len(self.rows), dtype=np.int32)
        return index_of

    @cached_property
    def _narrow(self) -> Docs:
        return self.rows.astype(np.int32)

    def intersect(self, docs: Docs) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return which of the rows are in a list, by their index in this set and by that in the list; both rise."""
        rows = self._narrow
        if len(rows) * BINARY_SEARCH_RATIO < len(docs):
            at = docs.searchsorted(rows)
            common = (docs.take(at, mode="clip") == rows).nonzero()[0]
            return (common, at) if len(common) == len(rows) else (common, at[common])
        index = self.index_of[docs]
        common = (index >= 0).nonzero()[0]
        return index[common], common


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Holds the positions of words in some rows, posting after posting.

    `keys` are packed positions whose rows are indexes into a RowSet, shifted by what was given for the word; `words`
    is the number of the word of each posting, and `freqs` how many of the keys it has.
    """

    keys: Keys
    words: Rows
    freqs: Rows

    def in_order(self) -> tuple[Keys, Rows]:
        """Return the keys, rising, with the word of each; a key that a word has several times comes once."""
        order = self.keys.argsort(kind="stable")  # runs that rise already: a merge
        keys, words = self.keys[order], self.words.repeat(self.freqs)[order]
        fresh = np.append(True, (keys[1:] != keys[:-1]) | (words[1:] != words[:-1]))[: len(keys)]
        return keys[fresh], words[fresh]


def find_positions(words: Sequence[tuple[int, Iterable[SegmentPostings]]], rows: RowSet) -> Occurrences:
    """Return the positions of words in some rows; each word is given as a shift of its keys and its postings.

    The keys of a segment's postings rise; a key is repeated where several postings of a word have it.
    """
    parts: dict[int, tuple[Any, list[tuple[Any, ...]]]] = {}  # by the array of positions
    for number, (shift, postings) in enumerate(words):
        for part in postings:
            index, at = rows.intersect(part.docs)
            if part.positions is not None and len(at):
                starts = pack(index.astype(np.int64), shift)
                offsets = part.offsets[at].astype(np.int64) + part.first
                entry = starts, offsets, part.freqs[at], number
                parts.setdefault(id(part.positions), (part.positions, []))[1].append(entry)
    occurrences = [_read(positions, entries) for positions, entries in parts.values()]
    if len(occurrences) == 1:
        return occurrences[0]
    none = np.empty(0, np.int64)
    return Occurrences(
        np.concatenate([none, *(part.keys for part in occurrences)]),
        np.concatenate([none, *(part.words for part in occurrences)]),
        np.concatenate([none, *(part.freqs for part in occurrences)]),
    )


def _read(positions: NDArray[Any], entries: list[tuple[Any, ...]]) -> Occurrences:
    """Return the keys of postings whose positions are in one array, `freqs` of them from the offset of each on."""
    starts, offsets, freqs = (np.concatenate([entry[i] for entry in entries]) for i in range(3))
    freqs = freqs.astype(np.int64)
    keys = starts.repeat(freqs)
    keys += positions[ranges(offsets, freqs)]
    return Occurrences(keys, np.repeat([entry[3] for entry in entries], [len(entry[0]) for entry in entries]), freqs)
