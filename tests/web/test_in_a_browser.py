"""A planner at the screen: every page in a real browser, from the first look to the files that are taken away."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.visiting import READY, SECONDS, answered, opened

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_no_request_leaves_this_machine_and_none_fails(page: Page, address: str) -> None:
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda r: failed.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    page.on("requestfailed", lambda request: failed.append(request.url))
    opened(page, address)
    answered(page)
    for name in ("Compare", "What matters", "Assumptions", "Scenario", "Take away", "Help"):
        page.get_by_role("navigation").get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_role("button", name=name, exact=True)).to_have_attribute(
            "aria-current", "page"
        )
    outside = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    assert outside == []
    assert failed == []


def test_the_first_screen_answers_draws_and_shows_the_harm(page: Page, address: str) -> None:
    opened(page, address)
    assert READY.search(answered(page))
    expect(page.get_by_test_id("ledger").locator("li")).not_to_have_count(0)
    for chart in ("over-time", "map"):
        expect(page.locator(f'[data-chart="{chart}"] svg path').first).to_be_attached()
    assert page.get_by_test_id("ledger").locator("li").first.bounding_box()["y"] < 768  # type: ignore[index]
    page.locator('[data-chart="over-time"] summary').click()
    expect(page.locator('[data-chart="over-time"] tbody tr')).to_have_count(130)
    with page.expect_download() as download:
        page.locator('[data-chart="over-time"]').get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename == "over-time.csv"


def test_a_lever_moved_by_keyboard_changes_the_answer_and_is_taken_back(
    page: Page, address: str
) -> None:
    opened(page, address)
    answered(page)
    before = page.get_by_test_id("range").inner_text()
    council = page.get_by_label("Standing council", exact=True)
    council.focus()
    page.keyboard.press("Home")
    expect(page.get_by_test_id("range")).not_to_have_text(before)
    expect(page).to_have_url(re.compile("levers="))
    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("range")).to_have_text(before)
    page.keyboard.press("Control+y")
    expect(page.get_by_test_id("range")).not_to_have_text(before)


def test_the_budget_cannot_be_overspent_by_hand(page: Page, address: str) -> None:
    opened(page, address)
    council = page.get_by_label("Standing council", exact=True)
    council.focus()
    page.keyboard.press("End")
    expect(page.get_by_text("All of the budget is given")).to_be_visible()
    meter = page.get_by_role("meter")
    expect(meter).to_have_attribute("aria-valuenow", "100")
    expect(council).to_have_value("15")


def test_an_answer_is_stopped_and_goes_on(page: Page, address: str) -> None:
    opened(page, address, "runs=900&seed=77")
    page.get_by_role("button", name="Stop here").click(timeout=60 * SECONDS)
    expect(page.get_by_test_id("trust")).to_contain_text("Stopped at")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Stop here")).to_be_visible()


def test_a_link_brings_the_same_numbers_to_another_visitor(
    page: Page, browser: Browser, address: str
) -> None:
    opened(page, address, "runs=12&seed=5&levers=council:0.5,dialogue:0.2")
    first = answered(page), page.get_by_test_id("range").inner_text()
    context = browser.new_context()
    other = context.new_page()
    other.goto(page.url)
    assert (answered(other), other.get_by_test_id("range").inner_text()) == first
    opened(other, address, "runs=12")
    assert other.get_by_test_id("range").inner_text() != first[1]
    expect(page.get_by_test_id("range")).to_have_text(first[1])
    context.close()


def test_strategies_stand_side_by_side(page: Page, address: str) -> None:
    opened(page, address, "runs=12&page=compare&compare=security_only,none,consult,own_strategy")
    expect(page.get_by_test_id("summary")).to_contain_text("Consultation", timeout=60 * SECONDS)
    expect(page.get_by_test_id("strategies").locator("tbody tr")).to_have_count(4)
    expect(page.locator(".panels figure")).to_have_count(3)
    expect(page.get_by_test_id("matrix")).to_contain_text("Harms")
    page.get_by_role("checkbox", name="Consultation").uncheck()
    expect(page.get_by_test_id("strategies").locator("tbody tr")).to_have_count(3)


def test_an_assumption_is_changed_with_a_reason_and_flagged(page: Page, address: str) -> None:
    opened(page, address, "runs=12&page=assumptions")
    page.get_by_test_id("search").fill("harm_help_ratio")
    page.locator("[data-parameter='trust.harm_help_ratio'] button.word").click()
    page.get_by_label("Value", exact=True).fill("1.2")
    page.get_by_label("Because").fill("our surveys in the north")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.get_by_text("1 changed assumption")).to_be_visible()
    page.get_by_role("button", name="Explore").click()
    answered(page)
    expect(page.locator('[data-chart="over-time"] .flag')).to_contain_text("trust.harm_help_ratio")
    said = page.locator('[data-chart="map"] figcaption').text_content() or ""
    assert re.search(r"\S ⚑ Assumptions changed", said)
    expect(page).to_have_url(re.compile("harm_help_ratio"))


def test_a_text_with_errors_is_refused_at_its_lines_and_a_good_one_is_used(
    page: Page, address: str
) -> None:
    opened(page, address, "runs=12&page=country")
    editor = page.get_by_test_id("yaml")
    editor.fill("extends: training\ntitel: Wrong\n")
    page.get_by_role("button", name="Check and use").click()
    expect(page.get_by_test_id("problems")).to_contain_text("line 2")
    expect(page.locator(".editor-lines .bad")).to_have_text("2")
    expect(page.locator("h2").first).to_contain_text("Riverlands")
    editor.fill("# mine\nextends: training\ntitle: Hills and <b>valleys</b>\n")
    page.get_by_role("button", name="Check and use").click()
    expect(page.locator("h2").first).to_have_text("Hills and <b>valleys</b>")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save this text").click()
    assert "# mine" in Path(download.value.path()).read_text()


def test_a_country_of_ones_own_is_loaded_and_answers(
    page: Page, address: str, tmp_path: Path
) -> None:
    rows = [f"Place {k},North,1.{k:02d},1.{k:02d},{1000 + k}" for k in range(12)]
    table = tmp_path / "mine.csv"
    table.write_text("\n".join(["name,admin1,latitude,longitude,population", *rows]))
    opened(page, address, "runs=12&page=country")
    page.get_by_test_id("communities").set_input_files(table)
    page.get_by_role("button", name="Put into the scenario").click()
    expect(page.get_by_test_id("problems")).to_contain_text("No errors")
    page.get_by_role("button", name="Explore").click()
    answered(page)
    expect(page.locator('[data-chart="map"]')).to_contain_text("North")
    expect(page.locator('[data-chart="map"]')).not_to_contain_text("invented")


def test_the_files_that_are_taken_away_hold_the_numbers_on_the_screen(
    page: Page, address: str, tmp_path: Path
) -> None:
    opened(page, address, "runs=12&seed=2")
    answered(page)
    shown = page.get_by_test_id("range").inner_text()
    page.get_by_role("button", name="Take away").click()
    expect(page.get_by_test_id("command")).to_contain_text("--runs 12 --seed 2")
    page.get_by_test_id("prepare").click()
    page.get_by_test_id("files").wait_for(timeout=120 * SECONDS)
    for name in ("comparison.csv", "manifest.json", "report.html", "my_scenario.yaml"):
        with page.expect_download() as download:
            page.locator(f'[data-file="{name}"]').click()
        download.value.save_as(tmp_path / name)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["inputs"]["runs"] == 12
    assert "own_strategy" in (tmp_path / "my_scenario.yaml").read_text()
    rows = (tmp_path / "comparison.csv").read_text().splitlines()
    header = [cell.strip('"') for cell in rows[0].split(",")]
    row = next(line for line in rows if "stability_index" in line).split(",")
    mean = float(row[header.index("mean_difference")])
    assert f"{abs(mean):.2f}"[:3] in shown
    assert "<html" in (tmp_path / "report.html").read_text()


def test_what_matters_is_asked_of_a_study(page: Page, address: str) -> None:
    opened(page, address, "runs=24&page=sensitivity")
    expect(page.get_by_test_id("influence")).not_to_be_empty(timeout=60 * SECONDS)
    expect(page.locator('[data-chart="tornado"] svg path').first).to_be_attached(
        timeout=60 * SECONDS
    )
    page.get_by_label("Samples").select_option("8")
    page.get_by_test_id("start-study").click()
    expect(page.get_by_test_id("study-says")).to_contain_text(
        re.compile("The difference depends most on|The longest bar is"), timeout=120 * SECONDS
    )


def test_a_study_goes_on_beside_other_pages_is_stopped_and_says_when_it_is_of_before(
    page: Page, address: str
) -> None:
    opened(page, address, "runs=24&page=sensitivity")
    pages, start = page.get_by_role("navigation"), page.get_by_test_id("start-study")
    expect(start).to_be_enabled(timeout=60 * SECONDS)
    page.get_by_label("Samples").select_option("64")
    start.click()
    pages.get_by_role("button", name="Explore").click()
    expect(page.get_by_test_id("headline")).to_contain_text(READY)
    pages.get_by_role("button", name="What matters").click()
    told = page.locator("form [role=status]")
    expect(told).to_contain_text("of 3072 runs")
    expect(told).not_to_have_text(told.inner_text(), timeout=60 * SECONDS)
    page.get_by_role("button", name="Stop here").click()
    expect(start).to_be_enabled()
    page.get_by_label("Samples").select_option("8")
    start.click()
    page.locator('[data-chart="indices"]').wait_for(timeout=120 * SECONDS)
    expect(page.get_by_test_id("stale")).to_have_count(0)
    pages.get_by_role("button", name="Explore").click()
    page.get_by_label("Standing council", exact=True).focus()
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile("levers="))
    pages.get_by_role("button", name="What matters").click()
    expect(page.get_by_test_id("stale")).to_be_visible()
    expect(page.locator('[data-chart="indices"] .flag')).to_contain_text("before your last changes")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_test_id("stale")).to_have_count(0)


def test_help_answers_what_is_this_and_the_tour_has_five_steps(page: Page, address: str) -> None:
    opened(page, address)
    page.get_by_role("button", name="How it is used: Standing council").click()
    page.get_by_role("button", name="What is this?", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("unmet expectations")
    expect(dialog).to_contain_text("no causal estimate")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Tour").click()
    for step in range(1, 6):
        expect(dialog).to_contain_text(f"Step {step} of 5")
        dialog.locator("button.strong").click()
    expect(dialog).to_be_hidden()


def test_the_model_view_opens_beside_what_a_visitor_has_set(page: Page, address: str) -> None:
    opened(page, address)
    page.get_by_role("navigation").get_by_role("button", name="Help", exact=True).click()
    with page.context.expect_page() as beside:
        page.get_by_role("link", name="Open the model view").click()
    expect(beside.value).to_have_url(f"{address}model")
    expect(page).not_to_have_url(re.compile("/model"))


def test_a_link_full_of_nonsense_is_answered_in_sentences(page: Page, address: str) -> None:
    opened(page, address, "scenario=../../etc&levers=magic:9&seed=x&set.a.b=~&page=%00&runs=12")
    expect(page.get_by_role("alert")).to_contain_text("magic")
    assert READY.search(answered(page))


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}], ids=["host", "origin"]
)
def test_a_foreign_page_is_refused_by_the_running_server(
    address: str, headers: dict[str, str]
) -> None:
    request = urllib.request.Request(address, headers=headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with pytest.raises(urllib.error.HTTPError, match="403") as refused:
        opener.open(request, timeout=20)
    refused.value.close()


def test_a_lever_is_sent_to_named_places_and_a_budget_is_chosen(page: Page, address: str) -> None:
    opened(page, address)
    answered(page)
    page.get_by_role("button", name="How it is used: Standing council").click()
    page.get_by_label("Where first").select_option("list")
    expect(page.get_by_text("Choose places")).to_be_visible()
    unit = page.locator(".places-list > div").first
    unit.get_by_role("checkbox").first.check()
    count = unit.get_by_role("checkbox").count() - 1
    expect(page.get_by_text(f"In {count} places")).to_be_visible()
    expect(page).to_have_url(re.compile(r"places\.council="))
    page.get_by_label("Times the budget of the scenario").select_option("5")
    expect(page.get_by_role("button", name="budget × 5")).to_be_visible()
    answered(page)
    page.get_by_role("button", name="Take away").click()
    expect(page.get_by_test_id("command")).to_contain_text("--budget-levels 5")
    page.get_by_role("navigation").get_by_role("button", name="Scenario", exact=True).click()
    expect(page.get_by_test_id("yaml")).to_have_value(re.compile("targeting: list"))
    page.get_by_label("Weeks computed").fill("52")
    page.get_by_role("button", name="Apply").first.click()
    expect(page.get_by_role("button", name="only the first 52 of 520 weeks")).to_be_visible()
    page.get_by_role("button", name="Explore").click()
    answered(page)
    page.locator('[data-chart="over-time"] summary').click()
    expect(page.locator('[data-chart="over-time"] tbody tr').last).to_contain_text("52")
