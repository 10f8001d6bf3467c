"""Write a record as DOC (Word 97): its letters in pieces of one or two bytes a letter, paragraphs with properties.

A compound file holds two streams, by [MS-CFB] and [MS-DOC]: the letters, and the table that says where they stand.
Numbers of articles are typed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from bench.formats.records import Paragraph, Record, Table
from bench.formats.word import Centred, Columns, Piece, pieces, side_by_side

_SECTOR = 512
_MIN_STREAM = 4096  # shorter ones stand in another stream
_TEXT_AT = 2048  # after the structure that begins the file
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_MAX_RANGES = 24  # of a page of properties
_PIECE_TABLE, _PARAGRAPH_PAGES = 33, 13  # numbers in the list of structures
_CENTRED = struct.pack("<HB", 0x2461, 1)
_IN_TABLE = struct.pack("<HB", 0x2416, 1)
_ENDS_ROW = _IN_TABLE + struct.pack("<HB", 0x2417, 1)
_LINES = struct.pack("<HB", 0xD613, 48) + 6 * struct.pack("<IBBH", 0, 4, 1, 0)


class _Paragraph(NamedTuple):
    """Holds a paragraph with its mark, and the changes of its properties."""

    text: str
    changes: bytes = b""


def doc(record: Record, random: Random) -> bytes:
    """Return a DOC; where one piece of letters ends and another begins is drawn by `random`."""
    paragraphs = [each for piece in pieces(record, random.random() < 0.3) for each in _paragraphs(piece)]
    text = "".join(paragraph.text for paragraph in paragraphs)
    letters = bytearray()
    positions, places = [0], []
    starts: list[int] = []  # where each letter stands in the file
    while positions[-1] < len(text):
        begin = positions[-1]
        part = text[begin : begin + random.randint(40, 4000)]
        if part[:20].isascii():  # a piece of one byte a letter ends where another letter comes
            part = part[: next((at for at, letter in enumerate(part) if not letter.isascii()), len(part))]
        width = 1 if part.isascii() else 2
        at = _TEXT_AT + len(letters)
        places.append(at * 2 | 0x40000000 if width == 1 else at)
        starts += range(at, at + width * len(part), width)
        letters += part.encode("ascii" if width == 1 else "utf-16-le")
        positions.append(begin + len(part))
    starts.append(_TEXT_AT + len(letters))
    table = struct.pack("<BI", 2, 12 * len(places) + 4) + struct.pack(f"<{len(positions)}I", *positions)
    table += b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    ends = [0]
    for paragraph in paragraphs:
        ends.append(ends[-1] + len(paragraph.text))
    pages = [
        _properties([starts[end] for end in ends[at : at + _MAX_RANGES + 1]], paragraphs[at : at + _MAX_RANGES])
        for at in range(0, len(paragraphs), _MAX_RANGES)
    ]
    body = _padded(bytes(letters), _SECTOR)
    first_page = (_TEXT_AT + len(body)) // _SECTOR
    bounds = [starts[ends[at]] for at in range(0, len(paragraphs), _MAX_RANGES)] + [starts[-1]]
    page_table = struct.pack(f"<{len(bounds)}I", *bounds)
    page_table += struct.pack(f"<{len(pages)}I", *range(first_page, first_page + len(pages)))
    head = bytearray(_TEXT_AT)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", head, 10, 0x200)
    struct.pack_into("<i", head, 76, len(text))
    struct.pack_into("<II", head, 154 + 8 * _PIECE_TABLE, 0, len(table))
    struct.pack_into("<II", head, 154 + 8 * _PARAGRAPH_PAGES, len(table), len(page_table))
    return _compound({"WordDocument": bytes(head) + body + b"".join(pages), "1Table": table + page_table})


def _paragraphs(piece: Piece) -> Iterator[_Paragraph]:
    match piece:
        case Columns(left, right, by_tabs) if by_tabs and left:
            yield _Paragraph("\r")
            for one, two in side_by_side(piece):
                yield _Paragraph(f"{one}\t{two}\r" if two else f"{one}\r")
            yield _Paragraph("\r")
        case Columns(left, right):
            for lines in (left, right):
                lines = lines or ("",)
                yield from (_Paragraph(f"{line}\r", _IN_TABLE + _CENTRED) for line in lines[:-1])
                yield _Paragraph(f"{lines[-1]}\x07", _IN_TABLE + _CENTRED)
            yield _Paragraph("\x07", _ENDS_ROW)
        case Centred(lines):
            yield _Paragraph("\r")
            yield from (_Paragraph(f"{line}\r", _CENTRED) for line in lines)
            yield _Paragraph("\r")
        case Table(rows):
            for row in rows:
                yield from (_Paragraph(f"{cell}\x07", _IN_TABLE) for cell in row)
                yield _Paragraph("\x07", _ENDS_ROW + _LINES)
            yield _Paragraph("\r")
        case Paragraph():
            yield _Paragraph(f"{piece.line}\r")


def _properties(starts: Sequence[int], paragraphs: Sequence[_Paragraph]) -> bytes:
    """Return a page of properties: where each paragraph stands in the file, and its changes from below up."""
    page = bytearray(_SECTOR)
    page[-1] = len(paragraphs)
    struct.pack_into(f"<{len(starts)}I", page, 0, *starts)
    at = _SECTOR - 2
    places: dict[bytes, int] = {}
    for number, paragraph in enumerate(paragraphs):
        changes = _padded(b"\0\0" + paragraph.changes, 2)
        if changes not in places:
            at = (at - len(changes) - 2) // 2 * 2
            places[changes] = at
            page[at : at + 2 + len(changes)] = bytes((0, len(changes) // 2)) + changes
        page[4 * len(starts) + 13 * number] = places[changes] // 2
    return bytes(page)


def _padded(data: bytes, size: int) -> bytes:
    return data + bytes(-len(data) % size)


def _compound(streams: dict[str, bytes]) -> bytes:
    """Return a compound file of streams: its table of sectors first, then its directory, then theirs."""
    contents = [_padded(data.ljust(_MIN_STREAM, b"\0"), _SECTOR) for data in streams.values()]
    sizes = [len(content) // _SECTOR for content in contents]
    fat_sectors = 1
    while fat_sectors * _SECTOR // 4 < fat_sectors + 1 + sum(sizes):
        fat_sectors += 1
    firsts = [fat_sectors + 1 + sum(sizes[:at]) for at in range(len(sizes))]
    fat = [_FAT] * fat_sectors + [_END]
    for first, size in zip(firsts, sizes, strict=True):
        fat += [*range(first + 1, first + size), _END]
    fat += [_FREE] * (fat_sectors * _SECTOR // 4 - len(fat))
    entries = [_entry("Root Entry", 5, 1, _END, 0)]
    ordered = sorted(zip(streams, firsts, contents, strict=True), key=lambda item: (len(item[0]), item[0]))
    for number, (name, first, content) in enumerate(ordered):
        entries.append(
            _entry(name, 2, _FREE, first, len(content), right=2 + number if number + 1 < len(ordered) else _FREE)
        )
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6), 0,
        fat_sectors, fat_sectors, 0, _MIN_STREAM, _END, 0, _END, 0,
    )  # fmt: skip
    head += struct.pack("<109I", *range(fat_sectors), *[_FREE] * (109 - fat_sectors))
    return head + struct.pack(f"<{len(fat)}I", *fat) + directory + b"".join(contents)


def _entry(name: str, kind: int, child: int, first: int, size: int, *, right: int = _FREE) -> bytes:
    """Return an entry of the directory, black and without a left neighbour."""
    written = (name + "\0").encode("utf-16-le")
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written), kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<III", first, size, 0)
    )
