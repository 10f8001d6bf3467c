"""Answer what a document does to others and they to it, and whether it is in force on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from corpus.document import EFFECTIVE_RELATIONS, RELATIONS, Document, day_of
from corpus.extraction.relations import OutgoingRelation, outgoing_relations
from corpus.vi.document_numbers import NumberMention, find_numbers
from corpus.vi.line_ends import with_joined_lines
from corpus.vi.text import tidy
from indexer.analysis.letters import letter_end
from indexer.engines.port import SearchRequest
from indexer.engines.query_tree import All, Where
from indexer.results import CitedDocument, CitedNumber, Effect, RelatedDocument, Relation, RelationsPage
from indexer.schema.dates import searchable_text
from indexer.schema.documents import DOCUMENT
from indexer.schema.effect import effect_on
from indexer.schema.relations import CITES, bearer_of, citing_values, reference_value, target_values
from indexer.schema.stored import shown_title
from indexer.search.query.bearers import Bearers
from indexer.search.query.document_cache import StoredDocument
from indexer.search.query.effect import effect_of
from indexer.search.query.lookup import Lookup

# Of the documents that do no more than these, a law has tens of thousands; of the others few.
COMMON = ("guides", "based-on", "cites")
MAX_LISTED = 200  # of those, the newest
MAX_CHANGING = 1000  # of the others

# The relations by which a document brings a status about, the likeliest first.
_ACTING: Mapping[str, tuple[str, ...]] = {
    "expired": ("repeals", "replaces"),
    "partly-expired": ("amends", "repeals", "replaces"),
    "suspended": ("suspends",),
    "in-force": ("extends", "suspends"),
}


class _Cited(NamedTuple):
    """Holds what a document does to another one, with that one where it is here."""

    reference: OutgoingRelation
    document: Document | None


class _Edge(NamedTuple):
    """Holds a reference of the document `citing`, its direction and the document at its other end, where it is here."""

    reference: OutgoingRelation
    direction: str
    other: Document | None
    citing: Document


def relations(document: Document, lookup: Lookup, on: date) -> RelationsPage:
    """Return the relations of a completed document and its effect on a day.

    Of one that is not indexed yet only what it does itself is known.
    """
    stored, document = _as_indexed(document, lookup)
    cited = _cited(document, _references(stored, document), lookup)
    edges = [_Edge(each.reference, "out", each.document, document) for each in cited]
    unlisted = 0
    if stored and (values := target_values(document)):
        bearers = Bearers(lookup, values)
        changing = [relation for relation in RELATIONS if relation not in COMMON]
        for group, size in ((changing, MAX_CHANGING), (COMMON, MAX_LISTED)):
            listed, more = _incoming(document, bearers, group, size, lookup)
            edges += listed
            unlisted += more
    listed_edges = tuple(_relation(edge) for edge in sorted(edges, key=_newest_first))
    return RelationsPage(_with_acting(stored, on, lookup), listed_edges, len(edges) + unlisted)


def effect_changes(stored: StoredDocument, lookup: Lookup) -> Iterator[tuple[OutgoingRelation, str, Document]]:
    """Yield what changes effect between an indexed document and others that are here: reference, direction, other."""
    document = stored.document
    references = [each for each in stored.relations if each.relation in EFFECTIVE_RELATIONS]
    for cited in _cited(document, references, lookup) if references else ():
        if cited.document:
            yield cited.reference, "out", cited.document
    if values := target_values(document):
        bearers = Bearers(lookup, values)
        for edge in _incoming(document, bearers, EFFECTIVE_RELATIONS, MAX_CHANGING, lookup)[0]:
            if edge.other:
                yield edge.reference, "in", edge.other


def related_document(document: Document) -> RelatedDocument:
    """Return what names a document at the other end of a relation."""
    return RelatedDocument(document.id, shown_title(document), document.number, day_of(document))


def reference_links(document: Document, lookup: Lookup) -> tuple[CitedNumber, ...]:
    """Return where a document's text names others that are here, with those that it means, in its order."""
    stored, tidied = _as_indexed(document, lookup)
    meant: dict[str, list[_Cited]] = {}
    for cited in _cited(tidied, _references(stored, tidied), lookup):
        meant.setdefault(cited.reference.key, []).append(cited)
    if not any(cited.document for several in meant.values() for cited in several):
        return ()
    links = []
    for mention, place in _number_places(document, tidied, stored):
        other = _meant(meant.get(mention.number.key, ()), place)
        if other and other.id != document.id:
            end = letter_end(document.text, mention.end)
            named = CitedDocument(other.id, shown_title(other))
            text = document.text[mention.start : end]
            links.append(CitedNumber(mention.start, end, text, mention.number.text, (named,)))
    return tuple(links)


def _as_indexed(document: Document, lookup: Lookup) -> tuple[StoredDocument | None, Document]:
    """Return a document's stored form, None where it is not indexed by itself, and the document as it is stored."""
    stored = next(iter(lookup.stored_documents([document.id])), None)
    if stored and stored.leader is None:
        return stored, stored.document
    return None, replace(document, text=tidy(document.text), summary=document.summary and tidy(document.summary))


