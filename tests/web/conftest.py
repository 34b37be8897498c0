from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

NOWHERE = "http://127.0.0.1:9"
"""A proxy that nobody listens at: whatever the server would fetch fails."""


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """A server of its own, as a person starts it."""
    environment = {
        **os.environ,
        "http_proxy": NOWHERE,
        "https_proxy": NOWHERE,
        "no_proxy": "127.0.0.1,localhost",
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "cse_sim", "view", "training", "--port", "0", "--quiet"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert server.stdout is not None
    assert server.stderr is not None
    said: list[str] = []
    listener = threading.Thread(target=lambda: said.extend(server.stderr or ()), daemon=True)
    listener.start()
    line = server.stdout.readline().strip()
    if not line:
        listener.join(5)
        pytest.fail(f"the view did not start: {''.join(said)}")
    yield line
    server.terminate()
    server.wait(20)
    server.stdout.close()
    listener.join(5)
    server.stderr.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A visitor of their own; a script that fails on the page fails the test."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console",
        lambda message: faults.append(message.text) if message.type == "error" else None,
    )
    yield opened
    context.close()
    assert faults == []
