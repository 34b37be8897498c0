"""What CSOs choose, written again from their page: chances of every option, and the choice itself.

Readings where the page leaves a choice:

- organisation s chooses in weeks with (s + week) divisible by four;
- the 24 weeks are counted by (s + week) / 4, six months each, so that the second answer may come sooner;
- an organisation that does not exist chooses nothing;
- the three uniforms of (process, week, organisation): the option, the money, the voice; options in the order own work,
  then places as linked, then levers as in the catalogue;
- an organisation's own work is in one place, its seat;
- supply is the share of the dose asked for that others already take on;
- going on with the same work, anywhere, gets the habit in full, staying in the same place a share of it on top;
- need r/(1 + r) with r = reported_recent of the place.
"""

from __future__ import annotations

import math
from typing import Any

from cse_sim.levers.lever import DELIVERERS
from tests.second_opinion.plain import own

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
        value += p["own_work_need"] * p["need"] * need + p["agenda"] * independence
    else:
        value += p["need"] * need * fit
        value += p["money"] * money * (1.0 - p["independence_cost"] * independence)
    if b["cso_activity"][s] == v:
        value += p["habit"]
    if b["cso_link"][s] == link:
        value += p["staying"] * p["habit"]
    return float(value)


def fit(profile: float, number: int) -> float:
    """How well a lever of the catalogue fits an organisation."""
    golden = (math.sqrt(5.0) - 1.0) / 2.0
    return 0.5 + math.fmod(profile + golden * number, 1.0) / 2.0


def chances(b: dict[str, Any], s: int) -> dict[tuple[int, int], float]:
    """Chance of each (lever or own work, link) for organisation ``s``, in the order of the draw."""
    values: dict[tuple[int, int], float] = {}
    seat = b["link_start"][s]
    values[(OWN_WORK, seat)] = attraction(b, s, OWN_WORK, seat, 0.0, 0.0)
    delivered_by, for_csos = b["lever_settings"][5], DELIVERERS.index("cso")
    active = [
        (k, v) for k, v in enumerate(b["lever_row"]) if v >= 0 and delivered_by[v] == for_csos
    ]
    paid = [(k, v) for k, v in active if b["lever_capacity"][v] > 0.0 and b["cso_accepts"][s] > 0.0]
    for link in range(seat, b["link_start"][s + 1]):
        c = b["link_community"][link]
        for k, v in paid:
            money = b["lever_target"][v][c]
            if money == 0.0:
                continue
            if (b["cso_activity"][s], b["cso_link"][s]) != (v, link):
                money *= 1.0 - b["lever_supply"][v][c]
            values[(v, link)] = attraction(b, s, v, link, money, fit(b["cso_profile"][s], k))
    scale = 8.0 * b["p"]["temperature"]
    weights = {o: max(1.0 + u / scale, 0.0) ** 8 for o, u in values.items()}
    total = sum(weights.values())
    if total == 0.0:
        return {(OWN_WORK, seat): 1.0}
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
    p = b["p"]
    return float(
        b["civic_space"]
        * b["cso_safety"][s]
        * (1.0 + p["independence_on_voice"] * b["cso_independence"][s])
        / (1.0 + p["independence_on_voice"])
    )


def choice_of_csos(before: dict[str, Any], run_key: int, week: int) -> dict[str, Any]:
    b = before
    csos = len(b["cso_alive"])
    u = own(run_key, "choice of CSOs", week, csos)
    names = ("cso_accepts", "cso_speaks", "cso_activity", "cso_link")
    after: dict[str, Any] = {name: list(b[name]) for name in names}
    for s in range(csos):
        if (s + week) % 4 != 0 or b["cso_alive"][s] == 0.0:
            continue
        if week <= 4 or (s + week) // 4 % 6 == 0:
            after["cso_accepts"][s] = float(u[1][s] < chance_of_accepting(b, s))
        after["cso_speaks"][s] = float(u[2][s] < chance_of_speaking(b, s))
        cumulated = 0.0
        for (v, link), chance in chances(b | {"cso_accepts": after["cso_accepts"]}, s).items():
            cumulated += chance
            if u[0][s] <= cumulated:
                after["cso_activity"][s], after["cso_link"][s] = v, link
                break
    return after
