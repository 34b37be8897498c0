"""Disputes and the body that settles them, written again from their page.

Readings where the page leaves a choice:

- community c is looked at in weeks with (c + week) divisible by four;
- disputes leave from the stock before this month's new ones;
- adults are adult_share of the population;
- the four uniforms of (process, week, community): who opens, who leaves, who of these turns violent, who of the rest
  takes the law in hand; a fifth (slot 4) which violent ones are lethal;
- an incident is counted for each violent dispute; a mediator's doses are used up when the place has been looked at.
"""

from __future__ import annotations

import math
from typing import Any

from cse_sim.luck import decision_key, keyed_uniform
from tests.second_opinion.plain import NEIGHBOURS, binomial, kept, own, poisson


def mixed(b: dict[str, Any], c: int) -> float:
    return float(1.0 - sum(shares[c] ** 2 for shares in b["group_share"]))


def hazards(b: dict[str, Any], c: int) -> tuple[float, float, float]:
    """Of being settled, of turning violent, of own justice, a week."""
    p = b["p"]
    above = b["dispute_institution"][c] - p["reference_strength"]
    if above >= 0.0:
        settled = p["settle_per_week"] + p["body_settles_per_week"] * above
    else:
        slope = p["body_settles_per_week"] / p["settle_per_week"]
        settled = p["settle_per_week"] / (1.0 - slope * above)
    ready = b["mediation_available"][c] / 4.0
    settled += p["mediator_settles_per_week"] * ready / (1.0 + ready)
    groups = [row[c] for row in b["grievance"]]
    shares = [row[c] for row in b["group_share"]]
    felt = sum(x * y for x, y in zip(groups, shares, strict=True))
    exponent = -p["body_calms"] * above + p["fear_weight"] * b["fear"][c]
    violent = p["turn_violent_per_week"] * math.exp(
        exponent + p["grievance_weight"] * (felt - 0.45)
    )
    own_justice = (1.0 - b["police_calm"]) * p["punish_per_week"]
    own_justice *= math.exp(p["push_weight"] * b["vigilante_push"][c])
    return settled, violent, own_justice


def openings(b: dict[str, Any], c: int, week: int) -> float:
    """Expected openings in four weeks."""
    p = b["p"]
    turn = 2.0 * math.pi * (week - p["season_peak_weeks"]) / 52.0
    season = 1.0 + p["season_swing"] * math.cos(turn)
    adults = b["adult_share"] * b["population"][c]
    mix = 1.0 + p["mix_weight"] * (mixed(b, c) - 0.3)
    new = 1.0 + p["new_disputes"] * b["vigilante_push"][c]
    return float(4.0 * p["openings_per_week"] * adults / 1000.0 * season * mix * new)


def disputes(before: dict[str, Any], run_key: int, week: int) -> dict[str, Any]:
    b, p = before, before["p"]
    places = range(len(b["population"]))
    u = own(run_key, "disputes", week, len(places))
    stock = list(b["open_disputes"])
    ready = list(b["mediation_available"])
    flows = (
        "disputes_settled",
        "disputes_violent",
        "disputes_lethal",
        "extrajudicial",
        "incidents",
    )
    after: dict[str, Any] = {name: [0.0 for _ in places] for name in flows}
    for c in places:
        if (c + week) % 4 != 0:
            continue
        opened = poisson(u[0][c], openings(b, c, week))
        s, v, x = hazards(b, c)
        gone = binomial(u[1][c], stock[c], 1.0 - math.exp(-4.0 * (s + v + x)))
        violent = binomial(u[2][c], gone, v / (s + v + x))
        punished = binomial(u[3][c], gone - violent, x / (s + x))
        fifth = float(keyed_uniform(run_key, decision_key("disputes"), week, c, 4))
        after["disputes_settled"][c] = gone - violent - punished
        after["disputes_violent"][c] = violent
        after["extrajudicial"][c] = punished
        after["disputes_lethal"][c] = binomial(fifth, violent, p["lethal_share"] * mixed(b, c))
        after["incidents"][c] = violent
        stock[c] += opened - gone
        ready[c] = 0.0
    after["open_disputes"], after["mediation_available"] = stock, ready
    after["extrajudicial_cases"] = sum(after["extrajudicial"])
    return after


def dispute_institution(before: dict[str, Any], run_key: int, week: int) -> dict[str, Any]:
    b, p = before, before["p"]
    places = range(len(b["dispute_institution"]))
    training = b["institution_training"]
    strength, push, ready = [], [], []
    for c in places:
        base, now = b["dispute_institution_base"][c], b["dispute_institution"][c]
        near = sum(training[j] for j in b["neighbours"][c]) / NEIGHBOURS
        a = p["training_gain_per_week"] * (training[c] + p["spill"] * near)
        weeks = 4.0 if (c + week) % 4 == 0 else 0.0
        left = base + (now - base) * kept(p["institution_half_life_weeks"]) ** weeks
        strength.append(left + (1.0 - left) * (1.0 - math.exp(-a)))
        fading = b["vigilante_push"][c] * kept(p["push_half_life_weeks"]) ** weeks
        push.append(fading + training[c] / p["full_training_weeks"])
        ready.append(b["mediation_available"][c] + b["mediation"][c])
    return {"dispute_institution": strength, "vigilante_push": push, "mediation_available": ready}
