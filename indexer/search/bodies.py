"""Tell what an index knows of a body: its documents by kind and year, its officials by term."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from corpus.vi.bodies import is_national, parse_body
from corpus.vi.dates.sessions import COUNCIL_TERMS
from corpus.vi.people.ranks import rank
from corpus.vi.places import parse_place
from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import fold
from indexer.engines import query_tree as q
from indexer.engines.port import SearchRequest
from indexer.results import BodiesPage, BodyPage, NamedBody, OfficialOfBody, OfficialsOfTerm
from indexer.schema.documents import DOCUMENT
from indexer.schema.persons import PERSON, decode_person
from indexer.search import hits
from indexer.search.query.body_names import BodyName
from indexer.search.query.lookup import Lookup
from indexer.search.query.synonyms import distinctive_full_forms

MAX_OFFICIALS = 300  # of a body that are listed, the latest
MAX_YEARS = 200  # whose documents are counted

# A council's first session, which elects its officials, is within so many days of the election.
_DAYS_TO_FIRST_SESSION = timedelta(days=60)
_LEVELS = {
    "tỉnh": "province",
    "quận": "district",
    "huyện": "district",
    "thị xã": "district",
    "phường": "commune",
    "xã": "commune",
    "thị trấn": "commune",
    "đặc khu": "commune",
}


def find(lookup: Lookup, text: str, limit: int) -> BodiesPage:
    """Return the bodies whose names have all words of a text, those of most documents first, at most `limit`."""
    for start, end, short in reversed(list(distinctive_full_forms(text))):  # labels have the short forms
        text = f"{text[:start]}{short}{text[end:]}"
    typed = terms(text)
    bare = is_bare(typed)
    words = {fold(word) for word in typed} if bare else set(typed)
    fitting = [
        name for name in lookup.body_names.all() if words <= set(terms(fold(name.label) if bare else name.label))
    ]
    return BodiesPage(len(fitting), tuple(map(_named, fitting[:limit])))


def get(lookup: Lookup, id: str) -> BodyPage | None:
    """Return what is known of a body; None where there is none of this id."""
    known = lookup.body_names.get(id)
    if not known:
        return None
    name, *others = sorted(known, key=lambda known: (-known.documents, known.label))
    issued = q.All((q.Where("type", (DOCUMENT,)), q.Where("issuer", name.labels)))
    facets = ("kind", "year")
    counted = lookup.reader.search(SearchRequest(issued, size=0, facets=facets, facet_size=MAX_YEARS)).facets
    kinds, years = (hits.labelled(lookup.reader, column, counted[column]) for column in facets)
    total, officials = _officials(lookup, name.labels)
    return BodyPage(
        _named(name),
        _level(name.label),
        kinds,
        tuple(sorted(years, key=lambda year: year.value, reverse=True)),
        total,
        tuple(_by_term(officials, name.label)),
        tuple(map(_named, others)),
    )


def _named(name: BodyName) -> NamedBody:
    return NamedBody(name.id, name.label, name.documents)


def _level(label: str) -> str | None:
    body = parse_body(label)
    if body is None:
        return None
    if is_national(body.kind):
        return "national"
    place = parse_place(body.place or "")
    return _LEVELS.get(place.level or "") if place else None


def _officials(lookup: Lookup, labels: tuple[str, ...]) -> tuple[int, list[OfficialOfBody]]:
    """Return the number of officials of a body, and the latest of them with each of their roles there."""
    query = q.All((q.Where("type", (PERSON,)), q.Where("body", labels)))
    answer = lookup.reader.search(SearchRequest(query, sort="newest", size=MAX_OFFICIALS))
    people = map(decode_person, lookup.reader.get([hit.id for hit in answer.hits]).values())
    return answer.total, [
        OfficialOfBody(person.id, person.name, role.role, role.first, role.last)
        for person in people
        for role in person.roles
        if role.issuer in labels
    ]


def _by_term(officials: Iterable[OfficialOfBody], label: str) -> Iterator[OfficialsOfTerm]:
    """Yield the officials of each term, the latest term first, those of an unknown one last."""
    by_term: dict[str | None, list[OfficialOfBody]] = {}
    for official in officials:
        years: list[str | None] = [*_terms_of(official.first, official.last)] or [None]
        for term in years:
            by_term.setdefault(term, []).append(official)
    for term in sorted(by_term, key=lambda years: years or "", reverse=True):
        listed = sorted(by_term[term], key=lambda one: (-rank(one.role, label), one.first or date.max, one.name))
        yield OfficialsOfTerm(term, tuple(listed))


def _terms_of(first: date | None, last: date | None) -> list[str]:
    """Return the terms in which a role was held; officials stay until the next council has elected its own."""
    if first is None or last is None:
        return []
    years = [years for years, span in COUNCIL_TERMS.items() if span.start <= last and first < span.end]
    if len(years) > 1 and last < COUNCIL_TERMS[years[-1]].start + _DAYS_TO_FIRST_SESSION:
        years.pop()
    return years
