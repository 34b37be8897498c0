"""Violence, written again from its page: plain lists, plain loops.

``before`` holds every field by name (lists by community, lists of lists by group, numbers for the nation) with the
parameters by their short names under ``p``.

Readings where the page leaves a choice:

- the four kinds take the four uniforms of a community in the order of the page;
- the exogenous rate of communal events in a place is (1 - h) times communal_per_lethal_dispute times its lethal
  disputes times (1 - trust between groups); nothing is pushed in from elsewhere;
- M is mission_factor times (1 - deterred), for state-based events and rebels;
- the reaction to entry multiplies the exogenous rate of government attacks where weeks of it are left;
- a community moves its local risk in weeks with (week - c) divisible by four (not on the page);
- people present are the population less the displaced.
"""

from __future__ import annotations

import math
from typing import Any

from tests.second_opinion.plain import NEIGHBOURS, buffer, own, poisson, z_of

KINDS = ("state_based", "rebel", "government", "communal")


def first_hotspots(before: dict[str, Any], run_key: int) -> dict[str, Any]:
    """Local risk from its stationary spread, and the weight of each community."""
    people = before["population"]
    u = own(run_key, "first hotspots", 0, len(people))[0]
    z = [before["p"]["hotspot_sd"] * z_of(u[c]) for c in range(len(people))]
    return {
        "hotspot": z,
        "hotspot_weight": [math.sqrt(n) * math.exp(x) for n, x in zip(people, z, strict=True)],
    }


def hotspots(before: dict[str, Any], run_key: int, week: int) -> dict[str, Any]:
    """Four weeks of an Ornstein-Uhlenbeck process in every fourth community."""
    people = before["population"]
    u = own(run_key, "hotspots", week, len(people))[0]
    keep = 2.0 ** (-4.0 / before["p"]["hotspot_half_life_weeks"])
    step = before["p"]["hotspot_sd"] * math.sqrt(1.0 - keep * keep)
    z = list(before["hotspot"])
    weight = list(before["hotspot_weight"])
    for c in range(len(people)):
        if (week - c) % 4 == 0:
            z[c] = keep * z[c] + step * z_of(u[c])
            weight[c] = math.sqrt(people[c]) * math.exp(z[c])
    return {"hotspot": z, "hotspot_weight": weight}


def expected(before: dict[str, Any]) -> tuple[list[list[float]], list[list[float]]]:
    """Expected events and the triggered part of them, ``[kind][community]``."""
    p = before["p"]
    h = p["branching_ratio"]
    o = p["share_next_door"]
    total = sum(before["hotspot_weight"])
    everything: list[list[float]] = []
    triggered: list[list[float]] = []
    for kind in KINDS:
        memory = before[f"recent_{kind}"]
        rows: list[float] = []
        parts: list[float] = []
        for c in range(len(memory)):
            m = 1.0
            if kind == "communal":
                exogenous = p["communal_per_lethal_dispute"] * before["disputes_lethal"][c]
                exogenous *= 1.0 - before["trust_between_groups"][c]
                m = 1.0 - before["police_calm"]
            else:
                national = before[f"rate_{kind}"]
                exogenous = national * before["hotspot_weight"][c] / total
                if kind == "government":
                    if before["entry_weeks"][c] > 0.0:
                        exogenous *= p["entry_reaction"]
                else:
                    m = before["mission_factor"] * (1.0 - before["deterred"][c])
                    exogenous += national * before["displaced_in"][c]
            near = sum(memory[j] for j in before["neighbours"][c]) / NEIGHBOURS
            part = m * h * ((1.0 - o) * memory[c] + o * near)
            rows.append(m * (1.0 - h) * exogenous + part)
            parts.append(part)
        everything.append(rows)
        triggered.append(parts)
    return everything, triggered


def violence(before: dict[str, Any], run_key: int, week: int) -> dict[str, Any]:
    """Counts of events and what they leave behind; who did it and who died is a matter of distribution."""
    p = before["p"]
    people = before["population"]
    u = buffer(run_key, "violence", "u", week, len(people))
    rates, _ = expected(before)
    q = math.exp(-1.0 / p["memory_weeks"])
    after: dict[str, Any] = {}
    counts: list[list[float]] = []
    for k, kind in enumerate(KINDS):
        counts.append([poisson(u[k][c], rates[k][c]) for c in range(len(people))])
        memory = [
            q * before[f"recent_{kind}"][c] + (1.0 - q) * counts[k][c] for c in range(len(people))
        ]
        after[f"recent_{kind}"] = [0.0 if e < 1e-9 else e for e in memory]
        after[f"events_{kind}"] = sum(counts[k])
    here = [sum(counts[k][c] for k in range(4)) for c in range(len(people))]
    after["counts"] = counts
    after["events_this_week"] = here
    after["incidents"] = list(here)
    after["recent_events"] = [
        before["recent_events"][c] * math.exp(-1.0 / 8.0) + here[c] for c in range(len(people))
    ]
    after["entry_weeks"] = [max(w - 1.0, 0.0) for w in before["entry_weeks"]]
    return after


def severity(u: float, present: float, scale: float, tail: float, size_cap: float) -> float:
    """Deaths of one event: a Lomax size, drawn below its cap."""
    most = size_cap * present
    beyond = (1.0 + most / scale) ** (-tail)
    inside = beyond + (1.0 - beyond) * u
    return 1.0 + math.floor(scale * (inside ** (-1.0 / tail) - 1.0))


def severity_at_least(
    deaths: int, present: float, scale: float, tail: float, size_cap: float
) -> float:
    """Chance that an event kills ``deaths`` or more."""
    beyond = (1.0 + size_cap * present / scale) ** (-tail)
    reached = (1.0 + (deaths - 1.0) / scale) ** (-tail)
    return max(0.0, (reached - beyond) / (1.0 - beyond))


def victims_of_rebels(shares: list[float], home: int, spared: float) -> list[float]:
    """Chance of each group to be the victim: its share, the rebels' own constituency spared in part."""
    weights = [x * (1.0 - spared) if g == home else x for g, x in enumerate(shares)]
    return [w / sum(weights) for w in weights]
