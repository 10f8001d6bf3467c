"""Plain text: dumps of portal pages, formal documents, other texts; and the encodings of files."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from pathlib import Path

import pytest

from corpus.document import VIETNAM, Document
from corpus.readers import Failure, read_file
from corpus.readers.encoding import decode, is_nonsense
from corpus.readers.layout import author_of, date_of, is_furniture, separated_paragraphs, undoubled
from corpus.readers.source import Unreadable
from tests.support.files import read_as

DUMP = """Tiếp xúc cử tri Tiếp xúc cử tri

Cử tri xã Cẩm Sơn kiến nghị sửa đường tỉnh 352
22/01/2020 | 11:21  | View Count: 1336

Chiều 21/01/2020, Thường trực HĐND huyện tiếp xúc cử tri.

        Cử tri đề nghị sửa mặt đường.

Quang cảnh hội nghị.

Tin, ảnh: Thu Hà

(VP HĐND&UBND huyện)

Bình chọn Bình chọn

Ông (bà) có thường xem Cổng thông tin không?"""

FORMAL = """HỘI ĐỒNG NHÂN DÂN
HUYỆN LAM KHÊ
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 05/2020/NQ-HĐND

Lam Khê, ngày 15 tháng 7 năm 2020

NGHỊ QUYẾT
Quy định mức hỗ trợ xây dựng nông thôn mới



Điều 1. Mức hỗ trợ là 5 tỷ đồng.

