"""What a facet counts is what its value finds in place of those that are chosen, whatever else narrows the search."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.vi.dates.span import AFTER_LAST_DAY, Span
from indexer.engines.port import Engine
from indexer.results import FACETS, Request
from search_api.parameter_forms import LINE, iso_span
from tests.support.sample import sample_search
from tests.support.search import TODAY, ask, search_over

QUERIES = ("", "nông thôn mới", "chủ tịch", "hdnd huyen lam khe", "-báo cáo", "năm 2020", "khongcogihet")
DAYS = (
    None,
    Span.year(2020),
    Span.month(2020, 7),
    Span(date(2018, 5, 1), date(2021, 3, 1)),
    Span(date(2019, 1, 1), AFTER_LAST_DAY),
    Span(date.min, date(2016, 6, 1)),
)


@cache
def values(facet: str) -> tuple[str, ...]:
    """Return the most frequent values of a facet in the sample."""
    return tuple(value.value for value in ask(sample_search(), "", facets=(facet,)).facets[facet][:4])


FILTERED = tuple(facet for facet in FACETS if facet not in ("year", "month"))
filters = st.dictionaries(
    st.sampled_from(FILTERED), st.lists(st.integers(0, 3), min_size=1, max_size=2), max_size=2
).map(
    lambda chosen: {
        facet: found
        for facet, at in chosen.items()
        if (found := tuple(values(facet)[i] for i in at if i < len(values(facet))))
    }
)


def choosing(request: Request, facet: str, value: str) -> Request:
    """Return the request in which a value is the only one of its facet."""
    if facet in ("year", "month"):
        return replace(request, days=iso_span(value), date="own")
    return replace(request, filters={**request.filters, facet: (value,)})


@settings(max_examples=40)
@given(st.sampled_from(QUERIES), filters, st.sampled_from(DAYS), st.sampled_from(FACETS))
def test_each_count_is_what_choosing_the_value_finds(
    text: str, chosen: dict[str, tuple[str, ...]], days: Span | None, facet: str
) -> None:
    request = Request(text, chosen, days, "own", size=0, facets=(facet,))
    for value in sample_search().search(request, today=TODAY).facets[facet][:6]:
        LINE.parse(value.value)
        found = sample_search().search(choosing(request, facet, value.value), today=TODAY)
        assert found.total == value.count, value


def test_a_chosen_value_leaves_the_others_of_its_facet_to_choose() -> None:
    before = ask(sample_search(), "nông thôn", facets=("kind", "status")).facets
    after = ask(
        sample_search(),
        "nông thôn",
        filters={"kind": ("resolution",), "status": ("expired",)},
        facets=("kind", "status", "issuer"),
    )
    assert {value.value for value in after.facets["kind"]} > {"resolution"}
    assert sum(value.count for value in after.facets["issuer"]) == after.total
    only_kind = ask(sample_search(), "nông thôn", filters={"kind": ("resolution",)}, facets=("kind", "status")).facets
    assert only_kind["kind"] == before["kind"]
    assert after.facets["status"] == only_kind["status"]


def test_several_values_of_a_facet_find_what_each_finds() -> None:
    totals = [ask(sample_search(), "", filters={"kind": kinds}).total for kinds in (("resolution",), ("news",))]
    assert ask(sample_search(), "", filters={"kind": ("resolution", "news")}).total == sum(totals)


def test_months_are_those_of_the_years_of_the_chosen_days() -> None:
    chosen = {"days": Span.month(2020, 7), "date": "own", "facets": ("year", "month")}
    facets = ask(sample_search(), "", **chosen).facets
    assert facets["year"] == ask(sample_search(), "", facets=("year",)).facets["year"]
    months = [value.value for value in facets["month"]]
    assert len(months) > 1
    assert all(month.startswith("2020-") for month in months)


def test_days_that_documents_only_mention_narrow_the_years() -> None:
    page = ask(sample_search(), "", days=Span.year(2020), facets=("year",))
    assert sum(value.count for value in page.facets["year"]) == page.total


@pytest.mark.parametrize(
    "status", ["Còn\u200b hiệu lực một phần\u00ad nhỏ", "hiệu lực " * 60], ids=["invisible", "long"]
)
def test_whatever_a_source_writes_is_a_value_that_filters(engine: Engine, status: str, tmp_path: Path) -> None:
    document = Document(
        id="a", title="Chợ", text="Họp chợ.", kind="decision", status=status, source=status, section=status
    )
    search = search_over(engine, tmp_path, document)
    for facet, found in ask(search, "", facets=("status", "source", "section")).facets.items():
        assert [value.count for value in found] == [1]
        assert LINE.parse(found[0].value) == found[0].value
        assert ask(search, "", filters={facet: (found[0].value,)}).total == 1
