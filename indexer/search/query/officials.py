"""Find the officials that a query names: by their names, by initials, by an office that they held."""

from __future__ import annotations

from corpus.vi.dates.span import Span
from corpus.vi.full_names import is_name
from corpus.vi.people.honorifics import may_be_person
from corpus.vi.syllables import Syllable, is_bare, terms
from corpus.vi.text import fold
from indexer.engines import query_tree as q
from indexer.engines.ranking import OFFICIAL, PERSON
from indexer.results import Understood
from indexer.schema.persons import Person, RoleHeld, main_role
from indexer.search.query.clauses import Clauses
from indexer.search.query.initials import find_initialled_names, persons_of
from indexer.search.query.lookup import MAX_CHOICES, Lookup
from indexer.search.query.offices import address_before, find_query_office

MIN_NAME_SYLLABLES, MAX_NAME_SYLLABLES = 2, 5


def find_officials(
    text: str, typed: list[Syllable], days: list[Span], lookup: Lookup
) -> tuple[Clauses, frozenset[int]]:
    """Raise the documents that name the persons who are named, or who held an office that is named.

    The indices of the syllables that only address a person (`ông`, `đồng chí`) are returned too: no document must
    have them.
    """
    named, address = _persons(text, typed, lookup)
    if named.should:
        return named, address
    office = find_query_office(text, typed, days, lookup)
    if office is None:
        return Clauses(), frozenset()
    ids = tuple(person.id for person, _ in office.people)
    # Each of several holders is only one possibility: they share the bonus.
    should = ((q.Where("official", ids), OFFICIAL / len(ids)),)
    recognised = tuple(_official(office.text, person, role) for person, role in office.people)
    return Clauses(should=should, recognised=recognised), office.optional


def _persons(text: str, typed: list[Syllable], lookup: Lookup) -> tuple[Clauses, frozenset[int]]:
    """Return the clauses of the known persons whose names stand in the text, the longest names first."""
    names = _known_names(text, typed, lookup)
    people_by_key = lookup.people_by_name([name for name, _ in names.values()])
    taken: set[int] = set()
    address: frozenset[int] = frozenset()
    named: list[tuple[str, list[Person]]] = []
    for start, end in sorted(names, key=lambda place: place[0] - place[1]):
        name, key = names[start, end]
        people = people_by_key.get(key, [])
        if not people or taken & set(range(start, end)):
            continue
        before = address_before(typed, start)
        if not before and not may_be_person(text, typed[start].start, typed[end - 1].end):
            continue  # a street that bears the name
        taken |= set(range(start, end))
        address |= before
        named.append((name, people))
    for initialled in find_initialled_names(typed, lookup):
        people = persons_of(initialled, typed, lookup)
        if people and not taken & set(range(initialled.start, initialled.end)):
            # No document need have the initials.
            address |= initialled.initials | address_before(typed, initialled.start)
            named.append((text[typed[initialled.start].start : typed[initialled.end - 1].end], people))
    clauses = Clauses(
        should=tuple((q.Where("official", tuple(person.id for person in people)), PERSON) for _, people in named),
        recognised=tuple(
            _official(name, person, main_role(person)) for name, people in named for person in people[:MAX_CHOICES]
        ),
    )
    return clauses, address


def _known_names(text: str, typed: list[Syllable], lookup: Lookup) -> dict[tuple[int, int], tuple[str, str]]:
    """Return the persons' names that stand in the text, with their keys, by their ranges of syllables."""
    folded = [fold(syllable.term) for syllable in typed]
    names: dict[tuple[int, int], tuple[str, str]] = {}
    for start in range(len(typed)):
        for end in range(start + MIN_NAME_SYLLABLES, min(start + MAX_NAME_SYLLABLES, len(typed)) + 1):
            key = "-".join(folded[start:end])
            if key in lookup.name_keys:
                name = text[typed[start].start : typed[end - 1].end]
                if is_name(name.title()) or is_bare(terms(name)):
                    names[start, end] = name, key
    return names


def _official(mention: str, person: Person, role: RoleHeld | None) -> Understood:
    meaning: dict[str, str | int] = {"id": person.id, "name": person.name}
    meaning |= {"role": role.role} if role else {}
    meaning |= {"issuer": role.issuer} if role and role.issuer else {}
    return Understood("official", mention, meaning)
