"""Ask a cluster: one client for all threads, again on the next node where one was lost, troubles as sentences."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Iterable, Mapping
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnection
from opensearchpy.exceptions import SerializationError, SSLError, TransportError

from indexer.engines.opensearch.url import Address
from indexer.engines.port import EngineError

OLDEST = (2, 15)  # the first that can do without `_recovery_source`
CONNECTIONS = 16  # to each node, kept for the threads of a service
FORGIVEN = 2.0  # seconds in which a node that failed is not asked
TRIES = 6
PAUSE = 0.05  # seconds before the second try; twice as long before each further one

# What a cluster says that takes nothing more.
FULL = re.compile("flood-stage|read-only / allow delete")

# What a node says that loses another one while it asks it, or that has just come and has no part in the cluster yet.
_PASSING = (
    "node_disconnected",
    "node_not_connected",
    "node_closed",
    "no_shard_available",
    "connect_transport_exception",
    "receive_timeout_transport",
    "cluster_manager_not_discovered",
    "master_not_discovered",
    "not_cluster_manager",
    "process_cluster_event_timeout",
    "unavailable_shards",
    "SERVICE_UNAVAILABLE",
)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Absent(EngineError):
    """Says that what was asked for is not on the cluster."""


class Refused(EngineError):
    """Says that the cluster did not do what it was told; `kind` is its own word for why."""

    def __init__(self, sentence: str, kind: str) -> None:
        super().__init__(sentence)
        self.kind = kind


class NotNow(EngineError):
    """Says that the cluster cannot do this now, and may soon."""


class Cluster:
    """Asks the nodes of an address in turn. Safe to use from many threads."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._known = False
        # What fails is told by who asked, in a sentence: the client would fill the log with traces for each node.
        logging.getLogger("opensearch").setLevel(logging.CRITICAL)
        self._client = OpenSearch(
            hosts=[{"host": host, "port": port} for host, port in address.hosts],
            http_auth=(address.user, address.password) if address.user else None,
            use_ssl=address.tls,
            verify_certs=True,
            ca_certs=address.ca,
            timeout=address.timeout,
            pool_maxsize=CONNECTIONS,
            max_retries=len(address.hosts),
            retry_on_timeout=True,  # a node may hang while the others are well
            dead_timeout=FORGIVEN,
            http_compress=False,
        )

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        params: Mapping[str, str] | None = None,
        *,
        patience: float | None = None,
        tries: int = TRIES,
    ) -> Any:
        """Return the answer to a body, or to a list of them, one a line.

        `patience` in seconds replaces the address's for what takes long.

        Asks again where a node was lost: who changes something must bear that it was done already.
        Raises Absent, Refused, NotNow or EngineError.
        """
        if not self._known:
            self._check()
        return self._asked(method, path, body, params or {}, patience, tries)

    def full(self) -> EngineError:
        """Return what to say where the nodes' disks are nearly full and the cluster takes nothing more."""
        return EngineError(
            f"{self._where()} đã khóa ghi vì đĩa gần đầy: chỉ mục đang dùng vẫn nguyên; "
            "hãy giải phóng đĩa của các nút rồi chạy lại."
        )

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _check(self) -> None:
        told = self._asked("GET", "/", None, {}, None, TRIES)
        version = told.get("version", {})
        number = str(version.get("number", ""))
        found = re.match(r"(\d+)\.(\d+)", number)
        if version.get("distribution") != "opensearch" or not found or (int(found[1]), int(found[2])) < OLDEST:
            name = version.get("distribution", "khác OpenSearch")
            oldest = ".".join(map(str, OLDEST))
            raise EngineError(
                f"Cụm máy chủ chạy bản {number or 'không rõ'} ({name}), dịch vụ cần OpenSearch từ bản {oldest} "
                "trở lên: hãy nâng cấp cụm hoặc đặt lại HDND_ENGINE."
            )
        self._known = True

    def _asked(
        self, method: str, path: str, body: Any, params: Mapping[str, str], patience: float | None, tries: int
    ) -> Any:
        asked = dict(params)
        sent = None if body is None else lines(body) if isinstance(body, list) else lines([body])
        for turn in range(1, tries + 1):
            try:
                return self._client.transport.perform_request(method, path, asked, sent, timeout=patience)
            except TransportError as error:
                if turn == tries or not _passes(error):
                    raise self._trouble(error) from error
            except SerializationError as error:
                raise EngineError(f"{self._where()} trả lời không phải JSON: hãy kiểm tra HDND_ENGINE.") from error
            time.sleep(PAUSE * 2**turn)
        raise AssertionError("unreachable")

    def _where(self) -> str:
        return f"Cụm OpenSearch tại {', '.join(f'{host}:{port}' for host, port in self._address.hosts)}"

    def _trouble(self, error: TransportError) -> EngineError:
        where = self._where()
        if isinstance(error, SSLError):
            return EngineError(
                f"{where} có chứng chỉ TLS không tin được: hãy thêm ?ca=TỆP vào HDND_ENGINE, hoặc sửa chứng chỉ."
            )
        if isinstance(error, NoConnection):
            return EngineError(
                f"{where} không trả lời: hãy kiểm tra cụm có chạy không, mạng và HDND_ENGINE; "
                "dịch vụ tự chạy tiếp khi cụm trở lại."
            )
        kind, reason = _said(error)
        if error.status_code == 401:
            return EngineError(
                f"{where} không nhận tên hoặc mật khẩu: hãy sửa HDND_ENGINE, "
                "hoặc HDND_ENGINE_USER và HDND_ENGINE_PASSWORD."
            )
        if FULL.search(reason):
            return self.full()
        if error.status_code == 403:
            return Refused(f"{where} không cho tài khoản này làm việc ấy ({reason}): hãy cấp quyền cho nó.", kind)
        if error.status_code == 404:
            return Absent(f"{where} không có chỉ mục ấy ({reason}).")
        if error.status_code == 429:
            return NotNow(f"{where} đang quá bận ({kind}): hãy đợi một lát rồi thử lại.")
        if _passes(error) or error.status_code in (502, 503, 504):
            return NotNow(f"{where} chưa sẵn sàng ({kind}): hãy đợi một lát rồi thử lại.")
        return Refused(f"{where} từ chối ({kind}: {reason}): hãy xem nhật ký của cụm.", kind)


def lines(bodies: Iterable[Any]) -> bytes:
    """Return bodies as JSON, one a line, those that are lines already as they are; half a character, which no JSON
    has, becomes a question mark."""
    return b"".join(
        body if isinstance(body, bytes) else f"{_encode(body)}\n".encode("utf-8", "replace") for body in bodies
    )


def _passes(error: TransportError) -> bool:
    """Tell whether the next node may answer what this one could not."""
    if isinstance(error, NoConnection):
        return False  # the client has asked all nodes already
    if error.status_code == 429:
        return True
    return error.status_code in (500, 503) and any(sign in str(error.info) for sign in _PASSING)


def _said(error: TransportError) -> tuple[str, str]:
    info = error.info if isinstance(error.info, dict) else {}
    told = info.get("error")
    if not isinstance(told, dict):
        return str(error.error), str(told or error.error)
    return str(told.get("type")), str(told.get("reason"))
