"""Read files that are no text (PDF, Word, tables …): their content, read by a process apart, becomes a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count, groupby

from corpus import sentences
from corpus.document import MAX_TITLE_CHARACTERS, Document, Official, SignerCandidate, poor_pages
from corpus.extraction.heading import heading
from corpus.extraction.signer_candidates import signer_candidates, sure_signer
from corpus.formats.blocks import HeadingBlock, TableBlock, text_of_blocks
from corpus.formats.content import FileContent, UnreadableContent
from corpus.formats.detection import IMAGE, READ, SHEET, ZIP, foreign_format, is_read
from corpus.readers.encoding import clean
from corpus.readers.sheet_records import split_lists
from corpus.readers.source import LeftOut, RecordResult, Source, Unreadable

_MAX_TITLE_LINE = 200
_MIN_WORDS_OF_IMAGE = 20  # a picture with fewer is a logo, a sign or a photograph


def names() -> str:
    """Return the names of the formats that have a reader."""
    return ", ".join([*(format.name for format in READ if is_read(format)), sentences.MAIL])


def fits(source: Source) -> bool:
    """Tell whether the file is no text, and of a kind that is read or refused by name, by its first bytes."""
    format = foreign_format(source.head)
    return format is not None and (format.refusal is not None or is_read(format))


def read(source: Source) -> Iterator[RecordResult]:
    """Yield the document of a file, and what of it was not read. Raises Unreadable and UnreadableContent."""
    data = source.read_all()
    format = foreign_format(data)
    if format is None or format == ZIP or not is_read(format):
        refusal = format and format.refusal
        raise Unreadable(refusal or sentences.FORMAT_UNKNOWN.format(formats=names()))
    content = source.contents(format, data)
    if format == SHEET:
        lists = split_lists(content, source.name)
        yield from lists.results
        if lists.rest is None:
            return
        content = lists.rest
    document = document_of(content)
    if format == IMAGE and len(document.text.split()) < _MIN_WORDS_OF_IMAGE:
        raise UnreadableContent(sentences.IMAGE_WITHOUT_TEXT)
    for note in document.notes:
        yield LeftOut(source.name, note)
    if document.notes and content.why_unread:
        yield LeftOut(source.name, content.why_unread)
    # A page of which nothing was read has a note of its own.
    if badly := [page for page in poor_pages(document) if document.page_confidence[page - 1]]:
        yield LeftOut(source.name, sentences.PAGES_READ_BADLY.format(pages=_ranges(badly)))
    yield document


def document_of(content: FileContent) -> Document:
    """Return the document of a file's content. Raises UnreadableContent where there are no words to read."""
    text, pages, notes = text_of(content)
    confidence = _confidence(content)
    candidates, signer = _signed(content, _texts(content)) if confidence else ((), None)
    document = Document(
        id="",
        text=text,
        pages=pages if len(pages) > 1 else (),
        notes=notes,
        page_confidence=confidence,
        signer=signer,
        signer_candidates=candidates,
    )
    return document if heading(text) else _with_title(document, content)


def text_of(content: FileContent) -> tuple[str, tuple[int, ...], tuple[str, ...]]:
    """Return the text of a file, where its pages begin in it, and sentences on what was not read.

    Raises UnreadableContent where there are no words to read.
    """
    scans = [number for number, page in enumerate(content.pages, 1) if page.is_scan]
    texts = _texts(content)
    if not any(texts):
        raise UnreadableContent(_why_empty(content, len(scans)))
    text, pages = _joined(texts, content)
    notes = [sentences.PAGES_NOT_READ.format(pages=_ranges(scans))] if scans else []
    empty = [n for n, page in enumerate(content.pages, 1) if page.confidence is not None and not texts[n - 1]]
    notes += [sentences.PAGES_WITHOUT_WORDS.format(pages=_ranges(empty))] if empty else []
    return text, pages, (*content.notes, *notes)


def _texts(content: FileContent) -> list[str]:
    """Return the text of each page; what the letters of a page to be recognised say cannot be trusted."""
    return ["" if page.is_scan else clean(text_of_blocks(page.blocks)).strip() for page in content.pages]


def _signed(content: FileContent, texts: list[str]) -> tuple[tuple[SignerCandidate, ...], Official | None]:
    """Return whom the last recognised page with a signature may name, and who it is where that is sure.

    There is nobody where a printed page has a signature below it.
    """
    for page, text in zip(reversed(content.pages), reversed(texts), strict=True):
        candidates = signer_candidates(text, page.name_readings, page.confidence or 0)
        if candidates:
            is_scan = page.confidence is not None
            return (candidates, sure_signer(text, page.name_readings, candidates)) if is_scan else ((), None)
    return (), None


def _why_empty(content: FileContent, scans: int) -> str:
    if scans:
        return sentences.ONLY_SCANS.format(count=scans, remedy=content.why_unread or sentences.OTHER_COPY)
    is_scanned = any(page.confidence is not None for page in content.pages)
    return sentences.SCANS_WITHOUT_WORDS if is_scanned else sentences.FILE_EMPTY


def _confidence(content: FileContent) -> tuple[int, ...]:
    """Return how sure each page was recognised, 100 for a printed and 0 for an unread one; empty without scans."""
    if all(page.confidence is None for page in content.pages):
        return ()
    return tuple(0 if page.is_scan else 100 if page.confidence is None else page.confidence for page in content.pages)


def _joined(texts: list[str], content: FileContent) -> tuple[str, tuple[int, ...]]:
    """Return the texts of pages as one, and where each begins in it; the rest of a table follows line under line."""
    parts: list[str] = []
    pages: list[int] = []
    length = 0
    before = ""
    for text, page in zip(texts, content.pages, strict=True):
        if parts and text:
            match page.blocks[:1]:
                case [TableBlock(continues=True)] if before:
                    end = "\n"
                case _:
                    end = "\n\n"
            parts.append(end)
            length += len(end)
        pages.append(length)
        parts.append(text)
        length += len(text)
        before = text
    return "".join(parts), tuple(pages)


def _with_title(document: Document, content: FileContent) -> Document:
    """Give a document without a head the title that its file or its first heading says, else its first short line."""
    first, _, rest = document.text.partition("\n")
    is_heading = isinstance(next((b for page in content.pages for b in page.blocks), None), HeadingBlock)
    title = clean(content.title or "").strip()
    is_short = (
        len(first) <= _MAX_TITLE_LINE
        and not first.startswith("|")
        and not first.rstrip().endswith((".", ";", ",", ":"))
    )
    if not (is_heading or is_short) or not rest.strip():
        return replace(document, title=title[:MAX_TITLE_CHARACTERS])
    if title and not is_heading:
        return replace(document, title=title[:MAX_TITLE_CHARACTERS])
    text = rest.lstrip("\n")
    moved = len(document.text) - len(text)
    return replace(document, title=first.strip(), text=text, pages=tuple(max(0, at - moved) for at in document.pages))


def _ranges(pages: list[int]) -> str:
    """Return numbers of pages as people write them: `2–5, 8`."""
    numbered = count()
    runs = [list(run) for _, run in groupby(pages, key=lambda page: page - next(numbered))]
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
