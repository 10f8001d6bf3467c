"""Write records as DOCX, ODT and RTF, as offices set them: heads by tables or tab stops, articles numbered or typed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from random import Random
from xml.sax.saxutils import escape

from bench.formats.records import Chapter, Paragraph, Part, Record, Table

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_CENTRED = '<w:jc w:val="center"/>'
_NUMBERING = (
    f'<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:lvlText w:val="Điều %1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Holds two columns side by side, as a table without lines or by tab stops."""

    left: Sequence[str]
    right: Sequence[str]
    by_tabs: bool


@dataclass(frozen=True, slots=True)
class Centred:
    """Holds lines in the middle of the page."""

    lines: Sequence[str]


Piece = Columns | Centred | Paragraph | Table


def pieces(record: Record, by_tabs: bool) -> Iterator[Piece]:
    """Yield what stands on the page from top to bottom."""
    yield Columns(record.left, record.right, by_tabs)
    if record.title:
        yield Centred(record.title)
    for line in (*record.addressees, *record.grounds):
        yield Paragraph(line)
    if record.enacting:
        yield Centred((record.enacting,))
    yield from _of_parts(record.parts)
    yield Columns(record.recipients, record.signature, by_tabs)
    for annex in record.annexes:
        yield Centred(annex.head)
        yield from _of_parts(annex.parts)


def _of_parts(parts: Iterable[Part]) -> Iterator[Piece]:
    for part in parts:
        yield Centred((part.number, part.title)) if isinstance(part, Chapter) else part


def side_by_side(columns: Columns) -> Iterator[tuple[str, str]]:
    """Yield the lines of two columns that stand beside each other."""
    for at in range(max(len(columns.left), len(columns.right))):
        yield columns.left[at] if at < len(columns.left) else "", columns.right[at] if at < len(columns.right) else ""


