"""Read JSON Lines, a document per line, in constant memory; also a JSON object or array that fills a small file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from corpus import sentences
from corpus.readers.encoding import bounded, decode
from corpus.readers.fields import records
from corpus.readers.nested import records_of
from corpus.readers.source import ARCHIVE_ERRORS, MAX_LINES, Failure, RecordResult, Source, Unreadable

MAX_LINE_BYTES = 32 * 1024 * 1024  # also of a file that is a single JSON value
MAX_PARTS = (
    4_000_000  # commas, colons and brackets of a line: a list or a name costs a hundred bytes, a text only its own
)

_MAX_UNREADABLE_OBJECTS = 100  # after these the file is no list of objects

_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[{\]])")


def fits(source: Source) -> bool:
    """Tell whether the file is JSON: by how it starts, or by an ending that promises so."""
    return source.ending in (".jsonl", ".ndjson", ".json") or bool(_START.match(source.head))


def read(source: Source) -> Iterator[RecordResult]:
    """Yield the document of each line; a line that cannot be read is a Failure, and the next line is read."""
    items = _items_of_single_value(source)
    if items is not None:
        for number, shape in enumerate(items, 1):
            item = sentences.NTH_ITEM.format(file=source.name, number=number)
            if isinstance(shape, Unreadable):
                yield Failure(item, str(shape))
            else:
                yield from _documents(shape, source.name if len(items) == 1 else item)
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
            yield from _documents(shape, where)
    except ARCHIVE_ERRORS:
        where = sentences.NTH_LINE.format(file=source.name, number=number + 1)
        yield Failure(where, sentences.ARCHIVE_CUT_AT_LINE)


def _documents(shape: Any, where: str) -> Iterator[RecordResult]:
    """Yield the document of a record, or those of the records that it wraps."""
    try:
        wrapped = records_of(shape)
    except ValueError as error:
        yield Failure(where, str(error))
        return
    if wrapped is None:
        yield from records(shape, where)
        return
    for number, record in enumerate(wrapped, 1):
        yield from records(record, sentences.NTH_ITEM.format(file=where, number=number))


def parse(data: bytes | str) -> Any:
    """Return the JSON value of a line or a file. Raises Unreadable where it is none, or has more than MAX_PARTS."""
    text = data if isinstance(data, str) else decode(data)
    if _parts(text) > MAX_PARTS:
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
        text = decode(source.read_all(MAX_LINE_BYTES))
    finally:
        source.stream.seek(0)
    try:
        value = parse(text)
    except Unreadable as error:
        if array:
            raise Unreadable(sentences.INVALID_ARRAY.format(error=error)) from error
        return _objects(text) if _parts(text) <= MAX_PARTS else None
    return value if isinstance(value, list) else [value]


def _objects(text: str) -> list[Any] | None:
    """Return the objects of a file that has several over several lines each; None where the first is no such one.

    In place of what cannot be read stands Unreadable; the next object is at the next line that begins with `{`.
    """
    decoder = json.JSONDecoder()
    objects: list[Any] = []
    failed = 0
    at = text.find("{")
    line = text.count("\n", 0, at) + 1
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
            after = text.find("{", end)
            readable = not text[end : after if after >= 0 else None].strip(" \t\r\n,;")
        except (ValueError, RecursionError):
            readable = False
            after = text.find("\n{", at) + 1 or -1
        if not objects and not (readable and "\n" in text[at:end]):
            return None  # JSON Lines
        failed += not readable
        place = sentences.FROM_LINE.format(line=line)
        objects.append(value if readable else Unreadable(sentences.INVALID_JSON.format(place=place)))
        if failed > _MAX_UNREADABLE_OBJECTS:
            break
        line += text.count("\n", at, after)
        at = after
    return objects


def _parts(text: str) -> int:
    return sum(map(text.count, ",:[{")) if len(text) > MAX_PARTS else 0
