"""The cluster of the tests is real: nodes of the requested release, on a Java that is new enough for it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.support.opensearch import Cluster, jdk


def test_every_node_is_of_the_requested_release(cluster: Cluster) -> None:
    with urlopen(f"http://127.0.0.1:{cluster.ports[0]}/_cat/nodes?h=version&format=json", timeout=30) as answer:
        assert [node["version"] for node in json.load(answer)] == [cluster.release] * 3


def test_all_tests_of_the_cluster_run_in_one_process(cluster: Cluster, request: pytest.FixtureRequest) -> None:
    # pytest-xdist says so in their names; without groups each process would start a cluster.
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    assert alone or request.node.nodeid.endswith("@cluster"), (
        "run with --dist loadgroup, and a pytest that it works with"
    )


def test_the_jdk_that_is_nearest_and_not_too_old_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "javac").touch()
    (tmp_path / "release").write_text('IMPLEMENTOR="x"\nJAVA_VERSION="99.0.1"\n')
    monkeypatch.delenv("JAVA_HOME", raising=False)
    usual = jdk(17)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert jdk(17) == (usual or tmp_path)
    assert jdk(99) == tmp_path
    assert jdk(100) is None
