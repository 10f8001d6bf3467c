"""Files of foreign formats are read once, on all cores, and a run that is killed goes on where it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from corpus.formats.content import FileContent, UnreadableContent
from corpus.formats.detection import ForeignFormat
from corpus.reading_ahead import ReadingAhead
from corpus.source_digest import reader_digest
from corpus.store import Store, open_store
from corpus.store.readings import Reading, Readings
from corpus.store.tables import READING
from tests.support.documents import NOW

READER = ForeignFormat("thử", "tests.support.hostile_reader")
PART = "tests.support.hostile_reader"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield store
    store.close()


def readings(store: Store) -> Readings:
    return Readings(store, lambda: NOW)


def read(store: Store, data: bytes) -> FileContent:
    with ReadingAhead(readings(store), [], processes=1) as ahead:
        return ahead.content(READER, data)


def test_a_file_is_read_once_and_then_found_in_the_store(store: Store) -> None:
    first = read(store, b"process")
    assert read(store, b"process") == first  # which names the process that read it


def test_a_failure_is_kept_like_a_reading(store: Store) -> None:
    for _ in range(2):
        with pytest.raises(UnreadableContent, match="mật khẩu"):
            read(store, b"refused")
    with store.database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(READING)) == 1


def test_what_an_older_reader_read_is_read_again(store: Store) -> None:
    first = read(store, b"process")
    with store.database.writing() as connection:
        connection.execute(READING.update().values(digest="0" * 64))
    assert read(store, b"process") != first
    with store.database.reading() as connection:
        assert connection.scalar(sa.select(READING.c.digest)) == reader_digest(PART)


def test_a_damaged_reading_is_read_again(store: Store) -> None:
    first = read(store, b"process")
    for damaged in (b"", b"\x78\x9c"):
        with store.database.writing() as connection:
            connection.execute(READING.update().values(content=damaged))
        assert read(store, b"process") != first


def test_readings_of_two_parts_stand_beside_each_other(store: Store) -> None:
    kept = readings(store)
    kept.keep([Reading("a", "1", "f" * 64, {"x": 1}), Reading("b", "1", "f" * 64, ["Đ\0"])])
    assert kept.find("a", "1", "f" * 64) == {"x": 1}
    assert kept.find("b", "1", "f" * 64) == ["Đ\0"]
    assert kept.find("b", "2", "f" * 64) is None


def test_the_digest_of_a_reader_counts_what_it_imports() -> None:
    assert reader_digest("corpus.formats.legacy_encodings") != reader_digest("corpus.formats.blocks")
    assert reader_digest(PART) == reader_digest(PART)


def test_a_pipe_is_not_opened_and_a_missing_file_is_none(tmp_path: Path, store: Store) -> None:
    import os

    os.mkfifo(tmp_path / "pipe.pdf")
    paths = [tmp_path / "pipe.pdf", tmp_path / "missing.pdf"]
    with ReadingAhead(readings(store), paths, processes=1) as ahead:
        for path in paths:
            ahead.begin(path)
    gc.collect()
