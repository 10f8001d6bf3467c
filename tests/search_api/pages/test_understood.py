"""What the page of results says of a query, as a table that a Vietnamese reader can review."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from lxml import html

GOLDEN = Path(__file__).parents[2] / "golden" / "understood.txt"
COUNT = re.compile(r"(?<=\()\d+(?=\)$)|(?<=^- )\d+|(?<=; )\d+(?= văn bản)")
ONLY_QUERY = re.compile("Tìm “(.*)”$")


class Block(NamedTuple):
    query: str
    is_held_back: bool
    lines: tuple[str, ...]


def blocks() -> Iterator[Block]:
    for block in GOLDEN.read_text(encoding="utf-8").strip().split("\n\n")[2:]:
        query, *lines = block.splitlines()
        yield Block(query.lstrip("? "), query.startswith("??"), tuple(lines))


def _text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def said(client: httpx.Client, query: str) -> list[str]:
    """Return what the page says of a query, in the form of the table."""
    page = html.fromstring(client.get("/tim-kiem", params={"q": query}).text)
    lines: list[str] = []
    for item in page.find_class("understood"):
        for line in item.iter("li"):
            links = [_text(link) for link in line.iter("a") if link.get("class") != "undo"]
            words = (line.text or "").strip()
            joined = " · ".join(links)
            separator = " " if words.endswith(":") else " · "
            lines.append(f"= {words}{separator + joined if links else ''}")
    for note in (paragraph for notice in page.find_class("notice") for paragraph in notice.iter("p")):
        links = [ONLY_QUERY.sub(r"\1", _text(link)) for link in note.iter("a")]
        lines.append(f"! {(note.text or '').strip()}{' → ' + ' · '.join(links) if links else ''}")
    for paragraph in page.find_class("respelled"):
        words = _text(paragraph).removesuffix("Vẫn tìm đúng như đã gõ").strip()
        lines.append(f"! {words}")
    for nothing in page.find_class("nothing"):
        lines += [f"! {_text(paragraph)}" for paragraph in nothing.iter("p") if "không" in _text(paragraph).lower()]
    for list_of_links in page.find_class("ways-on"):
        for item in list_of_links:
            query = ONLY_QUERY.sub(r"\1", _text(item.find("a")))
            lines.append(f"> {query} {_text(item.find('span'))}")
    lines += [f"- {_text(divider)}" for divider in page.find_class("apart")]
    return lines


def test_the_table_has_sixty_queries_of_which_a_third_was_held_back() -> None:
    held_back = [block.is_held_back for block in blocks()]
    assert len(held_back) >= 60
    assert sum(held_back) * 3 >= len(held_back) - 2


@pytest.mark.parametrize("block", list(blocks()), ids=lambda block: block.query)
def test_the_page_says_what_changes_the_answer_and_nothing_else(client: httpx.Client, block: Block) -> None:
    assert [COUNT.sub("N", line) for line in said(client, block.query)] == list(block.lines)


def _links(client: httpx.Client, path: str, place: str) -> dict[str, str]:
    """Return the addresses of the links in a part of a page by their texts."""
    page = html.fromstring(client.get(path).text)
    return {_text(link): link.get("href") for part in page.find_class(place) for link in part.iter("a")}


def _total(client: httpx.Client, path: str) -> int:
    page = html.fromstring(client.get(path).text)
    return int(page.xpath("string(//div[@class='head']//strong)").replace(".", ""))


def test_what_is_understood_can_be_taken_back_and_narrowed(client: httpx.Client) -> None:
    links = _links(client, "/tim-kiem?q=ngân sách năm ngoái", "understood")
    assert "Hiểu là" not in client.get(links["Không hiểu như vậy"]).text
    narrowed = links["Chỉ tìm trong thời gian này"]
    assert parse_qs(urlsplit(narrowed).query) == {"q": ["ngân sách"], "from": ["2024-01-01"], "to": ["2024-12-31"]}
    assert 0 < _total(client, narrowed) < _total(client, "/tim-kiem?q=ngân sách năm ngoái")
    links = _links(client, "/tim-kiem?q=vu minh khoi", "understood")
    assert _total(client, links["Chỉ tìm văn bản nhắc đến người này"]) > 0


def test_an_unclosed_quotation_mark_is_left_out_at_one_click(client: httpx.Client) -> None:
    links = _links(client, '/tim-kiem?q="học phí', "notice")
    assert _total(client, links["Tìm “học phí”"])


@pytest.mark.parametrize("path", ["/tim-kiem?q=khongcogiohet ngân sách", "/tim-kiem?q=nước sạch mầm non"])
def test_shorter_queries_find_as_many_as_they_say(client: httpx.Client, path: str) -> None:
    page = html.fromstring(client.get(path).text)
    offered = [
        (_text(item.find("span")), item.find("a").get("href")) for part in page.find_class("ways-on") for item in part
    ]
    assert offered
    for count, address in offered:
        assert count == f"({_total(client, address)})"


def test_conditions_that_exclude_everything_are_offered_without_each(client: httpx.Client) -> None:
    path = "/tim-kiem?q=nông thôn&kind=directive&from=2019&to=2019&date=own"
    links = _links(client, path, "ways-on")
    assert {"Bỏ điều kiện: Loại", "Bỏ mọi điều kiện lọc"} <= links.keys()
    assert all(_total(client, address) for address in links.values())


def test_results_with_the_word_in_one_piece_stand_before_the_divider(client: httpx.Client) -> None:
    answer = client.get("/v1/search", params={"q": "giá đất", "size": 100}).json()
    scattered = [hit.get("scattered", False) for hit in answer["hits"]]
    assert scattered == sorted(scattered)
    assert set(scattered[:6]) == {False, True}
    second = client.get("/v1/search", params={"q": "giá đất", "size": 3, "page": 2}).json()
    assert [hit.get("scattered", False) for hit in second["hits"]] == scattered[3:6]
    assert [hit["id"] for hit in second["hits"]] == [hit["id"] for hit in answer["hits"][3:6]]
    assert all(hit["scattered"] for hit in client.get("/v1/search", params={"q": "học phí"}).json()["hits"])
    newest = client.get("/v1/search", params={"q": "giá đất", "sort": "newest"}).json()
    assert not any("scattered" in hit for hit in newest["hits"])
