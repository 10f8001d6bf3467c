"""Short mentions mean who is named in full before, or nobody where that is not certain."""

from __future__ import annotations

import unicodedata

import pytest

from corpus.vi.people.coreference import find_short_mentions
from corpus.vi.people.find import find_people

TWO = "Bà Lê Thị Thu Hà và ông Đặng Văn Hà dự họp. "
CHAIRMAN = "Ông Dương Văn Khoa, Chủ tịch UBND huyện Lam Khê, dự lễ. "


def joined(text: str) -> list[tuple[str, str]]:
    return [(one.text, one.name) for one in find_short_mentions(text, find_people(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (CHAIRMAN + "Ông Khoa phát biểu.", [("Ông Khoa", "Dương Văn Khoa")]),
        (CHAIRMAN + "Theo ông Văn Khoa, đường đã xong.", [("ông Văn Khoa", "Dương Văn Khoa")]),
        (CHAIRMAN + "Đồng chí Chủ tịch huyện tặng quà.", [("Đồng chí Chủ tịch huyện", "Dương Văn Khoa")]),
        (CHAIRMAN + "Chủ tịch UBND huyện giao các xã.", [("Chủ tịch UBND huyện", "Dương Văn Khoa")]),
        (CHAIRMAN.replace("Khoa", "Tuấn") + "Chủ tịch Tuấn giao các xã.", [("Chủ tịch Tuấn", "Dương Văn Tuấn")]),
        (TWO + "Bà Hà hỏi, ông Hà đáp.", [("Bà Hà", "Lê Thị Thu Hà"), ("ông Hà", "Đặng Văn Hà")]),
        ("Già làng, bà H'Yim Kđoh kể. Bà H'Yim cười.", [("Bà H'Yim", "H'Yim Kđoh")]),
    ],
)
def test_who_is_named_before_is_meant(text: str, found: list[tuple[str, str]]) -> None:
    assert joined(text) == found
    assert [name for _, name in joined(unicodedata.normalize("NFD", text))] == [name for _, name in found]


@pytest.mark.parametrize(
    "text",
    [
        "Ông Khoa phát biểu. " + CHAIRMAN,
        CHAIRMAN + "Bà Khoa phát biểu.",
        CHAIRMAN + "Chủ tịch HĐND huyện phát biểu.",
        CHAIRMAN + "Bà con xã Cẩm Sơn phấn khởi.",
        CHAIRMAN + "Ông Khóa phát biểu.",
        TWO + "Đồng chí Hà phát biểu.",
        CHAIRMAN + "Chủ tịch và các Phó Chủ tịch UBND huyện chịu trách nhiệm.",
    ],
)
def test_what_is_not_certain_is_joined_to_nobody(text: str) -> None:
    assert joined(text) == []


def test_many_names_and_many_short_mentions_are_read() -> None:
    surnames, middles = ("Lê", "Phạm", "Đặng", "Bùi", "Hoàng"), ("Thị", "Văn", "Minh", "Thu", "Quang")
    people = [f"Ông {surname} {middle} Khoa" for surname in surnames for middle in middles] * 200
    text = ". ".join(people) + ". Ông Khoa nói." * 5_000 + CHAIRMAN
    assert joined(text) == []
