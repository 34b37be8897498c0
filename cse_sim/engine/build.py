"""From text to compiled functions, kept in a cache folder under a hash of everything they depend on.

Numba's own cache does not notice an edited function in another file. Here every generated file is named by a hash of
its text, of the source of every function it can reach, and of the versions in play, so a stale result cannot happen.
"""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import logging
import os
import sys
import tempfile
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llvmlite
import numba
import numpy as np

from cse_sim import luck
from cse_sim.compiling import INNER, OUTER

LOG = logging.getLogger("cse_sim")
_LOADED: dict[str, types.ModuleType] = {}


def cache_folder() -> tuple[Path, bool]:
    """Where compiled code is kept, and whether it outlives this process.

    ``CSE_SIM_CACHE_DIR``, else the user's cache folder, else a private temporary folder with a warning.
    """
    wanted = os.environ.get("CSE_SIM_CACHE_DIR")
    if wanted:
        candidates = [Path(wanted)]
    else:
        import platformdirs

        candidates = [Path(platformdirs.user_cache_dir("cse-sim"))]
    for folder in candidates:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".probe-{os.getpid()}-{os.urandom(4).hex()}"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError:
            continue
        return folder, True
    if "temporary" not in _TEMPORARY:
        _TEMPORARY["temporary"] = Path(tempfile.mkdtemp(prefix="cse-sim-"))
        LOG.warning(
            "no writable cache folder (%s): compiled code is kept for this process only",
            candidates[0],
        )
    return _TEMPORARY["temporary"], False


_TEMPORARY: dict[str, Path] = {}


def source_hash(function: Callable[..., Any]) -> str:
    """Hash of the source of a function and of every function and constant it can reach."""
    digest = hashlib.sha256()
    _feed(digest, function, set())
    return digest.hexdigest()


def _feed(digest: Any, value: Any, seen: set[int]) -> None:
    function = getattr(value, "py_func", value)
    if not inspect.isfunction(function):
        digest.update(repr(value).encode())
        return
    if id(function) in seen:
        return
    seen.add(id(function))
    try:
        text = inspect.getsource(function)
    except (OSError, TypeError):
        text = function.__code__.co_code.hex() + repr(function.__code__.co_consts)
    digest.update(text.encode())
    for name in sorted(_names(function.__code__)):
        if name in function.__globals__:
            reached = function.__globals__[name]
            digest.update(name.encode())
            if not isinstance(reached, types.ModuleType | type):
                _feed(digest, reached, seen)
    for cell in function.__closure__ or ():
        _feed(digest, cell.cell_contents, seen)


def _names(code: types.CodeType) -> set[str]:
    found = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found |= _names(constant)
    return found


def compiled(text: str, name: str, names: dict[str, Any], depends: str) -> Any:
    """The function ``name`` defined by ``text``, compiled on first use and cached on disk.

    ``names`` are put into the module before it runs; ``depends`` is a hash of what they reach.
    """
    versions = f"{numba.__version__} {llvmlite.__version__} {np.__version__} {sys.version_info[:2]}"
    jit = not numba.config.DISABLE_JIT
    key = hashlib.sha256("\n".join([versions, str(jit), depends, text]).encode()).hexdigest()[:24]
    module_name = f"cse_sim_compiled_{key}"
    if module_name not in _LOADED:
        folder, lasting = cache_folder()
        path = folder / f"{module_name}.py"
        if not path.exists():
            _write_whole(path, text)
        spec = importlib.util.spec_from_file_location(module_name, path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        module.__dict__.update(
            names,
            njit=numba.njit,
            _fill_uniforms=_filler(),
            CACHE=lasting and jit,
            INNER=INNER,
            OUTER=OUTER,
        )
        sys.modules[module_name] = module
        spec.loader.exec_module(module)
        _LOADED[module_name] = module
    return getattr(_LOADED[module_name], name)


def _filler() -> Any:
    return luck.fill if not numba.config.DISABLE_JIT else luck.fill_interpreted


def _write_whole(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


def inlined(function: Callable[..., Any]) -> Any:
    """A rule or kernel as a compiled function that is merged into its caller."""
    return numba.njit(**INNER, forceinline=True)(function)


def reachable(function: Callable[..., Any]) -> dict[str, Any]:
    """The globals a function names, to put its source somewhere else."""
    return {
        name: function.__globals__[name]
        for name in _names(function.__code__)
        if name in function.__globals__
    }
