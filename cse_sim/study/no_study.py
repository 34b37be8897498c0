"""A folder without a study of its own: empty, or one that holds the two studies of a screening."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

from cse_sim.errors import InputError

SCREEN, MEASURE = "screen", "measure"
"""The folders of the two studies of a screening."""


def no_study(folder: Path, manifest: str) -> InputError:
    """Why no study is found here; ``manifest`` is the file that would say that there is one."""
    both = [folder / name for name in (SCREEN, MEASURE) if (folder / name / manifest).exists()]
    if not both:
        return InputError(
            f"no study lies here: there is no {manifest}",
            path=str(folder),
            do="Name the folder given to --out",
        )
    return InputError(
        "a screening lies here, which is two studies",
        path=str(folder),
        allowed=f"Name one of them: {' or '.join(shlex.quote(str(place)) for place in both)}",
        do=_go_on(both[0] / manifest),
    )


def _go_on(manifest: Path) -> str:
    try:
        command = json.loads(manifest.read_text(encoding="utf-8"))["command"]
    except (OSError, ValueError, KeyError):
        return ""
    return f"To go on with both, repeat the command: {shlex.join(command)}"