def _references(stored: StoredDocument | None, document: Document) -> tuple[OutgoingRelation, ...]:
    return stored.relations if stored else outgoing_relations(document)


# Outgoing.


def _cited(document: Document, references: Sequence[OutgoingRelation], lookup: Lookup) -> list[_Cited]:
    """Return a document's references, each with the document that it means."""
    bearers = Bearers(lookup, (reference_value(each) for each in references if each.issuer))
    citing = bearer_of(document)
    return [_Cited(each, next(iter(bearers.meant(each, citing)), None)) for each in references]


# Incoming.


def _incoming(
    document: Document, bearers: Bearers, group: Sequence[str], size: int, lookup: Lookup
) -> tuple[list[_Edge], int]:
    """Return what the newest `size` documents do to this one by relations of a group, and how many more may do so."""
    named = Where(CITES, citing_values(target_values(document), group))
    answer = lookup.reader.search(
        SearchRequest(All((Where("type", (DOCUMENT,)), named)), sort="newest", size=size),
    )
    listed = [
        _Edge(reference, "in", stored.document, stored.document)
        for stored in lookup.stored_documents([hit.id for hit in answer.hits])
        for reference in acting_on(document, stored, bearers)
        if reference.relation in group
    ]
    return listed, answer.total - len(answer.hits)


def acting_on(document: Document, stored: StoredDocument, bearers: Bearers) -> Iterator[OutgoingRelation]:
    """Yield the references of another document that mean this one."""
    values, citing = set(target_values(document)), bearer_of(stored.document)
    for reference in stored.relations:
        meant = bearers.meant(reference, citing) if reference_value(reference) in values else []
        if document.id in (each.id for each in meant):
            yield reference


def _with_acting(stored: StoredDocument | None, on: date, lookup: Lookup) -> Effect:
    """Return the effect of a document on a day with the relation that brought it about."""
    effect = effect_of(stored, on)
    period = effect_on(stored.effect, on) if stored else None
    if stored is None or period is None or period.by is None:
        return effect
    values = target_values(stored.document)
    bearers = Bearers(lookup, values)
    relevant = (*_ACTING.get(period.status, ()), *EFFECTIVE_RELATIONS)
    for acting in lookup.stored_documents([period.by]):
        references = list(acting_on(stored.document, acting, bearers))
        if not references and period.status == "unknown":  # it may mean another document too
            references = [each for each in acting.relations if reference_value(each) in values]
        likeliest = sorted(
            (each for each in references if each.relation in relevant), key=lambda each: relevant.index(each.relation)
        )
        for reference in likeliest[:1]:
            return replace(effect, by=_relation(_Edge(reference, "in", acting.document, acting.document)))
    return effect


# What is seen of them.


def _relation(edge: _Edge) -> Relation:
    """Return an edge as it is shown, with the sentence of the citing document that says it."""
    reference, direction, other, citing = edge
    related = related_document(other) if other else None
    number = (other.number if other else None) or reference.number
    sentence = _sentence(citing, reference.start, reference.end)
    return Relation(reference.relation, direction, number, reference.parts, related, sentence, reference.where)


def _sentence(document: Document, start: int, end: int) -> str:
    """Return the words between two offsets of a tidy document's `searchable_text`, in one line."""
    origin = len(searchable_text(replace(document, text="")))  # a text of any length is not made tidy again
    text = document.text[start - origin : end - origin] if start >= origin else searchable_text(document)[start:end]
    return " ".join(text.split())


def _newest_first(edge: _Edge) -> tuple[int, int, str, str]:
    """Return the key by which edges are listed; of a document that is not here only the year is known."""
    reference, direction, other, _ = edge
    day = day_of(other) if other else date(reference.year, 1, 1) if reference.year else None
    strength = RELATIONS.index(reference.relation)
    return -(day.toordinal() if day else 0), strength, reference.number, direction


# Links in a text.


def _number_places(
    document: Document, tidied: Document, stored: StoredDocument | None
) -> Iterator[tuple[NumberMention, int | None]]:
    """Yield the numbers in a document's text, each with its place in `searchable_text` of the tidy document.

    The place is None where the text was changed so much by tidying that its numbers are others.
    """
    origin = len(searchable_text(replace(tidied, text="")))
    mentions = find_numbers(with_joined_lines(document.text))
    if document.text == tidied.text:
        yield from ((mention, origin + mention.start) for mention in mentions)
        return
    tidy_mentions = find_numbers(with_joined_lines(tidied.text))
    is_same = [each.number for each in mentions] == [each.number for each in tidy_mentions]
    places: Iterable[int | None] = (
        [origin + each.start for each in tidy_mentions] if is_same else [None] * len(mentions)
    )
    yield from zip(mentions, places, strict=True)


def _meant(cited: Sequence[_Cited], place: int | None) -> Document | None:
    """Return the document that a number means at a place of the text, None where it may mean several or none here."""
    if len({each.document.id if each.document else "" for each in cited}) > 1:
        cited = [each for each in cited if place is not None and each.reference.start <= place < each.reference.end]
    ids = {each.document.id if each.document else "" for each in cited}
    return cited[0].document if len(ids) == 1 else None
