"""Bring the end of a document to lines: cells apart, and columns that stand beside each other one after another."""

from __future__ import annotations

import re
from typing import NamedTuple

_BORDER = re.compile(r" *\| *| {4,}")
_RECIPIENT = re.compile(r"\W*(?:nơi\s+(?:nhận|gửi)|lưu\b)|[-–+•*(\[]|.*[;.]$", re.IGNORECASE)
_AROUND_WORDS = " *_#"
_MAX_CHARACTERS = 60  # of a recipient, a role or a name below rows of cells
_MAX_GOING_ON = 3  # lines below rows of cells that have lost their border


class SignatureLine(NamedTuple):
    """Holds a line or cell of the text with words: where it begins, and what it says."""

    start: int
    text: str


class _CellRow(NamedTuple):
    """Holds the cells of a line by the column that they stand in; `is_parted`: a border stands between or before."""

    cells: tuple[tuple[int, SignatureLine], ...]
    is_parted: bool


def signature_lines(text: str, start: int, end: int) -> list[SignatureLine]:
    """Return the lines and table cells with words between two offsets of a tidy text.

    Rows of two or more columns that follow each other (recipients beside a signature, joint signers) are read
    column by column; a single row of cells is read as it stands, since each cell may have lines of its own.
    """
    lines: list[SignatureLine] = []
    rows: list[_CellRow] = []
    goes_on = 0  # lines without a border below the rows, with which the last column may go on
    at = start
    for words in text[start:end].split("\n"):
        has_border = "|" in words or "    " in words
        if has_border or (rows and goes_on < _MAX_GOING_ON and len(words) < _MAX_CHARACTERS):
            row = _row(words, at)
            if has_border and goes_on:
                lines += _column_by_column(rows)
                rows = []
            rows.append(row)
            goes_on = 0 if has_border else goes_on + any(not _RECIPIENT.match(line.text) for _, line in row.cells)
        else:
            if rows:
                lines += _column_by_column(rows)
                rows, goes_on = [], 0
            bare = words.strip(_AROUND_WORDS)
            if bare and any(map(str.isalpha, bare)):
                lines.append(SignatureLine(at + words.index(bare), bare))
        at += len(words) + 1
    return lines + _column_by_column(rows)


def _row(words: str, at: int) -> _CellRow:
    cells: list[tuple[int, SignatureLine]] = []
    begin, column = 0, 0
    borders = list(_BORDER.finditer(words))
    for border in [*borders, None]:
        cell = words[begin : border.start() if border else len(words)]
        bare = cell.strip(_AROUND_WORDS)
        if bare and any(map(str.isalpha, bare)):
            cells.append((column, SignatureLine(at + begin + cell.index(bare), bare)))
        if border:
            begin, column = border.end(), column + 1
    return _CellRow(tuple(cells), bool(borders))


def _column_by_column(rows: list[_CellRow]) -> list[SignatureLine]:
    several = [at for at, row in enumerate(rows) if len(row.cells) > 1]
    if len(several) < 2:
        return [line for row in rows for _, line in row.cells]
    last = max(column for row in rows for column, _ in row.cells)
    placed: list[tuple[int, SignatureLine]] = []
    for row in rows:
        for column, line in row.cells:
            # A role or a name alone has lost the border before it.
            is_alone = not row.is_parted and not _RECIPIENT.match(line.text)
            placed.append((last if is_alone and (line.text.isupper() or line.text.istitle()) else column, line))
    return [line for _, line in sorted(placed, key=lambda cell: cell[0])]
