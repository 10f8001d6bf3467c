"""Keeps the files of tests in memory: half the time of a small index on a disk was waiting for its `fsync`."""

from __future__ import annotations

import os
import shutil
import tempfile
from multiprocessing.util import Finalize
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ENOUGH = 4 * 2**30  # the largest files of tests are a fifth of a gigabyte, and some processes may have one each


def keep_files_in_memory() -> None:
    """Let temporary files, also those of processes started here, be in a folder in memory where there is enough.

    What a process has written outlives its end there too; no test pulls the plug of the machine. The folder is deleted
    with what libraries leave in it when this process ends, behind all that clean up for themselves.
    """
    if "TMPDIR" not in os.environ and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH:
        os.environ["TMPDIR"] = folder = tempfile.mkdtemp(prefix="hdnd-tests-", dir=_MEMORY)
        os.chmod(folder, 0o711)  # PostgreSQL is another user where the tests are root's
        # Behind the folder that `multiprocessing` has in it, which goes with priority -100.
        Finalize(None, shutil.rmtree, args=(folder, True), exitpriority=-200)
        tempfile.tempdir = None  # which is asked anew
