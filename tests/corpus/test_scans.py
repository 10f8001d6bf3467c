"""Scans are recognised page by page, each page once; without Tesseract they wait, and nothing else does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from corpus import sentences
from corpus.document import Document
from corpus.extraction.extract import complete
from corpus.formats.content import UnreadableContent
from corpus.formats.process_apart import LateReading
from corpus.formats.recognised import RecognisedPage, RecognisedWord
from corpus.formats.recognised_json import recognised_from_json, recognised_to_json
from corpus.ingest import Summary, add
from corpus.readers import Failure
from corpus.reread import RereadCounts, reread
from corpus.scans import MAX_FAILED_PAGES, Recogniser, ScanPages
from corpus.store import Store, open_store
from corpus.store.originals import FolderOriginals
from corpus.store.readings import Readings
from corpus.store.tables import READING
from tests.support import scans
from tests.support.counting import kills
from tests.support.documents import NOW
from tests.support.files import ROOT, SAMPLE_SCAN
from tests.support.office_files import FIXTURES
from tests.support.scans import LINES

NOWHERE = "/nowhere"  # a folder without language data
PAGE = RecognisedPage(300, 400, (RecognisedWord("Điều", 10, 20, 40, 30, 91),))
SHA = "a" * 64


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")) as store:
        yield store


class Recognition:
    """Counts the pages that it is asked for; those of `failing` fail as it says."""

    def __init__(self, failing: dict[int, UnreadableContent] | None = None) -> None:
        self.asked: list[int] = []
        self.failing = failing or {}

    def __call__(self, data: bytes, page: int, tessdata: str | None) -> RecognisedPage:
        self.asked.append(page)
        if page in self.failing:
            raise self.failing[page]
        return PAGE


def pages_of(store: Store, digest: str = "d", missing: str | None = None) -> ScanPages:
    return ScanPages(Readings(store, lambda: NOW), lambda: Recogniser(None, digest, missing))


def test_a_page_is_recognised_once_by_each_recogniser(store: Store) -> None:
    recognition = Recognition()
    for digest in ("d", "d", "e"):
        assert pages_of(store, digest).read(b"", SHA, 2, recognition) == PAGE
    assert recognition.asked == [2, 2]


def test_without_a_recogniser_what_any_other_recognised_counts(store: Store) -> None:
    recognition = Recognition()
    pages_of(store).read(b"", SHA, 0, recognition)
    without = pages_of(store, "", "hãy cài")
    assert without.read(b"", SHA, 0, recognition) == PAGE
    assert without.read(b"", SHA, 1, recognition) is None
    assert recognition.asked == [0]


def test_a_page_that_cannot_be_recognised_is_not_tried_again(store: Store) -> None:
    recognition = Recognition({0: UnreadableContent("hỏng"), 1: LateReading("chậm")})
    for _ in range(2):
        for page in (0, 1, 2):
            assert pages_of(store).read(b"", SHA, page, recognition) == (PAGE if page == 2 else None)
    assert recognition.asked == [0, 1, 2, 1]  # which was only late


def test_a_file_whose_pages_hang_is_given_up(store: Store) -> None:
    recognition = Recognition(dict.fromkeys(range(9), LateReading("chậm")))
    pages = pages_of(store)
    for page in range(9):
        assert pages.read(b"", SHA, page, recognition) is None
    assert len(recognition.asked) == MAX_FAILED_PAGES
    assert pages.read(b"", "b" * 64, 9, recognition) == PAGE


def test_a_recognised_page_is_the_same_after_json() -> None:
    assert recognised_from_json(recognised_to_json(PAGE)) == PAGE
    for shape in (None, {}, {"size": [1, 2], "words": [["a", 1, 2, 3, 4]], "names": []}):
        with pytest.raises(ValueError, match="no "):
            recognised_from_json(shape)


class Home:
    """Adds files to a store, and remembers what was reported."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.files = folder / "files"
        self.files.mkdir()
        self.store = store
        self.originals = FolderOriginals(folder / "blobs")
        self.reported: list[str] = []

    def report(self, event: object) -> None:
        if isinstance(event, Failure):
            self.reported.append(event.message)

    def add(self, tessdata: str | None = None, **files: bytes) -> Summary:
        for name, data in files.items():
            (self.files / name.replace("_", ".")).write_bytes(data)
        self.reported.clear()
        return add(
            [self.files], self.store, self.originals, source=None, clock=lambda: NOW, report=self.report,
            tessdata=tessdata,
        )  # fmt: skip

    def reread(self, tessdata: str | None) -> RereadCounts:
        return reread(self.store, self.originals, clock=lambda: NOW, report=self.report, tessdata=tessdata)

    def documents(self) -> list[Document]:
        return list(self.store.documents())

    def text(self) -> str:
        return "".join(f"{document.title}\n{document.text}" for document in self.documents())

    def document(self) -> Document:
        (document,) = self.documents()
        return document


