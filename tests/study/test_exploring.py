"""The verbs sensitivity and sweep: one question through every door, and no index that rests on missing runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import cse_sim as cse
from cse_sim.errors import InputError
from cse_sim.scenario.shipped import shipped_experiments
from cse_sim.study.design import REPLICATES_MOST
from cse_sim.study.experiment import sensitivity_asked, study_of, sweep_asked
from cse_sim.study.point_question import sensitivity_question, sweep_question
from cse_sim.study.varied import varied

SMALL = ["--weeks", "13", "--vary", "trust.reach,dose.council"]
SENSITIVITY = ["sensitivity", "training", "--method", "sobol", "--samples", "16", *SMALL]
BOTH = ["--strategies", "security_only,integrated"]
FILE = """title: What matters?
scenario: training
strategies: [security_only, integrated]
weeks: 13
seed: 4
indicators: [deaths]
sensitivity:
  method: sobol
  samples: 16
  vary:
    - dose.council
    - {name: trust.reach, because: an example, distribution: {kind: uniform, low: 1, high: 3}}
"""
OWN = {
    "name": "trust.reach",
    "because": "an example",
    "distribution": {"kind": "uniform", "low": 1.0, "high": 3.0},
}
SWEEP = """title: How much?
scenario: training
strategies: [integrated, security_only]
weeks: 13
runs: 4
indicators: [stability_index]
sweep:
  vary: {budget_factor: [0.5, 2], dose.council: [0, 1]}
