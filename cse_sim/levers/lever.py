"""What every lever declares: who delivers it, what it costs, how it can go wrong, and how sure we are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cse_sim.params import Params
from cse_sim.processes import Process

Grade = Literal["A", "A-", "B+", "B", "B-", "C", "D"]
DELIVERERS = ("mission", "cso", "security", "donor")
Deliverer = Literal["mission", "cso", "security", "donor"]


@dataclass(frozen=True)
class Lever:
    """One thing a strategy can pay for.

    ``grade`` is the strength of the evidence (A several strong studies … D no causal estimate). ``processes`` turn the
    delivered dose into what the mechanisms read. The unit cost is that of a full dose for 10,000 people over a year. Its parameter group is called like the lever and holds at least
    ``usd_per_dose_year``, ``delay_weeks`` and ``quality``.
    """

    name: str
    title: str
    meaning: str
    deliverer: Deliverer
    grade: Grade
    can_go_wrong: str
    params: type[Params]
    processes: tuple[Process, ...]
    needs_civic_space: bool = False
