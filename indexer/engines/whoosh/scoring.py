"""Score the records that match: one array of scores for each part of a query, as long as the matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer import query as q
from indexer.engines.whoosh.columns import Ints
from indexer.engines.whoosh.matching import Matching
from indexer.engines.whoosh.postings import PostingLists, Rows
from indexer.engines.whoosh.proximity import Scores, closeness
from indexer.weights import CANDIDATES, COVER, K1, idf

# How many times longer a posting list must be than the matches, so that these are looked up in it.
FEW = 16


@dataclass(frozen=True, slots=True)
class _Matches:
    """Holds the rows that matched, rising, and for each row of the generation its place among them, or -1."""

    rows: Rows
    place: NDArray[np.int32]


class Scoring:
    """Scores matches.

    `shares[field]` tells what one occurrence in that field counts, for each of the generation's records; `titles` how
    long their titles are; `count` is the number of those alive.
    """

    def __init__(
        self, lists: PostingLists, matching: Matching, shares: Mapping[str, Scores], titles: Ints, count: int
    ) -> None:
        self._lists = lists
        self._matching = matching
        self._shares = shares
        self._titles = titles
        self._count = count

    def score(self, query: q.Query, rows: Rows) -> Scores:
        """Return the scores of rows that match a query."""
        place = np.full(len(self._titles), -1, np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        return self._score(query, _Matches(rows, place), sure=True)

    def _score(self, query: q.Query, found: _Matches, *, sure: bool) -> Scores:
        """Return scores for all that was found: zero for who does not match this part, unless `sure` that all do."""
        match query:
            case q.Term():
                return self._term(query, found)
            case q.Phrase(parts) | q.All(parts):
                total = self._sum(parts, found, sure=sure)
            case q.Any(parts):
                return self._sum(parts, found, sure=False)
            case q.Enough(parts):
                total = self._sum(parts, found, sure=False)
            case q.Without(part, _):
                total = self._score(part, found, sure=sure)
            case q.Hint(part, hints):
                total = self._score(part, found, sure=sure).copy()
                for hint, bonus in hints:
                    total += self._score(hint, found, sure=False)
                    if bonus:
                        total += bonus * self._matching.match(hint)[found.rows]
            case q.Close(part, runs):
                return self._close(part, runs, found, sure=sure)
            case _:
                return np.zeros(len(found.rows))
        return total if sure else np.where(self._matching.match(query)[found.rows], total, 0.0)

    def _sum(self, parts: Sequence[q.Query], found: _Matches, *, sure: bool) -> Scores:
        total = np.zeros(len(found.rows))
        for part in parts:
            total += self._score(part, found, sure=sure)
        return total

    def _term(self, query: q.Term, found: _Matches) -> Scores:
        get = self._lists.get
        lists = [
            [(name, own) for name in query.fields if len((own := get(name, form.layer, form.term)).records)]
            for form in query.forms
        ]
        rare = idf(self._count, max((len(own.records) for fields in lists for _, own in fields), default=0))
        best: Scores | None = None
        for form, fields in zip(query.forms, lists, strict=True):
            if fields:
                said = np.zeros(len(found.rows))
                for name, own in fields:
                    at, times = _among(own.records, own.times, found)
                    said[at] += times * self._shares[name][found.rows[at]]
                score: Scores = form.weight * rare * said * (K1 + 1) / (said + K1)
                best = score if best is None else np.maximum(best, score)
        return np.zeros(len(found.rows)) if best is None else best

    def _close(self, part: q.Query, runs: tuple[tuple[q.Term, ...], ...], found: _Matches, *, sure: bool) -> Scores:
        """Return the scores of a part, raised for the best of those that match it by how close the words stand."""
        scores = self._score(part, found, sure=sure).copy()
        own = np.arange(len(scores)) if sure else np.flatnonzero(self._matching.match(part)[found.rows])
        if len(own) > CANDIDATES:
            base = np.round(scores[own], 6)
            own = own[base >= np.partition(base, -CANDIDATES)[-CANDIDATES]]
        rows = found.rows[own]
        words = {word: number for number, word in enumerate(dict.fromkeys(word for run in runs for word in run))}
        names = dict.fromkeys(name for word in words for name in word.fields)
        places = {name: [self._matching.places(word, name, rows) for word in words] for name in names}
        numbered = [[words[word] for word in run] for run in runs]
        scores[own] += closeness(((self._shares[name][rows], keys) for name, keys in places.items()), numbered, rows)
        said = np.unique(np.concatenate([np.empty(0, np.int64), *places.get("title", ())]))
        share = np.bincount(np.searchsorted(rows, said >> 32), minlength=len(rows)) / np.maximum(1, self._titles[rows])
        scores[own] *= 1 + COVER * share**3
        return scores


def _among(records: Rows, times: Scores, found: _Matches) -> tuple[NDArray[Any], Scores]:
    """Return which matches are in a posting list, as places among them, and how often they have the term."""
    rows = found.rows
    if len(rows) * FEW < len(records):
        at = np.searchsorted(records, rows)
        at[at == len(records)] -= 1
        have = np.flatnonzero(records[at] == rows)
        return have, times[at[have]]
    place = found.place[records]
    have = np.flatnonzero(place >= 0)
    return (place, times) if len(have) == len(place) else (place[have], times[have])
