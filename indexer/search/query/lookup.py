"""Find what is known of a value that a person typed: the values of a column, persons by name, documents by number."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from math import log

from corpus.document import KIND_LABELS, Document
from corpus.vi.bodies import body
from corpus.vi.dates.sessions import find_sessions
from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import fold, slug
from indexer.analysis.index_terms import name_key
from indexer.analysis.query_terms import EVERYWHERE, beside, numbered, phrase
from indexer.engines.port import Reader, SearchRequest
from indexer.engines.query_tree import All, Form, Query, Term, Where
from indexer.engines.ranking import PLENTY
from indexer.schema.abbreviations import COLUMN as SHORTHAND
from indexer.schema.abbreviations import Shorthand
from indexer.schema.council_terms import COLUMN, Calendar
from indexer.schema.documents import DOCUMENT, number_keys
from indexer.schema.persons import PERSON, Person, decode_person, person_key
from indexer.schema.stored import decode_document
from indexer.search.query.document_cache import DocumentCache

# Kinds by what they are called, in Vietnamese without accents or in the contract.
KINDS = {name: kind for kind, label in KIND_LABELS.items() for name in (kind, slug(label))} | {"tin": "news"}

RECENT = 20  # years
REMEMBERED = 1000  # pairs of words that were counted
CHOICE = 5  # persons or documents that one guess offers


class Lookup:
    """Answers from one generation, which must stay open while it is used. Safe to use from many threads."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.opened = DocumentCache(reader.get)
        self._pairs: dict[tuple[str, str], int] = {}

    @property
    def scale(self) -> float:
        """Give what points are worth here: scores grow with the logarithm of the number of records."""
        return log(1 + self.reader.info.count) / log(1 + PLENTY)

    @cached_property
    def calendar(self) -> Calendar:
        """Give the terms and sessions of councils, as the documents tell them."""
        return Calendar(self.reader.values(COLUMN))

    @cached_property
    def shorthand(self) -> Shorthand:
        """Give the short forms that documents define themselves."""
        return Shorthand(self.reader.values(SHORTHAND))

    @cached_property
    def names(self) -> frozenset[str]:
        """Give the keys of all persons' names, so that what is none of them costs no question."""
        return frozenset(name for name, _ in self.reader.values("name"))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Give the years of which there are documents, newest first, as many as a date without a year is looked up
        in."""
        return tuple(sorted((int(year) for year, _ in self.reader.values("year")), reverse=True)[:RECENT])

    def in_names(self, typed: list[str]) -> bool:
        """Tell whether some persons' names have all the words, of which the last may be unfinished."""
        *whole, last = map(fold, typed)
        at = bisect_left(self._name_words, last)
        begins = at < len(self._name_words) and self._name_words[at].startswith(last)
        return begins and all(self._name_words[bisect_left(self._name_words, one) :][:1] == [one] for one in whole)

    @cached_property
    def _name_words(self) -> list[str]:
        return sorted({word for name in self.names for word in name.split("-")})

    def values(self, column: str, typed: str) -> tuple[str, ...]:
        """Return the column's values that were meant, whatever their accents and capitals; none where none is known.

        A body without its place (`UBND`, `HĐND huyện`) means all bodies that begin so.
        """
        if column == "kind":
            kind = KINDS.get(slug(typed))
            return (kind,) if kind else ()
        if column == "session":
            spelled = typed if fold(typed).lower().startswith("thu") else f"thứ {typed}"
            typed = next((found.session for found in find_sessions(f"kỳ họp {spelled}") if found.session), typed)
        if column == "term":
            spelled = typed if fold(typed).lower().startswith(("khoa", "nhiem")) else f"khóa {typed}"
            ordinal = next((found.term for found in find_sessions(spelled) if found.term), typed)
            if years := self.calendar.years(ordinal):
                return years
            typed = ordinal
        known = [value for value, _ in self.reader.values(column)]
        if typed in known:
            return (typed,)
        found = body(typed) if column in ("issuer", "body") else None
        wanted = slug(found.label if found else typed)
        same = tuple(value for value in known if slug(value) == wanted)
        if found and not same:
            return tuple(value for value in known if slug(value).startswith(wanted + "-"))
        return same

    def people(self, name: str) -> list[Person]:
        """Return the persons of a name, who is named most first; with accents typed, only those of that spelling."""
        return self.people_among([name]).get(name_key(name), [])

    def people_among(self, names: list[str]) -> dict[str, list[Person]]:
        """Return the persons of each of the names that is known, by the names' keys, in one question."""
        typed = {name_key(name): name for name in names}
        if not typed:
            return {}
        query = All((Where("type", (PERSON,)), Where("name", tuple(typed))))
        hits = self.reader.search(SearchRequest(query, size=200)).hits
        found: dict[str, list[Person]] = {}
        for stored in self.reader.get([hit.id for hit in hits]).values():
            one = decode_person(stored)
            key = name_key(one.name)
            wanted = terms(typed[key])
            if is_bare(wanted) or any(terms(name) == wanted for name in one.names):
                found.setdefault(key, []).append(one)
        for people in found.values():
            people.sort(key=lambda one: (-sum(len(role.documents) for role in one.roles), one.id))
        return found

    def count(self, typed: str) -> int:
        """Return the number of documents that have a word just as it is typed, in the field that most of them do."""
        term = next(iter(terms(typed)), "")
        return max(self.reader.totals([Term((Form("exact", term),), (field,)) for field in EVERYWHERE]))

    def said(self, typed: str) -> bool:
        """Tell whether some document has the words just as they are typed, side by side."""
        found = phrase(typed, accents=True)
        if found is None:
            return False
        return self.reader.totals([All((Where("type", (DOCUMENT,)), found))])[0] > 0

    def beside(self, first: str, second: str) -> int:
        """Return the number of records with two words side by side, whatever the marks on them."""
        known = self._pairs.get((first, second))
        if known is None:
            if len(self._pairs) >= REMEMBERED:
                self._pairs.clear()
            (known,) = self.reader.totals([beside(first, second)])
            self._pairs[first, second] = known
        return known

    def officials(self, typed: str) -> list[str]:
        """Return the ids of the persons that a filter names, by id or by name."""
        if self.reader.get([person_key(typed)]):
            return [typed]
        return [one.id for one in self.people(typed)]

    def documents(self, key: str) -> list[Document]:
        """Return the documents that bear a number, newest first, as many as a choice offers."""
        query = All((Where("type", (DOCUMENT,)), numbered(key)))
        hits = self.reader.search(SearchRequest(query, sort="newest", size=CHOICE)).hits
        return [one.document for one in self.opened(hit.id for hit in hits)]

    def documents_among(self, keys: Iterable[str]) -> dict[str, list[Document]]:
        """Return all documents that bear any of the numbers, newest first, by each of their keys, in one question."""
        forms = tuple(Form("keys", key) for key in keys)
        if not forms:
            return {}
        query = All((Where("type", (DOCUMENT,)), Term(forms, ("number",))))
        hits = self.reader.search(SearchRequest(query, sort="newest", size=max(1, self.reader.info.count))).hits
        found: dict[str, list[Document]] = {}
        for stored in self.reader.get([hit.id for hit in hits]).values():
            document = decode_document(stored)[0]
            for key in number_keys(document):
                found.setdefault(key, []).append(document)
        return found

    def restricted(self, column: str, typed: tuple[str, ...]) -> Query:
        """Return the filter of a column by values as a person gives them; what is not known matches nothing."""
        if column == "official":
            ids = [id for value in typed for id in self.officials(value)]
            return Where("official", tuple(ids))
        return Where(column, tuple(known for value in typed for known in self.values(column, value)))
