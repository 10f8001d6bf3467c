"""Pages can be hit with a finger, read at twice the size, in the system's own colours, and on paper."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser import DESKTOP, PHONE, overflow, page_of
from tests.support.sample_pages import sample_pages

RESULTS = "/tim-kiem?q=h%E1%BB%97+tr%E1%BB%A3+x%C3%A2y+d%E1%BB%B1ng"
# Targets that are too small, each with its size. A link within the words of a sentence may be as high as these (WCAG
# 2.5.8), and the label of a box counts as the box.
SMALL_TARGETS = r"""least => {
  const shown = element => element.checkVisibility({visibilityProperty: true});
  const within = element => {
    if (getComputedStyle(element).display !== "inline") return false;
    let block = element.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const links = [...block.querySelectorAll("a, .unseen")];
    const words = links.reduce((text, link) => text.replace(link.textContent, ""), block.textContent);
    return /[\p{L}\d]/u.test(words);
  };
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
    .filter(element => shown(element) && !element.closest("svg, .unseen") && !within(element))
    .map(element => {
      const label = element.matches("[type=checkbox], [type=radio]") && element.labels[0];
      const box = (label || element).getBoundingClientRect();
      return [`${element.tagName} ${element.textContent.trim().slice(0, 40)}`, box.width, box.height, box.right];
    })
    .filter(([, width, height, right]) => right > 0 && width > 0 && (height < least - .5 || width < 23.5))
    .map(([name, width, height]) => `${name} ${Math.round(width)}×${Math.round(height)}`);
}"""


@pytest.mark.parametrize(("size", "least"), [(DESKTOP, 24), (PHONE, 44)], ids=["wide", "phone"])
def test_every_target_can_be_hit(browser: Browser, client: httpx.Client, size: dict[str, int], least: int) -> None:
    small: dict[str, list[str]] = {}
    with page_of(browser, str(client.base_url), viewport=size) as page:
        for name, address in sample_pages(client).items():
            page.goto(address)
            small[name] = page.evaluate(SMALL_TARGETS, least)
    assert {name: targets for name, targets in small.items() if targets} == {}


def test_text_at_twice_the_size_needs_no_scrolling_sideways(browser: Browser, client: httpx.Client) -> None:
    wider: dict[str, int] = {}
    with page_of(browser, str(client.base_url), viewport={"width": 640, "height": 900}) as page:
        for name, address in sample_pages(client).items():
            page.goto(address)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            wider[name] = overflow(page)
    assert {name: pixels for name, pixels in wider.items() if pixels} == {}


def _style(page: Page, selector: str, *names: str) -> list[str]:
    styles = "([selector, names]) => { const s = getComputedStyle(document.querySelector(selector));"
    return list(page.evaluate(f"{styles} return names.map(name => s[name]); }}", [selector, list(names)]))


def test_in_forced_colours_nothing_is_told_by_colour_alone(browser: Browser, client: httpx.Client) -> None:
    with page_of(browser, str(client.base_url), forced_colors="active") as page:
        page.goto(f"{RESULTS}&kind=resolution")
        assert _style(page, "button", "borderTopStyle") == ["solid"]
        assert _style(page, ".chips a", "borderTopStyle") == ["solid"]
        assert _style(page, ".facts .status", "borderTopStyle") == ["solid"]
        mark, around = _style(page, "mark", "backgroundColor"), _style(page, ".snippet", "backgroundColor")
        assert mark != around
        bar, ground = _style(page, ".bars .bar", "fill"), _style(page, "body", "backgroundColor")
        assert bar != ground
        page.keyboard.press("Tab")
        assert _style(page, ":focus", "outlineStyle", "outlineWidth") == ["solid", "3px"]
        page.goto("/van-ban/12-2012-nq-hdnd-huyen-lam-khe")
        assert _style(page, ".chain .arrow", "stroke") != _style(page, "body", "backgroundColor")


def test_statuses_differ_in_word_and_sign_as_well_as_in_colour(page: Page) -> None:
    page.goto("/tim-kiem?kind=resolution&size=50")
    badges = page.locator(".facts .status").evaluate_all(
        "badges => badges.map(badge => [badge.innerText, getComputedStyle(badge).color, badge.className])"
    )
    by_class = {name: (text, colour) for text, colour, name in badges}
    assert len(by_class) >= 3
    assert len({text.split()[0] for text, _ in by_class.values()}) == len(by_class)  # the sign
    in_force = by_class["status in-force"][1]
    others = {colour for name, (_, colour) in by_class.items() if "in-force" not in name}
    assert in_force not in others


def test_on_paper_results_name_query_address_and_day_and_nothing_is_cut(page: Page, client: httpx.Client) -> None:
    page.set_viewport_size({"width": 680, "height": 960})  # A4 within its margins
    page.goto(RESULTS)
    page.emulate_media(media="print")
    head = page.locator(".printed").inner_text()
    assert "hỗ trợ xây dựng" in head
    assert "/tim-kiem?q=" in head
    assert "01/07/2025" in head
    assert not page.locator("form.ask").first.is_visible()
    for address in sample_pages(client).values():
        page.goto(address)
        page.emulate_media(media="print")
        assert overflow(page) == 0, address


def test_nothing_moves_for_those_who_ask_for_that(browser: Browser, client: httpx.Client) -> None:
    with page_of(browser, str(client.base_url), reduced_motion="reduce") as page:
        for address in ("/", RESULTS, "/van-ban/12-2012-nq-hdnd-huyen-lam-khe"):
            page.goto(address)
            moving = "[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);"
            moving += " return s.animationName !== 'none' || s.scrollBehavior === 'smooth'; }).length"
            assert page.evaluate(moving) == 0