"""


def written(text: str, name: str = "q.yaml") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def table(folder: str, name: str) -> Any:
    return pq.read_table(Path(folder) / f"{name}.parquet").to_pandas()


def test_the_answer_says_where_most_comes_from_and_what_is_luck(cli) -> None:
    code, out, _ = cli(*SENSITIVITY, *BOTH, "--out", "here")
    assert code == 0
    assert "that inputs bring seems to come from dose.council" in " ".join(out.split())
    assert "Not converged" in out
    assert "dummy (nothing)" in out
    assert "fixed at the scenario's values" in out
    found = table("here", "sensitivity")
    assert set(found["strategy"]) == {"security_only", "integrated", "integrated - security_only"}
    assert {"S1", "ST"} <= set(found["index"])
    assert list(found.columns)[:7] == [
        *("indicator", "parameter", "index", "value", "low", "high", "strategy"),
    ]
    assert set(found["points"]) == {16 * 5}
    assert set(found["parameter"]) >= {"", "dummy", "trust.reach", "dose.council"}


def test_runs_of_a_design_say_what_they_were_set_to_and_which_luck_they_had(cli) -> None:
    cli(*SENSITIVITY, "--out", "here")
    runs = table("here", "runs")
    assert len(runs) == 16 * 5 * 2
    assert list(runs.columns[:6]) == ["strategy", "point", "run", "seed", "status", "error"]
    assert {"param:trust.reach", "dose:council"} <= set(runs.columns)
    assert "param:dummy" not in runs
    assert set(runs["run"] % REPLICATES_MOST) == {0, 1}
    assert runs.groupby("point")["run"].count().eq(2).all()
    keys = list(zip(runs["strategy"], runs["point"], runs["run"], strict=True))
    assert keys == sorted(keys)


def test_one_question_has_one_hash_through_every_door(cli) -> None:
    file = study_of(written(FILE))
    asked = {"samples": 16, "runs": 2, "seed": 4, "weeks": 13, "indicators": ["deaths"]}
    here = sensitivity_question(
        "training",
        method="sobol",
        vary=["dose.council", OWN],
        strategies=["security_only", "integrated"],
        **asked,
    )
    assert here.digest() == file.digest()
    own = ["sensitivity", "training", "--method", "sobol", "--samples", "16", "--seed", "4"]
    own += ["--weeks", "13", "--vary", "dose.council,trust.reach", *BOTH, "--indicators", "deaths"]
    cli(*own, "--out", "typed")
    names = sensitivity_asked(
        written(FILE.replace(", because: an example, distribution: {kind: uniform, low: 1, high: 3}", "")),
        {},
    )  # fmt: skip
    manifest = json.loads(Path("typed/manifest.json").read_text())
    assert manifest["inputs_sha256"] == names.digest()
    cli("sensitivity", "q.yaml", "--out", "filed")
    for name in ("runs", "sensitivity"):
        typed, filed = (
            Path(folder, f"{name}.parquet").read_bytes() for folder in ("typed", "filed")
        )
        assert typed == filed
    indices = cse.sensitivity(
        "training",
        "sobol",
        vary=["dose.council", "trust.reach"],
        strategies=["security_only", "integrated"],
        **asked,
    )
    assert indices.manifest["inputs_sha256"] == names.digest()
    assert indices.manifest["tables"] == manifest["tables"]


def test_a_sweep_has_one_hash_through_every_door(cli) -> None:
    filed = sweep_asked(written(SWEEP), {})
    vary = {"budget_factor": [0.5, 2], "dose.council": [0, 1]}
    here = sweep_question(
        "training", vary, "grid", None, 4, 0, ["integrated", "security_only"],
        weeks=13, indicators=["stability_index"],
    )  # fmt: skip
    assert here.digest() == filed.digest()


def test_a_sweep_gives_the_mean_at_every_point(cli) -> None:
    code, out, _ = cli("sweep", written(SWEEP), "--out", "here")
    assert code == 0
    assert "integrated - security_only" in out
    found, runs = table("here", "sweep"), table("here", "runs")
    assert len(found) == 3 * 4
    assert found["budget_factor"].tolist()[:4] == [0.5, 0.5, 2.0, 2.0]
    assert found["dose:council"].tolist()[:4] == [0.0, 1.0, 0.0, 1.0]
    for (strategy, point), rows in runs.groupby(["strategy", "point"]):
        row = found[(found["strategy"] == strategy) & (found["point"] == point)].iloc[0]
        values = rows["stability_index"]
        assert row["mean"] == pytest.approx(values.mean(), rel=1e-12)
        half = 3.182446305284263 * values.std() / 2  # Student's t of 3 degrees of freedom
        assert row["high"] - row["mean"] == pytest.approx(half, rel=1e-9)
        assert rows["run"].tolist() == [0, 1, 2, 3]


def test_a_difference_at_a_point_needs_nine_pairs_of_runs_in_ten(cli, fake_faults) -> None:
    asked = SWEEP.replace("[stability_index]", "[relapse, stability_index]")
    cli("sweep", written(asked), "--set", "fake.undefined=0.5", "--out", "here")
    found = table("here", "sweep").set_index(["indicator", "strategy"])
    assert found.loc["stability_index", "mean"].notna().all()
    apart = found.loc[("relapse", "integrated - security_only")]
    assert (apart["runs"] < 4).all()
    assert apart[["mean", "low", "high", "sd"]].isna().all(axis=None)
    assert found.loc[("relapse", "integrated"), "mean"].eq(0).any()


@pytest.mark.parametrize("design", ["lhs", "sobol"])
def test_a_drawn_sweep_fills_the_space(cli, design: str) -> None:
    drawn = SWEEP.replace(
        "vary: {budget_factor: [0.5, 2], dose.council: [0, 1]}",
        f"design: {design}\n  samples: 8\n  vary: {{trust.reach: prior, dose.council: prior}}",
    )
    cli("sweep", written(drawn), "--out", "here")
    doses = table("here", "sweep").drop_duplicates("point")["dose:council"]
    assert sorted((doses * 8).astype(int)) == list(range(8))


def test_a_poisoned_design_has_no_index_and_is_not_trusted(cli, fake_faults) -> None:
    code, out, err = cli(*SENSITIVITY, "--set", "fake.fail_share=0.05", "--out", "here")
    assert code == 3
    assert "do not trust" in err
    found = table("here", "sensitivity")
    assert set(found["index"]) == {"not_given"}
    assert found["value"].isna().all()
    assert "No index of stability_index" in out


def test_one_missing_run_drops_its_block_and_is_counted(cli, fake_faults) -> None:
    """Run 2001 is the second replicate of points of one base row, which share its luck."""
    few = [*SENSITIVITY, "--samples", "256", "--set", "fake.fail_run=2001", "--out", "here"]
    assert cli(*few)[0] == 0
    runs, found = table("here", "runs"), table("here", "sensitivity")
    failed = runs[runs["status"] == "failed"]
    assert set(failed["run"]) == {2001}
    assert 1 <= len(failed) <= 5
    deaths = found[found["indicator"] == "deaths"]
    assert set(deaths["dropped"]) == {1}
    assert (
        deaths["note"].str.contains("1 of 256 base blocks left out (number 1, ", regex=False).all()
    )


def test_an_answer_that_has_not_converged_can_be_refused(cli) -> None:
    noisy = [*SENSITIVITY, "--vary", "trust.reach", "--out", "here"]
    assert cli(*noisy)[0] == 0
    code, _, err = cli(*noisy, "--require-converged")
    assert code == 3
    assert "Not converged" in err


def test_growing_from_the_command_line_finds_the_folder_again(cli) -> None:
    cli(*SENSITIVITY)
    code, _, err = cli(*SENSITIVITY, "--samples", "32", "--extend")
    assert code == 0
    assert len(list(Path("results").iterdir())) == 1
    code, _, err = cli(*SENSITIVITY, "--samples", "32")
    assert "nothing is computed again" in err
    assert cli(*SENSITIVITY, "--samples", "64", "--seed", "9", "--extend")[0] == 2


def test_a_smaller_number_with_extend_says_what_lies_there(cli) -> None:
    cli(*SENSITIVITY, "--samples", "32")
    code, out, err = cli(*SENSITIVITY, "--extend")
    (there,) = Path("results").iterdir()
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "a larger version of this study lies here already" in err
    assert f"cse-sim resume {there}" in err


def test_a_folder_with_less_names_extend(cli) -> None:
    cli("run", "training", "--runs", "4", "--weeks", "13", "--out", "here")
    more = ["run", "training", "--runs", "8", "--weeks", "13", "--out", "here"]
    code, _, err = cli(*more)
    assert code == 2
    assert "--extend" in err
    assert cli(*more, "--extend")[0] == 0
    assert len(table("here", "runs")) == 8


def test_plan_knows_every_kind(cli) -> None:
    for text, runs in ((FILE, 16 * 5 * 2 * 2), (SWEEP, 4 * 4 * 2)):
        code, out, _ = cli("plan", written(text), "--json")
        assert code == 0
        rows = {row["quantity"]: row["value"] for row in json.loads(out)}
        assert rows["runs"] == runs
    assert not Path("results").exists()


def test_values_of_a_file_are_a_distribution(cli) -> None:
    Path("posterior.csv").write_text("reach,other\n2.5,1\n1.5,2\n2.0,3\n")
    own = "distribution: {kind: empirical, file: posterior.csv, column: reach}"
    text = FILE.replace("distribution: {kind: uniform, low: 1, high: 3}", own)
    study = study_of(written(text))
    assert study.design is not None
    assert study.design["factors"][1]["distribution"]["values"] == [1.5, 2.0, 2.5]
    text = text.replace("column: reach", "column: raech")
    assert "there is no column" in cli("check", written(text))[2]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("nowhere.csv", 'there is no file "nowhere.csv". Put it beside the experiment.'),
        ("../x.csv", "lies outside the folder of the experiment. Move it beside the experiment."),
        ("/x.csv", "is not a relative path. Name a file beside the experiment."),
    ],
)
def test_values_are_looked_for_beside_the_experiment_and_it_says_so(cli, file, said) -> None:
    own = f"distribution: {{kind: empirical, file: {file}, column: reach}}"
    Path("deep").mkdir()
    Path("x.csv").write_text("reach\n2.0\n")
    text = FILE.replace("distribution: {kind: uniform, low: 1, high: 3}", own)
    assert said in cli("check", written(text, "deep/q.yaml"))[2]
    inside = text.replace(file, "x.csv")
    Path("deep/x.csv").write_text("reach\n2.0\n3.0\n")
    assert cli("check", written(inside, "deep/q.yaml"))[0] == 0


def test_a_number_of_sobol_points_that_loses_their_balance_is_told(cli) -> None:
    text = SWEEP.replace("vary: {budget_factor: [0.5, 2], dose.council: [0, 1]}", "design: sobol")
    text += "  samples: 6\n  vary: {dose.council: prior}\n"
    code, _, err = cli("sweep", written(text))
    assert code == 0
    assert "6 points, as asked, lean to some places. 4 or 8 would not." in err
    assert "lean" not in cli("sweep", written(text.replace("samples: 6", "samples: 8")))[2]
    assert "lean" not in cli("sweep", written(text.replace("sobol", "lhs")))[2]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("dose.council", "dose.counsil", 'q.yaml:11:7: sensitivity.vary, item 1: there is no parameter "dose.counsil"'),
        ("dose.council", "dose.consultation", "no strategy of the question uses"),
        ("kind: uniform", "kind: unifrom", "q.yaml:12:"),
        ("low: 1, ", "", '"low" is missing'),
        ("low: 1", "low: 4", '"low" is not below "high"'),
        ("high: 3", "high: 3000000", "cannot be 3e+06"),
        ("because: an example, ", "", 'no "because"'),
        ("method: sobol", "method: sobal", 'no method "sobal"'),
        ("samples: 16", "samples: 17", "samples cannot be 17"),
        ("- dose.council", "- trust.*", '"trust.reach" is varied twice'),
        ("seed: 4", "budget_levels: [1, 2]", "Vary budget_factor"),
    ],
)  # fmt: skip
def test_a_wrong_experiment_is_one_line(cli, old: str, new: str, line: str) -> None:
    text = FILE.replace(old, new)
    code, _, err = cli("check", written(text))
    assert code == 2
    assert line in err
    assert len(err.splitlines()) == 1


def test_what_is_set_is_not_varied_unless_it_is_named() -> None:
    every = {row["name"] for row in varied(None, [], [])}
    assert "trust.reach" in every
    assert {row["name"] for row in varied(None, ["trust.reach"], [])} == every - {"trust.reach"}
    with pytest.raises(InputError, match="both set and varied"):
        sensitivity_question(
            "training", "morris", 4, 2, 0, ["trust.reach"], None, overrides={"trust.reach": 2.0}
        )


@pytest.mark.parametrize(
    ("vary", "samples"), [(None, 524_288), (["trust.reach"], 4_194_304), (["trust.reach"], 2**50)]
)
def test_a_design_too_large_to_hold_is_refused_before_it_is_drawn(vary, samples) -> None:
    with pytest.raises(InputError, match=r"samples: the design has [\d,]+ points"):
        sensitivity_question("training", "sobol", samples, 2, 0, vary, None)
    with pytest.raises(InputError, match=r"samples: the design has [\d,]+ points"):
        sweep_question("training", {"trust.reach": "prior"}, "lhs", 10**8, 2, 0, None)


def test_the_example_of_the_help_is_shipped(cli) -> None:
    _, said, _ = cli("sweep", "--help")
    name = said.split("Example: cse-sim sweep ")[1].split()[0]
    assert name in shipped_experiments()
