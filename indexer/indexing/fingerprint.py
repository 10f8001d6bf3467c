"""Compute the fingerprint of an index from the sources that make its terms and records; another one means a rebuild.

The digest is made by part, since work that is cached between builds depends on some parts only. Every file below a
folder counts, by its path relative to the project, so that a new file cannot be forgotten; what makes no terms or
records (commands, queries, the engines' reading half) does not count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from corpus.source_digest import READERS, source_digest, source_files
from indexer.engines.port import POOR_READING
from indexer.engines.ranking import FIELDS

# Part → the folders and files whose sources make it.
SOURCES: Mapping[str, tuple[str, ...]] = {
    # Documents out of files. They are stored as they are read, so that an index does not depend on these.
    "readers": READERS,
    # What a document says of itself, read on the way from the store into an index.
    "extraction": ("corpus/extraction", "corpus/vi", "corpus/document.py"),
    # Who is who, which documents are one, and what they do to each other.
    "people": (
        "corpus/vi/people",
        "indexer/indexing/effect.py",
        "indexer/indexing/entity_resolution.py",
        "indexer/indexing/people.py",
        "indexer/indexing/person_ids.py",
        "indexer/indexing/relations.py",
        "indexer/indexing/copies.py",
        "indexer/indexing/same_text.py",
    ),
    # Terms out of text.
    "terms": ("corpus/vi", "indexer/analysis"),
    # Columns, stored fields, and how the embedded engine writes them. A cluster's mapping has a digest of its own.
    "columns": (
        "indexer/schema",
        *(
            f"indexer/engines/whoosh/{name}.py"
            for name in ("array_file", "columns", "inverted_index", "schema", "segment")
        ),
    ),
}
INDEX_PARTS = ("extraction", "people", "terms", "columns")

# Below a folder of SOURCES, but no part of what is written: how queries are made of typed text.
NOT_WRITTEN = ("indexer/analysis/query_terms.py",)


def sources(part: str) -> Iterator[Path]:
    """Yield the files that a part of the digest is made of, in order."""
    return source_files(SOURCES[part], NOT_WRITTEN)


def part_digest(part: str) -> str:
    """Return the digest of one part, as hexadecimal digits."""
    # The model of the terms, the fields that have some, and what marks a record that was read badly.
    beside = f"{version('pyvi')} {tuple(FIELDS)} {POOR_READING}" if part == "terms" else ""
    return source_digest(SOURCES[part], apart=NOT_WRITTEN, beside=beside)


@cache
def fingerprint() -> str:
    """Return what an index depends on, as 16 hexadecimal digits; an index with another fingerprint is built anew."""
    return hashlib.sha256("\n".join(map(part_digest, INDEX_PARTS)).encode()).hexdigest()[:16]
