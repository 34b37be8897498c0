"""Where the units of the map lie: the case's own boundaries, or areas drawn around its communities.

Without boundaries each place belongs to the nearest community (Voronoi cells inside a frame), and the cells of a unit
are joined. Such areas are drawn for reading only.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from typing import Any

import numpy as np

from cse_sim.scenario.model import Scenario

MARGIN = 0.06


def geojson_of(scenario: Scenario) -> dict[str, Any]:
    """Polygons with the unit's name as ``admin1``."""
    return scenario.boundaries or drawn_areas(
        tuple((row.longitude, row.latitude, row.admin1) for row in scenario.communities)
    )


@functools.lru_cache(maxsize=16)
def drawn_areas(places: tuple[tuple[float, float, str], ...]) -> dict[str, Any]:
    """One polygon or several for each unit, from (longitude, latitude, unit) of the communities."""
    from scipy.spatial import Voronoi  # long to load, and a case with boundaries never asks

    points = np.array([place[:2] for place in places])
    cells = Voronoi(_mirrored(points))
    edges: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for (a, b), ends in zip(cells.ridge_points, cells.ridge_vertices, strict=True):
        inside = [p for p in (a, b) if p < len(points)]
        units = {places[p][2] for p in inside}
        if len(inside) == 2 and len(units) == 1:
            continue  # both sides belong to the same unit
        for unit in units:
            edges[unit][ends[0]].append(ends[1])
            edges[unit][ends[1]].append(ends[0])
    features = [
        {
            "type": "Feature",
            "properties": {"admin1": unit},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[r] for r in _rings(known, cells)],
            },
        }
        for unit, known in sorted(edges.items())
    ]
    return {"type": "FeatureCollection", "features": features}


def _mirrored(points: Any) -> Any:
    """The points and their reflections at the four sides of a frame, so that every cell ends at the frame."""
    low, high = points.min(axis=0), points.max(axis=0)
    edge = np.maximum((high - low) * MARGIN, 1e-6)
    low, high = low - edge, high + edge
    copies = [points]
    for side in (0, 1):
        for limit in (low, high):
            copy = points.copy()
            copy[:, side] = 2 * limit[side] - copy[:, side]
            copies.append(copy)
    return np.concatenate(copies)


def _rings(edges: dict[int, list[int]], cells: Any) -> list[list[list[float]]]:
    """Edges put end to end until every one is used."""
    left = {start: list(ends) for start, ends in edges.items()}
    rings = []
    for start in edges:
        while left[start]:
            ring, here = [start], start
            while left[here]:
                following = left[here].pop()
                left[following].remove(here)
                ring.append(following)
                here = following
                if here == start:
                    break
            rings.append([[round(float(x), 4) for x in cells.vertices[v]] for v in ring])
    return rings
