"""What a study will cost, said before it is begun."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cse_sim.indicators.measure import Indicator
from cse_sim.study.plan import QUANTILE_RUNS, Study, blocks

MICROSECONDS = 1.0
"""Per community and week, rounded up from what one core of a 2020s server takes for the shipped cases."""
SECONDS_A_COMPARED = 0.02
"""Per indicator, budget level and strategy, and once more: the tables that decide draw resamples of the runs."""
SECONDS_A_VALUE = {"sensitivity": 5e-6, "sweep": 1e-6}
"""Per output, point and run."""
SECONDS_AN_INPUT = {
    "delta": 0.05,
    "pawn": 0.1,
    "rbd_fast": 0.04,
    "regional": 0.02,
    "salib:enhanced_hdmr": 1.0,
}
"""Per output and input: methods that go through the runs anew for every resample and input, with hundreds of points."""
BYTES_A_WEEK, BYTES_A_COMMUNITY_WEEK, BYTES_A_RUN = 8, 4, 5000


POINTS = ("points", "budget levels")


def cost_rows(
    study: Study, chunk_runs: int, indicators: Mapping[str, Indicator], workers: int
) -> list[dict[str, Any]]:
    """Runs, parts, time and disk, one row each: ``quantity``, ``value``, ``unit``.

    Time is an order of magnitude, that of the runs and that of all that follows from them on one core; disk is the most the parts take before compression, without saved events, whose
    number nobody knows beforehand.
    """
    scenario = json.loads(study.scenario)
    weeks = study.weeks or scenario["weeks"]
    parts = number_of_parts(study, chunk_runs)
    community_weeks = study.planned * weeks * len(scenario["communities"])
    disk = float(BYTES_A_RUN * study.planned)
    if study.design is None:
        disk += _kept(study, weeks, len(scenario["communities"]), indicators)
    seconds = 1e-6 * MICROSECONDS * community_weeks / min(workers, parts)
    return [
        {"quantity": "strategies", "value": len(study.strategies), "unit": "count"},
        {"quantity": POINTS[study.design is None], "value": study.points, "unit": "count"},
        {"quantity": "runs", "value": study.planned, "unit": "count"},
        {"quantity": "parts", "value": parts, "unit": "count"},
        {"quantity": "weeks of a run", "value": weeks, "unit": "weeks"},
        {"quantity": "time, about", "value": _about(seconds), "unit": "seconds"},
        {
            "quantity": "tables, about",
            "value": _about(seconds_of_tables(study, len(study.indicators or indicators))),
            "unit": "seconds",
        },
        {"quantity": "disk, at most", "value": round(disk / 1e6, 1), "unit": "MB"},
    ]


def seconds_of_tables(study: Study, indicators: int) -> float:
    """How long the tables take that answer a study, once its runs are there."""
    strategies = len(study.strategies)
    if study.design is None:
        return SECONDS_A_COMPARED * indicators * study.points * (strategies + 1)
    outputs = indicators * (2 * strategies - 1)  # those of each, and of the differences
    inputs = len(study.design["factors"])
    a_value, an_input = SECONDS_A_VALUE[study.verb], SECONDS_AN_INPUT.get(study.design["method"], 0)
    return outputs * (a_value * study.points * study.runs + an_input * inputs)


def _about(seconds: float) -> float:
    return float(f"{seconds:.3g}")


def number_of_parts(study: Study, chunk_runs: int) -> int:
    """How many parts a study has, without drawing its points."""
    if study.design is None:
        return len(study.strategies) * study.points * sum(1 for _ in blocks(study.runs, chunk_runs))
    together = max(1, chunk_runs // study.runs)
    of_runs = sum(1 for _ in blocks(study.runs, max(1, chunk_runs // together)))
    return len(study.strategies) * sum(1 for _ in blocks(study.points, together)) * of_runs


def _kept(study: Study, weeks: int, communities: int, indicators: Mapping[str, Indicator]) -> float:
    """Bytes of the weeks that are kept run by run."""
    kept = len(study.strategies) * study.points * min(study.runs, QUANTILE_RUNS) * weeks
    disk = BYTES_A_WEEK * kept * sum(each.weekly for each in indicators.values())
    if "communities" in study.save:
        detailed = sum(each.detail for each in indicators.values())
        disk += BYTES_A_COMMUNITY_WEEK * kept * communities * detailed
    return disk
