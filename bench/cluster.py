"""Measure a cluster of three nodes beside the embedded engine: building, all ways of searching, one change, memory."""

from __future__ import annotations

import gc
import json
import random
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median, quantiles
from time import perf_counter
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import quote, urlencode
from uuid import uuid4

from opensearchpy import OpenSearch

from bench.http import Serving, serving
from bench.indexing import INDEX, size_mb
from bench.processes import alone, resident_mb, worked_s
from bench.query import FACETS, SEED, ours, ours_full, timed
from bench.questions import TOP, WAYS, Answer, AskEngine, Question, questions, typed
from bench.world import BenchError, Material, opened, prepare
from indexer.engines import query_tree as q
from indexer.engines.opensearch.client import ClusterClient, json_lines
from indexer.engines.port import Engine, NoIndex, Reader, Record, SearchRequest
from indexer.indexing.build import build
from tests.support.opensearch import Cluster, NoCluster

SIZE = 35_192
SHARDS = 3
JAVA = ("-Xms1g", "-Xmx1g")  # and nothing else: collector and compilers as Java chooses them
WARM_UP = 20_000  # records that are built before anything counts, as the JIT compiles while nodes are new
CHANGES = 5  # of a single document each
EMBEDDED, CLUSTER = "whoosh", "opensearch"

Row = dict[str, object]
SentRequest = tuple[str, str, Any, dict[str, str]]  # method, path, body, parameters


class Built(NamedTuple):
    """Holds the measures of a build: `cpu_s` are seconds of a core, over all its processes."""

    documents: int
    seconds: float
    cpu_s: float


def rows(home: Path, material: Material, sizes: Sequence[int], shards: int, rounds: int) -> Iterator[Row]:
    """Yield the rows of each number of records, each with a cluster of its own. Raises BenchError without Java."""
    for size in sizes:
        folder = prepare(home, material._replace(limit=size))
        data = folder / "nodes"
        shutil.rmtree(data, ignore_errors=True)
        try:
            with closing(Cluster(data, java=JAVA)) as nodes:
                nodes.wait()
                alone(
                    built, prepare(home, material._replace(limit=min(size, WARM_UP))), nodes.url("warm", shards=shards)
                )
                nodes.clear()
                for row in measured(folder, nodes, shards, rounds):
                    yield {"articles": size, **row}
        except NoCluster as lack:
            raise BenchError(f"Không chạy được cụm: {lack}.") from lack
        finally:
            shutil.rmtree(data, ignore_errors=True)


def measured(folder: Path, nodes: Cluster, shards: int, rounds: int) -> Iterator[Row]:
    """Yield the rows of the records that a folder was prepared with, on a cluster that runs.

    Builds start from nothing: analysis alone, whose records are dropped; the embedded engine; the cluster. `cpu_s`
    are seconds of a core, `nodes_cpu_s` those of the nodes, which share this machine. Then come the ways of searching
    (`port`, `search` with four facets, `http`, and `bare`: the requests of `port`, sent by opensearch-py alone), what
    the port costs above `bare`, how long a changed document takes until a search finds it, and the memory of each
    process.
    """
    url = nodes.url(f"bench{uuid4().hex[:8]}", shards=shards)
    yield from _building(folder, nodes, url)
    with ExitStack() as stack:
        services = {name: stack.enter_context(serving(folder, address)) for name, address in _engines(url).items()}
        yield from _searching(folder, nodes, url, services, rounds)
        service_mb = {name: round(resident_mb(service.process), 1) for name, service in services.items()}
    for name, address in _engines(url).items():
        taken, _ = alone(changed, folder, address)
        yield {"change": "one document", "engine": name, "median_s": round(median(taken), 3), "max_s": max(taken)}
    nodes_mb = [round(resident_mb(process), 1) for process in nodes.processes]
    yield {"memory": "resident", "nodes_mb": nodes_mb, "service_mb": service_mb}


def _engines(url: str) -> Mapping[str, str | None]:
    return {EMBEDDED: None, CLUSTER: url}


