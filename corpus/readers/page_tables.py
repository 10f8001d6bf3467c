"""Tell tables of data from tables that only lay out a page, and return the rows of the former."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from lxml.etree import iterwalk

from corpus.formats.blocks import TableBlock, is_number_column
from corpus.readers.encoding import clean
from corpus.vi.bounded import compile_bounded

_MAX_CELL_CHARACTERS = 600  # a longer cell has a part of the page in it
_MAX_COLUMNS = 100
_MAX_ROWS_OF_SPAN = 1000
_LAYOUT_TAGS_WORDS = "h1 h2 h3 h4 h5 h6 form input select textarea button iframe article main nav"
_LAYOUT_TAGS = frozenset(_LAYOUT_TAGS_WORDS.split())
_NO_TEXT = frozenset(["script", "style", "noscript", "template"])
_INLINE_WORDS = "a b i u s em strong font span small big sub sup ins del mark code abbr cite q o:p"
_INLINE = frozenset(_INLINE_WORDS.split())
# What stands in the cells of the head and of the end of a formal document.
_FORMAL_CELL = compile_bounded(
    r"độc lập\s*[-–—]\s*tự do|cộng h(?:òa|oà) xã hội chủ nghĩa|nơi nhận\s*:|^\W*(?:TM|KT|TL|TUQ|Q)\. ?\w", re.IGNORECASE
)


class _Cell:
    """Gathers the words of a cell."""

    __slots__ = ("columns", "is_head", "linked", "parts", "rows")

    def __init__(self, element: Any) -> None:
        """Read how many columns and rows the cell spans."""
        self.parts: list[str] = []
        self.linked = 0
        self.is_head = element.tag == "th"
        self.columns = _span(element.get("colspan"), _MAX_COLUMNS)
        self.rows = _span(element.get("rowspan"), _MAX_ROWS_OF_SPAN)

    @property
    def text(self) -> str:
        """Return the words on one line."""
        return " ".join(clean("".join(self.parts)).split())


def _span(value: str | None, limit: int) -> int:
    return max(1, min(int(value), limit)) if value and value.strip().isascii() and value.strip().isdigit() else 1


def is_data_table(table: Any, apart: Collection[Any]) -> bool:
    """Tell whether a table has rows of data; elements of `apart` (title, date line) are never in one."""
    if table.get("role") in ("presentation", "none"):
        return False
    if any(element.tag in _LAYOUT_TAGS or element in apart for element in table.iter()):
        return False
    rows = _rows(table)
    if not rows:
        return False
    has_head = any(cell.is_head for row in rows for cell in row)
    if not has_head and (len(rows) < 2 or max(map(len, rows)) < 2):
        return False
    texts = [cell.text for row in rows for cell in row]
    if sum(map(bool, texts)) < 2 or any(len(text) > _MAX_CELL_CHARACTERS for text in texts):
        return False
    return not any(_FORMAL_CELL.search(text) for text in texts)


def table_of(table: Any) -> tuple[TableBlock, int]:
    """Return the table, and how many letters of it are links. A cell over several columns or rows is followed by
    empty ones.
    """
    rows = _rows(table)
    open_spans: dict[int, int] = {}  # column → further rows that a cell above covers
    grid: list[list[str]] = []
    for row in rows:
        line: list[str] = []
        for cell in row:
            _cover(line, open_spans)
            at = len(line)
            line += [cell.text, *[""] * (cell.columns - 1)][: _MAX_COLUMNS - at]
            if cell.rows > 1:
                open_spans |= dict.fromkeys(range(at, len(line)), cell.rows - 1)
        _cover(line, open_spans)
        if any(line):
            grid.append(line)
    width = max(map(len, grid), default=0)
    filled = tuple(tuple(line + [""] * (width - len(line))) for line in grid)
    first = [cell for cell in rows[0] if cell.text] if rows else []
    has_head = (
        bool(first) and len(filled) > 1 and (all(cell.is_head for cell in first) or is_number_column(first[0].text))
    )
    return TableBlock(filled, has_head), sum(cell.linked for row in rows for cell in row)


def _cover(line: list[str], open_spans: dict[int, int]) -> None:
    """Add empty cells where a cell of an earlier row reaches down."""
    while (left := open_spans.get(len(line), 0)) > 0:
        open_spans[len(line)] = left - 1
        line.append("")


def _rows(table: Any) -> list[list[_Cell]]:
    """Return the rows of a table; a table within a cell is words of that cell."""
    rows: list[list[_Cell]] = []
    cell: _Cell | None = None
    depth = links = 0
    skipped: Any = None
    steps = iterwalk(table, events=("start", "end"))
    for event, element in steps:
        tag = element.tag
        if event == "start":
            if tag in _NO_TEXT or tag == "caption" or "display:none" in element.get("style", "").replace(" ", ""):
                steps.skip_subtree()
                skipped = element
                continue
            depth += tag == "table"
            links += tag == "a" and element.get("href") is not None
            if depth == 1 and tag == "tr":
                rows.append([])
            elif depth == 1 and tag in ("td", "th"):
                cell = _Cell(element)
                rows = rows or [[]]
                rows[-1].append(cell)
            _gather(cell, element.text, tag, links)
            continue
        if element is skipped:
            skipped = None
            _gather(cell, element.tail, "a", links)
            continue
        depth -= tag == "table"
        links -= tag == "a" and element.get("href") is not None
        if depth == 1 and tag in ("td", "th"):
            cell = None
        elif element is not table:
            _gather(cell, element.tail, tag, links)
    return [row for row in rows if row]


def _gather(cell: _Cell | None, text: str | None, tag: str, links: int) -> None:
    if cell is None:
        return
    if tag not in _INLINE:
        cell.parts.append(" ")
    if text:
        cell.parts.append(text)
        cell.linked += sum(map(len, text.split())) if links > 0 else 0
