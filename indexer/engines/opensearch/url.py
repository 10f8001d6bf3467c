"""Parse the URL of an index on a cluster: `opensearch+https://USER:PASS@HOST:PORT,HOST:PORT/NAME?shards=3`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from indexer.engines import sentences
from indexer.engines.port import EngineError, Login

DEFAULT_PORT = 9200
MAX_SHARDS = 1024
MAX_TIMEOUT = 3600  # seconds
_URL = re.compile(r"opensearch\+(https?)://(?:([^@/]*)@)?([^@/]+)/([a-z0-9][a-z0-9_-]{0,99})/?(?:\?(.*))?")
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\[\]:]+)(?::(\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """Locates a cluster and names the index there; the user and the password are not in its repr.

    `shards` holds for generations still to be built; `timeout` is in seconds; `ca` is the file with the authority that
    signed the nodes' certificates, None where the system's own store knows it.
    """

    hosts: tuple[tuple[str, int], ...]
    name: str
    tls: bool
    user: str | None = field(default=None, repr=False)
    password: str = field(default="", repr=False)
    shards: int = 1
    timeout: float = 10.0
    ca: str | None = None


def parse_url(url: str, login: Login = (None, None)) -> ClusterAddress:
    """Return the address that a URL gives; name and password come from `login` where the URL has none.

    Raises EngineError, which does not repeat the URL: it may contain a secret.
    """
    if not (match := _URL.fullmatch(url)):
        raise EngineError(sentences.CLUSTER_URL_MALFORMED)
    scheme, credentials, hosts, name, query = match.groups()
    user, _, password = map(unquote, (credentials or "").partition(":"))
    user, password = user or login[0] or "", password or login[1] or ""
    if password and not user:
        raise EngineError(sentences.CLUSTER_USER_MISSING)
    options = dict(parse_qsl(query or "", keep_blank_values=True))
    if unknown := [option for option in options if option not in ("shards", "timeout", "ca")]:
        raise EngineError(sentences.CLUSTER_UNKNOWN_OPTION.format(option=unknown[0]))
    return ClusterAddress(
        tuple(map(_parse_host, hosts.split(","))),
        name,
        scheme == "https",
        user or None,
        password,
        _parse_number(options, "shards", 1, MAX_SHARDS),
        _parse_number(options, "timeout", 10, MAX_TIMEOUT),
        options.get("ca"),
    )


def _parse_host(text: str) -> tuple[str, int]:
    match = _HOST.fullmatch(text.strip())
    port = int(match[2] or DEFAULT_PORT) if match else 0
    if not match or not 0 < port < 65536:
        raise EngineError(sentences.CLUSTER_HOST_MALFORMED)
    return match[1], port


def _parse_number(options: dict[str, str], name: str, default: int, maximum: int) -> int:
    text = options.get(name, str(default))
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= maximum):
        raise EngineError(sentences.CLUSTER_OPTION_OUT_OF_RANGE.format(option=name, maximum=maximum, text=text))
    return int(text)
