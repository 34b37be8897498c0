"""Fear: expected victimisation, from killing here and next door, from other incidents and violent disputes.

    F' = F 2^(-1/half_life) pushed up by a,    pushed up: F + (1 - F)(1 - e^-a)
    a  = killing (log(1 + d) + next_door mean of log(1 + d) over the neighbours) + other n

    d  people killed this week per 10,000     n  violent disputes, and events of a week without a death, per 1,000 people

The logarithm keeps one massacre from pinning fear at 1; it fades within weeks. Incidents that do not kill keep it above
zero in peace. Fear silences information, keeps people from consultations and CSOs from places, and raises violent
disputes (see disputes), which raise fear: a loop both ends of which are bounded.

Source: half-life of weeks, and a role for crime and disputes beside war: our choice; no estimate of the size was found.
Left out: rumour without an event, media, who in a community is afraid.
"""

from cse_sim.elementary import log1p
from cse_sim.formulas import kept, pushed_up
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import OUR_CHOICE


class FearParams(Params, group="fear"):
    """Numbers of fear."""

    half_life_weeks = param(
        8.0,
        unit="weeks",
        bounds=(1.0, 104.0),
        prior=LogUniform(4.0, 26.0),
        meaning="weeks in which half of fear is gone",
        basis="assumed",
        source=OUR_CHOICE,
    )
    killing = param(
        1.5,
        unit="1",
        bounds=(0.0, 20.0),
        prior=Uniform(0.8, 2.5),
        meaning="push of log(1 + people killed per 10,000)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    next_door = param(
        0.3,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.1, 0.6),
        meaning="weight of killing next door against killing here",
        basis="assumed",
        source=OUR_CHOICE,
    )
    other = param(
        0.7,
        unit="1",
        bounds=(0.0, 20.0),
        prior=LogUniform(0.3, 1.5),
        meaning="push of one incident without a death, or violent dispute, per 1,000 people",
        basis="assumed",
        source=OUR_CHOICE,
    )
    violent_disputes_at_start = param(
        0.016,
        unit="1/week",
        bounds=(0.0, 1.0),
        prior=LogUniform(0.008, 0.032),
        meaning="violent disputes per 1,000 people before the first week: 1.5 a year per 1,000 adults",
        basis="assumed",
        source=OUR_CHOICE,
    )


@kernel
def fear_in_peace(fear, half_life_weeks, other, violent_disputes_at_start):
    """What violent disputes alone keep up, on top of what recent killing left: no jump in the first weeks."""
    calm = other * violent_disputes_at_start / (1.0 - kept(half_life_weeks))
    for c in range(fear.shape[0]):
        fear[c] += (1.0 - fear[c]) * calm / (1.0 + calm)


@kernel
def week_of_fear(
    neighbours,
    scratch,
    population,
    deaths_this_week,
    events_this_week,
    disputes_violent,
    fear,
    half_life_weeks,
    killing,
    next_door,
    other,
):
    """Fear fades, and grows where something happened or happened next door."""
    left = kept(half_life_weeks)
    communities = fear.shape[0]
    anywhere = 0.0
    for c in range(communities):
        deaths = deaths_this_week[c]
        anywhere += deaths
        scratch[0, c] = log1p(1e4 * deaths / population[c]) if deaths > 0.0 else 0.0
    for c in range(communities):
        push = 0.0
        if anywhere > 0.0:
            around = 0.0
            for k in range(neighbours.shape[1]):
                around += scratch[0, neighbours[c, k]]
            push = killing * (scratch[0, c] + next_door * around / neighbours.shape[1])
        quiet = disputes_violent[c]
        quiet += events_this_week[c] if deaths_this_week[c] == 0.0 else 0.0
        if quiet > 0.0:
            push += other * 1e3 * quiet / population[c]
        afraid = fear[c] * left
        fear[c] = pushed_up(afraid, push) if push > 0.0 else afraid


START = process(fear_in_peace, name="first fear", start=True, params=FearParams, writes=("fear",))
FEAR = process(week_of_fear, name="fear", params=FearParams, writes=("fear",))
