"""What is printed on a page becomes its blocks by place alone: lines, columns, tables, paragraphs, notes."""

from __future__ import annotations

import pytest

from corpus.formats.blocks import HeadingBlock, ItemBlock, ParagraphBlock, TableBlock
from tests.support.printed_pages import LEFT, blocks, box, centred, pages, printed, wrapped

LONG = (
    "Ủy ban nhân dân xã có trách nhiệm rà soát hiện trạng các chợ trên địa bàn, đề xuất phương án nâng cấp, "
    "sửa chữa và báo cáo kết quả trước ngày 30 tháng 9 năm 2024."
)


def texts(found: tuple[object, ...]) -> list[str]:
    return [getattr(block, "text", "") for block in found]


def test_lines_that_only_wrapped_are_one_paragraph() -> None:
    first, y = wrapped(LONG, 100)
    second, _ = wrapped(f"Điều 2. {LONG}", y)
    assert texts(blocks([*first, *second])) == [LONG, f"Điều 2. {LONG}"]


def test_letters_are_read_by_place_not_by_order() -> None:
    letters, _ = wrapped(LONG, 100)
    assert texts(blocks(sorted(letters, key=lambda glyph: glyph.text))) == [LONG]


def test_the_left_column_of_a_head_comes_first() -> None:
    rows = [
        ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("XÃ BÌNH HÒA", "Độc lập - Tự do - Hạnh phúc"),
        ("Số: 127/QĐ-UBND", "Bình Hòa, ngày 05 tháng 8 năm 2024"),
    ]
    head = [
        glyph
        for at, (a, b) in enumerate(rows)
        for glyph in printed(a, 90, 80 + 16 * at) + printed(b, 290, 80 + 16 * at)
    ]
    found = texts(blocks([*head, *centred("QUYẾT ĐỊNH", 160)]))
    assert found == ["\n".join(a for a, _ in rows), "\n".join(b for _, b in rows), "QUYẾT ĐỊNH"]


