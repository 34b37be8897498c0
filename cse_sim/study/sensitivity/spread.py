"""What decides how uncertain a future is: the spread over replicates as an output of its own."""

from __future__ import annotations

import numpy as np

from cse_sim.errors import InputError
from cse_sim.study.design import Floats

LEAST_REPLICATES = 8


def log_variance(y: Floats) -> Floats:
    """Log of the variance over replicates: outputs (points, replicates) to (points, 2).

    The replicates are taken in two halves, which give two independent values. A method that tells noise from effect by
    replicates takes out the error of estimated variances with them. NaN where a half has no variance.

    Raises
    ------
    InputError
        when there are fewer than eight replicates.
    """
    if y.shape[1] < LEAST_REPLICATES:
        raise InputError(
            f"the spread over {y.shape[1]} replicates is too uncertain",
            where="runs",
            allowed=f"Allowed: {LEAST_REPLICATES} or more",
        )
    middle = y.shape[1] // 2
    variances = np.stack([half.var(axis=1, ddof=1) for half in (y[:, :middle], y[:, middle:])])
    logs: Floats = np.log(np.where(variances > 0.0, variances, np.nan)).T
    return logs
