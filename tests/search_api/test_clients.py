from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest

from corpus.settings import SettingError, load
from search_api.clients import Clients, client_of
from search_api.server import Server, connection_limit
from tests.support.sample import SERVICE_SETTINGS, serving

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("headers", "client"),
    [
        ({"X_FORWARDED_FOR": "203.0.113.5"}, "203.0.113.5"),
        ({"X_FORWARDED_FOR": "198.51.100.1, 203.0.113.5, 10.0.0.2"}, "203.0.113.5"),  # the first is the client's word
        ({"X_FORWARDED_FOR": "203.0.113.5:4711"}, "203.0.113.5"),
        ({"X_FORWARDED_FOR": "::ffff:203.0.113.5"}, "203.0.113.5"),
        ({"X_FORWARDED_FOR": "[2001:db8::1]:80"}, "2001:db8::/64"),
        ({"X_FORWARDED_FOR": "unknown, 10.0.0.2"}, None),
        ({"X_FORWARDED_FOR": "10.0.0.2"}, None),
        ({"FORWARDED": 'proto=http;for="[2001:db8::7]:80", for=fd00::1'}, "2001:db8::/64"),
        ({}, None),
    ],
)
def test_a_proxy_names_the_client(headers: dict[str, str], client: str | None) -> None:
    assert Clients(1, PROXIES).forwarded(headers) == client


def test_addresses_of_one_ipv6_network_are_one_client() -> None:
    assert client_of("2001:db8::1") == client_of("2001:db8::ffff:1") != client_of("2001:db8:0:1::1")
    assert client_of("::ffff:10.0.0.1") == client_of("10.0.0.1") != client_of("10.0.0.2")


def test_a_client_at_the_limit_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    clients = Clients(2, ())
    with caplog.at_level(logging.WARNING):
        assert [clients.admit("192.0.2.1") for _ in range(5)] == [True, True, False, False, False]
    clients.release("192.0.2.1")
    assert clients.admit("192.0.2.1")
    assert [("192.0.2.1" in line, "HDND_TRUSTED_PROXIES" in line) for line in caplog.messages] == [(True, True)]


@pytest.mark.parametrize("value", ["proxy.vn", "10.0.0.0/33", "10.0.0.1;10.0.0.2"])
def test_proxies_are_addresses_or_networks(value: str) -> None:
    with pytest.raises(SettingError, match="HDND_TRUSTED_PROXIES"):
        load({"HDND_TRUSTED_PROXIES": value})


def hello(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Length", "5")])
    return [b"hello"]


@contextmanager
def limited(monkeypatch: pytest.MonkeyPatch, proxies: str) -> Iterator[tuple[Server, ExitStack]]:
    """Serve with room for twelve connections, six of one client."""
    monkeypatch.setattr("search_api.server.connection_limit", lambda: 12)
    settings = replace(SERVICE_SETTINGS, trusted_proxies=load({"HDND_TRUSTED_PROXIES": proxies}).trusted_proxies)
    with serving(hello, settings) as (server, _), ExitStack() as stack:
        yield server, stack


def begun(server: Server, stack: ExitStack, head: bytes) -> socket.socket:
    """Send the beginning of a request on a new connection."""
    host, port = server.url.removeprefix("http://").rsplit(":", 1)
    connection = stack.enter_context(socket.create_connection((host, int(port)), timeout=5))
    connection.sendall(head)
    return connection


def answered(connection: socket.socket) -> bytes:
    try:
        return connection.recv(12)
    except ConnectionResetError:
        return b""


def test_a_peer_beyond_its_half_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    with limited(monkeypatch, "") as (server, stack):
        held = [begun(server, stack, b"GET / HTTP/1.1\r\n") for _ in range(6)]
        assert answered(begun(server, stack, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")) == b""
        held[0].sendall(b"Host: a\r\nConnection: close\r\n\r\n")
        assert answered(held[0]) == b"HTTP/1.1 200"
        while held[0].recv(1_000):
            pass
        assert answered(begun(server, stack, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")) == b"HTTP/1.1 200"


def test_behind_a_proxy_each_client_has_its_half(monkeypatch: pytest.MonkeyPatch) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nX-Forwarded-For: %s\r\n\r\n"
    with limited(monkeypatch, "127.0.0.0/8") as (server, stack):
        for _ in range(6):
            begun(server, stack, head % b"203.0.113.5")
        refused = begun(server, stack, head % b"203.0.113.5")
        assert answered(refused) == b"HTTP/1.1 503"
        other = begun(server, stack, head % b"203.0.113.6" + b"hello")
        assert answered(other) == b"HTTP/1.1 200"


def test_a_kept_connection_counts_for_whom_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy sends the requests of many clients over one connection, one after another."""
    request = b"GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.%d\r\n\r\n"
    with limited(monkeypatch, "127.0.0.1") as (server, stack):
        connections = [begun(server, stack, request % 5) for _ in range(6)]
        for connection in connections:
            assert answered(connection) == b"HTTP/1.1 200"
        for connection in connections[1:]:
            connection.recv(1_000)
            connection.sendall(request % 6)
            assert answered(connection) == b"HTTP/1.1 200"
        assert answered(begun(server, stack, request % 5)) == b"HTTP/1.1 200"


def test_connections_leave_files_for_their_answers() -> None:
    assert 10 <= connection_limit() <= 1_000
