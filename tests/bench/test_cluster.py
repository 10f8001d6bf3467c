"""The measurement of a cluster runs for real, on articles made here; no test depends on how fast."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from bench import cluster as bench
from bench import processes
from bench.commands import main
from bench.questions import QUERIES, WAYS, questions
from bench.world import Material, prepare
from corpus.store import open_store
from tests.support.forked import forking
from tests.support.opensearch import Cluster

COUNT = 20
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc, which Linux has")


@LINUX
def test_a_cluster_is_measured_beside_the_embedded_engine(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "get_context", lambda method: forking())
    monkeypatch.setattr(bench, "CHANGES", 1)
    monkeypatch.setattr(bench, "questions", lambda: questions()[::4])
    articles = tmp_path / "articles.jsonl"
    with articles.open("w", encoding="utf-8") as file:
        for number in range(COUNT):
            body = "\n".join(text for i, text in enumerate(QUERIES) if (number * 7 + i) % 5 == 0)
            file.write(json.dumps({"id": f"bai-{number}", "title": f"Bài số {number}", "body": body}) + "\n")
    folder = prepare(tmp_path, Material(articles))
    rows = list(bench.measured(folder, cluster, shards=2, rounds=1))
    cluster.clear()

    builds = {row["build"]: row for row in rows if "build" in row}
    assert list(builds) == ["none", "whoosh", "opensearch"]
    assert all(float(str(row["articles_per_s"])) > 0 for row in builds.values())
    assert float(str(builds["opensearch"]["with_copies_mb"])) >= float(str(builds["opensearch"]["index_mb"])) > 0

    totals = {(row["engine"], row["by"], row["ask"]): row["total"] for row in rows if "by" in row}
    assert len(totals) == 7 * len(WAYS)
    for way in WAYS:
        embedded = {by: totals["whoosh", by, way] for by in ("port", "search", "http")}
        assert embedded == {by: totals["opensearch", by, way] for by in ("port", "search", "http")}
        assert totals["opensearch", "bare", way] == embedded["port"]
        assert embedded["search"] == embedded["http"]
        assert int(str(embedded["port"])) > 0

    assert {row["requests"] for row in rows if "cost" in row} == {2}  # the search and the titles
    assert [row["engine"] for row in rows if "change" in row] == ["whoosh", "opensearch"]
    (memory,) = [row for row in rows if "memory" in row]
    assert isinstance(memory["nodes_mb"], list)
    assert len(memory["nodes_mb"]) == len(cluster.ports)
    store = open_store(f"sqlite:///{folder / 'store.sqlite'}")
    assert not any(document.section for document in store.documents())  # what was changed is as it was
    store.close()


def test_sizes_that_are_no_numbers_are_a_usage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["cluster", "--articles", str(tmp_path / "none.jsonl"), "--sizes", "1000,x"]
    monkeypatch.setattr(sys, "argv", ["bench", *words])
    assert main() == 2
    assert "--sizes" in capsys.readouterr().err
