"""Keep originals, each once, under the sha256 of its bytes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

PIECE = 1024 * 1024  # bytes in memory at once
_ABANDONED = 3600  # seconds without a write after which nobody is at work on a file any more


class OriginalError(Exception):
    """Says in one sentence for people why an original cannot be kept or read, and what to do."""


class Originals(Protocol):
    """Keeps files under their sha256 (hex), each whole or not at all. Its methods raise BlobError and StoreError."""

    def holds(self, sha256: str) -> bool:
        """Tell whether a file is kept."""

    def names(self) -> Iterator[str]:
        """Yield the sha256 of every file that is kept, in order."""

    def read(self, sha256: str) -> Iterator[bytes]:
        """Yield the bytes of a file that is kept, in pieces."""

    def take(self, expected: str, pieces: Iterable[bytes]) -> str:
        """Keep a file that is not kept yet; return the sha256 of its bytes, which may differ from what was expected."""

    def keep(self, source: Path) -> str:
        """Copy a file, unless it is kept already, and return its sha256; never the whole file is in memory.

        Raises OSError where the file cannot be read.
        """
        with source.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            if self.holds(sha256):
                return sha256
            file.seek(0)
            # What is kept in the end differs where somebody writes to the file just now.
            return self.take(sha256, iter(lambda: file.read(PIECE), b""))


@dataclass(frozen=True, slots=True)
class FolderOriginals(Originals):
    """Keeps files in a folder as `ab/abcdef…`."""

    folder: Path

    def path(self, sha256: str) -> Path:
        """Return where the bytes are, or would be."""
        return self.folder / sha256[:2] / sha256

    def holds(self, sha256: str) -> bool:
        """Tell whether a file is kept."""
        return self.path(sha256).exists()

    def names(self) -> Iterator[str]:
        """Yield the sha256 of every file that is kept, in order."""
        yield from sorted(path.name for path in self.folder.glob("??/*") if len(path.name) == 64)

    def read(self, sha256: str) -> Iterator[bytes]:
        """Yield the bytes of a file that is kept, in pieces."""
        try:
            with self.path(sha256).open("rb") as file:
                while piece := file.read(PIECE):
                    yield piece
        except OSError as error:
            raise OriginalError(
                f"Không đọc được bản gốc {self.path(sha256)} ({error.strerror or error}): "
                "hãy kiểm tra quyền đọc và ổ đĩa rồi chạy lại."
            ) from error

    def take(self, expected: str, pieces: Iterable[bytes]) -> str:
        """Write a file beside its place and move it there when it is whole."""
        try:
            return self._written(expected, pieces)
        except OSError as error:
            raise OriginalError(
                f"Không ghi được bản gốc vào {self.folder} ({error.strerror or error}): "
                "hãy kiểm tra chỗ trống và quyền ghi rồi chạy lại."
            ) from error

    def _written(self, expected: str, pieces: Iterable[bytes]) -> str:
        folder = self.path(expected).parent
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f"{expected}.", suffix=".part")
        try:
            now = Path(name).stat().st_mtime  # by the clock of the folder, which several machines may share
            for left in folder.glob(f"{expected}.*.part"):  # by processes that were killed, or are writing just now
                with suppress(FileNotFoundError):
                    if left.stat().st_mtime < now - _ABANDONED:
                        left.unlink()
            copied = hashlib.sha256()
            with open(handle, "wb") as target:
                for piece in pieces:
                    copied.update(piece)
                    target.write(piece)
                target.flush()
                os.fsync(target.fileno())
            sha256 = copied.hexdigest()
            self.path(sha256).parent.mkdir(exist_ok=True)
            os.replace(name, self.path(sha256))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return sha256
