"""Read the files within a file: the members of a ZIP are documents each, and so are a letter and its attachments."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import PurePosixPath

from corpus import sentences
from corpus.document import Attachment, Document
from corpus.formats.archive import members
from corpus.formats.detection import ZIP, foreign_format
from corpus.formats.mail import MailContent, is_mail, read_mail
from corpus.formats.members import Member, MemberFailure
from corpus.readers.encoding import clean
from corpus.readers.items import MEDIA_TYPES
from corpus.readers.source import MAX_FILE_BYTES, Failure, FromRecord, RecordResult, Source, Unreadable, member_source

ReadMember = Callable[[Source], Iterator[RecordResult]]


def fits(source: Source) -> bool:
    """Tell whether the file holds others, by its content: a ZIP of no office format, or a letter."""
    if is_mail(source.head):
        return True
    if not source.head.startswith(b"PK"):
        return False
    data = source.stream.read(MAX_FILE_BYTES)
    source.stream.seek(0)
    return foreign_format(data) == ZIP


def read(source: Source, read_member: ReadMember) -> Iterator[RecordResult]:
    """Yield what the files within a file hold, and a Failure for each that cannot be read.

    Raises Unreadable and UnreadableContent where the file itself cannot be read, or has nothing in it.
    """
    if not is_mail(source.head):
        yield from _members(source, members(source.stream), read_member)
        return
    letter = read_mail(source.read_all())
    document = _letter(letter, source, read_member)
    if document:
        yield document
    elif not letter.members:
        raise Unreadable(sentences.FILE_EMPTY)
    yield from _members(source, iter(letter.members), read_member)


def _members(
    source: Source, listed: Iterator[Member | MemberFailure], read_member: ReadMember
) -> Iterator[RecordResult]:
    """Yield what the reader of each member yields; a document keeps its id as long as its member has the same bytes."""
    for member in listed:
        where = f"{source.name}/{member.name}"
        if isinstance(member, MemberFailure):
            yield Failure(where, member.message)
            continue
        for result in read_member(member_source(where, member.data, source.contents)):
            if isinstance(result, Document) and not result.id and not result.url:
                yield FromRecord(result, hashlib.sha256(member.data).hexdigest())
            else:
                yield result


def _letter(letter: MailContent, source: Source, read_member: ReadMember) -> Document | None:
    """Return the document of a letter, None where it says nothing besides its attachments."""
    text = clean(letter.text).strip()
    if not text and letter.page:
        page = member_source(f"{source.name}.html", letter.page.encode(), source.contents)
        text = next((result.text for result in read_member(page) if isinstance(result, Document)), "")
    if not text:
        return None
    sent = letter.sent
    return Document(
        id="",
        kind="other",
        title=letter.subject or "",
        text=text,
        author=letter.author,
        published=sent.replace(tzinfo=UTC) if sent and sent.tzinfo is None else sent,
        attachments=tuple(
            Attachment(member.name, MEDIA_TYPES.get(PurePosixPath(member.name).suffix[1:].lower()))
            for member in letter.members
            if isinstance(member, Member)
        ),
    )
