"""The user's own processes, as a study sees them: their names, a hash of their source, and where they can run."""

from __future__ import annotations

import ast
import inspect
import marshal
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from cse_sim.processes import Process
from cse_sim.study.plan import sha256


def records(extra: Iterable[Process]) -> tuple[tuple[str, str], ...]:
    """Name and SHA-256 of each process, in order: its source, what that can reach, and how it is declared."""
    from cse_sim.engine.build import source_hash

    found = []
    for process in extra:
        facts = repr(replace(process, function=None))  # type: ignore[arg-type]  # told by its source
        priors = repr([group.declared for group in process.params])
        told = f"{facts} {priors} {source_hash(process.function)}"
        found.append((process.name, sha256(_source(process) + told.encode())))
    return tuple(found)


def executor_for(extra: Iterable[Process]) -> str:
    """Threads for compiled processes; for plain Python separate processes, or none if they could not import it."""
    own = list(extra)
    if all(process.form != "python" for process in own):
        return "local"
    for function in (process.function for process in own):
        if "<" in function.__qualname__:
            return "serial"
        if function.__module__ == "__main__" and function.__name__ not in _names_of_the_script():
            return "serial"
    return "processes"


def _names_of_the_script() -> set[str]:
    """Functions of the script that is run which other processes find too: not those under its ``__main__`` guard."""
    script = getattr(sys.modules["__main__"], "__file__", None)
    if script is None:  # typed at a prompt
        return set()
    try:
        body = ast.parse(Path(script).read_bytes()).body
    except (OSError, SyntaxError, ValueError):
        return set()
    return {part.name for part in body if isinstance(part, ast.FunctionDef)}


def _source(process: Process) -> bytes:
    try:
        return inspect.getsource(process.function).encode()
    except OSError:  # typed at a prompt: there is no file, but there is the compiled code
        return marshal.dumps(process.function.__code__)
