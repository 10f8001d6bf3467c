"""Checks what a pasted text cites: where its document numbers stand, and which documents bear them."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document
from corpus.store import open_store
from indexer.engines.factory import open_engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.results import CitationsPage
from indexer.search import Search
from indexer.search.citations import MAX_CITATIONS, MAX_LISTED_DOCUMENTS, SEARCHED_TOGETHER
from indexer.search.query.lookup import Lookup
from search_api.app import create_app
from search_api.request_body import MAX_PASTED_LETTERS
from tests.support.openapi import assert_fits, described
from tests.support.sample import SERVICE_SETTINGS, TODAY, sample_search, serving

JSON = {"Content-Type": "application/json"}
OF_2017, OF_2018 = "12-nq-hdnd-huyen-lam-khe-2017", "12-nq-hdnd-huyen-lam-khe-2018"
# What `12/NQ-HĐND` without a year may mean, newest first.
ANY_12 = [OF_2018, OF_2017, "12-2016-nq-hdnd-bae7e4fd12", "12-2012-nq-hdnd-huyen-lam-khe"]


@pytest.fixture(scope="module")
def large_client() -> Iterator[httpx.Client]:
    """Give a client of a service that takes bodies of 1 MB."""
    settings = replace(SERVICE_SETTINGS, max_body=10**6, timeout=30)
    with (
        serving(create_app(sample_search(), settings, today=lambda: TODAY), settings) as (server, _),
        httpx.Client(base_url=server.url, timeout=30) as client,
    ):
        yield client


def cited(client: httpx.Client, text: str) -> list[dict[str, Any]]:
    answer = client.post("/v1/citations", json={"text": text})
    assert answer.status_code == 200, answer.text
    assert_fits(answer.json(), described("/v1/citations", "post"), "citations")
    citations: list[dict[str, Any]] = answer.json()["citations"]
    assert all(text[citation["start"] : citation["end"]] == citation["text"] for citation in citations)
    return citations


def documents(text: str, search: Search | None = None) -> list[list[str]]:
    citations = (search or sample_search()).citations(text).citations
    return [[document.id for document in citation.documents] for citation in citations]


def test_every_number_comes_with_the_documents_that_bear_it(client: httpx.Client) -> None:
    first, second, third = cited(client, "Theo 5/2020/NQ-HDND, Tờ trình 62/TTr-UBND và Luật số 77/2015/QH13.")
    assert (first["text"], first["number"]) == ("5/2020/NQ-HDND", "05/2020/NQ-HĐND")
    assert [document["id"] for document in first["documents"]] == ["05-2020-nq-hdnd-huyen-lam-khe"]
    assert len(second["documents"]) == 1
    assert third["documents"] == []
    for document in first["documents"] + second["documents"]:
        assert client.get(document["page"]).status_code == 200
        assert client.get(f"/v1/documents/{document['id']}").json()["title"] == document["title"]


def test_a_text_without_numbers_cites_nothing(client: httpx.Client) -> None:
    assert cited(client, "Ngày 19/12/2017, HĐND huyện họp với tỷ lệ 12/15.") == []


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_ranges_are_code_points_of_the_text_as_it_was_sent(client: httpx.Client, form: str) -> None:
    letters = "😀\u200b Nghị quyết số 12/NQ-HĐND\u00a0ngày 19 tháng 12 năm 2017\r\nvà 12/NQ-HĐND"
    text = unicodedata.normalize(form, letters)  # type: ignore[arg-type]
    first, second = cited(client, text)
    assert first["start"] == text.index("12/NQ")
    assert second["end"] == len(text)
    assert [document["id"] for document in first["documents"]] == [OF_2017]
    assert [document["id"] for document in second["documents"]] == ANY_12


def test_half_a_surrogate_pair_counts_as_one_letter(client: httpx.Client) -> None:
    answer = client.post("/v1/citations", content=rb'{"text": "\ud83d 12/NQ-UBND"}', headers=JSON)
    assert answer.json()["citations"][0]["start"] == 2


@given(
    st.lists(st.sampled_from(["12/NQ-HĐND", "5/2020/NQ-HĐND", " ngày 19/12/2017", "ế", "e\u0302\u0301", "😀", "\n"]))
)
def test_ranges_contain_numbers_whatever_stands_around_them(parts: list[str]) -> None:
    text = " ".join(parts)
    citations = sample_search().citations(text).citations
    assert [citation.text for citation in citations] == [part for part in parts if "NQ" in part]
    assert all(text[citation.start : citation.end] == citation.text for citation in citations)


@pytest.mark.parametrize(
    ("after", "documents_cited"),
    [
        (" ngày 19/12/2017", [OF_2017]),
        (" ngày 19 tháng 12 năm 2017 của HĐND huyện", [OF_2017]),
        (", ngày 18-12-2018", [OF_2018]),
        (" (18/12/2018)", [OF_2018]),
        (" của HĐND ngày 18/12/2018", [OF_2018]),
        (" ngày 19/12/2003", ANY_12),
        (" tháng 12 năm 2017", ANY_12),
        (" của Hội đồng nhân dân huyện Lam Khê ngày 19/12/2017", ANY_12),
        (". Ngày 19/12/2017, UBND huyện họp", ANY_12),
        ("", ANY_12),
    ],
)
def test_a_full_date_right_after_a_number_tells_its_year(after: str, documents_cited: list[str]) -> None:
    assert documents(f"Nghị quyết số 12/NQ-HĐND{after}") == [documents_cited]


def test_a_date_belongs_to_the_number_right_before_it() -> None:
    assert documents("12/NQ-HĐND, 12/NQ-HĐND ngày 19/12/2017") == [ANY_12, [OF_2017]]


def test_a_long_list_of_numbers_is_answered_in_parts(large_client: httpx.Client) -> None:
    """150 KB of numbers that many documents bear: each answer is small, and the parts together lack none."""
    text = "12/NQ-HĐND, 05/2020/NQ-HĐND; " * 5_000
    found, places, origin = 0, [], 0
    while True:
        answer = large_client.post("/v1/citations", json={"text": text[origin:]})
        assert len(answer.content) < 2_000_000
        assert_fits(answer.json(), described("/v1/citations", "post"), "citations")
        part = answer.json()
        assert len(part["citations"]) <= MAX_CITATIONS
        assert sum(len(citation["documents"]) for citation in part["citations"]) <= MAX_LISTED_DOCUMENTS
        places += [origin + citation["start"] for citation in part["citations"]]
        found += len(part["citations"])
        if "next" not in part:
            break
        assert part["next"] > 0
        origin += part["next"]
        if found > 4_000:
            break
    assert places == [match.start() for match in re.finditer(r"12/NQ|05/2020", text)][:found]
    assert found > 4_000


def test_the_last_part_of_a_list_has_no_next() -> None:
    text = "12/NQ-HĐND, " * (MAX_CITATIONS + 3)
    first = sample_search().citations(text)
    assert first.next is not None
    assert 0 < len(first.citations) <= MAX_CITATIONS
    assert sample_search().citations(text[: first.next]) == CitationsPage(first.citations)
    short = sample_search().citations("999/NQ-HĐND, " * (MAX_CITATIONS + 3))
    assert (len(short.citations), short.next) == (MAX_CITATIONS, len("999/NQ-HĐND, ") * MAX_CITATIONS)


def test_numbers_that_no_answer_comes_to_are_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each document of a number is decoded, so a text of all numbers must not decode the whole index."""
    looked_up: list[list[str]] = []
    search_all = Lookup.documents_by_number

    def counted(lookup: Lookup, keys: Iterable[str]) -> dict[str, list[Document]]:
        looked_up.append(list(keys))
        return search_all(lookup, looked_up[-1])

    monkeypatch.setattr(Lookup, "documents_by_number", counted)
    page = sample_search().citations("12/NQ-HĐND, " * 900 + "".join(f"{i}/NQ-HĐND, " for i in range(20, 900)))
    assert page.next is not None
    assert [len(keys) for keys in looked_up] == [SEARCHED_TOGETHER]


