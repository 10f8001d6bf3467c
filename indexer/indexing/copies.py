"""Find the copies among the documents of a build, and the unchanged documents that these make others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from corpus.document import Document
from corpus.store import Store
from corpus.vi.syllables import terms
from indexer.engines.port import Reader, Record, SearchRequest
from indexer.engines.query_tree import Where
from indexer.indexing.same_text import Leaders, leaders_of
from indexer.schema.copies import (
    ALIKE,
    LEADER,
    FromCopies,
    alike_values,
    asked_values,
    copied,
    copy_record,
    is_key,
    with_copies,
)
from indexer.schema.stored import decode_document, decode_leader

BATCH = 500


class Copies:
    """Finds the copies among the documents of a build; `before` is the index so far, `changed` what is indexed anew."""

    def __init__(self, store: Store, before: Reader | None, changed: Iterable[str]) -> None:
        self._store = store
        self._before = before
        self._changed = frozenset(changed)
        self._alike: dict[str, tuple[str, ...]] = {}  # value of the column → documents
        self._copied: dict[str, FromCopies] = {}  # leader → what its record has of its copies
        self._known: Collection[str] = ()  # documents whose copies were looked for
        self.leaders: Leaders = {}

    def add(self, alike: Mapping[str, Sequence[str]]) -> None:
        """Add documents that are indexed anew, each with its values of the column `ALIKE`."""
        for id, values in alike.items():
            for value in values:
                self._alike[value] = (*self._alike.get(value, ()), id)

    def resolve(self) -> list[str]:
        """Find the copies; return the unchanged documents whose records change by that.

        They became copies, or are none any more, or they lead others that changed.
        """
        was, led = self._unchanged(self._before) if self._before else ({}, set[str]())
        groups = list(self._groups())
        grouped = set[str]().union(*groups)
        keys = {id: value for value, ids in self._alike.items() if is_key(value) for id in ids if id in grouped}
        for group in groups:
            documents = self._store.get_many(sorted(group), lambda damaged: None)
            leaders = leaders_of(documents.values(), keys)
            self.leaders |= leaders
            self._learn(documents, leaders)
        turned = {id for id, leader in was.items() if self.leaders.get(id) != leader}
        led |= {leader for id in turned if (leader := was[id])}
        led |= {leader for id in (*self._changed, *turned) if (leader := self.leaders.get(id))}
        return [id for id in was if id in turned or id in led]

    def keep(self, moved: Sequence[str]) -> None:
        """Learn the copies of more unchanged documents whose records are written again, for whatever reason."""
        others = [id for id in moved if id not in self._known]
        copies = {} if self._before is None else _of_values(self._before, LEADER, others)
        leaders = {id: leader for id, stored in copies.items() if (leader := decode_leader(stored))}
        self._learn(self._store.get_many({*leaders, *leaders.values()}, lambda damaged: None), leaders)

    def record(self, record: Record, with_officials: Callable[[Record], Record]) -> Record:
        """Return the record of a document as a copy, or with its officials and what it has of its copies."""
        if leader := self.leaders.get(record.id):
            return copy_record(record, leader)
        copies = self._copied.get(record.id)
        return with_copies(with_officials(record), copies) if copies else with_officials(record)

    def _learn(self, documents: Mapping[str, Document], leaders: Leaders) -> None:
        copies: dict[str, list[Document]] = defaultdict(list)
        for id, leader in sorted(leaders.items()):
            if id in documents and leader in documents:
                copies[leader].append(documents[id])
        self._copied |= {leader: copied(documents[leader], its) for leader, its in copies.items()}

    def _groups(self) -> Iterator[set[str]]:
        """Yield the sets of documents that may be one: they share values, directly or by others."""
        groups: dict[str, set[str]] = {}
        for value in self._alike:
            ids = {id for asked in asked_values(value) for id in self._alike.get(asked, ())}
            if len(ids) > 1:
                ids.update(*(groups[id] for id in ids if id in groups))
                groups |= dict.fromkeys(ids, ids)
        yield from {id(group): group for group in groups.values()}.values()

    def _unchanged(self, before: Reader) -> tuple[dict[str, str | None], set[str]]:
        """Add the unchanged documents that may be one with a changed one.

        Returns the leader that each had, and the former leaders of the changed ones.
        """
        led: set[str] = set()
        wanted = set(self._alike)
        for _, stored in _stored(before, sorted(self._changed)):
            led.update(filter(None, [decode_leader(stored)]))
            wanted.update(_values(stored))  # what they were may have been the leader of others
        was: dict[str, str | None] = {}
        asked: set[str] = set()
        while values := sorted({each for value in wanted for each in asked_values(value)} - asked):
            asked.update(values)
            for id, stored in _of_values(before, ALIKE, values).items():
                if id not in self._changed and id not in was:
                    was[id] = decode_leader(stored)
                    self.add({id: (alike := _values(stored))})
                    wanted.update(alike)
        self._known = {*self._changed, *was}
        return was, led


def _values(stored: bytes) -> tuple[str, ...]:
    document, _ = decode_document(stored)
    return tuple(alike_values(document, len(terms(document.text))))


def _of_values(before: Reader, column: str, values: Sequence[str]) -> dict[str, bytes]:
    """Return the stored bytes of the documents that have one of some values in a column."""
    size = max(1, before.info.count)
    batches = (tuple(values[start : start + BATCH]) for start in range(0, len(values), BATCH))
    hits = (hit.id for batch in batches for hit in before.search(SearchRequest(Where(column, batch), size=size)).hits)
    return dict(_stored(before, list(dict.fromkeys(hits))))


def _stored(before: Reader, ids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    for start in range(0, len(ids), BATCH):
        yield from before.get(ids[start : start + BATCH]).items()
