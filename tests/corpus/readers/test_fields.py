"""Fields of records that hold HTML, and values that cannot be."""

from __future__ import annotations

import math
from datetime import date

import pytest

from corpus.document import Document
from corpus.readers.fields import documents
from corpus.readers.source import LeftOut


def _read(**fields: object) -> tuple[Document, list[LeftOut]]:
    document, *notes = documents({"title": "Tin họp", "noi_dung": "Thân bài.", **fields}, "in.jsonl")
    assert isinstance(document, Document)
    assert all(isinstance(note, LeftOut) for note in notes)
    return document, [note for note in notes if isinstance(note, LeftOut)]


TABLE = "<table><tr><td>STT</td><td>Chợ</td></tr><tr><td>1</td><td>Chợ<br>Đông</td></tr></table>"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<table><tr><td>Chợ Đông</td><td>Cầu Tây</td></tr></table>", "Chợ Đông\n\nCầu Tây"),
        (f"<p>Các chợ:</p>{TABLE}", "Các chợ:\n\n| STT | Chợ |\n|---|---|\n| 1 | Chợ Đông |"),
        ("<tr><td>Chợ</td><td>Phí</td></tr><tr><td>Đông</td><td>5</td></tr>", "| Chợ | Phí |\n| Đông | 5 |"),
        ("<ul><li>Chợ Đông</li><li>Cầu Tây</li></ul>", "- Chợ Đông\n- Cầu Tây"),
        ("Chợ Đông<ol><li>1. Cầu<li>2. Đò</ol>Bến", "Chợ Đông\n\n1. Cầu\n2. Đò\n\nBến"),
        ("<p>Họp<!-- ghi chú riêng --> xã</p><script>var mat=1</script><o:p></o:p>", "Họp xã"),
        ("<p>Họp</p><!-- chưa đóng <p>xã</p>", "Họp\n\nchưa đóng\n\nxã"),
        ("<style>p{color:red}<p>Họp xã</p>", "p{color:red}\n\nHọp xã"),
        (
            "<!--[if mso]><xml><w:View>a</w:View></xml><![endif]--><p>Họp<![if !a]> xã<![endif]></p>",
            "Họp xã",
        ),
        ("<STYLE>p{}</STYLE ><p>ph&amp;iacute; chợ</p>", "phí chợ"),
        ("&lt;p&gt;Họp&lt;/p&gt;&lt;p&gt;x&amp;atilde;&lt;/p&gt;", "Họp\n\nxã"),
        ("&amp;lt;p&amp;gt;Họp&amp;lt;/p&amp;gt;", "Họp"),
        ("<p>giá < 5 và > 3</p>", "giá < 5 và > 3"),
        ("<p>Ông <họ tên> ghi a<b và c>d</p>", "Ông <họ tên> ghi a<b và c>d"),
        ("<p>Phòng,\nchống dịch<br>Hết</p>", "Phòng, chống dịch\nHết"),
        ("<p><img alt='<b>' src=a.png>Họp <a title='1 > 0' href=b>xã</a></p>", "Họp xã"),
        ("<h2>Họp</h2>\nXã họp.\n\nHuyện họp <b>kín</b>.", "Họp\n\nXã họp.\n\nHuyện họp kín."),
        ("<p style='display: none'>ẩn</p><div>Họp</div>xã<select><option>2020</select>", "Họp\n\nxã"),
        ("Tỷ lệ < 5 % và > 3 %", "Tỷ lệ < 5 % và > 3 %"),
        ("R&D, a&b; 5 &lt; 6", "R&D, a&b; 5 < 6"),
    ],
)
def test_html_in_a_field_gives_its_words(html: str, text: str) -> None:
    document, _ = _read(noi_dung=html, tom_tat=html)
    assert (document.text, document.summary) == (text, text.replace("\n\n", "\n"))


