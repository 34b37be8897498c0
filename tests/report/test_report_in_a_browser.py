"""What only a browser sees: that the page opens from disk, asks for nothing, fits a phone and prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from cse_sim.report.page import write_report
from cse_sim.study.question import canonical_scenario
from tests.report import studies

LONG = "Very much engagement with everybody who asks for it, everywhere and for as long as it takes"


def long_names(folder: Path) -> Path:
    """A strategy whose title fits no figure."""
    return studies.comparison(folder, scenario=canonical_scenario(studies.scenario(strategy=LONG)))


KINDS = (long_names, studies.with_map, studies.alone, studies.sensitivity, studies.sweep)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

OVERLAPPING = """() => {
  const found = [];
  for (const svg of document.querySelectorAll('svg')) {
    const boxes = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
    boxes.forEach(([said, a], i) => boxes.slice(i + 1).forEach(([other, b]) => {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1 && high > 3) found.push([said, other]);
    }));
  }
  return found;
}"""
OUTSIDE = """() => [...document.querySelectorAll('svg text')].filter(t => {
  const text = t.getBoundingClientRect(), box = t.closest('svg').getBoundingClientRect();
  return text.left < box.left - 2 || text.right > box.right + 2;
}).map(t => t.textContent)"""


@pytest.fixture(scope="module", params=KINDS, ids=lambda make: make.__name__)
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser") / "study"
    return write_report(request.param(folder))


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["desk", "phone"])
def test_it_opens_from_disk_quietly_and_fits(
    browser: Browser, report: Path, size: tuple[int, int]
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    asked: list[str] = []
    complained: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complained.append(message.text))
    page.on("pageerror", lambda error: complained.append(str(error)))
    page.goto(report.as_uri())
    assert asked == [report.as_uri()]
    assert complained == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate(OVERLAPPING) == []
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate("document.querySelectorAll('svg title').length") >= 1
    page.close()


def test_it_prints_on_a4(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    page.goto(report.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    sheets = printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ")
    assert 2 <= sheets <= 12, json.dumps(sheets)
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    page.close()
