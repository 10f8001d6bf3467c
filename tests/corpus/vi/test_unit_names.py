from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.vi.spelling_variants import other_tone_place
from corpus.vi.text import fold
from corpus.vi.unit_names import find_units, resolve_unit, units_named
from corpus.vi.unit_table import table
from corpus.vi.units import Unit, province_of, unit_at

ALL = st.integers(0, 99_999).map(lambda number: unit_at(number % len(table().rows)))


def ids(units: tuple[Unit, ...]) -> list[str]:
    return [unit.id for unit in units]


@given(ALL)
def test_a_unit_is_found_by_its_name_however_it_is_written(unit: Unit) -> None:
    forms = (unit.name, unit.name.upper(), unicodedata.normalize("NFD", unit.name), other_tone_place(unit.name))
    for form in (*forms, fold(unit.name).lower()):
        assert unit in units_named(form), form


@given(ALL)
def test_its_province_narrows_a_name(unit: Unit) -> None:
    province = province_of(unit)
    if unit.level == "province":
        return
    named = units_named(f"{unit.name}, {province.name}")
    assert unit in named
    assert all(province_of(other).name == province.name for other in named)


@pytest.mark.parametrize(
    ("text", "unit_id"),
    [
        ("P. Hàng Bạc", "phuong-hang-bac-ha-noi"),
        ("p hang bac", "phuong-hang-bac-ha-noi"),
        ("Phường Hàng Bạc, quận Hoàn Kiếm, Hà Nội", "phuong-hang-bac-ha-noi"),
        ("TP Thủ Đức", "thanh-pho-thu-duc-ho-chi-minh"),
        ("TP. Thủ Đức", "thanh-pho-thu-duc-ho-chi-minh"),
        ("Q1", "quan-1-ho-chi-minh"),
        ("Quận 01", "quan-1-ho-chi-minh"),
        ("P.05, Q.3, TPHCM", "phuong-5-quan-3-ho-chi-minh"),
        ("TX Sơn Tây", "thi-xa-son-tay-ha-noi"),
        ("Hải Dương", "tinh-hai-duong"),
        ("hai duong", "tinh-hai-duong"),
        ("thành phố Hải Dương", "thanh-pho-hai-duong-hai-duong"),
        ("huyện Châu Thành, Tiền Giang", "huyen-chau-thanh-tien-giang"),
        ("huyện Ba Vì, tỉnh Hà Tây", "huyen-ba-vi-ha-noi"),
        ("thành phố Phan Rang – Tháp Chàm", "thanh-pho-phan-rang-thap-cham-ninh-thuan"),
        ("huyện Ea H’leo", "huyen-ea-h-leo-dak-lak"),
        ("đặc khu Phú Quốc", "dac-khu-phu-quoc-an-giang"),
        ("xã Thuận Quí, Bình Thuận", "xa-thuan-quy-binh-thuan"),
    ],
)
def test_a_name_names_one_unit(text: str, unit_id: str) -> None:
    assert ids(units_named(text)) == [unit_id]


@pytest.mark.parametrize(
    "text", ["Hàng Bạc", "quận Lam Khê", "phường", "Q", "", "phường Hàng Bác", "xã hội", "5", "Hà Nội, " * 2000]
)
def test_no_unit_has_that_name(text: str) -> None:
    assert units_named(text) == ()


def test_a_name_without_level_is_read_only_where_it_is_asked_for() -> None:
    assert units_named("Hoàn Kiếm") == ()
    assert ids(units_named("Hoàn Kiếm", needs_level=False)) == ["phuong-hoan-kiem-ha-noi", "quan-hoan-kiem-ha-noi"]


def test_a_name_without_marks_stands_for_all_with_its_letters() -> None:
    assert {unit.name for unit in units_named("xa tan thanh, dong thap")} >= {"xã Tân Thạnh", "xã Tân Thành"}
    assert {unit.name for unit in units_named("xã Tân Thạnh, Đồng Tháp")} == {"xã Tân Thạnh"}


def test_i_and_y_are_equals_where_nothing_is_spelt_so() -> None:
    assert ids(units_named("xã Mĩ Đức")) == ids(units_named("xã Mỹ Đức"))


def test_a_name_of_several_units_needs_a_place_or_a_day() -> None:
    assert resolve_unit("huyện Châu Thành") is None
    assert len(units_named("huyện Châu Thành")) > 5
    assert resolve_unit("huyện Châu Thành", "tỉnh Bến Tre")
    days = date(2020, 1, 1), date(2026, 1, 1)
    old, new = (resolve_unit("phường Cửa Nam", "Hà Nội", day) for day in days)
    assert [unit and unit.id for unit in (old, new)] == ["phuong-cua-nam-ha-noi-cu", "phuong-cua-nam-ha-noi"]
    assert resolve_unit("thành phố Huế", day=date(2020, 1, 1)) != resolve_unit("thành phố Huế", day=date(2025, 1, 1))


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("HĐND phường Hàng Bạc quận Hoàn Kiếm", ["phường Hàng Bạc", "quận Hoàn Kiếm"]),
        ("UBND P.5, Q.3, TP.HCM", ["P.5", "Q.3", "TP.HCM"]),
        ("nghị quyết hđnd quan hoan kiem nam 2020", ["quan hoan kiem"]),
        ("ngân sách thành phố Hải Dương 2020", ["thành phố Hải Dương"]),
        ("phường Văn Miếu - Quốc Tử Giám, Hà Nội", ["phường Văn Miếu - Quốc Tử Giám", "Hà Nội"]),
        ("chính sách xã hội An Giang", ["An Giang"]),
        ("kế hoạch phát triển kinh tế - xã hội", []),
        ("sửa chữa đường Hà Nội", []),
        ("thị trấn Lam Khê, hợp tác xã Đoàn Kết, Thái Bình Dương", []),
        ("giải F1, chi ngân sách Q1/2020, hạng ①", []),
        ("quận trung tâm và phường mới", []),
        ("Chủ tịch UBND quận đã họp với lãnh đạo các xã an ninh trật tự của huyện để bàn việc", []),
    ],
)
def test_mentions_in_a_text(text: str, mentions: list[str]) -> None:
    assert [mention.text for mention in find_units(text)] == mentions


def test_a_place_behind_a_comma_tells_mentions_apart() -> None:
    mention, *_ = find_units("Nghị quyết của HĐND huyện Châu Thành, tỉnh Tiền Giang")
    assert ids(mention.units) == ["huyen-chau-thanh-tien-giang"]


@given(st.text(alphabet="phường quận 01²①,.-ÀàạTPxãHNội", max_size=60))
def test_mentions_stand_in_order_where_they_say(text: str) -> None:
    end = 0
    for mention in find_units(text):
        assert mention.units
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        end = mention.end
