"""Suggestions while typing, as the ARIA combobox pattern has them: by keyboard, mouse and touch, and without script."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

import search_api
from tests.support.browser import PHONE, axe_violations, overflow, page_of

SCRIPT = Path(search_api.__file__).parent / "pages" / "static" / "suggest.js"


@pytest.fixture(scope="module")
def page(browser: Browser, client: httpx.Client) -> Iterator[Page]:
    with page_of(browser, str(client.base_url)) as page:
        yield page


def box(page: Page) -> Locator:
    return page.locator("form[role=search] input[name=q]")


def options(page: Page) -> Locator:
    """Return the suggestions; a choice of the days' kind is an option too."""
    return page.get_by_role("listbox", name="Gợi ý").get_by_role("option")


def typed(page: Page, text: str, path: str = "/") -> Locator:
    """Open a page, type, and return the options when they are there."""
    page.goto(path)
    with page.expect_response(lambda answer: parse_qs(urlsplit(answer.url).query).get("q") == [text]):
        box(page).press_sequentially(text)
    expect(page.get_by_role("listbox")).to_be_visible()
    return options(page)


def active(page: Page) -> str | None:
    """Return the text of the option that a screen reader reads, which must be the one that is marked as selected."""
    selected = page.locator("[role=option][aria-selected=true]")
    id = box(page).get_attribute("aria-activedescendant")
    assert selected.count() == (1 if id else 0)
    if id is None:
        return None
    assert selected.get_attribute("id") == id
    return selected.inner_text()


def test_the_script_is_small() -> None:
    assert SCRIPT.stat().st_size <= 6_000


def test_the_box_is_a_combobox_with_groups_that_have_names(page: Page) -> None:
    offered = typed(page, "nguyen")
    combobox = page.get_by_role("combobox", name="Từ ngữ, số hiệu, ngày hoặc tên cán bộ", expanded=True)
    expect(combobox).to_be_focused()
    assert combobox.get_attribute("aria-autocomplete") == "list"
    assert combobox.get_attribute("aria-controls") == page.get_by_role("listbox", name="Gợi ý").get_attribute("id")
    officials = page.get_by_role("group", name="Cán bộ").get_by_role("option")
    assert officials.count() >= 2
    assert all("Nguyễn" in text for text in officials.all_inner_texts())
    assert "Nguyễn" in officials.first.locator("mark").all_inner_texts()
    expect(page.locator("form[role=search]").get_by_role("status")).to_have_text(
        f"Có {offered.count()} gợi ý, chọn bằng phím mũi tên."
    )


def test_axe_finds_nothing_while_suggestions_are_open(page: Page) -> None:
    typed(page, "nguyen")
    box(page).press("ArrowDown")
    assert axe_violations(page) == {}


def test_a_person_is_reached_by_keyboard_alone(page: Page) -> None:
    typed(page, "tran thi minh ng", "/huong-dan")
    box(page).press("ArrowDown")
    assert (active(page) or "").startswith("Trần Thị Minh Nguyệt")
    box(page).press("Enter")
    page.wait_for_url("**/nguoi/tran-thi-minh-nguyet")


def test_arrows_go_round_and_other_keys_return_to_the_text(page: Page) -> None:
    texts = typed(page, "nong thon").all_inner_texts()
    assert active(page) is None
    for expected in (*texts, texts[0]):
        box(page).press("ArrowDown")
        assert active(page) == expected
    box(page).press("ArrowUp")
    assert active(page) == texts[-1]
    for key, cursor in (("Home", 0), ("End", len("nong thon"))):
        box(page).press("ArrowDown")
        box(page).press(key)
        assert active(page) is None
        assert box(page).evaluate("input => input.selectionStart") == cursor
    box(page).press("ArrowUp")
    assert active(page) == texts[-1]
    assert box(page).input_value() == "nong thon"


def test_escape_closes_then_clears(page: Page) -> None:
    typed(page, "ngan sach")
    box(page).press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert box(page).get_attribute("aria-expanded") == "false"
    assert box(page).input_value() == "ngan sach"
    box(page).press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert active(page)
    box(page).press("Escape")
    box(page).press("Escape")
    assert box(page).input_value() == ""


def test_tab_leaves_and_closes(page: Page) -> None:
    typed(page, "ngan sach")
    box(page).press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("button", name="Tìm", exact=True)).to_be_focused()


def test_enter_without_a_choice_searches_for_what_was_typed(page: Page) -> None:
    typed(page, "ngan sach")
    box(page).press("Enter")
    page.wait_for_url("**/tim-kiem?q=ngan+sach*")


def test_a_document_is_reached_by_mouse(page: Page) -> None:
    typed(page, "đặt tên đường")
    option = page.get_by_role("group", name="Tin và văn bản").get_by_role("option").first
    address = option.get_attribute("href")
    option.click()
    page.wait_for_url(str(address))
    assert "/van-ban/" in page.url


