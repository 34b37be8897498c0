"""A mistake of form hides no mistake of content, and brings none that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

import cse_sim.distributions  # noqa: F401  # needs the whole catalogue, so before the small one
from cse_sim.errors import InputError, InputErrors
from cse_sim.scenario import read_experiment, read_scenario
from tests.scenario.world import WORLD, changed, write

pytestmark = pytest.mark.usefixtures("small_catalogues")
ASKED = "title: T\nscenario: case.yaml\n"


def lines_of(read, path: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(path)
    errors = caught.value.errors if isinstance(caught.value, InputErrors) else (caught.value,)
    return [f"{error.where}: {error.what}" for error in errors]


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The problems of an experiment about the small world."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, WORLD)

    def problems(text: str) -> list[str]:
        Path("q.yaml").write_text(ASKED + text, encoding="utf-8")
        return lines_of(read_experiment, "q.yaml")

    return problems


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The problems of a scenario."""
    monkeypatch.chdir(tmp_path)

    def problems(text: str, **tables: str) -> list[str]:
        write(tmp_path, text, **tables)
        return lines_of(read_scenario, "case.yaml")

    return problems


def test_a_number_out_of_range_hides_no_name(asked) -> None:
    text = "strategies: [none, integratd]\nbaseline: nobody\nindicators: [deths]\nweeks: 2000\n"
    assert asked(text) == [
        'strategies, item 2: there is no strategy "integratd"',
        'baseline: there is no strategy of this experiment "nobody"',
        'indicators, item 1: there is no indicator "deths"',
        "weeks: 2000 is too large",
    ]


def test_an_override_without_value_hides_no_other(asked, told) -> None:
    text = (
        "overrides:\n"
        "  violence.attacks_per_week: {because: x}\n"
        "  trust.half_life_weeks: {value: 7, because: x}\n"
        "  trust.half_life_week: {value: 0.5, because: x}\n"
    )
    said = [
        'overrides.violence.attacks_per_week: "value" is missing',
        "overrides.trust.half_life_weeks: 7 is outside the bounds",
        'overrides: no parameter "trust.half_life_week"',
    ]
    assert asked("strategies: [none, consult]\n" + text) == said
    assert told(WORLD + text) == said


def test_a_wrong_item_is_no_baseline_that_is_missing(asked) -> None:
    assert asked("strategies: [7, none]\nbaseline: consult\n") == [
        "strategies, item 1: expected text, found 7"
    ]
    assert asked("strategies:\nkind: compare\n") == [': "strategies" has no value']
    assert asked("strategies: 5\nbaseline: none\n") == ["strategies: expected a list, found 5"]


def test_what_is_varied_is_looked_up_beside_a_wrong_sample_size(asked) -> None:
    text = "{method: morris, samples: -1, vary: [trust.half_life, {name: violence.attack, groop: x}]}\n"
    assert asked(f"sensitivity: {text}") == [
        "sensitivity.samples: -1 is too small",
        'sensitivity.vary, item 1: there is no parameter "trust.half_life"',
        'sensitivity.vary, item 2: there is no parameter "violence.attack"',
        'sensitivity.vary, item 2: unknown key "groop"',
    ]
    assert asked("sensitivity: {method: morris, vary: trust.half_life_weeks}\n") == [
        'sensitivity.vary: expected a list, found "trust.half_life_weeks"'
    ]


def test_wrong_weeks_and_an_unknown_key_hide_no_sum_and_no_date(told) -> None:
    text = changed("weeks: 104", "weeks: 2000\ntitel: x") + (
        "elections: [{date: 2031-01-01}, {date: 2010-01-01}]\n"
        "strategies:\n"
        "  mine: {levers: {council: {share: 0.7}, dialogue: {share: 0.6}}}\n"
    )
    assert told(text) == [
        "weeks: 2000 is too large",
        ': unknown key "titel"',
        "elections, item 1, date: 2031-01-01 is outside the scenario",
        'strategies.mine.levers: the shares of "mine" sum to 1.3, more than the budget',
    ]


def test_a_wrong_row_of_the_deployment_hides_no_other(told) -> None:
    rows = (
        '{date: 2000-01-01, admin1: "", kind: infantri, strength: 500}\n'
        "    - {date: 1990-01-01, admin1: Nowhere, kind: infantry, strength: 500}"
    )
    right = '{date: 2000-01-01, admin1: "", kind: infantry, strength: 500}'
    assert told(changed(right, rows)) == [
        'mission.deployment, item 1, kind: "infantri" is not allowed',
        "mission.deployment, item 2, date: 1990-01-01 is outside the scenario",
        'mission.deployment, item 2, admin1: there is no administrative unit "Nowhere"',
    ]


def test_a_wrong_column_is_no_missing_deployment(told) -> None:
    right = '\n    - {date: 2000-01-01, admin1: "", kind: infantry, strength: 500}'
    text = changed(right, " {file: deployment.csv}\n  start: 2000-01-01\n  end: 2031-01-01")
    assert told(text, deployment="date,admin,kind,strength\n2000-01-01,,infantry,5\n") == [
        "mission.end: 2031-01-01 is outside the scenario",
        ': the column "admin1" is missing',
        ': unknown column "admin"',
    ]
    empty = told(text, deployment="date,admin1,kind,strength\n")
    assert "mission: the mission has dates but no deployment" in empty


@pytest.mark.parametrize("unit", ["days", "weeks", "Share"])
def test_a_unit_that_is_not_the_inputs_is_named(asked, told, unit: str) -> None:
    said = f'the unit given is "{unit}", that of trust.half_life_weeks is "1/week"'
    override = "overrides: {trust.half_life_weeks: {value: 70, unit: %s, because: x}}\n"
    assert asked("strategies: [none, consult]\n" + override % unit) == [
        f"overrides.trust.half_life_weeks: {said}"
    ]
    assert asked(f"sensitivity: {{method: morris, vary: [{{name: trust.*, unit: {unit}}}]}}\n") == [
        f"sensitivity.vary, item 1: {said}"
    ]
    for tried in ("values: [0.1, 0.2]", "kind: uniform, low: 0.1, high: 0.2"):
        vary = f"{{trust.half_life_weeks: {{{tried}, unit: {unit}}}}}"
        assert asked(f"sweep: {{vary: {vary}}}\n") == [f"sweep.vary.trust.half_life_weeks: {said}"]
    assert told(WORLD + override % unit) == [f"overrides.trust.half_life_weeks: {said}"]


def test_the_unit_of_the_input_is_taken_and_changes_nothing(tmp_path: Path) -> None:
    override = "overrides: {trust.half_life_weeks: {value: 0.5, because: x%s}}\n"
    with_unit = read_scenario(write(tmp_path, WORLD + override % ", unit: 1/week"))
    without = read_scenario(write(tmp_path, WORLD + override % ""))
    assert with_unit.model_dump_json() == without.model_dump_json()
    vary = "{trust.half_life_weeks: {values: [0.1], unit: 1/week}, budget_factor: {values: [2], unit: factor on the budget}}"
    path = tmp_path / "q.yaml"
    path.write_text(f"{ASKED}sweep: {{vary: {vary}}}\n", encoding="utf-8")
    sweep = read_experiment(path)[0].sweep
    assert sweep is not None
    assert sweep.vary["trust.half_life_weeks"].given() == [0.1]
