"""A passage leads to its place, and a document back to exactly the list, and the place in it, from which one came."""

from __future__ import annotations

from urllib.parse import unquote

import httpx
import pytest

from tests.support.html_pages import read

SEARCHES = (
    "q=nông thôn mới",
    "q=ngân sách&kind=resolution&kind=report&sort=newest",
    "q=hội đồng nhân dân&size=5&page=2",
    "kind=news&sort=oldest",
    "citing=12/2012/NQ-HĐND&on=2020-12-01",
    "q=",
)


@pytest.mark.parametrize("search", SEARCHES)
def test_every_link_of_a_result_lands_and_leads_back(client: httpx.Client, search: str) -> None:
    results = client.get(f"/tim-kiem?{search}")
    listed = read(results.text)
    links = [link for link in listed.links if link.startswith("/van-ban/")]
    assert links
    shown = {}
    for link in links:
        address, _, anchor = link.partition("#")
        if address not in shown:
            shown[address] = read(client.get(address).text)
        assert not anchor or unquote(anchor) in shown[address].ids, link
    for address, page in shown.items():
        [back] = [each for each in page.links if each.startswith("/tim-kiem?") and "#r-" in each]
        path, _, place = back.partition("#")
        assert unquote(place) in listed.ids, address
        again = read(client.get(path).text)
        assert [each.partition("#")[0] for each in again.links if "/van-ban/" in each] == [
            each.partition("#")[0] for each in links
        ]


def test_a_search_of_sixteen_thousand_letters_is_not_lost(client: httpx.Client) -> None:
    sections = "&".join(f"section={'m' * 180}{number}" for number in range(80))
    link = f"/van-ban/05-2020-nq-hdnd-huyen-lam-khe?q=thôn&{sections}"
    page = read(client.get(link).text)
    [back] = [each for each in page.links if each.startswith("/tim-kiem?") and "#r-" in each]
    assert len(back) > 15_000
    assert client.get(back).status_code == 200


@pytest.mark.parametrize("given", ["back=https://xau.example/", "q=thôn&next=//xau.example", "url=javascript:alert(1)"])
def test_no_address_leads_out_of_the_site(client: httpx.Client, given: str) -> None:
    page = client.get(f"/van-ban/05-2020-nq-hdnd-huyen-lam-khe?{given}").text
    assert all(link.startswith(("/", "#", "https://lamkhe.example/")) for link in read(page).links)
    assert not [link for link in read(page).links if link.startswith("//")]


def test_a_document_opened_by_itself_has_no_way_back(client: httpx.Client) -> None:
    page = read(client.get("/van-ban/05-2020-nq-hdnd-huyen-lam-khe").text)
    assert not [link for link in page.links if "#r-" in link]


def test_a_respelled_search_marks_what_it_found_and_goes_back_to_what_was_typed(client: httpx.Client) -> None:
    listed = read(client.get("/tim-kiem?q=nông thônn mới").text)
    link = next(link for link in listed.links if link.startswith("/van-ban/"))
    assert "mark=" in link
    page = read(client.get(link).text)
    assert page.marked
    [back] = [each for each in page.links if "#r-" in each]
    assert "mark=" not in back


def test_the_day_of_the_effect_keeps_the_way_back(client: httpx.Client) -> None:
    document = "/van-ban/12-2012-nq-hdnd-huyen-lam-khe"
    page = read(client.get(f"{document}?q=thôn&kind=resolution&day=2018-01-01").text)
    [day] = [given for given in page.fields if given.get("name") == "day"]
    assert day["value"] == "2018-01-01"
    [back] = [each for each in page.links if "#r-" in each]
    assert "day=" not in back
    assert back in read(client.get(f"{document}?q=thôn&kind=resolution").text).links
