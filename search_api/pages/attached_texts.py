"""Divide the texts of a document's attachments into pages and paragraphs with marks, for reading below the document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from corpus.document import Attachment, Document
from search_api.json_shapes import attachment_anchor
from search_api.pages.document_text import MarkRanges, Paragraph, paragraphs
from search_api.pages.file_links import FileLink

MAX_SHOWN_TEXT = 300_000  # code points of all attachments on the page of their document: passages come from no more


class AttachedPage(NamedTuple):
    """Holds a page of an attachment's text; a text without pages is one, without an anchor."""

    number: int
    anchor: str | None
    paragraphs: list[Paragraph]


class AttachedText(NamedTuple):
    """Holds the text of an attachment; it `is_open` where a query has marks in it, and `is_cut` where it is longer.

    `file` is the address of the kept bytes.
    """

    name: str
    anchor: str
    pages: list[AttachedPage]
    is_open: bool
    is_cut: bool
    file: str | None = None


def attached_texts(
    document: Document, mark: Callable[[str], MarkRanges], links: Iterable[FileLink] = ()
) -> list[AttachedText]:
    """Return the texts of a document's attachments, in order, with the marks of a query; `links` are their files."""
    files = {link.anchor: link.href for link in links if link.anchor}
    shown: list[AttachedText] = []
    left = MAX_SHOWN_TEXT
    for number, attachment in enumerate(document.attachments, 1):
        if attachment.text:
            file = files.get(attachment_anchor(number))
            shown.append(_attached_text(number, attachment, mark, left)._replace(file=file))
            left -= min(left, len(attachment.text))
    return shown


def _attached_text(number: int, attachment: Attachment, mark: Callable[[str], MarkRanges], length: int) -> AttachedText:
    text = (attachment.text or "")[:length]
    marks = tuple(_in_lines(text, mark(text)))
    starts = [start for start in attachment.page_starts if start < len(text)]
    pages = [
        AttachedPage(
            page,
            attachment_anchor(number, page) if starts else None,
            list(paragraphs(text[start:end], _moved(marks, start, end), listed=())),
        )
        for page, (start, end) in enumerate(pairwise([0, *starts[1:], len(text)]), 1)
    ]
    is_cut = len(text) < len(attachment.text or "")
    return AttachedText(attachment.name, attachment_anchor(number), pages, bool(marks), is_cut)


def _in_lines(text: str, marks: MarkRanges) -> Iterator[tuple[int, int]]:
    """Yield marks divided where lines end: one may begin on a page and end on the next."""
    for first, last in marks:
        for line in text[first:last].split("\n"):
            if words := line.strip():
                start = first + line.index(words[0])
                yield start, start + len(words)
            first += len(line) + 1


def _moved(marks: MarkRanges, start: int, end: int) -> MarkRanges:
    """Return the marks in a part of a text, as offsets in that part."""
    inside = ((max(first, start), min(last, end)) for first, last in marks)
    return tuple((first - start, last - start) for first, last in inside if first < last)
