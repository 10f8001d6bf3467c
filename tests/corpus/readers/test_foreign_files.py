"""Files as they lie on an office's disk: Word, tables, archives and letters become documents by `corpus add`."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import sentences
from corpus.document import Document
from corpus.formats.content import FileContent
from corpus.formats.detection import ForeignFormat
from corpus.formats.process_apart import ProcessApart
from corpus.readers import Failure, FromRecord, read_records
from tests.support.office_files import FIXTURES, docx, paragraph, zipped

LETTER = (
    "From: Vy <vy@binhhoa.example>\nSubject: Gui nghi quyet\nDate: Mon, 05 Aug 2024 08:30:00 +0700\n"
    'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/html; charset=utf-8\n\n'
    "<p>Kính gửi văn thư, kèm theo nghị quyết.</p>\n--b\n"
    'Content-Disposition: attachment; filename="nq.txt"\nContent-Transfer-Encoding: 8bit\n\nSố 5 về phí chợ.\n--b--\n'
)


def read(path: Path) -> list[Document | Failure]:
    with ProcessApart() as process:

        def contents(format: ForeignFormat, data: bytes) -> FileContent:
            return process.read(format.module or "", data)

        results = list(read_records(path, contents))
    return [result.document if isinstance(result, FromRecord) else result for result in results]


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_members_of_a_zip_are_documents_each_by_its_own_format(tmp_path: Path) -> None:
    members = {
        "nq/a.docx": docx(paragraph("Thông báo họp") + paragraph("Thôn họp ngày mai.")),
        "b.doc": (FIXTURES / "qd-127.odt").read_bytes(),
        "c.xlsx": (FIXTURES / "danh-muc.xlsx").read_bytes(),
        "d.docx": b"PK\x03\x04 cut",
        "e.txt": "Tin\n\nNội dung.",
        "../f.txt": "x",
    }
    results = read(written(tmp_path, "van-ban.zip", zipped(members)))
    titles = [result.title for result in results if isinstance(result, Document)]
    assert titles == [
        "Tin", "Thông báo họp", "", "Về việc thành lập Tổ công tác rà soát, nâng cấp chợ trên địa bàn xã Bình Hòa",
        "Về mức thu phí chợ", "Về việc đề nghị thành lập Tổ công tác",
    ]  # fmt: skip
    failures = [result for result in results if isinstance(result, Failure)]
    assert [failure.where for failure in failures] == ["van-ban.zip/d.docx", "van-ban.zip/../f.txt"]
    assert failures[1].message == sentences.MEMBER_OUTSIDE


def test_a_letter_is_a_document_with_its_files_as_attachments(tmp_path: Path) -> None:
    (letter,) = read(written(tmp_path, "thu.eml", LETTER.encode()))
    assert isinstance(letter, Document)
    assert (letter.title, letter.author, letter.kind) == ("Gui nghi quyet", "Vy", "other")
    assert letter.text == "Kính gửi văn thư, kèm theo nghị quyết."
    assert [attachment.name for attachment in letter.attachments] == ["nq.txt"]
    assert "Số 5 về phí chợ." in (letter.attachments[0].text or "")


@pytest.mark.parametrize("data", [b"PK\x05\x06" + bytes(18), zipped({})])
def test_an_archive_of_nothing_is_a_failure(tmp_path: Path, data: bytes) -> None:
    (failure,) = read(written(tmp_path, "rong.zip", data))
    assert isinstance(failure, Failure)
    assert failure.message == sentences.FILE_EMPTY
