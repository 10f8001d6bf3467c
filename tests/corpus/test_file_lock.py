"""Test that a single process at a time has a locked file, and that others learn which."""

from __future__ import annotations

import signal
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from corpus.file_lock import FileLocked, file_lock
from tests.support.forked import forking


def hold(path: Path, ready: Connection) -> None:
    """Hold the lock until the process is ended."""
    with file_lock(path, holder="số 1", patience=0):
        ready.send(None)
        signal.pause()


def test_the_second_holder_waits_and_learns_who_the_first_is(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with (
        file_lock(path, holder="first", patience=0),
        pytest.raises(FileLocked) as locked,
        file_lock(path, holder="second", patience=0.02),
    ):
        pass
    assert locked.value.holder == "first"
    with file_lock(path, holder="second", patience=None):
        assert path.read_text() == "second"
    assert path.read_text() == ""


def test_a_killed_holder_frees_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    here, there = forking().Pipe(duplex=False)
    process = forking().Process(target=hold, args=(path, there))
    process.start()
    there.close()
    here.recv()
    with pytest.raises(FileLocked) as locked, file_lock(path, holder="số 2", patience=0):
        pass
    assert locked.value.holder == "số 1"
    process.kill()
    process.join()
    here.close()
    with file_lock(path, holder="số 2", patience=0):
        pass


def test_a_file_that_cannot_be_opened_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory"), file_lock(tmp_path, holder="", patience=0):
        pass
