"""Test that originals are stored whole and once, in a folder and in the database of the store."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.settings import SettingError
from corpus.store import Store, open_store
from corpus.store.database_originals import open_originals
from corpus.store.originals import CHUNK_BYTES, FolderOriginals, Originals
from tests.support.forked import forking
from tests.support.store_processes import start_process, store_original


@pytest.fixture(params=["file", "store"])
def originals(request: pytest.FixtureRequest, tmp_path: Path, store: Store) -> Originals:
    """Give each place in turn, empty; a store's in each database."""
    return open_originals(f"file:{tmp_path / 'blobs'}" if request.param == "file" else "store:", store)


@pytest.mark.parametrize("length", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 7])
def test_a_file_of_any_length_comes_back_as_it_was(originals: Originals, tmp_path: Path, length: int) -> None:
    path = tmp_path / "tep"
    path.write_bytes(bytes(n % 251 for n in range(1000)) * (length // 1000) + b"\x00" * (length % 1000))
    sha256 = originals.keep(path)
    assert sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert b"".join(originals.read(sha256)) == path.read_bytes()
    assert originals.keep(path) == sha256
    assert list(originals.names()) == [sha256]


def test_a_file_that_was_not_stored_is_not_there(originals: Originals) -> None:
    assert not originals.holds("ab" * 32)
    assert list(originals.names()) == []


def test_any_part_of_an_open_file_is_read_alone(originals: Originals) -> None:
    content = bytes(range(256)) * 10_000
    sha256 = originals.write(hashlib.sha256(content).hexdigest(), [content[:CHUNK_BYTES], content[CHUNK_BYTES:]])
    opened = originals.open(sha256)
    assert opened is not None
    with closing(opened):
        assert opened.size == len(content)
        for start, stop in [(0, 0), (0, 1), (CHUNK_BYTES - 1, CHUNK_BYTES + 1), (7, len(content)), (len(content),) * 2]:
            assert b"".join(opened.part(start, stop)) == content[start:stop]
    assert originals.open("ab" * 32) is None


def test_a_file_that_changes_meanwhile_has_the_sha256_of_the_copy(originals: Originals) -> None:
    old, new = (hashlib.sha256(words).hexdigest() for words in (b"old", b"new"))
    assert originals.write(old, iter([b"new"])) == new
    assert not originals.holds(old)
    assert b"".join(originals.read(new)) == b"new"


def test_a_copy_that_breaks_off_leaves_nothing(originals: Originals) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"old"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        originals.write("ab" * 32, breaking())
    assert not originals.holds("ab" * 32)
    assert list(originals.names()) == []


@pytest.mark.parametrize("place", ["file", "store:"])
def test_processes_that_store_the_same_file_together_store_it_once(url: str, tmp_path: Path, place: str) -> None:
    place = f"file:{tmp_path / 'blobs'}" if place == "file" else place
    path = tmp_path / "tep"
    path.write_bytes(b"van ban" * CHUNK_BYTES)
    together = forking().Barrier(2)
    processes = [start_process(store_original, url, place, path, together) for _ in range(2)]
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    with closing(open_store(url)) as store:
        stored = open_originals(place, store)
        assert [b"".join(stored.read(sha256)) == path.read_bytes() for sha256 in stored.names()] == [True]


def test_a_store_with_originals_is_still_a_store(url: str, tmp_path: Path) -> None:
    (tmp_path / "tep").write_bytes(b"A")
    with closing(open_store(url)) as store:
        open_originals("store:", store).keep(tmp_path / "tep")
    with closing(open_store(url)) as store:
        assert store.count() == 0


@pytest.mark.parametrize("place", ["file:", "store:x", "s3://gio/ban-goc", "blobs"])
def test_an_unknown_place_is_refused(tmp_path: Path, place: str) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    with pytest.raises(SettingError, match="file:ĐƯỜNG_DẪN hoặc store:"):
        open_originals(place, store)
    store.close()


def test_only_abandoned_partial_files_are_cleared(tmp_path: Path) -> None:
    """Abandoned is what no process has locked and none has written to for a minute."""
    folder = tmp_path / "partial"
    folder.mkdir()
    abandoned, locked, recent = (folder / f"{name}.part" for name in ("abandoned", "locked", "recent"))
    for path in (abandoned, locked, recent):
        path.write_bytes(b"x")
    for path in (abandoned, locked):
        os.utime(path, (0, 0))
    with locked.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        FolderOriginals(tmp_path).clear_abandoned()
    assert sorted(folder.iterdir()) == [locked, recent]
