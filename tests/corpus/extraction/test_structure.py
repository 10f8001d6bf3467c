"""The divisions of documents in the layout of the decrees: what is one, what it is called, and how far it goes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.extraction.structure import Division, clauses, divisions

DECISION = """QUYẾT ĐỊNH
Về việc ban hành Quy chế quản lý chợ

Căn cứ Luật Tổ chức chính quyền địa phương;

Điều 1. Ban hành kèm theo Quyết định này Quy chế quản lý chợ.

Điều 2. Sửa đổi Điều 5 Quyết định số 12/2020/QĐ-UBND như sau:

“Điều 5. Trách nhiệm

1. Ban quản lý chợ.

Điều 6. Phí”.

Điều 3 Quyết định số 12/2020/QĐ-UBND hết hiệu lực.

Điều 3. Chánh Văn phòng chịu trách nhiệm thi hành.

QUY CHẾ
Quản lý chợ trên địa bàn xã
(Ban hành kèm theo Quyết định số 12/2024/QĐ-UBND)

Chương I
QUY ĐỊNH CHUNG

Điều 1. Phạm vi

1. Quy chế này quy định việc quản lý chợ.
a) Chợ hạng 1;
b) Chợ hạng 2.
15.000 đồng là mức thu thấp nhất.
2. Quy chế không áp dụng cho chợ đêm.

Chương II
TỔ CHỨC
Mục 1. BAN QUẢN LÝ
Điều 2. Ban quản lý chợ

PHỤ LỤC I
MỨC THU PHÍ
(Kèm theo Quy chế)

I. CHỢ HẠNG 1
Mức thu theo ngày.
II. CHỢ HẠNG 2

Phụ lục II kèm theo là danh sách.
Mẫu số 01: Đơn đề nghị
"""


def outline(text: str) -> list[tuple[str, str]]:
    return [(division.label, division.title) for division in divisions(text)]


def test_a_regulation_issued_with_a_decision_counts_anew() -> None:
    assert outline(DECISION) == [
        ("Điều 1", "Ban hành kèm theo Quyết định này Quy chế quản lý chợ."),
        ("Điều 2", "Sửa đổi Điều 5 Quyết định số 12/2020/QĐ-UBND như sau:"),
        ("Điều 3", "Chánh Văn phòng chịu trách nhiệm thi hành."),
        ("Quy chế", "Quản lý chợ trên địa bàn xã"),
        ("Quy chế, Chương I", "QUY ĐỊNH CHUNG"),
        ("Quy chế, Điều 1", "Phạm vi"),
        ("Quy chế, Chương II", "TỔ CHỨC"),
        ("Quy chế, Mục 1", "BAN QUẢN LÝ"),
        ("Quy chế, Điều 2", "Ban quản lý chợ"),
        ("Phụ lục I", "MỨC THU PHÍ"),
        ("Phụ lục I, Mục I", "CHỢ HẠNG 1"),
        ("Phụ lục I, Mục II", "CHỢ HẠNG 2"),
        ("Mẫu số 01", "Đơn đề nghị"),
    ]


def test_clauses_count_from_the_first() -> None:
    article = divisions(DECISION)[5]
    listed = clauses(DECISION, article)
    assert [clause.name for clause in listed] == ["khoản 1", "khoản 2"]
    assert [clause.anchor for clause in listed] == ["quy-che-dieu-1-khoan-1", "quy-che-dieu-1-khoan-2"]
    assert {clause.within for clause in listed} == {"Quy chế, Điều 1"}


def test_quoted_clauses_are_none_of_the_article() -> None:
    text = 'Điều 1. Sửa đổi\n\n1. Điều 13 như sau:\n\n“Điều 13. Phí\n\n1. Thu.\n\n2. Nộp."\n\n2. Bãi bỏ Điều 26.'
    (article,) = divisions(text)
    assert [text[clause.start :][:12] for clause in clauses(text, article)] == ["1. Điều 13 n", "2. Bãi bỏ Đi"]


def test_an_annex_without_number_belongs_to_its_decision() -> None:
    text = "Điều 1. Công bố danh mục.\n\nDANH MỤC\nTHỦ TỤC HÀNH CHÍNH\n(Kèm theo Quyết định 3/QĐ-UBND)\n\n1. Khai sinh"
    assert outline(text) == [("Điều 1", "Công bố danh mục."), ("Danh mục", "THỦ TỤC HÀNH CHÍNH")]
    assert outline("Điều 1. Công bố.\n\nDANH MỤC CÁC BẢNG\n\nKhông kèm theo gì.")[1:] == []


def test_a_regulation_that_comes_alone_is_the_main_part() -> None:
    text = "QUY ĐỊNH\nVề thu phí\n(Kèm theo Quyết định số 9/2009/QĐ-UBND)\n\nĐiều 1. Phạm vi\n\nNội dung.\n"
    assert outline(text) == [("Quy định", "Về thu phí"), ("Điều 1", "Phạm vi")]


def test_a_plan_has_roman_sections_in_capitals() -> None:
    text = "KẾ HOẠCH\n\nI. MỤC ĐÍCH, YÊU CẦU\n\n1. Mục đích\n\nII. NỘI DUNG\n\nI. Thôn Đồi phát biểu.\n\nIV. BỎ QUA\n"
    assert outline(text) == [("Mục I", "MỤC ĐÍCH, YÊU CẦU"), ("Mục II", "NỘI DUNG")]


def test_a_part_has_its_title_below_it() -> None:
    assert outline("BÁO CÁO\n\nPhần thứ nhất\nKẾT QUẢ\n\nPHẦN II. NHIỆM VỤ\n\nPhần thứ ba của dự án") == [
        ("Phần thứ nhất", "KẾT QUẢ"),
        ("Phần II", "NHIỆM VỤ"),
    ]


def test_an_article_that_goes_on_in_the_next_line_has_no_title() -> None:
    text = "Điều 1. Giao Phòng Kinh tế phối hợp với\ncác đơn vị liên quan thực hiện.\n\nĐiều 2. Phạm vi\n1. Xã."
    assert outline(text) == [("Điều 1", ""), ("Điều 2", "Phạm vi")]


def test_an_article_keeps_its_title_over_a_line_of_another_kind() -> None:
    below = ("Nghị quyết này quy định mức thu phí.", "ĐIỀU 2. HIỆU LỰC", "PHỤ LỤC I", "TM. ỦY BAN NHÂN DÂN")
    for line in below:
        assert outline(f"Điều 1. Phạm vi điều chỉnh\n{line}")[0] == ("Điều 1", "Phạm vi điều chỉnh")


def test_news_has_no_divisions() -> None:
    text = "Điều kiện chung\n\nMục tiêu là 15 điểm.\n\nPhần lớn cử tri đồng ý.\n\nPhụ lục nghị quyết kèm theo."
    assert divisions(text) == []


_EXTRA = ("“Điều 9. Mở", "Đóng”.", "PHỤ LỤC", "Điều 1.", "III. KẾT LUẬN")
_LINES = st.lists(st.sampled_from([*DECISION.splitlines(), *_EXTRA]), max_size=30)


@given(_LINES.map("\n".join))
def test_divisions_nest_and_their_anchors_are_unique(text: str) -> None:
    listed = divisions(text)
    assert len({division.anchor for division in listed}) == len(listed)
    around: list[Division] = []
    for division in listed:
        assert division.start < division.heading_end <= division.end <= len(text)
        around = [outer for outer in around if outer.end > division.start]
        assert all(outer.level < division.level and outer.end >= division.end for outer in around)
        around.append(division)
