"""Bring the end of a document to lines: cells apart, and columns that stand beside each other one after another."""

from __future__ import annotations

import re
from typing import NamedTuple

_BORDER = re.compile(r"[ \t]*[\t|][ \t|]*| {4,}")
_RECEIVER = re.compile(r"\W*(?:nơi\s+(?:nhận|gửi)|lưu\b)|[-–+•*]|.*[;.]$", re.IGNORECASE)
_AROUND_WORDS = " *_#\t"
_MAX_CHARACTERS = 60  # of a recipient, a role or a name below rows of cells


class Line(NamedTuple):
    """Holds a line or cell of the text with words: where it begins, and what it says."""

    start: int
    text: str


class _Row(NamedTuple):
    """Holds the cells of a line by the column that they stand in; `is_parted`: a border stands between or before."""

    cells: tuple[tuple[int, Line], ...]
    is_parted: bool


def signature_lines(text: str, start: int, end: int) -> list[Line]:
    """Return the lines and table cells with words between two offsets of a tidy text.

    Rows of two or more columns that follow each other (recipients beside a signature, joint signers) are read
    column by column; a single row of cells is read as it stands, since each cell may have lines of its own.
    """
    lines: list[Line] = []
    rows: list[_Row] = []
    at = start
    for words in text[start:end].split("\n"):
        has_border = "\t" in words or "|" in words or "    " in words
        if has_border or (rows and len(words) < _MAX_CHARACTERS):
            rows.append(_row(words, at))
        else:
            if rows:
                lines += _column_by_column(rows)
                rows = []
            bare = words.strip(_AROUND_WORDS)
            if bare and any(map(str.isalpha, bare)):
                lines.append(Line(at + words.index(bare), bare))
        at += len(words) + 1
    return lines + _column_by_column(rows)


def _row(words: str, at: int) -> _Row:
    cells: list[tuple[int, Line]] = []
    begin, column = 0, 0
    borders = list(_BORDER.finditer(words))
    for border in [*borders, None]:
        cell = words[begin : border.start() if border else len(words)]
        bare = cell.strip(_AROUND_WORDS)
        if bare and any(map(str.isalpha, bare)):
            cells.append((column, Line(at + begin + cell.index(bare), bare)))
        if border:
            begin, column = border.end(), column + 1
    return _Row(tuple(cells), bool(borders))


def _column_by_column(rows: list[_Row]) -> list[Line]:
    parted = [at for at, row in enumerate(rows) if row.is_parted and len(row.cells) > 1]
    between = rows[parted[0] : parted[-1]] if parted else []
    in_order = len(parted) < 2 or any(not row.is_parted and _is_role_or_name(row) for row in between)
    if in_order:
        return [line for row in rows for _, line in row.cells]
    last = max(column for at in parted for column, _ in rows[at].cells)
    placed: list[tuple[int, Line]] = []
    for row in rows:
        # A role or a name alone has lost the border before it.
        alone = not row.is_parted and _is_role_or_name(row)
        placed += [(last, line) for _, line in row.cells] if alone else row.cells
    return [line for _, line in sorted(placed, key=lambda cell: cell[0])]


def _is_role_or_name(row: _Row) -> bool:
    """Tell whether a row without a border is no recipient."""
    return any(not _RECEIVER.match(line.text) and (line.text.isupper() or line.text.istitle()) for _, line in row.cells)
