"""A cluster that loses nodes loses no answer, and one that is away is said to be, until it is back."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen
from uuid import uuid4

import httpx
import pytest

from corpus.vi.dates.span import Span
from indexer.engines import query_tree as q
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine, EngineError, Record, SearchRequest, UnusableIndex
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from search_api import problems
from tests.support import sample as service
from tests.support.faulty_proxy import between
from tests.support.files import ROOT
from tests.support.opensearch import Cluster

HOI = q.Term((q.Form("exact", "hội"),), ("title",))


def name() -> str:
    return f"t{uuid4().hex[:12]}"


def records(count: int, day: date = date(2020, 1, 1)) -> Iterator[Record]:
    for i in range(count):
        title = {"title": {"exact": ("hội", f"số{i}")}}
        yield Record(f"d{i}", title, {"kind": (f"k{i % 3}",)}, {"day": (Span.day(day),)}, f"{i}".encode())


def filled(url: str, count: int) -> Engine:
    engine = open_engine(url, "f1")
    with engine.write(fresh=True) as writer:
        writer.put(records(count))
    return engine


def said(cluster: Cluster, method: str, path: str, body: Any = None) -> Any:
    asked = Request(
        f"http://127.0.0.1:{cluster.ports[0]}{path}",
        None if body is None else json.dumps(body).encode(),
        {"Content-Type": "application/json"},
        method=method,
    )
    with urlopen(asked, timeout=30) as answer:
        return json.loads(answer.read() or "null")


@pytest.mark.parametrize("role", ["manager", "holder"])
def test_a_node_killed_under_eight_searchers_costs_no_answer(cluster: Cluster, role: str, tmp_path: Path) -> None:
    cluster.clear()
    index, store = name(), service.stored_sample(tmp_path)
    engine = open_engine(cluster.url(index, shards=2), fingerprint())
    build(store, engine, processes=1)
    search = Search(engine, store)
    nodes = said(cluster, "GET", f"/_cat/{'cluster_manager' if role == 'manager' else f'shards/{index}*'}?format=json")
    victim = int(next(one["node"] for one in nodes if one.get("prirep", "p") == "p").removeprefix("n"))
    with service.serving(service.application(search)) as (server, _), httpx.Client(base_url=server.url) as client:
        asked = ("nghị quyết", "hội đồng nhân dân", "kế hoạch", '"ủy ban nhân dân"', "")
        right = {text: client.get("/v1/search", params={"q": text}).json()["total"] for text in asked}
        until = time.monotonic() + 4

        def searching(_: int) -> list[tuple[int, str, Any]]:
            found = []
            with httpx.Client(base_url=server.url, timeout=60) as own:
                while time.monotonic() < until:
                    for text in asked:
                        answer = own.get("/v1/search", params={"q": text})
                        found.append((answer.status_code, text, answer.json().get("total")))
            return found

        with ThreadPoolExecutor(8) as pool:
            working = pool.map(searching, range(8))
            time.sleep(1)
            cluster.kill(victim)
            answers = [one for some in working for one in some]
    cluster.start(victim)
    cluster.wait()
    store.close()
    assert len(answers) > 8 * len(asked)
    assert {(status, total == right[text]) for status, text, total in answers} == {(200, True)}


def test_a_service_says_that_the_cluster_is_away_and_goes_on_when_it_is_back(cluster: Cluster, tmp_path: Path) -> None:
    cluster.clear()
    store = service.stored_sample(tmp_path)
    engine = open_engine(cluster.url(name()), fingerprint())
    build(store, engine, processes=1)
    with (
        service.serving(service.application(Search(engine, store))) as (server, _),
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
    index = name()
    engine = filled(cluster.url(index, shards=2), 200)
    with engine.write(fresh=False) as writer:
        writer.put(records(210))
    for number, count in ((1, 200), (2, 210)):
        shards = said(cluster, "GET", f"/_cat/shards/{index}-{number:06d}?format=json")
        assert [one["state"] for one in shards] == ["STARTED"] * 4
        for kind in ("p", "r"):
            found = 0
            for one in shards:
                if one["prirep"] == kind:
                    where = f"_shards:{one['shard']}|_only_nodes:{one['node']}"
                    body = {"query": {"term": {"terms.title.exact": "hội"}}, "track_total_hits": True}
                    path = f"/{one['index']}/_search?preference={quote(where)}"
                    found += said(cluster, "POST", path, body)["hits"]["total"]["value"]
            assert found == count


_DYING = """
import sys, time
from indexer.engine import open_engine
from indexer.engines.opensearch import writer as bulks
from tests.test_cluster import records
bulks.BULK = 10_000
with open_engine(sys.argv[1], "f1").write(fresh=False) as writer:
    writer.put(records(1000))
    writer.delete(["d0"])
    print("put", flush=True)
    time.sleep(600)
