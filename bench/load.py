"""Generate load on a service over HTTP from many keep-alive clients, cheaply enough not to distort the figures."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter, process_time

SEED = 20250801
ANSWER_TIMEOUT_S = 30.0
RECONNECT_DELAY_S = 0.05


@dataclass(slots=True)
class _Tally:
    """Counts the answers to all clients: the seconds of each, and how many were missing or not 200."""

    taken: list[float] = field(default_factory=list)
    failed: int = 0


def ask(host: str, port: int, paths: Sequence[str], clients: int, seconds: float) -> dict[str, float]:
    """Return throughput and latency of a number of clients; each waits for its answer before its next request.

    `client_cpu` is the share of one core that the clients used: near 1 this process, not the service, is the limit.
    """
    tally = _Tally()
    began, worked = perf_counter(), process_time()
    asyncio.run(_all(host, port, paths, clients, began + seconds, tally))
    passed = perf_counter() - began
    times = tally.taken or [0.0]
    return {
        "clients": clients,
        "requests_per_s": round(len(tally.taken) / passed, 1),
        "p50_ms": round(median(times) * 1000, 2),
        "p99_ms": round(quantiles(times, n=100)[-1] * 1000, 2) if len(times) > 1 else round(times[0] * 1000, 2),
        "failed": tally.failed,
        "client_cpu": round((process_time() - worked) / passed, 2),
    }


def ask_once(host: str, port: int, paths: Sequence[str], clients: int) -> tuple[list[float], float, int]:
    """Request each path once; return the seconds of each answer, those of all together, and how many failed.

    The clients share the paths: each takes the next one when its answer is there.
    """
    tally = _Tally()
    began = perf_counter()
    shared = iter(_requests(host, port, paths))

    async def every() -> None:
        await asyncio.gather(*(_client(host, port, shared, float("inf"), tally) for _ in range(clients)))

    asyncio.run(every())
    return tally.taken, perf_counter() - began, tally.failed


async def _all(host: str, port: int, paths: Sequence[str], clients: int, until: float, tally: _Tally) -> None:
    requests = _requests(host, port, paths)
    each = (_client(host, port, _shuffled(requests, number), until, tally) for number in range(clients))
    await asyncio.gather(*each)


def _requests(host: str, port: int, paths: Sequence[str]) -> list[bytes]:
    return [f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode("ascii") for path in paths]


def _shuffled(requests: list[bytes], number: int) -> Iterator[bytes]:
    """Yield all requests endlessly, in an order that differs between clients and is the same in every run."""
    chance, order = random.Random(SEED + number), list(requests)  # noqa: S311
    while True:
        chance.shuffle(order)
        yield from order


async def _client(host: str, port: int, requests: Iterator[bytes], until: float, tally: _Tally) -> None:
    request = next(requests, None)
    while request is not None and perf_counter() < until:
        try:
            reader, writer = await asyncio.open_connection(host, port)
            try:
                while request is not None and (began := perf_counter()) < until:
                    writer.write(request)
                    async with asyncio.timeout(ANSWER_TIMEOUT_S):
                        status = await _answer(reader)
                    tally.taken.append(perf_counter() - began)
                    tally.failed += status != 200
                    request = next(requests, None)
            finally:
                writer.close()
        except (OSError, EOFError, ValueError, TimeoutError):
            tally.failed += 1
            request = next(requests, None)
            await asyncio.sleep(RECONNECT_DELAY_S)


async def _answer(reader: asyncio.StreamReader) -> int:
    """Read an answer to its end and return its status. Raises ValueError if it has no Content-Length."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    _, header, rest = head.partition(b"\r\ncontent-length:")
    if not header:
        raise ValueError("an answer without its length")
    await reader.readexactly(int(rest.partition(b"\r\n")[0]))
    return int(head.split(b" ", 2)[1])
