"""The user's own processes, as a study sees them: their names, a hash of their source, and where they can run."""

from __future__ import annotations

import inspect
import marshal
import sys
from collections.abc import Iterable

from cse_sim.processes import Process
from cse_sim.study.plan import sha256


def records(extra: Iterable[Process]) -> tuple[tuple[str, str], ...]:
    """Name and SHA-256 of the source of each process, in order."""
    return tuple((process.name, sha256(_source(process))) for process in extra)


def executor_for(extra: Iterable[Process]) -> str:
    """Threads for compiled processes; for plain Python separate processes, or none if they could not import it."""
    functions = [process.function for process in extra if process.form == "python"]
    if not functions:
        return "local"
    interactive = not hasattr(sys.modules["__main__"], "__file__")
    for function in functions:
        if "<locals>" in function.__qualname__ or (
            interactive and function.__module__ == "__main__"
        ):
            return "serial"
    return "processes"


def _source(process: Process) -> bytes:
    try:
        return inspect.getsource(process.function).encode()
    except OSError:  # typed at a prompt: there is no file, but there is the compiled code
        return marshal.dumps(process.function.__code__)
