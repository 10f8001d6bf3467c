"""Answer from plain dictionaries: the oracle that other engines are tested against, and the engine of small tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from uuid import uuid4

from corpus.vi.text import fold
from indexer.engines import query_tree as q
from indexer.engines import sentences
from indexer.engines.port import COUNTED, POOR_READING, Answer, GenerationInfo, Hit, NoIndex, Record, SearchRequest
from indexer.engines.ranking import (
    CANDIDATES,
    LOWERED,
    NEAR,
    PAIRS,
    POORLY_READ,
    REACH,
    average_length,
    field_norm,
    idf,
    max_impact,
    recency,
    saturation,
    title_cover,
)

ScoreOf = dict[str, float]  # of the records that match, by their ids
Pair = tuple[q.Term, q.Term]


class MemoryEngine:
    """Keeps generations in this process only; they end with it."""

    shared = False

    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint
        self._reader: MemoryReader | None = None

    def current(self) -> str | None:
        """Return the stamp of the generation that answers now."""
        return self._reader.info.stamp if self._reader else None

    def read(self) -> MemoryReader:
        """Return the generation that answers now. Raises NoIndex."""
        if self._reader is None:
            raise NoIndex(sentences.NO_INDEX)
        return self._reader

    def verify(self) -> None:
        """Raise NoIndex where nothing was built; memory is not damaged."""
        self.read()

    @contextmanager
    def write(self, *, fresh: bool) -> Iterator[MemoryWriter]:
        """Publish a new generation when the block ends well."""
        old = None if fresh or self._reader is None else self._reader
        number = self._reader.info.generation + 1 if self._reader else 1
        before = old.info if old else GenerationInfo(0, self._fingerprint, 0, 0)
        info = replace(before, generation=number, stamp=uuid4().hex)
        writer = MemoryWriter(dict(old.records) if old else {}, number, info)
        yield writer
        info = replace(writer.info, count=len(writer.records))
        self._reader = MemoryReader(info, writer.records)

    def merge(self) -> None:
        """Do nothing: there are no segments."""


@dataclass(slots=True)
class MemoryWriter:
    """Collects the records of the next generation."""

    records: dict[str, Record]
    generation: int
    info: GenerationInfo

    def put(self, records: Sequence[Record]) -> None:
        """Add records, each in place of an earlier one of its id."""
        self.records.update((record.id, record) for record in records)

    def delete(self, ids: Sequence[str]) -> None:
        """Delete records; unknown ids are ignored."""
        for id in ids:
            self.records.pop(id, None)

    def seen(self, change: int, store: str = "", chain: str = "") -> None:
        """Set the last change that the generation contains, and of which store."""
        self.info = replace(self.info, change=change, store=store, chain=chain)


@dataclass(slots=True)
class MemoryReader:
    """Answers by walking over every record."""

    info: GenerationInfo
    records: Mapping[str, Record]
    _doc_freqs: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    _average_lengths: dict[str, float] = field(default_factory=dict)

    def search(self, request: SearchRequest) -> Answer:
        """Answer a request."""
        scores = self._match(request.query)
        if request.today is not None:
            scores = {id: score * self._recency(id, request.today) for id, score in scores.items()}
        scores = {id: score * (POORLY_READ if self._is_poor(id) else 1.0) for id, score in scores.items()}
        lowered = self._match(request.lowered) if request.lowered else {}
        scores = {id: score * (LOWERED if id in lowered else 1.0) for id, score in scores.items()}
        each = [scores.keys() & self._match(query).keys() for query in request.first]
        first = set.intersection(*map(set, each)) if each else set[str]()
        by_relevance = request.sort == "relevance"
        order = sorted(
            scores, key=lambda id: (by_relevance and id not in first, self._rank(id, scores[id], request.sort))
        )
        page = order[request.offset : request.offset + request.size]
        facets = {
            column: self._count(self._match(request.counted_over(column)), column)[: request.facet_size]
            for column in request.facets
        }
        counted = self._match(request.counted_over(COUNTED)) if request.counted else {}
        counts = tuple(len(counted.keys() & self._match(query).keys()) for query in request.counted)
        hits = tuple(Hit(id, round(scores[id], 6)) for id in page)
        return Answer(hits, len(scores), facets, counts, (*map(len, each), len(first)) if each else ())

    def values(self, column: str) -> tuple[tuple[str, int], ...]:
        """Count the values of a column over all records."""
        return self._count(self.records, column)

    def totals(self, queries: Sequence[q.Query]) -> list[int]:
        """Count the records that match each query; the counts of single terms are cached."""
        return [self._total(query) for query in queries]

    def get(self, ids: Sequence[str]) -> Mapping[str, bytes]:
        """Return what was stored under the ids that exist."""
        return {id: self.records[id].stored for id in ids if id in self.records}

    def titles(self, ids: Sequence[str]) -> Mapping[str, str]:
        """Return the titles of the ids that exist."""
        return {id: self.records[id].title for id in ids if id in self.records}

    def health(self) -> str:
        """Return `green`: memory is always there."""
        return "green"

    def close(self) -> None:
        """Do nothing: there is nothing to release."""

    def _count(self, ids: Iterable[str], column: str) -> tuple[tuple[str, int], ...]:
        """Return the values of a column in some records with their numbers, most frequent first."""
        counts = Counter(value for id in ids for value in set(self.records[id].values.get(column, ())))
        return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def _total(self, query: q.Query) -> int:
        match query:
            case q.Term((form,), (field,)):
                return self._doc_freq(field, form)
        return len(self._match(query))

    # Order.

    def _day(self, id: str) -> date | None:
        spans = self.records[id].days.get("day", ())
        return spans[0].start if spans else None

    def _recency(self, id: str, today: date) -> float:
        day = self._day(id)
        return 1.0 if day is None else recency((today - day).days)

    def _is_poor(self, id: str) -> bool:
        column, value = POOR_READING
        return value in self.records[id].values.get(column, ())

    def _rank(self, id: str, score: float, sort: str) -> tuple[float, float, str]:
        day = self._day(id)
        newest = float("inf") if day is None else -day.toordinal()
        if sort == "oldest":
            return 0, float("inf") if day is None else day.toordinal(), id
        return 0 if sort == "newest" else -round(score, 6), newest, id

    # One function a node of the query tree: the records that match, with their scores.

    def _match(self, query: q.Query) -> ScoreOf:
        match query:
            case q.Term():
                return self._term(query)
            case q.Phrase():
                return self._phrase(query)
            case q.Prefix():
                return self._filter(lambda record: _has_prefix(record, query))
            case q.Where():
                return self._filter(lambda record: _has_value(record, query))
            case q.During():
                return self._filter(lambda record: _has_span(record, query))
            case q.Everything():
                return self._filter(lambda record: True)
            case _:
                return self._combine(query)

    def _combine(self, query: q.All | q.Any | q.Enough | q.Close | q.Without | q.Hint) -> ScoreOf:
        match query:
            case q.All():
                return self._all(query)
            case q.Any():
                return self._any(query)
            case q.Enough():
                return self._enough(query)
            case q.Close():
                return self._close(query)
            case q.Without():
                return self._without(query)
            case q.Hint():
                return self._hint(query)

    def _term(self, query: q.Term) -> ScoreOf:
        scores: ScoreOf = {}
        doc_freqs = (self._doc_freq(name, form) for name in query.fields for form in query.forms)
        bound = max_impact(len(self.records), max(doc_freqs, default=0))
        for id, record in self.records.items():
            for form in query.forms:
                freqs = {name: _terms(record, name, form.layer).count(form.term) for name in query.fields}
                if any(freqs.values()):
                    freq = sum(self._norm(name, record) * count for name, count in freqs.items())
                    scores[id] = max(scores.get(id, 0.0), form.weight * bound * saturation(freq))
        return scores

    def _phrase(self, query: q.Phrase) -> ScoreOf:
        scores = self._all(q.All(query.terms))
        return {id: score for id, score in scores.items() if _in_order(self.records[id], query)}

    def _filter(self, matches: Callable[[Record], bool]) -> ScoreOf:
        return {id: 0.0 for id, record in self.records.items() if matches(record)}

    def _all(self, query: q.All) -> ScoreOf:
        parts = [self._match(part) for part in query.parts]
        common = set.intersection(*map(set, parts)) if parts else set()
        return {id: sum(scores[id] for scores in parts) for id in common}

    def _any(self, query: q.Any) -> ScoreOf:
        return _sums([self._match(part) for part in query.parts])

    def _enough(self, query: q.Enough) -> ScoreOf:
        parts = [self._match(part) for part in query.parts]
        weights = [idf(len(self.records), len(scores)) if scores else 0.0 for scores in parts]

        def matching_weight(id: str) -> float:
            return sum(weight for weight, scores in zip(weights, parts, strict=True) if id in scores)

        least = query.share * sum(weights)
        return {id: score for id, score in _sums(parts).items() if matching_weight(id) >= least}

    def _without(self, query: q.Without) -> ScoreOf:
        unwanted = self._match(query.unwanted)
        return {id: score for id, score in self._match(query.part).items() if id not in unwanted}

    def _hint(self, query: q.Hint) -> ScoreOf:
        scores = self._match(query.part)
        for hint, bonus in query.hints:
            for id, score in self._match(hint).items():
                if id in scores:
                    scores[id] += score + bonus
        return scores

    def _close(self, query: q.Close) -> ScoreOf:
        scores = self._match(query.part)
        candidates = sorted(scores, key=lambda id: self._rank(id, scores[id], "relevance"))[:CANDIDATES]
        gains = dict.fromkeys(candidates, 0.0)
        for weight, reach, pairs in ((PAIRS, 1, _adjacent(query.runs)), (NEAR, REACH, _nearby(query.runs))):
            for pair, times in pairs.items():
                freqs = {id: self._pair_freq(self.records[id], pair, reach) for id in candidates}
                bound = max_impact(len(candidates), sum(freq > 0 for freq in freqs.values()))
                for id, freq in freqs.items():
                    gains[id] += weight * times * bound * saturation(freq)
        words = {word for run in query.runs for word in run}
        for id, gain in gains.items():
            record = self.records[id]
            covered = {position for word in words for position in _positions(record, "title", word)}
            scores[id] = (scores[id] + gain) * title_cover(len(covered), _length(record, "title"))
        return scores

    # Frequencies and lengths.

    def _pair_freq(self, record: Record, pair: Pair, reach: int) -> float:
        """Return how often the second word stands right behind the first, or, with a reach over 1, how often they are
        no farther apart in any order, each time by the norm of its field."""
        first, second = pair
        total = 0.0
        for name in first.fields:
            here, there = _positions(record, name, first), _positions(record, name, second)
            if reach == 1:
                count = sum(position + 1 in there for position in here)
            else:
                count = len({frozenset((a, b)) for a in here for b in there if 0 < abs(a - b) <= reach})
            total += self._norm(name, record) * count if count else 0.0
        return total

    def _norm(self, name: str, record: Record) -> float:
        return field_norm(name, _length(record, name), self._average_length(name))

    def _average_length(self, name: str) -> float:
        if name not in self._average_lengths:
            lengths = [_length(record, name) for record in self.records.values()]
            self._average_lengths[name] = average_length(sum(lengths), sum(map(bool, lengths)))
        return self._average_lengths[name]

    def _doc_freq(self, name: str, form: q.Form) -> int:
        key = name, form.layer
        if key not in self._doc_freqs:
            distinct = (set(_terms(record, *key)) for record in self.records.values())
            self._doc_freqs[key] = Counter(term for terms in distinct for term in terms)
        return self._doc_freqs[key][form.term]


def _sums(parts: Sequence[ScoreOf]) -> ScoreOf:
    return {id: sum(scores.get(id, 0.0) for scores in parts) for scores in parts for id in scores}


def _terms(record: Record, name: str, layer: str) -> tuple[str, ...]:
    layers = record.terms.get(name, {})
    if layer == "folded":
        return tuple("" if (plain := fold(term)) == term else plain for term in layers.get("exact", ()))
    if layer == "bare":
        return layers.get("exact", ()) if record.bare else ()
    return layers.get(layer, ())


def _length(record: Record, name: str) -> int:
    """Return how many terms a field has, without gaps."""
    return sum(1 for term in _terms(record, name, "exact") if term)


def _positions(record: Record, name: str, word: q.Term) -> set[int]:
    """Return where a word stands in a field, in any of its forms."""
    return {
        position
        for form in word.forms
        for position, term in enumerate(_terms(record, name, form.layer))
        if term and term == form.term
    }


def _has_prefix(record: Record, query: q.Prefix) -> bool:
    return any(
        term.startswith(query.start) for name in query.fields for term in _terms(record, name, query.layer) if term
    )


def _has_value(record: Record, query: q.Where) -> bool:
    return bool(set(query.values) & set(record.values.get(query.column, ())))


def _has_span(record: Record, query: q.During) -> bool:
    spans = (span for column in query.columns for span in record.days.get(column, ()))
    return any(q.fits(span, query.span, touching=query.touching) for span in spans)


def _in_order(record: Record, phrase: q.Phrase) -> bool:
    for name in phrase.terms[0].fields:
        starts = [{position - i for position in _positions(record, name, term)} for i, term in enumerate(phrase.terms)]
        if set.intersection(*starts):
            return True
    return False


def _adjacent(runs: Iterable[tuple[q.Term, ...]]) -> Counter[Pair]:
    return Counter(pair for run in runs for pair in pairwise(run))


def _nearby(runs: Iterable[tuple[q.Term, ...]]) -> Counter[Pair]:
    """Count the words that stand within REACH of each other, those of a pair in the same order."""
    number = {word: i for i, word in enumerate(dict.fromkeys(word for run in runs for word in run))}
    pairs: Counter[Pair] = Counter()
    for run in runs:
        for i, first in enumerate(run):
            for other in run[i + 1 : i + 1 + REACH]:
                pairs[(first, other) if number[first] <= number[other] else (other, first)] += 1
    return pairs
