"""Read documents out of files: one reader a format, chosen by what is in the file and not by its ending alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from corpus.readers import html, jsonl, markdown, text
from corpus.readers.source import DAMAGED, EMPTY, HEAD, Failure, Found, Source, Unreadable, opened

__all__ = ["READERS", "Failure", "Format", "Found", "read_file"]


class Format(NamedTuple):
    """Names a format to people, and says which files are of it (by their first bytes) and how they are read."""

    name: str
    fits: Callable[[Source], bool]
    read: Callable[[Source], Iterator[Found]]


# The first that fits reads the file. A new format is one function and one line here.
READERS = (
    Format("JSON Lines (.jsonl, .jsonl.gz, .jsonl.xz)", jsonl.fits, jsonl.read),
    Format("HTML", html.fits, html.read),
    Format("Markdown (.md)", markdown.fits, markdown.read),
    Format("văn bản thuần (.txt)", text.fits, text.read),
)

# Formats that look like text or a page and are none: RTF, XML that is no XHTML (feeds, sitemaps, drawings), PDF.
_FOREIGN = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:\{\\rtf|%PDF-|<(?:\?xml|rss|feed|urlset|svg)\b(?!.{0,2000}<html\b))",
    re.DOTALL | re.IGNORECASE,
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))


def read_file(path: Path) -> Iterator[Found]:
    """Yield the documents of one file as the file gives them, and a Failure for everything that cannot be read.

    Bad content never raises. Files are streamed where their format allows it: memory does not grow with JSON Lines.
    """
    try:
        with opened(path) as source:
            yield from _read(source)
    except Unreadable as error:
        yield Failure(path.name, str(error))
    except PermissionError:
        yield Failure(path.name, "không có quyền đọc tệp; hãy cấp quyền đọc rồi thêm lại")
    except FileNotFoundError:
        yield Failure(path.name, "không tìm thấy tệp; hãy kiểm tra lại đường dẫn")
    except DAMAGED:
        yield Failure(path.name, "tệp nén bị hỏng hoặc bị cắt ngang; hãy chép hoặc tải lại tệp")
    except OSError as error:
        yield Failure(path.name, f"hệ thống không đọc được tệp ({error.strerror or error}); hãy kiểm tra ổ đĩa")


def _read(source: Source) -> Iterator[Found]:
    if len(source.head) < HEAD and not source.head.strip(b" \t\r\n\xef\xbb\xbf"):
        raise Unreadable(EMPTY)
    found = None
    for found in _format(source).read(source):
        yield found
    if found is None:
        raise Unreadable(EMPTY)


def _format(source: Source) -> Format:
    if not _FOREIGN.match(source.head) and not _is_binary(source):
        for format in READERS:
            if format.fits(source):
                return format
    names = ", ".join(format.name for format in READERS)
    raise Unreadable(f"chưa đọc được loại tệp này; hiện đọc được: {names}")


def _is_binary(source: Source) -> bool:
    """Tell whether the first bytes hold what no text has: NUL or more than a few control characters."""
    head = source.head
    return b"\0" in head or len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 50
