"""The model in the EMA Workbench: its experiments are runs of ours, bit for bit.

Python 3.11 has version 2.5 of the workbench, later ones version 3: the tests run with both.
"""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

import cse_sim as cse
from cse_sim.adapters import ema_model
from cse_sim.adapters.ema import workbench
from cse_sim.errors import InputError

INDICATORS = ["fear", "deaths", "recovery_weeks"]
PARAMETERS = ["trust.reach", "trust.repair_factor"]


def asked(**more: Any) -> Any:
    said = {"strategies": ["none", "integrated"], "parameters": PARAMETERS} | more
    return ema_model("training", indicators=INDICATORS, weeks=13, **said)


def experiments(model: Any, **how: Any) -> Any:
    with workbench().SequentialEvaluator(model) as evaluator:
        return evaluator.perform_experiments(**how)


def test_an_experiment_is_a_run_of_ours_bit_for_bit() -> None:
    found, outcomes = experiments(asked(runs=2, seed=5), scenarios=3, policies=2)
    assert len(found) == 6
    assert set(found["strategy"]) == {"none", "integrated"}
    assert set(outcomes) == set(INDICATORS)
    for place, row in enumerate(found.to_dict("records")):
        values = {name: row[name.replace(".", "__")] for name in PARAMETERS}
        own = cse.run(
            "training", str(row["strategy"]), runs=2, seed=5, weeks=13,
            parameters="default", overrides=values,
        ).runs  # fmt: skip
        for name in ("fear", "deaths"):
            assert outcomes[name][place] == np.mean(own[name].to_numpy()), name
        assert own["recovery_weeks"].isna().any()
        assert np.isnan(outcomes["recovery_weeks"][place])


def test_uncertainties_levers_and_outcomes_are_what_the_catalogues_say() -> None:
    model = asked()
    from cse_sim.params import catalogue

    for name in PARAMETERS:
        theirs, ours = model.uncertainties[name.replace(".", "__")], catalogue()[name].prior
        assert (theirs.lower_bound, theirs.upper_bound) == (ours.low, ours.high)
    kinds = {outcome.name: outcome.kind for outcome in model.outcomes}
    scalar = workbench().ScalarOutcome
    assert kinds["fear"] == kinds["deaths"] == scalar.MINIMIZE
    assert [lever.name for lever in model.levers] == ["strategy"]


def test_one_strategy_is_no_lever() -> None:
    model = asked(strategies=["integrated"])
    assert not list(model.levers)
    found, outcomes = experiments(model, scenarios=2)
    assert len(found) == len(outcomes["fear"]) == 2


def test_an_experiment_can_be_sent_to_other_processes() -> None:
    function = asked().function
    sent = pickle.loads(pickle.dumps(function))
    values = {"trust__reach": 2.0, "trust__repair_factor": 0.5}
    assert sent("none", **values)["fear"] == function("none", **values)["fear"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"strategies": ["nonne"]}, 'no strategy "nonne"'),
        ({"parameters": ["trust.raech"]}, 'no parameter "trust.raech"'),
        ({"parameters": []}, "need a name each"),
        ({"runs": 0}, "0 cannot be used"),
    ],
)
def test_wrong_names_are_refused_before_anything_runs(more: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        asked(**more)
