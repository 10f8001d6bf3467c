"""Keeps the files of tests in memory: half the time of a small index on a disk was waiting for its `fsync`."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ENOUGH = 4 * 2**30  # the largest files of tests are a fifth of a gigabyte, and some processes may have one each


def keep_files_in_memory() -> None:
    """Let temporary folders, also those of processes started here, be in memory where there is enough.

    What a process has written outlives its end there too; no test pulls the plug of the machine.
    """
    if "TMPDIR" not in os.environ and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH:
        os.environ["TMPDIR"] = str(_MEMORY)
        tempfile.tempdir = None  # which is asked anew
