"""Write a generation: records in bulk from several threads, none lost in silence, all counted at the end."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from indexer.engines.opensearch import mapping as shape
from indexer.engines.opensearch.client import FULL, Cluster, NotNow, lines
from indexer.engines.port import EngineError, Record

BULK = 4 * 2**20  # bytes that are sent together
THREADS = 3  # that send at once
WAITING = 2 * THREADS  # bulks that wait to be sent; whoever brings more waits too
TRIES = 8  # times that a record is sent to a cluster that has no time for it
PAUSE = 0.1  # seconds before the second time; twice as long before each further one
PATIENCE = 120.0  # seconds for one bulk
ABSENT = "10s"  # that a cluster waits each time for a node with a part of the index: it may be starting again
SAMPLE = 32  # records that are read again before the index may answer
TOGETHER = 1000  # ids that are looked for in one question
NAMED = 5  # refused records that a sentence names
TOLD = {"filter_path": "items.*.status,items.*.result,items.*.error.type,items.*.error.reason"}

Operation = tuple[str, int, bytes]  # id, number of the operation, its lines


class OpenSearchWriter:
    """Takes records into an index that is being built; operations are numbered, so that the last one of an id wins
    in whatever order they arrive."""

    def __init__(self, cluster: Cluster, index: str, generation: int, change: int, first: int) -> None:
        self.generation = generation
        self.change = change
        self.last = first
        self._cluster = cluster
        self._index = index
        self._columns: tuple[set[str], set[str]] = (set(), set())
        self._there: dict[str, bool] = {}
        self._sample: dict[str, str] = {}
        self._put = 0
        self._choice = random.Random(generation)  # noqa: S311 (a sample, no secret)
        self._pool = ThreadPoolExecutor(THREADS, "opensearch-bulk")
        self._sent: set[Future[dict[str, str]]] = set()
        self._bulk: list[Operation] = []
        self._size = 0
        self._refused: dict[str, str] = {}

    def put(self, records: Iterable[Record]) -> None:
        """Send records, the last of one id counts. Raises EngineError where the cluster does not take them."""
        for record in records:
            self._know(record)
            made = shape.document(record)
            self._put += 1
            self._there[record.id] = True
            self._choose(record.id, made["stored"])
            action = {"index": {"_id": record.id, "version": self._number(), "version_type": "external"}}
            self._add(record.id, lines([action, made]))

    def delete(self, ids: Iterable[str]) -> None:
        """Delete records; ids that are not there are passed over."""
        for id in ids:
            self._there[id] = False
            self._sample.pop(id, None)
            action = {"delete": {"_id": id, "version": self._number(), "version_type": "external"}}
            self._add(id, lines([action]))

    def seen(self, change: int) -> None:
        """Remember the last change of the store that is in."""
        self.change = change

    def finish(self, before: str | None) -> None:
        """Wait until all is in and searchable, and look whether it is; `before` is the index that this one was
        made of. Raises EngineError, which names what the cluster refused, or says what is missing."""
        self._send()
        while self._sent:
            self._gather()
        self._pool.shutdown()
        if self._refused:
            named = "; ".join(f"{id}: {why}" for id, why in list(self._refused.items())[:NAMED])
            raise EngineError(
                f"Cụm không nhận {len(self._refused)} bản ghi ({named}): chỉ mục đang dùng vẫn nguyên; "
                "hãy sửa hoặc bỏ các văn bản ấy rồi chạy lại."
            )
        self._cluster.ask("POST", f"/{self._index}/_refresh", patience=PATIENCE)
        there = [id for id, stays in self._there.items() if stays]
        wanted = len(there)
        if before:
            wanted += self._count(before, {"match_all": {}}) - self._having(before, list(self._there))
        found = self._count(self._index, {"match_all": {}})
        if found != wanted or self._having(self._index, there) != len(there):
            raise self._incomplete(f"có {found} bản ghi, phải là {wanted}")
        for one in self._read() if self._sample else ():
            if one.get("_source", {}).get("stored") != self._sample[one["_id"]]:
                raise self._incomplete(f"bản ghi {one['_id']} không như đã gửi")

    def cancel(self) -> None:
        """Stop sending."""
        self._pool.shutdown(cancel_futures=True)

    def know(self, columns: Iterable[str], days: Iterable[str]) -> None:
        """Take note of columns that the mapping has."""
        self._columns[0].update(columns)
        self._columns[1].update(days)

    def _know(self, record: Record) -> None:
        values, days = record.values.keys() - self._columns[0], record.days.keys() - self._columns[1]
        if values or days:
            added = {"properties": shape.columns(sorted(values), sorted(days))}
            self._cluster.ask("PUT", f"/{self._index}/_mapping", added)
            self.know(values, days)

    def _number(self) -> int:
        self.last += 1
        return self.last

    def _choose(self, id: str, stored: str) -> None:
        """Keep each record with the same chance, those of the first ones for certain."""
        if id in self._sample or len(self._sample) < SAMPLE:
            self._sample[id] = stored
        elif self._choice.random() * self._put < SAMPLE:
            self._sample.pop(self._choice.choice(list(self._sample)))
            self._sample[id] = stored

    def _add(self, id: str, text: bytes) -> None:
        self._bulk.append((id, self.last, text))
        self._size += len(text)
        if self._size >= BULK:
            self._send()

    def _send(self) -> None:
        if not self._bulk:
            return
        while len(self._sent) >= WAITING:
            self._gather()
        self._sent.add(self._pool.submit(self._deliver, self._bulk))
        self._bulk, self._size = [], 0

    def _gather(self) -> None:
        done, self._sent = wait(self._sent, return_when=FIRST_COMPLETED)
        for one in done:
            self._refused |= one.result()

    def _deliver(self, bulk: list[Operation]) -> dict[str, str]:
        """Send operations until each is done, and return why the cluster refuses the others, by their ids.

        Raises EngineError where it has no time or no node for them however often they are sent.
        """
        for turn in range(1, TRIES + 1):
            try:
                bulk, refused = self._try(bulk)
            except NotNow:
                if turn == TRIES:
                    raise
            else:
                if not bulk or (refused.keys() == {id for id, _, _ in bulk} and turn > 1):
                    return refused
            if turn < TRIES:
                time.sleep(PAUSE * 2**turn)
        raise self._incomplete(f"cụm không nhận {len(bulk)} bản ghi dù đã gửi {TRIES} lần")

    def _try(self, bulk: list[Operation]) -> tuple[list[Operation], dict[str, str]]:
        """Send operations once; return those that are not done, and what is wrong with records that cannot be."""
        body: list[Any] = [text for _, _, text in bulk]
        path, asked = f"/{self._index}/_bulk", {"timeout": ABSENT, **TOLD}
        answer = self._cluster.ask("POST", path, body, asked, patience=PATIENCE, tries=1)
        outcomes = [next(iter(item.values())) for item in answer["items"]]
        left = [(one, outcome) for one, outcome in zip(bulk, outcomes, strict=True) if not _done(outcome)]
        if any(FULL.search(_why(outcome)) for _, outcome in left):
            raise self._cluster.full()
        return [one for one, _ in left], {one[0]: _why(outcome) for one, outcome in left if outcome["status"] == 400}

    def _having(self, index: str, ids: list[str]) -> int:
        parts = (ids[start : start + TOGETHER] for start in range(0, len(ids), TOGETHER))
        return sum(self._count(index, {"terms": {"id": part}}) for part in parts)

    def _read(self) -> list[Any]:
        body, asked = {"ids": list(self._sample)}, {"_source_includes": "stored"}
        found: list[Any] = self._cluster.ask("POST", f"/{self._index}/_mget", body, asked)["docs"]
        return found

    def _count(self, index: str, query: Mapping[str, Any]) -> int:
        told = self._cluster.ask("POST", f"/{index}/_count", {"query": query}, patience=PATIENCE)
        if told["_shards"]["successful"] != told["_shards"]["total"]:
            raise self._incomplete(f"có mảnh của {index} không đếm được")
        return int(told["count"])

    def _incomplete(self, how: str) -> EngineError:
        return EngineError(
            f"Chỉ mục mới {self._index} không đủ ({how}) nên không được dùng: chỉ mục đang dùng vẫn nguyên; "
            "hãy xem nhật ký của cụm rồi chạy lại."
        )


def _done(outcome: Mapping[str, Any]) -> bool:
    """Tell whether an operation has done its work: also where a later one did, or where nothing was to delete."""
    return outcome["status"] < 300 or outcome["status"] == 409 or outcome.get("result") == "not_found"


def _why(outcome: Mapping[str, Any]) -> str:
    error = outcome.get("error", {})
    return str(error.get("reason") or error.get("type")) if isinstance(error, dict) else str(error)
