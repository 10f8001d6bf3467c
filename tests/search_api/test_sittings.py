"""Sittings of councils over HTTP: the JSON and the page."""

from __future__ import annotations

import httpx

from tests.support.html_pages import read
from tests.support.openapi import assert_fits, described

ID = "hdnd-huyen-lam-khe-2016-2021-9"
PAGE = f"/ky-hop/{ID}"


def test_sittings_are_listed_and_each_has_an_address(client: httpx.Client) -> None:
    listed = client.get("/v1/sessions").json()
    assert_fits(listed, described("/v1/sessions"), "sessions")
    for first in listed["sessions"]:
        sitting = client.get(f"/v1/sessions/{first['id']}").json()
        assert_fits(sitting, described("/v1/sessions/{id}"), "session")
        assert {name: sitting[name] for name in first} == first
    assert client.get(listed["sessions"][0]["page"]).status_code == 200


def test_sittings_are_found_by_number_council_and_term(client: httpx.Client) -> None:
    def ids(**asked: str) -> list[str]:
        return [found["id"] for found in client.get("/v1/sessions", params=asked).json()["sessions"]]

    assert ids(q="kỳ họp thứ 9 khóa XIX") == [ID]
    assert ids(q="kỳ họp thứ 9", body="hdnd-huyen-lam-khe", term="2016-2021") == [ID]
    assert ids(q="kỳ họp thứ 99") == []
    assert client.get("/v1/sessions", params={"council": "x"}).status_code == 400


def test_the_page_of_a_sitting_lists_what_was_put_before_it_and_what_it_passed(client: httpx.Client) -> None:
    answer = client.get(PAGE)
    text = " ".join(read(answer.text).text.split())
    order = ["Tờ trình (2)", "Báo cáo thẩm tra (1)", "Nghị quyết (2)", "Thông báo, biên bản (1)", "Tin về kỳ họp (1)"]
    places = [text.index(heading) for heading in order]
    assert places == sorted(places)
    for words in ("2016-2021 (khóa XIX)", "15/07/2020", "Hội trường trung tâm huyện", "Trần Thị Minh Nguyệt"):
        assert words in text
    assert "Được nêu trong Nghị quyết 06/NQ-HĐND" in text


def test_documents_results_and_the_council_lead_to_a_sitting(client: httpx.Client) -> None:
    """So does a proposal that does not name it."""
    for path in (
        "/van-ban/05-2020-nq-hdnd-huyen-lam-khe",
        "/van-ban/60-ttr-ubnd-huyen-lam-khe-2020",
        "/tim-kiem?q=kỳ họp thứ 9 HĐND huyện Lam Khê",
        "/co-quan/hdnd-huyen-lam-khe",
    ):
        assert PAGE in read(client.get(path).text).links, path
    assert PAGE not in read(client.get("/tim-kiem?q=kỳ họp thứ 9").text).links  # of any council


def test_an_unknown_sitting_is_not_found(client: httpx.Client) -> None:
    for path in (f"/v1/sessions/{ID}0", f"{PAGE}0", "/ky-hop/khong-co"):
        assert client.get(path).status_code == 404
