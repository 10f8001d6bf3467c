"""Digest sources of this program, so that what they made can be told from what they would make today."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
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
# What a reader of one foreign format may be made of beside its modules.
_FORMAT_LIBRARIES = ("pypdfium2", "olefile", "python-calamine", "lxml")
_FORMAT_DATA = ("corpus/formats/data", "corpus/vi/data", "corpus/formats/content_json.py")
_IMPORTED = re.compile(r"^ {0,16}(?:from|import) (corpus\.(?:formats|vi)[\w.]{0,100})", re.MULTILINE)


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
    return source_digest(READERS, beside=_versions(_LIBRARIES))


@cache
def reader_digest(module: str) -> str:
    """Return the digest of the reader of one format: its module, all that this imports here, and its libraries."""
    texts: dict[str, str] = {}
    waiting = [module]
    while waiting:
        place = f"{waiting.pop().replace('.', '/')}.py"
        if place not in texts and (_ROOT / place).is_file():
            texts[place] = (_ROOT / place).read_text(encoding="utf-8")
            waiting += _IMPORTED.findall(texts[place])
    source = "\n".join(texts.values())
    imported = (
        library
        for library in _FORMAT_LIBRARIES
        if re.search(rf"^ *(?:import|from) {library.replace('-', '_')}\b", source, re.MULTILINE)
    )
    return source_digest([*sorted(texts), *_FORMAT_DATA], beside=_versions(imported))


def _versions(libraries: Iterable[str]) -> str:
    return " ".join(f"{name} {version(name)}" for name in libraries)
