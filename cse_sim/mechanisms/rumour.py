"""Rumour: experience of peacekeepers spreads next door; opinions do not.

    heard_good = share mean over the neighbours of this week's good experience of peacekeepers
    heard_bad  = share mean over the neighbours of this week's abuse and neglect by peacekeepers

What is passed on is what happened, not what was heard: no echo of an echo, and a row of weights that sums to share < 1,
so nothing is amplified. Averaging opinions instead would end in consensus. Good news travels slowly: a quarter of the
communities each week hears of it and keeps it for four weeks; bad news arrives at once.

Source: trust travels through ties, sizes not found: our choice of 10 to 20 per cent.
Left out: kin and markets farther away, radio, false rumour.
"""

from cse_sim.params import Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import OUR_CHOICE


class RumourParams(Params, group="rumour"):
    """How much is passed on."""

    share = param(
        0.15,
        unit="share",
        bounds=(0.0, 0.5),
        prior=Uniform(0.1, 0.2),
        meaning="share of the neighbours' experience that is heard of",
        basis="assumed",
        source=OUR_CHOICE,
    )


@kernel
def week_of_rumour(
    week,
    neighbours,
    scratch,
    peacekeepers_good,
    peacekeepers_abuse,
    peacekeepers_neglect,
    heard_good,
    heard_bad,
    share,
):
    """What is heard of from next door."""
    communities = heard_good.shape[0]
    near = neighbours.shape[1]
    anywhere = 0.0
    for c in range(communities):
        bad = peacekeepers_abuse[c] + peacekeepers_neglect[c]
        scratch[0, c] = bad
        anywhere += bad
    weight = share / near
    for c in range(communities):
        heard_bad[c] = 0.0
        if anywhere > 0.0:
            around = 0.0
            for k in range(near):
                around += scratch[0, neighbours[c, k]]
            heard_bad[c] = weight * around
    for c in range((4 - week % 4) % 4, communities, 4):
        around = 0.0
        for k in range(near):
            around += peacekeepers_good[neighbours[c, k]]
        heard_good[c] = weight * around


RUMOUR = process(
    week_of_rumour,
    name="rumour",
    params=RumourParams,
    writes=("heard_good", "heard_bad"),
)
