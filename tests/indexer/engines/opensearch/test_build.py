"""Whatever a cluster loses or refuses during a build, a complete generation answers: the new one or the old one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count

import pytest

from corpus.store import Store
from indexer.engines.factory import open_engine
from indexer.engines.opensearch import client, engine, writer
from indexer.engines.port import Engine, EngineError, Reader, SearchRequest
from indexer.engines.query_tree import Everything
from indexer.indexing.build import READ_SHARE, build
from indexer.indexing.fingerprint import fingerprint
from tests.support import sample
from tests.support.cluster_index import HOI, filled, index_name, records
from tests.support.faulty_proxy import NodeAnswer, NodeRequest, Spoil, spoiled
from tests.support.opensearch import Cluster

NEW = "000002"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    stored = sample.stored_sample(tmp_path_factory.mktemp("store"))
    yield stored
    stored.close()


@pytest.fixture
def small_bulks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let records go in many small bulks, and lost nodes be given up sooner than in real life.

    As many bulks are pending as are sent at once: those that waited for a thread would be given up only after these.
    """
    monkeypatch.setattr(writer, "BULK_BYTES", 10_000)
    monkeypatch.setattr(writer, "MAX_PENDING_BULKS", writer.SENDERS)
    monkeypatch.setattr(writer, "SHARD_TIMEOUT", "1s")
    monkeypatch.setattr(writer, "MAX_ATTEMPTS", 3)
    monkeypatch.setattr(engine, "REPLICA_TIMEOUT", 1)


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let as many attempts follow each other as always, but ten times as fast."""
    monkeypatch.setattr(writer, "RETRY_SECONDS", writer.RETRY_SECONDS / 10)
    monkeypatch.setattr(client, "RETRY_SECONDS", client.RETRY_SECONDS / 10)


def stored_by_id(reader: Reader) -> dict[str, bytes]:
    answer = reader.search(SearchRequest(Everything(), sort="newest", size=1000))
    assert len(answer.hits) == answer.total == reader.info.count
    return dict(reader.get(hit.id for hit in answer.hits))


@pytest.mark.parametrize(("role", "moment"), [("manager", "sending"), ("holder", "sending"), ("holder", "copying")])
@pytest.mark.usefixtures("small_bulks")
def test_a_build_that_loses_a_node_ends_well_on_the_others(
    cluster: Cluster, store: Store, role: str, moment: str
) -> None:
    index, killed = index_name(), list[int]()
    old = filled(cluster.url(index, shards=2), 10).read()

    def kill() -> None:
        listing = "cluster_manager" if role == "manager" else f"shards/{index}-{NEW}"
        killed.append(int(cluster.request("GET", f"/_cat/{listing}?format=json")[0]["node"].removeprefix("n")))
        cluster.kill(killed[0])

    def show(documents: int, share: float | None) -> None:
        if moment == "sending" and share and share > READ_SHARE and not killed:  # some records are sent, others are not
            kill()

    def spoil(request: NodeRequest) -> NodeAnswer | None:
        if moment == "copying" and request.path == f"/{index}-{NEW}/_settings" and not killed:
            kill()
        return request.answer()

    try:
        with spoiled(cluster.ports, spoil) as hosts:
            spoiled_engine = open_engine(f"opensearch+http://{hosts}/{index}?shards=2", fingerprint())
            build(store, spoiled_engine, fresh=True, show=show, processes=1)
            assert killed
            built = stored_by_id(spoiled_engine.read())
            assert old.search(SearchRequest(HOI)).total == 10
    finally:
        for victim in killed:
            cluster.start(victim)
    oracle = open_engine("memory:", fingerprint())
    build(store, oracle, processes=1)
    assert built == stored_by_id(oracle.read())
    cluster.wait()


def rewritten(cluster: Cluster, spoil: Spoil, count: int = 300) -> Engine:
    """Return an index of ten records that was written anew, with so many, through nodes that `spoil` spoils."""
    index = index_name()
    whole = filled(cluster.url(index), 10)
    with spoiled(cluster.ports, spoil) as hosts:
        spoiled_engine = open_engine(f"opensearch+http://{hosts}/{index}", "f1")
        try:
            with spoiled_engine.write(fresh=True) as index_writer:
                index_writer.put(records(count))
                index_writer.delete(["d0", "not-there"])
        except EngineError as error:
            assert whole.read().search(SearchRequest(HOI)).total == 10
            left = {row["index"] for row in cluster.request("GET", f"/_cat/indices/{index}-*?format=json")}
            assert left == {f"{index}-000001"}
            raise error
    return whole


def operations(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the operations of a bulk: the action with the id of its record, and the lines."""
    lines = iter(body.splitlines(keepends=True))
    for line in lines:
        [(action, details)] = json.loads(line).items()
        yield f"{action} {details['_id']}", line + (next(lines) if action == "index" else b"")


