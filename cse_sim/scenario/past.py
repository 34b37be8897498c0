"""Where past events happened: the unit by polygon, the community by nearness, as closely as the source knows.

UCDP `where_prec`: 1-2 the place is known (within about 25 km), so the event counts in the nearest community of its
unit; 3-5 only the district or unit is known; 6-7 only the country. Without the column the place counts as known.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cse_sim.scenario.calendar import date_of
from cse_sim.scenario.checks import Problem
from cse_sim.scenario.model import CommunityRow, HistoryEvent
from cse_sim.scenario.regions import Regions, distances_km

LOG = logging.getLogger(__name__)
FARTHEST_KM = 200.0
PastEvents = tuple[HistoryEvent, ...]


def community_places(communities: Sequence[CommunityRow], regions: Regions) -> Iterator[Problem]:
    """Communities whose unit has no polygon; those that lie in another polygon are named once in the log."""
    units = regions.containing(
        [row.latitude for row in communities], [row.longitude for row in communities]
    )
    elsewhere: list[str] = []
    for k, (row, unit) in enumerate(zip(communities, units, strict=True)):
        if row.admin1 not in regions.names:
            yield Problem(
                ("communities", k, "admin1"),
                f'the boundaries hold no unit "{row.admin1}"',
                "Units: " + ", ".join(sorted(regions.names)[:20]),
            )
        elif unit is None:
            yield Problem(
                ("communities", k, "latitude"),
                f'"{row.name}" lies over 30 km outside all boundaries',
                do="Check latitude and longitude",
            )
        elif unit != row.admin1:
            elsewhere.append(f"{row.name} ({unit})")
    if elsewhere:
        LOG.warning("communities outside the polygon of their admin1: %s", ", ".join(elsewhere))


def placed(
    parts: Mapping[str, Any], precisions: Sequence[int | None], regions: Regions | None
) -> tuple[PastEvents, list[Problem]]:
    """The events before the start with their places, and those that can not be placed or lie after the end."""
    import numpy as np

    events: PastEvents = parts["history"]
    if not events:
        return (), []
    communities: Sequence[CommunityRow] = parts["communities"]
    start, end = parts["start"], date_of(parts["weeks"], parts["start"])
    latitudes = np.array([row.latitude for row in communities])
    longitudes = np.array([row.longitude for row in communities])
    of_community = np.array([row.admin1 for row in communities])
    units = (
        regions.containing([e.latitude for e in events], [e.longitude for e in events])
        if regions
        else None
    )
    problems: list[Problem] = []
    past: list[HistoryEvent] = []
    within = 0
    for k, event in enumerate(events):
        distances = distances_km(event.latitude, event.longitude, latitudes, longitudes)
        unit = str(of_community[distances.argmin()]) if units is None else units[k]
        precision = precisions[k] or 1
        if event.date >= end:
            problems.append(
                Problem(
                    ("history", k, "date"),
                    f"{event.date} is after the end",
                    f"Allowed: before {end}",
                    "Leave it out",
                )
            )
        elif precision < 6 and (unit is None or (units is None and distances.min() > FARTHEST_KM)):
            problems.append(
                Problem(
                    ("history", k, "latitude"),
                    "the event lies far outside the country",
                    do="Check latitude and longitude",
                )
            )
        elif event.date >= start:
            within += 1
        else:
            past.append(
                event.model_copy(update=_place(precision, unit or "", distances, of_community))
            )
    if within:
        LOG.warning("%d events on or after the start do not set the starting state", within)
    return tuple(past), problems


def _place(precision: int, unit: str, distances: Any, of_community: Any) -> dict[str, Any]:
    if precision >= 6:
        return {"admin1": "", "where": None}
    if precision >= 3 or not (of_community == unit).any():
        return {"admin1": unit, "where": None}
    here = of_community == unit
    return {
        "admin1": unit,
        "where": int(distances.argmin() if here.all() else (distances + 1e9 * ~here).argmin()),
    }
