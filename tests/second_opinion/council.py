"""Council feedback, written again from its page.

Readings where the page leaves a choice:

- community c meets in weeks with (c + week) divisible by four;
- trust in the participation law is the mean over groups by their shares;
- the first uniform of a community decides who comes, the second what is acted on, at last week's r;
- tiredness fades, then the consultation of the week tires, 1 - (1 - fatigue) e^(-fatigue_per_consultation dose), then
  people decide whether to come; its contact is consultation_contact dose (1 - fatigue after);
- a captured council's promises: the largest group sees good in full, the others (1 - capture) of it, and the capture
  times what would have been good is added to their bad;
- between groups: capture_harm times capture, each meeting;
- inclusion follows at the r after the week.
"""

from __future__ import annotations

import math
from typing import Any

from tests.second_opinion.plain import binomial, buffer, kept, poisson, s


def mean_trust(before: dict[str, Any], c: int) -> float:
    shares = before["group_share"]
    trust = before["trust_in_peacekeepers"]
    return sum(shares[g][c] * trust[g][c] for g in range(len(shares)))


def expected_participants(before: dict[str, Any], c: int, weeks_dose: float, tired: float) -> float:
    p = before["p"]
    adults = before["adult_share"] * (before["population"][c] - before["displaced"][c])
    mean = p["participation_per_week"] * adults * weeks_dose
    mean *= (1.0 - before["fear"][c]) * (1.0 - tired)
    return mean * s(p["trust_on_participation"] * (mean_trust(before, c) - 0.5))


def judged(
    p: dict[str, float], record: float, expected: float, inputs: float, acted: float
) -> tuple[float, float, float, float]:
    """New record and expectation, good and bad doses, of a meeting."""
    q = record + p["smoothing"] * (acted / inputs - record)
    gap = q - expected
    e = expected + p["adaptation"] * gap
    good = p["gap_weight"] * max(gap - p["dead_band"], 0.0) + p["value_of_acting"] * acted
    bad = p["gap_weight"] * max(-gap - p["dead_band"], 0.0)
    return q, e, good, bad


def council_feedback(before: dict[str, Any], run_key: int, week: int) -> dict[str, Any]:
    """What meetings and consultations of one week leave behind."""
    p = before["p"]
    places = range(len(before["population"]))
    groups = range(len(before["group_share"]))
    u = buffer(run_key, "council feedback", "u", week, len(places))
    names = (
        *("expectation", "council_record", "council_fatigue"),
        *("dispute_institution", "between_groups_bad", "peacekeepers_good", "local_knowledge"),
        *("participants", "inputs_made", "inputs_acted_on"),
    )
    after: dict[str, Any] = {name: list(before[name]) for name in names}
    for name in ("council_good", "council_bad"):
        after[name] = [list(before[name][g]) for g in groups]
    for c in places:
        hoped_more = after["expectation"][c] - p["expectation_at_start"]
        if before["council_work"][c] == 0.0 and hoped_more > 0.0:
            seen = before["presence"][c] * before["responsiveness_in_reach"][c]
            harm = p["unkept_promises"] * (1.0 - seen) * max(hoped_more - p["dead_band"], 0.0)
            for g in groups:
                after["council_bad"][g][c] += harm
            after["expectation"][c] -= hoped_more * p["adaptation"] / 4.0
    for c in places:
        asked, work = before["consultation"][c], before["council_work"][c]
        tired = before["council_fatigue"][c] * kept(p["fatigue_half_life_weeks"])
        meets = work > 0.0 and (c + week) % 4 == 0
        if asked > 0.0:
            tired = 1.0 - (1.0 - tired) * math.exp(-p["fatigue_per_consultation"] * asked)
            after["peacekeepers_good"][c] += p["consultation_contact"] * asked * (1.0 - tired)
        came = inputs = acted = 0.0
        if asked > 0.0 or meets:
            dose = max(asked, 4.0 * work if meets else 0.0)
            came = poisson(u[0][c], expected_participants(before, c, dose, tired))
            inputs = 1.0 + math.floor(came / p["participants_per_input"]) if came > 0.0 else 0.0
            acted = binomial(u[1][c], inputs, before["responsiveness"])
        after["council_fatigue"][c] = tired
        after["participants"][c] += came
        after["inputs_made"][c] += inputs
        after["inputs_acted_on"][c] += acted
        if not meets or inputs == 0.0:
            continue
        record, hoped = after["council_record"][c], after["expectation"][c]
        q, e, good, bad = judged(p, record, hoped, inputs, acted)
        after["council_record"][c], after["expectation"][c] = q, e
        shares = [before["group_share"][g][c] for g in groups]
        capture = before["council_capture"][c]
        for g in groups:
            lost = 0.0 if shares[g] == max(shares) else capture
            after["council_good"][g][c] += good * (1.0 - lost)
            after["council_bad"][g][c] += bad + good * lost
        after["between_groups_bad"][c] += p["capture_harm"] * capture
        gains = (
            ("dispute_institution", p["institution_gain"] * (1.0 - capture)),
            ("local_knowledge", p["knowledge_gain"]),
        )
        for name, gain in gains:
            after[name][c] = 1.0 - (1.0 - after[name][c]) * math.exp(-gain * acted)
    people = sum(before["population"])
    reached = sum(before["population"][c] * before["council_work"][c] for c in places) / people
    capacity = p["inputs_per_officer"] * before["civil_affairs"]
    load = sum(after["inputs_made"])
    able = min(1.0, capacity / load) if load > 0.0 else 1.0
    r = before["responsiveness"]
    r += p["follow_up"] * (p["willing"] * able * before["mandate"] - r)
    after["responsiveness"] = r
    say = before["inclusion"]
    after["inclusion"] = say + p["inclusion_pace"] * (
        reached * min(1.0, r / p["enough_response"]) - say
    )
    return after


def first_expectations(before: dict[str, Any]) -> dict[str, Any]:
    p = before["p"]
    places = range(len(before["population"]))
    return {
        "responsiveness": p["willing"],
        "expectation": [p["expectation_at_start"] for _ in places],
        "council_record": [p["expectation_at_start"] for _ in places],
    }
