"""Digest the sources of a reader, so that what it read before it was changed is read again, and nothing else."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_IMPORTED = re.compile(r"^ {0,16}(?:from|import) (corpus\.(?:formats|vi)[\w.]{0,100})", re.MULTILINE)
_LIBRARIES = ("pypdfium2", "olefile", "python_calamine", "lxml")
_DATA = ("corpus/formats/data", "corpus/vi/data")
_PER_FILE = ("corpus.formats.content_json",)  # in which its readings are kept


@cache
def reader_digest(module: str) -> str:
    """Return the sha256 (hex) of the sources of a reader, of all that they import here, and its library's version."""
    digest = hashlib.sha256()
    sources = _sources(module)
    for name in sorted(sources):
        digest.update(f"{name}\n".encode() + sources[name])
    for library in _LIBRARIES:
        if any(
            re.search(rf"^\s*(?:import|from) {library}\b".encode(), source, re.MULTILINE) for source in sources.values()
        ):
            digest.update(f"{library} {_version(library)}\n".encode())
    for folder in _DATA:
        for file in sorted((_ROOT / folder).iterdir()):
            digest.update(f"{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def _sources(module: str) -> dict[str, bytes]:
    """Return the sources of a module and of what it imports, directly or not, by name."""
    found: dict[str, bytes] = {}
    waiting = [module, *_PER_FILE]
    while waiting:
        name = waiting.pop()
        file = _ROOT.joinpath(*name.split(".")).with_suffix(".py")
        if name not in found and file.is_file():
            found[name] = file.read_bytes()
            waiting += _IMPORTED.findall(found[name].decode())
    return found


def _version(library: str) -> str:
    try:
        return version(library.replace("_", "-"))
    except PackageNotFoundError:
        return ""
