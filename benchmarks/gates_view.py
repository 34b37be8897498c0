"""How long a planner waits: start-up, first answer after a lever, twenty visitors at once, memory for each.

    python benchmarks/gates_view.py

Prints one line per figure: name, figure, gate, met or missed. Ends with 1 if a gate is missed. The browser runs on the
same machine and takes its share of the processors. Needs Chromium.
"""

from __future__ import annotations

import functools
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
VISITORS = 20
MOVES = 9
WAIT = 180_000
GATES = {
    "start-up": 10.0,
    "first page and answer": 5.0,
    "first answer after a lever, training": 1.0,
    "first answer after a lever, liberia": 1.5,
    "wait of the median visitor, all at once": 10.0,
    "memory of a visitor": 15.0,
}


def main() -> int:
    """Measure everything once; the number of gates missed."""
    told = []
    with browser() as chromium:
        for case in ("training", "liberia"):
            began = time.monotonic()
            with server(case) as (address, process):
                started = time.monotonic() - began
                page = chromium.new_page(viewport={"width": 1366, "height": 768})
                opened = waited(functools.partial(answer_of, page, address))
                if case == "training":
                    told += [
                        say("start-up", started, "s"),
                        say("first page and answer", opened, "s"),
                    ]
                complete(page, 200)
                told.append(say(f"first answer after a lever, {case}", lever(page), "s"))
                if case == "training":
                    told += crowd(chromium, address, process)
    return 1 if False in told else 0


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    if not Path(CHROMIUM).exists():
        sys.exit(f"there is no {CHROMIUM}: apt-get install chromium")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@contextmanager
def server(case: str) -> Iterator[tuple[str, int]]:
    """The view of a case: its address and its process."""
    started = subprocess.Popen(
        [sys.executable, "-m", "cse_sim", "view", case, "--port", "0", "--quiet"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert started.stdout is not None
    try:
        yield started.stdout.readline().strip(), started.pid
    finally:
        started.terminate()
        started.wait(20)


def answer_of(page: Page, address: str) -> None:
    """Open the page and wait for its first sentence."""
    page.goto(address)
    page.locator(".said-range").get_by_text("pairs of worlds").wait_for(timeout=WAIT)


def complete(page: Page, runs: int) -> None:
    """Wait until all worlds are in."""
    page.get_by_test_id("trust").get_by_text(f"{runs} worlds. Their").wait_for(timeout=WAIT)


def lever(page: Page) -> float:
    """Median seconds from a key on a lever to another answer."""
    page.get_by_label("Standing council", exact=True).focus()
    page.keyboard.press("End")
    page.wait_for_timeout(2000)
    return statistics.median(waited(lambda: moved(page)) for _ in range(MOVES))


def moved(page: Page) -> None:
    """Move the lever by one percent and wait for the other answer."""
    before = page.locator(".said-range").inner_text()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(
        "before => document.querySelector('.said-range').innerText !== before",
        arg=before,
        timeout=WAIT,
    )


def crowd(chromium: Browser, address: str, process: int) -> list[bool]:
    """Many visitors: what each takes of memory, and how long they wait when all move at once."""
    before = memory(process)
    pages = []
    for number in range(VISITORS):
        page = chromium.new_context(viewport={"width": 1366, "height": 768}).new_page()
        page.goto(
            f"{address}?runs=40&levers=council:0.{10 + 2 * number}"
        )  # nobody moves to where another was
        page.locator(".said-range").get_by_text("pairs of worlds").wait_for(timeout=WAIT)
        pages.append(page)
    for page in pages:
        complete(page, 40)
    each = (memory(process) - before) / VISITORS
    texts = {page: page.locator(".said-range").inner_text() for page in pages}
    began = time.monotonic()
    for page in pages:
        page.get_by_label("Standing council", exact=True).focus()
        page.keyboard.press("ArrowLeft")
    waits = []
    while texts:
        for page, text in list(texts.items()):
            if page.locator(".said-range").inner_text() != text:
                waits.append(time.monotonic() - began)
                del texts[page]
    for page in pages:
        page.context.close()
    return [
        say("wait of the median visitor, all at once", statistics.median(waits), "s"),
        say("memory of a visitor", each, "MB"),
    ]


def memory(process: int) -> float:
    """Resident memory of a process [MB]."""
    status = Path(f"/proc/{process}/status").read_text()
    return (
        int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
        / 1024
    )


def waited(action: Callable[[], None]) -> float:
    """Seconds an action takes."""
    began = time.monotonic()
    action()
    return time.monotonic() - began


def say(name: str, figure: float, unit: str) -> bool:
    """One line; whether the gate is met."""
    met = figure <= GATES[name]
    print(
        f"{name}  {figure:.2f} {unit}  at most {GATES[name]:g} {unit}  {'met' if met else 'missed'}"
    )
    return met


if __name__ == "__main__":
    sys.exit(main())
