"""The only door to SALib.

SALib 1.6 takes 0 for no seed, seeds NumPy's global generator, writes into the problem it is given, gives zeros for
outputs that are not numbers, and prints warnings of every kind. Behind this door the outputs are finite float64 copies,
the problem is a copy, the seed is never 0, and whatever was global is as it was.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from cse_sim.errors import InputError
from cse_sim.study.design import Floats


def library_seed(seed: int) -> int:
    """A seed above 0 that SALib takes for one, from any of ours."""
    return 1 + int(np.random.SeedSequence([seed, 13]).generate_state(1)[0]) % (2**31 - 2)


def unit_problem(columns: int) -> dict[str, Any]:
    """A problem of inputs between 0 and 1. Their names are ours: SALib refuses some endings."""
    names = [f"x{column}" for column in range(columns)]
    return {"num_vars": columns, "names": names, "bounds": [[0.0, 1.0]] * columns}


def guarded(
    call: Callable[..., Any], problem: dict[str, Any], *arrays: Floats, **options: Any
) -> tuple[Any, list[str]]:
    """What SALib answers, and what it warned of.

    Raises
    ------
    InputError
        when an array holds anything but finite numbers.
    """
    copies = [np.array(array, dtype=np.float64, copy=True) for array in arrays]
    if not all(np.isfinite(array).all() for array in copies):
        raise InputError(
            "sensitivity indices need numbers: NaN or infinity among inputs or outputs"
        )
    with _as_it_was() as caught:
        answer = call(copy.deepcopy(problem), *copies, **options)
    return answer, _sentences(caught)


@contextmanager
def _as_it_was() -> Iterator[list[warnings.WarningMessage]]:
    """Leaves NumPy's global generator, the warning filters and the form of warnings untouched."""
    state = np.random.get_state()  # noqa: NPY002 - the generator that SALib may seed
    form = warnings.formatwarning
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield caught
    finally:
        warnings.formatwarning = form
        np.random.set_state(state)  # noqa: NPY002 - as above


def _sentences(caught: Sequence[warnings.WarningMessage]) -> list[str]:
    said = (" ".join(str(warning.message).split()) for warning in caught)
    return list(dict.fromkeys(f"SALib: {sentence}" for sentence in said if sentence))
