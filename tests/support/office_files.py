"""Makes small DOCX, ODT and RTF files from what stands in their bodies, and gives the text that a reader found."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from corpus.formats.blocks import text_of_blocks
from corpus.formats.content import FileContent
from tests.support.files import ROOT

FIXTURES = ROOT / "tests" / "fixtures" / "formats"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODF = "office text table style draw:drawing fo:xsl-fo-compatible svg:svg-compatible"  # prefix, or prefix:name


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP of parts by their names; its bytes do not depend on the clock, as names of tests have them."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """Return a DOCX; `parts` are the insides of further parts by their names (styles, numbering, footnotes)."""
    roots = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes"}
    names = f'xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    files = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {names}><w:body>{body}</w:body></w:document>",
    }
    for name, inside in parts.items():
        files[f"word/{name}.xml"] = f"<w:{roots[name]} {names}>{inside}</w:{roots[name]}>"
    return zipped(files)


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """Return a paragraph of a DOCX with one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: str, ruled: bool = True) -> str:
    """Return a table of a DOCX; the cells of a row are divided by bars, their paragraphs by slashes."""
    borders = '<w:tblBorders><w:top w:val="single"/></w:tblBorders>' if ruled else ""
    lines = "".join(
        "<w:tr>"
        + "".join(f"<w:tc>{''.join(map(paragraph, cell.split(' / ')))}</w:tc>" for cell in row.split(" | "))
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr>{borders}</w:tblPr>{lines}</w:tbl>"


def odt(body: str, styles: str = "") -> bytes:
    """Return an ODT; `styles` are its automatic styles."""
    pairs = (each.split(":") if ":" in each else (each, each) for each in ODF.split())
    names = " ".join(f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for prefix, name in pairs)
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def text_of(content: FileContent) -> str:
    """Return the text of all pages."""
    return "\n\n".join(text_of_blocks(page.blocks) for page in content.pages)
