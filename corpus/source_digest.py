"""Digest sources of this program, so that what they made can be told from what they would make today."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import corpus

_ROOT = Path(corpus.__file__).parent.parent

# What makes documents out of files: the readers and all that they import.
READERS = (
    "corpus/readers",
    "corpus/formats",
    "corpus/extraction/heading.py",
    "corpus/extraction/head_lines.py",
    "corpus/extraction/issuer.py",
    "corpus/extraction/signature.py",
    "corpus/extraction/signature_lines.py",
    "corpus/extraction/signer_candidates.py",
    "corpus/vi",
    "corpus/document.py",
)
_LIBRARIES = ("charset-normalizer", "lxml", "PyYAML")
# What a reader of one foreign format may be made of beside its modules.
_FORMAT_LIBRARIES = {
    "pypdfium2": "pypdfium2",
    "olefile": "olefile",
    "python_calamine": "python-calamine",
    "lxml": "lxml",
    "PIL": "pillow",
    "tesserocr": "tesserocr",
}
_FORMAT_DATA = ("corpus/formats/data", "corpus/vi/data", "corpus/formats/content_json.py")
_HALF = 32  # hexadecimal digits of a digest
_NOT_RECOGNISED = "0" * _HALF
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
    return _module_digest(module, _FORMAT_DATA, "")


@cache
def recogniser_digest(module: str, beside: str) -> str:
    """Return the digest of what recognises letters, and of a text beside it that names its models.

    Data of the language do not count: recognition knows nothing of them, and takes long to repeat.
    """
    return _module_digest(module, (), beside)


def with_scans(readers: str, recogniser: str) -> str:
    """Return the digest of readers (hex) and of what recognised the scans for them, empty where nothing did."""
    return f"{readers[:_HALF]}{recogniser[:_HALF] or _NOT_RECOGNISED}"


def is_current(read_by: str, readers: str, recogniser: Callable[[], str]) -> bool:
    """Tell whether these readers would read an original as it was read: what has no scans needs no recogniser.

    Without a recogniser here nothing can be read better than another machine has read it.
    """
    if read_by == readers:
        return True
    if read_by[:_HALF] != readers[:_HALF]:
        return False
    return not recogniser() or read_by == with_scans(readers, recogniser())


def _module_digest(module: str, data: Sequence[str], beside: str) -> str:
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
        for name, library in _FORMAT_LIBRARIES.items()
        if re.search(rf"^ *(?:import|from) {name}\b", source, re.MULTILINE)
    )
    return source_digest([*sorted(texts), *data], beside=f"{_versions(imported)}{beside}")


def _versions(libraries: Iterable[str]) -> str:
    return " ".join(f"{name} {_version(name)}" for name in libraries)


def _version(library: str) -> str:
    """Return the version of a library; one of an extra may be missing."""
    try:
        return version(library)
    except PackageNotFoundError:
        return "-"
