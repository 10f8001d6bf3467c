"""Hold the blocks of a document, whatever format it came in, and write them as the text of a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.vi.bounded import compile_bounded

# A sign or number that an item brings with it, so that it needs no dash.
_MARK = re.compile(r"[-–—+*•·o▪➢]\s|\(?(?:\d{1,3}|[^\W\d]{1,2})[.)]\s|(?:Điều|Khoản)\s")

_NUMBER_COLUMN = compile_bounded(r"(?:STT|TT|Số\s*TT|Số thứ tự|No)\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HeadingBlock:
    """Holds a heading and its level, 1 being the highest."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class ParagraphBlock:
    """Holds a paragraph; several lines are lines that the document keeps apart."""

    text: str


@dataclass(frozen=True, slots=True)
class ItemBlock:
    """Holds an item of a list, with its paragraphs as lines."""

    text: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """Holds a table of data: rows of cells, each cell on one line, and whether the first row is its head.

    `continues`: on a page that begins with it, it is the rest of the table that ends the page before.
    """

    rows: tuple[tuple[str, ...], ...]
    has_head: bool
    continues: bool = False


Block = HeadingBlock | ParagraphBlock | ItemBlock | TableBlock


def is_number_column(cell: str) -> bool:
    """Tell whether a cell is the head of a column that numbers the rows: `STT`."""
    return _NUMBER_COLUMN.fullmatch(cell) is not None


def text_of_blocks(blocks: Iterable[Block]) -> str:
    """Return the text: blocks are divided by blank lines, the items of a list stand line under line."""
    return "\n\n".join(paragraphs(blocks))


def paragraphs(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the paragraphs of the text; a list is one, a table is one of lines `| cell | cell |`."""
    items: list[str] = []
    for block in blocks:
        if isinstance(block, ItemBlock):
            items.append(block.text if _MARK.match(block.text) else f"- {block.text}")
            continue
        if items:
            yield "\n".join(items)
            items = []
        yield _table(block) if isinstance(block, TableBlock) else block.text
    if items:
        yield "\n".join(items)


def _table(table: TableBlock) -> str:
    lines = ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in table.rows]
    if table.has_head:
        lines.insert(1, "|" + "---|" * len(table.rows[0]))
    return "\n".join(lines)
