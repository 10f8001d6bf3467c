"""Turn what is known of sittings into the JSON objects of the contract; what is not known is left out."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from indexer.sitting_results import NamedSitting, SittingDocument, SittingPage, SittingsPage
from search_api import body_shapes, json_shapes


def sitting_page(id: str) -> str:
    """Return the address of a sitting's page."""
    return f"/ky-hop/{quote(id, safe='')}"


def sittings_shape(page: SittingsPage) -> dict[str, Any]:
    """Return the answer of a search for sittings."""
    return {"total": page.total, "sessions": [_named(sitting) for sitting in page.sittings]}


def sitting_shape(page: SittingPage) -> dict[str, Any]:
    """Return a sitting with its place, who presided, and its documents in groups."""
    return _named(page.sitting) | json_shapes.known(
        {
            "place": page.place,
            "presiding": [
                json_shapes.known(
                    {
                        "id": person.id,
                        "name": person.name,
                        "role": person.role,
                        "page": json_shapes.official_page(person.id),
                    }
                )
                for person in page.presiding
            ],
            "groups": [
                {"group": group.code, "documents": [_document(document) for document in group.documents]}
                for group in page.groups
            ],
            "total": page.total,
        }
    )


def _named(sitting: NamedSitting) -> dict[str, Any]:
    council = {"id": sitting.body, "page": body_shapes.body_page(sitting.body)} if sitting.body else {}
    return json_shapes.known(
        {
            "id": sitting.id,
            "page": sitting_page(sitting.id),
            "council": {"name": sitting.council, **council},
            "term": sitting.term,
            "ordinal": sitting.ordinal,
            "number": sitting.number,
            "from": sitting.first and sitting.first.isoformat(),
            "to": sitting.last and sitting.last.isoformat(),
            "documents": sitting.documents,
        }
    )


def _document(document: SittingDocument) -> dict[str, Any]:
    return json_shapes.known(
        {
            "id": document.id,
            "page": json_shapes.document_page(document.id),
            "kind": document.kind,
            "title": document.title,
            "number": document.number,
            "issuer": document.issuer,
            "day": document.day and document.day.isoformat(),
            "named_in": [
                json_shapes.known({"id": each.id, "page": json_shapes.document_page(each.id), "number": each.number})
                for each in document.named_in
            ]
            or None,
        }
    )
