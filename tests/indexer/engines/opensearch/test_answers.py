"""An embedded engine and a cluster give the same answers over HTTP to every query of any test or golden table."""

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
from tests.support import sample
from tests.support.cluster_index import index_name
from tests.support.opensearch import Cluster

TESTS = Path(__file__).resolve().parents[3]
TABLES = ("readers", "false_alarms", "dates", "numbers", "abbreviations", "sessions", "bodies", "telex")
MODULES = (
    "indexer/search/test_service.py",
    "indexer/search/query/test_understanding.py",
    "indexer/search/query/test_offices.py",
    "corpus/extraction/test_council_terms.py",
    "search_api/test_search.py",
    "indexer/test_bad_input.py",
    "search_api/test_citations.py",
)
MAX_LETTERS = 200
# All queries of readers are asked, but of the 1,800 texts of tests and other tables only every 46th: all of them take
# minutes, which only a run with HDND_TEST_ALL has.
STEP = 1 if os.environ.get("HDND_TEST_ALL") else 46
FACETS = ",".join(results.FACETS)
LISTS = (
    {"kind": ["resolution", "news"], "from": "2020", "to": "2022-06", "date": "issued", "sort": "oldest"},
    {"q": "hội đồng", "official": "le-quang-thuy", "sort": "newest", "size": 3, "page": 2},
    {"issuer": "hdnd huyen lam khe", "term": "XIX", "sort": "relevance"},
    {"q": "nghij quyeets nawm 2020", "literal": "date", "size": 100},
    {"q": "nông thôn", "date": "mentioned", "from": "2019", "to": "2025", "size": 100},
    {"q": "hỗ trợ", "status": ["hết hiệu lực", "in-force"], "on": "2021-06-01"},
    {"citing": "12/2012/NQ-HĐND", "relation": ["repeals", "amends", "cites"]},
)

Both = tuple[httpx.Client, httpx.Client]


def texts_of_table(table: str) -> list[str]:
    """Return the first two columns of a golden table."""
    lines = (TESTS / "golden" / f"{table}.tsv").read_text("utf-8").splitlines()
    return [column for line in lines if line and line[0] != "#" for column in line.split("\t")[:2]]


def texts_of_module(module: str) -> list[str]:
    """Return the string literals of a test module."""
    nodes = ast.walk(ast.parse((TESTS / module).read_text("utf-8")))
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def queries() -> list[str]:
    """Return the queries of readers, and some of the texts of tables and of literals in tests over the sample."""
    others = [text for table in TABLES for text in texts_of_table(table)]
    others += [text for module in MODULES for text in texts_of_module(module)]
    short = [text for text in dict.fromkeys(others) if 0 < len(text) <= MAX_LETTERS]
    unique = dict.fromkeys([*texts_of_table("readers")[1::2], *short[::STEP]])
    return [text.encode("utf-8", "replace").decode() for text in unique]


@pytest.fixture(scope="module")
def both(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Give clients of two services over the sample: with an embedded engine, and on a cluster."""
    cluster.wait()
    home = tmp_path_factory.mktemp("both")
    store = sample.stored_sample(home)
    with ExitStack() as stack:
        stack.callback(store.close)
        clients = []
        for url in (f"whoosh:{home / 'index'}", cluster.url(index_name(), shards=2)):
            engine = open_engine(url, fingerprint())
            build(store, engine, processes=1)
            server, _ = stack.enter_context(sample.serving(sample.application(Search(engine, store))))
            clients.append(stack.enter_context(httpx.Client(base_url=server.url, timeout=60)))
        yield clients[0], clients[1]


def answers(both: Both, path: str, **parameters: Any) -> list[Any]:
    """Return the status and the body of both answers, without times and scores."""
    pair = []
    for client in both:
        answer = client.get(path, params=parameters)
        body = answer.json()
        body.pop("took_ms", None)
        for hit in body.get("hits", ()):
            hit.pop("score")
        pair.append((answer.status_code, body))
    return pair


def test_every_query_finds_the_same_in_the_same_order(both: Both) -> None:
    texts = queries()
    assert len(texts) > 100
    different = {}
    for text in texts:
        embedded, cluster = answers(both, "/v1/search", q=text, facets=FACETS)
        if embedded != cluster:
            different[text] = embedded, cluster
    assert not different


@pytest.mark.parametrize("parameters", LISTS, ids=lambda parameters: "-".join(parameters))
def test_filters_orders_and_pages_list_the_same(both: Both, parameters: dict[str, Any]) -> None:
    embedded, cluster = answers(both, "/v1/search", facets=FACETS, **parameters)
    assert embedded == cluster
    assert embedded[0] == 200
    assert embedded[1]["total"] > 0


def test_the_same_is_suggested_for_every_beginning_of_a_query(both: Both) -> None:
    count = 0
    for text in texts_of_table("readers")[1::8]:
        for end in (1, len(text) // 2, len(text)):
            embedded, cluster = answers(both, "/v1/suggest", q=text[:end])
            assert embedded == cluster, text[:end]
            count += len(embedded[1]["suggestions"])
    assert count > 50


def test_officials_documents_citations_and_counts_are_the_same(both: Both) -> None:
    issuer = {"issuer": "HĐND huyện Lam Khê", "on": "2020"}
    for parameters in ({}, {"q": "nguyen van hoa"}, {"on": "2019-06-01"}, issuer):
        embedded, cluster = answers(both, "/v1/officials", **parameters)
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