def test_html_in_any_field_gives_its_words() -> None:
    document, notes = _read(
        so_hieu="<b>12/NQ-H&#272;ND</b>",
        nguon="X&atilde; B&igrave;nh H&ograve;a",
        nguoi_ky="<p>Nguyễn Văn Mẫu</p>",
        ngay_ky="<span>15/07/2020</span>",
        officials=[{"name": "Tr&#7847;n <i>Thử</i>"}],
        url="https://lamkhe.example/?a=1&amp;b=2",
    )
    assert (document.number, document.source, document.issued) == ("12/NQ-HĐND", "Xã Bình Hòa", date(2020, 7, 15))
    assert document.signer
    assert (document.signer.name, document.officials[0].name) == ("Nguyễn Văn Mẫu", "Trần Thử")
    assert (document.url, notes) == ("https://lamkhe.example/?a=1&amp;b=2", [])


@pytest.mark.parametrize(
    ("given", "kept", "named"),
    [
        ({"signer": {"name": "Mẫu", "role": math.nan}}, {"signer": ("Mẫu", None)}, ["signer.role"]),
        ({"signer": {"name": math.inf}}, {"signer": None}, ["signer.name"]),
        ({"signer": {"ten": "Mẫu", "chuc_vu": 5}}, {"signer": ("Mẫu", None)}, ["signer"]),
        ({"nguoi_ky": {"name": "..."}}, {"signer": None}, ["nguoi_ky"]),
        ({"officials": [{"name": "A"}, 5, "B"]}, {"officials": [("A", None), ("B", None)]}, ["officials (mục 2)"]),
        ({"officials": {"name": "A"}}, {"officials": [("A", None)]}, []),
        ({"metadata": {"so": math.nan, "x": [math.nan]}}, {"number": None}, ["metadata.so"]),
        ({"luot_xem": math.nan}, {}, []),
    ],
)
def test_what_cannot_be_in_a_value_is_left_out_and_listed(
    given: dict[str, object], kept: dict[str, object], named: list[str]
) -> None:
    document, notes = _read(**given)
    persons = {
        "signer": document.signer and (document.signer.name, document.signer.role),
        "officials": [(official.name, official.role) for official in document.officials],
        "number": document.number,
    }
    assert {name: persons[name] for name in kept} == kept
    assert [note.message.partition(":")[0].removeprefix("bỏ qua trường ") for note in notes] == named


def test_an_attachment_keeps_what_can_be_of_it() -> None:
    pages = [math.nan, -1, "3", 2.0, "ba"]
    items = [{"name": f"{n}.pdf", "pages": value, "sha256": "?"} for n, value in enumerate(pages)]
    document, notes = _read(attachments=[*items, {"url": "/tep/nq%205.pdf"}, math.inf])
    assert [(a.name, a.pages) for a in document.attachments] == [
        ("0.pdf", None), ("1.pdf", None), ("2.pdf", 3), ("3.pdf", 2), ("4.pdf", None), ("nq 5.pdf", None),
    ]  # fmt: skip
    assert not any(attachment.sha256 for attachment in document.attachments)
    assert len(notes) == 9


def test_a_cell_that_is_no_number_is_an_empty_cell() -> None:
    document, notes = _read(noi_dung=None, content=[{"type": "table", "rows": [["Chợ", "Phí"], ["Đông", math.nan]]}])
    assert (document.text, len(notes)) == ("| Chợ | Phí |\n| Đông |  |", 1)


@pytest.mark.parametrize(
    "value", ["0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "1970-01-01T00:00:00Z", math.nan]
)
def test_a_day_that_cannot_be_is_left_out_and_listed(value: object) -> None:
    document, notes = _read(ngay_dang=value)
    assert document.published is None
    assert len(notes) == 1


@pytest.mark.parametrize("value", ["9999-12-31", "9999-12-31T00:00:00", "31/12/9999"])
def test_only_the_end_of_effect_may_be_the_last_day(value: str) -> None:
    document, notes = _read(expires=value, effective=value)
    assert (document.expires, document.effective) == (date.max, None)
    assert len(notes) == 1
