"""Determine which body issued a document, under a single label for each body, and its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from corpus.document import Document
from corpus.extraction.heading import Heading
from corpus.vi.agencies import is_inside_noun, is_national, may_begin_agency, parse_agency, under_ministry
from corpus.vi.bodies import Body, complete_place, find_bodies, parse_body
from corpus.vi.places import LEVELS
from corpus.vi.text import fold, slug, tidy
from corpus.vi.word_lists import entries

_LEVEL = re.compile(rf"(?:{'|'.join(LEVELS)})(?=\s|$)", re.IGNORECASE)
_BEFORE_ISSUER = re.compile(r"(?:của|\d{4})\s+$")
_BETWEEN_ISSUERS = "-"
_PARTS = (re.compile(r"\s[-–—]\s"), re.compile(r";\s"), re.compile(r",\s"))  # names have commas of their own
# Names of parts that say nothing without the committee or agency that has them.
_PART = re.compile(
    r"(?:tiểu ban|văn phòng|tổ (?:giúp việc|thư ký|công tác)|ban (?:coi thi|chấm thi|đề thi|ra đề|làm phách|phúc khảo"
    r"|thư ký))(?!\w)",
    re.IGNORECASE,
)
_MAX_TITLE_CHARACTERS = 1000  # a longer text is no title of a document


class Issuer(NamedTuple):
    """Holds who issued a document: its label, its body where that can be parsed (of several, the first), its place."""

    label: str | None
    body: Body | None
    place: str | None


def issuer_of(document: Document, head: Heading | None, title: str) -> Issuer:
    """Return the issuer of a document from its fields, its head or its title.

    A body with a level but no name (`UBND Tỉnh`) takes the name from, in this order: the given place, the head's
    line of place and day, a body or place in the title, the province in the host name of the URL.
    """
    several = _several(document.issuer or (" ".join(head.bodies) if head else ""))
    if several:
        label = f" {_BETWEEN_ISSUERS} ".join(body.label for body in several)
        return Issuer(label, several[0], document.place or several[0].place or (head.place if head else None))
    body = next(_candidates(document, head, title), None)
    if body and not _has_name(body.place) and not is_national(body):
        completed = (complete_place(body, place) for place in _places(document, head, title, body))
        body = next((candidate for candidate in completed if _has_name(candidate.place)), body)
    body_place = body.place if body and _has_name(body.place) else None
    place = document.place or body_place or (head.place if head else None)
    return Issuer(_label(body) or document.issuer, body, place)


def level(place: str | None) -> str:
    """Return the level that a place begins with, as in roles (`huyện Lam Khê` → `huyện`), else an empty text."""
    match = _LEVEL.match(place or "")
    return match.group().lower() if match else ""


def _candidates(document: Document, head: Heading | None, title: str) -> Iterator[Body]:
    if document.issuer:
        given = _read(tidy(document.issuer))
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


def _read(text: str) -> Body | None:
    return parse_body(text) or _misspelt(text) or parse_agency(text)


def _misspelt(text: str) -> Body | None:
    """Return the body of a name with a wrong mark: `SỞ THÔNG TIN VÀ TRUYỂN THÔNG`."""
    body = parse_body(fold(text))
    return body if body and body.place is None else None


def _several(text: str) -> list[Body]:
    """Return the bodies that issued a document together (`BỘ TÀI CHÍNH - BỘ NỘI VỤ`); none where it is one body."""
    for separator in _PARTS:
        parts = separator.split(text)
        bodies = [body for part in parts if (body := parse_body(part))]
        if 1 < len(parts) == len(bodies) and parse_body(text) is None:
            is_full = all(body.kind.startswith("Bộ ") or _has_name(body.place) for body in bodies)
            return bodies if is_full or separator is _PARTS[0] else []  # `HĐND, UBND huyện` is no list of full names
    return []


@lru_cache(maxsize=4096)
def _body_of_lines(lines: tuple[str, ...]) -> Body | None:
    """Return the body in lines of a head, the lowest of those that stand in them from the highest on.

    A line may end anywhere inside a name (`ỦY BAN NHÂN DÂN | TỈNH SƠN | LA SỞ Y | TẾ`).
    """
    text = " ".join(lines)
    whole = parse_body(text)
    if whole and whole.place is None:
        return whole
    words = text.split()
    for cut in range(len(words) - 1, 0, -1):
        written = " ".join(words[cut:])
        if not (may_begin_agency(written) or parse_body(written)) or is_inside_noun(words[cut - 1], written):
            continue
        lower = _read(written)
        above = parse_body(" ".join(words[:cut])) if lower else None
        # The name of a place may begin as that of an agency: `HỘI ĐỒNG NHÂN DÂN XÃ | HỘI NGHĨA`.
        if lower and above and (_has_name(above.place) or above.place is None or parse_body(written)):
            return _under(lower, written, above)
    if whole:
        return whole
    for cut in range(len(lines) - 1, 0, -1):
        lower = _read(" ".join(lines[cut:]))
        upper = _body_of_lines(lines[:cut]) if lower else None
        if lower and upper and (upper.place or is_national(upper)):
            return _under(lower, " ".join(lines[cut:]), upper)
    return parse_agency(text) or next(filter(None, map(parse_body, lines)), None)


def _under(lower: Body, written: str, upper: Body) -> Body:
    """Return the lower of two bodies, of which the upper may say the place, the ministry or whose part it is."""
    part = parse_body(f"{written} {upper.label}")
    if part and part.kind != upper.kind and part.kind.endswith(upper.kind):
        return part
    if _has_name(lower.place) or is_national(lower):
        return lower
    listed = parse_body(upper.label) is not None and (upper.place or upper.kind.startswith("Bộ "))  # told otherwise
    if _PART.match(lower.kind) and not listed:
        return Body(f"{lower.kind} {upper.kind}", upper.place)
    if upper.place:
        return Body(lower.kind, upper.place)
    return under_ministry(lower, upper.kind) if upper.kind.startswith("Bộ ") else lower


def _places(document: Document, head: Heading | None, title: str, issuer: Body) -> Iterator[str]:
    """Yield the places that may complete an issuer without a name, best first."""
    issuer_level = level(issuer.place)
    yield document.place or ""
    if head and (printed := _body_of_lines(head.bodies)) and printed.kind == issuer.kind:
        yield printed.place or ""
    if head and head.place:
        yield f"{issuer_level} {head.place}" if issuer_level and not level(head.place) else head.place
    summary = tidy(document.summary or "")
    for mention in find_bodies(f"{title[:_MAX_TITLE_CHARACTERS]}\n{summary[:_MAX_TITLE_CHARACTERS]}"):
        if issuer_level and mention.body.kind == issuer.kind and level(mention.body.place) == issuer_level:
            yield mention.body.place or ""
    for url in (document.url, document.source):
        place = province_in_host(url or "")
        if issuer_level and level(place) == issuer_level:
            yield place


def province_in_host(url: str) -> str:
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
    return issuer.label if issuer and _read(issuer.label) == issuer else None
