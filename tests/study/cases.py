"""A small invented world and small questions about it."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from cse_sim.scenario.model import (
    Budget,
    CommunityRow,
    Group,
    LeverUse,
    Scenario,
    Settlement,
    Strategy,
)
from cse_sim.study.plan import Study
from cse_sim.study.question import canonical_scenario
from tests.study.fake_engine import EFFECTS

WEEKS = 52
COMPARE = ["compare", "training", "--strategies", "none,security_only,integrated", "--weeks", "13"]


def small_scenario() -> Scenario:
    return Scenario(
        name="small",
        title="A small invented place",
        start=datetime.date(2001, 1, 1),
        weeks=WEEKS,
        groups=(Group(name="A"),),
        communities=tuple(
            CommunityRow(
                name=f"Place {number}",
                admin1="North",
                latitude=7.0,
                longitude=-10.0 + 0.1 * number,
                population=1000,
                shares=(1.0,),
            )
            for number in range(10)
        ),
        settlement=Settlement(type="signed"),
        budget=Budget(usd_per_year=1e6),
        strategies=tuple(
            Strategy(
                name=name,
                title=f"The strategy {name}",
                levers=() if name == "none" else (LeverUse(lever="council", share=1.0),),
            )
            for name in EFFECTS
        ),
    )


def small_study(**changes: Any) -> Study:
    study = Study(
        verb="compare",
        scenario=canonical_scenario(small_scenario()),
        strategies=("security_only", "integrated", "twin"),
        baseline="security_only",
        runs=10,
        seed=1,
        weeks=None,
        parameters="prior",
        save=("events", "communities"),
    )
    return replace(study, **changes)
