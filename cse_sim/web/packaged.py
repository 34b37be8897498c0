"""Which files of the pages' libraries are served: those that are installed, and no others.

The framework fetches what it does not find from a server elsewhere, and clears a folder that is asked for as if it were
a file; so it is asked for installed files alone.
"""

from __future__ import annotations

import os
from pathlib import Path

from cse_sim.web.guard import App, Receive, Scope, Send, refused

LIBRARIES = "/_solara/cdn"


class Packaged:
    """Answers 404 for a library's file that is not below ``folder``; passes everything else on."""

    def __init__(self, app: App, folder: Path) -> None:
        self.app = app
        self.folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        asked = scope["type"] == "http" and path.startswith(LIBRARIES)
        if asked and not is_file_below(self.folder, path.removeprefix(f"{LIBRARIES}/")):
            await refused(send, 404, b"No such file.")
        else:
            await self.app(scope, receive, send)


def is_file_below(folder: Path, path: str) -> bool:
    """Whether ``path``, taken as it stands, names a file at least two levels below the folder."""
    parts = path.split("/")
    plain = all(part not in ("", ".", "..") and "\\" not in part for part in parts)
    return plain and len(parts) > 1 and os.path.isfile(folder.joinpath(*parts))
