"""Link the files of a document: the one that it was read from, and its attachments, with what a reader will get."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from corpus.document import Document, poor_pages
from search_api.json_shapes import attachment_anchor
from search_api.kept_files import KeptFile, KeptFiles
from search_api.pages import labels
from search_api.sentences import pages as sentences

_MAX_NAMED_PAGES = 10


class FileLink(NamedTuple):
    """Holds what a page shows of a file: `href` leads to the kept bytes, `source` to its address at the source.

    `anchor` is that of its text on the page of the document; `is_mute` tells that no text could be read of it.
    """

    name: str
    facts: str = ""  # what it is: format, size, pages
    href: str | None = None
    source: str | None = None
    anchor: str | None = None
    is_mute: bool = False


def original_link(document: Document, files: KeptFiles | None) -> FileLink | None:
    """Return the link to the file that a document was read from, None where it is not sent."""
    kept = files.original_link(document.id) if files else None
    if kept is None:
        return None
    return FileLink(kept.name, _facts(kept, len(document.pages)), f"{_address(document)}/original")


def links_of_copies(copies: Iterable[Document], files: KeptFiles | None) -> list[FileLink]:
    """Return the links to the files whose text is that of a document, which keep their own ids."""
    return [link for link in (original_link(copy, files) for copy in copies) if link]


def attachment_links(documents: Iterable[Document], files: KeptFiles | None) -> list[FileLink]:
    """Return the attachments of a document and of its copies in order, with the links that there are.

    Files of copies that were listed before are left out; the texts of the others are not on the page.
    """
    links: list[FileLink] = []
    listed: set[str | None] = set()
    for is_copy, document in enumerate(documents):
        for number, attachment in enumerate(document.attachments, 1):
            if attachment.sha256 in listed:
                continue
            kept = files.attachment_link(attachment) if files else None
            facts, href = _pages(attachment.pages), None
            if kept is not None:
                facts, href = _facts(kept, attachment.pages), f"{_address(document)}/attachments/{number}"
            anchor = attachment_anchor(number) if attachment.text and not is_copy else None
            links.append(
                FileLink(attachment.name, facts, href, labels.web(attachment.url), anchor, not attachment.text)
            )
        listed.update(attachment.sha256 for attachment in document.attachments if attachment.sha256)
    return links


def original_at_poor_page(document: Document, original: FileLink | None) -> str | None:
    """Return the address of the original at the first page that was read badly, as PDF is opened at a page."""
    poor = poor_pages(document)
    if original is None or original.href is None:
        return None
    return f"{original.href}#page={poor[0]}" if poor and len(document.page_confidence) > 1 else original.href


def scan_notice(document: Document) -> str | None:
    """Return the sentence for readers of a document that was recognised on scanned pages, None for any other."""
    if not document.page_confidence:
        return None
    poor = poor_pages(document)
    if not poor:
        return sentences.READ_FROM_SCAN
    if len(document.page_confidence) == 1:
        return sentences.READ_FROM_SCAN_POORLY
    named = ", ".join(map(str, poor[:_MAX_NAMED_PAGES]))
    more = sentences.MORE_PAGES.format(count=len(poor) - _MAX_NAMED_PAGES) if len(poor) > _MAX_NAMED_PAGES else ""
    return sentences.READ_FROM_SCAN_PAGES.format(pages=named + more)


def _facts(kept: KeptFile, pages: int | None) -> str:
    return ", ".join(filter(None, (kept.type.label, labels.size(kept.size), _pages(pages))))


def _pages(count: int | None) -> str:
    return sentences.PAGES_OF_FILE.format(count=labels.count(count)) if count else ""


def _address(document: Document) -> str:
    return f"/v1/documents/{quote(document.id, safe='')}"
