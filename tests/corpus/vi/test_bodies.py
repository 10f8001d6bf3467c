from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.vi.bodies import Body, find_bodies, parse_body
from corpus.vi.text import tidy
from tests.support.files import GOLDEN

TABLE = GOLDEN / "bodies.tsv"
KINDS = (
    *("HĐND", "Ủy ban nhân dân", "UBMTTQ", "Ban Thường trực Ủy ban MTTQ", "Huyện uỷ", "Văn phòng Tỉnh ủy", "Đảng ủy"),
    *("TT HĐND", "Ban KT-XH", "phòng TN&MT", "Sở Y tế", "Bộ Công an", "Công an", "VP HĐND&UBND", "Quốc hội"),
)
LEVELS = ("tỉnh", "TP.", "thành phố", "quận", "Q.", "huyện", "H.", "thị xã", "phường", "xã", "thị trấn")
PLACES = (
    "",
    "Hoàn Kiếm",
    "Sơn La",
    "1",
    "Hoà An",
    "ĐẮK SONG",
    "Phan Chu Trinh",
    "Bà Rịa - Vũng Tàu",
    "Ea H'leo",
    "Vũ Thư",
)
FIELDS = st.builds(lambda *parts: " ".join(parts).strip(), *map(st.sampled_from, (KINDS, LEVELS, PLACES)))


def rows() -> list[list[str]]:
    lines = TABLE.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("text", "place", "label"), rows())
def test_a_field_is_read_as_one_body(text: str, place: str, label: str) -> None:
    named = parse_body(text, place=None if place == "-" else place)
    assert (named.label if named else "-") == label


@given(FIELDS)
def test_a_label_is_read_as_the_same_body(field: str) -> None:
    named = parse_body(field)
    assert named is None or parse_body(named.label) == named


@given(FIELDS)
def test_how_a_body_is_written_does_not_matter(field: str) -> None:
    assert parse_body(unicodedata.normalize("NFD", field)) == parse_body(field)
    assert parse_body(f"  {field.replace(' ', '  ')} ") == parse_body(field)


@given(st.lists(FIELDS | st.sampled_from((", ", " và ", "\r\n", "\u200b", " họp ", ". ")), max_size=8).map(" ".join))
def test_mentions_stand_in_order_where_they_are_written(pieces: str) -> None:
    for text in (pieces, unicodedata.normalize("NFD", pieces)):
        end = 0
        for mention in find_bodies(text):
            assert end <= mention.start < mention.end
            assert text[mention.start : mention.end] == mention.text
            assert mention.text == mention.text.strip()
            end = mention.end


@given(st.text(max_size=60))
def test_no_text_is_an_error(text: str) -> None:
    assert parse_body(text) is None or parse_body(text, place=text)
    assert all(tidy(mention.body.label) for mention in find_bodies(text))


def test_bodies_in_a_row_share_the_place_of_the_last() -> None:
    text = "Thường trực HĐND, UBND và Ban Thường trực UBMTTQ quận Hoàn Kiếm ký kết"
    assert [mention.body for mention in find_bodies(text)] == [
        Body("Thường trực HĐND", "quận Hoàn Kiếm"),
        Body("UBND", "quận Hoàn Kiếm"),
        Body("Ban Thường trực UBMTTQ", "quận Hoàn Kiếm"),
    ]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("HĐND huyện Lam Khê tổ chức kỳ họp thứ 9", ["HĐND huyện Lam Khê"]),
        ("Tờ trình của UBND xã Cẩm Sơn, huyện Lam Khê", ["UBND xã Cẩm Sơn"]),
        ("Chủ tịch UBND quận Nguyễn Văn Hòa phát biểu", ["UBND quận"]),
        ("Chủ tịch UBND xã Cẩm Sơn Đinh Công Sơn báo cáo", ["UBND xã Cẩm Sơn"]),
        ("họp tại UBND phường Phan Chu Trinh", ["UBND phường Phan Chu Trinh"]),
        ("ỦY BAN NHÂN DÂN\nHUYỆN LAM KHÊ", ["UBND huyện Lam Khê"]),
        ("ỦY BAN NHÂN DÂN HUYỆN LAM KHÊ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", ["UBND huyện Lam Khê"]),
        ("phòng tài chính - kế hoạch huyện", ["Phòng Tài chính - Kế hoạch huyện"]),
        ("các phòng, ban và công an vào cuộc; đời sống xã hội", []),
        ("Sở Nội vụ TP Hà Nội và Bộ Y tế", ["Sở Nội vụ thành phố Hà Nội", "Bộ Y tế"]),
    ],
)
def test_bodies_are_found_in_a_text(text: str, labels: list[str]) -> None:
    assert [mention.body.label for mention in find_bodies(text)] == labels


def test_a_ministry_has_no_place() -> None:
    assert parse_body("Bộ Y tế", place="tỉnh Sơn La") == Body("Bộ Y tế")


def test_a_place_of_another_level_completes_nothing() -> None:
    assert parse_body("UBND xã", place="huyện Lam Khê") == Body("UBND", "xã")
