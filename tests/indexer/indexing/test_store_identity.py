"""An index is built on only from the store that it has seen: else it equals one that is built from nothing."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.store import Store, open_store
from corpus.store.copy import copy
from indexer.engines import query_tree as q
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine, SearchRequest
from indexer.indexing.build import build, follows
from indexer.indexing.fingerprint import fingerprint
from tests.support.cli import run_indexer
from tests.support.documents import NOW
from tests.support.files import ROOT


def _open(path: Path) -> Store:
    return open_store(f"sqlite:///{path}")


def _put(store: Store, *titles: str) -> None:
    """Put a document for each title, each as a change of its own; its id is the title's first word."""
    for title in titles:
        store.put([Document(title.split()[0], title, kind="news")], at=NOW)


def _backup(source: Path, target: Path) -> None:
    """Copy a store's file as it is now, in place of what is there."""
    for end in ("", "-wal", "-shm"):
        Path(f"{target}{end}").unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)


def _content(engine: Engine) -> tuple[Mapping[str, bytes], Mapping[str, str]]:
    with closing(engine.read()) as reader:
        hits = reader.search(SearchRequest(q.Everything(), size=1000)).hits
        ids = sorted(hit.id for hit in hits)
        return reader.get(ids), reader.titles(ids)


def _assert_as_from_nothing(store: Store, engine: Engine) -> None:
    """The next build gives what a build from nothing gives."""
    build(store, engine)
    fresh = open_engine("memory:", fingerprint())
    build(store, fresh)
    assert _content(engine) == _content(fresh)
    with closing(engine.read()) as reader:
        assert follows(store, reader.info)
    assert build(store, engine).generation is None


@pytest.mark.parametrize("later", [(), ("e năm",), ("c khác", "d khác"), ("c khác", "d khác", "e khác", "f khác")])
def test_a_restored_older_copy_is_built_from_nothing(engine: Engine, tmp_path: Path, later: tuple[str, ...]) -> None:
    """Changes after the restore may be fewer than those that were taken back, as many, or more."""
    store = _open(tmp_path / "s")
    _put(store, "a một", "b hai")
    _backup(tmp_path / "s", tmp_path / "copy")
    _put(store, "a ba", "c bốn")
    build(store, engine)
    _backup(tmp_path / "copy", tmp_path / "s")
    _put(store, *later)
    with closing(engine.read()) as reader:
        assert not follows(store, reader.info)
    _assert_as_from_nothing(store, engine)


def test_a_copy_after_the_last_build_is_built_on(engine: Engine, tmp_path: Path) -> None:
    store = _open(tmp_path / "s")
    _put(store, "a một")
    build(store, engine)
    _put(store, "b hai")
    _backup(tmp_path / "s", tmp_path / "copy")
    _put(store, "c ba")
    _backup(tmp_path / "copy", tmp_path / "s")
    assert build(store, engine).indexed == 1
    _assert_as_from_nothing(store, engine)


def test_another_store_of_as_many_changes_is_built_from_nothing(engine: Engine, tmp_path: Path) -> None:
    first, second = _open(tmp_path / "s"), _open(tmp_path / "t")
    _put(first, "a một", "b hai")
    _put(second, "c ba", "d bốn")
    build(first, engine)
    _assert_as_from_nothing(second, engine)


def test_a_copied_store_has_an_identity_of_its_own(engine: Engine, tmp_path: Path) -> None:
    first, second = _open(tmp_path / "s"), _open(tmp_path / "t")
    _put(first, "a một")
    build(first, engine)
    copy(first, second, None)
    with closing(engine.read()) as reader:
        assert follows(first, reader.info)
        assert not follows(second, reader.info)
    _assert_as_from_nothing(second, engine)


def test_an_emptied_store_is_built_from_nothing(engine: Engine, tmp_path: Path) -> None:
    first, second = _open(tmp_path / "s"), _open(tmp_path / "t")
    _put(first, "a một")
    build(first, engine)
    _assert_as_from_nothing(second, engine)


def test_a_store_replaced_during_a_build_is_read_again(engine: Engine, tmp_path: Path) -> None:
    store, other = _open(tmp_path / "s"), _open(tmp_path / "t")
    _put(store, "a một", "b hai")
    _put(other, "c ba")
    replaced = False

    def show(documents: int, share: float | None) -> None:
        nonlocal replaced
        if not replaced:
            replaced = True
            _backup(tmp_path / "t", tmp_path / "s")

    build(store, engine, show=show)
    assert replaced
    _assert_as_from_nothing(store, engine)


steps = st.one_of(
    st.tuples(st.just("put"), st.sampled_from("abc"), st.sampled_from(["một", "hai"])),
    st.tuples(st.sampled_from(["delete"]), st.sampled_from("abc"), st.just("")),
    st.tuples(st.sampled_from(["backup", "restore", "build"]), st.just(""), st.just("")),
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(steps, max_size=12))
def test_any_history_of_restores_ends_as_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    store, engine = _open(folder / "s"), open_engine("memory:", fingerprint())
    _backup(folder / "s", folder / "copy")
    for step, id, title in history:
        if step == "put":
            _put(store, f"{id} {title}")
        elif step == "delete":
            store.delete([id], at=NOW)
        elif step == "backup":
            _backup(folder / "s", folder / "copy")
        elif step == "restore":
            _backup(folder / "copy", folder / "s")
        else:
            build(store, engine)
    _assert_as_from_nothing(store, engine)


def test_a_build_killed_after_a_restore_leaves_the_old_index(tmp_path: Path) -> None:
    home = {"HDND_HOME": str(tmp_path)}
    store, engine = _open(tmp_path / "store.sqlite"), open_engine(f"whoosh:{tmp_path / 'index'}", fingerprint())
    _put(store, "a một")
    _backup(tmp_path / "store.sqlite", tmp_path / "copy")
    _put(store, *(f"d{n} văn bản" for n in range(40)))
    build(store, engine)
    before = engine.current()
    _backup(tmp_path / "copy", tmp_path / "store.sqlite")
    _put(store, *(f"e{n} văn bản" for n in range(60)))
    command = [sys.executable, "-m", "indexer", "build", "--quiet"]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | home) as process:
        while process.poll() is None and not (tmp_path / "index" / "generation-000002").exists():
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    assert engine.current() == before or process.returncode == 0  # it ended before the signal came
    assert _content(engine)[0]
    _assert_as_from_nothing(store, engine)


def test_check_says_that_the_index_is_of_another_store(tmp_path: Path) -> None:
    home = {"HDND_HOME": str(tmp_path)}
    store = _open(tmp_path / "store.sqlite")
    _put(store, "a một")
    assert run_indexer("build", **home).returncode == 0
    assert run_indexer("check", **home).returncode == 0
    _backup(tmp_path / "store.sqlite", tmp_path / "copy")
    _put(store, "b hai")
    run_indexer("build", **home)
    _backup(tmp_path / "copy", tmp_path / "store.sqlite")
    _put(store, "c ba")
    outcome = run_indexer("check", "--quiet", **home)
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("Chỉ mục này không phải của kho hiện nay")
    assert len(outcome.stderr.splitlines()) == 1
    run_indexer("build", **home)
    assert run_indexer("check", **home).returncode == 0
