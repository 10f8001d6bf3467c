"""Answer from plain dictionaries: the oracle that other engines are tested against, and the engine of small tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from uuid import uuid4

from corpus.vi.text import fold
from indexer.engines import query_tree as q
from indexer.engines.port import Answer, GenerationInfo, Hit, NoIndex, Record, SearchRequest
from indexer.engines.ranking import (
    CANDIDATES,
    COVER,
    FIELDS,
    HALF_LIFE,
    NEAR,
    PAIRS,
    REACH,
    RECENCY,
    B,
    idf,
    saturated,
)

Scores = dict[str, float]


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
            raise NoIndex("Chưa có chỉ mục: hãy chạy `python -m indexer build`.")
        return self._reader

    def verify(self) -> None:
        """Raise NoIndex where nothing was built; memory is not damaged."""
        self.read()

    @contextmanager
    def write(self, *, fresh: bool) -> Iterator[MemoryWriter]:
        """Publish a new generation when the block ends well."""
        old = None if fresh or self._reader is None else self._reader
        number = self._reader.info.generation + 1 if self._reader else 1
        writer = MemoryWriter(dict(old.records) if old else {}, old.info.change if old else 0, number)
        yield writer
        facts = GenerationInfo(number, self._fingerprint, writer.change, len(writer.records), uuid4().hex)
        self._reader = MemoryReader(facts, writer.records)

    def merge(self) -> None:
        """Do nothing: there are no pieces."""


@dataclass(slots=True)
class MemoryWriter:
    """Collects the records of the next generation."""

    records: dict[str, Record]
    change: int
    generation: int

    def put(self, records: Iterable[Record]) -> None:
        """Keep records, the last of one id."""
        self.records.update((record.id, record) for record in records)

    def delete(self, ids: Iterable[str]) -> None:
        """Forget records; ids that are not there are passed over."""
        for id in ids:
            self.records.pop(id, None)

    def seen(self, change: int) -> None:
        """Remember the last change of the store that is in."""
        self.change = change


@dataclass(slots=True)
class MemoryReader:
    """Answers by walking over every record."""

    info: GenerationInfo
    records: Mapping[str, Record]
    _counted: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    _lengths: dict[str, float] = field(default_factory=dict)

    def search(self, ask: SearchRequest) -> Answer:
        """Answer one question."""
        scores = self._match(ask.query)
        if ask.today is not None:
            scores = {id: score * self._recency(id, ask.today) for id, score in scores.items()}
        order = sorted(scores, key=lambda id: self._rank(id, scores[id], ask.sort))
        page = order[ask.offset : ask.offset + ask.size]
        facets = {column: _most(self._values(scores, column))[: ask.facet_size] for column in ask.facets}
        return Answer(tuple(Hit(id, round(scores[id], 6)) for id in page), len(scores), facets)

    def values(self, column: str) -> tuple[tuple[str, int], ...]:
        """Count the values of a column over all records."""
        return _most(self._values(self.records, column))

    def totals(self, queries: Sequence[q.Query]) -> list[int]:
        """Count the records that match each query; those of one term are remembered."""
        return [self._total(query) for query in queries]

    def get(self, ids: Iterable[str]) -> Mapping[str, bytes]:
        """Return what was stored under the ids that are there."""
        return {id: self.records[id].stored for id in ids if id in self.records}

    def titles(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Return the titles of the ids that are there."""
        return {id: self.records[id].title for id in ids if id in self.records}

    def health(self) -> str:
        """Return `green`: memory is always there."""
        return "green"

    def close(self) -> None:
        """Do nothing: there is nothing to let go."""

    def _values(self, ids: Iterable[str], column: str) -> Iterator[str]:
        for id in ids:
            yield from set(self.records[id].values.get(column, ()))

    def _day(self, id: str) -> date | None:
        spans = self.records[id].days.get("day", ())
        return spans[0].start if spans else None

    def _recency(self, id: str, today: date) -> float:
        day = self._day(id)
        return 1.0 if day is None else 1 + RECENCY * 0.5 ** (max(0, (today - day).days) / HALF_LIFE)

    def _rank(self, id: str, score: float, sort: str) -> tuple[float, float, str]:
        day = self._day(id)
        newest = float("inf") if day is None else -day.toordinal()
        if sort == "oldest":
            return 0, float("inf") if day is None else day.toordinal(), id
        return 0 if sort == "newest" else -round(score, 6), newest, id

    def _match(self, query: q.Query) -> Scores:
        match query:
            case q.Term():
                return self._term(query)
            case q.Phrase():
                return self._phrase(query)
            case q.Prefix(layer, start, fields):
                return {
                    id: 0.0
                    for id, record in self.records.items()
                    if any(term.startswith(start) for name in fields for term in _terms(record, name, layer) if term)
                }
            case q.Where(column, values):
                wanted = set(values)
                return {id: 0.0 for id, record in self.records.items() if wanted & set(record.values.get(column, ()))}
            case q.During(columns, span, touching):
                return {
                    id: 0.0
                    for id, record in self.records.items()
                    if any(
                        q.fits(own, span, touching=touching)
                        for column in columns
                        for own in record.days.get(column, ())
                    )
                }
            case q.All(parts):
                found = [self._match(part) for part in parts]
                common = set.intersection(*map(set, found)) if found else set()
                return {id: sum(scores[id] for scores in found) for id in common}
            case q.Any(parts):
                found = [self._match(part) for part in parts]
                return {id: sum(scores.get(id, 0.0) for scores in found) for scores in found for id in scores}
            case q.Enough(parts, share):
                return self._enough([self._match(part) for part in parts], share)
            case q.Close(part, runs):
                return self._close(self._match(part), runs)
            case q.Without(part, unwanted):
                hidden = self._match(unwanted)
                return {id: score for id, score in self._match(part).items() if id not in hidden}
            case q.Hint(part, hints):
                scores = self._match(part)
                for hint, bonus in hints:
                    for id, score in self._match(hint).items():
                        if id in scores:
                            scores[id] += score + bonus
                return scores
            case q.Everything():
                return dict.fromkeys(self.records, 0.0)

    def _term(self, query: q.Term) -> Scores:
        scores: Scores = {}
        having = (self._having(name, form) for name in query.fields for form in query.forms)
        rare = idf(len(self.records), max(having, default=0))
        for id, record in self.records.items():
            for form in query.forms:
                times = {name: _terms(record, name, form.layer).count(form.term) for name in query.fields}
                if any(times.values()):
                    said = sum(self._share(name, record) * count for name, count in times.items())
                    scores[id] = max(scores.get(id, 0.0), form.weight * rare * saturated(said))
        return scores

    def _enough(self, found: list[Scores], share: float) -> Scores:
        weights = [idf(len(self.records), len(scores)) if scores else 0.0 for scores in found]
        both = list(zip(weights, found, strict=True))
        having = {id: sum(weight for weight, scores in both if id in scores) for scores in found for id in scores}
        return {
            id: sum(scores.get(id, 0.0) for scores in found)
            for id, weight in having.items()
            if weight >= share * sum(weights)
        }

    def _close(self, scores: Scores, runs: tuple[tuple[q.Term, ...], ...]) -> Scores:
        candidates = sorted(scores, key=lambda id: self._rank(id, scores[id], "relevance"))[:CANDIDATES]
        gained = dict.fromkeys(candidates, 0.0)
        for weight, reach, pairs in ((PAIRS, 1, _beside(runs)), (NEAR, REACH, _nearby(runs))):
            for (first, second), asked in pairs.items():
                said = {id: self._said(self.records[id], first, second, reach) for id in candidates}
                rare = idf(len(candidates), sum(share > 0 for share in said.values()))
                for id, share in said.items():
                    gained[id] += weight * asked * rare * saturated(share)
        words = dict.fromkeys(word for run in runs for word in run)
        for id, gain in gained.items():
            title = [place for place, term in enumerate(_terms(self.records[id], "title", "exact")) if term]
            held = {place for word in words for place in _places(self.records[id], "title", word)}
            cover = 1 + COVER * (len(held) / len(title)) ** 3 if title else 1.0
            scores[id] = (scores[id] + gain) * cover
        return scores

    def _said(self, record: Record, first: q.Term, second: q.Term, reach: int) -> float:
        """Return how often the second word stands right behind the first, or, with a reach, how often they are no
        farther apart, each time as a field of the first counts."""
        total = 0.0
        for name in first.fields:
            one, other = _places(record, name, first), _places(record, name, second)
            if reach == 1:
                times = sum(place + 1 in other for place in one)
            else:
                times = len({frozenset((a, b)) for a in one for b in other if 0 < abs(a - b) <= reach})
            total += self._share(name, record) * times if times else 0.0
        return total

    def _share(self, name: str, record: Record) -> float:
        """Return what one occurrence in this field of a record counts."""
        length = sum(1 for term in _terms(record, name, "exact") if term)
        return FIELDS[name] / (1 - B + B * length / self._average(name))

    def _phrase(self, query: q.Phrase) -> Scores:
        if not query.terms:
            return {}
        scores = self._match(q.All(query.terms))
        return {id: score for id, score in scores.items() if _in_order(self.records[id], query)}

    def _total(self, query: q.Query) -> int:
        match query:
            case q.Term((form,), (field,)):
                return self._having(field, form)
        return len(self._match(query))

    def _having(self, name: str, form: q.Form) -> int:
        key = name, form.layer
        if key not in self._counted:
            said = (set(_terms(record, *key)) for record in self.records.values())
            self._counted[key] = Counter(term for own in said for term in own)
        return self._counted[key][form.term]

    def _average(self, name: str) -> float:
        if name not in self._lengths:
            lengths = [sum(map(bool, _terms(record, name, "exact"))) for record in self.records.values()]
            self._lengths[name] = max(1.0, sum(lengths) / max(1, sum(map(bool, lengths))))
        return self._lengths[name]


