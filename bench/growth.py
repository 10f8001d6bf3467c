"""Measure how build time, memory and query time grow with the number of records."""

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
    """Yield a row for each number of records: a build from nothing, then queries answered by a new process.

    Queries are typed as readers type them, all words required; `rss_mb` is the memory after each was answered once.
    """
    for size in sizes:
        folder = prepare(home, material._replace(limit=size))
        shutil.rmtree(folder / INDEX, ignore_errors=True)
        (count, seconds), _ = alone(build_ours, folder)
        answering, _ = alone(answer, folder, rounds)
        yield {"articles": count, "build_s": round(seconds, 1), "index_mb": size_mb(folder / INDEX), **answering}


def answer(folder: Path, rounds: int) -> dict[str, float]:
    """Answer the queries from a folder's index; return the memory and the times."""
    store, engine = opened(folder)
    to_ask = [question for question in questions() if question.way == "all"]
    chance = random.Random(SEED)  # noqa: S311 (the same order each time)
    with closing(store), ours_full(engine, store) as ask:
        for question in to_ask:
            ask(question)
        memory = resident_mb(os.getpid())
        times = []
        for _ in range(rounds):
            chance.shuffle(to_ask)
            times += [timed(ask, question) * 1000 for question in to_ask]
    return {
        "rss_mb": round(memory, 1),
        "query_median_ms": round(median(times), 3),
        "query_p95_ms": round(quantiles(times, n=20)[-1], 3),
    }
