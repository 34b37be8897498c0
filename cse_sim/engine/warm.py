"""Cold starts on two cores: a part of the processes is compiled by a second Python, into the same cache.

Numba compiles under one lock, so threads do not help. Nothing here changes a result; when the second Python fails, the
first compiles all by itself.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from llvmlite import binding
from numba import config, float32, float64, int32, int64, types, uint32, uint64
from numba.core.codegen import CPUCodeLibrary, JITCPUCodegen
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import cpu_target

from cse_sim import luck
from cse_sim.engine import build
from cse_sim.engine.generate import BLOCKS, CANONICAL, WEEK_LOOP
from cse_sim.state import KINDS

LOG = logging.getLogger("cse_sim.compile")
WORTH_A_SECOND_PYTHON = 8
HEAD_START = 3_000
"""Characters of source the first Python compiles while the second starts and links the start of a run, less what its parts,
the longest, take more than their length says."""
_NUMBERS = {"f": float64, "i": int32, "u": uint32}
_GRIDS = {"community_group": 3, "armed_group_community": 3, "community_lever": 3, "nation": 1}
_STRUCTURE = {
    "neighbours": ("u", 2),
    **dict.fromkeys(("admin_of", "admin_members", "link_community"), ("u", 1)),
    **dict.fromkeys(("unit_kind", "unit_admin", "unit_rank"), ("u", 1)),
    "group_exclusion": ("f", 1),
    "unit_size": ("f", 1),
    "strength": ("f", 3),
    "schedule": ("f", 2),
    "history": ("f", 1),
    "lever_settings": ("f", 2),
    "lever_theta": ("i", 2),
    "theta": ("f", 1),
    "draws": ("f", 3),
    "scratch": ("f", 2),
    "quarters": ("f", 2),
    "events": ("f", 2),
    "record": ("f", 2),
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

    def loops(self) -> list[Any]:
        """The compiled functions that call the processes: the start of a run, then the weeks."""
        ...

    @property
    def starting(self) -> int:
        """How many of the parts, the last ones, start a run."""
        ...


def type_of(name: str) -> Any:
    """Compiled type of an argument of a process by its name."""
    if name == "week":
        return int64
    if name == "run_key":
        return uint64
    if name == "detail":
        return types.Array(float32, 3, "C")
    if name == "event_count":
        return types.Array(int64, 1, "C")
    if name in KINDS:
        return types.Array(float64, _GRIDS.get(name, 2), "C")
    kind, dimensions = _STRUCTURE.get(name, ("i", 1))
    return types.Array(_NUMBERS[kind], dimensions, "C")


def is_cached(function: Any) -> bool:
    """Whether a compiled function lies in the cache folder."""
    return any(_folder(function).glob(f"{name_of(function)}.run-*.nbi"))


def _folder(function: Any) -> Path:
    """Where Numba keeps what it compiled of a function."""
    return Path(function.py_func.__code__.co_filename).parent / "__pycache__"


def name_of(function: Any) -> str:
    """Name of the generated file a compiled function comes from, the same in every Python."""
    return Path(function.py_func.__code__.co_filename).stem


def compile_process(function: Any, arguments: tuple[str, ...]) -> None:
    """Compile one process, or load it from the cache."""
    with global_compiler_lock, _to_be_linked(), _rarely_unrolled():
        _compile(function, tuple(type_of(name) for name in ("week", "run_key", *arguments)))


def link(loop: Any) -> None:
    """Put the compiled parts of a week together, or load the whole from the cache.

    The parts have been through the compiler's optimisation; a second pass over all of them would take as long again.
    """
    if config.DISABLE_JIT:
        return
    held = (type_of(name) for name in ("record", "detail", *CANONICAL))
    signature = (int64, int64, uint64, *held)
    with global_compiler_lock, _parts_as_they_are(), _to_be_linked(), _rarely_unrolled():
        _compile(loop, signature)


def _compile(function: Any, signature: tuple[Any, ...]) -> None:
    """Compile a function or load it; a damaged file is made again, and one there is no room for is done without."""
    try:
        function.compile(signature)
    except (pickle.UnpicklingError, EOFError):
        folder = _folder(function)
        LOG.warning("damaged compiled code in %s: all of it is made again", folder)
        for index in folder.glob("*.nbi"):
            index.unlink(missing_ok=True)
        function.compile(signature)
    except OSError as error:
        LOG.warning(
            "%s: %s; compiled code is kept for this process only",
            _folder(function),
            error.strerror,
        )
        build.keep_nothing()
        if not function.signatures:
            function.compile(signature)


@contextmanager
def collected_rarely() -> Iterator[None]:
    """Meanwhile Python looks for rubbish rarely: it takes an eighth of the time of a compiler that makes little of it."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def one_version() -> Iterator[None]:
    """Meanwhile single draws are compiled once: every number of a slot would be a type of its own."""
    luck.keyed_uniform.compile((uint64, uint64, int64, int64, int64))
    luck.keyed_uniform.disable_compile()
    try:
        yield
    finally:
        luck.keyed_uniform.disable_compile(False)


@contextmanager
def _instead(*places: tuple[Any, str, Any]) -> Iterator[None]:
    """Meanwhile these attributes of Numba's, each of an owner by name, are others."""
    ever = [getattr(owner, name) for owner, name, _ in places]
    for owner, name, other in places:
        setattr(owner, name, other)
    try:
        yield
    finally:
        for (owner, name, _), before in zip(places, ever, strict=True):
            setattr(owner, name, before)


