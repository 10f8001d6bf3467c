"""Say of a document how its file was read, in a column of values, so that statistics need no look into documents."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.document import Document, poor_pages
from indexer.engines.port import POOR_READING

FROM_SCAN = "scan"  # words of it were recognised on a picture
COLUMN, POORLY = POOR_READING  # POORLY: on a page of it so badly that readers are told
PARTLY = "partly"  # something of its file was not read, as its notes say
WITH_ATTACHMENTS = "attachments"
WITHOUT_TEXT = "no-text"  # found by its title and its data alone


def reading_values(document: Document) -> Iterator[str]:
    """Yield what holds of the reading of a document."""
    if document.page_confidence:
        yield FROM_SCAN
    if poor_pages(document):
        yield POORLY
    if document.notes:
        yield PARTLY
    if document.attachments:
        yield WITH_ATTACHMENTS
    if not document.text.strip() and not any(attachment.text for attachment in document.attachments):
        yield WITHOUT_TEXT
