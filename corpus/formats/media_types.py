"""Tell the media type of a file by its bytes, whatever its name ends in, and what its name has to end in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from corpus.formats import detection
from corpus.formats.detection import ForeignFormat, foreign_format

_END_BYTES = 65_536  # read at the beginning, and of an archive at the end, where it lists its parts
_DIRECTORY_BYTES = 8_192  # read of the directory of streams of an old Office file


class MediaType(NamedTuple):
    """Names a media type as HTTP does, what people call it, and the endings of its files, the usual one first.

    `shown` tells whether a browser may show such a file by itself: nothing in it runs as a page.
    """

    name: str
    label: str
    endings: tuple[str, ...]
    shown: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OTHER = MediaType("application/octet-stream", "tệp", (".bin", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar"))
_OLD_OFFICE = MediaType("application/x-ole-storage", "Office", (".doc", ".xls", ".ppt", ".msg"))
# A browser would take markup for a page of ours: it never gets the type of a page.
_MARKUP = MediaType(
    "application/octet-stream", "trang web", (".html", ".htm", ".xhtml", ".xml", ".svg", ".rss", ".atom", ".md")
)
_TEXT = MediaType("text/plain", "văn bản thuần", (".txt", ".md", ".csv", ".tsv", ".json", ".jsonl", ".eml", ".html"))
_BY_FORMAT: dict[ForeignFormat, MediaType] = {
    detection.PDF: MediaType("application/pdf", "PDF", (".pdf",), shown=True),
    detection.DOCX: MediaType(f"{_OFFICE}wordprocessingml.document", "Word", (".docx", ".docm")),
    detection.DOC: MediaType("application/msword", "Word", (".doc", ".dot")),
    detection.RTF: MediaType("application/rtf", "RTF", (".rtf", ".doc")),
    detection.ODT: MediaType("application/vnd.oasis.opendocument.text", "OpenDocument", (".odt",)),
    detection.ZIP: MediaType("application/zip", "ZIP", (".zip",)),
}
_OLD_SHEET = MediaType("application/vnd.ms-excel", "Excel", (".xls",))
_OPEN_SHEET = MediaType("application/vnd.oasis.opendocument.spreadsheet", "OpenDocument", (".ods",))
_SHEET = MediaType(f"{_OFFICE}spreadsheetml.sheet", "Excel", (".xlsx", ".xlsm"))
_PICTURES = (
    (re.compile(rb"\xff\xd8\xff"), MediaType("image/jpeg", "JPG", (".jpg", ".jpeg", ".jpe"), shown=True)),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), MediaType("image/png", "PNG", (".png",), shown=True)),
    (re.compile(rb"GIF8[79]a"), MediaType("image/gif", "GIF", (".gif",), shown=True)),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), MediaType("image/webp", "WEBP", (".webp",), shown=True)),
    (re.compile(rb"II\*\x00|MM\x00\*"), MediaType("image/tiff", "TIFF", (".tif", ".tiff"))),
    (re.compile(rb"BM.{4}\x00\x00\x00\x00", re.DOTALL), MediaType("image/bmp", "BMP", (".bmp", ".dib"))),
)
# Formats whose readers make one document of a file. Others hold several: rows, lines, members.
_OF_ONE_DOCUMENT = frozenset(
    [
        *(_BY_FORMAT[format].name for format in (detection.PDF, detection.DOCX, detection.DOC)),
        *(_BY_FORMAT[format].name for format in (detection.RTF, detection.ODT)),
        *(picture.name for _, picture in _PICTURES),
    ]
)


def media_type_of(size: int, part: Callable[[int, int], Iterable[bytes]]) -> MediaType:
    """Return the media type of a file; `part` gives its bytes from one offset to another."""
    head = b"".join(part(0, min(size, _END_BYTES)))
    for magic, picture in _PICTURES:
        if magic.match(head):
            return picture
    is_old_office, more = head.startswith(b"\xd0\xcf\x11\xe0"), b""
    if is_old_office:
        at = (int.from_bytes(head[48:52], "little") + 1) << min(head[30] if len(head) > 30 else 9, 12)
        more = b"".join(part(min(at, size), min(at + _DIRECTORY_BYTES, size)))
    elif head.startswith(b"PK") and size > _END_BYTES:
        more = b"".join(part(size - min(size - _END_BYTES, _END_BYTES), size))
    format = foreign_format(head + more)
    if format is None:
        start = head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
        return _MARKUP if start.startswith(b"<") else _TEXT if b"\0" not in head else _OTHER
    if format == detection.SHEET:
        is_open = b"opendocument.spreadsheet" in head[:200]
        return _OLD_SHEET if is_old_office else _OPEN_SHEET if is_open else _SHEET
    return _BY_FORMAT.get(format, _OLD_OFFICE if is_old_office else _OTHER)


def holds_one_document(type: MediaType) -> bool:
    """Tell whether a file of this type is always one document."""
    return type.name in _OF_ONE_DOCUMENT


def with_ending(name: str, type: MediaType) -> str:
    """Return a file's name, which ends as its content does: a program that opens it is chosen by that."""
    ending = "." + name.rpartition(".")[2].lower()
    return name if ending in type.endings else name + type.endings[0]
