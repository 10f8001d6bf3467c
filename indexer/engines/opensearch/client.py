"""Send requests to a cluster: one client for all threads, retries on the next node, failures as sentences."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Iterable, Mapping
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as ConnectionFailed
from opensearchpy.exceptions import SerializationError, SSLError, TransportError

from indexer.engines import sentences
from indexer.engines.opensearch.url import ClusterAddress
from indexer.engines.port import EngineError

MIN_VERSION = (2, 15)  # the first that can do without `_recovery_source`
CONNECTIONS_PER_NODE = 16  # kept open for the threads of a service
DEAD_NODE_SECONDS = 2.0  # in which a node that failed gets no request
MAX_ATTEMPTS = 6
RETRY_SECONDS = 0.05  # doubled with every attempt: 0.1 before the second, 1.6 before the sixth

# The reason that a cluster gives for refusing writes when its disks are nearly full.
DISK_FULL = re.compile("flood-stage|read-only / allow delete")

# Errors of a node that loses another node during a request, or that has just started and is not in the cluster yet.
_TRANSIENT = (
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


class NotOnCluster(EngineError):
    """Says that the cluster does not have the index of the request."""


class RequestRejected(EngineError):
    """Says that the cluster refused a request; `kind` is the type of error that it names."""

    def __init__(self, sentence: str, kind: str) -> None:
        super().__init__(sentence)
        self.kind = kind


class ClusterNotReady(EngineError):
    """Says that the cluster cannot do this now, and may soon."""


class ClusterClient:
    """Sends requests to the nodes of an address in turn. Safe to use from many threads."""

    def __init__(self, address: ClusterAddress) -> None:
        self._address = address
        self._version_checked = False
        # The caller reports a failure in a sentence: the library would fill the log with traces for each node.
        logging.getLogger("opensearch").setLevel(logging.CRITICAL)
        self._client = OpenSearch(
            hosts=[{"host": host, "port": port} for host, port in address.hosts],
            http_auth=(address.user, address.password) if address.user else None,
            use_ssl=address.tls,
            verify_certs=True,
            ca_certs=address.ca,
            timeout=address.timeout,
            pool_maxsize=CONNECTIONS_PER_NODE,
            max_retries=len(address.hosts),
            retry_on_timeout=True,  # a node may hang while the others are well
            dead_timeout=DEAD_NODE_SECONDS,
            http_compress=False,
        )

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        params: Mapping[str, str] | None = None,
        *,
        timeout: float | None = None,
        attempts: int = MAX_ATTEMPTS,
    ) -> Any:
        """Return the cluster's answer to a body, or to a list of bodies, sent as one line each.

        `timeout` in seconds replaces that of the address for requests that take long. A request is sent again where a
        node was lost, so a request that changes something must be harmless when it is done twice.
        Raises NotOnCluster, RequestRejected, ClusterNotReady or EngineError.
        """
        if not self._version_checked:
            self._check_version()
        return self._perform(method, path, body, params or {}, timeout, attempts)

    def disk_full(self) -> EngineError:
        """Return the error for nodes whose disks are nearly full, so that the cluster takes no more writes."""
        return EngineError(sentences.CLUSTER_DISK_FULL.format(cluster=self._cluster_name()))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _check_version(self) -> None:
        version = self._perform("GET", "/", None, {}, None, MAX_ATTEMPTS).get("version", {})
        number = str(version.get("number", ""))
        match = re.match(r"(\d+)\.(\d+)", number)
        if version.get("distribution") != "opensearch" or not match or (int(match[1]), int(match[2])) < MIN_VERSION:
            raise EngineError(
                sentences.CLUSTER_TOO_OLD.format(
                    version=number or sentences.CLUSTER_VERSION_UNKNOWN,
                    distribution=version.get("distribution", sentences.CLUSTER_DISTRIBUTION_UNKNOWN),
                    minimum=".".join(map(str, MIN_VERSION)),
                )
            )
        self._version_checked = True

    def _perform(
        self, method: str, path: str, body: Any, params: Mapping[str, str], timeout: float | None, attempts: int
    ) -> Any:
        sent = None if body is None else json_lines(body if isinstance(body, list) else [body])
        for attempt in range(1, attempts + 1):
            try:
                # The library changes the parameters that it is given.
                return self._client.transport.perform_request(method, path, dict(params), sent, timeout=timeout)
            except TransportError as error:
                if attempt == attempts or not _is_transient(error):
                    raise self._engine_error(error) from error
            except SerializationError as error:
                raise EngineError(sentences.CLUSTER_ANSWER_NOT_JSON.format(cluster=self._cluster_name())) from error
            time.sleep(RETRY_SECONDS * 2**attempt)
        raise AssertionError("unreachable")

    def _cluster_name(self) -> str:
        return sentences.CLUSTER.format(hosts=", ".join(f"{host}:{port}" for host, port in self._address.hosts))

    def _engine_error(self, error: TransportError) -> EngineError:
        cluster = self._cluster_name()
        if isinstance(error, SSLError):
            return EngineError(sentences.CLUSTER_CERTIFICATE_UNTRUSTED.format(cluster=cluster))
        if isinstance(error, ConnectionFailed):
            return EngineError(sentences.CLUSTER_UNREACHABLE.format(cluster=cluster))
        kind, reason = _kind_and_reason(error)
        if error.status_code == 401:
            return EngineError(sentences.CLUSTER_LOGIN_REJECTED.format(cluster=cluster))
        if DISK_FULL.search(reason):
            return self.disk_full()
        if error.status_code == 403:
            return RequestRejected(sentences.CLUSTER_FORBIDDEN.format(cluster=cluster, reason=reason), kind)
        if error.status_code == 404:
            return NotOnCluster(sentences.CLUSTER_NO_SUCH_INDEX.format(cluster=cluster, reason=reason))
        if error.status_code == 429:
            return ClusterNotReady(sentences.CLUSTER_TOO_BUSY.format(cluster=cluster, kind=kind))
        if _is_transient(error) or error.status_code in (502, 503, 504):
            return ClusterNotReady(sentences.CLUSTER_NOT_READY.format(cluster=cluster, kind=kind))
        rejected = sentences.CLUSTER_REQUEST_REJECTED.format(cluster=cluster, kind=kind, reason=reason)
        return RequestRejected(rejected, kind)


def json_lines(bodies: Iterable[Any]) -> bytes:
    """Return bodies as JSON, one a line; bytes are lines already and stay as they are.

    A lone surrogate, which UTF-8 cannot encode, becomes a question mark.
    """
    return b"".join(
        body if isinstance(body, bytes) else f"{_encode(body)}\n".encode("utf-8", "replace") for body in bodies
    )


def _is_transient(error: TransportError) -> bool:
    """Tell whether another node, or the same a little later, may answer."""
    if isinstance(error, ConnectionFailed):
        return False  # the client has tried all nodes already
    if error.status_code == 429:
        return True
    return error.status_code in (500, 503) and any(sign in str(error.info) for sign in _TRANSIENT)


def _kind_and_reason(error: TransportError) -> tuple[str, str]:
    info = error.info if isinstance(error.info, dict) else {}
    details = info.get("error")
    if not isinstance(details, dict):
        return str(error.error), str(details or error.error)
    return str(details.get("type")), str(details.get("reason"))