def _building(folder: Path, nodes: Cluster, url: str) -> Iterator[Row]:
    shutil.rmtree(folder / INDEX, ignore_errors=True)
    fastest = 0.0
    for name, task, address in (("none", analysed, None), (EMBEDDED, built, None), (CLUSTER, built, url)):
        before = [worked_s(process) for process in nodes.processes]
        done, peak = alone(task, folder, address)
        rate = done.documents / done.seconds
        fastest = fastest or rate
        row: Row = {"build": name, "articles_per_s": round(rate, 1), "of_analysis": round(rate / fastest, 2)}
        row |= {"cpu_s": round(done.cpu_s, 1), "peak_rss_mb": peak}
        if name == EMBEDDED:
            row["index_mb"] = size_mb(folder / INDEX)
        if name == CLUSTER:
            after = [worked_s(process) for process in nodes.processes]
            row["nodes_cpu_s"] = [round(b - a, 1) for a, b in zip(before, after, strict=True)]
            row |= _sizes(nodes, url)
        yield row


def _sizes(nodes: Cluster, url: str) -> Row:
    with closing(_client(nodes)) as client:
        stats = client.indices.stats(index=_name(url), metric="store")["_all"]
    primaries, total = (stats[which]["store"]["size_in_bytes"] / 1e6 for which in ("primaries", "total"))
    return {"index_mb": round(primaries, 3), "with_copies_mb": round(total, 3)}


def built(folder: Path, url: str | None) -> Built:
    """Build the index of a folder, or the one of a URL, from nothing with all processes."""
    store, engine = opened(folder, url)
    with closing(store):
        began = perf_counter()
        done = build(store, engine, fresh=True)
        return Built(done.indexed, perf_counter() - began, _cpu_s())


def analysed(folder: Path, _: str | None) -> Built:
    """Do all of a build but drop the records."""
    store, _engine = opened(folder)
    with closing(store):
        began = perf_counter()
        done = build(store, _DroppingEngine(), fresh=True)
        return Built(done.indexed, perf_counter() - began, _cpu_s())


def _cpu_s() -> float:
    usages = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


class _DroppingEngine:
    """Drops records, which are made while it takes them."""

    shared = False
    generation = 1

    def current(self) -> str | None:
        return None

    def read(self) -> Reader:
        raise NoIndex("không giữ gì")

    def verify(self) -> None: ...

    def merge(self) -> None: ...

    @contextmanager
    def write(self, *, fresh: bool) -> Iterator[_DroppingEngine]:
        yield self

    def put(self, records: Iterable[Record]) -> None:
        for _ in records:
            pass

    def delete(self, ids: Iterable[str]) -> None:
        for _ in ids:
            pass

    def seen(self, change: int, store: str = "", chain: str = "") -> None: ...


def _searching(folder: Path, nodes: Cluster, url: str, services: Mapping[str, Serving], rounds: int) -> Iterator[Row]:
    """Yield how long each engine takes in each way of searching, all in turn, in a new order each round."""
    with ExitStack() as stack:
        asking: dict[tuple[str, str], AskEngine] = {}
        for name, address in _engines(url).items():
            store, engine = opened(folder, address)
            stack.enter_context(closing(store))
            asking[name, "port"] = stack.enter_context(ours(engine))
            asking[name, "search"] = stack.enter_context(ours_full(engine, store))
            asking[name, "http"] = stack.enter_context(_by_http(services[name]))
        client = stack.enter_context(closing(_client(nodes)))
        sent = {question: _sent(asking[CLUSTER, "port"], question) for question in questions()}
        asking[CLUSTER, "bare"] = lambda question: _bare(client, sent[question])
        searches = [(by, question) for by in asking for question in questions()]
        totals = {(by, question): asking[by](question).total for by, question in searches}
        taken: dict[tuple[tuple[str, str], Question], list[float]] = {search: [] for search in searches}
        chance = random.Random(SEED)  # noqa: S311 (the same order each time)
        gc.collect()
        gc.freeze()  # so that no search pays for walking over what the others have in memory
        for _ in range(rounds):
            chance.shuffle(searches)
            for by, question in searches:
                taken[by, question].append(timed(asking[by], question) * 1000)
        gc.unfreeze()
    for by in asking:
        for way in WAYS:
            times = [time for question in _of(way) for time in taken[by, question]]
            total = sum(totals[by, question] for question in _of(way))
            yield {"engine": by[0], "by": by[1], "ask": way, **_spread(times), "total": total}
    for way in WAYS:
        port, bare = ([median(taken[(CLUSTER, by), question]) for question in _of(way)] for by in ("port", "bare"))
        above = [a - b for a, b in zip(port, bare, strict=True)]
        requests = max(len(sent[question]) for question in _of(way))
        yield {"cost": "port above bare", "ask": way, **_spread(above), "requests": requests}