@contextmanager
def _parts_as_they_are() -> Iterator[None]:
    """Meanwhile what is linked is not optimised again, only rid of what nobody calls.

    A part that is not in the cache yet is compiled meanwhile too, and optimised as ever. Where Numba has no such place
    any more it does what it always does: the same code, later.
    """
    generator = cpu_target.target_context.codegen()
    ever = getattr(CPUCodeLibrary, "_optimize_final_module", None)
    if ever is None or not hasattr(generator, "_pass_builder"):
        yield
        return

    def unless_linked(library: Any) -> None:
        if library.name != WEEK_LOOP:
            ever(library)
            return
        builder = generator._pass_builder(opt=0, loop_vectorize=False, slp_vectorize=False)
        passes = builder.getModulePassManager()
        passes.add_global_dead_code_eliminate_pass()
        passes.run(library._final_module, builder)

    with _instead((CPUCodeLibrary, "_optimize_final_module", unless_linked)):
        yield


@contextmanager
def _to_be_linked() -> Iterator[None]:
    """Meanwhile no machine code is made of what Python never calls: it comes with the week that is linked from it.

    Where Numba has no such place any more it does what it always does: the same code, later.
    """
    add = getattr(JITCPUCodegen, "_add_module", None)
    put = getattr(JITCPUCodegen, "set_env", None)
    keep = getattr(CPUCodeLibrary, "serialize_using_object_code", None)
    if add is None or put is None or keep is None:
        yield
        return

    def if_called(generator: Any, module: Any) -> Any:
        return add(generator, module) if _is_called(list(module.functions)) else None

    def if_made(generator: Any, name: str, environment: Any) -> None:
        if generator._engine.get_global_value_address(name):
            put(generator, name, environment)

    def as_it_is(library: Any) -> Any:
        made = library._compiled_object is not None
        return keep(library) if made else library.serialize_using_bitcode()

    with _instead(
        (JITCPUCodegen, "_add_module", if_called),
        (JITCPUCodegen, "set_env", if_made),
        (CPUCodeLibrary, "serialize_using_object_code", as_it_is),
    ):
        yield


@contextmanager
def _rarely_unrolled() -> Iterator[None]:
    """Meanwhile the compiler weighs costs as for any processor of this kind where it thinks too well of AMD's.

    It holds their buffer of short loops for the whole cache of decoded instructions and repeats the body of every loop
    as often as fits: a week then no longer fits the cache of its code, and takes a twentieth longer. Instructions and
    results are the same. Where Numba has no such place any more it does what it always does: the same code, slower.
    """
    generator = cpu_target.target_context.codegen()
    ever = getattr(JITCPUCodegen, "_pass_builder", None)
    real = getattr(generator, "_tm", None)
    _, processor, features = generator.magic_tuple()
    if ever is None or real is None or not processor.startswith("znver"):
        yield
        return
    target = binding.Target.from_triple(real.triple)
    plain = target.create_target_machine(cpu="generic", features=features, opt=3)

    def weighed_plainly(generator: Any, **options: Any) -> Any:
        with _instead((generator, "_tm", plain)):
            return ever(generator, **options)

    with _instead((JITCPUCodegen, "_pass_builder", weighed_plainly)):
        yield


def _is_called(functions: list[Any]) -> bool:
    """Whether Python calls one of a module's functions; one without any stands for machine code that is there."""
    defined = (f.name for f in functions if not f.is_declaration)
    return not functions or any(name.startswith("_ZN7cpython") for name in defined)


def missing_of(program: Parts) -> list[tuple[Any, tuple[str, ...], int]]:
    """Processes that are not in the cache, the longest first."""
    missing = [part for part in program.parts() if not is_cached(part[0])]
    return sorted(missing, key=lambda part: (-part[2], part[0].py_func.__code__.co_filename))


def shares(
    program: Parts, missing: list[tuple[Any, tuple[str, ...], int]]
) -> tuple[list[tuple[Any, tuple[str, ...], int]], list[str]]:
    """Parts for the first Python, and what the second compiles by name: two shares that take about as long.

    The second has all that starts a run, which it also links; the longest of the rest goes to whoever has less to do.
    """
    start = {name_of(part[0]) for part in program.parts()[-program.starting :]}
    others = [name_of(part[0]) for part in missing if name_of(part[0]) in start]
    given = HEAD_START + sum(part[2] for part in missing if name_of(part[0]) in start)
    own: list[tuple[Any, tuple[str, ...], int]] = []
    kept = 0
    for part in missing:
        if name_of(part[0]) in start:
            continue
        if kept <= given:
            own.append(part)
            kept += part[2]
        else:
            others.append(name_of(part[0]))
            given += part[2]
    return own, [*others, name_of(program.loops()[0])]


def together(program: Parts) -> None:
    """Compile what is missing, with a second Python where there are a second core and a lasting cache."""
    if config.DISABLE_JIT:
        return
    missing = missing_of(program)
    _, lasting = build.cache_folder()
    alone = (os.cpu_count() or 1) < 2 or not lasting or os.environ.get("CSE_SIM_WARMING") == "1"
    if alone or len(missing) < WORTH_A_SECOND_PYTHON or not program.built_in:
        return
    own, others = shares(program, missing)
    LOG.info("compiling the model, once: half a minute or so; the next start finds it in the cache")
    helper = subprocess.Popen(
        [sys.executable, "-m", "cse_sim.engine.ahead", *others],
        env={**os.environ, "CSE_SIM_WARMING": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with one_version():
        for function, arguments, _ in own:
            compile_process(function, arguments)
    helper.wait()


assert set(_GRIDS) <= set(BLOCKS)
