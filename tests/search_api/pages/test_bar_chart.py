"""A chart has a bar for each year or month, also for those without documents, and never more than it can show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.vi.dates.span import Span
from search_api.pages.bar_chart import MAX_BARS, WIDTH, BarChart, BarValue, bar_chart, months_chart, years_chart


def address(days: Span) -> str:
    return f"{days.start}/{days.last}"


def drawn(counts: dict[int, int], chosen: Span | None = None) -> BarChart:
    chart = years_chart(counts, address, chosen)
    assert chart is not None
    return chart


def test_years_without_documents_are_gaps_that_lead_nowhere() -> None:
    values = [bar.value for bar in drawn({2018: 4, 2021: 2}).bars]
    assert [(value.name, value.count, value.href) for value in values] == [
        ("Năm 2018", 4, "2018-01-01/2018-12-31"),
        ("Năm 2019", 0, None),
        ("Năm 2020", 0, None),
        ("Năm 2021", 2, "2021-01-01/2021-12-31"),
    ]


def test_the_months_of_a_year_are_twelve_and_the_chosen_one_is_marked() -> None:
    chart = months_chart(2020, {3: 5, 12: 1}, address, Span.month(2020, 3))
    assert chart is not None
    assert [bar.value.count for bar in chart.bars] == [0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert [bar.value.name for bar in chart.bars if bar.value.is_chosen] == ["Tháng 3/2020"]


def test_a_bar_is_as_high_as_its_part_of_the_highest_and_never_vanishes() -> None:
    chart = drawn({2019: 1, 2020: 500, 2021: 1000})
    few, half, most = (bar.height for bar in chart.bars)
    assert chart.highest.value.name == "Năm 2021"
    assert half * 2 == most
    assert 0 < few < half


def test_many_years_become_decades_and_many_decades_the_last_with_a_note() -> None:
    decades = drawn({1945: 1, 1946: 2, 2024: 3})
    assert [bar.value.name for bar in decades.bars][:2] == ["Các năm 1940–1949", "Các năm 1950–1959"]
    assert decades.bars[0].value.count == 3
    ages = drawn({1: 7, 1975: 2, 2024: 3})
    assert len(ages.bars) == MAX_BARS
    assert ages.note == "Không vẽ 7 văn bản trước năm 1630."


@pytest.mark.parametrize("counts", [{}, {2020: 5}], ids=["nothing", "one year"])
def test_where_nothing_can_be_compared_there_is_no_chart(counts: dict[int, int]) -> None:
    assert years_chart(counts, address) is None
    assert bar_chart("", "", [BarValue("a", "a", 0), BarValue("b", "b", 0)]) is None


@given(st.dictionaries(st.integers(1, 9999), st.integers(1, 10**6), max_size=60))
def test_every_chart_is_bounded_and_counts_all(counts: dict[int, int]) -> None:
    chart = years_chart(counts, address)
    if chart is None:
        return
    assert len(chart.bars) <= MAX_BARS
    assert all(0 <= bar.left <= bar.x and bar.x + bar.width <= WIDTH + 0.2 for bar in chart.bars)
    assert all((bar.value.href is not None) == (bar.value.count > 0) for bar in chart.bars)
    assert sum(bar.value.count for bar in chart.bars) + _left_out(chart) == sum(counts.values())


def _left_out(chart: BarChart) -> int:
    return int(chart.note.split()[2].replace(".", "")) if chart.note else 0
