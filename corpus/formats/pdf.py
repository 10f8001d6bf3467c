"""Read PDF files that were made by a program: their text by page; pages that are pictures are only marked.

pdfium reads the file and nothing in it runs: no scripts, forms or attached files.
"""

from __future__ import annotations

import re

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus import sentences
from corpus.formats.content import FileContent, PageContent, UnreadableContent
from corpus.formats.legibility import is_to_be_recognised
from corpus.formats.page_layout import blocks_of_pages
from corpus.formats.page_parts import PrintedPage
from corpus.formats.pdf_letters import PdfPage, read_page

_MAX_PAGES = 2_000
_MAX_LETTERS = 20_000_000
_NO_TITLE = re.compile(
    r"microsoft (?:word|excel|powerpoint)|untitled|document\d*$|\S+\.\w{2,5}$|[^\w]*$|scan|\(anonymous\)", re.IGNORECASE
)
_MAX_TITLE = 300


def read(data: bytes) -> FileContent:
    """Return what a PDF holds; raises `UnreadableContent` for one with a password, without pages or damaged."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise UnreadableContent(_reason(error)) from error
    try:
        return _read(document)
    finally:
        document.close()


def _reason(error: pdfium.PdfiumError) -> str:
    code = getattr(error, "err_code", None)
    return (
        sentences.FORMAT_LOCKED.format(name="PDF")
        if code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        else sentences.PDF_DAMAGED
    )


def _read(document: pdfium.PdfDocument) -> FileContent:
    count = len(document)
    if count == 0:
        raise UnreadableContent(sentences.PDF_EMPTY)
    notes: list[str] = []
    pages: list[PdfPage | None] = []
    letters = 0
    for number in range(min(count, _MAX_PAGES)):
        page = _page(document, number)
        letters += page.letters if page else 0
        if letters > _MAX_LETTERS:
            notes.append(sentences.PDF_TOO_LONG.format(page=number, letters=_MAX_LETTERS // 1_000_000))
            break
        pages.append(page)
    if count > _MAX_PAGES:
        notes.append(sentences.PDF_TOO_MANY_PAGES.format(pages=count, limit=_MAX_PAGES))
    damaged = [number for number, page in enumerate(pages, start=1) if page is None]
    if len(damaged) == len(pages):
        raise UnreadableContent(sentences.PDF_DAMAGED)
    if damaged:
        notes.append(sentences.PDF_PAGES_DAMAGED.format(pages=", ".join(map(str, damaged))))
    blocks = blocks_of_pages(page.printed if page else PrintedPage(1, 1, ()) for page in pages)
    return FileContent(
        tuple(
            PageContent(page_blocks, is_scan=page is not None and is_to_be_recognised(page, page_blocks))
            for page, page_blocks in zip(pages, blocks, strict=True)
        ),
        _title(document),
        tuple(notes),
    )


def _page(document: pdfium.PdfDocument, number: int) -> PdfPage | None:
    try:
        return read_page(document, number)
    except pdfium.PdfiumError:
        return None


def _title(document: pdfium.PdfDocument) -> str | None:
    """Return the title that the file gives itself, unless a program made it of a file name."""
    title = " ".join(document.get_metadata_value("Title").split())
    return title if title and len(title) <= _MAX_TITLE and not _NO_TITLE.match(title) else None
