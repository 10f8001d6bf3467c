"""Read letters (EML): subject, sender, day, the text or page that it says, and the files attached to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import NamedTuple

from corpus import sentences
from corpus.formats.archive import free_name, is_archive
from corpus.formats.content import UnreadableContent
from corpus.formats.members import MAX_MEMBER_BYTES, Member, MemberFailure
from corpus.vi.text import compose

MAX_PARTS = 500
_MAX_HEADER_CHARACTERS = 2000
_HEADER = re.compile(rb"(?:From |[!-9;-~]{1,60}:)")
_SENDER = re.compile(rb"^from:[^\n@]{0,200}@", re.IGNORECASE | re.MULTILINE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CUT_HEADER = re.compile(rb"[!-9;-~]{1,60}")
_HEADERS = frozenset(("from", "to", "subject", "date", "received", "message-id", "mime-version", "content-type"))
_MIN_HEADERS = 3
_ENDINGS = {"text/plain": ".txt", "text/html": ".html", "message/rfc822": ".eml"}


class MailContent(NamedTuple):
    """Holds a letter; `text` or `page` (HTML) is what it says, `members` are its attachments."""

    subject: str | None
    author: str | None
    sent: datetime | None
    text: str
    page: str | None
    members: tuple[Member | MemberFailure, ...]


def is_mail(head: bytes) -> bool:
    """Tell whether the first bytes of a file are the head of a letter: only its lines, and three usual ones.

    An address and a subject are enough where an empty line ends them.
    """
    names: set[str] = set()
    lines = head.replace(b"\r\n", b"\n").partition(b"\n\n")[0].split(b"\n")
    for number, line in enumerate(lines, start=1):
        if line[:1] in (b" ", b"\t"):
            continue
        if not _HEADER.match(line):
            if number == len(lines) and _CUT_HEADER.fullmatch(line):
                break  # where the first bytes end
            return False
        names.add(line.partition(b":")[0].decode("latin-1").lower())
    has_sender = (
        {"from", "subject"} <= names and _SENDER.search(head) is not None and _HEAD_END.search(head) is not None
    )
    return has_sender or len(names & _HEADERS) >= _MIN_HEADERS


def read_mail(data: bytes) -> MailContent:
    """Return a letter with its attachments, and why one is not read.

    Raises UnreadableContent for what is no letter, or has parts or brackets within each other without end.
    """
    try:
        return _content(message_from_bytes(data, policy=policy.compat32))
    except RecursionError as error:
        raise UnreadableContent(sentences.CONTENT_DAMAGED) from error


def _content(message: Message) -> MailContent:
    if not message.keys():
        raise UnreadableContent(sentences.NOT_A_MAIL)
    texts: list[str] = []
    pages: list[str] = []
    members: list[Member | MemberFailure] = []
    taken: set[str] = set()
    for number, part in enumerate(_leaves(message)):
        if number >= MAX_PARTS:
            members.append(MemberFailure("", sentences.MAIL_TOO_COMPLEX.format(limit=MAX_PARTS)))
            break
        kind = part.get_content_type()
        name = _file_name(part)
        if kind in ("text/plain", "text/html") and not name and part.get_content_disposition() != "attachment":
            (texts if kind == "text/plain" else pages).append(_letters(part))
        elif name or part.get_content_disposition() == "attachment" or kind == "message/rfc822":
            members += _attached(part, free_name(name or f"tep-dinh-kem-{number}{_ENDINGS.get(kind, '')}", taken))
    author, address = parseaddr(_header(message, "From"))
    return MailContent(
        subject=_header(message, "Subject") or None,
        author=author or address or None,
        sent=_sent(message),
        text=compose("\n\n".join(texts)).strip(),
        page="\n".join(pages) or None,
        members=tuple(members),
    )


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something; a letter within a letter is one."""
    pending = [message]
    while pending:
        part = pending.pop()
        inner = part.get_payload() if part.is_multipart() else None  # of a letter alone it decodes, with any charset
        if isinstance(inner, list) and part.get_content_type() != "message/rfc822":
            pending += [each for each in reversed(inner) if isinstance(each, Message)]
        else:
            yield part


def _attached(part: Message, name: str) -> Iterator[Member | MemberFailure]:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload() if part.is_multipart() else None
        try:
            data = inner[0].as_bytes() if isinstance(inner, list) and inner and isinstance(inner[0], Message) else b""
        except UnicodeEncodeError:  # what should be parts of it is none
            yield MemberFailure(name, sentences.CONTENT_DAMAGED)
            return
    else:
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
    if len(data) > MAX_MEMBER_BYTES:
        yield MemberFailure(name, sentences.MEMBER_TOO_LARGE.format(megabytes=MAX_MEMBER_BYTES // 1024 // 1024))
    elif is_archive(data):
        yield MemberFailure(name, sentences.MEMBER_NESTED)
    elif data:
        yield Member(name, data)


def _letters(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    for encoding in (part.get_content_charset() or "utf-8", "utf-8", "cp1258"):
        try:
            return data.decode(encoding)
        except (ValueError, LookupError):  # also for a name with a NUL
            continue
    return data.decode("utf-8", "replace")


def _header(message: Message, name: str) -> str:
    return _decoded(str(message.get(name) or ""))


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, UnicodeError):
        return ""
    return re.sub(r"[\x00-\x1f/\\:]", "_", _decoded(name))


def _decoded(words: str) -> str:
    """Return the words of a head, of which each may be in another encoding."""
    try:
        parts = decode_header(words[:_MAX_HEADER_CHARACTERS])
    except (MessageError, ValueError, LookupError):
        return " ".join(words.split())
    decoded: list[str] = []
    for part, encoding in parts:
        if isinstance(part, str):
            decoded.append(part)
            continue
        try:
            decoded.append(part.decode(encoding or "utf-8"))
        except (ValueError, LookupError):  # also for a name with a NUL
            decoded.append(part.decode("utf-8", "replace"))
    return compose(" ".join("".join(decoded).split()))


def _sent(message: Message) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message.get("Date")))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
