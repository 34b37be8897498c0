from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def proxy() -> Iterator[tuple[str, list[str]]]:
    """The only way out that the server is given, which notes what is asked for and hangs up."""
    asked: list[str] = []

    def note(caller: socket.socket) -> None:
        with caller:
            asked.append(caller.recv(1024).decode("latin-1").partition("\r\n")[0])

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def listen() -> None:
            with contextlib.suppress(OSError):
                while True:
                    note(listening.accept()[0])

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", asked
        listening.shutdown(socket.SHUT_RDWR)
        listener.join(5)


@pytest.fixture
def outgoing(proxy: tuple[str, list[str]]) -> list[str]:
    """What the server tried to fetch from elsewhere so far."""
    return proxy[1]


@pytest.fixture(scope="session")
def address(proxy: tuple[str, list[str]]) -> Iterator[str]:
    """A server of its own, as a person starts it."""
    environment = {
        **os.environ,
        "http_proxy": proxy[0],
        "https_proxy": proxy[0],
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
