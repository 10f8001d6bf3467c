from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.vi.dates.span import Span
from indexer.results import (
    FacetValue,
    MarkedText,
    NamedOfficial,
    Request,
    Result,
    ResultsPage,
    Snippet,
    Suggestion,
    Understood,
)
from search_api.json_shapes import found_shape, next_page, suggestions_shape
from search_api.parameters import SEARCH, read, read_search, with_one, without
from search_api.problems import encoded, language_of


def request_of(query: str) -> Request:
    asked, request = read_search(query, SEARCH)
    assert not asked.problems
    return request


def problem_of(query: str) -> tuple[str | None, str | None]:
    asked, _ = read_search(query, SEARCH)
    return asked.problems[0].parameter, asked.problems[0].example


def test_every_parameter_reaches_the_request() -> None:
    query = (
        "q=n%C3%B4ng+th%C3%B4n&kind=resolution&kind=decision&issuer=H%C4%90ND+huy%E1%BB%87n&official=le-a&section=S"
        "&term=2016-2021&session=10&status=X&source=Y&from=2019&to=2020-02&date=issued&sort=newest&page=3&size=20"
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
        },
        during=Span(date(2019, 1, 1), date(2020, 3, 1)),
        date="issued",
        sort="newest",
        page=3,
        size=20,
        facets=("kind", "year"),
        literal=("date", "spelling"),
    )


def test_an_empty_value_counts_as_not_given() -> None:
    assert request_of("q=&kind=&from=&page=&size=") == Request()


def test_one_end_of_the_days_leaves_the_other_open() -> None:
    assert request_of("from=2020").during == Span(date(2020, 1, 1), date.max)
    assert request_of("to=2020-01-13").during == Span(date.min, date(2020, 1, 14))


