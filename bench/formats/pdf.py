"""Write a record as a PDF, set as offices set them: by fpdf2, which embeds a TrueType font of this machine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2 as pdfium

from bench.formats.records import MOTTO, Annex, Chapter, Part, Record, Table
from bench.peers import not_installed

# Families whose plain, bold and italic letters stand in files of these names.
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts/Supplemental")
_FAMILIES = (
    ("Tinos-Regular", "Tinos-Bold", "Tinos-Italic"),
    ("Times New Roman", "Times New Roman Bold", "Times New Roman Italic"),
    ("LiberationSerif-Regular", "LiberationSerif-Bold", "LiberationSerif-Italic"),
    ("LiberationSans-Regular", "LiberationSans-Bold", "LiberationSans-Italic"),
    ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic"),
    ("DejaVuSerifCondensed", "DejaVuSerifCondensed-Bold", "DejaVuSerifCondensed-Italic"),
    ("DejaVuSansCondensed", "DejaVuSansCondensed-Bold", "DejaVuSansCondensed-Oblique"),
)
_LETTERS = "ăĂđĐơƠưƯấẤềỀỗỖợỢỷỶỵỴ"  # some releases of these fonts have no letters of Vietnamese
_MM = 25.4 / 72  # of a point


class _Style:
    """Holds what differs from office to office; drawn by the seed."""

    def __init__(self, random: Random) -> None:
        self.size = random.choice((13, 13.5, 14))
        self.left, self.right, self.top = random.choice((30, 35)), random.choice((15, 20)), random.choice((20, 25))
        self.indent = random.choice((0, 10, 12.7))
        self.leading = random.choice((1.15, 1.3, 1.5))
        self.apart = 6 if self.indent == 0 else random.choice((0, 3, 6))  # points between paragraphs
        self.align = random.choice(("J", "J", "L"))
        self.numbered = random.choice(("top", "foot"))
        self.family = random.choice(families())


def missing() -> str | None:
    """Return a sentence where no PDF can be written here."""
    return not_installed("fpdf") or (None if families() else "máy này không có phông chữ in được tiếng Việt")


@cache
def families() -> tuple[tuple[Path, Path, Path], ...]:
    """Return the files of the fonts of this machine that can print Vietnamese."""
    files = {path.stem: path for folder in _FOLDERS for path in Path(folder).rglob("*.ttf")}
    return tuple(
        (files[plain], files[bold], files[italic])
        for plain, bold, italic in _FAMILIES
        if {plain, bold, italic} <= files.keys() and _prints_vietnamese(files[plain])
    )


def _prints_vietnamese(font: Path) -> bool:
    from fontTools.ttLib import TTFont  # which fpdf2 brings

    with TTFont(font) as opened:
        codes = opened.getBestCmap()
    return all(ord(letter) in codes for letter in _LETTERS)


def write(record: Record, random: Random) -> bytes:
    """Return the PDF of a record; its style is drawn from `random`."""
    style = _Style(random)
    pdf = _new(style)
    pdf.add_page()
    _columns(pdf, _head(record.left, style, bold=1), _head(record.right, style, bold=0), style)
    pdf.ln(style.size * _MM)
    for at, line in enumerate(record.title):
        _centred(pdf, line, style, "B", after=0 if at == 0 else 3)
    for at, line in enumerate(record.addressees):
        _running(pdf, [(line, "")], style, align="L", indent=30 if at == 0 else 40)
    pdf.ln(style.size * _MM * 0.6)
    for line in record.grounds:
        _running(pdf, [(line, "I")], style)
    if record.enacting:
        _centred(pdf, record.enacting, style, "B")
    _parts(pdf, record.parts, style)
    pdf.ln(style.size * _MM)
    _end(pdf, record, style)
    for annex in record.annexes:
        _annex(pdf, annex, style)
    return bytes(pdf.output())


def pages(data: bytes) -> int:
    """Return how many pages a PDF has."""
    document = pdfium.PdfDocument(data)
    try:
        return len(document)
    finally:
        document.close()


def _new(style: _Style) -> Any:
    from fpdf import FPDF  # asked for by this command alone

    class Numbered(FPDF):  # type: ignore[misc, unused-ignore]
        def header(self) -> None:
            if style.numbered == "top" and self.page_no() > 1:
                self._number(9)

        def footer(self) -> None:
            if style.numbered == "foot":
                self._number(285)

        def _number(self, y: float) -> None:
            self.set_y(y)
            self.set_font("body", "", style.size)
            self.cell(0, 5, str(self.page_no()), align="C")
            self.set_y(style.top)

    pdf = Numbered(format="A4")
    for name, path in zip(("", "B", "I"), style.family, strict=True):
        pdf.add_font("body", name, path)
    pdf.set_margins(style.left, style.top, style.right)
    pdf.set_auto_page_break(True, 20)
    return pdf


def _centred(pdf: Any, text: str, style: _Style, font: str, *, after: float | None = None) -> None:
    pdf.set_font("body", font, style.size)
    pdf.multi_cell(0, style.size * style.leading * _MM, text, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.ln((style.apart if after is None else after) * _MM)


def _running(pdf: Any, runs: Sequence[tuple[str, str]], style: _Style, *, align: str = "", indent: float = -1) -> None:
    """Set a paragraph of runs, each with its font; its first line is indented as the style says."""
    with pdf.text_columns(text_align=align or style.align, line_height=style.leading) as text:
        lines = {"first_line_indent": style.indent if indent < 0 else indent, "bottom_margin": style.apart * _MM}
        with text.paragraph(**lines) as paragraph:
            for words, font in runs:
                pdf.set_font("body", font, style.size)
                paragraph.write(words)


def _parts(pdf: Any, parts: Sequence[Part], style: _Style) -> None:
    for part in parts:
        if isinstance(part, Chapter):
            pdf.ln(style.size * _MM * 0.4)
            _centred(pdf, part.number, style, "B", after=0)
            _centred(pdf, part.title, style, "B")
        elif isinstance(part, Table):
            _table(pdf, part, style)
        else:
            label = [(f"{part.label} ", "B")] if part.label else []
            _running(pdf, [*label, (part.text, "")], style)


def _table(pdf: Any, table: Table, style: _Style) -> None:
    pdf.set_font("body", "", style.size - 1)
    widths = (8, 34, 34, 24) if len(table.rows[0]) == 4 else None
    with pdf.table(col_widths=widths, line_height=(style.size + 2) * _MM, text_align="LEFT", padding=1) as printed:
        for row in table.rows:
            cells = printed.row()
            for cell in row:
                cells.cell(cell)
    pdf.ln(style.apart * _MM + 1)


Column = list[tuple[str, str, float]]  # lines with their font and size


def _head(lines: Sequence[str], style: _Style, *, bold: int) -> Column:
    return [
        (line, "B" if at == bold or (bold == 0 and at == 1) else "I" if bold == 0 else "", style.size - 1)
        for at, line in enumerate(lines)
    ]


def _columns(pdf: Any, left: Column, right: Column, style: _Style, *, align: str = "C") -> None:
    """Set two columns side by side, each line by itself, as the cells of a table without borders."""
    width = 210 - style.left - style.right
    top, bottoms = pdf.get_y(), []
    for column, x, wide, how in ((left, style.left, 0.42, align), (right, style.left + 0.42 * width, 0.58, "C")):
        pdf.set_xy(x, top)
        for line, font, size in column:
            pdf.set_font("body", font, size)
            if line in MOTTO:  # no office breaks it, however wide the letters of its font are
                pdf.set_font_size(size * min(1, (wide * width - 3) / pdf.get_string_width(line)))
            pdf.set_x(x)
            pdf.multi_cell(wide * width, size * 1.2 * _MM, line, align=how, new_x="LEFT", new_y="NEXT")
        bottoms.append(pdf.get_y())
    pdf.set_y(max(bottoms))


def _end(pdf: Any, record: Record, style: _Style) -> None:
    """Set the signature, beside the recipients where there are some; it is not parted over two pages."""
    if pdf.get_y() > 297 - 75:
        pdf.add_page()
    *roles, name = record.signature
    signature = [*((line, "B", style.size) for line in roles), *[(" ", "", style.size)] * 4, (name, "B", style.size)]
    recipients = [(line, "B" if at == 0 else "", style.size - 2) for at, line in enumerate(record.recipients)]
    _columns(pdf, recipients, signature, style, align="L")


def _annex(pdf: Any, annex: Annex, style: _Style) -> None:
    pdf.add_page()
    for at, line in enumerate(annex.head):
        _centred(pdf, line, style, "B" if at < 2 else "I", after=0 if at < 2 else 6)
    _parts(pdf, annex.parts, style)
