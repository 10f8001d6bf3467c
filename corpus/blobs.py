"""Keep originals, each once, under the sha256 of its bytes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

_PIECE = 1024 * 1024


class BlobError(Exception):
    """Says in one sentence for people why an original cannot be kept, and what to do."""


@dataclass(frozen=True, slots=True)
class Blobs:
    """Keeps files in a folder as `ab/abcdef…`; a file appears there whole or not at all."""

    folder: Path

    def path(self, sha256: str) -> Path:
        """Return where the bytes are, or would be."""
        return self.folder / sha256[:2] / sha256

    def keep(self, source: Path) -> str:
        """Copy a file, unless it is kept already, and return its sha256 (hex); never the whole file is in memory.

        Raises BlobError where it cannot be written, OSError where the file cannot be read.
        """
        with source.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            if self.path(sha256).exists():
                return sha256
            file.seek(0)
            try:
                return self._copy(file.fileno(), sha256)
            except OSError as error:
                raise BlobError(
                    f"Không ghi được bản gốc vào {self.folder} ({error.strerror or error}): "
                    "hãy kiểm tra chỗ trống và quyền ghi rồi chạy lại."
                ) from error

    def _copy(self, source: int, expected: str) -> str:
        folder = self.path(expected).parent
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{expected}.*.part"):  # by a process that was killed
            left.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f"{expected}.", suffix=".part")
        try:
            copied = hashlib.sha256()
            with open(handle, "wb") as target:
                while piece := os.read(source, _PIECE):
                    copied.update(piece)
                    target.write(piece)
                target.flush()
                os.fsync(target.fileno())
            sha256 = copied.hexdigest()  # differs from what was expected where somebody writes to the file just now
            self.path(sha256).parent.mkdir(exist_ok=True)
            os.replace(name, self.path(sha256))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return sha256
