"""Read ODT: paragraphs with their automatic numbers, tables, text boxes, notes; changes count as accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus import sentences
from corpus.formats.content import FileContent, PageContent, UnreadableContent
from corpus.formats.flow import MAX_COLUMNS, FlowCell, FlowParagraph, FlowPart, FlowTable, FontRun, blocks_of
from corpus.formats.fonts import lying_fonts, text_of_runs
from corpus.formats.numbering import ListCounter, ListLevel
from corpus.formats.odt_styles import DRAW, OFFICE, TABLE, TEXT, OdtStyle, OdtStyles, count_of, read_styles
from corpus.formats.zip_parts import open_zip, read_part, xml_part

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_SIGNS = {TEXT + "tab": "\t", TEXT + "line-break": "\n", TEXT + "s": " "}
_LEFT_OUT = frozenset(
    (
        TEXT + "tracked-changes", TEXT + "ruby-text", TEXT + "note-citation", OFFICE + "annotation",
        OFFICE + "annotation-end", OFFICE + "forms", TEXT + "sequence-decls", TEXT + "variable-decls",
        TEXT + "user-field-decls", DRAW + "image", DRAW + "object", DRAW + "object-ole",
    )
)  # fmt: skip
_ROW_GROUPS = frozenset(TABLE + name for name in ("table-header-rows", "table-rows", "table-row-group"))


def read(data: bytes) -> FileContent:
    """Return the text of an ODT on one page: notes stand at its end, headers and footers are left out.

    Raises UnreadableContent where it is damaged, locked, or has no words.
    """
    with open_zip(data) as archive:
        if b"encryption-data" in (read_part(archive, "META-INF/manifest.xml") or b""):
            raise UnreadableContent(sentences.CONTENT_LOCKED)
        root = xml_part(archive, "content.xml")
        body = None if root is None else root.find(f"{OFFICE}body/{OFFICE}text")
        if body is None:
            raise UnreadableContent(sentences.NOT_A_WORD_FILE)
        reader = _OdtReader(read_styles(root, xml_part(archive, "styles.xml")))
        reader.lying = lying_fonts(run for element in body.iter(TEXT + "p", TEXT + "h") for run in reader.runs(element))
        reader.notes.clear()
        parts = [*reader.parts(body), *(part for note in reader.notes for part in reader.parts(note))]
        blocks = tuple(blocks_of(parts))
        if not blocks and not any(name.startswith("Pictures/") for name in archive.namelist()):
            raise UnreadableContent(sentences.CONTENT_EMPTY)
        meta = xml_part(archive, "meta.xml")
    title = next((element.text for element in meta.iter(_TITLE)), None) if meta is not None else None
    return FileContent((PageContent(blocks, is_scan=not blocks),), title=(title or "").strip() or None)


@dataclass(frozen=True, slots=True)
class _OpenList:
    """Holds a list around paragraphs: what it counts in, its levels, and how deep it is."""

    sequence: str
    levels: Mapping[int, ListLevel]
    depth: int


@dataclass(slots=True)
class _OdtReader:
    """Reads the parts of an ODT in their order, since numbers are counted."""

    styles: OdtStyles
    lying: frozenset[str] = frozenset()
    counter: ListCounter = field(default_factory=ListCounter)
    notes: list[Any] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    sequences: dict[str, str] = field(default_factory=dict)  # list → what it counts in
    last_of_style: dict[str, str] = field(default_factory=dict)

    def parts(self, container: Any) -> Iterator[FlowPart]:
        """Yield the paragraphs and tables of a body, a section, a cell, a note or a text box."""
        for element in container:
            tag = element.tag
            if not isinstance(tag, str) or tag in _LEFT_OUT:
                continue
            if tag in (TEXT + "p", TEXT + "h"):
                yield from self._paragraph(element, "")
            elif tag == TEXT + "list":
                yield from self._list(element, None)
            elif tag == TABLE + "table":
                yield self._table(element)
            else:
                yield from self.parts(element)

    def _paragraph(self, element: Any, label: str) -> Iterator[FlowPart]:
        style = self._style(element)
        boxes, self.boxes = self.boxes, []
        text = text_of_runs(list(self.runs(element)), self.lying)
        level = 0
        if element.tag == TEXT + "h":
            level = min(count_of(element, TEXT + "outline-level"), 9)
            if not label and element.get(TEXT + "is-list-header") != "true" and self.styles.outline:
                label = self.counter.label("outline", self.styles.outline, level - 1)
        yield FlowParagraph(text, label, level, is_centred=bool(style.is_centred))
        inner, self.boxes = self.boxes, boxes
        for box in inner:
            yield from self.parts(box)

    def _style(self, element: Any) -> OdtStyle:
        return self.styles.of("paragraph", element.get(TEXT + "style-name"))

    def runs(self, element: Any) -> Iterator[FontRun]:
        """Yield the letters of a paragraph with their fonts; remember its notes and text boxes."""
        yield from self._inner_runs(element, self._style(element))

    def _inner_runs(self, element: Any, style: OdtStyle) -> Iterator[FontRun]:
        font, capitals, hidden = style.font or "", bool(style.is_capitals), bool(style.is_hidden)
        if element.text and not hidden:
            yield FontRun(element.text, font, capitals)
        for child in element:
            tag = child.tag
            if tag == TEXT + "note":
                self.notes += child.iterchildren(TEXT + "note-body")
            elif tag == DRAW + "text-box":
                self.boxes.append(child)
            elif tag in _SIGNS:
                yield FontRun(_SIGNS[tag], font, capitals)
            elif isinstance(tag, str) and tag not in _LEFT_OUT:
                own = style
                if tag == TEXT + "span":
                    own = style.with_own(self.styles.said("text", child.get(TEXT + "style-name")))
                yield from self._inner_runs(child, own)
            if child.tail and not hidden:
                yield FontRun(child.tail, font, capitals)

    def _list(self, element: Any, outer: _OpenList | None) -> Iterator[FlowPart]:
        style = element.get(TEXT + "style-name")
        if outer is not None:
            levels = self.styles.lists.get(style, outer.levels) if style else outer.levels
            current = _OpenList(outer.sequence, levels, outer.depth + 1)
        else:
            current = _OpenList(self._sequence(element, style or ""), self.styles.lists.get(style or "", {}), 0)
        for item in element:
            if item.tag not in (TEXT + "list-item", TEXT + "list-header"):
                continue
            is_numbered = item.tag == TEXT + "list-item"
            if start := item.get(TEXT + "start-value"):
                self._restart(current, int(start) if start.isascii() and start.isdigit() else 1)
            for child in item:
                if child.tag in (TEXT + "p", TEXT + "h"):
                    label = ""
                    if is_numbered:
                        label = self.counter.label(current.sequence, current.levels, current.depth)
                    is_numbered = False  # further paragraphs of the item have no number
                    yield from self._paragraph(child, label)
                elif child.tag == TEXT + "list":
                    yield from self._list(child, current)
                elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
                    yield from self.parts([child])

    def _sequence(self, element: Any, style: str) -> str:
        """Return what a list counts in: its own numbers, or those of the list that it continues."""
        own = element.get("{http://www.w3.org/XML/1998/namespace}id") or f"#{len(self.sequences)}"
        continued = element.get(TEXT + "continue-list")
        sequence = self.sequences.get(continued, own) if continued else own
        if not continued and element.get(TEXT + "continue-numbering") == "true":
            sequence = self.last_of_style.get(style, own)
        self.sequences[own] = sequence
        self.last_of_style[style] = sequence
        return sequence

    def _restart(self, current: _OpenList, start: int) -> None:
        self.counter.counts.setdefault(current.sequence, {})[current.depth] = start - 1

    def _table(self, element: Any) -> FlowTable:
        rows: list[tuple[FlowCell, ...]] = []
        lined = 0
        has_head = element.find(TABLE + "table-header-rows") is not None
        for row in _rows(element):
            cells: list[FlowCell] = []
            for cell in row:
                if cell.tag == TABLE + "table-cell":
                    lined += bool(self.styles.of("table-cell", cell.get(TABLE + "style-name")).is_ruled)
                    cells.append(FlowCell(tuple(self.parts(cell))))
                elif cell.tag == TABLE + "covered-table-cell":
                    repeated = count_of(cell, TABLE + "number-columns-repeated")
                    cells += [FlowCell((), is_continued=True)] * min(repeated, MAX_COLUMNS)
            rows.append(tuple(cells[:MAX_COLUMNS]))
        return FlowTable(tuple(rows), 2 * lined > sum(map(len, rows)), has_head)


def _rows(table: Any) -> Iterator[Any]:
    for element in table:
        if element.tag == TABLE + "table-row":
            yield element
        elif element.tag in _ROW_GROUPS:
            yield from _rows(element)
