"""Store an index on a cluster: each generation is an index of its own, and an alias points to the one that answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from indexer.engines import sentences
from indexer.engines.opensearch import mapping
from indexer.engines.opensearch.client import ClusterClient, ClusterNotReady, RequestRejected
from indexer.engines.opensearch.field_lengths import field_lengths, field_lengths_query
from indexer.engines.opensearch.generations import HEARTBEAT_SECONDS, Generations
from indexer.engines.opensearch.query_dsl import IndexStatistics
from indexer.engines.opensearch.reader import OpenSearchReader, health
from indexer.engines.opensearch.url import parse_url
from indexer.engines.opensearch.writer import OpenSearchWriter
from indexer.engines.port import EngineError, IncompleteIndex, Login, LostGeneration, NoIndex, UnusableIndex

INDEX_TIMEOUT = 120.0  # seconds for requests that create, clone or flush a whole index
REPLICA_TIMEOUT = 60.0  # seconds that replicas may take before the index answers without them


class OpenSearchEngine:
    """Answers from the cluster that a URL names, and writes generations into it.

    `clock` gives seconds since 1970. Raises EngineError for a URL that cannot be parsed.
    """

    shared = True

    def __init__(
        self, url: str, fingerprint: str, login: Login = (None, None), *, clock: Callable[[], float] = time.time
    ) -> None:
        self._address = parse_url(url, login)
        self._clock = clock
        self._client = ClusterClient(self._address)
        self._generations = Generations(self._client, self._address.name, fingerprint)

    def current(self) -> str | None:
        """Return the stamp of the generation that answers now. Raises EngineError."""
        answering = self._generations.answering()
        return answering[1] if answering else None

    def read(self) -> OpenSearchReader:
        """Open the generation that answers now. Raises NoIndex, UnusableIndex, IncompleteIndex or EngineError."""
        index, info, properties = self._generations.read_answering()
        body = {"size": 0, "track_total_hits": True, "aggs": field_lengths_query()}
        try:
            params = {"allow_partial_search_results": "false"}
            answer = self._client.request("POST", f"/{index}/_search", body, params)
        except ClusterNotReady:
            health(self._client, index)  # raises a more telling error where the index is red
            raise
        averages, doc_counts = field_lengths(answer["aggregations"])
        count = answer["hits"]["total"]["value"]
        values, days = _columns(properties)
        statistics = IndexStatistics(count, doc_counts, frozenset(values), frozenset(days))
        return OpenSearchReader(self._client, index, replace(info, count=count), statistics, averages)

    def verify(self) -> None:
        """Check that every shard of the generation that answers now can be read: the cluster verifies the checksums.

        Raises NoIndex, UnusableIndex or EngineError.
        """
        index, _, _ = self._generations.read_answering()
        health(self._client, index)
        self.read()

    def merge(self) -> None:
        """Drop generations replaced some time ago (`Generations.retire`); the cluster merges segments by itself."""
        self._generations.retire(self._clock())

    def write(self, *, fresh: bool) -> AbstractContextManager[OpenSearchWriter]:
        """Publish a new generation when the block ends well; otherwise the current one stays untouched."""
        return self._write(fresh=fresh)

    @contextmanager
    def _write(self, *, fresh: bool) -> Iterator[OpenSearchWriter]:
        answering = self._generations.answering()
        previous = answering[0] if answering else None
        source: tuple[str, Any, Mapping[str, Any]] | None = None
        with suppress(NoIndex, UnusableIndex):  # a generation of another version answers until it is replaced
            source = self._generations.read_answering()
        if fresh:
            source = None
        number = self._generations.next_number()
        index = self._generations.index(number)
        meta = self._generations.new_meta(number, source[1].change if source else 0, uuid4().hex)
        last_version = self._create(index, meta, source[0] if source else None)
        try:
            writer = OpenSearchWriter(self._client, index, number, meta["change"], last_version)
            if source:
                writer.seen(source[1].change, source[1].store, source[1].chain)
                writer.add_columns(*_columns(source[2]))
            try:
                with self._heartbeat(index, meta):
                    yield writer
                    writer.finish(source[0] if source else None)
            except EngineError as error:
                writer.cancel()
                self._check_shards(index, error)
                raise
            except BaseException:
                writer.cancel()
                raise
            seen = {"change": writer.change, "store": writer.store, "chain": writer.chain}
            self._complete(index, {**meta, **seen, "last": writer.last_version, "ready": True})
            self._generations.publish(index, previous)
        except BaseException:
            with suppress(EngineError):
                answering = self._generations.answering()
                if not answering or answering[0] != index:
                    self._generations.drop(index)
            raise
        with suppress(EngineError):  # the new index answers already; the next build drops what is left over
            self._generations.retire(self._clock())

    def _create(self, index: str, meta: Mapping[str, Any], source: str | None) -> int:
        """Create the index, empty or as a clone of `source`, and return the last version of a document in it."""
        try:
            if source is None:
                body = {
                    "settings": mapping.index_settings(self._address.shards),
                    "mappings": mapping.index_mappings(meta),
                }
                self._client.request("PUT", f"/{index}", body, timeout=INDEX_TIMEOUT)
                return 0
            replicas = {"auto_expand_replicas": "false", "number_of_replicas": 0, "routing.rebalance.enable": "none"}
            settings = {"index": {"blocks.write": None, **replicas}}
            self._client.request("PUT", f"/{source}/_clone/{index}", {"settings": settings}, timeout=INDEX_TIMEOUT)
        except RequestRejected as error:
            if error.kind != "resource_already_exists_exception":
                raise
            # It may exist by our own request, whose answer was lost.
            existing = self._client.request("GET", f"/{index}/_mapping")[index]["mappings"].get("_meta", {})
            if source is None and existing.get("token") != meta["token"]:
                raise self._generations.other_builder() from error
        if source is None:
            return 0
        source_meta = self._client.request("GET", f"/{source}/_mapping")[source]["mappings"]["_meta"]
        self._generations.write_meta(index, meta)
        return int(source_meta["last"])

    def _complete(self, index: str, meta: Mapping[str, Any]) -> None:
        """Give the index its replicas and block further writes."""
        # Replicas are copies of files, as the index has no source to send: all must be in files first.
        answer = self._client.request("POST", f"/{index}/_flush", timeout=INDEX_TIMEOUT)
        if answer["_shards"]["failed"]:
            raise EngineError(sentences.CLUSTER_FLUSH_FAILED.format(index=index))
        settings = {"index": {"auto_expand_replicas": "0-1", "blocks.write": True, "routing.rebalance.enable": None}}
        self._client.request("PUT", f"/{index}/_settings", settings, timeout=INDEX_TIMEOUT)
        params = {"wait_for_status": "green", "timeout": f"{REPLICA_TIMEOUT:.0f}s"}
        with suppress(EngineError):  # replicas may come later: all is there once
            path, timeout = f"/_cluster/health/{index}", REPLICA_TIMEOUT + 10
            self._client.request("GET", path, params=params, timeout=timeout, attempts=1)
        self._check_shards(index)
        self._generations.write_meta(index, meta)

    def _check_shards(self, index: str, trouble: EngineError | None = None) -> None:
        """Check that nodes hold every shard of an index that is being built: it has no replicas until it is complete.

        Raises LostGeneration, from `trouble` where this explains an earlier error.
        """
        try:
            health(self._client, index)
        except (IncompleteIndex, UnusableIndex) as error:
            raise LostGeneration(sentences.CLUSTER_NODE_LOST.format(index=index)) from trouble or error
        except EngineError:
            if trouble is None:
                raise

    @contextmanager
    def _heartbeat(self, index: str, meta: Mapping[str, Any]) -> Iterator[None]:
        """Write heartbeats into the index's `_meta` while the block lasts, so that other builders notice this one."""
        done = Event()

        def beat() -> None:
            count = 0
            while not done.wait(HEARTBEAT_SECONDS):
                count += 1
                with suppress(EngineError):
                    self._generations.write_meta(index, {**meta, "beat": count})

        thread = Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


def _columns(properties: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return the columns of values and of days that a mapping has."""
    return list(properties["values"].get("properties", {})), list(properties["days"].get("properties", {}))
