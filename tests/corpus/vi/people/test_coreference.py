"""Test that short mentions are resolved to the full name before them, and ambiguous ones to nobody."""

from __future__ import annotations

import unicodedata

import pytest

from corpus.vi.people.coreference import find_short_mentions
from corpus.vi.people.find import find_people

NAMESAKES = "Bà Lê Thị Thu Hà và ông Đặng Văn Hà dự họp. "
CHAIRMAN = "Ông Dương Văn Khoa, Chủ tịch UBND huyện Lam Khê, dự lễ. "


def resolved(text: str) -> list[tuple[str, str]]:
    return [(mention.text, mention.name) for mention in find_short_mentions(text, find_people(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CHAIRMAN + "Ông Khoa phát biểu.", [("Ông Khoa", "Dương Văn Khoa")]),
        (CHAIRMAN + "Theo ông Văn Khoa, đường đã xong.", [("ông Văn Khoa", "Dương Văn Khoa")]),
        (CHAIRMAN + "Đồng chí Chủ tịch huyện tặng quà.", [("Đồng chí Chủ tịch huyện", "Dương Văn Khoa")]),
        (CHAIRMAN + "Chủ tịch UBND huyện giao các xã.", [("Chủ tịch UBND huyện", "Dương Văn Khoa")]),
        (CHAIRMAN.replace("Khoa", "Tuấn") + "Chủ tịch Tuấn giao các xã.", [("Chủ tịch Tuấn", "Dương Văn Tuấn")]),
        (NAMESAKES + "Bà Hà hỏi, ông Hà đáp.", [("Bà Hà", "Lê Thị Thu Hà"), ("ông Hà", "Đặng Văn Hà")]),
        ("Già làng, bà H'Yim Kđoh kể. Bà H'Yim cười.", [("Bà H'Yim", "H'Yim Kđoh")]),
    ],
)
def test_a_short_mention_is_resolved_to_the_name_before(text: str, expected: list[tuple[str, str]]) -> None:
    assert resolved(text) == expected
    assert [name for _, name in resolved(unicodedata.normalize("NFD", text))] == [name for _, name in expected]


@pytest.mark.parametrize(
    "text",
    [
        "Ông Khoa phát biểu. " + CHAIRMAN,
        CHAIRMAN + "Bà Khoa phát biểu.",
        CHAIRMAN + "Chủ tịch HĐND huyện phát biểu.",
        CHAIRMAN + "Bà con xã Cẩm Sơn phấn khởi.",
        CHAIRMAN + "Ông Khóa phát biểu.",
        NAMESAKES + "Đồng chí Hà phát biểu.",
        CHAIRMAN + "Chủ tịch và các Phó Chủ tịch UBND huyện chịu trách nhiệm.",
    ],
)
def test_an_ambiguous_mention_is_not_resolved(text: str) -> None:
    assert resolved(text) == []


def test_a_mention_of_many_namesakes_is_not_resolved() -> None:
    surnames, middles = ("Lê", "Phạm", "Đặng", "Bùi", "Hoàng"), ("Thị", "Văn", "Minh", "Thu", "Quang")
    people = [f"Ông {surname} {middle} Khoa" for surname in surnames for middle in middles] * 200
    text = ". ".join(people) + ". Ông Khoa nói." * 5_000 + CHAIRMAN
    assert resolved(text) == []
