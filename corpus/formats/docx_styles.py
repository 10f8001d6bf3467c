"""Read the styles and lists of a DOCX: fonts, numbers and heading levels that paragraphs and runs have by them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from corpus.formats.numbering import ListLevel

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off")
_MAX_BASED_ON = 20
_HEADING_NAME = re.compile(r"heading ([1-9])", re.IGNORECASE)
_BODY_LEVEL = 9  # what an outline level says of text that is no heading


class NumberProperty(NamedTuple):
    """Names a list and the level in it; None where only the other is said."""

    list_id: str | None
    level: int | None


@dataclass(frozen=True, slots=True)
class WordStyle:
    """Holds what a style says itself; None: what the style says on which it is based."""

    based_on: str | None = None
    font: str | None = None
    is_capitals: bool | None = None
    is_hidden: bool | None = None
    is_centred: bool | None = None
    level: int | None = None
    number: NumberProperty | None = None
    is_ruled: bool | None = None


class ListInstance(NamedTuple):
    """Holds a list: the sequence that it counts in, its levels, and the numbers with which it begins anew."""

    sequence: str
    levels: Mapping[int, ListLevel]
    starts: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class WordStyles:
    """Holds all styles by their ids, with what each inherits, and the lists by theirs."""

    styles: Mapping[str, WordStyle] = field(default_factory=dict)
    default: WordStyle = WordStyle()
    lists: Mapping[str, ListInstance] = field(default_factory=dict)
    style_levels: Mapping[str, int] = field(default_factory=dict)  # paragraph style → its level in its list

    def of(self, style_id: str | None) -> WordStyle:
        """Return a style with all that it inherits."""
        return self.styles.get(style_id or "", self.default)


def value(element: Any, name: str = "val") -> str | None:
    """Return an attribute of an element that may be missing."""
    found = None if element is None else element.get(W + name)
    return None if found is None else str(found)


def number_value(element: Any, name: str = "val") -> int | None:
    """Return an attribute that is a whole number, None where it is none."""
    text = value(element, name)
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,9}", text) else None


def switch(properties: Any, name: str) -> bool | None:
    """Return what a property says that is on or off, None where it is not said."""
    element = None if properties is None else properties.find(W + name)
    return None if element is None else value(element) not in _OFF


def font_of(properties: Any) -> str | None:
    """Return the font of letters that are not ASCII: those of old encodings are such."""
    fonts = None if properties is None else properties.find(f"{W}rFonts")
    if fonts is None:
        return None
    if value(fonts, "hAnsiTheme") or value(fonts, "asciiTheme"):
        return ""
    return value(fonts, "hAnsi") or value(fonts, "ascii")


def number_property(properties: Any) -> NumberProperty | None:
    """Return the list that the properties of a paragraph name."""
    element = None if properties is None else properties.find(f"{W}numPr")
    if element is None:
        return None
    return NumberProperty(value(element.find(f"{W}numId")), number_value(element.find(f"{W}ilvl")))


def has_lines(borders: Any) -> bool | None:
    """Tell whether borders of a table or cell are drawn, None where it is not said."""
    if borders is None:
        return None
    drawn = [value(side) not in ("nil", "none", None) for side in borders if isinstance(side.tag, str)]
    return any(drawn) if drawn else None


def read_styles(styles: Any, numbering: Any) -> WordStyles:
    """Return the styles and lists of the two parts, each of which may be missing."""
    plain: dict[str, WordStyle] = {}
    default_id = None
    default = WordStyle()
    if styles is not None:
        default = WordStyle(font=font_of(styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")))
        for element in styles.iterchildren(f"{W}style"):
            style_id = value(element, "styleId") or ""
            plain[style_id] = _style(element)
            if value(element, "default") not in (None, *_OFF) and value(element, "type") == "paragraph":
                default_id = style_id
    full = {style_id: _inherited(style, plain, default) for style_id, style in plain.items()}
    levels: dict[str, int] = {}
    lists = _lists(numbering, full, levels) if numbering is not None else {}
    return WordStyles(full, full.get(default_id or "", default), lists, levels)


def _style(element: Any) -> WordStyle:
    paragraph, run = element.find(f"{W}pPr"), element.find(f"{W}rPr")
    name = _HEADING_NAME.fullmatch(value(element.find(f"{W}name")) or "")
    return WordStyle(
        based_on=value(element.find(f"{W}basedOn")),
        font=font_of(run),
        is_capitals=switch(run, "caps"),
        is_hidden=switch(run, "vanish"),
        is_centred=centred(paragraph),
        level=int(name[1]) if name else outline_level(paragraph),
        number=number_property(paragraph),
        is_ruled=has_lines(element.find(f"{W}tblPr/{W}tblBorders")),
    )


def centred(properties: Any) -> bool | None:
    """Tell whether a paragraph is centred, None where it is not said."""
    place = None if properties is None else properties.find(f"{W}jc")
    return None if place is None else value(place) == "center"


def outline_level(properties: Any) -> int | None:
    """Return the level of a heading that the properties of a paragraph say, 0 for text."""
    level = None if properties is None else number_value(properties.find(f"{W}outlineLvl"))
    return None if level is None else 0 if not 0 <= level < _BODY_LEVEL else level + 1


def _inherited(style: WordStyle, styles: Mapping[str, WordStyle], default: WordStyle) -> WordStyle:
    full, base = style, style.based_on
    for _ in range(_MAX_BASED_ON):
        parent = styles.get(base or "")
        if parent is None:
            break
        full = _filled(full, parent)
        base = parent.based_on
    return _filled(full, default)


def _filled(style: WordStyle, parent: WordStyle) -> WordStyle:
    number = style.number
    if number and parent.number:
        own_level = parent.number.level if number.level is None else number.level
        number = NumberProperty(number.list_id or parent.number.list_id, own_level)
    return replace(
        style,
        font=parent.font if style.font is None else style.font,
        is_capitals=parent.is_capitals if style.is_capitals is None else style.is_capitals,
        is_hidden=parent.is_hidden if style.is_hidden is None else style.is_hidden,
        is_centred=parent.is_centred if style.is_centred is None else style.is_centred,
        level=parent.level if style.level is None else style.level,
        number=number or parent.number,
        is_ruled=parent.is_ruled if style.is_ruled is None else style.is_ruled,
    )


# Lists ----------------------------------------------------------------------------------------------------------------


def _lists(numbering: Any, styles: Mapping[str, WordStyle], style_levels: dict[str, int]) -> dict[str, ListInstance]:
    levels: dict[str, dict[int, ListLevel]] = {}
    linked: dict[str, str] = {}  # abstract list → the style whose list it is
    for abstract in numbering.iterchildren(f"{W}abstractNum"):
        abstract_id = value(abstract, "abstractNumId") or ""
        levels[abstract_id] = dict(filter(None, map(_level, abstract.iterchildren(f"{W}lvl"))))
        if style := value(abstract.find(f"{W}numStyleLink")):
            linked[abstract_id] = style
        for level in abstract.iterchildren(f"{W}lvl"):
            if style := value(level.find(f"{W}pStyle")):
                style_levels[style] = number_value(level, "ilvl") or 0
    instances: dict[str, ListInstance] = {}
    for element in numbering.iterchildren(f"{W}num"):
        list_id, abstract_id = value(element, "numId") or "", value(element.find(f"{W}abstractNumId")) or ""
        own = dict(levels.get(abstract_id, {}))
        starts: dict[int, int] = {}
        for override in element.iterchildren(f"{W}lvlOverride"):
            at = number_value(override, "ilvl") or 0
            if level := next(filter(None, map(_level, override.iterchildren(f"{W}lvl"))), None):
                own[at] = level[1]
            if (start := number_value(override.find(f"{W}startOverride"))) is not None:
                starts[at] = start
        instances[list_id] = ListInstance(abstract_id, own, starts)
    for list_id, instance in instances.items():
        if style := linked.get(instance.sequence):
            target = styles[style].number if style in styles else None
            if target and target.list_id in instances and not instance.levels:
                instances[list_id] = instances[target.list_id]
    return instances


def _level(element: Any) -> tuple[int, ListLevel] | None:
    at = number_value(element, "ilvl")
    if at is None:
        return None
    start = number_value(element.find(f"{W}start"))
    return at, ListLevel(
        style=value(element.find(f"{W}numFmt")) or "decimal",
        template=value(element.find(f"{W}lvlText")) or "",
        start=0 if start is None else start,
        restarts_after=number_value(element.find(f"{W}lvlRestart")),
        is_legal=switch(element, "isLgl") or False,
    )
