"""Read posting lists of all segments of a generation in place, and remember those that are asked for often."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from indexer.engines import query_tree as q
from indexer.engines.ranking import K1
from indexer.engines.whoosh.array_file import Array, narrow
from indexer.engines.whoosh.columns import Mask
from indexer.engines.whoosh.schema import field_of
from indexer.engines.whoosh.segment import Layer, Segment

REMEMBERED = 64 * 2**20  # bytes of lists; beyond it the least recently used go
A_RECORD = 1000  # bytes for each record where these are more: what a common term takes grows with the index
COMMON = 16  # a term that more than one in so many records have in some field is common
OVERHEAD = 400  # bytes that even an empty list takes, with its key

Rows = NDArray[np.int64]
# As narrow as they may be: what is read from memory takes longer than what is computed.
Records = NDArray[np.int32]
Said = NDArray[np.float32]
_Key = tuple[str | tuple[str, ...], str, str]  # field or fields, layer, term


def runs(begin: Rows, held: Rows) -> Rows:
    """Return as many numbers as are `held` from each begin on, one run after another."""
    total = int(held.sum())
    if total == len(held) and (held == 1).all():
        return begin
    numbers: Rows = np.arange(total)
    before: Rows = held.cumsum() - held
    numbers += (begin - before).repeat(held)
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
    """Tells which rows have a term in some fields, and what it is worth to BM25F in each, but for its rarity.

    `having` rows have it, `most` in the field where most have. Of a rare term `records` are those that are alive,
    rising, and `worth` is what it is worth in each; of a common one `mask` tells for each row whether it has the term,
    and `worth` is as long.
    """

    having: int
    most: int
    worth: Said
    records: Records
    mask: Mask | None = None

    @property
    def size(self) -> int:
        """Give the bytes that it takes."""
        return OVERHEAD + self.worth.nbytes + self.records.nbytes + (0 if self.mask is None else self.mask.nbytes)


_Held = TypeVar("_Held", tuple[Piece, ...], Postings)


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
        self._known: OrderedDict[_Key, tuple[Piece, ...] | Postings] = OrderedDict()
        self._bytes = 0
        self._most = max(REMEMBERED, A_RECORD * len(alive))

    def get(self, fields: tuple[str, ...], form: q.Form) -> Postings:
        """Return who has a form in any of the fields."""
        return self._kept((fields, form.layer, form.term), lambda: self._joined(fields, form))

    def having(self, name: str, form: q.Form) -> int:
        """Return how many records have a form in a field."""
        return _having(self.pieces(name, form), form, len(self._alive))

    def pieces(self, name: str, form: q.Form) -> tuple[Piece, ...]:
        """Return the postings of a form in a field, none without records."""
        return self._kept((name, form.layer, form.term), lambda: tuple(self._read(name, form.layer, form.term)))

    def _kept(self, key: _Key, read: Callable[[], _Held]) -> _Held:
        with self._lock:
            if (known := self._known.get(key)) is not None:
                self._known.move_to_end(key)
                return cast("_Held", known)
        found = read()
        with self._lock:
            if key not in self._known:
                self._known[key] = found
                self._bytes += _size(found)
                while self._bytes > self._most and len(self._known) > 1:
                    self._bytes -= _size(self._known.popitem(last=False)[1])
        return found

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
                begins = lists.starts[forms].astype(np.int64)
                wanted = runs(begins, lists.starts[forms + 1] - begins)
                yield lists.records[wanted].astype(np.int64) + base
            else:  # terms that follow each other have postings that do
                found = read.vocabulary.starting(begin)
                first, last = int(lists.starts[found.start]), int(lists.starts[found.stop])
                yield lists.records[first:last].astype(np.int64) + base

    def _read(self, name: str, layer: str, term: str) -> Iterator[Piece]:
        if layer == "bare":
            if self._any_bare:
                own = (piece.only(self._bare) for piece in self.pieces(name, q.Form("exact", term)))
                yield from (piece for piece in own if len(piece.records))
            return
        forms = layer == "folded"
        key = term.encode("utf-8", "surrogatepass")
        for segment, base in self._segments:
            read = segment.layers[field_of(name, "exact" if forms else layer)]
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

    def _joined(self, fields: tuple[str, ...], form: q.Form) -> Postings:
        own = [(self._shares[name], pieces) for name in fields if (pieces := self.pieces(name, form))]
        count = len(self._alive)
        held = sum(len(piece.records) for _, pieces in own for piece in pieces)
        most = max((_having(pieces, form, count) for _, pieces in own), default=0)
        if most * COMMON > count:
            total = np.zeros(count)
            for share, pieces in own:
                for piece in pieces:  # has no record twice
                    total[piece.records] += piece.times * share[piece.records]
            mask = total > 0
            worth = (total / (total + K1)).astype(np.float32)
            return Postings(int(np.count_nonzero(mask)), most, worth, _NONE, mask)
        if not held:
            return Postings(0, 0, np.empty(0, np.float32), _NONE)
        records = np.concatenate([piece.records for _, pieces in own for piece in pieces])
        said = np.concatenate([piece.times * share[piece.records] for share, pieces in own for piece in pieces])
        if len(own) > 1 or most < held:  # some records come from several fields or terms
            records, place = np.unique(records, return_inverse=True)
            said = np.bincount(place, said)
        return Postings(len(records), most, (said / (said + K1)).astype(np.float32, copy=False), records)


_NONE = np.empty(0, np.int32)


def _size(held: tuple[Piece, ...] | Postings) -> int:
    if isinstance(held, Postings):
        return held.size
    return OVERHEAD + sum(OVERHEAD + piece.records.nbytes + piece.begins.nbytes for piece in held)


def _having(pieces: tuple[Piece, ...], form: q.Form, count: int) -> int:
    """Return how many records a form has in one field."""
    held = sum(len(piece.records) for piece in pieces)
    if len(pieces) < 2 or form.layer != "folded":
        return held
    if held * COMMON > count:  # terms that a word without marks stands for may share records
        mask = np.zeros(count, np.bool_)
        for piece in pieces:
            mask[piece.records] = True
        return int(np.count_nonzero(mask))
    return len(np.unique(np.concatenate([piece.records for piece in pieces])))
