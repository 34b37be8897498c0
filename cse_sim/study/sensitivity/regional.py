"""Regional sensitivity: which inputs set the runs that go badly apart from the others.

    regional        = largest distance between the distribution functions of an input in bad runs and in the others [0-1]
    regional_shift  = mean rank of the input in bad runs minus that in the others [-1, 1]

A point of several runs counts among the bad ones with the share of its runs that are bad.

Sources: Hornberger and Spear (1981), An approach to the preliminary analysis of environmental systems; the distance is
that of Kolmogorov and Smirnov. The worst tenth, where no threshold is given, is our choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from cse_sim.study.design import DUMMY, Design, Factor, Floats
from cse_sim.study.sensitivity.analysis import Analysis, Bad, IndexRow, Method, aleatory_row
from cse_sim.study.sensitivity.bootstrap import NORMAL_95, counts, interval, resampled_means
from cse_sim.study.sensitivity.given import (
    LEAST,
    Given,
    Measured,
    aleatory_share,
    analysed,
    given,
    sample,
)

WORST = 0.1


def analyse(
    factors: Sequence[Factor],
    design: Design,
    y: Floats,
    seed: int,
    *,
    threshold: float | None = None,
    bad: Bad = "low",
) -> Analysis:
    """Distances between bad runs and others.

    Parameters
    ----------
    y
        outputs (points, replicates).
    threshold
        [unit of the output]; default: where the worst tenth of runs ends.
    bad
        the side of the threshold that is bad.
    """
    known = given(design, y, seed)
    limit = _limit(known.outputs, bad) if threshold is None else threshold
    share = _bad(known.outputs, limit, bad).mean(axis=1)
    what = f"bad runs: {'at or below' if bad == 'low' else 'at or above'} {limit:.6g}"
    if not 0.0 < share.sum() < len(share):
        share_of_luck = aleatory_share(known.outputs, seed)
        rows = [IndexRow(name, "regional", None) for name in [*known.names, DUMMY]]
        rows += aleatory_row(share_of_luck)
        notes = [*known.notes, f"{what}; all runs are on one side of it"]
        return Analysis(
            rows, share_of_luck, known.dropped, known.points, known.replicates, None, None, notes
        )
    known.notes.append(f"{what}, {100 * share.mean():.1f} % of runs")
    analysis = analysed(known, "regional", partial(_measured, share=share, seed=seed), seed)
    analysis.rows.extend(_shift_rows(known, share, seed))
    return analysis


def _limit(outputs: Floats, bad: Bad) -> float:
    if not outputs.size:
        return float("nan")
    return float(np.quantile(outputs, WORST if bad == "low" else 1.0 - WORST))


def _bad(outputs: Floats, limit: float, bad: Bad) -> Floats:
    return (outputs <= limit if bad == "low" else outputs >= limit).astype(np.float64)


def _measured(known: Given, share: Floats, seed: int) -> Measured:
    inputs = len(known.names)
    values = _distances(known.ranks, share, np.ones((1, len(share))))[0]
    drawn = _distances(known.ranks[:, :inputs], share, counts(len(share), seed))
    return Measured(values, NORMAL_95 * np.nanstd(drawn, axis=0, ddof=1), [])


def _distances(ranks: Floats, share: Floats, counted: Floats) -> Floats:
    """Distances (resamples, columns) where points count ``counted`` (resamples, points)."""
    found = np.empty((len(counted), ranks.shape[1]))
    for column, order in enumerate(np.argsort(ranks, axis=0).T):
        inside = np.cumsum(counted[:, order] * share[order], axis=1)
        outside = np.cumsum(counted[:, order] * (1.0 - share[order]), axis=1)
        with np.errstate(invalid="ignore"):
            apart = inside / inside[:, -1:] - outside / outside[:, -1:]
        found[:, column] = np.abs(apart).max(axis=1)
    return found


def _shift_rows(known: Given, share: Floats, seed: int) -> list[IndexRow]:
    ranks = known.ranks[:, : len(known.names)]
    bad, other = share[:, None], 1.0 - share[:, None]
    table = np.concatenate([bad, bad * ranks, other, other * ranks], axis=1)

    def shifts(means: Floats) -> Floats:
        inside, outside = np.split(means, 2, axis=-1)
        with np.errstate(invalid="ignore", divide="ignore"):
            moved: Floats = inside[..., 1:] / inside[..., :1] - outside[..., 1:] / outside[..., :1]
        return moved

    values, drawn = shifts(table.mean(axis=0)), shifts(resampled_means(table, seed))
    return [
        IndexRow(name, "regional_shift", float(values[j]), *interval(float(values[j]), drawn[:, j]))
        for j, name in enumerate(known.names)
    ]


METHODS = (
    Method(
        "regional",
        "Regional sensitivity",
        "What sets the runs that go badly apart from the others?",
        needs_replicates=False,
        sample=sample,
        analyse=analyse,
        default_samples=512,
        least_samples=LEAST,
        one_sided=True,
    ),
)
