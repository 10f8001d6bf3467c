"""Read the properties of a Word 97–2003 file: what lists of changes say of letters, paragraphs and rows.

The codes are those of Microsoft's [MS-DOC]: a `sprm` is a change of one property, a `grpprl` a list of them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from corpus.formats.table_builder import RowShape

_OPERAND_BYTES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_VARIABLE, _DEFINE_TABLE, _CHANGE_TABS = 6, 0xD608, 0xC615
_NO_LINES = (0, 0xFF)

# What reading past the end of a structure raises: the file is damaged there.
STRUCTURE_ERRORS = (struct.error, IndexError, ValueError, KeyError)


class Letters(NamedTuple):
    """Holds what a run of letters says of itself; None: what its style says."""

    font: int | None = None
    is_capitals: bool | None = None
    is_gone: bool | None = None  # deleted or hidden
    symbol: tuple[int, int] | None = None  # font and code
    style: int | None = None


@dataclass(frozen=True, slots=True)
class ParagraphProperties:
    """Holds what a paragraph says of itself, its style and its row; None: what its style says."""

    style: int = 0
    list_index: int | None = None
    list_level: int | None = None
    level: int | None = None
    is_centred: bool | None = None
    depth: int = 0  # of tables around it
    ends_cell: bool = False  # of a table within a table
    ends_row: bool = False
    row: RowShape = field(default_factory=RowShape)


def changes(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each change of a list: its code and its operand. A list that is cut ends early."""
    at = 0
    while at + 2 < len(grpprl):
        code = grpprl[at] | grpprl[at + 1] << 8
        at += 2
        kind = code >> 13
        if kind != _VARIABLE:
            size = _OPERAND_BYTES[kind]
        elif code == _DEFINE_TABLE:
            size = int.from_bytes(grpprl[at : at + 2], "little") + 1
        elif code == _CHANGE_TABS and grpprl[at] == 255:
            deleted = grpprl[at + 1] if at + 1 < len(grpprl) else 0
            added_at = at + 2 + 4 * deleted
            size = 2 + 4 * deleted + 1 + 3 * (grpprl[added_at] if added_at < len(grpprl) else 0)
        else:
            size = grpprl[at] + 1
        yield code, grpprl[at : at + size]
        at += size


def letters_of(grpprl: bytes) -> Letters:
    """Return what a list of changes says of letters."""
    letters = Letters()
    ascii_font = other_font = None
    gone: list[bool] = []
    for code, operand in changes(grpprl):
        if code == 0x4A4F:
            ascii_font = _short(operand)
        elif code == 0x4A51:
            other_font = _short(operand)
        elif code in (0x0800, 0x083C):  # deleted, hidden
            gone.append(operand[0] in (1, 0x81))
        elif code == 0x083B:
            letters = letters._replace(is_capitals=operand[0] in (1, 0x81))
        elif code == 0x6A09 and len(operand) == 4:
            letters = letters._replace(symbol=(_short(operand), _short(operand[2:])))
        elif code == 0x4A30:
            letters = letters._replace(style=_short(operand))
    font = ascii_font if other_font is None else other_font
    return letters._replace(font=font, is_gone=any(gone) if gone else None)


def paragraph_of(grpprl: bytes, style: int, data: bytes = b"") -> ParagraphProperties:
    """Return what a list of changes says of a paragraph; `data` is the stream where long lists stand."""
    found = ParagraphProperties(style)
    in_table, depth = False, None
    for code, operand in _with_long(grpprl, data):
        if code == 0x460B:
            found = replace(found, list_index=_short(operand))
        elif code == 0x260A:
            found = replace(found, list_level=operand[0])
        elif code == 0x2640:
            found = replace(found, level=0 if operand[0] > 8 else operand[0] + 1)
        elif code in (0x2461, 0x2403):
            found = replace(found, is_centred=operand[0] == 1)
        elif code == 0x2416:
            in_table = bool(operand[0])
        elif code == 0x6649 and len(operand) == 4:
            depth = int.from_bytes(operand, "little", signed=True)
        elif code == 0x244B:
            found = replace(found, ends_cell=bool(operand[0]))
        elif code in (0x2417, 0x244C):
            found = replace(found, ends_row=bool(operand[0]))
        elif code == _DEFINE_TABLE:
            found = replace(found, row=_defined_row(operand, found.row))
        elif code in (0xD605, 0xD613):
            size = 4 if code == 0xD605 else 8
            found = replace(found, row=replace(found.row, is_ruled=_has_lines(operand[1:], size)))
    return replace(found, depth=max(depth if depth is not None else 0, int(in_table)))


def _with_long(grpprl: bytes, data: bytes) -> Iterator[tuple[int, bytes]]:
    for code, operand in changes(grpprl):
        if code in (0x6645, 0x6646) and len(operand) == 4:
            at = int.from_bytes(operand, "little")
            size = int.from_bytes(data[at : at + 2], "little")
            yield from changes(data[at + 2 : at + 2 + size])
        elif operand:
            yield code, operand


def _short(operand: bytes) -> int:
    return int.from_bytes(operand[:2], "little")


def _has_lines(borders: bytes, size: int) -> bool:
    """Tell whether one of the six lines of a table is drawn; the kind of a line is in another byte in the new form."""
    kind = 1 if size == 4 else 5
    return any(borders[at + kind] not in _NO_LINES for at in range(0, len(borders) - size + 1, size))


def _defined_row(operand: bytes, row: RowShape) -> RowShape:
    count = operand[2] if len(operand) > 2 else 0
    edges = struct.unpack_from(f"<{count + 1}h", operand, 3) if len(operand) >= 5 + 2 * count else ()
    continued: set[int] = set()
    lined = 0
    for cell in range(count):
        at = 5 + 2 * count + 20 * cell
        described = operand[at : at + 20]
        if len(described) < 20:
            break
        flags = _short(described)
        if flags & 0x2 or (flags & 0x20 and not flags & 0x40):
            continued.add(cell)
        lined += any(described[line + 1] not in _NO_LINES for line in range(4, 20, 4))
    return RowShape(edges[1:], frozenset(continued), row.is_ruled, lined)
