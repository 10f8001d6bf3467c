"""Segments are merged aside, while others write and answer: nothing is lost, nothing waits, and there are few."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from time import sleep

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document
from indexer.commands import indexer
from indexer.engines import query_tree as q
from indexer.engines.factory import open_engine
from indexer.engines.memory import MemoryEngine
from indexer.engines.port import EngineError, Record, SearchRequest
from indexer.engines.whoosh import engine as engines
from indexer.engines.whoosh import merge_policy
from indexer.engines.whoosh.columns import ColumnBuilder, Columns, join, select, to_arrays
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.open_segments import SegmentFiles
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from tests.support.engine_cases import IDS, assert_answers_as, ids, record, records, requests, word
from tests.support.kills import killed_at
from tests.support.sample import empty_store

MAX_SEGMENTS = 6


@pytest.fixture
def nothing_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave every segment to merges."""
    monkeypatch.setattr(merge_policy, "SMALL", 0)


def put(engine: WhooshEngine, *ids: str) -> None:
    with engine.write(fresh=False) as writer:
        writer.put([record(id, "họp") for id in ids])


def segments(root: Path) -> list[int]:
    """Return the sizes of the segments that answer now, the smallest first."""
    name = (root / "CURRENT").read_text().split()[0]
    return sorted(path.stat().st_size for path in (root / name).glob("*.arr"))


# Answers, whatever was merged and when.

changes = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.lists(records, max_size=4)),
        st.tuples(st.just("delete"), st.lists(st.sampled_from(IDS), max_size=4)),
    ),
    max_size=4,
)


