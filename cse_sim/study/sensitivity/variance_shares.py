"""From the outputs of base blocks to Sobol indices with intervals and a verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cse_sim.errors import InputError
from cse_sim.study.design import DUMMY, Design, Factor, Floats
from cse_sim.study.sensitivity.analysis import (
    CONSTANT,
    Analysis,
    IndexRow,
    Interval,
    aleatory_row,
    dropped_notes,
    share_within,
    too_many_dropped,
    whole_rows,
)
from cse_sim.study.sensitivity.bootstrap import NORMAL_95, resampled_means
from cse_sim.study.sensitivity.convergence import Verdict, verdict
from cse_sim.study.sensitivity.mean_response import (
    Indices,
    Parts,
    blocks_of,
    indices,
    pairs_of,
    parts_of,
    scattered,
    statistics,
)
from cse_sim.study.sensitivity.unit_cube import units_of

LEAST = 16
ONE_REPLICATE = (
    "one replicate: noise cannot be told from effect, and the share that is luck is not given"
)
NO_LUCK = "replicates are equal: this output has no luck in it"
ONLY_NOISE = "the mean response cannot be told from noise: no shares are given"
TOO_FEW = "too few whole base blocks are left"


@dataclass(frozen=True)
class Seen:
    """The statistics of whole base rows (rows, statistics), and what they are of."""

    labels: list[str]
    table: Floats
    replicates: int
    places: npt.NDArray[np.intp]
    pairs: bool

    def indices(self, means: Floats) -> Indices:
        """Indices from means of the statistics."""
        return indices(self._parts(means))

    def scattered(self, means: Floats) -> Indices:
        """Indices from resampled means (resamples, statistics), around those of all rows."""
        return scattered(self._parts(means), self._parts(self.table.mean(axis=0)))

    def _parts(self, means: Floats) -> Parts:
        return parts_of(means, len(self.labels), self.replicates)

    @property
    def names(self) -> list[tuple[str, str]]:
        """Parameter and index of every number of ``Indices.flat`` but the last, the aleatory share."""
        both = [(self.labels[j], self.labels[k]) for j, k in pairs_of(len(self.labels))]
        return [
            *((label, "S1") for label in self.labels),
            *((label, "ST") for label in self.labels),
            *((f"{one} * {other}", "S2") for one, other in both if self.pairs),
        ]


@dataclass(frozen=True)
class Spread:
    """Draws of the indices around their estimate; an interval is so many of their standard deviations wide."""

    draws: Indices
    deviations: float

    @property
    def half_widths(self) -> Floats:
        widths: Floats = self.deviations * self.draws.flat.std(axis=0, ddof=1)
        return widths


Spreading = Callable[[Seen, Indices, int], Spread]


def by_bootstrap(seen: Seen, estimate: Indices, seed: int) -> Spread:
    """Draws by resampling base rows."""
    return Spread(seen.scattered(resampled_means(seen.table, seed)), NORMAL_95)


def analysed(
    factors: Sequence[Factor],
    design: Design,
    y: Floats,
    seed: int,
    *,
    pairs: bool = False,
    spreading: Spreading = by_bootstrap,
) -> Analysis:
    """Indices of outputs (points, replicates, times); times count by their variance."""
    labels = list(units_of(factors, design.names))
    blocks = _blocks(design, y, 2 + len(labels) * (2 if pairs else 1))
    whole = whole_rows(blocks)
    kept, dropped = blocks[whole], int((~whole).sum())
    notes = dropped_notes(whole, "base blocks")
    known = Analysis([], None, dropped, len(y), y.shape[1], None, None, notes)
    if len(kept) < LEAST or _constant(kept):
        notes.append(CONSTANT if len(kept) >= LEAST else TOO_FEW)
        return _without_indices(known, labels)
    table = sum(statistics(blocks_of(kept[..., t], len(labels))) for t in range(y.shape[2]))
    seen = Seen(labels, np.asarray(table), y.shape[1], np.flatnonzero(whole), pairs)
    notes += _luck_notes(seen)
    estimate = seen.indices(seen.table.mean(axis=0))
    spread = spreading(seen, estimate, seed)
    if not estimate.variance > NORMAL_95 * np.std(spread.draws.variance, ddof=1):
        notes.append(ONLY_NOISE)
        return _without_indices(known, labels, _share(seen, estimate, spread))
    return _with_indices(known, seen, estimate, spread)


def _blocks(design: Design, y: Floats, width: int) -> Floats:
    if len(y) != len(design.values) or len(y) % width or not len(y):
        raise InputError(
            f"outputs of {len(y)} points do not fit a design of {len(design.values)}",
            allowed=f"Allowed: one row per point, in blocks of {width}",
        )
    return y.reshape(len(y) // width, width, *y.shape[1:])


def _constant(blocks: Floats) -> bool:
    """Whether nothing varies by more than rounding, at any time."""
    low, high = blocks.min(axis=(0, 1, 2)), blocks.max(axis=(0, 1, 2))
    return bool((high - low <= 1e-12 * np.maximum(np.abs(low), np.abs(high))).all())


def _luck_notes(seen: Seen) -> list[str]:
    if seen.replicates < 2:
        return [ONE_REPLICATE]
    noise = seen.table[:, 2 * len(seen.labels) + 1]
    return [] if noise.any() else [NO_LUCK]


def _share(seen: Seen, estimate: Indices, spread: Spread) -> Interval | None:
    """The aleatory share and its interval; None from one replicate."""
    if seen.replicates < 2:
        return None
    value, half = float(estimate.share), float(spread.half_widths[-1])
    return share_within(value, value - half, value + half)


def _without_indices(known: Analysis, labels: list[str], share: Interval | None = None) -> Analysis:
    rows = [IndexRow(label, index, None) for index in ("S1", "ST") for label in labels]
    rows += aleatory_row(share)
    return Analysis(
        rows, share, known.dropped, known.points, known.replicates, False, None, known.notes
    )


def _with_indices(known: Analysis, seen: Seen, estimate: Indices, spread: Spread) -> Analysis:
    values, halves = estimate.flat, spread.half_widths
    shares = zip(seen.names, values, halves, strict=False)
    rows = [
        IndexRow(parameter, index, float(value), float(value - half), float(value + half))
        for (parameter, index), value, half in shares
    ]
    judged = _judged(known, seen, estimate, spread)
    known.notes.extend(_suspicions(rows))
    known.notes.extend(f"not converged: {reason}" for reason in judged.reasons)
    share = _share(seen, estimate, spread)
    return Analysis(
        [*rows, *aleatory_row(share)],
        share,
        known.dropped,
        known.points,
        known.replicates,
        judged.converged,
        judged.needed,
        known.notes,
    )


def _judged(known: Analysis, seen: Seen, estimate: Indices, spread: Spread) -> Verdict:
    units = 2 * len(seen.labels)
    base_rows = len(seen.table) + known.dropped
    judged = verdict(
        spread.half_widths[:units],
        estimate.total,
        spread.draws.total,
        _moved(seen, estimate),
        base_rows,
    )
    if too_many_dropped(known.dropped, base_rows):
        reason = "more than 1 % of the base blocks are missing"
        return Verdict(False, judged.needed, [reason, *judged.reasons])
    return judged


def _moved(seen: Seen, estimate: Indices) -> float:
    """Largest change of S1 or ST when the second half of the base rows was added."""
    half = seen.indices(seen.table[: len(seen.table) // 2].mean(axis=0))
    changes = [np.abs(half.first - estimate.first), np.abs(half.total - estimate.total)]
    return float(np.nan_to_num(np.max(changes), nan=np.inf))


def _suspicions(rows: Sequence[IndexRow]) -> list[str]:
    """Says that the dummy seems to matter, which nothing real can make it do."""
    outside = [
        row.index
        for row in rows
        if row.parameter == DUMMY and row.low is not None and row.high is not None
        if not row.low - 1e-9 <= 0.0 <= row.high + 1e-9
    ]
    return [f"suspect: {index} of the dummy is not zero" for index in outside]
