"""Shapley effects: one share per input, and the shares sum to one, whatever acts together with what.

A trajectory goes from one random point to another, replacing one input (or group) at a time in random order:

    effect of a step = (y start - (y before + y after) / 2) (y before - y after)

The mean over trajectories is the input's part of the variance. The two brackets are taken from different replicates, so
that luck, which both would share, drops out. All points of a trajectory share their luck.

Source: Goda (2021), A simple algorithm for global sensitivity analysis with Shapley effects. Taking the brackets from
different replicates is our own step.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cse_sim.study.design import REPLICATES_MOST, Design, Factor, Floats
from cse_sim.study.sensitivity.analysis import (
    CONSTANT,
    Analysis,
    IndexRow,
    Method,
    aleatory_row,
    dropped_notes,
    share_within,
    too_many_dropped,
    whole_rows,
)
from cse_sim.study.sensitivity.bootstrap import NORMAL_95, interval, resampled_means
from cse_sim.study.sensitivity.trajectories import outputs_of, steps_of
from cse_sim.study.sensitivity.unit_cube import (
    Units,
    check_samples,
    names_of,
    sobol_rows,
    to_values,
    units_of,
    with_dummy,
)
from cse_sim.study.sensitivity.variance_shares import ONE_REPLICATE, ONLY_NOISE

LEAST = 16


def sample(factors: Sequence[Factor], samples: int, seed: int) -> Design:
    """``samples`` trajectories, each of as many points as inputs, the dummy and one more."""
    check_samples("shapley", samples, LEAST)
    varied = with_dummy(factors)
    names = names_of(varied)
    columns = list(units_of(varied, names).values())
    ends = sobol_rows(samples, 2 * len(names), seed)
    points = np.empty((samples, len(columns) + 1, len(names)))
    for number, row in enumerate(ends):
        points[number, 0] = row[: len(names)]
        order = np.random.default_rng([seed, 31, number]).permutation(len(columns))
        for step, unit in enumerate(order, start=1):
            points[number, step] = points[number, step - 1]
            points[number, step, columns[unit]] = row[len(names) :][columns[unit]]
    luck = np.repeat(np.arange(samples, dtype=np.int64), len(columns) + 1) * REPLICATES_MOST
    return Design(names, to_values(varied, points.reshape(-1, len(names))), luck)


def analyse(factors: Sequence[Factor], design: Design, y: Floats, seed: int) -> Analysis:
    """Shapley shares of every input or group, and the aleatory share, from outputs (points, replicates)."""
    units = units_of(factors, design.names)
    effects, noise = step_effects(units, design, y)
    whole = whole_rows(effects)
    table = np.concatenate([effects, noise[:, None]], axis=1)[whole]
    dropped = int((~whole).sum())
    notes = dropped_notes(whole, "trajectories")
    notes += [ONE_REPLICATE] if y.shape[1] < 2 else []
    known = (dropped, len(y), y.shape[1])
    rows = [*(IndexRow(label, "shapley", None) for label in units), *aleatory_row(None)]
    if len(table) < LEAST or not table.any():
        notes.append("too few whole trajectories are left" if len(table) < LEAST else CONSTANT)
        return Analysis(rows, None, *known, False, None, notes)
    means, drawn = table.mean(axis=0), resampled_means(table, seed)
    whole_variance, spread = means[:-1].sum(), drawn[:, :-1].sum(axis=1)
    luck = float(means[-1] / (means[-1] + whole_variance))
    scattered = interval(luck, drawn[:, -1] / (drawn[:, -1] + spread))
    share = share_within(luck, *scattered) if y.shape[1] > 1 else None
    if not whole_variance > NORMAL_95 * spread.std(ddof=1):
        rows = [*rows[:-1], *aleatory_row(share)]
        return Analysis(rows, share, *known, False, None, [*notes, ONLY_NOISE])
    share_of = means[:-1] / whole_variance
    shares = share_of + (drawn[:, :-1] - share_of * spread[:, None]) / whole_variance
    rows = [
        IndexRow(label, "shapley", value, *interval(value, shares[:, j]))
        for j, label in enumerate(units)
        for value in [float(share_of[j])]
    ]
    converged = False if too_many_dropped(dropped, len(whole)) else None
    return Analysis([*rows, *aleatory_row(share)], share, *known, converged, None, notes)


def step_effects(units: Units, design: Design, y: Floats) -> tuple[Floats, Floats]:
    """Effects (trajectories, units) in squared units of the output, and noise (trajectories,)."""
    values, outputs = outputs_of(units, design, y)
    before, after = outputs[:, :-1], outputs[:, 1:]
    products = _across_replicates(outputs[:, :1] - (before + after) / 2.0, before - after)
    effects = np.take_along_axis(products, steps_of(units, values), axis=1)
    ends = outputs[:, [0, -1]]
    single = y.shape[1] < 2
    noise = np.zeros(len(ends)) if single else ends.var(axis=2, ddof=1).mean(axis=1)
    return effects, noise


def _across_replicates(left: Floats, right: Floats) -> Floats:
    """Mean of left_r x right_s over replicates r and s that differ; of left x right if there is one."""
    replicates = left.shape[-1]
    if replicates < 2:
        alone: Floats = (left * right)[..., 0]
        return alone
    same = (left * right).sum(axis=-1)
    crossed: Floats = (left.sum(axis=-1) * right.sum(axis=-1) - same) / (
        replicates * (replicates - 1)
    )
    return crossed


METHODS = (
    Method(
        "shapley",
        "Shapley effects",
        "Which share of what happens on average is due to each input, all shares summing to one?",
        needs_replicates=True,
        sample=sample,
        analyse=analyse,
        default_samples=512,
        least_samples=LEAST,
    ),
)
