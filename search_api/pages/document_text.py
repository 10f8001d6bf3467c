"""Divide a document's text into headings, paragraphs and columns, and these into marked, linked and plain runs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from corpus.extraction.formal_parts import FormalColumns, FormalPart, FormalParts
from corpus.extraction.structure import ARTICLE, Division, clauses, divisions
from search_api.pages.table_rows import TableRows, table_rows

MarkRanges = tuple[tuple[int, int], ...]  # start, end
LinkRanges = tuple[tuple[int, int, str], ...]  # start, end, address

_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*(?<=\S)")
_CLOSES = (".", ":", ";", ",")  # what ends a sentence, and no title of an article
_MAX_TABLE_TITLE = 200  # characters of a paragraph above a table that names it


class Paragraph(NamedTuple):
    """Holds a paragraph with the marks and links in it, whose offsets count from its start.

    `heading` is `part` (Chương, Phụ lục), `article` (Điều), or None where the paragraph is no heading, `level` its
    level on the page; `lead` is the length in characters of the name (`Điều 3.`) at the beginning of a sentence or a
    longer paragraph, else 0; `anchor` is the element's id; `part` is what the paragraph is in a formal document;
    `table` has the cells of a table, `label` what names it alone, and `number` counts the tables; `page` is the page
    of the file that begins with it; `start` is where it begins in the text.
    """

    text: str
    marks: MarkRanges
    heading: str | None = None
    lead: int = 0
    anchor: str | None = None
    links: LinkRanges = ()
    page: int | None = None
    start: int = 0
    level: int = 0
    part: str | None = None
    table: TableRows = TableRows()
    label: str = ""
    number: int = 0

    @property
    def end(self) -> int:
        """Return where it ends in the text."""
        return self.start + len(self.text)

    def with_marks(self, marks: MarkRanges) -> Paragraph:
        """Return the paragraph with those of the text's marks that are in it."""
        return self._replace(marks=_marks_inside(marks, self.start, self.end))


class PaperColumns(NamedTuple):
    """Holds the head (`letterhead`) or end (`closing`) of a formal document, whose paragraphs stand in two columns."""

    name: str
    left: tuple[Paragraph, ...]
    right: tuple[Paragraph, ...]
    start: int
    end: int
    page: int | None = None
    anchor: None = None
    lead: int = 0

    def with_marks(self, marks: MarkRanges) -> PaperColumns:
        """Return the columns with those of the text's marks that are in them."""
        left, right = (tuple(each.with_marks(marks) for each in column) for column in (self.left, self.right))
        return self._replace(left=left, right=right)


PaperBlock = Paragraph | PaperColumns


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
    for block in blocks(text, FormalParts(), links, listed, pages):
        if isinstance(block, Paragraph):
            yield block.with_marks(marks)


def blocks(
    text: str,
    formal: FormalParts,
    links: LinkRanges = (),
    listed: Sequence[Division] | None = None,
    pages: Sequence[int] = (),
) -> Iterator[PaperBlock]:
    """Yield what `paragraphs` yields, without marks, and the formal parts of the text as such, some in columns."""
    before = 1
    title = ""
    labels: list[str] = []
    for block in _placed(text, formal, links, divisions(text) if listed is None else listed):
        page = bisect_left(pages, block.end)  # those that begin before its end
        shown = block._replace(page=page) if page > before else block
        before = max(before, page)
        if isinstance(shown, Paragraph):
            if shown.table.rows:
                labels.append("" if title in labels else title)
                shown = shown._replace(label=labels[-1], number=len(labels))
            yield shown
            is_title = not shown.table.rows and len(shown.text) <= _MAX_TABLE_TITLE
            title = " ".join(shown.text.split()) if is_title else ""
        else:
            yield shown


