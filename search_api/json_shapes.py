"""Turn the results of a search into the JSON objects of the contract; what is not known is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from corpus.document import Document, to_json
from indexer.results import (
    CitationsPage,
    Effect,
    MarkedText,
    NamedOfficial,
    NamedUnit,
    Note,
    OfficialsPage,
    RelatedDocument,
    Relation,
    RelationsPage,
    Request,
    Result,
    ResultsPage,
    Suggestion,
    Understood,
)
from indexer.schema import reading
from indexer.schema.dates import MentionedDate
from indexer.schema.effect import STATUS_LABELS
from indexer.schema.persons import Person, RoleHeld
from indexer.schema.stored import DocumentSource
from indexer.stats_results import CountsOverTime, Stats, Unread
from search_api.parameters import MAX_REACHABLE_RESULTS, QueryPairs, address, with_value

SEARCH_PATH = "/v1/search"


def document_page(id: str, query: str = "") -> str:
    """Return the address of a document's page, which marks the words of `query`."""
    return address(f"/van-ban/{quote(id, safe='')}", [("q", query)] if query else [])


def attachment_anchor(number: int, page: int | None = None) -> str:
    """Return the anchor of an attachment's text, or of a page of it, on the document's page."""
    return f"tep-{number}-trang-{page}" if page else f"tep-{number}"


def official_page(id: str) -> str:
    """Return the address of an official's page."""
    return f"/nguoi/{quote(id, safe='')}"


def search_page(query: str) -> str:
    """Return the address of the page with the results of a query."""
    return address("/tim-kiem", [("q", query)])


def next_page(results_page: ResultsPage, request: Request) -> int | None:
    """Return the number of the page after this one, None after the last and where paging ends."""
    seen = request.page * request.size
    return request.page + 1 if seen < results_page.total and seen + request.size <= MAX_REACHABLE_RESULTS else None


def results_shape(results_page: ResultsPage, request: Request, pairs: QueryPairs, took_ms: float) -> dict[str, Any]:
    """Return the answer of a search; `pairs` are the parameters as they came, which `next` repeats."""
    following = next_page(results_page, request)
    shape: dict[str, Any] = {
        "query": {
            "text": results_page.text,
            "understood": [{"type": u.type, "text": u.text, "as": _meaning(u)} for u in results_page.understood],
            "instead": results_page.instead,
            **({"offer": results_page.offer} if results_page.offer else {}),
        },
        "notes": [_note(note) for note in results_page.notes],
        "total": results_page.total,
        "took_ms": round(took_ms, 1),
        "page": request.page,
        "size": request.size,
    }
    if following is not None:
        shape["next"] = address(SEARCH_PATH, with_value(pairs, "page", str(following)))
    shape["hits"] = [_result(result) for result in results_page.results]
    shape["facets"] = {
        name: [{"value": v.value, "label": v.label, "count": v.count} for v in values]
        for name, values in results_page.facets.items()
    }
    return shape


def _note(note: Note) -> dict[str, Any]:
    return known(
        {"code": note.code, "message": note.message, "start": note.start, "end": note.end, "instead": note.instead}
    )


def _meaning(understood: Understood) -> dict[str, Any]:
    return {
        name: [unit_shape(unit) for unit in value] if isinstance(value, tuple) else value
        for name, value in understood.meaning.items()
    }


def unit_shape(unit: NamedUnit) -> dict[str, Any]:
    """Return a unit by name; `certain` stands there only where it is not."""
    shape = {"id": unit.id, "name": unit.name, "place": unit.place}
    return known(shape | ({} if unit.is_certain else {"certain": False}))


def _result(result: Result) -> dict[str, Any]:
    return known(
        {
            "id": result.id,
            "url": result.url,
            "page": document_page(result.id),
            "kind": result.kind,
            "title": _marked(result.title),
            "number": result.number,
            "issuer": result.issuer,
            "published": result.published and result.published.isoformat(),
            "issued": result.issued and result.issued.isoformat(),
            "status": result.status,
            "stated": result.stated,
            "score": round(result.score, 4),
            "officials": [_official(official) for official in result.officials],
            "why": list(result.why) or None,
            "scattered": result.is_scattered or None,
            **sources_shape(result.sources),
            "snippets": [
                known(
                    {
                        "text": s.text,
                        "marks": _marks(s.marks),
                        "where": s.where,
                        "attachment": s.attachment and s.attachment.name,
                        "page": s.page,
                    }
                )
                for s in result.snippets
            ],
        }
    )


def sources_shape(sources: Iterable[DocumentSource]) -> dict[str, Any]:
    """Return where a document is that is at several places, its own first; nothing for any other."""
    listed = [known({"source": place.source, "url": place.url, "id": place.id}) for place in sources]
    return {"sources": listed} if listed else {}


def _official(official: NamedOfficial) -> dict[str, Any]:
    return known({"id": official.id, "name": official.name, "role": official.role})


def officials_shape(people: OfficialsPage) -> dict[str, Any]:
    """Return the answer of a search for officials."""
    return {"total": people.total, "officials": [_person(person) for person in people.people]}


def official_shape(person: Person) -> dict[str, Any]:
    """Return an official with the spellings seen and the other persons of that name."""
    return {**_person(person), "names": list(person.names), "same_name": list(person.same_name)}


def _person(person: Person) -> dict[str, Any]:
    return {"id": person.id, "name": person.name, "roles": [_role(role) for role in person.roles]}


