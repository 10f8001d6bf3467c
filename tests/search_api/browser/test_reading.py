"""People come from a search to the place that they looked for, through its matches, and back to the very list."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import DESKTOP, PHONE, axe_violations, overflow, page_of

DOCUMENT = "/van-ban/05-2020-nq-hdnd-huyen-lam-khe?q=n%C3%B4ng+th%C3%B4n+m%E1%BB%9Bi"


def _in_view(page: Page, selector: str) -> bool:
    box = page.locator(selector).first.bounding_box()
    size = page.viewport_size
    return bool(box and size and 0 <= box["y"] < size["height"])


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["wide", "phone"])
def test_a_citizen_goes_from_the_first_page_to_the_place_and_back(
    browser: Browser, client: httpx.Client, size: dict[str, int]
) -> None:
    with page_of(browser, str(client.base_url), viewport=size) as page:
        page.goto("/")
        page.locator("input[name=q]").first.fill("nong thon moi")
        page.locator("input[name=q]").first.press("Enter")
        page.wait_for_url("**/tim-kiem?**")
        listed = page.locator(".results h2").all_inner_texts()
        result = page.locator("li[id^=r-05-2020]")
        result.locator("a.where", has_text="Điều 5").click()
        page.wait_for_url("**#dieu-5")
        assert _in_view(page, "#dieu-5")
        assert _in_view(page, "mark[aria-current]")
        steps = page.locator(".mark-steps output")
        now, total = map(int, steps.inner_text().split("/"))
        page.get_by_role("button", name="Chỗ khớp sau").click()
        expect(steps).to_have_text(f"{now + 1}/{total}")
        assert _in_view(page, "mark[aria-current]")
        page.get_by_role("button", name="Chỗ khớp trước").click()
        expect(steps).to_have_text(f"{now}/{total}")
        assert overflow(page) == 0
        page.locator(".back a").click()
        page.wait_for_url("**#r-05-2020**")
        assert page.locator(".results h2").all_inner_texts() == listed
        assert _in_view(page, "li[id^=r-05-2020] h2")


def test_by_keyboard_alone_and_without_script_the_same_place_is_reached(browser: Browser, client: httpx.Client) -> None:
    with page_of(browser, str(client.base_url), java_script_enabled=False) as page:
        page.goto("/tim-kiem?q=n%C3%B4ng+th%C3%B4n+m%E1%BB%9Bi&kind=resolution&sort=newest")
        results = page.url
        page.locator("li[id^=r-05-2020] a.where", has_text="Điều 5").press("Enter")
        page.wait_for_url("**#dieu-5")
        assert _in_view(page, "#dieu-5")
        assert _in_view(page, "#dieu-5 ~ p mark")
        expect(page.locator(".mark-steps")).to_be_hidden()
        page.locator(".marks a", has_text=re.compile("^Điều 6$")).press("Enter")
        assert re.search("#m[0-9]+$", page.url)
        assert _in_view(page, "mark:target")
        page.locator(".back a").press("Enter")
        page.wait_for_url("**#r-05-2020**")
        assert page.url.partition("#")[0] == results


def test_staff_go_from_a_number_to_its_effect_its_relation_and_a_file(page: Page) -> None:
    page.goto("/tim-kiem?q=12%2F2012%2FNQ-H%C4%90ND&kind=resolution")
    page.locator("li[id^=r-12-2012] h2 a").click()
    expect(page.locator(".notice.effect")).to_contain_text("Hết hiệu lực")
    page.locator(".notice.effect a").first.click()
    page.wait_for_url("**/van-ban/05-2020-nq-hdnd-huyen-lam-khe**#dieu-8")
    assert _in_view(page, "#dieu-8")
    page.goto("/tim-kiem?q=31%2FNQ-H%C4%90ND+2023")
    page.locator("li[id^=r-31-nq] h2 a").click()
    page.locator(".to-files a").click()
    page.get_by_role("link", name="Xem nội dung tại đây").first.click()
    expect(page).to_have_url(re.compile("#tep-2$"))
    assert page.locator("details.attached").first.get_attribute("open") is not None
    assert _in_view(page, "#tep-2")


def test_the_first_match_is_shown_on_opening_and_a_lone_document_has_no_steps(page: Page) -> None:
    page.goto(DOCUMENT)
    expect(page.locator(".mark-steps output")).to_have_text(re.compile("^1/"))
    assert _in_view(page, "mark[aria-current]")
    page.goto(DOCUMENT.partition("?")[0])
    expect(page.locator(".marks")).to_have_count(0)


def test_contents_stand_beside_the_text_where_there_is_room(browser: Browser, client: httpx.Client) -> None:
    for size, is_beside in ((DESKTOP, True), (PHONE, False)):
        with page_of(browser, str(client.base_url), viewport=size) as page:
            page.goto(DOCUMENT)
            place, text = page.locator(".contents-place").bounding_box(), page.locator(".text").bounding_box()
            assert place
            assert text
            assert (place["x"] > text["x"] + text["width"] / 2) == is_beside
            assert (page.locator("details.contents").get_attribute("open") is not None) == is_beside
            page.locator("details.contents").evaluate("box => box.open = true")
            page.locator(".contents a", has_text="Điều 7").click()
            assert _in_view(page, "#dieu-7")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_document_with_matches(browser: Browser, client: httpx.Client, scheme: str) -> None:
    with page_of(browser, str(client.base_url), viewport=PHONE, color_scheme=scheme) as page:
        page.goto(DOCUMENT + "#dieu-5")
        page.locator("details.contents").evaluate("box => box.open = true")
        assert axe_violations(page) == {}
        assert overflow(page) == 0
