"""Answer from a generation: pages of hits, facets, and what was stored."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, reduce
from operator import and_
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines import query_tree as q
from indexer.engines.port import COUNTED, POOR_READING, Answer, GenerationInfo, Hit, SearchRequest
from indexer.engines.proximity import Scores
from indexer.engines.ranking import LOWERED, POORLY_READ, average_length, field_norm, recency
from indexer.engines.whoosh.columns import ColumnBuilder, Int32s, Mask, join
from indexer.engines.whoosh.matching import Matching
from indexer.engines.whoosh.posting_cache import Float32s, PostingCache, Rows, ranges
from indexer.engines.whoosh.scoring import Scoring
from indexer.engines.whoosh.segment import Segment

NO_DAY = 0  # ordinals of days start at 1
FIRST = 1e6  # is added to scores of records that come first, and is more than any score
SCORE_BLOCK = 64  # scores of which only the best is compared at first


class WhooshReader:
    """Answers from the segments of a generation; `alive` has for each segment a mask of records not deleted.

    A row is the number of a record in the generation: the rows of a segment come after those of the previous one.
    """

    def __init__(self, info: GenerationInfo, segments: Sequence[Segment], alive: Sequence[Mask]) -> None:
        self._segments = segments
        self._bases = np.cumsum([0] + [segment.count for segment in segments]).tolist()
        self._alive = np.concatenate([np.ones(0, np.bool_), *alive])
        self._columns = join([segment.columns for segment in segments]) if segments else ColumnBuilder().columns()
        count = int(self._alive.sum())
        self.info = replace(info, count=count)
        self._ids = ids = [id for segment in segments for id in segment.all_ids]
        self._row = dict(zip(ids, range(len(ids)), strict=True))
        if count < len(ids):
            self._row = {id: row for row, id in enumerate(ids) if self._alive[row]}
        self._every = np.arange(len(ids))
        self._value_ranks: dict[str, Rows] = {}
        self._recency_on: dict[date, Scores] = {}  # only of the last day that was requested
        self._day = np.zeros(len(ids), np.int32)
        if days := self._columns.days.get("day"):
            # Backwards, so that the first span of a record is the one that stays.
            self._day[days.docs[::-1]] = days.first[::-1]
        self._poor = self._records_with(*POOR_READING)
        lengths = self._columns.lengths
        norms = {name: self._norms(name, field_lengths) for name, field_lengths in lengths.items()}
        self._postings = PostingCache(segments, self._bases[:-1], self._alive, self._columns.bare, norms)
        self._matching = Matching(self._postings, self._columns, self._alive)
        self._scoring = Scoring(self._postings, self._matching, norms, lengths["title"], count, self._top)

    def search(self, request: SearchRequest) -> Answer:
        """Answer a request."""
        phrases: dict[int, Mask] = {}
        match = self._matching.match(request.query, phrases=phrases)
        total = int(np.count_nonzero(match))
        apart = {name: self._matching.match(query) for name, query in request.counted_apart}
        rows = np.flatnonzero(match) if request.facets else self._every[:0]
        facets = {
            column: self._facet(column, np.flatnonzero(apart[column]) if column in apart else rows, request.facet_size)
            for column in request.facets
        }
        counted = apart.get(COUNTED, match)
        counts = tuple(int(np.count_nonzero(counted & self._matching.match(query))) for query in request.counted)
        each = [match & self._matching.match(query, match) for query in request.first]
        each += [reduce(and_, each)] if each else []
        hits = self._page(match, phrases, total, request, each[-1:]) if request.size and total else ()
        return Answer(hits, total, facets, counts, tuple(int(np.count_nonzero(first)) for first in each))

    def values(self, column: str) -> tuple[tuple[str, int], ...]:
        """Count the values of a column over all records."""
        return self._facet(column, np.flatnonzero(self._alive))

    def totals(self, queries: Sequence[q.Query]) -> list[int]:
        """Count the records that match each query; the count of a single term is read from its postings."""
        return [self._total(query) for query in queries]

    def get(self, ids: Sequence[str]) -> Mapping[str, bytes]:
        """Return what was stored under the ids that exist."""
        return {id: segment.stored(doc) for id, segment, doc in self._locate(ids)}

    def titles(self, ids: Sequence[str]) -> Mapping[str, str]:
        """Return the titles of the ids that exist."""
        return {id: segment.titles[doc] for id, segment, doc in self._locate(ids)}

    def health(self) -> str:
        """Return `green`: open files stay readable, whatever becomes of their folder."""
        return "green"

    def close(self) -> None:
        """Do nothing: the files are closed with the last array that uses them."""

    def _total(self, query: q.Query) -> int:
        match query:
            case q.Term((form,), (field,)):
                return self._postings.doc_freq(field, form)
        return int(np.count_nonzero(self._matching.match(query, phrases={})))

    def _locate(self, ids: Sequence[str]) -> Iterator[tuple[str, Segment, int]]:
        """Yield the ids that exist, each with its segment and its number in it."""
        for id in ids:
            if (row := self._row.get(id)) is not None:
                number = bisect_right(self._bases, row) - 1
                yield id, self._segments[number], row - self._bases[number]

    def _records_with(self, column: str, value: str) -> Mask | None:
        """Return which records have a value in a column, None where none has."""
        values = self._columns.values.get(column)
        if values is None or value not in values.vocabulary:
            return None
        records = np.zeros(len(self._ids), np.bool_)
        records[values.docs[values.ordinals == values.vocabulary.index(value)]] = True
        return records

    def _norms(self, name: str, lengths: Int32s) -> Float32s:
        present = lengths[self._alive & (lengths > 0)]
        norms = field_norm(name, lengths.astype(np.float64), average_length(float(present.sum()), len(present)))
        return norms.astype(np.float32)

    def _recency(self, today: date) -> Scores:
        """Return the factor of each record by its age."""
        factors = self._recency_on.get(today)
        if factors is None:
            factors = np.where(self._day == NO_DAY, 1.0, recency(today.toordinal() - self._day))
            self._recency_on = {today: factors}
        return factors

    def _facet(self, column: str, rows: Rows, size: int | None = None) -> tuple[tuple[str, int], ...]:
        """Return the values of a column in some rows with their counts, the most frequent first, at most `size`."""
        if (values := self._columns.values.get(column)) is None:
            return ()
        starts = self._value_starts[column]
        first = starts[rows]
        ordinals = values.ordinals[ranges(first, starts[rows + 1] - first)]
        counts = np.bincount(ordinals, minlength=len(values.vocabulary))
        used = np.flatnonzero(counts)
        rarity, rank = -counts[used], self._value_rank(column)[used]
        if size is not None and size < len(used):  # of thousands of names only the first hundred are sorted
            top = _smallest((rarity, rank), len(used), size)
            used, rarity, rank = used[top], rarity[top], rank[top]
        order = used[np.lexsort((rank, rarity))]
        return tuple((values.vocabulary[i], int(counts[i])) for i in order.tolist())

    def _value_rank(self, column: str) -> Rows:
        """Return the place of each value of a column in the order of values."""
        if (rank := self._value_ranks.get(column)) is None:
            rank = self._value_ranks[column] = _ranks(self._columns.values[column].vocabulary)
        return rank

    @cached_property
    def _value_starts(self) -> Mapping[str, Rows]:
        rows = np.arange(len(self._alive) + 1)
        return {column: np.searchsorted(values.docs, rows) for column, values in self._columns.values.items()}

    @cached_property
    def _id_rank(self) -> Rows:
        """Return the place of each record in the order of ids, for records that are equal otherwise."""
        return _ranks(self._ids)

    def _top(self, scores: Scores, rows: Rows, size: int, sort: str = "relevance") -> NDArray[np.intp]:
        """Return the indexes of the first `size` of some rows in a sort order, rising."""
        chosen = np.arange(len(rows))
        if sort == "relevance" and len(rows) > size:
            # Only what may be among the best is sorted; rounding may make it equal to the last of them.
            chosen = np.flatnonzero(scores >= _lower_bound(scores, size) - 1e-6)
        if len(chosen) <= size:
            return chosen

        def keys() -> Iterator[Scores]:
            if sort == "relevance":
                yield -np.round(scores[chosen], 6)
            day = self._day[rows[chosen]].astype(np.float64)
            yield np.where(day == NO_DAY, np.inf, day) if sort == "oldest" else -day
            yield self._id_rank[rows[chosen]].astype(np.float64)

        return chosen[np.sort(_smallest(keys(), len(chosen), size))]

    def _page(
        self, match: Mask, phrases: dict[int, Mask], total: int, request: SearchRequest, first: Sequence[Mask]
    ) -> tuple[Hit, ...]:
        rows, scores = self._scoring.score(request.query, match, phrases)
        if request.today is not None:
            factors = self._recency(request.today)
            scores = scores * (factors if len(rows) == len(factors) else factors[rows])
        if self._poor is not None:
            scores = np.where(self._poor[rows], scores * POORLY_READ, scores)
        if request.lowered is not None:
            scores = np.where(self._matching.match(request.lowered)[rows], scores * LOWERED, scores)
        for is_first in first if request.sort == "relevance" else ():
            scores = np.where(is_first[rows], scores + FIRST, scores)
        if request.sort != "relevance" and len(rows) > total:
            rows, scores = rows[match], scores[match]
        top = self._top(scores, rows, min(total, request.offset + request.size), request.sort)
        rows, day = rows[top], self._day[rows[top]]
        hits = zip(
            np.round(scores[top], 6).tolist(), day.tolist(), (self._ids[row] for row in rows.tolist()), strict=True
        )
        if request.sort == "relevance":
            order = sorted(hits, key=lambda hit: (-hit[0], -hit[1], hit[2]))
            order = [(round(score - FIRST, 6) if score >= FIRST else score, day, id) for score, day, id in order]
        elif request.sort == "newest":
            order = sorted(hits, key=lambda hit: (-hit[1], hit[2]))
        else:
            order = sorted(hits, key=lambda hit: (hit[1] == NO_DAY, hit[1], hit[2]))
        return tuple(Hit(id, score) for score, _, id in order[request.offset :])


def _ranks(names: Sequence[str]) -> Rows:
    """Return the place of each of some names in the order of names."""
    ranks = np.empty(len(names), np.int64)
    ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return ranks


def _lower_bound(scores: Scores, size: int) -> float:
    """Return a score that at least `size` scores reach, and few more: of many, the best of each block stand for all."""
    best = scores
    if len(scores) >= 4 * SCORE_BLOCK * size:
        best = np.maximum.reduceat(scores, np.arange(0, len(scores), SCORE_BLOCK))
    return float(np.partition(best, -size)[-size])


def _smallest(keys: Iterable[NDArray[Any]], count: int, size: int) -> NDArray[np.intp]:
    """Return the indexes of the `size` smallest of `count` by the keys in turn; the last key has no equal values."""
    undecided = np.arange(count)
    decided: list[NDArray[np.intp]] = []
    for key in keys:
        values = key[undecided]
        edge = np.partition(values, size - 1)[size - 1] if size else -np.inf
        before = undecided[values < edge]
        decided.append(before)
        undecided = undecided[values == edge]
        size -= len(before)
        if len(undecided) <= size:
            break
    return np.concatenate([*decided, undecided])
