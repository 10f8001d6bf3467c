"""Answer from one generation: the query tree over arrays as long as the generation, one entry a record."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer import query as q
from indexer.engine import Answer, Ask, Facts, Hit
from indexer.engines.whoosh.columns import Columns, Ints, Mask, Values
from indexer.engines.whoosh.postings import PostingLists, Postings
from indexer.engines.whoosh.proximity import closeness
from indexer.weights import CANDIDATES, COVER, FIELDS, HALF_LIFE, K1, RECENCY, B, idf

Scores = NDArray[np.float64]
NO_DAY = 0  # ordinals of days start at 1


class WhooshReader:
    """Answers from the segments of one generation; `columns` are theirs, joined, deleted records among them."""

    def __init__(self, facts: Facts, readers: list[Any], bases: list[int], columns: Columns, alive: Mask) -> None:
        self.facts = facts
        self._readers = readers
        self._bases = bases
        self._columns = columns
        self._alive = alive
        self._count = int(alive.sum())
        self._lists = PostingLists(readers, bases, alive)
        self._row = {id: row for row, id in enumerate(columns.ids) if alive[row]}
        self._day = np.zeros(len(alive), np.int32)
        if days := columns.days.get("day"):
            # Backwards, so that the first span of a record is the one that stays.
            self._day[days.owner[::-1]] = days.first[::-1]
        self._shares = {name: self._share(name, lengths) for name, lengths in columns.lengths.items()}

    def search(self, ask: Ask) -> Answer:
        """Answer one question."""
        match, scores = self._match(ask.query)
        match = match & self._alive
        if ask.today is not None:
            scores = scores * self._recency(ask.today)
        facets = {column: self._facet(column, match)[: ask.facet_size] for column in ask.facets}
        hits = self._page(np.flatnonzero(match), np.round(scores, 6), ask)
        return Answer(hits, int(match.sum()), facets)

    def values(self, column: str) -> tuple[tuple[str, int], ...]:
        """Count the values of a column over all records."""
        return self._facet(column, self._alive)

    def frequency(self, field: str, layer: str, term: str) -> int:
        """Count the records that have a term of a field's layer."""
        return len(self._lists.get(field, layer, term).records)

    def get(self, ids: Iterable[str]) -> Mapping[str, bytes]:
        """Return what was stored under the ids that are there."""
        found = {}
        for id in ids:
            if (row := self._row.get(id)) is not None:
                segment = int(np.searchsorted(self._bases, row, side="right")) - 1
                stored = self._readers[segment].stored_fields(row - self._bases[segment])
                found[id] = zlib.decompress(stored["stored"])
        return found

    def rows(self, ids: Iterable[str]) -> list[int]:
        """Return the rows of the ids that are there, for a writer that replaces them."""
        return [self._row[id] for id in ids if id in self._row]

    def close(self) -> None:
        """Let the segment files go."""
        for reader in self._readers:
            reader.close()

    def _share(self, name: str, lengths: Ints) -> Scores:
        """Return what one occurrence in a field counts, for each record."""
        having = self._alive & (lengths > 0)
        average = max(1.0, float(lengths[having].mean())) if having.any() else 1.0
        share: Scores = FIELDS[name] / (1 - B + B * lengths.astype(np.float64) / average)
        return share

    def _recency(self, today: date) -> Scores:
        age = np.maximum(0, today.toordinal() - self._day)
        gain: Scores = 1 + RECENCY * np.exp2(-age / HALF_LIFE)
        gain[self._day == NO_DAY] = 1.0
        return gain

    def _facet(self, column: str, match: Mask) -> tuple[tuple[str, int], ...]:
        if (own := self._columns.values.get(column)) is None:
            return ()
        counts = np.bincount(own.ordinals[match[own.owner]], minlength=len(own.vocabulary))
        found = [(own.vocabulary[i], int(counts[i])) for i in np.flatnonzero(counts)]
        return tuple(sorted(found, key=lambda item: (-item[1], item[0])))

    def _page(self, rows: NDArray[np.intp], scores: Scores, ask: Ask) -> tuple[Hit, ...]:
        day = self._day[rows].astype(np.float64)
        if ask.sort == "oldest":
            keys = [np.where(day == NO_DAY, np.inf, day)]
        else:
            keys = [-day] if ask.sort == "newest" else [-scores[rows], -day]
        wanted = ask.offset + ask.size
        chosen = _smallest(keys, wanted)
        ids = self._columns.ids
        order = sorted(chosen.tolist(), key=lambda i: (*(key[i] for key in keys), ids[rows[i]]))
        return tuple(Hit(ids[rows[i]], float(scores[rows[i]])) for i in order[ask.offset : wanted])

    def _nothing(self) -> tuple[Mask, Scores]:
        return np.zeros(len(self._alive), np.bool_), np.zeros(len(self._alive))

    def _match(self, query: q.Query) -> tuple[Mask, Scores]:
        hit, scores = self._nothing()
        match query:
            case q.Term():
                return self._term(query)
            case q.Phrase():
                return self._phrase(query)
            case q.Prefix(layer, start, fields):
                for name in fields:
                    for term in self._lists.starting(name, layer, start):
                        hit[self._lists.get(name, layer, term).records] = True
            case q.Where(column, values):
                if (held := self._columns.values.get(column)) is not None:
                    hit[held.owner[np.isin(held.ordinals, _ordinals(held, values))]] = True
            case q.During(columns, span, touching):
                first, end = span.start.toordinal(), span.end.toordinal()
                for column in columns:
                    if (days := self._columns.days.get(column)) is not None:
                        within = (days.first >= first) & (days.end <= end)
                        touches = (days.first < end) & (days.end > first)
                        long = (days.end - days.first > q.LONG_SPAN) & (not touching)
                        fits = np.where(long, within, touches)
                        hit[days.owner[fits]] = True
            case q.All(parts):
                found = [self._match(part) for part in parts]
                if found:
                    hit = np.logical_and.reduce([own for own, _ in found])
                    scores = np.where(hit, sum(score for _, score in found), 0.0)
            case q.Any(parts):
                for own, score in map(self._match, parts):
                    hit |= own
                    scores += score
            case q.Enough(parts, share):
                hit, scores = self._enough([self._match(part) for part in parts], share)
            case q.Close(part, runs):
                hit, scores = self._match(part)
                scores = self._close(hit, scores, runs)
            case q.Without(part, unwanted):
                hit, scores = self._match(part)
                hit = hit & ~self._match(unwanted)[0]
                scores = np.where(hit, scores, 0.0)
            case q.Hint(part, hints):
                hit, scores = self._match(part)
                for hint, bonus in hints:
                    own, score = self._match(hint)
                    scores = scores + np.where(hit & own, score + bonus, 0.0)
            case q.Everything():
                hit = self._alive
        return hit, scores

    def _term(self, query: q.Term) -> tuple[Mask, Scores]:
        match, best = self._nothing()
        found = [
            [(name, self._lists.get(name, form.layer, form.term)) for name in query.fields] for form in query.forms
        ]
        rare = idf(self._count, max((len(own.records) for lists in found for _, own in lists), default=0))
        for form, lists in zip(query.forms, found, strict=True):
            said = np.zeros(len(match))
            for name, own in lists:
                said[own.records] += own.times * self._shares[name][own.records]
            match |= said > 0
            best = np.maximum(best, form.weight * rare * said * (K1 + 1) / (said + K1))
        return match, best

    def _enough(self, found: list[tuple[Mask, Scores]], share: float) -> tuple[Mask, Scores]:
        counts = [int((own & self._alive).sum()) for own, _ in found]
        weights = [idf(self._count, count) if count else 0.0 for count in counts]
        if not sum(weights):
            return self._nothing()
        having = np.zeros(len(self._alive))
        scores = np.zeros(len(self._alive))
        for weight, (own, score) in zip(weights, found, strict=True):
            having += weight * own
            scores += score
        # As wide as rounding may differ between orders of adding up.
        match: Mask = having >= share * sum(weights) - 1e-9
        return match, np.where(match, scores, 0.0)

    def _close(self, hit: Mask, scores: Scores, runs: tuple[tuple[q.Term, ...], ...]) -> Scores:
        rows = np.flatnonzero(hit & self._alive)
        base = np.round(scores[rows], 6)
        if len(rows) > CANDIDATES:
            rows = rows[base >= np.partition(base, -CANDIDATES)[-CANDIDATES]]
        words = {word: number for number, word in enumerate(dict.fromkeys(word for run in runs for word in run))}
        candidate = np.zeros(len(hit), np.bool_)
        candidate[rows] = True
        names = dict.fromkeys(name for word in words for name in word.fields)
        places = {name: [self._where(name, word, candidate) for word in words] for name in names}
        numbered = [[words[word] for word in run] for run in runs]
        scores = scores.copy()
        scores[rows] += closeness(((self._shares[name][rows], own) for name, own in places.items()), numbered, rows)
        title = self._columns.lengths["title"]
        said = np.unique(np.concatenate([np.empty(0, np.int64), *places.get("title", ())]))
        share = np.bincount(np.searchsorted(rows, said >> 32), minlength=len(rows)) / np.maximum(1, title[rows])
        scores[rows] *= 1 + COVER * share**3
        return scores

    def _where(self, name: str, word: q.Term, wanted: Mask) -> NDArray[np.int64]:
        """Return the places of a word in a field of wanted records, rising."""
        keys = [_places(self._lists.get(name, form.layer, form.term)) for form in word.forms]
        found = np.unique(np.concatenate([np.empty(0, np.int64), *keys]))
        kept: NDArray[np.int64] = found[wanted[found >> 32]]
        return kept

    def _phrase(self, query: q.Phrase) -> tuple[Mask, Scores]:
        if not query.terms:
            return self._nothing()
        in_order = self._nothing()[0]
        for name in query.terms[0].fields:
            starts: NDArray[np.int64] | None = None
            for i, term in enumerate(query.terms):
                own = [_places(self._lists.get(name, form.layer, form.term)) - i for form in term.forms]
                places = np.unique(np.concatenate([np.empty(0, np.int64), *own]))
                starts = places if starts is None else np.intersect1d(starts, places, assume_unique=True)
            if starts is not None:
                in_order[starts >> 32] = True
        match, scores = self._match(q.All(query.terms))
        match = match & in_order
        return match, np.where(match, scores, 0.0)


def _places(postings: Postings) -> NDArray[np.int64]:
    if postings.places is None:
        return np.empty(0, np.int64)
    # Shifted by one, so that a place less its index in the phrase never borrows from the record before.
    rows = np.repeat(postings.records.astype(np.int64), postings.times.astype(np.int64))
    return (rows << 32) + postings.places.astype(np.int64) + (1 << 20)


def _ordinals(own: Values, values: tuple[str, ...]) -> list[int]:
    wanted = set(values)
    return [i for i, value in enumerate(own.vocabulary) if value in wanted]


def _smallest(keys: list[Scores], wanted: int) -> NDArray[np.intp]:
    """Return where the `wanted` smallest are by the keys in turn, with all that are equal to the last of them."""
    chosen = np.arange(len(keys[0]))
    sure: list[NDArray[np.intp]] = []
    for key in keys:
        if len(chosen) <= wanted:
            break
        edge = np.partition(key[chosen], wanted - 1)[wanted - 1]
        before = chosen[key[chosen] < edge]
        sure.append(before)
        chosen = chosen[key[chosen] == edge]
        wanted -= len(before)
    return np.concatenate([*sure, chosen])
