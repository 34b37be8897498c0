"""Compiled code is kept, and never outlives what it was made from."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from numba.core import codegen
from numba.core.registry import cpu_target

from cse_sim.engine import build, warm
from cse_sim.engine.chunk import program_with, run_chunk
from cse_sim.engine.program import Program
from cse_sim.processes import process, rule
from cse_sim.scenario import Scenario, scenario_json

ROOT = Path(__file__).resolve().parents[2]

RULE = """
from cse_sim.processes import rule
from own import constants, helpers
from own.helpers import halved

@rule
def calmer(fear):
    return halved(1.0) + helpers.third(1.0) + constants.TENTH + 0.0 * fear
"""
HELPERS = """
from cse_sim.compiling import formula
PART = 0.5

@formula
def halved(x):
    return x * PART

@formula
def third(x):
    return x / 3.0
"""
CONSTANTS = "TENTH = 0.1\n"
START_OF_A_RUN = """
import numpy as np
from cse_sim.engine import layout
from cse_sim.engine.program import Program
from cse_sim.processes import process
from cse_sim.scenario import read_scenario
from own.rules import calmer

program = Program((process(calmer, name="calmer", each="community", writes=("fear",), start=True),))
made = layout.build(read_scenario("training"), (), program.theta, weeks=1)
state = program.new_state(made)
program.begin(state, made, 1, np.zeros(len(program.theta)))
stats = program._begin.stats
print(state.field("fear")[0], sum(stats.cache_hits.values()), sum(stats.cache_misses.values()))
"""
RUN = """
import json, sys
from cse_sim.engine.chunk import program_with, run_chunk
table = run_chunk(json.load(open(sys.argv[1])))
functions = [part[0] for part in program_with().parts()]
functions += [program_with()._begin, program_with()._segments[0].function]
print(json.dumps([sum(sum(f.stats.cache_misses.values()) for f in functions), table["seed"].to_pylist()]))
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A package of the user's: a rule, helpers in a second file, a constant in a third."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "rules.py").write_text(RULE)
    (folder / "helpers.py").write_text(HELPERS)
    (folder / "constants.py").write_text(CONSTANTS)
    return folder


def python(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=True,
    )


def begun(folder: Path, **environment: str) -> tuple[float, int, int]:
    """Fear at the start of a run with the user's rule in a new Python; cache hits and misses of the compiled loop."""
    told = {"PYTHONPATH": f"{folder.parent}:{ROOT}"}
    if not environment:
        told["CSE_SIM_CACHE_DIR"] = str(folder.parent / "cache")
    fear, hits, misses = python("-c", START_OF_A_RUN, **told, **environment).stdout.split()
    return float(fear), int(hits), int(misses)


@pytest.mark.slow
def test_no_edit_leaves_a_stale_result_and_a_second_python_compiles_nothing(own: Path) -> None:
    assert begun(own) == (pytest.approx(0.5 + 1 / 3 + 0.1), 0, 1)
    before = sorted((own.parent / "cache").rglob("*"))
    assert begun(own) == (pytest.approx(0.5 + 1 / 3 + 0.1), 1, 0)
    assert sorted((own.parent / "cache").rglob("*")) == before
    edits = (
        ("rules.py", "+ constants", "- constants", 0.5 + 1 / 3 - 0.1),
        ("helpers.py", "PART = 0.5", "PART = 0.2", 0.2 + 1 / 3 - 0.1),
        ("helpers.py", "x * PART", "x * PART * 2.0", 0.4 + 1 / 3 - 0.1),
        ("helpers.py", "x / 3.0", "x / 4.0", 0.4 + 1 / 4 - 0.1),
        ("constants.py", "0.1", "0.3", 0.4 + 1 / 4 - 0.3),
    )
    for file, old, new, expected in edits:
        path = own / file
        path.write_text(path.read_text().replace(old, new))
        assert begun(own)[0] == pytest.approx(expected), (file, new)


