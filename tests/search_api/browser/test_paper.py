"""A formal document looks like one, wide, on a phone and printed; large tables and texts are bounded and whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from corpus.document import Document
from corpus.store import open_store
from indexer.engines.memory import MemoryEngine
from indexer.indexing.build import build
from indexer.search import Search
from tests.support.browser import DESKTOP, PHONE, overflow, page_of
from tests.support.sample import application, serving

RESOLUTION = "/van-ban/06-nq-hdnd-huyen-lam-khe-2020"
NOW = datetime(2025, 7, 1, tzinfo=UTC)
ARTICLES = "\n\n".join(
    (f"Chương {'I' * (number // 100 + 1)}\nPHẦN THỨ {number // 100}\n\n" if number % 100 == 0 else "")
    + f"Điều {number + 1}. Nội dung số {number + 1}\n\n"
    + f"Ủy ban nhân dân xã hỗ trợ hộ thứ {number + 1} trồng chè. " * 6
    for number in range(400)
)
WIDE = "\n".join("| " + " | ".join(f"{row * column}" for column in range(300)) + " |" for row in range(1, 6))
LONG = "| STT | Hộ | Số tiền |\n|---|---|---|\n" + "\n".join(
    f"| {row} | Hộ {row} | {row}.000 |" for row in range(1, 5001)
)
DOCUMENTS = (
    Document("nhieu-dieu", "Quy định nhiều điều", ARTICLES, kind="decision"),
    Document("bang-rong", "Bảng rộng", f"Bảng 1. Số liệu theo thôn\n\n{WIDE}\n\nHết.", kind="report"),
    Document("bang-dai", "Bảng dài", f"Danh sách các hộ\n\n{LONG}\n\nHết.", kind="report"),
    Document("ten-dai", "Báo cáo " + "về việc hỗ trợ " * 130, "Nội dung.", kind="report"),
    Document("ten-lien", "X" * 1900, "Y" * 3000, kind="report"),
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a service over large documents."""
    home = tmp_path_factory.mktemp("large")
    with closing(open_store(f"sqlite:///{home / 'store.sqlite'}")) as store:
        store.put(DOCUMENTS, at=NOW)
        engine = MemoryEngine("f")
        build(store, engine, processes=1)
        with closing(Search(engine, store)) as search, serving(application(search)) as (server, _):
            yield server.url


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).first.bounding_box()
    assert found, selector
    return dict(found)


def test_head_and_end_stand_side_by_side_on_a_wide_screen(page: Page) -> None:
    page.goto(RESOLUTION)
    issuer, country = box(page, ".as-issuer"), box(page, ".as-country")
    assert issuer["x"] + issuer["width"] <= country["x"]
    assert abs(issuer["y"] - country["y"]) < 4
    assert country["height"] < 30  # one line
    recipients, role = box(page, ".as-recipients"), box(page, ".as-role")
    assert recipients["x"] + recipients["width"] <= role["x"]
    assert abs(recipients["y"] - role["y"]) < 4


def test_head_and_end_stand_below_each_other_on_a_phone(browser: Browser, client: httpx.Client) -> None:
    with page_of(browser, str(client.base_url), viewport=PHONE) as page:
        page.goto(RESOLUTION)
        assert box(page, ".as-issuer")["y"] < box(page, ".as-country")["y"]
        assert box(page, ".as-recipients")["y"] < box(page, ".as-role")["y"]
        assert overflow(page) == 0


def test_what_is_copied_is_the_text_in_reading_order(page: Page, client: httpx.Client) -> None:
    page.goto(RESOLUTION)
    shown = page.evaluate("document.querySelector('.paper').innerText")
    text = client.get("/v1/documents/06-nq-hdnd-huyen-lam-khe-2020").json()["text"]
    words = "\n".join(line for line in text.split("\n") if not line.startswith("|---")).replace("|", " ").split()
    assert sorted(shown.split()) == sorted(words)
    order = [shown.index(word) for word in ("HUYỆN LAM KHÊ", "Số: 06", "CỘNG HÒA", "Lam Khê, ngày", "NGHỊ QUYẾT\n")]
    assert order == sorted(order)


def test_a_table_has_a_name_a_head_and_figures_on_the_right(page: Page) -> None:
    page.goto(RESOLUTION)
    table = page.get_by_role("region", name="2. Thu, chi ngân sách huyện")
    assert table.get_by_role("columnheader").all_inner_texts() == ["STT", "Nội dung", "Quyết toán (đồng)"]
    figure = table.get_by_role("cell", name="648.915.342.118")
    assert figure.evaluate("cell => getComputedStyle(cell).textAlign") == "right"
    number = table.get_by_role("cell", name="1", exact=True).first
    assert number.evaluate("cell => getComputedStyle(cell).textAlign") == "left"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["wide", "phone"])
def test_large_tables_scroll_in_themselves(browser: Browser, large: str, size: dict[str, int]) -> None:
    with page_of(browser, large, viewport=size) as page:
        page.goto("/van-ban/bang-rong")
        table = page.get_by_role("region", name="Bảng 1. Số liệu theo thôn")
        assert table.evaluate("table => table.scrollWidth > 5 * table.clientWidth")
        assert overflow(page) == 0
        assert table.locator("tr").first.locator("td, th").count() == 300
        page.goto("/van-ban/bang-dai")
        assert page.locator("tbody tr").count() == 5000
        assert page.evaluate("document.documentElement.scrollHeight") < 6 * size["height"]
        page.get_by_role("region", name="Danh sách các hộ").evaluate("table => table.scrollTo(0, table.scrollHeight)")
        table, last = box(page, ".table"), page.get_by_role("cell", name="Hộ 5000", exact=True).bounding_box()
        assert last
        assert table["y"] < last["y"] < table["y"] + table["height"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["wide", "phone"])
def test_one_of_400_articles_is_found_by_its_address(browser: Browser, large: str, size: dict[str, int]) -> None:
    """Neither a script nor what is above it is needed, and the browser finds it by its words too."""
    with page_of(browser, large, viewport=size, java_script_enabled=False) as page:
        page.goto("/van-ban/nhieu-dieu#dieu-350")
        expect(page.locator("#dieu-350")).to_be_in_viewport()
        expect(page.get_by_text("hộ thứ 350 trồng chè").first).to_be_in_viewport()
        assert page.locator(".stretch").count() > 10


@pytest.mark.parametrize("path", ["/van-ban/ten-dai", "/van-ban/ten-lien"])
def test_a_title_of_2000_letters_breaks_no_page(browser: Browser, large: str, path: str) -> None:
    with page_of(browser, large, viewport=PHONE) as page:
        page.goto(path)
        assert overflow(page) == 0
        assert len(page.title()) <= 300


def test_a_printed_document_has_its_two_columns_and_says_where_it_is_from(page: Page) -> None:
    page.emulate_media(media="print")
    page.goto(f"{RESOLUTION}?q=quyết toán")
    issuer, country = box(page, ".as-issuer"), box(page, ".as-country")
    assert issuer["x"] + issuer["width"] <= country["x"]
    line = page.locator(".printed")
    expect(line).to_contain_text("In ngày 01/07/2025")
    expect(line).to_contain_text(RESOLUTION)
    expect(line).to_contain_text("“quyết toán”")
