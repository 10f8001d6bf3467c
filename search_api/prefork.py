"""Run the service in several processes that answer at one address; each maps the same index files."""

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

MIN_REPLACED_AGE = 5.0  # seconds: a process that dies younger is not replaced, as the next one would die too

_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_MAX_REPORT_BYTES = 1_000  # below PIPE_BUF, so that a pipe passes a report on in one piece

ReadinessReport = Callable[[str | None], None]


class Prefork:
    """Starts child processes, replaces those that die late, and ends all of them on a signal.

    `work` is what each child runs; it returns the child's exit code, calls the function that it gets once it can answer
    (with what keeps searches from being answered, or None), and returns on SIGTERM. Children end with this process,
    however that ends. Create and run it before any thread starts, as it forks.
    """

    def __init__(self, work: Callable[[ReadinessReport], int]) -> None:
        self._work = work
        self._births: dict[int, float] = {}  # the time at which each living child started, by process id
        self._stopping = False
        self._handlers = {number: signal.getsignal(number) for number in _STOP_SIGNALS}
        self._readiness = _ReadinessPipe()
        self._lifeline = _LifelinePipe()

    def run(self, count: int, ready: ReadinessReport) -> int:
        """Run `count` children until a signal; return the first exit code that is not 0.

        `ready` gets the first report, before any child is replaced.
        """
        for number in _STOP_SIGNALS:
            signal.signal(number, self.stop_all)
        try:
            for _ in range(count):
                if not self._stopping:
                    self.start_child(self._readiness.report)
            report = self._readiness.first_report()
            if report is not None and not self._stopping:
                ready(report or None)
            return self.wait()
        finally:
            self._readiness.close()
            self._lifeline.close()
            for number, handler in self._handlers.items():
                signal.signal(number, handler)

    def start_child(self, report: ReadinessReport) -> None:
        """Fork a child that runs `work` and exits; the parent only records it."""
        # A signal between fork and record would miss the child, or run the parent's handler in it.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)
        try:
            if not (child := os.fork()):
                for number in _STOP_SIGNALS:
                    signal.signal(number, self._handlers[number])
                self._lifeline.follow_parent()
                signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)
                _work_and_exit(self._work, report)
            self._births[child] = time.monotonic()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)

    def stop_all(self, number: int | None = None, frame: FrameType | None = None) -> None:
        """Send SIGTERM to every child, and replace none from now on; usable as a signal handler."""
        self._stopping = True
        for child in list(self._births):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)

    def wait(self) -> int:
        """Wait for all children; replace those that die after MIN_REPLACED_AGE, else stop all. Return as `run` does."""
        result = 0
        while self._births:
            child, status = os.wait()
            age = time.monotonic() - self._births.pop(child)
            code = os.waitstatus_to_exitcode(status)
            if not self._stopping and age >= MIN_REPLACED_AGE:
                self.start_child(lambda problem: None)
                continue
            result = result or (0 if code in (0, -signal.SIGTERM) else abs(code))
            if not self._stopping:
                self.stop_all()
        return result


class _ReadinessPipe:
    """Carries the reports of children to the parent, which reads the first one."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()

    def report(self, problem: str | None) -> None:
        """Write a report and close the pipe; called in a child."""
        os.write(self._writing, (problem or "").encode()[: _MAX_REPORT_BYTES - 1] + b"\0")
        os.close(self._writing)

    def first_report(self) -> str | None:
        """Wait for the first report and return it, empty if searches work; None if all children ended before one.

        Called in the parent, once.
        """
        os.close(self._writing)
        reports = os.read(self._reading, _MAX_REPORT_BYTES)
        return reports.split(b"\0")[0].decode(errors="ignore") if reports else None

    def close(self) -> None:
        os.close(self._reading)


class _LifelinePipe:
    """Tells children that the parent has died: only it holds the writing end, so that reading then ends."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()

    def follow_parent(self) -> None:
        """Send SIGTERM to this child when the parent has ended."""
        os.close(self._writing)
        Thread(target=self._end_with_parent, daemon=True).start()

    def _end_with_parent(self) -> None:
        os.read(self._reading, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    def close(self) -> None:
        os.close(self._writing)
        os.close(self._reading)


def _work_and_exit(work: Callable[[ReadinessReport], int], report: ReadinessReport) -> None:
    code = 1
    try:
        code = work(report)
    except BaseException:
        traceback.print_exc()  # a bug, which nothing else would show
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