@pytest.mark.parametrize("together", [1, 2, 3])
def test_numbers_looked_up_apart_have_the_same_documents(together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "12/NQ-HĐND, 12/NQ-HĐND ngày 19/12/2017; 12/2016/NQ-HĐND, 5/2020/NQ-HĐND, 62/TTr-UBND, 18/NQ-HĐND, "
        "12/NQ-HĐND ngày 18/12/2018; 12/2017/NQ-HĐND; 77/2015/QH13; 12/NQ-HĐND."
    )
    expected = sample_search().citations(text)
    monkeypatch.setattr(sys.modules["indexer.search.citations"], "SEARCHED_TOGETHER", together)
    assert sample_search().citations(text) == expected
    assert sum(bool(citation.documents) for citation in expected.citations) > 6


@pytest.mark.parametrize("engine", ["memory:", "whoosh:"])
def test_all_councils_that_use_a_number_come_newest_first(engine: str, tmp_path: Path) -> None:
    councils = [
        Document(f"{place}-{year}", f"Về ngân sách {i}", number=number, issuer=f"HĐND {place}", issued=date(year, 7, 1))
        for i, (place, year, number) in enumerate(
            [
                ("an", 2019, "09/NQ-HĐND"),
                ("binh", 2020, "9/NQ-HĐND"),
                ("chi", 2020, "09/NQ-HĐND8"),
                ("duc", 2021, "09/2021/NQ-HĐND"),
                ("em", 2021, "10/NQ-HĐND"),
            ]
        )
    ]
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    store.put(councils, at=datetime(2025, 7, 1, tzinfo=UTC))
    opened = open_engine(engine if engine == "memory:" else f"whoosh:{tmp_path / 'index'}", fingerprint())
    build(store, opened)
    search = Search(opened, store)
    assert documents("09/NQ-HĐND", search) == [["duc-2021", "binh-2020", "chi-2020", "an-2019"]]
    assert documents("09/NQ-HĐND ngày 2/7/2020", search) == [["binh-2020", "chi-2020"]]
    assert documents("09/2020/NQ-HĐND; 9/2021/NQ-HĐND; 11/NQ-HĐND", search) == [
        ["binh-2020", "chi-2020"],
        ["duc-2021"],
        [],
    ]
    search.close()
    store.close()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "phải là JSON"),
        ("{", "phải là JSON"),
        ("[" * 1900, "phải là JSON"),
        (b'{"text": "\xff"}', "phải là JSON"),
        ("9" * 1900, "phải là"),
        ('"12/NQ-HĐND"', "đối tượng JSON"),
        ("[]", "đối tượng JSON"),
        ("null", "đối tượng JSON"),
        ("NaN", "đối tượng JSON"),
        ("{}", "đối tượng JSON"),
        ('{"Text": "a"}', "đối tượng JSON"),
        ('{"text": ""}', "chuỗi có chữ"),
        ('{"text": " \\n"}', "chuỗi có chữ"),
        ('{"text": null}', "chuỗi có chữ"),
        ('{"text": 12}', "chuỗi có chữ"),
        ('{"text": ["12/NQ-HĐND"]}', "chuỗi có chữ"),
        ('{"text": "a", "size": 1}', "hãy bỏ “size”"),
        ('{"text": "a", "": 1}', "hãy bỏ “”"),
    ],
)
def test_an_unreadable_body_is_answered_with_what_to_send(client: httpx.Client, body: str | bytes, says: str) -> None:
    content = body if isinstance(body, bytes) else body.encode()
    answer = client.post("/v1/citations", content=content, headers=JSON if content else None)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["parameter"] == "text"
    assert says in problem["detail"]
    assert client.post("/v1/citations", content=problem["example"].encode(), headers=JSON).status_code == 200


def test_a_text_has_a_longest_length() -> None:
    settings = replace(SERVICE_SETTINGS, max_body=10**6)
    application = create_app(sample_search(), settings, today=lambda: TODAY)
    with serving(application, settings) as (server, _):
        for letters, status in ((MAX_PASTED_LETTERS, 200), (MAX_PASTED_LETTERS + 1, 400)):
            body = json.dumps({"text": "Đ" * letters}, ensure_ascii=False).encode()
            assert httpx.post(f"{server.url}/v1/citations", content=body, headers=JSON).status_code == status


def test_the_address_has_no_parameters(client: httpx.Client) -> None:
    answer = client.post("/v1/citations?size=1", json={"text": "a"})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "size")


def test_other_sites_may_ask_and_no_cache_stores_the_answer(client: httpx.Client) -> None:
    origin = {"Origin": "https://other.example"}
    preflight = client.options("/v1/citations", headers={**origin, "Access-Control-Request-Method": "POST"})
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-methods"] == "POST"
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]
    answer = client.post("/v1/citations", json={"text": "12/NQ-HĐND"}, headers=origin)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
