"""Read DOCX: paragraphs with their automatic numbers, tables, text boxes, notes; changes count as accepted."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from posixpath import dirname, normpath
from typing import Any

from corpus import sentences
from corpus.formats.content import FileContent, PageContent, UnreadableContent
from corpus.formats.docx_styles import (
    W,
    WordStyle,
    WordStyles,
    centred,
    font_of,
    has_lines,
    number_property,
    number_value,
    outline_level,
    read_styles,
    switch,
    value,
)
from corpus.formats.flow import MAX_COLUMNS, FlowCell, FlowParagraph, FlowPart, FlowTable, FontRun, blocks_of
from corpus.formats.fonts import lying_fonts, text_of_runs
from corpus.formats.numbering import ListCounter
from corpus.formats.symbols import symbol
from corpus.formats.zip_parts import open_zip, parse_xml, read_part, xml_part

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = W[1:-1].encode()
_DEFAULT_BODY = "word/document.xml"

# What is no text of the document as it stands after its changes are accepted.
_LEFT_OUT_WORDS = "del moveFrom pPr rPr instrText delText delInstrText sdtPr sdtEndPr tblPr trPr tcPr rt annotationRef"
_LEFT_OUT = frozenset(W + name for name in _LEFT_OUT_WORDS.split())
_AROUND_BLOCKS = frozenset(W + name for name in ("ins", "moveTo", "smartTag", "customXml", "sdtContent"))
_SIGNS = {
    W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-",
    W + "softHyphen": "\u00ad",  # ư in TCVN3
}  # fmt: skip
_NOTES = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}


def read(data: bytes) -> FileContent:
    """Return the text of a DOCX on one page: notes stand at its end, headers and footers are left out.

    Raises UnreadableContent where it is damaged, locked, or has no words.
    """
    with open_zip(data) as archive:
        body_name = _body_name(archive)
        root = _word_part(archive, body_name)
        body = None if root is None else root.find(f"{W}body")
        if body is None:
            raise UnreadableContent(sentences.NOT_A_WORD_FILE)
        folder = dirname(body_name)
        styles = read_styles(
            *(_word_part(archive, f"{folder}/{name}".lstrip("/")) for name in ("styles.xml", "numbering.xml"))
        )
        notes = {name: _word_part(archive, f"{folder}/{name}.xml".lstrip("/")) for name in _NOTES.values()}
        reader = _DocxReader(styles, lying_fonts(_all_runs(styles, [body, *notes.values()])))
        parts = [*reader.parts(body), *reader.notes(notes)]
        blocks = tuple(blocks_of(parts))
        if not blocks and not any(name.startswith(f"{folder}/media/") for name in archive.namelist()):
            raise UnreadableContent(sentences.CONTENT_EMPTY)
        core = xml_part(archive, "docProps/core.xml")
    title = core.findtext(_TITLE) if core is not None else None
    return FileContent((PageContent(blocks, is_scan=not blocks),), title=(title or "").strip() or None)


def _word_part(archive: zipfile.ZipFile, name: str) -> Any | None:
    data = read_part(archive, name)
    return None if data is None else parse_xml(data.replace(_STRICT, _TRANSITIONAL))


def _body_name(archive: zipfile.ZipFile) -> str:
    """Return the name of the part that is the document: some programs call it otherwise."""
    relations = xml_part(archive, "_rels/.rels")
    for relation in () if relations is None else relations.iter(_RELATION):
        target = normpath((relation.get("Target") or "").lstrip("/"))
        if (relation.get("Type") or "").endswith("/officeDocument") and target in archive.namelist():
            return target
    return _DEFAULT_BODY


def _all_runs(styles: WordStyles, roots: Iterable[Any]) -> Iterator[FontRun]:
    """Yield all runs of the file with their fonts, only to see which fonts say the wrong encoding."""
    for root in roots:
        for paragraph in () if root is None else root.iter(f"{W}p"):
            style = styles.of(value(paragraph.find(f"{W}pPr/{W}pStyle")))
            for run in paragraph.iter(f"{W}r"):
                text = "".join(filter(None, (element.text for element in run.iterchildren(f"{W}t"))))
                yield FontRun(text, _run_style(run, style, styles).font or "")


def _run_style(run: Any, paragraph: WordStyle, styles: WordStyles) -> WordStyle:
    """Return font, capitals and hiding of a run: its own, else those of its style, else those of its paragraph."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        return paragraph
    style_id = value(properties.find(f"{W}rStyle"))
    style = styles.styles.get(style_id) if style_id else None
    font, capitals, hidden = font_of(properties), switch(properties, "caps"), switch(properties, "vanish")
    if style:
        font = style.font if font is None else font
        capitals = style.is_capitals if capitals is None else capitals
        hidden = style.is_hidden if hidden is None else hidden
    return WordStyle(
        font=paragraph.font if font is None else font,
        is_capitals=paragraph.is_capitals if capitals is None else capitals,
        is_hidden=paragraph.is_hidden if hidden is None else hidden,
    )


