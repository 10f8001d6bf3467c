"""Reads a file that a test writes, as `corpus add` does, and names the folders of tables and sample."""

from __future__ import annotations

from pathlib import Path

from corpus.document import Document
from corpus.readers import Failure, read_file

ROOT = Path(__file__).resolve().parent.parent.parent
GOLDEN = ROOT / "tests" / "golden"
SAMPLE = ROOT / "corpus" / "sample"


def read_as(name: str, content: str | bytes, folder: Path) -> list[Document | Failure]:
    """Write a file and return the documents and failures that reading it gives."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_file(path))
