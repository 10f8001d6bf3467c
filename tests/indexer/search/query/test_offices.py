"""An office, or a given name with one, leads to the persons who held it, and hides nothing."""

from __future__ import annotations

import pytest

from indexer.results import ResultsPage
from tests.support.sample import sample_search
from tests.support.search import ask


def people(page: ResultsPage) -> list[str]:
    return [str(entity.meaning["name"]) for entity in page.understood if entity.type == "official"]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("chủ tịch HĐND huyện 2019", ["Trần Thị Minh Nguyệt"]),
        ("chủ tịch HĐND huyện năm 2013", ["Nguyễn Văn Hòa"]),
        ("chu tich hdnd huyen lam khe 2023", ["Lê Quang Thủy"]),
        ("ai là chủ tịch huyện năm 2023", ["Đỗ Hữu Quý"]),
        ("bí thư huyện ủy năm 2020", ["Trần Thị Minh Nguyệt"]),
        ("chủ tịch ủy ban nhân dân huyện Lam Khê 15/7/2018", ["Lê Quang Thủy"]),
        ("trưởng phòng tư pháp", ["Nguyễn Văn Hòa"]),
    ],
)
def test_an_office_with_days_leads_to_who_held_it_then(typed: str, names: list[str]) -> None:
    assert people(ask(sample_search(), typed)) == names


def test_without_days_the_latest_holder_of_an_office_comes_first() -> None:
    names = people(ask(sample_search(), "chủ tịch HĐND huyện"))
    assert names == ["Lê Quang Thủy", "Trần Thị Minh Nguyệt", "Nguyễn Văn Hòa"]


@pytest.mark.parametrize("typed", ["ông Thủy chủ tịch huyện", "ong thuy chu tich huyen", "Quang Thủy chủ tịch huyện"])
def test_a_given_name_with_an_office_leads_to_the_person(typed: str) -> None:
    page = ask(sample_search(), typed)
    assert people(page) == ["Lê Quang Thủy"]
    assert page.total
    assert "le-quang-thuy" in {official.id for official in page.results[0].officials}


def test_other_accents_or_another_office_lead_to_nobody() -> None:
    """A given name with an office leads to a person only where the name's accents and the office are the person's."""
    for typed in ("ông Thúy chủ tịch huyện", "ông Thủy chủ tịch tỉnh", "ông Bách chủ tịch huyện"):
        assert people(ask(sample_search(), typed)) == []


@pytest.mark.parametrize(
    "typed", ["thẩm quyền của chủ tịch UBND huyện", "chủ tịch", "giám đốc", "bà con xã Cẩm Sơn", "hòa bình"]
)
def test_words_about_an_office_ask_for_no_person(typed: str) -> None:
    assert people(ask(sample_search(), typed)) == []


def test_an_office_hides_nothing_and_can_be_taken_as_words() -> None:
    recognised, words = (
        ask(sample_search(), "chủ tịch HĐND huyện", literal=literal) for literal in ((), ("official",))
    )
    assert recognised.total == words.total
    assert people(words) == []
