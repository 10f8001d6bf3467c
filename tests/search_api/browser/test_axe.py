"""Nothing that axe knows of stands in the way of people, on any page, wide or on a phone, light or dark."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser

from tests.support.browser import DESKTOP, PHONE, axe_violations, overflow, page_of

PAGES = (
    "/",
    "/huong-dan",
    "/tim-kiem?q=ng%C3%A2n+s%C3%A1ch",
    "/tim-kiem?q=khongcogi",
    "/van-ban/khong-co",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(
    browser: Browser, client: httpx.Client, path: str, size: dict[str, int], scheme: str
) -> None:
    with page_of(browser, str(client.base_url), viewport=size, color_scheme=scheme) as page:
        page.goto(path)
        assert axe_violations(page) == {}
        assert overflow(page) == 0
