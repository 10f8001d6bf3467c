from __future__ import annotations

from datetime import date

import pytest

from corpus.vi.bodies_over_time import body_over_time
from tests.support.files import GOLDEN


def rows() -> list[list[str]]:
    lines = (GOLDEN / "bodies_over_time.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("label", "day", "place", "ended", "heirs"), rows())
def test_what_became_of_a_body(label: str, day: str, place: str, ended: str, heirs: str) -> None:
    body = body_over_time(label, day=date.fromisoformat(day), place=None if place == "-" else place)
    assert (body is None) == (ended == "?")
    if body is None:
        return
    assert str(body.ended or "-") == ended
    names = {heir.body.label for heir in body.successors}
    expected = set(heirs.rstrip("…").split("; ")) - {"-"}
    assert expected <= names if heirs.endswith("…") else expected == names


def test_a_merged_province_of_the_same_name_goes_on() -> None:
    merged = body_over_time("HĐND tỉnh Tuyên Quang", day=date(2020, 6, 26))
    dissolved = body_over_time("HĐND tỉnh Hà Giang", day=date(2020, 6, 26))
    assert merged
    assert dissolved
    assert (merged.goes_on, merged.ended) == (True, date(2025, 6, 30))
    assert not dissolved.goes_on


def test_a_body_of_today_knows_those_before_it() -> None:
    ward = body_over_time("HĐND phường Hoàn Kiếm", day=date(2025, 8, 1))
    province = body_over_time("Thành ủy Hải Phòng", day=date(2025, 8, 1))
    assert ward
    assert province
    assert {"HĐND phường Hàng Bạc", "HĐND quận Hoàn Kiếm"} <= {heir.body.label for heir in ward.predecessors}
    assert {heir.body.label for heir in province.predecessors} == {
        "Tỉnh ủy Hải Dương",
        "Thành ủy Hải Phòng",
    }


def test_a_commune_that_stayed_has_nothing_before_it() -> None:
    stayed = body_over_time("UBND xã Long Sơn", day=date(2020, 6, 26), place="Bà Rịa - Vũng Tàu")
    assert stayed
    assert (stayed.ended, stayed.predecessors, stayed.successors) == (None, (), ())


def test_the_end_of_a_commune_dissolved_before_is_the_latest_day() -> None:
    ward = body_over_time("UBND xã Hưng Phúc", day=date(2020, 6, 26), place="Nghệ An")
    assert ward
    assert (ward.ended, ward.is_ended_latest) == (date(2025, 6, 30), True)


def test_a_district_that_became_a_town_is_known_in_its_province() -> None:
    town = body_over_time("HĐND huyện Điện Bàn", day=date(2012, 6, 26), place="Quảng Nam")
    assert town
    assert (town.unit.name, town.is_ended_latest) == ("thị xã Điện Bàn", True)
    assert body_over_time("HĐND huyện Điện Bàn", day=date(2012, 6, 26)) is None
