"""Measure a real service over HTTP: requests a second and times, from one client and from many."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from bench.load import ask
from bench.processes import alone, resident_mb
from bench.questions import QUERIES
from bench.world import BenchError, environ, opened, run_in
from corpus.vi.text import fold

CLIENTS = (1, 8, 32)
LIVE = "/health/live"
WARM = 2.0  # seconds of asking that do not count
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
DOCUMENTS, APART = 8, 100  # how many are fetched, and how far from each other in the store

Row = dict[str, object]


class Serving(NamedTuple):
    """Tells of a service that runs: its process, where it listens, and how long it took to start."""

    process: int
    host: str
    port: int
    ready_s: float


def rows(folder: Path, seconds: float) -> Iterator[Row]:
    """Yield a row for each number of clients, then what bounds them: the service's cheapest answer, and its start.

    The clients are in a process of their own, and each asks a mixture of searches, suggestions and documents: once of
    few addresses, which the service may remember, and once (`asked` is `new`) of searches that hardly come twice.
    """
    run_in(folder, "indexer", "build")
    mixture = paths(folder)
    with serving(folder) as service:
        _asked(service, mixture, max(CLIENTS), WARM)
        for asked, addresses in (("again", mixture), ("new", searches(folder))):
            for clients in CLIENTS:
                yield _asked(service, addresses, clients, seconds) | {"asked": asked}
        yield {"ceiling": LIVE, **_asked(service, [LIVE], max(CLIENTS), seconds)}
        memory = round(resident_mb(service.process), 1)
        yield {"service": "python -m search_api", "ready_s": round(service.ready_s, 2), "rss_mb": memory}


def _asked(service: Serving, paths: list[str], clients: int, seconds: float) -> Row:
    return dict(alone(ask, service.host, service.port, paths, clients, seconds)[0])


def paths(folder: Path) -> list[str]:
    """Return the addresses that are asked for: as many searches with marks as without, some with facets."""
    search, facets = "/v1/search?q={}", "&facets=kind,issuer,year,source"
    store, _ = opened(folder)
    with closing(store):
        ids = [one.id for one in islice(store.documents(), 0, DOCUMENTS * APART, APART)]
    return [
        *(search.format(quote(query)) + facets for query in QUERIES),
        *(search.format(quote(fold(query))) for query in QUERIES),
        *(search.format(quote(query)) for query in (*NUMBERS, *DATES)),
        *(f"/v1/suggest?q={quote(query[: 2 + len(query) // 2])}" for query in QUERIES),
        *(f"/v1/documents/{quote(id)}" for id in ids),
    ]


def searches(folder: Path) -> list[str]:
    """Return the addresses of searches for words of titles, with facets."""
    store, _ = opened(folder)
    with closing(store):
        begun = dict.fromkeys(" ".join(one.title.split()[:4]) for one in store.documents() if one.title)
    return [f"/v1/search?q={quote(query)}&facets=kind,issuer,year,source" for query in begun]


@contextmanager
def serving(folder: Path, engine: str | None = None) -> Iterator[Serving]:
    """Run the service of a folder, over its engine or the one of a URL, on a free port until the block ends.

    Raises BenchError where it does not start.
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
            said = process.stdout.readline() if process.stdout else ""
            ready = perf_counter() - began
            address = urlsplit(said.split()[-1] if said.strip() else "")
            if not address.hostname or not address.port:
                raise BenchError("Dịch vụ không khởi động được: hãy chạy `python -m search_api` để xem lý do.")
            yield Serving(process.pid, address.hostname, address.port, ready)
        finally:
            process.terminate()