def _placed(text: str, formal: FormalParts, links: LinkRanges, listed: Sequence[Division]) -> Iterator[PaperBlock]:
    """Yield the blocks without their pages."""
    in_part = False
    for start, end, division, anchor in _pieces(text, formal, listed):
        body = text[start:end]
        inner = _links_inside(links, start, end)
        if isinstance(division, FormalColumns):
            left, right = (
                tuple(_part(text, part, links) for part in column) for column in (division.left, division.right)
            )
            yield PaperColumns("letterhead" if division is formal.head else "closing", left, right, start, end)
        elif isinstance(division, FormalPart):
            yield _part(text, division, links)
        elif division is None:
            yield Paragraph(body, (), anchor=anchor, links=inner, start=start, table=table_rows(body))
        elif division.heading_end >= end:
            heading = "article" if division.level == ARTICLE else "part"
            in_part = in_part or heading == "part"
            level = 3 if in_part and heading == "article" else 2  # no level is left out
            lead = len(body) - len(division.title) if heading == "article" and division.title.endswith(_CLOSES) else 0
            yield Paragraph(body, (), heading, lead, anchor, inner, start=start, level=level)
        else:
            yield Paragraph(body, (), None, division.heading_end - start, anchor, inner, start=start)


def _part(text: str, part: FormalPart, links: LinkRanges) -> Paragraph:
    inner = _links_inside(links, part.start, part.end)
    return Paragraph(text[part.start : part.end], (), links=inner, start=part.start, part=part.kind.value)


def _pieces(
    text: str, formal: FormalParts, listed: Sequence[Division]
) -> Iterator[tuple[int, int, Division | FormalPart | FormalColumns | None, str | None]]:
    """Yield (start, end, division, anchor) of what stands apart on a page: the division where it is its heading, the
    part where it is a formal one.
    """
    anchors: dict[int, str] = {}
    parts = {part.start: part for part in (formal.head, *formal.middle, formal.end) if part}
    cuts = {0, len(text), *(at for d in listed for at in (d.start, d.heading_end if d.title else d.start))}
    cuts |= {at for part in parts.values() for at in (part.start, part.end)}
    by_start = {division.start: division for division in listed}
    for division in listed:
        if division.level == ARTICLE:
            anchors |= {clause.start: clause.anchor for clause in clauses(text, division)}
    for first, last in pairwise(sorted(cuts)):
        if part := parts.get(first):
            yield first, part.end, part, None
            continue
        heading = by_start.get(first)
        if heading and heading.title:
            yield first, heading.heading_end, heading, heading.anchor
            continue
        is_beside_part = bool(parts) and (last in parts or any(part.end == first for part in parts.values()))
        for match in _PARAGRAPH.finditer(text, first, last):
            if is_beside_part and not any(map(str.isalnum, match.group())):
                continue  # a rule of dashes under a part; the page draws it
            starts_here = heading if heading and match.start() == first else None
            yield *match.span(), starts_here, heading.anchor if heading and starts_here else anchors.get(match.start())


def _marks_inside(marks: MarkRanges, start: int, end: int) -> MarkRanges:
    """Return what of the marks is inside a part of the text, as offsets in it; a mark may reach over its ends."""
    first = bisect_left(marks, start, key=itemgetter(0))
    if first and marks[first - 1][1] > start:
        first -= 1
    near = marks[first : bisect_left(marks, end, lo=first, key=itemgetter(0))]
    return tuple((max(at, start) - start, min(last, end) - start) for at, last in near)


def _links_inside(links: LinkRanges, start: int, end: int) -> LinkRanges:
    """Return the links inside a part of the text, as offsets in that part."""
    first = bisect_left(links, start, key=itemgetter(0))
    near = links[first : bisect_left(links, end, lo=first, key=itemgetter(0))]
    return tuple((at - start, last - start, href) for at, last, href in near if last <= end)


def linked_runs(paragraph: Paragraph, start: int = 0, end: int | None = None) -> Iterator[LinkedRuns]:
    """Yield the runs of a paragraph between the offsets `start` and `end`, grouped by the link that they are in."""
    end = len(paragraph.text) if end is None else end
    at = start
    for first, last, href in paragraph.links:
        if at <= first and last <= end:
            yield LinkedRuns(_shown(paragraph, at, first))
            yield LinkedRuns(_shown(paragraph, first, last), href)
            at = last
    yield LinkedRuns(_shown(paragraph, at, end))


def _shown(paragraph: Paragraph, start: int, end: int) -> list[TextRun]:
    """Return the runs of a paragraph; a cell's own bar is written `\\|`."""
    cut = runs(paragraph.text, paragraph.marks, start, end)
    return [run._replace(text=run.text.replace(r"\|", "|")) for run in cut] if paragraph.table.rows else cut


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
