"""Gather all mentions of the names that a build touches, from changed and unchanged documents, and resolve persons.

Ids are given, and written to the store, as soon as persons are resolved, in a transaction that fails where another
builder gave ids to the same names meanwhile: then they are given again. Should the build not get as far as publishing,
the next one finds its persons by these ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from corpus.document import Document
from corpus.store import Store
from corpus.store.person_ids import drop_damaged_ids, kept_ids, replace_ids
from indexer.analysis.index_terms import name_key
from indexer.analysis.query_terms import word
from indexer.engines.port import Reader, Record, SearchRequest
from indexer.engines.query_tree import All, Phrase, Where
from indexer.indexing.entity_resolution import OfficialMention, official_mentions, record_of, resolve, spelling_of
from indexer.indexing.person_ids import GivenIds, documents_of, give_ids
from indexer.schema.documents import DOCUMENT
from indexer.schema.persons import PERSON, person_key
from indexer.schema.stored import decode_document, decode_given_names

BATCH = 256  # records that are fetched together
NAMES_AT_ONCE = 500  # whose persons get their ids in one transaction


class PersonMentions:
    """Gathers mentions and resolves them into persons.

    `store` keeps the ids of persons, `before` is the index so far, `changed` the documents that are indexed anew.
    """

    def __init__(self, store: Store, before: Reader | None, changed: Iterable[str]) -> None:
        self._store = store
        self._before = before
        self._changed = frozenset(changed)
        self._mentions: dict[str, list[OfficialMention]] = defaultdict(list)
        self._person_of: dict[str, Mapping[tuple[str, str], str]] = {}
        self._indexed_ids: dict[str, dict[str, str | None]] = {}  # unchanged document → spelling → person
        self._unnamed: set[str] = set()
        self._leaders: Mapping[str, str] = {}

    def change(self, documents: Iterable[str]) -> None:
        """Count more documents among those that are indexed anew, before their mentions are added."""
        self._changed |= frozenset(documents)

    def add(self, mentions: Iterable[OfficialMention]) -> None:
        """Add the mentions in a document that is indexed anew."""
        for mention in mentions:
            self._mentions[mention.key].append(mention)

    def without(self, leaders: Mapping[str, str], moved: Iterable[str]) -> None:
        """Take no mention of copies (copy → leader); `moved` documents are indexed anew beside those that changed."""
        self._leaders = leaders
        self._changed |= frozenset(moved)
        for key, mentions in self._mentions.items():
            if any(mention.document in leaders for mention in mentions):
                self._mentions[key] = [mention for mention in mentions if mention.document not in leaders]

    def resolve(self) -> tuple[list[Record], list[str]]:
        """Return the records of all persons of the touched names, and the ids of documents to put again.

        These documents are unchanged, but a name in them is resolved to another person now. Raises StoreError where the
        ids of new persons cannot be written.
        """
        if self._before:
            self._add_unchanged(self._before)
        else:
            drop_damaged_ids(self._store)
        records = self._resolve(sorted(self._mentions))
        moved = [
            document
            for document, people in self._indexed_ids.items()
            if any(self._id(document, spelling) != person for spelling, person in people.items())
        ]
        return records, moved

    def keep(self, unchanged: Iterable[str]) -> None:
        """Take from the index the persons of documents that are put again for another reason."""
        if self._before:
            unknown = [id for id in unchanged if id not in self._indexed_ids]
            for document, people, _ in _stored(self._before, unknown):
                ids = zip(document.officials, people, strict=True)
                self._indexed_ids[document.id] = {spelling_of(official.name): id for official, id in ids}

    def forget(self, documents: Iterable[str]) -> list[Record]:
        """Drop the mentions in deleted or unreadable documents; return the records of persons that change by it."""
        lost = frozenset(documents)
        touched = [
            key for key, mentions in self._mentions.items() if any(mention.document in lost for mention in mentions)
        ]
        for key in touched:
            self._unnamed.update(person_key(id) for id in self._person_of[key].values())
            self._mentions[key] = [mention for mention in self._mentions[key] if mention.document not in lost]
        return self._resolve(touched)

    def ids(self, document: str, names: Iterable[str]) -> tuple[str | None, ...]:
        """Return the person's id for each name that a document mentions; None for an unknown person."""
        return tuple(self._id(document, spelling_of(name)) for name in names)

    def unnamed(self) -> list[str]:
        """Return the record ids of persons whom no document names any more."""
        return sorted(self._unnamed)

    def _resolve(self, keys: Iterable[str]) -> list[Record]:
        records: list[Record] = []
        remaining = iter(keys)
        while names := list(islice(remaining, NAMES_AT_ONCE)):
            persons = {name: resolve(self._mentions[name]) for name in names}
            for name, ids in self._give_ids(persons).items():
                self._person_of[name] = {
                    (mention.document, mention.spelling): id
                    for id, mentions in zip(ids, persons[name], strict=True)
                    for mention in mentions
                }
                records += [record_of(id, mentions) for id, mentions in zip(ids, persons[name], strict=True)]
        self._unnamed -= {record.id for record in records}
        return records

    def _give_ids(self, persons: Mapping[str, list[list[OfficialMention]]]) -> dict[str, tuple[str, ...]]:
        """Return the ids of the persons of each name, once they are in the store."""
        present = {mention.document for name in persons for mention in self._mentions[name]}
        while True:
            kept = kept_ids(self._store, persons)
            lost = {document for ids in kept.values() for document in documents_of(ids)} - present
            moved = self._store.resolve(lost) if lost else {}
            moved |= {id: self._leaders[id] for id in lost if id in self._leaders}
            given: dict[str, GivenIds] = {
                name: give_ids(name, each, kept.get(name, ()), moved) for name, each in persons.items()
            }
            new = {name: each.kept for name, each in given.items() if each.kept != kept.get(name, ())}
            if not new or replace_ids(self._store, kept, new):
                return {name: each.ids for name, each in given.items()}

    def _id(self, document: str, spelling: str) -> str | None:
        persons = self._person_of.get(name_key(spelling))
        if persons is None:  # a name that this build does not touch
            return self._indexed_ids.get(document, {}).get(spelling)
        return persons.get((document, spelling))

    def _add_unchanged(self, before: Reader) -> None:
        """Add the mentions of the touched names in unchanged documents, and the persons that they meant so far."""
        for document, _, _ in _stored(before, list(self._changed)):
            for official in document.officials:  # a name that a changed document no longer has is touched too
                if key := name_key(official.name):
                    self._mentions[key] += ()
        for key in list(self._mentions):
            terms = tuple(word(term, bare=True, fields=("officials",)) for term in key.split("-"))
            naming = All((Where("type", (DOCUMENT,)), Phrase(terms)))
            unchanged = [id for id in _ids(before, naming) if id not in self._changed]
            for document, people, given in _stored(before, unchanged):
                ids = zip(document.officials, people, strict=True)
                self._indexed_ids[document.id] = {spelling_of(official.name): id for official, id in ids}
                self._mentions[key] += official_mentions(document, given, only=key)
            self._unnamed.update(_ids(before, All((Where("type", (PERSON,)), Where("name", (key,))))))


def _ids(before: Reader, query: All) -> list[str]:
    return [hit.id for hit in before.search(SearchRequest(query, size=max(1, before.info.count))).hits]


def _stored(before: Reader, ids: Sequence[str]) -> Iterator[tuple[Document, tuple[str | None, ...], list[str]]]:
    """Yield stored documents with the ids of their officials and the bare names that their fields give."""
    remaining = iter(ids)
    while batch := list(islice(remaining, BATCH)):
        for stored in before.get(batch).values():
            yield (*decode_document(stored), decode_given_names(stored))
