"""The tables that stand beside the comparison."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from cse_sim.indicators.measure import Indicator
from cse_sim.study.plan import Study
from cse_sim.study.store import Store


def decision_tables(
    study: Study, store: Store, indicators: Mapping[str, Indicator]
) -> dict[str, pa.Table]:
    """Name and rows of every table that stands beside the comparison."""
    return {}
