"""Answer from one generation: pages of hits, facets, and what was stored."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.engine import Answer, Ask, Facts, Hit
from indexer.engines.whoosh.columns import Collector, Ints, Mask, join
from indexer.engines.whoosh.matching import Matching
from indexer.engines.whoosh.postings import PostingLists, Rows, runs
from indexer.engines.whoosh.proximity import Scores
from indexer.engines.whoosh.scoring import Scoring
from indexer.engines.whoosh.segment import Segment
from indexer.weights import FIELDS, HALF_LIFE, RECENCY, B

NO_DAY = 0  # ordinals of days start at 1


class WhooshReader:
    """Answers from the segments of one generation; `alive` tells for each segment who is not deleted."""

    def __init__(self, facts: Facts, segments: Sequence[Segment], alive: Sequence[Mask]) -> None:
        self._segments = segments
        self._bases = np.cumsum([0] + [segment.count for segment in segments]).tolist()
        self._alive = np.concatenate([np.ones(0, np.bool_), *alive])
        self._columns = join([segment.columns for segment in segments]) if segments else Collector().columns()
        count = int(self._alive.sum())
        self.facts = replace(facts, count=count)
        ids = [id for segment in segments for id in segment.all_ids]
        self._row = dict(zip(ids, range(len(ids)), strict=True))
        if count < len(ids):
            self._row = {id: row for row, id in enumerate(ids) if self._alive[row]}
        self._day = np.zeros(len(ids), np.int32)
        if days := self._columns.days.get("day"):
            # Backwards, so that the first span of a record is the one that stays.
            self._day[days.owner[::-1]] = days.first[::-1]
        lengths = self._columns.lengths
        shares = {name: self._share(name, own) for name, own in lengths.items()}
        lists = PostingLists(segments, self._bases[:-1], self._alive, self._columns.bare, shares)
        self._lists = lists
        self._matching = Matching(lists, self._columns, self._alive)
        self._scoring = Scoring(lists, self._matching, shares, lengths["title"], count, self._best)

    def search(self, ask: Ask) -> Answer:
        """Answer one question."""
        match = self._matching.match(ask.query)
        rows = np.flatnonzero(match)
        facets = {column: self._facet(column, rows)[: ask.facet_size] for column in ask.facets}
        hits = self._page(rows, self._scores(ask, rows), ask) if ask.size else ()
        return Answer(hits, len(rows), facets)

    def values(self, column: str) -> tuple[tuple[str, int], ...]:
        """Count the values of a column over all records."""
        return self._facet(column, np.flatnonzero(self._alive))

    def frequency(self, field: str, layer: str, term: str) -> int:
        """Count the records that have a term of a field's layer."""
        return len(self._lists.get(field, layer, term).records)

    def get(self, ids: Iterable[str]) -> Mapping[str, bytes]:
        """Return what was stored under the ids that are there."""
        return {id: self._segments[at].stored(row) for id, at, row in self._places(ids)}

    def titles(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Return the titles of the ids that are there."""
        return {id: self._segments[at].titles[row] for id, at, row in self._places(ids)}

    def close(self) -> None:
        """Do nothing: the files are let go with the last array that looks at them."""

    def _places(self, ids: Iterable[str]) -> Iterator[tuple[str, int, int]]:
        for id in ids:
            if (row := self._row.get(id)) is not None:
                at = self._segment_of(row)
                yield id, at, row - self._bases[at]

    def _segment_of(self, row: int) -> int:
        return bisect_right(self._bases, row) - 1

    def _share(self, name: str, lengths: Ints) -> Scores:
        having = lengths[self._alive & (lengths > 0)]
        average = max(1.0, float(having.mean())) if len(having) else 1.0
        share: Scores = FIELDS[name] / (1 - B + B * lengths.astype(np.float64) / average)
        return share

    def _scores(self, ask: Ask, rows: Rows) -> Scores:
        scores = self._scoring.score(ask.query, rows)
        if ask.today is not None:
            day = self._day[rows]
            gain = 1 + RECENCY * np.exp2(-np.maximum(0, ask.today.toordinal() - day) / HALF_LIFE)
            scores = scores * np.where(day == NO_DAY, 1.0, gain)
        return scores

    def _facet(self, column: str, rows: Rows) -> tuple[tuple[str, int], ...]:
        if (own := self._columns.values.get(column)) is None:
            return ()
        starts = self._starts[column]
        counts = np.bincount(own.ordinals[runs(starts[rows], starts[rows + 1])], minlength=len(own.vocabulary))
        found = [(own.vocabulary[i], int(counts[i])) for i in np.flatnonzero(counts).tolist()]
        return tuple(sorted(found, key=lambda item: (-item[1], item[0])))

    @cached_property
    def _starts(self) -> Mapping[str, Rows]:
        rows = np.arange(len(self._alive) + 1)
        return {column: np.searchsorted(own.owner, rows) for column, own in self._columns.values.items()}

    @cached_property
    def _by_id(self) -> Rows:
        """Give the place of each record in the order of ids, for what is equal otherwise."""
        ids = [id for segment in self._segments for id in segment.all_ids]
        place = np.empty(len(ids), np.int64)
        place[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        return place

    def _best(self, scores: Scores, rows: Rows, wanted: int, sort: str = "relevance") -> NDArray[np.intp]:
        """Return where the `wanted` first of some rows are, in order."""
        near = np.arange(len(rows))
        if sort == "relevance" and len(rows) > wanted:
            # Only what may be among the best is looked at closely; rounding may make those equal to the last one.
            near = np.flatnonzero(scores >= np.partition(scores, -wanted)[-wanted] - 1e-6)
            rows, scores = rows[near], scores[near]
        day = self._day[rows].astype(np.float64)
        if sort == "oldest":
            keys = [np.where(day == NO_DAY, np.inf, day)]
        else:
            keys = [-day] if sort == "newest" else [-np.round(scores, 6), -day]
        chosen = _smallest(keys, wanted)
        if len(chosen) > wanted:  # many are equal to the last one
            keys.append(self._by_id[rows].astype(np.float64))
            chosen = _smallest(keys, wanted)
        ids = [self._id(int(row)) for row in rows[chosen].tolist()]
        order = sorted(range(len(ids)), key=lambda i: (*(key[chosen[i]] for key in keys), ids[i]))
        best: NDArray[np.intp] = near[chosen[order]] if order else near[:0]
        return best

    def _page(self, rows: Rows, scores: Scores, ask: Ask) -> tuple[Hit, ...]:
        best = self._best(scores, rows, ask.offset + ask.size, ask.sort)[ask.offset :]
        shown = zip(rows[best].tolist(), np.round(scores[best], 6).tolist(), strict=True)
        return tuple(Hit(self._id(row), score) for row, score in shown)

    def _id(self, row: int) -> str:
        at = self._segment_of(row)
        return self._segments[at].ids[row - self._bases[at]]


def _smallest(keys: Sequence[Scores], wanted: int) -> NDArray[np.intp]:
    """Return where the `wanted` smallest are by the keys in turn, with all that are equal to the last of them."""
    chosen = np.arange(len(keys[0]))
    sure: list[NDArray[np.intp]] = []
    for key in keys:
        if len(chosen) <= wanted:
            break
        own = key[chosen]
        edge = np.partition(own, wanted - 1)[wanted - 1] if wanted else -np.inf
        before = chosen[own < edge]
        sure.append(before)
        chosen = chosen[own == edge]
        wanted -= len(before)
    return np.concatenate([*sure, chosen])
