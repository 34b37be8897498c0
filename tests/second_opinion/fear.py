"""Fear, written again from its page.

Reading: deaths and incidents are counted against the whole population of the community.
"""

from __future__ import annotations

import math
from typing import Any

from tests.second_opinion.plain import NEIGHBOURS, kept


def fear(before: dict[str, Any]) -> dict[str, Any]:
    b, p = before, before["p"]
    places = range(len(b["population"]))
    killing = [math.log(1.0 + 1e4 * b["deaths_this_week"][c] / b["population"][c]) for c in places]
    after: list[float] = []
    for c in places:
        quiet = b["events_this_week"][c] if b["deaths_this_week"][c] == 0.0 else 0.0
        n = 1e3 * (quiet + b["disputes_violent"][c]) / b["population"][c]
        near = sum(killing[j] for j in b["neighbours"][c]) / NEIGHBOURS
        a = p["killing"] * (killing[c] + p["next_door"] * near) + p["other"] * n
        left = b["fear"][c] * kept(p["half_life_weeks"])
        after.append(left + (1.0 - left) * (1.0 - math.exp(-a)))
    return {"fear": after}
