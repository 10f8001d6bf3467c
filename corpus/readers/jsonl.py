"""Read JSON Lines, one document a line, in constant memory; also one JSON object or array in a small file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from corpus.readers.encoding import decode
from corpus.readers.fields import documents
from corpus.readers.source import DAMAGED, Failure, Found, Source, Unreadable

LINE = 32 * 1024 * 1024

_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[{\]])")


def fits(source: Source) -> bool:
    """Tell whether the file is JSON: by how it starts, or by an ending that promises so."""
    return source.ending in (".jsonl", ".ndjson", ".json") or bool(_START.match(source.head))


def read(source: Source) -> Iterator[Found]:
    """Yield the document of each line; a line that cannot be read is a Failure and the reading goes on."""
    whole = _as_one(source)
    if whole is not None:
        for number, shape in enumerate(whole, 1):
            yield from documents(shape, source.name if len(whole) == 1 else f"{source.name}, mục {number}")
        return
    number = 0
    try:
        for number, line in _lines(source):
            where = f"{source.name}, dòng {number}"
            if line is None:
                yield Failure(where, f"dòng dài hơn {LINE // 1024 // 1024} MB; hãy chia nhỏ dòng này")
                continue
            try:
                shape = parse(line.strip())
            except Unreadable as error:
                yield Failure(where, str(error))
                continue
            yield from documents(shape, where)
    except DAMAGED:
        where = f"{source.name}, dòng {number + 1}"
        yield Failure(where, "tệp nén bị hỏng hoặc bị cắt ngang từ dòng này; hãy chép hoặc tải lại tệp rồi thêm lại")


def parse(data: bytes | str) -> Any:
    """Return the JSON value of one line or file. Raises Unreadable where it is no JSON."""
    try:
        return json.loads(data if isinstance(data, str) else decode(data))
    except json.JSONDecodeError as error:
        place = f"ký tự {error.pos + 1}" if error.lineno == 1 else f"dòng {error.lineno}, ký tự {error.colno}"
        raise Unreadable(f"không phải JSON hợp lệ (tại {place}); hãy sửa chỗ này") from error
    except (RecursionError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("JSON lồng nhau quá sâu hoặc có số quá dài; hãy sửa chỗ này") from error


def _lines(source: Source) -> Iterator[tuple[int, bytes | str | None]]:
    """Yield the number and content of each line that is not blank; None for a line above the limit, never held."""
    if source.wide:
        yield from ((n, line) for n, line in enumerate(decode(source.whole()).split("\n"), 1) if line.strip())
        return
    number = 0
    while line := source.stream.readline(LINE + 1):
        number += 1
        if len(line) > LINE and not line.endswith(b"\n"):
            while (rest := source.stream.readline(1 << 20)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        elif line.strip():
            yield number, line


def _as_one(source: Source) -> list[Any] | None:
    """Return the documents of a file that is one JSON value over several lines; None where it is JSON Lines."""
    first = source.head.partition(b"\n")[0].strip()
    array = first.removeprefix(b"\xef\xbb\xbf").startswith(b"[")
    if len(first) == len(source.head.strip()) and not array:
        return None  # one line: read as such, so that its failure names it
    try:
        if not array:
            parse(first)
            return None
    except Unreadable:
        pass
    try:
        value = parse(source.whole(LINE))
    except Unreadable as error:
        if array:
            raise Unreadable(f"mảng JSON: {error}") from error
        return None
    finally:
        source.stream.seek(0)
    return value if isinstance(value, list) else [value]
