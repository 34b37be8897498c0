"""Which step of a trajectory moved which input."""

from __future__ import annotations

import numpy as np

from cse_sim.errors import InputError
from cse_sim.study.design import Design, Floats, Ints
from cse_sim.study.sensitivity.unit_cube import Units


def outputs_of(units: Units, design: Design, y: Floats) -> tuple[Floats, Floats]:
    """Values (trajectories, points, columns) and outputs (trajectories, points, replicates).

    Raises
    ------
    InputError
        when outputs and design do not fit.
    """
    width = len(units) + 1
    if len(y) != len(design.values) or len(y) % width or not len(y):
        raise InputError(
            f"outputs of {len(y)} points do not fit a design of {len(design.values)}",
            allowed=f"Allowed: one row per point, in trajectories of {width}",
        )
    values = design.values.reshape(-1, width, len(design.names))
    return values, y.reshape(-1, width, y.shape[1])


def steps_of(units: Units, values: Floats) -> Ints:
    """Steps (trajectories, units) at which each unit moved.

    An input of few values may keep its value in its step. Such a step changes nothing, and is given to any of the inputs
    that are left.
    """
    moves = np.diff(values, axis=1) != 0.0
    moved = np.stack([moves[:, :, columns].any(axis=2) for columns in units.values()], axis=2)
    steps: Ints = np.argmax(moved, axis=1).astype(np.int64)
    for trajectory in np.flatnonzero(moved.any(axis=1).sum(axis=1) < len(units)):
        seen = moved[trajectory]
        steps[trajectory, ~seen.any(axis=0)] = np.flatnonzero(~seen.any(axis=1))
    return steps
