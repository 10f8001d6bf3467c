"""Kill a process at any step of its work that touches files."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from tests.support.counting import kills

_STEPS = ("open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "shutil.rmtree")


def killed_at(step: int, work: Callable[[], None]) -> bool:
    """Do work in a process that dies at its nth step that touches files; tell whether it died."""
    child = os.fork()
    if not child:
        left = step

        def count(event: str, args: tuple[Any, ...]) -> None:
            nonlocal left
            if event in _STEPS:
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            work()
        finally:
            os._exit(0)
    died = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    if died:
        kills.add()
    return died
