"""Kills a piece of work at each of its steps in turn, as `kill -9` or a power cut may."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from tests.support.counting import kills


def killed_at(step: int, work: Callable[[], None]) -> bool:
    """Do work in a forked process that kills itself at its nth operation on a file; return whether it came to that."""
    child = os.fork()
    if not child:
        left = step

        def count_down(event: str, args: tuple[Any, ...]) -> None:
            nonlocal left
            if event in ("open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "shutil.rmtree"):
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count_down)
        try:
            work()
        finally:
            os._exit(0)
    died = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    if died:
        kills.add()
    return died
