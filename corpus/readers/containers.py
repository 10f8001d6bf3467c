"""Read the files within a file: the members of a ZIP are documents each, but those that a page among them names.

These are its attachments; the files sent with a letter are attachments of it, where it says something of its own.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import PurePosixPath

from corpus import sentences
from corpus.document import Attachment, Document
from corpus.formats.archive import members
from corpus.formats.detection import ZIP, foreign_format
from corpus.formats.mail import MailContent, is_mail, read_mail
from corpus.formats.members import Member, MemberFailure
from corpus.readers.attached import paths_of, with_content
from corpus.readers.encoding import clean
from corpus.readers.items import MEDIA_TYPES
from corpus.readers.source import (
    MAX_FILE_BYTES,
    Failure,
    FromRecord,
    LeftOut,
    RecordResult,
    Source,
    Unreadable,
    member_source,
)
from corpus.vi.text import compose

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
        yield from _archive(source, read_member)
        return
    letter = read_mail(source.read_all())
    text = _text_of_letter(letter, source, read_member)
    if text:
        yield from _letter(letter, text, source, read_member)
    elif letter.members:
        yield from _members(source, iter(letter.members), read_member)
    else:
        raise Unreadable(sentences.FILE_EMPTY)


def _archive(source: Source, read_member: ReadMember) -> Iterator[RecordResult]:
    """Yield what the members of a ZIP hold: first those that are text, then the other ones that none of them names."""
    named: dict[str, list[FromRecord]] = {}  # name of a member → the documents of which it is an attachment
    wanted: list[tuple[FromRecord, list[str | None]]] = []
    for is_text in (True, False):
        files: dict[str, bytes] = {}
        source.stream.seek(0)
        if is_text:
            names = {compose(member.name) for member in members(source.stream)}
            source.stream.seek(0)
        for member in members(source.stream):
            if isinstance(member, MemberFailure):
                if not is_text:
                    yield Failure(f"{source.name}/{member.name}", member.message)
            elif (foreign_format(member.data) is None) is not is_text:
                continue
            elif member.name in named:
                files[member.name] = member.data
            else:
                for result in _members(source, iter((member,)), read_member):
                    places = _named_members(result, member.name, names) if is_text else []
                    if isinstance(result, FromRecord | Document) and any(places):
                        record = result if isinstance(result, FromRecord) else FromRecord(result, None)
                        wanted.append((record, places))
                        for place in filter(None, places):
                            named.setdefault(place, []).append(record)
                    else:
                        yield result
    for record, places in wanted:
        data = [files.get(place) if place else None for place in places]
        yield from _with_files(source, record.document, record.record, data, read_member)


def _named_members(result: RecordResult, name: str, names: set[str]) -> list[str | None]:
    """Return for each attachment of a document the member of the ZIP that it is, None where it is none of them."""
    document = result.document if isinstance(result, FromRecord) else result
    if not isinstance(document, Document):
        return []
    folder = posixpath.dirname(name)
    found: list[str | None] = []
    for attachment in document.attachments:
        places = (posixpath.normpath(posixpath.join(folder, *filter(None, path))) for path in paths_of(attachment))
        found.append(next((place for place in places if place in names and place != name), None))
    return found


def _with_files(
    source: Source, document: Document, record: str | None, data: Sequence[bytes | None], read_member: ReadMember
) -> Iterator[RecordResult]:
    """Yield a document with what its attachments hold, and a sentence on what of them is not read."""
    attachments: list[Attachment] = []
    notes = list(document.notes)
    for attachment, file in zip(document.attachments, data, strict=True):
        if file is not None:
            before = sum(len(other.text or "") for other in attachments)
            member = member_source(f"{source.name}/{attachment.name}", file, source.contents)
            words = _words(member, read_member) if foreign_format(file) is None else None
            attachment, its_notes = with_content(attachment, file, source.contents, before, words)
            notes += its_notes
            for note in its_notes:
                yield LeftOut(source.name, note)
        attachments.append(attachment)
    document = replace(document, attachments=tuple(attachments), notes=tuple(notes))
    yield FromRecord(document, record, tuple(file for file in data if file is not None))


def _words(member: Source, read_member: ReadMember) -> str | None:
    """Return what a file that is text says; None where it cannot be read."""
    results = (result.document if isinstance(result, FromRecord) else result for result in read_member(member))
    documents = [result for result in results if isinstance(result, Document)]
    return "\n\n".join(part for read in documents for part in (read.title, read.text) if part) or None


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


def _text_of_letter(letter: MailContent, source: Source, read_member: ReadMember) -> str:
    text = clean(letter.text).strip()
    if not text and letter.page:
        page = member_source(f"{source.name}.html", letter.page.encode(), source.contents)
        text = next((result.text for result in read_member(page) if isinstance(result, Document)), "")
    return text


def _letter(letter: MailContent, text: str, source: Source, read_member: ReadMember) -> Iterator[RecordResult]:
    """Yield the document of a letter, whose attachments are the files that were sent with it."""
    sent = letter.sent
    for member in letter.members:
        if isinstance(member, MemberFailure):
            yield Failure(f"{source.name}/{member.name}", member.message)
    files = [member for member in letter.members if isinstance(member, Member)]
    document = Document(
        id="",
        kind="other",
        title=letter.subject or "",
        text=text,
        author=letter.author,
        published=sent.replace(tzinfo=UTC) if sent and sent.tzinfo is None else sent,
        attachments=tuple(
            Attachment(file.name, MEDIA_TYPES.get(PurePosixPath(file.name).suffix[1:].lower())) for file in files
        ),
    )
    if files:
        yield from _with_files(source, document, None, [file.data for file in files], read_member)
    else:
        yield document
