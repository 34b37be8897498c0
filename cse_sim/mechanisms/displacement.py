"""Displacement: people leave for safety and come back when fear has gone.

A quarter of the communities each week, four weeks at once, only where people are afraid or away:

    leave    ~ Binomial(people present, 1 - e^(-4 leaving max(F - threshold, 0)^2))
    return   ~ Binomial(people away,    1 - e^(-4 returning (1 - F)(1 - insecurity)))

    F fear

People stay members of their community while away: nobody is lost or counted twice. Those who are away are neither hit
by its violence nor part of its meetings.

Source: none; sizes are our choice.
Left out: where people go, camps, refugees abroad, host communities, loss of land while away.
"""

from cse_sim.formulas import chance
from cse_sim.luck import binomial, keyed_uniforms
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import OUR_CHOICE


class DisplacementParams(Params, group="displacement"):
    """Rates of leaving and returning."""

    threshold = param(
        0.35,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.25, 0.5),
        meaning="fear below which nobody flees",
        basis="assumed",
        source=OUR_CHOICE,
    )
    leaving_per_week = param(
        0.15,
        unit="1/week",
        bounds=(0.0, 5.0),
        prior=LogUniform(0.05, 0.5),
        meaning="weekly hazard of fleeing, times the square of fear above the threshold",
        basis="assumed",
        source=OUR_CHOICE,
    )
    returning_per_week = param(
        0.02,
        unit="1/week",
        bounds=(0.0, 1.0),
        prior=LogUniform(0.005, 0.05),
        meaning="weekly hazard of coming back to a safe place",
        basis="assumed",
        source=OUR_CHOICE,
    )


@kernel
def month_of_displacement(
    week,
    run_key,
    decision,
    population,
    fear,
    insecurity,
    displaced,
    people_displaced,
    people_returned,
    threshold,
    leaving_per_week,
    returning_per_week,
):
    """A quarter of the communities: who comes back, who leaves."""
    for c in range((4 - week % 4) % 4, population.shape[0], 4):
        away = min(displaced[c], population[c])
        above = fear[c] - threshold
        if away <= 0.0 and above <= 0.0:
            displaced[c] = 0.0
            continue
        back, out, _, _ = keyed_uniforms(run_key, decision, week, c)
        safe = (1.0 - fear[c]) * (1.0 - insecurity[c])
        returning = binomial(back, away, chance(4.0 * returning_per_week * safe))
        leaving = 0.0
        if above > 0.0:
            hazard = 4.0 * leaving_per_week * above * above
            leaving = binomial(out, population[c] - away, chance(hazard))
        displaced[c] = away - returning + leaving
        people_displaced[0] += leaving
        people_returned[0] += returning


DISPLACEMENT = process(
    month_of_displacement,
    name="displacement",
    params=DisplacementParams,
    writes=("displaced", "people_displaced", "people_returned"),
)
