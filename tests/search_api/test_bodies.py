"""Bodies over HTTP: the JSON and the page."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx

from tests.support.html_pages import read
from tests.support.openapi import assert_fits, described


def test_bodies_are_listed_and_each_has_an_address(client: httpx.Client) -> None:
    listed = client.get("/v1/bodies").json()
    assert_fits(listed, described("/v1/bodies"), "bodies")
    first = listed["bodies"][0]
    body = client.get(f"/v1/bodies/{first['id']}").json()
    assert_fits(body, described("/v1/bodies/{id}"), "body")
    assert (body["name"], body["documents"]) == (first["name"], first["documents"])
    assert client.get(first["page"]).status_code == 200


def test_the_counts_of_a_body_are_those_that_its_links_lead_to(client: httpx.Client) -> None:
    page = read(client.get("/co-quan/hdnd-huyen-lam-khe").text)
    body = client.get("/v1/bodies/hdnd-huyen-lam-khe").json()
    asked = [dict(parse_qs(urlsplit(link).query)) for link in page.links if link.startswith("/tim-kiem?issuer=")]
    counts = [body["documents"], *(value["count"] for value in (*body["kinds"], *body["years"]))]
    assert len(asked) == len(counts)
    for parameters, count in zip(asked[:8], counts, strict=False):
        assert client.get("/v1/search", params=parameters).json()["total"] == count, parameters


def test_documents_and_persons_lead_to_their_bodies(client: httpx.Client) -> None:
    document = read(client.get("/van-ban/05-2020-nq-hdnd-huyen-lam-khe").text)
    person = read(client.get("/nguoi/le-quang-thuy").text)
    assert "/co-quan/hdnd-huyen-lam-khe" in document.links
    assert {"/co-quan/hdnd-huyen-lam-khe", "/co-quan/ubnd-huyen-lam-khe"} <= set(person.links)


def test_an_unknown_body_is_not_found(client: httpx.Client) -> None:
    for path in ("/v1/bodies/khong-co", "/co-quan/khong-co"):
        assert client.get(path).status_code == 404
