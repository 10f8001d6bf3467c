"""Measure how building, memory and queries grow with the number of records."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles

from bench.indexing import INDEX, build_ours, size_mb
from bench.processes import alone, resident_mb
from bench.query import SEED, ours_full, timed
from bench.questions import questions
from bench.world import Material, opened, prepare

SIZES = (1_000, 10_000, 35_192, 100_000, 350_000)

Row = dict[str, object]


def rows(home: Path, material: Material, sizes: Sequence[int], rounds: int) -> Iterator[Row]:
    """Yield a row for each number of records: building from nothing, and what a new process does that answers.

    Questions are asked as readers type them, all words; `rss_mb` is the memory when each was answered once.
    """
    for size in sizes:
        folder = prepare(home, material._replace(limit=size))
        shutil.rmtree(folder / INDEX, ignore_errors=True)
        (count, seconds), _ = alone(build_ours, folder)
        answering, _ = alone(answer, folder, rounds)
        yield {"articles": count, "build_s": round(seconds, 1), "index_mb": size_mb(folder / INDEX), **answering}


def answer(folder: Path, rounds: int) -> dict[str, float]:
    """Open a folder's index and answer the queries; return the memory and the times."""
    store, engine = opened(folder)
    asked = [question for question in questions() if question.way == "all"]
    chance = random.Random(SEED)  # noqa: S311 (the same order each time)
    with closing(store), ours_full(engine, store) as ask:
        for question in asked:
            ask(question)
        memory = resident_mb(os.getpid())
        times = []
        for _ in range(rounds):
            chance.shuffle(asked)
            times += [timed(ask, question) * 1000 for question in asked]
    return {
        "rss_mb": round(memory, 1),
        "query_median_ms": round(median(times), 3),
        "query_p95_ms": round(quantiles(times, n=20)[-1], 3),
    }
