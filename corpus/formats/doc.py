"""Read DOC (Word 97 to 2003): paragraphs with automatic numbers, tables, text boxes, notes; deleted text is out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from corpus import sentences
from corpus.formats.content import FileContent, PageContent, UnreadableContent
from corpus.formats.doc_file import DocFile, open_doc, range_at
from corpus.formats.doc_properties import Letters, ParagraphProperties, letters_of, paragraph_of
from corpus.formats.doc_styles import DocStyle, paragraph_with_inherited, with_inherited
from corpus.formats.flow import FlowParagraph, FlowPart, FontRun, blocks_of
from corpus.formats.fonts import lying_fonts, text_of_runs
from corpus.formats.numbering import ListCounter
from corpus.formats.symbols import symbol
from corpus.formats.table_builder import TableBuilder

_END = re.compile("[\r\x07\x0c]")
_FIELD_MARK = re.compile("([\x13-\x15])")
_FIELD_BEGIN, _FIELD_RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_SIGNS = {**dict.fromkeys(range(32)), 0x09: "\t", 0x0B: "\n", 0x0E: "\n", 0x1E: "-", 0x1F: "\u00ad"}  # ư in TCVN3
_SYMBOL_PLACE = "("
_PICTURE = "\x01"
_NOTES, _END_NOTES = 1, 5  # in DocFile.counts


def read(data: bytes) -> FileContent:
    """Return the text of a DOC on one page: notes stand at its end, headers and footers are left out.

    Raises UnreadableContent where it is damaged, locked, older than Word 97, or has no words.
    """
    file = open_doc(data)
    reader = _DocReader(file)
    parts = reader.parts(0, file.counts[0])
    parts += [part for anchor, start, end in file.boxes if anchor < 0 for part in reader.parts(start, end)]
    for story in (_NOTES, _END_NOTES):
        start = sum(file.counts[:story])
        parts += reader.parts(start, start + file.counts[story])
    blocks = tuple(blocks_of(parts))
    if not blocks and _PICTURE not in reader.text:
        raise UnreadableContent(sentences.CONTENT_EMPTY)
    return FileContent((PageContent(blocks, is_scan=not blocks),))


class _DocReader:
    """Reads stretches of a file's letters in their order, since numbers are counted and fields may be open."""

    def __init__(self, file: DocFile) -> None:
        self.file = file
        self.text = "".join(piece.text for piece in file.pieces)
        self.piece_starts = [piece.start for piece in file.pieces]
        self.paragraph_starts = [each.start for each in file.paragraph_ranges]
        self.segments = list(_segments(file))
        self.segment_starts = [start for start, _ in self.segments]
        self.counter = ListCounter()
        self.open_fields: list[bool] = []  # whether their results have begun
        self.known: dict[tuple[bytes, int], ParagraphProperties] = {}
        self.lying: frozenset[str] = frozenset()
        self.lying = lying_fonts(self._all())

    def parts(self, start: int, end: int) -> list[FlowPart]:
        """Return the paragraphs and tables of a stretch, with the text boxes that are anchored in it."""
        builder = TableBuilder()
        carried: list[FontRun] = []
        for begin, stop in self._paragraphs(start, min(end, len(self.text))):
            properties = self._properties(stop - 1)
            style = self.file.styles.get(properties.style, DocStyle())
            mark = self.text[stop - 1] if _END.match(self.text[stop - 1]) else ""
            self.open_fields = [has_result for has_result in self.open_fields if has_result]
            runs = carried + list(self._runs(begin, stop - len(mark), style))
            carried = []
            if mark == "\r" and not properties.depth and self._letters(stop - 1).is_gone:
                carried = runs  # its end was deleted: the next paragraph goes on
                continue
            if not properties.ends_row:
                paragraph = self._paragraph(runs, properties, style, is_break=mark == "\x0c")
                builder.add(paragraph, properties.depth)
            for anchor, box_start, box_end in self.file.boxes:
                if begin <= anchor < stop and start == 0:
                    for part in self.parts(box_start, box_end):
                        builder.add(part, properties.depth)
            if properties.ends_row:
                builder.end_row(properties.depth, properties.row)
            elif (mark == "\x07" and properties.depth) or properties.ends_cell:
                builder.end_cell(properties.depth)
        return builder.finished()

    def _paragraphs(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield where each paragraph begins and ends, its mark included."""
        begin = start
        for mark in _END.finditer(self.text, start, end):
            yield begin, mark.end()
            begin = mark.end()
        if begin < end:
            yield begin, end

    def _paragraph(
        self, runs: Sequence[FontRun], properties: ParagraphProperties, style: DocStyle, *, is_break: bool
    ) -> FlowParagraph:
        properties = paragraph_with_inherited(properties, style.paragraph)
        text = text_of_runs(runs, self.lying)
        label = self._label(properties, style) if text.strip() or not is_break else ""
        return FlowParagraph(text, label, properties.level or 0, is_centred=bool(properties.is_centred))

    def _label(self, properties: ParagraphProperties, style: DocStyle) -> str:
        index = properties.list_index or 0
        if not 0 < index <= len(self.file.lists):
            return ""
        named = self.file.lists[index - 1]
        at = properties.list_level
        if at is None:
            at = named.style_levels.get(properties.style, 0)
        level = named.levels.get(at)
        label = self.counter.label(named.sequence, named.levels, at, named.starts, index)
        font = self._font(style.letters) if level is None or level.font is None else level.font
        return text_of_runs([FontRun(label, font)], self.lying)

    def _properties(self, position: int) -> ParagraphProperties:
        found = range_at(self.file.paragraph_ranges, self.paragraph_starts, self._offset(position))
        if found is None:
            return ParagraphProperties()
        key = found.grpprl, found.style
        if key not in self.known:
            self.known[key] = paragraph_of(found.grpprl, found.style, self.file.data)
        return self.known[key]

    def _offset(self, position: int) -> int:
        piece = self.file.pieces[bisect_right(self.piece_starts, position) - 1]
        return piece.offset + piece.width * (position - piece.start)

    def _letters(self, position: int) -> Letters:
        return self.segments[bisect_right(self.segment_starts, position) - 1][1]

    def _all(self) -> Iterator[FontRun]:
        """Yield all letters with their fonts, deleted ones too, to see which fonts are named wrongly."""
        for begin, stop in self._paragraphs(0, len(self.text)):
            style = self.file.styles.get(self._properties(stop - 1).style, DocStyle())
            for start, end, letters in self._segments(begin, stop):
                yield FontRun(self.text[start:end], self._font(self._full(letters, style)))

    def _runs(self, begin: int, stop: int, style: DocStyle) -> Iterator[FontRun]:
        """Yield the letters of a paragraph that are to be read."""
        for start, end, letters in self._segments(begin, stop):
            full = self._full(letters, style)
            font = self._font(full)
            for text in _FIELD_MARK.split(self.text[start:end]):
                if text == _FIELD_BEGIN:
                    self.open_fields.append(False)
                elif self.open_fields and text == _FIELD_RESULT:
                    self.open_fields[-1] = True
                elif self.open_fields and text == _FIELD_END:
                    self.open_fields.pop()
                elif full.symbol and text == _SYMBOL_PLACE:
                    yield FontRun(symbol(full.symbol[1], self._font(Letters(font=full.symbol[0]))))
                elif text and not full.is_gone and all(self.open_fields):
                    yield FontRun(text.translate(_SIGNS), font, bool(full.is_capitals))

    def _segments(self, begin: int, stop: int) -> Iterator[tuple[int, int, Letters]]:
        at = max(0, bisect_right(self.segment_starts, begin) - 1)
        while begin < stop:
            end = min(stop, self.segment_starts[at + 1]) if at + 1 < len(self.segments) else stop
            yield begin, end, self.segments[at][1]
            begin = end
            at += 1

    def _full(self, letters: Letters, style: DocStyle) -> Letters:
        if letters.style is not None and letters.style in self.file.styles:
            letters = with_inherited(letters, self.file.styles[letters.style].letters)
        return with_inherited(letters, style.letters)

    def _font(self, letters: Letters) -> str:
        number = self.file.default_font if letters.font is None else letters.font
        return self.file.fonts[number] if number < len(self.file.fonts) else ""


def _segments(file: DocFile) -> Iterator[tuple[int, Letters]]:
    """Yield where letters of another look begin, and how they look."""
    starts = [each.start for each in file.letter_ranges]
    known: dict[bytes, Letters] = {b"": Letters()}
    for piece in file.pieces:
        end = piece.offset + piece.width * len(piece.text)
        offset = piece.offset
        at = bisect_right(starts, offset) - 1
        while offset < end:
            inside = at >= 0 and offset < file.letter_ranges[at].end
            grpprl = file.letter_ranges[at].grpprl if inside else b""
            if grpprl not in known:
                known[grpprl] = letters_of(grpprl)
            yield piece.start + (offset - piece.offset) // piece.width, known[grpprl]
            stops = [file.letter_ranges[at].end] if inside else []
            stops += starts[at + 1 : at + 2]
            offset = min([stop for stop in stops if stop > offset] + [end])
            while at + 1 < len(starts) and starts[at + 1] <= offset:
                at += 1
