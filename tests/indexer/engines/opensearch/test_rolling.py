"""An index is replaced while services answer, also by another version of the software, and they say how they are."""

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
from indexer.engines.opensearch import mapping as shape
from indexer.engines.opensearch import query_dsl as asking
from indexer.engines.opensearch import reader
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from indexer.search.current_reader import SHARED_POLL_SECONDS
from search_api import problems
from tests.indexer.engines.opensearch.test_generations import filled, name, said
from tests.support import sample as service
from tests.support.opensearch import Cluster

ASKED = ("nghị quyết", "hoi dong nhan dan", '"ủy ban nhân dân"', "05/2020/NQ-HĐND", "")

Told = tuple[int, Any, list[str]]


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    stored = service.stored_sample(tmp_path_factory.mktemp("store"))
    yield stored
    stored.close()


@contextmanager
def answering(url: str, version: str, store: Store) -> Iterator[httpx.Client]:
    """Give a client of a service of some version of the software."""
    with (
        service.serving(service.application(Search(open_engine(url, version), store))) as (server, _),
        httpx.Client(base_url=server.url, timeout=60) as client,
    ):
        yield client


def told(client: httpx.Client, text: str) -> Told:
    answer = client.get("/v1/search", params={"q": text, "size": 5})
    found = answer.json()
    return answer.status_code, found.get("total"), [hit["id"] for hit in found.get("hits", ())]


def answers_during(client: httpx.Client, work: Callable[[], object]) -> list[tuple[str, Told]]:
    """Return what four readers are told who ask all the time while work is done, and some more afterwards."""
    done: list[float] = []

    def asking(_: int) -> list[tuple[str, Told]]:
        answers: list[tuple[str, Told]] = []
        with httpx.Client(base_url=client.base_url, timeout=60) as own:
            while not done or time.monotonic() < done[0] + 3 * SHARED_POLL_SECONDS:
                answers += [(text, told(own, text)) for text in ASKED]
        return answers

    with ThreadPoolExecutor(4) as pool:
        working = pool.map(asking, range(4))
        try:
            work()
        finally:
            done.append(time.monotonic())
        return [one for some in working for one in some]


def test_no_request_sees_an_empty_or_mixed_index_while_it_is_rebuilt_by_another_version(
    cluster: Cluster, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    cluster.wait()
    index = name()
    url, own, next_ = cluster.url(index, shards=2), fingerprint(), "of the next version"
    build(store, open_engine(url, own), processes=1)
    with ExitStack() as stack:
        old = stack.enter_context(answering(url, own, store))
        before = {text: told(old, text) for text in ASKED}
        gone = [id for *_, ids in before.values() for id in ids[:2]]
        store.delete(gone, at=datetime(2025, 7, 2, tzinfo=UTC))
        answers = answers_during(old, lambda: build(store, open_engine(url, next_), processes=1))
        assert len(answers) > 8 * len(ASKED)
        assert all(answer == before[text] for text, answer in answers)

        # The old service goes on from the generation that it has, and says so; a new one answers from the new one.
        health = old.get("/health/ready").json()
        assert (health["status"], health["generation"]) == ("ready", 1)
        assert health["engine"].startswith("yellow: đang trả lời từ thế hệ 1")
        assert "phiên bản khác" in health["engine"]
        assert caplog.text.count("phiên bản khác") == 1
        new = stack.enter_context(answering(url, next_, store))
        after = {text: told(new, text) for text in ASKED}
        assert all(after[text][:2] < before[text][:2] for text in ASKED)
        assert new.get("/health/ready").json()["engine"] == "green"

        # A service that follows changes over between two answers.
        store.put(filter(None, map(service.sample().document, gone)), at=datetime(2025, 7, 3, tzinfo=UTC))
        answers = answers_during(new, lambda: build(store, open_engine(url, next_), fresh=True, processes=1))
        assert {text for text, answer in answers if answer == before[text]} == set(ASKED)
        assert all(answer in (before[text], after[text]) for text, answer in answers)

        # Long after, the old one's generation is dropped: readers learn that they cannot search, its keeper why.
        said(cluster, "DELETE", f"/{index}-000001")
        for path in ("/v1/search?q=kế hoạch", "/tim-kiem?q=kế hoạch"):
            answer = old.get(path)
            assert answer.status_code == 503
            assert problems.ENGINE_AWAY.vi in answer.text
        assert "khởi động lại dịch vụ" in old.get("/health/ready").json()["detail"]
        assert f"{index}-000001 không còn trên cụm" in caplog.text


def test_readiness_tells_green_yellow_red_and_a_missing_alias_in_words(cluster: Cluster, store: Store) -> None:
    index = name()
    url, one, two = cluster.url(index), f"{index}-000001", f"{index}-000002"

    with ExitStack() as stack:
        client = stack.enter_context(answering(url, "f1", store))
        nothing = client.get("/health/ready")
        assert nothing.status_code == 503
        assert f"trên cụm không có tên {index}" in nothing.json()["detail"]

        filled(url, 3)
        stack.callback(said, cluster, "DELETE", f"/{index}-*")  # the cluster is green again without them
        assert client.get("/health/ready").json()["engine"] == "green"

        more = {"index.auto_expand_replicas": "false", "index.number_of_replicas": 3}  # for which there are no nodes
        said(cluster, "PUT", f"/{one}/_settings", more)
        assert client.get("/health/ready").json()["engine"].startswith("yellow: có mảnh chưa đủ bản sao")

        said(cluster, "POST", "/_aliases", {"actions": [{"remove": {"index": one, "alias": index}}]})
        time.sleep(2 * SHARED_POLL_SECONDS)
        unnamed = client.get("/health/ready").json()
        assert unnamed["status"] == "ready"
        assert f"trên cụm không có tên {index}" in unnamed["engine"]
        assert client.get("/v1/search").status_code == 200

        # No node is called so: an index that answers as ours would, if some node held it.
        nowhere = {"routing.allocation.require._name": "nobody"}
        meta = said(cluster, "GET", f"/{one}/_mapping")[one]["mappings"]["_meta"]
        settings = shape.settings(1)
        body = {
            "settings": settings | {"index": settings["index"] | nowhere},
            "mappings": shape.mapping(meta | {"generation": 2}),
            "aliases": {index: {}},
        }
        said(cluster, "PUT", f"/{two}?wait_for_active_shards=0", body)
        red = stack.enter_context(answering(url, "f1", store))
        answer = red.get("/health/ready")
        assert answer.status_code == 503
        assert "đỏ (red)" in answer.json()["detail"]
        assert "khởi động lại nút" in answer.json()["detail"]
        away = red.get("/v1/search?q=nghị quyết")
        assert (away.status_code, away.json()["detail"]) == (503, problems.ENGINE_AWAY.vi)
        assert int(away.headers["retry-after"]) > 0


def test_a_quoted_phrase_that_too_many_records_may_have_is_the_askers_affair(
    cluster: Cluster, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = cluster.url(name())
    build(store, open_engine(url, fingerprint()), processes=1)
    monkeypatch.setattr(asking, "SHORT", 2)
    monkeypatch.setattr(asking, "LONG", 3)
    monkeypatch.setattr(reader, "LONG", 20)
    monkeypatch.setattr(reader, "WINDOW", 3)
    with answering(url, fingerprint(), store) as client:
        answer = client.get("/v1/search", params={"q": '"hội đồng nhân dân"', "literal": "all"})
        assert answer.status_code == 400
        assert "hãy viết ngắn lại" in answer.json()["detail"]
