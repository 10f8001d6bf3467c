"""Read JSON Lines, a document per line, in constant memory; also a JSON object or array that fills a small file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from corpus import sentences
from corpus.readers.encoding import bounded, decode
from corpus.readers.fields import documents
from corpus.readers.source import ARCHIVE_ERRORS, MAX_LINES, Failure, ReadResult, Source, Unreadable

MAX_LINE_BYTES = 32 * 1024 * 1024  # also of a file that is a single JSON value
MAX_PARTS = (
    4_000_000  # commas, colons and brackets of a line: a list or a name costs a hundred bytes, a text only its own
)

_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[{\]])")


def fits(source: Source) -> bool:
    """Tell whether the file is JSON: by how it starts, or by an ending that promises so."""
    return source.ending in (".jsonl", ".ndjson", ".json") or bool(_START.match(source.head))


def read(source: Source) -> Iterator[ReadResult]:
    """Yield the document of each line; a line that cannot be read is a Failure, and the next line is read."""
    items = _items_of_single_value(source)
    if items is not None:
        for number, shape in enumerate(items, 1):
            item = sentences.NTH_ITEM.format(file=source.name, number=number)
            yield from documents(shape, source.name if len(items) == 1 else item)
        return
    number = 0
    try:
        for number, line in _lines(source):
            where = sentences.NTH_LINE.format(file=source.name, number=number)
            if line is None:
                yield Failure(where, sentences.LINE_TOO_LONG.format(megabytes=MAX_LINE_BYTES // 1024 // 1024))
                continue
            try:
                shape = parse(line.strip())
            except Unreadable as error:
                yield Failure(where, str(error))
                continue
            yield from documents(shape, where)
    except ARCHIVE_ERRORS:
        where = sentences.NTH_LINE.format(file=source.name, number=number + 1)
        yield Failure(where, sentences.ARCHIVE_CUT_AT_LINE)


def parse(data: bytes | str) -> Any:
    """Return the JSON value of a line or a file. Raises Unreadable where it is none, or has more than MAX_PARTS."""
    text = data if isinstance(data, str) else decode(data)
    if len(text) > MAX_PARTS and sum(map(text.count, ",:[{")) > MAX_PARTS:
        raise Unreadable(sentences.JSON_TOO_MANY_PARTS.format(limit=MAX_PARTS))
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        at = sentences.AT_CHARACTER if error.lineno == 1 else sentences.AT_LINE_AND_CHARACTER
        place = at.format(line=error.lineno, column=error.colno)
        raise Unreadable(sentences.INVALID_JSON.format(place=place)) from error
    except (RecursionError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(sentences.JSON_TOO_DEEP) from error


def _lines(source: Source) -> Iterator[tuple[int, bytes | str | None]]:
    """Yield number and content of each line with words; None for a line above the limit, which is skipped."""
    if source.wide:
        text = bounded(decode(source.read_all()))
        yield from ((n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip())
        return
    number = empty = 0
    while line := source.stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            while (rest := source.stream.readline(1 << 20)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        elif line.strip():
            yield number, line
        else:
            empty += 1
            if empty > MAX_LINES:  # an archive can unpack to line feeds for hours
                raise Unreadable(sentences.TOO_MANY_LINES.format(limit=MAX_LINES))


def _items_of_single_value(source: Source) -> list[Any] | None:
    """Return the records of a file that is a single JSON value over several lines; None where it is JSON Lines."""
    first = source.head.partition(b"\n")[0].strip()
    array = first.removeprefix(b"\xef\xbb\xbf").startswith(b"[")
    if len(first) == len(source.head.strip()) and not array:
        return None  # a single line: read as JSON Lines, so that its failure names it
    try:
        if not array:
            parse(first)
            return None
    except Unreadable:
        pass
    try:
        value = parse(source.read_all(MAX_LINE_BYTES))
    except Unreadable as error:
        if array:
            raise Unreadable(sentences.INVALID_ARRAY.format(error=error)) from error
        return None
    finally:
        source.stream.seek(0)
    return value if isinstance(value, list) else [value]
