"""Turn what is known of bodies into the JSON objects of the contract; what is not known is left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from indexer.body_results import BodiesPage, BodyPage, BodyPeriod, NamedBody, OfficialOfBody, OtherBody
from indexer.results import FacetValue
from search_api import json_shapes


def body_page(id: str) -> str:
    """Return the address of a body's page."""
    return f"/co-quan/{quote(id, safe='')}"


def bodies_shape(page: BodiesPage) -> dict[str, Any]:
    """Return the answer of a search for bodies."""
    return {"total": page.total, "bodies": [_named(body) for body in page.bodies]}


def body_shape(page: BodyPage) -> dict[str, Any]:
    """Return a body with its documents by kind and year, and its officials by term."""
    shape = {
        **_named(page.body),
        "level": page.level,
        "kinds": _counts(page.kinds),
        "years": _counts(page.years),
        "officials": page.officials,
        "terms": [
            json_shapes.known({"term": term.term, "officials": [_official(official) for official in term.officials]})
            for term in page.terms
        ],
        "periods": [_period(period) for period in page.periods],
        "choices": [_named(other) for other in page.choices],
        "same_name": [_named(other) for other in page.same_name],
    }
    return json_shapes.known(shape)


def _period(period: BodyPeriod) -> dict[str, Any]:
    return json_shapes.known(
        {
            "name": period.name,
            "unit": json_shapes.unit_shape(period.unit),
            "since": period.since and period.since.isoformat(),
            "until": period.until and period.until.isoformat(),
            "until_latest": period.is_until_latest or None,
            "was": [_other(other) for other in period.was],
            "now": [_other(other) for other in period.now],
        }
    )


def _other(other: OtherBody) -> dict[str, Any]:
    shape = {"id": other.id, "name": other.name, "page": body_page(other.id)}
    return shape if other.is_certain else shape | {"certain": False}


def _named(body: NamedBody) -> dict[str, Any]:
    return {"id": body.id, "name": body.name, "page": body_page(body.id), "documents": body.documents}


def _counts(values: Iterable[FacetValue]) -> list[dict[str, Any]]:
    return [{"value": value.value, "label": value.label, "count": value.count} for value in values]


def _official(official: OfficialOfBody) -> dict[str, Any]:
    days = {"from": official.first and official.first.isoformat(), "to": official.last and official.last.isoformat()}
    return json_shapes.known({"id": official.id, "name": official.name, "role": official.role, **days})
