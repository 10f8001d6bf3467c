"""Test that a single builder at a time has the lock of a store, and that a dead builder frees it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.store import StoreError, open_store
from indexer.engines.memory import MemoryEngine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from tests.support.postgresql import Server
from tests.support.store_processes import NOW, other_lock_holder

OTHER = "Một tiến trình khác .* đang lập chỉ mục từ kho"


class Shared(MemoryEngine):
    """Claims, as the engine of a cluster does, that builders on other machines reach the same index."""

    shared = True


def test_a_second_builder_learns_who_has_the_lock(url: str) -> None:
    """`kill -9` of the holder frees the lock."""
    store = open_store(url)
    with other_lock_holder(url) as process:
        with pytest.raises(StoreError, match=f"{OTHER}.*hãy đợi") as error, store.build_lock():
            pass
        assert f" {process.pid})" in str(error.value)
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        with store.build_lock():
            pass
    with store.build_lock():  # and it is free again behind each block
        pass
    store.close()


def test_stores_beside_each_other_have_a_builder_each(urls: Callable[[], str]) -> None:
    with ExitStack() as stack:
        for place in (urls(), urls()):
            store = open_store(place)
            stack.callback(store.close)
            stack.enter_context(store.build_lock())


def test_a_shared_index_has_a_single_builder_at_a_time(url: str) -> None:
    """Nothing else waits for the lock: neither writers to the store nor builders of an index of this machine alone."""
    store, engine = open_store(url, patience=0), Shared(fingerprint())
    with other_lock_holder(url):
        store.put([Document(id="a", title="A")], at=NOW)
        assert build(store, MemoryEngine(fingerprint())).indexed == 1  # an index of this machine alone
        with pytest.raises(StoreError, match=OTHER):
            build(store, engine)
    assert engine.current() is None
    assert build(store, engine).indexed == 1
    store.close()


def test_a_builder_that_lost_its_lock_publishes_nothing(postgresql: Server) -> None:
    class Cut(Shared):
        def write(self, *, fresh: bool):  # type: ignore[no-untyped-def]
            postgresql.cut()
            return super().write(fresh=fresh)

    store, engine = open_store(postgresql.empty()), Cut(fingerprint())
    store.put([Document(id="a", title="A")], at=NOW)
    with pytest.raises(StoreError, match="đã ngắt kết nối"):
        build(store, engine)
    assert engine.current() is None
    store.close()


def test_a_store_in_memory_has_no_other_builder() -> None:
    store = open_store("sqlite://")
    with store.build_lock():
        pass
    store.close()


def test_a_lock_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    (tmp_path / "store.sqlite.building").mkdir()
    with pytest.raises(StoreError, match="Không khóa được kho"), store.build_lock():
        pass
    store.close()
