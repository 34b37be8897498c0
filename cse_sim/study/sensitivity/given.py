"""Methods that need no design of their own: any points and their outputs will do.

They look at ranks of inputs (equal values in random order) and at means over replicates. Beside every index stands what
the same method says of inputs that cannot matter: twenty columns of random ranks, the floor. With much noise floors are
high, and an index below its floor says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from cse_sim.errors import InputError
from cse_sim.study.design import DUMMY, Design, Factor, Floats
from cse_sim.study.sensitivity.analysis import (
    CONSTANT,
    Analysis,
    IndexRow,
    aleatory_row,
    dropped_notes,
    named,
    share_within,
    too_many_dropped,
    whole_rows,
)
from cse_sim.study.sensitivity.bootstrap import interval, resampled_means
from cse_sim.study.sensitivity.unit_cube import (
    check_samples,
    luck_numbers,
    names_of,
    sobol_rows,
    to_values,
    with_dummy,
)

LEAST = 32
FLOOR_COLUMNS = 20
OF_MEANS = "of means over replicates; the luck left in them is not taken out"
OF_SINGLE = "of single runs: luck and effect are not told apart except by the floor"


@dataclass(frozen=True)
class Given:
    """Ranks (points, columns) in (0, 1), first of ``names`` and then of the floor; outputs (points, replicates)."""

    names: list[str]
    ranks: Floats
    outputs: Floats
    points: int
    notes: list[str]

    @property
    def means(self) -> Floats:
        """Outputs, averaged over replicates: (points,)."""
        averaged: Floats = self.outputs.mean(axis=1)
        return averaged

    @property
    def dropped(self) -> int:
        return self.points - len(self.outputs)

    @property
    def replicates(self) -> int:
        return int(self.outputs.shape[1])


@dataclass(frozen=True)
class Measured:
    """Values of an index and half-widths of their intervals, one per column of ``Given.ranks``."""

    values: Floats
    half_widths: Floats
    notes: list[str]


Measure = Callable[[Given], Measured]


def sample(factors: Sequence[Factor], samples: int, seed: int) -> Design:
    """Points that fill the space evenly, each with luck of its own; more samples only append."""
    check_samples("samples", samples, LEAST)
    varied = with_dummy(factors)
    shares = sobol_rows(samples, len(varied), seed)
    return Design(names_of(varied), to_values(varied, shares), luck_numbers(samples))


def given(design: Design, y: Floats, seed: int, floor: int = FLOOR_COLUMNS) -> Given:
    """What is known of points whose outputs (points, replicates) are all there."""
    if len(y) != len(design.values) or y.ndim != 2:
        raise InputError(f"outputs of {len(y)} points do not fit a design of {len(design.values)}")
    whole = whole_rows(y)
    kept = [column for column, name in enumerate(design.names) if name != DUMMY]
    rng = np.random.default_rng([seed, 23])
    values = design.values[whole][:, kept]
    random = rng.random((len(values), len(kept) + floor))
    columns = np.concatenate([values, random[:, len(kept) :]], axis=1)
    ranks = [_ranks(column, random[:, j]) for j, column in enumerate(columns.T)]
    notes = dropped_notes(whole, "points")
    names = [design.names[column] for column in kept]
    return Given(names, np.stack(ranks, axis=1), y[whole], len(y), notes)


def _ranks(column: Floats, ties: Floats) -> Floats:
    """Ranks in (0, 1), equal values in the order of ``ties``."""
    ranks = np.empty(len(column))
    ranks[np.lexsort((ties, column))] = (np.arange(len(column)) + 0.5) / len(column)
    return ranks


def analysed(known: Given, index: str, measure: Measure, seed: int) -> Analysis:
    """Rows of one index, the floor as the dummy, and the aleatory share if there are replicates."""
    notes = list(known.notes)
    means = known.means
    constant = len(means) > 0 and bool(np.ptp(means) <= 1e-12 * np.abs(means).max())
    if len(means) < LEAST or constant:
        notes.append(CONSTANT if constant else "too few whole points are left")
        rows = [IndexRow(name, index, None) for name in [*known.names, DUMMY]]
        return _finished(known, rows, None, notes)
    measured = measure(known)
    notes += measured.notes
    inputs = len(known.names)
    floor = _floor(index, measured.values[inputs:])
    measures = zip(known.names, measured.values, measured.half_widths, strict=False)
    rows = [_row(name, index, float(value), float(half)) for name, value, half in measures]
    notes += _below(rows, floor)
    return _finished(known, [*rows, floor], aleatory_share(known.outputs, seed), notes)


def _row(name: str, index: str, value: float, half: float) -> IndexRow:
    """A row; without interval where there is no half-width, without value where there is none."""
    if not np.isfinite(value):
        return IndexRow(name, index, None)
    if not np.isfinite(half):
        return IndexRow(name, index, value)
    return IndexRow(name, index, value, value - half, value + half)


def _floor(index: str, values: Floats) -> IndexRow:
    low, high = np.quantile(values, (0.025, 0.975))
    return IndexRow(DUMMY, index, float(values.mean()), float(low), float(high))


def _below(rows: Sequence[IndexRow], floor: IndexRow) -> list[str]:
    assert floor.high is not None
    under = [row.parameter for row in rows if row.value is None or row.value <= floor.high]
    return [f"not told from the dummy: {named(under)}"] if under else []


def _finished(
    known: Given, rows: list[IndexRow], share: tuple[float, float, float] | None, notes: list[str]
) -> Analysis:
    return Analysis(
        [*rows, *aleatory_row(share)],
        share,
        known.dropped,
        known.points,
        known.replicates,
        False if too_many_dropped(known.dropped, known.points) else None,
        None,
        notes,
    )


def aleatory_share(outputs: Floats, seed: int) -> tuple[float, float, float] | None:
    """Share of the variance of single runs that is luck, with its interval; None from one replicate, or of a constant."""
    replicates = outputs.shape[1]
    if replicates < 2 or not outputs.size or not np.ptp(outputs) > 0.0:
        return None
    means = outputs.mean(axis=1)
    squares = (means - means.mean()) ** 2
    table = np.stack([squares, outputs.var(axis=1, ddof=1)], axis=1)

    def share(sums: Floats) -> Floats:
        noise = sums[..., 1]
        whole: Floats = noise / (sums[..., 0] + noise * (1.0 - 1.0 / replicates))
        return whole

    value = float(share(table.mean(axis=0)))
    return share_within(value, *interval(value, share(resampled_means(table, seed))))


def luck_note(known: Given) -> str:
    """What the luck of the runs does to an index that is not corrected for it."""
    return OF_MEANS if known.replicates > 1 else OF_SINGLE
