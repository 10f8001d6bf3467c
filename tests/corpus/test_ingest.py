from __future__ import annotations

import json
import lzma
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import ingest as module
from corpus import sentences
from corpus.document import to_json
from corpus.ingest import Repeat, Step, Summary, add
from corpus.readers import Failure
from corpus.store import Store, open_store
from corpus.store.originals import FolderOriginals

NOW = datetime(2024, 1, 5, 8, 30, tzinfo=UTC)

Event = Failure | Repeat | Step


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with opened(url) as store:
        yield store


@pytest.fixture
def originals(tmp_path: Path) -> FolderOriginals:
    return FolderOriginals(tmp_path / "home" / "blobs")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "van-ban"
    made.mkdir()
    return made


@contextmanager
def opened(url: str) -> Iterator[Store]:
    store = open_store(url, patience=0)
    yield store
    store.close()


def run(
    store: Store, originals: FolderOriginals, *paths: Path, source: str | None = None
) -> tuple[Summary, list[Event]]:
    events: list[Event] = []
    return add(paths, store, originals, source=source, clock=lambda: NOW, report=events.append), events


def lines(*shapes: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(shape, ensure_ascii=False).encode() + b"\n" for shape in shapes)


def contents(store: Store) -> list[dict[str, Any]]:
    return [to_json(document) for document in store.documents()]


def failures(events: list[Event]) -> list[Failure]:
    return [event for event in events if isinstance(event, Failure)]


def test_a_folder_is_read_whole_and_hidden_files_are_passed_over(
    store: Store, originals: FolderOriginals, folder: Path
) -> None:
    (folder / "2020").mkdir()
    (folder / "2020" / "tin.jsonl").write_bytes(lines({"id": "a", "title": "A"}, {"id": "b", "title": "B"}))
    (folder / "tin.txt").write_text("Hội nghị tổng kết năm 2019\n\nSáng nay, huyện họp.", encoding="utf-8")
    (folder / ".nhap.txt").write_text("Chưa xong")
    (folder / ".git").mkdir()
    (folder / ".git" / "c.jsonl").write_bytes(lines({"id": "c", "title": "C"}))
    summary, events = run(store, originals, folder, source="Cổng thông tin huyện Lam Khê")
    assert summary == Summary(added=3, changed=0, same=0, repeated=0, failed=0, stopped=None)
    assert {document.source for document in store.documents()} == {"Cổng thông tin huyện Lam Khê"}
    steps = [event for event in events if isinstance(event, Step)]
    assert [step.documents for step in steps] == [1, 2, 3]
    assert all(0 <= step.share <= 1 for step in steps)


def test_progress_follows_the_bytes_of_a_packed_file(store: Store, originals: FolderOriginals, folder: Path) -> None:
    shapes = [{"id": f"tin-{n}", "title": os.urandom(100).hex()} for n in range(2000)]
    (folder / "a.jsonl.xz").write_bytes(lzma.compress(lines(*shapes)))
    _, events = run(store, originals, folder)
    shares = [event.share for event in events if isinstance(event, Step)]
    assert shares == sorted(shares)
    assert 0.4 < shares[1000] < 0.6


def test_a_source_in_the_file_wins_over_the_option(store: Store, originals: FolderOriginals, folder: Path) -> None:
    (folder / "a.jsonl").write_bytes(lines({"id": "a", "title": "A", "source": "Công báo"}))
    run(store, originals, folder, source="Cổng thông tin")
    assert [document.source for document in store.documents()] == ["Công báo"]


def test_adding_the_same_again_changes_nothing(store: Store, originals: FolderOriginals, folder: Path) -> None:
    (folder / "a.jsonl").write_bytes(lines({"id": "a", "title": "A"}, {"title": "Không có mã"}))
    run(store, originals, folder)
    before = contents(store)
    summary, _ = run(store, originals, folder)
    assert summary == Summary(added=0, changed=0, same=2, repeated=0, failed=0, stopped=None)
    assert (contents(store), store.last_change()) == (before, 2)


def test_an_edited_document_is_one_change_of_its_id(store: Store, originals: FolderOriginals, folder: Path) -> None:
    (folder / "a.jsonl").write_bytes(lines({"id": "a", "title": "A"}, {"id": "b", "title": "B"}))
    run(store, originals, folder)
    (folder / "a.jsonl").write_bytes(lines({"id": "a", "title": "A"}, {"id": "b", "title": "B, đã sửa"}))
    summary, _ = run(store, originals, folder)
    assert (summary.changed, summary.same) == (1, 1)
    assert [change[1:] for change in store.changes(2)] == [("b", "changed")]


def test_the_original_is_stored_once_for_all_its_lines(store: Store, originals: FolderOriginals, folder: Path) -> None:
    path = folder / "a.jsonl.xz"
    path.write_bytes(lzma.compress(lines({"id": "a", "title": "A"}, {"id": "b", "title": "B"})))
    run(store, originals, path)
    original = store.original("a")
    assert original
    assert store.original("b") == original
    assert originals.path(original).read_bytes() == path.read_bytes()
    assert [p.name for p in originals.folder.rglob("*") if p.is_file()] == [original]


