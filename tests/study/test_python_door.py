from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import cse_sim as cse
from cse_sim.errors import InputError
from cse_sim.study.point_question import sensitivity_question
from tests.study import fake_engine
from tests.study.cases import COMPARE

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("stand_in")


def _modules_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_import_is_light() -> None:
    loaded = _modules_after("import cse_sim; dir(cse_sim)")
    assert not loaded & {"numpy", "mesa", "pandas", "numba", "pydantic", "pyarrow", "rich", "click"}


def test_help_loads_nothing_heavy() -> None:
    for arguments in (["--help"], ["run", "--help"], ["compare", "--help"], ["list", "--help"]):
        loaded = _modules_after(f"from cse_sim.cli import exit_code; exit_code({arguments})")
        assert not loaded & {
            "numpy",
            "mesa",
            "pandas",
            "numba",
            "pydantic",
            "pyarrow",
            "rich",
            "scipy",
        }


def test_the_manifest_is_there_before_anything_heavy(cli, monkeypatch) -> None:
    code = (
        "from cse_sim.study.store import Store\n"
        "from cse_sim.cli import exit_code\n"
        "begin = Store.begin\n"
        "def stop(self, *asked):\n"
        "    begin(self, *asked)\n"
        "    raise SystemExit(print('manifest', *sys.modules))\n"
        "Store.begin = stop\n"
        "exit_code(['run', 'training', '--runs', '2', '--out', sys.argv[1]])"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}", str(Path("here").resolve())],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "manifest" in loaded
    assert json.loads(Path("here/manifest.json").read_text())["status"] == "planned"
    assert not loaded & {"pandas", "numba", "pyarrow", "scipy", "mesa"}


def test_python_and_the_command_line_give_the_same_bytes(cli) -> None:
    import cse_sim as cse

    cli(*COMPARE, "--runs", "6", "--seed", "3", "--out", "here", "--quiet")
    table = cse.compare(
        "training", ["none", "security_only", "integrated"], runs=6, seed=3, weeks=13, workers=1
    )
    table.save("there")
    for name in ("runs", "weekly", "comparison"):
        assert (
            Path(f"here/{name}.parquet").read_bytes() == Path(f"there/{name}.parquet").read_bytes()
        )
    assert isinstance(table, pd.DataFrame)
    assert type(table[table.indicator == "deaths"]) is pd.DataFrame
    assert table.manifest["counts"]["done"] == 18
    assert len(table.results.runs) == 18
    code, _, err = cli(*COMPARE, "--runs", "6", "--seed", "3", "--out", "there")
    assert code == 0
    assert "nothing is computed again" in err


def test_results_in_python(cli) -> None:
    import cse_sim as cse

    results = cse.run("training", "consult", runs=5, weeks=13, save=("events",), executor="serial")
    assert len(results.runs) == 5
    assert set(results.weekly.week) == set(range(1, 14))
    assert (results.events.strategy == "consult").all()
    with pytest.raises(cse.InputError, match=r'no table "communities".*save=\("communities",\)'):
        _ = results.communities
    again = cse.Results.opened
    results.save("kept")
    assert again("kept").runs.equals(results.runs)
    with pytest.raises(cse.InputError, match="holds another study"):
        cse.run("training", "consult", runs=6, weeks=13).save("kept")


def test_own_processes_go_into_the_manifest_and_to_the_engine(monkeypatch) -> None:
    import cse_sim as cse

    seen = []

    def chunk(spec, extra=()):
        seen.append([process.name for process in extra])
        return fake_engine.run_chunk(spec)

    monkeypatch.setattr(sys.modules["cse_sim.engine"], "run_chunk", chunk)
    radio = cse.python_process(lambda window: None, name="radio", after="trust")
    results = cse.run("training", runs=2, weeks=13, extra=[radio])
    assert seen == [["radio"]]
    ((name, digest),) = results.manifest["inputs"]["extra"]
    assert name == "radio"
    assert len(digest) == 64


