"""Whatever a cluster loses or refuses while an index is built, what answers is whole: the new generation or the old."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count

import pytest

from corpus.store import Store
from indexer.engines.factory import open_engine
from indexer.engines.opensearch import writer
from indexer.engines.port import Engine, EngineError, Reader, SearchRequest
from indexer.engines.query_tree import Everything
from indexer.indexing.build import READ_SHARE, build
from indexer.indexing.fingerprint import fingerprint
from tests.indexer.engines.opensearch.test_generations import HOI, filled, name, records, said
from tests.support import sample as service
from tests.support.faulty_proxy import Answer, Asked, Spoil, between
from tests.support.opensearch import Cluster

NEW = "000002"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    stored = service.stored_sample(tmp_path_factory.mktemp("store"))
    yield stored
    stored.close()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let records go in many small bulks, and lost nodes be given up sooner than in real life."""
    monkeypatch.setattr(writer, "BULK", 10_000)
    monkeypatch.setattr(writer, "ABSENT", "1s")
    monkeypatch.setattr(writer, "TRIES", 3)
    monkeypatch.setattr("indexer.engines.opensearch.engine.COPIES", 2)


def everything(reader: Reader) -> dict[str, bytes]:
    found = reader.search(SearchRequest(Everything(), sort="newest", size=1000))
    assert len(found.hits) == found.total == reader.info.count
    return dict(reader.get(hit.id for hit in found.hits))


@pytest.mark.parametrize(("role", "moment"), [("manager", "sending"), ("holder", "sending"), ("holder", "copying")])
@pytest.mark.usefixtures("quick")
def test_a_build_that_loses_a_node_ends_well_on_the_others(
    cluster: Cluster, store: Store, role: str, moment: str
) -> None:
    cluster.wait()
    index, killed = name(), list[int]()
    old = filled(cluster.url(index, shards=2), 10).read()

    def kill() -> None:
        asked = "cluster_manager" if role == "manager" else f"shards/{index}-{NEW}"
        killed.append(int(said(cluster, "GET", f"/_cat/{asked}?format=json")[0]["node"].removeprefix("n")))
        cluster.kill(killed[0])

    def show(documents: int, share: float | None) -> None:
        if moment == "sending" and share and share > READ_SHARE and not killed:  # some records are sent, others are not
            kill()

    def spoil(asked: Asked) -> Answer | None:
        if moment == "copying" and asked.path == f"/{index}-{NEW}/_settings" and not killed:
            kill()
        return asked.answer()

    try:
        with between(cluster.ports, spoil) as hosts:
            engine = open_engine(f"opensearch+http://{hosts}/{index}?shards=2", fingerprint())
            build(store, engine, fresh=True, show=show, processes=1)
            assert killed
            with_all = everything(engine.read())
            assert old.search(SearchRequest(HOI)).total == 10
    finally:
        for victim in killed:
            cluster.start(victim)
    whole = open_engine("memory:", fingerprint())
    build(store, whole, processes=1)
    assert with_all == everything(whole.read())


def written(cluster: Cluster, spoil: Spoil, count: int = 300) -> Engine:
    """Return an index of ten records that was written anew, with so many, through what spoils it."""
    index = name()
    engine = filled(cluster.url(index), 10)
    with between(cluster.ports, spoil) as hosts:
        spoiled = open_engine(f"opensearch+http://{hosts}/{index}", "f1")
        try:
            with spoiled.write(fresh=True) as own:
                own.put(records(count))
                own.delete(["d0", "not-there"])
        except EngineError as error:
            assert engine.read().search(SearchRequest(HOI)).total == 10
            assert {one["index"] for one in said(cluster, "GET", f"/_cat/indices/{index}-*?format=json")} == {
                f"{index}-000001"
            }
            raise error
    return engine


def operations(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the operations of a bulk, each with what it does to which record."""
    lines = iter(body.splitlines(keepends=True))
    for line in lines:
        [(kind, told)] = json.loads(line).items()
        yield f"{kind} {told['_id']}", line + (next(lines) if kind == "index" else b"")


@pytest.mark.usefixtures("quick")
def test_records_that_the_cluster_has_no_time_for_are_sent_again_until_it_has(cluster: Cluster) -> None:
    bounced: set[str] = set()
    busy = {"status": 429, "error": {"type": "es_rejected_execution_exception", "reason": "rejected execution"}}

    def spoil(asked: Asked) -> Answer | None:
        if "/_bulk" not in asked.path:
            return asked.answer()
        if not bounced:
            bounced.add("the whole bulk")
            return 429, json.dumps({"status": 429, "error": busy["error"]}).encode()
        every = dict(operations(asked.body))
        now = {one for one in every if one[-1] in "0369"} - bounced
        bounced.update(now)
        taken = [line for one, line in every.items() if one not in now]
        items = iter(json.loads(asked.answer(b"".join(taken))[1])["items"] if taken else [])
        answered = [{one.split()[0]: busy} if one in now else next(items) for one in every]
        return 200, json.dumps({"errors": True, "items": answered}).encode()

    assert written(cluster, spoil).read().search(SearchRequest(HOI)).total == 299
    assert len(bounced) > 100


@pytest.mark.usefixtures("quick")
def test_a_cluster_that_never_has_time_is_said_and_the_old_generation_answers(cluster: Cluster) -> None:
    busy = json.dumps({"status": 429, "error": {"type": "circuit_breaking_exception", "reason": "Data too large"}})
    with pytest.raises(EngineError, match="quá bận"):
        written(cluster, lambda asked: (429, busy.encode()) if "/_bulk" in asked.path else asked.answer())


@pytest.mark.usefixtures("quick")
def test_records_that_the_cluster_refuses_are_named_and_the_old_generation_answers(cluster: Cluster) -> None:
    def spoil(asked: Asked) -> Answer | None:
        return asked.answer(asked.body.replace(b'{"id":"d7"', b'{"unknown":1,"id":"d7"'))

    with pytest.raises(EngineError, match=r"không nhận 1 bản ghi \(d7: .*\[unknown\]") as told:
        written(cluster, spoil)
    assert "hãy sửa hoặc bỏ" in str(told.value)


@pytest.mark.parametrize("lost", ["question", "answer"])
@pytest.mark.usefixtures("quick")
def test_a_connection_that_dies_in_the_middle_of_a_bulk_loses_and_doubles_no_record(
    cluster: Cluster, lost: str
) -> None:
    number = count()

    def spoil(asked: Asked) -> Answer | None:
        if "/_bulk" not in asked.path or next(number) % 4:
            return asked.answer()
        if lost == "answer":
            asked.answer()
        return None

    found = everything(written(cluster, spoil).read())
    assert found == {f"d{i}": f"{i}".encode() for i in range(1, 300)}
    assert next(number) > 4
