"""What is stored heals: originals are read again where other readers read them, and ids stay."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from corpus.document import Document
from corpus.formats.blocks import ParagraphBlock
from corpus.formats.content import FileContent, PageContent
from corpus.formats.content_json import content_to_json
from corpus.ingest import add
from corpus.readers import Failure
from corpus.reread import RereadCounts, RereadStep, reread
from corpus.source_digest import READERS, reader_digest, readers_digest, source_files
from corpus.store import Store, open_store
from corpus.store.copy import copy
from corpus.store.original_readers import ReadOriginal, note_readings, outdated
from corpus.store.originals import FolderOriginals
from corpus.store.readings import Reading, Readings
from corpus.store.tables import READING
from tests.support.cli import run_corpus
from tests.support.files import ROOT

NOW = datetime(2024, 1, 5, 8, 30, tzinfo=UTC)
PAGE = """<html><head><title>Họp về chợ</title></head><body><h1>Họp về chợ Bình Hòa</h1>
<p>Sáng nay, Hội đồng nhân dân xã họp về chợ Đông và cầu Tây của xã Bình Hòa.</p>
<ul><li>Chợ Đông</li></ul></body></html>"""
RECORDS = [{"tieu_de": f"Tin {n}", "noi_dung": f"<p>Bản tin thứ {n}.</p><p>Hết.</p>"} for n in range(4)]
OLDER = "older"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with closing(open_store(url, patience=0)) as store:
        yield store


@pytest.fixture
def originals(tmp_path: Path) -> FolderOriginals:
    return FolderOriginals(tmp_path / "home" / "blobs")


def _add(store: Store, originals: FolderOriginals, path: Path, content: str, source: str | None = None) -> list[str]:
    """Add a file, and return the ids of what it gave."""
    path.write_text(content, encoding="utf-8")
    before = set(store.ids())
    summary = add([path], store, originals, source=source, clock=lambda: NOW, report=lambda event: None)
    assert summary.stopped is None
    return sorted(set(store.ids()) - before)


def _as_older_readers_had_it(store: Store, *changed: Document) -> None:
    """Give stored documents the words that older readers would have read, and note that these read all originals."""
    originals = {document.id: store.original(document.id) or "" for document in changed}
    store.put(changed, at=NOW, originals=originals)
    read = {each.original: ReadOriginal(each.name or "", OLDER) for each in outdated(store, OLDER.__eq__)}
    note_readings(Readings(store, lambda: NOW), read)


def _reread(
    store: Store, originals: FolderOriginals, source: str | None = None
) -> tuple[RereadCounts, list[Failure | RereadStep]]:
    events: list[Failure | RereadStep] = []
    return reread(store, originals, source=source, clock=lambda: NOW, report=events.append), events


def _failures(events: list[Failure | RereadStep]) -> list[Failure]:
    return [event for event in events if isinstance(event, Failure)]


def _lines(records: list[dict[str, str]]) -> str:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records)


def test_a_page_gets_back_what_older_readers_lost(store: Store, originals: FolderOriginals, tmp_path: Path) -> None:
    (id,) = _add(store, originals, tmp_path / "tin.html", PAGE, source="Xã Bình Hòa")
    read = store.get(id)
    assert read
    _as_older_readers_had_it(store, replace(read, text="Sáng nay."))
    assert _reread(store, originals)[0] == RereadCounts(1, 0, 1, 0, 0)
    assert store.get(id) == read
    assert _reread(store, originals) == (RereadCounts(0, 0, 0, 0, 0), [])


def test_what_this_version_read_is_not_read_again(store: Store, originals: FolderOriginals, tmp_path: Path) -> None:
    _add(store, originals, tmp_path / "tin.jsonl", _lines(RECORDS))
    assert outdated(store, readers_digest().__eq__) == []


def test_each_record_goes_back_to_its_own_document(store: Store, originals: FolderOriginals, tmp_path: Path) -> None:
    ids = _add(store, originals, tmp_path / "tin.jsonl", _lines(RECORDS))
    read = store.get_many(ids)
    broken = [replace(document, title=f"<b>{n}", text="?") for n, document in enumerate(read.values())]
    _as_older_readers_had_it(store, *broken)
    assert _reread(store, originals)[0] == RereadCounts(1, 0, 4, 0, 0)
    assert store.get_many(ids) == read


def test_records_whose_keys_are_not_known_go_by_title(store: Store, originals: FolderOriginals, tmp_path: Path) -> None:
    ids = _add(store, originals, tmp_path / "tin.jsonl", _lines(RECORDS))
    read = store.get_many(ids)
    with store.database.writing() as connection:  # as a version that kept no keys of records left it
        connection.execute(sa.text("DELETE FROM id_key"))
    _as_older_readers_had_it(store, *(replace(document, text="?") for document in read.values()))
    assert _reread(store, originals)[0] == RereadCounts(1, 0, 4, 0, 0)
    assert store.get_many(ids) == read


def test_what_was_removed_or_given_otherwise_stays_so(store: Store, originals: FolderOriginals, tmp_path: Path) -> None:
    removed, given, moved, kept = _add(store, originals, tmp_path / "tin.jsonl", _lines(RECORDS))
    store.delete([removed], at=NOW)
    store.put([Document(id=given, title="Sửa qua HTTP")], at=NOW)
    store.put([Document(id=moved, title="Từ tệp khác")], at=NOW, originals={moved: "0" * 64})
    _as_older_readers_had_it(store, Document(id=kept, title="?"))
    counts, events = _reread(store, originals)
    assert [failure.where for failure in _failures(events)] == [moved]  # whose original is not here
    assert counts == RereadCounts(1, 0, 1, 0, 1)
    assert store.get(removed) is None
    assert [store.get_many([given, moved])[id].title for id in (given, moved)] == ["Sửa qua HTTP", "Từ tệp khác"]


def test_a_record_that_older_readers_could_not_read_is_added(
    store: Store, originals: FolderOriginals, tmp_path: Path
) -> None:
    ids = _add(store, originals, tmp_path / "tin.jsonl", _lines(RECORDS))
    with store.database.writing() as connection:  # as if the last one had never been read
        for table in ("document", "chained_change", "id_key"):
            connection.execute(sa.text(f"DELETE FROM {table} WHERE id = :id"), {"id": ids[-1]})
    _as_older_readers_had_it(store)
    assert _reread(store, originals)[0] == RereadCounts(1, 1, 0, 3, 0)
    assert sorted(store.ids()) == ids


@pytest.mark.parametrize("is_named", [True, False])
def test_a_file_is_read_by_its_ending_or_as_it_was(
    store: Store, originals: FolderOriginals, tmp_path: Path, is_named: bool
) -> None:
    (id,) = _add(store, originals, tmp_path / "tin.md", "Xã *Bình Hòa* họp về chợ.\n\n**Chợ Đông** được sửa.\n")
    read = store.get(id)
    _as_older_readers_had_it(store)
    if not is_named:  # as versions before this one, which kept no names
        with store.database.writing() as connection:
            connection.execute(READING.delete())
            connection.execute(sa.text("DELETE FROM id_key WHERE made_for LIKE 'file:%'"))
    assert _reread(store, originals)[0].same == 1
    assert store.get(id) == read


def test_a_document_that_is_not_read_any_more_is_kept(store: Store, originals: FolderOriginals, tmp_path: Path) -> None:
    (id,) = _add(store, originals, tmp_path / "tin.txt", "Xã Bình Hòa họp về chợ.\n")
    sha256 = store.original(id)
    assert sha256
    store.put([Document(id="thu-hai", title="Đã đọc thành hai")], at=NOW, originals={"thu-hai": sha256})
    _as_older_readers_had_it(store)
    counts, events = _reread(store, originals)
    assert [failure.where for failure in _failures(events)] == ["thu-hai"]
    assert (counts.failed, sorted(store.ids())) == (1, sorted([id, "thu-hai"]))


def test_an_original_that_is_damaged_is_a_failure_each_time(
    store: Store, originals: FolderOriginals, tmp_path: Path
) -> None:
    (id,) = _add(store, originals, tmp_path / "tin.txt", "Xã Bình Hòa họp về chợ.\n")
    _as_older_readers_had_it(store)
    originals.path(store.original(id) or "").write_text("khác")
    for _ in range(2):
        counts, events = _reread(store, originals)
        assert (counts.failed, [failure.where for failure in _failures(events)]) == (1, [id])


def test_a_run_that_was_stopped_goes_on_where_it_was(
    store: Store, originals: FolderOriginals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.reread._MAX_BATCH_DOCUMENTS", 1)
    for n in range(3):
        _add(store, originals, tmp_path / f"{n}.txt", f"Bản tin {n}.\n")
    _as_older_readers_had_it(store)

    def stop(event: Failure | RereadStep) -> None:
        if isinstance(event, RereadStep) and event.documents == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reread(store, originals, clock=lambda: NOW, report=stop)
    left = len(outdated(store, readers_digest().__eq__))
    assert 0 < left < 3
    assert _reread(store, originals)[0].originals == left


def test_the_digest_is_of_all_that_readers_import() -> None:
    script = (
        "import sys, corpus.readers; print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('corpus')))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    apart = {ROOT / "corpus/__init__.py", ROOT / "corpus/sentences.py", ROOT / "corpus/extraction/__init__.py"}
    assert set(map(Path, done.stdout.split())) - set(source_files(READERS)) == apart


def test_only_the_originals_of_a_source_are_read(store: Store, originals: FolderOriginals, tmp_path: Path) -> None:
    _add(store, originals, tmp_path / "a.txt", "Xã An Lạc họp.\n", source="An Lạc")
    _add(store, originals, tmp_path / "b.txt", "Xã Phú Mỹ họp.\n", source="Phú Mỹ")
    _as_older_readers_had_it(store)
    assert _reread(store, originals, "An Lạc")[0].originals == 1
    assert len(outdated(store, readers_digest().__eq__)) == 1


def test_a_copied_store_knows_what_was_read(store: Store, originals: FolderOriginals, tmp_path: Path) -> None:
    _add(store, originals, tmp_path / "tin.md", "Xã Bình Hòa *họp*.\n")
    with closing(open_store(f"sqlite:///{tmp_path}/ban-sao.sqlite")) as target:
        copy(store, target, None)
        assert outdated(target, readers_digest().__eq__) == []
        assert [reading.name for reading in outdated(target, OLDER.__eq__)] == ["tin.md"]


def test_no_file_of_a_foreign_format_is_parsed_twice(store: Store, originals: FolderOriginals) -> None:
    path = ROOT / "tests/fixtures/formats/qd-127.odt"
    add([path], store, originals, source=None, clock=lambda: NOW, report=lambda event: None)
    (id,) = store.ids()
    part, sha256 = "corpus.formats.odt", store.original(id) or ""
    other = content_to_json(FileContent((PageContent((ParagraphBlock("Chợ Đông họp."),)),)))
    Readings(store, lambda: NOW).keep([Reading(part, reader_digest(part), sha256, other)])  # not what the file says
    _as_older_readers_had_it(store)
    assert _reread(store, originals)[0].changed == 1
    document = store.get(id)
    assert document
    assert "Chợ Đông họp." in (document.title, document.text)


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    home, path = str(tmp_path / "home"), tmp_path / "tin.html"
    path.write_text(PAGE, encoding="utf-8")
    run_corpus("add", path, HDND_HOME=home)
    assert run_corpus("reread", HDND_HOME=home).stdout.startswith("Mọi bản gốc đều đã đọc")
    with closing(open_store(f"sqlite:///{home}/store.sqlite")) as store:
        _as_older_readers_had_it(store, *(replace(document, text="?") for document in store.documents()))
    done = run_corpus("reread", HDND_HOME=home)
    assert (done.returncode, done.stdout) == (0, "Đọc lại 1 bản gốc: thêm mới 0, thay đổi 1, không đổi 0, lỗi 0.\n")
    assert run_corpus("reread", "--quiet", HDND_HOME=home).stdout == ""
