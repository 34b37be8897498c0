"""Who is next to whom and who covers what: built once per scenario, the same in every run.

Every community has five neighbours, the nearest ones, with weight 1/5 each: totals do not depend on how dense a map is.
A CSO sits in a community (larger places are likelier) and covers the communities nearest to it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

Ints = npt.NDArray[np.int32]
Places = npt.NDArray[np.uint32]
"""Numbers of communities: without a sign, so that compiled code need not ask whether to count from the end."""
Floats = npt.NDArray[np.float64]

NEIGHBOURS = 5
KM_PER_DEGREE = 111.2


def positions_km(latitude: Floats, longitude: Floats) -> Floats:
    """Flat coordinates in km, shape (communities, 2); good to a few per cent for a country."""
    middle = np.cos(np.radians(latitude.mean()))
    return np.column_stack([longitude * KM_PER_DEGREE * middle, latitude * KM_PER_DEGREE])


def nearest_neighbours(positions: Floats) -> Places:
    """The five nearest communities of each, shape (communities, 5), nearest first; ties by number.

    Raises
    ------
    ValueError
        with fewer than six communities.
    """
    if len(positions) <= NEIGHBOURS:
        raise ValueError("at least six communities are needed for five neighbours each")
    _, found = cKDTree(positions).query(positions, k=NEIGHBOURS + 1)
    rows = np.empty((len(positions), NEIGHBOURS), dtype=np.uint32)
    for own, near in enumerate(np.atleast_2d(found)):
        rows[own] = near[near != own][:NEIGHBOURS]
    return rows


def cso_coverage(
    positions: Floats, population: Floats, organisations: int, communities_each: int, seed: int
) -> tuple[Ints, Places]:
    """Where CSOs work: ``(start, community)``; CSO *s* covers ``community[start[s]:start[s + 1]]``.

    The first community is its seat, drawn in proportion to population; the others are the nearest to it.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    each = min(communities_each, len(positions))
    seats = generator.choice(len(positions), size=organisations, p=population / population.sum())
    tree = cKDTree(positions)
    covered = np.empty((organisations, each), dtype=np.uint32)
    for own, seat in enumerate(seats):
        _, near = tree.query(positions[seat], k=each)
        near = np.atleast_1d(near)
        covered[own] = np.concatenate([[seat], near[near != seat]])[:each]
    start = np.arange(organisations + 1, dtype=np.int32) * each
    return start.astype(np.int32), covered.ravel()


def whole_parts(total: float, weights: Floats) -> Floats:
    """``total`` people over places in proportion to ``weights``, in whole persons (largest remainder)."""
    if weights.sum() <= 0 or total <= 0:
        return np.zeros_like(weights)
    exact = np.round(total) * weights / weights.sum()
    parts: Floats = np.floor(exact)
    missing = round(float(np.round(total) - parts.sum()))
    order = np.argsort(-(exact - parts), kind="stable")
    parts[order[:missing]] += 1
    return parts
