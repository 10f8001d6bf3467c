"""Read CSV and TSV: a document a row, whose fields the first row names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import count, islice

from corpus import sentences
from corpus.readers.encoding import bounded, decode
from corpus.readers.fields import field_of, records
from corpus.readers.source import MAX_FILE_BYTES, Failure, RecordResult, Source, Unreadable

_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=[,;\t|]\r?\n", re.IGNORECASE)  # that Excel writes above the names
_MAX_NAMES = 500
_MAX_LINES_ABOVE = 10  # the names: the title of the table
_MAX_RESTARTS = 100  # after rows with a quotation mark too many
_NAMED_BY = ("title", "text", "abstract")
_UNCLOSED = "unexpected end of data"  # what csv says of a quotation mark that nothing closes


def fits(source: Source) -> bool:
    """Tell whether the file is a table: by its ending, or because its first row has only names of our fields."""
    if source.ending in (".csv", ".tsv"):
        return True
    first, _, rest = source.head.partition(b"\n")
    try:
        names = _names(first.decode("utf-8-sig"))[0]
    except (UnicodeDecodeError, csv.Error):
        return False
    fields = {field_of(name) for name in names}
    return len(names) > 2 and bool(rest.strip()) and None not in fields and not fields.isdisjoint(_NAMED_BY)


def read(source: Source) -> Iterator[RecordResult]:
    """Yield the document of each row; a row that cannot be read is a Failure, and the next row is read.

    Raises Unreadable where no column is a title or a text.
    """
    text = bounded(decode(source.read_all())).removeprefix("\ufeff").replace("\0", "")
    if separator := _SEPARATOR_LINE.match(text):
        text = text[separator.end() :]
    lines = text.splitlines(keepends=True)
    skipped = 1 if separator else 0
    filled = [n for n, line in enumerate(lines[:_MAX_LINES_ABOVE]) if line.strip(" \t\r\n,;|")]
    start = next((n for n in filled if _is_head(lines[n])), filled[0] if filled else 0)
    names, delimiter = _names(lines[start] if lines else "")
    if {field_of(name) for name in names}.isdisjoint(_NAMED_BY):
        listed = ", ".join(name for name in names if name)[:300]
        raise Unreadable(sentences.TABLE_WITHOUT_WORDS.format(names=listed))
    for number, row in _rows(lines[start + 1 :], delimiter):
        where = sentences.NTH_LINE.format(file=source.name, number=number + start + 1 + skipped)
        if isinstance(row, str):
            yield Failure(where, row)
        elif any(cell.strip() for cell in row[len(names) :]):
            yield Failure(where, sentences.ROW_TOO_LONG.format(cells=len(row), names=len(names)))
        elif any(map(str.strip, row)):
            yield from records({n: cell for n, cell in zip(names, row, strict=False) if n}, where)


def _names(line: str) -> tuple[list[str], str]:
    """Return the names in the first row, and the delimiter by which most of them are fields of ours."""
    rows = [(next(csv.reader([line[:20_000]], delimiter=delimiter), []), delimiter) for delimiter in _DELIMITERS]
    names, delimiter = max(rows, key=lambda row: (sum(field_of(name) is not None for name in row[0]), len(row[0])))
    return [name.strip() for name in names[:_MAX_NAMES]], delimiter


def _is_head(line: str) -> bool:
    """Tell whether a line has the names of columns, and is no title above them."""
    fields = [field_of(name) for name in _names(line)[0]]
    return sum(field is not None for field in fields) > 1 and not set(fields).isdisjoint(_NAMED_BY)


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Yield each row with the number of its first line; in place of one that cannot be read the sentence why."""
    csv.field_size_limit(MAX_FILE_BYTES)
    begin = 0
    for attempt in count():
        reader = csv.reader(islice(lines, begin, None), delimiter=delimiter, strict=True)
        base = begin
        while True:
            begin = base + reader.line_num
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                unclosed = str(error).startswith(_UNCLOSED)
                yield begin + 1, sentences.QUOTE_NOT_CLOSED if unclosed else sentences.QUOTE_INSIDE_CELL
                if base + reader.line_num > begin + 1 and attempt < _MAX_RESTARTS:
                    break  # the rows that the mark took are read
            else:
                yield begin + 1, row
        begin += 1
