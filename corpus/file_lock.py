"""Lock a file for one process at a time; the system frees the lock of a process that dies.

The file is never removed: otherwise two processes could lock two different files under one name.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

_POLL_SECONDS = 0.01
_MAX_HOLDER_BYTES = 100


class FileLocked(Exception):
    """Reports that another process has the lock; `holder` is what that process wrote about itself, maybe nothing."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


@contextmanager
def file_lock(path: Path, *, holder: str, patience: float | None) -> Iterator[None]:
    """Lock a file while the block runs, with `holder` written in it for those who wait.

    `patience` is how many seconds to wait for another process, None for as long as it takes. Raises FileLocked
    after that time, and OSError where the file cannot be opened.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _acquire(file, patience)
        os.ftruncate(file, 0)
        os.pwrite(file, holder.encode(), 0)
        try:
            yield
        finally:
            os.ftruncate(file, 0)  # so that no error message names a process that ended long ago
    finally:
        os.close(file)


def _acquire(file: int, patience: float | None) -> None:
    if patience is None:
        fcntl.flock(file, fcntl.LOCK_EX)
        return
    deadline = monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if monotonic() >= deadline:
                holder = os.pread(file, _MAX_HOLDER_BYTES, 0).decode(errors="replace").strip()
                raise FileLocked(holder) from error
            sleep(_POLL_SECONDS)
