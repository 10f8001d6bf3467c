"""Look up typed values in a generation: values of columns, persons by name, documents by number, word counts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from math import log

from corpus.document import KIND_LABELS, Document
from corpus.vi.bodies import parse_body
from corpus.vi.dates.sessions import find_sessions
from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import fold, slug
from indexer.analysis.index_terms import name_key
from indexer.analysis.query_terms import EVERYWHERE, adjacent_words, phrase
from indexer.engines.lru import LruCache
from indexer.engines.port import Reader, SearchRequest
from indexer.engines.query_tree import All, Form, Query, Term, Where
from indexer.engines.ranking import REFERENCE_RECORDS
from indexer.schema.abbreviations import COLUMN as ABBREVIATION_COLUMN
from indexer.schema.abbreviations import SourceAbbreviations
from indexer.schema.council_terms import COLUMN as COUNCIL_TERMS_COLUMN
from indexer.schema.council_terms import CouncilTerms
from indexer.schema.documents import DOCUMENT, number_keys
from indexer.schema.persons import PERSON, Person, decode_person, person_key
from indexer.schema.sittings import COLUMN as SITTINGS_COLUMN
from indexer.schema.stored import decode_document
from indexer.schema.units import COLUMN as UNIT_COLUMN
from indexer.search.query.body_names import BodyNames
from indexer.search.query.document_cache import DocumentCache
from indexer.search.query.sitting_names import SittingNames

# Kinds by their names, in Vietnamese without accents or as the API spells them.
KINDS = {name: kind for kind, label in KIND_LABELS.items() for name in (kind, slug(label))} | {"tin": "news"}

MAX_YEARS = 20  # in which a date without a year is looked up
MAX_CACHED_PAIRS = 1000  # pairs of words whose counts are cached
MAX_CACHED_COLUMNS = 20  # columns whose values are cached by what their spellings have in common
MAX_SAME_NAME_PERSONS = 200  # persons that a search by names returns
MAX_CHOICES = 5  # persons or documents that a recognised entity offers


JoinedPerson = Callable[[str], str | None]  # from an id to that of the person that it turned out to be


def nobody_joined(id: str) -> str | None:
    """Return no other id: of a generation without its store, no person turned out to be another."""
    return None


class Lookup:
    """Looks up values in a generation, which must stay open meanwhile. Safe to use from many threads.

    Every method raises EngineError where the generation cannot answer.
    """

    def __init__(self, reader: Reader, joined: JoinedPerson = nobody_joined) -> None:
        self.reader = reader
        self._joined = joined
        self.stored_documents = DocumentCache(reader.get)
        self._pair_counts = LruCache[tuple[str, str], int](MAX_CACHED_PAIRS)
        self._spellings = LruCache[str, dict[tuple[str, ...], tuple[str, ...]]](MAX_CACHED_COLUMNS)

    @property
    def scale(self) -> float:
        """Return the factor of bonuses in this index: scores grow with the logarithm of the number of records."""
        return log(1 + self.reader.info.count) / log(1 + REFERENCE_RECORDS)

    @cached_property
    def council_terms(self) -> CouncilTerms:
        """Return the terms and sessions of councils, as documents state them."""
        return CouncilTerms(self.reader.values(COUNCIL_TERMS_COLUMN))

    @cached_property
    def source_abbreviations(self) -> SourceAbbreviations:
        """Return the short forms that documents define themselves."""
        return SourceAbbreviations(self.reader.values(ABBREVIATION_COLUMN))

    @cached_property
    def body_names(self) -> BodyNames:
        """Return the bodies that issued documents, or that have officials, by id and by label."""
        return BodyNames(self.reader.values("issuer"), self.reader.values("body"))

    @cached_property
    def sittings(self) -> SittingNames:
        """Return the sittings of councils, as documents name them."""
        return SittingNames(self.reader.values(SITTINGS_COLUMN), self.body_names, self.council_terms)

    @cached_property
    def status_wordings(self) -> tuple[str, ...]:
        """Return what sources say of documents' effect, the most frequent words first."""
        return tuple(value for value, _ in self.reader.values("status"))

    @cached_property
    def name_keys(self) -> frozenset[str]:
        """Return the keys of all persons' names, so that other words cost no search."""
        return frozenset(name for name, _ in self.reader.values("name"))

    @cached_property
    def keys_by_given_name(self) -> dict[str, list[str]]:
        """Return the keys of all persons' names by their last syllable."""
        keys: dict[str, list[str]] = {}
        for key in self.name_keys:
            keys.setdefault(key.rpartition("-")[2], []).append(key)
        return keys

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Return the MAX_YEARS newest years of which there are documents, newest first."""
        return tuple(sorted((int(year) for year, _ in self.reader.values("year")), reverse=True)[:MAX_YEARS])

    def in_names(self, typed: list[str]) -> bool:
        """Tell whether each word is a syllable of some person's name; of the last word only the first letters count."""
        *complete, last = map(fold, typed)
        names = self._name_syllables
        at = bisect_left(names, last)
        if at == len(names) or not names[at].startswith(last):
            return False
        return all(names[bisect_left(names, word) :][:1] == [word] for word in complete)

    @cached_property
    def _name_syllables(self) -> list[str]:
        return sorted({syllable for name in self.name_keys for syllable in name.split("-")})

    def column_values(self, column: str, typed: str) -> tuple[str, ...]:
        """Return the values of a column that a typed value means, whatever its accents and capitals; none if unknown.

        A body without its place (`UBND`, `HĐND huyện`) means all bodies whose names begin so.
        """
        if column == "kind":
            kind = KINDS.get(slug(typed))
            return (kind,) if kind else ()
        if column == "session":
            spelled = typed if fold(typed).lower().startswith("thu") else f"thứ {typed}"
            typed = next((mention.session for mention in find_sessions(f"kỳ họp {spelled}") if mention.session), typed)
        if column == "term":
            spelled = typed if fold(typed).lower().startswith(("khoa", "nhiem")) else f"khóa {typed}"
            ordinal = next((mention.term for mention in find_sessions(spelled) if mention.term), typed)
            if years := self.council_terms.years(ordinal):
                return years
            typed = ordinal
        known = [value for value, _ in self.reader.values(column)]
        if typed in known:
            return self._spellings.get_or_compute(column, lambda: _by_spelling(known))[spelling_key(typed)]
        named_body = parse_body(typed) if column in ("issuer", "body") else None
        key = slug(named_body.label if named_body else typed)
        same = tuple(value for value in known if slug(value) == key)
        if named_body and not same:
            return tuple(value for value in known if slug(value).startswith(key + "-"))
        return same

    def people(self, name: str) -> list[Person]:
        """Return the persons of a name, the most documented first; of a name with accents only those so spelled."""
        return self.people_by_name([name]).get(name_key(name), [])

    def people_by_name(self, names: list[str]) -> dict[str, list[Person]]:
        """Return the persons of several names, as `people` does, by the key of each known name: a single search."""
        typed = {name_key(name): name for name in names}
        if not typed:
            return {}
        query = All((Where("type", (PERSON,)), Where("name", tuple(typed))))
        hits = self.reader.search(SearchRequest(query, size=MAX_SAME_NAME_PERSONS)).hits
        people: dict[str, list[Person]] = {}
        for stored in self.reader.get([hit.id for hit in hits]).values():
            person = decode_person(stored)
            key = name_key(person.name)
            spelling = terms(typed[key])
            if is_bare(spelling) or any(terms(name) == spelling for name in person.names):
                people.setdefault(key, []).append(person)
        for same_name in people.values():
            same_name.sort(key=lambda person: (-sum(len(role.documents) for role in person.roles), person.id))
        return people

    def word_counts(self, words: Sequence[str]) -> list[int]:
        """Return for each word how many documents have it just as typed, in the field that most of them have it in.

        Asks the index once for all of them.
        """
        first_terms = (next(iter(terms(word)), "") for word in words)
        queries = [Term((Form("exact", term),), (field,)) for term in first_terms for field in EVERYWHERE]
        totals, width = self.reader.totals(queries), len(EVERYWHERE)
        return [max(totals[at : at + width]) for at in range(0, len(totals), width)]

    def have_adjacent(self, phrases: Sequence[str]) -> list[bool]:
        """Return for each phrase whether some document has its words just as typed, side by side.

        Asks the index once for all of them.
        """
        queries = [phrase(text, accents=True) for text in phrases]
        of_documents = [All((Where("type", (DOCUMENT,)), query)) for query in queries if query is not None]
        totals = iter(self.reader.totals(of_documents))
        return [query is not None and next(totals) > 0 for query in queries]

    def pair_count(self, first: str, second: str) -> int:
        """Return the number of records with two words side by side, whatever the marks on them."""
        return self._pair_counts.get_or_compute(
            (first, second), lambda: self.reader.totals([adjacent_words(first, second)])[0]
        )

    def officials(self, typed: str) -> list[str]:
        """Return the ids of the persons that a filter names, by an id, also one of before a joining, or by a name."""
        if self._has_person(typed):
            return [typed]
        if redirect := self.person_redirect(typed):
            return [redirect]
        return [person.id for person in self.people(typed)]

    def person_redirect(self, id: str) -> str | None:
        """Return the id of the person in this generation that one of this id turned out to be. Raises StoreError."""
        joined = self._joined(id) if " " not in id else None  # a name
        return joined if joined and self._has_person(joined) else None

    def _has_person(self, id: str) -> bool:
        return bool(self.reader.get([person_key(id)]))

    def documents(self, bearing: Query) -> list[Document]:
        """Return the documents that a query for a number matches, newest first, at most MAX_CHOICES."""
        query = All((Where("type", (DOCUMENT,)), bearing))
        hits = self.reader.search(SearchRequest(query, sort="newest", size=MAX_CHOICES)).hits
        return [stored.document for stored in self.stored_documents([hit.id for hit in hits])]

    def documents_by_number(self, keys: Iterable[str]) -> dict[str, list[Document]]:
        """Return all documents that bear any of the numbers, newest first, by each of their keys: a single search.

        `keys` are keys of numbers (`DocumentNumber.key`).
        """
        forms = tuple(Form("keys", key) for key in keys)
        if not forms:
            return {}
        query = All((Where("type", (DOCUMENT,)), Term(forms, ("number",))))
        hits = self.reader.search(SearchRequest(query, sort="newest", size=max(1, self.reader.info.count))).hits
        documents: dict[str, list[Document]] = {}
        for stored in self.reader.get([hit.id for hit in hits]).values():
            document = decode_document(stored)[0]
            for key in number_keys(document):
                documents.setdefault(key, []).append(document)
        return documents

    def column_filter(self, column: str, typed: tuple[str, ...]) -> Query:
        """Return the filter of a column by values as typed; an unknown value matches nothing."""
        if column == "official":
            ids = [id for value in typed for id in self.officials(value)]
            return Where("official", tuple(ids))
        return Where(column, tuple(known for value in typed for known in self.column_values(column, value)))

    @cached_property
    def unit_ids(self) -> frozenset[str]:
        """Return the ids of the units of documents."""
        return frozenset(id for id, _ in self.reader.values(UNIT_COLUMN))


def _by_spelling(values: Iterable[str]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return values by what the spellings of each have in common."""
    alike: dict[tuple[str, ...], tuple[str, ...]] = {}
    for value in values:
        key = spelling_key(value)
        alike[key] = (*alike.get(key, ()), value)
    return alike


def spelling_key(value: str) -> tuple[str, ...]:
    """Return what spellings of a value have in common that differ by capitals and tone place only."""
    return tuple(terms(value)) or (value,)
