"""Digest sources of this program, so that what they made can be told from what they would make today."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import corpus

_ROOT = Path(corpus.__file__).parent.parent

# What makes documents out of files: the readers and all that they import.
READERS = (
    "corpus/readers",
    "corpus/formats",
    "corpus/extraction/heading.py",
    "corpus/extraction/head_lines.py",
    "corpus/vi",
    "corpus/document.py",
)
_LIBRARIES = ("charset-normalizer", "lxml", "PyYAML")


def source_files(places: Sequence[str], apart: Sequence[str] = ()) -> Iterator[Path]:
    """Yield the files at and below some places of the project, in order, so that a new file cannot be forgotten."""
    for place in places:
        path = _ROOT / place
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            counts = file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
            if counts and file.relative_to(_ROOT).as_posix() not in apart:
                yield file


def source_digest(places: Sequence[str], *, apart: Sequence[str] = (), beside: str = "") -> str:
    """Return the sha256 (hex) of files at and below some places, and of a text beside them."""
    digest = hashlib.sha256(beside.encode())
    for file in source_files(places, apart):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(_ROOT).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


@cache
def readers_digest() -> str:
    """Return the digest of the readers and of the libraries that they read with."""
    return source_digest(READERS, beside=" ".join(f"{name} {version(name)}" for name in _LIBRARIES))
