"""Trust in former fighters: slow, raised by facing what happened, lowered by new killing of members by armed groups.

A quarter of the communities each week, four weeks at once:

    T' = T + f (T0 - T) + f L T (1 - T) (D(dialogue) - ratio D(killed here + resentment support))

    killed here, support   this week; support is income support to former fighters
    T0 the trust a community starts with, where it returns to
    f  1 - 2^(-4/half_life)     D(n) = n/(1 + n)     L  reach on the logit scale

This is the law of trust (see trust), to first order in its slow step, on the share itself. Training and income of former
fighters raise nothing here; where they alone receive, neighbours resent it.

Source (grade B+): Cilliers et al. (2016): trust in former combatants up by 22 per cent, still there 31 months after village
dialogue (a tenth to a third is explored). A year of full dialogue gives 26 per cent after 9 months and 19 after 31: set to
the study, so a fit and no validation.
Acceptance depends on past abuse, not on the training programme: Humphreys and Weinstein (2007),
who found no effect of programmes either way: resentment is our choice, zero inside its prior.
Left out: single persons who return, kin, what each unit did (see combatants for acceptance).
"""

from cse_sim.formulas import kept, saturating
from cse_sim.params import Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import CILLIERS_2016, OUR_CHOICE


class FormerFightersParams(Params, group="former_fighters"):
    """Numbers of trust in former fighters."""

    half_life_weeks = param(
        208.0,
        unit="weeks",
        bounds=(26.0, 1040.0),
        prior=Uniform(104.0, 416.0),
        meaning="half-life of a deviation from the resting point: gains of dialogue still stood after 31 months",
        basis="calibrated",
        source=CILLIERS_2016,
    )
    reach = param(
        5.7,
        unit="logit",
        bounds=(0.0, 20.0),
        prior=Uniform(2.8, 9.9),
        meaning="how far lasting dialogue can move trust; the default gives 0.43 in the first year of full dialogue",
        basis="calibrated",
        source=CILLIERS_2016,
    )
    harm_help_ratio = param(
        2.5,
        unit="ratio",
        bounds=(1.0, 10.0),
        prior=Uniform(1.5, 4.0),
        meaning="weight of new killing against dialogue",
        basis="expert",
        source=OUR_CHOICE,
    )
    resentment = param(
        0.02,
        unit="doses",
        bounds=(0.0, 2.0),
        prior=Uniform(0.0, 0.05),
        meaning="bad experience in a week of full support that goes to former fighters alone",
        basis="assumed",
        source=OUR_CHOICE,
    )


@kernel
def month_of_former_fighters(
    week,
    reconciliation,
    livelihood_support,
    deaths_by_rebels,
    trust_in_ex_combatants,
    trust_in_ex_combatants_rest,
    half_life_weeks,
    reach,
    harm_help_ratio,
    resentment,
):
    """A quarter of the communities by four weeks."""
    pace = 1.0 - kept(half_life_weeks / 4.0)
    for c in range((4 - week % 4) % 4, trust_in_ex_combatants.shape[0], 4):
        killed = 0.0
        for g in range(deaths_by_rebels.shape[0]):
            killed += deaths_by_rebels[g, c]
        trust = trust_in_ex_combatants[c]
        push = saturating(reconciliation[c]) - harm_help_ratio * saturating(
            killed + resentment * livelihood_support[c]
        )
        moved = pace * reach * push
        # The odds form keeps the share inside (0, 1) whatever the push.
        grown = trust + trust * (1.0 - trust) * moved / (1.0 + abs(moved))
        trust_in_ex_combatants[c] = grown + pace * (trust_in_ex_combatants_rest[c] - grown)


@kernel
def trust_at_the_start(trust_in_ex_combatants, trust_in_ex_combatants_rest):
    """Trust returns to where it starts."""
    for c in range(trust_in_ex_combatants.shape[0]):
        trust_in_ex_combatants_rest[c] = trust_in_ex_combatants[c]


START = process(
    trust_at_the_start,
    name="first trust in former fighters",
    start=True,
    writes=("trust_in_ex_combatants_rest",),
)

FORMER_FIGHTERS = process(
    month_of_former_fighters,
    name="trust in former fighters",
    params=FormerFightersParams,
    writes=("trust_in_ex_combatants",),
)
