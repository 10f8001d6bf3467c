"""Find the cells of a table in a document's text, and which of its columns hold figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

MAX_SHOWN_CELLS = 60_000  # of a table; the lines beyond are shown as they are written

Cells = tuple[tuple[int, int], ...]  # offsets of the cells of a row

_TABLE = re.compile(r"\|[^\n]*\|(?:\n\|[^\n]*\|)*")
_LINE = re.compile(r"[^\n]+")
_CELL = re.compile(r"\|[^\S\n]*(?P<cell>(?:\\.|[^|\\\n])*)(?=\|)")
_HEAD_RULE = re.compile(r"(?:\|-+)+\|")
_FIGURE = re.compile(r"[-+(]?\d[\d.,\s]*(?:/\d[\d.,]*)?\s?%?\)?|[-–—]")
_ORDINAL = re.compile(r"\d{1,5}[.)]?")
_MIN_FIGURES = 0.7  # of the filled cells of a column


class TableRows(NamedTuple):
    """Holds the cells of a table by row; whether the first row is a head, which columns hold figures that add up, and
    where the lines begin that are too many to be shown as cells (else None).
    """

    rows: tuple[Cells, ...] = ()
    has_head: bool = False
    figures: frozenset[int] = frozenset()
    rest: int | None = None


def table_rows(body: str) -> TableRows:
    """Return the rows of a table (`| cell | cell |`); none of a paragraph that is none."""
    if not body.startswith("|") or not _TABLE.fullmatch(body):
        return TableRows()
    rows: list[Cells] = []
    has_head = False
    count = 0
    rest: int | None = None
    for line in _LINE.finditer(body):
        if _HEAD_RULE.fullmatch(line.group()):
            has_head = len(rows) == 1
            continue
        cells = _CELL.finditer(body, *line.span())
        row = tuple((cell.start("cell"), cell.start("cell") + len(cell["cell"].rstrip())) for cell in cells)
        count += len(row)
        if count > MAX_SHOWN_CELLS and rows:
            rest = line.start()
            break
        rows.append(row)
    return TableRows(tuple(rows), has_head, _figures(body, rows[has_head:]), rest)


def _figures(body: str, rows: Sequence[Cells]) -> frozenset[int]:
    """Return the columns whose cells are figures; a first column that numbers the rows is none."""
    columns: dict[int, list[str]] = {}
    for row in rows:
        for column, (start, end) in enumerate(row):
            if start < end:
                columns.setdefault(column, []).append(body[start:end])
    return frozenset(
        column
        for column, cells in columns.items()
        if sum(_FIGURE.fullmatch(cell) is not None for cell in cells) >= _MIN_FIGURES * len(cells)
        and not (column == 0 and len(row_numbers(cells)) >= _MIN_FIGURES * len(cells))
    )


def row_numbers(cells: Sequence[str]) -> list[int]:
    """Return the numbers of those cells that number rows: each is one more than the one before, or begins anew at 1."""
    numbers: list[int] = []
    before = 0
    for cell in cells:
        if _ORDINAL.fullmatch(cell):
            number = int(cell.rstrip(".)"))
            if number in (before + 1, 1):
                numbers.append(number)
            before = number
    return numbers
