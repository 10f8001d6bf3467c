"""Tell which body issued a document, as one label for one body, and of which place it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

from corpus.document import Document
from corpus.extraction.heading import Heading
from corpus.vi.bodies import Body, body, find_bodies, within
from corpus.vi.text import slug, tidy
from corpus.vi.word_lists import entries

_LEVEL = re.compile(r"(?:tỉnh|thành phố|quận|huyện|thị xã|phường|xã|thị trấn|đặc khu)(?=\s|$)", re.IGNORECASE)
_FROM = re.compile(r"(?:của|\d{4})\s+$")
# Longer is no title of a document.
_TITLE = 1000


def issuer_of(document: Document, head: Heading | None, title: str) -> tuple[str | None, Body | None, str | None]:
    """Return issuer, its body where it can be read, and place, of what is given, the head, or a formal title.

    A body that only says its level (`UBND Tỉnh`) takes the name from, in this order: the given place, the head's
    line of place and day, a body or place in the title, the province in the host name of the address.
    """
    found = next(_candidates(document, head, title), None)
    if found and not _named(found.place):
        completed = (within(found, told) for told in _places(document, head, title, found))
        found = next((one for one in completed if _named(one.place)), found)
    place = document.place or (found.place if found and _named(found.place) else None) or (head.place if head else None)
    return _label(found) or document.issuer, found, place


def level(place: str | None) -> str:
    """Return the level that a place begins with, as roles bear it (`huyện Lam Khê` → `huyện`), or an empty text."""
    found = _LEVEL.match(place or "")
    return found.group().lower() if found else ""


def _candidates(document: Document, head: Heading | None, title: str) -> Iterator[Body]:
    if document.issuer:
        given = body(tidy(document.issuer))
        if given:
            yield given
        return
    if head:
        printed = _of_lines(head.bodies) or (_of_lines(head.under[:1]) if head.under else None)
        if printed:
            yield printed
    # In a title the issuer stands before the abstract: `Nghị quyết số … ngày … của HĐND huyện … về …`.
    before = re.split(r"\s(?:về|v/v)\s", title[:_TITLE], maxsplit=1, flags=re.IGNORECASE)[0]
    for mention in find_bodies(before):
        if _FROM.search(before, max(0, mention.start - 8), mention.start):
            yield mention.body


def _of_lines(lines: tuple[str, ...]) -> Body | None:
    """Read the body that lines of a head name; the last may be a part of the one above (`BAN PHÁP CHẾ`)."""
    if len(lines) > 1 and lines[-1].lower() == "văn phòng":
        above = _of_lines(lines[:-1])
        return Body(f"Văn phòng {above.kind}", above.place) if above else None
    whole = body(" ".join(lines)) if lines else None
    if whole:
        return whole
    for cut in range(len(lines) - 1, 0, -1):
        above, part = body(" ".join(lines[:cut])), body(" ".join(lines[cut:]))
        if part and above and not part.place:
            return Body(part.kind, above.place)
        if part or above:
            return part or above
    return None


def _places(document: Document, head: Heading | None, title: str, found: Body) -> Iterator[str]:
    its = level(found.place)
    yield document.place or ""
    if head and head.place:
        yield f"{its} {head.place}" if its and not level(head.place) else head.place
    for mention in find_bodies(f"{title[:_TITLE]}\n{tidy(document.summary or '')[:_TITLE]}"):
        if its and mention.body.kind == found.kind and level(mention.body.place) == its:
            yield mention.body.place or ""
    for address in (document.url, document.source):
        place = _of_host(address or "")
        if its and level(place) == its:
            yield place


def _of_host(address: str) -> str:
    """Return the province whose name stands in a host name (`congbao.sonla.gov.vn` → `tỉnh Sơn La`)."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # no address that anybody could open
        return ""
    return next((_provinces()[part] for part in host.lower().split(".") if part in _provinces()), "")


@cache
def _provinces() -> dict[str, str]:
    places = entries("provinces")
    return {slug(place[len(level(place)) :]).replace("-", ""): place for place in places}


def _named(place: str | None) -> bool:
    return bool(place) and place.lower() != level(place)  # type: ignore[union-attr]


def _label(found: Body | None) -> str | None:
    """Return the body's label where it reads as the same body again, so that reading twice is reading once."""
    return found.label if found and body(found.label) == found else None
