"""Which administrative unit and which community a point on the map belongs to.

Inside a polygon by the even-odd rule, with longitude and latitude as plane coordinates; a point just outside all
polygons (simplified coasts and borders) belongs to the nearest one within 30 km.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cse_sim.errors import InputError
from cse_sim.scenario.node import Source
from cse_sim.scenario.tables import table_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

JUST_OUTSIDE_KM = 30.0
KM_PER_DEGREE = 111.32


@dataclass(frozen=True)
class Regions:
    """Named polygons: the edges of every ring of every unit, and the GeoJSON they came from."""

    names: tuple[str, ...]
    edges: tuple[NDArray[np.float64], ...]
    geojson: dict[str, Any]

    def containing(
        self, latitudes: Sequence[float], longitudes: Sequence[float]
    ) -> list[str | None]:
        """The unit of each point, or None if it is over 30 km outside all of them."""
        import numpy as np

        x, y = np.asarray(longitudes, float), np.asarray(latitudes, float)
        found: list[str | None] = [None] * len(x)
        for name, edges in zip(self.names, self.edges, strict=True):
            low, high = edges.min(axis=(0, 1)), edges.max(axis=(0, 1))
            near = np.flatnonzero((x >= low[0]) & (x <= high[0]) & (y >= low[1]) & (y <= high[1]))
            for point in near.tolist():
                if found[point] is None and inside(float(x[point]), float(y[point]), edges):
                    found[point] = name
        for point, name_found in enumerate(found):
            if name_found is None:
                distances = [distance_km(x[point], y[point], edges) for edges in self.edges]
                best = int(np.argmin(distances))
                if distances[best] <= JUST_OUTSIDE_KM:
                    found[point] = self.names[best]
        return found


def inside(x: float, y: float, edges: NDArray[np.float64]) -> bool:
    """Whether a ray to the east crosses the edges an odd number of times; `edges` has shape (edges, 2 ends, 2)."""
    (x1, y1), (x2, y2) = edges[:, 0].T, edges[:, 1].T
    across = (y1 > y) != (y2 > y)
    x1, y1, x2, y2 = x1[across], y1[across], x2[across], y2[across]
    return bool(((x2 - x1) * (y - y1) / (y2 - y1) + x1 > x).sum() % 2)


def distance_km(x: float, y: float, edges: NDArray[np.float64]) -> float:
    """Distance to the nearest edge, on a plane that fits this latitude."""
    import numpy as np

    scale = np.array([math.cos(math.radians(y)), 1.0]) * KM_PER_DEGREE
    start = (edges[:, 0] - (x, y)) * scale
    along = (edges[:, 1] - edges[:, 0]) * scale
    length = (along**2).sum(axis=1)
    t = np.clip(-(start * along).sum(axis=1) / np.where(length > 0, length, 1), 0, 1)
    return float(np.sqrt(((start + t[:, None] * along) ** 2).sum(axis=1)).min())


def distances_km(
    latitude: float,
    longitude: float,
    latitudes: NDArray[np.float64],
    longitudes: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Distance of one point to many, on a plane that fits its latitude."""
    import numpy as np

    east = (longitudes - longitude) * math.cos(math.radians(latitude))
    return np.asarray(np.hypot(east, latitudes - latitude) * KM_PER_DEGREE)


def read_regions(path: Path, source: Source, name_property: str) -> Regions:
    """The polygons of a GeoJSON file in WGS84.

    Raises
    ------
    InputError
        If it is no GeoJSON with polygons, or a name is missing or given twice, or a coordinate is out of range.
    """
    import numpy as np

    try:
        content = json.loads(table_text(path, source), parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise InputError(
            f"this is not JSON: {error.msg}",
            path=source.shown,
            line=error.lineno,
            column=error.colno,
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is not GeoJSON: {error}", path=source.shown) from error
    names: list[str] = []
    edges: list[NDArray[np.float64]] = []
    kept: list[dict[str, Any]] = []
    for number, feature in enumerate(_features(content, source), start=1):
        problem = _Problem(source, number)
        name = problem.name(feature, name_property)
        if name in names:
            raise problem.error(
                f'the name "{name}" is given twice', do="Join its parts into one MultiPolygon"
            )
        geometry = feature.get("geometry")
        names.append(name)
        edges.append(np.concatenate([_edges(ring, problem) for ring in _rings(geometry, problem)]))
        kept.append({"type": "Feature", "properties": {"admin1": name}, "geometry": geometry})
    return Regions(tuple(names), tuple(edges), {"type": "FeatureCollection", "features": kept})


@dataclass(frozen=True)
class _Problem:
    source: Source
    feature: int

    def error(self, what: str, *, do: str = "") -> InputError:
        return InputError(what, where=f"feature {self.feature}", do=do, path=self.source.shown)

    def name(self, feature: Any, name_property: str) -> str:
        if not isinstance(feature, dict):
            raise self.error("it is not a GeoJSON feature")
        properties = feature.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        name = properties.get(name_property)
        if not isinstance(name, str) or not name.strip():
            others = ", ".join(str(key) for key in properties) or "none"
            raise self.error(
                f'it has no name in the property "{name_property}"',
                do=f"Set name_property: to one of its properties ({others[:120]})",
            )
        return name.strip()


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not a number that can be used")


def _features(content: Any, source: Source) -> list[Any]:
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features or content.get("type") != "FeatureCollection":
        raise InputError("this is not a GeoJSON FeatureCollection with features", path=source.shown)
    return features


def _rings(geometry: Any, problem: _Problem) -> Iterator[Any]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    parts = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise problem.error(f"its geometry is {kind or 'missing'}, not Polygon or MultiPolygon")
    if not isinstance(parts, list) or not parts:
        raise problem.error("its geometry has no coordinates")
    for polygon in [parts] if kind == "Polygon" else parts:
        if not isinstance(polygon, list) or not polygon:
            raise problem.error("a polygon has no ring")
        yield from polygon


def _edges(ring: Any, problem: _Problem) -> NDArray[np.float64]:
    import numpy as np

    numbers = isinstance(ring, list) and all(
        isinstance(point, list)
        and len(point) >= 2
        and all(isinstance(part, int | float) and not isinstance(part, bool) for part in point[:2])
        for point in ring
    )
    if not numbers or len(ring) < 4 or ring[0][:2] != ring[-1][:2]:
        raise problem.error(
            "a ring is not a closed list of at least four [longitude, latitude] points"
        )
    if any(abs(x) > 180 or abs(y) > 90 for x, y in (point[:2] for point in ring)):
        raise problem.error("a coordinate is out of range", do="Use WGS84 degrees, longitude first")
    points = np.array([point[:2] for point in ring], dtype=float)
    return np.stack([points[:-1], points[1:]], axis=1)
