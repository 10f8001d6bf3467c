"""Hold the posting lists of a layer of a field as flat arrays: inverted from tokens, or merged from other parts.

Of a layer with T terms, P postings and S positions:

    terms      uint8      the terms in the order of their bytes, each ended by a line feed
    ends       uint, T    the offset at which each of them ends, the line feed included
    starts     uint, T+1  the number of the first posting of each
    docs       uint, P    the record of each posting, rising within a term
    freqs      uint, P    how often that record has the term
    offsets    uint, T+1  the number of the first position of each term
    positions  uint, S    the positions in the field, posting after posting; layers that only count have neither
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.packed_positions import Int64s, pack, positions, rows
from indexer.engines.whoosh.array_file import Array, ArrayFileWriter, smallest_uint

NO_TERM = -1  # the token of a position without a term
SAMPLE_INTERVAL = 32  # terms of which one is held in memory, so that a search in them reads one small block
MERGE_BLOCK = 4_000_000  # postings and positions that a merge holds at once


@dataclass(frozen=True, slots=True)
class InvertedIndex:
    """Holds the posting lists of a layer of a field."""

    terms: Array
    ends: Array
    starts: Array
    docs: Array
    freqs: Array
    offsets: Array | None = None
    positions: Array | None = None

    def term_list(self) -> list[bytes]:
        """Return all terms."""
        return self.terms.tobytes().split(b"\n")[:-1]

    def max_freq(self) -> int:
        """Return the greatest frequency in a posting, 0 without postings."""
        return int(self.freqs.max(initial=0))

    def max_position(self) -> int:
        """Return the last position in any field, 0 without positions."""
        return 0 if self.positions is None else int(self.positions.max(initial=0))


class Vocabulary:
    """Looks terms of a layer up by a binary search in place."""

    def __init__(self, text: Array, ends: Array) -> None:
        self._text = text.data
        self._ends = ends
        self._count = len(ends)
        self._sample = [self._block(i)[0] for i in range(0, self._count, SAMPLE_INTERVAL)]

    def __len__(self) -> int:
        return self._count

    def find(self, term: bytes) -> int | None:
        """Return the number of a term, None for an unknown one."""
        number = self.lower_bound(term)
        return number if number < self._count and self.term(number) == term else None

    def lower_bound(self, start: bytes) -> int:
        """Return the number of the first term that does not sort before `start`."""
        block = max(0, bisect_left(self._sample, start) - 1) * SAMPLE_INTERVAL
        number = block + bisect_left(self._block(block), start) if self._count else 0
        return min(number, self._count)

    def term(self, number: int) -> bytes:
        """Return a term by its number."""
        start = int(self._ends[number - 1]) if number else 0
        return bytes(self._text[start : int(self._ends[number]) - 1])

    def with_prefix(self, prefix: bytes) -> range:
        """Return the numbers of the terms with a prefix."""
        last = self.lower_bound(prefix + b"\xff")  # no UTF-8 has this byte
        return range(self.lower_bound(prefix), last)

    def _block(self, first: int) -> list[bytes]:
        if not self._count:
            return []
        start = int(self._ends[first - 1]) if first else 0
        end = int(self._ends[min(first + SAMPLE_INTERVAL, self._count) - 1])
        return bytes(self._text[start:end]).split(b"\n")[:-1]


def invert(tokens: Array, lengths: Array, terms: Sequence[str], *, positional: bool) -> InvertedIndex:
    """Return the posting lists of records whose tokens follow each other.

    `tokens` (int32) are numbers of `terms` or NO_TERM; `lengths` is the number of tokens of each record, those without
    a term included.
    """
    encoded = [term.encode("utf-8", "surrogatepass") for term in terms]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    at = np.flatnonzero(tokens != NO_TERM)
    # The row of a key is the term: a fast sort of plain integers brings tokens into the order of terms and positions.
    keys = pack(rank[tokens[at]], at)
    keys.sort()
    at, term = positions(keys), rows(keys)
    first_token = np.cumsum(lengths, dtype=np.int64) - lengths
    doc = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)[at]
    is_new = np.ones(len(at), np.bool_)
    is_new[1:] = (term[1:] != term[:-1]) | (doc[1:] != doc[:-1])
    first = np.flatnonzero(is_new)
    freqs = np.diff(first, append=len(at))
    starts = np.searchsorted(term[first], np.arange(len(encoded) + 1))
    text, ends = _term_lines(encoded[i] for i in order)
    postings = text, ends, starts, _narrowed(doc[first]), _narrowed(freqs)
    if not positional:
        return InvertedIndex(*postings)
    return InvertedIndex(*postings, np.append(first, len(at))[starts], _narrowed(at - first_token[doc]))


class _MergeInput:
    """Holds an index that a merge joins with others.

    `new_docs` is the new number of each of its records (int64), negative for deleted ones; `doc_freqs` counts for each
    term the records that are left; `ranks` is the number of each term in the merged index, -1 for terms of which no
    record is left.
    """

    def __init__(self, index: InvertedIndex, new_docs: Array) -> None:
        self.index = index
        self.new_docs = new_docs
        self.deletions = bool((new_docs < 0).any())
        self.terms = index.term_list()
        self.doc_freqs = self._sums(np.ones(1, np.int64)) if self.deletions else np.diff(index.starts)
        self.ranks: Int64s = np.empty(0, np.int64)

    def remaining_terms(self) -> Iterator[bytes]:
        """Yield the terms that some record still has."""
        return (self.terms[i] for i in np.flatnonzero(self.doc_freqs).tolist())

    def position_counts(self) -> Int64s:
        """Return how many positions each term has in the records that are left."""
        if self.index.offsets is None:
            return np.zeros(len(self.terms), np.int64)
        return self._sums(self.index.freqs) if self.deletions else np.diff(self.index.offsets)

    def _sums(self, values: Array) -> Int64s:
        """Return the sum of a value of each posting over the records of each term that are left."""
        remaining = np.where(self.new_docs[self.index.docs] >= 0, values, 0)
        return np.diff(np.concatenate([[0], np.cumsum(remaining, dtype=np.int64)])[self.index.starts])

    def block(self, first: int, last: int) -> _Block | None:
        """Return the postings of the merged terms from `first` to before `last`, None where there are none."""
        index = self.index
        # Terms of which no record is left have rank -1 anywhere: the others rise.
        chosen = np.flatnonzero((self.ranks >= first) & (self.ranks < last))
        if not len(chosen):
            return None
        begin, end = int(chosen[0]), int(chosen[-1]) + 1
        postings = slice(int(index.starts[begin]), int(index.starts[end]))
        terms = np.repeat(self.ranks[begin:end], np.diff(index.starts[begin : end + 1]))
        docs = self.new_docs[index.docs[postings]]
        at: Array = np.empty(0, np.int64)
        if index.positions is not None and index.offsets is not None:
            at = index.positions[int(index.offsets[begin]) : int(index.offsets[end])]
        return _Block(terms, docs, index.freqs[postings], at, docs >= 0 if self.deletions else None)


@dataclass(frozen=True, slots=True)
class _Block:
    """Holds consecutive postings of a part: their terms and records by their new numbers, freqs, and all positions.

    `alive` tells which postings are of records that are left, None for all.
    """

    terms: Array
    docs: Array
    freqs: Array
    positions: Array
    alive: NDArray[np.bool_] | None


Extractor = Callable[[_Block], tuple[Array, Array]]  # values that are left, and the term of each


def _docs(block: _Block) -> tuple[Array, Array]:
    return _remaining(block.docs, block.terms, block.alive)


def _freqs(block: _Block) -> tuple[Array, Array]:
    return _remaining(block.freqs, block.terms, block.alive)


def _positions(block: _Block) -> tuple[Array, Array]:
    alive = None if block.alive is None else np.repeat(block.alive, block.freqs)
    return _remaining(block.positions, np.repeat(block.terms, block.freqs), alive)


def _remaining(values: Array, terms: Array, alive: NDArray[np.bool_] | None) -> tuple[Array, Array]:
    return (values, terms) if alive is None else (values[alive], terms[alive])


def merge(indexes: Sequence[tuple[InvertedIndex, Array]], name: str, count: int, file: ArrayFileWriter) -> list[bytes]:
    """Write the posting lists of several indexes as one, under `name`, and return its terms.

    With each index comes the new number of each of its records (int64), negative for deleted ones; later indexes have
    later numbers. `count` is the number of all records.
    """
    parts = [_MergeInput(index, new_docs) for index, new_docs in indexes]
    terms = sorted({term for part in parts for term in part.remaining_terms()})
    rank = {term: i for i, term in enumerate(terms)}
    doc_freqs, position_counts = np.zeros(len(terms), np.int64), np.zeros(len(terms), np.int64)
    for part in parts:
        part.ranks = np.array([rank.get(term, -1) for term in part.terms], dtype=np.int64)
        known = part.ranks >= 0
        doc_freqs[part.ranks[known]] += part.doc_freqs[known]
        position_counts[part.ranks[known]] += part.position_counts()[known]
    text, ends = _term_lines(terms)
    file.write_all({f"{name}/terms": text, f"{name}/ends": _narrowed_rising(ends),
                    f"{name}/starts": _narrowed_rising(_starts(doc_freqs))})  # fmt: skip
    blocks = list(_blocks(doc_freqs + position_counts))

    def write(kind: str, maximum: int, extract: Extractor) -> None:
        pieces = (_merged(parts, first, last, extract) for first, last in blocks)
        file.write(f"{name}/{kind}", pieces, smallest_uint(maximum))

    write("docs", count, _docs)
    write("freqs", max((part.index.max_freq() for part in parts), default=0), _freqs)
    if any(part.index.positions is not None for part in parts):
        write("positions", max(part.index.max_position() for part in parts), _positions)
        file.write_all({f"{name}/offsets": _narrowed_rising(_starts(position_counts))})
    return terms


def _merged(parts: Sequence[_MergeInput], first: int, last: int, extract: Extractor) -> Array:
    """Return what is extracted of the merged terms from `first` to before `last`, in the order of the terms."""
    pieces = [extract(block) for part in parts if (block := part.block(first, last)) is not None]
    if len(pieces) < 2:
        return pieces[0][0] if pieces else np.empty(0, np.int64)
    # Stable: within a term the parts stay in their order, and so do the records.
    order = np.argsort(np.concatenate([terms for _, terms in pieces]), kind="stable")
    return np.concatenate([values for values, _ in pieces])[order]


def _blocks(sizes: Int64s) -> Iterator[tuple[int, int]]:
    """Yield ranges of terms with about MERGE_BLOCK entries, or one term that has more."""
    total = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        done = int(total[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(total, done + MERGE_BLOCK, side="right")))
        yield first, last
        first = last


def _term_lines(terms: Iterable[bytes]) -> tuple[Array, Array]:
    lines = [term + b"\n" for term in terms]
    return np.frombuffer(b"".join(lines), np.uint8), np.cumsum([len(line) for line in lines], dtype=np.int64)


def _starts(sizes: Int64s) -> Int64s:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])


def _narrowed_rising(rising: Int64s) -> Array:
    """Return rising numbers as uint32 where they fit, which halves them in nearly every segment."""
    return rising.astype(np.uint32) if rising[-1:].max(initial=0) < 1 << 32 else rising


def _narrowed(values: NDArray[Any]) -> Array:
    return values.astype(smallest_uint(int(values.max(initial=0))))
