"""The page of results is used wide, on a phone, without scripts and by keyboard alone."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import DESKTOP, PHONE, axe_violations, overflow, page_of

START = "/tim-kiem?q=n%C3%B4ng+th%C3%B4n"


def total(page: Page) -> int:
    return int(page.locator(".head strong").inner_text().replace(".", ""))


def count(page: Page, label: str) -> int:
    return int(page.locator(".choice").filter(has_text=label).first.locator(".count").inner_text())


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["wide", "phone"])
def test_several_filters_are_chosen_in_one_request_without_a_script(
    browser: Browser, client: httpx.Client, size: dict[str, int]
) -> None:
    with page_of(browser, str(client.base_url), viewport=size, java_script_enabled=False) as page:
        page.goto(START)
        if size is PHONE:
            page.get_by_role("link", name="Lọc kết quả").click()
        counts = [count(page, "Nghị quyết"), count(page, "Quyết định")]
        page.get_by_label("Nghị quyết").first.check()
        page.get_by_label("Quyết định").first.check()
        page.get_by_role("button", name="Lọc").last.click()
        assert total(page) == sum(counts)
        assert "kind=resolution" in page.url
        assert "kind=decision" in page.url
        assert page.locator(".chips li").count() == 3
        page.get_by_role("link", name="Bỏ điều kiện: Quyết định").click()
        assert total(page) == counts[0]


def test_filters_are_one_tap_away_wherever_a_phone_is_scrolled_to(browser: Browser, client: httpx.Client) -> None:
    with page_of(browser, str(client.base_url), viewport=PHONE, java_script_enabled=False) as page:
        page.goto(START)
        page.locator(".results > li").nth(5).scroll_into_view_if_needed()
        link = page.get_by_role("link", name="Lọc kết quả")
        expect(link).to_be_in_viewport()
        link.click()
        expect(page.get_by_role("heading", name="Lọc kết quả")).to_be_in_viewport()
        page.get_by_role("link", name="Về danh sách kết quả").click()
        expect(page.locator(".results > li").first).to_be_in_viewport()


def test_targets_are_large_enough_for_a_thumb(browser: Browser, client: httpx.Client) -> None:
    with page_of(browser, str(client.base_url), viewport=PHONE) as page:
        page.goto(START + "&kind=resolution&from=2012&date=own")
        page.locator(".bars summary").click()
        for each in (".chips a", ".to-filters a", ".choice label", ".bars th a", ".sorts a", ".apply button"):
            heights = [
                box["height"] for part in page.locator(each).filter(visible=True).all() if (box := part.bounding_box())
            ]
            assert heights, each
            assert min(heights) >= 43.9, each  # rem of 16 pixels, less rounding


def test_a_bar_leads_to_its_year_and_the_keyboard_meets_it_once(page: Page) -> None:
    page.goto(START)
    bar = page.locator(".bars svg a").filter(has_text="Năm 2020")
    expected = int(bar.locator("title").text_content().split(": ")[1])  # type: ignore[union-attr]
    assert page.locator(".bars svg a:not([tabindex='-1'])").count() == 0
    assert page.locator(".bars svg").get_attribute("aria-hidden") == "true"
    bar.locator(".room").click()
    assert total(page) == expected
    assert "Tin và văn bản theo tháng, năm 2020" in page.locator(".bars figcaption").inner_text()
    page.locator(".bars summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('table') !== null")
    month = int(page.evaluate("document.activeElement.closest('tr').querySelector('td').textContent"))
    page.keyboard.press("Enter")
    page.wait_for_url("**from=2020-**")
    assert total(page) == month


def test_the_keyboard_goes_from_the_results_to_the_filters_and_sends_them(page: Page) -> None:
    page.goto(START)
    page.locator(".results h2 a").last.focus()
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
        if seen[-1] == "kind-0":
            break
    assert seen[-1] == "kind-0", seen
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=**")
    assert page.locator(".chips li").count() == 1


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["wide", "phone"])
@pytest.mark.parametrize(
    "address",
    [
        START + "&kind=resolution&kind=law&status=partly-expired&status=expired&status=in-force&status=not-yet",
        "/tim-kiem?q=nguy%E1%BB%85n+v%C4%83n+h%C3%B2a&from=2020&to=2020&date=own&page=abc",
        "/tim-kiem?" + "&".join(f"section=M%E1%BB%A5c+{n}" for n in range(50)),
    ],
    ids=["filters", "months", "fifty conditions"],
)
def test_axe_finds_nothing_in_results(
    browser: Browser, client: httpx.Client, address: str, size: dict[str, int], scheme: str
) -> None:
    with page_of(browser, str(client.base_url), viewport=size, color_scheme=scheme) as page:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert axe_violations(page) == {}
        assert overflow(page) == 0


def test_badges_differ_by_words_and_signs_where_colours_are_gone(browser: Browser, client: httpx.Client) -> None:
    with page_of(browser, str(client.base_url), forced_colors="active") as page:
        page.goto("/tim-kiem?status=expired&status=in-force&q=n%C3%B4ng+th%C3%B4n")
        shown = set(page.locator(".facts .status").all_inner_texts())
        assert {"✓ Còn hiệu lực", "✕ Hết hiệu lực"} <= shown
        assert page.evaluate("getComputedStyle(document.querySelector('.bars .bar')).fill") != "rgb(63, 127, 174)"


def test_paper_has_the_conditions_and_the_chart_but_no_form(page: Page) -> None:
    page.goto(START + "&kind=resolution")
    page.emulate_media(media="print")
    expect(page.locator(".chips")).to_be_visible()
    expect(page.locator(".bars svg")).to_be_visible()
    expect(page.locator(".choice").first).to_be_hidden()
    expect(page.locator(".to-filters")).to_be_hidden()