@pytest.fixture
def home(tmp_path: Path, store: Store) -> Home:
    scans.require_recognition()
    return Home(tmp_path, store)


def test_a_scan_and_a_picture_of_pages_become_documents(home: Home) -> None:
    pages = [scans.page(), scans.page(("Điều 3. Nghị quyết có hiệu lực từ ngày ký",) * 4)]
    others = [pages[0], scans.page(("Điều 4. Nghị quyết có hiệu lực từ ngày ký",) * 4)]  # the same would get one id
    home.add(a_pdf=scans.encoded(pages, "PDF"), b_tiff=scans.encoded(others, "TIFF"))
    assert [failure for failure in home.reported if "kém rõ" not in failure] == []
    for document in home.documents():
        assert "Mức thu phí chợ Bình Hòa" in document.title + document.text
        assert "có hiệu lực từ ngày ký" in document.text
        assert len(document.page_confidence) == len(document.pages) == 2
        assert min(document.page_confidence) > 70


def test_the_scan_of_the_sample_is_read_as_its_paper_says(home: Home) -> None:
    home.add(a_pdf=SAMPLE_SCAN.read_bytes())
    document = complete(home.document())
    assert (document.number, document.issuer) == ("812/QĐ-UBND", "UBND huyện Lam Khê")
    assert (document.kind, document.issued) == ("decision", date(2024, 4, 12))
    assert "Tổ kiểm tra an toàn hồ chứa nước Khe Bạc trước mùa mưa, lũ năm 2024" in document.title
    assert "Kinh phí 18.500.000 đồng lấy từ quỹ phòng, chống thiên tai huyện." in document.text
    assert {official.name for official in document.officials} <= {"Ngô Thị Kim Dung"}
    assert {citation.number for citation in document.citations} > {"114/2018/NĐ-CP", "36/TTr-NN"}


def test_without_language_data_only_scans_wait_until_it_is_there(home: Home) -> None:
    summary = home.add(NOWHERE, a_pdf=scans.encoded([scans.page()], "PDF"), b_txt="Tin\n\nNội dung.".encode())
    assert (summary.added, summary.failed) == (1, 1)
    remedy = sentences.RECOGNITION_WITHOUT_LANGUAGE
    assert home.reported == [sentences.ONLY_SCANS.format(count=1, remedy=remedy)]
    assert "HDND_TESSDATA" in remedy
    assert home.add().added == 1


def test_a_scan_among_printed_pages_is_read_again_once_it_can_be(home: Home) -> None:
    mixed = scans.joined((FIXTURES / "qd-127.pdf").read_bytes(), scans.encoded([scans.page()], "PDF"))
    assert home.add(NOWHERE, a_pdf=mixed).added == 1
    before = home.document()
    number = len(before.pages)
    assert before.notes == (sentences.PAGES_NOT_READ.format(pages=number),)
    assert home.reported == [*before.notes, sentences.RECOGNITION_WITHOUT_LANGUAGE]
    assert home.reread(NOWHERE).originals == 0
    assert home.reread(None).changed == 1
    after = home.document()
    assert after.text.startswith(before.text)
    assert "nộp 150.000 đồng mỗi tháng" in after.text
    assert (after.id, after.notes) == (before.id, ())
    assert after.page_confidence[:-1] == (100,) * (number - 1)
    for tessdata in (None, NOWHERE):  # where Tesseract is gone, nothing that was read is lost
        assert home.reread(tessdata).originals == 0
        assert home.add(tessdata).same == 1


