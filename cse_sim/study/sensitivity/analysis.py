"""What a sensitivity method says: indices with intervals, and how far they can be believed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from cse_sim.study.design import Design, Factor, Floats

ALEATORY_SHARE = "aleatory_share"
SHARE_DROPPED_MOST = 0.01
NAMED_MOST = 8

Interval = tuple[float, float, float]
"""A value and the low and high end of its interval."""

Samples = Literal["power of two", "any"]
Sampler = Callable[[Sequence[Factor], int, int], Design]
Analyser = Callable[..., "Analysis"]
"""Takes factors, design, outputs (points, replicates) and seed; and ``bad``, if the method looks at one side."""
Bad = Literal["low", "high"]
"""The side of an output that nobody wants."""

SHARE_OF_DESIGN = (
    "the share that is luck is that of the variance over the points of this design, where inputs lie further apart than "
    "in their distributions: over these it is mostly larger"
)
CONSTANT = "the output does not vary: no input can be said to matter or not"


@dataclass(frozen=True)
class IndexRow:
    """One index of one input; None where a number does not exist, and a note of the analysis says why."""

    parameter: str
    index: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Analysis:
    """The indices of one output.

    Attributes
    ----------
    rows
        indices with 95 % intervals; the dummy input is among the parameters, and the aleatory share is the row
        without parameter.
    aleatory_share
        share of the output's variance that is luck, no input [0-1], with its interval; None if it cannot be told.
    dropped
        base blocks (or trajectories, or points) left out because one of their runs failed or is undefined.
    points, replicates
        size of the design that was analysed, the dropped ones included.
    converged
        whether intervals are narrow and the order is sure enough; None if the method has no such verdict.
    needed_samples
        samples that would probably be enough, if these were not.
    notes
        sentences a reader of the indices must see.
    """

    rows: list[IndexRow]
    aleatory_share: Interval | None = None
    dropped: int = 0
    points: int = 0
    replicates: int = 1
    converged: bool | None = None
    needed_samples: int | None = None
    notes: list[str] = field(default_factory=list)

    def of(self, parameter: str, index: str) -> IndexRow:
        """The row of one index of one parameter.

        Raises
        ------
        KeyError
            when there is none.
        """
        for row in self.rows:
            if (row.parameter, row.index) == (parameter, index):
                return row
        raise KeyError(f"{index} of {parameter}")


@dataclass(frozen=True)
class Method:
    """A way of asking what matters.

    Attributes
    ----------
    name, title, question
        what people type, read, and want to know.
    needs_replicates
        whether it tells noise from effect, for which it needs two replicates.
    sample, analyse
        from factors to points, and from outputs (points, replicates) to indices.
    default_samples, least_samples, samples
        what ``samples`` counts from, and which numbers are allowed.
    extends
        whether more samples only append points, so that earlier runs are kept.
    one_sided
        whether it looks at the side of the output that is ``bad``.
    judges
        whether it says of its indices that they have converged, or have not.
    """

    name: str
    title: str
    question: str
    needs_replicates: bool
    sample: Sampler
    analyse: Analyser
    default_samples: int
    least_samples: int = 2
    samples: Samples = "any"
    extends: bool = True
    one_sided: bool = False
    judges: bool = False


def aleatory_row(share: Interval | None) -> list[IndexRow]:
    """The row of the aleatory share; without numbers if it is not known, for one replicate cannot tell."""
    return [IndexRow("", ALEATORY_SHARE, *(share or (None,)))]


def share_within(value: float, low: float, high: float) -> Interval:
    """A share and its interval, cut off where no share can be: below 0 and above 1."""
    value, low, high = (float(end) for end in np.clip((value, low, high), 0.0, 1.0))
    return value, low, high


def dropped_notes(whole: npt.NDArray[np.bool_], what: str) -> list[str]:
    """Says how many blocks were left out, if any, and which."""
    left = [str(number) for number in np.flatnonzero(~whole)]
    if not left:
        return []
    which = f"number {named(left)}, counted from 0"
    return [f"{len(left)} of {len(whole)} {what} left out ({which}): a run failed or is undefined"]


def named(inputs: Sequence[str]) -> str:
    """The first by name and how many more: a note stands in every row of a table."""
    more = len(inputs) - NAMED_MOST
    return ", ".join(inputs[:NAMED_MOST]) + (f" and {more} more" if more > 0 else "")


def too_many_dropped(dropped: int, of: int) -> bool:
    """Whether more than one block in a hundred is missing: what is left may not stand for the whole."""
    return dropped > SHARE_DROPPED_MOST * of


def whole_rows(values: Floats) -> npt.NDArray[np.bool_]:
    """Which rows hold nothing but finite numbers."""
    whole: npt.NDArray[np.bool_] = np.logical_and.reduce(
        np.isfinite(values.reshape(len(values), -1)), axis=1
    )
    return whole
