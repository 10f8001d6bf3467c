from __future__ import annotations

from datetime import date

import pytest

from indexer.schema.persons import full_role
from search_api.pages import labels


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2020, 1, 13), date(2020, 1, 13), "ngày 13/01/2020"),
        (date(2020, 2, 1), date(2020, 2, 29), "tháng 2/2020"),
        (date(2020, 1, 1), date(2020, 12, 31), "năm 2020"),
        (date(2016, 1, 1), date(2021, 12, 31), "các năm 2016–2021"),
        (date(2020, 1, 1), date(2020, 3, 31), "quý I/2020"),
        (date.min, date(2020, 3, 31), "đến hết 31/03/2020"),
        (date(2020, 3, 31), date.max, "từ 31/03/2020"),
    ],
)
def test_a_span_has_its_shortest_name(first: date, last: date, text: str) -> None:
    assert labels.span(first, last) == text


@pytest.mark.parametrize(
    ("role", "body", "text"),
    [
        ("Chủ tịch", "HĐND huyện", "Chủ tịch HĐND huyện"),
        ("Chủ tịch HĐND huyện", "HĐND huyện", "Chủ tịch HĐND huyện"),
        ("Trưởng Ban", "Ban Pháp chế HĐND", "Trưởng Ban Pháp chế HĐND"),
        ("Trưởng phòng Tư pháp", "Phòng Tư pháp huyện Lam Khê", "Trưởng phòng Tư pháp huyện Lam Khê"),
        ("Đại biểu", None, "Đại biểu"),
    ],
)
def test_a_role_does_not_repeat_its_body(role: str, body: str | None, text: str) -> None:
    assert full_role(role, body) == text
