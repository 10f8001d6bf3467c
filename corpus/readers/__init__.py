"""Read documents from files: a reader for each format, chosen by the file's content and not by its ending alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from corpus import sentences
from corpus.readers import html, jsonl, markdown, text
from corpus.readers.source import (
    ARCHIVE_ERRORS,
    HEAD_BYTES,
    Failure,
    LeftOut,
    ReadResult,
    Source,
    Unreadable,
    open_source,
)

__all__ = ["READERS", "Failure", "Format", "LeftOut", "ReadResult", "read_file"]


class Format(NamedTuple):
    """Describes a file format: its name for people, a test of a file's first bytes, and its reader."""

    name: str
    fits: Callable[[Source], bool]
    read: Callable[[Source], Iterator[ReadResult]]


# The first that fits reads the file. A new format is a module and a line here.
READERS = (
    Format("JSON Lines (.jsonl, .jsonl.gz, .jsonl.xz)", jsonl.fits, jsonl.read),
    Format("HTML", html.fits, html.read),
    Format("Markdown (.md)", markdown.fits, markdown.read),
    Format(sentences.PLAIN_TEXT, text.fits, text.read),
)

# Formats that look like text or a page and are neither: RTF, XML that is no XHTML (feeds, sitemaps, drawings), PDF.
_FOREIGN = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:\{\\rtf|%PDF-|<(?:\?xml|rss|feed|urlset|svg)\b(?!.{0,2000}<html\b))",
    re.DOTALL | re.IGNORECASE,
)
_CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))


def read_file(path: Path) -> Iterator[ReadResult]:
    """Yield the documents of a file as it has them, and a Failure for everything that cannot be read.

    Bad content never raises. Files are streamed where their format allows it: memory does not grow with JSON Lines.
    """
    try:
        with open_source(path) as source:
            yield from _read(source)
    except Unreadable as error:
        yield Failure(path.name, str(error))
    except PermissionError:
        yield Failure(path.name, sentences.FILE_FORBIDDEN)
    except FileNotFoundError:
        yield Failure(path.name, sentences.FILE_MISSING)
    except ARCHIVE_ERRORS:
        yield Failure(path.name, sentences.ARCHIVE_DAMAGED)
    except OSError as error:
        yield Failure(path.name, sentences.FILE_UNREADABLE.format(reason=error.strerror or error))


def _read(source: Source) -> Iterator[ReadResult]:
    if len(source.head) < HEAD_BYTES and not source.head.strip(b" \t\r\n\xef\xbb\xbf"):
        raise Unreadable(sentences.FILE_EMPTY)
    empty = True
    for result in _format(source).read(source):
        empty = False
        yield result
    if empty:
        raise Unreadable(sentences.FILE_EMPTY)


def _format(source: Source) -> Format:
    if not _FOREIGN.match(source.head) and not _is_binary(source):
        for format in READERS:
            if format.fits(source):
                return format
    names = ", ".join(format.name for format in READERS)
    raise Unreadable(sentences.FORMAT_UNKNOWN.format(formats=names))


def _is_binary(source: Source) -> bool:
    """Tell whether the first bytes have what no text has: NUL, or control characters above 2%."""
    head = source.head
    return b"\0" in head or len(head) - len(head.translate(None, _CONTROL_BYTES)) > len(head) // 50
