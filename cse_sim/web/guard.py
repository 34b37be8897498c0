"""Who may talk to the server: only pages that came from it, under a name it goes by.

A page of another origin could otherwise steer the model through a visitor's browser, and a foreign name that resolves
to this machine (DNS rebinding) could read it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

CLOSED = ("/_solara/api/evict/", "/resourcez")
MOST_BODY = 64 * 1024
"""No page posts more than a few bytes; files come over the websocket, which has its own limit."""
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)


class Guard:
    """Lets a request pass if its Host is known and its Origin, which a websocket must name, is the same host."""

    def __init__(self, app: App, hosts: set[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        closed = scope["path"].startswith(CLOSED)
        if closed or not self.knows(headers) or not same_origin(headers, needed=False):
            await refused(send, 403, b"This address is not served here.")
        elif int(headers.get("content-length") or 0) > MOST_BODY:
            await refused(send, 413, b"Too large.")
        else:
            await self.app(scope, receive, _with_headers(send))

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        if self.knows(headers) and same_origin(headers, needed=True):
            await self.app(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008})

    def knows(self, headers: dict[str, str]) -> bool:
        """Whether the server goes by the name in Host."""
        host = _split(f"//{headers.get('host', '')}")
        return host is not None and host.hostname in self.hosts


def same_origin(headers: dict[str, str], needed: bool) -> bool:
    """Whether Origin names the host that is asked; without one, whether it may be left out."""
    origin = headers.get("origin")
    if origin is None:
        return not needed
    place = _split(origin)
    return place is not None and place.netloc == headers.get("host")


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _headers(scope: Scope) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }


def _with_headers(send: Send) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *HEADERS]}
        await send(message)

    return sending


async def refused(send: Send, status: int, said: bytes) -> None:
    """Answer with a line of text."""
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(said)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": said})
