"""Score a cluster's best candidates exactly, from their terms' positions, as the embedded engine scores all records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import inf

import numpy as np
from numpy.typing import NDArray

from indexer.engines import query_tree as q
from indexer.engines.opensearch.mapping import FIELD_NAMES
from indexer.engines.opensearch.query_dsl import LOWERED_NAME, QueryTranslator
from indexer.engines.opensearch.term_vectors import TermVectors
from indexer.engines.packed_positions import Int64s, Keys, pack
from indexer.engines.proximity import Scores, closeness, title_coverage
from indexer.engines.ranking import CANDIDATES, K1, LOWERED, POORLY_READ, recency, saturation

MatchMask = NDArray[np.bool_]  # by candidate


@dataclass(frozen=True, slots=True)
class Candidate:
    """Holds what the cluster returns of a hit: `matched` are names of parts of the query, `day` is an ordinal."""

    id: str
    day: int | None
    matched: frozenset[str]


def sort_keys(scores: Scores, candidates: Sequence[Candidate]) -> list[tuple[float, float, str]]:
    """Return the keys that put records in order: the best first, of equal scores the newest, then by id."""
    days = (inf if candidate.day is None else -candidate.day for candidate in candidates)
    return list(zip((-scores).round(6).tolist(), days, (candidate.id for candidate in candidates), strict=True))


class Rescorer:
    """Scores candidates by the codes of their terms; `averages` are the average lengths of the fields."""

    def __init__(
        self,
        translator: QueryTranslator,
        candidates: Sequence[Candidate],
        codes: Sequence[bytes],
        averages: Sequence[float],
    ) -> None:
        self._translator = translator
        self._candidates = candidates
        self._all = np.ones(len(candidates), np.bool_)
        self._vectors = TermVectors(codes, translator.forms, averages)

    def scores(self, query: q.Query, today: date | None) -> Scores:
        """Return the scores of candidates that all match the query."""
        scores = self._score(query, certain=True)[1]
        scores = np.where(self._vectors.poor, scores * POORLY_READ, scores)
        lowered = np.array([LOWERED_NAME in candidate.matched for candidate in self._candidates], np.bool_)
        scores = np.where(lowered, scores * LOWERED, scores)
        if today is None:
            return scores
        days = [candidate.day for candidate in self._candidates]
        ages = np.array([np.nan if day is None else max(0, today.toordinal() - day) for day in days])
        return scores * np.where(np.isnan(ages), 1.0, recency(ages))  # a record without a day is neither old nor new

    def _score(self, query: q.Query, *, certain: bool) -> tuple[MatchMask, Scores]:
        """Return which candidates match, and their scores, zero where they do not; `certain`: all of them match."""
        zeros = np.zeros(len(self._candidates))
        match query:
            case q.Term():
                return self._term(query)
            case q.Phrase(terms):
                scores = sum((self._term(term)[1] for term in terms), zeros)
                mask = self._matched(query, certain=certain)
                return mask, np.where(mask, scores, 0.0)
            case q.Prefix() | q.Where() | q.During():
                return self._matched(query, certain=certain), zeros
            case q.Everything():
                return self._all, zeros
            case q.All(parts):
                mask = self._all if parts else ~self._all
                scored = [self._score(part, certain=certain) for part in parts]
                for part_mask, _ in scored:
                    mask = mask & part_mask
                return mask, np.where(mask, sum((scores for _, scores in scored), zeros), 0.0)
            case q.Any(parts):
                scored = [self._score(part, certain=False) for part in parts]
                mask = sum((part_mask for part_mask, _ in scored), ~self._all)
                return mask, sum((scores for _, scores in scored), zeros)
            case q.Enough(parts, share):
                scored = [self._score(part, certain=False) for part in parts]
                weights = [self._translator.weight(part) for part in parts]
                matched = sum((weight * mask for weight, (mask, _) in zip(weights, scored, strict=True)), zeros)
                mask = self._all if certain else (matched > 0) & (matched >= share * sum(weights) * (1 - 1e-9))
                return mask, np.where(mask, sum((scores for _, scores in scored), zeros), 0.0)
            case q.Close(part, runs):
                mask, scores = self._score(part, certain=certain)
                return mask, self._boost_close(mask, scores, runs)
            case q.Without(part, unwanted):
                mask, scores = self._score(part, certain=certain)
                if not certain:
                    mask = mask & ~self._score(unwanted, certain=False)[0]
                return mask, np.where(mask, scores, 0.0)
            case q.Hint(part, hints):
                mask, scores = self._score(part, certain=certain)
                for hint, bonus in hints:
                    hint_mask, hint_scores = self._score(hint, certain=False)
                    scores = scores + np.where(hint_mask, hint_scores + bonus, 0.0)
                return mask, np.where(mask, scores, 0.0)

    def _matched(self, query: q.Query, *, certain: bool) -> MatchMask:
        """Return which candidates match a leaf, as the cluster reported."""
        if certain:
            return self._all
        name = self._translator.names[query]
        return np.array([name in candidate.matched for candidate in self._candidates], np.bool_)

    def _term(self, query: q.Term) -> tuple[MatchMask, Scores]:
        fields = np.array([name in query.fields for name in FIELD_NAMES])
        count = len(self._candidates)
        idf = self._translator.idf(query)
        mask, best = ~self._all, np.zeros(count)
        for form in query.forms:
            field, record, _ = self._vectors.occurrences(form)
            selected = fields[field]
            field, record = field[selected], record[selected]
            sums = np.bincount(record, self._vectors.norms[field, record], count).astype(np.float64, copy=False)
            mask = mask | (sums > 0)
            best = np.maximum(best, form.weight * idf * (K1 + 1) * saturation(sums))
        return mask, best

    def _boost_close(self, mask: MatchMask, scores: Scores, runs: tuple[tuple[q.Term, ...], ...]) -> Scores:
        """Return the scores, with those of the best matching candidates raised by how close the terms stand."""
        best = [int(i) for i in np.flatnonzero(mask)]
        if len(best) > CANDIDATES:
            keys = sort_keys(scores[best], [self._candidates[i] for i in best])
            best = [i for _, i in sorted(zip(keys, best, strict=True))[:CANDIDATES]]
        count = len(best)
        index = np.full(len(scores), -1, np.int64)
        index[best] = np.arange(count)
        terms = {term: i for i, term in enumerate(dict.fromkeys(term for run in runs for term in run))}
        keys_of_terms, term_at = self._positions(terms, index, count)
        norms = self._vectors.norms[:, best].ravel()
        numbered_runs = [[terms[term] for term in run] for run in runs]
        raised = scores.copy()
        raised[best] += closeness(keys_of_terms, term_at, norms, numbered_runs, count)
        if any("title" in term.fields for term in terms):
            title, lengths = FIELD_NAMES.index("title"), self._vectors.title_lengths[best]
            raised[best] *= title_coverage(keys_of_terms, title, lengths, count)
        return raised

    def _positions(self, terms: dict[q.Term, int], index: Int64s, count: int) -> tuple[Keys, Keys]:
        """Return where terms stand, as `closeness` takes it; `index` has the number of each candidate, or -1."""
        keys_of_terms, numbers = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for term, number in terms.items():
            fields = np.array([name in term.fields for name in FIELD_NAMES])
            parts = [self._vectors.occurrences(form) for form in term.forms]
            field, record, position = (np.concatenate(part) for part in zip(*parts, strict=True))
            selected = fields[field] & (index[record] >= 0)
            # Forms may have a position in common.
            keys = np.unique(pack(field * count + index[record], position)[selected])
            keys_of_terms.append(keys)
            numbers.append(np.full(len(keys), number, np.int64))
        all_keys, all_numbers = np.concatenate(keys_of_terms), np.concatenate(numbers)
        order = np.argsort(all_keys, kind="stable")
        return all_keys[order], all_numbers[order]
