from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cse_sim.study.cost import cost_rows
from cse_sim.study.plan import Study
from cse_sim.study.point_question import sensitivity_question
from tests.study.cases import COMPARE, small_study
from tests.study.fake_engine import CATALOGUE, EFFECTS

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("stand_in")


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
        "parts.json",
        "ro-crate-metadata.json",
        "runs.parquet",
        "weekly.parquet",
    }
    assert len(err.splitlines()) == 1
    assert max(map(len, out.splitlines())) <= 100


def test_compare_says_in_words_what_can_be_told_apart(cli) -> None:
    code, out, _ = cli(*COMPARE, "--runs", "20", "--out", "here")
    text = " ".join(out.split())
    assert code == 0
    assert "Better than security_only: integrated (+6.0 [6.0, 6.0])." in text
    assert "Cannot be told apart from security_only: none (0 in every run)." in text
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
    code, out, err = cli(*COMPARE, "--runs", "4", "--seed", "5", "--out", "here", "--quiet")
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
        (("run", "training", "--strategy", ""), 'no strategy "" in training'),
        (("run", "training", "--out", ""), "--out: the name is empty"),
        (("run", "training", "--set", "trust.reach=1_0"), "is not NAME=VALUE"),
        (("run", "training", "--weeks", "1", "twice"), "(twice). Try"),
        (("run", "engagement_or_security"), "cse-sim compare engagement_or_security"),
        (("compare", "training", "--budget-levels", ""), "--budget-levels: there is none"),
        (("compare", "training", "--budget-levels", "1e308"), "above 0 and at most 1000"),
        (("resume", __file__), "this is a file, not a folder"),
        (("resume", "nowhere"), "nowhere: no study lies here"),
        (("list", "levres"), 'Did you mean "levers"?'),
        (("describe", "stability_idnex"), 'Did you mean "stability_index"?'),
        (("schema", "strategy"), "Allowed: scenario, experiment"),
        (("init", "new", "--from", "nowhere"), 'there is no shipped scenario "nowhere"'),
        (("init", "new", "--from", "trainnig"), 'Did you mean "training"?'),
        (("run", "training", "--set", "x=1"), '--set: no parameter "x"'),
        (("run", "training", "--strategy", "nosuch"), '--strategy: no strategy "nosuch"'),
        (("compare", "training", "--strategies=none,x"), '--strategies: no strategy "x"'),
        (("compare", "training", "--threshold", "deaths=nan"), "--threshold: deaths cannot be nan"),
        (("compare", "training", "--threshold", "x=1"), '--threshold: no indicator "x"'),
        (("run", "training", "--runs", "0"), "--runs: 0 cannot be used"),
        (("run", "training", "--save", "events,events"), '--save: "events" is named twice'),
        (("run", "training", "--save", "events,"), '"events," has nothing beside a comma'),
        (("run", "training", "--quiet", "--verbose"), "--verbose: --quiet asks for the opposite"),
        (("list", "levers", "--quiet", "--verbose"), "--verbose: --quiet asks for the opposite"),
        (("validate", "results"), 'there is no verb "validate"'),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing_behind(cli, arguments, message) -> None:
    code, out, err = cli(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1
    assert list(Path().iterdir()) == []


def test_a_full_disk_below_the_output_is_one_clear_line() -> None:
    command = [sys.executable, "-m", "cse_sim", "list", "levers"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT
        )
    assert done.returncode == 1
    assert done.stderr == "the output cannot be written or read: No space left on device.\n"


def test_without_a_verb_the_help_is_shown_as_it_is(cli) -> None:
    code, _, err = cli()
    assert code == 2
    assert err.startswith("Example: cse-sim compare")
    assert "Try" not in err


def test_a_place_that_cannot_be_written_is_exit_code_1(cli) -> None:
    code, _, err = cli(*COMPARE, "--runs", "4", "--out", "/proc/nowhere/study", "--quiet")
    assert code == 1
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (*COMPARE, "--runs", "4", "--out", "file/x"),
        (*COMPARE, "--runs", "4", "--out", "file/x/y"),
        (*COMPARE, "--stop-when", "deaths=1", "--out", "file/x"),
        ("sensitivity", "training", "--screen", "--out", "file/x"),
        ("init", "file/x"),
    ],
)
def test_a_place_below_a_file_is_bad_input(cli, arguments) -> None:
    Path("file").write_text("")
    code, out, err = cli(*arguments)
    assert (code, out) == (2, "")
    assert err == "file: this is a file, not a folder. Use another --out.\n"


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


@pytest.mark.parametrize(
    "verb", ["run", "compare", "plan", "resume", "list", "describe", "schema", "check", "init"]
)
def test_help_begins_with_an_example_of_the_verb(cli, verb: str) -> None:
    for flag in ("-h", "--help"):
        code, out, _ = cli(verb, flag)
        assert code == 0
        assert out.startswith(f"Example: cse-sim {verb} ")


