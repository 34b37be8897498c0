from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from cse_sim.errors import InputError
from cse_sim.study.decisions.sequential import Question, answered, looks
from tests.study import fake_engine
from tests.study.cases import COMPARE, small_study

RUNS = 128
UNANSWERED = [*COMPARE, "--set", "fake.undefined=0.5", "--stop-when", "relapse=0.1"]


def asked(rule: str, amount: float, indicator: str = "stability_index", noise: float = 1.0):
    rng = np.random.default_rng(2)
    luck = rng.normal(50, 5, RUNS)
    effects = {"security_only": 0.0, "integrated": 1.0, "twin": 0.0}
    values = {
        (name, 0, indicator): luck + effect + noise * rng.standard_normal(RUNS)
        for name, effect in effects.items()
    }
    question = Question.read(rule, f"{indicator}={amount}", fake_engine.CATALOGUE)
    return answered(question, small_study(runs=RUNS), values, fake_engine.CATALOGUE)


def test_runs_are_looked_at_when_they_have_doubled() -> None:
    assert list(looks(300)) == [32, 64, 128, 256, 300]
    assert list(looks(32)) == [32]


def test_narrow_enough_ends_it_and_says_that_it_was_sequential() -> None:
    told = asked("stop-when", 0.5)
    assert told.reached
    assert told.said.startswith("Sequential, 128 runs: stability_index within ±0.2")
    assert told.record()["looks"] == 3
    assert "NOT reached" in asked("stop-when", 0.01).said


def test_the_widest_of_all_differences_counts() -> None:
    luck = np.random.default_rng(0).standard_normal((2, RUNS))
    values = {
        ("security_only", 0, "deaths"): np.zeros(RUNS),
        ("integrated", 0, "deaths"): luck[0],
        ("twin", 0, "deaths"): 100 * luck[1],
    }
    question = Question.read("stop-when", "deaths=1", fake_engine.CATALOGUE)
    assert not answered(question, small_study(runs=RUNS), values, fake_engine.CATALOGUE).reached


def test_the_best_is_named_once_it_is_found() -> None:
    told = asked("select-best", 0.8)
    assert (told.reached, told.best) == (True, "integrated")
    unsure = asked("select-best", 0.01, noise=20.0)
    assert (unsure.reached, unsure.best) == (False, None)
    assert "NOT found; left: " in unsure.said
    assert asked("select-best", 0.8, "deaths").best in ("security_only", "twin")


@pytest.mark.parametrize("written", ["deaths", "deaths=", "deaths=-1", "deaths=nan", "x=1", "=1"])
def test_questions_that_cannot_be_used(written: str) -> None:
    with pytest.raises(InputError):
        Question.read("stop-when", written, fake_engine.CATALOGUE)


def test_money_cannot_be_best() -> None:
    with pytest.raises(InputError, match="no better direction"):
        Question.read("select-best", "spent_usd=1", fake_engine.CATALOGUE)


def test_a_study_grows_until_it_is_answered_and_equals_a_fresh_one(cli, tmp_path) -> None:
    asked = [*COMPARE, "--stop-when", "stability_index=1e-9", "--max-runs", "64", "--out", "a"]
    code, out, err = cli(*asked)
    assert err == "training: none, security_only, integrated; 96 runs into a\n"
    assert cli(*asked)[1:] == (out, "a holds this study, finished; nothing is computed again.\n")
    assert code == 0  # the stand-in's effects are the same in every run: no width at all
    assert "Sequential, 32 runs" in " ".join(out.split())
    cli(*COMPARE, "--runs", "32", "--out", "fresh", "--quiet")
    for name in ("runs", "comparison", "ranking", "tails", "costs", "regret"):
        grown = (tmp_path / "a" / f"{name}.parquet").read_bytes()
        assert grown == (tmp_path / "fresh" / f"{name}.parquet").read_bytes(), name
    assert json.loads((tmp_path / "a" / "manifest.json").read_text())["sequential"]["runs"] == 32


def test_a_study_that_grew_is_the_one_asked_for_at_once(cli, fake_faults, tmp_path) -> None:
    undefined = ["--set", "fake.undefined=0.5"]
    cli(*COMPARE, *undefined, "--stop-when", "relapse=0.1", "--max-runs", "70", "--out", "grown")
    cli(*COMPARE, *undefined, "--runs", "70", "--out", "fresh", "--quiet")
    for name in ("runs", "comparison", "ranking", "tails", "costs", "acceptability", "regret"):
        grown = (tmp_path / "grown" / f"{name}.parquet").read_bytes()
        assert grown == (tmp_path / "fresh" / f"{name}.parquet").read_bytes(), name


def test_unanswered_within_the_runs_allowed_is_not_trustworthy(cli, fake_faults, tmp_path) -> None:
    question = ["--select-best", "stability_index=1e-9", "--max-runs", "64"]
    tie = ["compare", "training", "--strategies", "none,security_only", "--weeks", "13"]
    assert cli(*tie, *question, "--out", "a")[0] == 0  # equal in every run: either may be chosen
    undefined = ["--set", "fake.undefined=0.5", "--stop-when", "relapse=0.1", "--max-runs", "40"]
    code, _, said = cli(*tie, *undefined, "--out", "b")
    assert code == 3
    assert "--max-runs" in said
    assert json.loads((tmp_path / "b" / "manifest.json").read_text())["inputs"]["runs"] == 40


