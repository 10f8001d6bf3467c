"""Put paragraphs into tables where a format only says how deep in tables each stands and where cells and rows end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.formats.flow import MAX_COLUMNS, FlowCell, FlowPart, FlowTable

MAX_DEPTH = 30
_SAME_EDGE = 80  # twentieths of a point: edges that should be one differ so much, about a millimetre


@dataclass(frozen=True, slots=True)
class RowShape:
    """Holds where the cells of a row end, which of them continue another, and whether lines are drawn around them."""

    edges: tuple[int, ...] = ()
    continued: frozenset[int] = frozenset()
    is_ruled: bool | None = None
    lined: int = 0  # cells with lines of their own
    is_head: bool = False


@dataclass(slots=True)
class _OpenTable:
    rows: list[tuple[list[tuple[FlowPart, ...]], RowShape]] = field(default_factory=list)
    cells: list[tuple[FlowPart, ...]] = field(default_factory=list)
    parts: list[FlowPart] = field(default_factory=list)


@dataclass(slots=True)
class TableBuilder:
    """Gathers parts in their order; `finished` gives them with the tables that they make."""

    parts: list[FlowPart] = field(default_factory=list)
    tables: list[_OpenTable] = field(default_factory=list)

    def add(self, part: FlowPart, depth: int) -> None:
        """Add a part that stands in so many tables."""
        self._go_to(depth)
        (self.tables[-1].parts if self.tables else self.parts).append(part)

    def end_cell(self, depth: int) -> None:
        """End the cell at a depth."""
        self._go_to(max(1, depth))
        table = self.tables[-1]
        table.cells.append(tuple(table.parts))
        table.parts = []

    def end_row(self, depth: int, shape: RowShape) -> None:
        """End the row at a depth."""
        self._go_to(max(1, depth))
        _end_row(self.tables[-1], shape)

    def finished(self) -> list[FlowPart]:
        """Return all parts."""
        self._go_to(0)
        return self.parts

    def _go_to(self, depth: int) -> None:
        depth = min(depth, MAX_DEPTH)
        while len(self.tables) > depth:
            table = self.tables.pop()
            _end_row(table, RowShape())
            if table.rows:
                (self.tables[-1].parts if self.tables else self.parts).append(_table(table))
        while len(self.tables) < depth:
            self.tables.append(_OpenTable())


def _end_row(table: _OpenTable, shape: RowShape) -> None:
    if table.parts:
        table.cells.append(tuple(table.parts))
        table.parts = []
    if table.cells:
        table.rows.append((table.cells, shape))
        table.cells = []


def _table(table: _OpenTable) -> FlowTable:
    columns = _columns([shape.edges for _, shape in table.rows])
    rows: list[tuple[FlowCell, ...]] = []
    lined = 0
    is_ruled = False
    for cells, shape in table.rows:
        lined += shape.lined
        is_ruled = is_ruled or bool(shape.is_ruled)
        spans = _spans(shape.edges, columns) if len(shape.edges) == len(cells) else [1] * len(cells)
        rows.append(
            tuple(
                FlowCell(parts, span, number in shape.continued)
                for number, (parts, span) in enumerate(zip(cells, spans, strict=True))
            )
        )
    has_head = table.rows[0][1].is_head
    return FlowTable(tuple(rows), is_ruled or 2 * lined > sum(map(len, rows)), has_head)


def _columns(rows: Sequence[Sequence[int]]) -> list[int]:
    """Return the edges of all rows, those that are nearly one as one."""
    columns: list[int] = []
    for edge in sorted({edge for row in rows for edge in row}):
        if not columns or edge - columns[-1] > _SAME_EDGE:
            columns.append(edge)
    return columns[:MAX_COLUMNS]


def _spans(edges: Sequence[int], columns: Sequence[int]) -> list[int]:
    """Return how many columns each cell of a row covers, at least one."""
    spans: list[int] = []
    at = 0
    for edge in edges:
        begin = at
        while at < len(columns) and columns[at] <= edge:
            at += 1
        spans.append(max(1, at - begin))
    return spans
