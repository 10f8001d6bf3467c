"""A cluster that loses nodes loses no answer, and while it is away, errors say so until it is back."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from indexer.engines.factory import open_engine
from indexer.engines.opensearch import generations
from indexer.engines.port import EngineError, SearchRequest, UnusableIndex
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from search_api import problems
from tests.support import sample
from tests.support.cluster_index import HOI, filled, index_name, records
from tests.support.faulty_proxy import spoiled
from tests.support.files import ROOT
from tests.support.opensearch import Cluster


@pytest.mark.parametrize("role", ["manager", "holder"])
def test_a_node_killed_under_eight_searchers_costs_no_answer(cluster: Cluster, role: str, tmp_path: Path) -> None:
    cluster.clear()
    index, store = index_name(), sample.stored_sample(tmp_path)
    engine = open_engine(cluster.url(index, shards=2), fingerprint())
    build(store, engine, processes=1)
    search = Search(engine, store)
    listing = "cluster_manager" if role == "manager" else f"shards/{index}*"
    rows = cluster.request("GET", f"/_cat/{listing}?format=json")
    victim = int(next(row["node"] for row in rows if row.get("prirep", "p") == "p").removeprefix("n"))
    with sample.serving(sample.application(search)) as (server, _), httpx.Client(base_url=server.url) as client:
        texts = ("nghị quyết", "hội đồng nhân dân", "kế hoạch", '"ủy ban nhân dân"', "")
        totals = {text: client.get("/v1/search", params={"q": text}).json()["total"] for text in texts}
        until = time.monotonic() + 4

        def search_all_the_time(_: int) -> list[tuple[int, str, Any]]:
            answers = []
            with httpx.Client(base_url=server.url, timeout=60) as searcher:
                while time.monotonic() < until or len(answers) <= len(texts):  # a busy machine takes longer
                    for text in texts:
                        answer = searcher.get("/v1/search", params={"q": text})
                        answers.append((answer.status_code, text, answer.json().get("total")))
            return answers

        with ThreadPoolExecutor(8) as pool:
            working = pool.map(search_all_the_time, range(8))
            time.sleep(1)
            cluster.kill(victim)
            time.sleep(1.5)
            cluster.start(victim)
            answers = [answer for answers in working for answer in answers]
    store.close()
    cluster.wait()
    assert len(answers) > 8 * len(texts)
    assert {(status, total == totals[text]) for status, text, total in answers} == {(200, True)}


def test_a_service_reports_a_lost_cluster_and_goes_on_when_it_is_back(cluster: Cluster, tmp_path: Path) -> None:
    cluster.clear()
    store = sample.stored_sample(tmp_path)
    engine = open_engine(cluster.url(index_name()), fingerprint())
    build(store, engine, processes=1)
    with (
        sample.serving(sample.application(Search(engine, store))) as (server, _),
        httpx.Client(base_url=server.url, timeout=60) as client,
    ):
        before = client.get("/v1/search?q=nghị quyết").json()["total"]
        assert client.get("/health/ready").json()["engine"] == "green"
        for node in range(3):
            cluster.kill(node)
        for address in ("/v1/search?q=kế hoạch", "/health/ready"):
            answer = client.get(address)
            assert answer.status_code == 503
            assert answer.headers["Content-Type"].startswith("application/problem+json")
            assert int(answer.headers["Retry-After"]) > 0
            assert answer.json()["detail"] == problems.ENGINE_AWAY.vi
        assert client.get("/tim-kiem?q=kế hoạch").status_code == 503
        for node in range(3):
            cluster.start(node)
        cluster.wait()
        assert client.get("/v1/search?q=nghị quyết").json()["total"] == before > 0
        assert client.get("/health/ready").json()["engine"] == "green"
    store.close()


def test_every_copy_of_a_shard_has_every_term(cluster: Cluster) -> None:
    index = index_name()
    engine = filled(cluster.url(index, shards=2), 200)
    with engine.write(fresh=False) as writer:
        writer.put(records(210))
    for number, count in ((1, 200), (2, 210)):
        shards = cluster.request("GET", f"/_cat/shards/{index}-{number:06d}?format=json")
        assert [shard["state"] for shard in shards] == ["STARTED"] * 4
        for kind in ("p", "r"):
            total = 0
            for shard in shards:
                if shard["prirep"] == kind:
                    copy = f"_shards:{shard['shard']}|_only_nodes:{shard['node']}"
                    body = {"query": {"term": {"terms.title.exact": "hội"}}, "track_total_hits": True}
                    path = f"/{shard['index']}/_search?preference={quote(copy)}"
                    total += cluster.request("POST", path, body)["hits"]["total"]["value"]
            assert total == count


_BUILDER = """
import sys, time
from indexer.engines.factory import open_engine
from indexer.engines.opensearch import engine, writer
from tests.support.cluster_index import records
engine.HEARTBEAT_SECONDS = float(sys.argv[2])
writer.BULK_BYTES = 10_000
with open_engine(sys.argv[1], "f1").write(fresh=False) as index_writer:
    index_writer.put(records(1000))
    index_writer.delete(["d0"])
    print("put", flush=True)
    time.sleep(600)
