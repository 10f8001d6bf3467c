"""Measure how many pages of PDF are read in a second of a core: from bytes to a document with all its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random
from time import process_time

from bench.formats import pdf
from bench.formats.records import Record, records
from corpus.extraction.extract import complete
from corpus.formats import pdf as reader
from corpus.formats.content_json import content_from_json, content_to_json
from corpus.readers.foreign import document_of

FILES = 6
PAGES_A_SECOND = {20: 40, 1: 25}  # of files of so many pages


def rows(count: int = FILES, lengths: Mapping[int, int] = PAGES_A_SECOND) -> Iterator[dict[str, object]]:
    """Yield pages a second of long and of short files."""
    if why := pdf.missing():
        yield {"what": "pdf: pages a second", "skipped": why}
        return
    for pages, goal in lengths.items():
        files = [_file(record, pages) for record in records(7, count)]
        begun = process_time()
        read = sum(_read(data) for data in files)
        measured = read / max(1e-9, process_time() - begun)
        yield {"what": f"pdf: pages a second, files of {pages}", "goal": goal, "measured": round(measured, 1),
               "reached": measured >= goal, "pages": read}  # fmt: skip


def _file(record: Record, pages: int) -> bytes:
    """Return a PDF of at least so many pages, the parts of a record again and again; for one page its first alone."""
    if pages == 1:
        return pdf.write(replace(record, grounds=(), parts=record.parts[:1], annexes=()), Random(7))  # noqa: S311
    times = 1
    while True:
        data = pdf.write(replace(record, parts=record.parts * times), Random(7))  # noqa: S311
        if (found := pdf.pages(data)) >= pages:
            return data
        times = max(times + 1, times * pages // found)


def _read(data: bytes) -> int:
    content = content_from_json(content_to_json(reader.read(data)))
    complete(document_of(content))
    return len(content.pages)
