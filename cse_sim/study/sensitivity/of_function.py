"""Sensitivity of any Python function, by the same methods as the model's."""

from __future__ import annotations

import math
import multiprocessing
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from typing import Any, SupportsFloat

import numpy as np
import pandas as pd

from cse_sim.errors import InputError
from cse_sim.luck import RUN_KEY_BITS, run_key
from cse_sim.params import Prior, Uniform
from cse_sim.study.design import DUMMY, REPLICATES_MOST, Design, Factor, Floats
from cse_sim.study.sensitivity import method_named
from cse_sim.study.sensitivity.analysis import Analysis

Function = Callable[[dict[str, float], int], SupportsFloat]
Task = tuple[dict[str, float], int]


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
        from the seed: equal values and equal seeds must give equal numbers. NaN says that there is no number.
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
    """
    chosen = method_named(method)
    _check_whole("runs", runs, 1, REPLICATES_MOST)
    _check_whole("workers", workers, 1, 1024)
    _check_whole("seed", seed, 0, 2**RUN_KEY_BITS - 1)
    varied = [_factor(name, given, (groups or {}).get(name)) for name, given in factors.items()]
    design = chosen.sample(varied, chosen.default_samples if samples is None else samples, seed)
    y = evaluated(function, design, runs, seed, workers)
    return Indices.of(chosen.analyse(varied, design, y, seed))


def evaluated(function: Function, design: Design, runs: int, seed: int, workers: int) -> Floats:
    """Outputs (points, runs) of a function; run r of a point has the seed of run number luck + r."""
    tasks = _tasks(design, runs, seed)
    if workers == 1:
        numbers = [_number(function, task) for task in tasks]
    else:
        numbers = _in_processes(function, list(tasks), workers)
    return np.array(numbers, dtype=np.float64).reshape(-1, runs)


def _tasks(design: Design, runs: int, seed: int) -> Iterator[Task]:
    columns = [column for column, name in enumerate(design.names) if name != DUMMY]
    for row, luck in zip(design.values, design.luck, strict=True):
        values = {design.names[column]: float(row[column]) for column in columns}
        for run in range(runs):
            yield dict(values), run_key(seed, int(luck) + run)


def _in_processes(function: Function, tasks: Sequence[Task], workers: int) -> list[float]:
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
        return list(pool.map(partial(_number, function), tasks, chunksize=size))


def _number(function: Function, task: Task) -> float:
    answer: Any = function(*task)
    try:
        return float(answer)
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
