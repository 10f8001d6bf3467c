"""Read documents from files: a reader for each format, chosen by the file's content and not by its ending alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from corpus import sentences
from corpus.formats.content import UnreadableContent
from corpus.formats.detection import foreign_format
from corpus.readers import containers, foreign, html, jsonl, markdown, table, text
from corpus.readers.source import (
    ARCHIVE_ERRORS,
    HEAD_BYTES,
    Failure,
    FromRecord,
    LeftOut,
    ReadContent,
    ReadResult,
    RecordResult,
    Source,
    Unreadable,
    open_source,
    read_content,
)

__all__ = [
    "READERS",
    "Failure",
    "Format",
    "FromRecord",
    "LeftOut",
    "ReadContent",
    "ReadResult",
    "read_file",
    "read_records",
]


class Format(NamedTuple):
    """Describes a file format: its name for people, a test of a file's first bytes, and its reader."""

    name: str
    fits: Callable[[Source], bool]
    read: Callable[[Source], Iterator[RecordResult]]


FOREIGN = Format(foreign.names(), foreign.fits, foreign.read)
# The first that fits reads the file. A new format is a module and a line here.
READERS = (
    Format("JSON Lines (.jsonl, .jsonl.gz, .jsonl.xz)", jsonl.fits, jsonl.read),
    Format("HTML", html.fits, html.read),
    Format(sentences.TABLE_FORMAT, table.fits, table.read),
    Format("Markdown (.md)", markdown.fits, markdown.read),
    Format(sentences.PLAIN_TEXT, text.fits, text.read),
)

# XML that is no XHTML: feeds, sitemaps, drawings.
_XML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss|feed|urlset|svg)\b(?!.{0,2000}<html\b)",
    re.DOTALL | re.IGNORECASE,
)
_CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))


def read_file(path: Path) -> Iterator[ReadResult]:
    """Yield the documents of a file as it has them, and a Failure for everything that cannot be read."""
    for result in read_records(path):
        yield result.document if isinstance(result, FromRecord) else result


def read_records(path: Path, contents: ReadContent = read_content) -> Iterator[RecordResult]:
    """Yield what `read_file` yields, records of their own as FromRecord.

    Bad content never raises. Files are streamed where their format allows it: memory does not grow with JSON Lines.
    """
    try:
        with open_source(path, contents) as source:
            yield from _read(source)
    except (Unreadable, UnreadableContent) as error:
        yield Failure(path.name, str(error))
    except PermissionError:
        yield Failure(path.name, sentences.FILE_FORBIDDEN)
    except FileNotFoundError:
        yield Failure(path.name, sentences.FILE_MISSING)
    except ARCHIVE_ERRORS:
        yield Failure(path.name, sentences.ARCHIVE_DAMAGED)
    except OSError as error:
        yield Failure(path.name, sentences.FILE_UNREADABLE.format(reason=error.strerror or error))


def _read_member(source: Source) -> Iterator[RecordResult]:
    """Yield what a file within another holds; one that cannot be read is a Failure."""
    try:
        yield from _read(source, is_member=True)
    except (Unreadable, UnreadableContent) as error:
        yield Failure(source.name, str(error))


def _read(source: Source, *, is_member: bool = False) -> Iterator[RecordResult]:
    if len(source.head) < HEAD_BYTES and not source.head.strip(b" \t\r\n\xef\xbb\xbf"):
        raise Unreadable(sentences.FILE_EMPTY)
    empty = True
    is_container = not is_member and containers.fits(source)
    for result in containers.read(source, _read_member) if is_container else _format(source).read(source):
        empty = False
        yield result
    if empty:
        raise Unreadable(sentences.FILE_EMPTY)


def _format(source: Source) -> Format:
    if foreign.fits(source):
        return FOREIGN
    if not foreign_format(source.head) and not _XML.match(source.head) and not _is_binary(source):
        for format in READERS:
            if format.fits(source):
                return format
    names = ", ".join(format.name for format in (FOREIGN, *READERS))
    raise Unreadable(sentences.FORMAT_UNKNOWN.format(formats=names))


def _is_binary(source: Source) -> bool:
    """Tell whether the first bytes have what no text has: NUL, or control characters above 2%."""
    head = source.head
    return b"\0" in head or len(head) - len(head.translate(None, _CONTROL_BYTES)) > len(head) // 50