def test_help_names_no_verb_that_does_not_exist(cli) -> None:
    out = cli("--help")[1]
    for verb in ("calibrate", "validate"):
        assert f"  {verb} " not in out


def test_no_colour_where_none_is_wanted(cli, monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[3" not in cli(*COMPARE, "--runs", "4", "--quiet")[1]


def test_colour_where_somebody_looks(cli, monkeypatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[32m" in cli(*COMPARE, "--runs", "20", "--quiet")[1]


def test_a_plan_says_runs_parts_time_and_disk_and_runs_nothing(cli) -> None:
    code, out, _ = cli("plan", "engagement_or_security", "--json", "--workers", "2")
    rows = {row["quantity"]: row["value"] for row in json.loads(out)}
    assert code == 0
    assert (rows["strategies"], rows["runs"], rows["parts"]) == (5, 1000, 250)
    assert rows["time, about"] == pytest.approx(1000 * 520 * 60 * 1e-6 / 2, abs=0.1)
    assert list(Path().iterdir()) == []
    code, out, err = cli("plan", "training")
    assert "parts" in out
    assert "about a minute" in err
    assert cli("plan", "nothing_of_this_name")[0] == 2


def test_a_plan_of_little_says_under_a_second_and_what_it_leaves_out(cli) -> None:
    study = small_study(runs=4)
    assert all(row["value"] > 0 for row in cost_rows(study, 4, CATALOGUE, 1))
    Path("q.yaml").write_text(
        "title: x\nscenario: training\nstrategies: [none, integrated]\nruns: 2\nweeks: 2\n"
    )
    code, out, err = cli("plan", "q.yaml")
    assert code == 0
    assert "time, about          under a second" in out
    assert " 0.0 seconds" not in out
    assert "Left out: " in err


def test_a_plan_knows_which_tables_take_long() -> None:
    def seconds(study: Study) -> float:
        return next(
            row["value"]
            for row in cost_rows(study, 4, CATALOGUE, 1)
            if row["quantity"] == "tables, about"
        )

    def asked(method: str, samples: int = 1024, inputs: str = "trust.*") -> Study:
        return sensitivity_question("training", method, samples, 2, 0, inputs, ["none"])

    # resamples of the runs for every input, against a few passes over all values
    assert seconds(asked("pawn")) > 5 * seconds(asked("sobol"))
    assert seconds(asked("delta")) > 10 * seconds(asked("delta", inputs="trust.reach"))
    assert seconds(asked("sobol")) == pytest.approx(4 * seconds(asked("sobol", 256)), rel=0.01)
    three, five = (seconds(small_study(strategies=tuple(EFFECTS)[:number])) for number in (3, 5))
    assert five == pytest.approx(three * 6 / 4)


def test_a_plan_counts_the_weeks_of_communities_only_if_they_are_kept() -> None:
    study = small_study(save=(), runs=2000)
    plain = {row["quantity"]: row["value"] for row in cost_rows(study, 4, CATALOGUE, 1)}
    detailed = {"fear": replace(CATALOGUE["deaths"], detail=True)}
    kept = cost_rows(replace(study, save=("communities",)), 4, detailed, 1)
    assert plain["disk, at most"] == pytest.approx(3 * 2000 * 5000 / 1e6)
    assert kept[-1]["value"] == pytest.approx(
        plain["disk, at most"] + 3 * 1000 * 52 * 10 * 4 / 1e6, abs=0.1
    )


@pytest.mark.parametrize(
    "line", ["list scenarios", "describe council", "schema scenario", "check training", "init made"]
)
def test_every_verb_takes_the_common_options_and_says_which_change_nothing(cli, line: str) -> None:
    code, plain, _ = cli(*line.split())
    assert code == 0
    shutil.rmtree("made", ignore_errors=True)
    said = ("--workers", "2", "--executor", "serial", "--shard", "1/1")
    verb = line.split()[0]
    assert cli(*line.split(), *said, "--quiet") == (0, plain, "")
    shutil.rmtree("made", ignore_errors=True)
    code, out, err = cli(*line.split(), *said, "--json", "--verbose")
    assert code == 0
    json.loads(out)
    for option in ("--workers", "--executor", "--shard"):
        assert f"{option} changes nothing in {verb}." in err


def test_every_verb_knows_the_common_options() -> None:
    from cse_sim.cli import verbs

    common = {"--quiet", "--verbose", "--json", "--workers", "--executor", "--shard"}
    for name, verb in verbs.commands.items():
        assert common <= {said for option in verb.params for said in option.opts}, name
