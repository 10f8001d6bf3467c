"""A store is read without writing anything beside it, and reading makes none."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from corpus.document import Document
from corpus.store import Store, StoreError, open_store, read_store
from corpus.store import readonly as readonly_module
from corpus.store.errors import StoreMissing
from tests.support.cli import run_corpus, run_indexer
from tests.support.documents import NEWS, NOW
from tests.support.files import ROOT
from tests.support.old_stores import make_old_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make a store in a folder of its own."""
    path = tmp_path / "home" / "store.sqlite"
    with closing(open_store(f"sqlite:///{path}")) as store:
        store.put([NEWS], at=NOW)
    return path


@pytest.fixture
def unwritable(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Take the right to write; root may write anywhere, so that SQLite is given a file system that refuses it."""
    if os.geteuid():
        path.parent.chmod(0o500)
        yield path
        path.parent.chmod(0o700)
        return
    opened = readonly_module._opened

    def refused(path: Path, options: str, patience: float) -> sqlite3.Connection:
        if "immutable" not in options and not Path(f"{path}-shm").exists():
            raise sqlite3.OperationalError("unable to open database file")
        return opened(path, options, patience)

    monkeypatch.setattr(readonly_module, "_opened", refused)
    yield path


def test_what_was_put_is_read(store: Store, url: str) -> None:
    store.put([NEWS], at=NOW)
    with closing(read_store(url)) as reader:
        assert list(reader.documents()) == [NEWS]
        store.put([Document("b", "B")], at=NOW)
        assert reader.count() == 2
        assert reader.position(2) == store.position(2)


def test_a_reader_can_write_nothing(path: Path) -> None:
    with closing(read_store(f"sqlite:///{path}")) as reader, pytest.raises(StoreError, match="không cho ghi"):
        reader.put([Document("b", "B")], at=NOW)


def test_a_folder_without_the_right_to_write_is_read(unwritable: Path) -> None:
    before = sorted(unwritable.parent.iterdir())
    with closing(read_store(f"sqlite:///{unwritable}")) as reader:
        assert list(reader.documents()) == [NEWS]
    assert sorted(unwritable.parent.iterdir()) == before


def test_a_writer_beside_a_reader_without_rights_is_seen(unwritable: Path) -> None:
    unwritable.parent.chmod(0o700)
    with (
        closing(open_store(f"sqlite:///{unwritable}")) as store,
        store.database.writing() as writing,
        closing(read_store(f"sqlite:///{unwritable}")) as reader,
    ):
        writing.execute(sa.text("DELETE FROM document"))
        unwritable.parent.chmod(0o500)
        assert list(reader.documents()) == [NEWS]
        unwritable.parent.chmod(0o700)


def test_a_store_that_is_not_there_is_not_made(urls: Callable[[], str], tmp_path: Path) -> None:
    url = urls()
    with pytest.raises(StoreMissing, match="python -m corpus add"):
        read_store(url)
    with closing(read_store(url, absent=True)) as reader:
        with pytest.raises(StoreError):
            reader.get("a")
        assert list(tmp_path.iterdir()) == []
        with closing(open_store(url)) as store:
            store.put([NEWS], at=NOW)
        assert reader.get(NEWS.id) == NEWS


def test_a_store_of_an_older_version_is_migrated_first(url: str) -> None:
    make_old_store(url, {"tin-1": "A"})
    with closing(read_store(url)) as reader:
        assert reader.count() == 1
        assert reader.position(2)


@pytest.mark.parametrize("command", ["export", "stats", "check"])
def test_reading_commands_say_that_there_is_no_store(tmp_path: Path, command: str) -> None:
    home = {"HDND_HOME": str(tmp_path / "home")}
    outcome = run_corpus(command, "--quiet", **home)
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert "Chưa có kho văn bản" in outcome.stderr
    assert not (tmp_path / "home").exists()


def test_searching_and_checking_write_nothing(path: Path) -> None:
    home = {"HDND_HOME": str(path.parent)}
    run_indexer("build", **home)
    before = {file: file.stat().st_mtime_ns for file in path.parent.rglob("*") if file.is_file()}
    assert run_indexer("search", "kỳ họp", **home).returncode == 0
    assert run_indexer("check", **home).returncode == 0
    assert run_corpus("export", **home).returncode == 0
    after = {file: file.stat().st_mtime_ns for file in path.parent.rglob("*") if file.is_file()}
    assert after == before


@pytest.mark.parametrize(
    "command", [("corpus", "export", "--quiet"), ("corpus", "check"), ("indexer", "search", "họp")]
)
def test_a_full_disk_does_not_stop_reading(path: Path, command: tuple[str, ...]) -> None:
    """A limit of no bytes for any file refuses every write, as a full disk does."""
    home = os.environ | {"HDND_HOME": str(path.parent)}
    run_indexer("build", HDND_HOME=str(path.parent))
    outcome = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=home,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
    )
    assert (outcome.returncode, outcome.stderr) == (0, "")
