"""Score the records that may be best exactly: their words are looked at, as the embedded engine looks at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import inf

import numpy as np
from numpy.typing import NDArray

from indexer.engines import query_tree as q
from indexer.engines.opensearch.mapping import NAMES
from indexer.engines.opensearch.query_dsl import Asking
from indexer.engines.opensearch.term_vectors import Texts
from indexer.engines.proximity import Keys, Scores, closeness
from indexer.engines.ranking import CANDIDATES, COVER, HALF_LIFE, K1, RECENCY

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Holds what the cluster tells of a record: `matched` names parts of the query, `day` is an ordinal."""

    id: str
    day: int | None
    matched: frozenset[str]


def ranks(scores: Scores, candidates: Sequence[Candidate]) -> list[tuple[float, float, str]]:
    """Return what records are put in order by: the best first, of equal ones the newest, then by id."""
    days = (inf if one.day is None else -one.day for one in candidates)
    return list(zip((-scores).round(6).tolist(), days, (one.id for one in candidates), strict=True))


class Scoring:
    """Scores candidates by the `codes` of their words; `averages` tell how long each field is."""

    def __init__(
        self, asking: Asking, candidates: Sequence[Candidate], codes: Sequence[bytes], averages: Sequence[float]
    ) -> None:
        self._asking = asking
        self._candidates = candidates
        self._every = np.ones(len(candidates), np.bool_)
        self._texts = Texts(codes, asking.forms, averages)

    def scores(self, query: q.Query, today: date | None) -> Scores:
        """Return the scores of candidates that all match the query."""
        found = self._scored(query, sure=True)[1]
        if today is None:
            return found
        age = np.array([np.nan if one.day is None else max(0, today.toordinal() - one.day) for one in self._candidates])
        gain = 1 + RECENCY * np.exp2(-age / HALF_LIFE)
        return found * np.where(np.isnan(age), 1.0, gain)

    def _scored(self, query: q.Query, *, sure: bool) -> tuple[Mask, Scores]:
        """Return which candidates match, and their scores, zero where they do not; `sure`: all of them do."""
        nothing = np.zeros(len(self._candidates))
        match query:
            case q.Term():
                return self._term(query)
            case q.Phrase(terms):
                scores = sum((self._term(term)[1] for term in terms), nothing)
                match = self._matched(query, sure=sure)
                return match, np.where(match, scores, 0.0)
            case q.Prefix() | q.Where() | q.During():
                return self._matched(query, sure=sure), nothing
            case q.Everything():
                return self._every, nothing
            case q.All(parts):
                match = self._every if parts else ~self._every
                found = [self._scored(part, sure=sure) for part in parts]
                for own, _ in found:
                    match = match & own
                return match, np.where(match, sum((scores for _, scores in found), nothing), 0.0)
            case q.Any(parts):
                found = [self._scored(part, sure=False) for part in parts]
                match = sum((own for own, _ in found), ~self._every)
                return match, sum((scores for _, scores in found), nothing)
            case q.Enough(parts, share):
                found = [self._scored(part, sure=False) for part in parts]
                weights = [self._asking.weight(part) for part in parts]
                having = sum((w * own for w, (own, _) in zip(weights, found, strict=True)), nothing)
                match = self._every if sure else (having > 0) & (having >= share * sum(weights) * (1 - 1e-9))
                return match, np.where(match, sum((scores for _, scores in found), nothing), 0.0)
            case q.Close(part, runs):
                match, scores = self._scored(part, sure=sure)
                return match, self._close(match, scores, runs)
            case q.Without(part, unwanted):
                match, scores = self._scored(part, sure=sure)
                if not sure:
                    match = match & ~self._scored(unwanted, sure=False)[0]
                return match, np.where(match, scores, 0.0)
            case q.Hint(part, hints):
                match, scores = self._scored(part, sure=sure)
                for hint, bonus in hints:
                    own, more = self._scored(hint, sure=False)
                    scores = scores + np.where(own, more + bonus, 0.0)
                return match, np.where(match, scores, 0.0)

    def _matched(self, query: q.Query, *, sure: bool) -> Mask:
        if sure:
            return self._every
        name = self._asking.named[query]
        return np.array([name in one.matched for one in self._candidates], np.bool_)

    def _term(self, query: q.Term) -> tuple[Mask, Scores]:
        fields = np.array([name in query.fields for name in NAMES])
        count = len(self._candidates)
        rare = self._asking.rarity(query) * (K1 + 1)
        match, best = ~self._every, np.zeros(count)
        for form in query.forms:
            field, record, _ = self._texts.where(form)
            own = fields[field]
            field, record = field[own], record[own]
            said = np.bincount(record, self._texts.shares[field, record], count)
            match = match | (said > 0)
            best = np.maximum(best, form.weight * rare * said / (said + K1))
        return match, best

    def _close(self, match: Mask, scores: Scores, runs: tuple[tuple[q.Term, ...], ...]) -> Scores:
        """Return the scores, raised for the best of those that match by how close the words stand."""
        own = [int(i) for i in np.flatnonzero(match)]
        if len(own) > CANDIDATES:
            ranked = ranks(scores[own], [self._candidates[i] for i in own])
            own = [i for _, i in sorted(zip(ranked, own, strict=True))[:CANDIDATES]]
        count = len(own)
        at = np.full(len(scores), -1, np.int64)
        at[own] = np.arange(count)
        words = {word: number for number, word in enumerate(dict.fromkeys(word for run in runs for word in run))}
        placed, said_by = self._places(words, at, count)
        shares = self._texts.shares[:, own].ravel()
        numbered = [[words[word] for word in run] for run in runs]
        raised = scores.copy()
        raised[own] += closeness(placed, said_by, shares, numbered, count)
        if any("title" in word.fields for word in words):
            title = NAMES.index("title") * count
            begin, end = np.searchsorted(placed, np.array([title, title + count]) << 32)
            said = np.unique(placed[begin:end])
            held = np.bincount((said >> 32) - title, minlength=count) / np.maximum(1, self._texts.titles[own])
            raised[own] *= 1 + COVER * held**3
        return raised

    def _places(self, words: dict[q.Term, int], at: NDArray[np.int64], count: int) -> tuple[Keys, Keys]:
        """Return where words stand, as `closeness` asks for it; `at` tells the number of each candidate, or -1."""
        keys, numbers = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for word, i in words.items():
            fields = np.array([name in word.fields for name in NAMES])
            own = [self._texts.where(form) for form in word.forms]
            field, record, place = (np.concatenate(part) for part in zip(*own, strict=True))
            kept = fields[field] & (at[record] >= 0)
            key = np.unique(((field * count + at[record]) << 32 | place)[kept])  # forms may have a place in common
            keys.append(key)
            numbers.append(np.full(len(key), i, np.int64))
        key, number = np.concatenate(keys), np.concatenate(numbers)
        order = np.argsort(key, kind="stable")
        return key[order], number[order]
