"""Reads a file that a test writes, as `corpus add` does, and names the folders of tables and sample."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from corpus.document import Document
from corpus.readers import Failure, read_file

ROOT = Path(__file__).resolve().parent.parent.parent
GOLDEN = ROOT / "tests" / "golden"
SAMPLE = ROOT / "corpus" / "sample"
SAMPLE_SCAN = SAMPLE / "van-ban" / "2024" / "812-qd-ubnd.pdf"  # which only Tesseract can read
SAMPLE_ATTACHMENT = SAMPLE / "van-ban" / "2023" / "Phu-luc-31-NQ-HDND.pdf"  # of the resolution beside it


def read_as(name: str, content: str | bytes, folder: Path) -> list[Document | Failure]:
    """Write a file and return the documents and failures that reading it gives."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_file(path))


def in_1258(text: str) -> bytes:
    """Encode as Windows does: the letter with its quality mark, then the tone mark as a separate character."""
    apart = [unicodedata.normalize("NFD", char) for char in text]
    tones = ["".join(c for c in char if c in "\u0300\u0301\u0303\u0309\u0323") for char in apart]
    letters = ["".join(c for c in char if c not in marks) for char, marks in zip(apart, tones, strict=True)]
    return "".join(unicodedata.normalize("NFC", c) + t for c, t in zip(letters, tones, strict=True)).encode("cp1258")