@dataclass(slots=True)
class _DocxReader:
    """Reads the parts of a DOCX in their order, since numbers are counted."""

    styles: WordStyles
    lying: frozenset[str]
    counter: ListCounter = field(default_factory=ListCounter)
    cited: list[tuple[str, str]] = field(default_factory=list)  # notes, in the order of their marks
    fields: list[bool] = field(default_factory=list)  # of open fields: whether the result has begun
    carried: list[FontRun] = field(default_factory=list)  # of a paragraph whose end was deleted

    def parts(self, container: Any) -> Iterator[FlowPart]:
        """Yield the paragraphs and tables of a body, a cell, a note or a text box."""
        for element in container:
            tag = element.tag
            if tag == f"{W}p":
                yield from self.paragraph(element)
            elif tag == f"{W}tbl":
                yield self.table(element)
            elif tag in _AROUND_BLOCKS:
                yield from self.parts(element)
            elif tag == f"{W}sdt" and (content := _content(element)) is not None:
                yield from self.parts(content)
            elif tag == f"{_MC}AlternateContent" and (choice := _choice(element)) is not None:
                yield from self.parts(choice)

    def paragraph(self, element: Any) -> Iterator[FlowPart]:
        """Yield a paragraph, then its text boxes."""
        properties = element.find(f"{W}pPr")
        style_id = value(properties.find(f"{W}pStyle")) if properties is not None else None
        style = self.styles.of(style_id)
        self.fields = [has_result for has_result in self.fields if has_result]  # an instruction is in one paragraph
        runs = self.carried
        boxes: list[Any] = []
        self.carried = []
        self._gather(element, style, runs, boxes)
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self.carried = runs
        else:
            text = text_of_runs(runs, self.lying)
            level = outline_level(properties)
            is_centred = centred(properties)
            yield FlowParagraph(
                text,
                self._label(properties, style, style_id),
                level=(style.level if level is None else level) or 0,
                is_centred=bool(style.is_centred if is_centred is None else is_centred),
            )
        for box in boxes:
            yield from self.parts(box)

    def _label(self, properties: Any, style: WordStyle, style_id: str | None) -> str:
        said, inherited = number_property(properties), style.number
        number = said or inherited
        if number is None:
            return ""
        list_id = number.list_id or (inherited.list_id if inherited else None)
        instance = self.styles.lists.get(list_id or "")
        if instance is None:
            return ""
        level = number.level
        if level is None:
            level = self.styles.style_levels.get(style_id or "", 0)
        label = self.counter.label(instance.sequence, instance.levels, level, instance.starts, list_id)
        return text_of_runs([FontRun(label, style.font or "")], self.lying)

    def _gather(self, element: Any, style: WordStyle, runs: list[FontRun], boxes: list[Any]) -> None:
        """Gather the letters below an element, and the text boxes that are anchored in it."""
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _LEFT_OUT:
                continue
            if tag == f"{W}r":
                run_style = _run_style(child, style, self.styles)
                if not run_style.is_hidden:
                    self._gather(child, run_style, runs, boxes)
            elif tag == f"{W}fldChar":
                self._field(value(child, "fldCharType"))
            elif tag == f"{W}txbxContent":
                boxes.append(child)
            elif tag == f"{W}sdt":
                content = _content(child)
                if content is not None:
                    self._gather(content, style, runs, boxes)
            elif tag == f"{_MC}AlternateContent":
                choice = _choice(child)
                if choice is not None:
                    self._gather(choice, style, runs, boxes)
            elif all(self.fields):
                self._letters(child, style, runs, boxes)

    def _letters(self, child: Any, style: WordStyle, runs: list[FontRun], boxes: list[Any]) -> None:
        tag = child.tag
        font, capitals = style.font or "", bool(style.is_capitals)
        if tag in (f"{W}t", _MATH_TEXT):
            runs.append(FontRun(child.text or "", font, capitals))
        elif tag in _SIGNS:
            runs.append(FontRun(_SIGNS[tag], font, capitals))
        elif tag == f"{W}sym":
            code = value(child, "char") or ""
            sign = symbol(int(code, 16), value(child, "font") or "") if code.isalnum() and _is_hex(code) else ""
            runs.append(FontRun(sign))
        elif tag in _NOTES:
            self.cited.append((_NOTES[tag], value(child, "id") or ""))
        else:
            self._gather(child, style, runs, boxes)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self.fields.append(False)
        elif self.fields and kind == "separate":
            self.fields[-1] = True
        elif self.fields and kind == "end":
            self.fields.pop()

    def table(self, element: Any) -> FlowTable:
        """Return a table; rows and cells that were deleted are left out."""
        properties = element.find(f"{W}tblPr")
        is_ruled = None if properties is None else has_lines(properties.find(f"{W}tblBorders"))
        if is_ruled is None and properties is not None:
            style = self.styles.styles.get(value(properties.find(f"{W}tblStyle")) or "")
            is_ruled = style.is_ruled if style else None
        rows: list[tuple[FlowCell, ...]] = []
        lined = 0
        has_head = False
        for row in _inside(element, f"{W}tr"):
            about = row.find(f"{W}trPr")
            if about is not None and about.find(f"{W}del") is not None:
                continue
            has_head = has_head or (not rows and bool(switch(about, "tblHeader")))
            skipped = min(number_value(about.find(f"{W}gridBefore")) or 0, MAX_COLUMNS) if about is not None else 0
            cells = [FlowCell((), 1) for _ in range(skipped)]
            for cell in _inside(row, f"{W}tc"):
                lined += bool(has_lines(cell.find(f"{W}tcPr/{W}tcBorders")))
                cells.append(self._cell(cell))
            rows.append(tuple(cells))
        if not is_ruled:
            is_ruled = 2 * lined > sum(map(len, rows))
        return FlowTable(tuple(rows), is_ruled, has_head)

    def _cell(self, element: Any) -> FlowCell:
        properties = element.find(f"{W}tcPr")
        columns = number_value(properties.find(f"{W}gridSpan")) if properties is not None else None
        merges = [] if properties is None else [properties.find(W + name) for name in ("vMerge", "hMerge")]
        is_continued = any(merge is not None and value(merge) in (None, "continue") for merge in merges)
        parts = tuple(self.parts(element))
        return FlowCell(parts, max(1, min(columns or 1, MAX_COLUMNS)), is_continued)

    def notes(self, roots: dict[str, Any]) -> Iterator[FlowPart]:
        """Yield the notes in the order of their marks, those that a note cites too."""
        notes = {
            (name, value(note, "id") or ""): note
            for name, root in roots.items()
            if root is not None
            for note in root
            if isinstance(note.tag, str)
        }
        for key in self.cited:  # grows while the notes are read
            if (note := notes.pop(key, None)) is not None:
                yield from self.parts(note)


def _inside(element: Any, tag: str) -> Iterator[Any]:
    """Yield the rows of a table or the cells of a row, also those within controls and changes."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _AROUND_BLOCKS:
            yield from _inside(child, tag)
        elif child.tag == f"{W}sdt" and (content := _content(child)) is not None:
            yield from _inside(content, tag)


def _content(control: Any) -> Any | None:
    """Return the content of a control, None where it only says what is to be filled in."""
    is_prompt = switch(control.find(f"{W}sdtPr"), "showingPlcHdr")
    return None if is_prompt else control.find(f"{W}sdtContent")


def _choice(alternatives: Any) -> Any | None:
    """Return one of several forms of the same thing: the new one, else the one for old programs."""
    choice = alternatives.find(f"{_MC}Choice")
    return alternatives.find(f"{_MC}Fallback") if choice is None else choice


def _is_hex(code: str) -> bool:
    return all(letter in "0123456789abcdefABCDEF" for letter in code)
