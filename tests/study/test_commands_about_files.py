from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("stand_in")


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
        "overall": "sum",
        "smallest_difference": 5.0,
        "undefined_when": "never",
    } in rows
    assert "undefined_when" not in cli("list", "indicators")[1]
    assert cli("list")[0] == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stability_index", "smallest difference that matters: 2 points"),
        ("trust.reach", "bounds: 0 to 10"),
        ("consult", "levers:"),
        ("training", "communities: 60 in 4 administrative units"),
        ("council", "evidence: grade"),
        ("dose.council", "The dose of the lever council ("),
        ("budget_factor", "What the scenario's budget is multiplied by."),
        ("adaptation", "`trust_in_peacekeepers`"),
        (
            "liberia",
            "civic space, donor funding, authorities, organisations: no estimate used (assumed)",
        ),
        ("liberia", "sizes and windows assumed\n"),
    ],
)
def test_describe_shows_the_page(cli, name: str, words: str) -> None:
    code, out, _ = cli("describe", name)
    assert code == 0
    assert words in f"{out}\n"
    assert "assumed assumed" not in out


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


def test_an_experiment_of_one_strategy_is_refused_before_it_is_run(cli) -> None:
    cli("init", "mine")
    question = Path("mine/question.yaml")
    question.write_text("title: One?\nscenario: training.yaml\nstrategies: [none]\n")
    code, _, err = cli("check", "mine/question.yaml")
    assert code == 2
    assert "strategies: a comparison needs two strategies" in err


def test_an_override_without_a_reason_is_told_how_to_give_one(cli) -> None:
    Path("mine.yaml").write_text("extends: training\noverrides:\n  trust.reach: 3\n")
    code, _, err = cli("check", "mine.yaml")
    assert code == 2
    assert "Write {value: 3, because: the reason}." in err


def test_the_page_of_a_lever_names_what_it_costs(cli) -> None:
    _, out, _ = cli("describe", "council")
    assert "costs: US$ 18,000: a council at full dose for 10,000 people over a year" in out


def test_the_other_question_that_init_writes_can_be_asked(cli) -> None:
    """Its comment lines are an experiment of kind sensitivity."""
    cli("init", "mine")
    lines = Path("mine/question.yaml").read_text(encoding="utf-8").splitlines()
    asked = [line.removeprefix("# ") for line in lines if line.startswith("# ")][4:]
    kept = [line for line in lines if line.startswith(("title", "scenario"))]
    Path("mine/other.yaml").write_text("\n".join([*kept, *asked]), encoding="utf-8")
    code, _out, err = cli("check", "mine/other.yaml")
    assert (code, err) == (0, "")
    assert "sensitivity:" in asked


def test_the_weeks_that_init_leaves_as_a_comment_shorten_the_runs(cli) -> None:
    cli("init", "my case")
    question = Path("my case/question.yaml")
    question.write_text(question.read_text().replace("# weeks: 52 ", "weeks: 13 "))
    cli("compare", str(question), "--runs", "2", "--out", "here")
    assert json.loads(Path("here/manifest.json").read_text())["inputs"]["weeks"] == 13


def test_what_init_says_to_try_can_be_pasted_into_a_shell(cli) -> None:
    err = cli("init", "sp ace/ü")[2]
    tried = shlex.split(err.removeprefix("Try: "))
    assert tried == ["cse-sim", "compare", "sp ace/ü/question.yaml"]
    first = Path(tried[-1]).read_text(encoding="utf-8").splitlines()[0]
    assert first.endswith("Try it:  cse-sim compare 'sp ace/ü/question.yaml'")
