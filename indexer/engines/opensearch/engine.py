"""Keep an index on a cluster: one index a generation, built aside, and an alias for the one that answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from indexer.engines.opensearch import mapping as shape
from indexer.engines.opensearch.client import Cluster, NotNow, Refused
from indexer.engines.opensearch.generations import BEAT, Generations
from indexer.engines.opensearch.query_dsl import Known
from indexer.engines.opensearch.reader import OpenSearchReader, averages, health, measures
from indexer.engines.opensearch.url import parsed
from indexer.engines.opensearch.writer import OpenSearchWriter
from indexer.engines.port import EngineError, IncompleteIndex, Login, LostGeneration, NoIndex, UnusableIndex

PATIENCE = 120.0  # seconds for what moves whole indices
COPIES = 60.0  # seconds that copies of shards may take before the index answers without them


class OpenSearchEngine:
    """Answers from the cluster that a URL names, and writes generations into it; `clock` gives seconds since 1970."""

    shared = True

    def __init__(
        self, url: str, fingerprint: str, login: Login = (None, None), *, clock: Callable[[], float] = time.time
    ) -> None:
        self._address = parsed(url, login)
        self._clock = clock
        self._cluster = Cluster(self._address)
        self._generations = Generations(self._cluster, self._address.name, fingerprint)

    def current(self) -> str | None:
        """Return the stamp of the generation that answers now. Raises EngineError."""
        found = self._generations.answering()
        return found[1] if found else None

    def read(self) -> OpenSearchReader:
        """Open the generation that answers now. Raises NoIndex, UnusableIndex, IncompleteIndex or EngineError."""
        index, facts, properties = self._generations.facts()
        body = {"size": 0, "track_total_hits": True, "aggs": measures()}
        try:
            told = self._cluster.ask("POST", f"/{index}/_search", body, {"allow_partial_search_results": "false"})
        except NotNow:
            health(self._cluster, index)  # tells more where it is red
            raise
        long, having = averages(told["aggregations"])
        count = told["hits"]["total"]["value"]
        values, days = _columns(properties)
        known = Known(count, having, frozenset(values), frozenset(days))
        return OpenSearchReader(self._cluster, index, replace(facts, count=count), known, long)

    def verify(self) -> None:
        """Look whether every shard of the generation that answers now can be read: the cluster keeps the checksums.

        Raises NoIndex, UnusableIndex or EngineError.
        """
        index, _, _ = self._generations.facts()
        health(self._cluster, index)
        self.read()

    def merge(self) -> None:
        """Drop generations that nobody reads any more; segments are the cluster's own affair."""
        self._generations.retire(self._clock())

    def write(self, *, fresh: bool) -> AbstractContextManager[OpenSearchWriter]:
        """Publish a new generation when the block ends well; leave the one that answers untouched otherwise."""
        return self._writing(fresh=fresh)

    @contextmanager
    def _writing(self, *, fresh: bool) -> Iterator[OpenSearchWriter]:
        answering = self._generations.answering()
        before = answering[0] if answering else None
        old: tuple[str, Any, Mapping[str, Any]] | None = None
        with suppress(NoIndex, UnusableIndex):  # one of another version stays until this one takes its place
            old = self._generations.facts()
        if fresh:
            old = None
        number = self._generations.next()
        index = self._generations.index(number)
        token = uuid4().hex
        meta = self._generations.meta(number, old[1].change if old else 0, token=token)
        first = self._begin(index, meta, old[0] if old else None)
        try:
            writer = OpenSearchWriter(self._cluster, index, number, meta["change"], first)
            if old:
                writer.know(*_columns(old[2]))
            try:
                with self._alive(index, meta):
                    yield writer
                    writer.finish(old[0] if old else None)
            except EngineError as error:
                writer.cancel()
                self._stands(index, error)
                raise
            except BaseException:
                writer.cancel()
                raise
            self._finish(index, {**meta, "change": writer.change, "last": writer.last, "ready": True})
            self._generations.publish(index, before)
        except BaseException:
            with suppress(EngineError):
                found = self._generations.answering()
                if not found or found[0] != index:
                    self._generations.drop(index)
            raise
        with suppress(EngineError):  # it answers already; the next build drops what is left over
            self._generations.retire(self._clock())

    def _begin(self, index: str, meta: Mapping[str, Any], source: str | None) -> int:
        """Make the index, empty or as the source is, and return the last number of an operation in it."""
        try:
            if source is None:
                body = {"settings": shape.settings(self._address.shards), "mappings": shape.mapping(meta)}
                self._cluster.ask("PUT", f"/{index}", body, patience=PATIENCE)
                return 0
            own = {"auto_expand_replicas": "false", "number_of_replicas": 0, "routing.rebalance.enable": "none"}
            settings = {"index": {"blocks.write": None, **own}}
            self._cluster.ask("PUT", f"/{source}/_clone/{index}", {"settings": settings}, patience=PATIENCE)
        except Refused as error:
            if error.kind != "resource_already_exists_exception":
                raise
            there = self._cluster.ask("GET", f"/{index}/_mapping")[index]["mappings"].get("_meta", {})
            if source is None and there.get("token") != meta["token"]:
                raise self._generations.busy() from error
        if source is None:
            return 0
        told = self._cluster.ask("GET", f"/{source}/_mapping")[source]["mappings"]["_meta"]
        self._generations.mark(index, meta)
        return int(told["last"])

    def _finish(self, index: str, meta: Mapping[str, Any]) -> None:
        """Give the index its copies and let nobody write into it."""
        # Copies are made of files: what is in none yet would come to them without its terms, which no source keeps.
        told = self._cluster.ask("POST", f"/{index}/_flush", patience=PATIENCE)
        if told["_shards"]["failed"]:
            raise EngineError(
                f"Cụm chưa ghi được hết chỉ mục mới {index} xuống đĩa: chỉ mục đang dùng vẫn nguyên; "
                "hãy xem nhật ký của cụm rồi chạy lại."
            )
        settings = {"index": {"auto_expand_replicas": "0-1", "blocks.write": True, "routing.rebalance.enable": None}}
        self._cluster.ask("PUT", f"/{index}/_settings", settings, patience=PATIENCE)
        asked = {"wait_for_status": "green", "timeout": f"{COPIES:.0f}s"}
        with suppress(EngineError):  # copies may come later: all is there once
            self._cluster.ask("GET", f"/_cluster/health/{index}", params=asked, patience=COPIES + 10, tries=1)
        self._stands(index)
        self._generations.mark(index, meta)

    def _stands(self, index: str, trouble: EngineError | None = None) -> None:
        """Look whether nodes hold every part of an index that is being built: it has no copies until it is whole.

        Raises LostGeneration.
        """
        try:
            health(self._cluster, index)
        except (IncompleteIndex, UnusableIndex) as error:
            raise LostGeneration(
                f"Cụm đã mất một nút giữ chỉ mục đang lập {index}: chỉ mục đang dùng vẫn nguyên; "
                "hãy chạy lại lệnh này khi cụm đã ổn định."
            ) from trouble or error
        except EngineError:
            if trouble is None:
                raise

    @contextmanager
    def _alive(self, index: str, meta: Mapping[str, Any]) -> Iterator[None]:
        """Give signs of life while the block lasts, so that another builder knows of this one."""
        done = Event()

        def beat() -> None:
            count = 0
            while not done.wait(BEAT):
                count += 1
                with suppress(EngineError):
                    self._generations.mark(index, {**meta, "beat": count})

        thread = Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


def _columns(properties: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    return list(properties["values"].get("properties", {})), list(properties["days"].get("properties", {}))
