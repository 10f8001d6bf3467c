"""Drives the system's Chromium: pages as people meet them, and axe with every rule that it has."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a browser until the block ends; skip where none is installed (HDND_TEST_SERVERS=required: fail)."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        missing = "needs Chromium: apt install chromium"
        (pytest.fail if os.environ.get("HDND_TEST_SERVERS") == "required" else pytest.skip)(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def page_of(browser: Browser, base_url: str, **options: Any) -> Iterator[Page]:
    """Open an empty page until the block ends; `options` are those of a context, with a wide screen if none is given.

    An error of a script, or a request that is refused by the content security policy, fails the test.
    """
    options.setdefault("viewport", DESKTOP)
    context: BrowserContext = browser.new_context(base_url=base_url, locale="vi-VN", **options)
    context.set_default_timeout(20_000)
    errors: list[str] = []
    try:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
        yield page
    finally:
        context.close()
    assert not errors, errors


def axe_violations(page: Page) -> dict[str, list[str]]:
    """Return what axe finds on the whole page with all its rules, best practice and experimental ones: HTML by rule."""
    source = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    page.evaluate(source)  # in the page's own world, which the content security policy does not keep out
    # A rule that is off by default runs if its tag is named.
    tags = page.evaluate("[...new Set(axe.getRules().flatMap(rule => rule.tags))]")
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
    return {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found["violations"]}


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the screen: 0, or people scroll sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