def _role(role: RoleHeld) -> dict[str, Any]:
    return known(
        {
            "role": role.role,
            "issuer": role.issuer,
            "from": role.first and role.first.isoformat(),
            "to": role.last and role.last.isoformat(),
            "documents": list(role.documents),
        }
    )


def suggestions_shape(suggestions: Iterable[Suggestion]) -> dict[str, Any]:
    """Return the suggestions, each with the page that it leads to."""
    return {
        "suggestions": [
            {"type": s.type, "text": s.text, "marks": _marks(s.marks), "page": _suggested_page(s)} for s in suggestions
        ]
    }


def _suggested_page(suggestion: Suggestion) -> str:
    if suggestion.id is None:
        return search_page(suggestion.text)
    return official_page(suggestion.id) if suggestion.type == "official" else document_page(suggestion.id)


def document_shape(document: Document, effect: Effect) -> dict[str, Any]:
    """Return a document for everybody: who may have signed it is left to the export, only a sure signer is shown."""
    status = effect.status
    if status == "unknown" and document.status:  # it is not indexed yet
        status = document.status
    return to_json(replace(document, signer_candidates=(), status=status)) | known({"stated": document.status})


def relations_shape(page: RelationsPage) -> dict[str, Any]:
    """Return the relations of a document, and its effect on the day that was asked for."""
    effect = page.effect
    return {
        **known(
            {
                # What only the source states is no status that was computed.
                "status": effect.status if effect.status is None or effect.status in STATUS_LABELS else "unknown",
                "since": effect.since and effect.since.isoformat(),
                "until": effect.until and effect.until.isoformat(),
                "by": effect.by and effect.by.document and _acting(effect.by, effect.by.document),
                "stated": effect.stated,
                "asked_on": effect.on.isoformat(),
            }
        ),
        "relations": [_relation(relation) for relation in page.relations],
        "total": page.total,
    }


def _acting(by: Relation, document: RelatedDocument) -> dict[str, Any]:
    return known(
        {
            "id": document.id,
            "number": by.number,
            "page": document_page(document.id),
            "sentence": by.sentence or None,
            "where": by.where,
        }
    )


def _relation(relation: Relation) -> dict[str, Any]:
    document = relation.document
    return known(
        {
            "relation": relation.relation,
            "direction": relation.direction,
            "number": relation.number,
            "parts": list(relation.parts) or None,
            "document": document
            and known(
                {
                    "id": document.id,
                    "page": document_page(document.id),
                    "title": document.title,
                    "issued": document.issued and document.issued.isoformat(),
                }
            ),
            "sentence": relation.sentence or None,
            "where": relation.where,
        }
    )


def dates_shape(mentioned: Iterable[MentionedDate]) -> dict[str, Any]:
    """Return the dates that a document mentions, each with its wording and the sentence that mentions it."""
    return {
        "dates": [
            {
                "from": mention.span.start.isoformat(),
                "to": mention.span.last.isoformat(),
                "text": mention.text,
                "sentence": mention.sentence,
            }
            for mention in mentioned
        ]
    }


def citations_shape(page: CitationsPage) -> dict[str, Any]:
    """Return the document numbers in a text, each with the documents that bear it; `next`: where the rest begins."""
    shape: dict[str, Any] = {
        "citations": [
            {
                "start": citation.start,
                "end": citation.end,
                "text": citation.text,
                "number": citation.number,
                "documents": [{"id": d.id, "page": document_page(d.id), "title": d.title} for d in citation.documents],
            }
            for citation in page.citations
        ]
    }
    return shape if page.next is None else shape | {"next": page.next}


def stats_shape(stats: Stats, over_time: CountsOverTime) -> dict[str, Any]:
    """Return the counts of what is indexed."""
    return known(
        {
            "documents": stats.documents,
            "officials": stats.officials,
            "sources": dict(stats.sources),
            "kinds": dict(stats.kinds),
            "years": dict(stats.years),
            "years_by_kind": {kind: dict(years) for kind, years in over_time.years_by_kind.items()},
            "years_by_source": {source: dict(years) for source, years in over_time.years_by_source.items()},
            "months": dict(over_time.months),
            "read_from_scans": stats.readings.get(reading.FROM_SCAN, 0),
            "read_poorly": stats.readings.get(reading.POORLY, 0),
            "read_partly": stats.readings.get(reading.PARTLY, 0),
            "without_text": stats.readings.get(reading.WITHOUT_TEXT, 0),
            "with_attachments": stats.readings.get(reading.WITH_ATTACHMENTS, 0),
            "not_read": {source or "": count for source, count in stats.not_read.items()},
            "unread": [_unread(unread) for unread in stats.unread],
            "last_changed": {source: at.isoformat() for source, at in stats.last_changed.items()},
            "last_added": stats.last_added and stats.last_added.isoformat(),
        }
    )


def _unread(unread: Unread) -> dict[str, Any]:
    shape = {"source": unread.source, "file": unread.file, "member": unread.member or None, "reason": unread.reason}
    return known({**shape, "at": unread.at.isoformat()})


def _marked(marked: MarkedText) -> dict[str, Any]:
    return {"text": marked.text, "marks": _marks(marked.marks)}


def _marks(marks: Iterable[tuple[int, int]]) -> list[list[int]]:
    return [list(mark) for mark in marks]


def known(shape: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON object without what is not known."""
    return {name: value for name, value in shape.items() if value is not None}
