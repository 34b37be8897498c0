"""A server that says when it answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import uvicorn


class Server(uvicorn.Server):
    """As uvicorn's, and tells ``ready`` once it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self._ready()
