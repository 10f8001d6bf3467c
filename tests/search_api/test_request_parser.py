from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waitress.adjustments import Adjustments

from search_api.request_parser import RequestParser
from search_api.server import Server
from tests.support.sample import SERVICE_SETTINGS, serving
from tests.support.service import raw_answer


def hello(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    body = environ["wsgi.input"].read() or b"hello"
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(hello, SERVICE_SETTINGS) as (running, _):
        yield running


def statuses(server: Server, request: bytes) -> list[int]:
    """Return the status of each answer; the connection must close after the last one."""
    answer = raw_answer(server.url, request)
    return [int(part[3:6]) for part in answer.split(b"HTTP/1")[1:]]


SECOND = b"GET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "fields",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"transfer-encoding: Chunked\r\ncontent-length: 0\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: +5\r\n",
    ],
)
def test_a_body_of_two_lengths_ends_the_connection(server: Server, fields: bytes) -> None:
    request = b"POST / HTTP/1.1\r\nHost: a\r\n" + fields + b"\r\n0\r\n\r\n"
    assert statuses(server, request + SECOND) == [400]


def test_chunks_before_http_1_1_end_the_connection(server: Server) -> None:
    request = b"POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert statuses(server, request + SECOND) == [400]


@pytest.mark.parametrize(
    ("hosts", "status"),
    [
        (b"", 400),
        (b"Host: a\r\nHost: a\r\n", 400),
        (b"Host: a\r\nX: y\r\nhost: b\r\n", 400),
        (b"Host:\r\nHost:\r\n", 400),
        (b"Host: a b\r\n", 400),
        (b"Host: a/b\r\n", 400),
        (b"Host: a@b\r\n", 400),
        (b"Host: t\xc3\xaan.vn\r\n", 400),
        (b"Host:\r\n", 200),
        (b"Host: [::1]:8080\r\n", 200),
        (b"Host: tim-kiem.xn--bnhha-3ya.vn:443\r\n", 200),
    ],
)
def test_a_request_names_one_host(server: Server, hosts: bytes, status: int) -> None:
    assert statuses(server, b"GET / HTTP/1.1\r\n" + hosts + b"Connection: close\r\n\r\n") == [status]


def test_http_1_0_may_name_no_host(server: Server) -> None:
    assert statuses(server, b"GET / HTTP/1.0\r\n\r\n") == [200]


@pytest.mark.parametrize("digits", [4, 19, 20, 4_299, 4_300, 4_301, 20_000])
@pytest.mark.parametrize("expect", [b"", b"Expect: 100-continue\r\n"])
def test_a_length_beyond_the_limit_is_413_at_once(server: Server, digits: int, expect: bytes) -> None:
    """Also for who waits to be told to continue: no 100 comes before."""
    request = b"POST / HTTP/1.1\r\nHost: a\r\n" + expect + b"Content-Length: " + b"9" * digits + b"\r\n\r\n"
    assert statuses(server, request) == [413]


def test_a_body_is_asked_for_when_its_length_is_taken(server: Server) -> None:
    request = (
        b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nbody"
    )
    assert statuses(server, request) == [100, 200]


def test_no_body_is_asked_for_where_none_will_come(server: Server) -> None:
    request = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n"
    assert statuses(server, request) == [200]


@pytest.mark.parametrize("start", [b"1;" + b"a" * 2_000, b"0\r\n" + b"a: b\r\n" * 2_000, b"f" * 2_000])
def test_a_line_between_chunks_without_an_end_is_refused(start: bytes) -> None:
    """Each packet would be searched together with all that came before."""
    parser = RequestParser(Adjustments(max_request_body_size=10**9))
    parser.received(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
    parser.received(start)
    assert parser.completed
    assert parser.error.code == 400


@given(st.lists(st.binary(max_size=40) | st.sampled_from([b"\r\n", b"Host: a\r\n", b"Content-Length: 3\r\n"])))
def test_any_bytes_are_a_request_or_a_refusal(parts: list[bytes]) -> None:
    parser = RequestParser(Adjustments(max_request_header_size=4_096))
    data = b"POST / HTTP/1.1\r\n" + b"".join(parts) + b"\r\n\r\n"
    while data and not parser.completed:
        data = data[parser.received(data) :]
    assert not parser.completed or parser.empty or parser.error is None or parser.error.code in (400, 413, 431, 501)
