from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bench.units import make
from corpus.vi.unit_names import units_named
from corpus.vi.unit_table import table
from corpus.vi.units import (
    Unit,
    predecessors,
    province_of,
    province_of_today,
    successors,
    unit,
    unit_at,
    units_of_today,
    units_with_code,
)
from corpus.vi.word_lists import DATA
from tests.support.files import GOLDEN

# The 34 resolutions of 16/6/2025, written down before the table was counted: wards, communes and special zones.
COMMUNES = {
    "thành phố Hà Nội": (51, 75, 0),
    "thành phố Hồ Chí Minh": (113, 54, 1),
    "thành phố Hải Phòng": (45, 67, 2),
    "thành phố Đà Nẵng": (23, 70, 1),
    "thành phố Cần Thơ": (31, 72, 0),
    "thành phố Huế": (21, 19, 0),
    "tỉnh Quảng Ninh": (30, 22, 2),
    "tỉnh Thanh Hóa": (19, 147, 0),
    "tỉnh Nghệ An": (11, 119, 0),
    "tỉnh Hà Tĩnh": (9, 60, 0),
    "tỉnh Bắc Ninh": (33, 66, 0),
    "tỉnh Phú Thọ": (15, 133, 0),
    "tỉnh Lào Cai": (10, 89, 0),
    "tỉnh Tuyên Quang": (7, 117, 0),
    "tỉnh Cao Bằng": (3, 53, 0),
    "tỉnh Lạng Sơn": (4, 61, 0),
    "tỉnh Thái Nguyên": (15, 77, 0),
    "tỉnh Sơn La": (8, 67, 0),
    "tỉnh Lai Châu": (2, 36, 0),
    "tỉnh Điện Biên": (3, 42, 0),
    "tỉnh Hưng Yên": (11, 93, 0),
    "tỉnh Ninh Bình": (32, 97, 0),
    "tỉnh Quảng Trị": (8, 69, 1),
    "tỉnh Quảng Ngãi": (9, 86, 1),
    "tỉnh Gia Lai": (25, 110, 0),
    "tỉnh Đắk Lắk": (14, 88, 0),
    "tỉnh Khánh Hòa": (16, 48, 1),
    "tỉnh Lâm Đồng": (20, 103, 1),
    "tỉnh Đồng Nai": (23, 72, 0),
    "tỉnh Tây Ninh": (14, 82, 0),
    "tỉnh Đồng Tháp": (20, 82, 0),
    "tỉnh Vĩnh Long": (19, 105, 0),
    "tỉnh An Giang": (14, 85, 3),
    "tỉnh Cà Mau": (9, 55, 0),
}
LAST_DAY = date(2025, 6, 30)


def every_unit() -> list[Unit]:
    return [unit_at(row) for row in range(len(table().rows))]


def rows() -> list[list[str]]:
    lines = (GOLDEN / "units.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("name", "province", "heirs", "today"), rows())
def test_what_took_a_unit_over(name: str, province: str, heirs: str, today: str) -> None:
    (old,) = [old for old in units_named(name, place=None if province == "-" else province) if old.until]
    names = {successor.unit.name for successor in successors(old)}
    expected = set(heirs.rstrip("…").split("; "))
    assert expected <= names if heirs.endswith("…") else expected == names
    assert province_of_today(old).name == today


def test_each_province_has_the_communes_of_its_resolution() -> None:
    communes = [one for one in units_of_today() if one.level == "commune"]
    counts = Counter((province_of(one).name, one.name.split(" ")[0]) for one in communes)
    assert {name: tuple(counts[name, level] for level in ("phường", "xã", "đặc")) for name in COMMUNES} == COMMUNES
    assert len(communes) == sum(counts.values()) == 3321


def test_128_communes_and_11_provinces_stayed_as_they_were() -> None:
    stayed = Counter(one.level for one in units_of_today() if one.since is None)
    assert stayed == {"commune": 128, "province": 10}  # and Huế, a city of its own since 1/1/2025
    assert [one.name for one in units_of_today() if one.since == date(2025, 1, 1)] == ["thành phố Huế"]


def test_696_districts_and_63_provinces_were_there_until_then() -> None:
    units = every_unit()
    assert sum(one.level == "district" and one.until == LAST_DAY for one in units) == 696
    provinces = [one for one in units if one.level == "province" and one.until in (None, LAST_DAY)]
    assert sum(one.until == LAST_DAY or one.since != date(2025, 7, 1) for one in provinces) == 63


def test_a_unit_that_is_gone_was_taken_over() -> None:
    units = every_unit()
    assert all(bool(successors(one)) == (one.until is not None) for one in units)
    assert all(taken.unit.until is None for one in units if one.until == LAST_DAY for taken in successors(one))


def test_predecessors_are_the_inverse_of_successors() -> None:
    units = every_unit()
    after = {(one.id, taken.unit.id, taken.is_whole, taken.is_certain) for one in units for taken in successors(one)}
    before = {(was.unit.id, one.id, was.is_whole, was.is_certain) for one in units for was in predecessors(one)}
    assert after == before


def test_a_commune_of_today_was_something_before() -> None:
    assert all(predecessors(one) for one in units_of_today() if one.level == "commune")
    assert all(province_of(one).until is None for one in units_of_today())


def test_an_id_names_one_unit_and_is_readable() -> None:
    units = every_unit()
    assert len({one.id for one in units}) == len(units)
    assert all(unit(one.id) == one for one in units)
    assert all(one.id.replace("-", "").isalnum() and one.id.isascii() for one in units)
    for unit_id in ("phuong-hang-bac-ha-noi", "phuong-cua-nam-ha-noi", "phuong-cua-nam-ha-noi-cu", "tinh-hai-duong"):
        assert unit(unit_id)
    assert unit("quan-lam-khe") is None


def test_a_code_may_have_been_borne_by_another_unit() -> None:
    assert [one.name for one in units_with_code("00070")] == ["phường Hoàn Kiếm", "phường Hàng Trống"]
    assert units_with_code("99999") == ()


def test_what_one_source_alone_says_is_not_certain() -> None:
    old = unit("phuong-cua-nam-ha-noi-cu")
    assert old
    assert {taken.unit.name: taken.is_certain for taken in successors(old)} == {
        "phường Cửa Nam": True,
        "phường Ba Đình": False,
        "phường Hoàn Kiếm": False,
        "phường Văn Miếu - Quốc Tử Giám": False,
    }


def test_the_file_is_what_the_command_makes_of_its_source(shared_data: Path) -> None:
    assert make(shared_data / "reference" / "units-2025.json") == (DATA / "units.txt").read_text("utf-8")


def test_the_table_is_read_when_it_is_first_asked_for() -> None:
    code = (
        "import corpus.vi.bodies_over_time; from corpus.vi.unit_table import table; print(table.cache_info().currsize)"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "0"
