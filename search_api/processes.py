"""Run the service in several processes that answer at one address: each maps the same index files."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

YOUNG = 5.0  # seconds before which a process that dies is not started again: the next one would die too


def together(count: int, work: Callable[[Callable[[], None]], int], ready: Callable[[], None]) -> int:
    """Run `work` in `count` processes until a signal, and return the first exit code that is not 0.

    `work` gets what tells that it answers, and ends by itself on SIGTERM; `ready` is called when the first one does.
    A process that dies is started again, unless it was young: then all end. To be called before any thread starts.
    """
    told, tell = os.pipe()
    born: dict[int, float] = {}
    ending = False

    def start(answers: Callable[[], None]) -> None:
        if not (child := os.fork()):
            for number in before:
                signal.signal(number, before[number])
            code = 1
            try:
                code = work(answers)
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        born[child] = time.monotonic()

    def end(number: int | None = None, frame: FrameType | None = None) -> None:
        nonlocal ending
        ending = True
        for child in born:
            os.kill(child, signal.SIGTERM)

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, end)
    result = 0
    try:
        for _ in range(count):
            start(lambda: _answer(tell))
        os.close(tell)
        if os.read(told, 1):  # nothing where all ended before they answered
            ready()
        while born:
            child, status = os.wait()
            age = time.monotonic() - born.pop(child)
            code = os.waitstatus_to_exitcode(status)
            if not ending and age >= YOUNG:
                start(lambda: None)
                continue
            result = result or (0 if code in (0, -signal.SIGTERM) else abs(code))
            if not ending:
                end()
    finally:
        os.close(told)
        for number, handler in before.items():
            signal.signal(number, handler)
    return result


def _answer(tell: int) -> None:
    os.write(tell, b"!")
    os.close(tell)
