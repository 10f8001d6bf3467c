"""Read the styles, fonts and lists of a Word 97–2003 file, by Microsoft's [MS-DOC]."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from corpus.formats.doc_properties import STRUCTURE_ERRORS, Letters, ParagraphProperties, letters_of, paragraph_of
from corpus.formats.numbering import ListLevel

_MAX_STYLE_DEPTH = 20
_NO_STYLE = 0xFFF
_LIST_STYLES = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero",
    23: "bullet", 255: "none",
}  # fmt: skip
Structure = TypeVar("Structure")


@dataclass(frozen=True, slots=True)
class DocStyle:
    """Holds a style with what it inherits."""

    letters: Letters = field(default_factory=Letters)
    paragraph: ParagraphProperties = field(default_factory=ParagraphProperties)


class DocList(NamedTuple):
    """Holds a list that paragraphs name: what it counts in, its levels and fonts, and where it begins anew."""

    sequence: int
    levels: Mapping[int, ListLevel]
    starts: Mapping[int, int]
    style_levels: Mapping[int, int]  # style → its level


def soft(read: Callable[[], Structure], default: Structure) -> Structure:
    """Return what a structure says, a default where it is damaged: its text can be read without it."""
    try:
        return read()
    except STRUCTURE_ERRORS:
        return default


def utf16_units(data: bytes) -> str:
    """Return a character for each unit of UTF-16, so that positions are those of the file."""
    text = data[: len(data) & ~1].decode("utf-16-le", "replace")
    if 2 * len(text) == len(data):
        return text
    return "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data[: len(data) & ~1])))


def read_fonts(table: bytes) -> list[str]:
    """Return the names of the fonts, by number."""
    fonts: list[str] = []
    at = 4
    for _ in range(struct.unpack_from("<H", table)[0]):
        if at >= len(table):
            break
        size = table[at]
        name = table[at + 40 : at + 1 + size]
        fonts.append(name[: len(name) & ~1].decode("utf-16-le", "replace").split("\0")[0])
        at += 1 + size
    return fonts


# Styles ---------------------------------------------------------------------------------------------------------------


def read_styles(sheet: bytes) -> tuple[dict[int, DocStyle], int]:
    """Return the styles by number, and the font of the document."""
    size, count, base_size = struct.unpack_from("<HHH", sheet)
    default_font = struct.unpack_from("<H", sheet, 2 + 12)[0]
    plain: dict[int, tuple[int, DocStyle]] = {}
    at = 2 + size
    for number in range(count):
        if at + 2 > len(sheet):
            break
        length = struct.unpack_from("<H", sheet, at)[0]
        style = sheet[at + 2 : at + 2 + length]
        if style:
            plain[number] = soft(lambda style=style: _style(style, base_size), (_NO_STYLE, DocStyle()))  # type: ignore[misc]
        at += 2 + length
    return {number: _inherited(number, plain) for number in plain}, default_font


def _style(style: bytes, base_size: int) -> tuple[int, DocStyle]:
    built_in, second, third = struct.unpack_from("<HHH", style)
    kind, based_on, count = second & 0xF, second >> 4, third & 0xF
    at = base_size + 2 + 2 * struct.unpack_from("<H", style, base_size)[0] + 2
    parts: list[bytes] = []
    for _ in range(count):
        length = struct.unpack_from("<H", style, at)[0]
        parts.append(style[at + 2 : at + 2 + length])
        at += 2 + length + (length & 1)
    if kind == 2:
        return based_on, DocStyle(letters_of(parts[0]) if parts else Letters())
    if kind != 1:
        return based_on, DocStyle()
    paragraph = paragraph_of(parts[0][2:], 0) if parts else ParagraphProperties()
    if 1 <= built_in & 0xFFF <= 9:
        paragraph = replace(paragraph, level=built_in & 0xFFF)
    return based_on, DocStyle(letters_of(parts[1]) if len(parts) > 1 else Letters(), paragraph)


def _inherited(number: int, styles: Mapping[int, tuple[int, DocStyle]]) -> DocStyle:
    based_on, style = styles[number]
    letters, paragraph = style.letters, style.paragraph
    for _ in range(_MAX_STYLE_DEPTH):
        if based_on not in styles:
            break
        based_on, parent = styles[based_on]
        letters = with_inherited(letters, parent.letters)
        paragraph = paragraph_with_inherited(paragraph, parent.paragraph)
    return DocStyle(letters, paragraph)


def with_inherited(letters: Letters, parent: Letters) -> Letters:
    """Return letters with what they do not say themselves from their style."""
    return Letters(
        parent.font if letters.font is None else letters.font,
        parent.is_capitals if letters.is_capitals is None else letters.is_capitals,
        parent.is_gone if letters.is_gone is None else letters.is_gone,
        letters.symbol,
        letters.style,
    )


def paragraph_with_inherited(paragraph: ParagraphProperties, parent: ParagraphProperties) -> ParagraphProperties:
    """Return a paragraph with what it does not say itself from its style."""
    return replace(
        paragraph,
        list_index=parent.list_index if paragraph.list_index is None else paragraph.list_index,
        list_level=parent.list_level if paragraph.list_level is None else paragraph.list_level,
        level=parent.level if paragraph.level is None else paragraph.level,
        is_centred=parent.is_centred if paragraph.is_centred is None else paragraph.is_centred,
    )


# Lists and text boxes -------------------------------------------------------------------------------------------------


def read_lists(table: bytes, at: int, overrides: bytes, fonts: Sequence[str]) -> list[DocList]:
    """Return the lists in the order in which paragraphs number them, from 1 on."""
    count = struct.unpack_from("<H", table, at)[0]
    at += 2
    level_at = at + 28 * count
    abstract: dict[int, tuple[dict[int, ListLevel], dict[int, int]]] = {}
    for number in range(count):
        list_id = struct.unpack_from("<i", table, at + 28 * number)[0]
        styles = struct.unpack_from("<9H", table, at + 28 * number + 8)
        is_simple = table[at + 28 * number + 26] & 1
        levels: dict[int, ListLevel] = {}
        for level in range(1 if is_simple else 9):
            levels[level], level_at = _level(table, level_at, fonts)
        style_levels = {style: level for level, style in enumerate(styles) if style != _NO_STYLE}
        abstract[list_id] = levels, style_levels
    lists: list[DocList] = []
    override_count = struct.unpack_from("<I", overrides)[0]
    data_at = 4 + 16 * override_count
    for number in range(override_count):
        list_id = struct.unpack_from("<i", overrides, 4 + 16 * number)[0]
        levels, style_levels = abstract.get(list_id, ({}, {}))
        levels, starts = dict(levels), {}
        data_at += 4
        for _ in range(overrides[4 + 16 * number + 12]):
            start, flags = struct.unpack_from("<iI", overrides, data_at)
            data_at += 8
            if flags & 0x20:
                levels[flags & 0xF], data_at = _level(overrides, data_at, fonts)
            elif flags & 0x10:
                starts[flags & 0xF] = start
        lists.append(DocList(list_id, levels, starts, style_levels))
    return lists


def _level(table: bytes, at: int, fonts: Sequence[str]) -> tuple[ListLevel, int]:
    """Return a level, and where the next one is."""
    start, style, flags = struct.unpack_from("<iBB", table, at)
    places = table[at + 6 : at + 15]
    letters_size, paragraph_size, restarts_after = struct.unpack_from("<BBB", table, at + 24)
    at += 28 + paragraph_size
    font = letters_of(table[at : at + letters_size]).font
    at += letters_size
    length = struct.unpack_from("<H", table, at)[0]
    template = utf16_units(table[at + 2 : at + 2 + 2 * length])
    text = "".join(
        f"%{ord(sign) + 1}" if ord(sign) < 9 and number in places else sign
        for number, sign in enumerate(template, start=1)
    )
    level = ListLevel(
        _LIST_STYLES.get(style, "decimal"),
        text,
        start,
        restarts_after if flags & 0x8 else None,
        bool(flags & 0x4),
        fonts[font] if font is not None and font < len(fonts) else None,
    )
    return level, at + 2 + 2 * length
