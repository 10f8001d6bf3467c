"""A document is of the unit of the body that issued it, and of its place: where the table knows them for sure."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.document import Document
from indexer.schema.units import unit_values

BEFORE, AFTER = date(2020, 1, 1), date(2025, 9, 1)


def units(issuer: str, day: date | None, **fields: str) -> tuple[str, ...]:
    return unit_values(Document(id="a", title="Quyết định", issuer=issuer, issued=day, **fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("issuer", "day", "unit"),
    [
        ("HĐND quận Hoàn Kiếm", BEFORE, "quan-hoan-kiem-ha-noi"),
        ("Phòng Tư pháp quận Hoàn Kiếm", BEFORE, "quan-hoan-kiem-ha-noi"),
        ("Sở Y tế tỉnh Hải Dương", BEFORE, "tinh-hai-duong"),
        ("UBND phường Hoàn Kiếm", AFTER, "phuong-hoan-kiem-ha-noi"),
        ("UBND phường Cửa Nam", AFTER, "phuong-cua-nam-ha-noi"),
        ("UBND thành phố Hà Nội", None, "thanh-pho-ha-noi"),
    ],
)
def test_the_day_tells_which_unit_of_a_name_is_meant(issuer: str, day: date | None, unit: str) -> None:
    assert units(issuer, day) == (unit,)


@pytest.mark.parametrize(
    ("fields", "unit"),
    [
        ({"place": "phường Cửa Nam, thành phố Hà Nội"}, "phuong-cua-nam-ha-noi-cu"),
        ({"place": "phường Cửa Nam", "source": "Cổng thông tin tỉnh Nghệ An"}, "phuong-cua-nam-nghe-an"),
        ({"url": "https://congbao.nghean.gov.vn/a"}, "phuong-cua-nam-nghe-an"),
        ({"text": "UBND PHƯỜNG CỬA NAM\n\nCăn cứ Quyết định của UBND quận Hoàn Kiếm"}, "phuong-cua-nam-ha-noi-cu"),
    ],
)
def test_places_tell_units_of_one_name_apart(fields: dict[str, str], unit: str) -> None:
    assert unit in units("UBND phường Cửa Nam", BEFORE, **fields)


@pytest.mark.parametrize(
    ("issuer", "fields"),
    [
        ("UBND phường Cửa Nam", {}),
        ("UBND huyện Lam Khê", {"place": "huyện Lam Khê"}),
        ("UBND phường Hàng Bạc", {"place": "huyện Lam Khê"}),
        ("Quốc hội", {}),
        ("", {}),
    ],
)
def test_what_is_not_known_for_sure_has_no_unit(issuer: str, fields: dict[str, str]) -> None:
    assert units(issuer, BEFORE, **fields) == ()
