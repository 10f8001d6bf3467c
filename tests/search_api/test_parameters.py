from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.vi.dates.span import AFTER_LAST_DAY, Span
from indexer.results import Request
from search_api.parameters import SEARCH, read, read_search, with_value, without


def request_of(query: str) -> Request:
    parsed, request = read_search(query, SEARCH)
    assert not parsed.problems
    return request


def problem_of(query: str) -> tuple[str | None, str | None]:
    parsed, _ = read_search(query, SEARCH)
    return parsed.problems[0].parameter, parsed.problems[0].example


def test_every_parameter_reaches_the_request() -> None:
    query = (
        "q=n%C3%B4ng+th%C3%B4n&kind=resolution&kind=decision&issuer=H%C4%90ND+huy%E1%BB%87n&official=le-a&section=S"
        "&term=2016-2021&session=10&status=X&source=Y&citing=a&relation=repeals&relation=cites&on=2021-06-01&from=2019&to=2020-02&date=issued&sort=newest&page=3&size=20"
        "&facets=kind,year&literal=date,spelling"
    )
    assert request_of(query) == Request(
        text="nông thôn",
        filters={
            "kind": ("resolution", "decision"),
            "issuer": ("HĐND huyện",),
            "official": ("le-a",),
            "section": ("S",),
            "term": ("2016-2021",),
            "session": ("10",),
            "status": ("X",),
            "source": ("Y",),
            "citing": ("a",),
            "relation": ("repeals", "cites"),
        },
        days=Span(date(2019, 1, 1), date(2020, 3, 1)),
        date="issued",
        on=date(2021, 6, 1),
        sort="newest",
        page=3,
        size=20,
        facets=("kind", "year"),
        literal=("date", "spelling"),
    )


def test_an_empty_value_counts_as_not_given() -> None:
    assert request_of("q=&kind=&from=&page=&size=") == Request()


def test_one_end_of_the_days_leaves_the_other_open() -> None:
    assert request_of("from=2020").days == Span(date(2020, 1, 1), AFTER_LAST_DAY)
    assert request_of("to=2020-01-13").days == Span(date.min, date(2020, 1, 14))


def test_letters_without_percent_encoding_are_read_as_utf8() -> None:
    assert request_of("q=nông".encode().decode("latin-1")).text == "nông"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("foo=1", "foo"),
        ("Q=1", "Q"),
        ("kind=gazette", "kind"),
        ("kind=resolution&kind=gazette", "kind"),
        ("from=13/01/2020", "from"),
        ("from=2020-13", "from"),
        ("to=2019-02-29", "to"),
        ("to=0000", "to"),
        ("to=10000", "to"),
        ("from=2021&to=2020", "to"),
        ("date=created", "date"),
        ("sort=best", "sort"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=1.5", "page"),
        ("page=%D9%A3", "page"),  # an Arabic digit
        ("page=1&page=2", "page"),
        ("page=1001", "page"),
        ("size=0", "size"),
        ("size=101", "size"),
        ("size=10&page=99999999999", "page"),
        ("facets=kind,,year", "facets"),
        ("facets=citing", "facets"),
        ("literal=dates", "literal"),
        ("q=" + "a" * 2001, "q"),
        ("issuer=" + "a" * 301, "issuer"),
        ("issuer=a%00b", "issuer"),
        ("q=%C3%28", "q"),
        ("&".join(["kind=news"] * 101), "q"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_a_valid_example(query: str, parameter: str) -> None:
    at_fault, example = problem_of(query)
    assert at_fault == parameter
    assert example
    assert not read_search(example.encode().decode("latin-1"), SEARCH)[0].problems


def test_a_misspelled_parameter_is_answered_with_the_nearest_one() -> None:
    assert problem_of("sizes=20") == ("sizes", "size=20")


def test_the_last_reachable_page_can_be_requested() -> None:
    assert request_of("page=100&size=100").page == 100
    assert request_of("page=1000").page == 1000


@given(st.text(max_size=60))
def test_no_query_string_breaks_the_reading(text: str) -> None:
    query = text.encode(errors="replace").decode("latin-1")
    parsed, request = read_search(query, SEARCH)
    assert request.page * request.size <= 10_000
    assert all(problem.status == 400 for problem in parsed.problems)


@given(st.lists(st.tuples(st.sampled_from(["q", "kind", "page", "size"]), st.text(max_size=3))).map(tuple))
def test_changing_one_parameter_keeps_the_others_in_their_order(pairs: tuple[tuple[str, str], ...]) -> None:
    changed = with_value(pairs, "page", "7")
    assert without(changed, "page") == without(pairs, "page")
    assert [value for name, value in changed if name == "page"] == ["7"]


def test_an_address_without_parameters_says_so() -> None:
    (problem,) = read("x=1", {}).problems
    assert problem.parameter == "x"
    assert problem.detail.vi == "Địa chỉ này không có tham số nào: hãy bỏ “x”."