def test_a_repeat_is_reported_and_not_stored_twice(store: Store, originals: FolderOriginals, folder: Path) -> None:
    (folder / "a.jsonl").write_bytes(lines({"id": "a", "title": "A"}, {"id": "a", "title": "A"}))
    (folder / "b.jsonl").write_bytes(lines({"id": "a", "title": "A"}))
    summary, events = run(store, originals, folder)
    assert (summary.added, summary.repeated, summary.failed) == (1, 2, 0)
    assert [event for event in events if isinstance(event, Repeat)] == [
        Repeat(f"{folder / 'a.jsonl'}, văn bản thứ 2", "a"),
        Repeat(f"{folder / 'b.jsonl'}, văn bản thứ 1", "a"),
    ]


def test_two_documents_with_the_same_id_are_both_stored(store: Store, originals: FolderOriginals, folder: Path) -> None:
    """The second gets an id made from its content, and is reported as a failure."""
    (folder / "a.jsonl").write_bytes(lines(*({"id": "a", "title": title} for title in ("Một", "Hai", "Hai", "Ba"))))
    summary, events = run(store, originals, folder)
    assert (summary.added, summary.repeated, summary.failed) == (3, 1, 2)
    first, *others = store.documents()
    assert (first.id, first.title) == ("a", "Một")
    assert all(document.id.startswith("a-") and len(document.id) == 10 for document in others)
    second = next(document.id for document in others if document.title == "Hai")
    failure = failures(events)[0]
    assert failure.where == f"{folder / 'a.jsonl'}, văn bản thứ 2"
    assert f"mã a đã thuộc về một văn bản khác đọc trước đó; văn bản này được giữ với mã {second}" in failure.message
    again, _ = run(store, originals, folder)
    assert again == summary._replace(added=0, same=3)
    assert store.last_change() == 3


_shapes = st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")).map(lambda x: {"id": x[0], "title": x[1]})


