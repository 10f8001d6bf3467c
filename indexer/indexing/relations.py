"""Resolve what documents do to each other, and find for a build when each is in force.

Of a document that nothing changes the workers know the effect already. Here the others are found: those that a
reference of a changed document means, or that a changed document turns into or out of what a reference means; from
them the documents that change them, upwards, since a document that is repealed before its own effect changes nothing;
and, where the effect of one turns out to be another than before, downwards to what it changes. The outcome depends on
the documents alone, so that a step-by-step index equals a fresh one.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import IO, NamedTuple

from corpus.document import EFFECTIVE_RELATIONS
from indexer.engines.port import Reader, SearchRequest
from indexer.engines.query_tree import Where
from indexer.indexing.effect import EffectFacts, EffectReference, Event, facts_of, may_change, periods_of
from indexer.schema.effect import EffectPeriod
from indexer.schema.relations import BEARS, CITES, are_one_act, citing_values, fitting, names_year
from indexer.schema.stored import decode_effect, decode_leader, decode_relations, decode_without_texts

BATCH = 500  # records or values that are looked up together

_Periods = tuple[EffectPeriod, ...]


class _Incoming(NamedTuple):
    """Holds a change of a document by another one; it is not sure where another document fits the reference too."""

    source: str
    change: EffectReference
    is_sure: bool


class Effects:
    """Finds when documents are in force, for one build; `before` is the index so far, `spool` an empty file.

    Memory holds the facts of documents that change others and of those that are changed; others wait in the file.
    """

    def __init__(self, before: Reader | None, spool: IO[bytes]) -> None:
        self._before = before
        self._spool = spool
        self._changed: frozenset[str] = frozenset()
        self._acting: dict[str, EffectFacts] = {}  # documents that are indexed anew and change others
        self._facts: dict[str, EffectFacts] = {}
        self._was: dict[str, _Periods] = {}  # unchanged document → its periods so far
        self._bearing: dict[str, set[str]] = defaultdict(set)  # value → documents that it may mean
        self._citing: dict[str, set[str]] = defaultdict(set)  # value → documents with such a reference
        self._looked_up: dict[str, set[str]] = {BEARS: set(), CITES: set()}
        self._incoming: dict[str, tuple[_Incoming, ...]] = {}
        self._periods: dict[str, _Periods] = {}

    def add(self, acting: Iterable[EffectFacts], others: bytes) -> None:
        """Add documents that are indexed anew: those that change others, and packed the others that bear a number."""
        self._acting |= {facts.id: facts for facts in acting}
        if others:
            pickle.dump(others, self._spool)

    def resolve(self, changed: Iterable[str], leaders: Collection[str]) -> list[str]:
        """Find the effect of all documents that others change; return the unchanged ones for which it is another now.

        `changed` are all documents that are indexed anew or deleted, `leaders` has the copies, for which their leaders
        stand.
        """
        self._changed = frozenset(changed)
        for copy in self._acting.keys() & leaders:
            del self._acting[copy]
        for facts in self._acting.values():
            self._learn(facts)
        touched = set(self._citing)
        if self._before:
            touched |= self._touched_before(self._before, leaders)
        for facts in self._spooled(leaders):
            if not touched.isdisjoint(facts.bearer.values):
                self._learn(facts)
        self._settle(self._bearers(touched))
        return sorted(id for id, was in self._was.items() if self._periods.get(id, was) != was)

    def keep(self, unchanged: Iterable[str]) -> None:
        """Take the effect of documents from the index that are put again for another reason."""
        self._load(id for id in unchanged if id not in self._periods)
        self._periods = self._was | self._periods

    def periods(self, id: str) -> _Periods | None:
        """Return when a document is in force, None of one that no other changes: its own words say it."""
        return self._periods.get(id)

    def _touched_before(self, before: Reader, leaders: Collection[str]) -> set[str]:
        """Return the values in references that changed documents had, and in those that meant or may now mean them."""
        old = [_facts(stored) for _, stored in _stored(before, sorted(self._changed)) if not decode_leader(stored)]
        touched = {change.value for facts in old for change in facts.changes}
        bearers = chain(old, self._acting.values(), self._spooled(leaders))
        values = (value for facts in bearers for value in facts.bearer.values)
        while batch := list(islice(values, BATCH)):
            self._look_up(CITES, batch)
            touched.update(value for value in batch if value in self._citing)
        return touched

    def _settle(self, documents: Iterable[str]) -> None:
        """Find the effect of documents, and of what they change, as long as that is another than before."""
        remaining = {id for id in documents if id not in self._periods}
        while remaining:
            settled = self._with_sources(remaining)
            for circle in _circles(settled, {id: [each.source for each in self._incoming[id]] for id in settled}):
                self._periods |= {id: periods_of(self._facts[id], self._events(id, circle)) for id in circle}
            moved = [id for id in settled if id in self._was and self._was[id] != self._periods[id]]
            values = {change.value for id in moved for change in self._facts[id].changes}
            remaining = self._bearers(values) - self._periods.keys()

    def _events(self, id: str, circle: Collection[str]) -> Iterator[Event]:
        """Yield what others do to a document. Documents that change each other in a circle change nothing for sure."""
        for each in self._incoming[id]:
            source = self._facts[each.source]
            if each.source in circle:
                yield Event(each.change, source, periods_of(source), is_sure=False)
            else:
                yield Event(each.change, source, self._periods[each.source], each.is_sure)

    def _with_sources(self, documents: Collection[str]) -> list[str]:
        """Return documents with those that change them, and so on, of which the effect is not known yet."""
        settled: list[str] = []
        frontier = set(documents)
        while frontier:
            values = {value for id in frontier for value in self._facts[id].bearer.values}
            self._look_up(CITES, values)
            self._look_up(BEARS, (value for value in values if value in self._citing))
            means: dict[tuple[str, str], list[str]] = {}
            for id in frontier:
                self._incoming[id] = tuple(self._changes_of(self._facts[id], means))
            settled += sorted(frontier)
            sources = {each.source for id in frontier for each in self._incoming[id]}
            frontier = sources - self._incoming.keys()
        return settled

    def _changes_of(self, target: EffectFacts, means: dict[tuple[str, str], list[str]]) -> Iterator[_Incoming]:
        """Yield what others do to a document; `means` caches which documents a reference may mean."""
        for value in target.bearer.values:
            for id in self._citing.get(value, ()):
                source = self._facts[id]
                if (id, value) not in means:
                    bearers = (self._facts[bearer].bearer for bearer in self._bearing[value])
                    means[id, value] = fitting(value, source.bearer, bearers)
                if target.id in (fit := means[id, value]):
                    is_one = len(fit) == 1 or are_one_act(value, [self._facts[each].bearer for each in fit])
                    for change in source.changes:
                        if change.value == value and may_change(source, target, change.relation):
                            yield _Incoming(id, change, is_one and names_year(value))

    def _bearers(self, values: Collection[str]) -> set[str]:
        """Return the documents that some values may mean."""
        self._look_up(BEARS, values)
        return {id for value in values for id in self._bearing.get(value, ())}

    def _look_up(self, column: str, values: Iterable[str]) -> None:
        """Learn of the unchanged documents that have some values in a column, `CITES` or `BEARS`."""
        if self._before is None:
            return
        remaining = iter(sorted(set(values) - self._looked_up[column]))
        while batch := list(islice(remaining, BATCH)):
            self._looked_up[column].update(batch)
            query = Where(column, citing_values(batch, EFFECTIVE_RELATIONS) if column == CITES else tuple(batch))
            hits = self._before.search(SearchRequest(query, size=max(1, self._before.info.count))).hits
            for facts in self._load(hit.id for hit in hits):
                self._learn(facts)

    def _load(self, ids: Iterable[str]) -> list[EffectFacts]:
        """Return the facts of those unchanged documents that are not known yet, from the index."""
        if self._before is None:
            return []
        unknown = [id for id in ids if id not in self._changed and id not in self._was]
        loaded = dict(_stored(self._before, unknown))
        self._was |= {id: decode_effect(stored) for id, stored in loaded.items()}
        return [_facts(stored) for stored in loaded.values()]

    def _learn(self, facts: EffectFacts) -> None:
        self._facts[facts.id] = facts
        for value in facts.bearer.values:
            self._bearing[value].add(facts.id)
        for change in facts.changes:
            self._citing[change.value].add(facts.id)

    def _spooled(self, leaders: Collection[str]) -> Iterator[EffectFacts]:
        """Yield the documents that are indexed anew and change no other, without copies."""
        self._spool.seek(0)
        while True:
            try:
                packed = pickle.load(self._spool)  # noqa: S301 (this process wrote it)
            except EOFError:
                return
            yield from (facts for facts in unpack_facts(packed) if facts.id not in leaders)


def pack_facts(facts: list[EffectFacts]) -> bytes:
    """Return facts packed, nothing where there are none."""
    return pickle.dumps(facts, pickle.HIGHEST_PROTOCOL) if facts else b""


def unpack_facts(packed: bytes) -> list[EffectFacts]:
    """Return the facts that were packed."""
    facts: list[EffectFacts] = pickle.loads(packed)  # noqa: S301 (our own process made it)
    return facts


def _facts(stored: bytes) -> EffectFacts:
    return facts_of(decode_without_texts(stored), decode_relations(stored))


def _stored(before: Reader, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    remaining = iter(ids)
    while batch := list(islice(remaining, BATCH)):
        yield from before.get(batch).items()


def _circles(ids: Iterable[str], sources: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Yield the strongly connected components of documents and those that change them, sources first (Tarjan).

    Most are single documents. Sources without an entry are done already.
    """
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_ids: dict[str, None] = {}  # in the order in which they were reached
    for first in ids:
        path = [(first, iter(sources[first]))] if first not in number else []
        while path:
            id, remaining = path[-1]
            if id not in number:
                number[id] = lowest[id] = len(number)
                open_ids[id] = None
            for source in remaining:
                if source in sources and source not in number:
                    path.append((source, iter(sources[source])))
                    break
                if source in open_ids:
                    lowest[id] = min(lowest[id], number[source])
            else:
                path.pop()
                if path:
                    above = path[-1][0]
                    lowest[above] = min(lowest[above], lowest[id])
                if lowest[id] == number[id]:
                    circle: list[str] = []
                    while not circle or circle[-1] != id:
                        circle.append(open_ids.popitem()[0])
                    yield circle
