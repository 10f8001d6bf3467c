from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, settings

from indexer.analysis import fingerprint
from indexer.engine import Engine, open_engine
from tests import service
from tests.nodes import Cluster, NoCluster

# The same examples in every run, and no time limit for one: a test must not fail because the machine is busy.
settings.register_profile(
    "project", derandomize=True, deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("project")


@pytest.fixture
def shared_data() -> Path:
    """Give the folder of real material, or skip: it belongs to others and is not part of the project."""
    beside = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
    folder = Path(os.environ.get("HDND_SHARED_DATA") or beside)
    if not folder.is_dir():
        pytest.skip(f"needs the real material: set HDND_SHARED_DATA to its folder (not found: {folder})")
    return folder


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    """Give a client of a service over the sample, which no test changes."""
    with (
        service.serving(service.application(service.sample())) as (server, _),
        httpx.Client(base_url=server.url, timeout=30) as client,
    ):
        yield client


@pytest.fixture(params=["memory:", "whoosh:"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Give each engine in turn, empty."""
    where = "memory:" if request.param == "memory:" else f"whoosh:{tmp_path / 'index'}"
    return open_engine(where, fingerprint())


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Give a cluster of three OpenSearch nodes, started for the first test that asks; a test that harms it heals it."""
    try:
        made = Cluster(tmp_path_factory.mktemp("cluster"))
    except NoCluster as lack:
        if os.environ.get("HDND_TEST_SERVERS") == "required":
            pytest.fail(str(lack))
        pytest.skip(str(lack))
    try:
        made.wait()
        yield made
    finally:
        made.close()
