"""Ask the C library to retain the memory of freed arrays for the next ones."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of glibc's malloc.h
RETAINED_BYTES = 32 * 2**20  # that may lie unused


def retain_freed_memory() -> None:
    """Let this process retain up to RETAINED_BYTES; nothing happens where the C library is not glibc.

    Otherwise the system allocates every array of some 100 KB anew, and its page faults cost ten times what is computed
    in it.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            library = ctypes.CDLL(None)
            library.mallopt(_MMAP_THRESHOLD, RETAINED_BYTES // 2)
            library.mallopt(_TRIM_THRESHOLD, RETAINED_BYTES)
