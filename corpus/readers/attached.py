"""Read the files that belong to a document: their text, pages, and a sentence on what of them was not read."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from corpus import sentences
from corpus.document import Attachment
from corpus.formats.content import UnreadableContent, bound
from corpus.formats.detection import ZIP, foreign_format, is_read
from corpus.readers.foreign import names, text_of
from corpus.readers.items import MEDIA_TYPES
from corpus.readers.source import MAX_FILE_BYTES, ReadContent
from corpus.vi.text import compose

MAX_TEXT_CHARACTERS = 1_000_000  # of an attachment, some 400 pages; its bytes are kept whole
MAX_TEXTS_CHARACTERS = 10_000_000  # of all attachments of a document
_MAX_PARTS = 20  # of a path


class AttachmentContent(NamedTuple):
    """Holds an attachment with what was read of its file, and sentences on what was not."""

    attachment: Attachment
    notes: tuple[str, ...]


def with_content(
    attachment: Attachment, data: bytes, contents: ReadContent, before: int = 0, words: str | None = None
) -> AttachmentContent:
    """Return an attachment with the sha256 of its bytes, their text and pages.

    `before` is the number of characters that the attachments before it have, `words` what a file says that is text.
    """
    attachment = replace(attachment, sha256=hashlib.sha256(data).hexdigest())
    ending = PurePosixPath(attachment.name).suffix[1:].lower()
    media_type = attachment.media_type or MEDIA_TYPES.get(ending)
    attachment = replace(attachment, media_type=media_type)
    format = foreign_format(data)
    starts: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    try:
        if words is None:
            if format is None or format == ZIP or not is_read(format):
                raise UnreadableContent((format and format.refusal) or sentences.FORMAT_UNKNOWN.format(formats=names()))
            if len(data) > MAX_FILE_BYTES:
                raise UnreadableContent(sentences.FILE_TOO_LARGE.format(megabytes=MAX_FILE_BYTES // 1024 // 1024))
            words, starts, notes = text_of(contents(format, data))
    except UnreadableContent as error:
        note = sentences.ATTACHMENT_NOTE.format(name=attachment.name, message=error)
        return AttachmentContent(replace(attachment, text=None, page_starts=()), (note,))
    text = words
    pages = len(starts) if len(starts) > 1 else attachment.pages
    limit = max(0, min(MAX_TEXT_CHARACTERS, MAX_TEXTS_CHARACTERS - before))
    if len(text) > limit:
        text = text[:limit].rstrip()
        notes = (*notes, sentences.ATTACHMENT_CUT.format(limit=bound(limit)))
    starts = tuple(at for at in starts if at <= len(text)) if len(starts) > 1 else ()
    return AttachmentContent(
        replace(attachment, text=text or None, page_starts=starts, pages=pages),
        tuple(sentences.ATTACHMENT_NOTE.format(name=attachment.name, message=note) for note in notes),
    )


def paths_of(attachment: Attachment) -> list[tuple[str, ...]]:
    """Return the paths, as their parts, by which a document names a file: the whole one first, then ends of it.

    The first part is empty for a path from the root of a site, whose ends may be paths from the document's folder, as
    programs keep sites. `..` stays in a relative path. An address that is none of a file of documents gives none.
    """
    address = (attachment.url or attachment.name).strip().replace("\\", "/")
    try:
        parts = urlsplit(address)
    except ValueError:
        return []
    if parts.scheme not in ("", "http", "https"):
        return []
    whole = [unquote(parts.path)]
    if parts.query:
        whole.insert(0, f"{whole[0]}?{unquote(parts.query)}")
    paths: list[tuple[str, ...]] = []
    for path in whole:
        steps = [compose(step) for step in path.split("/") if step not in ("", ".")]
        if not steps or len(steps) > _MAX_PARTS or not is_document_name(steps[-1]):
            continue
        if parts.netloc or path.startswith("/"):
            steps = [step for step in steps if step != ".."]
            host = [parts.hostname or ""] if parts.netloc else []
            paths += [("", *host, *steps)] if host else []
            paths += [("", *steps)]
            paths += [tuple(steps[at:]) for at in range(len(steps))]
        else:
            paths.append(tuple(steps))
    return paths


def is_document_name(name: str) -> bool:
    """Tell whether a name may be of a file that belongs to a document: a text, a table, a scan; archives are none."""
    ending = name.rpartition(".")[2].lower()
    return ending in MEDIA_TYPES and ending not in ("zip", "rar")
