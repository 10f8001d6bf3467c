"""Read posting lists of all segments of a generation in place, and cache the most recently used ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from indexer.engines import query_tree as q
from indexer.engines.lru import LruCache
from indexer.engines.ranking import saturation
from indexer.engines.whoosh.array_file import Array, smallest_uint
from indexer.engines.whoosh.columns import Mask
from indexer.engines.whoosh.schema import field_of
from indexer.engines.whoosh.segment import Layer, Segment

CACHE_BYTES = 64 * 2**20  # of posting lists
CACHE_BYTES_PER_RECORD = 1000  # where these are more: the size of a common term's lists grows with the index
COMMON_TERM_RATIO = 16  # a term that more than one in so many records have in some field is common
ENTRY_OVERHEAD = 400  # bytes that even an empty list takes, with its key

Rows = NDArray[np.int64]
# As narrow as possible: reading from memory takes longer than what is computed.
Docs = NDArray[np.int32]
Float32s = NDArray[np.float32]
_Key = tuple[str | tuple[str, ...], str, str]  # field or fields, layer, term


def ranges(starts: Rows, lengths: Rows) -> Rows:
    """Return the numbers of several ranges, one range after another."""
    total = int(lengths.sum())
    if total == len(lengths) and (lengths == 1).all():
        return starts
    numbers: Rows = np.arange(total)
    before: Rows = lengths.cumsum() - lengths
    numbers += (starts - before).repeat(lengths)
    return numbers


@dataclass(frozen=True, slots=True)
class SegmentPostings:
    """Holds the postings of a term in a segment.

    `docs` are rows of the generation, rising; the positions of each posting are in `positions`, `freqs` of them from
    `first + offsets` on. `positions` is None for layers without positions.
    """

    docs: Docs
    freqs: Array
    offsets: NDArray[Any]
    first: int
    positions: Array | None

    def only(self, selected: Mask) -> SegmentPostings:
        """Return the postings of selected rows."""
        remaining = selected[self.docs]
        if remaining.all():
            return self
        offsets = self.offsets[remaining] if self.positions is not None else self.offsets
        return SegmentPostings(self.docs[remaining], self.freqs[remaining], offsets, self.first, self.positions)


@dataclass(frozen=True)
class TermPostings:
    """Holds which rows have a term in any of some fields, and its impact in each: BM25F without its idf, 0 to 1.

    `doc_freq` rows have it, `field_doc_freq` in the field where most have it. Of a rare term, `docs` are the rows that
    are alive, rising, with one of `impacts` each; a common one has a `mask` over all rows, and `impacts` is as long.
    """

    doc_freq: int
    field_doc_freq: int
    impacts: Float32s
    docs: Docs
    mask: Mask | None = None

    @property
    def size(self) -> int:
        """Return the bytes that it takes."""
        return ENTRY_OVERHEAD + self.impacts.nbytes + self.docs.nbytes + (0 if self.mask is None else self.mask.nbytes)


_Cached = TypeVar("_Cached", tuple[SegmentPostings, ...], TermPostings)


class PostingCache:
    """Reads and caches posting lists by field, layer and term; safe to use from many threads.

    Layers that are not stored are derived from `exact`: `bare` is that of records without any mark, `folded` has under
    a word without marks all the words that it stands for. `norms[field]` is the field norm of each row.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        bases: Sequence[int],
        alive: Mask,
        bare: Mask,
        norms: Mapping[str, Float32s],
    ) -> None:
        self._segments = list(zip(segments, bases, strict=True))
        self._alive = alive
        self._all_alive = bool(alive.all())
        self._bare = bare
        self._any_bare = bool(bare.any())
        self._norms = norms
        self._cache: LruCache[_Key, tuple[SegmentPostings, ...] | TermPostings] = LruCache(
            max(CACHE_BYTES, CACHE_BYTES_PER_RECORD * len(alive)), _size
        )

    def term(self, fields: tuple[str, ...], form: q.Form) -> TermPostings:
        """Return the postings of a form in any of the fields."""
        return self._cached((fields, form.layer, form.term), lambda: self._joined(fields, form))

    def doc_freq(self, name: str, form: q.Form) -> int:
        """Return how many records have a form in a field."""
        return _doc_freq(self.segment_postings(name, form), form, len(self._alive))

    def segment_postings(self, name: str, form: q.Form) -> tuple[SegmentPostings, ...]:
        """Return the postings of a form in a field, only those of segments that have any."""
        return self._cached((name, form.layer, form.term), lambda: tuple(self._read(name, form.layer, form.term)))

    def _cached(self, key: _Key, read: Callable[[], _Cached]) -> _Cached:
        return cast("_Cached", self._cache.get_or_compute(key, read))

    def docs_with_prefix(self, name: str, layer: str, prefix: str) -> Iterator[Rows]:
        """Yield the rows of terms of a field's layer with a prefix, some of them several times, deleted ones too."""
        encoded = prefix.encode("utf-8", "surrogatepass")
        for segment, base in self._segments:
            stored = segment.layers[field_of(name, "exact" if layer == "folded" else layer)]
            index = stored.index
            if layer == "folded":
                words = stored.folded.with_prefix(encoded)
                terms = stored.terms_of_folded(words.start, words.stop)
                starts = index.starts[terms].astype(np.int64)
                postings = ranges(starts, index.starts[terms + 1] - starts)
                yield index.docs[postings].astype(np.int64) + base
            else:  # the postings of consecutive terms are consecutive
                numbers = stored.vocabulary.with_prefix(encoded)
                first, last = int(index.starts[numbers.start]), int(index.starts[numbers.stop])
                yield index.docs[first:last].astype(np.int64) + base

    def _read(self, name: str, layer: str, term: str) -> Iterator[SegmentPostings]:
        if layer == "bare":
            if self._any_bare:
                exact = self.segment_postings(name, q.Form("exact", term))
                selected = (postings.only(self._bare) for postings in exact)
                yield from (postings for postings in selected if len(postings.docs))
            return
        folded = layer == "folded"
        encoded = term.encode("utf-8", "surrogatepass")
        for segment, base in self._segments:
            stored = segment.layers[field_of(name, "exact" if folded else layer)]
            if (number := (stored.folded if folded else stored.vocabulary).find(encoded)) is not None:
                for each in stored.terms_of_folded(number, number + 1).tolist() if folded else (number,):
                    postings = self._postings(stored, each, base)
                    if len(postings.docs):
                        yield postings

    def _postings(self, layer: Layer, number: int, base: int) -> SegmentPostings:
        index = layer.index
        start, end = int(index.starts[number]), int(index.starts[number + 1])
        docs = index.docs[start:end].astype(np.int32)
        docs += base
        freqs, first = index.freqs[start:end], 0
        offsets: NDArray[Any] = _NO_DOCS
        if index.offsets is not None:
            first = int(index.offsets[number])
            count = int(index.offsets[number + 1]) - first
            offsets = np.cumsum(freqs, dtype=smallest_uint(count))
            offsets -= freqs
        postings = SegmentPostings(docs, freqs, offsets, first, index.positions)
        return postings if self._all_alive else postings.only(self._alive)

    def _joined(self, fields: tuple[str, ...], form: q.Form) -> TermPostings:
        """Return the postings of a form in all segments and in any of the fields, with its impact in each row."""
        by_field = [(self._norms[name], postings) for name in fields if (postings := self.segment_postings(name, form))]
        count = len(self._alive)
        total = sum(len(part.docs) for _, postings in by_field for part in postings)
        doc_freq = max((_doc_freq(postings, form, count) for _, postings in by_field), default=0)
        if doc_freq * COMMON_TERM_RATIO > count:
            freqs: NDArray[Any] = np.zeros(count)
            for norms, postings in by_field:
                for part in postings:  # has no row twice
                    freqs[part.docs] += part.freqs * norms[part.docs]
            mask = freqs > 0
            impacts = saturation(freqs).astype(np.float32)
            return TermPostings(int(np.count_nonzero(mask)), doc_freq, impacts, _NO_DOCS, mask)
        if not total:
            return TermPostings(0, 0, np.empty(0, np.float32), _NO_DOCS)
        docs = np.concatenate([part.docs for _, postings in by_field for part in postings])
        freqs = np.concatenate([part.freqs * norms[part.docs] for norms, postings in by_field for part in postings])
        if len(by_field) > 1 or doc_freq < total:  # some rows come from several fields or terms
            docs, position = np.unique(docs, return_inverse=True)
            freqs = np.bincount(position, freqs)
        return TermPostings(len(docs), doc_freq, saturation(freqs).astype(np.float32, copy=False), docs)


_NO_DOCS = np.empty(0, np.int32)


def _size(cached: tuple[SegmentPostings, ...] | TermPostings) -> int:
    if isinstance(cached, TermPostings):
        return cached.size
    if not cached:  # most words are in few fields
        return ENTRY_OVERHEAD
    return ENTRY_OVERHEAD + sum(ENTRY_OVERHEAD + part.docs.nbytes + part.offsets.nbytes for part in cached)


def _doc_freq(postings: tuple[SegmentPostings, ...], form: q.Form, count: int) -> int:
    """Return how many of `count` records have a form in a field."""
    total = sum(len(part.docs) for part in postings)
    if len(postings) < 2 or form.layer != "folded":
        return total
    if total * COMMON_TERM_RATIO > count:  # terms that a word without marks stands for may share records
        mask = np.zeros(count, np.bool_)
        for part in postings:
            mask[part.docs] = True
        return int(np.count_nonzero(mask))
    return len(np.unique(np.concatenate([part.docs for part in postings])))
