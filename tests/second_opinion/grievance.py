"""Grievance, written again from its page.

Readings: the authority is that of the community's admin-1; the dead among members and dead carry the same weights.
"""

from __future__ import annotations

from typing import Any

from tests.second_opinion.plain import kept


def resting(b: dict[str, Any], g: int, c: int) -> float:
    p = b["p"]
    say = b["authority_inclusiveness"][b["admin_of"][c]]
    push = p["exclusion_weight"] * b["group_exclusion"][g] * (1.0 - say)
    push += p["services_weight"] * (1.0 - b["services"][c])
    base = b["grievance_base"][g][c]
    return float(base + (1.0 - base) * push / (1.0 + push))


def grievance(before: dict[str, Any]) -> dict[str, Any]:
    b, p = before, before["p"]
    f = 1.0 - kept(p["half_life_weeks"])
    after: list[list[float]] = []
    for g in range(len(b["group_share"])):
        row: list[float] = []
        for c in range(len(b["services"])):
            value = b["grievance"][g][c]
            value += f * (resting(b, g, c) - value)
            harm = b["deaths_by_government"][g][c]
            harm += p["rebel_harm"] * b["deaths_by_rebels"][g][c]
            harm += p["communal_harm"] * b["deaths_by_communal"][g][c]
            members = b["population"][c] * b["group_share"][g][c]
            d = 1e4 * harm / (members + harm) if harm > 0.0 else 0.0
            value += (1.0 - value) * (1.0 - (1.0 + d) ** -p["deaths_weight"])
            row.append(value / (1.0 + p["redress_weight"] * b["redress"][c]))
        after.append(row)
    return {"grievance": after}
