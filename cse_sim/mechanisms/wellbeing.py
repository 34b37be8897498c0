"""Wellbeing: one less the burden of trauma, which killing adds to and years take away.

A quarter of the communities each week, four weeks at once, except killing, which counts in its own week:

    b      burden on the odds scale without strain:   o = b/(1 - b),  wellbeing = 1/(1 + o (1 + (risk - 1) s))
    b'     b + f (b0 - b),     b0 = burden_at_rest (1 - services_relief services)
    killing in a week:         1 - b -> (1 - b) (1 + d)^-killing,   d people killed per 10,000
    strain s' = s 2^(-4/half_life),  then pushed up by  4 w dose / programme_weeks,   w = log 2: half after that

    risk   relative risk of trauma symptoms where all have taken part in victim-perpetrator dialogue
    dose   dialogue held this week

Reconciliation reopens wounds: the same programme that raises trust in former fighters lowers wellbeing, by a bounded
factor on the odds, and both fade slowly.

Source (grade B+): Cilliers et al. (2016), Sierra Leone: trust in former combatants up, post-traumatic stress up by 36 per
cent on a base of 8, depression and anxiety up, at 9 and 31 months (taken over as it is: a fit, no validation). Explored
from no harm to 60 per cent more. Half-life and the weight of killing: our choice.
Left out: single persons, care, wellbeing that has nothing to do with the war.
"""

from cse_sim.elementary import power
from cse_sim.formulas import kept, pushed_up
from cse_sim.params import Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import CILLIERS_2016, OUR_CHOICE


class WellbeingParams(Params, group="wellbeing"):
    """Numbers of trauma."""

    half_life_weeks = param(
        208.0,
        unit="weeks",
        bounds=(130.0, 1040.0),
        prior=Uniform(130.0, 416.0),
        meaning="half-life of the way of wellbeing back to its rest",
        basis="assumed",
        source=OUR_CHOICE,
    )
    burden_at_rest = param(
        0.2,
        unit="share",
        bounds=(0.0, 0.9),
        prior=Uniform(0.1, 0.3),
        meaning="burden of trauma long after the war, without any services",
        basis="assumed",
        source=OUR_CHOICE,
    )
    killing = param(
        0.15,
        unit="exponent",
        bounds=(0.0, 2.0),
        prior=Uniform(0.05, 0.3),
        meaning="loss of wellbeing with killing",
        basis="assumed",
        source=OUR_CHOICE,
    )
    strain_risk = param(
        1.36,
        unit="relative risk",
        bounds=(1.0, 3.0),
        prior=Uniform(1.0, 1.6),
        meaning="trauma symptoms after victim-perpetrator dialogue against without",
        basis="measured",
        source=CILLIERS_2016,
    )
    programme_weeks = param(
        26.0,
        unit="weeks",
        bounds=(1.0, 520.0),
        prior=Uniform(13.0, 52.0),
        meaning="weeks of full dialogue that reopen half of all wounds",
        basis="assumed",
        source=OUR_CHOICE,
    )
    services_relief = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.2, 0.8),
        meaning="share of the burden at rest that full services take away",
        basis="assumed",
        source=OUR_CHOICE,
    )


@kernel
def week_of_wellbeing(
    week,
    population,
    deaths_this_week,
    reconciliation,
    services,
    wellbeing,
    reconciliation_strain,
    half_life_weeks,
    burden_at_rest,
    killing,
    strain_risk,
    programme_weeks,
    services_relief,
):
    """Years heal, killing and reopened wounds hurt."""
    stays = kept(half_life_weeks / 4.0)
    more = strain_risk - 1.0
    for c in range(wellbeing.shape[0]):
        deaths = deaths_this_week[c]
        if deaths > 0.0:
            wellbeing[c] *= power(1.0 + 1e4 * deaths / population[c], -killing)
        if (week + c) % 4 != 0:
            continue
        well = wellbeing[c]
        strain = reconciliation_strain[c]
        if strain > 0.0:
            well /= well + (1.0 - well) / (1.0 + more * strain)
            strain *= stays
            strain = strain if strain > 1e-9 else 0.0
        if reconciliation[c] > 0.0:
            strain = pushed_up(strain, 4.0 * 0.6931 * reconciliation[c] / programme_weeks)
        rest = 1.0 - burden_at_rest * (1.0 - services_relief * services[c])
        well = rest + stays * (well - rest)
        if strain > 0.0:
            well /= well + (1.0 - well) * (1.0 + more * strain)
        reconciliation_strain[c] = strain
        wellbeing[c] = well


WELLBEING = process(
    week_of_wellbeing,
    name="wellbeing",
    params=WellbeingParams,
    writes=("wellbeing", "reconciliation_strain"),
)
