"""Make one table of those that go on over page ends: the repeated head once, a row that a page end cuts whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from corpus.formats.blocks import TableBlock
from corpus.formats.page_parts import joined
from corpus.vi.text import fold

_SAME_EDGE = 4.0  # points between the edges of columns that are one
_MIN_DEPTH = 0.5  # of the page, down to which a table reaches that goes on; the next row may need a lot of room


@dataclass(slots=True)
class PageTable:
    """Holds a table of a page: the edges of all its columns, its rows with all their cells, and where it stands.

    `depth` is the share of the page that lies above its end. `continues`: it is a part of the table before it.
    """

    edges: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    has_head: bool
    top: float
    depth: float
    continues: bool = False


def join_tables(tables: Sequence[PageTable]) -> None:
    """Make one table of those that stand at the end of a page and at the top of the next, where columns agree.

    `tables` stand on pages that follow one another, with no text between them. One that has other columns, or another
    head, begins a new table. A part of which nothing is left has no rows.
    """
    run = [tables[0]]
    for table in tables[1:]:
        if _goes_on(run[0], run[-1], table):
            _join(run, table)
            run.append(table)
        else:
            _leave_out_empty_columns(run)
            run = [table]
    _leave_out_empty_columns(run)


def without_lines(table: TableBlock) -> PageTable:
    """Return a table that is set without lines: it is known to go on where its head is repeated."""
    edges = tuple(map(float, range(len(table.rows[0]) + 1)))
    return PageTable(edges, table.rows, table.has_head, top=0, depth=0)


def block(table: PageTable) -> TableBlock:
    """Return the block of a table."""
    return TableBlock(table.rows, table.has_head, table.continues)


def _goes_on(first: PageTable, before: PageTable, after: PageTable) -> bool:
    if len(before.edges) != len(after.edges):
        return False
    if after.has_head or _has_head_again(first, after):
        return _has_head_again(first, after)
    are_same = all(abs(one - other) <= _SAME_EDGE for one, other in zip(before.edges, after.edges, strict=True))
    return are_same and before.depth >= _MIN_DEPTH


def _has_head_again(first: PageTable, after: PageTable) -> bool:
    return (first.has_head or after.has_head) and _folded(first.rows[0]) == _folded(after.rows[0])


def _folded(row: Sequence[str]) -> list[str]:
    """Return the cells of a head without marks, of which recognition misses some."""
    return [fold(cell).lower() for cell in row]


def _join(run: Sequence[PageTable], table: PageTable) -> None:
    first, before = run[0], next((part for part in reversed(run) if part.rows), run[0])
    if _has_head_again(first, table):
        pairs = zip(first.rows, table.rows, strict=False)
        table.rows = table.rows[sum(1 for _ in takewhile(lambda rows: _folded(rows[0]) == _folded(rows[1]), pairs)) :]
    if table.rows and _is_rest_of_row(before.rows[-1], table.rows[0]):
        cells = zip(before.rows[-1], table.rows[0], strict=True)
        before.rows = (*before.rows[:-1], tuple(joined(cell, rest) if rest else cell for cell, rest in cells))
        table.rows = table.rows[1:]
    table.has_head, table.continues = False, True


def _is_rest_of_row(row: Sequence[str], rest: Sequence[str]) -> bool:
    """Tell the rest of a row that a page end has cut: its first cell has ended, and another goes on with small letters.

    The rest of a number is none: `| | thu phí | 1.250 |` has a figure of its own.
    """
    pairs = [(cell, more) for cell, more in zip(row, rest, strict=True) if more]
    return (
        not rest[0]
        and all(cell and not more[0].isdigit() for cell, more in pairs)
        and any(more[0].islower() and cell[-1] not in ".;:" for cell, more in pairs)
    )


def _leave_out_empty_columns(run: Sequence[PageTable]) -> None:
    """Leave out the columns that are empty in all parts of a table."""
    kept = [at for at in range(len(run[0].edges) - 1) if any(row[at] for table in run for row in table.rows)]
    for table in run:
        table.rows = tuple(tuple(row[at] for at in kept) for row in table.rows)