"""


def test_a_builder_that_is_killed_leaves_the_old_generation_and_goes_with_the_next_build(cluster: Cluster) -> None:
    index = name()
    engine = filled(cluster.url(index), 10)
    command = [sys.executable, "-c", _DYING, cluster.url(index)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as builder:
        assert builder.stdout
        assert builder.stdout.readline() == b"put\n"
        with pytest.raises(EngineError, match="tiến trình khác"), engine.write(fresh=False):
            pass
        told = said(cluster, "GET", f"/{index}-000002/_stats/indexing")["_all"]["primaries"]["indexing"]
        assert told["index_total"] > 100
        builder.kill()
    assert engine.read().search(SearchRequest(HOI)).total == 10
    with engine.write(fresh=False) as writer:
        writer.put(records(12))
    assert engine.read().search(SearchRequest(HOI)).total == 12
    there = {one["index"] for one in said(cluster, "GET", f"/_cat/indices/{index}-*?format=json")}
    assert there == {f"{index}-000001", f"{index}-000003"}


def test_pages_beyond_ten_thousand_follow_each_other_without_gap(cluster: Cluster) -> None:
    reader = filled(cluster.url(name(), shards=2), 10_050).read()
    for sort in ("newest", "relevance"):
        every = [hit.id for hit in reader.search(SearchRequest(HOI, sort=sort, size=10_050)).hits]
        assert sorted(every) == sorted(f"d{i}" for i in range(10_050))
        assert sort == "relevance" or every == sorted(every)
        for offset in (9_995, 10_030, 10_049, 10_050):
            answer = reader.search(SearchRequest(HOI, sort=sort, offset=offset))
            assert answer.total == 10_050
            assert [hit.id for hit in answer.hits] == every[offset : offset + 10]


def test_an_alias_at_two_indices_is_refused(cluster: Cluster) -> None:
    index = name()
    engine = filled(cluster.url(index), 1)
    said(cluster, "PUT", f"/{index}-other", {"aliases": {index: {}}})
    with pytest.raises(EngineError, match="chỉ tới 2 chỉ mục"):
        engine.read()
    with pytest.raises(EngineError, match="chỉ tới 2 chỉ mục"), engine.write(fresh=True):
        pass
    assert said(cluster, "GET", f"/{index}-other")


@pytest.mark.parametrize("under", ["name", "alias"])
def test_a_foreign_index_under_our_name_is_refused_and_left_alone(cluster: Cluster, under: str) -> None:
    index = name()
    foreign = index if under == "name" else f"{index}-000001"
    said(cluster, "PUT", f"/{foreign}", {"aliases": {} if under == "name" else {index: {}}})
    engine = open_engine(cluster.url(index), "f1")
    with pytest.raises(EngineError, match="không phải của dịch vụ"):
        engine.read()
    with pytest.raises(EngineError, match="không phải của dịch vụ"), engine.write(fresh=True):
        pass
    assert said(cluster, "GET", f"/{foreign}")


def test_a_cluster_whose_disks_are_nearly_full_is_said_so_and_the_old_generation_answers(cluster: Cluster) -> None:
    index = name()
    engine = filled(cluster.url(index), 3)

    def write() -> None:
        with engine.write(fresh=True) as writer:
            said(cluster, "PUT", f"/{index}-000002/_settings", {"index.blocks.read_only_allow_delete": True})
            writer.put(records(5))

    with pytest.raises(EngineError, match="đĩa gần đầy"):
        write()
    assert engine.read().search(SearchRequest(HOI)).total == 3


def test_an_index_of_another_fingerprint_is_refused_and_replaced_while_it_answers(cluster: Cluster) -> None:
    url = cluster.url(name())
    old = filled(url, 3).read()
    other = open_engine(url, "f2")
    with pytest.raises(UnusableIndex, match="--fresh"):
        other.read()
    with other.write(fresh=False) as writer:
        writer.put(records(5))
        assert old.search(SearchRequest(HOI)).total == 3
    assert other.read().search(SearchRequest(HOI)).total == 5
    assert old.search(SearchRequest(HOI)).total == 3


def test_an_unreachable_host_among_good_ones_costs_nothing(cluster: Cluster) -> None:
    url = cluster.url(name()).replace("http://", "http://127.0.0.1:1,")
    assert filled(url, 2).read().search(SearchRequest(HOI)).total == 2


def test_a_wrong_password_is_said_without_repeating_it() -> None:
    with between([0], lambda asked: (401, b"{}")) as host:
        engine = open_engine(f"opensearch+http://me:secret@{host}/news", "f1")
        with pytest.raises(EngineError, match="mật khẩu") as told:
            engine.current()
    assert "secret" not in str(told.value)


def test_an_older_cluster_is_refused() -> None:
    told = json.dumps({"version": {"number": "1.3.20", "distribution": "opensearch"}}).encode()
    with between([0], lambda asked: (200, told)) as host:
        engine = open_engine(f"opensearch+http://{host}/news", "f1")
        with pytest.raises(EngineError, match=r"bản 1\.3\.20"):
            engine.current()


@pytest.mark.parametrize("url", ["opensearch+http://host", "opensearch+http://h/News", "opensearch+http://h/n?x=1"])
def test_an_address_that_cannot_be_read_is_a_clear_sentence(url: str) -> None:
    with pytest.raises(EngineError, match="HDND_ENGINE"):
        open_engine(url, "f1")
