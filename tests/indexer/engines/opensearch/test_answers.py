"""What readers type in any test of this house is answered over HTTP alike by the embedded engine and by a cluster."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from indexer import results
from indexer.engines.factory import open_engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from tests.indexer.engines.opensearch.test_generations import name
from tests.support import sample as service
from tests.support.opensearch import Cluster

HERE = Path(__file__).parent
GOLDEN = ("readers", "false_alarms", "dates", "numbers", "abbreviations", "sessions", "bodies", "telex")
TESTS = ("search", "understand", "asked_officials", "sittings", "api_search", "bad_input", "citations")
LONGEST = 200
# Of the texts of tests and tables, beside the readers' own queries, which are all asked. All 1,800 take minutes, which
# only a run has that is told so.
STEP = 1 if os.environ.get("HDND_TEST_ALL") else 48
FACETS = ",".join(results.FACETS)
LISTS = (
    {"kind": ["resolution", "news"], "from": "2020", "to": "2022-06", "date": "issued", "sort": "oldest"},
    {"q": "hội đồng", "official": "le-quang-thuy", "sort": "newest", "size": 3, "page": 2},
    {"issuer": "hdnd huyen lam khe", "term": "XIX", "sort": "relevance"},
    {"q": "nghij quyeets nawm 2020", "literal": "date", "size": 100},
    {"q": "nông thôn", "date": "mentioned", "from": "2019", "to": "2025", "size": 100},
)

Both = tuple[httpx.Client, httpx.Client]


def texts(table: str) -> list[str]:
    """Return what the first two columns of a golden table say."""
    lines = (HERE / "golden" / f"{table}.tsv").read_text("utf-8").splitlines()
    return [column for line in lines if line and line[0] != "#" for column in line.split("\t")[:2]]


def typed() -> list[str]:
    """Return what readers type, and of the other tables and of literals in tests over the sample a few."""
    others = [text for table in GOLDEN for text in texts(table)]
    for test in TESTS:
        tree = ast.parse((HERE / f"test_{test}.py").read_text("utf-8"))
        others += [one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    short = [one for one in dict.fromkeys(others) if 0 < len(one) <= LONGEST]
    every = dict.fromkeys([*texts("readers")[1::2], *short[::STEP]])
    return [one.encode("utf-8", "replace").decode() for one in every]


@pytest.fixture(scope="module")
def both(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Give clients of two services over the sample: one embedded, one on a cluster."""
    cluster.wait()
    home = tmp_path_factory.mktemp("both")
    store = service.stored_sample(home)
    with ExitStack() as stack:
        stack.callback(store.close)
        clients = []
        for url in (f"whoosh:{home / 'index'}", cluster.url(name(), shards=2)):
            engine = open_engine(url, fingerprint())
            build(store, engine, processes=1)
            server, _ = stack.enter_context(service.serving(service.application(Search(engine, store))))
            clients.append(stack.enter_context(httpx.Client(base_url=server.url, timeout=60)))
        yield clients[0], clients[1]


def answers(both: Both, path: str, **parameters: Any) -> list[Any]:
    """Return the status of both answers with what they say, but for what a clock or a score is."""
    told = []
    for client in both:
        answer = client.get(path, params=parameters)
        shape = answer.json()
        shape.pop("took_ms", None)
        for hit in shape.get("hits", ()):
            hit.pop("score")
        told.append((answer.status_code, shape))
    return told


def test_what_is_typed_finds_the_same_in_the_same_order(both: Both) -> None:
    every = typed()
    assert len(every) > 100
    unlike = {}
    for text in every:
        embedded, cluster = answers(both, "/v1/search", q=text, facets=FACETS)
        if embedded != cluster:
            unlike[text] = embedded, cluster
    assert not unlike


@pytest.mark.parametrize("asked", LISTS, ids=lambda asked: "-".join(asked))
def test_filters_orders_and_pages_list_the_same(both: Both, asked: dict[str, Any]) -> None:
    embedded, cluster = answers(both, "/v1/search", facets=FACETS, **asked)
    assert embedded == cluster
    assert embedded[0] == 200
    assert embedded[1]["total"] > 0


def test_every_beginning_of_what_readers_type_is_offered_the_same(both: Both) -> None:
    offered = 0
    for text in texts("readers")[1::8]:
        for end in (1, len(text) // 2, len(text)):
            embedded, cluster = answers(both, "/v1/suggest", q=text[:end])
            assert embedded == cluster, text[:end]
            offered += len(embedded[1]["suggestions"])
    assert offered > 50


def test_officials_documents_citations_and_counts_are_the_same(both: Both) -> None:
    for asked in ({}, {"q": "nguyen van hoa"}, {"on": "2019-06-01"}, {"issuer": "HĐND huyện Lam Khê", "on": "2020"}):
        embedded, cluster = answers(both, "/v1/officials", **asked)
        assert embedded == cluster
    for person in answers(both, "/v1/officials")[0][1]["officials"]:
        embedded, cluster = answers(both, f"/v1/officials/{person['id']}")
        assert embedded == cluster
        assert embedded[0] == 200
    hits = answers(both, "/v1/search", q="nghị quyết", size=20)[0][1]["hits"]
    for path in ("/v1/stats", *(f"/v1/documents/{hit['id']}" for hit in hits)):
        embedded, cluster = answers(both, path)
        assert embedded == cluster
        assert embedded[0] == 200
    cited = [c.post("/v1/citations", json={"text": "Theo 05/2020/NQ-HĐND và số 12/NQ-HĐND."}).json() for c in both]
    assert cited[0] == cited[1]
    assert cited[0]["citations"][0]["documents"]
