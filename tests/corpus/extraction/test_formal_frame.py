"""Of a formal document the head, recipients and signatures are form; it opens where it lays something down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.extraction.formal_frame import formal_frame, repeats
from corpus.extraction.structure import divisions

HEAD = """HỘI ĐỒNG NHÂN DÂN
XÃ BÌNH HÒA
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 12/NQ-HĐND

Bình Hòa, ngày 15 tháng 7 năm 2024

NGHỊ QUYẾT
Về mức thu phí chợ

HỘI ĐỒNG NHÂN DÂN XÃ BÌNH HÒA
KHÓA II, KỲ HỌP THỨ 8"""
GROUNDS = (
    "Căn cứ Luật Phí và lệ phí số 97/2015/QH13;\n\nXét Tờ trình số 5/TTr-UBND ngày 01 tháng 7 năm 2024,\n\nQUYẾT NGHỊ:"
)
END = "Nơi nhận:\n- Như Điều 2;\n- Lưu: VT.\n\nTM. HỘI ĐỒNG NHÂN DÂN\nCHỦ TỊCH\n\nLê Văn Tám"
TITLE = "Nghị quyết số 12/NQ-HĐND về mức thu phí chợ"


def _opening(body: str, title: str = TITLE, head: str = HEAD) -> str:
    text = f"{head}\n\n{body}\n\n{END}"
    frame = formal_frame(text, title, divisions(text))
    assert frame
    return text[frame.opens_at :].split("\n")[0]


def test_head_and_end_are_form_and_grounds_are_not() -> None:
    body = f"{GROUNDS}\n\nĐiều 1. Thu 5.000 đồng một ngày.\n\nĐiều 2. Giao Ủy ban nhân dân xã thực hiện."
    text = f"{HEAD}\n\n{body}\n\n{END}\n\nPHỤ LỤC I\nBIỂU MỨC THU"
    frame = formal_frame(text, TITLE, divisions(text))
    assert frame
    assert [text[start:end] for start, end in frame.form] == [HEAD, END]
    assert frame.signed
    assert text[slice(*frame.signed)] == "TM. HỘI ĐỒNG NHÂN DÂN\nCHỦ TỊCH\n\nLê Văn Tám"


@pytest.mark.parametrize(
    ("body", "opening"),
    [
        (f"{GROUNDS}\n\nĐiều 1. Thu 5.000 đồng một ngày.\n\nĐiều 2. Thi hành.", "Điều 1. Thu 5.000 đồng một ngày."),
        (
            f"{GROUNDS}\n\nĐiều 1. Phạm vi\n\nQuy định về phí.\n\nĐiều 2. Hết.",
            "Quy định về phí.",
        ),
        ("Kính gửi:\n- Các thôn;\n- Trường học.\n\nĐề nghị các thôn báo cáo.", "Đề nghị các thôn báo cáo."),
        (f"{GROUNDS}\n\nXã thông báo như sau:", "Xã thông báo như sau:"),
    ],
)
def test_a_document_opens_where_it_lays_something_down(body: str, opening: str) -> None:
    assert _opening(body) == opening


def test_an_abstract_that_the_title_lacks_opens_the_document() -> None:
    assert _opening("Điều 1. Thu phí.", title="Nghị quyết số 12/NQ-HĐND") == "Về mức thu phí chợ"


def test_attributes_of_a_portal_and_columns_are_form() -> None:
    head = (
        "| Số hiệu | 12/NQ-HĐND |\n| Ngày ban hành | 15/07/2024 |\n\n"
        "HỘI ĐỒNG NHÂN DÂN      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nXÃ BÌNH HÒA      Độc lập - Tự do - Hạnh phúc\n"
        "Số: 12/NQ-HĐND      Bình Hòa, ngày 15 tháng 7 năm 2024\n\nNGHỊ QUYẾT\nVề mức thu phí chợ"
    )
    assert _opening("Điều 1. Thu phí.", head=head) == "Điều 1. Thu phí."


def test_what_is_no_formal_text_has_no_frame() -> None:
    assert formal_frame("Sáng 15/7, xã họp.\n\nTheo báo cáo, chợ đông.", "Xã họp", ()) is None


def test_words_repeat_a_title_whatever_their_marks_and_signs() -> None:
    assert repeats("VỀ MỨC THU PHÍ CHỢ.", TITLE)
    assert not repeats("Mức thu phí chợ là 5.000 đồng", TITLE)


@given(
    st.lists(
        st.sampled_from([*HEAD.split("\n"), *END.split("\n"), *GROUNDS.split("\n"), "Điều 1. Thu.", ""]), max_size=40
    )
)
def test_form_is_in_order_and_inside_the_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    frame = formal_frame(text, TITLE, divisions(text))
    if frame:
        edges = [edge for part in frame.form for edge in part]
        assert edges == sorted(edges)
        assert all(start < end for start, end in frame.form)
        assert 0 <= frame.opens_at <= len(text)
        assert edges[-1] <= len(text)
