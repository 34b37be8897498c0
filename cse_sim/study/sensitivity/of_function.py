"""Sensitivity of any Python function, by the same methods as the model's."""

from __future__ import annotations

import math
import multiprocessing
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from typing import Any, SupportsFloat

import numpy as np
import pandas as pd

from cse_sim.errors import InputError, RunFailed
from cse_sim.luck import RUN_KEY_BITS, run_key
from cse_sim.params import Prior, Uniform
from cse_sim.study.design import DUMMY, REPLICATES_MOST, Design, Factor, Floats
from cse_sim.study.sensitivity import method_named
from cse_sim.study.sensitivity.analysis import Analysis

Function = Callable[[dict[str, float], int], SupportsFloat]
Task = tuple[dict[str, float], int]
Outcome = tuple[float, str | None]
"""A number, or NaN and what was raised."""


class Indices(pd.DataFrame):
    """Sensitivity indices as a pandas table: parameter, index, value, low, high.

    Attributes
    ----------
    analysis
        the same with its verdict: aleatory share, what was left out, whether it converged, notes.
    """

    _metadata = ["analysis"]  # noqa: RUF012 - the name and form pandas asks for
    analysis: Analysis

    @property
    def _constructor(self) -> Callable[..., pd.DataFrame]:
        return pd.DataFrame

    @classmethod
    def of(cls, analysis: Analysis) -> Indices:
        """The table of an analysis; NaN where a number does not exist."""
        table = cls([asdict(row) for row in analysis.rows])
        for column in ("value", "low", "high"):
            table[column] = table[column].astype("float64")
        table.analysis = analysis
        return table


def sensitivity_of(
    function: Function,
    factors: Mapping[str, tuple[float, float] | Prior],
    method: str = "sobol",
    samples: int | None = None,
    runs: int = 2,
    seed: int = 1,
    workers: int = 1,
    groups: Mapping[str, str] | None = None,
) -> Indices:
    """Which inputs of a function matter, and how sure that is.

    Parameters
    ----------
    function
        takes a dict of values by name and a seed (a whole number below 2^53), returns one number. All its luck must come
        from the seed: equal values and equal seeds must give equal numbers. NaN says that there is no number; so does
        an exception, and the analysis notes the first one.
    factors
        (low, high) or a distribution for every input, in the input's own unit.
    method
        "sobol", "morris", "shapley", "pawn", ... ; see ``cse_sim.study.sensitivity.METHODS``.
    samples
        what the method counts: base rows for "sobol" (a power of two; the function is called samples x (inputs + 3) x
        runs times), trajectories for "morris" and "shapley", points for others. Default: the method's own.
    runs
        replicates of every point. Two or more tell luck from effect.
    seed
        of the design and of the function's luck.
    workers
        processes; the numbers do not depend on them.
    groups
        name of the group of an input; inputs of one group move together and have one index.

    Returns
    -------
    Indices
        one row per parameter and index with a 95 % interval. Shares of variance [0-1] for "sobol" and "shapley"; units
        of the output, per range of the input, for "morris".

    Raises
    ------
    InputError
        when the method, a factor or a number cannot be used, or the function returns something else than a number.
    RunFailed
        when every call of the function raised.
    """
    chosen = method_named(method)
    _check_whole("runs", runs, 1, REPLICATES_MOST)
    _check_whole("workers", workers, 1, 1024)
    _check_whole("seed", seed, 0, 2**RUN_KEY_BITS - 1)
    varied = [_factor(name, given, (groups or {}).get(name)) for name, given in factors.items()]
    design = chosen.sample(varied, chosen.default_samples if samples is None else samples, seed)
    y, raised = evaluated(function, design, runs, seed, workers)
    analysis = chosen.analyse(varied, design, y, seed)
    return Indices.of(replace(analysis, notes=[*analysis.notes, *_noted(raised, y.size)]))


def evaluated(
    function: Function, design: Design, runs: int, seed: int, workers: int
) -> tuple[Floats, list[str]]:
    """Outputs (points, runs) of a function, NaN where it raised, and what it raised.

    Run r of a point has the seed of run number luck + r.

    Raises
    ------
    RunFailed
        when every call raised.
    """
    tasks = list(_tasks(design, runs, seed))
    if workers == 1:
        outcomes = [_outcome(function, task) for task in tasks]
    else:
        outcomes = _in_processes(function, tasks, workers)
    raised = [words for _, words in outcomes if words is not None]
    if len(raised) == len(outcomes):
        raise RunFailed(f"every call of the function failed; the first one: {raised[0]}")
    numbers = [number for number, _ in outcomes]
    return np.array(numbers, dtype=np.float64).reshape(-1, runs), raised


def _noted(raised: Sequence[str], calls: int) -> list[str]:
    if not raised:
        return []
    return [f"{len(raised)} of {calls} calls of the function failed; the first one: {raised[0]}"]


def _tasks(design: Design, runs: int, seed: int) -> Iterator[Task]:
    columns = [column for column, name in enumerate(design.names) if name != DUMMY]
    for row, luck in zip(design.values, design.luck, strict=True):
        values = {design.names[column]: float(row[column]) for column in columns}
        for run in range(runs):
            yield dict(values), run_key(seed, int(luck) + run)


def _in_processes(function: Function, tasks: Sequence[Task], workers: int) -> list[Outcome]:
    try:
        pickle.dumps(function)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise InputError(
            "the function cannot be sent to other processes",
            where="workers",
            do="Define it at the top level of a module, or take workers=1",
        ) from error
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        size = max(1, len(tasks) // (8 * workers))
        return list(pool.map(partial(_outcome, function), tasks, chunksize=size))


def _outcome(function: Function, task: Task) -> Outcome:
    try:
        answer: Any = function(*task)
    except Exception as error:  # noqa: BLE001 - a call that fails is data
        return math.nan, " ".join(f"{type(error).__name__}: {error}".split())
    try:
        return float(answer), None
    except (TypeError, ValueError) as error:
        raise InputError(
            f"the function returned {type(answer).__name__}", allowed="Allowed: one number"
        ) from error


def _factor(name: str, given: tuple[float, float] | Prior, group: str | None) -> Factor:
    if name == DUMMY:
        raise InputError(
            f'no factor can be called "{DUMMY}"', do="Give it another name; a dummy is added"
        )
    if not isinstance(given, tuple | list):
        return Factor(name, _prior(name, given), group=group)
    try:
        low, high = (float(end) for end in given)
    except (TypeError, ValueError) as error:
        raise InputError(
            f'the factor "{name}" cannot be {given!r}', allowed="Allowed: (low, high) or a prior"
        ) from error
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise InputError(
            f'the factor "{name}" cannot go from {low:g} to {high:g}',
            allowed="Allowed: two finite numbers, the lower first",
        )
    return Factor(name, Uniform(low, high), group=group)


def _prior(name: str, given: Any) -> Prior:
    if not hasattr(type(given), "ppf"):
        raise InputError(
            f'the factor "{name}" cannot be {given!r}', allowed="Allowed: (low, high) or a prior"
        )
    prior: Prior = given
    return prior


def _check_whole(name: str, value: Any, low: int, high: int) -> None:
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or not low <= value <= high:
        raise InputError(
            f"{name} cannot be {value!r}", allowed=f"Allowed: whole numbers from {low} to {high}"
        )
