"""Tell which lines of a page stand in columns: the head of a document, its recipients beside its signature.

The left column is read before the right one, so that a head comes as it does from other formats: the body and its
number, then the motto and the day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.formats.blocks import TableBlock
from corpus.formats.page_parts import Line, Margins, Piece, whole

_MAX_GAP = 3.2  # between two lines of columns, by the size of letters
_MAX_SIGNATURE_GAP = 11.0  # between a role and a name, where the signature is written
_MAX_LINES_ABOVE = 4
_ANYWHERE = 1e6
_MIN_ROWS = 3  # of a table without lines
_MIN_CELLS = 3
_SAME_PLACE = 6.0  # points, of cells one below the other

# Words that stand in the head and the end of a document, side by side with others.
_OF_COLUMNS = re.compile(
    r"cộng h(?:òa|oà) xã hội|độc lập|số\s?:|nơi nhận|(?:tm|kt|tl|tuq|q)\s?\.|t/m|k/t|chủ tịch|chủ tọa|thư ký|đại diện"
    r"|ủy ban|uỷ ban|hội đồng|kính gửi|người (?:lập|ký|nhận)|giám đốc|trưởng|chánh|\(?(?:đã )?ký|mẫu số|.{1,40}, ngày"
    r"|v/v|- lưu|đảng cộng sản",
    re.IGNORECASE,
)
_AFTER_HEAD = re.compile(r"kính gửi|căn cứ\s|điều\s\d", re.IGNORECASE)
_ITEM = re.compile(r"(?:[-–+*•◦]|\(?\w{1,4}[.)]|(?:\d+\.){2,5}|(?:điều|mục|chương|phần)\s\w{1,5}[.:]?)", re.IGNORECASE)
_LEADER = re.compile(r"[.…\s]*\d{1,4}")


class SideBySide(NamedTuple):
    """Holds lines that stand side by side, column by column from the left."""

    columns: tuple[tuple[Line, ...], ...]


Region = Line | SideBySide | TableBlock
Width = tuple[float, float]


def regions(lines: Sequence[Line], margins: Margins) -> list[Region]:
    """Return the lines of a page in the order in which they are read, those of columns together."""
    found: list[Region] = []
    at = 0
    while at < len(lines):
        end, region = _table(lines, at) or _columns(lines, at, margins) or (at + 1, lines[at])
        found.append(region)
        at = end
    return found


def _table(lines: Sequence[Line], at: int) -> tuple[int, TableBlock] | None:
    """Return a table without lines that begins here: rows of as many cells, one below the other."""
    first = lines[at]
    count = len(first.pieces)
    if count < _MIN_CELLS:
        return None
    end = at + 1
    while end < len(lines) and len(lines[end].pieces) == count and _are_aligned(first, lines[end]):
        if lines[end].y - lines[end - 1].y > _MAX_GAP * lines[end].size:
            break
        end += 1
    rows = lines[at:end]
    if len(rows) < _MIN_ROWS or any(_OF_COLUMNS.match(piece.text) for row in rows for piece in row.pieces):
        return None
    texts = tuple(tuple(piece.text for piece in row.pieces) for row in rows)
    return end, TableBlock(texts, has_head=all(piece.is_bold for piece in first.pieces))


def _are_aligned(first: Line, other: Line) -> bool:
    return all(
        abs(a.x0 - b.x0) < _SAME_PLACE or abs(a.x1 - b.x1) < _SAME_PLACE or abs(_middle(a) - _middle(b)) < _SAME_PLACE
        for a, b in zip(first.pieces, other.pieces, strict=True)
    )


def _middle(piece: Piece) -> float:
    return (piece.x0 + piece.x1) / 2


def _columns(lines: Sequence[Line], at: int, margins: Margins) -> tuple[int, SideBySide] | None:
    """Return the columns that begin with this line, and the number of the line after them."""
    spans = _spans_near(lines, at, margins)
    if not spans:
        return None
    columns: list[list[Piece]] = [[] for _ in spans]
    end, side_by_side, known = at, 0, 0
    while end < len(lines):
        line = lines[end]
        if end > at and line.y - lines[end - 1].y > _allowed_gap(line, spans) * line.size:
            break
        places = _places(line, spans)
        if places is None or (end > at and len(places) == 1 and _ends_columns(line, margins)):
            break
        for piece, place in places:
            columns[place].append(piece)
            known += bool(_OF_COLUMNS.match(piece.text)) or (piece.text.isupper() and len(piece.text) > 5)
        side_by_side += len(places) > 1
        end += 1
    if not known and side_by_side < _MIN_ROWS:
        return None
    return end, SideBySide(tuple(tuple(Line((piece,)) for piece in column) for column in columns))


def _spans_near(lines: Sequence[Line], at: int, margins: Margins) -> list[Width] | None:
    """Return the columns that a line begins, or one soon below it: a signature may begin above its recipients."""
    for below in range(at, min(at + _MAX_LINES_ABOVE + 1, len(lines))):
        line = lines[below]
        if len(line.pieces) > 1:
            spans = _spans(line, margins)
            if spans and all(_may_be_above(lines[above], spans, margins) for above in range(at, below)):
                return spans
            return None
        if line.y - lines[at].y > _MAX_LINES_ABOVE * _MAX_GAP * line.size:
            return None
    return None


def _may_be_above(line: Line, spans: Sequence[Width], margins: Margins) -> bool:
    in_right = line.x0 >= spans[-1][0] - 40 and line.x0 > margins.left + 0.35 * margins.width
    in_left = line.x1 <= spans[0][1] + 40 and line.text.isupper()
    return (in_right or in_left) and not _is_centred(line, margins)


def _spans(line: Line, margins: Margins) -> list[Width] | None:
    """Return from where to where the columns may go that a line begins: they are parted by its gaps."""
    pieces = line.pieces
    if _ITEM.fullmatch(pieces[0].text) or _LEADER.fullmatch(pieces[-1].text):
        return None
    if len(pieces) > 2 and not any(_OF_COLUMNS.match(piece.text) or piece.text.isupper() for piece in pieces):
        return None
    if pieces[1].x0 < margins.left + 0.2 * margins.width or pieces[-2].x1 > margins.left + 0.85 * margins.width:
        return None
    edges = [-_ANYWHERE, *(edge for a, b in pairwise(pieces) for edge in (a.x1, b.x0)), _ANYWHERE]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _places(line: Line, spans: list[Width]) -> list[tuple[Piece, int]] | None:
    """Return the pieces of a line with their columns, and widen these; None where one lies over two.

    Columns may come so near that their lines look like one: it is parted where its words stand further apart.
    """
    places: list[tuple[Piece, int]] = []
    for piece in line.pieces:
        parts = (piece,) if len(_touched(piece, spans)) < 2 else piece.parts
        if not parts or any(len(_touched(part, spans)) > 1 for part in parts):
            return None
        by_column: dict[int, list[Piece]] = {}
        for part in parts:
            touched = _touched(part, spans)
            nearest = min(range(len(spans)), key=lambda at: _distance(part, spans[at]))
            by_column.setdefault(touched[0] if touched else nearest, []).append(part)
        places += [(whole(found), place) for place, found in by_column.items()]
    for piece, place in places:
        spans[place] = (min(spans[place][0], piece.x0), max(spans[place][1], piece.x1))
    return places


def _touched(piece: Piece, spans: Sequence[Width]) -> list[int]:
    return [at for at, (x0, x1) in enumerate(spans) if piece.x0 < x1 - 1 and piece.x1 > x0 + 1]


def _distance(piece: Piece, span: Width) -> float:
    return max(span[0] - piece.x1, piece.x0 - span[1])


def _allowed_gap(line: Line, spans: Sequence[Width]) -> float:
    """Return how far below the line before it a line may stand: a name stands below room for a signature."""
    short = all(len(piece.text.split()) <= 7 and not piece.text.endswith((".", ";", ":")) for piece in line.pieces)
    return _MAX_SIGNATURE_GAP if short and line.pieces[-1].x0 >= spans[-1][0] - 40 else _MAX_GAP


def _ends_columns(line: Line, margins: Margins) -> bool:
    return bool(_AFTER_HEAD.match(line.text)) or _is_centred(line, margins)


def _is_centred(line: Line, margins: Margins) -> bool:
    """Tell whether a single line stands in the middle of the text, and not in one of its halves."""
    middle = (line.x0 + line.x1) / 2
    return len(line.pieces) == 1 and abs(middle - margins.middle) < 0.035 * margins.width
