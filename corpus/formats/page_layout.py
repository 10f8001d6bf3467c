"""Turn what is printed on pages into their blocks: tables, columns, paragraphs, headings; without running heads.

It takes plain letters with their places (`page_parts.py`), from a PDF or from recognition, in these steps: lines that
form tables (`page_grids.py`), letters to pieces of lines (`page_lines.py`), running heads away (`running_heads.py`),
columns in the order of reading (`page_columns.py`), lines to paragraphs (`page_paragraphs.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.formats.blocks import Block
from corpus.formats.footnotes import footnote_start, footnotes, without_references
from corpus.formats.page_columns import SideBySide, regions
from corpus.formats.page_grids import grids, table
from corpus.formats.page_lines import lines_of_pieces, pieces_of_glyphs
from corpus.formats.page_paragraphs import PageParagraph, block, column, continued, paragraphs, usual_pitch
from corpus.formats.page_parts import Line, PrintedPage, Rule, margins
from corpus.formats.page_tables import PageTable, join_tables, without_lines
from corpus.formats.page_tables import block as table_block
from corpus.formats.running_heads import without_running_heads


@dataclass(slots=True)
class _Page:
    width: float
    height: float
    rules: tuple[Rule, ...]
    lines: list[Line]
    tables: list[PageTable] = field(default_factory=list)
    parts: list[PageParagraph | PageTable] = field(default_factory=list)
    notes: list[PageParagraph] = field(default_factory=list)


def blocks_of_pages(pages: Iterable[PrintedPage]) -> list[tuple[Block, ...]]:
    """Return the blocks of each page of a document.

    A paragraph that goes on over the end of a page belongs to the page on which it begins. Footnotes follow the text of
    their page.
    """
    laid_out = [_page(page) for page in pages]
    for page, lines in zip(
        laid_out, without_running_heads([(page.lines, page.height) for page in laid_out]), strict=True
    ):
        page.lines = lines
        _read(page)
    _join_tables(laid_out)
    for before, after in pairwise(laid_out):
        _carry_over(before, after)
    return [
        tuple(table_block(part) if isinstance(part, PageTable) else block(part) for part in [*page.parts, *page.notes])
        for page in laid_out
    ]


def _page(page: PrintedPage) -> _Page:
    """Return a page with its lines, and its tables apart."""
    found = grids(page.rules)
    uprights = [rule for grid in found for rule in grid.rules if not rule.is_level]
    pieces = pieces_of_glyphs(page.glyphs, uprights)
    tables: list[PageTable] = []
    for grid in found:
        inside = [piece for piece in pieces if grid.holds(piece)]
        if inside and (read := table(grid, inside, page.height)):
            tables.append(read)
            pieces = [piece for piece in pieces if not grid.holds(piece)]
    return _Page(page.width, page.height, page.rules, lines_of_pieces(pieces), tables)


def _read(page: _Page) -> None:
    """Read the paragraphs and footnotes of a page."""
    lines = page.lines
    single = [line for line in lines if len(line.pieces) == 1]
    edges = margins(single if len(single) >= 3 else lines, page.width)
    cut = footnote_start(lines, page.rules, edges)
    body, below = lines[:cut], lines[cut:]
    pitch = usual_pitch(body)
    for found in [*sorted(page.tables, key=lambda table: table.top), None]:
        above = [line for line in body if found is None or line.y < found.top]
        body = body[len(above) :]
        flow: list[Line] = []
        for region in regions(above, edges):
            if isinstance(region, Line):
                flow.append(region)
                continue
            page.parts += paragraphs(flow, edges, pitch)
            flow = []
            if isinstance(region, SideBySide):
                page.parts += [column(lines) for lines in region.columns]
            else:
                page.parts.append(without_lines(region))
        page.parts += paragraphs(flow, edges, pitch)
        if found:
            page.parts.append(found)
    if below:
        page.notes = footnotes(below)
        page.parts = without_references(page.parts, page.notes)
    page.parts = [part for part in page.parts if isinstance(part, PageTable) or part.text.strip()]


def _join_tables(pages: list[_Page]) -> None:
    """Make one table of those that go on over page ends; each part stays on its page."""
    run: list[PageTable] = []
    for page in pages:
        for at, part in enumerate(page.parts):
            if at or not isinstance(part, PageTable):
                run = _closed(run)
            if isinstance(part, PageTable):
                run.append(part)
        if page.notes or not page.parts:
            run = _closed(run)
    _closed(run)
    for page in pages:
        page.parts = [part for part in page.parts if not isinstance(part, PageTable) or part.rows]


def _closed(run: list[PageTable]) -> list[PageTable]:
    """Join the tables of a run, after which another begins."""
    if run:
        join_tables(run)
    return []


def _carry_over(before: _Page, after: _Page) -> None:
    """Move the rest of a paragraph from the top of a page to the page on which it begins."""
    if not before.parts or not after.parts:
        return
    last, first = before.parts[-1], after.parts[0]
    if isinstance(last, PageTable) or isinstance(first, PageTable):
        return
    if whole := continued(last, first):
        before.parts[-1] = whole
        after.parts.pop(0)
