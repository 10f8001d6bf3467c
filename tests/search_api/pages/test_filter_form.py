"""The filters beside results send what is chosen, and each choice finds as many results as it says."""

from __future__ import annotations

import re
from datetime import date

import httpx
import pytest

from corpus.vi.dates.span import Span
from indexer.results import FacetValue, Request, ResultsPage
from search_api.pages.filter_form import MAX_LISTED_VALUES, filter_form
from tests.support.html_pages import Page, read

TOTAL = re.compile(r"<strong>([\d.]+)</strong> kết quả")


def total(client: httpx.Client, address: str, **parameters: object) -> int:
    found = TOTAL.search(client.get(address, params=parameters or None).text)  # type: ignore[arg-type]
    assert found
    return int(found[1].replace(".", ""))


def boxes(page: Page) -> list[dict[str, str | None]]:
    return [given for given in page.fields if given.get("type") == "checkbox"]


@pytest.mark.parametrize("query", ["", "nông thôn mới", "chủ tịch HĐND"])
def test_each_box_and_each_bar_finds_what_it_counts(client: httpx.Client, query: str) -> None:
    html = client.get("/tim-kiem", params={"q": query}).text
    counts = re.findall(
        r'name="(\w+)" value="([^"]*)">\s*<label for="[^"]*">[^<]*<span class="count">([\d.]+)</span>', html
    )
    assert len({name for name, _, _ in counts}) >= 5
    for name, value, count in counts:
        assert total(client, "/tim-kiem", q=query, **{name: value}) == int(count), (name, value)
    bars = re.findall(r'<a href="([^"]+)">Năm \d{4}</a></th><td class="count">([\d.]+)</td>', html)
    assert len(bars) > 5
    for href, count in bars:
        assert "date=own" in href
        assert total(client, href.replace("&amp;", "&")) == int(count)


def test_the_months_of_a_chosen_year_find_what_they_count(client: httpx.Client) -> None:
    """A chosen month leads back to its year."""
    year = "/tim-kiem?from=2020&to=2020&date=own"
    html = client.get(year).text
    months = re.findall(r'<a href="([^"]+)">Tháng (\d+)/2020</a></th><td class="count">(\d+)</td>', html)
    assert len(months) > 2
    assert sum(int(count) for _, _, count in months) == total(client, year)
    for href, _, count in months:
        assert total(client, href.replace("&amp;", "&")) == int(count)
    chosen = client.get(months[0][0].replace("&amp;", "&")).text
    assert f'<a href="{year.replace("&", "&amp;")}" aria-current="true">Tháng {months[0][1]}/2020</a>' in chosen
    assert "/tim-kiem" in read(chosen).links  # every year


def test_days_of_another_kind_stay_and_the_chart_only_shows(client: httpx.Client) -> None:
    html = client.get("/tim-kiem?from=2020&to=2020&date=mentioned").text
    chart = html[html.index('<figure class="bars">') : html.index("</figure>")]
    assert "Tin và văn bản theo năm" in chart
    assert "<a " not in chart


def test_several_values_of_a_facet_are_sent_together_and_any_of_them_matches(client: httpx.Client) -> None:
    both = "/tim-kiem?kind=resolution&kind=news"
    assert total(client, both) == total(client, "/tim-kiem?kind=resolution") + total(client, "/tim-kiem?kind=news")
    checked = [given["value"] for given in boxes(read(client.get(both).text)) if "checked" in given]
    assert sorted(filter(None, checked)) == ["news", "resolution"]


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("kind=law", "law"),
        ("status=suspended&kind=news", "suspended"),
        ("issuer=Ph%C3%B2ng+kh%C3%B4ng+c%C3%B3", "Phòng không có"),
        ("status=%C4%90%C3%A3+th%C3%B4i", "Đã thôi"),
    ],
)
def test_a_chosen_value_without_results_can_be_unchecked(client: httpx.Client, address: str, value: str) -> None:
    page = read(client.get("/tim-kiem?" + address).text)
    assert value in [given["value"] for given in boxes(page) if "checked" in given]
    assert "Bỏ điều kiện:" in page.text


def test_a_value_typed_otherwise_checks_the_box_of_the_value_that_is_counted(client: httpx.Client) -> None:
    page = read(client.get("/tim-kiem?status=c%C3%B2n+hi%E1%BB%87u+l%E1%BB%B1c&issuer=hdnd+huyen+lam+khe").text)
    checked = [given["value"] for given in boxes(page) if "checked" in given]
    assert checked == ["in-force", "HĐND huyện Lam Khê"]


def test_the_form_repeats_every_condition_that_it_does_not_show(client: httpx.Client) -> None:
    html = client.get(
        "/tim-kiem?q=h%E1%BB%8Dp&kind=news&relation=cites&from=2019&date=own&sort=newest&page=2&on=2021-01-01"
    ).text
    form = html[html.index('id="filters"') :]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    assert hidden == {
        "q": "họp", "relation": "cites", "from": "2019", "date": "own", "sort": "newest", "on": "2021-01-01",
    }  # fmt: skip


def test_long_lists_are_bounded_and_what_is_chosen_stands_first() -> None:
    values = tuple(FacetValue(f"Phòng {n}", f"Phòng {n}", 200 - n) for n in range(100))
    request = Request(filters={"issuer": ("Phòng 99", "Phòng 55")})
    form = filter_form(ResultsPage("", 1, (), facets={"issuer": values}), request, (), {})
    assert form is not None
    (group,) = form.groups
    assert [choice.value for choice in group.first[:3]] == ["Phòng 55", "Phòng 99", "Phòng 0"]
    assert len(group.first) + len(group.rest) == MAX_LISTED_VALUES
    assert len(group.first) + len(group.rest) + group.unlisted == 100


def test_fifty_conditions_are_fifty_chips_most_of_them_behind_a_click(client: httpx.Client) -> None:
    html = client.get("/tim-kiem?" + "&".join(f"section=M%E1%BB%A5c+{n}" for n in range(50))).text
    assert html.count('<span class="unseen">Bỏ điều kiện: </span>') == 50
    assert "Xem thêm 38" in html


def test_a_search_without_a_choice_has_no_filters() -> None:
    days = Span(date(2020, 1, 1), date(2021, 1, 1))
    assert filter_form(ResultsPage("", 0, ()), Request(days=days, date="issued"), (), {}) is None
