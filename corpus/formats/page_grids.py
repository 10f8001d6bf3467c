"""Read the tables of a page from its lines: which cells they enclose, and which letters stand in each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpus.formats.blocks import is_number_column
from corpus.formats.page_lines import lines_of_pieces
from corpus.formats.page_parts import Piece, Rule, joined
from corpus.formats.page_tables import PageTable
from corpus.vi.telex import is_spelled

_SAME_RULE = 2.5  # points between lines that are drawn as one
_MIN_SIDE = 25.0  # less is a box to tick
_MIN_FULL_CELLS = 0.25  # of all cells: fewer are a drawing
_MAX_LINES = 400  # to a side of one table; hostile pages have more
_FIGURES = re.compile(r"[\d\s.,%()+/-]*")


class Grid(NamedTuple):
    """Holds the lines of one table: where its columns and rows are parted, and the drawn lines."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    rules: tuple[Rule, ...]

    def holds(self, piece: Piece) -> bool:
        """Tell whether a piece stands inside the table."""
        x, y = (piece.x0 + piece.x1) / 2, piece.y - 0.3 * piece.size
        return self.xs[0] - 2 <= x <= self.xs[-1] + 2 and self.ys[0] - 2 <= y <= self.ys[-1] + 2


def grids(rules: Sequence[Rule]) -> list[Grid]:
    """Return the tables that the lines of a page draw, the smallest first."""
    level = _merged([rule for rule in rules if rule.is_level], level=True)
    upright = _merged([rule for rule in rules if not rule.is_level], level=False)
    found = []
    for group in _touching(level, upright):
        xs = _places([rule.x0 for rule in group if not rule.is_level])
        ys = _places([rule.y0 for rule in group if rule.is_level])
        if not xs or not ys or len(xs) > _MAX_LINES or len(ys) > _MAX_LINES:
            continue
        xs = _with_ends(xs, [x for rule in group if rule.is_level for x in (rule.x0, rule.x1)])
        ys = _with_ends(ys, [y for rule in group if not rule.is_level for y in (rule.y0, rule.y1)])
        is_box = xs[-1] - xs[0] < _MIN_SIDE or ys[-1] - ys[0] < _MIN_SIDE / 3
        if len(xs) > 2 and len(ys) > 1 and not is_box:
            found.append(Grid(tuple(xs), tuple(ys), tuple(group)))
    return sorted(found, key=lambda grid: (grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0]))


def table(grid: Grid, pieces: Sequence[Piece], page_height: float) -> PageTable | None:
    """Return the table that a grid makes of its pieces; None where it is a frame around text, or a drawing."""
    roots = _roots(grid)
    cells: dict[tuple[int, int], list[Piece]] = {}
    for piece in pieces:
        row = _index(grid.ys, piece.y - 0.3 * piece.size)
        column = _index(grid.xs, (piece.x0 + piece.x1) / 2)
        cells.setdefault(roots[row, column], []).append(piece)
    beginnings = set(roots.values())
    if len(cells) < 2 or len(cells) < _MIN_FULL_CELLS * len(beginnings):
        return None
    columns = range(len(grid.xs) - 1)
    rows = [j for j in range(len(grid.ys) - 1) if any((j, i) in cells for i in columns)]
    if len({column for _, column in cells}) < 2:
        return None
    texts = tuple(tuple(_text(cells.get((j, i), ())) for i in columns) for j in rows)
    bold = all(piece.is_bold for i in columns for piece in cells.get((rows[0], i), ()))
    has_head = len(texts) > 1 and _is_head(texts[0], is_bold=bold)
    return PageTable(grid.xs, texts, has_head, min(piece.y for piece in pieces), grid.ys[-1] / page_height)


def _text(pieces: Sequence[Piece]) -> str:
    text = ""
    for line in lines_of_pieces(pieces):
        if not text:
            text = line.text
        elif _is_cut(text, line.text):
            text += line.text
        else:
            text = joined(text, line.text)
    return text


def _is_cut(before: str, after: str) -> bool:
    """Tell whether a narrow cell has cut a word or number that had no room: `ST` and `T`, `1.250.` and `000`."""
    if before.rpartition(" ")[2][-1:] in ".," and _FIGURES.fullmatch(before) and re.match(r"\d{3}", after):
        return True
    return (
        before.isalpha()
        and after.isalpha()
        and len(before + after) <= 4
        and before.isupper()
        and not is_spelled(before)
    )


