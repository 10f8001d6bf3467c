from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from search_api.parameters import OFFICIALS, SEARCH, SUGGEST
from tests.support.openapi import OPENAPI, fits


def get(client: httpx.Client, path: str, **parameters: Any) -> Any:
    answer = client.get(path, params=parameters or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def described(path: str) -> dict[str, Any]:
    content = OPENAPI["paths"][path]["get"]["responses"]["200"]["content"]
    schema: dict[str, Any] = content["application/json"]["schema"]
    return schema


@pytest.mark.parametrize(
    "query",
    [
        "q=ho tro nong thon moi&facets=kind,issuer,official,year,month,section,term,status,source",
        "q=12/NQ-HĐND",
        "q=Nguyễn Văn Hòa",
        'q="nông thôn mới -(giao&kind=news',
        "q=nghij quyeets quý I/2020",
        "q=",
        "q=khongcogiohet",
        "from=2020-01&to=2020-07-15&date=issued&sort=oldest&size=3&page=2",
    ],
)
def test_answers_to_searches_are_as_described(client: httpx.Client, query: str) -> None:
    answer = client.get("/v1/search?" + quote(query, safe="=&"))
    assert answer.status_code == 200, answer.text
    fits(answer.json(), described("/v1/search"), "found")


def test_marks_are_code_points_of_the_very_text_beside_them(client: httpx.Client) -> None:
    hits = get(client, "/v1/search", q="nông thôn mới")["hits"]
    texts = [hit["title"] for hit in hits] + [snippet for hit in hits for snippet in hit["snippets"]]
    marked = [text["text"][start:end].casefold() for text in texts for start, end in text["marks"]]
    assert "nông thôn mới" in marked
    assert all(mark == "ntm" or "nông" in mark or "thôn" in mark or "mới" in mark for mark in marked)


def test_following_next_gives_every_document_once_and_then_no_more(client: httpx.Client) -> None:
    parameters = {"q": "huyện", "kind": ["resolution", "news"], "size": 7, "facets": "kind"}
    first = page = get(client, "/v1/search", **parameters)
    seen = [hit["id"] for hit in page["hits"]]
    while "next" in page:
        page = get(client, page["next"])
        seen += [hit["id"] for hit in page["hits"]]
        assert page["facets"] == first["facets"]
    assert len(seen) == len(set(seen)) == first["total"]


def test_a_page_past_the_end_is_empty(client: httpx.Client) -> None:
    page = get(client, "/v1/search", q="nông thôn", page=900)
    assert page["hits"] == []
    assert page["total"] > 0
    assert "next" not in page


def test_filters_alone_list(client: httpx.Client) -> None:
    page = get(client, "/v1/search", kind="directive")
    assert [hit["number"] for hit in page["hits"]] == ["07/CT-UBND"]


def test_a_part_of_the_query_that_is_passed_over_is_told_beside_the_results(client: httpx.Client) -> None:
    page = get(client, "/v1/search", q='nông thôn "mới')
    assert page["total"] > 0
    (note,) = page["notes"]
    assert page["query"]["text"][note["start"] : note["end"]].startswith('"')


def test_a_guess_can_be_undone(client: httpx.Client) -> None:
    assert [u["type"] for u in get(client, "/v1/search", q="họp 2020")["query"]["understood"]] == ["date"]
    assert get(client, "/v1/search", q="họp 2020", literal="date")["query"]["understood"] == []


def test_letters_of_an_address_may_come_as_they_are(client: httpx.Client) -> None:
    url = client.base_url
    with socket.create_connection((url.host, url.port or 80), timeout=5) as connection:
        connection.sendall("GET /v1/search?q=Cẩm+Sơn&size=1 HTTP/1.0\r\n\r\n".encode())
        with connection.makefile("rb") as answer:
            body = answer.read().partition(b"\r\n\r\n")[2]
    assert json.loads(body)["query"]["text"] == "Cẩm Sơn"


def test_a_document_is_answered_whole_and_again_only_when_it_changed(client: httpx.Client) -> None:
    (hit,) = get(client, "/v1/search", q="số:05/2020/NQ-HĐND", size=1)["hits"]
    first = client.get(f"/v1/documents/{hit['id']}")
    fits(first.json(), described("/v1/documents/{id}"), "document")
    assert first.json()["number"] == "05/2020/NQ-HĐND"
    assert "Điều 1" in first.json()["text"]
    for tags in (first.headers["etag"], f'"x", W/{first.headers["etag"]}', "*"):
        again = client.get(f"/v1/documents/{hit['id']}", headers={"If-None-Match": tags})
        assert again.status_code == 304
        assert again.content == b""
    assert client.get(f"/v1/documents/{hit['id']}", headers={"If-None-Match": '"x"'}).status_code == 200


def test_letters_are_not_escaped(client: httpx.Client) -> None:
    assert "Nghị quyết" in client.get("/v1/search", params={"q": "nghị quyết"}).text


def test_officials_are_found_by_name_by_body_and_by_day(client: httpx.Client) -> None:
    people = get(client, "/v1/officials", q="nguyen van hoa")
    fits(people, described("/v1/officials"), "people")
    assert people["total"] >= 2
    assert {person["name"] for person in people["officials"]} == {"Nguyễn Văn Hòa"}
    in_2012 = get(client, "/v1/officials", on="2012-12-19")
    assert 0 < in_2012["total"] < get(client, "/v1/officials")["total"]
    issuer = next(r["issuer"] for p in people["officials"] for r in p["roles"] if "issuer" in r)
    assert get(client, "/v1/officials", q="Nguyễn Văn Hòa", issuer=issuer)["total"] >= 1


def test_an_official_is_told_with_those_of_the_same_name(client: httpx.Client) -> None:
    first, *others = get(client, "/v1/officials", q="nguyen van hoa")["officials"]
    person = get(client, f"/v1/officials/{first['id']}")
    fits(person, described("/v1/officials/{id}"), "person")
    assert set(person["same_name"]) == {other["id"] for other in others}
    assert person["roles"] == first["roles"]
    document = person["roles"][0]["documents"][0]
    assert get(client, f"/v1/documents/{document}")["id"] == document


@pytest.mark.parametrize("typed", ["n", "nguyen", "12/nq", "Đ", ""])
def test_suggestions_lead_to_pages_that_exist(client: httpx.Client, typed: str) -> None:
    answer = get(client, "/v1/suggest", q=typed)
    fits(answer, described("/v1/suggest"), "suggestions")
    assert bool(answer["suggestions"]) is bool(typed)
    for suggestion in answer["suggestions"]:
        assert client.get(suggestion["page"]).status_code == 200


def test_stats_count_what_is_indexed(client: httpx.Client) -> None:
    stats = get(client, "/v1/stats")
    fits(stats, described("/v1/stats"), "stats")
    assert stats["documents"] == get(client, "/v1/search")["total"] == sum(stats["kinds"].values())


def test_the_service_says_that_it_lives_and_is_ready(client: httpx.Client) -> None:
    for path in ("/health/live", "/health/ready"):
        health = get(client, path)
        fits(health, described(path), path)
        assert health["status"] == path.rpartition("/")[2]


def test_head_answers_as_get_without_the_body(client: httpx.Client) -> None:
    get_, head = client.get("/v1/stats"), client.head("/v1/stats")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == get_.headers["content-length"]


def test_any_site_may_read(client: httpx.Client) -> None:
    answer = client.get("/v1/stats", headers={"Origin": "https://other.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Origin" in answer.headers["vary"]
    asked = client.options("/v1/search", headers={"Origin": "https://a.test", "Access-Control-Request-Method": "PUT"})
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-methods"] == "GET, HEAD"


def test_every_answer_bears_the_headers_that_keep_browsers_safe(client: httpx.Client) -> None:
    for path in ("/", "/tim-kiem?q=a", "/v1/search", "/v1/nothing", "/static/style.css", "/nothing"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["referrer-policy"] == "same-origin"


def test_the_description_names_the_parameters_that_the_service_takes(client: httpx.Client) -> None:
    assert get(client, "/v1/openapi.json") == OPENAPI
    for path, known in (("/v1/search", SEARCH), ("/v1/officials", OFFICIALS), ("/v1/suggest", SUGGEST)):
        told = {p["name"]: p for p in OPENAPI["paths"][path]["get"]["parameters"]}
        assert list(told) == list(known)
        for name, parameter in known.items():
            assert (told[name]["schema"]["type"] == "array") is (parameter.repeated or name in ("facets", "literal"))
            example = told[name]["example"]
            parameter.read(",".join(example) if isinstance(example, list) else str(example))