@given(st.lists(_shapes, max_size=9), st.lists(_shapes, max_size=9), st.integers(0, 9), st.integers(1, 4))
def test_a_run_that_was_cut_short_anywhere_ends_with_the_same_store(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[dict[str, Any]],
    shapes: list[dict[str, Any]],
    cut: int,
    batch: int,
) -> None:
    folder = tmp_path_factory.mktemp("run")
    originals = FolderOriginals(folder / "blobs")
    old, path, part = folder / "old.jsonl", folder / "new.jsonl", folder / "part.jsonl"
    old.write_bytes(lines(*before))
    path.write_bytes(lines(*shapes))
    part.write_bytes(lines(*shapes[: cut // batch * batch]))  # what whole batches had brought
    with pytest.MonkeyPatch.context() as patch, opened("sqlite://") as whole, opened("sqlite://") as broken:
        patch.setattr(module, "_MAX_BATCH_DOCUMENTS", batch)
        for store in (whole, broken):
            run(store, originals, old)
        run(broken, originals, part)
        run(whole, originals, path)
        run(broken, originals, path)
        assert contents(broken) == contents(whole)
        assert [change.id for change in broken.changes()] == [change.id for change in whole.changes()]
        stored = {(document.id[0], document.title) for document in whole.documents()}
        assert stored >= {(shape["id"], shape["title"]) for shape in shapes}


def test_bad_files_are_reported_and_cost_no_good_document(
    store: Store, originals: FolderOriginals, folder: Path
) -> None:
    good = [{"id": f"tin-{n}", "title": f"Kỳ họp thứ {n}"} for n in range(2000)]
    (folder / "bad.jsonl").write_bytes(lines(good[0]) + b'{"title": \n' + lines({"id": "x"}, good[1]))
    packed = lzma.compress(lines(*good[2:]))
    (folder / "cut.jsonl.xz").write_bytes(packed[: len(packed) - 40])
    (folder / "empty.txt").write_bytes(b"")
    (folder / "noise.bin").write_bytes(bytes(range(256)) * 10)
    summary, events = run(store, originals, folder)
    names = {Path(failure.where).name for failure in failures(events)}
    assert {"bad.jsonl, dòng 2", "bad.jsonl, dòng 3", "empty.txt", "noise.bin"} <= names
    assert any(where.startswith("cut.jsonl.xz") for where in names)
    assert summary.failed == 5
    assert {"tin-0", "tin-1", "tin-2"} <= {document.id for document in store.documents()}


def test_a_file_that_changes_while_it_is_read_waits_for_the_next_run(
    store: Store, originals: FolderOriginals, folder: Path
) -> None:
    path = folder / "tin.txt"
    path.write_text("Tin họp\n\nMột nửa", encoding="utf-8")
    events: list[Event] = []

    def report(event: Event) -> None:
        events.append(event)
        path.write_text("Tin họp\n\nMột nửa và nửa kia.", encoding="utf-8")

    summary = add([folder], store, originals, source=None, clock=lambda: NOW, report=report)
    assert (summary.added, summary.failed, contents(store)) == (0, 1, [])
    assert failures(events) == [Failure(str(path), sentences.FILE_CHANGED)]
    assert run(store, originals, folder)[0].added == 1
    assert [document.text for document in store.documents()] == ["Một nửa và nửa kia."]


def test_a_line_of_5_mb_is_a_document(store: Store, originals: FolderOriginals, folder: Path) -> None:
    (folder / "a.jsonl").write_bytes(lines({"id": "a", "title": "A", "text": "chữ " * 1_300_000}))
    assert run(store, originals, folder)[0].added == 1


def test_loops_of_links_and_special_files_are_reported_and_skipped(
    store: Store, originals: FolderOriginals, folder: Path
) -> None:
    (folder / "a.jsonl").write_bytes(lines({"id": "a", "title": "A"}))
    (folder / "goc").symlink_to(folder)
    (folder / "vong").symlink_to(folder / "vong")
    (folder / "mat").symlink_to(folder / "khong-co")
    os.mkfifo(folder / "ong")
    summary, events = run(store, originals, folder)
    messages = {Path(failure.where).name: failure.message for failure in failures(events)}
    assert set(messages) == {"goc", "vong", "mat", "ong"}
    assert "liên kết vòng" in messages["goc"]
    assert "liên kết vòng" in messages["vong"]
    assert "liên kết đến nơi không còn" in messages["mat"]
    assert (summary.added, summary.repeated, summary.failed) == (1, 0, 4)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_reported(store: Store, originals: FolderOriginals, folder: Path) -> None:
    (folder / "a.jsonl").write_bytes(lines({"id": "a", "title": "A"}))
    (folder / "kin.jsonl").touch(mode=0o000)
    (folder / "kin").mkdir(mode=0o000)
    summary, events = run(store, originals, folder)
    assert {Path(failure.where).name for failure in failures(events)} == {"kin", "kin.jsonl"}
    assert all("quyền đọc" in failure.message for failure in failures(events))
    assert summary.added == 1


def test_the_order_in_which_paths_are_named_does_not_matter(folder: Path, originals: FolderOriginals) -> None:
    for name in ("a", "b"):
        (folder / f"{name}.jsonl").write_bytes(lines({"id": "x", "title": name}))
    with opened("sqlite://") as first, opened("sqlite://") as second:
        run(first, originals, folder / "a.jsonl", folder / "b.jsonl")
        run(second, originals, folder / "b.jsonl", folder / "a.jsonl")
        assert contents(first) == contents(second)


def test_a_locked_store_stops_the_run_with_a_sentence(
    url: str, store: Store, originals: FolderOriginals, folder: Path
) -> None:
    """What was stored before stays, and the next run stores the rest."""
    (folder / "a.jsonl").write_bytes(lines({"id": "a", "title": "A"}))
    run(store, originals, folder)
    (folder / "b.jsonl").write_bytes(lines({"id": "b", "title": "B"}))
    with opened(url) as other, other.database.writing():
        summary, _ = run(store, originals, folder)
    assert summary.stopped
    assert "đang bị chương trình khác khóa" in summary.stopped
    assert [document.id for document in store.documents()] == ["a"]
    assert run(store, originals, folder)[0].added == 1


def test_originals_that_cannot_be_written_stop_the_run(tmp_path: Path, store: Store, folder: Path) -> None:
    (tmp_path / "file").touch()
    (folder / "a.jsonl").write_bytes(lines({"id": "a", "title": "A"}))
    summary, _ = run(store, FolderOriginals(tmp_path / "file" / "blobs"), folder)
    assert summary.stopped
    assert "Không ghi được bản gốc" in summary.stopped
    assert store.count() == 0


def test_an_original_appears_whole_and_leftovers_of_a_killed_copy_go(
    tmp_path: Path, originals: FolderOriginals
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 3_000_000)
    sha256 = originals.keep(path)
    originals.path(sha256).unlink()
    old, other = (originals.path(sha256).parent / f"{sha256}.{name}.part" for name in ("old", "other"))
    for left in (old, other):
        left.write_bytes(b"x")
    os.utime(old, (0, 0))
    assert originals.keep(path) == sha256
    assert {p.name for p in originals.path(sha256).parent.iterdir()} == {sha256, other.name}  # which is being written
    before = originals.path(sha256).stat()
    originals.keep(path)
    assert originals.path(sha256).stat().st_mtime_ns == before.st_mtime_ns


def test_every_document_of_the_real_pages_and_gazette_is_stored(
    shared_data: Path, store: Store, originals: FolderOriginals
) -> None:
    summary, events = run(store, originals, shared_data / "council", shared_data / "gazette")
    assert (summary.added, failures(events)) == (369, [])
