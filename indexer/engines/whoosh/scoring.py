"""Score the records that match: one array of scores for each part of a query, as long as the matches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines import query_tree as q
from indexer.engines.packed_positions import pack
from indexer.engines.proximity import Scores, closeness, title_coverage
from indexer.engines.ranking import CANDIDATES, max_impact
from indexer.engines.whoosh.columns import Int32s, Mask
from indexer.engines.whoosh.matching import Matching
from indexer.engines.whoosh.positions import RowSet, find_positions
from indexer.engines.whoosh.posting_cache import Float32s, PostingCache, Rows, TermPostings

DENSE_RATIO = 8  # all rows get a score where more than one in so many of them match
NO_MATCH = 1e300  # is subtracted from the scores of rows that do not match


class _Matches:
    """Holds the rows that get a score: those that match, or, where these are dense, `every` row of the generation."""

    def __init__(self, match: Mask, phrases: dict[int, Mask], every: Rows) -> None:
        self.match = match
        self.masks = dict(phrases)  # of parts of the query, by their `id`
        self.dense = bool(np.count_nonzero(match) * DENSE_RATIO > len(match))
        self._sparse = RowSet(every[:0] if self.dense else np.flatnonzero(match), len(match))
        self.rows = every if self.dense else self._sparse.rows

    @cached_property
    def matching(self) -> Rows:
        """Return the indexes of those rows that match."""
        return np.flatnonzero(self.match) if self.dense else np.arange(len(self.rows))

    def select(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return the values of the rows, from one for each row of the generation."""
        return values if self.dense else values[self.rows]

    def impacts(self, postings: TermPostings) -> tuple[NDArray[Any], Float32s]:
        """Return which of the rows have a rare term, by their indexes, and its impact in each."""
        if self.dense:
            return postings.docs, postings.impacts
        index, at = self._sparse.intersect(postings.docs)
        return index, postings.impacts[at]


class Scoring:
    """Scores matches.

    `norms[field]` is the field norm of each row, `title_lengths` the length of each title; `count` is the number of
    records that are alive. `top(scores, rows, size)` returns the indexes of those rows that come first by their scores.
    """

    def __init__(
        self,
        postings: PostingCache,
        matching: Matching,
        norms: Mapping[str, Float32s],
        title_lengths: Int32s,
        count: int,
        top: Callable[[Scores, Rows, int], NDArray[np.intp]],
    ) -> None:
        self._postings = postings
        self._matching = matching
        self._norms = norms
        self._title_lengths = title_lengths
        self._count = count
        self._top = top
        self._every = np.arange(len(title_lengths))

    def score(self, query: q.Query, match: Mask, phrases: dict[int, Mask]) -> tuple[Rows, Scores]:
        """Return rows and their scores: of those that match, or of all, then far below zero where a row does not match.

        `match` and `phrases` are what `Matching.match` returned and collected.
        """
        matches = _Matches(match, phrases, self._every)
        scores = self._score(query, matches, certain=True)
        if matches.dense:
            scores -= ~match * NO_MATCH  # five times faster than choosing by the mask
        return matches.rows, scores

    # `certain`: every row that matches the whole query matches this part too. Otherwise a row that does not match the
    # part gets nothing from it.

    def _score(self, query: q.Query, matches: _Matches, *, certain: bool) -> Scores:
        total = np.zeros(len(matches.rows))
        self._add(query, matches, total, certain=certain)
        return total

    def _add(self, query: q.Query, matches: _Matches, total: Scores, *, certain: bool) -> None:
        match query:
            case q.Term():
                self._add_term(query, matches, total)
            case q.Any(parts):
                for part in parts:
                    self._add(part, matches, total, certain=False)
            case _ if not certain and not isinstance(query, (q.Prefix, q.Where, q.During, q.Everything)):
                scores = np.zeros(len(total))
                self._add_parts(query, matches, scores, certain=False)
                total += np.where(self._matched(query, matches), scores, 0.0)
            case _:
                self._add_parts(query, matches, total, certain=True)

    def _add_parts(self, query: q.Query, matches: _Matches, total: Scores, *, certain: bool) -> None:
        match query:
            case q.Phrase(parts) | q.All(parts):
                for part in parts:
                    self._add(part, matches, total, certain=certain)
            case q.Enough(parts):
                for part in parts:
                    self._add(part, matches, total, certain=False)
            case q.Without(part, _):
                self._add(part, matches, total, certain=certain)
            case q.Hint(part, hints):
                self._add(part, matches, total, certain=certain)
                for hint, bonus in hints:
                    self._add(hint, matches, total, certain=False)
                    if bonus:
                        total += bonus * self._matched(hint, matches)
            case q.Close(part, runs):
                total += self._close(part, runs, matches, certain=certain)

    def _matched(self, query: q.Query, matches: _Matches) -> Mask:
        if (mask := matches.masks.get(id(query))) is None:
            mask = matches.masks[id(query)] = self._matching.match(query, matches.match)
        return matches.select(mask)

    def _add_term(self, query: q.Term, matches: _Matches, total: Scores) -> None:
        every_form = ((form.weight, self._postings.term(query.fields, form)) for form in query.forms)
        forms = [(weight, postings) for weight, postings in every_form if postings.doc_freq]
        bound = max_impact(self._count, max((postings.field_doc_freq for _, postings in forms), default=0))
        if len(forms) == 1:
            ((weight, postings),) = forms
            if postings.mask is None:
                at, impacts = matches.impacts(postings)
                total[at] += weight * bound * impacts
            else:
                total += weight * bound * matches.select(postings.impacts)
        elif forms:
            best = np.zeros(len(total), np.float32)
            for weight, postings in forms:
                if postings.mask is None:
                    at, impacts = matches.impacts(postings)
                    best[at] = np.maximum(best[at], weight * bound * impacts)
                else:
                    np.maximum(best, weight * bound * matches.select(postings.impacts), out=best)
            total += best

    def _close(
        self, part: q.Query, runs: tuple[tuple[q.Term, ...], ...], matches: _Matches, *, certain: bool
    ) -> Scores:
        """Return the scores of a part, raised for the best of those that match it by how close the words stand."""
        scores = self._score(part, matches, certain=certain)
        best = matches.matching if certain else np.flatnonzero(self._matched(part, matches))
        if len(best) > CANDIDATES:
            best = best[self._top(scores[best], matches.rows[best], CANDIDATES)]
        rows = matches.rows[best]
        number = {word: i for i, word in enumerate(dict.fromkeys(word for run in runs for word in run))}
        fields = tuple(dict.fromkeys(name for word in number for name in word.fields))
        # All fields at once: the rows of a field come after those of the previous one.
        shifted = [
            (pack(i * len(rows), 0), [postings for form in self._matching.postings_of(word, name) for postings in form])
            for i, name in enumerate(fields)
            for word in number
        ]
        keys, words = find_positions(shifted, RowSet(rows, len(self._title_lengths))).in_order()
        words %= max(1, len(number))
        numbered_runs = [[number[word] for word in run] for run in runs]
        norms = np.concatenate([np.empty(0), *(self._norms[name][rows] for name in fields)])
        scores[best] += closeness(keys, words, norms, numbered_runs, len(rows))
        if "title" in fields:
            scores[best] *= title_coverage(keys, fields.index("title"), self._title_lengths[rows], len(rows))
        return scores
