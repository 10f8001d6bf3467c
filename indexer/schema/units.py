"""Write the column of the units that a document is of: that of the body that issued it, and that of its place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import chain

from corpus.document import Document, day_of
from corpus.extraction.issuer import province_in_host
from corpus.vi.bodies_over_time import BodyOverTime, body_over_time
from corpus.vi.places import find_places
from corpus.vi.unit_names import resolve_unit
from corpus.vi.unit_table import table

COLUMN = "unit"
MAX_HEAD_CHARACTERS = 1500  # of a text, in which the province or district may stand that tells namesakes apart

_LEVELS_ABOVE = ("tỉnh", "thành phố", "quận", "huyện", "thị xã")


def unit_values(document: Document) -> tuple[str, ...]:
    """Return the ids of the units of a completed document; none where a name is not known, or may be several units."""
    day = day_of(document)
    body = body_of(document)
    place = _resolved(document.place, None, _era(day)) if document.place else None
    return tuple(dict.fromkeys(id for id in (body.unit.id if body else None, place) if id))


def body_of(document: Document) -> BodyOverTime | None:
    """Return the body that issued a completed document, over time; None where its unit is not known for sure."""
    return body_named(document.issuer, document) if document.issuer else None


def body_named(label: str, document: Document) -> BodyOverTime | None:
    """Return a body that a completed document is of, over time; None where its unit is not known for sure."""
    day = _era(day_of(document))
    if document.place and not label.endswith(document.place):
        return _body(label, day, document.place)  # a place that the body's unit is not in makes it another one
    bodies = (_body(label, day, place) for place in chain((None,), _places(document)))
    return next((body for body in bodies if body), None)


def _places(document: Document) -> Iterator[str]:
    """Yield the places that tell units of one name apart, the surest first."""
    head = f"{document.source or ''}\n{document.title}\n{document.text[:MAX_HEAD_CHARACTERS]}"
    yield province_in_host(document.url or "")
    yield from dict.fromkeys(place.text for place in find_places(head) if place.level in _LEVELS_ABOVE)


@lru_cache(maxsize=20_000)
def _body(issuer: str, day: date | None, place: str | None) -> BodyOverTime | None:
    return body_over_time(issuer, day=day, place=place)


@lru_cache(maxsize=20_000)
def _resolved(name: str, place: str | None, day: date | None) -> str | None:
    unit = resolve_unit(name, place, day)
    return unit.id if unit else None


def _era(day: date | None) -> date | None:
    """Return a day that stands for all on which the same units existed, so that each name is looked up once for it."""
    if day is None:
        return None
    ends = _ends()
    at = bisect_left(ends, day)
    return ends[at] if at < len(ends) else date.max


@cache
def _ends() -> list[date]:
    """Return the last days of units."""
    return sorted({row.until for row in table().rows if row.until})
