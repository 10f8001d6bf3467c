"""Open a file for its reader, and define what a reader yields: documents and failures."""

from __future__ import annotations

import codecs
import gzip
import lzma
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO, cast

from corpus import sentences
from corpus.document import Document
from corpus.formats.content import FileContent
from corpus.formats.detection import ForeignFormat
from corpus.formats.process_apart import ProcessApart

HEAD_BYTES = 16_384  # read to recognise the format
MAX_FILE_BYTES = 64 * 1024 * 1024  # of a file that has to be in memory as a whole
MAX_LINES = 1_000_000  # of a text: each costs some 60 bytes, however short it is

# What reading a damaged or truncated archive raises, besides OSError.
ARCHIVE_ERRORS = (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile)


@dataclass(frozen=True, slots=True)
class Failure:
    """Says in Vietnamese what could not be read and what to do; `where` is the file, with `dòng N` for a line."""

    where: str
    message: str


class LeftOut(Failure):
    """Says which value of a document was left out; the document itself is kept, so a run with these alone succeeds."""


@dataclass(frozen=True, slots=True)
class FromRecord:
    """Holds a document with the sha256 of its record, one of several of a file, whatever is read from it.

    `files` are the bytes of its attachments that are within the same file.
    """

    document: Document
    record: str | None
    files: tuple[bytes, ...] = ()


ReadResult = Document | Failure
RecordResult = ReadResult | FromRecord


class Unreadable(ValueError):
    """Says in a Vietnamese sentence why a whole file gives no document."""


# Reads the bytes of a file of a foreign format, in a process apart. Raises UnreadableContent.
ReadContent = Callable[[ForeignFormat, bytes], FileContent]


def read_content(format: ForeignFormat, data: bytes) -> FileContent:
    """Read a single file of a foreign format in a process of its own. Raises UnreadableContent."""
    with ProcessApart() as process:
        return process.read(format.module or "", data)


@dataclass(frozen=True, slots=True)
class Source:
    """Holds an open file: its name, its ending in small letters (without `.gz`, `.xz`), its first bytes, its stream.

    `head` is UTF-8 even where the file is UTF-16 (`wide`), so that every reader can look at it. `stream` is at the
    beginning of the decompressed bytes, and can go back there by `seek(0)`. `contents` reads foreign formats.
    """

    name: str
    ending: str
    head: bytes
    wide: bool
    stream: IO[bytes]
    contents: ReadContent

    def read_all(self, limit: int = MAX_FILE_BYTES) -> bytes:
        """Return all bytes. Raises Unreadable above `limit` bytes, so that a decompression bomb costs no memory."""
        data = self.stream.read(limit + 1)
        if len(data) > limit:
            raise Unreadable(sentences.FILE_TOO_LARGE.format(megabytes=limit // 1024 // 1024))
        return data


@contextmanager
def open_source(path: Path, contents: ReadContent = read_content) -> Iterator[Source]:
    """Open a file, decompressing gzip and xz by their magic bytes. Raises Unreadable and OSError."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise Unreadable(sentences.FILE_NOT_REGULAR)
    with path.open("rb") as raw:
        magic = raw.read(6)
        raw.seek(0)
        yield _source(path.name, cast(IO[bytes], _decompressed(raw, magic)), contents)


def member_source(name: str, data: bytes, contents: ReadContent) -> Source:
    """Return a file that is within another; `name` has that of the other before it."""
    return _source(name, BytesIO(data), contents)


def _source(name: str, stream: IO[bytes], contents: ReadContent) -> Source:
    head = _head(stream)
    stream.seek(0)
    wide = utf16_of(head)
    if wide:
        head = head.decode(wide, "ignore").encode()
    ending = Path(name.lower().removesuffix(".gz").removesuffix(".xz")).suffix
    return Source(name, ending, head, bool(wide), stream, contents)


def utf16_of(head: bytes) -> str | None:
    """Return the UTF-16 encoding of first bytes, by their byte order mark or because they decode to Latin text."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" not in head:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head.decode(encoding, "ignore")
        if sum(map(_is_latin, text)) >= 0.95 * max(len(text), len(head) // 2):
            return encoding
    return None


def _is_latin(char: str) -> bool:
    return " " <= char <= "ɏ" or char in "\t\r\n" or "\u0300" <= char <= "\u036f" or "Ḁ" <= char <= "⁯"


def _decompressed(raw: BinaryIO, magic: bytes) -> BinaryIO | gzip.GzipFile | lzma.LZMAFile:
    if magic.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=raw)
    return lzma.LZMAFile(raw) if magic == b"\xfd7zXZ\x00" else raw


def _head(stream: IO[bytes]) -> bytes:
    """Return the first bytes, of a damaged archive as many as can be read, so that its good lines are not lost."""
    head = b""
    try:
        while len(head) < HEAD_BYTES:
            more = stream.read1(HEAD_BYTES - len(head))  # type: ignore[attr-defined]  # all three streams have it
            if not more:
                break
            head += more
    except ARCHIVE_ERRORS:
        if not head:
            raise
    return head
