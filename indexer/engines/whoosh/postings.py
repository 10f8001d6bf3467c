"""Decode posting lists of all segments of a generation into arrays, and remember those that are asked for often."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import TermNotFound

from indexer.engines.whoosh.columns import Ints, Mask
from indexer.engines.whoosh.schema import field_of

REMEMBERED = 128 * 2**20  # bytes of decoded postings; beyond it the least recently used go

OVERHEAD = 400  # bytes that even an empty list takes, with its key


@dataclass(frozen=True, slots=True)
class Postings:
    """Holds one posting list: the records that are alive, how often each has the term, and where.

    `places` is None in layers that keep none; else the places of all records one after another, `times` for each.
    """

    records: Ints
    times: NDArray[np.float32]
    places: NDArray[np.uint32] | None

    @property
    def size(self) -> int:
        """Give the bytes that it takes."""
        places = 0 if self.places is None else self.places.nbytes
        return OVERHEAD + self.records.nbytes + self.times.nbytes + places


class PostingLists:
    """Reads posting lists by field, layer and term; safe to use from many threads."""

    def __init__(self, readers: list[Any], bases: list[int], alive: Mask) -> None:
        self._segments = list(zip(readers, bases, strict=True))
        self._alive = alive
        self._whole = bool(alive.all())
        self._lock = Lock()
        self._known: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._bytes = 0

    def get(self, name: str, layer: str, term: str) -> Postings:
        """Return the posting list of a term; an empty one where nothing has it."""
        key = field_of(name, layer), term
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
            found = self._known[key] = self._read(*key)
            self._bytes += found.size
            while self._bytes > REMEMBERED and len(self._known) > 1:
                self._bytes -= self._known.popitem(last=False)[1].size
            return found

    def starting(self, name: str, layer: str, start: str) -> list[str]:
        """Return the terms of a field's layer that start so."""
        field, prefix = field_of(name, layer), start.encode()
        found = set()
        with self._lock:
            for reader, _ in self._segments:
                if field in reader._terms.indexed_field_names():
                    for other, term in reader._terms.terms_from(field, prefix):
                        if other != field or not term.startswith(prefix):
                            break
                        found.add(term.decode())
        return sorted(found)

    def _read(self, field: str, term: str) -> Postings:
        records, times, places = [], [], []
        for reader, base in self._segments:
            kind = reader.schema[field]
            try:
                # The reader's own `postings` would filter deleted records one by one; here an array does it.
                matcher = reader._terms.matcher(field, term.encode(), kind.format)
            except TermNotFound:
                continue
            while matcher.is_active():
                # Whole blocks, where Whoosh's own way is a method call for each posting.
                matcher._read_ids()
                matcher._read_weights()
                records.append(np.array(matcher._ids, dtype=np.int32) + base)
                times.append(np.array(matcher._weights, dtype=np.float32))
                if kind.placed:
                    matcher._read_values()
                    places.append(np.frombuffer(b"".join(matcher._values), dtype=np.uint32))
                matcher._next_block()
        return self._living(
            Postings(
                np.concatenate([np.empty(0, np.int32), *records]).astype(np.int32),
                np.concatenate([np.empty(0, np.float32), *times]).astype(np.float32),
                np.concatenate(places) if places else None,
            )
        )

    def _living(self, found: Postings) -> Postings:
        if self._whole:
            return found
        stays = self._alive[found.records]
        places = found.places
        if places is not None:
            places = places[np.repeat(stays, found.times.astype(np.int64))]
        return Postings(found.records[stays], found.times[stays], places)
