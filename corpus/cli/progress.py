"""Show how far a long command is: a live line on a terminal, a plain line now and then elsewhere, all on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO


class Show(Protocol):
    """Shows how far the work is."""

    def __call__(self, items: int, share: float | None = None) -> None:
        """Take the items done so far, and the share of all work that is done (0 to 1) where it is known."""


_PAUSE = 5.0  # seconds between plain lines


@contextmanager
def progress(
    title: str, *, quiet: bool = False, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
) -> Iterator[Show]:
    """Give a function that shows progress as often as it is called, at no cost worth naming."""
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
def _live(title: str, stream: TextIO, clock: Callable[[], float]) -> Iterator[Show]:
    from rich.console import Console  # takes a moment to load, which other commands need not wait for
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[words]}"))
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task(title, total=None, words="")
        start = clock()
        next_time = start

        def show(items: int, share: float | None = None) -> None:
            nonlocal next_time
            now = clock()
            if now >= next_time:
                next_time = now + 0.1
                words = _words(items, share, now - start)
                bar.update(task, total=None if share is None else 1, completed=share or 0, words=words)

        yield show


def _plain(title: str, stream: TextIO, clock: Callable[[], float]) -> Show:
    start = clock()
    next_time = start + _PAUSE

    def show(items: int, share: float | None = None) -> None:
        nonlocal next_time
        now = clock()
        if now >= next_time:
            next_time = now + _PAUSE
            print(f"{title}: {_words(items, share, now - start)}", file=stream, flush=True)

    return show


def _words(items: int, share: float | None, seconds: float) -> str:
    words = f"{items} văn bản, {items / max(seconds, 0.001):.0f} văn bản/giây"
    if share:
        words += f", còn {_length(seconds * (1 - share) / share)}"
    return words


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60} giờ {minutes % 60} phút"
    return f"{minutes} phút {rest} giây" if minutes else f"{rest} giây"
