"""Counts connections by client, so that no client takes more than its share, with or without a proxy in between."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from corpus.settings import Network
from search_api.sentences import operator_vi as sentences

LOG_PAUSE = 60.0  # seconds between two lines of the log about the same kind of excess

_IPV6_CLIENT_BITS = 64  # the part of an IPv6 address that a network gives to a client, who chooses the rest

_log = logging.getLogger(__name__)


class Clients:
    """Holds how many connections each client has open; for the thread of the I/O loop alone.

    A peer in one of the networks `trusted` is a proxy: it may open as many as it likes, and each of its connections
    counts for the client whose request it carries.
    """

    def __init__(self, limit: int, trusted: Sequence[Network]) -> None:
        self.limit = limit
        self._trusted = trusted
        self._open: Counter[str] = Counter()
        self._logged: dict[bool, float] = {}

    def is_proxy(self, address: str) -> bool:
        """Tell whether a peer is a trusted proxy."""
        parsed = _parsed(address)
        return parsed is not None and any(parsed in network for network in self._trusted)

    def forwarded(self, headers: Mapping[str, str]) -> str | None:
        """Return the client that a proxy names: the last address that is no proxy itself; None where it names none.

        `headers` is named as in WSGI, without `HTTP_`. What stands before the last address is the client's own word.
        """
        named = headers.get("X_FORWARDED_FOR", "") or _forwarded_for(headers.get("FORWARDED", ""))
        for part in reversed(named.split(",")):
            address = _without_port(part.strip())
            if _parsed(address) is None:
                return None
            if not self.is_proxy(address):
                return client_of(address)
        return None

    def admit(self, client: str, *, proxied: bool = False) -> bool:
        """Count a connection of a client, or return False where it has as many as it may; the log says so."""
        if self._open[client] >= self.limit:
            self._log_excess(client, proxied)
            return False
        self._open[client] += 1
        return True

    def release(self, client: str) -> None:
        """Count a connection of a client no more."""
        self._open[client] -= 1
        if not self._open[client]:
            del self._open[client]

    def _log_excess(self, client: str, proxied: bool) -> None:
        now = time.monotonic()
        if now - self._logged.get(proxied, -LOG_PAUSE) >= LOG_PAUSE:
            self._logged[proxied] = now
            sentence = sentences.PROXIED_CLIENT_AT_LIMIT if proxied else sentences.PEER_AT_LIMIT
            _log.warning(sentence.format(client=client, limit=self.limit))


def client_of(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or the network to which an IPv6 address belongs."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((parsed, _IPV6_CLIENT_BITS), strict=False))
    return str(parsed or address)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed


def _forwarded_for(header: str) -> str:
    """Return the addresses of a `Forwarded` header (RFC 7239) as X-Forwarded-For has them."""
    pairs = (pair.partition("=") for part in header.split(",") for pair in part.split(";"))
    return ",".join(value.strip().strip('"') for name, _, value in pairs if name.strip().lower() == "for")


def _without_port(address: str) -> str:
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address