def _of(way: str) -> list[Question]:
    return [question for question in questions() if question.way == way]


def _spread(times: Sequence[float]) -> Row:
    return {"median_ms": round(median(times), 3), "p95_ms": round(quantiles(times, n=20)[-1], 3)}


def _sent(ask: AskEngine, question: Question) -> list[SentRequest]:
    """Return the requests that the engine sends for a question that it has answered before."""
    ask(question)
    sent: list[SentRequest] = []
    request = ClusterClient.request

    def recorded(
        self: ClusterClient,
        method: str,
        path: str,
        body: Any = None,
        params: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Any:
        sent.append((method, path, body, dict(params or {})))
        return request(self, method, path, body, params, **more)

    with patch.object(ClusterClient, "request", recorded):
        ask(question)
    return sent


def _bare(client: OpenSearch, sent: Sequence[SentRequest]) -> Answer:
    total = 0
    for method, path, body, params in sent:
        whole = json_lines(body) if isinstance(body, list) else body
        answer = client.transport.perform_request(method, path, params=dict(params), body=whole)
        total = total or answer.get("hits", {}).get("total", {}).get("value", 0)
    return Answer(total, [])


def _client(nodes: Cluster) -> OpenSearch:
    return OpenSearch(hosts=[{"host": "127.0.0.1", "port": port} for port in nodes.ports], timeout=60)


@contextmanager
def _by_http(service: Serving) -> Iterator[AskEngine]:
    counts: Counter[Question] = Counter()

    def ask(question: Question) -> Answer:
        counts[question] += 1  # more spaces each time, which mean nothing: the service caches answers by the exact text
        words = {"q": typed(question) + " " * counts[question], "facets": ",".join(FACETS), "size": TOP}
        connection.request("GET", f"/v1/search?{urlencode(words, quote_via=quote)}")
        answer = connection.getresponse()
        body = json.loads(answer.read())
        if answer.status != 200:
            raise BenchError(f"Dịch vụ trả lời {answer.status} cho {question.text!r}: hãy xem nhật ký của nó.")
        return Answer(body["total"], [hit["title"]["text"] for hit in body["hits"]])

    with closing(HTTPConnection(service.host, service.port, timeout=60)) as connection:
        yield ask


def changed(folder: Path, url: str | None) -> list[float]:
    """Change a document a few times, and back; return the seconds from each change until a search finds it."""
    store, engine = opened(folder, url)
    with closing(store):
        build(store, engine)  # so that the changes in another engine's turn are in
        document = next(iter(store.documents()))
        taken = []
        try:
            for number in range(CHANGES):
                other = replace(document, section=f"Đo lần {number}")
                began = perf_counter()
                store.put([other], at=datetime.now(UTC))
                build(store, engine, processes=1)
                if _count(engine, other.section or "") != 1:
                    raise BenchError(
                        "Văn bản vừa đổi không tìm thấy: chỉ mục không cập nhật, hãy dựng lại bằng --fresh."
                    )
                taken.append(round(perf_counter() - began, 3))
        finally:
            store.put([document], at=datetime.now(UTC))
        build(store, engine, processes=1)
    return taken


def _count(engine: Engine, section: str) -> int:
    with closing(engine.read()) as reader:
        return reader.search(SearchRequest(q.Where("section", (section,)))).total


def _name(url: str) -> str:
    return url.rpartition("/")[2].partition("?")[0]
