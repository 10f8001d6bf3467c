"""Builds the sample documents into an index and serves it over a real waitress on the loopback."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp
from typing import Any

import corpus
from corpus.ingest import add
from corpus.settings import Settings, load
from corpus.store import Store, open_store
from corpus.store.originals import FolderOriginals
from indexer.engines.factory import open_engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from search_api.app import create_app
from search_api.server import Server

SAMPLE = Path(corpus.__file__).parent / "sample"
SERVICE_SETTINGS = replace(load({}), port=0, threads=2, max_body=2000, timeout=5)
TODAY = date(2025, 7, 1)


@contextmanager
def serving(application: Any, settings: Settings = SERVICE_SETTINGS) -> Iterator[tuple[Server, threading.Thread]]:
    """Run a server in another thread until the block ends; give it and the thread."""
    server = Server(application, settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server, thread
    finally:
        server.stop()
        thread.join(10)
        assert not thread.is_alive()


def empty_store(home: Path) -> Store:
    """Return the store in a folder, which is new if there is none."""
    return open_store(f"sqlite:///{home / 'store.sqlite'}")


def stored_sample(home: Path) -> Store:
    """Return a new store with the sample documents but the scan, which is the same whether Tesseract is here or not."""
    copytree(_stored(), home, dirs_exist_ok=True)
    return empty_store(home)


@cache
def _stored() -> Path:
    """Return a folder with the store, whose documents are read once for all its copies."""
    home = _folder()
    now = datetime(2025, 7, 1, tzinfo=UTC)
    originals = FolderOriginals(home / "blobs")
    with closing(empty_store(home)) as store:
        add([SAMPLE], store, originals, source=None, clock=lambda: now, report=lambda event: None, tessdata=str(home))
    return home


def _folder() -> Path:
    home = Path(mkdtemp(prefix="hdnd-sample-"))
    atexit.register(rmtree, home, ignore_errors=True)
    return home


@cache
def sample_search() -> Search:
    """Return a search over the sample documents, made once for all tests that read only.

    The engine is Whoosh's: the oracle in memory takes thirty times as long for a query, and the contract of the
    engines holds that both answer alike.
    """
    home = _folder()
    store = stored_sample(home)
    engine = open_engine(f"whoosh:{home / 'index'}", fingerprint())
    build(store, engine, processes=1)
    return Search(engine, store)


def application(search: Search) -> Any:
    """Return the application over a search, on the day of the tests."""
    return create_app(search, SERVICE_SETTINGS, today=lambda: TODAY)