@settings(max_examples=60)
@given(
    history=st.lists(st.tuples(changes, st.booleans()), min_size=1, max_size=6),
    queried=st.lists(requests, min_size=1, max_size=4),
    small=st.sampled_from([0, 20_000, merge_policy.SMALL]),
)
def test_answers_are_the_oracles_whatever_is_merged_and_when(
    history: list[tuple[list[tuple[str, list[Record]]], bool]],
    queried: list[SearchRequest],
    small: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    oracle = MemoryEngine("f1")
    engine = WhooshEngine(tmp_path_factory.mktemp("engine") / "index", "f1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merge_policy, "SMALL", small)
        patch.setattr(merge_policy, "MAX_SEGMENTS", MAX_SEGMENTS)
        for batch, merge in history:
            for each in (oracle, engine):
                with each.write(fresh=False) as writer:
                    for kind, given in batch:
                        getattr(writer, kind)(given)
                    writer.seen(len(batch))
                if merge:
                    each.merge()
    assert_answers_as(oracle, engine, queried)


@settings(max_examples=100)
@given(rows=st.lists(records, max_size=8), dead=st.sets(st.integers(0, 7)), cut=st.integers(0, 8))
def test_merged_columns_are_those_of_the_records_that_are_left(rows: list[Record], dead: set[int], cut: int) -> None:
    def columns(records: list[Record]) -> Columns:
        builder = ColumnBuilder()
        for row in records:
            builder.add(row)
        return builder.columns()

    alive = np.array([i not in dead for i in range(len(rows))], np.bool_)
    parts = columns(rows[:cut]), columns(rows[cut:])
    got = to_arrays(join([select(part, mask) for part, mask in zip(parts, (alive[:cut], alive[cut:]), strict=True)]))
    want = to_arrays(columns([row for i, row in enumerate(rows) if i not in dead]))
    assert {name: array.tolist() for name, array in got.items() if len(array)} == {
        name: array.tolist() for name, array in want.items() if len(array)
    }


# The number of segments.


@settings(max_examples=10)
@given(batches=st.lists(st.integers(1, 300), min_size=1, max_size=10))
def test_each_segment_is_over_twice_as_large_as_all_smaller_ones(
    batches: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Builds keep it so for small segments, merges for all."""
    root = tmp_path_factory.mktemp("engine") / "index"
    engine = WhooshEngine(root, "f1")
    for number, size in enumerate(batches):
        with engine.write(fresh=False) as writer:
            writer.put([record(f"{number}-{i}", f"họp {number}-{i}") for i in range(size)])
        builds = segments(root)
        assert all(size > 2 * sum(builds[:i]) for i, size in enumerate(builds) if i)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merge_policy, "SMALL", 0)
        for number, size in enumerate(batches):
            with engine.write(fresh=False) as writer:
                writer.put([record(f"again-{number}-{i}", f"họp {number}-{i}") for i in range(size)])
        engine.merge()
        merged = segments(root)
        assert all(size > 2 * sum(merged[:i]) for i, size in enumerate(merged) if i)
    assert engine.read().info.count == 2 * sum(batches)


@pytest.mark.usefixtures("nothing_small")
def test_two_segments_of_one_size_are_joined(tmp_path: Path) -> None:
    """Also beside a much smaller one."""
    engine = WhooshEngine(tmp_path / "index", "f1")
    for size in (1, 1500, 1500):
        put(engine, *(f"{size}-{i}-{engine.current()}" for i in range(size)))
    first, second, third = segments(tmp_path / "index")
    assert 2 * first < second <= third < 2 * second
    engine.merge()
    assert len(segments(tmp_path / "index")) == 1


@pytest.mark.usefixtures("nothing_small")
def test_segments_stay_few_where_no_merge_is_ever_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge_policy, "MAX_SEGMENTS", MAX_SEGMENTS)
    engine = WhooshEngine(tmp_path / "index", "f1")
    most = 0
    for i in range(4 * MAX_SEGMENTS):
        put(engine, f"d{i}")
        most = max(most, len(segments(tmp_path / "index")))
    assert most == MAX_SEGMENTS
    assert engine.read().info.count == 4 * MAX_SEGMENTS


@pytest.mark.usefixtures("nothing_small")
def test_a_segment_of_mostly_deleted_records_is_written_again(tmp_path: Path) -> None:
    """One without records is removed."""
    root = tmp_path / "index"
    engine = WhooshEngine(root, "f1")
    with engine.write(fresh=False) as writer:
        writer.put([record(f"d{i}", f"họp tiếng-{i}", kind=f"loại-{i}") for i in range(300)])
    before = segments(root)
    with engine.write(fresh=False) as writer:
        writer.delete([f"d{i}" for i in range(200)])
    engine.merge()
    assert segments(root)[0] < before[0] / 2
    assert len(engine.read().values("kind")) == 100
    with engine.write(fresh=False) as writer:
        writer.delete([f"d{i}" for i in range(300)])
    engine.merge()
    assert segments(root) == []
    assert engine.read().info.count == 0


# Writers meanwhile.


class Meanwhile:
    """Does some work between a merge's reading and its publishing, once."""

    def __init__(self, patch: pytest.MonkeyPatch, work: Callable[[], None]) -> None:
        self.done = 0
        merge_segments = merge_policy.merge_segments

        def interrupted(
            sources: list[merge_policy.MergeSource], path: Path, files: SegmentFiles
        ) -> merge_policy.MergedSegment:
            made = merge_segments(sources, path, files)
            if not self.done:
                self.done += 1
                work()
            return made

        patch.setattr(merge_policy, "merge_segments", interrupted)


@pytest.fixture
def pieces(tmp_path: Path, nothing_small: None) -> WhooshEngine:
    """Return an engine with an index of three segments, for which a merge is due."""
    engine = WhooshEngine(tmp_path / "index", "f1")
    for id in "abc":
        put(engine, id)
    assert len(segments(tmp_path / "index")) == 3
    return engine


def test_a_change_during_a_merge_is_found_at_once_and_stays(
    pieces: WhooshEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = WhooshEngine(tmp_path / "index", "f1")

    def change() -> None:
        with other.write(fresh=False) as writer:
            writer.put([record("b", "báo"), record("d", "họp")])
            writer.delete(["c"])
            writer.seen(7)
        assert ids(other, word("họp")) == ["a", "d"]
        other.merge()  # leaves it to the merge that is going on
        assert len(segments(tmp_path / "index")) == 4

    meanwhile = Meanwhile(monkeypatch, change)
    pieces.merge()
    assert meanwhile.done == 1
    assert len(segments(tmp_path / "index")) == 1
    for each in (pieces, other, WhooshEngine(tmp_path / "index", "f1")):
        assert sorted(ids(each, word("họp"))) == ["a", "d"]
        assert ids(each, word("báo")) == ["b"]
        assert (each.read().info.count, each.read().info.change) == (3, 7)
        each.verify()


def test_an_index_built_anew_during_a_merge_answers(
    pieces: WhooshEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The merge of what it replaced is dropped."""

    def anew() -> None:
        with WhooshEngine(tmp_path / "index", "f1").write(fresh=True) as writer:
            writer.put([record("d", "họp")])

    meanwhile = Meanwhile(monkeypatch, anew)
    pieces.merge()
    assert meanwhile.done == 1
    assert ids(pieces, q.Everything()) == ["d"]


def test_a_reader_keeps_its_generation_while_its_segments_are_merged(pieces: WhooshEngine) -> None:
    reader = pieces.read()
    pieces.merge()
    assert pieces.current() != reader.info.stamp
    assert sorted(hit.id for hit in reader.search(SearchRequest(word("họp"))).hits) == ["a", "b", "c"]
    assert reader.get(["a"]) == {"a": b"a"}


@pytest.mark.usefixtures("nothing_small")
def test_a_merge_killed_at_any_step_loses_nothing(tmp_path: Path) -> None:
    """The next merge succeeds, and removes what the killed one left."""
    step, counts = 0, set()
    while True:
        root = tmp_path / f"index-{step}"
        engine = WhooshEngine(root, "f1")
        for id in "abc":
            put(engine, id)
        died = killed_at(step, WhooshEngine(root, "f1").merge)
        assert sorted(ids(engine, word("họp"))) == ["a", "b", "c"], step
        engine.verify()
        counts.add(len(segments(root)))
        put(engine, "d")
        engine.merge()
        assert sorted(ids(engine, word("họp"))) == ["a", "b", "c", "d"]
        assert len(segments(root)) == 1
        assert not list(root.glob("merging"))
        step += 1
        if not died:
            break
    assert counts == {1, 3}
    assert step > 20


def test_a_merge_waits_for_a_builder_to_publish(pieces: WhooshEngine, tmp_path: Path) -> None:
    merge = Thread(target=WhooshEngine(tmp_path / "index", "f1").merge)
    with pieces.write(fresh=False) as writer:
        merge.start()
        while merge.is_alive() and not list((tmp_path / "index" / "merging").glob("*.arr")):
            sleep(0.001)
        writer.put([record("d", "họp")])
        writer.delete(["a"])
    merge.join()
    assert sorted(ids(pieces, word("họp"))) == ["b", "c", "d"]
    assert len(segments(tmp_path / "index")) == 1


def test_a_merge_that_publishes_refuses_a_builder_in_a_sentence(
    pieces: WhooshEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LOCK_TIMEOUT", 0.05)
    other = WhooshEngine(tmp_path / "index", "f1")
    refused = []
    replaced = engines.WhooshWriter.replace

    def publishing(writer: engines.WhooshWriter, merged: merge_policy.MergedSegment) -> None:
        with pytest.raises(EngineError, match="đang lập chỉ mục") as raised, other.write(fresh=False):
            pass
        refused.append(str(raised.value))
        replaced(writer, merged)

    monkeypatch.setattr(engines.WhooshWriter, "replace", publishing)
    pieces.merge()
    assert len(refused) == 1
    assert len(segments(tmp_path / "index")) == 1


@pytest.mark.usefixtures("nothing_small")
def test_the_build_command_merges_what_earlier_builds_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Earlier builds died before their merge, and there is no change to index."""
    monkeypatch.setenv("HDND_HOME", str(tmp_path))
    store = empty_store(tmp_path)
    engine = open_engine(f"whoosh:{tmp_path / 'index'}", fingerprint())
    for id in "abc":
        store.put([Document(id, f"họp {id}", kind="news")], at=datetime(2025, 7, 1, tzinfo=UTC))
        build(store, engine)
    assert len(segments(tmp_path / "index")) == 3
    assert CliRunner().invoke(indexer, ["build"]).output == "Không có gì thay đổi từ lần lập chỉ mục trước.\n"
    assert len(segments(tmp_path / "index")) == 1
    assert engine.read().info.count == 3
