"""Keep the files that documents came from (originals), each once, under the sha256 of its bytes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from corpus import sentences

CHUNK_BYTES = 1024 * 1024  # in memory at once
_MAX_IDLE_SECONDS = 3600  # without a write, after which a partial file is taken for abandoned


class OriginalError(Exception):
    """Says in one sentence for people why an original cannot be kept or read, and what to do."""


class Originals(Protocol):
    """Keeps files under their sha256 (hex), each whole or not at all. Methods raise OriginalError and StoreError."""

    def holds(self, sha256: str) -> bool:
        """Tell whether a file is here."""

    def names(self) -> Iterator[str]:
        """Yield the sha256 of every file, in order."""

    def read(self, sha256: str) -> Iterator[bytes]:
        """Yield the bytes of a file in chunks."""

    def intact(self, sha256: str) -> bool:
        """Tell whether the bytes of a file here are those that were written."""
        read = hashlib.sha256()
        for chunk in self.read(sha256):
            read.update(chunk)
        return read.hexdigest() == sha256

    def write(self, expected: str, chunks: Iterable[bytes]) -> str:
        """Keep a file that is not here, or is damaged here.

        Returns the sha256 of its bytes, which may differ from the expected one.
        """

    def keep(self, source: Path) -> str:
        """Copy a file, unless it is here intact, and return its sha256; never is the whole file in memory.

        Raises OSError where the file cannot be read.
        """
        with source.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            if self.holds(sha256) and self.intact(sha256):
                return sha256
            file.seek(0)
            # The copy has another sha256 where somebody writes to the file just now.
            return self.write(sha256, iter(lambda: file.read(CHUNK_BYTES), b""))


@dataclass(frozen=True, slots=True)
class FolderOriginals(Originals):
    """Keeps files in a folder as `ab/abcdef…`."""

    folder: Path

    def path(self, sha256: str) -> Path:
        """Return where the bytes are, or would be."""
        return self.folder / sha256[:2] / sha256

    def holds(self, sha256: str) -> bool:
        """Tell whether a file is here."""
        return self.path(sha256).exists()

    def names(self) -> Iterator[str]:
        """Yield the sha256 of every file, in order."""
        yield from sorted(path.name for path in self.folder.glob("??/*") if len(path.name) == 64)

    def read(self, sha256: str) -> Iterator[bytes]:
        """Yield the bytes of a file in chunks."""
        path = self.path(sha256)
        with _translated_errors(sentences.ORIGINAL_UNREADABLE, path), path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk

    def write(self, expected: str, chunks: Iterable[bytes]) -> str:
        """Write a file beside its place and move it there when it is whole."""
        with _translated_errors(sentences.ORIGINAL_NOT_WRITTEN, self.folder):
            return self._write(expected, chunks)

    def _write(self, expected: str, chunks: Iterable[bytes]) -> str:
        folder = self.path(expected).parent
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f"{expected}.", suffix=".part")
        try:
            now = Path(name).stat().st_mtime  # by the clock of the folder, which several machines may share
            for partial in folder.glob(f"{expected}.*.part"):  # of processes that were killed, or are writing just now
                with suppress(FileNotFoundError):
                    if partial.stat().st_mtime < now - _MAX_IDLE_SECONDS:
                        partial.unlink()
            copied = hashlib.sha256()
            with open(handle, "wb") as target:
                for chunk in chunks:
                    copied.update(chunk)
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            sha256 = copied.hexdigest()
            self.path(sha256).parent.mkdir(exist_ok=True)
            os.replace(name, self.path(sha256))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return sha256


@contextmanager
def _translated_errors(sentence: str, path: Path) -> Iterator[None]:
    """Turn an OSError within the block into an OriginalError of this sentence."""
    try:
        yield
    except OSError as error:
        raise OriginalError(sentence.format(path=path, reason=error.strerror or error)) from error
