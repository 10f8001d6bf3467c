"""Ask the C library to keep memory that arrays gave back for those that come next."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of glibc's malloc.h
KEPT = 32 * 2**20  # bytes that may lie unused


def keep() -> None:
    """Let this process keep up to KEPT bytes; nothing happens where the C library is not glibc.

    Otherwise every array of some 100 KB is taken from the system anew, whose page faults cost ten times what is
    computed in it.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            library = ctypes.CDLL(None)
            library.mallopt(_MMAP_THRESHOLD, KEPT // 2)
            library.mallopt(_TRIM_THRESHOLD, KEPT)
