"""Writes to a store from other processes, for tests; loads little, so that a process starts quickly."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from corpus.document import Document
from corpus.store import open_store
from corpus.store.database_originals import open_originals
from tests.support.documents import NOW
from tests.support.forked import forking


def start_process(work: Callable[..., None], *args: Any) -> BaseProcess:
    """Start a function of this module in a process."""
    process = forking().Process(target=work, args=args)
    process.start()
    return process


def put_each(url: str, ids: list[str]) -> None:
    """Put a document for each id, each in its own transaction."""
    store = open_store(url)
    for id in ids:
        store.put([Document(id=id, title="A")], at=NOW)
    store.close()


def write_into_each(urls: list[str], id: str, together: Barrier) -> None:
    """Put a document into each new store at the same moment as the other processes do."""
    for url in urls:
        together.wait(30)
        put_each(url, [id])


def store_original(url: str, place: str, path: Path, together: Barrier) -> None:
    """Store an original at the same moment as the other processes do."""
    store = open_store(url)
    together.wait(30)
    open_originals(place, store).keep(path)
    store.close()


def hold_lock(url: str, ready: Connection) -> None:
    """Hold the builder's lock until the process is ended."""
    with open_store(url).build_lock():
        ready.send(os.getpid())
        signal.pause()


@contextmanager
def other_lock_holder(url: str) -> Iterator[BaseProcess]:
    """Hold the builder's lock in another process until the block ends."""
    here, there = forking().Pipe(duplex=False)
    process = start_process(hold_lock, url, there)
    there.close()  # so that its end is noticed here
    try:
        assert here.recv() == process.pid
        yield process
    finally:
        process.kill()
        process.join()
        here.close()
