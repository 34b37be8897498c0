"""Invented communities: a few large towns, many villages, clustered in space, with groups that vary by region.

Populations follow a rank-size rule with scatter, n ~ rank^-0.9, scaled to the total: town sizes are heavy-tailed
(Gabaix 1999 finds an exponent near 1 for cities). Places scatter around the centre of their administrative unit.
Shares of the groups follow a smooth field over the country, on the logit scale, plus scatter. All is drawn from
`seed`, so equal keys give equal communities. Left out: roads, rivers, borders.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from cse_sim.scenario.facts import Facts, Share

KM_PER_DEGREE = 111.32
CENTRE = (5.0, 10.0)


class SyntheticCommunities(Facts):
    """What to invent."""

    count: int = Field(ge=10, le=10_000, description="communities")
    seed: int = Field(ge=0, lt=2**53, description="seed of the places, sizes and shares")
    admin1: int = Field(4, ge=1, le=100, description="administrative units")
    population: int = Field(
        300_000, ge=1000, le=1_000_000_000, description="inhabitants in all [persons]"
    )
    extent_km: float = Field(150.0, gt=0, le=2000, description="side of the square country [km]")
    shares: dict[str, Share] = Field(
        default_factory=dict, description="share of each group; default: equal [0-1]"
    )


def synthetic_communities(
    what: SyntheticCommunities, groups: Sequence[str]
) -> list[dict[str, object]]:
    """Rows like those of communities.csv, `shares` in the order of `groups`."""
    import numpy as np

    luck = np.random.default_rng(what.seed)
    units = min(what.admin1, what.count)
    side = int(np.ceil(np.sqrt(units)))
    centres = (np.array([(k % side, k // side) for k in range(units)]) + 0.5) / side
    centres += luck.uniform(-0.15, 0.15, centres.shape) / side
    unit = np.concatenate([np.arange(units), luck.integers(0, units, what.count - units)])
    spots = np.clip(centres[unit] + luck.normal(0, 0.22 / side, (what.count, 2)), 0, 1)

    weights = (1 + np.arange(what.count)) ** -0.9 * luck.lognormal(0, 0.3, what.count)
    people = np.maximum(
        1, np.floor(luck.permutation(weights) / weights.sum() * what.population)
    ).astype(int)
    people[people.argmax()] += max(what.population - people.sum(), 1 - people.max())

    share = np.array([what.shares.get(name, 1 / len(groups)) for name in groups])
    waves = luck.normal(0, 1, (len(groups), 3))
    field = np.sin(2.5 * (spots @ waves[:, :2].T) + 3 * waves[:, 2])
    scores = np.log(np.maximum(share, 1e-9)) + 1.5 * field + luck.normal(0, 0.5, field.shape)
    mixed = np.exp(scores - scores.max(axis=1, keepdims=True)) * (share > 0)
    for _ in range(50):
        mixed /= mixed.sum(axis=1, keepdims=True)
        mixed *= np.where(share > 0, share / np.maximum(people @ mixed / people.sum(), 1e-12), 0)
    mixed /= mixed.sum(axis=1, keepdims=True)

    degrees = (spots - 0.5) * what.extent_km / KM_PER_DEGREE
    width = len(str(what.count))
    return [
        {
            "name": f"Place {k + 1:0{width}d}",
            "admin1": f"Region {unit[k] + 1}",
            "latitude": round(float(CENTRE[0] + degrees[k, 1]), 5),
            "longitude": round(float(CENTRE[1] + degrees[k, 0]), 5),
            "population": int(people[k]),
            "shares": [float(part) for part in mixed[k]],
            "synthetic": True,
        }
        for k in range(what.count)
    ]
