"""The page on studies: its commands run, its Python runs, and it names every table, column, method and exit code."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

import cse_sim as cse
from cse_sim.cli import exit_code
from cse_sim.study.comparison import SCHEMA as COMPARISON
from cse_sim.study.decisions.tables import SCHEMAS
from cse_sim.study.sensitivity import METHODS
from cse_sim.study.sensitivity_table import SCHEMA as SENSITIVITY

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "studies.md").read_text(encoding="utf-8")
KEYS = {"strategy", "indicator", "point", "budget_factor", "unit", "direction"}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.mark.slow
def test_every_command_runs_in_the_order_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = [line for block in blocks("sh") for line in block.splitlines()]
    assert len(commands) > 12
    for command in commands:
        program, *words = shlex.split(command)
        assert program == "cse-sim"
        code = exit_code(words)
        assert code == 0, f"{command}: {code}, {capsys.readouterr().err[-300:]}"
    assert (tmp_path / "three.nc").stat().st_size > 0


@pytest.mark.slow
def test_the_python_of_the_page_runs() -> None:
    names: dict[str, object] = {"__name__": "page"}
    for code in blocks("python"):
        exec(code, names)
    assert names["runs"].seed.nunique() == 3  # type: ignore[attr-defined]
    assert set(names["dataset"].dims) >= {"strategy", "point", "run", "week"}  # type: ignore[attr-defined]
    said = {
        (name, row.parameter): row.value
        for name in ("series", "last", "spread")
        for row in names[name].rows  # type: ignore[attr-defined]
        if row.index == "ST"
    }
    assert min(said["series", "level"], said["last", "level"], said["spread", "risk"]) > 0.8
    assert names["bad"].of("trust.reach", "regional").value > 0.0  # type: ignore[attr-defined]
    assert (names["sure"].runs >= 32, names["each"].sum()) == (True, 300)  # type: ignore[attr-defined]
    assert names["spec"].samples.shape == (128, 1)  # type: ignore[attr-defined]


def test_every_column_of_the_tables_that_decide_is_explained() -> None:
    explained = set(re.findall(r"`([\w.:]+)`", PAGE))
    columns = {*COMPARISON.names, *SENSITIVITY.names}
    columns |= {name for schema in SCHEMAS.values() for name in schema.names}
    assert columns - explained - KEYS - {"mean", "sd", "spent_usd_median"} == set()
    assert set(SCHEMAS) <= explained | set(re.findall(r"\*\*(\w+)\*\*", PAGE))


def test_every_method_is_named() -> None:
    assert set(METHODS) <= set(re.findall(r"`([\w:]+)`", PAGE))


@pytest.mark.slow
@pytest.mark.parametrize("after", ["", "trust"])
def test_a_process_of_ones_own_sees_what_its_page_says(after: str) -> None:
    weeks: list[int] = []

    def look(window: Any) -> None:
        weeks.append(window.week)
        assert window.luck(7).shape == (4, 7)
        window["fear"][0], window["ownership"] = 0.25, 0.5
        assert (window["fear"][0], set(window["ownership"])) == (0.25, {0.5})

    own = cse.python_process(look, name="look", after=after)
    model = cse.EngagementModel("training", "none", seed=1, weeks=2, extra=[own])
    while model.running:
        model.step()
    assert weeks == [1, 2]
