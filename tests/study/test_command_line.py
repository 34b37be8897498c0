from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from cse_sim.cli import exit_code
from tests.study import fake_engine

ROOT = Path(__file__).resolve().parents[2]
COMPARE = ["compare", "training", "--strategies", "none,security_only,integrated", "--weeks", "13"]


@pytest.fixture(autouse=True)
def stand_in(monkeypatch, tmp_path: Path) -> None:
    """The stand-in engine, in a folder where nothing else is."""
    fake_engine.stand_in(monkeypatch)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def fake_faults(monkeypatch):
    """Lets --set reach the stand-in's faults, which are no parameters of the model."""
    fake_engine.allow_faults(monkeypatch)


@pytest.fixture
def cli(capsys):
    def call(*arguments: str) -> tuple[int, str, str]:
        code = exit_code(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_run_ends_with_a_table_and_where_the_files_lie(cli) -> None:
    code, out, err = cli(
        "run", "training", "--strategy", "integrated", "--runs", "6", "--weeks", "13"
    )
    assert code == 0
    assert "stability_index" in out
    assert "5-95 % of runs" in out
    assert "never predicts" in out
    folder = out.strip().splitlines()[-1].removeprefix("Files: ")
    assert folder.startswith("results/training-run-")
    assert {path.name for path in Path(folder).iterdir()} == {
        "manifest.json",
        "parts",
        "runs.parquet",
        "weekly.parquet",
    }
    assert len(err.splitlines()) == 1
    assert max(map(len, out.splitlines())) <= 100


def test_compare_says_in_words_what_can_be_told_apart(cli) -> None:
    code, out, _ = cli(*COMPARE, "--runs", "20", "--out", "here")
    text = " ".join(out.split())
    assert code == 0
    assert (
        "integrated does better than security_only: stability_index is higher, +6.00 [6.00, 6.00] points; it wins in 100 % of runs."
        in text
    )
    assert (
        "none cannot be told apart from security_only in stability_index: 0 [0, 0] points." in text
    )
    assert "MORE HARM" not in text
    assert "less harm" in text
    assert "unspent" in text
    assert "never predicts" in text
    assert max(map(len, out.splitlines())) <= 100
    assert "\x1b" not in out


def test_run_as_json_is_one_flat_object_per_row_of_runs(cli) -> None:
    code, out, err = cli("run", "training", "--runs", "3", "--weeks", "13", "--json", "--quiet")
    rows = json.loads(out)
    assert (code, err, len(rows)) == (0, "", 3)
    assert [row["run"] for row in rows] == [0, 1, 2]
    assert all(not isinstance(value, dict | list) for row in rows for value in row.values())


def test_compare_as_json_is_one_flat_object_per_comparison(cli) -> None:
    code, out, _ = cli(*COMPARE, "--runs", "4", "--json", "--quiet")
    rows = json.loads(out)
    assert code == 0
    assert {row["strategy"] for row in rows} == {"none", "integrated"}
    assert {row["verdict"] for row in rows} <= {"better", "worse", "indistinguishable"}
    assert [row["p_better"] for row in rows if row["indicator"] == "spent_usd"] == [None, None]


def test_a_finished_study_is_not_computed_again(cli) -> None:
    first = cli(*COMPARE, "--runs", "4", "--out", "here")
    before = {path: path.stat().st_mtime_ns for path in Path("here").rglob("*")}
    again = cli(*COMPARE, "--runs", "4", "--out", "here")
    assert again[:2] == first[:2]
    assert "nothing is computed again" in again[2]
    assert {path: path.stat().st_mtime_ns for path in Path("here").rglob("*")} == before


def test_another_study_in_the_folder_is_bad_input(cli) -> None:
    cli(*COMPARE, "--runs", "4", "--out", "here")
    code, out, err = cli(*COMPARE, "--runs", "5", "--out", "here", "--quiet")
    assert (code, out) == (2, "")
    assert err.startswith("here: the folder holds another study (compare of training with none")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rnu", "training"), 'there is no verb "rnu". Did you mean "run"?'),
        (("run",), "Missing argument 'SCENARIO'"),
        (("run", "training", "--rnus", "3"), "No such option"),
        (("run", "nowhere"), 'there is no shipped scenario "nowhere"'),
        (("run", "nowhere.yaml"), "nowhere.yaml: there is no such file"),
        (("run", "training", "--strategy", "consullt"), 'Did you mean "consult"?'),
        (("run", "training", "--runs", "0"), "runs: 0 cannot be used"),
        (("run", "training", "--runs", "many"), "not a valid integer"),
        (("run", "training", "--seed", "-1"), "seed: -1 cannot be used"),
        (("run", "training", "--seed", str(2**53)), "seed: 9007199254740992 cannot be used"),
        (("run", "training", "--weeks", "1041"), "weeks: 1041 cannot be used. Allowed: 1 to 520."),
        (("run", "training", "--save", "evnts"), 'Did you mean "events"?'),
        (("run", "training", "--parameters", "posterior"), "Allowed: prior, default"),
        (("run", "training", "--set", "trust.reach"), "is not NAME=VALUE"),
        (("run", "training", "--set", "trust.raech=1"), 'Did you mean "trust.reach"?'),
        (("run", "training", "--set", "trust.reach=1e9"), '"trust.reach" cannot be 1e+09'),
        (("run", "training", "--executor", "locla"), 'Did you mean "local"?'),
        (("run", "training", "--workers", "0"), "workers: 0 cannot be used"),
        (("compare", "training", "--strategies", "none"), "a comparison needs two strategies"),
        (("compare", "training", "--strategies", "none,none"), '"none" is named twice'),
        (("compare", "training", "--budget-levels", "1,x"), "is not a list of numbers"),
        (("compare", "training", "--budget-levels", "0"), "0 cannot multiply the budget"),
        (("resume", "nowhere"), "nowhere: no study lies here"),
        (("list", "levres"), 'Did you mean "levers"?'),
        (("describe", "stability_idnex"), 'Did you mean "stability_index"?'),
        (("schema", "strategy"), "Allowed: scenario, experiment"),
        (("init", "new", "--from", "nowhere"), 'there is no shipped scenario "nowhere"'),
        (("report", "results"), 'there is no verb "report"'),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing_behind(cli, arguments, message) -> None:
    code, out, err = cli(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1
    assert list(Path().iterdir()) == []


def test_a_place_that_cannot_be_written_is_exit_code_1(cli) -> None:
    Path("file").write_text("")
    code, _, err = cli(*COMPARE, "--runs", "4", "--out", "file/study", "--quiet")
    assert code == 1
    assert len(err.splitlines()) == 1


@pytest.mark.usefixtures("fake_faults")
def test_failed_runs_make_a_study_untrustworthy(cli) -> None:
    code, out, err = cli(
        "run", "training", "--runs", "10", "--weeks", "13", "--set", "fake.fail_run=3"
    )
    assert code == 3
    assert "9 runs" in out
    assert "1 of 10 runs failed, more than 1 %: do not trust these numbers." in err


@pytest.mark.usefixtures("fake_faults")
def test_a_study_in_which_every_run_fails_is_exit_code_1(cli) -> None:
    code, out, err = cli(
        "run", "training", "--runs", "2", "--weeks", "13", "--set", "fake.fail_run=-1", "--quiet"
    )
    assert (code, out) == (1, "")
    assert err.startswith("every run failed; the first one: run 0, week 3: NaN in fear")


def test_an_interruption_is_130_and_resume_finishes(cli, monkeypatch) -> None:
    whole = cli(*COMPARE, "--runs", "8", "--out", "whole")
    calls: list[object] = []

    def interrupted(spec):
        calls.append(spec)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return fake_engine.run_chunk(spec)

    monkeypatch.setattr(sys.modules["cse_sim.engine"], "run_chunk", interrupted)
    code, out, err = cli(*COMPARE, "--runs", "8", "--out", "here", "--executor", "serial")
    assert (code, out) == (130, "")
    assert (
        err.splitlines()[-1]
        == "Interrupted: 12 of 24 runs are kept in here. Go on with: cse-sim resume here"
    )
    code, out, _ = cli("resume", "here")
    assert code == 0
    assert len(calls) == 7  # the fourth, and the two that were never begun
    assert out.replace("here", "whole") == whole[1]
    for name in ("runs", "weekly", "comparison"):
        assert (
            Path(f"here/{name}.parquet").read_bytes() == Path(f"whole/{name}.parquet").read_bytes()
        )
    assert json.loads(Path("here/manifest.json").read_text())["command"][:3] == [
        "cse-sim",
        "compare",
        "training",
    ]


@pytest.mark.parametrize("executor", ["serial", "local", "processes"])
def test_ctrl_c_keeps_what_is_finished(executor: str, cli, monkeypatch) -> None:
    asked = (*COMPARE, "--runs", "16", "--set", "fake.sleep_s=0.03", "--executor", executor)
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.study.fake_command_line",
            *asked,
            "--out",
            Path("here").resolve(),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while process.poll() is None and len(list(Path("here").glob("parts/*.parquet"))) < 2:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the workers hear it too
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert len(err.splitlines()) == 2
    assert re.search(
        r"Interrupted: (\d+) of 48 runs are kept in .*here. Go on with: cse-sim resume ", err
    )
    kept = len(list(Path("here").glob("parts/*.parquet")))
    assert 2 <= kept < 12
    assert not Path("here/runs.parquet").exists()
    monkeypatch.setattr("cse_sim.study.ensemble.make_part", counted := Counted())
    assert cli("resume", "here", "--executor", "serial")[0] == 0
    assert counted.calls == 12 - kept


class Counted:
    """Makes parts, and counts them."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, *arguments) -> None:
        from cse_sim.study.parts import make_part

        self.calls += 1
        make_part(*arguments)


def test_a_command_that_reads_nothing_is_told_so_by_one_line_of_json(cli) -> None:
    code, out, _ = cli("list", "experiments", "--json")
    assert code == 0
    assert isinstance(json.loads(out), list)


def test_list_shows_one_line_each(cli) -> None:
    code, out, _ = cli("list", "strategies")
    assert code == 0
    assert any(line.startswith("none ") for line in out.splitlines())
    rows = json.loads(cli("list", "indicators", "--json")[1])
    assert {
        "kind": "indicator",
        "name": "deaths",
        "about": "people killed",
        "unit": "persons",
        "direction": "down",
    } in rows
    assert cli("list")[0] == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stability_index", "smallest difference that matters: 2 points"),
        ("trust.reach", "bounds: 0 to 10"),
        ("consult", "levers:"),
        ("training", "communities: 60 in 4 administrative units"),
        ("council", "evidence: grade"),
    ],
)
def test_describe_shows_the_page(cli, name: str, words: str) -> None:
    code, out, _ = cli("describe", name)
    assert code == 0
    assert words in out


def test_init_writes_what_check_accepts_and_compare_runs(cli) -> None:
    code, out, err = cli("init", "mine")
    assert code == 0
    assert out.split() == ["mine/question.yaml", "mine/training.yaml"]
    assert err == "Try: cse-sim compare mine/question.yaml\n"
    code, out, _ = cli("check", "mine/question.yaml", "mine/training.yaml")
    assert (code, out) == (
        0,
        "mine/question.yaml: nothing wrong\nmine/training.yaml: nothing wrong\n",
    )
    code, out, _ = cli("compare", "mine/question.yaml", "--runs", "4", "--weeks", "13")
    assert code == 0
    assert "integrated" in out


def test_init_never_writes_over_anything(cli) -> None:
    Path("mine").mkdir()
    Path("mine/letters.txt").write_text("dear")
    code, _, err = cli("init", "mine")
    assert code == 2
    assert "there is something here already" in err
    assert [path.name for path in Path("mine").iterdir()] == ["letters.txt"]


def test_check_names_every_problem_at_its_place(cli) -> None:
    cli("init", "mine")
    question = Path("mine/question.yaml")
    question.write_text(
        question.read_text().replace("runs: 50", "runs: 0").replace("seed: 1", "sede: 1")
    )
    code, out, err = cli("check", "mine/question.yaml", "mine/training.yaml")
    lines = err.splitlines()
    assert code == 2
    assert out == "mine/training.yaml: nothing wrong\n"
    assert len(lines) == 2
    assert any(line.startswith("mine/question.yaml:5:") and "too small" in line for line in lines)
    assert any(
        line.startswith("mine/question.yaml:6:1") and 'Did you mean "seed"?' in line
        for line in lines
    )
    rows = json.loads(cli("check", "mine/question.yaml", "--json")[1])
    assert {row["line"] for row in rows} == {5, 6}


def test_a_wrong_name_in_an_experiment_is_placed_in_it(cli) -> None:
    cli("init", "mine")
    question = Path("mine/question.yaml")
    question.write_text(question.read_text().replace("consult", "consullt"))
    code, _, err = cli("compare", "mine/question.yaml")
    assert code == 2
    assert err.startswith("mine/question.yaml:4:")
    assert 'Did you mean "consult"?' in err


def test_an_experiment_may_set_parameters_with_a_reason(cli) -> None:
    cli("init", "mine")
    question = Path("mine/question.yaml")
    start = question.read_text()
    question.write_text(start + "overrides:\n  trust.reach: {value: 2.5}\n")
    code, _, err = cli("check", "mine/question.yaml")
    assert code == 2
    assert '"because" is missing' in err
    question.write_text(start + "overrides:\n  trust.reach: {value: 99, because: a test}\n")
    assert "Allowed: 0 to 10" in cli("check", "mine/question.yaml")[2]
    question.write_text(start + "overrides:\n  trust.reach: {value: 2.5, because: a test}\n")
    assert cli("check", "mine/question.yaml")[0] == 0
    cli("compare", "mine/question.yaml", "--runs", "2", "--weeks", "13", "--out", "here")
    manifest = json.loads(Path("here/manifest.json").read_text())
    assert manifest["inputs"]["scenario"]["overrides"]["trust.reach"]["because"] == "a test"


def test_schemas_are_json_schemas(cli) -> None:
    found = json.loads(cli("schema", "experiment")[1])
    assert found["additionalProperties"] is False
    assert {"title", "scenario"} <= set(found["required"])
    assert "communities" in json.loads(cli("schema", "scenario")[1])["properties"]


@pytest.mark.parametrize(
    "verb", ["run", "compare", "resume", "list", "describe", "schema", "check", "init"]
)
def test_help_begins_with_an_example_of_the_verb(cli, verb: str) -> None:
    for flag in ("-h", "--help"):
        code, out, _ = cli(verb, flag)
        assert code == 0
        assert out.startswith(f"Example: cse-sim {verb} ")


def test_help_names_no_verb_that_does_not_exist(cli) -> None:
    out = cli("--help")[1]
    for verb in ("sensitivity", "sweep", "plan", "report", "view", "calibrate", "validate"):
        assert f"  {verb} " not in out


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
        "def stop(self, study, command):\n"
        "    begin(self, study, command)\n"
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
    import cse_sim.process

    assert cse.process is sys.modules["cse_sim.process"].process
    assert cse.__version__.count(".") == 2
    assert set(cse.__all__) <= set(dir(cse))
    for name in ("read_scenario", "run", "compare", "process", "python_process", "Results"):
        assert callable(getattr(cse, name))
    with pytest.raises(AttributeError, match="nothing_of_this_name"):
        _ = cse.nothing_of_this_name


def test_no_colour_where_none_is_wanted(cli, monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[3" not in cli(*COMPARE, "--runs", "4", "--quiet")[1]


def test_colour_where_somebody_looks(cli, monkeypatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[32m" in cli(*COMPARE, "--runs", "20", "--quiet")[1]