def test_public_names_are_all_there() -> None:
    import cse_sim as cse
    import cse_sim.processes

    assert cse.process is sys.modules["cse_sim.processes"].process
    assert cse.__version__.count(".") == 2
    assert set(cse.__all__) <= set(dir(cse))
    for name in ("read_scenario", "run", "compare", "process", "python_process", "Results"):
        assert callable(getattr(cse, name))
    with pytest.raises(AttributeError, match="nothing_of_this_name"):
        _ = cse.nothing_of_this_name


def test_a_name_alone_is_a_list_of_one() -> None:
    one = cse.sensitivity(
        "training", samples=4, weeks=4, vary="trust.reach", strategies="none", indicators="deaths"
    )
    listed = cse.sensitivity(
        "training", samples=4, weeks=4, vary=["trust.reach"], strategies=["none"], indicators=["deaths"]
    )  # fmt: skip
    assert one.manifest["inputs"] == listed.manifest["inputs"]
    assert set(one["parameter"]) == {"", "trust.reach", "dummy"}
    own = {"name": "trust.reach", "because": "an example"}
    own |= {"distribution": {"kind": "uniform", "low": 1.0, "high": 3.0}}
    mapping = sensitivity_question("training", "morris", 4, 2, 0, own, None)
    assert mapping == sensitivity_question("training", "morris", 4, 2, 0, [own], None)
    with pytest.raises(InputError, match=r'no parameter "trust\.raech"'):
        sensitivity_question("training", "morris", 4, 2, 0, "trust.raech", None)
    assert list(cse.run("training", runs=2, weeks=4, save="events").events.columns[:2])


BOTH = ["none", "integrated"]


@pytest.mark.parametrize(
    ("verb", "asked", "said"),
    [
        ("run", {"scenario": None}, "scenario: None is no scenario"),
        ("run", {"weeks": "a"}, "weeks: 'a' cannot be used. Allowed: 1 to 520"),
        ("run", {"runs": None}, "runs: None cannot be used"),
        ("run", {"runs": math.nan}, "runs: nan cannot be used"),
        ("run", {"seed": math.inf}, "seed: inf cannot be used"),
        ("run", {"overrides": {"trust.reach": "abc"}}, "\"trust.reach\" cannot be 'abc'"),
        ("run", {"overrides": ["trust.reach"]}, "overrides: these are no numbers by name"),
        ("run", {"overrides": {1: 2.0}}, "overrides: 1 is no name"),
        ("run", {"extra": [math.sqrt]}, "extra: sqrt is no process. Declare it with process or"),
        ("run", {"extra": 3}, "extra: 3 is no process"),
        ("run", {"strategy": 5}, "strategy: 5 is no name"),
        ("run", {"save": 3}, "save: 3 is no name"),
        ("run", {"workers": "x"}, "workers: 'x' cannot be used"),
        ("run", {"executor": 7}, 'executor: no executor "7"'),
        ("compare", {"strategies": 5}, "strategies: 5 is no name"),
        ("compare", {"strategies": [None, "none"]}, "strategies: None is no name"),
        ("compare", {"strategies": BOTH, "baseline": 3}, "baseline: 3 is no name"),
        ("compare", {"strategies": BOTH, "budget_levels": ["a"]}, "budget_levels: 'a' is no"),
        (
            "compare",
            {"strategies": BOTH, "thresholds": {"deaths": "x"}},
            "\"deaths\" cannot be 'x'",
        ),
        ("compare", {"strategies": BOTH, "thresholds": ["deaths"]}, "thresholds: these are no"),
        ("sensitivity", {"method": 3}, 'no method "3"'),
        ("sensitivity", {"vary": 3}, "vary: 3 is no input"),
        ("sensitivity", {"indicators": 3}, "indicators: 3 is no name"),
        ("sensitivity", {"samples": "x"}, "samples cannot be 'x'"),
    ],
)
def test_what_is_no_name_or_number_is_told_in_one_sentence(verb, asked, said, stand_in) -> None:
    with pytest.raises(InputError) as error:
        getattr(cse, verb)(**({"scenario": "training"} | asked))
    assert said in str(error.value)
    assert "\n" not in str(error.value)
