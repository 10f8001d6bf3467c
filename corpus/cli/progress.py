"""Show the progress of a command on stderr: a live line on a terminal, else a plain line every few seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from corpus import sentences

_SECONDS_PER_LINE = 5.0
_SECONDS_PER_REFRESH = 0.1


class ShowProgress(Protocol):
    """Shows the progress of a command."""

    def __call__(self, items: int, share: float | None = None) -> None:
        """Show the documents done so far, and the share of all work that is done (0 to 1) where it is known."""


@contextmanager
def progress(
    title: str, *, quiet: bool = False, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
) -> Iterator[ShowProgress]:
    """Give a function that shows progress and may be called for every document: it prints only at intervals."""
    stream = stream or sys.stderr
    if quiet:
        yield _nothing
    elif stream.isatty():
        with _live(title, stream, clock) as show:
            yield show
    else:
        yield _plain(title, stream, clock)


def _nothing(items: int, share: float | None = None) -> None:
    pass


@contextmanager
def _live(title: str, stream: TextIO, clock: Callable[[], float]) -> Iterator[ShowProgress]:
    from rich.console import Console  # takes a moment to load, which other commands need not wait for
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[status]}"))
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task(title, total=None, status="")
        start = clock()
        next_time = start

        def show(items: int, share: float | None = None) -> None:
            nonlocal next_time
            now = clock()
            if now >= next_time:
                next_time = now + _SECONDS_PER_REFRESH
                status = _status(items, share, now - start)
                bar.update(task, total=None if share is None else 1, completed=share or 0, status=status)

        yield show


def _plain(title: str, stream: TextIO, clock: Callable[[], float]) -> ShowProgress:
    start = clock()
    next_time = start + _SECONDS_PER_LINE

    def show(items: int, share: float | None = None) -> None:
        nonlocal next_time
        now = clock()
        if now >= next_time:
            next_time = now + _SECONDS_PER_LINE
            print(f"{title}: {_status(items, share, now - start)}", file=stream, flush=True)

    return show


def _status(items: int, share: float | None, seconds: float) -> str:
    status = sentences.PROGRESS_RATE.format(documents=items, rate=items / max(seconds, 0.001))
    if share:
        status += sentences.PROGRESS_TIME_LEFT.format(time=_duration(seconds * (1 - share) / share))
    return status


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 60:
        return sentences.HOURS_AND_MINUTES.format(hours=minutes // 60, minutes=minutes % 60)
    return (sentences.MINUTES_AND_SECONDS if minutes else sentences.SECONDS).format(minutes=minutes, seconds=rest)
