"""Score the records that match: one array of scores for each part of a query, as long as the matches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
# Matches are taken to be all rows where they are more than one in so many of them.
MOST = 8


@dataclass(frozen=True, slots=True)
class _Matches:
    """Holds the rows that matched, rising, and for each row of the generation its place among them, or -1.

    Where most rows matched, `rows` are all there are, and `place` is None.
    """

    rows: Rows
    place: NDArray[np.int32] | None


class Scoring:
    """Scores matches.

    `shares[field]` tells what one occurrence in that field counts, for each of the generation's records; `titles` how
    long their titles are; `count` is the number of those alive. `best` tells which of some rows come first by their
    scores.
    """

    def __init__(
        self,
        lists: PostingLists,
        matching: Matching,
        shares: Mapping[str, Scores],
        titles: Ints,
        count: int,
        best: Callable[[Scores, Rows, int], NDArray[np.intp]],
    ) -> None:
        self._lists = lists
        self._matching = matching
        self._shares = shares
        self._titles = titles
        self._count = count
        self._best = best
        self._every = np.arange(len(titles))

    def score(self, query: q.Query, rows: Rows) -> Scores:
        """Return the scores of rows that match a query."""
        size = len(self._titles)
        if len(rows) * MOST > size:
            return self._score(query, _Matches(self._every, None), sure=len(rows) == size)[rows]
        place = np.full(size, -1, np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        return self._score(query, _Matches(rows, place), sure=True)

    def _score(self, query: q.Query, found: _Matches, *, sure: bool) -> Scores:
        """Return scores for all that was found: zero for who does not match this part, unless `sure` that all do."""
        total = np.zeros(len(found.rows))
        self._add(query, found, total, sure=sure)
        return total

    def _add(self, query: q.Query, found: _Matches, total: Scores, *, sure: bool) -> None:
        match query:
            case q.Term():
                self._term(query, found, total)
            case q.Any(parts):
                for part in parts:
                    self._add(part, found, total, sure=False)
            case _ if not sure and not isinstance(query, (q.Prefix, q.Where, q.During, q.Everything)):
                scores = np.zeros(len(total))
                self._inside(query, found, scores, sure=False)
                total += np.where(self._matching.match(query)[found.rows], scores, 0.0)
            case _:
                self._inside(query, found, total, sure=True)

    def _inside(self, query: q.Query, found: _Matches, total: Scores, *, sure: bool) -> None:
        match query:
            case q.Phrase(parts) | q.All(parts):
                for part in parts:
                    self._add(part, found, total, sure=sure)
            case q.Enough(parts):
                for part in parts:
                    self._add(part, found, total, sure=False)
            case q.Without(part, _):
                self._add(part, found, total, sure=sure)
            case q.Hint(part, hints):
                self._add(part, found, total, sure=sure)
                for hint, bonus in hints:
                    self._add(hint, found, total, sure=False)
                    if bonus:
                        total += bonus * self._matching.match(hint)[found.rows]
            case q.Close(part, runs):
                total += self._close(part, runs, found, sure=sure)

    def _term(self, query: q.Term, found: _Matches, total: Scores) -> None:
        get = self._lists.get
        lists = [
            [own for name in query.fields if len((own := get(name, form.layer, form.term)).records)]
            for form in query.forms
        ]
        rare = idf(self._count, max((len(own.records) for fields in lists for own in fields), default=0)) * (K1 + 1)
        worths = [(form.weight * rare, fields) for form, fields in zip(query.forms, lists, strict=True) if fields]
        if len(worths) == 1 and len(worths[0][1]) == 1:
            worth, (own,) = worths[0]
            at, value = _among(own.records, own.worth, found)
            total[at] += worth * value
            return
        best: Scores | None = None
        for worth, fields in worths:
            added = np.zeros(len(total))
            for own in fields:
                at, said = _among(own.records, own.said, found)
                added[at] += said
            score: Scores = worth * (added / (added + K1))
            best = score if best is None else np.maximum(best, score)
        if best is not None:
            total += best

    def _close(self, part: q.Query, runs: tuple[tuple[q.Term, ...], ...], found: _Matches, *, sure: bool) -> Scores:
        """Return the scores of a part, raised for the best of those that match it by how close the words stand."""
        scores = self._score(part, found, sure=sure)
        own = np.arange(len(scores)) if sure else np.flatnonzero(self._matching.match(part)[found.rows])
        if len(own) > CANDIDATES:
            own = own[np.sort(self._best(scores[own], found.rows[own], CANDIDATES))]
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


def _among(records: Rows, said: Scores, found: _Matches) -> tuple[NDArray[Any], Scores]:
    """Return which matches are in a posting list, as places among them, and what the term's occurrences count there."""
    rows = found.rows
    if found.place is None:
        return records, said
    if len(rows) * FEW < len(records):
        at = np.searchsorted(records, rows)
        at[at == len(records)] -= 1
        have = np.flatnonzero(records[at] == rows)
        return have, said[at[have]]
    place = found.place[records]
    have = np.flatnonzero(place >= 0)
    return (place, said) if len(have) == len(place) else (place[have], said[have])
