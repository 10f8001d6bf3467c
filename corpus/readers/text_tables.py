"""Find tables that are drawn with bars in a text, of Markdown or of a plain one, and write them as a document has them.

Plain texts have rows `7 | Hỗ trợ xây dựng nông thôn mới | 50.960` without bars around them, Markdown has a rule under
the head. The head and the end of a formal document, which some set in cells, are no tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from corpus.formats.blocks import TableBlock, is_number_column, text_of_blocks
from corpus.vi.bounded import compile_bounded

_MAX_COLUMNS = 1000
_BAR = re.compile(r"(?<!\\)\|")
_INNER_BAR = re.compile(r"(?<=\s)\|(?=\s)")
_RULE = re.compile(r":?-+:?")
# What stands in the cells of the head and of the end of a formal document.
_FORMAL_CELL = compile_bounded(
    r"độc lập\s*[-–—]\s*tự do|cộng h(?:òa|oà) xã hội chủ nghĩa|nơi (?:nhận|gửi)\s*:|^\W*số\s*:"
    r"|^\W*(?:TM|KT|TL|TUQ|Q)\s?\. ?\w|^\W*(?-i:(?:PHÓ )?CHỦ TỊCH)\W*$",
    re.IGNORECASE,
)


def has_cells(line: str) -> bool:
    """Tell whether a line may be a row of cells."""
    return bool(_BAR.search(line))


def with_tables(text: str) -> str:
    """Return the text with each of its tables as a paragraph of lines `| cell | cell |`; it changes none of these."""
    if "|" not in text:
        return text
    paragraphs: list[str] = []
    for piece in tables_and_text(text):
        if isinstance(piece, TableBlock):
            paragraphs.append(text_of_blocks([piece]))
        elif words := piece.strip("\n"):
            paragraphs.append(words)
    return "\n\n".join(paragraphs)


def tables_and_text(text: str) -> Iterator[str | TableBlock]:
    """Yield the tables of a text and what stands between them, with its line ends."""
    text_lines: list[str] = []
    for may_be_rows, group in groupby(text.split("\n"), key=has_cells):
        lines = list(group)
        table = _table([line.strip() for line in lines]) if may_be_rows else None
        if table is None:
            text_lines += lines
            continue
        if text_lines:
            yield "\n".join([*text_lines, ""])
            text_lines = []
        yield table
    if text_lines:
        yield "\n".join(text_lines)


def _table(lines: Sequence[str]) -> TableBlock | None:
    """Return the table of lines that follow each other; None where they are none."""
    is_framed = all(line[0] == line[-1] == "|" and len(line) > 1 for line in lines)
    rule_at = next((at for at, line in enumerate(lines[:2]) if _is_rule(line)), None)
    if rule_at is None and not is_framed and not _has_rows(lines):
        return None
    read = [_cells(line) for at, line in enumerate(lines) if at != rule_at]
    rows = [row for row in read if any(row)]
    width = max(map(len, rows), default=0)
    if not rows or width > _MAX_COLUMNS or any(_FORMAL_CELL.search(cell) for row in rows for cell in row):
        return None
    filled = tuple(tuple(row + [""] * (width - len(row))) for row in rows)
    is_headed = rule_at == 1 and any(read[0])  # Markdown has an empty head where there is none
    return TableBlock(filled, is_headed or (rule_at is None and len(rows) > 1 and is_number_column(filled[0][0])))


def _is_rule(line: str) -> bool:
    cells = _cells(line)
    return all(map(_RULE.fullmatch, cells)) and (len(cells) > 1 or line.startswith("|"))


def _has_rows(lines: Sequence[str]) -> bool:
    """Tell whether lines without bars around them are rows: two or more, of as many cells each, parted by ` | `."""
    counts = {len(_INNER_BAR.findall(line)) for line in lines}
    return len(lines) > 1 and counts == {len(_BAR.findall(lines[0]))} and 0 not in counts


def _cells(line: str) -> list[str]:
    """Return the cells of a row, their own bars without the sign before them."""
    words = line.strip()
    words = words[1:] if words.startswith("|") else words
    words = words[:-1] if words.endswith("|") and not words.endswith(r"\|") else words
    return [" ".join(cell.split()).replace(r"\|", "|") for cell in _BAR.split(words)]
