from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import httpx
import pytest

from search_api.server import MAX_HEADER_BYTES, Server
from tests.support.sample import SERVICE_SETTINGS, serving

SETTINGS = replace(SERVICE_SETTINGS, threads=1, queue=1)


def hello(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    body = environ["wsgi.input"].read() or b"hello"
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


class Gate:
    """Answers once the test opens it, so that a request is surely in flight."""

    def __init__(self) -> None:
        self.entered = threading.Semaphore(0)
        self.open = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        self.entered.release()
        assert self.open.wait(10)
        return hello(environ, start_response)


def in_background(work: Callable[[], Any]) -> Callable[[], Any]:
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()

    def result() -> Any:
        thread.join(10)
        return results[0]

    return result


def connected(server: Server) -> socket.socket:
    host, port = server.url.removeprefix("http://").rsplit(":", 1)
    return socket.create_connection((host, int(port)), timeout=5)


def raw(server: Server, request: bytes) -> bytes:
    with connected(server) as connection:
        connection.sendall(request)
        parts = []
        with suppress(ConnectionResetError):  # the server does not read to the end what it refuses
            while part := connection.recv(65536):
                parts.append(part)
    return b"".join(parts)


def accepts(server: Server) -> bool:
    try:
        with connected(server):
            return True
    except ConnectionError:
        return False


def test_a_request_in_flight_is_answered_after_the_order_to_stop() -> None:
    gate = Gate()
    with serving(gate, SETTINGS) as (server, thread):
        answer = in_background(lambda: httpx.get(server.url))
        assert gate.entered.acquire(timeout=5)
        server.stop()
        while accepts(server):
            pass
        assert thread.is_alive()  # the answer is still due
        gate.open.set()
        assert answer().text == "hello"
        assert answer().headers["connection"] == "close"
        thread.join(5)
        assert not thread.is_alive()


def test_a_waiting_request_is_answered_after_the_order_to_stop() -> None:
    gate = Gate()
    with serving(gate, SETTINGS) as (server, _):
        first = in_background(lambda: httpx.get(server.url))
        assert gate.entered.acquire(timeout=5)
        second = in_background(lambda: httpx.post(server.url, content=b"second"))
        while not server._workers.queue:
            pass
        server.stop()
        gate.open.set()
        assert first().text == "hello"
        assert second().text == "second"


def test_an_idle_connection_does_not_hold_up_the_end() -> None:
    with serving(hello, SETTINGS) as (server, thread), httpx.Client() as client:
        assert client.get(server.url).text == "hello"
        server.stop()
        thread.join(4)
        assert not thread.is_alive()


def test_a_full_queue_is_refused_at_once_and_the_rest_is_served() -> None:
    gate = Gate()
    with serving(gate, SETTINGS) as (server, _):
        served = in_background(lambda: httpx.get(server.url))
        assert gate.entered.acquire(timeout=5)
        waiting = in_background(lambda: httpx.get(server.url))
        while not server._workers.queue:
            pass
        refused = httpx.get(server.url)
        assert refused.status_code == 503
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["retry-after"] == "5"
        assert refused.json()["detail"].startswith("Hiện có quá nhiều người cùng tìm")
        page = httpx.get(server.url, headers={"Accept": "text/html,*/*;q=0.8"})
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "<p>Hiện có quá nhiều người cùng tìm" in page.text
        gate.open.set()
        assert served().status_code == waiting().status_code == 200


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2001\r\n\r\n", 413),
        (
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n"
            + b"a" * 4096
            + b"\r\n0\r\n\r\n",
            413,
        ),
        (b"GET /" + b"a" * MAX_HEADER_BYTES + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * MAX_HEADER_BYTES + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nbad header\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    ],
)
def test_what_never_reaches_the_application_is_a_problem(request_bytes: bytes, status: int) -> None:
    with serving(hello, SETTINGS) as (server, _):
        head, _, body = raw(server, request_bytes).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.")
    assert int(head.split()[1]) == status
    assert b"Content-Type: application/problem+json" in head
    assert f'"status":{status}'.encode() in body


def test_a_body_as_large_as_allowed_is_taken() -> None:
    with serving(hello, SETTINGS) as (server, _):
        assert len(httpx.post(server.url, content=b"a" * 2000).content) == 2000


def test_a_taken_port_is_an_error_of_the_start() -> None:
    with serving(hello, SETTINGS) as (server, _), pytest.raises(OSError, match="in use"):
        Server(hello, replace(SETTINGS, port=int(server.url.rsplit(":", 1)[1])))
