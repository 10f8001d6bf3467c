"""Open the sockets that the service listens on, and explain in a sentence why an address cannot be used."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from socket import (
    AF_INET,
    AI_PASSIVE,
    SO_REUSEADDR,
    SO_REUSEPORT,
    SOCK_STREAM,
    SOL_SOCKET,
    create_server,
    getaddrinfo,
)
from socket import socket as Socket

from corpus.settings import Settings
from search_api.sentences import operator_vi as sentences


class ListenError(Exception):
    """Says in one sentence why the service cannot listen, and what to do."""


def host_and_port(host: str, port: int | str) -> str:
    """Return `HOST:PORT` as a URL has it, an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def reserved_socket(settings: Settings) -> Socket:
    """Return a bound socket that reserves the address for processes that will listen on it. Raises ListenError.

    Unlike `bound_socket`, it also raises where another program with SO_REUSEPORT listens.
    """
    with listen_errors(settings):
        family, address = _resolved(settings)
        with create_server(address, family=family):
            pass
        return bound_socket(settings)


def bound_socket(settings: Settings) -> Socket:
    """Return a socket bound with SO_REUSEPORT, so that other processes can bind the same. Raises ListenError."""
    with listen_errors(settings):
        family, address = _resolved(settings)
        bound = Socket(family, SOCK_STREAM)
        for option in (SO_REUSEADDR, SO_REUSEPORT):
            bound.setsockopt(SOL_SOCKET, option, 1)
        bound.bind(address)
        return bound


@contextmanager
def listen_errors(settings: Settings) -> Iterator[None]:
    """Turn an error of a socket within the block into a ListenError."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise ListenError(_reason(error, settings)) from error


def _resolved(settings: Settings) -> tuple[int, tuple[str, int]]:
    """Return the family of the first address of the host, and the address; IPv4 before IPv6, `*` is all of IPv4."""
    host = None if settings.host == "*" else settings.host
    candidates = getaddrinfo(host, settings.port, type=SOCK_STREAM, flags=AI_PASSIVE)
    family, *_, address = min(candidates, key=lambda candidate: candidate[0] != AF_INET)
    return family, (str(address[0]), int(address[1]))


def _reason(error: Exception, settings: Settings) -> str:
    host, port = settings.host, settings.port
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.EADDRINUSE:
        return sentences.PORT_TAKEN.format(host=host, port=port, other=port + 1)
    if code == errno.EACCES:
        return sentences.PORT_FORBIDDEN.format(port=port)
    return sentences.NO_SUCH_ADDRESS.format(host=host, port=port)
