"""Read posting lists of all segments of a generation in place, and remember those that are asked for often."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer import query as q
from indexer.engines.whoosh.arrays import Array, narrow
from indexer.engines.whoosh.columns import Mask
from indexer.engines.whoosh.schema import field_of
from indexer.engines.whoosh.segment import Layer, Segment
from indexer.weights import K1

REMEMBERED = 64 * 2**20  # bytes of lists; beyond it the least recently used go
COMMON = 16  # a term that more than one in so many records have is common: a value for each row serves it better
OVERHEAD = 400  # bytes that even an empty list takes, with its key

Rows = NDArray[np.int64]
# As narrow as they may be: what is read from memory takes longer than what is computed.
Records = NDArray[np.int32]
Said = NDArray[np.float32]


def runs(begin: Rows, held: Rows) -> Rows:
    """Return as many numbers as are `held` from each begin on, one run after another."""
    total = int(held.sum())
    if total == len(held) and (held == 1).all():
        return begin
    numbers: Rows = np.arange(total)
    numbers += np.repeat(begin - (np.cumsum(held) - held), held)
    return numbers


@dataclass(frozen=True, slots=True)
class Piece:
    """Holds the postings of one term in one segment: `records` (rows of the generation, rising), `times`, and where
    the places of each begin in `held` from `first` on; it is None for layers without places."""

    records: Records
    times: Array
    begins: NDArray[Any]
    first: int
    held: Array | None

    def only(self, wanted: Mask) -> Piece:
        """Return the postings of wanted rows."""
        stays = wanted[self.records]
        if stays.all():
            return self
        begins = self.begins[stays] if self.held is not None else self.begins
        return Piece(self.records[stays], self.times[stays], begins, self.first, self.held)


@dataclass(frozen=True)
class Postings:
    """Holds one posting list: the records that are alive, rising, and what the term's occurrences count in
    each: how often it is there, times what one counts in a field as long as the record's.

    It is made of `pieces`: one for each segment, and in layers that stand for several terms one for each of those.
    `count` is the number of all rows.
    """

    records: Records
    said: Said
    count: int = 0
    pieces: tuple[Piece, ...] = ()

    @property
    def common(self) -> bool:
        """Tell whether so many records have the term that arrays of all rows are worth their memory."""
        return len(self.records) * COMMON > self.count

    @property
    def size(self) -> int:
        """Give the bytes that it takes, with what is made of it later."""
        own = sum(piece.records.nbytes for piece in self.pieces)
        joined = self.records.nbytes if len(self.pieces) > 1 else 0
        return OVERHEAD + 2 * own + joined + 2 * self.said.nbytes + 5 * self.count * self.common

    @cached_property
    def worth(self) -> Said:
        """Give what the occurrences are worth to BM25 where no other field has the term, but for its rarity."""
        return self.said / (self.said + K1)

    @cached_property
    def mask(self) -> Mask:
        """Give for each row whether it has the term."""
        mask = np.zeros(self.count, np.bool_)
        mask[self.records] = True
        return mask

    @cached_property
    def said_of_all(self) -> Said:
        """Give `said` for each row, 0 for who does not have the term."""
        return self._spread(self.said)

    @cached_property
    def worth_of_all(self) -> Said:
        """Give `worth` for each row, 0 for who does not have the term."""
        return self._spread(self.worth)

    def _spread(self, values: Said) -> Said:
        spread = np.zeros(self.count, np.float32)
        spread[self.records] = values
        return spread


_NONE = np.empty(0, np.int32)
NOTHING = Postings(_NONE, np.empty(0, np.float32))


class PostingLists:
    """Reads posting lists by field, layer and term; safe to use from many threads.

    Layers that are not kept are made of `exact`: `bare` is that of records without any mark, `folded` gives under a
    word without marks all that have one. `shares[field]` tells what one occurrence in that field counts, one a record.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        bases: Sequence[int],
        alive: Mask,
        bare: Mask,
        shares: Mapping[str, Said],
    ) -> None:
        self._segments = list(zip(segments, bases, strict=True))
        self._alive = alive
        self._whole = bool(alive.all())
        self._bare = bare
        self._shares = shares
        self._any_bare = bool(bare.any())
        self._lock = Lock()
        self._known: OrderedDict[tuple[str, str], dict[str, Postings]] = OrderedDict()
        self._bytes = 0

    def get(self, name: str, layer: str, term: str) -> Postings:
        """Return the posting list of a term in a field's layer; an empty one where nothing has it."""
        return self._read((name,), layer, term)[name]

    def of(self, word: q.Term) -> list[dict[str, Postings]]:
        """Return for each form of a word its posting lists by field, without those that are empty."""
        found = ((self._read(word.fields, form.layer, form.term)) for form in word.forms)
        return [{name: own for name in word.fields if (own := lists[name]) is not NOTHING} for lists in found]

    def _read(self, names: Iterable[str], layer: str, term: str) -> Mapping[str, Postings]:
        """Return what is known of a term's layer, with these fields among it."""
        key = layer, term
        with self._lock:
            if (known := self._known.get(key)) is not None:
                self._known.move_to_end(key)
        new = {name: self._of_field(name, layer, term) for name in names if known is None or name not in known}
        if new:
            with self._lock:
                known = self._known.setdefault(key, {})
                self._bytes += sum(own.size for name, own in new.items() if name not in known)
                known |= new
                while self._bytes > REMEMBERED and len(self._known) > 1:
                    self._bytes -= sum(own.size for own in self._known.popitem(last=False)[1].values())
        return known or {}

    def starting(self, name: str, layer: str, start: str) -> Iterator[Rows]:
        """Yield the records of terms of a field's layer that start so, some of them several times, dead ones too."""
        own = "exact" if layer == "folded" else layer
        begin = start.encode("utf-8", "surrogatepass")
        for segment, base in self._segments:
            read = segment.layers[field_of(name, own)]
            lists = read.lists
            if layer == "folded":
                found = read.plain.starting(begin)
                forms = read.forms(found.start, found.stop)
                wanted = runs(lists.starts[forms], lists.starts[forms + 1] - lists.starts[forms])
                yield lists.records[wanted].astype(np.int64) + base
            else:  # terms that follow each other have postings that do
                found = read.vocabulary.starting(begin)
                first, last = int(lists.starts[found.start]), int(lists.starts[found.stop])
                yield lists.records[first:last].astype(np.int64) + base

    def _of_field(self, name: str, layer: str, term: str) -> Postings:
        share = self._shares[name]
        if layer == "folded":
            return _together(list(self._pieces(name, "exact", term, forms=True)), share)
        if layer == "bare":
            return self._of_bare(self.get(name, "exact", term), share) if self._any_bare else NOTHING
        return _joined(list(self._pieces(name, layer, term)), share)

    def _pieces(self, name: str, layer: str, term: str, *, forms: bool = False) -> Iterator[Piece]:
        key = term.encode("utf-8", "surrogatepass")
        for segment, base in self._segments:
            read = segment.layers[field_of(name, layer)]
            if (number := (read.plain if forms else read.vocabulary).find(key)) is not None:
                for one in read.forms(number, number + 1).tolist() if forms else (number,):
                    piece = self._piece(read, one, base)
                    if len(piece.records):
                        yield piece

    def _piece(self, read: Layer, number: int, base: int) -> Piece:
        lists = read.lists
        start, end = int(lists.starts[number]), int(lists.starts[number + 1])
        records = lists.records[start:end].astype(np.int32)
        records += base
        times, first = lists.times[start:end], 0
        begins: NDArray[Any] = _NONE
        if lists.begins is not None:
            first = int(lists.begins[number])
            held = int(lists.begins[number + 1]) - first
            begins = np.cumsum(times, dtype=narrow(held))
            begins -= times
        piece = Piece(records, times, begins, first, lists.places)
        return piece if self._whole else piece.only(self._alive)

    def _of_bare(self, exact: Postings, share: Said) -> Postings:
        return _joined([own for piece in exact.pieces if len((own := piece.only(self._bare)).records)], share)


def _joined(pieces: list[Piece], share: Said) -> Postings:
    """Return pieces of which each has later records than the one before."""
    if not any(len(piece.records) for piece in pieces):
        return NOTHING
    records, times = pieces[0].records, pieces[0].times
    if len(pieces) > 1:
        records = np.concatenate([piece.records for piece in pieces])
        times = np.concatenate([piece.times for piece in pieces])
    return Postings(records, (times * share[records]).astype(np.float32, copy=False), len(share), tuple(pieces))


def _together(pieces: list[Piece], share: Said) -> Postings:
    """Return pieces that may share records as one list; how often a record has any of their terms adds up."""
    if len(pieces) < 2:
        return _joined(pieces, share)
    records = np.concatenate([piece.records for piece in pieces])
    times = np.concatenate([piece.times for piece in pieces]).astype(np.float64)
    if len(records) * 8 < len(share):
        found, place = np.unique(records, return_inverse=True)
        total = np.bincount(place, times)
    else:
        total = np.bincount(records, times, minlength=len(share))
        found = np.flatnonzero(total).astype(np.int32)
        total = total[found]
    return Postings(found, (total * share[found]).astype(np.float32), len(share), tuple(pieces))
