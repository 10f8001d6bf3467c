"""Run the service in several processes that answer at one address: each maps the same index files."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from types import FrameType

YOUNG = 5.0  # seconds before which a process that dies is not started again: the next one would die too
_STOP = (signal.SIGTERM, signal.SIGINT)
_LONGEST = 1_000  # bytes of what a process tells; so few are written as one

Answers = Callable[[str | None], None]


def together(count: int, work: Callable[[Answers], int], ready: Answers) -> int:
    """Run `work` in `count` processes until a signal, and return the first exit code that is not 0.

    `work` gets what tells that it answers, and what keeps it from it, and ends by itself on SIGTERM; `ready` is told
    the same of the first one. A process that dies is started again, unless it was young: then all end. They end with
    this process, however it ends. To be called before any thread starts.
    """
    told, tell = os.pipe()
    living, life = os.pipe()  # at its end where this process ends
    born: dict[int, float] = {}
    ending = False

    def start(answers: Answers) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOP)  # so that whoever is to end is known, or not started
        try:
            if not (child := os.fork()):
                for number in _STOP:
                    signal.signal(number, before[number])
                os.close(life)
                Thread(target=_end_with, args=(living,), daemon=True).start()
                signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP)
                _run(work, answers)
            born[child] = time.monotonic()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP)

    def end(number: int | None = None, frame: FrameType | None = None) -> None:
        nonlocal ending
        ending = True
        for child in list(born):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)

    before = {number: signal.getsignal(number) for number in _STOP}
    for number in _STOP:
        signal.signal(number, end)
    result = 0
    try:
        for _ in range(count):
            if not ending:
                start(lambda problem: _tell(tell, problem))
        os.close(tell)
        said = os.read(told, _LONGEST)  # nothing where all ended before they answered
        if said and not ending:
            ready(said.split(b"\0")[0].decode() or None)
        while born:
            child, status = os.wait()
            age = time.monotonic() - born.pop(child)
            code = os.waitstatus_to_exitcode(status)
            if not ending and age >= YOUNG:
                start(lambda problem: None)
                continue
            result = result or (0 if code in (0, -signal.SIGTERM) else abs(code))
            if not ending:
                end()
    finally:
        os.close(told)
        os.close(life)
        os.close(living)
        for number, handler in before.items():
            signal.signal(number, handler)
    return result


def _run(work: Callable[[Answers], int], answers: Answers) -> None:
    code = 1
    try:
        code = work(answers)
    except BaseException:
        traceback.print_exc()  # no fault of a user's: nobody else would tell it
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _tell(tell: int, problem: str | None) -> None:
    os.write(tell, (problem or "").encode()[: _LONGEST - 1] + b"\0")
    os.close(tell)


def _end_with(living: int) -> None:
    os.read(living, 1)
    os.kill(os.getpid(), signal.SIGTERM)
