"""Ask for the documents that name others: by the id or number of these, and by what they do to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice

from corpus.document import RELATION_LABELS, RELATIONS, SAFE_ID, Document
from corpus.vi.dates.span import Span
from corpus.vi.document_numbers import find_numbers
from corpus.vi.text import slug
from indexer.analysis.query_terms import bears_number
from indexer.engines import query_tree as q
from indexer.engines.port import SearchRequest
from indexer.schema.documents import DOCUMENT
from indexer.schema.relations import BEARS, CITES, RELATION, Bearer, are_one_act, bearer_of, citing_values
from indexer.search.query.bearers import Bearers
from indexer.search.query.lookup import Lookup

MAX_CITED = 50  # documents of which the citing ones are asked for: of one number the newest

# Relations by their names: codes, labels, and each part of a label that names two things, by `slug`.
_RELATIONS: Mapping[str, str] = {
    slug(name): code
    for code, (label, _) in RELATION_LABELS.items()
    for name in (code, label, *re.split(r",\s*", label))
} | {"ngung-hieu-luc": "suspends", "keo-dai": "extends", "dan": "cites", "vien-dan": "cites"}


def relation_code(typed: str) -> str | None:
    """Return the relation that a name means, whatever its accents and capitals; None where none has it."""
    return _RELATIONS.get(slug(typed))


def names_a_document(typed: str, lookup: Lookup) -> bool:
    """Tell whether a text is a number, of whatever document, or the id of a document that is here."""
    return _number_key(typed) is not None or bool(SAFE_ID.fullmatch(typed) and lookup.stored_documents([typed]))


def citing_filter(typed: Iterable[str], relations: Sequence[str], lookup: Lookup) -> q.Query:
    """Return the filter by the documents that name any of others (by id or number), in any of the relations.

    Without others it is by relation alone, without relations by any; what is not here is named by nobody.
    """
    values = list(typed)
    codes = [code for relation in relations if (code := relation_code(relation))]
    if not values:
        return q.Where(RELATION, tuple(codes))
    cited = {document.id: document for value in values for document in _documents(value, lookup)}
    asked = [bearer_of(document) for document in islice(cited.values(), MAX_CITED)]
    bearers = Bearers(lookup, (value for bearer in asked for value in bearer.values))
    return q.Any(tuple(_citing(each, bearers, codes if relations else RELATIONS) for each in asked))


def _documents(typed: str, lookup: Lookup) -> list[Document]:
    """Return the document of an id, of a copy the one that leads, or those that bear a number, the newest first."""
    if SAFE_ID.fullmatch(typed):
        for stored in lookup.stored_documents([typed]):
            return [leader.document for leader in lookup.stored_documents([stored.leader or typed])]
    key = _number_key(typed)
    if key is None:
        return []
    query = q.All((q.Where("type", (DOCUMENT,)), bears_number(key)))
    hits = lookup.reader.search(SearchRequest(query, sort="newest", size=MAX_CITED)).hits
    return [stored.document for stored in lookup.stored_documents([hit.id for hit in hits])]


def _number_key(typed: str) -> str | None:
    numbers = find_numbers(typed, lenient=True)
    return numbers[0].number.key if len(numbers) == 1 and numbers[0].text == typed else None


def _citing(cited: Bearer, bearers: Bearers, relations: Sequence[str]) -> q.Query:
    """Return the query for the documents that name one and none of the others that bear its number too.

    It holds what `schema.relations.resolve` does, but that bodies of one name in two provinces are one here: what may
    mean either is left out.
    """
    parts = []
    for value in cited.values:
        others = [
            other.day for other in bearers.of(value) if other.id != cited.id and not are_one_act(value, (cited, other))
        ]
        if (days := _unequivocal(cited.day, others)) is not None:
            named = q.All((q.Where(CITES, citing_values((value,), relations)), *days))
            parts.append(q.Without(named, q.Where(BEARS, (value,))))  # by its own number a document means itself
    return q.Any(tuple(parts))


def _unequivocal(day: date | None, others: Sequence[date | None]) -> tuple[q.Query, ...] | None:
    """Return the restriction to documents that can mean the one of a day and none of the others; None where none can.

    A document means none that is younger than itself.
    """
    since: tuple[q.Query, ...] = ()
    if day:
        since = (q.Without(q.Everything(), q.During(("day",), Span(date.min, day))),)
    if not others:
        return since
    first = min((other for other in others if other), default=None)
    if first is None or None in others or (day and first <= day):
        return None
    return (*since, q.During(("day",), Span(date.min, first)))
