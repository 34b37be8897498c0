"""Morris screening: which inputs do anything at all, at a small price.

A trajectory starts on a grid of four levels and moves one input (or group) at a time by two thirds of the range:

    e_j = (y after - y before) / step                        elementary effect    [unit of the output]
    mu = mean e,  mu_star = mean |e|,  sigma = sd e          over trajectories
    mean_square_effect = mean over trajectories of e_r e_s,  r and s two replicates

All points of a trajectory share their luck. Luck that they do not share makes mu_star of an input without effect as
large as that of one that matters; the product of two replicates' effects is zero on average, with any luck.
The range is the central 98 % of every distribution, so that unbounded ones stay finite.

Sources: Morris (1991), Factorial sampling plans for preliminary computational experiments; mu_star, Campolongo,
Cariboni and Saltelli (2007), An effective screening design for sensitivity analysis of large models. The product of
replicates is our own step.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cse_sim.study.design import DUMMY, REPLICATES_MOST, Design, Factor, Floats
from cse_sim.study.sensitivity.analysis import (
    SHARE_OF_DESIGN,
    Analysis,
    IndexRow,
    Method,
    aleatory_row,
    dropped_notes,
    named,
    too_many_dropped,
    whole_rows,
)
from cse_sim.study.sensitivity.bootstrap import interval_of_few, resampled_means
from cse_sim.study.sensitivity.trajectories import outputs_of, share_of_luck, steps_of
from cse_sim.study.sensitivity.unit_cube import (
    Units,
    check_samples,
    names_of,
    to_values,
    units_of,
    with_dummy,
)

LEVELS = 4
STEP = LEVELS / (2 * (LEVELS - 1))
CENTRAL = (0.01, 0.99)
LEAST = 4
ONE_REPLICATE = "one replicate: noise cannot be told from effect, no input can be called dead, and the share that is luck is not given"
NOT_CORRECTED = "mu_star is as measured, noise included; screen by mean_square_effect"


def sample(factors: Sequence[Factor], samples: int, seed: int) -> Design:
    """``samples`` trajectories, each of as many points as inputs, the dummy and one more."""
    check_samples("morris", samples, LEAST)
    varied = with_dummy(factors)
    names = names_of(varied)
    units = units_of(varied, names)
    paths = [_trajectory(units, len(names), seed, number) for number in range(samples)]
    low, high = CENTRAL
    shares = low + (high - low) * np.concatenate(paths)
    luck = np.repeat(np.arange(samples, dtype=np.int64), len(units) + 1) * REPLICATES_MOST
    return Design(names, to_values(varied, shares), luck)


def _trajectory(units: Units, columns: int, seed: int, number: int) -> Floats:
    """Points (units + 1, columns) between 0 and 1; unit k moves in a random place of the order."""
    rng = np.random.default_rng([seed, 17, number])
    levels = rng.integers(LEVELS, size=columns)
    steps = np.where(levels < LEVELS // 2, LEVELS // 2, -(LEVELS // 2))
    points = [levels]
    for unit in rng.permutation(len(units)):
        moved = points[-1].copy()
        columns_of = list(units.values())[unit]
        moved[columns_of] += steps[columns_of]
        points.append(moved)
    path: Floats = np.array(points, dtype=np.float64) / (LEVELS - 1)
    return path


def analyse(factors: Sequence[Factor], design: Design, y: Floats, seed: int) -> Analysis:
    """mu, mu_star, sigma and mean-square effects of outputs (points, replicates), and who is live."""
    units = units_of(factors, design.names)
    effects = elementary_effects(units, design, y)
    whole = whole_rows(effects)
    share = share_of_luck(outputs_of(units, design, y)[1][whole], seed)
    kept, dropped = effects[whole], int((~whole).sum())
    notes = dropped_notes(whole, "trajectories")
    converged = False if too_many_dropped(dropped, len(whole)) else None
    if len(kept) < LEAST or not kept.any():
        few = len(kept) < LEAST
        still = "the output does not vary" if share is None else "no input changes the output"
        notes.append("too few whole trajectories are left" if few else still)
        rows = [IndexRow(label, "mu_star", None) for label in units]
        return Analysis(
            [*rows, *aleatory_row(share)], share, dropped, len(y), y.shape[1], False, None, notes
        )
    rows = [
        row
        for number, (label, columns) in enumerate(units.items())
        for row in _rows(label, kept[:, number], seed, signed=len(columns) == 1)
    ]
    notes += [ONE_REPLICATE] if share is None else [NOT_CORRECTED, SHARE_OF_DESIGN, *_verdict(rows)]
    rows += aleatory_row(share)
    return Analysis(rows, share, dropped, len(y), y.shape[1], converged, None, notes)


def elementary_effects(units: Units, design: Design, y: Floats) -> Floats:
    """Effects (trajectories, units, replicates) per whole range of an input."""
    values, outputs = outputs_of(units, design, y)
    steps = steps_of(units, values)
    moves, rises = np.diff(values, axis=1), np.diff(outputs, axis=1)
    trajectory = np.arange(len(values))
    effects = np.empty_like(rises)
    for number, columns in enumerate(units.values()):
        at = steps[:, number]
        falling = moves[trajectory, at, columns[0]] < 0.0
        effects[:, number] = np.where(falling, -1.0, 1.0)[:, None] * rises[trajectory, at] / STEP
    return effects


def _rows(label: str, effects: Floats, seed: int, *, signed: bool) -> list[IndexRow]:
    """Rows of one unit from its effects (trajectories, replicates)."""
    mean, replicates = effects.mean(axis=1), effects.shape[1]
    noise = effects.var(axis=1, ddof=1) / replicates if replicates > 1 else np.zeros(len(mean))
    table = np.stack([mean, np.abs(mean), mean**2 - noise], axis=1)
    values, drawn = table.mean(axis=0), resampled_means(table, seed)
    names = ("mu", "mu_star", "mean_square_effect")
    rows = [
        IndexRow(
            label, name, float(value), *interval_of_few(float(value), drawn[:, place], len(mean))
        )
        for place, (name, value) in enumerate(zip(names, values, strict=True))
        if signed or name != "mu"
        if replicates > 1 or name != "mean_square_effect"
    ]
    sigma = np.sqrt(max(0.0, float(mean.var(ddof=1) - noise.mean())))
    return [*rows, IndexRow(label, "sigma", float(sigma))] if signed else rows


def live_and_dead(rows: Sequence[IndexRow]) -> tuple[list[str], list[str]]:
    """Inputs whose mean-square effect is surely above zero and above the dummy's, and the others."""
    effects = {r.parameter: r for r in rows if r.index == "mean_square_effect"}
    dummy = effects.get(DUMMY)
    floor = max(0.0, dummy.value or 0.0) if dummy else 0.0
    real = [row for name, row in effects.items() if name != DUMMY]
    live = [row.parameter for row in real if row.low is not None and row.low > floor]
    return live, [row.parameter for row in real if row.parameter not in live]


def _verdict(rows: Sequence[IndexRow]) -> list[str]:
    live, dead = live_and_dead(rows)
    said = [f"live: {named(live)}"] if live else ["no input is live"]
    return [*said, f"not told from the dummy: {named(dead)}"] if dead else said


METHODS = (
    Method(
        "morris",
        "Morris screening",
        "Which inputs do anything at all?",
        needs_replicates=True,
        sample=sample,
        analyse=analyse,
        default_samples=50,
        least_samples=LEAST,
    ),
)
