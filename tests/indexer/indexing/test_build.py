"""A build brings the index up to date with the store, and no failure damages the index that is in use."""

from __future__ import annotations

import gc
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Official
from corpus.store import Store
from corpus.store.tables import DOCUMENT
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine, EngineError, Writer
from indexer.engines.whoosh import merge_policy
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.indexing import workers
from indexer.indexing.build import Built, build
from indexer.indexing.fingerprint import fingerprint
from indexer.indexing.missing import missing_documents
from indexer.results import Request
from indexer.search import Search
from tests.support.cli import run_indexer
from tests.support.files import ROOT
from tests.support.sample import empty_store, stored_sample

NOW = datetime(2025, 7, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty_store(tmp_path)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_engine(f"whoosh:{tmp_path / 'index'}", fingerprint())


def document(id: str, title: str, **given: object) -> Document:
    return Document(id, title, kind="news", **given)  # type: ignore[arg-type]


def ids(engine: Engine, store: Store, text: str) -> set[str]:
    search = Search(engine, store)
    try:
        return {result.id for result in search.search(Request(text, size=100), today=date(2025, 7, 1)).results}
    finally:
        search.close()


def test_a_build_applies_additions_changes_and_deletions(store: Store, engine: Engine) -> None:
    store.put([document("a", "họp hội đồng"), document("b", "họp báo")], at=NOW)
    assert build(store, engine).indexed == 2
    store.put([document("a", "khởi công cầu"), document("c", "họp dân")], at=NOW)
    store.delete(["b"], at=NOW)
    built = build(store, engine)
    assert (built.indexed, built.deleted, built.failures) == (2, 1, ())
    assert ids(engine, store, "họp") == {"c"}
    assert ids(engine, store, "khởi công") == {"a"}


def test_a_build_without_changes_makes_no_generation(store: Store, engine: Engine) -> None:
    store.put([document("a", "họp")], at=NOW)
    build(store, engine)
    first = engine.current()
    assert build(store, engine).generation is None
    assert engine.current() == first


def stored_json(store: Store, id: str, text: str) -> None:
    """Write the stored form of a document as a failing disk might: without a change."""
    with store.database.writing() as connection:
        connection.execute(DOCUMENT.update().where(DOCUMENT.c.id == id).values(json=text))


def test_a_document_that_fails_is_tried_until_it_is_mended(store: Store, engine: Engine) -> None:
    store.put([document(id, f"họp {id}") for id in "abc"], at=NOW)
    with store.database.reading() as connection:
        good = {row.id: row.json for row in connection.execute(sa.select(DOCUMENT.c.id, DOCUMENT.c.json))}
    for id in "ab":
        stored_json(store, id, "{")
    first = build(store, engine)
    assert (first.generation, len(first.failures)) == (1, 2)
    assert build(store, engine) == Built(None, 0, 0, 0, first.failures)
    store.put([document("d", "họp d")], at=NOW)
    other_change = build(store, engine)
    assert (other_change.generation, other_change.indexed, other_change.failures) == (2, 1, first.failures)
    stored_json(store, "a", good["a"])
    mended = build(store, engine)
    assert (mended.generation, mended.indexed, mended.failures) == (3, 1, first.failures[1:])
    assert ids(engine, store, "họp") == {"a", "c", "d"}
    store.delete(["b"], at=NOW)
    assert build(store, engine).failures == build(store, engine).failures == ()


def test_what_waits_for_the_next_build_is_not_missing(store: Store, engine: Engine) -> None:
    store.put([document(id, f"họp {id}") for id in "abc"], at=NOW)
    build(store, engine)
    store.put([document("a", "khác"), document("d", "họp")], at=NOW)
    store.delete(["b", "d"], at=NOW)
    store.put([document(id, "mới") for id in "be"], at=NOW)
    stored_json(store, "c", "{")  # it is indexed already
    with closing(engine.read()) as reader:
        assert missing_documents(store, reader) == []


def test_a_document_is_missing_though_the_store_lost_another(store: Store, engine: Engine) -> None:
    store.put([document(id, f"họp {id}") for id in "abc"], at=NOW)
    stored_json(store, "a", "{")
    build(store, engine)
    with store.database.writing() as connection:
        connection.execute(DOCUMENT.delete().where(DOCUMENT.c.id == "b"))  # as a failing disk might
    with closing(engine.read()) as reader:
        assert missing_documents(store, reader) == ["a"]


def test_incremental_and_fresh_builds_give_the_same_answers(store: Store, engine: Engine, tmp_path: Path) -> None:
    sample = list(stored_sample(tmp_path / "other").documents())
    for start in range(0, len(sample), 20):
        store.put(sample[start : start + 20], at=NOW)
        build(store, engine)
    fresh_engine = open_engine("memory:", fingerprint())
    build(store, fresh_engine)
    searches = Search(engine, store), Search(fresh_engine, store)
    for text in ("nông thôn mới", "chu tich hdnd huyen", "12/NQ-HĐND", "kỳ họp 15/7/2020", "Nguyễn Văn Hòa"):
        request = Request(text, size=100, facets=("kind", "official", "year"))
        stepwise, fresh = (search.search(request, today=date(2025, 7, 1)) for search in searches)
        assert (stepwise.total, stepwise.understood) == (fresh.total, fresh.understood)
        assert [result.id for result in stepwise.results] == [result.id for result in fresh.results]
        assert stepwise.facets == fresh.facets
    searches[0].close()


people = st.lists(
    st.builds(
        Official,
        st.sampled_from(["Nguyễn Văn Hòa", "Nguyễn Văn Hoà", "Nguyễn Văn Hóa", "nguyen van hoa", "Lê Thị Lan"]),
        st.sampled_from([None, "Chủ tịch HĐND huyện", "Trưởng phòng Tư pháp", "Chủ tịch UBND xã An Lạc"]),
    ),
    max_size=3,
).map(tuple)
versions = st.builds(
    Document,
    id=st.sampled_from([f"d{i}" for i in range(5)]),
    title=st.just("họp"),
    kind=st.just("resolution"),
    issued=st.one_of(st.none(), st.dates(date(2008, 1, 1), date(2025, 1, 1))),
    place=st.sampled_from([None, "huyện Lam Khê", "huyện Khác"]),
    officials=people,
    signer=st.sampled_from([None, Official("Lê Thị Lan")]),
    text=st.sampled_from(["", "Bà Lê Thị Lan bán vé số.", "Bà Lê Thị Lan ở huyện Khác, Chủ tịch UBND xã An Lạc."]),
)


@settings(max_examples=30)
@given(
    history=st.lists(
        st.tuples(st.lists(versions, max_size=3), st.sets(st.sampled_from(["d0", "d1"]), max_size=1)), max_size=5
    )
)
def test_the_index_depends_on_the_store_only_not_on_its_history(
    history: list[tuple[list[Document], set[str]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """After any history, an incremental index has the same records as one built from nothing."""
    store = empty_store(tmp_path_factory.mktemp("store"))
    steps, fresh = open_engine("memory:", fingerprint()), open_engine("memory:", fingerprint())
    for put, delete in history:
        store.put(put, at=NOW)
        store.delete(delete, at=NOW)
        build(store, steps)
    build(store, steps)
    build(store, fresh)
    if store.last_change():
        assert steps.read().records == fresh.read().records  # type: ignore[attr-defined]


def test_an_official_named_by_no_document_any_more_is_removed(store: Store, engine: Engine) -> None:
    role = "Chủ tịch UBND huyện Lam Khê"
    store.put([document("a", "họp", officials=(Official("Lê Văn Bình", role),))], at=NOW)
    build(store, engine)
    search = Search(engine, store)
    assert [person.id for person in search.officials("lê văn bình").people] == ["le-van-binh"]
    store.put([document("a", "họp")], at=NOW)
    build(store, engine)
    time.sleep(0.3)
    assert search.officials("lê văn bình").total == 0
    search.close()


def test_a_new_generation_is_opened_without_dropping_a_request(store: Store, engine: Engine) -> None:
    store.put([document("a", "họp")], at=NOW)
    build(store, engine)
    search = Search(engine, store)
    totals = []
    for i in range(5):
        store.put([document(f"b{i}", "họp")], at=NOW)
        build(store, engine, fresh=i % 2 == 0)
        deadline = time.monotonic() + 5
        while search.state().stamp != engine.current() and time.monotonic() < deadline:
            totals.append(search.search(Request("họp"), today=date(2025, 7, 1)).total)
        totals.append(search.search(Request("họp"), today=date(2025, 7, 1)).total)
    assert totals == sorted(totals)
    assert totals[-1] == 6
    search.close()


def test_an_index_of_another_store_is_built_from_nothing(store: Store, engine: Engine, tmp_path: Path) -> None:
    store.put([document("a", "họp"), document("b", "họp")], at=NOW)
    build(store, engine)
    other = empty_store(tmp_path / "other")
    other.put([document("c", "họp")], at=NOW)
    build(other, engine)
    assert ids(engine, other, "họp") == {"c"}


def test_two_processes_and_one_write_identical_segments(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Segments are compared byte for byte; as many chunks as large builds have go to the processes."""
    monkeypatch.setattr(workers, "MIN_SHARED", 100)
    monkeypatch.setattr(workers, "CHUNK", 12)
    sample = list(stored_sample(tmp_path / "sample").documents())
    copies = (workers.MIN_SHARED + 30) // len(sample) + 1
    for copy in range(copies):
        store.put([replace(original, id=f"{original.id}-{copy}", url=None) for original in sample], at=NOW)
    digests = set()
    for processes in (1, 2):
        engine = open_engine(f"whoosh:{tmp_path / f'index-{processes}'}", fingerprint())
        assert build(store, engine, processes=processes).indexed == copies * len(sample)
        (segment,) = (tmp_path / f"index-{processes}").glob("generation-*/*.arr")
        digests.add(hashlib.sha256(segment.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_a_builder_overtaken_by_another_starts_again(store: Store, engine: Engine, tmp_path: Path) -> None:
    def news(id: str, role: str) -> Document:
        return document(id, f"Tin {id}", text=f"Ông Nguyễn Văn Hòa, {role} UBND huyện Lâm Khê, phát biểu.")

    class OvertakenEngine:
        """Wraps the engine so that another build finishes between this build's first look at the store and its lock."""

        overtaken = False

        def __getattr__(self, name: str) -> object:
            return getattr(engine, name)

        @contextmanager
        def write(self, *, fresh: bool) -> Iterator[Writer]:
            if not self.overtaken:
                self.overtaken = True
                store.put([news("d3", "Phó Chủ tịch")], at=NOW)
                build(store, open_engine(f"whoosh:{tmp_path / 'index'}", fingerprint()))
            with engine.write(fresh=fresh) as writer:
                yield writer

    store.put([news("d1", "Chủ tịch")], at=NOW)
    build(store, engine)
    store.put([news("d2", "Chủ tịch")], at=NOW)
    build(store, cast(Engine, OvertakenEngine()))
    assert engine.read().info.change == store.last_change()
    alone = open_engine(f"whoosh:{tmp_path / 'alone'}", fingerprint())
    build(store, alone)
    stepwise, fresh = (Search(each, store).officials().people for each in (engine, alone))
    assert stepwise == fresh


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh then leaves files open
def test_a_full_disk_while_building_leaves_the_current_index(
    store: Store, engine: Engine, tmp_path: Path, small_disk: Path
) -> None:
    store.put([document("a", "họp")], at=NOW)
    small = WhooshEngine(small_disk / "index", fingerprint())
    build(store, small)
    store.put([document(f"d{i}", f"họp {i}", text=os.urandom(80_000).hex()) for i in range(20)], at=NOW)
    with pytest.raises(EngineError, match="Đĩa đầy"):
        build(store, small)
    assert ids(small, store, "họp") == {"a"}
    assert [path.name for path in (small_disk / "index").glob("generation-*")] == ["generation-000001"]
    gc.collect()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh then leaves files open
def test_a_full_disk_while_merging_leaves_the_current_index(
    store: Store, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge_policy, "SMALL", 0)
    small = WhooshEngine(small_disk / "index", fingerprint())
    for id in "ab":
        store.put([document(id, f"họp {id}", text=os.urandom(30_000).hex())], at=NOW)
        build(store, small)
    left = os.statvfs(small_disk)
    largest = max(path.stat().st_size for path in small_disk.rglob("*.arr"))
    (small_disk / "other").write_bytes(bytes(left.f_bavail * left.f_frsize - largest))  # the merged segment needs more
    with pytest.raises(EngineError, match="Đĩa đầy"):
        small.merge()
    assert ids(small, store, "họp") == {"a", "b"}
    assert not list((small_disk / "index").glob("merging"))
    (small_disk / "other").unlink()
    small.merge()
    assert len(list((small_disk / "index").glob("generation-000003/*.arr"))) == 1
    assert ids(small, store, "họp") == {"a", "b"}
    gc.collect()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of one megabyte; skip if the user has no right to mount one."""
    mount_point = tmp_path / "disk"
    mount_point.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(mount_point)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"needs the right to mount a small disk: {mounted.stderr.strip()}")
    try:
        yield mount_point
    finally:
        subprocess.run(["umount", "-l", str(mount_point)], check=False)


def test_a_killed_build_leaves_the_old_index_and_can_be_repeated(store: Store, engine: Engine, tmp_path: Path) -> None:
    store.put([document("a", "họp")], at=NOW)
    build(store, engine)
    store.put([document(f"d{i}", f"họp {i}", text="hội đồng nhân dân huyện " * 200) for i in range(600)], at=NOW)
    environ = {**os.environ, "HDND_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "indexer", "build", "--quiet"]
    process = subprocess.Popen(command, cwd=ROOT, env=environ)
    folder = tmp_path / "index"
    while process.poll() is None and not list(folder.glob("generation-000002")):
        time.sleep(0.01)
    time.sleep(0.5)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert ids(engine, store, "họp") == {"a"}
    assert run_indexer("build", HDND_HOME=str(tmp_path)).returncode == 0
    assert len(ids(engine, store, "họp")) == 100
    assert len(list(folder.glob("generation-*"))) == 2
