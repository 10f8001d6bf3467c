"""A file beside a record that names it is its attachment, whichever of them is given first."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from corpus.document import Document, to_json
from corpus.ingest import Summary, add
from corpus.reread import reread
from corpus.store import Store, open_store
from corpus.store.check import check
from corpus.store.copy import copy
from corpus.store.file_keys import holding
from corpus.store.originals import FolderOriginals
from corpus.store.tables import READING
from tests.support.office_files import docx, paragraph, zipped

NOW = datetime(2024, 1, 5, 8, 30, tzinfo=UTC)
PAGE = """<html><head><title>Nghị quyết về phí chợ Bình Hòa</title></head><body>
<ul class="menu"><li><a href="lich.docx">Lịch công tác</a></li></ul>
<h1>Nghị quyết về phí chợ Bình Hòa</h1><p>Hội đồng nhân dân xã đã thông qua nghị quyết về phí chợ Bình Hòa.</p>
<p>Tệp kèm theo: <a href="{link}">tải về</a></p></body></html>"""
LETTER = (
    "From: Vy <vy@binhhoa.example>\nSubject: Gui nghi quyet\nDate: Mon, 05 Aug 2024 08:30:00 +0700\n"
    'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n'
    "Kính gửi văn thư, kèm theo nghị quyết.\n--b\n"
    'Content-Disposition: attachment; filename="nq.txt"\nContent-Transfer-Encoding: 8bit\n\nSố 5 về phí chợ.\n--b--\n'
)
TEXT = "Mức thu phí chợ là năm nghìn đồng một ngày."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(f"sqlite:///{tmp_path / 'store.sqlite'}", patience=0)) as store:
        yield store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "van-ban"
    (made / "files").mkdir(parents=True)
    return made


def given(store: Store, *paths: Path) -> Summary:
    summary = add(paths, store, blobs(store), source=None, clock=lambda: NOW, report=lambda event: None)
    assert summary.stopped is None
    return summary


def blobs(store: Store) -> FolderOriginals:
    return FolderOriginals(Path(str(store.database.engine.url.database)).with_suffix(".blobs"))


def contents(store: Store) -> list[dict[str, Any]]:
    return [to_json(document) for document in store.documents()]


def word_file(path: Path, text: str = TEXT) -> Path:
    path.write_bytes(docx(paragraph("Nghị quyết") + paragraph(text)))
    return path


def page(path: Path, link: str = "files/12-nq.docx") -> Path:
    path.write_text(PAGE.format(link=link), encoding="utf-8")
    return path


def only(store: Store) -> Document:
    (document,) = store.documents()
    return document


def test_a_file_beside_its_page_is_an_attachment(store: Store, folder: Path) -> None:
    page(folder / "a.html"), word_file(folder / "files" / "12-nq.docx"), word_file(folder / "lich.docx", "Họp.")
    given(store, folder)
    schedule, document = sorted(store.documents(), key=lambda document: len(document.attachments))
    (attachment,) = document.attachments
    assert schedule.attachments == ()  # the menu of a page leads to no file of it
    assert (attachment.name, TEXT in (attachment.text or "")) == ("12-nq.docx", True)
    assert blobs(store).holds(attachment.sha256 or "")


def test_any_order_of_adding_ends_in_the_same_store(folder: Path, tmp_path: Path) -> None:
    files = [page(folder / "a.html"), page(folder / "b.html", "files/12-nq.docx#page=1")]
    files[1].write_text(files[1].read_text(encoding="utf-8").replace("phí chợ", "lệ phí"), encoding="utf-8")
    files += [word_file(folder / "files" / "12-nq.docx"), word_file(folder / "ban-sao.docx")]
    stores = []
    for number, order in enumerate([[folder], *permutations(files)]):
        with closing(open_store(f"sqlite:///{tmp_path / str(number)}.sqlite", patience=0)) as store:
            for path in order:
                given(store, path)
            stores.append(contents(store))
            assert check(store, blobs(store)).failures == ()
    assert len(stores[0]) == 2
    assert all(len(shape["attachments"]) == 1 and shape["attachments"][0]["text"] for shape in stores[0])
    assert stores == [stores[0]] * len(stores)


def test_the_id_of_a_file_leads_to_the_page_that_has_it(store: Store, folder: Path) -> None:
    file = word_file(folder / "files" / "12-nq.docx")
    given(store, file)
    id = only(store).id
    given(store, page(folder / "a.html"))
    assert store.resolve([id]) == {id: only(store).id}
    page(folder / "a.html", "files/khac.docx")
    given(store, folder)
    assert store.resolve([id]) == {}
    assert id in store.ids()


def test_a_file_whose_page_is_removed_becomes_a_document(store: Store, folder: Path) -> None:
    file = word_file(folder / "files" / "12-nq.docx")
    given(store, page(folder / "a.html"), file)
    store.delete([only(store).id], at=NOW)
    given(store, file)
    assert TEXT in only(store).text


def test_a_changed_file_changes_and_a_deleted_one_stays(store: Store, folder: Path) -> None:
    file = word_file(folder / "files" / "12-nq.docx")
    given(store, page(folder / "a.html"), file)
    given(store, word_file(file, "Mức thu mới."))
    assert "Mức thu mới." in (only(store).attachments[0].text or "")
    file.unlink()
    assert given(store, folder).same == 1
    assert "Mức thu mới." in (only(store).attachments[0].text or "")


@pytest.mark.parametrize(
    ("link", "place"),
    [
        ("files/Ngh%E1%BB%8B%20quy%E1%BA%BFt%2012.docx", "files/Nghị quyết 12.docx"),
        (unicodedata.normalize("NFD", "files/Nghị quyết.docx"), "files/Nghị quyết.docx"),
        ("files\\12.docx", "files/12.docx"),
        ("https://binhhoa.example/upload/files/12.docx", "files/12.docx"),
        ("https://binhhoa.example/upload/12.docx", "trang_files/12.docx"),
        ("files/" + "a" * 240 + ".docx", "files/" + "a" * 240 + ".docx"),
    ],
)
def test_an_address_leads_to_the_file_that_was_saved(store: Store, folder: Path, link: str, place: str) -> None:
    (folder / "trang_files").mkdir()
    page(folder / "trang.html", link), word_file(folder / place)
    given(store, folder)
    assert TEXT in (only(store).attachments[0].text or "")


@pytest.mark.parametrize("link", ["../12.docx", "https://x.example/../12.docx", "kin.docx", "/" + "a" * 300 + ".docx"])
def test_no_file_that_was_not_given_is_attached(store: Store, folder: Path, tmp_path: Path, link: str) -> None:
    word_file(tmp_path / "12.docx")
    (folder / "kin.docx").symlink_to(tmp_path / "12.docx")
    page(folder / "a.html", link)
    given(store, folder)
    assert [attachment.sha256 for attachment in only(store).attachments] == [None]


def test_records_of_other_formats_name_files_too(store: Store, folder: Path) -> None:
    word_file(folder / "12.docx")
    (folder / "a.md").write_text("# Về phí chợ\n\nXem [nghị quyết](12.docx) về phí chợ.\n", encoding="utf-8")
    record = {"title": "Phí chợ", "text": "Về phí chợ.", "attachments": [{"name": "Nghị quyết", "url": "./12.docx"}]}
    (folder / "b.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    (folder / "c.csv").write_text("title,text,file_dinh_kem\nChợ,Về chợ xã.,12.docx\n", encoding="utf-8")
    given(store, folder)
    assert [TEXT in (document.attachments[0].text or "") for document in store.documents()] == [True] * 3


def test_a_letter_has_its_files_as_attachments(store: Store, folder: Path) -> None:
    (folder / "thu.eml").write_text(LETTER, encoding="utf-8")
    given(store, folder)
    (attachment,) = only(store).attachments
    assert (attachment.name, "Số 5 về phí chợ." in (attachment.text or "")) == ("nq.txt", True)
    assert blobs(store).holds(attachment.sha256 or "")


def test_a_page_in_a_zip_has_the_members_that_it_names(store: Store, folder: Path) -> None:
    word = docx(paragraph("Nghị quyết") + paragraph(TEXT))
    other = docx(paragraph("Thông báo") + paragraph("Thôn họp ngày mai."))
    members = {"a.html": PAGE.format(link="files/12.docx"), "files/12.docx": word, "files/khac.docx": other}
    (folder / "a.zip").write_bytes(zipped(members))
    given(store, folder)
    assert sorted(len(document.attachments) for document in store.documents()) == [0, 1]


def test_what_cannot_be_read_of_an_attachment_is_a_note(store: Store, folder: Path) -> None:
    (folder / "files" / "12-nq.docx").write_bytes(b"%PDF-1.4 cut")
    page(folder / "a.html")
    assert given(store, folder).failed == 0
    document = only(store)
    assert document.attachments[0].sha256
    assert document.notes[0].startswith("tệp đính kèm 12-nq.docx: ")


def test_rereading_and_copying_keep_attachments(store: Store, folder: Path, tmp_path: Path) -> None:
    page(folder / "a.html"), word_file(folder / "files" / "12-nq.docx")
    given(store, folder)
    before = contents(store)
    with store.database.writing() as connection:
        connection.execute(READING.update().values(digest="older"))
    counts = reread(store, blobs(store), clock=lambda: NOW, report=lambda event: None)
    assert (counts.originals, counts.same, counts.failed) == (1, 1, 0)
    with closing(open_store(f"sqlite:///{tmp_path / 'copy.sqlite'}", patience=0)) as target:
        copy(store, target, (blobs(store), blobs(target)))
        assert contents(target) == before
        sha256 = only(target).attachments[0].sha256 or ""
        assert holding(target, [sha256]) == {sha256: [only(target).id]}
        blobs(target).path(sha256).unlink()
        assert len(check(target, blobs(target)).failures) == 1


@pytest.mark.parametrize("order", [["a.html", "b.docx"], ["b.docx", "a.html"], [""]])
def test_a_page_and_its_file_are_both_kept_in_any_order(store: Store, folder: Path, order: list[str]) -> None:
    head = ("HỘI ĐỒNG NHÂN DÂN", "XÃ BÌNH HÒA", "Số: 12/2024/NQ-HĐND", "Bình Hòa, ngày 12 tháng 7 năm 2024")
    lines = (*head, "NGHỊ QUYẾT", "Về mức thu phí chợ", "Điều 1. Quy định mức thu phí tại các chợ.")
    (folder / "a.html").write_text(f"<h1>Nghị quyết 12</h1>{''.join(f'<p>{line}</p>' for line in lines)}", "utf-8")
    (folder / "b.docx").write_bytes(docx("".join(map(paragraph, lines))))
    for name in [*order, "", ""]:
        assert given(store, folder / name).failed == 0
    assert {store.original(document.id) for document in store.documents()} == {
        hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("a.html", "b.docx")
    }
    assert store.last_change() == 2
