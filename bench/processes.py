"""Run work in a process of its own, and watch the memory of that process and of those that it starts."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

from bench.world import BenchError

PAUSE = 0.1  # seconds between two looks

Asked = ParamSpec("Asked")
Made = TypeVar("Made")


def alone(task: Callable[Asked, Made], *args: Asked.args, **options: Asked.kwargs) -> tuple[Made, float]:
    """Return what a task gives in a new process, and the peak of memory in MB.

    That is the resident memory summed over the process and all below it, so what two of them share counts twice.
    """
    peak = 0.0
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        process = pool.submit(os.getpid).result()
        future = pool.submit(task, *args, **options)
        while not wait([future], timeout=PAUSE).done:
            peak = max(peak, resident_mb(process))
        return future.result(), round(max(peak, resident_mb(process)), 1)


def resident_mb(process: int) -> float:
    """Return the resident memory of a process and all below it. Raises BenchError where /proc does not tell."""
    if not sys.platform.startswith("linux"):
        raise BenchError("Chỉ đo được bộ nhớ trên Linux: hãy đo trên một máy Linux.")
    seen = [one for path in Path("/proc").glob("[0-9]*") if (one := _seen(path))]
    wanted, pages = {process}, 0
    grown = True
    while grown:
        grown = False
        for one in seen:
            if one.id not in wanted and one.parent in wanted:
                wanted.add(one.id)
                grown = True
    pages = sum(one.pages for one in seen if one.id in wanted)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def worked_s(process: int) -> float:
    """Return the seconds of all cores that a process has used, without those below it."""
    seen = _seen(Path(f"/proc/{process}"))
    return seen.ticks / os.sysconf("SC_CLK_TCK") if seen else 0.0


class _Seen(NamedTuple):
    id: int
    parent: int
    pages: int
    ticks: int


def _seen(path: Path) -> _Seen | None:
    try:
        # The name before the state may hold spaces and parentheses.
        fields = (path / "stat").read_text("utf-8", "replace").rpartition(") ")[2].split()
    except OSError:  # it ended meanwhile
        return None
    return _Seen(int(path.name), int(fields[1]), int(fields[21]), int(fields[11]) + int(fields[12]))
