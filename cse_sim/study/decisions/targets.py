"""In which worlds a strategy fails: a target over the runs of a study, and the box of parameters where it is frequent.

A target is written ``INDICATOR<NUMBER``, ``INDICATOR>NUMBER``, or ``loses:INDICATOR``: the strategy is worse than the
baseline in the same run. Runs in which a number does not exist are left out. Parameters are the columns ``param:`` of
``runs.parquet``; they vary between runs unless all stand at their defaults.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from cse_sim.errors import InputError, nearest
from cse_sim.study.decisions.discovery import Booleans, Box, prim
from cse_sim.study.decisions.resample import Floats
from cse_sim.study.figures import figure

if TYPE_CHECKING:
    import pandas as pd

PARAMETER = "param:"
WRITTEN = re.compile(r"\s*(?:(loses):\s*(\w+)|(\w+)\s*([<>])\s*([-+.\deE]+))\s*")
COLUMNS = (
    *("strategy", "point", "target", "parameter", "low", "high", "quasi_p", "reproduced"),
    *("density", "coverage", "mass", "base_rate", "p_value", "runs", "method", "note"),
)
METHOD = "PRIM, found in one half of the runs, tested in the other, refitted in all"


class Finished(Protocol):
    """What is needed of the results of a study."""

    manifest: dict[str, Any]

    @property
    def runs(self) -> pd.DataFrame: ...


@dataclass(frozen=True)
class Target:
    """An indicator beyond a threshold, or worse than in the baseline."""

    written: str
    indicator: str
    sign: str
    threshold: float = 0.0

    @classmethod
    def read(cls, written: str) -> Target:
        """A target as a person writes it.

        Raises
        ------
        InputError
            when it cannot be read.
        """
        found = WRITTEN.fullmatch(written)
        try:
            if found and found[1]:
                return cls(written.strip(), found[2], "loses")
            if found:
                return cls(written.strip(), found[3], found[4], float(found[5]))
        except ValueError:
            pass
        raise InputError(
            f'"{written}" is no target',
            where="discover",
            allowed="Allowed: INDICATOR<NUMBER, INDICATOR>NUMBER, loses:INDICATOR",
            do='Write "stability_index<40", in quotes',
        )

    def check(self, indicators: Iterable[str]) -> None:
        """See that there is such an indicator, and that it has a worse side if a strategy is to lose in it.

        Raises
        ------
        InputError
            when not.
        """
        known = list(indicators)
        if self.indicator not in known:
            raise InputError(
                f'no indicator "{self.indicator}"',
                where="discover",
                allowed=nearest(self.indicator, known),
                do='"cse-sim list indicators" shows them all',
            )
        if self.sign == "loses":
            _worse(self.indicator)


def discover(results: Finished, target: str, strategies: list[str] | None = None) -> pd.DataFrame:
    """The box of parameters in which the target is frequent, for each strategy and budget level.

    One row per limit; a strategy without a box has one row without parameter, and ``note`` says why. ``strategies``
    default to all, or all but the baseline where the target is to lose against it.

    Raises
    ------
    InputError
        when the target, its indicator or a strategy is unknown.
    """
    import pandas as pd

    asked = Target.read(target)
    runs, baseline = results.runs, results.manifest["inputs"]["baseline"]
    parameters = [name for name in runs.columns if name.startswith(PARAMETER)]
    if asked.indicator not in runs or asked.indicator in parameters:
        raise InputError(
            f'no indicator "{asked.indicator}" in these runs',
            where="discover",
            do=nearest(asked.indicator, runs.columns),
        )
    known = sorted(set(runs["strategy"]))
    for name in strategies or ():
        if name not in known:
            raise InputError(
                f'no strategy "{name}" in these runs',
                where="discover",
                allowed=f"Known: {', '.join(known)}",
            )
    if asked.sign == "loses" and baseline is None:
        raise InputError("there is no baseline to lose to", where="discover")
    chosen = strategies or [n for n in known if asked.sign != "loses" or n != baseline]
    rows: list[dict[str, Any]] = []
    for (strategy, point), block in runs[runs["strategy"].isin(chosen)].groupby(
        ["strategy", "point"]
    ):
        reference = runs[(runs["strategy"] == baseline) & (runs["point"] == point)]
        hit, there = _hits(asked, block, reference)
        x: Floats = block[parameters].to_numpy(np.float64)[there]
        whole: Booleans = np.asarray(~np.isnan(x).any(axis=0))
        names = [n.removeprefix(PARAMETER) for n, w in zip(parameters, whole, strict=True) if w]
        box = prim(x[:, whole], hit[there], names)
        rows += _rows(box, {"strategy": strategy, "point": point, "target": asked.written})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _hits(
    target: Target, block: pd.DataFrame, reference: pd.DataFrame
) -> tuple[Booleans, Booleans]:
    """Which runs have the target, and in which it can be said."""
    values = block[target.indicator].to_numpy(np.float64)
    limit: Floats | float = target.threshold
    sign = target.sign
    if sign == "loses":
        other = reference.set_index("run")[target.indicator].reindex(block["run"])
        limit, sign = other.to_numpy(np.float64), _worse(target.indicator)
    there = ~np.isnan(values) & ~np.isnan(limit)
    with np.errstate(invalid="ignore"):
        return (values < limit if sign == "<" else values > limit), there


def _worse(indicator: str) -> str:
    from cse_sim.indicators import catalogue

    direction = catalogue()[indicator].direction if indicator in catalogue() else "none"
    if direction == "none":
        raise InputError(
            f"{indicator} is neither good nor bad, so nobody loses in it", where="discover"
        )
    return "<" if direction == "up" else ">"


def _rows(box: Box, keys: Mapping[str, Any]) -> list[dict[str, Any]]:
    shared = {
        **keys,
        "base_rate": box.base_rate,
        "p_value": box.p_value,
        "runs": box.points,
        "method": METHOD,
        "note": box.said,
    }
    if not box.found:
        return [shared]
    shared |= {"density": box.density, "coverage": box.coverage, "mass": box.mass}
    return [
        shared
        | {
            "parameter": limit.name,
            "low": limit.low if np.isfinite(limit.low) else None,
            "high": limit.high if np.isfinite(limit.high) else None,
            "quasi_p": limit.quasi_p,
            "reproduced": limit.reproduced,
        }
        for limit in box.limits
    ]


def discovery_sentences(rows: pd.DataFrame) -> list[str]:
    """One sentence per strategy and budget level."""
    said = []
    for (strategy, point), block in rows.groupby(["strategy", "point"]):
        first = block.iloc[0]
        level = f" at budget level {point}" if rows["point"].nunique() > 1 else ""
        begin = f"{first['target']} in {strategy}{level} ({100 * first['base_rate']:.0f} % of {first['runs']} runs)"
        if first["note"]:
            said.append(f"{begin}: {first['note']}.")
            continue
        limits = " and ".join(_limit(row) for row in block.to_dict("records"))
        said.append(
            f"{begin}: {100 * first['density']:.0f} % of the runs with {limits}; "
            f"that is {100 * first['coverage']:.0f} % of them all."
        )
    return said


def _limit(row: Mapping[Any, Any]) -> str:
    low, high = row["low"], row["high"]
    parts = [
        f"{sign} {figure(value, 4)}".rstrip("0").rstrip(".")
        for sign, value in (("at least", low), ("at most", high))
        if value is not None and np.isfinite(value)
    ]
    return f"{row['parameter']} {' and '.join(parts)}"
