"""What readers type in any test of this house is answered over HTTP alike by the embedded engine and by a cluster."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from indexer.analysis import fingerprint
from indexer.build import build
from indexer.engine import open_engine
from indexer.search import Search
from tests import service
from tests.nodes import Cluster
from tests.test_cluster import name

HERE = Path(__file__).parent
GOLDEN = ("readers", "false_alarms", "dates", "numbers", "abbreviations", "sessions", "bodies", "telex")
TESTS = ("search", "understand", "asked_officials", "sittings", "api_search", "bad_input", "citations")
LONGEST = 200
FACETS = "kind,issuer,official,year,month,section,term,status,source"

Both = tuple[httpx.Client, httpx.Client]


def typed() -> list[str]:
    """Return each text that a golden table has in a column, or a test over the sample as a literal."""
    found: list[str] = []
    for table in GOLDEN:
        lines = (HERE / "golden" / f"{table}.tsv").read_text("utf-8").splitlines()
        found += [column for line in lines if line and line[0] != "#" for column in line.split("\t")[:2]]
    for test in TESTS:
        tree = ast.parse((HERE / f"test_{test}.py").read_text("utf-8"))
        found += [one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    encodable = (one.encode("utf-8", "replace").decode() for one in found)
    return [one for one in dict.fromkeys(encodable) if len(one) <= LONGEST]


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


def test_every_text_finds_the_same_in_the_same_order(both: Both) -> None:
    unlike = {}
    every = typed()
    t = time.perf_counter()
    for text in every:
        embedded, cluster = answers(both, "/v1/search", q=text, facets=FACETS)
        if embedded != cluster:
            unlike[text] = embedded, cluster
    print(len(every), time.perf_counter() - t, len(unlike))
    for text, (a, b) in unlike.items():
        a, b = a[1], b[1]
        print(repr(text), a.get("total"), b.get("total"), [k for k in a if a[k] != b.get(k)])
        print("   ", [h["id"] for h in a["hits"]][:4], [h["id"] for h in b["hits"]][:4])
    assert not unlike
    assert len(every) > 1000
