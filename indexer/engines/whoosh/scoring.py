"""Score the records that match: one array of scores for each part of a query, as long as the matches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines import query_tree as q
from indexer.engines.proximity import Scores, closeness
from indexer.engines.ranking import CANDIDATES, COVER, K1, idf
from indexer.engines.whoosh.columns import Ints, Mask
from indexer.engines.whoosh.matching import Matching
from indexer.engines.whoosh.positions import Some, places
from indexer.engines.whoosh.posting_cache import PostingLists, Postings, Rows, Said

# All rows get a score where more than one in so many of them match.
MANY = 8
NEVER = 1e300  # is taken from the scores of rows that do not match


class _Matches:
    """Holds the rows that get a score: those that match, or, where these are many, `every` row of the generation."""

    def __init__(self, match: Mask, phrases: dict[int, Mask], every: Rows) -> None:
        self.match = match
        self.parts = dict(phrases)  # who matches a part of the query, by its `id`
        self.many = bool(np.count_nonzero(match) * MANY > len(match))
        self.some = Some(every[:0] if self.many else np.flatnonzero(match), len(match))
        self.rows = every if self.many else self.some.rows

    @cached_property
    def own(self) -> Rows:
        """Give the places of those that match among the rows."""
        return np.flatnonzero(self.match) if self.many else np.arange(len(self.rows))

    def of(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return the values of the rows, of one for each of the generation."""
        return values if self.many else values[self.rows]

    def among(self, postings: Postings) -> tuple[NDArray[Any], Said]:
        """Return which of the rows have a rare term, as places among them, and what it is worth there."""
        if self.many:
            return postings.records, postings.worth
        at, have = self.some.among(postings.records)
        return at, postings.worth[have]


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
        shares: Mapping[str, Said],
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

    def score(self, query: q.Query, match: Mask, phrases: dict[int, Mask]) -> tuple[Rows, Scores]:
        """Return rows and their scores: of those that match a query, or of all, far below zero for who does not.

        `match` and `phrases` are what `Matching.match` returned and took.
        """
        found = _Matches(match, phrases, self._every)
        scores = self._score(query, found, sure=True)
        if found.many:
            scores -= ~match * NEVER  # five times faster than choosing by the mask
        return found.rows, scores

    def _score(self, query: q.Query, found: _Matches, *, sure: bool) -> Scores:
        """Return scores for all that was found: zero for who does not match this part, unless `sure` that all do who
        match the whole."""
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
                total += np.where(self._matched(query, found), scores, 0.0)
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
                        total += bonus * self._matched(hint, found)
            case q.Close(part, runs):
                total += self._close(part, runs, found, sure=sure)

    def _matched(self, query: q.Query, found: _Matches) -> Mask:
        if (kept := found.parts.get(id(query))) is None:
            kept = found.parts[id(query)] = self._matching.match(query, found.match)
        return found.of(kept)

    def _term(self, query: q.Term, found: _Matches, total: Scores) -> None:
        forms = ((form.weight, self._lists.get(query.fields, form)) for form in query.forms)
        lists = [(weight, own) for weight, own in forms if own.having]
        rare = idf(self._count, max((own.most for _, own in lists), default=0)) * (K1 + 1)
        if len(lists) == 1:
            ((weight, own),) = lists
            if own.mask is None:
                at, worth = found.among(own)
                total[at] += weight * rare * worth
            else:
                total += weight * rare * found.of(own.worth)
        elif lists:
            best = np.zeros(len(total), np.float32)
            for weight, own in lists:
                if own.mask is None:
                    at, worth = found.among(own)
                    best[at] = np.maximum(best[at], weight * rare * worth)
                else:
                    np.maximum(best, weight * rare * found.of(own.worth), out=best)
            total += best

    def _close(self, part: q.Query, runs: tuple[tuple[q.Term, ...], ...], found: _Matches, *, sure: bool) -> Scores:
        """Return the scores of a part, raised for the best of those that match it by how close the words stand."""
        scores = self._score(part, found, sure=sure)
        own = found.own if sure else np.flatnonzero(self._matched(part, found))
        if len(own) > CANDIDATES:
            own = own[self._best(scores[own], found.rows[own], CANDIDATES)]
        rows = found.rows[own]
        words = {word: number for number, word in enumerate(dict.fromkeys(word for run in runs for word in run))}
        names = tuple(dict.fromkeys(name for word in words for name in word.fields))
        # All fields at once: each is as if it had candidates of its own, after those of the one before.
        lists = [
            (i * len(rows) << 32, [piece for form in self._matching.forms(word, name) for piece in form])
            for i, name in enumerate(names)
            for word in words
        ]
        keys, word = places(lists, Some(rows, len(self._titles))).in_order()
        word %= max(1, len(words))
        numbered = [[words[word] for word in run] for run in runs]
        shares = np.concatenate([np.empty(0), *(self._shares[name][rows] for name in names)])
        scores[own] += closeness(keys, word, shares, numbered, len(rows))
        if "title" in names:
            begin = names.index("title") * len(rows)
            first, last = np.searchsorted(keys, np.array([begin, begin + len(rows)]) << 32)
            said = keys[first:last][np.append(True, np.diff(keys[first:last]) > 0)[: last - first]]
            share = np.bincount((said >> 32) - begin, minlength=len(rows)) / np.maximum(1, self._titles[rows])
            scores[own] *= 1 + COVER * share**3
        return scores
