"""Answers of any size are sent by the I/O loop, whole and in order, while threads go on."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_api.server import MAX_MEMORY_BYTES, Server
from tests.support.sample import SERVICE_SETTINGS, serving
from tests.support.service import raw_answer

ONE_THREAD = replace(SERVICE_SETTINGS, threads=1, timeout=30)
PART = bytes(range(256)) * 256  # 64 KB


def parts(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
    """Answer as many bytes as the path says, without a length as a stream has none."""
    size = int(environ["PATH_INFO"][1:])
    start_response("200 OK", [])
    for start in range(0, size, len(PART)):
        yield PART[: size - start]


def sized(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Answer as many bytes as the path says, with their length."""
    body = b"".join(parts(environ, lambda status, headers: None))
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(sized, ONE_THREAD) as (running, _):
        yield running


def asking(stack: ExitStack, server: Server, size: int, rest: bytes = b"") -> socket.socket:
    """Ask for an answer, which is not read."""
    host, port = server.url.removeprefix("http://").rsplit(":", 1)
    connection = stack.enter_context(socket.create_connection((host, int(port)), timeout=30))
    connection.sendall(b"GET /%d HTTP/1.1\r\nHost: a\r\n%s\r\n" % (size, rest))
    return connection


@pytest.mark.parametrize("application", [parts, sized], ids=["streamed", "with a length"])
def test_64_mb_that_nobody_reads_leave_the_thread_free(application: Any) -> None:
    size = 64 * 2**20
    with serving(application, ONE_THREAD) as (server, _), ExitStack() as stack:
        unread = asking(stack, server, size, b"Connection: close\r\n")
        assert [len(httpx.get(f"{server.url}/{n}").content) for n in (1, 2, 3)] == [1, 2, 3]
        total = 0
        while part := unread.recv(2**20):
            total += len(part)
        assert total > size


@given(st.lists(st.integers(0, 3 * MAX_MEMORY_BYTES), min_size=1, max_size=12))
def test_requests_in_one_packet_are_answered_in_order(server: Server, sizes: list[int]) -> None:
    request = b"".join(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % size for size in sizes[:-1])
    request += b"GET /%d HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % sizes[-1]
    answer = raw_answer(server.url, request)
    for size in sizes:
        head, _, answer = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK")
        assert answer[:size] == (PART * (size // len(PART) + 1))[:size]
        answer = answer[size:]
    assert answer == b""


def test_the_largest_answer_goes_when_all_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search_api.server.MAX_BUFFERED_BYTES", 40 * 2**20)
    with serving(sized, ONE_THREAD) as (server, _), ExitStack() as stack:
        small = asking(stack, server, 20 * 2**20, b"Connection: close\r\n")
        large = asking(stack, server, 50 * 2**20)
        while not large.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):  # until the service resets the connection
            time.sleep(0.1)
        total = 0
        while part := small.recv(2**20):
            total += len(part)
        assert total > 20 * 2**20


def test_a_check_for_life_waits_for_no_thread() -> None:
    """However many requests wait in the queue."""
    entered, opened = threading.Semaphore(0), threading.Event()

    def held(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] != "/health/live":
            entered.release()
            assert opened.wait(20)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    with serving(held, replace(ONE_THREAD, queue=1)) as (server, _), ExitStack() as stack:
        asking(stack, server, 1)
        assert entered.acquire(timeout=10)
        asking(stack, server, 1)
        assert httpx.get(f"{server.url}/health/live").text == "ok"
        opened.set()
