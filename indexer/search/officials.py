"""Find persons by name, office, body and day, for the officials' own search and page."""

from __future__ import annotations

from datetime import date

from corpus.vi.dates.span import Span
from corpus.vi.people.honorifics import QUERY_HONORIFICS
from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import fold
from indexer.analysis.index_terms import name_key
from indexer.analysis.query_terms import word
from indexer.engines import query_tree as q
from indexer.engines.port import SearchRequest
from indexer.results import OfficialsPage
from indexer.schema.persons import PERSON, Person, decode_person, person_key
from indexer.search.query.lookup import Lookup
from indexer.search.query.synonyms import distinctive_full_forms


def find(lookup: Lookup, text: str, issuer: str | None, on: date | None, limit: int) -> OfficialsPage:
    """Return the persons whose names and roles have all words of a text; `issuer`: at this body, `on`: on this day.

    At most `limit` of them, with the number of all. Raises EngineError.
    """
    reader = lookup.reader
    bodies = lookup.column_values("body", issuer) if issuer else None
    typed = _typed_terms(text)
    # The index knows words, bodies and days of all offices of a person; only the stored record, those of each office.
    by_office = bool(typed) or (issuer is not None and on is not None)
    size = max(1, reader.info.count if by_office else limit)
    answer = reader.search(SearchRequest(_query(lookup, typed, issuer, on), size=size))
    stored = reader.get([hit.id for hit in answer.hits])
    people = [decode_person(stored[hit.id]) for hit in answer.hits]
    if not by_office:
        return OfficialsPage(answer.total, tuple(people))
    misfits = [(misfit(person, typed, bodies, on), i) for i, person in enumerate(people)]
    fitting = sorted((extra, i) for extra, i in misfits if extra is not None)
    return OfficialsPage(len(fitting), tuple(people[i] for _, i in fitting[:limit]))


def get(lookup: Lookup, id: str) -> Person | None:
    """Return a person with the ids of others of that name; None where there is none."""
    stored = lookup.reader.get([person_key(id)]).get(person_key(id))
    if stored is None:
        return None
    others = lookup.people(decode_person(stored).name)
    return decode_person(stored, tuple(other.id for other in others if other.id != id))


def misfit(person: Person, typed: list[str], bodies: tuple[str, ...] | None, on: date | None) -> int | None:
    """Return how many syllables the best office has beyond those typed; None where no office has them all.

    The typed terms that are no part of the name must stand in a single office, which is at one of `bodies` and was held
    on the day `on`, unless these are None.
    """
    name = set(name_key(person.name).split("-"))
    typed_office = [fold(term) for term in typed if fold(term) not in name]
    if not typed_office and bodies is None and on is None:
        return 0
    extras = []
    for role in person.roles:
        office = [fold(term) for term in terms(f"{role.role} {role.issuer or ''}")]
        on_day = on is None or bool(role.first and role.last and role.first <= on <= role.last)
        if on_day and (bodies is None or role.issuer in bodies) and set(typed_office) <= set(office):
            extras.append(len(office) - len(typed_office) if typed_office else 0)
    return min(extras, default=None)


def _typed_terms(text: str) -> list[str]:
    address = {word for words in QUERY_HONORIFICS for word in words if not is_bare([word])}
    for start, end, short in reversed(
        list(distinctive_full_forms(text))
    ):  # offices name their bodies by the short forms
        text = f"{text[:start]}{short}{text[end:]}"
    return [term for term in terms(text.replace("đ/c", " ")) if term not in address]


def _query(lookup: Lookup, typed: list[str], issuer: str | None, on: date | None) -> q.Query:
    bare = is_bare(typed)
    parts: list[q.Query] = [q.Where("type", (PERSON,))]
    parts += [word(term, bare=bare, fields=("title", "summary")) for term in typed]
    if issuer:
        parts.append(lookup.column_filter("body", (issuer,)))
    if on:
        parts.append(q.During(("held",), Span.day(on), touching=True))
    return q.All(tuple(parts))