def test_a_phrase_searches_with_the_filters_that_are_chosen(page: Page) -> None:
    typed(page, "nong thon", "/tim-kiem?kind=resolution")
    option = page.get_by_role("group", name="Cụm từ").get_by_role("option").first
    phrase = option.inner_text()
    option.click()
    page.wait_for_url("**q=**")
    assert "kind=resolution" in page.url
    expect(box(page)).to_have_value(phrase)


def test_a_number_has_its_own_group(page: Page) -> None:
    typed(page, "05/2020/NQ")
    assert page.get_by_role("group", name="Số hiệu").get_by_role("option").first.inner_text().startswith("05/2020/NQ")


def test_marks_are_those_of_code_points(page: Page) -> None:
    suggestion = {"type": "document", "text": "🎉🎉 chợ <b>đêm</b>", "marks": [[3, 6]], "page": "/van-ban/x"}
    with answering(page, lambda _: [suggestion]):
        option = typed(page, "cho").first
        assert option.locator("mark").all_inner_texts() == ["chợ"]
        assert option.inner_text() == suggestion["text"]


def test_an_answer_that_comes_late_is_dropped(page: Page) -> None:
    """The first question is answered only when the second one is."""
    waiting: list[Route] = []

    def answer(route: Route) -> list[dict[str, Any]] | None:
        if route.request.url.endswith("q=a"):
            waiting.append(route)
            return None
        for early in waiting:
            early.fulfill(json={"suggestions": [offer("early")]})
        return [offer("late")]

    with answering(page, answer):
        page.goto("/")
        with page.expect_request("**/v1/suggest?q=a"):
            box(page).press_sequentially("a")
        box(page).press_sequentially("b")
        expect(options(page)).to_have_text(["late"])
        page.wait_for_timeout(100)
        expect(options(page)).to_have_text(["late"])
    assert len(waiting) == 1


def test_the_box_works_while_the_service_does_not_answer(page: Page) -> None:
    with answering(page, lambda route: route.fulfill(status=503, body="")):
        page.goto("/")
        with page.expect_response("**/v1/suggest?q=ch"):
            box(page).press_sequentially("ch")
        expect(page.get_by_role("listbox")).to_be_hidden()
        assert box(page).get_attribute("aria-expanded") == "false"


def test_keys_belong_to_an_input_method_while_it_composes(page: Page) -> None:
    """Suggestions come for what is composed so far; Enter and arrows choose nothing before the word is done."""
    page.goto("/")
    box(page).focus()
    method = page.context.new_cdp_session(page)
    for composed in ("d", "đ", "đặ", "đặt"):
        method.send("Input.imeSetComposition", {"text": composed, "selectionStart": 1, "selectionEnd": 1})
    expect(options(page).first).to_be_visible()
    for key in ("ArrowDown", "Enter", "Escape"):
        prevented = box(page).evaluate(
            "(input, key) => !input.dispatchEvent("
            "new KeyboardEvent('keydown', {key, isComposing: true, bubbles: true, cancelable: true}))",
            key,
        )
        assert not prevented
    assert active(page) is None
    assert box(page).input_value() == "đặt"
    method.send("Input.insertText", {"text": "đặt tên"})
    expect(options(page).first.locator("mark").first).to_have_text("đặt tên", ignore_case=True)
    box(page).press("ArrowDown")
    assert active(page)


def test_suggestions_fit_a_phone_and_take_a_finger(browser: Browser, client: httpx.Client) -> None:
    with page_of(browser, str(client.base_url), viewport=PHONE, has_touch=True, is_mobile=True) as page:
        offered = typed(page, "nguyen", "/huong-dan")
        assert overflow(page) == 0
        assert all(option.bounding_box()["height"] >= 44 for option in offered.all())  # type: ignore[index]
        assert axe_violations(page) == {}
        offered.first.tap()
        page.wait_for_url("**/nguoi/**")


def test_without_script_the_box_searches(browser: Browser, client: httpx.Client) -> None:
    with page_of(browser, str(client.base_url), java_script_enabled=False) as page:
        page.goto("/huong-dan")
        assert box(page).get_attribute("role") is None
        box(page).fill("ngân sách")
        box(page).press("Enter")
        expect(page.locator("ol.results > li").first).to_be_visible()


def offer(text: str) -> dict[str, Any]:
    return {"type": "document", "text": text, "marks": [], "page": "/van-ban/x"}


@contextmanager
def answering(page: Page, answer: Any) -> Iterator[None]:
    """Answer the questions of the script in place of the service until the block ends."""

    def handle(route: Route) -> None:
        suggestions = answer(route)
        if suggestions is not None:
            route.fulfill(json={"suggestions": suggestions})

    page.route("**/v1/suggest?*", handle)
    try:
        yield
    finally:
        page.unroute("**/v1/suggest?*")
