"""Read the styles and lists of an ODT: fonts, numbers and alignment that paragraphs, spans and cells have by them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.formats.numbering import ListLevel

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, TEXT, TABLE = _NAMESPACE % "office", _NAMESPACE % "text", _NAMESPACE % "table"
STYLE, DRAW = _NAMESPACE % "style", _NAMESPACE % "drawing"
_FORMAT = _NAMESPACE % "xsl-fo-compatible"
_SVG = _NAMESPACE % "svg-compatible"
_NUMBER_STYLES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MAX_PARENTS = 20
_MAX_LEVELS = 10


@dataclass(frozen=True, slots=True)
class OdtStyle:
    """Holds what a style says; None: what the style above it says."""

    parent: str | None = None
    font: str | None = None
    is_capitals: bool | None = None
    is_hidden: bool | None = None
    is_centred: bool | None = None
    is_ruled: bool | None = None

    def with_own(self, own: OdtStyle) -> OdtStyle:
        """Return this style with what another says in its place."""
        said = {
            name: value
            for name in ("font", "is_capitals", "is_hidden", "is_centred", "is_ruled")
            if (value := getattr(own, name)) is not None
        }
        return replace(self, **said)


@dataclass(frozen=True, slots=True)
class OdtStyles:
    """Holds all styles by family and name, the lists by name, and the levels of numbered headings."""

    styles: Mapping[tuple[str, str], OdtStyle] = field(default_factory=dict)
    lists: Mapping[str, Mapping[int, ListLevel]] = field(default_factory=dict)
    outline: Mapping[int, ListLevel] = field(default_factory=dict)

    def said(self, family: str, name: str | None) -> OdtStyle:
        """Return what a style and those above it say, without what the document says of all."""
        chain: list[OdtStyle] = []
        while name and len(chain) < _MAX_PARENTS and (style := self.styles.get((family, name))):
            chain.append(style)
            name = style.parent
        full = OdtStyle()
        for style in reversed(chain):
            full = full.with_own(style)
        return full

    def of(self, family: str, name: str | None) -> OdtStyle:
        """Return a style with all that it inherits."""
        return self.styles.get((family, ""), OdtStyle()).with_own(self.said(family, name))


def count_of(element: Any, name: str) -> int:
    """Return an attribute that counts something, at least 1."""
    text = element.get(name) or ""
    return max(1, int(text)) if re.fullmatch(r"[0-9]{1,9}", text) else 1


def read_styles(content: Any, common: Any) -> OdtStyles:
    """Return the styles of the two parts; the second may be missing."""
    roots = [root for root in (common, content) if root is not None]
    fonts = {
        face.get(STYLE + "name"): (face.get(_SVG + "font-family") or "").strip("'\"")
        for root in roots
        for face in root.iter(STYLE + "font-face")
    }
    styles: dict[tuple[str, str], OdtStyle] = {}
    lists: dict[str, Mapping[int, ListLevel]] = {}
    outline: Mapping[int, ListLevel] = {}
    for root in roots:
        for element in root.iter(STYLE + "style", STYLE + "default-style"):
            name = "" if element.tag == STYLE + "default-style" else element.get(STYLE + "name") or ""
            styles[element.get(STYLE + "family") or "", name] = _style(element, fonts)
        for element in root.iter(TEXT + "list-style"):
            lists[element.get(STYLE + "name") or ""] = dict(_levels(element))
        for element in root.iter(TEXT + "outline-style"):
            outline = {at: level for at, level in _levels(element) if level.template}
    return OdtStyles(styles, lists, outline)


def _style(element: Any, fonts: Mapping[str | None, str]) -> OdtStyle:
    letters = element.find(STYLE + "text-properties")
    paragraph = element.find(STYLE + "paragraph-properties")
    cell = element.find(STYLE + "table-cell-properties")
    font = capitals = hidden = None
    if letters is not None:
        named = letters.get(STYLE + "font-name")
        font = fonts.get(named, named) if named else (letters.get(_FORMAT + "font-family") or "").strip("'\"") or None
        transform, display = letters.get(_FORMAT + "text-transform"), letters.get(TEXT + "display")
        capitals = None if transform is None else transform == "uppercase"
        hidden = None if display is None else display == "none"
    align = None if paragraph is None else paragraph.get(_FORMAT + "text-align")
    borders = (
        () if cell is None else [value for name, value in cell.attrib.items() if name.startswith(_FORMAT + "border")]
    )
    return OdtStyle(
        parent=element.get(STYLE + "parent-style-name"),
        font=font,
        is_capitals=capitals,
        is_hidden=hidden,
        is_centred=None if align is None else align == "center",
        is_ruled=any(border != "none" for border in borders) if borders else None,
    )


def _levels(style: Any) -> Iterator[tuple[int, ListLevel]]:
    for element in style:
        at = count_of(element, TEXT + "level") - 1 if isinstance(element.tag, str) else _MAX_LEVELS
        if at >= _MAX_LEVELS:
            continue
        if element.tag == TEXT + "list-level-style-bullet":
            yield at, ListLevel("bullet")
            continue
        number = element.get(STYLE + "num-format") or ""
        shown = count_of(element, TEXT + "display-levels")
        places = ".".join(f"%{level + 1}" for level in range(max(0, at + 1 - shown), at + 1)) if number else ""
        prefix, suffix = element.get(STYLE + "num-prefix") or "", element.get(STYLE + "num-suffix") or ""
        start = count_of(element, TEXT + "start-value")
        if at < 9:
            yield at, ListLevel(_NUMBER_STYLES.get(number, "decimal"), f"{prefix}{places}{suffix}", start)
