"""Several processes, perhaps on several machines, that work in one folder at a time.

Whoever changes the manifest holds a lock meanwhile. What a killed writer leaves half-written is swept up, and never the
file of a writer that lives. Where a file system knows no locks, the worst that can happen is a manifest that says
``running`` though the tables are there; ``resume`` puts it right.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cse_sim.errors import InputError

if sys.platform != "win32":
    import fcntl

LOCK = ".lock"
DAYS_UNTIL_ABANDONED = 2.0
_TEMPORARY = re.compile(r"\..+\.(?P<host>[\w-]*)~(?P<process>\d+)-[0-9a-f]{12}\.tmp")
_HERE: dict[str, threading.RLock] = defaultdict(threading.RLock)


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Nobody else who asks for the same folder is in such a block meanwhile. The folder is made."""
    folder.mkdir(parents=True, exist_ok=True)
    with _HERE[str(folder.resolve())], (folder / LOCK).open("ab") as handle:
        if sys.platform != "win32":
            with suppress(OSError):  # a file system without locks
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield  # closing the file gives the lock back


def temporary(path: Path) -> Path:
    """A name beside a file for its half-written form; it tells who writes."""
    host = re.sub(r"[^\w-]", "-", platform.node())
    return path.with_name(f".{path.name}.{host}~{os.getpid()}-{uuid.uuid4().hex[:12]}.tmp")


def sweep(folder: Path) -> None:
    """Remove half-written files of processes that are gone, and of other machines if they are days old."""
    for left in folder.glob(".*.tmp"):
        if _is_abandoned(left):
            left.unlink(missing_ok=True)


def _is_abandoned(left: Path) -> bool:
    named = _TEMPORARY.fullmatch(left.name)
    if named and named["host"] == re.sub(r"[^\w-]", "-", platform.node()):
        return not _lives(int(named["process"]))
    try:
        age_s = time.time() - left.stat().st_mtime
    except OSError:
        return False
    return age_s > DAYS_UNTIL_ABANDONED * 86_400


def _lives(process: int) -> bool:
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def check_above(place: Path) -> None:
    """Raise InputError if a file is where a folder above this place would have to be."""
    for above in place.parents:
        if above.exists():
            if not above.is_dir():
                raise InputError(
                    "this is a file, not a folder", path=str(above), do="Use another --out"
                )
            return