def zipped(parts: dict[str, str]) -> bytes:
    """Return a ZIP of parts by their names."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return data.getvalue()


# DOCX -----------------------------------------------------------------------------------------------------------------


def docx(record: Record, random: Random) -> bytes:
    """Return a DOCX: words are cut into runs anywhere, as Word does."""
    is_numbered = random.random() < 0.5
    body = "".join(_word(piece, random, is_numbered) for piece in pieces(record, random.random() < 0.3))
    document = f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document, "word/numbering.xml": _NUMBERING})


def _word(piece: Piece, random: Random, is_numbered: bool) -> str:
    match piece:
        case Columns(left, right, by_tabs) if by_tabs and left:
            lines = (_word_paragraph(f"{one}\t{two}" if two else one, random) for one, two in side_by_side(piece))
            return _word_paragraph("", random) + "".join(lines) + _word_paragraph("", random)
        case Columns(left, right):
            cells = ("".join(_word_paragraph(line, random, _CENTRED) for line in lines) for lines in (left, right))
            return f"<w:tbl><w:tblPr/><w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr></w:tbl>"
        case Centred(lines):
            inside = "".join(_word_paragraph(line, random, _CENTRED) for line in lines)
            return _word_paragraph("", random) + inside + _word_paragraph("", random)
        case Table(rows):
            lines = (
                "<w:tr>" + "".join(f"<w:tc>{_word_paragraph(cell, random)}</w:tc>" for cell in row) + "</w:tr>"
                for row in rows
            )
            borders = '<w:tblBorders><w:insideH w:val="single"/></w:tblBorders>'
            return f"<w:tbl><w:tblPr>{borders}</w:tblPr>{''.join(lines)}</w:tbl>{_word_paragraph('', random)}"
        case Paragraph(text, label) if label and is_numbered:
            return _word_paragraph(text, random, '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        case Paragraph():
            return _word_paragraph(piece.line, random)


def _word_paragraph(text: str, random: Random, properties: str = "") -> str:
    runs: list[str] = []
    at = 0
    while at < len(text):
        end = at + random.randint(3, 60)
        run = escape(text[at:end]).replace("\t", "</w:t><w:tab/><w:t>")
        runs.append(f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>')
        at = end
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


# ODT ------------------------------------------------------------------------------------------------------------------


def odt(record: Record, random: Random) -> bytes:
    """Return an ODT, whose heads are tables."""
    body = "".join(_odf(piece) for piece in pieces(record, by_tabs=False))
    names = " ".join(
        f'xmlns:{prefix}="{_ODF.format(name)}"'
        for prefix, name in (
            ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("fo", "xsl-fo-compatible")
        )
    )  # fmt: skip
    styles = (
        '<style:style style:name="C" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>'
        '</style:style><style:style style:name="L" style:family="table-cell"><style:table-cell-properties '
        'fo:border="0.5pt solid #000000"/></style:style>'
    )
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def _odf(piece: Piece) -> str:
    match piece:
        case Columns(left, right):
            cells = ("".join(_odf_paragraph(line, "C") for line in lines) for lines in (left, right))
            return _odf_table(["".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)])
        case Centred(lines):
            return "<text:p/>" + "".join(_odf_paragraph(line, "C") for line in lines) + "<text:p/>"
        case Table(rows):
            cell = '<table:table-cell table:style-name="L">{}</table:table-cell>'
            return _odf_table("".join(cell.format(_odf_paragraph(text)) for text in row) for row in rows) + "<text:p/>"
        case Paragraph():
            return _odf_paragraph(piece.line)


def _odf_table(rows: Iterable[str]) -> str:
    return f"<table:table>{''.join(f'<table:table-row>{row}</table:table-row>' for row in rows)}</table:table>"


def _odf_paragraph(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{escape(text)}</text:p>'


# RTF ------------------------------------------------------------------------------------------------------------------


def rtf(record: Record, random: Random) -> bytes:
    """Return an RTF, whose numbers are written into it."""
    set_pieces = pieces(record, random.random() < 0.3)
    body = "".join(_rtf(piece) for piece in set_pieces)
    return ("{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Times New Roman;}}" + body + "}").encode("ascii")


def _rtf(piece: Piece) -> str:
    match piece:
        case Columns(left, right, by_tabs) if by_tabs and left:
            lines = (_rtf_text(one) + ("\\tab " + _rtf_text(two) if two else "") for one, two in side_by_side(piece))
            return "\\pard\\par " + "".join(f"\\pard {line}\\par " for line in lines) + "\\pard\\par "
        case Columns(left, right):
            cells = ("\\par ".join(map(_rtf_text, lines)) for lines in (left, right))
            return _rtf_rows(["".join(f"\\pard\\intbl\\qc {cell}\\cell " for cell in cells)], 2, "")
        case Centred(lines):
            inside = "".join(f"\\pard\\qc {_rtf_text(line)}\\par " for line in lines)
            return f"\\pard\\par {inside}\\pard\\par "
        case Table(rows):
            lines = ("".join(f"\\pard\\intbl {_rtf_text(cell)}\\cell " for cell in row) for row in rows)
            return _rtf_rows(lines, len(rows[0]), "\\clbrdrt\\brdrs\\clbrdrb\\brdrs") + "\\pard\\par "
        case Paragraph(text, label) if label:
            return f"\\pard{{\\listtext\\pard\\plain {_rtf_text(label)}\\tab}}{_rtf_text(text)}\\par "
        case Paragraph():
            return f"\\pard {_rtf_text(piece.line)}\\par "


def _rtf_rows(rows: Iterable[str], columns: int, borders: str) -> str:
    shape = "".join(f"{borders}\\cellx{2000 * (at + 1)}" for at in range(columns))
    return "".join(f"\\trowd{shape}{row}\\row " for row in rows)


def _rtf_text(text: str) -> str:
    parts: list[str] = []
    for letter in text:
        if letter in "\\{}":
            parts.append(f"\\{letter}")
        elif letter.isascii():
            parts.append(letter)
        else:
            code = ord(letter)
            parts.append(f"\\u{code - 65536 if code > 32767 else code}?")
    return "".join(parts)
