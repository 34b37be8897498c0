"""Levers by keyboard, and the page of help that opens at its top."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.visiting import answered, opened

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("pause", [0, 60])
def test_no_press_of_an_arrow_key_is_lost(page: Page, address: str, pause: int) -> None:
    opened(page, address, "runs=12&levers=council:0.5,dialogue:0.3")
    answered(page)
    council = page.get_by_label("Standing council", exact=True)
    council.focus()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(pause)
    expect(council).to_have_value("30")
    page.wait_for_timeout(3500)
    expect(council).to_have_value("30")
    expect(page).to_have_url(re.compile("levers=council%3A0.3%2C"))


def test_a_lever_taken_back_at_once_stands_where_it_was(page: Page, address: str) -> None:
    opened(page, address, "runs=12&levers=council:0.5,dialogue:0.3")
    answered(page)
    council = page.get_by_label("Standing council", exact=True)
    council.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Redo")).to_have_attribute("aria-disabled", "false")
    expect(council).to_have_value("50")


def test_a_long_page_of_help_opens_at_its_top(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 800, "height": 420})
    opened(page, address)
    page.get_by_role("button", name="How it is used: Dialogue and mediation").click()
    page.get_by_role("button", name="What is this?", exact=True).click()
    heading = page.get_by_role("dialog").get_by_role("heading")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport(ratio=1)
    pane = page.get_by_role("dialog").evaluate(
        "e => [e.scrollTop, e.scrollHeight > e.clientHeight]"
    )
    assert pane == [0, True]
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("dialog").get_by_role("button", name="Close")).to_be_focused()
