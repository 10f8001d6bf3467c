"""Run the service in several processes that answer at one address; each maps the same index files."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from types import FrameType

from search_api.sentences import operator_vi as sentences

MIN_REPLACED_AGE = 5.0  # seconds: a process that dies younger may die of what the next one would die of too
MAX_YOUNG_DEATHS = 3  # in a row, after which the service ends; none before the first process answers
YOUNG_DEATH_PAUSE = 1.0  # seconds before such a process is replaced

_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_MAX_REPORT_BYTES = 1_000  # below PIPE_BUF, so that a pipe passes a report on in one piece

_log = logging.getLogger(__name__)

ReadinessReport = Callable[[str | None], None]


class Prefork:
    """Starts child processes, replaces those that die, says why in the log, and ends all of them on a signal.

    `work` is what each child does, to its exit code: it gets a function to report once that it answers (with what keeps
    searches from being answered, or None), and ends by itself on SIGTERM; it ignores SIGINT, which a terminal sends to
    all. Children end with this process, however it ends. To be made and run before any thread starts. One child is
    worth a parent too: nothing else can answer for a process whose mapped file was cut (SIGBUS).
    """

    def __init__(self, work: Callable[[ReadinessReport], int]) -> None:
        self._work = work
        self._births: dict[int, float] = {}  # the time at which each living child started, by process id
        self._stopping = False
        self._ready = False
        self._young_deaths = 0
        self._order: int | None = None  # the last signal to stop
        self.interrupted = False  # by SIGINT, before any child answered
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
                self._ready = True
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
                signal.signal(signal.SIGTERM, self._handlers[signal.SIGTERM])
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                self._lifeline.follow_parent()
                signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)
                _work_and_exit(self._work, report)
            self._births[child] = time.monotonic()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)

    def stop_all(self, number: int | None = None, frame: FrameType | None = None) -> None:
        """Ask every child to end; usable as a signal handler. A second signal of the same kind ends them at once."""
        self.interrupted |= number == signal.SIGINT and not self._ready
        order = signal.SIGKILL if number is not None and number == self._order else signal.SIGTERM
        self._order = number
        self._stopping = True
        for child in list(self._births):
            with suppress(ProcessLookupError):
                os.kill(child, order)

    def wait(self) -> int:
        """Wait for all children and replace those that die; several young deaths end all. Return as `run` does."""
        result = 0
        while self._births:
            child, status = os.wait()
            age = time.monotonic() - self._births.pop(child)
            code = os.waitstatus_to_exitcode(status)
            if self._replaces(age):
                _log.warning(sentences.PROCESS_REPLACED.format(process=child, cause=_cause(code)))
                self.start_child(lambda problem: None)
                continue
            result = result or (0 if code in (0, -signal.SIGTERM) else abs(code))
            if not self._stopping:
                self.stop_all()
        return result

    def _replaces(self, age: float) -> bool:
        """Tell whether a child that died at an age, in seconds, is replaced; wait a little where it was young."""
        if self._stopping:
            return False
        if age >= MIN_REPLACED_AGE:
            self._young_deaths = 0
            return True
        self._young_deaths += 1
        if not self._ready or self._young_deaths > MAX_YOUNG_DEATHS:
            return False
        time.sleep(YOUNG_DEATH_PAUSE)
        return not self._stopping


def _cause(code: int) -> str:
    """Return in words why a child ended, from its exit code, which is below 0 for a signal."""
    if code >= 0:
        return sentences.CAUSE_EXIT.format(code=code)
    causes: dict[int, str] = {signal.SIGBUS: sentences.CAUSE_SIGBUS, signal.SIGKILL: sentences.CAUSE_SIGKILL}
    return causes.get(-code, sentences.CAUSE_SIGNAL).format(signal=signal.strsignal(-code) or -code)


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
