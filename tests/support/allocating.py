"""Uses memory in a process and its child; loads little by itself, so that the child starts quickly."""

from __future__ import annotations

import time

MB = 1_000_000


def allocate_twice(size: int) -> int:
    """Allocate `size` MB in this process and as much in a child; return the bytes if both succeed."""
    from bench.processes import alone

    block = bytearray(size * MB)
    child_size, _ = alone(allocate, size)
    return len(block) * (child_size == len(block))


def allocate(size: int) -> int:
    """Allocate `size` MB; return the bytes."""
    block = b"x" * (size * MB)
    time.sleep(0.5)  # long enough to be sampled
    return len(block)
