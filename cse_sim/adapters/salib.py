"""SALib's problems: taken as the inputs of a study, and given back with the points and outputs of a finished one.

An unbounded distribution stays what it is; SALib's Weibull with a shifted origin, and ours that SALib lacks (beta,
PERT, whole numbers, choices), are refused and not bent into something else.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from cse_sim.distributions import distribution
from cse_sim.errors import InputError
from cse_sim.study.design import Factor, Floats
from cse_sim.study.plan import Study
from cse_sim.study.points import points_of
from cse_sim.study.results import Results
from cse_sim.study.sweep import SAMPLED

Described = dict[str, Any]

FROM_SALIB: dict[str, tuple[int, Callable[..., Described]]] = {
    "unif": (2, lambda low, high: {"kind": "uniform", "low": low, "high": high}),
    "logunif": (2, lambda low, high: {"kind": "loguniform", "low": low, "high": high}),
    "triang": (
        3,
        lambda low, high, peak: {
            "kind": "triangular",
            "low": low,
            "mode": low + peak * (high - low),
            "high": high,
        },
    ),
    "norm": (2, lambda mean, sd: {"kind": "normal", "mean": mean, "sd": sd}),
    "truncnorm": (
        4,
        lambda low, high, mean, sd: {
            "kind": "truncnormal",
            "mean": mean,
            "sd": sd,
            "low": low,
            "high": high,
        },
    ),
    "lognorm": (2, lambda mu, sigma: {"kind": "lognormal", "median": math.exp(mu), "sigma": sigma}),
    "weibull": (2, lambda shape, scale: {"kind": "weibull", "shape": shape, "scale": scale}),
}
"""How many numbers SALib gives, and what they are here."""
TO_SALIB: dict[str, tuple[str, Callable[[Mapping[str, Any]], list[float]]]] = {
    "uniform": ("unif", lambda of: [of["low"], of["high"]]),
    "loguniform": ("logunif", lambda of: [of["low"], of["high"]]),
    "triangular": (
        "triang",
        lambda of: [of["low"], of["high"], (of["mode"] - of["low"]) / (of["high"] - of["low"])],
    ),
    "normal": ("norm", lambda of: [of["mean"], of["sd"]]),
    "truncnormal": ("truncnorm", lambda of: [of["low"], of["high"], of["mean"], of["sd"]]),
    "lognormal": ("lognorm", lambda of: [math.log(of["median"]), of["sigma"]]),
    "weibull": ("weibull", lambda of: [of["shape"], of["scale"]]),
}


def vary_of(problem: Mapping[str, Any], because: str) -> list[dict[str, Any]]:
    """What ``cse.sensitivity`` takes as ``vary``, from a SALib problem (a dict or ProblemSpec) of this model's inputs.

    ``because`` is the reason for its ranges; every study keeps it.

    Raises
    ------
    InputError
        when the problem cannot be used.
    """
    names, groups = list(problem["names"]), problem.get("groups")
    kinds = problem.get("dists") or ["unif"] * len(names)
    bounds = problem["bounds"]
    if not len(names) == len(kinds) == len(bounds) == len(groups or names):
        raise InputError("names, bounds, dists and groups of the problem differ in length")
    return [
        {
            "name": name,
            "distribution": _from_salib(name, kind, [float(number) for number in numbers]),
            "because": because,
            "group": None if group in (None, name) else group,
        }
        for name, kind, numbers, group in zip(names, kinds, bounds, groups or names, strict=True)
    ]


def factors_of(problem: Mapping[str, Any]) -> list[Factor]:
    """The inputs of a SALib problem of any model, as the sensitivity methods here take them.

    Raises
    ------
    InputError
        when the problem cannot be used.
    """
    return [
        Factor(item["name"], distribution(item["distribution"], item["name"]), group=item["group"])
        for item in vary_of(problem, "given")
    ]


def problem_of(
    results: Results, indicator: str, strategy: str | None = None, *, leave_out: bool = False
) -> Any:
    """A ``SALib.ProblemSpec`` with samples and results set, for SALib's methods that take any points.

    Parameters
    ----------
    results
        of a ``sensitivity`` study by a method without a design of its own (delta, pawn, rbd_fast, regional, ...), or of
        a ``sweep`` whose points are drawn.
    indicator
        the output; a point's is the mean over its runs.
    strategy
        of several, whose outputs; "A - B" is their difference under the same luck.
    leave_out
        whether to leave out points of which a run failed or has no value; else they are an error. SALib's own methods
        make numbers of them.

    Raises
    ------
    InputError
        when the study does not fit.
    """
    study = Study.from_inputs(results.manifest["inputs"])
    design = _free_design(study)
    points = points_of(design, study.seed)
    outputs = _outputs(results, study, indicator, strategy)
    whole = np.isfinite(outputs)
    if not whole.all() and not leave_out:
        raise InputError(
            f"{indicator} is missing at {int((~whole).sum())} of {len(whole)} points",
            do="Say leave_out=True to leave them out",
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SALib's, about libraries it could use
        from SALib import ProblemSpec

        spec = ProblemSpec({**_problem(design["factors"]), "outputs": [indicator]})
        spec.set_samples(points.rows[whole])
        spec.set_results(outputs[whole])
    return spec


def _from_salib(name: str, kind: str, numbers: Sequence[float]) -> Described:
    if kind == "weibull" and len(numbers) == 3 and numbers[2] == 0:
        numbers = numbers[:2]
    if kind not in FROM_SALIB or len(numbers) != FROM_SALIB[kind][0]:
        told = ", ".join(f"{each} with {count} numbers" for each, (count, _) in FROM_SALIB.items())
        raise InputError(
            f'"{kind}" with {len(numbers)} numbers cannot be read', where=name, allowed=told
        )
    return FROM_SALIB[kind][1](*numbers)


def _problem(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """SALib's form of inputs as a study declares them."""
    said = []
    for row in rows:
        described = row["distribution"]
        if described["kind"] not in TO_SALIB:
            raise InputError(
                f"SALib has no distribution like {described['kind']}", where=row["name"]
            )
        kind, numbers = TO_SALIB[described["kind"]]
        said.append((row["name"], kind, numbers(described), row["group"] or row["name"]))
    names, kinds, bounds, groups = (list(each) for each in zip(*said, strict=True))
    return {"names": names, "dists": kinds, "bounds": bounds} | (
        {} if groups == names else {"groups": groups}
    )


