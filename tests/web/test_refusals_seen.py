"""What cannot be used is seen: beside the form that asked for it, or in a message that can be closed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.visiting import SECONDS, answered, opened

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
PLACES = "\n".join(f"Place {k},North,1.{k:02d},1.{k:02d},{1000 + k}" for k in range(12))
TABLE = "name,admin1,latitude,longitude,population\n" + PLACES


def test_a_message_can_be_closed_and_does_not_follow_to_the_next_page(
    page: Page, address: str
) -> None:
    opened(page, address, "seed=x&runs=12")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("seed")
    close = alert.get_by_role("button", name="Close this message")
    box = close.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    close.click()
    expect(alert).to_have_count(0)
    opened(page, address, "seed=x&runs=12")
    expect(alert).to_contain_text("seed")
    page.get_by_role("navigation").get_by_role("button", name="Assumptions").click()
    expect(alert).to_have_count(0)


def test_a_lever_that_ends_before_it_begins_has_no_answer(page: Page, address: str) -> None:
    opened(page, address)
    answered(page)
    page.get_by_role("button", name="How it is used: Standing council").click()
    page.get_by_role("textbox", name="Start").fill("2005-01-01")
    page.get_by_role("textbox", name="End").fill("2003-01-01")
    page.get_by_role("textbox", name="End").press("Tab")
    expect(page.get_by_test_id("trust")).to_contain_text("not after the start 2005-01-01")
    expect(page.get_by_test_id("range")).to_have_text("")
    expect(page.locator(".waiting-figure").first).to_contain_text("cannot be answered")
    page.get_by_role("textbox", name="End").fill("2006-01-01")
    page.get_by_role("textbox", name="End").press("Tab")
    answered(page)


def test_a_country_of_ones_own_does_not_travel_in_a_link_and_a_reload_says_that_it_is_gone(
    page: Page, address: str, tmp_path: Path
) -> None:
    table = tmp_path / "mine.csv"
    table.write_text(TABLE)
    opened(page, address, "runs=12&page=country&scenario=liberia")
    page.get_by_test_id("communities").set_input_files(table)
    page.get_by_role("button", name="Put into the scenario").click()
    expect(page.get_by_test_id("problems")).to_contain_text("No errors")
    expect(page.get_by_role("combobox", name="Scenario")).to_have_value(".")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot travel in a link")
    expect(page).not_to_have_url(re.compile("liberia"))
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("was open here")


def test_errors_of_ones_own_tables_stand_beside_their_form_and_are_those_of_now(
    page: Page, address: str, tmp_path: Path
) -> None:
    bad, good, broken = (tmp_path / name for name in ("bad.csv", "good.csv", "broken.geojson"))
    bad.write_text(TABLE + "\nWrong,North,95,1,-5\n")
    good.write_text(TABLE)
    broken.write_text("{}")
    opened(page, address, "runs=12&page=country")
    form = page.locator("section", has=page.get_by_test_id("communities"))
    listed, build = form.get_by_test_id("problems"), form.get_by_role("button", name="Put into")
    expect(form).to_contain_text("at least 10 communities")
    page.get_by_test_id("communities").set_input_files(bad)
    build.click()
    expect(listed).to_contain_text("communities.csv, line 14")
    page.get_by_test_id("communities").set_input_files(good)
    page.get_by_test_id("boundaries").set_input_files(broken)
    build.click()
    expect(listed).to_contain_text("no GeoJSON")
    expect(listed.locator("li")).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_sample_table_is_downloaded_and_its_country_says_what_it_borrows(
    page: Page, address: str
) -> None:
    opened(page, address, "runs=12&page=country")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download a sample table").click()
    page.get_by_test_id("communities").set_input_files(download.value.path())
    page.get_by_role("button", name="Put into the scenario").click()
    expect(page.get_by_test_id("problems")).to_contain_text("No errors")
    page.get_by_role("button", name="Explore").click()
    expect(page.locator(".borrowed")).to_contain_text("the mission, the budget, the dates")
    answered(page)


def test_words_are_found_in_any_order_and_nothing_found_is_said(page: Page, address: str) -> None:
    opened(page, address, "runs=12&page=assumptions")
    search, row = page.get_by_test_id("search"), "[data-parameter='trust.harm_help_ratio']"
    for sought in ("harm help ratio", "harm/help", "Ratio  help_HARM", "trust.harm_help"):
        search.fill(sought)
        expect(page.locator(row)).to_be_visible()
        expect(page.get_by_test_id("nothing-found")).to_have_count(0)
    search.fill("harm help unicorn")
    expect(page.locator("[data-parameter]")).to_have_count(0)
    expect(page.get_by_test_id("nothing-found")).to_contain_text("fewer words")


def test_on_a_phone_the_tables_say_that_they_go_on(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, address, "runs=12&page=compare&compare=none,own_strategy")
    page.get_by_test_id("matrix").wait_for(timeout=60 * SECONDS)
    for name in ("strategies", "matrix"):
        expect(page.locator(f".{name} .sideways")).to_be_visible()
    page.set_viewport_size({"width": 1366, "height": 768})
    for name in ("strategies", "matrix"):
        expect(page.locator(f".{name} .sideways")).to_be_hidden()


def test_researchers_are_told_of_a_run_key_that_is_none(page: Page, address: str) -> None:
    page.goto(f"{address}model?seed=banana")
    expect(page.get_by_text('"banana" is no run key')).to_be_visible(timeout=90 * SECONDS)
    page.goto(f"{address}model?seed=42")
    expect(page.get_by_text("Run key 42", exact=True)).to_be_visible(timeout=90 * SECONDS)
    expect(page.get_by_test_id("agents").locator("tbody tr")).not_to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("$vuetify")
