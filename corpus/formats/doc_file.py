"""Open a Word 97–2003 file: its streams, its letters in order and where their properties stand, by [MS-DOC]."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import NamedTuple

import olefile

from corpus import sentences
from corpus.formats.content import UnreadableContent, bound
from corpus.formats.doc_properties import STRUCTURE_ERRORS
from corpus.formats.doc_styles import (
    DocList,
    DocStyle,
    read_fonts,
    read_lists,
    read_styles,
    soft,
    utf16_units,
)

MAX_LETTERS = 20_000_000
_WORD_97 = 0xA5EC
_OLDER_WORDS = (0xA5DC, 0xA5DB, 0xA59B, 0xA59C)
_MIN_VERSION = 0xC0  # of Word 97; those before have another structure behind the same first bytes
_ENCRYPTED, _OTHER_TABLE = 0x100, 0x200
_PAGE_BYTES = 512
_COMPRESSED = 0x40000000
# Bytes of windows-1252 that are other letters than in Latin-1; five have none.
_WINDOWS_1252 = {code: letter for code in range(0x80, 0xA0) if (letter := bytes([code]).decode("cp1252", "ignore"))}


class DocPiece(NamedTuple):
    """Holds a piece of the letters: its first position, its letters, where its bytes are and how many a letter has."""

    start: int
    text: str
    offset: int
    width: int


class PropertyRange(NamedTuple):
    """Holds a list of changes that counts for bytes `start` to `end`; `style`: of a paragraph."""

    start: int
    end: int
    grpprl: bytes
    style: int = 0


@dataclass(frozen=True, slots=True)
class DocFile:
    """Holds a Word file as its structures say; `counts`: letters of text, notes, headers … in their order."""

    counts: tuple[int, ...]
    pieces: Sequence[DocPiece]
    letter_ranges: Sequence[PropertyRange]
    paragraph_ranges: Sequence[PropertyRange]
    data: bytes
    fonts: Sequence[str]
    default_font: int
    styles: Mapping[int, DocStyle]
    lists: Sequence[DocList]
    boxes: Sequence[
        tuple[int, int, int]
    ]  # where a text box is anchored (-1: not known), where its letters begin and end


def open_doc(data: bytes) -> DocFile:
    """Return the structures of a Word file; of one that is damaged, those without which there is no text must be good.

    Raises UnreadableContent: damaged, locked, older than Word 97, or no Word file.
    """
    word, streams = _streams(data)
    ident, version = struct.unpack_from("<HH", word) if len(word) > 4 else (0, 0)
    if ident in _OLDER_WORDS or (ident == _WORD_97 and version < _MIN_VERSION):
        raise UnreadableContent(sentences.WORD_TOO_OLD)
    if ident != _WORD_97:
        raise UnreadableContent(sentences.NOT_A_WORD_FILE)
    try:
        flags = struct.unpack_from("<H", word, 10)[0]
        if flags & _ENCRYPTED:
            raise UnreadableContent(sentences.CONTENT_LOCKED)
        table = streams("1Table" if flags & _OTHER_TABLE else "0Table")
        counts = tuple(max(0, count) for count in struct.unpack_from("<8i", word, 76))

        def part(index: int) -> bytes:
            at, size = struct.unpack_from("<II", word, 154 + 8 * index)
            return table[at : at + size]

        pieces = _pieces(part(33), word)
        list_at, _ = struct.unpack_from("<II", word, 154 + 8 * 73)
    except STRUCTURE_ERRORS as error:
        if isinstance(error, UnreadableContent):
            raise
        raise UnreadableContent(sentences.CONTENT_DAMAGED) from error
    long_changes = streams("Data")
    fonts: list[str] = soft(lambda: read_fonts(part(15)), [])
    no_styles: dict[int, DocStyle] = {}
    styles, default_font = soft(lambda: read_styles(part(1)), (no_styles, 0))
    return DocFile(
        counts,
        pieces,
        soft(lambda: _ranges(part(12), word, of_paragraphs=False), []),
        soft(lambda: _ranges(part(13), word, of_paragraphs=True), []),
        long_changes,
        fonts,
        default_font,
        styles,
        soft(lambda: read_lists(table, list_at, part(74), fonts), []),
        soft(lambda: _boxes(part(40), part(56), sum(counts[:6])), []),
    )


def _streams(data: bytes) -> tuple[bytes, Callable[[str], bytes]]:
    """Return the main stream, and a function that returns the stream of a name, empty where there is none."""
    try:
        ole = olefile.OleFileIO(BytesIO(data))
        names = {"/".join(path): path for path in ole.listdir(streams=True, storages=False)}
    except Exception as error:  # olefile raises whatever a damaged directory leads to
        raise UnreadableContent(sentences.CONTENT_DAMAGED) from error
    if "EncryptedPackage" in names:
        raise UnreadableContent(sentences.CONTENT_LOCKED)
    if "WordDocument" not in names:
        raise UnreadableContent(sentences.NOT_A_WORD_FILE)

    def stream(name: str) -> bytes:
        if name not in names:
            return b""
        try:
            return bytes(ole.openstream(names[name]).read())
        except Exception as error:  # as above
            raise UnreadableContent(sentences.CONTENT_DAMAGED) from error

    return stream("WordDocument"), stream


def _pieces(clx: bytes, word: bytes) -> list[DocPiece]:
    at = 0
    while clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    count = (struct.unpack_from("<I", clx, at + 1)[0] - 4) // 12
    at += 5
    positions = struct.unpack_from(f"<{count + 1}I", clx, at)
    pieces: list[DocPiece] = []
    if not count or any(start > end for start, end in pairwise(positions)):
        raise UnreadableContent(sentences.CONTENT_DAMAGED)
    if positions[-1] > MAX_LETTERS:
        raise UnreadableContent(sentences.CONTENT_TOO_LONG.format(limit=bound(MAX_LETTERS)))
    for number in range(count):
        place = struct.unpack_from("<I", clx, at + 4 * (count + 1) + 8 * number + 2)[0]
        width = 1 if place & _COMPRESSED else 2
        offset = (place & ~_COMPRESSED & 0x7FFFFFFF) // (2 if width == 1 else 1)
        length = positions[number + 1] - positions[number]
        data = word[offset : offset + width * length]
        text = data.decode("latin-1").translate(_WINDOWS_1252) if width == 1 else utf16_units(data)
        pieces.append(DocPiece(positions[number], text.ljust(length, "\0"), offset, width))
    return pieces


def _ranges(table: bytes, word: bytes, *, of_paragraphs: bool) -> list[PropertyRange]:
    count = max(0, (len(table) - 4) // 8)
    ranges: list[PropertyRange] = []
    for page_number in struct.unpack_from(f"<{count}I", table, 4 * (count + 1)):
        start = (page_number & 0x3FFFFF) * _PAGE_BYTES
        page = word[start : start + _PAGE_BYTES]
        if len(page) == _PAGE_BYTES:
            ranges += soft(lambda page=page: list(_page_ranges(page, of_paragraphs)), [])  # type: ignore[misc]
    ranges.sort()
    return ranges


def _page_ranges(page: bytes, of_paragraphs: bool) -> Iterator[PropertyRange]:
    count = page[-1]
    offsets = struct.unpack_from(f"<{count + 1}I", page)
    size = 13 if of_paragraphs else 1
    for number in range(count):
        at = 2 * page[4 * (count + 1) + size * number]
        if not at:
            yield PropertyRange(offsets[number], offsets[number + 1], b"")
            continue
        length = page[at]
        if not of_paragraphs:
            yield PropertyRange(offsets[number], offsets[number + 1], page[at + 1 : at + 1 + length])
            continue
        begin, end = (at + 1, at + 2 * length) if length else (at + 2, at + 2 + 2 * page[at + 1])
        style = int.from_bytes(page[begin : begin + 2], "little")
        yield PropertyRange(offsets[number], offsets[number + 1], page[begin + 2 : end], style)


def range_at(ranges: Sequence[PropertyRange], starts: Sequence[int], offset: int) -> PropertyRange | None:
    """Return the range that has a byte; `starts` are the starts of the ranges."""
    at = bisect_right(starts, offset) - 1
    return ranges[at] if at >= 0 and offset < ranges[at].end else None


def _boxes(anchors: bytes, texts: bytes, begin: int) -> list[tuple[int, int, int]]:
    count = max(0, (len(anchors) - 4) // 30)
    positions = struct.unpack_from(f"<{count}I", anchors)
    shapes = {
        struct.unpack_from("<i", anchors, 4 * (count + 1) + 26 * number)[0]: position
        for number, position in enumerate(positions)
    }
    box_count = max(0, (len(texts) - 4) // 26)
    ends = struct.unpack_from(f"<{box_count + 1}I", texts)
    boxes: list[tuple[int, int, int]] = []
    for number in range(box_count):
        shape = struct.unpack_from("<i", texts, 4 * (box_count + 1) + 22 * number + 14)[0]
        boxes.append((shapes.get(shape, -1), begin + ends[number], begin + ends[number + 1]))
    return boxes
