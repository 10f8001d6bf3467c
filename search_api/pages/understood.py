"""Prepare what the page of results says of a query: how it was understood, what was noted, each with a way out.

Only what changes the answer is said, and only in other words than the typed ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.document import KIND_LABELS
from corpus.vi.syllables import terms
from corpus.vi.text import slug
from indexer.results import FILTERS, Request, ResultsPage, Understood
from indexer.schema.persons import full_role
from indexer.search.ways_on import WaysOn
from search_api import body_shapes, json_shapes
from search_api.pages import labels, unit_links
from search_api.pages.results_links import RESULTS_PATH, Link, undo_address
from search_api.parameters import QueryPairs, address, with_value, without
from search_api.sentences import pages as sentences

_KINDS = frozenset(map(slug, KIND_LABELS.values()))
_NAMING = ("official", "issuer", "unit", "number", "date")  # types of entities whose words are no abbreviations


@dataclass(frozen=True, slots=True)
class QueryLine:
    """Holds a sentence with the links that lead on from it, and the one that takes back what it says."""

    text: str
    links: tuple[Link, ...] = ()
    undo: Link | None = None


def understood(
    results_page: ResultsPage, request: Request, pairs: QueryPairs, body_ids: Mapping[str, str]
) -> list[QueryLine]:
    """Return how the parts of the query were understood; `body_ids` are those of the bodies that have a page."""
    base = without(pairs, "page")
    by_part: dict[tuple[str, str], list[Understood]] = {}
    for entity in results_page.understood:
        by_part.setdefault((entity.type, entity.text), []).append(entity)
    lines: list[QueryLine] = []
    for (type, text), entities in by_part.items():
        lines += filter(None, [_line(type, text, entities, results_page, request, base)])
    short = _other_forms(results_page.understood)
    if short:
        line = QueryLine(sentences.ALSO_SEARCHED.format(words=", ".join(f"“{word}”" for word in short)))
        lines.append(_undone(line, "abbreviation", request, base))
    pages = [
        Link(sentences.BODY_PAGE.format(name=label), body_shapes.body_page(body_ids[label]))
        for label in _labels(results_page.understood, "issuer")
        if label in body_ids
    ]
    return [*lines, QueryLine(sentences.SEE_ALSO, tuple(pages))] if pages else lines


def notes(results_page: ResultsPage, pairs: QueryPairs) -> list[QueryLine]:
    """Return what was noted, each with the search that is offered instead."""
    base = without(pairs, "page")
    return [
        QueryLine(labels.note(note, results_page.text), tuple(_instead(note.code, note.instead, base)))
        for note in results_page.notes
    ]


def _instead(code: str, instead: str | None, base: QueryPairs) -> Iterator[Link]:
    if code == "not-all-words":
        yield Link(sentences.ALL_WORDS, address(RESULTS_PATH, with_value(base, "literal", "all")))
    if instead:
        yield Link(sentences.SEARCH_FOR.format(query=instead), address(RESULTS_PATH, with_value(base, "q", instead)))


def ways_on(found: WaysOn, pairs: QueryPairs) -> tuple[list[str], list[Link]]:
    """Return which words are nowhere, and the links to searches that find something."""
    base = without(pairs, "page")
    missing = [sentences.WORD_NOWHERE.format(word=word) for word in found.missing]
    links = [
        Link(sentences.SEARCH_FOR.format(query=text), address(RESULTS_PATH, with_value(base, "q", text)), total)
        for text, total in found.queries
    ]
    for name, total in found.conditions:
        days = ("from", "to", "date")
        names: tuple[str, ...] = {"all": (*FILTERS, *days, "with"), "days": days}.get(name, (name,))
        label = sentences.DAYS if name == "days" else sentences.FACET_LABELS.get(name, name)
        text = sentences.WITHOUT_CONDITIONS if name == "all" else sentences.WITHOUT_CONDITION.format(name=label)
        links.append(Link(text, address(RESULTS_PATH, without(base, *names)), total))
    return missing, links


def _line(
    type: str, text: str, entities: Sequence[Understood], page: ResultsPage, request: Request, base: QueryPairs
) -> QueryLine | None:
    """Return what is said of one part of the query; None where that changes nothing or says nothing."""
    rest = _rest(page.text, text, base)
    line = None
    if type == "date":
        line = _date(text, entities, request, rest)
    elif type == "official":
        line = _official(text, entities, rest)
    elif type == "number":
        line = _number(text, entities)
    elif type == "unit":
        line = _unit(text, entities[0], rest)
    elif type == "telex":
        line = QueryLine(sentences.READ_AS_KEYS.format(text=entities[0].meaning["text"]))
    return _undone(line, type, request, base) if line else None


def _undone(line: QueryLine, type: str, request: Request, base: QueryPairs) -> QueryLine:
    """Return a line with the link to the same search in which entities of this type are not recognised."""
    text = sentences.UNDO_OTHER_FORMS if type == "abbreviation" else sentences.UNDO_GUESS
    return replace(line, undo=Link(text, undo_address(type, request, base)))


def _rest(query: str, part: str, base: QueryPairs) -> QueryPairs:
    """Return the parameters of a search for the other words of the query."""
    rest = " ".join(query.replace(part, " ", 1).split()).strip(" ,;")
    return with_value(base, "q", rest) if terms(rest) else without(base, "q")


def _date(text: str, entities: Sequence[Understood], request: Request, rest: QueryPairs) -> QueryLine | None:
    spans = [_days(entity) for entity in entities]
    known = [span for span in spans if span]
    if len(known) < len(spans):
        return QueryLine(sentences.UNDERSTOOD_AS.format(text=text, meaning=sentences.EVERY_YEAR))
    only_date = not any(name == "q" for name, _ in rest)
    narrower = () if only_date or request.days or len(known) > 1 else (_narrower(known[0], rest),)
    first, last = known[0]
    if len(known) == 1 and first == last and _figures(text) == [first.day, first.month, first.year]:
        # In other words it is the day that was typed.
        return None if only_date else QueryLine(sentences.DAY_FIRST.format(day=labels.day(first)), narrower)
    meaning = sentences.MEANINGS_OR.join(dict.fromkeys(_span(*span) for span in known))
    return QueryLine(sentences.UNDERSTOOD_AS.format(text=text, meaning=meaning), narrower)


def _days(entity: Understood) -> tuple[date, date] | None:
    if "from" not in entity.meaning or "to" not in entity.meaning:
        return None
    return date.fromisoformat(str(entity.meaning["from"])), date.fromisoformat(str(entity.meaning["to"]))


def _span(first: date, last: date) -> str:
    if first == last:
        return sentences.ONE_DAY.format(day=labels.day(first))
    return sentences.DAYS_FROM_TO.format(first=labels.day(first), last=labels.day(last))


def _narrower(span: tuple[date, date], rest: QueryPairs) -> Link:
    days = (("from", span[0].isoformat()), ("to", span[1].isoformat()))
    return Link(sentences.ONLY_THESE_DAYS, address(RESULTS_PATH, (*rest, *days)))


def _figures(text: str) -> list[int]:
    return [int(figures) for figures in re.findall(r"\d+", text)]


def _official(text: str, entities: Sequence[Understood], rest: QueryPairs) -> QueryLine | None:
    def filtered(entity: Understood, label: str) -> Link:
        return Link(label, address(RESULTS_PATH, (*without(rest, "official"), ("official", str(entity.meaning["id"])))))

    names = [_person(entity) for entity in entities]
    if len(entities) > 1:
        links = tuple(filtered(entity, name) for entity, name in zip(entities, names, strict=True))
        return QueryLine(sentences.MAY_BE.format(text=text), links)
    if _reads_same(names[0], text):
        return None
    meaning = sentences.UNDERSTOOD_AS.format(text=text, meaning=names[0])
    return QueryLine(meaning, (filtered(entities[0], sentences.ONLY_THIS_PERSON),))


def _person(entity: Understood) -> str:
    name, role, issuer = (str(entity.meaning.get(key, "")) for key in ("name", "role", "issuer"))
    return f"{name}, {full_role(role, issuer or None)}" if role else name


def _number(text: str, entities: Sequence[Understood]) -> QueryLine | None:
    documents = [entity for entity in entities if "document" in entity.meaning]
    if len(documents) > 1:
        links = tuple(
            Link(_document(entity), json_shapes.document_page(str(entity.meaning["document"]))) for entity in documents
        )
        return QueryLine(sentences.MAY_BE.format(text=text), links)
    if documents:
        return QueryLine(sentences.UNDERSTOOD_AS.format(text=text, meaning=_document(documents[0])))
    number = str(entities[0].meaning["number"])
    if _reads_same(number, text):
        return None
    meaning = sentences.MEANING_NUMBER.format(number=number)
    return QueryLine(sentences.UNDERSTOOD_AS.format(text=text, meaning=meaning))


def _document(entity: Understood) -> str:
    """Return the kind, number, year and issuer of a document; the year where the number does not have it."""
    number, year = str(entity.meaning["number"]), entity.meaning.get("year")
    kind = sentences.KIND_LABELS.get(str(entity.meaning.get("kind")), sentences.DOCUMENT)
    sentence = sentences.MEANING_DOCUMENT_YEAR if year and str(year) not in number else sentences.MEANING_DOCUMENT
    named = sentence.format(kind=kind, number=number, year=year)
    return f"{named}, {entity.meaning['issuer']}" if "issuer" in entity.meaning else named


def _unit(text: str, entity: Understood, rest: QueryPairs) -> QueryLine | None:
    links = tuple(unit_links.of_unit(entity, rest))
    if "choices" in entity.meaning:
        return QueryLine(sentences.MAY_BE.format(text=text), links)
    meaning = labels.unit_meaning(entity.meaning, is_named=not _reads_same(str(entity.meaning["name"]), text))
    return QueryLine(sentences.UNDERSTOOD_AS.format(text=text, meaning=meaning), links) if meaning or links else None


def _other_forms(entities: Iterable[Understood]) -> list[str]:
    """Return the other forms of abbreviations that are searched too, but those of kinds and within other entities."""
    entities = list(entities)
    named = [entity.text for entity in entities if entity.type in _NAMING]
    forms = (
        str(entity.meaning["text"])
        for entity in entities
        if entity.type == "abbreviation"
        and slug(entity.text) not in _KINDS
        and not any(entity.text in name for name in named)
        and not _reads_same(str(entity.meaning["text"]), entity.text)
    )
    return list(dict.fromkeys(forms))


def _labels(entities: Iterable[Understood], type: str) -> list[str]:
    return list(dict.fromkeys(str(entity.meaning["text"]) for entity in entities if entity.type == type))


def _reads_same(meaning: str, typed: str) -> bool:
    """Tell whether a meaning is what was typed but for marks, capitals and signs."""
    return slug(meaning) == slug(typed)