"""


def test_a_killed_builder_leaves_the_old_generation_and_is_cleared_away(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    heartbeat = generations.HEARTBEAT_SECONDS / 4  # for this builder and those who watch it
    monkeypatch.setattr(generations, "HEARTBEAT_SECONDS", heartbeat)
    monkeypatch.setattr(generations, "DEAD_BUILDER_SECONDS", generations.DEAD_BUILDER_SECONDS / 4)
    index = index_name()
    engine = filled(cluster.url(index), 10)
    command = [sys.executable, "-c", _BUILDER, cluster.url(index), str(heartbeat)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as builder:
        assert builder.stdout
        assert builder.stdout.readline() == b"put\n"
        with pytest.raises(EngineError, match="tiến trình khác"), engine.write(fresh=False):
            pass
        written = cluster.request("GET", f"/{index}-000002/_stats/indexing")["_all"]["primaries"]["indexing"]
        assert written["index_total"] > 100
        builder.kill()
    assert engine.read().search(SearchRequest(HOI)).total == 10
    with engine.write(fresh=False) as writer:
        writer.put(records(12))
    assert engine.read().search(SearchRequest(HOI)).total == 12
    left = {row["index"] for row in cluster.request("GET", f"/_cat/indices/{index}-*?format=json")}
    assert left == {f"{index}-000001", f"{index}-000003"}


def test_pages_beyond_ten_thousand_hits_follow_without_a_gap(cluster: Cluster) -> None:
    reader = filled(cluster.url(index_name(), shards=2), 10_050).read()
    for sort in ("newest", "relevance"):
        every = [hit.id for hit in reader.search(SearchRequest(HOI, sort=sort, size=10_050)).hits]
        assert sorted(every) == sorted(f"d{i}" for i in range(10_050))
        assert sort == "relevance" or every == sorted(every)
        for offset in (9_995, 10_030, 10_049, 10_050):
            answer = reader.search(SearchRequest(HOI, sort=sort, offset=offset))
            assert answer.total == 10_050
            assert [hit.id for hit in answer.hits] == every[offset : offset + 10]


def test_an_alias_at_two_indices_is_refused(cluster: Cluster) -> None:
    index = index_name()
    engine = filled(cluster.url(index), 1)
    cluster.request("PUT", f"/{index}-other", {"aliases": {index: {}}})
    with pytest.raises(EngineError, match="chỉ tới 2 chỉ mục"):
        engine.read()
    with pytest.raises(EngineError, match="chỉ tới 2 chỉ mục"), engine.write(fresh=True):
        pass
    assert cluster.request("GET", f"/{index}-other")


@pytest.mark.parametrize("under", ["name", "alias"])
def test_a_foreign_index_under_our_name_is_refused_and_left_alone(cluster: Cluster, under: str) -> None:
    index = index_name()
    foreign = index if under == "name" else f"{index}-000001"
    cluster.request("PUT", f"/{foreign}", {"aliases": {} if under == "name" else {index: {}}})
    engine = open_engine(cluster.url(index), "f1")
    with pytest.raises(EngineError, match="không phải của dịch vụ"):
        engine.read()
    with pytest.raises(EngineError, match="không phải của dịch vụ"), engine.write(fresh=True):
        pass
    assert cluster.request("GET", f"/{foreign}")


def test_nearly_full_disks_are_reported_and_the_old_generation_answers(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.engines.opensearch.client.RETRY_SECONDS", 0.005)  # as many attempts, but faster
    index = index_name()
    engine = filled(cluster.url(index), 3)

    def write() -> None:
        with engine.write(fresh=True) as writer:
            cluster.request("PUT", f"/{index}-000002/_settings", {"index.blocks.read_only_allow_delete": True})
            writer.put(records(5))

    with pytest.raises(EngineError, match="đĩa gần đầy"):
        write()
    assert engine.read().search(SearchRequest(HOI)).total == 3


def test_an_index_of_another_fingerprint_answers_until_it_is_replaced(cluster: Cluster) -> None:
    url = cluster.url(index_name())
    old = filled(url, 3).read()
    other = open_engine(url, "f2")
    with pytest.raises(UnusableIndex, match="python -m indexer build"):
        other.read()
    with other.write(fresh=False) as writer:
        writer.put(records(5))
        assert old.search(SearchRequest(HOI)).total == 3
    assert other.read().search(SearchRequest(HOI)).total == 5
    assert old.search(SearchRequest(HOI)).total == 3


def test_an_unreachable_host_among_good_ones_costs_nothing(cluster: Cluster) -> None:
    url = cluster.url(index_name()).replace("http://", "http://127.0.0.1:1,")
    assert filled(url, 2).read().search(SearchRequest(HOI)).total == 2


def test_the_error_for_a_wrong_password_does_not_repeat_it() -> None:
    with spoiled([0], lambda request: (401, b"{}")) as host:
        engine = open_engine(f"opensearch+http://me:secret@{host}/news", "f1")
        with pytest.raises(EngineError, match="mật khẩu") as raised:
            engine.current()
    assert "secret" not in str(raised.value)


def test_an_older_cluster_is_refused() -> None:
    version = json.dumps({"version": {"number": "1.3.20", "distribution": "opensearch"}}).encode()
    with spoiled([0], lambda request: (200, version)) as host:
        engine = open_engine(f"opensearch+http://{host}/news", "f1")
        with pytest.raises(EngineError, match=r"bản 1\.3\.20"):
            engine.current()


@pytest.mark.parametrize("url", ["opensearch+http://host", "opensearch+http://h/News", "opensearch+http://h/n?x=1"])
def test_a_malformed_url_is_a_sentence(url: str) -> None:
    with pytest.raises(EngineError, match="HDND_ENGINE"):
        open_engine(url, "f1")
