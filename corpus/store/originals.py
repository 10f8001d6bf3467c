"""Keep the files that documents came from (originals), each once, under the sha256 of its bytes."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

from corpus import sentences

CHUNK_BYTES = 1024 * 1024  # in memory at once
_PARTIAL = "partial"  # the folder of files that are being written
# Seconds without a write after which a partial file that no process has locked is taken for abandoned: a new one is
# locked a moment after it was made.
_MAX_IDLE_SECONDS = 60


class OriginalError(Exception):
    """Says in one sentence for people why an original cannot be kept or read, and what to do."""


@dataclass(frozen=True, slots=True)
class OpenOriginal:
    """Holds a kept file that is being read: `part` yields its bytes from one offset to another, in chunks.

    `version` is another one where the bytes were written anew. `file` is the file itself, for whoever can send that as
    it is, where it is one of this machine; who has it closes it, or calls `close`.
    """

    size: int
    version: Hashable
    part: Callable[[int, int], Iterator[bytes]]
    file: BinaryIO | None = None

    def close(self) -> None:
        """Close the file, if there is one."""
        if self.file is not None:
            self.file.close()


class Originals(Protocol):
    """Keeps files under their sha256 (hex), each whole or not at all. Methods raise OriginalError and StoreError."""

    def holds(self, sha256: str) -> bool:
        """Tell whether a file is here."""

    def names(self) -> Iterator[str]:
        """Yield the sha256 of every file, in order."""

    def read(self, sha256: str) -> Iterator[bytes]:
        """Yield the bytes of a file in chunks."""

    def open(self, sha256: str) -> OpenOriginal | None:
        """Open a file to read parts of it; None where it is not here."""

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

    def clear_abandoned(self) -> None:
        """Remove what killed runs left of files that they were writing; another run may be writing just now."""

    def keep(self, source: Path) -> str:
        """Copy a file, unless it is here intact, and return its sha256; never is the whole file in memory.

        Raises OSError where the file cannot be read.
        """
        with source.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            if self._is_kept(sha256):
                return sha256
            file.seek(0)
            # The copy has another sha256 where somebody writes to the file just now.
            return self.write(sha256, iter(lambda: file.read(CHUNK_BYTES), b""))

    def keep_bytes(self, data: bytes) -> str:
        """Keep the bytes of a file within another one, unless they are here intact, and return their sha256."""
        sha256 = hashlib.sha256(data).hexdigest()
        return sha256 if self._is_kept(sha256) else self.write(sha256, [data])

    def _is_kept(self, sha256: str) -> bool:
        return self.holds(sha256) and self.intact(sha256)


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

    def open(self, sha256: str) -> OpenOriginal | None:
        """Open a file to read parts of it; None where it is not here."""
        path = self.path(sha256)
        if not path.exists():
            return None
        with _translated_errors(sentences.ORIGINAL_UNREADABLE, path):
            file = path.open("rb")
            status = os.fstat(file.fileno())
        version = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        return OpenOriginal(status.st_size, version, partial(_part, file, path), file)

    def clear_abandoned(self) -> None:
        """Remove partial files that no process writes any more."""
        _clear(self.folder / _PARTIAL)

    def write(self, expected: str, chunks: Iterable[bytes]) -> str:
        """Write a file beside its place and move it there when it is whole."""
        with _translated_errors(sentences.ORIGINAL_NOT_WRITTEN, self.folder):
            return self._write(expected, chunks)

    def _write(self, expected: str, chunks: Iterable[bytes]) -> str:
        folder = self.path(expected).parent
        folder.mkdir(parents=True, exist_ok=True)
        (self.folder / _PARTIAL).mkdir(exist_ok=True)
        _clear(folder)  # where versions up to 0.2.0 wrote
        handle, name = tempfile.mkstemp(dir=self.folder / _PARTIAL, prefix=f"{expected}.", suffix=".part")
        try:
            copied = hashlib.sha256()
            with open(handle, "wb") as target:
                with suppress(OSError):  # a file system without locks
                    fcntl.flock(target, fcntl.LOCK_EX | fcntl.LOCK_NB)  # freed with this process, however it ends
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


def _part(file: BinaryIO, path: Path, start: int, stop: int) -> Iterator[bytes]:
    with _translated_errors(sentences.ORIGINAL_UNREADABLE, path):
        file.seek(start)
        while start < stop and (chunk := file.read(min(CHUNK_BYTES, stop - start))):
            start += len(chunk)
            yield chunk


def _clear(folder: Path) -> None:
    """Remove the partial files of a folder that no process has locked, and none has written to lately."""
    partial = list(folder.glob("*.part"))
    if not partial:
        return
    with suppress(OSError), tempfile.NamedTemporaryFile(dir=folder, prefix="now.") as mark:
        now = os.fstat(mark.fileno()).st_mtime  # by the clock of the folder, which several machines may share
        for path in partial:
            with suppress(OSError), path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(file.fileno()).st_mtime < now - _MAX_IDLE_SECONDS:
                    path.unlink()


@contextmanager
def _translated_errors(sentence: str, path: Path) -> Iterator[None]:
    """Turn an OSError within the block into an OriginalError of this sentence."""
    try:
        yield
    except OSError as error:
        raise OriginalError(sentence.format(path=path, reason=error.strerror or error)) from error
