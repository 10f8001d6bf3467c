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

import corpus
from indexer.engines.ranking import FIELDS

_ROOT = Path(corpus.__file__).parent.parent

# Part → the folders and files whose sources make it.
SOURCES: Mapping[str, tuple[str, ...]] = {
    # Documents out of files. They are stored as they are read, so that an index does not depend on these.
    "readers": ("corpus/readers", "corpus/formats", "corpus/extraction/heading.py", "corpus/document.py"),
    # What a document says of itself, read on the way from the store into an index.
    "extraction": ("corpus/extraction", "corpus/vi", "corpus/document.py"),
    # Who is who.
    "people": (
        "corpus/vi/people",
        "indexer/indexing/entity_resolution.py",
        "indexer/indexing/people.py",
        "indexer/indexing/person_ids.py",
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
    for place in SOURCES[part]:
        path = _ROOT / place
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            counts = file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
            if counts and file.relative_to(_ROOT).as_posix() not in NOT_WRITTEN:
                yield file


def part_digest(part: str) -> str:
    """Return the digest of one part, as hexadecimal digits."""
    digest = hashlib.sha256()
    if part == "terms":
        digest.update(f"{version('pyvi')} {tuple(FIELDS)}".encode())  # its model, and the fields that have terms
    for file in sources(part):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(_ROOT).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


@cache
def fingerprint() -> str:
    """Return what an index depends on, as 16 hexadecimal digits; an index with another fingerprint is built anew."""
    return hashlib.sha256("\n".join(map(part_digest, INDEX_PARTS)).encode()).hexdigest()[:16]
