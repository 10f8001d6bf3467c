"""What could not be read is kept in the store until it is read well or is gone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.ingest import add
from corpus.store import Store, failures
from corpus.store.copy import copy
from corpus.store.failures import counted, listed
from corpus.store.originals import FolderOriginals

NOW = datetime(2024, 1, 5, 8, 30, tzinfo=UTC)


def _add(store: Store, folder: Path, source: str | None = None) -> list[tuple[str, str]]:
    """Add a folder, and return the failures that the store has then."""
    originals = FolderOriginals(folder.parent / "blobs")
    add([folder], store, originals, source=source, clock=lambda: NOW, report=lambda event: None)
    return [(Path(failure.path).name, failure.member) for failure in listed(store, 9)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a file of which a line cannot be read, and one that cannot be read at all."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_text('{"title": "A"}\n{"title": \n', encoding="utf-8")
    (folder / "b.pdf").write_bytes(b"%PDF-1.7")
    return folder


def test_a_failure_of_reading_is_kept_with_its_place(store: Store, folder: Path) -> None:
    assert _add(store, folder, "Cổng") == [("a.jsonl", "dòng 2"), ("b.pdf", "")]
    assert _add(store, folder, "Cổng") == [("a.jsonl", "dòng 2"), ("b.pdf", "")]
    assert counted(store) == {"Cổng": 2}
    assert {failure.at for failure in listed(store, 9)} == {NOW}


def test_a_failure_goes_when_the_file_is_read_well_or_gone(store: Store, folder: Path) -> None:
    _add(store, folder)
    (folder / "a.jsonl").write_text('{"title": "A"}\n{"title": "B"}\n', encoding="utf-8")
    assert _add(store, folder) == [("b.pdf", "")]
    (folder / "b.pdf").unlink()
    assert _add(store, folder) == []


def test_a_mistyped_path_is_no_failure_of_a_file(store: Store, tmp_path: Path) -> None:
    assert _add(store, tmp_path / "khong-co") == []


def test_the_failures_of_one_file_are_bounded_and_counted(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "MAX_KEPT_PER_FILE", 3)
    (folder / "b.pdf").unlink()
    (folder / "a.jsonl").write_text("{\n" * 9, encoding="utf-8")
    _add(store, folder)
    assert [failure.reason for failure in listed(store, 9)][2:] == ["và 7 lỗi nữa trong tệp này"]


def test_a_copy_keeps_the_failures(store: Store, folder: Path, tmp_path: Path) -> None:
    from corpus.store import open_store

    _add(store, folder)
    target = open_store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    copy(store, target, None)
    assert listed(target, 9) == listed(store, 9)
    target.close()