def test_letters_that_nobody_percent_encoded_are_read_as_utf8() -> None:
    assert request_of("q=nông".encode().decode("latin-1")).text == "nông"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("foo=1", "foo"),
        ("Q=1", "Q"),
        ("kind=law", "kind"),
        ("kind=resolution&kind=law", "kind"),
        ("from=13/01/2020", "from"),
        ("from=2020-13", "from"),
        ("to=2019-02-29", "to"),
        ("to=0000", "to"),
        ("to=9999", "to"),
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
        ("facets=session", "facets"),
        ("literal=dates", "literal"),
        ("q=" + "a" * 2001, "q"),
        ("issuer=" + "a" * 301, "issuer"),
        ("issuer=a%00b", "issuer"),
        ("q=%C3%28", "q"),
        ("&".join(["kind=news"] * 101), "q"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_a_valid_example(query: str, parameter: str) -> None:
    named, example = problem_of(query)
    assert named == parameter
    assert example
    assert not read_search(example.encode().decode("latin-1"), SEARCH)[0].problems


def test_a_misspelled_parameter_is_answered_with_the_nearest_one() -> None:
    assert problem_of("sizes=20") == ("sizes", "size=20")


def test_all_results_that_paging_reaches_are_reached() -> None:
    assert request_of("page=100&size=100").page == 100
    assert request_of("page=1000").page == 1000


@given(st.text(max_size=60))
def test_no_query_string_breaks_the_reading(text: str) -> None:
    query = text.encode(errors="replace").decode("latin-1")
    asked, request = read_search(query, SEARCH)
    assert request.page * request.size <= 10_000
    assert all(problem.status == 400 for problem in asked.problems)


@given(st.lists(st.tuples(st.sampled_from(["q", "kind", "page", "size"]), st.text(max_size=3))).map(tuple))
def test_changing_one_parameter_keeps_the_others_in_their_order(pairs: tuple[tuple[str, str], ...]) -> None:
    changed = with_one(pairs, "page", "7")
    assert without(changed, "page") == without(pairs, "page")
    assert [value for name, value in changed if name == "page"] == ["7"]


RESULT = Result(
    id="05-2020-nq-hdnd",
    kind="resolution",
    title=MarkedText("Hỗ trợ nông thôn mới", ((8, 18),)),
    score=1.23456,
    published=datetime(2020, 7, 15, 1, tzinfo=UTC),
    issued=date(2020, 7, 15),
    officials=(NamedOfficial("tran-thi-b", "Trần Thị B"),),
    snippets=(Snippet("hỗ trợ nông thôn", ((7, 16),), "Điều 1"),),
)
FOUND = ResultsPage(
    text="nông thôn",
    total=25,
    results=(RESULT,),
    understood=(Understood("date", "2020", {"from": "2020-01-01", "to": "2020-12-31"}),),
    facets={"kind": (FacetValue("resolution", "Nghị quyết", 25),)},
)


def test_an_answer_has_the_shape_of_the_contract_and_leaves_out_what_is_not_known() -> None:
    asked, request = read_search("q=n%C3%B4ng+th%C3%B4n&kind=resolution&kind=decision&facets=kind", SEARCH)
    assert found_shape(FOUND, request, asked.pairs, 1.26) == {
        "query": {
            "text": "nông thôn",
            "understood": [{"type": "date", "text": "2020", "as": {"from": "2020-01-01", "to": "2020-12-31"}}],
            "instead": None,
        },
        "notes": [],
        "total": 25,
        "took_ms": 1.3,
        "page": 1,
        "size": 10,
        "next": "/v1/search?q=n%C3%B4ng+th%C3%B4n&kind=resolution&kind=decision&facets=kind&page=2",
        "hits": [
            {
                "id": "05-2020-nq-hdnd",
                "page": "/van-ban/05-2020-nq-hdnd",
                "kind": "resolution",
                "title": {"text": "Hỗ trợ nông thôn mới", "marks": [[8, 18]]},
                "published": "2020-07-15T01:00:00+00:00",
                "issued": "2020-07-15",
                "score": 1.2346,
                "officials": [{"id": "tran-thi-b", "name": "Trần Thị B"}],
                "snippets": [{"text": "hỗ trợ nông thôn", "marks": [[7, 16]], "where": "Điều 1"}],
            }
        ],
        "facets": {"kind": [{"value": "resolution", "label": "Nghị quyết", "count": 25}]},
    }


def test_the_last_page_has_no_next_and_neither_has_the_last_that_can_be_reached() -> None:
    assert next_page(FOUND, Request(page=2)) == 3
    assert next_page(FOUND, Request(page=3)) is None
    many = ResultsPage(text="", total=50_000, results=())
    assert next_page(many, Request(page=999)) == 1000
    assert next_page(many, Request(page=1000)) is None


@given(st.text(min_size=1).filter(str.strip))
def test_the_link_to_the_next_page_asks_for_the_same_words(text: str) -> None:
    text = text.encode(errors="replace").decode()
    pairs = (("q", text), ("page", "1"), ("size", "5"))
    link = found_shape(FOUND, Request(text=text, size=5), pairs, 0)["next"]
    assert parse_qsl(urlsplit(link).query) == [("q", text), ("page", "2"), ("size", "5")]


def test_a_suggestion_leads_to_its_document_person_or_search() -> None:
    suggestions = [
        Suggestion("document", "Về nông thôn", ((3, 7),), "d1"),
        Suggestion("official", "Trần Thị B", (), "p1"),
        Suggestion("phrase", "nông thôn", ()),
    ]
    pages = [s["page"] for s in suggestions_shape(suggestions)["suggestions"]]
    assert pages == ["/van-ban/d1", "/nguoi/p1", "/tim-kiem?q=n%C3%B4ng+th%C3%B4n"]


def test_letters_go_out_as_they_are_and_half_a_pair_does_not_break_the_answer() -> None:
    assert encoded({"a": "Đ"}) == '{"a":"Đ"}'.encode()
    assert encoded("a\ud800b") == b'"a?b"'


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "vi"),
        ("", "vi"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("vi;q=0.2, en;q=0.7", "en"),
        ("fr, *;q=0.5", "vi"),
        ("en;q=abc", "vi"),
        ("en;q=0", "vi"),
    ],
)
def test_vietnamese_is_spoken_unless_english_is_preferred(header: str | None, language: str) -> None:
    assert language_of(header) == language


def test_an_address_without_parameters_says_so() -> None:
    (problem,) = read("x=1", {}).problems
    assert problem.parameter == "x"
    assert problem.detail.vi == "Địa chỉ này không có tham số nào: hãy bỏ “x”."
