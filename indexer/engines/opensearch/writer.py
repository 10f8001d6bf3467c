"""Write a generation: records in bulk requests from several threads, checked and counted at the end."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from indexer.engines import sentences
from indexer.engines.opensearch import mapping
from indexer.engines.opensearch.client import DISK_FULL, ClusterClient, ClusterNotReady, json_lines
from indexer.engines.port import EngineError, Record

BULK_BYTES = 4 * 2**20  # of operations that are sent together
SENDERS = 3  # threads that send bulks at once
MAX_PENDING_BULKS = 2 * SENDERS  # being sent or waiting for a thread; a caller who brings more waits too
MAX_ATTEMPTS = 8  # to send a record to a cluster that has no time for it
RETRY_SECONDS = 0.1  # doubled with every attempt: 0.2 before the second one
BULK_TIMEOUT = 120.0  # seconds
SHARD_TIMEOUT = "10s"  # that a cluster waits in each bulk for a node with a shard: it may be restarting
SAMPLE_SIZE = 32  # records that are read back before the index may answer
MAX_COUNTED_IDS = 1000  # in one request
MAX_NAMED_RECORDS = 5  # rejected ones in a sentence
_OUTCOMES = {"filter_path": "items.*.status,items.*.result,items.*.error.type,items.*.error.reason"}

Operation = tuple[str, int, bytes]  # id, version, lines of the bulk


class OpenSearchWriter:
    """Writes records into an index that is being built.

    Operations are numbered as versions, so that the last operation of an id wins in whatever order they arrive.
    """

    def __init__(self, client: ClusterClient, index: str, generation: int, change: int, last_version: int) -> None:
        self.generation = generation
        self.change = change
        self.last_version = last_version
        self._client = client
        self._index = index
        self._columns: tuple[set[str], set[str]] = (set(), set())
        self._present: dict[str, bool] = {}  # by id: put last, or deleted last
        self._sample: dict[str, str] = {}  # what is stored, by id
        self._put_count = 0
        self._random = random.Random(generation)  # noqa: S311 (a sample, no secret)
        self._pool = ThreadPoolExecutor(SENDERS, "opensearch-bulk")
        self._pending: set[Future[dict[str, str]]] = set()
        self._bulk: list[Operation] = []
        self._size = 0
        self._rejected: dict[str, str] = {}

    def put(self, records: Sequence[Record]) -> None:
        """Send records; the last record of an id counts. Raises EngineError where the cluster does not take them."""
        for record in records:
            self._add_columns_of(record)
            document = mapping.to_document(record)
            self._put_count += 1
            self._present[record.id] = True
            self._consider_for_sample(record.id, document["stored"])
            action = {"index": {"_id": record.id, "version": self._next_version(), "version_type": "external"}}
            self._append(record.id, json_lines([action, document]))

    def delete(self, ids: Sequence[str]) -> None:
        """Delete records; unknown ids are ignored."""
        for id in ids:
            self._present[id] = False
            self._sample.pop(id, None)
            action = {"delete": {"_id": id, "version": self._next_version(), "version_type": "external"}}
            self._append(id, json_lines([action]))

    def seen(self, change: int) -> None:
        """Set the last change of the store that the generation contains."""
        self.change = change

    def finish(self, source: str | None) -> None:
        """Wait until all is written and searchable, and check it; `source` is the index that it was cloned from.

        Raises EngineError, which names the records that the cluster rejected, or says what is missing.
        """
        self._send()
        while self._pending:
            self._collect()
        self._pool.shutdown()
        if self._rejected:
            reasons = "; ".join(f"{id}: {reason}" for id, reason in list(self._rejected.items())[:MAX_NAMED_RECORDS])
            raise EngineError(sentences.CLUSTER_RECORDS_REJECTED.format(count=len(self._rejected), reasons=reasons))
        self._client.request("POST", f"/{self._index}/_refresh", timeout=BULK_TIMEOUT)
        present = [id for id, is_present in self._present.items() if is_present]
        expected = len(present)
        if source:
            expected += self._count(source, {"match_all": {}}) - self._count_ids(source, list(self._present))
        count = self._count(self._index, {"match_all": {}})
        if count != expected or self._count_ids(self._index, present) != len(present):
            raise self._incomplete(sentences.CLUSTER_WRONG_COUNT.format(count=count, expected=expected))
        for document in self._read_sample() if self._sample else ():
            if document.get("_source", {}).get("stored") != self._sample[document["_id"]]:
                raise self._incomplete(sentences.CLUSTER_RECORD_DIFFERS.format(id=document["_id"]))

    def cancel(self) -> None:
        """Stop sending, after the bulks that are under way."""
        self._pool.shutdown(cancel_futures=True)

    def add_columns(self, values: Iterable[str], days: Iterable[str]) -> None:
        """Record columns that the mapping has already."""
        self._columns[0].update(values)
        self._columns[1].update(days)

    def _add_columns_of(self, record: Record) -> None:
        values, days = record.values.keys() - self._columns[0], record.days.keys() - self._columns[1]
        if values or days:
            added = {"properties": mapping.column_mappings(sorted(values), sorted(days))}
            self._client.request("PUT", f"/{self._index}/_mapping", added)
            self.add_columns(values, days)

    def _next_version(self) -> int:
        self.last_version += 1
        return self.last_version

    def _consider_for_sample(self, id: str, stored: str) -> None:
        """Take each record into the sample with the same chance, and the first ones for certain."""
        if id in self._sample or len(self._sample) < SAMPLE_SIZE:
            self._sample[id] = stored
        elif self._random.random() * self._put_count < SAMPLE_SIZE:
            self._sample.pop(self._random.choice(list(self._sample)))
            self._sample[id] = stored

    def _append(self, id: str, lines: bytes) -> None:
        self._bulk.append((id, self.last_version, lines))
        self._size += len(lines)
        if self._size >= BULK_BYTES:
            self._send()

    def _send(self) -> None:
        if not self._bulk:
            return
        while len(self._pending) >= MAX_PENDING_BULKS:
            self._collect()
        self._pending.add(self._pool.submit(self._deliver, self._bulk))
        self._bulk, self._size = [], 0

    def _collect(self) -> None:
        done, self._pending = wait(self._pending, return_when=FIRST_COMPLETED)
        for future in done:
            self._rejected |= future.result()

    def _deliver(self, bulk: list[Operation]) -> dict[str, str]:
        """Send operations until each is done, and return why the cluster rejects the others, by their ids.

        Raises EngineError where it has no time or no node for them in MAX_ATTEMPTS.
        """
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                bulk, rejected = self._send_once(bulk)
            except ClusterNotReady:
                if attempt == MAX_ATTEMPTS:
                    raise
            else:
                if not bulk or (rejected.keys() == {id for id, _, _ in bulk} and attempt > 1):
                    return rejected
            if attempt < MAX_ATTEMPTS:
                time.sleep(RETRY_SECONDS * 2**attempt)
        reason = sentences.CLUSTER_BULK_NOT_TAKEN.format(count=len(bulk), attempts=MAX_ATTEMPTS)
        raise self._incomplete(reason)

    def _send_once(self, bulk: list[Operation]) -> tuple[list[Operation], dict[str, str]]:
        """Send operations; return those that are not done, and why by id for records that the cluster rejects."""
        body: list[Any] = [lines for _, _, lines in bulk]
        path, params = f"/{self._index}/_bulk", {"timeout": SHARD_TIMEOUT, **_OUTCOMES}
        answer = self._client.request("POST", path, body, params, timeout=BULK_TIMEOUT, attempts=1)
        outcomes = [next(iter(item.values())) for item in answer["items"]]
        left = [
            (operation, outcome) for operation, outcome in zip(bulk, outcomes, strict=True) if not _is_done(outcome)
        ]
        if any(DISK_FULL.search(_reason(outcome)) for _, outcome in left):
            raise self._client.disk_full()
        rejected = {operation[0]: _reason(outcome) for operation, outcome in left if outcome["status"] == 400}
        return [operation for operation, _ in left], rejected

    def _count_ids(self, index: str, ids: list[str]) -> int:
        parts = (ids[start : start + MAX_COUNTED_IDS] for start in range(0, len(ids), MAX_COUNTED_IDS))
        return sum(self._count(index, {"terms": {"id": part}}) for part in parts)

    def _read_sample(self) -> list[Any]:
        body, params = {"ids": list(self._sample)}, {"_source_includes": "stored"}
        documents: list[Any] = self._client.request("POST", f"/{self._index}/_mget", body, params)["docs"]
        return documents

    def _count(self, index: str, query: Mapping[str, Any]) -> int:
        answer = self._client.request("POST", f"/{index}/_count", {"query": query}, timeout=BULK_TIMEOUT)
        if answer["_shards"]["successful"] != answer["_shards"]["total"]:
            raise self._incomplete(sentences.CLUSTER_SHARDS_NOT_COUNTED.format(index=index))
        return int(answer["count"])

    def _incomplete(self, reason: str) -> EngineError:
        return EngineError(sentences.CLUSTER_INDEX_INCOMPLETE.format(index=self._index, reason=reason))


def _is_done(outcome: Mapping[str, Any]) -> bool:
    """Tell whether an operation has its effect: also where a later operation has, or nothing was there to delete."""
    return outcome["status"] < 300 or outcome["status"] == 409 or outcome.get("result") == "not_found"


def _reason(outcome: Mapping[str, Any]) -> str:
    error = outcome.get("error", {})
    return str(error.get("reason") or error.get("type")) if isinstance(error, dict) else str(error)
