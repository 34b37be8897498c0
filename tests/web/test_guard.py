"""Who may talk to the server: only pages that came from it, under a name it goes by."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from cse_sim.errors import InputError
from cse_sim.web.guard import MOST_BODY, Guard
from cse_sim.web.server import address_of, bound, hosts_of

HOSTS = {"127.0.0.1", "localhost", "::1"}


def asked(kind: str, method: str = "GET", path: str = "/", **headers: str) -> list[Any]:
    """What the guarded server sends; a request that passes is answered by "passed"."""
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        sent.append("passed")

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message.get("status") or message.get("code") or message["type"])

    named = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    scope = {"type": kind, "method": method, "path": path, "headers": named}
    asyncio.run(Guard(app, HOSTS)(scope, receive, send))
    return sent


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "LOCALHOST:1", "[::1]:8765"])
def test_its_own_names_are_let_in(host: str) -> None:
    assert asked("http", host=host) == ["passed"]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil:80", "[::1"]
)
def test_other_names_are_refused(host: str) -> None:
    assert asked("http", host=host)[0] == 403
    assert asked("websocket", host=host, origin=f"http://{host}") == [1008]


@pytest.mark.parametrize(
    ("origin", "answer"),
    [
        ("http://localhost:8765", ["passed"]),
        ("http://evil.example", [1008]),
        ("http://localhost:9999", [1008]),
        ("null", [1008]),
    ],
)
def test_a_websocket_is_only_for_pages_of_this_server(origin: str, answer: list[Any]) -> None:
    assert asked("websocket", host="localhost:8765", origin=origin) == answer


def test_a_websocket_without_an_origin_is_refused() -> None:
    assert asked("websocket", host="localhost:8765") == [1008]


def test_a_post_of_another_page_or_of_much_is_refused() -> None:
    assert asked("http", "POST", host="localhost", origin="http://evil.example")[0] == 403
    assert asked("http", "POST", host="localhost", origin="http://localhost") == ["passed"]
    assert asked("http", "POST", host="localhost", content_length=str(MOST_BODY + 1))[0] == 413


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://localhost:9999", "null", "http://[evil"]
)
def test_nothing_is_read_by_a_page_of_another_origin(method: str, origin: str) -> None:
    assert asked("http", method, host="localhost:8765", origin=origin)[0] == 403
    assert asked("http", method, host="localhost:8765", origin="http://localhost:8765") == [
        "passed"
    ]
    assert asked("http", method, host="localhost:8765") == ["passed"]


@pytest.mark.parametrize("path", ["/resourcez", "/_solara/api/evict/1"])
def test_what_tells_about_visitors_is_closed(path: str) -> None:
    assert asked("http", path=path, host="localhost")[0] == 403


def test_a_server_on_loopback_goes_by_loopback_names_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cse_sim.web.server.own_addresses", lambda: {"10.9.8.7"})
    assert hosts_of("127.0.0.1") == HOSTS
    assert hosts_of("10.1.2.3") == {"10.1.2.3"}
    assert {"127.0.0.1", "10.9.8.7"} <= hosts_of("0.0.0.0")
    assert address_of("0.0.0.0", 80) == "http://localhost:80/"
    assert address_of("::1", 80) == "http://[::1]:80/"


def test_a_port_that_is_taken_is_one_line() -> None:
    with bound("127.0.0.1", 0) as taken:
        taken.listen()
        with pytest.raises(InputError, match="cannot listen"):
            bound("127.0.0.1", taken.getsockname()[1])
