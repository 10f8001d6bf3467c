"""What the page of results says of a query, as a table that a Vietnamese reader can review."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from lxml import html

GOLDEN = Path(__file__).parents[2] / "golden" / "understood.txt"
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
    assert said(client, block.query) == list(block.lines)
