"""Council feedback, written again from its page.

Readings where the page leaves a choice:

- community c meets in weeks with (c + week) divisible by four;
- adults are the share of the people present (population less the displaced);
- trust in the participation law is the mean over groups by their shares;
- the first uniform of a community decides who comes, the second what is acted on;
- "quality" is the dose of the council's work this week, so that a lame council also gets less done: r times dose;
- an input for every ten whole participants beside the first one: 1 + floor(participants / 10);
- load is a quarter of the inputs all standing councils could be expected to make, one week's share, and the mission's
  responsiveness for the next week is willing times min(1, capacity / load), without a mandate nothing;
- a captured council's promises: the largest group sees good in full, the others (1 - capture) of it, and the capture
  times what would have been good is added to their bad;
- between groups: capture_harm times capture, one session;
- the institution gains institution_gain times (1 - institution) for each input acted on;
- consultation: fatigue grows by fatigue_per_consultation times dose of what is missing to one, good contact by
  consultation_contact times dose;
- inclusion moves only with inputs acted on, by an amount the page does not give: not computed here;
- local knowledge: likewise.
"""

from __future__ import annotations

import math
from typing import Any

from tests.second_opinion.plain import binomial, buffer, poisson, s


def mean_trust(before: dict[str, Any], c: int) -> float:
    shares = before["group_share"]
    trust = before["trust_in_peacekeepers"]
    return sum(shares[g][c] * trust[g][c] for g in range(len(shares)))


def expected_participants(before: dict[str, Any], c: int) -> float:
    p = before["p"]
    adults = p["adults"] * (before["population"][c] - before["displaced"][c])
    mean = 4.0 * p["participation_per_week"] * adults * before["council_work"][c]
    mean *= (1.0 - before["fear"][c]) * (1.0 - before["council_fatigue"][c])
    return mean * s(6.0 * (mean_trust(before, c) - 0.5))


def judged(
    before: dict[str, Any], c: int, inputs: float, acted: float
) -> tuple[float, float, float, float]:
    """New record and expectation, good and bad doses, of a meeting."""
    p = before["p"]
    q = before["council_record"][c]
    q += p["smoothing"] * (acted / inputs - q)
    e = before["expectation"][c]
    e += p["adaptation"] * (q - e)
    gap = q - e
    good = p["gap_weight"] * max(gap - p["dead_band"], 0.0) + p["value_of_acting"] * acted
    bad = p["gap_weight"] * max(-gap - p["dead_band"], 0.0)
    return q, e, good, bad


def council_feedback(before: dict[str, Any], run_key: int, week: int) -> dict[str, Any]:
    """What the meetings of one week leave behind, for the fields the page determines."""
    p = before["p"]
    places = range(len(before["population"]))
    u = buffer(run_key, "council feedback", "u", week, len(places))
    names = (
        *("expectation", "council_record", "council_fatigue", "council_standing"),
        *("dispute_institution", "between_groups_bad", "peacekeepers_good"),
    )
    after: dict[str, Any] = {name: list(before[name]) for name in names}
    for name in ("participants", "inputs_made", "inputs_acted_on"):
        after[name] = [0.0 for _ in places]
    groups = range(len(before["group_share"]))
    after["council_good"] = [[0.0 for _ in places] for _ in groups]
    after["council_bad"] = [[0.0 for _ in places] for _ in groups]
    for c in places:
        asked = before["consultation"][c]
        if asked > 0.0:
            tired = after["council_fatigue"][c]
            after["council_fatigue"][c] = tired + p["fatigue_per_consultation"] * asked * (
                1 - tired
            )
            after["peacekeepers_good"][c] += p["consultation_contact"] * asked
        if before["council_work"][c] <= 0.0:
            continue
        after["council_standing"][c] = 1.0
        if (c + week) % 4 != 0:
            continue
        came = poisson(u[0][c], expected_participants(before, c))
        inputs = 1.0 + math.floor(came / 10.0)
        chance = before["responsiveness"] * before["council_work"][c]
        acted = binomial(u[1][c], inputs, chance)
        q, e, good, bad = judged(before, c, inputs, acted)
        after["council_record"][c], after["expectation"][c] = q, e
        after["participants"][c] = came
        after["inputs_made"][c], after["inputs_acted_on"][c] = inputs, acted
        shares = [before["group_share"][g][c] for g in groups]
        capture = before["council_capture"][c]
        for g in groups:
            lost = 0.0 if shares[g] == max(shares) else capture
            after["council_good"][g][c] = good * (1.0 - lost)
            after["council_bad"][g][c] = bad + good * lost
        after["between_groups_bad"][c] += p["capture_harm"] * capture
        strength = after["dispute_institution"][c]
        after["dispute_institution"][c] = strength + p["institution_gain"] * acted * (
            1.0 - strength
        )
    came_all = sum(after["participants"])
    for who in ("women", "youth", "connected"):
        after[f"participants_{who}"] = p[f"{who}_share"] * came_all
    return after


def first_expectations(before: dict[str, Any]) -> dict[str, Any]:
    p = before["p"]
    places = range(len(before["population"]))
    return {
        "responsiveness": p["willing"],
        "expectation": [p["expectation_at_start"] for _ in places],
        "council_record": [p["expectation_at_start"] for _ in places],
    }
