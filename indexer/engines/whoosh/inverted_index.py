"""Keep the posting lists of one layer of a field as flat arrays: made of tokens, and merged from those of other parts.

Of a layer with T terms, P postings and S places:

    terms    uint8       the terms in the order of their bytes, each ended by a line feed
    ends     uint, T     where each of them ends, the line feed included
    starts   uint, T+1   where the postings of each begin
    records  uint, P     the record of each posting, rising within a term
    times    uint, P     how often that record has the term
    begins   uint, T+1   where the places of each term begin
    places   uint, S     where in the field, posting after posting; layers that only count have neither
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.array_file import Array, ArrayFile, narrow

GAP = -1  # the token of a place where no term stands
SAMPLE = 32  # terms of which one is kept in memory, so that a search through them touches one small block
BLOCK = 4_000_000  # postings and places that a merge holds at once

Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lists:
    """Holds the posting lists of one layer of a field."""

    terms: Array
    ends: Array
    starts: Array
    records: Array
    times: Array
    begins: Array | None = None
    places: Array | None = None

    def names(self) -> list[bytes]:
        """Return all terms."""
        return self.terms.tobytes().split(b"\n")[:-1]

    def most(self) -> tuple[int, int]:
        """Return the most times in a posting, and the last place."""
        places = self.places
        return int(self.times.max(initial=0)), 0 if places is None else int(places.max(initial=0))


class Vocabulary:
    """Finds terms of a layer by a search through them in place."""

    def __init__(self, text: Array, ends: Array) -> None:
        self._text = text.data
        self._ends = ends
        self._count = len(ends)
        self._sample = [self._block(i)[0] for i in range(0, self._count, SAMPLE)]

    def __len__(self) -> int:
        return self._count

    def find(self, term: bytes) -> int | None:
        """Return the number of a term, None where there is none."""
        at = self.first(term)
        return at if at < self._count and self.term(at) == term else None

    def first(self, start: bytes) -> int:
        """Return the number of the first term that is not before `start`."""
        block = max(0, bisect_left(self._sample, start) - 1) * SAMPLE
        found = block + bisect_left(self._block(block), start) if self._count else 0
        return min(found, self._count)

    def term(self, number: int) -> bytes:
        """Return a term by its number."""
        start = int(self._ends[number - 1]) if number else 0
        return bytes(self._text[start : int(self._ends[number]) - 1])

    def starting(self, start: bytes) -> range:
        """Return the numbers of the terms that start so."""
        last = self.first(start + b"\xff")  # no UTF-8 has this byte
        return range(self.first(start), last)

    def _block(self, first: int) -> list[bytes]:
        if not self._count:
            return []
        begin = int(self._ends[first - 1]) if first else 0
        end = int(self._ends[min(first + SAMPLE, self._count) - 1])
        return bytes(self._text[begin:end]).split(b"\n")[:-1]


def invert(tokens: Array, lengths: Array, terms: Sequence[str], *, placed: bool) -> Lists:
    """Return the posting lists of records whose tokens follow each other.

    `tokens` are int32, numbers of `terms` or GAP; `lengths` how many of them each record has, gaps included.
    """
    named = [term.encode("utf-8", "surrogatepass") for term in terms]
    order = sorted(range(len(named)), key=named.__getitem__)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    at = np.flatnonzero(tokens != GAP)
    # One key for term and place in the whole, which a fast sort of plain integers brings into their order.
    keys = (rank[tokens[at]] << 32) | at
    keys.sort()
    at = keys & 0xFFFFFFFF
    term = keys >> 32
    begin = np.cumsum(lengths, dtype=np.int64) - lengths
    owner = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)[at]
    new = np.ones(len(at), np.bool_)
    new[1:] = (term[1:] != term[:-1]) | (owner[1:] != owner[:-1])
    first = np.flatnonzero(new)
    times = np.diff(first, append=len(at))
    starts = np.searchsorted(term[first], np.arange(len(named) + 1))
    text, ends = _lines(named[i] for i in order)
    places = (at - begin[owner]) if placed else None
    begins = np.append(first, len(at))[starts] if placed else None
    records = owner[first]
    return Lists(text, ends, starts, _fit(records), _fit(times), begins, None if places is None else _fit(places))


def merge(parts: Sequence[tuple[Lists, Array]], name: str, count: int, file: ArrayFile) -> list[bytes]:
    """Write the posting lists of several parts as one, under `name`, and return their terms.

    With each part comes the new number of each of its records (int64), negative for records that are gone; later
    parts have later numbers. `count` is the number of all records.
    """
    named = [lists.names() for lists, _ in parts]
    gone = [bool((number < 0).any()) for _, number in parts]
    having = [_having(lists, number) if dead else np.diff(lists.starts)
              for (lists, number), dead in zip(parts, gone, strict=True)]  # fmt: skip
    # A term that no record has any more goes too.
    alive = [np.flatnonzero(own).tolist() for own in having]
    union = sorted({own[i] for own, stays in zip(named, alive, strict=True) for i in stays})
    index = {term: i for i, term in enumerate(union)}
    ranks = [np.array([index.get(term, -1) for term in own], dtype=np.int64) for own in named]
    postings, places = np.zeros(len(union), np.int64), np.zeros(len(union), np.int64)
    for (lists, number), own, rank, dead in zip(parts, having, ranks, gone, strict=True):
        known = rank >= 0
        postings[rank[known]] += own[known]
        if lists.begins is not None:
            held = _places_held(lists, number) if dead else np.diff(lists.begins)
            places[rank[known]] += held[known]
    most = [lists.most() for lists, _ in parts]
    text, ends = _lines(union)
    file.write_all({f"{name}/terms": text, f"{name}/ends": _short(ends), f"{name}/starts": _short(_starts(postings))})
    placed = any(lists.places is not None for lists, _ in parts)
    blocks = list(_blocks(postings + places))
    types = (narrow(count), narrow(max((t for t, _ in most), default=0)), narrow(max((p for _, p in most), default=0)))
    for kind, dtype in enumerate(types[: 3 if placed else 2]):
        pieces = (_block(parts, ranks, gone, first, last, kind) for first, last in blocks)
        file.write(f"{name}/{('records', 'times', 'places')[kind]}", pieces, dtype)
    if placed:
        file.write_all({f"{name}/begins": _short(_starts(places))})
    return union


def _block(
    parts: Sequence[tuple[Lists, Array]], ranks: Sequence[Array], gone: Sequence[bool], first: int, last: int, kind: int
) -> Array:
    """Return records, times or places (`kind` 0, 1, 2) of the merged terms from `first` to before `last`."""
    pieces: list[Array] = []
    owners: list[Array] = []
    for (lists, number), rank, dead in zip(parts, ranks, gone, strict=True):
        # Terms that are gone have rank -1 anywhere: the others rise.
        wanted = np.flatnonzero((rank >= first) & (rank < last))
        if not len(wanted):
            continue
        begin, end = int(lists.starts[wanted[0]]), int(lists.starts[wanted[-1] + 1])
        own = np.repeat(rank[wanted[0] : wanted[-1] + 1], np.diff(lists.starts[wanted[0] : wanted[-1] + 2]))
        records, times = number[lists.records[begin:end]], lists.times[begin:end]
        if kind == 2:
            if lists.places is None or lists.begins is None:
                continue
            values = lists.places[int(lists.begins[wanted[0]]) : int(lists.begins[wanted[-1] + 1])]
            records, own = np.repeat(records, times), np.repeat(own, times)
        else:
            values = records if kind == 0 else times
        if dead:
            stays = records >= 0
            values, own = values[stays], own[stays]
        pieces.append(values)
        owners.append(own)
    if len(pieces) < 2:
        return pieces[0] if pieces else np.empty(0, np.int64)
    # Stable: within a term the parts stay in their order, and so do the records.
    order = np.argsort(np.concatenate(owners), kind="stable")
    return np.concatenate(pieces)[order]


def _blocks(sizes: Longs) -> Iterator[tuple[int, int]]:
    """Yield ranges of terms that hold about BLOCK entries, or one term that holds more."""
    total = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        done = int(total[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(total, done + BLOCK, side="right")))
        yield first, last
        first = last


def _having(lists: Lists, number: Array) -> Longs:
    alive = np.concatenate([[0], np.cumsum(number[lists.records] >= 0)])
    return np.diff(alive[lists.starts])


def _places_held(lists: Lists, number: Array) -> Longs:
    held = np.concatenate([[0], np.cumsum(np.where(number[lists.records] >= 0, lists.times, 0), dtype=np.int64)])
    return np.diff(held[lists.starts])


def _lines(terms: Iterable[bytes]) -> tuple[Array, Array]:
    kept = list(terms)
    text = b"".join(term + b"\n" for term in kept)
    return np.frombuffer(text, np.uint8), np.cumsum([len(term) + 1 for term in kept], dtype=np.int64)


def _starts(sizes: Longs) -> Longs:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])


def _short(rising: Longs) -> Array:
    """Return numbers that rise as uint32 where they fit: half of it is saved in nearly every segment."""
    return rising.astype(np.uint32) if rising[-1:].max(initial=0) < 1 << 32 else rising


def _fit(values: NDArray[Any]) -> Array:
    return values.astype(narrow(int(values.max(initial=0))))
