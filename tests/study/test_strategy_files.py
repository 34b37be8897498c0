"""A strategy in a file of its own: checked as what it is, and used wherever a strategy is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cse_sim as cse
from cse_sim.errors import InputError
from cse_sim.study.experiment import study_of

pytestmark = pytest.mark.usefixtures("stand_in")
MINE = "title: Mine\nlevers:\n  council: {share: 0.5}\n  dialogue: {share: 0.5}\n"
WRONG = (
    "titel: x\n"
    "levers:\n"
    "  councl: {share: 0.5}\n"
    "  dialogue: {share: 1.5}\n"
    "  consultation: {share: 0.1, starts: 2004-01-01}\n"
)


def put(name: str, text: str) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return name


def test_check_knows_a_strategy_and_names_its_problems(cli) -> None:
    assert cli("check", put("strategies/mine.yaml", MINE)) == (
        0,
        "strategies/mine.yaml: nothing wrong\n",
        "",
    )
    code, _, err = cli("check", put("wrong.yaml", WRONG))
    assert code == 2
    assert [line.split(": ", 1)[1] for line in err.splitlines()] == [
        'strategies.wrong: unknown key "titel". Did you mean "title"?',
        'strategies.wrong.levers: there is no lever "councl". Did you mean "council"?',
        "strategies.wrong.levers.dialogue.share: 1.5 is too large. "
        "Allowed: at least 0 and at most 1 (share of the strategy's budget [0-1]).",
        'strategies.wrong.levers.consultation: unknown key "starts". Did you mean "start"?',
    ]
    assert '"levers" is missing' in cli("check", put("strategies/empty.yaml", "title: Empty\n"))[2]
    over = MINE.replace("{share: 0.5}", "{share: 0.6}")
    assert "sum to 1.2, more than the budget" in cli("check", put("over.yaml", over))[2]
    assert '"none" can not be changed' in cli("check", put("none.yaml", MINE))[2]


def test_run_takes_a_path_and_the_study_holds_the_strategy(cli) -> None:
    put("deep/mine.yaml", MINE)
    asked = ["run", "training", "--strategy", "deep/mine.yaml", "--runs", "2", "--weeks", "13"]
    assert cli(*asked, "--out", "here")[0] == 0
    inputs = json.loads(Path("here/manifest.json").read_text(encoding="utf-8"))["inputs"]
    assert inputs["strategies"] == ["mine"]
    held = {each["name"]: each for each in inputs["scenario"]["strategies"]}
    assert [use["lever"] for use in held["mine"]["levers"]] == ["council", "dialogue"]
    assert "deep" not in json.dumps(inputs)
    Path("deep/mine.yaml").unlink()
    assert cli("resume", "here")[0] == 0
    assert cli("reproduce", "here", "--sample", "1")[0] == 0


def test_compare_takes_paths_among_names_and_as_baseline(cli) -> None:
    put("deep/mine.yaml", MINE)
    few = ("--runs", "4", "--weeks", "13")
    strategies = ("--strategies", "consult,deep/mine.yaml", "--baseline", "deep/mine.yaml")
    code, out, _ = cli("compare", "training", *strategies, *few, "--json")
    assert code == 0
    assert {(row["baseline"], row["strategy"]) for row in json.loads(out)} == {("mine", "consult")}
    table = cse.compare("training", ["consult", "deep/mine.yaml"], "deep/mine.yaml", 4, weeks=13)
    assert set(table.strategy) == {"consult"}
    code, _, err = cli("compare", "training", "--strategies", "none,deep/no.yaml", *few)
    assert (code, err) == (2, "deep/no.yaml: there is no such file.\n")
    late = MINE.replace("{share: 0.5}", "{share: 0.5, start: 2090-01-01}", 1)
    code, _, err = cli(
        "compare", "training", "--strategies", f"none,{put('late.yaml', late)}", *few
    )
    assert code == 2
    assert err.startswith("late.yaml:3:32: strategies.late.levers.council.start: 2090-01-01 is out")


def test_an_experiment_names_a_strategy_by_path_from_its_own_folder(cli) -> None:
    put("case/strategies/mine.yaml", MINE)
    text = (
        "title: x\nscenario: training\nstrategies: [none, strategies/mine.yaml]\n"
        "baseline: strategies/mine.yaml\nruns: 4\nweeks: 13\n"
    )
    assert cli("check", put("case/q.yaml", text))[0] == 0
    study = study_of("case/q.yaml")
    assert (study.strategies, study.baseline) == (("none", "mine"), "mine")
    wrong = text.replace("none, str", "nune, str") + "indicators: [deths]\n"
    put("case/strategies/mine.yaml", MINE.replace("council", "councl"))
    _, _, err = cli("check", put("case/q.yaml", wrong))
    assert [line.split(":", 1)[0] for line in err.splitlines()] == [
        "case/q.yaml",
        "case/q.yaml",
        "case/strategies/mine.yaml",
    ]
    _, _, err = cli("check", put("case/q.yaml", text.replace("[none, s", "[none, ../../s")))
    assert "lies outside the folder above the file" in err


def test_a_file_replaces_the_scenarios_own_and_says_so(cli) -> None:
    asked = ("run", "training", "--runs", "2", "--weeks", "13", "--strategy")
    _, _, err = cli(*asked, put("consult.yaml", MINE))
    assert 'the file of strategy "consult" replaces the one of the scenario' in err


def test_describe_shows_the_file_of_a_strategy(cli) -> None:
    code, out, _ = cli("describe", put("mine.yaml", MINE))
    assert code == 0
    assert "title: Mine" in out
    assert cli("describe", put("wrong.yaml", WRONG))[0] == 2


def test_a_question_of_the_web_view_reads_no_file(tmp_path: Path, monkeypatch) -> None:
    from cse_sim.study.question import compare_question

    monkeypatch.chdir(tmp_path)
    put("mine.yaml", MINE)
    with pytest.raises(InputError, match=r'no strategy "mine\.yaml" in training'):
        compare_question("training", ["none", "mine.yaml"], None, 4, 0, 13, "prior", {}, [1.0], ())
