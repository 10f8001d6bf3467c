"""Keep, through one build, what all documents say under the names that the build touches, and join it to persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice

from corpus.document import Document
from indexer.analysis import DOCUMENT, PERSON, name_key, unpack
from indexer.engine import Ask, Reader, Record
from indexer.forms import word
from indexer.officials import Said, join, said
from indexer.query import All, Phrase, Where

_MANY = 256  # records that are looked at together


class People:
    """Gathers mentions and parts them into persons; `before` is the index so far, `changed` what is indexed anew."""

    def __init__(self, before: Reader | None, changed: Iterable[str]) -> None:
        self._before = before
        self._changed = frozenset(changed)
        self._mentions: dict[str, list[Said]] = defaultdict(list)
        self._person_of: dict[str, Mapping[str, str]] = {}
        self._gone: set[str] = set()

    def say(self, mentions: Iterable[Said]) -> None:
        """Take what documents say that are indexed anew."""
        for one in mentions:
            self._mentions[one.key].append(one)

    def join(self) -> tuple[list[Record], list[str]]:
        """Return the records of all persons of the touched names, and the documents that are others' now.

        Those documents did not change themselves, but name a person who is another one by what has come.
        """
        known = self._recall() if self._before else {}
        records: list[Record] = []
        moved: dict[str, None] = {}
        for key in sorted(self._mentions):
            joined = join(self._mentions[key])
            self._person_of[key] = joined.person_of
            records += joined.records
            for document, person in known.get(key, {}).items():
                if joined.person_of.get(document) != person:
                    moved[document] = None
        self._gone -= {record.id for record in records}
        return records, list(moved)

    def of(self, document: Document) -> tuple[str | None, ...]:
        """Return the person's id for each official of a completed document; None for who is no known person."""
        keys = [name_key(official.name) for official in document.officials]
        return tuple(self._person_of.get(key, {}).get(document.id) for key in keys)

    def gone(self) -> list[str]:
        """Return the persons whom no document names any more."""
        return sorted(self._gone)

    def _recall(self) -> dict[str, dict[str, str | None]]:
        """Gather from the index what unchanged documents say under the touched names, and whose it was, by name."""
        for document, _ in self._stored(self._changed):
            for one in said(document):
                self._mentions[one.key] += ()  # a name that a changed document no longer says is touched too
        known: dict[str, dict[str, str | None]] = {}
        for key in list(self._mentions):
            terms = tuple(word(term, bare=True, fields=("officials",)) for term in key.split("-"))
            named = All((Where("type", (DOCUMENT,)), Phrase(terms)))
            known[key] = {}
            for document, people in self._stored(id for id in self._ids(named) if id not in self._changed):
                ids = {name_key(o.name): id for o, id in zip(document.officials, people, strict=True)}
                known[key].update({document.id: ids[key]} if key in ids else {})
                self._mentions[key] += [one for one in said(document) if one.key == key]
            self._gone.update(self._ids(All((Where("type", (PERSON,)), Where("name", (key,))))))
        return known

    def _ids(self, query: All) -> list[str]:
        if self._before is None:
            return []
        return [hit.id for hit in self._before.search(Ask(query, size=max(1, self._before.facts.count))).hits]

    def _stored(self, ids: Iterable[str]) -> Iterable[tuple[Document, tuple[str | None, ...]]]:
        rest = iter(ids)
        while self._before and (some := list(islice(rest, _MANY))):
            yield from map(unpack, self._before.get(some).values())