def _loaded(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_file_edited_after_its_import_does_not_lend_its_name_to_the_old_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    path = tmp_path / "edited_later.py"
    path.write_text("def half(x):\n    return x * 0.5\n")
    old = _loaded(path).half
    before = build.source_hash(old)
    path.write_text("def half(x):\n    return x * 0.25\n")
    assert build.source_hash(old) == before
    assert build.source_hash(_loaded(path).half) != before


def test_everything_a_function_can_reach_counts() -> None:
    def made(text: str, **names: Any) -> str:
        scope: dict[str, Any] = {"__name__": "own", **names}
        exec(text, scope)
        return build.source_hash(scope["f"])

    import numpy as np

    table = np.zeros(5000)
    other = table.copy()
    other[2500] = 1.0
    assert made("def f(x): return TABLE[x]", TABLE=table) != made(
        "def f(x): return TABLE[x]", TABLE=other
    )
    assert made("def f(x, k=K): return x * k", K=1.0) != made("def f(x, k=K): return x * k", K=2.0)
    assert made("def f(x): return x + 1") != made("def f(x): return x + 1.0")
    assert made("def f(x): return C.a", C=type("C", (), {"a": 1})) != made(
        "def f(x): return C.a", C=type("C", (), {"a": 2})
    )
    assert made("def f(x): return x  # as is") == made("def f(x): return x")


def test_the_generator_of_luck_and_the_compiler_s_options_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def foundation() -> str:
        build._foundation.cache_clear()
        return build._foundation()

    before = foundation()
    assert foundation() == before
    with monkeypatch.context() as patch:
        patch.setattr(build, "INNER", {**build.INNER, "fastmath": True})
        assert foundation() != before
    with monkeypatch.context() as patch:
        patch.setitem(build.luck.philox.py_func.__globals__, "_W0", 1)
        assert foundation() != before
    assert foundation() == before


@pytest.mark.slow
def test_without_a_place_for_the_cache_it_runs_from_a_private_folder_and_says_so(
    own: Path,
) -> None:
    """A path below a file cannot be made, whoever asks; nothing is written beside the package either."""
    blocked = own.parent / "a file"
    blocked.write_text("")
    temporary = own.parent / "temporary"
    temporary.mkdir()
    environment = {
        "PYTHONPATH": f"{own.parent}:{ROOT}",
        "HOME": str(blocked / "home"),
        "XDG_CACHE_HOME": str(blocked / "cache"),
        "LOCALAPPDATA": str(blocked / "cache"),
        "CSE_SIM_CACHE_DIR": "",
        "TMPDIR": str(temporary),
    }
    watched = START_OF_A_RUN + f"\nimport os; print(*os.listdir({str(temporary)!r}))"
    done = python("-c", watched, **environment)
    numbers, folders = done.stdout.splitlines()
    assert float(numbers.split()[0]) == pytest.approx(0.5 + 1 / 3 + 0.1)
    assert folders.startswith("cse-sim-")
    assert done.stderr.count("no writable cache folder") == 1
    assert not list(temporary.iterdir())
    assert not list((ROOT / "cse_sim").rglob("*.nbi"))
    blocked_by_name = {**environment, "CSE_SIM_CACHE_DIR": str(blocked / "cache")}
    assert "no writable cache folder" in python("-c", START_OF_A_RUN, **blocked_by_name).stderr


def test_damaged_files_of_the_cache_are_made_again(own: Path) -> None:
    """Cut short by a full disk or a lost connection, they would stop every run from then on."""
    fear = begun(own)[0]
    kept = sorted((own.parent / "cache" / "__pycache__").glob("*.nbc"))
    whole = [path.stat().st_size for path in kept]
    for path in kept:
        path.write_bytes(path.read_bytes()[:100])
    assert begun(own)[0] == fear
    assert [path.stat().st_size for path in kept] == whole
    assert begun(own)[1:] == (1, 0)


FULL_DISK = """
import errno, os
from numba.core import caching
def full(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
caching.IndexDataCacheFile._save_data = full
"""


def test_a_full_disk_keeps_compiled_code_from_the_next_start_and_no_more(own: Path) -> None:
    told = {"PYTHONPATH": f"{own.parent}:{ROOT}", "CSE_SIM_CACHE_DIR": str(own.parent / "cache")}
    done = python("-c", FULL_DISK + START_OF_A_RUN, **told)
    assert float(done.stdout.split()[0]) == pytest.approx(0.5 + 1 / 3 + 0.1)
    assert done.stderr.count("No space left on device") == 1
    assert begun(own)[2] == 1


@pytest.mark.slow
def test_two_pythons_that_start_at_once_on_an_empty_cache_agree(own: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": f"{own.parent}:{ROOT}",
        "CSE_SIM_CACHE_DIR": str(own.parent / "cache"),
    }
    both = [
        subprocess.Popen(
            [sys.executable, "-c", START_OF_A_RUN],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    told = [process.communicate(timeout=120)[0].split() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert told[0][0] == told[1][0]
    assert float(told[0][0]) == pytest.approx(0.5 + 1 / 3 + 0.1)
    assert begun(own) == (float(told[0][0]), 1, 0)


@pytest.mark.slow
def test_ahead_fills_the_gaps_of_the_cache_and_a_first_run_compiles_nothing(
    small: Scenario, tmp_path: Path
) -> None:
    """From a copy of the cache, without some processes, the start of a run and the loop over weeks."""
    asked = {"scenario": scenario_json(small), "strategy": "engaged", "root_seed": 5, "weeks": 2}
    spec = {**asked, "first_run": 0, "stop_run": 1}
    run_chunk(spec)
    program = program_with()
    kept = Path(program._begin.py_func.__code__.co_filename).parent
    cache = tmp_path / "cache"
    shutil.copytree(kept / "__pycache__", cache / "__pycache__")
    parts = [part[0] for part in program.parts()]
    gone = [*parts[3:6], program._begin, program._segments[0].function]
    names = {Path(function.py_func.__code__.co_filename).stem for function in gone}
    for function in [*parts, *gone]:
        shutil.copy2(function.py_func.__code__.co_filename, cache)
    for path in (cache / "__pycache__").iterdir():
        if path.name.partition(".")[0] in names:
            path.unlink()
    python("-m", "cse_sim.engine.ahead", CSE_SIM_CACHE_DIR=str(cache))
    filled = sorted(cache.rglob("*"))
    assert names <= {path.name.partition(".")[0] for path in filled if path.suffix == ".nbi"}
    (tmp_path / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
    told = python("-c", RUN, tmp_path / "spec.json", CSE_SIM_CACHE_DIR=str(cache)).stdout
    misses, seeds = json.loads(told)
    assert seeds == run_chunk(spec)["seed"].to_pylist()
    assert misses == 0
    assert sorted(cache.rglob("*")) == filled


def test_every_process_is_compiled_once_for_the_types_it_is_called_with(small: Scenario) -> None:
    """A second signature would mean that the types compiled ahead are not those of the state."""
    asked = {"scenario": scenario_json(small), "strategy": "engaged", "root_seed": 5, "weeks": 2}
    run_chunk({**asked, "first_run": 0, "stop_run": 1})
    for function, arguments, _ in program_with().parts():
        warm.compile_process(function, arguments)
        assert len(function.signatures) == 1, function.__doc__


@rule
def never_quite_calm(fear, cooperation):
    """A rule no shipped week has."""
    return max(0.97 * fear, 0.011 * cooperation)


def test_a_process_compiled_while_the_week_is_linked_is_optimised_like_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user's process, or an edited one, is found missing only then; unoptimised it keeps its variables in memory."""
    monkeypatch.setenv("CSE_SIM_CACHE_DIR", str(tmp_path))
    own = process(never_quite_calm, name="never quite calm", each="community", writes=("fear",))
    program = Program((own,))
    program.build()
    for loop in program.loops():
        warm.link(loop)
    compiled = [part[0] for part in program.parts() if part[0].__doc__ == "never quite calm."]
    texts = [text for part in compiled for text in part.inspect_llvm().values()]
    assert texts
    assert not any(" alloca " in text for text in texts)


@pytest.mark.parametrize(("processor", "plainly"), [("znver4", True), ("skylake-avx512", False)])
def test_costs_are_weighed_as_for_any_processor_where_the_host_is_from_AMD(
    processor: str, plainly: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And only meanwhile: code that others compile in this Python is weighed as ever, before and after."""
    generator = cpu_target.target_context.codegen()
    real = generator._tm
    triple, _, features = generator.magic_tuple()
    monkeypatch.setattr(type(generator), "magic_tuple", lambda _: (triple, processor, features))
    monkeypatch.setattr(codegen, "create_pass_builder", lambda machine, **options: machine)
    with warm._rarely_unrolled():
        meanwhile = generator._pass_builder()
    assert (meanwhile is not real) is plainly
    assert generator._pass_builder() is real
