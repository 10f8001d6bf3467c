from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page

from corpus.store import Store, open_store
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine
from indexer.indexing.fingerprint import fingerprint
from tests.support.browser import chromium, page_of
from tests.support.bytecode import drop_temporary_bytecode, keep_bytecode
from tests.support.counting import RunCounter, kills
from tests.support.in_memory import keep_files_in_memory
from tests.support.opensearch import RELEASE, Cluster, NoCluster
from tests.support.postgresql import Server, programs, running
from tests.support.sample import application, sample_search, serving

SERVERS = ("cluster", "postgresql", "browser")  # the one that takes longest first

# The same examples in every run, and no time limit for an example: a test must not fail because the machine is busy.
settings.register_profile(
    "project", derandomize=True, deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("project")


def pytest_configure(config: pytest.Config) -> None:
    """Count what the run does, and keep files and bytecode for its processes, those of pytest-xdist among them."""
    keep_files_in_memory()
    keep_bytecode()
    kills.install()
    config.pluginmanager.register(RunCounter())


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Use a process more than there are cores: tests of slow clients and dying nodes mostly wait."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out the cases of a test together: a message for each of ten thousand costs more than most of them."""
    if config.getoption("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadGroupScheduling

    class CasesTogether(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return super()._split_scope(nodeid).partition("[")[0]

    config.option.loadscopereorder = False  # the order is that of `pytest_collection_modifyitems`
    return CasesTogether(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Clean up where the run is reported, behind its last process."""
    if not hasattr(config, "workerinput"):
        drop_temporary_bytecode()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Iterator[None]:
    """Leave what collecting makes, a million objects, to no garbage collection, here or in any test."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a server, and group tests by what is made for them, so that one process makes it, once.

    Groups that take minutes begin first, and the many small tests come last, so that no process waits for another's.
    """
    for item in items:
        server = next((name for name in SERVERS if name in _fixtures(item) or item.get_closest_marker(name)), None)
        if server:
            item.add_marker(server)
        if group := server or _shared(item):
            item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=_turn)


def _fixtures(item: pytest.Item) -> Sequence[str]:
    return getattr(item, "fixturenames", ())


def _shared(item: pytest.Item) -> str | None:
    """Return the name of the file if it makes something for several of its tests, one of which this is."""
    definitions = item._fixtureinfo.name2fixturedefs.values()
    return item.nodeid.partition("::")[0] if any(each[-1].scope == "module" for each in definitions) else None


def _turn(item: pytest.Item) -> tuple[bool, ...]:
    """Return what comes first when sorted: the servers' tests, then all but those of `corpus`, which are small."""
    servers = (not item.get_closest_marker(name) for name in SERVERS)
    return *servers, item.nodeid.startswith("tests/corpus/")


@pytest.fixture
def shared_data() -> Path:
    """Give the folder of real material, or skip: it belongs to others and is not part of the project."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("HDND_SHARED_DATA") or beside)
    if not folder.is_dir():
        pytest.skip(f"needs the real material: set HDND_SHARED_DATA to its folder (not there: {folder})")
    return folder


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    """Give a client of a service over the sample, which no test changes."""
    with (
        serving(application(sample_search())) as (server, _),
        httpx.Client(base_url=server.url, timeout=30) as client,
    ):
        yield client


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a browser, started for the first test that needs it."""
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser, client: httpx.Client) -> Iterator[Page]:
    """Give an empty page of a wide screen, whose addresses begin at the service over the sample."""
    with page_of(browser, str(client.base_url)) as opened:
        yield opened


@pytest.fixture(params=["memory:", "whoosh:"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Give each engine in turn, empty."""
    where = "memory:" if request.param == "memory:" else f"whoosh:{tmp_path / 'index'}"
    return open_engine(where, fingerprint())


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """Give an empty PostgreSQL, or skip where it is not installed; HDND_TEST_SERVERS=required makes that a failure."""
    bin = programs()
    if bin is None:
        missing = "needs PostgreSQL: apt install postgresql"
        (pytest.fail if os.environ.get("HDND_TEST_SERVERS") == "required" else pytest.skip)(missing)
    with running(bin) as server:
        yield server


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Give a cluster of three OpenSearch nodes, started for the first test that needs it; tests that harm it heal it.

    HDND_TEST_OPENSEARCH names another release than the usual one. Skips where Java or Maven are not installed;
    HDND_TEST_SERVERS=required makes that a failure.
    """
    release = os.environ.get("HDND_TEST_OPENSEARCH") or RELEASE
    with TemporaryDirectory(prefix="hdnd-cluster-") as home:
        try:
            made = Cluster(Path(home), release=release)
        except NoCluster as lack:
            (pytest.fail if os.environ.get("HDND_TEST_SERVERS") == "required" else pytest.skip)(str(lack))
        try:
            made.wait()
            yield made
        finally:
            made.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Give a function that returns the URL of another place without a store each time, in each database in turn."""
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgresql")
        return server.empty
    numbers = count()
    return lambda: f"sqlite:///{tmp_path / f'home-{next(numbers)}' / 'store.sqlite'}"


@pytest.fixture
def url(urls: Callable[[], str]) -> str:
    """Give the URL of a place without a store, in each database in turn."""
    return urls()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """Give an empty store, in each database in turn."""
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def opening() -> Iterator[Callable[[str], Store]]:
    """Give what `open_store` is, for stores that are closed behind the test."""
    with ExitStack() as stack:

        def opened(url: str) -> Store:
            return stack.enter_context(closing(open_store(url)))

        yield opened
