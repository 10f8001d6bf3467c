from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st

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
from search_api.json_shapes import next_page, results_shape, suggestions_shape
from search_api.parameters import SEARCH, read_search
from search_api.problems import encoded

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
RESULTS_PAGE = ResultsPage(
    text="nông thôn",
    total=25,
    results=(RESULT,),
    understood=(Understood("date", "2020", {"from": "2020-01-01", "to": "2020-12-31"}),),
    facets={"kind": (FacetValue("resolution", "Nghị quyết", 25),)},
)


def test_an_answer_has_the_shape_of_the_contract() -> None:
    """What is not known is left out."""
    parsed, request = read_search("q=n%C3%B4ng+th%C3%B4n&kind=resolution&kind=decision&facets=kind", SEARCH)
    assert results_shape(RESULTS_PAGE, request, parsed.pairs, 1.26) == {
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


def test_the_last_page_has_no_next() -> None:
    """Neither has the last page to which paging leads."""
    assert next_page(RESULTS_PAGE, Request(page=2)) == 3
    assert next_page(RESULTS_PAGE, Request(page=3)) is None
    many = ResultsPage(text="", total=50_000, results=())
    assert next_page(many, Request(page=999)) == 1000
    assert next_page(many, Request(page=1000)) is None


@given(st.text(min_size=1).filter(str.strip))
def test_the_link_to_the_next_page_has_the_same_query(text: str) -> None:
    text = text.encode(errors="replace").decode()
    pairs = (("q", text), ("page", "1"), ("size", "5"))
    link = results_shape(RESULTS_PAGE, Request(text=text, size=5), pairs, 0)["next"]
    assert parse_qsl(urlsplit(link).query) == [("q", text), ("page", "2"), ("size", "5")]


def test_a_suggestion_leads_to_its_document_person_or_search() -> None:
    suggestions = [
        Suggestion("document", "Về nông thôn", ((3, 7),), "d1"),
        Suggestion("official", "Trần Thị B", (), "p1"),
        Suggestion("phrase", "nông thôn", ()),
    ]
    pages = [s["page"] for s in suggestions_shape(suggestions)["suggestions"]]
    assert pages == ["/van-ban/d1", "/nguoi/p1", "/tim-kiem?q=n%C3%B4ng+th%C3%B4n"]


def test_letters_are_sent_unescaped() -> None:
    """Half a surrogate pair does not break the answer."""
    assert encoded({"a": "Đ"}) == '{"a":"Đ"}'.encode()
    assert encoded("a\ud800b") == b'"a?b"'
