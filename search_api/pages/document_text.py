"""Divide a document's text into headings and paragraphs, and these into marked, linked and plain runs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple, TypeVar

from corpus.extraction.structure import ARTICLE, Division, clauses, divisions

MarkRanges = tuple[tuple[int, int], ...]  # start, end
Range = TypeVar("Range", tuple[int, int], tuple[int, int, str])
LinkRanges = tuple[tuple[int, int, str], ...]  # start, end, address

_TABLE = re.compile(r"\|[^\n]*\|(?:\n\|[^\n]*\|)*")
_CELL = re.compile(r"\|[^\S\n]*(?P<cell>(?:\\.|[^|\\\n])*)(?=\|)")
_HEAD_RULE = re.compile(r"(?:\|-+)+\|")
_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*(?<=\S)")


class Paragraph(NamedTuple):
    """Holds a paragraph with the marks and links in it, whose offsets count from its start.

    `heading` is `part` (Chương, Phụ lục), `article` (Điều), or None where the paragraph is no heading; `lead` is the
    length in characters of the name (`Điều 3.`) at the beginning of a longer paragraph, else 0; `anchor` is the
    element's id; `rows` are the offsets of the cells of a table, and `has_head` tells whether its first row is a head;
    `page` is the page of the file that begins with it.
    """

    text: str
    marks: MarkRanges
    heading: str | None = None
    lead: int = 0
    anchor: str | None = None
    links: LinkRanges = ()
    rows: tuple[tuple[tuple[int, int], ...], ...] = ()
    has_head: bool = False
    page: int | None = None


class TextRun(NamedTuple):
    """Holds a part of a text that is marked as a whole or not at all."""

    text: str
    marked: bool


class LinkedRuns(NamedTuple):
    """Holds neighbouring runs that lead to the same address, or to none."""

    runs: list[TextRun]
    href: str | None = None


def paragraphs(
    text: str,
    marks: MarkRanges = (),
    links: LinkRanges = (),
    listed: Sequence[Division] | None = None,
    pages: Sequence[int] = (),
) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text with the marks and links in them; its divisions and their clauses have anchors.

    Marks and links are in order of their starts; `listed` are the divisions of the text where they are known already,
    `pages` the offsets where the pages of its file begin.
    """
    before = 1
    for end, paragraph in _placed(text, marks, links, listed):
        page = bisect_left(pages, end)  # those that begin before its end
        yield paragraph._replace(page=page) if page > before else paragraph
        before = max(before, page)


def _placed(
    text: str, marks: MarkRanges, links: LinkRanges, listed: Sequence[Division] | None
) -> Iterator[tuple[int, Paragraph]]:
    """Yield the paragraphs, each with the offset of its end."""
    for start, end, division, anchor in _blocks(text, divisions(text) if listed is None else listed):
        body = text[start:end]
        near_marks, near_links = _beginning_in(marks, start, end), _beginning_in(links, start, end)
        inner_marks = tuple((first - start, last - start) for first, last in near_marks if last <= end)
        inner_links = tuple((first - start, last - start, href) for first, last, href in near_links if last <= end)
        if division is None:
            rows, has_head = _rows(body)
            yield end, Paragraph(body, inner_marks, anchor=anchor, links=inner_links, rows=rows, has_head=has_head)
        elif division.heading_end >= end:
            heading = "article" if division.level == ARTICLE else "part"
            yield end, Paragraph(body, inner_marks, heading, 0, anchor, inner_links)
        else:
            yield end, Paragraph(body, inner_marks, None, division.heading_end - start, anchor, inner_links)


def _blocks(text: str, listed: Sequence[Division]) -> Iterator[tuple[int, int, Division | None, str | None]]:
    """Yield (start, end, division, anchor) of what stands apart on a page; the division where it is its heading."""
    anchors: dict[int, str] = {}
    cuts = sorted({0, len(text), *(at for d in listed for at in (d.start, d.heading_end if d.title else d.start))})
    by_start = {division.start: division for division in listed}
    for division in listed:
        if division.level == ARTICLE:
            anchors |= {clause.start: clause.anchor for clause in clauses(text, division)}
    for first, last in pairwise(cuts):
        heading = by_start.get(first)
        if heading and heading.title:
            yield first, heading.heading_end, heading, heading.anchor
            continue
        for match in _PARAGRAPH.finditer(text, first, last):
            starts_here = heading if heading and match.start() == first else None
            yield *match.span(), starts_here, heading.anchor if heading and starts_here else anchors.get(match.start())


def _rows(body: str) -> tuple[tuple[tuple[tuple[int, int], ...], ...], bool]:
    """Return the offsets of the cells of a table (`| cell | cell |`) by row, and whether the first row is a head."""
    if not _TABLE.fullmatch(body):
        return (), False
    rows: list[tuple[tuple[int, int], ...]] = []
    has_head = False
    for line in re.finditer(r"[^\n]+", body):
        if _HEAD_RULE.fullmatch(line.group()):
            has_head = len(rows) == 1
        else:
            cells = _CELL.finditer(body, *line.span())
            rows.append(tuple((cell.start("cell"), cell.start("cell") + len(cell["cell"].rstrip())) for cell in cells))
    return tuple(rows), has_head


def _beginning_in(ranges: Sequence[Range], start: int, end: int) -> Sequence[Range]:
    """Return the ranges that begin in a part of the text: a large document has thousands of them and of paragraphs."""
    return ranges[bisect_left(ranges, start, key=itemgetter(0)) : bisect_left(ranges, end, key=itemgetter(0))]


def linked_runs(paragraph: Paragraph, start: int = 0, end: int | None = None) -> Iterator[LinkedRuns]:
    """Yield the runs of a paragraph between the offsets `start` and `end`, grouped by the link that they are in."""
    end = len(paragraph.text) if end is None else end
    at = start
    for first, last, href in paragraph.links:
        if at <= first and last <= end:
            yield LinkedRuns(runs(paragraph.text, paragraph.marks, at, first))
            yield LinkedRuns(runs(paragraph.text, paragraph.marks, first, last), href)
            at = last
    yield LinkedRuns(runs(paragraph.text, paragraph.marks, at, end))


def runs(text: str, marks: Sequence[tuple[int, int]], start: int = 0, end: int | None = None) -> list[TextRun]:
    """Cut a text from `start` to `end` where marks begin and end; marks are in the order of their starts."""
    end = len(text) if end is None else end
    cut: list[TextRun] = []
    at = start
    for first, last in marks:
        first, last = max(first, at), min(last, end)
        if first < last:
            cut += [TextRun(text[at:first], False), TextRun(text[first:last], True)]
            at = last
    return [*cut, TextRun(text[at:end], False)]
