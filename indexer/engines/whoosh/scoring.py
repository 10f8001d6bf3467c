"""Score the records that match: one array of scores for each part of a query, as long as the matches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer import query as q
from indexer.engines.whoosh.columns import Mask
from indexer.engines.whoosh.matching import Matching
from indexer.engines.whoosh.postings import PostingLists, Rows
from indexer.weights import FIELDS, K1, idf, pair_idf

Scores = NDArray[np.float64]

# How many times longer a posting list must be than the matches, so that these are looked up in it.
FEW = 16


@dataclass(frozen=True, slots=True)
class _Matches:
    """Holds the rows that matched, and for each row of the generation its place among them, or -1."""

    rows: Rows
    place: NDArray[np.int32]
    wanted: Mask


class Scoring:
    """Scores matches; `norms[field]` is BM25's part of the length, one a record of the generation."""

    def __init__(self, lists: PostingLists, norms: Mapping[str, Scores], count: int, matching: Matching) -> None:
        self._lists = lists
        self._norms = norms
        self._count = count
        self._matching = matching

    def score(self, query: q.Query, rows: Rows) -> Scores:
        """Return the scores of rows that match a query."""
        size = len(next(iter(self._norms.values())))
        place = np.full(size, -1, np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        return self._score(query, _Matches(rows, place, place >= 0), sure=True)

    def _score(self, query: q.Query, found: _Matches, *, sure: bool) -> Scores:
        """Return scores for all that was found: zero for who does not match this part, unless `sure` that all do."""
        match query:
            case q.Term():
                return self._term(query, found)
            case q.Near():
                return self._near(query, found)
            case q.Phrase(parts) | q.All(parts):
                total = sum((self._score(part, found, sure=sure) for part in parts), np.zeros(len(found.rows)))
            case q.Any(parts):
                return sum((self._score(part, found, sure=False) for part in parts), np.zeros(len(found.rows)))
            case q.Without(part, _):
                total = self._score(part, found, sure=sure)
            case q.Hint(part, hints):
                total = self._score(part, found, sure=sure)
                for hint, bonus in hints:
                    total += self._score(hint, found, sure=False)
                    if bonus:
                        total += bonus * self._matching.match(hint)[found.rows]
            case _:
                return np.zeros(len(found.rows))
        return total if sure else np.where(self._matching.match(query)[found.rows], total, 0.0)

    def _term(self, query: q.Term, found: _Matches) -> Scores:
        total = np.zeros(len(found.rows))
        for name in query.fields:
            lists = [(form, own) for form in query.forms
                     if len((own := self._lists.get(name, form.layer, form.term)).records)]  # fmt: skip
            if not lists:
                continue
            rare = idf(self._count, max(len(own.records) for _, own in lists)) * FIELDS[name] * (K1 + 1)
            norm = self._norms[name]
            best: Scores | None = None
            for form, own in lists:
                at, times = _among(own.records, own.times, found)
                score = form.weight * rare * times / (times + norm[found.rows[at]])
                if len(lists) == 1:
                    total[at] += score
                else:
                    best = np.zeros(len(total)) if best is None else best
                    best[at] = np.maximum(best[at], score)
            if best is not None:
                total += best
        return total

    def _near(self, query: q.Near, found: _Matches) -> Scores:
        total = np.zeros(len(found.rows))
        for name in query.first.fields:
            records = self._matching.pairs(query.first, query.second, name, query.reach, found.wanted)
            if len(records):
                new = np.flatnonzero(np.diff(records, prepend=-1))
                at, times = found.place[records[new]], np.diff(new, append=len(records)).astype(np.float64)
                rare = pair_idf(self._idf(query.first, name), self._idf(query.second, name))
                score = times * (K1 + 1) / (times + self._norms[name][found.rows[at]])
                total[at] += query.weight * FIELDS[name] * rare * score
        return total

    def _idf(self, term: q.Term, name: str) -> float:
        return idf(self._count, max(len(self._lists.get(name, form.layer, form.term).records) for form in term.forms))


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
