"""Divide a document's text into headings and paragraphs, and mark in it what a reader searched for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.vi.syllables import syllables
from corpus.vi.text import fold, slug

Marks = tuple[tuple[int, int], ...]

_HEADING = re.compile(
    r"(?P<name>(?P<unit>Điều|Chương|Mục|Phần|Phụ lục)\s+(?:\d+[a-zđ]?|[IVXLC]+))\b[.:]?", re.IGNORECASE
)
_ALONE = 160  # letters: an article's title stands alone, a longer paragraph only begins with its name


class Passage(NamedTuple):
    """Holds one paragraph. A `heading` is `part` (Chương, Mục), `article` (Điều), or None; `lead` are the letters of an
    article's name that begins a longer paragraph; `anchor` names it in the page's address."""

    text: str
    marks: Marks
    heading: str | None = None
    lead: int = 0
    anchor: str | None = None


class Segment(NamedTuple):
    """Holds a stretch of text that is marked as a whole or not at all."""

    text: str
    marked: bool


def passages(text: str, query: str = "") -> Iterator[Passage]:
    """Give the paragraphs of a text; those that begin with `Điều 3` and the like are told apart."""
    seen: set[str] = set()
    for paragraph in re.split(r"\n\s*\n", text):
        body = paragraph.strip()
        if not body:
            continue
        marks = marks_of(body, query)
        found = _HEADING.match(body)
        if not found:
            yield Passage(body, marks)
            continue
        heading = "article" if found["unit"].lower() == "điều" else "part"
        name = slug(found["name"])
        anchor = name if heading == "article" and name not in seen else None
        seen.add(name)
        alone = len(body) <= _ALONE and "\n" not in body and not body.endswith((";", ","))
        yield Passage(body, marks, heading if alone else None, 0 if alone else found.end(), anchor)


def marks_of(text: str, query: str) -> Marks:
    """Return where a text has the syllables of a query; those typed without marks fit every marked form."""
    typed = {syllable.term for syllable in syllables(query)}
    if not typed:
        return ()
    bare = {term for term in typed if fold(term) == term}
    found = [(s.start, s.end) for s in syllables(text) if s.term in typed or (bare and fold(s.term) in bare)]
    return tuple(_joined(text, found))


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


def _joined(text: str, found: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(found):
        start, end = found[at]
        while at + 1 < len(found) and text[end : found[at + 1][0]] == " ":
            at += 1
            end = found[at][1]
        yield start, end
        at += 1
