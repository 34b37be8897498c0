"""Any visitor: with a keyboard alone, on a phone, in another language, with a screen reader."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from cse_sim.web.question import shipped
from cse_sim.web.texts import catalogue as texts
from tests.web.visiting import SECONDS, answered, opened

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_french_is_whole_and_arabic_runs_from_the_right(page: Page, address: str) -> None:
    opened(page, address, "runs=12&language=fr")
    expect(page.get_by_test_id("trust")).to_contain_text("mondes", timeout=60 * SECONDS)
    expect(page.get_by_role("button", name="Explorer")).to_be_visible()
    page.wait_for_function("document.documentElement.lang === 'fr'")
    page.get_by_label("Langue").select_option("ar")
    page.wait_for_function("document.documentElement.dir === 'rtl'", timeout=20 * SECONDS)
    levers = page.locator(".levers").bounding_box()
    assert levers is not None
    assert levers["x"] > 683


HERE = "(e => e.getAttribute('aria-label') || e.innerText || e.id)(document.activeElement)"


def tab_to(page: Page, name: str) -> None:
    """Press Tab until that has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if name in page.evaluate(HERE):
            return
    pytest.fail(f"{name} is not reached by Tab")


def test_the_whole_way_is_gone_with_the_keyboard_alone(page: Page, address: str) -> None:
    opened(page, address)
    answered(page)
    page.keyboard.press("Tab")
    assert page.evaluate(HERE) == "Skip to the answer"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "answer"
    page.reload()
    answered(page)
    tab_to(page, "lever-council")
    before = page.get_by_test_id("range").inner_text()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_test_id("range")).not_to_have_text(before)
    assert page.evaluate("document.activeElement.id") == "lever-council"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, "What is this?")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("unmet expectations")
    inside = "document.activeElement.closest('[role=dialog]') !== null"
    for _ in range(6):
        page.wait_for_function(inside)
        page.keyboard.press("Tab")
    assert page.evaluate(inside)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.wait_for_function("document.activeElement.innerText === 'What is this?'")
    page.keyboard.press("Home")
    page.reload()
    answered(page)
    tab_to(page, "lever-council")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("button", name="Undo")).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Redo")).to_have_attribute("aria-disabled", "false")
    page.get_by_role("button", name="Redo").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Redo")).to_have_attribute("aria-disabled", "true")
    assert page.evaluate(HERE) == "Redo"
    tab_to(page, "Compare")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("summary")).to_contain_text("Against", timeout=60 * SECONDS)
    assert page.evaluate(HERE) == "Compare"
    expect(page.get_by_test_id("matrix")).to_be_visible(timeout=60 * SECONDS)
    tab_to(page, "In all measures")
    top = "document.activeElement.scrollLeft + document.activeElement.tabIndex"
    assert page.evaluate(top) == 0


TABS = ("explore", "compare", "sensitivity", "assumptions", "country", "take", "help")
FIXED = "button, h1, h2, h3, label, legend, summary, th, dt, option, p, .quiet"


def test_no_english_is_left_on_a_french_page(page: Page, address: str) -> None:
    english, french = texts("en"), texts("fr")
    only = {
        text
        for section, known in english.items()
        for key, text in known.items()
        if len(text) > 3 and text not in french.get(section, {}).values()
    }
    found = {}
    for tab in TABS:
        opened(page, address, f"runs=24&language=fr&page={tab}")
        expect(page.get_by_role("navigation")).to_contain_text("Explorer")
        if tab in ("explore", "compare", "sensitivity"):
            page.locator("figure svg path").first.wait_for(state="attached", timeout=90 * SECONDS)
        shown = page.locator(FIXED).evaluate_all(
            """all => all.flatMap(e => [e.innerText.trim(), e.title, e.getAttribute('aria-label') || '',
            ...[...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent.trim())])"""
        )
        found[tab] = sorted(only & set(shown))
    assert [(tab, left) for tab, left in found.items() if left] == []


