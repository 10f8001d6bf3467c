"""Measure indexing: our whole pipeline, beside pyvi's tokenizer feeding stock Whoosh."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter

from bench.processes import alone
from bench.world import RECORDS, opened
from corpus.document import Document
from corpus.readers import read_file
from indexer.indexing.build import build
from indexer.schema.stored import shown_title

INDEX = "index"  # the folder of the default engine in a data folder

Row = dict[str, object]


def rows(folder: Path) -> Iterator[Row]:
    """Yield a row for each way of indexing the records of a prepared folder, each in a new process.

    Times exclude the start of Python. Sizes are in millions of bytes; `text_mb` counts all titles and texts in UTF-8.
    """
    text = text_mb(folder / RECORDS)
    for engine, work, where in (("ours", build_ours, INDEX), ("stock", build_stock, "stock")):
        shutil.rmtree(folder / where, ignore_errors=True)
        (count, seconds), peak = alone(work, folder)
        yield {
            "engine": engine,
            "articles_per_s": round(count / seconds, 1),
            "peak_rss_mb": peak,
            "index_mb": size_mb(folder / where),
            "text_mb": text,
        }


def build_ours(folder: Path) -> tuple[int, float]:
    """Index the store of a folder from nothing with all processes; return the number of documents and the seconds."""
    store, engine = opened(folder)
    with closing(store):
        began = perf_counter()
        done = build(store, engine, fresh=True)
        return done.indexed, perf_counter() - began


def build_stock(folder: Path) -> tuple[int, float]:
    """Index the records of a folder as a plain council site does: pyvi's words in Whoosh, in one process.

    Returns the number of documents and the seconds.
    """
    from pyvi import ViTokenizer  # takes a second and 120 MB, so only this process imports it
    from whoosh import analysis, fields, index

    words = analysis.RegexTokenizer(r"\w+") | analysis.LowercaseFilter()
    text = fields.TEXT(analyzer=words, stored=True)
    schema = fields.Schema(id=fields.ID(stored=True, unique=True), title=text, text=text)
    (folder / "stock").mkdir()
    began, count = perf_counter(), 0
    writer = index.create_in(folder / "stock", schema).writer()
    for document in documents(folder / RECORDS):
        title, text = ViTokenizer.tokenize(shown_title(document)), ViTokenizer.tokenize(document.text)
        writer.add_document(id=document.id, title=title, text=text)
        count += 1
    writer.commit()
    return count, perf_counter() - began


def documents(records: Path) -> Iterator[Document]:
    """Yield the documents of a file; unreadable records are skipped."""
    return (item for item in read_file(records) if isinstance(item, Document))


def text_mb(records: Path) -> float:
    """Return the size of all titles and texts in a file, in millions of bytes."""
    size = sum(len(f"{document.title}{document.text}".encode("utf-8", "replace")) for document in documents(records))
    return round(size / 1e6, 1)


def size_mb(folder: Path) -> float:
    """Return the size of all files in a folder, in millions of bytes; hard links to a file count once."""
    files = {(s.st_dev, s.st_ino): s.st_size for path in folder.rglob("*") if path.is_file() for s in [path.stat()]}
    return round(sum(files.values()) / 1e6, 3)
