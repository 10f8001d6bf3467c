"""Read the address of an index on a cluster: `opensearch+https://USER:PASS@HOST:PORT,HOST:PORT/NAME?shards=3`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from indexer.engines.port import EngineError, Login

PORT = 9200
_ADDRESS = re.compile(r"opensearch\+(https?)://(?:([^@/]*)@)?([^@/]+)/([a-z0-9][a-z0-9_-]{0,99})/?(?:\?(.*))?")
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\[\]:]+)(?::(\d{1,5}))?")
_SHAPE = "opensearch+http://USER:PASS@HOST:PORT,HOST:PORT/TÊN (https cho TLS; TÊN gồm chữ nhỏ, chữ số, - và _)"


@dataclass(frozen=True, slots=True)
class Address:
    """Tells where a cluster is and what the index is called there.

    `shards` are those of generations to come; `timeout` is in seconds; `ca` is the file of who signed the nodes'
    certificates, None where the system knows them. Secrets are not printed.
    """

    hosts: tuple[tuple[str, int], ...]
    name: str
    tls: bool
    user: str | None = field(default=None, repr=False)
    password: str = field(default="", repr=False)
    shards: int = 1
    timeout: float = 10.0
    ca: str | None = None


def parsed(url: str, login: Login = (None, None)) -> Address:
    """Return the address that a URL gives, with the name and the password of `login` where it has none.

    Raises EngineError, which does not repeat the URL: it may hold a secret.
    """
    if not (found := _ADDRESS.fullmatch(url)):
        raise EngineError(f"HDND_ENGINE không đúng dạng: hãy viết {_SHAPE}.")
    scheme, own, hosts, name, asked = found.groups()
    user, _, password = map(unquote, (own or "").partition(":"))
    user, password = user or login[0] or "", password or login[1] or ""
    if password and not user:
        raise EngineError(
            "Có mật khẩu vào cụm mà không có tên: hãy đặt HDND_ENGINE_USER, hoặc ghi tên trong HDND_ENGINE."
        )
    options = dict(parse_qsl(asked or "", keep_blank_values=True))
    if unknown := [option for option in options if option not in ("shards", "timeout", "ca")]:
        raise EngineError(f"HDND_ENGINE có tùy chọn lạ {unknown[0]!r}: chỉ có shards, timeout và ca; hãy bỏ nó đi.")
    return Address(
        tuple(_host(one) for one in hosts.split(",")),
        name,
        scheme == "https",
        user or None,
        password,
        _number(options, "shards", 1, 1024),
        _number(options, "timeout", 10, 3600),
        options.get("ca"),
    )


def _host(text: str) -> tuple[str, int]:
    found = _HOST.fullmatch(text.strip())
    port = int(found[2] or PORT) if found else 0
    if not found or not 0 < port < 65536:
        raise EngineError(f"HDND_ENGINE có máy chủ không đọc được: hãy viết {_SHAPE}.")
    return found[1], port


def _number(options: dict[str, str], name: str, default: int, most: int) -> int:
    text = options.get(name, str(default))
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= most):
        raise EngineError(f"HDND_ENGINE: {name} phải là số nguyên từ 1 đến {most}, không phải {text!r}.")
    return int(text)