def _free_design(study: Study) -> dict[str, Any]:
    """The design of a study, seen to have points in no order that SALib would read something into."""
    from cse_sim.study.sensitivity import given, method_named

    if study.design is None:
        raise InputError(f"a study of the kind {study.verb} varies no input by a design")
    method = study.design["method"]
    free = (
        method in SAMPLED if study.verb == "sweep" else method_named(method).sample is given.sample
    )
    if not free:
        raise InputError(
            f"the points of {method} lie in blocks that SALib would read otherwise",
            do='Take a study by "delta" or "pawn", or a sweep by "sobol" or "lhs"',
        )
    return study.design


def _outputs(results: Results, study: Study, indicator: str, strategy: str | None) -> Floats:
    """Mean over the runs of each point (points,), NaN unless all of them have a number."""
    runs = results.runs
    if indicator not in runs or indicator.startswith(("param:", "dose:")):
        raise InputError(f'the study has no indicator "{indicator}"')
    known = sorted(study.strategies)
    asked = (known[0] if len(known) == 1 else "") if strategy is None else strategy
    names = asked.split(" - ")
    if not all(name in known for name in names) or len(names) > 2:
        raise InputError(
            f'there is no strategy "{asked}"' if asked else "the study has several strategies",
            where="strategy",
            allowed=f'Allowed: {", ".join(known)}, or a difference "A - B"',
        )
    shape = (len(known), study.points, study.runs)
    values = runs[indicator].to_numpy(np.float64).reshape(shape)
    first, *second = (values[known.index(name)].mean(axis=1) for name in names)
    outputs: Floats = first - second[0] if second else first
    return outputs
