"""Measure a real service over HTTP: requests per second and latency, with one client and with many."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from bench import distinct
from bench.load import ask, ask_once
from bench.processes import alone, family_worked_s, resident_mb
from bench.questions import QUERIES
from bench.world import BenchError, environ, opened, run_in
from corpus.vi.text import fold

CLIENTS = (1, 8, 32)
ONCE_CLIENTS = (1, 8)  # that share the questions which are asked once
LIVE = "/health/live"
WARM_UP_S = 2.0  # seconds of requests that do not count
NUMBERS = (
    "05/2020/NQ-HĐND",
    "nghị quyết số 12 năm 2019",
    "12 nq hdnd 2020",
    "quyết định 22/2008/QĐ-UBND",
    "nghị định 100/2019",
    "36-NQ/TW",
)
DATES = (
    "kỳ họp tháng 12/2018",
    "họp báo quý I/2019",
    "ngân sách năm 2017",
    "bầu cử nhiệm kỳ 2016-2021",
    "khánh thành ngày 2/9/2018",
    "từ:2017 đến:2019 giá đất",
)
DOCUMENTS, DOCUMENT_STEP = 8, 100  # how many are fetched, and how far from each other in the store

Row = dict[str, object]


class Serving(NamedTuple):
    """Describes a running service: its process id, where it listens, and how long it took to start."""

    process: int
    host: str
    port: int
    ready_s: float


def rows(folder: Path, seconds: float) -> Iterator[Row]:
    """Yield a row for each number of clients, then the upper bound (the cheapest request) and the start-up time.

    The clients run in a separate process. With `asked` = `once` they share questions of which none repeats, and the
    service is newly started; `cpu_ms` is what it worked for each. With `again` each requests a mixture of searches,
    suggestions and documents from few URLs, which the service may cache; with `new` searches that hardly ever repeat.
    """
    run_in(folder, "indexer", "build")
    mixture = paths(folder)
    yield from _asked_once(folder)
    with serving(folder) as service:
        _figures(service, mixture, max(CLIENTS), WARM_UP_S)
        for kind, urls in (("again", mixture), ("new", searches(folder))):
            for clients in CLIENTS:
                yield _figures(service, urls, clients, seconds) | {"asked": kind}
        yield {"ceiling": LIVE, **_figures(service, [LIVE], max(CLIENTS), seconds)}
        memory = round(resident_mb(service.process), 1)
        yield {"service": "python -m search_api", "ready_s": round(service.ready_s, 2), "rss_mb": memory}


def _asked_once(folder: Path) -> Iterator[Row]:
    asked = [distinct.path(question) for question in distinct.questions_of(folder)]
    for clients in ONCE_CLIENTS:
        with serving(folder) as service:
            before = family_worked_s(service.process)
            taken, passed, failed = alone(ask_once, service.host, service.port, asked, clients)[0]
            worked = family_worked_s(service.process) - before
        yield {
            "asked": distinct.ONCE,
            "clients": clients,
            "questions": len(asked),
            "seed": distinct.SEED,
            "requests_per_s": round(len(taken) / passed, 1),
            "median_ms": round(median(taken or [0.0]) * 1000, 3),
            "p95_ms": distinct.p95_ms(taken),
            "cpu_ms": round(worked / max(1, len(asked)) * 1000, 3),
            "failed": failed,
        }


def _figures(service: Serving, paths: list[str], clients: int, seconds: float) -> Row:
    return dict(alone(ask, service.host, service.port, paths, clients, seconds)[0])


def paths(folder: Path) -> list[str]:
    """Return the URLs to request: as many searches with accents as without, some with facets."""
    search, facets = "/v1/search?q={}", "&facets=kind,issuer,year,source"
    store, _ = opened(folder)
    with closing(store):
        ids = [document.id for document in islice(store.documents(), 0, DOCUMENTS * DOCUMENT_STEP, DOCUMENT_STEP)]
    return [
        *(search.format(quote(query)) + facets for query in QUERIES),
        *(search.format(quote(fold(query))) for query in QUERIES),
        *(search.format(quote(query)) for query in (*NUMBERS, *DATES)),
        *(f"/v1/suggest?q={quote(query[: 2 + len(query) // 2])}" for query in QUERIES),
        *(f"/v1/documents/{quote(id)}" for id in ids),
    ]


def searches(folder: Path) -> list[str]:
    """Return the URLs of searches for the first words of titles, with facets."""
    store, _ = opened(folder)
    with closing(store):
        queries = dict.fromkeys(" ".join(doc.title.split()[:4]) for doc in store.documents() if doc.title)
    return [f"/v1/search?q={quote(query)}&facets=kind,issuer,year,source" for query in queries]


@contextmanager
def serving(folder: Path, engine: str | None = None) -> Iterator[Serving]:
    """Run the service over a folder on a free port until the block ends.

    `engine` is the URL of an engine to use in place of the folder's. Raises BenchError if the service does not start.
    """
    began = perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "search_api"],
        env={**environ(folder, engine), "HDND_LISTEN": "127.0.0.1:0", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            ready = perf_counter() - began
            address = urlsplit(line.split()[-1] if line.strip() else "")
            if not address.hostname or not address.port:
                raise BenchError("Dịch vụ không khởi động được: hãy chạy `python -m search_api` để xem lý do.")
            yield Serving(process.pid, address.hostname, address.port, ready)
        finally:
            process.terminate()
