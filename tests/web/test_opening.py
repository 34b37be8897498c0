"""What the view can be opened with: a shipped name, a file, the folder of a finished study; anything else is one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import cse_sim as cse
from cse_sim.cli import exit_code
from cse_sim.errors import InputError
from cse_sim.web.answers import answers
from cse_sim.web.choices import OWN, first_choices
from cse_sim.web.opening import MINE, opened, scenario_rows
from cse_sim.web.question import file_text, screen_study, shipped
from cse_sim.web.rows import asked_words
from cse_sim.web.visit import arrived


def test_a_shipped_name_is_opened_by_its_name() -> None:
    assert opened("liberia").case == "liberia"
    assert opened(None).case == "training"


def test_a_file_is_opened_and_a_visitors_file_extends_it(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("extends: training\ntitle: Mine\n")
    known = opened(str(tmp_path / "mine.yaml"))
    assert known.scenario is not None
    assert known.scenario.title == "Mine"
    choices = first_choices(known.scenario, known.case)
    (tmp_path / "yours.yaml").write_text(file_text(choices, known.scenario, known.file))
    again = cse.read_scenario(tmp_path / "yours.yaml")
    assert again.strategy_named(OWN).levers == tuple(
        sorted(choices.levers, key=lambda use: use.lever)
    )
    titles = [row["title"] for row in scenario_rows(known, choices, known.scenario)]
    assert titles[0] == "Mine"
    assert MINE not in titles


def test_a_finished_study_is_opened_with_its_question(tmp_path: Path) -> None:
    table = cse.compare(
        "training", ["none", "consult"], runs=4, seed=9, overrides={"trust.harm_help_ratio": 1.5}
    )
    table.results.save(tmp_path / "study")  # type: ignore[attr-defined]
    known = opened(str(tmp_path / "study"))
    assert known.choices is not None
    assert known.choices.compared == ("none", "consult")
    assert (known.choices.baseline, known.choices.runs, known.choices.seed) == ("none", 4, 9)
    assert known.choices.assumptions["trust.harm_help_ratio"].value == 1.5
    assert known.file == ""


def test_a_study_of_some_weeks_and_several_budgets_is_opened_with_them(tmp_path: Path) -> None:
    table = cse.compare(
        "training",
        ["none", "consult"],
        runs=2,
        weeks=26,
        budget_levels=[5, 20],
        parameters="default",
    )
    table.results.save(tmp_path / "study")  # type: ignore[attr-defined]
    known = opened(str(tmp_path / "study"))
    assert known.choices is not None
    assert known.scenario is not None
    assert (known.choices.weeks, known.choices.budget, known.budgets) == (26, 5.0, (5.0, 20.0))
    answer = list(answers(screen_study(known.choices, known.scenario, ("consult",))))[-1]
    assert answer.weeks[-1] == 26
    page = arrived(known, "", "1.0").shown.value
    assert len(page.notes) == 2
    assert "× 5, × 20" in page.notes[0]
    assert "declared ranges" in page.notes[1]
    assert "26" in asked_words(known.choices, known.scenario, "en")
    assert "budget × 5" in asked_words(known.choices, known.scenario, "en")
    assert arrived(known, "?scenario=training", "1.0").shown.value.notes == ()


@pytest.mark.parametrize("said", ["atlantis", "no/such.yaml", "/etc"])
def test_what_cannot_be_opened_is_said_in_one_line(said: str) -> None:
    with pytest.raises(InputError):
        opened(said)


def test_the_verb_leaves_with_2_and_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(["view", "atlantis", "--port", "0"]) == 2
    assert "atlantis" in capsys.readouterr().err
    assert exit_code(["view", "--port", "99999"]) == 2


def test_the_cases_are_listed_by_their_titles() -> None:
    rows = scenario_rows(
        opened(None), first_choices(shipped("training"), "training"), shipped("training")
    )
    assert "Riverlands (invented training case)" in [row["title"] for row in rows]


def test_the_first_page_finds_pandas_whole_and_waits_for_nothing_that_later_pages_need() -> None:
    asked = "import sys, cse_sim.web.app; print(*(name in sys.modules for name in ('pandas', 'scipy.stats', 'mesa')))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["True", "False", "False"]
