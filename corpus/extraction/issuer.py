"""Determine which body issued a document, under a single label for each body, and its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

from corpus.document import Document
from corpus.extraction.heading import Heading
from corpus.vi.bodies import Body, complete_place, find_bodies, parse_body
from corpus.vi.places import LEVELS
from corpus.vi.text import slug, tidy
from corpus.vi.word_lists import entries

_LEVEL = re.compile(rf"(?:{'|'.join(LEVELS)})(?=\s|$)", re.IGNORECASE)
_BEFORE_ISSUER = re.compile(r"(?:của|\d{4})\s+$")
_MAX_TITLE_CHARACTERS = 1000  # a longer text is no title of a document


def issuer_of(document: Document, head: Heading | None, title: str) -> tuple[str | None, Body | None, str | None]:
    """Return issuer, its body where that can be parsed, and place: from the document's fields, its head or title.

    A body with a level but no name (`UBND Tỉnh`) takes the name from, in this order: the given place, the head's
    line of place and day, a body or place in the title, the province in the host name of the URL.
    """
    issuer = next(_candidates(document, head, title), None)
    if issuer and not _has_name(issuer.place):
        completed = (complete_place(issuer, place) for place in _places(document, head, title, issuer))
        issuer = next((candidate for candidate in completed if _has_name(candidate.place)), issuer)
    issuer_place = issuer.place if issuer and _has_name(issuer.place) else None
    place = document.place or issuer_place or (head.place if head else None)
    return _label(issuer) or document.issuer, issuer, place


def level(place: str | None) -> str:
    """Return the level that a place begins with, as in roles (`huyện Lam Khê` → `huyện`), else an empty text."""
    match = _LEVEL.match(place or "")
    return match.group().lower() if match else ""


def _candidates(document: Document, head: Heading | None, title: str) -> Iterator[Body]:
    if document.issuer:
        given = parse_body(tidy(document.issuer))
        if given:
            yield given
        return
    if head:
        printed = _body_of_lines(head.bodies) or (_body_of_lines(head.under[:1]) if head.under else None)
        if printed:
            yield printed
    # In a title the issuer is before the abstract: `Nghị quyết số … ngày … của HĐND huyện … về …`.
    before = re.split(r"\s(?:về|v/v)\s", title[:_MAX_TITLE_CHARACTERS], maxsplit=1, flags=re.IGNORECASE)[0]
    for mention in find_bodies(before):
        if _BEFORE_ISSUER.search(before, max(0, mention.start - 8), mention.start):
            yield mention.body


def _body_of_lines(lines: tuple[str, ...]) -> Body | None:
    """Return the body in lines of a head; the last line may be a part of the body above it (`BAN PHÁP CHẾ`)."""
    if len(lines) > 1 and lines[-1].lower() == "văn phòng":
        above = _body_of_lines(lines[:-1])
        return Body(f"Văn phòng {above.kind}", above.place) if above else None
    whole = parse_body(" ".join(lines)) if lines else None
    if whole:
        return whole
    for cut in range(len(lines) - 1, 0, -1):
        above, part = parse_body(" ".join(lines[:cut])), parse_body(" ".join(lines[cut:]))
        if part and above and not part.place:
            return Body(part.kind, above.place)
        if part or above:
            return part or above
    return None


def _places(document: Document, head: Heading | None, title: str, issuer: Body) -> Iterator[str]:
    """Yield the places that may complete an issuer without a name, best first."""
    issuer_level = level(issuer.place)
    yield document.place or ""
    if head and head.place:
        yield f"{issuer_level} {head.place}" if issuer_level and not level(head.place) else head.place
    summary = tidy(document.summary or "")
    for mention in find_bodies(f"{title[:_MAX_TITLE_CHARACTERS]}\n{summary[:_MAX_TITLE_CHARACTERS]}"):
        if issuer_level and mention.body.kind == issuer.kind and level(mention.body.place) == issuer_level:
            yield mention.body.place or ""
    for url in (document.url, document.source):
        place = _province_in_host(url or "")
        if issuer_level and level(place) == issuer_level:
            yield place


def _province_in_host(url: str) -> str:
    """Return the province whose name is in the host name (`congbao.sonla.gov.vn` → `tỉnh Sơn La`), or nothing."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # an invalid URL
        return ""
    return next((_provinces()[part] for part in host.lower().split(".") if part in _provinces()), "")


@cache
def _provinces() -> dict[str, str]:
    """Return the provinces by their name as in host names (`sonla`)."""
    places = entries("provinces")
    return {slug(place[len(level(place)) :]).replace("-", ""): place for place in places}


def _has_name(place: str | None) -> bool:
    return bool(place) and place.lower() != level(place)  # type: ignore[union-attr]


def _label(issuer: Body | None) -> str | None:
    """Return the body's label where that parses to the same body, so that completing a document is idempotent."""
    return issuer.label if issuer and parse_body(issuer.label) == issuer else None
