"""Divide a document's text into headings and paragraphs, and into what is marked and what is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.vi.text import slug

Marks = tuple[tuple[int, int], ...]
Links = tuple[tuple[int, int, str], ...]

_HEADING = re.compile(
    r"(?P<name>(?P<unit>Điều|Chương|Mục|Phần|Phụ lục)\s+(?:\d+[a-zđ]?|[IVXLC]+))\b[.:]?", re.IGNORECASE
)
_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*(?<=\S)")
_ALONE = 160  # letters: an article's title stands alone, a longer paragraph only begins with its name


class Passage(NamedTuple):
    """Holds one paragraph with its marks and its links (start, end, address).

    A `heading` is `part` (Chương, Mục), `article` (Điều), or None; `lead` are the letters of an article's name that
    begins a longer paragraph; `anchor` names it in the page's address.
    """

    text: str
    marks: Marks
    heading: str | None = None
    lead: int = 0
    anchor: str | None = None
    links: Links = ()


class Segment(NamedTuple):
    """Holds a stretch of text that is marked as a whole or not at all."""

    text: str
    marked: bool


class Stretch(NamedTuple):
    """Holds segments that lead to one address, or to none."""

    segments: list[Segment]
    href: str | None = None


def passages(text: str, marks: Marks = (), links: Links = ()) -> Iterator[Passage]:
    """Give the paragraphs of a text with the marks and links in them; those that begin with `Điều 3` are told apart."""
    seen: set[str] = set()
    for paragraph in _PARAGRAPH.finditer(text):
        body = paragraph.group()
        start, end = paragraph.span()
        own = tuple((first - start, last - start) for first, last in marks if start <= first and last <= end)
        led = tuple(
            (first - start, last - start, href) for first, last, href in links if start <= first and last <= end
        )
        found = _HEADING.match(body)
        if not found:
            yield Passage(body, own, links=led)
            continue
        heading = "article" if found["unit"].lower() == "điều" else "part"
        name = slug(found["name"])
        anchor = name if heading == "article" and name not in seen else None
        seen.add(name)
        alone = len(body) <= _ALONE and "\n" not in body and not body.endswith((";", ","))
        yield Passage(body, own, heading if alone else None, 0 if alone else found.end(), anchor, led)


def stretches(passage: Passage, start: int = 0, end: int | None = None) -> Iterator[Stretch]:
    """Yield a passage, or a part of it, cut where links begin and end; each stretch with its marks."""
    end = len(passage.text) if end is None else end
    at = start
    for first, last, href in passage.links:
        if at <= first and last <= end:
            yield Stretch(segments(passage.text, passage.marks, at, first))
            yield Stretch(segments(passage.text, passage.marks, first, last), href)
            at = last
    yield Stretch(segments(passage.text, passage.marks, at, end))


def segments(text: str, marks: Sequence[tuple[int, int]], start: int = 0, end: int | None = None) -> list[Segment]:
    """Return a text, or a part of it, cut where marks begin and end."""
    end = len(text) if end is None else end
    found: list[Segment] = []
    at = start
    for first, last in marks:
        first, last = max(first, at), min(last, end)
        if first < last:
            found += [Segment(text[at:first], False), Segment(text[first:last], True)]
            at = last
    return [*found, Segment(text[at:end], False)]
