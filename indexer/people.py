"""Keep, through one build, what all documents say under the names that the build touches, and join it to persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from corpus.document import Document
from indexer.analysis import DOCUMENT, PERSON, name_key, person_key, unpack
from indexer.engine import Ask, Reader, Record
from indexer.forms import word
from indexer.officials import Said, join, said, spelled
from indexer.query import All, Phrase, Where

_MANY = 256  # records that are looked at together


class People:
    """Gathers mentions and parts them into persons; `before` is the index so far, `changed` what is indexed anew."""

    def __init__(self, before: Reader | None, changed: Iterable[str]) -> None:
        self._before = before
        self._changed = frozenset(changed)
        self._mentions: dict[str, list[Said]] = defaultdict(list)
        self._person_of: dict[str, Mapping[tuple[str, str], str]] = {}
        self._before_now: dict[str, dict[str, str | None]] = {}
        self._gone: set[str] = set()

    def say(self, mentions: Iterable[Said]) -> None:
        """Take what documents say that are indexed anew."""
        for one in mentions:
            self._mentions[one.key].append(one)

    def join(self) -> tuple[list[Record], list[str]]:
        """Return the records of all persons of the touched names, and the documents that are others' now.

        Those documents did not change themselves, but name a person who is another one by what has come.
        """
        if self._before:
            self._recall(self._before)
        records = self._part(sorted(self._mentions))
        moved = [
            document
            for document, people in self._before_now.items()
            if any(self._now(document, spelling) != person for spelling, person in people.items())
        ]
        return records, moved

    def unsay(self, documents: Iterable[str]) -> list[Record]:
        """Take back what documents said that are gone or broken after all; return the records that changed by it."""
        lost = frozenset(documents)
        touched = [key for key, said in self._mentions.items() if any(one.document in lost for one in said)]
        for key in touched:
            self._gone.update(person_key(id) for id in self._person_of[key].values())
            self._mentions[key] = [one for one in self._mentions[key] if one.document not in lost]
        return self._part(touched)

    def of(self, document: str, names: Iterable[str]) -> tuple[str | None, ...]:
        """Return the person's id for each name that a document says; None for who is no known person."""
        return tuple(self._now(document, spelled(name)) for name in names)

    def gone(self) -> list[str]:
        """Return the persons whom no document names any more."""
        return sorted(self._gone)

    def _part(self, keys: Iterable[str]) -> list[Record]:
        records: list[Record] = []
        for key in keys:
            joined = join(self._mentions[key])
            self._person_of[key] = joined.person_of
            records += joined.records
        self._gone -= {record.id for record in records}
        return records

    def _now(self, document: str, spelling: str) -> str | None:
        persons = self._person_of.get(name_key(spelling))
        if persons is None:  # a name that this build does not touch
            return self._before_now.get(document, {}).get(spelling)
        return persons.get((document, spelling))

    def _recall(self, before: Reader) -> None:
        """Gather from the index what unchanged documents say under the touched names, and who was meant by it."""
        for document, _ in self._stored(before, self._changed):
            for one in said(document):
                self._mentions[one.key] += ()  # a name that a changed document no longer says is touched too
        for key in list(self._mentions):
            terms = tuple(word(term, bare=True, fields=("officials",)) for term in key.split("-"))
            named = All((Where("type", (DOCUMENT,)), Phrase(terms)))
            unchanged = (id for id in self._ids(before, named) if id not in self._changed)
            for document, people in self._stored(before, unchanged):
                ids = zip(document.officials, people, strict=True)
                self._before_now[document.id] = {spelled(official.name): id for official, id in ids}
                self._mentions[key] += [one for one in said(document) if one.key == key]
            self._gone.update(self._ids(before, All((Where("type", (PERSON,)), Where("name", (key,))))))

    def _ids(self, before: Reader, query: All) -> list[str]:
        return [hit.id for hit in before.search(Ask(query, size=max(1, before.facts.count))).hits]

    def _stored(self, before: Reader, ids: Iterable[str]) -> Iterator[tuple[Document, tuple[str | None, ...]]]:
        rest = iter(ids)
        while some := list(islice(rest, _MANY)):
            yield from map(unpack, before.get(some).values())
