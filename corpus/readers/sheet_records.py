"""Read the rows of a spreadsheet as CSV is read: a document each, where its columns are those of such a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus import sentences
from corpus.formats.blocks import Block, TableBlock
from corpus.formats.content import FileContent
from corpus.readers.fields import field_of, records
from corpus.readers.source import RecordResult

_NAMED_BY = frozenset(("title", "text", "abstract"))
# Beside words: a plan of work or a budget has a column of contents too.
_KNOWN_BY = frozenset(("number", "url", "issued", "published"))
_MAX_LINES_ABOVE = 10  # the names of the columns


class SheetRecords(NamedTuple):
    """Holds the documents of the lists in a file, and what of the file is no list; None: nothing else is in it."""

    results: tuple[RecordResult, ...]
    rest: FileContent | None


def split_lists(content: FileContent, file_name: str) -> SheetRecords:
    """Return a document for each row of the lists of documents in a spreadsheet, and the other tables as they are."""
    results: list[RecordResult] = []
    rest: list[Block] = []
    for page in content.pages:
        for block in page.blocks:
            head = _head(block) if isinstance(block, TableBlock) else None
            if head is None or not isinstance(block, TableBlock):
                rest.append(block)
            else:
                results += _documents(block.rows[head], block.rows[head + 1 :], file_name)
    has_tables = not results or any(isinstance(block, TableBlock) for block in rest)
    page = replace(content.pages[0], blocks=tuple(rest))
    return SheetRecords(tuple(results), replace(content, pages=(page,)) if has_tables else None)


def _head(table: TableBlock) -> int | None:
    """Return the row that names the columns of a list of documents, None where the table is none."""
    for number, row in enumerate(table.rows[:_MAX_LINES_ABOVE]):
        fields = {field_of(name) for name in row if name}
        if not fields.isdisjoint(_NAMED_BY) and not fields.isdisjoint(_KNOWN_BY):
            return number
    return None


def _documents(names: Sequence[str], rows: Sequence[Sequence[str]], file_name: str) -> Iterator[RecordResult]:
    for number, row in enumerate(rows, start=1):
        record = {name: cell for name, cell in zip(names, row, strict=True) if name and cell}
        if sum(field_of(name) is not None for name in record) > 1:  # a heading between rows has one
            yield from records(record, sentences.NTH_TABLE_ROW.format(file=file_name, number=number))
