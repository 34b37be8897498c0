"""What CSOs choose, written again from their page: chances of every option.

Readings where the page leaves a choice:

- an option whose 1 + u/(8 temperature) is not above zero is left out;
- an organisation's own work is in one place, its seat;
- a lever without money is no option;
- supply is the share of the dose asked for that others already take on;
- going on with the same work, anywhere, gets the habit in full, staying in the same place half of it on top;
- need r/(1 + r) with r = reported_recent of the place;
- the fit F of levers is not given: it enters as an argument.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

OWN_WORK = -1


def attraction(b: dict[str, Any], s: int, v: int, link: int, money: float, fit: float) -> float:
    """u of lever ``v`` (or own work) at ``link`` for organisation ``s``; ``money`` is the dose asked for and paid."""
    p = b["p"]
    c = b["link_community"][link]
    reported = b["reported_recent"][c]
    need = reported / (1.0 + reported)
    independence = b["cso_independence"][s]
    value = -p["risk"] * (b["fear"][c] + b["insecurity"][c]) / 2.0
    if v == OWN_WORK:
        value += p["need"] * need / 2.0 + p["agenda"] * independence
    else:
        value += p["need"] * need * fit
        value += p["money"] * money * (1.0 - p["independence_cost"] * independence)
    if b["cso_activity"][s] == v:
        value += p["habit"]
    if b["cso_link"][s] == link:
        value += p["habit"] / 2.0
    return float(value)


def chances(
    b: dict[str, Any], s: int, levers: list[int], fit: Callable[[int, int], float]
) -> dict[tuple[int, int], float]:
    """Chance of each (lever or own work, link) for organisation ``s``."""
    values: dict[tuple[int, int], float] = {}
    seat = b["link_start"][s]
    values[(OWN_WORK, seat)] = attraction(b, s, OWN_WORK, seat, 0.0, 0.0)
    paid = [v for v in levers if b["lever_capacity"][v] > 0.0 and b["cso_accepts"][s] > 0.0]
    for link in range(seat, b["link_start"][s + 1]):
        c = b["link_community"][link]
        for v in paid:
            money = b["lever_target"][v][c]
            if (b["cso_activity"][s], b["cso_link"][s]) != (v, link):
                money *= 1.0 - b["lever_supply"][v][c]
            values[(v, link)] = attraction(b, s, v, link, money, fit(s, v))
    scale = 8.0 * b["p"]["temperature"]
    weights = {o: max(1.0 + u / scale, 0.0) ** 8 for o, u in values.items()}
    total = sum(weights.values())
    return {option: w / total for option, w in weights.items()}


def chance_of_accepting(b: dict[str, Any], s: int) -> float:
    p = b["p"]
    seat = b["link_community"][b["link_start"][s]]
    trust = sum(
        x[seat] * y[seat] for x, y in zip(b["group_share"], b["trust_in_peacekeepers"], strict=True)
    )
    wary = 1.0 - p["wary"] * (1.0 - b["cso_independence"][s])
    return float((1.0 - p["distrust"] * (1.0 - trust)) * wary)


def chance_of_speaking(b: dict[str, Any], s: int) -> float:
    return float(
        b["civic_space"] * b["cso_safety"][s] * (1.0 + 2.0 * b["cso_independence"][s]) / 3.0
    )