def test_columns_that_nearly_touch_are_parted() -> None:
    head = [
        *printed("ỦY BAN NHÂN DÂN", 90, 80), *printed("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300, 80),
        *printed("V/v khen thưởng các tập thể, cá", 88, 96), *printed("Bình Hòa, ngày 05 tháng 8 năm 2024", 301, 96),
    ]  # fmt: skip
    assert texts(blocks(head))[0] == "ỦY BAN NHÂN DÂN\nV/v khen thưởng các tập thể, cá"


def test_recipients_come_before_the_signature_beside_them() -> None:
    end = [
        *printed("KT. CHỦ TỊCH", 380, 500), *printed("Nơi nhận:", LEFT, 505), *printed("PHÓ CHỦ TỊCH", 380, 516),
        *printed("- Như Điều 3;", LEFT, 520, size=11), *printed("- Lưu: VT.", LEFT, 534, size=11),
        *printed("Trần Thị Bình", 378, 600),
    ]  # fmt: skip
    assert texts(blocks(end)) == ["Nơi nhận:\n- Như Điều 3;\n- Lưu: VT.", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nTrần Thị Bình"]


def test_a_hyphen_at_a_line_end_is_kept() -> None:
    lines = [
        *printed("Căn cứ Quyết định số 12 của xã này và các văn bản số 127/QĐ-", LEFT, 100),
        *printed("UBND", LEFT, 118),
    ]
    lines += [*printed("x" * 69, LEFT, 300), *printed("y" * 69, LEFT, 340)]
    assert texts(blocks(lines))[0].endswith("127/QĐ-UBND")


def test_a_cell_of_several_lines_is_one_cell() -> None:
    rules = [*box(85, 100, 125, 120), *box(125, 100, 400, 120), *box(85, 120, 125, 160), *box(125, 120, 400, 160)]
    letters = [
        *printed("STT", 90, 114), *printed("Họ và tên", 130, 114), *printed("1", 90, 134),
        *printed("Đỗ Quốc", 130, 134), *printed("Khuê", 130, 152),
    ]  # fmt: skip
    assert blocks(letters, rules) == (TableBlock((("STT", "Họ và tên"), ("1", "Đỗ Quốc Khuê")), has_head=True),)


def test_a_merged_cell_keeps_the_columns_of_its_table() -> None:
    rules = [*box(85, 100, 400, 120), *box(85, 120, 250, 140), *box(250, 120, 400, 140)]
    letters = [*printed("Tổng hợp", 90, 114), *printed("Số lượng", 90, 134), *printed("12", 260, 134)]
    assert blocks(letters, rules) == (TableBlock((("Tổng hợp", ""), ("Số lượng", "12")), has_head=False),)


def test_a_frame_around_text_is_no_table() -> None:
    letters, _ = wrapped(LONG, 120)
    assert texts(blocks(letters, box(80, 90, 545, 200))) == [LONG]


def test_a_chapter_is_a_heading_with_its_title() -> None:
    letters, _ = wrapped(LONG, 150)
    found = blocks([*centred("Chương I", 100), *centred("QUY ĐỊNH CHUNG", 117), *letters])
    assert found[0] == HeadingBlock("Chương I\nQUY ĐỊNH CHUNG", 2)


def test_bullets_make_items() -> None:
    found = blocks([*printed("• Một;", 120, 100), *printed("• Hai.", 120, 118)])
    assert found == (ItemBlock("- Một;"), ItemBlock("- Hai."))


def test_running_heads_and_page_numbers_are_left_out() -> None:
    sheets = []
    for number in range(1, 6):
        words, _ = wrapped(" ".join(LONG.split()[number:]), 100)
        head = printed("CÔNG BÁO/Số 12/Ngày 29-12-2013", 200, 40) + printed(str(number + 20), LEFT, 40)
        sheets.append(([*head, *words], ()))
    assert all(len(found) == 1 and "CÔNG BÁO" not in texts(found)[0] for found in pages(sheets))


def test_the_motto_on_each_form_is_no_running_head() -> None:
    sheets = [(centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 60), ()) for _ in range(4)]
    assert all(texts(found) == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"] for found in pages(sheets))


def test_a_paragraph_over_a_page_end_stands_on_its_first_page() -> None:
    letters, _ = wrapped(LONG, 100)
    cut = sorted({glyph.y for glyph in letters})[1]
    first = [glyph for glyph in letters if glyph.y <= cut]
    second = [glyph for glyph in letters if glyph.y > cut]
    more = wrapped(LONG, 160)[0]
    assert [texts(found) for found in pages([(first, ()), ([*second, *more], ())])] == [[LONG], [LONG]]


@pytest.mark.parametrize(
    ("end", "start"),
    [("(Kèm theo Quyết định ngày 05 tháng 8 năm", "2024 của Chủ tịch)"), ("(Kèm theo Công văn của", "Sở Nội vụ)")],
)
def test_a_centred_line_that_ends_within_a_day_goes_on(end: str, start: str) -> None:
    body = wrapped(LONG, 160)[0]
    assert texts(blocks([*centred(end, 100), *centred(start, 118), *body]))[0] == f"{end} {start}"


def test_a_place_that_is_called_as_a_preposition_ends_its_line() -> None:
    title = [*centred("Về việc đặt tên chợ của xã Đồng Giữa", 100), *centred("HỘI ĐỒNG NHÂN DÂN XÃ ĐỒNG GIỮA", 118)]
    found = texts(blocks([*title, *wrapped(LONG, 160)[0]]))
    assert found[0] == "Về việc đặt tên chợ của xã Đồng Giữa\nHỘI ĐỒNG NHÂN DÂN XÃ ĐỒNG GIỮA"


def test_an_indented_line_at_a_page_end_is_no_title() -> None:
    more = wrapped(LONG, 130)[0]
    first = [
        *wrapped(LONG, 100)[0],
        *printed("1. Ủy ban nhân dân xã có trách nhiệm rà soát hiện trạng các", LEFT + 36, 300),
    ]
    assert pages([(first, ()), ([*printed("chợ trên địa bàn.", LEFT, 100), *more], ())])[0][-1] == ParagraphBlock(
        "1. Ủy ban nhân dân xã có trách nhiệm rà soát hiện trạng các chợ trên địa bàn."
    )


def test_the_head_of_a_table_is_read_once_over_several_pages() -> None:
    rules = [*box(85, 100, 125, 120), *box(125, 100, 400, 120), *box(85, 120, 125, 140), *box(125, 120, 400, 140)]
    head = [*printed("STT", 90, 114), *printed("Họ và tên", 130, 114)]
    sheets = [([*head, *printed(str(at), 90, 134), *printed("Đỗ Khuê", 130, 134)], rules) for at in range(1, 4)]
    rows = [block.rows for found in pages(sheets) for block in found if isinstance(block, TableBlock)]
    assert rows == [(("STT", "Họ và tên"), ("1", "Đỗ Khuê")), (("2", "Đỗ Khuê"),), (("3", "Đỗ Khuê"),)]


def test_footnotes_follow_the_text_without_their_marks_in_it() -> None:
    letters, _ = wrapped(LONG, 100)
    mark = [printed("1", max(glyph.x1 for glyph in letters if glyph.y == 100), 95, size=8)[0]]
    note = [*printed("1", LEFT, 696, size=7), *printed("Theo số liệu của xã.", LEFT + 4, 700, size=10)]
    assert texts(blocks([*letters, *mark, *note])) == [LONG, "¹ Theo số liệu của xã."]


def test_a_raised_figure_after_a_unit_is_kept() -> None:
    assert texts(blocks([*printed("300 m", LEFT, 100), *printed("2", LEFT + 33, 95, size=8)])) == ["300 m²"]


def test_letters_set_apart_are_one_word() -> None:
    spread = [glyph._replace(x0=glyph.x0 * 1.5, x1=glyph.x0 * 1.5 + 6.5) for glyph in printed("QUYẾT ĐỊNH", LEFT, 100)]
    assert texts(blocks(spread)) == ["QUYẾT ĐỊNH"]


def test_text_in_an_old_font_is_decoded_by_runs() -> None:
    assert texts(blocks(printed("Quèc héi", LEFT, 100, font="ABCDEF+.VnTime"))) == ["Quốc hội"]


def test_bold_that_is_printed_twice_is_read_once() -> None:
    once = printed("Điều 1", LEFT, 100)
    assert texts(blocks([*once, *(glyph._replace(x0=glyph.x0 + 0.3) for glyph in once)])) == ["Điều 1"]


def test_a_line_that_only_looks_drawn_is_left_out() -> None:
    assert texts(blocks([*centred("________", 100), *centred("LUẬT", 130)])) == ["LUẬT"]


def test_an_empty_page_has_no_blocks() -> None:
    assert blocks([]) == ()
    assert blocks(printed(" ", LEFT, 100)) == ()
