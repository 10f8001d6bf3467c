"""Test what only a store in a SQLite file can meet; test_store.py has the tests for every database."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.store import StoreError, open_store
from corpus.store.store import PutCounts

NOW = datetime(2024, 1, 5, 8, 30, tzinfo=UTC)
NEWS = Document(id="tin-1", title="Khai mạc kỳ họp thứ 9", kind="news", published=NOW)


def test_a_new_file_that_another_process_is_writing_to_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="đang bị chương trình khác khóa"):
        open_store(f"sqlite:///{path}", patience=0)
    leaving = threading.Timer(0.2, holder.execute, ["COMMIT"])
    leaving.start()
    store = open_store(f"sqlite:///{path}")
    assert store.put([NEWS], at=NOW) == PutCounts(added=1)
    store.close()
    leaving.join()
    holder.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_text("Đây là một tệp văn bản. " * 100, encoding="utf-8")
    with pytest.raises(StoreError, match="không phải là kho văn bản"):
        open_store(f"sqlite:///{path}")


def test_a_damaged_store_is_reported_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    store = open_store(f"sqlite:///{path}")
    store.put([Document(id=f"tin-{n}", title="Kỳ họp " * 50) for n in range(500)], at=NOW)
    store.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096 * 4)
        file.write(b"\xff" * (size - 4096 * 4))
    with pytest.raises(StoreError, match="bị hỏng"):
        list(open_store(f"sqlite:///{path}").documents())


def test_a_store_that_cannot_be_created_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="Không tạo được thư mục"):
        open_store(f"sqlite:///{tmp_path}/file/store.sqlite")
    with pytest.raises(StoreError, match="Không mở được kho"):
        open_store(f"sqlite:///{tmp_path}")
