"""From text to compiled functions, kept in a cache folder under a hash of everything they depend on.

Numba's own cache does not notice an edited function in another file. Here every generated file is named by a hash of
its text, of every function and constant it can reach, and of the versions in play, so a stale result cannot happen.
"""

from __future__ import annotations

import functools
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
from numba.core.caching import NullCache

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
        folder = Path(wanted)
    else:
        import platformdirs

        folder = Path(platformdirs.user_cache_dir("cse-sim"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}-{os.urandom(4).hex()}"
        try:
            probe.write_bytes(bytes(4096))  # a full disk takes a name but no content
        finally:
            probe.unlink(missing_ok=True)
    except OSError:
        return Path(_temporary_folder(folder).name), False
    return folder, True


@functools.cache
def _temporary_folder(wanted: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder only this user can read, gone when the process ends."""
    LOG.warning(
        "no writable cache folder (%s): compiled code is kept for this process only", wanted
    )
    return tempfile.TemporaryDirectory(prefix="cse-sim-", ignore_cleanup_errors=True)


def source_hash(function: Callable[..., Any]) -> str:
    """Hash of a function and of every function and constant it can reach.

    It is the code in memory that is hashed, not the text of its file: a file edited while the program runs must not
    put the old code under the name of the new.
    """
    digest = hashlib.sha256()
    _feed(digest, function, set(), set())
    return digest.hexdigest()


def _feed(digest: Any, value: Any, seen: set[int], attributes: set[str]) -> None:
    """Add a value to the hash; of modules and classes only the ``attributes`` that the code at hand names."""
    digest.update(repr(sorted(getattr(value, "targetoptions", {}).items())).encode())
    reached = getattr(value, "py_func", value)
    if _of_a_library(reached):
        digest.update(reached.__name__.encode())
    elif inspect.isfunction(reached):
        if id(reached) not in seen:
            seen.add(id(reached))
            _feed_function(digest, reached, seen)
    elif isinstance(reached, types.ModuleType | type):
        digest.update(reached.__name__.encode())
        for name in sorted(attributes & set(vars(reached))):
            digest.update(name.encode())
            _feed(digest, vars(reached)[name], seen, attributes - {name})
    elif isinstance(reached, tuple | list):
        digest.update(f"{type(reached)} {len(reached)}".encode())
        for item in reached:
            _feed(digest, item, seen, attributes)
    elif isinstance(reached, np.ndarray):
        digest.update(f"{reached.dtype} {reached.shape}".encode() + reached.tobytes())
    else:
        digest.update(repr(reached).encode())


def _of_a_library(value: Any) -> bool:
    """Whether something belongs to Python or to a library whose version is in the hash anyway."""
    if not isinstance(value, types.ModuleType | types.FunctionType | type):
        return False
    home = value.__name__ if isinstance(value, types.ModuleType) else value.__module__ or ""
    return home.partition(".")[0] in {*sys.stdlib_module_names, "numpy", "numba", "llvmlite"}


def _feed_function(digest: Any, function: types.FunctionType, seen: set[int]) -> None:
    _feed_code(digest, function.__code__)
    names = _names(function.__code__)
    _feed(digest, function.__defaults__ or (), seen, names)
    for name in sorted(names & set(function.__globals__)):
        digest.update(name.encode())
        _feed(digest, function.__globals__[name], seen, names)
    for cell in function.__closure__ or ():
        _feed(digest, cell.cell_contents, seen, names)


def _feed_code(digest: Any, code: types.CodeType) -> None:
    digest.update(code.co_code)
    digest.update(repr((code.co_names, code.co_varnames, code.co_freevars)).encode())
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            _feed_code(digest, constant)
        elif isinstance(constant, frozenset):
            digest.update(repr(sorted(map(repr, constant))).encode())
        else:
            digest.update(repr(constant).encode())


@functools.cache
def _foundation() -> str:
    """What every compiled function depends on: versions, options, and the generator of luck."""
    versions = f"{numba.__version__} {llvmlite.__version__} {np.__version__} {sys.version_info[:2]}"
    options = f"{INNER} {OUTER} {numba.config.OPT} {numba.config.BOUNDSCHECK}"
    return f"{versions} {options} {numba.config.DISABLE_JIT} {source_hash(_filler())}"


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
    key = hashlib.sha256("\n".join([_foundation(), depends, text]).encode()).hexdigest()[:24]
    module_name = f"cse_sim_compiled_{key}"
    if module_name not in _LOADED:
        folder, lasting = cache_folder()
        path = folder / f"{module_name}.py"
        if not path.exists():
            _write_whole(path, text)
        spec = importlib.util.spec_from_file_location(module_name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        module.__dict__.update(
            names,
            njit=numba.njit,
            _fill_uniforms=_filler(),
            CACHE=lasting and not numba.config.DISABLE_JIT,
            INNER=INNER,
            OUTER=OUTER,
        )
        sys.modules[module_name] = module
        spec.loader.exec_module(module)
        _LOADED[module_name] = module
    return getattr(_LOADED[module_name], name)


def keep_nothing() -> None:
    """From now on nothing that is compiled goes to the cache folder."""
    for module in _LOADED.values():
        for value in vars(module).values():
            if hasattr(value, "_cache"):
                value._cache = NullCache()


def _filler() -> Any:
    return luck.fill if not numba.config.DISABLE_JIT else luck.fill_interpreted


def _write_whole(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


def inlined(function: Callable[..., Any]) -> Any:
    """A rule or kernel as a compiled function that is merged into its caller; what is compiled already stays as it is."""
    if hasattr(function, "py_func"):
        return function
    return numba.njit(**INNER, forceinline=True)(function)


def reachable(function: Callable[..., Any]) -> dict[str, Any]:
    """The globals a function names, to put its source somewhere else."""
    return {
        name: function.__globals__[name]
        for name in _names(function.__code__)
        if name in function.__globals__
    }
