import pytest

from corpus.formats.head_repair import repaired, repaired_lines

REPAIRED = (
    ("Số: l27/QĐ-UBND", "Số: 127/QĐ-UBND"),
    ("Sô: 12/2O24/NQ-HĐND", "Số: 12/2024/NQ-HĐND"),
    ("Số 4532/UBND-VP", "Số: 4532/UBND-VP"),
    ("Bình Hòa, ngày l5 tháng O7 năm 2O24", "Bình Hòa, ngày 15 tháng 07 năm 2024"),
    ("Bình Hòa, ngày 15 thảng 7 năm 2024", "Bình Hòa, ngày 15 tháng 7 năm 2024"),
    ("có hiệu lực từ l5/O7/2024", "có hiệu lực từ 15/07/2024"),
    ("ỦY BAN NHẦN DÂN", "ỦY BAN NHÂN DÂN"),
    ("HỘI ĐÔNG NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN"),
    ("TĨNH LẠNG SƠN", "TỈNH LẠNG SƠN"),
    ("Căn cứ Nghị định số l32/2023/NĐ-CP;", "Căn cứ Nghị định số 132/2023/NĐ-CP;"),
)
UNCHANGED = (
    "Căn cứ Nghị định số 132/2023/NĐ-CP ngày 28 tháng 8 năm 2013 của Chính phủ",
    "ngày 45 tháng 13 năm 2024",
    "Tờ trình số I/TTr",
    "tỉ lệ 12/45/2024",
    "Ủy ban nhân dân tỉnh",
    "Oi bức, loi nhuận Sl",
)


@pytest.mark.parametrize(("read", "right"), REPAIRED)
def test_the_head_of_a_scan_is_repaired_by_its_grammar(read: str, right: str) -> None:
    assert repaired(read) == right
    assert repaired(right) == right


@pytest.mark.parametrize("line", UNCHANGED)
def test_what_the_grammar_does_not_know_stays_as_read(line: str) -> None:
    assert repaired(line) == line


def test_the_place_of_the_date_gives_its_marks_to_the_issuer() -> None:
    date = "Long Kiến, ngày 16 tháng 5 năm 2021"
    assert repaired_lines(["HỘI ĐỒNG NHÂN DÂN\nXÃ LONG KIEN\nSố: 9/NQ-HĐND", date]) == [
        "HỘI ĐỒNG NHÂN DÂN\nXÃ LONG KIẾN\nSố: 9/NQ-HĐND",
        date,
    ]
    kept = ["XÃ LONG KIẾN", "Long Kien, ngày 16 tháng 5 năm 2021", "XÃ HOÀI LONG KIÊN SƠN", "long kien"]
    assert repaired_lines(kept) == kept
