"""Describe a page to programs that do not read it as people do: search engines, and sites that show a link to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from corpus.document import KIND_LABELS, Document
from corpus.extraction.structure import Division
from corpus.vi.dates.find import VIETNAM
from indexer.results import Effect, Relation
from search_api.json_shapes import document_page
from search_api.pages import labels
from search_api.pages.cut_texts import cut_at_word

MAX_DESCRIPTION_LETTERS = 160  # of which search engines show about as many
_MIN_PARAGRAPH_LETTERS = 40  # a shorter one is a heading, a number or a dateline
_LEGAL_FORCE = {
    "in-force": "InForce",
    "partly-expired": "PartiallyInForce",
    "expired": "NotInForce",
    "suspended": "NotInForce",
    "not-yet": "NotInForce",
}
# What a document does to others, as schema.org names it; all of these but consolidating change the other one.
_LEGISLATION_RELATIONS = {
    "repeals": "legislationRepeals",
    "replaces": "legislationRepeals",
    "amends": "legislationAmends",
    "corrects": "legislationCorrects",
    "suspends": "legislationChanges",
    "extends": "legislationChanges",
    "consolidates": "legislationConsolidates",
}
_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@dataclass(frozen=True, slots=True)
class PageHead:
    """Holds the path at which a page is one and the same, whatever parameters lead to it, and what it is about.

    What is not `is_listed` is left out of search engines. `type` is that of Open Graph. `linked_data` is JSON-LD that
    may stand inside a `script` element.
    """

    path: str
    description: str = ""
    is_listed: bool = True
    type: str = "website"
    linked_data: str = ""


def document_head(
    document: Document, relations: Iterable[Relation], effect: Effect, listed: Iterable[Division], public_url: str
) -> PageHead:
    """Return what is said of the page of a document, whose relations, effect today and divisions are given."""
    path = document_page(document.id)
    description = _description(document, listed)
    about = {
        "@context": "https://schema.org",
        "@id": public_url + path,
        "url": public_url + path,
        "name": document.title or document.number,
        "description": description,
        "inLanguage": document.language or "vi",
        "isBasedOn": labels.web(document.url),
    }
    more = (
        _article(document) if document.kind == "news" else _official_document(document, relations, effect, public_url)
    )
    return PageHead(path, description, type="article", linked_data=in_script({**about, **more}))


def in_script(shape: Mapping[str, Any]) -> str:
    """Return JSON that ends no `script` element and begins no comment in one, whatever its texts say."""
    known = {name: value for name, value in shape.items() if value}
    return json.dumps(known, ensure_ascii=False).translate(_IN_SCRIPT)


def _description(document: Document, listed: Iterable[Division]) -> str:
    """Return the abstract of a document, else what its first article or paragraph says, cut at a word."""
    if document.summary:
        return cut_at_word(document.summary, MAX_DESCRIPTION_LETTERS)
    first = next(iter(listed), None)
    text = document.text[first.start if first else 0 :]
    title = " ".join(document.title.split())
    for paragraph in text[:4_000].split("\n\n"):
        line = " ".join(paragraph.split())
        if len(line) >= _MIN_PARAGRAPH_LETTERS and line not in title and not line.startswith("|"):
            return cut_at_word(line, MAX_DESCRIPTION_LETTERS)
    return cut_at_word(document.title, MAX_DESCRIPTION_LETTERS)


def _article(document: Document) -> dict[str, Any]:
    return {
        "@type": "NewsArticle",
        "headline": cut_at_word(document.title, 109),  # longer ones are refused by search engines
        "datePublished": document.published and document.published.astimezone(VIETNAM).isoformat(),
        "articleSection": document.section,
        "author": document.author and {"@type": "Person", "name": document.author},
        "publisher": _organization(document.source),
    }


def _official_document(
    document: Document, relations: Iterable[Relation], effect: Effect, public_url: str
) -> dict[str, Any]:
    """Return a document that lays something down as legislation, and any other, such as a report, as a document."""
    day = document.issued.isoformat() if document.issued else None
    if effect.status is None:
        return {
            "@type": "DigitalDocument",
            "identifier": document.number,
            "dateCreated": day,
            "author": _organization(document.issuer),
        }
    force = _LEGAL_FORCE.get(effect.status)
    return {
        "@type": "Legislation",
        "legislationIdentifier": document.number,
        "legislationType": KIND_LABELS.get(document.kind or ""),
        "legislationDate": day,
        "legislationPassedBy": _organization(document.issuer),
        "legislationDateOfApplicability": document.effective and document.effective.isoformat(),
        "legislationLegalForce": force and f"https://schema.org/{force}",
        **_changes(relations, public_url),
    }


def _changes(relations: Iterable[Relation], public_url: str) -> dict[str, list[dict[str, str]]]:
    """Return the documents that this one changes, by property; only those of which it is sure which they are."""
    changes: dict[str, list[dict[str, str]]] = {}
    for relation in relations:
        property = _LEGISLATION_RELATIONS.get(relation.relation)
        if property and relation.direction == "out" and relation.document:
            changes.setdefault(property, []).append(
                {
                    "@type": "Legislation",
                    "legislationIdentifier": relation.number,
                    "name": relation.document.title or relation.number,
                    "url": public_url + document_page(relation.document.id),
                }
            )
    return changes


def _organization(name: str | None) -> dict[str, str] | None:
    return {"@type": "Organization", "name": name} if name else None
