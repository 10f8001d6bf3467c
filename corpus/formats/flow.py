"""Turn the paragraphs and tables of a word processor (DOCX, DOC, RTF, ODT) into blocks, in the order of reading.

Formal documents set their head and their signature in two columns, by a table without lines or by tab stops: the left
column is read first, then the right one. Other tables are data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import NamedTuple

from corpus.formats.blocks import Block, HeadingBlock, ItemBlock, ParagraphBlock, TableBlock, is_number_column
from corpus.vi.bounded import compile_bounded

MAX_COLUMNS = 256
_MAX_ROWS_SIDE_BY_SIDE = 3  # of a table without lines: columns of names and offices, not records
_MAX_FORMAL_ROWS = 8
_MAX_COLUMN_LINE = 100  # characters of a line that tab stops set in columns
_MAX_EMPTY_BETWEEN = 8  # lines left for the hand that signs
_MAX_CELL_CHARACTERS = 600  # a longer cell of a table without lines is a part of the page

# What stands in the head and at the end of formal documents.
_FORMAL = compile_bounded(
    r"độc\s+lập\s*[-–—]\s*tự\s+do|cộng\s+h(?:òa|oà)\s+xã\s+hội\s+chủ\s+nghĩa|^\W*nơi\s+nhận\s*:|^\W*số\s*:.{0,20}/"
    r"|^\W*(?:(?:TM|KT|TL|TUQ)\s*[./]|T/M|K/T)\s*\w|^\W*Q\.\s*(?-i:[A-ZĐ]{2})"
    r"|^\W*(?-i:CHỦ\s+TỊCH|PHÓ\s+CHỦ\s+TỊCH|GIÁM\s+ĐỐC|TRƯỞNG\s+BAN|CHÁNH\s+VĂN\s+PHÒNG|BỘ\s+TRƯỞNG|THỦ\s+TƯỚNG)\W*$",
    re.IGNORECASE | re.MULTILINE,
)
_DASHED = re.compile(r"[-–+*•▪○●]\s")
_LEFT = re.compile(r"[-–+*•▪○●]\s|(?:V/v|Số\s*:)\s?\w", re.IGNORECASE)  # what stands in the left column alone
_GAP = re.compile(r"\t[\t ]*| {5,}\t?[\t ]*")  # between two columns that tab stops or blanks set


class FontRun(NamedTuple):
    """Holds letters as the file has them, the name of their font, and whether they are shown as capitals."""

    text: str
    font: str = ""
    is_capitals: bool = False


@dataclass(frozen=True, slots=True)
class FlowParagraph:
    """Holds a paragraph: its words with tabs and line ends, its automatic number, its level as a heading (0: none)."""

    text: str
    label: str = ""
    level: int = 0
    is_centred: bool = False


@dataclass(frozen=True, slots=True)
class FlowCell:
    """Holds a cell; `columns` that it covers, and whether it belongs to the cell above it."""

    parts: tuple[FlowPart, ...]
    columns: int = 1
    is_continued: bool = False


@dataclass(frozen=True, slots=True)
class FlowTable:
    """Holds a table as it is in the file; `is_ruled`: lines are drawn between its cells."""

    rows: tuple[tuple[FlowCell, ...], ...]
    is_ruled: bool = True
    has_head: bool = False


FlowPart = FlowParagraph | FlowTable


def blocks_of(parts: Iterable[FlowPart]) -> Iterator[Block]:
    """Yield the blocks of parts in their order; centred paragraphs without an empty one between are one block."""
    for is_table, group in groupby(parts, key=lambda part: isinstance(part, FlowTable)):
        if is_table:
            for part in group:
                if isinstance(part, FlowTable):
                    yield from _table_blocks(part)
        else:
            yield from _paragraph_blocks([part for part in group if isinstance(part, FlowParagraph)])


def _paragraph_blocks(paragraphs: Sequence[FlowParagraph]) -> Iterator[Block]:
    centred: list[str] = []
    columns = _columns_by_tabs(paragraphs)
    at = 0
    while at < len(paragraphs):
        paragraph = paragraphs[at]
        words = _words(paragraph)
        is_title = paragraph.is_centred and not paragraph.level and not paragraph.label and at not in columns
        if centred and not (is_title and words):
            yield ParagraphBlock("\n".join(centred))
            centred = []
        if at in columns:
            end = columns[at]
            yield from _side_by_side(paragraphs[at:end])
            at = end
            continue
        if words and is_title:
            centred.append(words)
        elif words:
            yield _block(paragraph, words)
        at += 1
    if centred:
        yield ParagraphBlock("\n".join(centred))


def _block(paragraph: FlowParagraph, words: str) -> Block:
    if paragraph.level:
        return HeadingBlock(" ".join(words.split()), paragraph.level)
    return ItemBlock(words) if _DASHED.match(words) else ParagraphBlock(words)


def _words(paragraph: FlowParagraph) -> str:
    """Return the number and the words, with one blank for each space between them; empty lines go."""
    lines = (" ".join(line.split()) for line in f"{paragraph.label} {paragraph.text}".split("\n"))
    words = "\n".join(filter(None, lines))
    return words if paragraph.text.strip() else ""


# Columns set by tab stops ---------------------------------------------------------------------------------------------


def _columns_by_tabs(paragraphs: Sequence[FlowParagraph]) -> dict[int, int]:
    """Return where a head or a signature is set in columns by tabs: the first paragraph → the one after its last."""
    found: dict[int, int] = {}
    fields = [_fields(paragraph) for paragraph in paragraphs]
    end = 0
    for at, line in enumerate(fields):
        if at < end or len(line) < 2 or not any(_FORMAL.search(field) for field in line):
            continue
        start = at
        while start > end and _is_beside(fields[start - 1]):
            start -= 1
        end = at + 1
        empty = 0
        for next_at in range(at + 1, len(fields)):
            line = fields[next_at]
            if not any(line):
                empty += 1
                if empty > _MAX_EMPTY_BETWEEN:
                    break
            elif _is_beside(line) or _LEFT.match(line[0]):
                end, empty = next_at + 1, 0
            else:
                break
        found[start] = end
    return found


def _fields(paragraph: FlowParagraph) -> list[str]:
    """Return the parts of a paragraph between its tabs; the first is empty where it begins with a tab."""
    if paragraph.label or paragraph.level or len(paragraph.text) > 4 * _MAX_COLUMN_LINE:
        return [paragraph.text]
    text = paragraph.text.rstrip()
    return [" ".join(field.split()) for field in _GAP.split(text)] if "\n" not in text else [text]


def _is_beside(fields: Sequence[str]) -> bool:
    """Tell whether a line has words in the right column, and none too long for a column."""
    return len(fields) > 1 and max(map(len, fields)) <= _MAX_COLUMN_LINE


def _side_by_side(paragraphs: Sequence[FlowParagraph]) -> Iterator[Block]:
    """Yield the left column, then the right one. A first tab that all lines have only centres them."""
    lines = [_fields(paragraph) for paragraph in paragraphs]
    both = [line for line in lines if sum(map(bool, line)) > 1]
    starts_empty = bool(both) and all(not line[0] for line in both)
    left: list[str] = []
    right: list[str] = []
    for line in lines:
        filled = [field for field in line if field]
        if len(filled) > 1:
            left.append(filled[0])
            right.append(" ".join(filled[1:]))
        elif filled:
            is_right = not line[0] and (not starts_empty or len(line) > 2)
            (right if is_right else left).append(filled[0])
    yield from (ParagraphBlock("\n".join(column)) for column in (left, right) if column)


# Tables ---------------------------------------------------------------------------------------------------------------


def _table_blocks(table: FlowTable) -> Iterator[Block]:
    rows = [row for row in table.rows if any(_is_filled(cell) for cell in row)]
    if not rows:
        return
    if _is_layout(rows, table.is_ruled):
        yield from _layout_blocks(rows)
        return
    grid = [_grid_row(row) for row in rows]
    width = max(map(len, grid))
    filled = tuple(tuple(line + [""] * (width - len(line))) for line in grid)
    has_head = len(filled) > 1 and (table.has_head or is_number_column(filled[0][0]))
    yield TableBlock(filled, has_head)


def _is_filled(cell: FlowCell) -> bool:
    return any(isinstance(part, FlowTable) or part.text.strip() for part in cell.parts)


def _is_layout(rows: Sequence[Sequence[FlowCell]], is_ruled: bool) -> bool:
    """Tell a table that sets the page (head, signature, a frame around the text) from one of data."""
    cells = [cell for row in rows for cell in row if _is_filled(cell)]
    if max(sum(map(_is_filled, row)) for row in rows) < 2:
        return True
    texts = [[part.text for part in cell.parts if isinstance(part, FlowParagraph)] for cell in cells]
    is_formal = any(_FORMAL.search("\n".join(text)) for text in texts)
    if is_formal and (not is_ruled or len(rows) <= _MAX_FORMAL_ROWS):
        return True
    if is_ruled:
        return False
    return len(rows) <= _MAX_ROWS_SIDE_BY_SIDE or any(sum(map(len, text)) > _MAX_CELL_CHARACTERS for text in texts)


def _layout_blocks(rows: Sequence[Sequence[FlowCell]]) -> Iterator[Block]:
    """Yield the cells of a table that sets the page: column by column where rows have the same ones."""
    for _, group in groupby(rows, key=lambda row: tuple(cell.columns for cell in row)):
        for column in zip_longest(*group):
            parts = [part for cell in column if cell for part in cell.parts]
            yield from _cell_blocks(parts)


def _cell_blocks(parts: Sequence[FlowPart]) -> Iterator[Block]:
    """Yield the lines of a cell as one block; a cell with paragraphs of text, or with a table, as they are."""
    has_long = any(isinstance(part, FlowTable) or len(part.text) > 2 * _MAX_COLUMN_LINE for part in parts)
    if has_long:
        yield from blocks_of(parts)
        return
    lines = [words for part in parts if isinstance(part, FlowParagraph) and (words := _words(part))]
    if lines:
        yield ParagraphBlock("\n".join(lines))


def _grid_row(row: Sequence[FlowCell]) -> list[str]:
    """Return the texts of a row of data; a cell over several columns is followed by empty ones."""
    line: list[str] = []
    for cell in row:
        line += ["" if cell.is_continued else _cell_text(cell), *[""] * (cell.columns - 1)]
        if len(line) >= MAX_COLUMNS:
            return line[:MAX_COLUMNS]
    return line


def _cell_text(cell: FlowCell) -> str:
    texts: list[str] = []
    for part in cell.parts:
        if isinstance(part, FlowParagraph):
            texts.append(_words(part))
        else:
            texts += [_cell_text(inner) for row in part.rows for inner in row]
    return " ".join(" ".join(texts).split())
