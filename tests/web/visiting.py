"""How a test visits the page and waits for its answer."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

SECONDS = 1000
READY = re.compile("Your strategy")


def opened(page: Page, address: str, query: str = "runs=12") -> Page:
    page.goto(f"{address}?{query}")
    page.locator(".masthead").wait_for(timeout=60 * SECONDS)
    return page


def answered(page: Page) -> str:
    """The sentence once all worlds are in."""
    expect(page.get_by_test_id("trust")).to_contain_text("12 of 12 worlds", timeout=90 * SECONDS)
    return page.get_by_test_id("headline").inner_text()