TM. HỘI ĐỒNG NHÂN DÂN
CHỦ TỊCH
Trần Thị Minh Nguyệt"""


def read(tmp_path: Path, data: bytes | str, name: str = "tin.txt") -> Document | Failure:
    (result,) = read_as(name, data, tmp_path)
    return result


def test_a_dump_gives_section_title_time_text_and_author(tmp_path: Path) -> None:
    assert read(tmp_path, DUMP) == Document(
        id="",
        kind="news",
        section="Tiếp xúc cử tri",
        title="Cử tri xã Cẩm Sơn kiến nghị sửa đường tỉnh 352",
        published=datetime(2020, 1, 22, 11, 21, tzinfo=VIETNAM),
        text="Chiều 21/01/2020, Thường trực HĐND huyện tiếp xúc cử tri.\n\nCử tri đề nghị sửa mặt đường.\n\n"
        "Quang cảnh hội nghị.",
        author="Thu Hà",
    )


def test_the_office_is_the_author_where_no_person_is_named(tmp_path: Path) -> None:
    result = read(tmp_path, DUMP.replace("Tin, ảnh: Thu Hà", ""))
    assert isinstance(result, Document)
    assert result.author == "VP HĐND&UBND huyện"
    assert "VP HĐND" not in result.text


def test_a_dump_may_have_a_title_of_two_lines_or_no_section(tmp_path: Path) -> None:
    two = read(tmp_path, DUMP.replace("kiến nghị", "\nkiến nghị"))
    none = read(tmp_path, DUMP.partition("\n\n")[2])
    assert isinstance(two, Document)
    assert isinstance(none, Document)
    assert two.title == none.title == "Cử tri xã Cẩm Sơn kiến nghị sửa đường tỉnh 352"
    assert (two.section, none.section) == ("Tiếp xúc cử tri", None)


def test_a_formal_document_keeps_its_lines_and_has_no_title_yet(tmp_path: Path) -> None:
    result = read(tmp_path, FORMAL)
    assert isinstance(result, Document)
    assert (result.title, result.kind) == ("", None)
    assert result.text == FORMAL.replace("\n\n\n\n", "\n\n")


def test_a_short_first_line_of_another_text_is_its_title(tmp_path: Path) -> None:
    result = read(tmp_path, "Lịch tiếp công dân tháng 7\n\nNgày 01: ông Chủ tịch.\n\nNgày 15: ông Phó Chủ tịch.")
    assert result == Document(
        id="", title="Lịch tiếp công dân tháng 7", text="Ngày 01: ông Chủ tịch.\n\nNgày 15: ông Phó Chủ tịch."
    )
    assert read(tmp_path, "Sáng nay huyện họp.\nChiều nghỉ.") == Document(
        id="", text="Sáng nay huyện họp.\n\nChiều nghỉ."
    )


@pytest.mark.parametrize(
    "line",
    [
        "22/01/2020 | 11:21  | View Count: 1336",
        "Thứ Tư, 22/01/2020 | 11:21 GMT+7",
        "Thứ tư 22/01/2020 - 11:21",
        "11:21 22/01/2020",
        "Ngày đăng: 22-01-2020 11:21 | Lượt xem: 1.336",
        "Cập nhật lúc 11h21, ngày 22/01/2020",
        "Đăng ngày 22/01/2020, 11:21 (GMT+7)",
    ],
)
def test_date_lines_as_portals_write_them(line: str) -> None:
    assert date_of(line) == datetime(2020, 1, 22, 11, 21, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "line",
    [
        "Chiều 22/01/2020, HĐND họp",
        "22/01/2020 - 25/01/2020",
        "32/01/2020",
        "Số 22/2020",
        "",
        "Từ ngày 22/01/2020 tại xã",
    ],
)
def test_other_lines_are_no_date_lines(line: str) -> None:
    assert date_of(line) is None


def test_author_lines() -> None:
    written = (
        "Tin: Vân Anh",
        "Tin, ảnh: Vân Anh",
        "Tin bài và ảnh: Vân Anh",
        "Tác giả: Vân Anh.",
        "Bài, ảnh:  Vân Anh",
    )
    assert {author_of(line) for line in written} == {"Vân Anh"}
    assert not any(map(author_of, ("Tin vui: được mùa", "Thực hiện: Nghị quyết số 5", "Tin:", "Ảnh hưởng: nhỏ")))


def test_furniture_is_known_in_any_case_and_doubled() -> None:
    assert all(map(is_furniture, ("Bình chọn Bình chọn", "CÁC TIN KHÁC", "Tin liên quan:", "» Về trang trước")))
    assert not any(map(is_furniture, ("Bình chọn đại biểu tiêu biểu", "Hội nghị", "")))
    assert undoubled("Thông báo Thông báo") == "Thông báo"
    assert undoubled("ba ba ba") == "ba ba ba"


def test_paragraphs_stay_what_they_are_when_divided_again() -> None:
    for text in ("a\nb", "a\n\nb\nc", " a \n\n\n\n b", ""):
        assert separated_paragraphs(separated_paragraphs(text)) == separated_paragraphs(text)


def in_1258(text: str) -> bytes:
    """Encode as Windows does: the letter with its quality mark, then the tone mark as a separate character."""
    parts = []
    for char in unicodedata.normalize("NFC", text):
        apart = unicodedata.normalize("NFD", char)
        tones = [c for c in apart[1:] if c in "\u0300\u0301\u0303\u0309\u0323"]
        base = unicodedata.normalize("NFC", "".join(c for c in apart if c not in tones))
        parts.append("".join([base, *tones]).encode("cp1258"))
    return b"".join(parts)


VIETNAMESE = "Thường trực HĐND huyện họp phiên thứ nhất, thảo luận về ngân sách và đường tỉnh."


@pytest.mark.parametrize(
    "data",
    [
        VIETNAMESE.encode(),
        VIETNAMESE.encode("utf-8-sig"),
        VIETNAMESE.encode("utf-16"),
        VIETNAMESE.encode("utf-16-le"),
        VIETNAMESE.encode("utf-16-be"),
        in_1258(VIETNAMESE),
        unicodedata.normalize("NFD", VIETNAMESE).encode(),
    ],
)
def test_encodings_that_vietnamese_files_use_give_the_same_text(tmp_path: Path, data: bytes) -> None:
    result = read(tmp_path, data)
    assert isinstance(result, Document)
    assert result.text == VIETNAMESE


def test_a_few_damaged_bytes_do_not_cost_a_document() -> None:
    assert decode(VIETNAMESE.encode() * 20 + b"\xff.").startswith(VIETNAMESE)


def test_a_text_in_an_unknown_encoding_is_a_clear_failure(tmp_path: Path) -> None:
    result = read(tmp_path, "Решение городского совета о бюджете на следующий год".encode("koi8-r"))
    assert isinstance(result, Failure)
    assert "không nhận ra bảng mã" in result.message


@pytest.mark.parametrize(
    "written",
    [
        # TCVN3, then VNI
        b"Th\xad\xeang tr\xf9c H\xa7ND huy\xd6n h\xe4p phi\xaan th\xf8 nh\xcat, \xae\xad\xeang t\xd8nh.",
        b"Th\xf6\xf4\xf8ng tr\xf6\xefc H\xd1ND huye\xe4n ho\xefp phie\xe2n th\xf6\xf9 nha\xe1t,"
        b" \xf1\xf6\xf4\xf8ng t\xe6nh.",
    ],
)
@pytest.mark.parametrize("declared", ["latin-1", "utf-8"])
def test_a_text_in_an_old_encoding_is_read(tmp_path: Path, written: bytes, declared: str) -> None:
    result = read(tmp_path, written.decode("latin-1").encode(declared))
    assert isinstance(result, Document)
    assert result.text == "Thường trực HĐND huyện họp phiên thứ nhất, đường tỉnh."


def test_an_english_text_with_curly_quotes_is_no_nonsense() -> None:
    assert decode("The People’s Council – a “café” of 1,000 words.".encode("cp1252")).startswith("The People’s")
    assert not is_nonsense(VIETNAMESE)
    with pytest.raises(Unreadable):
        decode(bytes(range(128, 256)) * 4)


def test_the_dump_of_the_council_is_read(shared_data: Path) -> None:
    (result,) = read_file(shared_data / "council" / "000_747f56fbf521834a.txt")
    assert isinstance(result, Document)
    assert result.section == "Thông tin hoạt động HĐND"
    assert result.title.startswith("Thường trực HĐND, UBND và Ban Thường trực UBMTTQ quận ký kết")
    assert result.published == datetime(2020, 1, 22, 11, 21, tzinfo=VIETNAM)
    assert result.author == "Vân Anh"
    assert result.text.startswith("Chiều ngày 13/01/2020")
    assert result.text.endswith("chứng kiến của các đại biểu dự hội nghị.")
    assert "Bình chọn" not in result.text