def _is_head(cells: Sequence[str], *, is_bold: bool) -> bool:
    """Tell whether a row names the columns: in bold letters, or as a numbered list does."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or any(_FIGURES.fullmatch(cell) for cell in filled):
        return False
    return is_bold or is_number_column(filled[0])


def _index(places: Sequence[float], at: float) -> int:
    return min(max(0, bisect_right(places, at) - 1), len(places) - 2)


def _merged(rules: list[Rule], *, level: bool) -> list[Rule]:
    """Return the lines without those that only go on where another ends, or lie beside it."""
    rows: list[tuple[float, list[tuple[float, float]]]] = []
    for rule in sorted(rules, key=lambda rule: rule.y0 if level else rule.x0):
        place = rule.y0 if level else rule.x0
        span = (rule.x0, rule.x1) if level else (rule.y0, rule.y1)
        if rows and place - rows[-1][0] <= _SAME_RULE:
            rows[-1][1].append(span)
        else:
            rows.append((place, [span]))
    merged: list[Rule] = []
    for place, spans in rows:
        spans.sort()
        start, end = spans[0]
        for left, right in [*spans[1:], (float("inf"), float("inf"))]:
            if left <= end + _SAME_RULE:
                end = max(end, right)
                continue
            merged.append(Rule(start, place, end, place) if level else Rule(place, start, place, end))
            start, end = left, right
    return merged


def _touching(level: list[Rule], upright: list[Rule]) -> list[list[Rule]]:
    """Return the groups of lines that touch each other, each with lines of both ways."""
    parent = list(range(len(level) + len(upright)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    tops = [rule.y0 for rule in level]  # from the top, as `_merged` gives them
    for at, line in enumerate(upright):
        for other in range(bisect_right(tops, line.y0 - _SAME_RULE), bisect_right(tops, line.y1 + _SAME_RULE)):
            if level[other].x0 - _SAME_RULE <= line.x0 <= level[other].x1 + _SAME_RULE:
                parent[root(len(level) + at)] = root(other)
    groups: dict[int, list[Rule]] = {}
    for at, rule in enumerate([*level, *upright]):
        groups.setdefault(root(at), []).append(rule)
    return [group for group in groups.values() if len({rule.is_level for rule in group}) == 2]


def _places(values: Iterable[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _SAME_RULE + 0.5:
            places.append(value)
    return places


def _with_ends(places: list[float], ends: list[float]) -> list[float]:
    """Return the places with those of sides on which no line is drawn: where the lines across end."""
    first, last = min(ends), max(ends)
    return [
        *([first] if first < places[0] - 10 else []),
        *places,
        *([last] if last > places[-1] + 10 else []),
    ]


def _roots(grid: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each field of the grid the upper left field of the cell that it belongs to."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    walls_right, walls_below = _walls(grid)
    roots: dict[tuple[int, int], tuple[int, int]] = {}
    for j in range(rows):
        for i in range(columns):
            if (j, i) in roots:
                continue
            right = i
            while right + 1 < columns and (j, right) not in walls_right and (j, right + 1) not in roots:
                right += 1
            below = j
            while below + 1 < rows and all((below, k) not in walls_below for k in range(i, right + 1)):
                below += 1
            for y in range(j, below + 1):
                for x in range(i, right + 1):
                    roots.setdefault((y, x), (j, i))
    return roots


def _walls(grid: Grid) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Return the fields with a line to the right of them, and those with a line below them."""
    right: set[tuple[int, int]] = set()
    below: set[tuple[int, int]] = set()
    for rule in grid.rules:
        if rule.is_level:
            j = _nearest(grid.ys, rule.y0)
            for i in range(len(grid.xs) - 1):
                if rule.x0 - _SAME_RULE <= (grid.xs[i] + grid.xs[i + 1]) / 2 <= rule.x1 + _SAME_RULE:
                    below.add((j - 1, i))
        else:
            i = _nearest(grid.xs, rule.x0)
            for j in range(len(grid.ys) - 1):
                if rule.y0 - _SAME_RULE <= (grid.ys[j] + grid.ys[j + 1]) / 2 <= rule.y1 + _SAME_RULE:
                    right.add((j, i - 1))
    return right, below


def _nearest(places: Sequence[float], value: float) -> int:
    return min(range(len(places)), key=lambda at: abs(places[at] - value))