def test_two_percent_over_the_budget_ends_with_three_and_one_line(cli, fake_faults) -> None:
    asked = [*COMPARE, "--weeks", "52", "--runs", "8", "--quiet"]
    code, _, said = cli(*asked, "--set", "fake.spends=1.02")
    assert code == 3
    assert said.count("\n") == 1
    assert said.startswith("integrated spent more than the budget by over 1 %")
    assert cli(*asked, "--set", "fake.spends=1.005")[0] == 0


@pytest.mark.parametrize(
    "options",
    [
        ["--stop-when", "deaths=1", "--select-best", "deaths=1"],
        ["--stop-when", "deaths=1", "--runs", "50"],
        ["--stop-when", "deaths=1", "--max-runs", "8"],
        ["--stop-when", "deaths=1", "--shard", "1/2"],
        ["--max-runs", "80"],
        ["--discover", "deaths"],
        ["--discover", "deaths>1", "--json"],
        ["--discover", "foo>3"],
        ["--discover", "loses:spent_usd"],
        ["--discover", "deaths>1", "--shard", "1/2"],
    ],
)
def test_what_cannot_be_asked_together_is_one_line(cli, tmp_path, options) -> None:
    code, out, said = cli(*COMPARE, *options)
    assert (code, out, said.count("\n")) == (2, "", 1)
    assert not list(tmp_path.iterdir())


def test_a_table_beside_the_comparison_can_be_printed(cli) -> None:
    code, out, _ = cli(*COMPARE, "--runs", "8", "--table", "costs")
    assert code == 0
    assert {row["strategy"] for row in json.loads(out)} == {"none", "security_only", "integrated"}
    assert all("per_million" in row for row in json.loads(out))


def test_discovery_is_said_after_the_page(cli) -> None:
    code, out, _ = cli(*COMPARE, "--runs", "40", "--discover", "loses:stability_index")
    assert code == 0
    assert "loses:stability_index in integrated (0 % of 40 runs): no box" in out


def test_what_is_discovered_is_kept_as_a_table_of_the_study(cli) -> None:
    asked = [*COMPARE, "--runs", "80", "--out", "here", "--discover"]
    _, out, _ = cli(*asked, "stability_index<50")
    first = json.loads(cli("export", "here", "--to", "json", "--table", "boxes")[1])
    assert {row["strategy"] for row in first} == {"none", "security_only", "integrated"}
    assert {row["target"] for row in first} == {"stability_index<50"}
    for row in first:
        said = f"{row['target']} in {row['strategy']} ({100 * row['base_rate']:.0f} % of 80 runs)"
        assert said in out
        assert (row["parameter"] is None) == bool(row["note"])
    assert cli("verify", "here")[0] == 0
    kept = Path("here/boxes.parquet").read_bytes()
    cli(*asked, "stability_index<50")
    assert Path("here/boxes.parquet").read_bytes() == kept
    cli(*asked, "deaths>9")
    both = json.loads(cli("export", "here", "--to", "json", "--table", "boxes")[1])
    assert [row["target"] for row in both] == ["deaths>9"] * (len(both) - len(first)) + [
        "stability_index<50"
    ] * len(first)
    assert len(both) > len(first)
    cli(*COMPARE, "--runs", "84", "--out", "here", "--extend")
    assert "boxes" not in json.loads(Path("here/manifest.json").read_text())["tables"]
    assert not Path("here/boxes.parquet").exists()


@pytest.mark.parametrize("at", ["in the second look", "before the first runs are looked at"])
def test_an_interrupted_study_keeps_its_question_and_resume_goes_on_asking(
    cli, fake_faults, monkeypatch, tmp_path, at: str
) -> None:
    asked = [*UNANSWERED, "--max-runs", "128", "--executor", "serial"]
    whole, page, _ = cli(*asked, "--out", "whole")
    with monkeypatch.context() as patch:
        if at == "in the second look":
            patch.setattr(sys.modules["cse_sim.engine"], "run_chunk", stopping_at(30))
        else:
            patch.setattr("cse_sim.study.decisions.sequential.answered", stopped)
        code, _, said = cli(*asked, "--out", "here")
    assert (code, "Go on with: cse-sim resume here" in said) == (130, True)
    begun = json.loads((tmp_path / "here" / "manifest.json").read_text())
    assert begun["sequential"]["said"].startswith("Sequential, ")
    assert (begun["sequential"]["most"], begun["sequential"]["reached"]) == (128, False)
    code, out, _ = cli("resume", "here")
    assert (code, out) == (whole, page.replace("Files: whole", "Files: here"))
    assert "Sequential, 128 runs" in " ".join(out.split())
    first, second = (
        json.loads((tmp_path / n / "manifest.json").read_text()) for n in ("whole", "here")
    )
    for name in ("tables", "inputs", "sequential"):
        assert first[name] == second[name], name
    assert second["command"] == ["cse-sim", *asked, "--out", "here"]
    assert second["sequential"]["runs"] == 128


def test_a_study_that_still_grows_cannot_be_resumed_in_shares(
    cli, fake_faults, monkeypatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["cse_sim.engine"], "run_chunk", stopping_at(3))
        cli(*UNANSWERED, "--out", "here", "--executor", "serial")
    code, _, said = cli("resume", "here", "--shard", "1/2")
    assert (code, said.count("\n")) == (2, 1)


def stopping_at(call: int):
    """The stand-in, stopped by hand in this call."""
    calls = iter(range(call))

    def run_chunk(spec):
        if next(calls, None) is None:
            raise KeyboardInterrupt
        return fake_engine.run_chunk(spec)

    return run_chunk


def stopped(*_):
    raise KeyboardInterrupt
