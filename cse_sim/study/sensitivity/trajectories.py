"""Which step of a trajectory moved which input."""

from __future__ import annotations

import numpy as np

from cse_sim.errors import InputError
from cse_sim.study.design import Design, Floats, Ints
from cse_sim.study.sensitivity.analysis import Interval, share_within
from cse_sim.study.sensitivity.bootstrap import interval_of_few, resampled_means
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


def share_of_luck(outputs: Floats, seed: int) -> Interval | None:
    """Share of the variance of single runs that is luck, over the points of the design.

    Outputs (trajectories, points, replicates). Points of a trajectory resemble each other, so trajectories are drawn
    again whole, and what their common mean misses of the variance is added. None from one replicate, or of outputs that
    do not vary.
    """
    trajectories, _, replicates = outputs.shape
    if replicates < 2 or trajectories < 2 or not np.ptp(outputs) > 0.0:
        return None
    means = outputs.mean(axis=2) - outputs.mean()
    middles, noise = means.mean(axis=1), outputs.var(axis=2, ddof=1).mean(axis=1)
    table = np.stack([(means**2).mean(axis=1), middles, middles**2, noise], axis=1)

    def share(sums: Floats) -> Floats:
        squares, middle, between, luck = np.moveaxis(sums, -1, 0)
        spread = squares - middle**2 + (between - middle**2) / (trajectories - 1)
        part: Floats = luck / (spread + luck * (1.0 - 1.0 / replicates))
        return part

    value = float(share(table.mean(axis=0)))
    return share_within(
        value, *interval_of_few(value, share(resampled_means(table, seed)), trajectories)
    )
