"""The server gives the installed files of the pages' libraries, and asks no other host for more."""

from __future__ import annotations

import asyncio
import http.client
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from cse_sim.web.packaged import LIBRARIES, Packaged
from cse_sim.web.server import assets_folder

INSTALLED = "requirejs@2.3.6/require.js"


def answer_of(address: str, path: str) -> tuple[int, bytes]:
    """What a client that sends the path as it stands gets for it."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("GET", f"{LIBRARIES}/{path}")
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


@pytest.mark.slow
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize(
    "path",
    [
        "jquery@3/dist/jquery.js",
        "requirejs@2.3.6/none.js",
        "../cdn/jquery@3/dist/jquery.js",
        "requirejs@2.3.6/%2e%2e/jquery@3/jquery.js",
        "requirejs@2.3.6%5crequire.js",
        "requirejs@2.3.6/%00%0d%0a%3f%23%d8%b9",
    ],
)
def test_a_file_that_is_not_installed_is_not_fetched(
    address: str, outgoing: list[str], path: str
) -> None:
    assert answer_of(address, path)[0] == 404
    assert outgoing == []


@pytest.mark.slow
@pytest.mark.xdist_group("browser")
def test_an_installed_file_is_served(address: str, outgoing: list[str]) -> None:
    here = assets_folder() / INSTALLED
    assert answer_of(address, INSTALLED) == (200, here.read_bytes())
    assert outgoing == []


def passes(folder: Path, path: str) -> bool:
    """Whether the framework is asked for the path."""
    asked: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked.append(scope)

    async def receive() -> dict[str, Any]:
        return {}

    async def send(message: Any) -> None:
        assert message.get("status", 404) == 404

    asyncio.run(Packaged(app, folder)({"type": "http", "path": path}, receive, send))
    return bool(asked)


def test_only_files_of_libraries_are_looked_for_there(tmp_path: Path) -> None:
    (tmp_path / "library" / "dist").mkdir(parents=True)
    (tmp_path / "library" / "dist" / "main.js").write_text("1")
    (tmp_path / "one.js").write_text("1")
    assert passes(tmp_path, f"{LIBRARIES}/library/dist/main.js")
    assert passes(tmp_path, "/")
    assert passes(tmp_path, "/static/main.js")


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "/library", "/library/dist", "/library/dist/", "/one.js"),
        *("/library/../library/dist", "/library/../one.js", "/library/./dist/main.js"),
        *("//library/dist/main.js", "/library//dist/main.js", "/library\\dist\\main.js"),
        *("/library/dist/main.js\0", "/library/" + "a" * 300),
    ],
)
def test_a_folder_or_a_crooked_path_is_not_asked_for(tmp_path: Path, path: str) -> None:
    """The framework would clear a folder that is asked for as a file, and fetch what it finds under no such name."""
    (tmp_path / "library" / "dist").mkdir(parents=True)
    (tmp_path / "library" / "dist" / "main.js").write_text("1")
    (tmp_path / "one.js").write_text("1")
    assert not passes(tmp_path, f"{LIBRARIES}{path}")
