"""Agencies that no list has are read by the noun that their name begins with."""

from __future__ import annotations

import pytest

from corpus.vi.agencies import is_national, parse_agency, under_ministry
from corpus.vi.bodies import Body

AGENCIES = (
    ("CHI CỤC KIỂM LÂM TỈNH MƯỜNG TRÀ", "Chi cục Kiểm lâm tỉnh Mường Trà"),
    ("TRUNG TÂM KIỂM SOÁT BỆNH TẬT", "Trung tâm Kiểm soát bệnh tật"),
    ("CHI CỤC DÂN SỐ - KẾ HOẠCH HÓA GIA ĐÌNH", "Chi cục Dân số - Kế hoạch hóa gia đình"),
    ("CỤC ĐƯỜNG BỘ VIỆT NAM", "Cục Đường bộ Việt Nam"),
    ("ĐẢNG BỘ TỈNH MƯỜNG TRÀ", "Đảng bộ tỉnh Mường Trà"),
    ("TRƯỜNG THPT CHU VĂN AN", "Trường THPT Chu Văn An"),
    ("CHI CỤC THUẾ KHU VỰC II", "Chi cục Thuế khu vực II"),
    ("Trung tâm Y tế huyện Lam Khê", "Trung tâm Y tế huyện Lam Khê"),
    ("Cục Thuế (Bộ Tài chính)", "Cục Thuế (Bộ Tài chính)"),
)


@pytest.mark.parametrize(("written", "label"), AGENCIES)
def test_an_agency_has_one_label_in_usual_letters(written: str, label: str) -> None:
    agency = parse_agency(written)
    assert agency is not None
    assert agency.label == label
    assert parse_agency(label) == agency


@pytest.mark.parametrize("words", ["TRÊN ĐỊA BÀN", "trung tâm", "CỤC", "Nguyễn Văn Mẫu", ""])
def test_other_words_are_no_agency(words: str) -> None:
    assert parse_agency(words) is None


def test_an_agency_under_a_ministry_names_it_once() -> None:
    under = under_ministry(Body("Cục Thuế"), "Bộ Tài chính")
    assert under.label == "Cục Thuế (Bộ Tài chính)"
    assert is_national(under)
    assert under_ministry(under, "Bộ Tài chính") == under
