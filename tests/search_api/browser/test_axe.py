"""Nothing that axe knows of stands in the way of people, on any page, wide or on a phone, light or dark."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser

from tests.support.browser import DESKTOP, PHONE, axe_violations, overflow, page_of
from tests.support.sample_pages import sample_pages


# Colours differ by scheme, targets by size, neither by the other: two of the four combinations have all that differs.
@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["wide-light", "phone-dark"])
def test_axe_finds_nothing(browser: Browser, client: httpx.Client, size: dict[str, int], scheme: str) -> None:
    """One browser page goes to all addresses: opening one for each takes as long as axe does."""
    violations: dict[str, dict[str, list[str]]] = {}
    wider: dict[str, int] = {}
    with page_of(browser, str(client.base_url), viewport=size, color_scheme=scheme) as page:
        for name, address in sample_pages(client).items():
            page.goto(address)
            violations[name] = axe_violations(page)
            wider[name] = overflow(page)
    assert {name: found for name, found in violations.items() if found} == {}
    assert {name: pixels for name, pixels in wider.items() if pixels} == {}
