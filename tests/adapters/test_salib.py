"""SALib's problems, in and out: the same distributions, the same points, the same answer."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from SALib.analyze import pawn
from SALib.util import scale_samples

import cse_sim as cse
from cse_sim.adapters import factors_of, problem_of, vary_of
from cse_sim.errors import InputError

PROBLEM = {
    "names": ["a", "b", "c", "d", "e", "f", "g"],
    "dists": ["unif", "logunif", "triang", "norm", "truncnorm", "lognorm", "weibull"],
    "bounds": [[1, 3], [0.1, 10], [2, 6, 0.25], [0, 2], [-1, 4, 1, 2], [0.5, 0.3], [1.5, 2.0]],
    "groups": ["a", "both", "both", "d", "e", "f", "g"],
}
TRUST = "trust_in_peacekeepers"
OURS = {
    "names": ["trust.reach", "dose.council"],
    "bounds": [[1.0, 3.0], [0.0, 1.0]],
}


def test_every_distribution_of_salib_is_the_same_here() -> None:
    factors = factors_of(PROBLEM)
    shares = np.linspace(0.001, 0.999, 50)
    theirs = scale_samples(np.repeat(shares[:, None], 7, axis=1), copy.deepcopy(PROBLEM))
    for column, factor in enumerate(factors):
        assert factor.prior.ppf(shares) == pytest.approx(theirs[:, column]), factor.name
    assert [factor.group for factor in factors] == [None, "both", "both", None, None, None, None]


def test_a_problem_without_distributions_is_uniform_and_left_as_it_was() -> None:
    problem = copy.deepcopy(OURS)
    assert [factor.prior.low for factor in factors_of(problem)] == [1.0, 0.0]
    assert problem == OURS


def test_a_problem_is_what_a_study_varies_and_comes_back_with_points_and_outputs() -> None:
    vary = vary_of(OURS, because="a workshop")
    asked = {"runs": 2, "weeks": 13, "strategies": ["none", "integrated"], "indicators": ["fear"]}
    found = cse.sensitivity("training", "pawn", 64, vary=vary, **asked)
    rows = found.manifest["inputs"]["design"]["factors"]
    assert {row["because"] for row in rows} == {"a workshop"}
    spec = problem_of(found.results, TRUST, "integrated - none")
    assert spec["names"] == OURS["names"]
    assert spec["bounds"] == OURS["bounds"]
    runs = found.results.runs
    own = runs[runs["strategy"] == "integrated"]
    assert np.array_equal(spec.samples[:, 0], own["param:trust.reach"].to_numpy()[::2])
    mean = runs.groupby(["strategy", "point"])[TRUST].mean()
    assert spec.results == pytest.approx((mean["integrated"] - mean["none"]).to_numpy())
    spec = problem_of(found.results, TRUST, "integrated")
    answer = pawn.analyze(spec, spec.samples, spec.results, seed=1)
    assert np.isfinite(answer["median"]).all()


def test_a_drawn_sweep_comes_back_too_and_missing_points_are_left_out_only_if_asked() -> None:
    swept = cse.sweep(
        "training", {"trust.reach": "prior"}, "lhs", 32, runs=1, weeks=13, strategies=["none"]
    )
    assert swept.manifest["counts"]["failed"] == 0
    missing = int(swept.results.runs["recovery_weeks"].isna().sum())
    assert missing > 0, "a quiet start leaves nothing to recover from"
    with pytest.raises(InputError, match=f"recovery_weeks is missing at {missing} of 32 points"):
        problem_of(swept.results, "recovery_weeks")
    spec = problem_of(swept.results, "recovery_weeks", leave_out=True)
    assert len(spec.samples) == len(spec.results) == 32 - missing
    assert problem_of(swept.results, "fear").samples.shape == (32, 1)


def test_points_in_blocks_are_not_given_to_those_who_read_blocks_otherwise() -> None:
    asked = {"runs": 1, "weeks": 4, "vary": ["trust.reach"], "indicators": ["fear"]}
    found = cse.sensitivity("training", "sobol", 16, **asked)
    with pytest.raises(InputError, match="the points of sobol lie in blocks"):
        problem_of(found.results, "fear")
    with pytest.raises(InputError, match="varies no input"):
        problem_of(cse.run("training", runs=1, weeks=4), "fear")


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ({"dists": ["unif", "cauchy"]}, '"cauchy" with 2 numbers cannot be read'),
        ({"bounds": [[1.0, 3.0]]}, "differ in length"),
        ({"dists": ["triang", "unif"]}, '"triang" with 2 numbers'),
        ({"bounds": [[3.0, 1.0], [0.0, 1.0]]}, '"low" is not below "high"'),
    ],
)
def test_what_cannot_be_read_is_said(problem, said: str) -> None:
    with pytest.raises(InputError, match=said):
        factors_of({**OURS, **problem})


def test_a_distribution_that_salib_lacks_is_refused() -> None:
    own = {"kind": "pert", "low": 1.0, "mode": 2.0, "high": 3.0}
    vary = [{"name": "trust.reach", "distribution": own, "because": "a test"}]
    found = cse.sensitivity("training", "pawn", 64, runs=1, weeks=4, vary=vary, indicators=["fear"])
    with pytest.raises(InputError, match=r"trust\.reach: SALib has no distribution like pert"):
        problem_of(found.results, "fear")
