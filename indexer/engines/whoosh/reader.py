"""Answer from one generation: pages of hits, facets, and what was stored."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.engines import query_tree as q
from indexer.engines.port import Answer, GenerationInfo, Hit, SearchRequest
from indexer.engines.proximity import Scores
from indexer.engines.ranking import FIELDS, HALF_LIFE, RECENCY, B
from indexer.engines.whoosh.columns import Collector, Ints, Mask, join
from indexer.engines.whoosh.matching import Matching
from indexer.engines.whoosh.posting_cache import PostingLists, Rows, Said, runs
from indexer.engines.whoosh.scoring import Scoring
from indexer.engines.whoosh.segment import Segment

NO_DAY = 0  # ordinals of days start at 1
BLOCK = 64  # scores of which only the best is looked at first


class WhooshReader:
    """Answers from the segments of one generation; `alive` tells for each segment who is not deleted."""

    def __init__(self, facts: GenerationInfo, segments: Sequence[Segment], alive: Sequence[Mask]) -> None:
        self._segments = segments
        self._bases = np.cumsum([0] + [segment.count for segment in segments]).tolist()
        self._alive = np.concatenate([np.ones(0, np.bool_), *alive])
        self._columns = join([segment.columns for segment in segments]) if segments else Collector().columns()
        count = int(self._alive.sum())
        self.info = replace(facts, count=count)
        self._ids = ids = [id for segment in segments for id in segment.all_ids]
        self._row = dict(zip(ids, range(len(ids)), strict=True))
        if count < len(ids):
            self._row = {id: row for row, id in enumerate(ids) if self._alive[row]}
        self._every = np.arange(len(ids))
        self._gains: dict[date, Scores] = {}  # of the last day that was asked for
        self._day = np.zeros(len(ids), np.int32)
        if days := self._columns.days.get("day"):
            # Backwards, so that the first span of a record is the one that stays.
            self._day[days.owner[::-1]] = days.first[::-1]
        lengths = self._columns.lengths
        shares = {name: self._share(name, own) for name, own in lengths.items()}
        lists = PostingLists(segments, self._bases[:-1], self._alive, self._columns.bare, shares)
        self._lists = lists
        self._matching = Matching(lists, self._columns, self._alive)
        self._scoring = Scoring(lists, self._matching, shares, lengths["title"], count, self._first)

    def search(self, ask: SearchRequest) -> Answer:
        """Answer one question."""
        phrases: dict[int, Mask] = {}
        match = self._matching.match(ask.query, phrases=phrases)
        total = int(np.count_nonzero(match))
        rows = np.flatnonzero(match) if ask.facets else self._every[:0]
        facets = {column: self._facet(column, rows)[: ask.facet_size] for column in ask.facets}
        return Answer(self._page(match, phrases, total, ask) if ask.size and total else (), total, facets)

    def values(self, column: str) -> tuple[tuple[str, int], ...]:
        """Count the values of a column over all records."""
        return self._facet(column, np.flatnonzero(self._alive))

    def totals(self, queries: Sequence[q.Query]) -> list[int]:
        """Count the records that match each query; what one term matches is known without looking."""
        return [self._total(query) for query in queries]

    def get(self, ids: Iterable[str]) -> Mapping[str, bytes]:
        """Return what was stored under the ids that are there."""
        return {id: self._segments[at].stored(row) for id, at, row in self._places(ids)}

    def titles(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Return the titles of the ids that are there."""
        return {id: self._segments[at].titles[row] for id, at, row in self._places(ids)}

    def health(self) -> str:
        """Return `green`: files that are open are there, whatever becomes of their folder."""
        return "green"

    def close(self) -> None:
        """Do nothing: the files are let go with the last array that looks at them."""

    def _total(self, query: q.Query) -> int:
        match query:
            case q.Term((form,), (field,)):
                return self._lists.having(field, form)
        return int(np.count_nonzero(self._matching.match(query, phrases={})))

    def _places(self, ids: Iterable[str]) -> Iterator[tuple[str, int, int]]:
        for id in ids:
            if (row := self._row.get(id)) is not None:
                at = self._segment_of(row)
                yield id, at, row - self._bases[at]

    def _segment_of(self, row: int) -> int:
        return bisect_right(self._bases, row) - 1

    def _share(self, name: str, lengths: Ints) -> Said:
        having = lengths[self._alive & (lengths > 0)]
        average = max(1.0, float(having.mean())) if len(having) else 1.0
        share = FIELDS[name] / (1 - B + B * lengths.astype(np.float64) / average)
        return share.astype(np.float32)

    def _gain(self, today: date) -> Scores:
        """Return what the newness of each record multiplies its score by."""
        kept = self._gains.get(today)
        if kept is None:
            gain = 1 + RECENCY * np.exp2(-np.maximum(0, today.toordinal() - self._day) / HALF_LIFE)
            self._gains = {today: (kept := np.where(self._day == NO_DAY, 1.0, gain))}
        return kept

    def _facet(self, column: str, rows: Rows) -> tuple[tuple[str, int], ...]:
        if (own := self._columns.values.get(column)) is None:
            return ()
        starts = self._starts[column]
        begin = starts[rows]
        held = own.ordinals[runs(begin, starts[rows + 1] - begin)]
        counts = np.bincount(held, minlength=len(own.vocabulary))
        found = [(own.vocabulary[i], int(counts[i])) for i in np.flatnonzero(counts).tolist()]
        return tuple(sorted(found, key=lambda item: (-item[1], item[0])))

    @cached_property
    def _starts(self) -> Mapping[str, Rows]:
        rows = np.arange(len(self._alive) + 1)
        return {column: np.searchsorted(own.owner, rows) for column, own in self._columns.values.items()}

    @cached_property
    def _by_id(self) -> Rows:
        """Give the place of each record in the order of ids, for what is equal otherwise."""
        ids = self._ids
        place = np.empty(len(ids), np.int64)
        place[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        return place

    def _first(self, scores: Scores, rows: Rows, wanted: int, sort: str = "relevance") -> NDArray[np.intp]:
        """Return where the `wanted` first of some rows are, in the order of the rows."""
        near = np.arange(len(rows))
        if sort == "relevance" and len(rows) > wanted:
            # Only what may be among the best is looked at closely; rounding may make those equal to the last one.
            near = np.flatnonzero(scores >= _least(scores, wanted) - 1e-6)
        if len(near) <= wanted:
            return near

        def keys() -> Iterator[Scores]:
            if sort == "relevance":
                yield -np.round(scores[near], 6)
            day = self._day[rows[near]].astype(np.float64)
            yield np.where(day == NO_DAY, np.inf, day) if sort == "oldest" else -day
            yield self._by_id[rows[near]].astype(np.float64)

        return near[np.sort(_smallest(keys(), len(near), wanted))]

    def _page(self, match: Mask, phrases: dict[int, Mask], total: int, ask: SearchRequest) -> tuple[Hit, ...]:
        rows, scores = self._scoring.score(ask.query, match, phrases)
        if ask.today is not None:
            gain = self._gain(ask.today)
            scores = scores * (gain if len(rows) == len(gain) else gain[rows])
        if ask.sort != "relevance" and len(rows) > total:
            rows, scores = rows[match], scores[match]
        wanted = min(total, ask.offset + ask.size)
        first = self._first(scores, rows, wanted, ask.sort)
        rows, day = rows[first], self._day[rows[first]]
        scored = zip(
            np.round(scores[first], 6).tolist(), day.tolist(), (self._ids[row] for row in rows.tolist()), strict=True
        )
        if ask.sort == "relevance":
            order = sorted(scored, key=lambda one: (-one[0], -one[1], one[2]))
        elif ask.sort == "newest":
            order = sorted(scored, key=lambda one: (-one[1], one[2]))
        else:
            order = sorted(scored, key=lambda one: (one[1] == NO_DAY, one[1], one[2]))
        return tuple(Hit(id, score) for score, _, id in order[ask.offset :])


def _least(scores: Scores, wanted: int) -> float:
    """Return a bound that at least `wanted` scores reach, and few more where blocks of them are many: the best of each
    block stand for all of them."""
    best = scores if len(scores) < 4 * BLOCK * wanted else np.maximum.reduceat(scores, np.arange(0, len(scores), BLOCK))
    return float(np.partition(best, -wanted)[-wanted])


def _smallest(keys: Iterable[Scores], count: int, wanted: int) -> NDArray[np.intp]:
    """Return where the `wanted` smallest of `count` are by the keys in turn, of which the last tells all apart."""
    chosen = np.arange(count)
    sure: list[NDArray[np.intp]] = []
    for key in keys:
        own = key[chosen]
        edge = np.partition(own, wanted - 1)[wanted - 1] if wanted else -np.inf
        before = chosen[own < edge]
        sure.append(before)
        chosen = chosen[own == edge]
        wanted -= len(before)
        if len(chosen) <= wanted:
            break
    return np.concatenate([*sure, chosen])
