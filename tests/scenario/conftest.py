"""Small catalogues of levers and parameters, so that these tests do not change with the model."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest


@pytest.fixture
def small_catalogues(monkeypatch: pytest.MonkeyPatch) -> None:
    levers = ModuleType("cse_sim.levers")
    vars(levers)["catalogue"] = lambda: {
        "council": None,
        "dialogue": None,
        "additional_peacekeepers": None,
    }
    monkeypatch.setitem(sys.modules, "cse_sim.levers", levers)
    parameter = SimpleNamespace(bounds=(0.0, 1.0), unit="1/week")
    params = ModuleType("cse_sim.params")
    vars(params)["catalogue"] = lambda: {
        "violence.attacks_per_week": parameter,
        "trust.half_life_weeks": parameter,
    }
    monkeypatch.setitem(sys.modules, "cse_sim.params", params)
    indicators = ModuleType("cse_sim.indicators")
    vars(indicators)["catalogue"] = lambda: {"deaths": None, "relapse": None}
    monkeypatch.setitem(sys.modules, "cse_sim.indicators", indicators)
