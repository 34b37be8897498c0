"""What a study varies, and the points it tries: inputs, their distributions, and one row of values per point.

Replicate r of a point is run number ``luck + r``. Points with equal luck numbers live through the same luck, which is
how effects are told from noise; points with different ones are independent. Numbers are spaced so that neither more
replicates nor more points ever renumber what is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from cse_sim.params import Prior

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DUMMY = "dummy"
"""An input no model has. What an index says of it is what it says of nothing."""

REPLICATES_MOST = 1000
"""Most replicates of a point; different luck numbers are multiples of it."""


@dataclass(frozen=True)
class Factor:
    """An input that is varied: a parameter by full name, ``dose.<lever>``, ``budget_factor`` or the dummy."""

    name: str
    prior: Prior
    kind: Literal["uncertain", "lever", "dummy"] = "uncertain"
    group: str | None = None


@dataclass(frozen=True)
class Design:
    """Points to try.

    Attributes
    ----------
    names
        the columns, the dummy among them.
    values
        (points, factors), in the units of the factors.
    luck
        (points,), the run number of each point's first replicate.
    """

    names: tuple[str, ...]
    values: Floats
    luck: Ints
