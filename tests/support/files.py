"""Read a file of a test's own as `corpus add` does."""

from __future__ import annotations

from pathlib import Path

from corpus.document import Document
from corpus.readers import Failure, read_file

ROOT = Path(__file__).resolve().parent.parent.parent
GOLDEN = ROOT / "tests" / "golden"
SAMPLE = ROOT / "corpus" / "sample"


def read_as(name: str, content: str | bytes, folder: Path) -> list[Document | Failure]:
    """Return what a file of this name and content gives."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_file(path))
