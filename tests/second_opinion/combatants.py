"""Fighters, idle ex-combatants and the reintegrated, written again from their page.

Readings where the page leaves a choice:

- community c is visited in weeks with (c + week) divisible by four;
- the rate under a programme is unasked + (disarmed - unasked) D, D = mandate x disarmament dose x consent;
- eligible people are counted in whole persons per group;
- the four uniforms of (process, week, group x communities + community): fighters who leave, idle who leave, who of
  these takes up arms, who is recruited.
"""

from __future__ import annotations

import math
from typing import Any

from tests.second_opinion.plain import binomial, own, s

KINDS = ("fighters", "idle_ex_combatants", "reintegrated")


def eligible(b: dict[str, Any], now: dict[str, Any], k: int, c: int) -> float:
    """People armed group ``k`` could recruit in a community as things stand ``now``."""
    groups = range(len(b["home_group"]))
    under_arms = sum(now[kind][j][c] for kind in KINDS for j in groups)
    present = b["population"][c] - b["displaced"][c]
    left = max(b["p"]["eligible_share"] * present - under_arms, 0.0)
    pull = [b["p"]["outsiders"] + b["group_share"][b["home_group"][j]][c] for j in groups]
    return float(left * pull[k] / sum(pull))


def acceptance(b: dict[str, Any], k: int, c: int) -> float:
    p = b["p"]
    level = p["acceptance_level"] - p["abuse_on_acceptance"] * b["past_abuse"][k]
    return s(level + p["trust_on_acceptance"] * 4.0 * (b["trust_in_ex_combatants"][c] - 0.5))


def rates(b: dict[str, Any], k: int, c: int) -> dict[str, float]:
    """Hazards a week of every flow of group ``k`` in community ``c``."""
    p = b["p"]
    felt = b["grievance"][b["home_group"][k]][c]
    support = b["livelihood_support"][c]
    called = 1.0 + p["called_home"] * b["call_home"][c]
    rearm = p["grievance_on_rearming"] * (felt - 0.45) + b["predation"][k]
    missing = max(b["support_expected"][c] - support, 0.0)
    rearm += p["unpaid_on_rearming"] * missing
    rearm = p["rearmed_per_week"] * math.exp(rearm - p["support_on_rearming"] * support)
    if b["posture"][k] > 0.5:
        joining = p["recruited_per_week"] * math.exp(p["grievance_on_recruitment"] * (felt - 0.45))
        joining *= 1.0 + p["price_on_recruitment"] * b["price_shock"]
        return {
            "demobilise": 0.0,
            "desert": p["deserted_per_week"] * called,
            "reintegrate": 0.0,
            "rearm": rearm,
            "join": joining,
        }
    programme = b["mandate"] * p["disarmament_dose"] * b["consent"]
    unasked = p["leave_unasked_per_week"]
    home = p["reintegrated_per_week"] * (1.0 + p["support_on_reintegration"] * support)
    return {
        "demobilise": (unasked + (p["disarmed_per_week"] - unasked) * programme) * called,
        "desert": 0.0,
        "reintegrate": max(home, 0.0) * acceptance(b, k, c),
        "rearm": p["rearmed_when_quiet"] * rearm,
        "join": 0.0,
    }


def combatants(before: dict[str, Any], run_key: int, week: int) -> dict[str, Any]:
    b = before
    groups, places = range(len(b["home_group"])), range(len(b["population"]))
    u = own(run_key, "combatants", week, len(groups) * len(places))
    after: dict[str, Any] = {kind: [list(row) for row in b[kind]] for kind in KINDS}
    flows = dict.fromkeys(
        ("recruited", "fighters_left", "demobilised", "reintegration", "rerecruited"), 0.0
    )
    for c in places:
        if (c + week) % 4 != 0:
            continue
        for k in groups:
            i = k * len(places) + c
            h = rates(b, k, c)
            out = h["demobilise"] + h["desert"]
            left = binomial(u[0][i], b["fighters"][k][c], 1.0 - math.exp(-4.0 * out))
            away = h["reintegrate"] + h["rearm"]
            idle = binomial(u[1][i], b["idle_ex_combatants"][k][c], 1.0 - math.exp(-4.0 * away))
            again = binomial(u[2][i], idle, h["rearm"] / away) if away > 0.0 else 0.0
            fighting = b["posture"][k] > 0.5
            after["fighters"][k][c] += again - left
            after["idle_ex_combatants"][k][c] += (0.0 if fighting else left) - idle
            after["reintegrated"][k][c] += idle - again
            pool = math.floor(eligible(b, after, k, c))
            joined = binomial(u[3][i], pool, 1.0 - math.exp(-4.0 * h["join"]))
            after["fighters"][k][c] += joined
            flows["fighters_left" if fighting else "demobilised"] += left
            flows["recruited"] += joined
            flows["rerecruited"] += again
            flows["reintegration"] += idle - again
    after.update(flows)
    return after
