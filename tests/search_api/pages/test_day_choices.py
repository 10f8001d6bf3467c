from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from search_api.pages.day_choices import DayField, day_choices
from tests.support.html_pages import Page, read


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (
            date(2025, 7, 1),
            {
                "Năm nay": ("2025", "2025"),
                "30 ngày qua": ("2025-06-02", "2025-07-01"),
                "Nhiệm kỳ này": ("2021-05-23", "2026-03-14"),
            },
        ),
        (
            date(2026, 3, 15),  # the day of the election begins the next term
            {
                "Năm nay": ("2026", "2026"),
                "30 ngày qua": ("2026-02-14", "2026-03-15"),
                "Nhiệm kỳ này": ("2026-03-15", "2031-02-28"),
            },
        ),
        (date(2040, 1, 1), {"Năm nay": ("2040", "2040"), "30 ngày qua": ("2039-12-03", "2040-01-01")}),
    ],
)
def test_presets_follow_the_clock(today: date, expected: dict[str, tuple[str, str]]) -> None:
    presets = {link.text: dict(parse_qsl(urlsplit(link.href).query)) for link in day_choices((), today).presets}
    assert presets == {text: {"from": ends[0], "to": ends[1], "date": "own"} for text, ends in expected.items()}


def test_a_preset_keeps_the_other_conditions_and_is_undone_by_its_second_click() -> None:
    pairs = (("q", "chợ"), ("kind", "news"), ("from", "2019"), ("date", "issued"), ("page", "3"))
    chosen = day_choices(pairs, date(2025, 7, 1)).presets[0]
    assert chosen.href == "/tim-kiem?q=ch%E1%BB%A3&kind=news&from=2025&to=2025&date=own"
    again = day_choices(tuple(parse_qsl(urlsplit(chosen.href).query)), date(2025, 7, 1)).presets[0]
    assert (chosen.on, again.on) == (False, True)
    assert again.href == "/tim-kiem?q=ch%E1%BB%A3&kind=news"


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("2020-01-13", DayField("from", day="2020-01-13")),
        ("tháng 3/2020", DayField("from", text="tháng 3/2020")),
        ("2020", DayField("from", text="2020")),
        ("", DayField("from")),
    ],
)
def test_each_value_stands_in_the_field_that_can_show_it(value: str, field: DayField) -> None:
    assert day_choices((("from", value),), date(2025, 7, 1)).fields == (field, DayField("to"))


def test_a_refused_day_stays_where_it_can_be_mended() -> None:
    choices = day_choices((), date(2025, 7, 1), refused={"to": "2020-02-31"})
    assert choices.fields[1] == DayField("to", text="2020-02-31", is_refused=True)
    assert choices.is_open
    assert not day_choices((), date(2025, 7, 1)).is_open


def sent(page: Page, **filled: str) -> Iterator[tuple[str, str]]:
    """Yield what a browser sends for the fields of the days once some of them are filled."""
    for given in page.fields:
        if given["name"] in ("from", "to"):
            yield str(given["name"]), filled.get(str(given["id"]).replace("-", "_"), given.get("value") or "")


@pytest.mark.parametrize(
    ("before", "filled", "shown"),
    [
        ("", {"from_day": "2020-07-15"}, "Từ 15/07/2020"),
        ("", {"from": "tháng 7/2020", "to": "tháng 7/2020"}, "Tháng 7/2020"),
        ("from=th%C3%A1ng+3/2020", {"from_day": "2020-07-15"}, "Từ 15/07/2020"),
        ("from=2020-03-01", {"from": "quý III/2020"}, "Từ 01/07/2020"),
        ("from=2020-03-01", {"from_day": "2020-07-15"}, "Từ 15/07/2020"),
        ("from=2020-03-01", {"from_day": "", "to": "2021"}, "Đến hết 31/12/2021"),
        ("from=th%C3%A1ng+3/2020", {"from": "", "to_day": "2021-12-31"}, "Đến hết 31/12/2021"),
    ],
)
def test_of_two_fields_of_one_end_the_newly_filled_one_counts(
    client: httpx.Client, before: str, filled: dict[str, str], shown: str
) -> None:
    page = read(client.get(f"/tim-kiem?{before}").text)
    answer = client.get("/tim-kiem", params=list(sent(page, **filled)))
    assert shown in answer.text
    assert "Chưa lọc" not in answer.text


def test_a_chosen_preset_says_so(client: httpx.Client) -> None:
    answer = client.get("/tim-kiem?from=2025&to=2025&date=own")
    assert answer.text.count('aria-current="true"><span class="unseen">Bỏ điều kiện: </span>Năm nay') == 1
