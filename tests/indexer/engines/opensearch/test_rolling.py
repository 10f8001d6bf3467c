"""An index is replaced while services answer, also by another version of the software, and they report their health."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from corpus.store import Store
from indexer.engines.factory import open_engine
from indexer.engines.opensearch import mapping, query_dsl, reader
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from indexer.search.current_reader import SHARED_POLL_SECONDS
from search_api import problems
from tests.support import sample
from tests.support.cluster_index import filled, index_name
from tests.support.opensearch import Cluster

QUERIES = ("nghị quyết", "hoi dong nhan dan", '"ủy ban nhân dân"', "05/2020/NQ-HĐND", "")

Result = tuple[int, Any, list[str]]  # status, total, ids of hits


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    stored = sample.stored_sample(tmp_path_factory.mktemp("store"))
    yield stored
    stored.close()


@contextmanager
def answering(url: str, version: str, store: Store) -> Iterator[httpx.Client]:
    """Give a client of a service of some version of the software."""
    with (
        sample.serving(sample.application(Search(open_engine(url, version), store))) as (server, _),
        httpx.Client(base_url=server.url, timeout=60) as client,
    ):
        yield client


def result(client: httpx.Client, text: str) -> Result:
    answer = client.get("/v1/search", params={"q": text, "size": 5})
    body = answer.json()
    return answer.status_code, body.get("total"), [hit["id"] for hit in body.get("hits", ())]


def results_during(client: httpx.Client, work: Callable[[], object]) -> list[tuple[str, Result]]:
    """Return the results of four readers who search all the time during some work, and a little longer."""
    done: list[float] = []

    def search_all_the_time(_: int) -> list[tuple[str, Result]]:
        results: list[tuple[str, Result]] = []
        with httpx.Client(base_url=client.base_url, timeout=60) as reader:
            while not done or time.monotonic() < done[0] + 3 * SHARED_POLL_SECONDS:
                results += [(text, result(reader, text)) for text in QUERIES]
        return results

    with ThreadPoolExecutor(4) as pool:
        working = pool.map(search_all_the_time, range(4))
        try:
            work()
        finally:
            done.append(time.monotonic())
        return [pair for results in working for pair in results]


def test_no_request_sees_an_empty_or_mixed_index_during_a_rebuild(
    cluster: Cluster, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    cluster.wait()
    index = index_name()
    url, version, next_version = cluster.url(index, shards=2), fingerprint(), "of the next version"
    build(store, open_engine(url, version), processes=1)
    with ExitStack() as stack:
        old = stack.enter_context(answering(url, version, store))
        before = {text: result(old, text) for text in QUERIES}
        deleted = [id for *_, ids in before.values() for id in ids[:2]]
        store.delete(deleted, at=datetime(2025, 7, 2, tzinfo=UTC))
        results = results_during(old, lambda: build(store, open_engine(url, next_version), processes=1))
        assert len(results) > 8 * len(QUERIES)
        assert all(answer == before[text] for text, answer in results)

        # The old service goes on from the generation that it has, and says so; a new one answers from the new one.
        health = old.get("/health/ready").json()
        assert (health["status"], health["generation"]) == ("ready", 1)
        assert health["engine"].startswith("yellow: đang trả lời từ thế hệ 1")
        assert "phiên bản khác" in health["engine"]
        assert caplog.text.count("phiên bản khác") == 1
        new = stack.enter_context(answering(url, next_version, store))
        after = {text: result(new, text) for text in QUERIES}
        assert all(after[text][:2] < before[text][:2] for text in QUERIES)
        assert new.get("/health/ready").json()["engine"] == "green"

        # A service that follows changes over between two answers.
        store.put(filter(None, map(sample.sample_search().document, deleted)), at=datetime(2025, 7, 3, tzinfo=UTC))
        results = results_during(new, lambda: build(store, open_engine(url, next_version), fresh=True, processes=1))
        assert {text for text, answer in results if answer == before[text]} == set(QUERIES)
        assert all(answer in (before[text], after[text]) for text, answer in results)

        # Long after, the old service's generation is dropped: readers learn that it cannot search, its operator why.
        cluster.request("DELETE", f"/{index}-000001")
        for path in ("/v1/search?q=kế hoạch", "/tim-kiem?q=kế hoạch"):
            answer = old.get(path)
            assert answer.status_code == 503
            assert problems.ENGINE_AWAY.vi in answer.text
        assert "khởi động lại dịch vụ" in old.get("/health/ready").json()["detail"]
        assert f"{index}-000001 không còn trên cụm" in caplog.text


def test_readiness_reports_green_yellow_red_and_a_missing_alias(cluster: Cluster, store: Store) -> None:
    index = index_name()
    url, first, second = cluster.url(index), f"{index}-000001", f"{index}-000002"

    with ExitStack() as stack:
        client = stack.enter_context(answering(url, "f1", store))
        nothing = client.get("/health/ready")
        assert nothing.status_code == 503
        assert f"trên cụm không có tên {index}" in nothing.json()["detail"]

        filled(url, 3)
        stack.callback(cluster.request, "DELETE", f"/{index}-*")  # the cluster is green again without them
        assert client.get("/health/ready").json()["engine"] == "green"

        more = {"index.auto_expand_replicas": "false", "index.number_of_replicas": 3}  # for which there are no nodes
        cluster.request("PUT", f"/{first}/_settings", more)
        assert client.get("/health/ready").json()["engine"].startswith("yellow: có mảnh chưa đủ bản sao")

        cluster.request("POST", "/_aliases", {"actions": [{"remove": {"index": first, "alias": index}}]})
        time.sleep(2 * SHARED_POLL_SECONDS)
        unnamed = client.get("/health/ready").json()
        assert unnamed["status"] == "ready"
        assert f"trên cụm không có tên {index}" in unnamed["engine"]
        assert client.get("/v1/search").status_code == 200

        # No node is called so: an index that answers as ours would, if some node held it.
        nowhere = {"routing.allocation.require._name": "nobody"}
        meta = cluster.request("GET", f"/{first}/_mapping")[first]["mappings"]["_meta"]
        settings = mapping.index_settings(1)
        body = {
            "settings": settings | {"index": settings["index"] | nowhere},
            "mappings": mapping.index_mappings(meta | {"generation": 2}),
            "aliases": {index: {}},
        }
        cluster.request("PUT", f"/{second}?wait_for_active_shards=0", body)
        red = stack.enter_context(answering(url, "f1", store))
        answer = red.get("/health/ready")
        assert answer.status_code == 503
        assert "đỏ (red)" in answer.json()["detail"]
        assert "khởi động lại nút" in answer.json()["detail"]
        away = red.get("/v1/search?q=nghị quyết")
        assert (away.status_code, away.json()["detail"]) == (503, problems.ENGINE_AWAY.vi)
        assert int(away.headers["retry-after"]) > 0


def test_too_broad_a_long_phrase_is_a_bad_request(
    cluster: Cluster, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = cluster.url(index_name())
    build(store, open_engine(url, fingerprint()), processes=1)
    monkeypatch.setattr(query_dsl, "SHORT_PHRASE_TERMS", 2)
    monkeypatch.setattr(query_dsl, "MAX_PHRASE_CLAUSES", 3)
    monkeypatch.setattr(reader, "MAX_PHRASE_CLAUSES", 20)
    monkeypatch.setattr(reader, "MAX_WINDOW", 3)
    with answering(url, fingerprint(), store) as client:
        answer = client.get("/v1/search", params={"q": '"hội đồng nhân dân"', "literal": "all"})
        assert answer.status_code == 400
        assert "hãy viết ngắn lại" in answer.json()["detail"]
