"""Run a task in a new process and watch the memory of that process and its descendants."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

from bench.world import BenchError

SAMPLING_INTERVAL_S = 0.1

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def alone(
    task: Callable[Parameters, Result], *args: Parameters.args, **options: Parameters.kwargs
) -> tuple[Result, float]:
    """Return the result of a task run in a new process, and the peak memory in MB.

    Memory is resident memory summed over the process and its descendants, so pages that two of them share count twice.
    """
    peak = 0.0
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        process = pool.submit(os.getpid).result()
        future = pool.submit(task, *args, **options)
        while not wait([future], timeout=SAMPLING_INTERVAL_S).done:
            peak = max(peak, resident_mb(process))
        return future.result(), round(max(peak, resident_mb(process)), 1)


def resident_mb(root: int) -> float:
    """Return the resident memory of a process and its descendants in MB. Raises BenchError outside Linux (no /proc)."""
    if not sys.platform.startswith("linux"):
        raise BenchError("Chỉ đo được bộ nhớ trên Linux: hãy đo trên một máy Linux.")
    return sum(process.pages for process in _family(root)) * os.sysconf("SC_PAGE_SIZE") / 1e6


def family_worked_s(root: int) -> float:
    """Return the CPU seconds that a process and its living descendants have used."""
    return sum(process.ticks for process in _family(root)) / os.sysconf("SC_CLK_TCK")


def worked_s(process: int) -> float:
    """Return the CPU seconds that a process has used, without its descendants."""
    running = _process(Path(f"/proc/{process}"))
    return running.ticks / os.sysconf("SC_CLK_TCK") if running else 0.0


class _Process(NamedTuple):
    id: int
    parent: int
    pages: int
    ticks: int


def _family(root: int) -> list[_Process]:
    """Return a process and its descendants that are running."""
    running = [process for path in Path("/proc").glob("[0-9]*") if (process := _process(path))]
    family, grown = {root}, True
    while grown:
        children = {process.id for process in running if process.parent in family} - family
        family |= children
        grown = bool(children)
    return [process for process in running if process.id in family]


def _process(path: Path) -> _Process | None:
    try:
        # The name before the state may hold spaces and parentheses.
        fields = (path / "stat").read_text("utf-8", "replace").rpartition(") ")[2].split()
    except OSError:  # the process ended meanwhile
        return None
    return _Process(int(path.name), int(fields[1]), int(fields[21]), int(fields[11]) + int(fields[12]))