def test_a_scan_beside_its_page_is_read_again_once_it_can_be(home: Home) -> None:
    page = '<h1>Thông báo về phí chợ</h1><p>Ủy ban nhân dân xã thông báo, kèm <a href="b.pdf">bản chụp</a>.</p>'
    assert home.add(NOWHERE, a_html=page.encode(), b_pdf=scans.encoded([scans.page()], "PDF")).added == 1
    assert home.document().attachments[0].text is None
    assert home.reread(NOWHERE).originals == 0
    assert home.reread(None).changed == 1
    assert "nộp 150.000 đồng mỗi tháng" in (home.document().attachments[0].text or "")
    assert home.document().notes == ()
    for tessdata in (None, NOWHERE):
        assert home.reread(tessdata).originals == 0
        assert home.add(tessdata).same == 1


def test_pictures_that_are_no_pages_are_each_a_sentence(home: Home) -> None:
    pages = {"a_pdf": [scans.page(())], "b_png": [scans.page(())], "c_jpg": [scans.photograph()]}
    formats = {"pdf": "PDF", "png": "PNG", "jpg": "JPEG"}
    files = {name: scans.encoded(picture, formats[name[-3:]]) for name, picture in pages.items()}
    small = scans.encoded([scans.page().resize((200, 300))], "PNG")
    home.add(**files, d_png=small, e_png=files["b_png"][:300], f_jpg=b"\xff\xd8\xff\xe0")
    assert home.documents() == []
    assert home.reported == [
        sentences.SCANS_WITHOUT_WORDS,
        sentences.SCANS_WITHOUT_WORDS,
        sentences.IMAGE_WITHOUT_TEXT,
        sentences.IMAGE_TOO_SMALL.format(width=200, height=300),
        sentences.IMAGE_DAMAGED,
        sentences.IMAGE_DAMAGED,
    ]


def test_originals_that_cannot_be_kept_cost_no_recognised_page(home: Home, store: Store) -> None:
    kept = home.originals
    home.originals = FolderOriginals(Path("/dev/full") / "blobs")
    summary = home.add(a_pdf=scans.encoded([scans.page()], "PDF"))
    assert (summary.stopped or "").startswith("Không ghi được bản gốc")
    pages = recognised(store)
    home.originals = kept
    assert home.add().added == 1
    assert pages.items() <= recognised(store).items()


def test_a_killed_run_goes_on_in_the_scan_where_it_was(home: Home, store: Store) -> None:
    pages = [scans.page((*LINES[:number], f"Chợ thứ {number} của xã", *LINES[number:])) for number in range(4)]
    path = home.files / "a.pdf"
    path.write_bytes(scans.encoded(pages, "PDF"))
    command = [sys.executable, "-m", "corpus", "add", str(path)]
    url = f"sqlite:///{home.files.parent / 'store.sqlite'}"
    running = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"HDND_STORE": url, "HDND_HOME": str(home.files)})
    while len(recognised(store)) < 2:
        assert running.poll() is None
        time.sleep(0.02)
    running.kill()
    running.wait()
    kills.add()
    kept = recognised(store)
    home.add()
    assert kept.items() <= recognised(store).items()
    assert len(recognised(store)) == len(pages)
    assert all(f"Chợ thứ {number} của xã" in home.text() for number in range(4))


def recognised(store: Store) -> dict[str, str]:
    """Return the pages that were recognised, with the time when they were."""
    query = sa.select(READING.c.part, READING.c.at).where(READING.c.part.like("%recognition:%"))
    with store.database.reading() as connection:
        return {row.part: row.at for row in connection.execute(query)}
