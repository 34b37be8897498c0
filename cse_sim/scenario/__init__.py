"""Scenarios and experiments: from the files people write to checked, immutable facts."""

from __future__ import annotations

from cse_sim.scenario.calendar import date_of, fiscal_year_of_week, month_of_week, week_of
from cse_sim.scenario.canonical import scenario_hash, scenario_json
from cse_sim.scenario.experiment import Experiment, read_experiment
from cse_sim.scenario.model import Scenario, Strategy
from cse_sim.scenario.reader import read_scenario, read_uploaded_scenario
from cse_sim.scenario.shipped import shipped_experiments, shipped_scenarios, shipped_strategies

__all__ = [
    "Experiment",
    "Scenario",
    "Strategy",
    "date_of",
    "fiscal_year_of_week",
    "month_of_week",
    "read_experiment",
    "read_scenario",
    "read_uploaded_scenario",
    "scenario_hash",
    "scenario_json",
    "shipped_experiments",
    "shipped_scenarios",
    "shipped_strategies",
    "week_of",
]
