"""Tell what an index knows of a body: its documents by kind and year, its officials by term, what it was and became."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from corpus.vi.bodies import is_national, parse_body
from corpus.vi.bodies_over_time import BodyOverTime, body_over_time
from corpus.vi.dates.sessions import COUNCIL_TERMS
from corpus.vi.people.ranks import rank
from corpus.vi.places import parse_place
from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import fold
from indexer.body_results import BodiesPage, BodyPage, NamedBody, OfficialOfBody, OfficialsOfTerm
from indexer.engines import query_tree as q
from indexer.engines.port import Answer, SearchRequest
from indexer.schema.documents import DOCUMENT
from indexer.schema.persons import PERSON, decode_person
from indexer.schema.units import COLUMN as UNIT
from indexer.search import hits
from indexer.search.body_periods import IN, body_id, in_units, period, place_slug, without_documents
from indexer.search.query.body_names import BodyName
from indexer.search.query.lookup import Lookup
from indexer.search.query.named_units import place_of
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
    base, _, at = id.partition(IN)
    known = lookup.body_names.get(base)
    if not known:
        return _without_documents(lookup, base, at)
    name, *others = sorted(known, key=lambda known: (-known.documents, known.label))
    issued = q.All((q.Where("type", (DOCUMENT,)), q.Where("issuer", name.labels)))
    answer = _counted(lookup, issued)
    of_units = dict(answer.facets[UNIT])
    groups = in_units(name.label, of_units) or _alone(name.label)
    is_shared = len(groups) > 1
    if at:
        groups = [group for group in groups if place_slug(group[0].unit) == at]
        if not groups:
            return _without_documents(lookup, base, at)
    if at and is_shared:
        issued = q.All((*issued.parts, q.Where(UNIT, tuple(body.unit.id for body in groups[0]))))
        answer = _counted(lookup, issued)
    kinds, years = (hits.labelled(lookup.reader, column, answer.facets[column]) for column in ("kind", "year"))
    # Persons are known by the names of their bodies alone.
    total, officials = (0, []) if is_shared else _officials(lookup, name.labels)
    one = groups[0] if len(groups) == 1 else []
    return BodyPage(
        NamedBody(id if is_shared and at else name.id, name.label, answer.total),
        one[0].unit.level if one else _level(name.label),
        kinds,
        tuple(sorted(years, key=lambda year: year.value, reverse=True)),
        total,
        tuple(_by_term(officials, name.label)),
        tuple(period(body, lookup.body_names) for body in one),
        tuple(_choice(name, group, of_units) for group in groups) if not one else (),
        tuple(map(_named, others)),
    )


def _counted(lookup: Lookup, issued: q.Query) -> Answer:
    request = SearchRequest(issued, size=0, facets=("kind", "year", UNIT), facet_size=MAX_YEARS)
    return lookup.reader.search(request)


def _without_documents(lookup: Lookup, base: str, at: str) -> BodyPage | None:
    """Return what is known of a body of which the index has nothing."""
    for group in without_documents(base, at):
        body = group[0]
        name = NamedBody(body_id(body.body.label, body.unit, lookup.body_names), body.body.label)
        return BodyPage(name, body.unit.level, periods=tuple(period(body, lookup.body_names) for body in group))
    return None


def _alone(label: str) -> list[list[BodyOverTime]]:
    """Return the body of a label whose name no other unit bears."""
    body = body_over_time(label)
    return in_units(label, (body.unit.id,)) if body else []


def _choice(name: BodyName, group: list[BodyOverTime], counts: Mapping[str, int]) -> NamedBody:
    unit = group[0].unit
    documents = sum(counts.get(body.unit.id, 0) for body in group)
    return NamedBody(f"{name.id}{IN}{place_slug(unit)}", f"{name.label}, {place_of(unit)}", documents)


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