@pytest.mark.usefixtures("small_bulks", "quick_retries")
def test_records_that_a_busy_cluster_bounces_are_sent_again(cluster: Cluster) -> None:
    bounced: set[str] = set()
    busy = {"status": 429, "error": {"type": "es_rejected_execution_exception", "reason": "rejected execution"}}

    def spoil(request: NodeRequest) -> NodeAnswer | None:
        if "/_bulk" not in request.path:
            return request.answer()
        if not bounced:
            bounced.add("the whole bulk")
            return 429, json.dumps({"status": 429, "error": busy["error"]}).encode()
        all_lines = dict(operations(request.body))
        now = {operation for operation in all_lines if operation[-1] in "0369"} - bounced
        bounced.update(now)
        taken = [lines for operation, lines in all_lines.items() if operation not in now]
        items = iter(json.loads(request.answer(b"".join(taken))[1])["items"] if taken else [])
        answered = [{operation.split()[0]: busy} if operation in now else next(items) for operation in all_lines]
        return 200, json.dumps({"errors": True, "items": answered}).encode()

    assert rewritten(cluster, spoil).read().search(SearchRequest(HOI)).total == 299
    assert len(bounced) > 100


@pytest.mark.usefixtures("small_bulks", "quick_retries")
def test_a_cluster_that_stays_busy_leaves_the_old_generation(cluster: Cluster) -> None:
    busy = json.dumps({"status": 429, "error": {"type": "circuit_breaking_exception", "reason": "Data too large"}})
    with pytest.raises(EngineError, match="quá bận"):
        rewritten(cluster, lambda request: (429, busy.encode()) if "/_bulk" in request.path else request.answer())


@pytest.mark.usefixtures("small_bulks")
def test_rejected_records_are_named_and_leave_the_old_generation(cluster: Cluster) -> None:
    def spoil(request: NodeRequest) -> NodeAnswer | None:
        return request.answer(request.body.replace(b'{"id":"d7"', b'{"unknown":1,"id":"d7"'))

    with pytest.raises(EngineError, match=r"không nhận 1 bản ghi \(d7: .*\[unknown\]") as raised:
        rewritten(cluster, spoil)
    assert "hãy sửa hoặc bỏ" in str(raised.value)


@pytest.mark.parametrize("lost", ["question", "answer"])
@pytest.mark.usefixtures("small_bulks")
def test_a_connection_cut_within_a_bulk_loses_and_doubles_no_record(cluster: Cluster, lost: str) -> None:
    number = count()

    def spoil(request: NodeRequest) -> NodeAnswer | None:
        if "/_bulk" not in request.path or next(number) % 4:
            return request.answer()
        if lost == "answer":
            request.answer()
        return None

    stored = stored_by_id(rewritten(cluster, spoil).read())
    assert stored == {f"d{i}": f"{i}".encode() for i in range(1, 300)}
    assert next(number) > 4
