"""A new version of the software takes an index over while the old one answers, and readiness is told in words."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from corpus.store import Store
from indexer.analysis import fingerprint
from indexer.build import build
from indexer.engine import open_engine
from indexer.search import Search
from search_api import problems
from tests import service
from tests.nodes import Cluster
from tests.test_cluster import name, said

ASKED = ("nghị quyết", "hoi dong nhan dan", '"ủy ban nhân dân"', "05/2020/NQ-HĐND", "")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    stored = service.stored_sample(tmp_path_factory.mktemp("store"))
    yield stored
    stored.close()


def told(client: httpx.Client, text: str) -> tuple[int, Any, Any]:
    """Return the status, the total and the ids of a search."""
    answer = client.get("/v1/search", params={"q": text, "size": 5})
    found = answer.json()
    return answer.status_code, found.get("total"), [hit["id"] for hit in found.get("hits", ())]


def test_a_rebuild_by_another_version_is_seen_by_no_request(cluster: Cluster, store: Store) -> None:
    cluster.wait()
    index = name()
    engine = open_engine(cluster.url(index, shards=2), fingerprint())
    build(store, engine, processes=1)
    other = open_engine(cluster.url(index, shards=2), "of the next version")
    with (
        service.serving(service.application(Search(engine, store))) as (server, _),
        httpx.Client(base_url=server.url, timeout=60) as client,
    ):
        right = {text: told(client, text) for text in ASKED}
        assert {status for status, *_ in right.values()} == {200}
        done: list[bool] = []

        def asking(_: int) -> list[tuple[str, Any]]:
            answers = []
            with httpx.Client(base_url=server.url, timeout=60) as own:
                for _ in range(3 * len(ASKED)):  # some more after the switch
                    answers += [(text, told(own, text)) for text in ASKED]
                    while not done:
                        answers += [(text, told(own, text)) for text in ASKED]
            return answers

        with ThreadPoolExecutor(4) as pool:
            working = pool.map(asking, range(4))
            try:
                assert build(store, other, processes=1).generation == 2
            finally:
                done.append(True)
            answers = [one for some in working for one in some]
        assert len(answers) > 100
        assert all(answer == right[text] for text, answer in answers)

        # The old service goes on from the generation that it has, and says so; a new one answers from the new one.
        health = client.get("/health/ready").json()
        assert (health["status"], health["generation"]) == ("ready", 1)
        assert health["engine"].startswith("yellow: đang trả lời từ thế hệ 1")
        assert "phiên bản khác" in health["engine"]
        with (
            service.serving(service.application(Search(other, store))) as (newer, _),
            httpx.Client(base_url=newer.url, timeout=60) as another,
        ):
            assert {text: told(another, text) for text in ASKED} == right
            health = another.get("/health/ready").json()
            assert (health["generation"], health["engine"]) == (2, "green")

        # Long after, its generation is dropped: it says that it cannot answer, and who runs it learns why.
        said(cluster, "DELETE", f"/{index}-000001")
        for path in ("/v1/search?q=kế hoạch", "/tim-kiem?q=kế hoạch"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert problems.ENGINE_AWAY.vi in answer.text
        assert "khởi động lại dịch vụ" in client.get("/health/ready").json()["detail"]
