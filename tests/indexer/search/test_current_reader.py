"""Readers are lent to many threads, changed for newer ones, and closed when nobody uses them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

import pytest

from indexer.engines.memory import MemoryEngine, MemoryReader
from indexer.engines.port import NoIndex, Record, SearchRequest, UnusableIndex
from indexer.engines.query_tree import Everything
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.search.current_reader import POLL_SECONDS, CurrentReader


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Engine(MemoryEngine):
    """Counts its readers that are open, and breaks when `broken` is set."""

    def __init__(self) -> None:
        super().__init__("f")
        self.open: list[MemoryReader] = []
        self.broken = False

    def read(self) -> MemoryReader:
        if self.broken:
            raise UnusableIndex("Chỉ mục bị hỏng.")
        reader = super().read()
        engine = self

        class Counted(MemoryReader):
            def close(self) -> None:
                engine.open.remove(self)

        counted = Counted(reader.info, reader.records)
        self.open.append(counted)
        return counted


def publish(engine: Engine, ids: Iterable[str]) -> None:
    with engine.write(fresh=True) as writer:
        writer.put(Record(id, {}, {}, {}) for id in ids)


def test_without_a_generation_reading_fails_until_there_is_one() -> None:
    engine = Engine()
    current = CurrentReader(engine, clock=Clock())
    with pytest.raises(NoIndex), current.reader():
        pass
    assert not current.state().ready
    publish(engine, "a")
    assert current.state().count == 1


def test_a_new_generation_replaces_the_old_reader() -> None:
    """The old reader is closed when its last borrower gives it back."""
    engine, clock = Engine(), Clock()
    current = CurrentReader(engine, clock=clock)
    publish(engine, "a")
    with current.reader() as old:
        publish(engine, "ab")
        clock.now += 2 * POLL_SECONDS
        with current.reader() as new:
            assert (old.info.count, new.info.count) == (1, 2)
            assert len(engine.open) == 2
        assert old.search(SearchRequest(Everything())).total == 1
    assert [reader.info.count for reader in engine.open] == [2]
    current.close()
    assert not engine.open


def test_an_index_that_breaks_does_not_stop_the_one_that_answers() -> None:
    engine, clock = Engine(), Clock()
    current = CurrentReader(engine, clock=clock)
    publish(engine, "a")
    assert current.state().problem is None
    publish(engine, "ab")
    engine.broken = True
    clock.now += 2 * POLL_SECONDS
    assert current.state().ready
    state = current.state()
    assert (state.ready, state.count, str(state.problem)) == (True, 1, "Chỉ mục bị hỏng.")


def test_many_threads_share_few_readers_and_leave_none_open() -> None:
    engine, clock = Engine(), Clock()
    current = CurrentReader(engine, clock=clock)
    publish(engine, "a")

    def borrow(i: int) -> int:
        if i % 50 == 0:
            publish(engine, "ab")
            clock.now += 2 * POLL_SECONDS
        with current.reader() as reader:
            return reader.search(SearchRequest(Everything())).total

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(borrow, range(1000))) <= {1, 2}
    assert len(engine.open) == 1
    current.close()
    assert not engine.open


def test_an_index_that_was_built_anew_is_taken_up(tmp_path: Path) -> None:
    """It was removed before; no request is dropped."""

    def made(ids: str) -> WhooshEngine:
        engine = WhooshEngine(tmp_path / "index", "f1")
        with engine.write(fresh=False) as writer:
            writer.put(Record(id, {}, {}, {}) for id in ids)
        return engine

    clock = Clock()
    current = CurrentReader(made("a"), clock=clock)
    with current.reader() as old:
        shutil.rmtree(tmp_path / "index")
        clock.now += 2 * POLL_SECONDS
        state = current.state()
        assert (state.ready, state.count) == (True, 1)
        assert "indexer build" in str(state.problem)
        made("ab")
        clock.now += 2 * POLL_SECONDS
        with current.reader() as new:
            assert old.info.generation == new.info.generation
            assert new.search(SearchRequest(Everything())).total == 2
        assert old.search(SearchRequest(Everything())).total == 1
    assert current.state().problem is None
    current.close()


def test_threads_are_answered_while_the_index_is_built_anew(tmp_path: Path) -> None:
    """It is removed before each build."""
    root, clock = tmp_path / "index", Clock()

    def make(ids: str) -> None:
        shutil.rmtree(root, ignore_errors=True)
        with WhooshEngine(root, "f1").write(fresh=False) as writer:
            writer.put(Record(id, {}, {}, {}) for id in ids)

    make("a")
    current = CurrentReader(WhooshEngine(root, "f1"), clock=clock)

    def borrow(i: int) -> int:
        if i % 50 == 0:
            with making:
                make("ab")
        clock.now += 2 * POLL_SECONDS
        with current.reader() as reader:
            return reader.search(SearchRequest(Everything())).total

    making = Lock()
    assert borrow(1) == 1
    with ThreadPoolExecutor(4) as pool:
        totals = list(pool.map(borrow, range(1000)))
    assert set(totals) <= {1, 2}
    assert borrow(401) == 2
    current.close()
