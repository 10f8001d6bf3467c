"""Open a file once for whichever reader takes it, and define what reading gives: documents and failures."""

from __future__ import annotations

import codecs
import gzip
import lzma
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from corpus.document import Document

HEAD = 16_384
WHOLE = 64 * 1024 * 1024

EMPTY = "tệp trống, không có gì để đọc"

# What a damaged or truncated archive raises, besides OSError.
DAMAGED = (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile)


@dataclass(frozen=True, slots=True)
class Failure:
    """Says in Vietnamese what could not be read and what to do; `where` is the file's name, with `dòng N` for one."""

    where: str
    message: str


Found = Document | Failure


class Unreadable(ValueError):
    """Says in a Vietnamese sentence why a whole file gives no document."""


@dataclass(frozen=True, slots=True)
class Source:
    """Holds an opened file: its name, its ending in small letters (without `.gz`, `.xz`), its first bytes, its bytes.

    `head` is UTF-8 even where the file is UTF-16 (`wide`), so that every reader can look at it. `stream` gives the
    bytes from the beginning, already unpacked, and can go back there by `seek(0)`.
    """

    name: str
    ending: str
    head: bytes
    wide: bool
    stream: IO[bytes]

    def whole(self, limit: int = WHOLE) -> bytes:
        """Return all bytes. Raises Unreadable above `limit` bytes, so that a packed bomb costs no memory."""
        data = self.stream.read(limit + 1)
        if len(data) > limit:
            raise Unreadable(f"tệp lớn hơn {limit // 1024 // 1024} MB; hãy chia nhỏ rồi thêm lại")
        return data


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a file, unpacking gzip and xz by their magic bytes. Raises Unreadable and OSError."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise Unreadable("không phải là một tệp thường; hãy chỉ ra tệp hoặc thư mục chứa tệp")
    with path.open("rb") as raw:
        magic = raw.read(6)
        raw.seek(0)
        name = path.name.lower()
        stream = cast(IO[bytes], _unpacked(raw, magic))
        head = _head(stream)
        stream.seek(0)
        wide = utf16_of(head)
        if wide:
            head = head.decode(wide, "ignore").encode()
        yield Source(path.name, Path(name.removesuffix(".gz").removesuffix(".xz")).suffix, head, bool(wide), stream)


def utf16_of(head: bytes) -> str | None:
    """Return the UTF-16 encoding of a file's first bytes: by its mark, or because Latin text comes out of it."""
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


def _unpacked(raw: BinaryIO, magic: bytes) -> BinaryIO | gzip.GzipFile | lzma.LZMAFile:
    if magic.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=raw)
    return lzma.LZMAFile(raw) if magic == b"\xfd7zXZ\x00" else raw


def _head(stream: IO[bytes]) -> bytes:
    """Return the first bytes; of a damaged archive what can be had, so that its good lines are still read."""
    head = b""
    try:
        while len(head) < HEAD:
            more = stream.read1(HEAD - len(head))  # type: ignore[attr-defined]  # all three streams have it
            if not more:
                break
            head += more
    except DAMAGED:
        if not head:
            raise
    return head
