"""Cold starts on two cores: a part of the processes is compiled by a second Python, into the same cache.

Numba compiles under one lock, so threads do not help. Nothing here changes a result; when the second Python fails, the
first compiles all by itself.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

from numba import config, float64, int64, types, uint64

from cse_sim.engine import build
from cse_sim.engine.generate import BLOCKS
from cse_sim.state import KINDS

LOG = logging.getLogger("cse_sim.compile")
WORTH_A_SECOND_PYTHON = 8
OWN_PLACES = (0, 2, 4)
"""Of five processes in a row, those the first Python compiles; the second has to start first."""
_GRIDS = {"community_group": 3, "armed_group_community": 3, "community_lever": 3, "nation": 1}
_STRUCTURE = {
    "neighbours": ("i", 2),
    "group_exclusion": ("f", 1),
    "unit_size": ("f", 1),
    "strength": ("f", 3),
    "schedule": ("f", 2),
    "history": ("f", 2),
    "lever_settings": ("f", 2),
    "lever_theta": ("i", 2),
    "theta": ("f", 1),
    "draws": ("f", 3),
    "scratch": ("f", 2),
    "events": ("f", 2),
}


class Parts(Protocol):
    """What is to be compiled: function, arguments and size of every process."""

    @property
    def built_in(self) -> bool:
        """Whether every process is the package's own."""
        ...

    def parts(self) -> list[tuple[Any, tuple[str, ...], int]]:
        """Compiled function, arguments and size of the source of every process."""
        ...


def type_of(name: str) -> Any:
    """Compiled type of an argument of a process by its name."""
    if name == "week":
        return int64
    if name == "run_key":
        return uint64
    if name == "event_count":
        return types.Array(int64, 1, "C")
    if name in KINDS:
        return types.Array(float64, _GRIDS.get(name, 2), "C")
    kind, dimensions = _STRUCTURE.get(name, ("i", 1))
    return types.Array(float64 if kind == "f" else types.int32, dimensions, "C")


def is_cached(function: Any) -> bool:
    """Whether a compiled function lies in the cache folder."""
    folder = Path(function.py_func.__code__.co_filename).parent / "__pycache__"
    return any(folder.glob(f"{name_of(function)}.run-*.nbi"))


def name_of(function: Any) -> str:
    """Name of the generated file a compiled function comes from, the same in every Python."""
    return Path(function.py_func.__code__.co_filename).stem


def compile_process(function: Any, arguments: tuple[str, ...]) -> None:
    """Compile one process, or load it from the cache."""
    function.compile(tuple(type_of(name) for name in ("week", "run_key", *arguments)))


def missing_of(program: Parts) -> list[tuple[Any, tuple[str, ...], int]]:
    """Processes that are not in the cache, the longest first."""
    missing = [part for part in program.parts() if not is_cached(part[0])]
    return sorted(missing, key=lambda part: (-part[2], part[0].py_func.__code__.co_filename))


def together(program: Parts) -> None:
    """Compile what is missing, with a second Python where there are a second core and a lasting cache."""
    if config.DISABLE_JIT:
        return
    missing = missing_of(program)
    _, lasting = build.cache_folder()
    alone = (os.cpu_count() or 1) < 2 or not lasting or os.environ.get("CSE_SIM_WARMING") == "1"
    if alone or len(missing) < WORTH_A_SECOND_PYTHON or not program.built_in:
        return
    own = [part for place, part in enumerate(missing) if place % 5 in OWN_PLACES]
    others = [name_of(part[0]) for place, part in enumerate(missing) if place % 5 not in OWN_PLACES]
    LOG.info("compiling the model, once: half a minute or so; the next start finds it in the cache")
    helper = subprocess.Popen(
        [sys.executable, "-m", "cse_sim.engine.ahead", *others],
        env={**os.environ, "CSE_SIM_WARMING": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for function, arguments, _ in own:
        compile_process(function, arguments)
    helper.wait()


assert set(_GRIDS) <= set(BLOCKS)