def _terms(record: Record, name: str, layer: str) -> tuple[str, ...]:
    layers = record.terms.get(name, {})
    if layer == "folded":
        return tuple("" if (plain := fold(term)) == term else plain for term in layers.get("exact", ()))
    if layer == "bare":
        return layers.get("exact", ()) if record.bare else ()
    return layers.get(layer, ())


def _places(record: Record, name: str, term: q.Term) -> set[int]:
    """Return where a word stands in a field, in any of its forms."""
    return {
        place
        for form in term.forms
        for place, found in enumerate(_terms(record, name, form.layer))
        if found and found == form.term
    }


def _beside(runs: Iterable[tuple[q.Term, ...]]) -> Counter[tuple[q.Term, q.Term]]:
    return Counter(pair for run in runs for pair in pairwise(run))


def _nearby(runs: Iterable[tuple[q.Term, ...]]) -> Counter[tuple[q.Term, q.Term]]:
    """Count the words that stand within REACH of each other, those of one pair in one order."""
    number = {word: i for i, word in enumerate(dict.fromkeys(word for run in runs for word in run))}
    pairs: Counter[tuple[q.Term, q.Term]] = Counter()
    for run in runs:
        for i, first in enumerate(run):
            for other in run[i + 1 : i + 1 + REACH]:
                pairs[(first, other) if number[first] <= number[other] else (other, first)] += 1
    return pairs


def _in_order(record: Record, phrase: q.Phrase) -> bool:
    for name in phrase.terms[0].fields:
        places = [{place - i for place in _places(record, name, term)} for i, term in enumerate(phrase.terms)]
        if set.intersection(*places):
            return True
    return False


def _most(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))
