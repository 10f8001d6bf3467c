"""Turn what is printed on pages into their blocks: tables, columns, paragraphs, headings; without running heads.

It takes plain letters with their places (`page_parts.py`), from a PDF or from recognition, in these steps: lines that
form tables (`page_grids.py`), letters to pieces of lines (`page_lines.py`), running heads away (`running_heads.py`),
columns in the order of reading (`page_columns.py`), lines to paragraphs (`page_paragraphs.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.formats.blocks import Block, TableBlock
from corpus.formats.footnotes import footnote_start, footnotes, without_references
from corpus.formats.page_columns import SideBySide, regions
from corpus.formats.page_grids import grids, table
from corpus.formats.page_lines import lines_of_pieces, pieces_of_glyphs
from corpus.formats.page_paragraphs import PageParagraph, block, column, continued, paragraphs, usual_pitch
from corpus.formats.page_parts import Line, PrintedPage, Rule, margins
from corpus.formats.running_heads import without_running_heads
from corpus.vi.text import fold


@dataclass(slots=True)
class _Page:
    width: float
    height: float
    rules: tuple[Rule, ...]
    lines: list[Line]
    tables: list[tuple[float, TableBlock]] = field(default_factory=list)  # with the place of their first row
    parts: list[PageParagraph | TableBlock] = field(default_factory=list)
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
    for before, after in reversed(list(pairwise(laid_out))):  # the head of the page before must still be there
        _leave_out_repeated_head(before, after)
    for before, after in pairwise(laid_out):
        _carry_over(before, after)
    return [
        tuple(part if isinstance(part, TableBlock) else block(part) for part in [*page.parts, *page.notes])
        for page in laid_out
    ]


def _page(page: PrintedPage) -> _Page:
    """Return a page with its lines, and its tables apart."""
    found = grids(page.rules)
    uprights = [rule for grid in found for rule in grid.rules if not rule.is_level]
    pieces = pieces_of_glyphs(page.glyphs, uprights)
    tables: list[tuple[float, TableBlock]] = []
    for grid in found:
        inside = [piece for piece in pieces if grid.holds(piece)]
        if inside and (read := table(grid, inside)):
            tables.append((min(piece.y for piece in inside), read))
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
    tables = sorted(page.tables, key=lambda item: item[0])
    for top, found in [*tables, (float("inf"), None)]:
        above = [line for line in body if line.y < top]
        body = body[len(above) :]
        flow: list[Line] = []
        for region in regions(above, edges):
            if isinstance(region, Line):
                flow.append(region)
                continue
            page.parts += paragraphs(flow, edges, pitch)
            flow = []
            page.parts += [column(lines) for lines in region.columns] if isinstance(region, SideBySide) else [region]
        page.parts += paragraphs(flow, edges, pitch)
        if found:
            page.parts.append(found)
    if below:
        page.notes = footnotes(below)
        page.parts = without_references(page.parts, page.notes)
    page.parts = [part for part in page.parts if isinstance(part, TableBlock) or part.text.strip()]


def _leave_out_repeated_head(before: _Page, after: _Page) -> None:
    """Leave out the head that a table has again at the top of a page: it is a running head, and is read once."""
    match before.parts[-1:], after.parts[:1]:
        case [TableBlock() as table], [TableBlock(has_head=True) as rest] if _folded(rest.rows[0]) == _folded(
            table.rows[0]
        ):
            after.parts[0] = TableBlock(rest.rows[1:], has_head=False)


def _folded(cells: Iterable[str]) -> list[str]:
    """Return cells without marks, of which recognition misses some."""
    return [fold(cell).lower() for cell in cells]


def _carry_over(before: _Page, after: _Page) -> None:
    """Move the rest of a paragraph from the top of a page to the page on which it begins."""
    if not before.parts or not after.parts:
        return
    last, first = before.parts[-1], after.parts[0]
    if isinstance(last, TableBlock) or isinstance(first, TableBlock):
        return
    if whole := continued(last, first):
        before.parts[-1] = whole
        after.parts.pop(0)