@pytest.mark.parametrize("width", [390, 1366])
def test_from_the_right_nothing_leaves_the_screen_or_covers_its_neighbour(
    page: Page, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for tab in TABS:
        opened(page, address, f"runs=24&language=ar&page={tab}")
        page.wait_for_function("document.documentElement.dir === 'rtl'", timeout=20 * SECONDS)
        if tab in ("explore", "compare", "sensitivity"):
            page.locator("figure svg path").first.wait_for(state="attached", timeout=90 * SECONDS)
        assert page.evaluate("document.documentElement.scrollWidth") <= width + 1, tab
        covered = page.evaluate(COVERED)
        assert covered == [], tab
    opened(page, address, "runs=12&language=ar")
    sentence = page.get_by_test_id("headline")
    expect(sentence).to_contain_text("worlds", timeout=90 * SECONDS)
    assert sentence.evaluate("e => getComputedStyle(e).textAlign") == "right"


COVERED = """() => {
  const boxes = [...document.querySelectorAll('.cse button, .cse select, .cse input, .cse h2, .cse h3, .cse dt')]
    .filter(e => e.offsetParent && !e.closest('.unseen, .lever-slide, h3 button'))
    .map(e => [e, e.getBoundingClientRect()]).filter(([e, b]) => b.width > 1 && b.height > 1);
  const found = [];
  for (let i = 0; i < boxes.length; i += 1) for (let j = i + 1; j < boxes.length; j += 1) {
    const [[e, a], [f, b]] = [boxes[i], boxes[j]];
    if (e.contains(f) || f.contains(e)) continue;
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 2 && high > 2) found.push(e.innerText + ' | ' + f.innerText);
  }
  return found;
}"""


def test_the_pages_keep_to_the_rules_of_accessibility(page: Page, address: str) -> None:
    opened(page, address)
    answered(page)
    found = {}
    for name in (
        "Explore",
        "Compare",
        "What matters",
        "Assumptions",
        "Scenario",
        "Take away",
        "Help",
    ):
        page.get_by_role("navigation").get_by_role("button", name=name, exact=True).click()
        page.wait_for_timeout(800)
        told = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        found[name] = [broken["id"] for broken in told.response["violations"]]
    assert [(name, broken) for name, broken in found.items() if broken] == []


@pytest.mark.parametrize("width", [390, 1366])
def test_nothing_is_wider_than_the_screen(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, address)
    answered(page)
    for name in ("Compare", "Assumptions", "Scenario", "Take away"):
        assert page.evaluate("document.documentElement.scrollWidth") <= width + 1
        page.get_by_role("navigation").get_by_role("button", name=name, exact=True).click()
        page.wait_for_timeout(300)


def test_on_paper_nothing_is_cut_off(page: Page, address: str) -> None:
    opened(page, address, "runs=12&page=compare&compare=security_only,none,own_strategy")
    table = page.get_by_test_id("strategies")
    expect(table.locator("tbody tr")).to_have_count(3, timeout=60 * SECONDS)
    expect(page.locator(".panels svg").first).to_be_attached()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 720, "height": 1000})
    beyond = "e => e.parentElement.scrollWidth - e.parentElement.clientWidth"
    assert table.evaluate(beyond) <= 1
    # Paper is narrower than the screen the chart was drawn for, and nothing is drawn anew for it.
    drawn = page.locator(".panels svg").first
    expect(drawn).to_have_attribute("viewBox", re.compile(r"^0 0 \d"))
    drawn.evaluate("e => e.setAttribute('width', 2000)")
    assert drawn.evaluate("e => e.clientWidth - e.closest('.plot').clientWidth") <= 1
    assert drawn.evaluate("e => e.clientHeight / e.clientWidth") < 1


def test_researchers_step_through_one_world(page: Page, address: str) -> None:
    page.goto(f"{address}model")
    page.get_by_role("button", name="Step").click(timeout=90 * SECONDS)
    expect(page.get_by_text("Week 1", exact=True)).to_be_visible(timeout=30 * SECONDS)
    page.locator("img.widget-image").nth(3).wait_for(timeout=30 * SECONDS)
    told = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    broken = {each["id"]: each["nodes"] for each in told.response["violations"]}
    assert set(broken) == {
        "nested-interactive"
    }  # the framework's lists to choose from: a button around a field
    assert all("v-input__slot" in node["html"] for node in broken["nested-interactive"])


@pytest.mark.parametrize("width", [390, 1366])
def test_no_name_on_the_map_lies_over_another(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, address, "runs=12&scenario=liberia")
    page.locator('[data-chart="map"] svg text').first.wait_for(timeout=90 * SECONDS)
    units = {row.admin1 for row in shipped("liberia").communities}
    boxes = page.locator('[data-chart="map"] svg text').evaluate_all(
        "all => all.map(e => [e.textContent, e.getBoundingClientRect().toJSON()])"
    )
    named = [box for text, box in boxes if text in units]
    assert len(named) >= 5
    for k, one in enumerate(named):
        for other in named[k + 1 :]:
            apart = one["right"] <= other["left"] or other["right"] <= one["left"]
            assert apart or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]
    if width == 390:
        return
    page.locator('[data-chart="map"] summary').click()
    listed = page.locator('[data-chart="map"] tbody tr td:first-child')
    expect(listed).to_have_count(len(units))
    assert set(listed.all_inner_texts()) == units
