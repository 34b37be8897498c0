"""Trust, written again from its page.

Readings where the page leaves a choice:

- good and bad are plain sums of the doses the process names, with redress as the page says;
- harm by the government is the members killed, one dose each, beside the other bad experience of authorities;
- neglect weighs on cooperation in full.
"""

from __future__ import annotations

from typing import Any

from tests.second_opinion.plain import kept, logit, s


def moved(
    x: float, x0: float, good: float, bad: float, half_life: float, reach: float, r: float
) -> float:
    """The law of the page."""
    f = 1.0 - kept(half_life)
    t = s(x)
    weight = 1.0 + (r - 1.0) * 4.0 * t * (1.0 - t)
    return x + f * (x0 - x) + f * reach * (good / (1.0 + good) - weight * bad / (1.0 + bad))


def of_groups(
    before: dict[str, Any], trusted: str, good: list[list[float]], bad: list[list[float]]
) -> dict[str, Any]:
    p = before["p"]
    x = before[f"trust_in_{trusted}_logit"]
    x0 = before[f"trust_in_{trusted}_rest"]
    new: list[list[float]] = []
    for g in range(len(x)):
        row: list[float] = []
        for c in range(len(x[g])):
            args = (p["half_life_weeks"], p["reach"], p["harm_help_ratio"])
            row.append(moved(x[g][c], x0[g][c], good[g][c], bad[g][c], *args))
        new.append(row)
    return {
        f"trust_in_{trusted}_logit": new,
        f"trust_in_{trusted}": [[s(value) for value in row] for row in new],
    }


def dose(n: float) -> float:
    """D(n) of the page."""
    return n / (1.0 + n)


def remembered_harm(before: dict[str, Any]) -> dict[str, Any]:
    b = before
    stays = kept(b["p"]["remembered_weeks"])
    return {
        "harm_remembered": [
            h * stays * (1.0 - dose(r)) + a + n
            for h, r, a, n in zip(
                b["harm_remembered"],
                b["redress"],
                b["peacekeepers_abuse"],
                b["peacekeepers_neglect"],
                strict=True,
            )
        ]
    }


def trust_in_peacekeepers(before: dict[str, Any]) -> dict[str, Any]:
    b = before
    groups, places = range(len(b["council_good"])), range(len(b["heard_good"]))
    good = [
        [
            b["peacekeepers_good"][c]
            + b["heard_good"][c]
            + b["council_good"][g][c]
            + b["p"]["repair_factor"] * b["redress"][c] * dose(b["harm_remembered"][c])
            for c in places
        ]
        for g in groups
    ]
    bad = [
        [
            b["peacekeepers_abuse"][c]
            + b["peacekeepers_neglect"][c]
            + b["heard_bad"][c]
            + b["council_bad"][g][c]
            for c in places
        ]
        for g in groups
    ]
    return of_groups(before, "peacekeepers", good, bad)


def trust_in_authorities(before: dict[str, Any]) -> dict[str, Any]:
    b = before
    groups, places = range(len(b["deaths_by_government"])), range(len(b["authorities_good"]))
    good = [[b["authorities_good"][c] for c in places] for _ in groups]
    bad = [
        [b["authorities_bad"][c] + b["deaths_by_government"][g][c] for c in places] for g in groups
    ]
    return of_groups(before, "authorities", good, bad)


def trust_in_csos(before: dict[str, Any]) -> dict[str, Any]:
    b = before
    groups = range(len(b["trust_in_csos_logit"]))
    return of_groups(
        before, "csos", [b["csos_good"] for _ in groups], [b["csos_bad"] for _ in groups]
    )


def cooperation(before: dict[str, Any]) -> dict[str, Any]:
    b, p = before, before["p"]
    logits: list[float] = []
    shown: list[float] = []
    for c in range(len(b["fear"])):
        good = b["peacekeepers_good"][c] + b["heard_good"][c]
        good += p["tips_answered"] * b["incidents_answered"][c]
        bad = p["abuse_on_cooperation"] * (b["peacekeepers_abuse"][c] + b["heard_bad"][c])
        bad += b["peacekeepers_neglect"][c]
        args = (p["cooperation_half_life_weeks"], p["reach"], p["harm_help_ratio"])
        x0 = logit(p["peacekeepers_rest"]) - p["silenced_by_fear"] * b["fear"][c]
        x = moved(b["cooperation_logit"][c], x0, good, bad, *args)
        logits.append(x)
        shown.append(s(x))
    return {"cooperation_logit": logits, "cooperation": shown}


def trust_between_groups(before: dict[str, Any]) -> dict[str, Any]:
    b, p = before, before["p"]
    logits: list[float] = []
    for c in range(len(b["fear"])):
        args = (p["half_life_weeks"], p["reach"], p["harm_help_ratio"])
        x, x0 = b["trust_between_groups_logit"][c], b["trust_between_groups_rest"][c]
        logits.append(moved(x, x0, b["between_groups_good"][c], b["between_groups_bad"][c], *args))
    return {
        "trust_between_groups_logit": logits,
        "trust_between_groups": [s(x) for x in logits],
    }
