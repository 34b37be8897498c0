"""Disputes over land, cattle and power: they open, are settled, turn violent, or end in people taking the law in hand.

Open disputes are whole numbers. A quarter of the communities is looked at each week and takes four weeks at once.

    open      ~ Poisson(4 w adults/1000 season (1 + mix_weight (m - 0.3)) (1 + new_disputes P))
    leave     ~ Binomial(D, 1 - e^(-4 (s + v + x))), then split by the shares of s, v and x
    settled     s = settle + body_settles (I - I0) + mediator_settles D(mediation)
    violent     v = turn_violent e^(-body_calms (I - I0) + fear_weight fear + grievance_weight (G - 0.45))
    own justice x = punish (1 - q) e^(push_weight P),   q  what the mission's police prevent (deterrence)
    lethal    ~ Binomial(violent, lethal_share m)

    D  open disputes          m  chance that two people of the community belong to different groups, 1 - sum share^2
    w  openings_per_week      season  1 + season_swing cos(2 pi (week - season_peak_weeks) / 52)
    I  strength of the dispute institution, I0 reference_strength    [share]
    P  recent training, which pushes some into own justice and lets the young contest what elders settled   [full trainings]
    G  grievance, mean over groups; D(n) = n / (1 + n)

Below I0 the institution's part is settle / (1 + body_settles (I0 - I) / settle): it falls towards zero without reaching
it. n in D(mediation) is the mean weekly dose of the four weeks. The institution returns to a base of its own with a
half-life of years and grows by training, of which a part reaches the next communities; the fading of I and P is worked
in with the look at the disputes, four weeks at once; the growth comes weekly, after it, from the faded I:

    I' = base + (I - base) 2^(-1/half_life) + (1 - I)(1 - e^(-training_gain (n + spill mean of n next door)))
    P' = P 2^(-1/push_half_life) + n / full_training_weeks            n  training dose of the week

What the institution adds reaches the well connected first: their part of it is connected_gain against their part
connected_share of the people; above 1 the others' disputes are settled less often than without any institution. The split
is drawn once a week for the country.
Loop: violence -> fear, grievance -> violent disputes; fear and grievance are shares, so at the defaults v at most
triples.

Source (grade B+): trial in 86 of 246 Liberian towns, Blattman, Hartman and Blair (2014), Hartman et al. (2021):
unresolved disputes -29 per cent after a year, violent ones still lower after three, more extrajudicial punishment and
more disputes of young and old at first (weakly; size not read), gains of the well connected. Openings: a quarter of
people had a land dispute, Vinck et al. (2011). The effects of training are set so that the trial, repeated here, gives
them: a fit, no validation; levels of violence and punishment, and that punishment later falls below the control's, are
our choice. In the trial those without connections lost; at the default here they only gain less. 0.3 and 0.45 are no
parameters: the mix and the grievance at which rates are given.
Left out: who the parties are, courts, kinds of
disputes, deaths in the dispute itself (see violence), the calendar: the season's peak is counted from the start of the
scenario.
"""

import math

from cse_sim.compiling import formula, part
from cse_sim.elementary import exp
from cse_sim.formulas import chance, every_fourth, kept, pushed_up, saturating, sum_of
from cse_sim.luck import binomial, binomials, fill_every, keyed_uniform, poisson, poissons
from cse_sim.params import LogUniform, Normal, Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import BLATTMAN_2014, HARTMAN_2021, OUR_CHOICE, VINCK_2011

LOOK_EVERY = 4
"""Weeks between two looks at the disputes of a community."""
AVERAGE_MIX = 0.3
AVERAGE_GRIEVANCE = 0.45


class DisputesParams(Params, group="disputes"):
    """Numbers of opening, of the three ways out, and of the institution."""

    adults = param(
        0.55,
        unit="share",
        bounds=(0.3, 0.8),
        prior=Uniform(0.5, 0.6),
        meaning="share of people who are adults",
        basis="assumed",
        source=OUR_CHOICE,
    )
    openings_per_week = param(
        0.7,
        unit="per 1,000 adults",
        bounds=(0.0, 20.0),
        prior=LogUniform(0.3, 1.5),
        meaning="disputes that open in a week among 1,000 adults",
        basis="expert",
        source=VINCK_2011,
    )
    mix_weight = param(
        0.5,
        unit="ratio",
        bounds=(0.0, 3.0),
        prior=Uniform(0.0, 1.0),
        meaning="more disputes where groups live mixed",
        basis="assumed",
        source=OUR_CHOICE,
    )
    season_swing = param(
        0.2,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.4),
        meaning="how far openings rise and fall with the season",
        basis="assumed",
        source=OUR_CHOICE,
    )
    season_peak_weeks = param(
        26.0,
        unit="weeks",
        bounds=(0.0, 52.0),
        prior=Uniform(0.0, 52.0),
        meaning="weeks from the start of the scenario to the season of most disputes",
        basis="assumed",
        source=OUR_CHOICE,
    )
    settle_per_week = param(
        0.020,
        unit="1/week",
        bounds=(0.001, 0.5),
        prior=LogUniform(0.01, 0.04),
        meaning="weekly hazard that a dispute is settled where the institution has reference strength",
        basis="calibrated",
        source=BLATTMAN_2014,
    )
    body_settles_per_week = param(
        0.045,
        unit="1/week",
        bounds=(0.0, 0.5),
        prior=Uniform(0.02, 0.07),
        meaning="what full strength of the institution against none adds to the hazard of settling",
        basis="calibrated",
        source=BLATTMAN_2014,
    )
    mediator_settles_per_week = param(
        0.02,
        unit="1/week",
        bounds=(0.0, 0.5),
        prior=LogUniform(0.005, 0.04),
        meaning="what a mediator always at hand adds to the hazard of settling",
        basis="assumed",
        source=OUR_CHOICE,
    )
    turn_violent_per_week = param(
        0.0008,
        unit="1/week",
        bounds=(0.0, 0.1),
        prior=LogUniform(0.0004, 0.002),
        meaning="weekly hazard that a dispute turns violent",
        basis="assumed",
        source=OUR_CHOICE,
    )
    body_calms = param(
        1.07,
        unit="log ratio",
        bounds=(0.0, 5.0),
        prior=Uniform(0.0, 1.67),
        meaning="by how much full strength of the institution against none lowers the log hazard of violence",
        basis="calibrated",
        source=BLATTMAN_2014,
    )
    fear_weight = param(
        0.5,
        unit="log ratio",
        bounds=(0.0, 2.0),
        prior=Uniform(0.0, 1.0),
        meaning="by how much fear raises the log hazard of violence",
        basis="assumed",
        source=OUR_CHOICE,
    )
    grievance_weight = param(
        1.0,
        unit="log ratio",
        bounds=(0.0, 3.0),
        prior=Uniform(0.0, 2.0),
        meaning="by how much grievance raises the log hazard of violence",
        basis="assumed",
        source=OUR_CHOICE,
    )
    punish_per_week = param(
        0.0005,
        unit="1/week",
        bounds=(0.0, 0.1),
        prior=LogUniform(0.0002, 0.0012),
        meaning="hazard of extrajudicial punishment",
        basis="assumed",
        source=OUR_CHOICE,
    )
    push_weight = param(
        0.8,
        unit="log ratio",
        bounds=(0.0, 3.0),
        prior=Uniform(0.0, 1.5),
        meaning="by how much one full training raises the log hazard of extrajudicial punishment",
        basis="calibrated",
        source=BLATTMAN_2014,
    )
    push_half_life_weeks = param(
        40.0,
        unit="weeks",
        bounds=(4.0, 520.0),
        prior=Uniform(20.0, 80.0),
        meaning="weeks in which half of the push of training towards extrajudicial punishment is gone",
        basis="calibrated",
        source=BLATTMAN_2014,
    )
    full_training_weeks = param(
        30.0,
        unit="weeks",
        bounds=(4.0, 208.0),
        prior=Uniform(20.0, 40.0),
        meaning="weeks of full dose that make one full training",
        basis="assumed",
        source=BLATTMAN_2014,
    )
    training_gain_per_week = param(
        0.017,
        unit="1/week",
        bounds=(0.0, 0.5),
        prior=Uniform(0.008, 0.026),
        meaning="share of missing strength the institution wins in a week of full training",
        basis="calibrated",
        source=BLATTMAN_2014,
    )
    spill = param(
        0.1,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.3),
        meaning="part of the dispute training next door that works here",
        basis="assumed",
        source=BLATTMAN_2014,
    )
    institution_half_life_weeks = param(
        208.0,
        unit="weeks",
        bounds=(26.0, 2080.0),
        prior=Uniform(156.0, 416.0),
        meaning="weeks in which half of what the institution gained or lost is gone",
        basis="expert",
        source=HARTMAN_2021,
    )
    reference_strength = param(
        0.25,
        unit="share",
        bounds=(0.05, 0.95),
        prior=Normal(0.25, 0.03, 0.15, 0.35),
        meaning="strength of the institution at which the hazards are given",
        basis="assumed",
        source=OUR_CHOICE,
    )
    lethal_share = param(
        0.015,
        unit="share",
        bounds=(0.0, 0.5),
        prior=Uniform(0.01, 0.02),
        meaning="share of violent disputes that cost a life",
        basis="expert",
        source=OUR_CHOICE,
    )
    connected_share = param(
        0.3,
        unit="share",
        bounds=(0.05, 0.95),
        prior=Uniform(0.2, 0.4),
        meaning="share of people who are well connected",
        basis="assumed",
        source=OUR_CHOICE,
    )
    connected_gain = param(
        1.05,
        unit="share",
        bounds=(0.0, 2.0),
        prior=Uniform(0.8, 1.4),
        meaning="part of what the institution adds that goes to the well connected",
        basis="expert",
        source=HARTMAN_2021,
    )
    new_disputes = param(
        0.05,
        unit="ratio",
        bounds=(0.0, 2.0),
        prior=Uniform(0.0, 0.15),
        meaning="share of further disputes, of young and old among others, one full training opens at first",
        basis="assumed",
        source=BLATTMAN_2014,
    )


@formula
def settling_hazard(above, settle_per_week, body_settles_per_week):
    """Hazard of being settled by the people of the place; ``above`` is I - I0. Smooth, and never below zero."""
    if above >= 0.0:
        return settle_per_week + body_settles_per_week * above
    return settle_per_week * settle_per_week / (settle_per_week - body_settles_per_week * above)


@formula
def violent_hazard(
    above, fear, grievance, turn_violent_per_week, body_calms, fear_weight, grievance_weight
):
    """Hazard of turning violent."""
    return turn_violent_per_week * exp(
        -body_calms * above
        + fear_weight * fear
        + grievance_weight * (grievance - AVERAGE_GRIEVANCE)
    )


@formula
def connected_part(own, added, connected_share, connected_gain):
    """Share of settled disputes that were disputes of the well connected."""
    return min((own * connected_share + added * connected_gain) / (own + added), 1.0)


@formula
def opening_rate(adults, mix, season, openings_per_week, mix_weight):
    """Disputes expected to open in a week."""
    return openings_per_week * 0.001 * adults * season * (1.0 + mix_weight * (mix - AVERAGE_MIX))


@part
def _mix(c, group_share):
    """Chance that two people of a community belong to different groups."""
    same = 0.0
    for g in range(group_share.shape[0]):
        same += group_share[g, c] * group_share[g, c]
    return 1.0 - same


@part
def _mean_grievance(c, group_share, grievance):
    total = 0.0
    for g in range(group_share.shape[0]):
        total += group_share[g, c] * grievance[g, c]
    return total


@kernel
def first_disputes(
    run_key,
    decision,
    population,
    group_share,
    grievance,
    fear,
    dispute_institution,
    open_disputes,
    displaced_return,
    adult_share,
    adults,
    openings_per_week,
    mix_weight,
    settle_per_week,
    body_settles_per_week,
    turn_violent_per_week,
    body_calms,
    fear_weight,
    grievance_weight,
    punish_per_week,
    reference_strength,
):
    """Open disputes start at the stock at which as many open as end, times what returning people bring."""
    adult_share[0] = adults
    for c in range(population.shape[0]):
        above = dispute_institution[c] - reference_strength
        angry = _mean_grievance(c, group_share, grievance)
        mix = _mix(c, group_share)
        opening = opening_rate(adults * population[c], mix, 1.0, openings_per_week, mix_weight)
        settle = settling_hazard(above, settle_per_week, body_settles_per_week)
        turn = violent_hazard(
            above, fear[c], angry, turn_violent_per_week, body_calms, fear_weight, grievance_weight
        )
        stock = LOOK_EVERY * opening / chance(LOOK_EVERY * (settle + turn + punish_per_week))
        u = keyed_uniform(run_key, decision, 0, c, 0)
        open_disputes[c] = poisson(u, displaced_return[0] * stock)


@part
def _mixed_and_angry(first, group_share, grievance, quarters):
    """Rows 0 and 1 of ``quarters``: mix and mean grievance of every fourth community."""
    mix, angry, share, felt = quarters[0], quarters[1], quarters[2], quarters[3]
    for k in range(quarters.shape[1]):
        mix[k] = 1.0
        angry[k] = 0.0
    for g in range(group_share.shape[0]):
        every_fourth(share, group_share[g], first)
        every_fourth(felt, grievance[g], first)
        for k in range(quarters.shape[1]):
            mix[k] -= share[k] * share[k]
            angry[k] += share[k] * felt[k]


@part
def _prospects(
    first,
    quarters,
    openings,
    orderly,
    open_disputes,
    population,
    fear,
    dispute_institution,
    vigilante_push,
    mediation_available,
    mix_weight,
    settle_per_week,
    body_settles_per_week,
    mediator_settles_per_week,
    turn_violent_per_week,
    body_calms,
    fear_weight,
    grievance_weight,
    push_weight,
    reference_strength,
    connected_share,
    connected_gain,
    new_disputes,
):
    """Rows 2 to 7 of ``quarters``, from mix and mean grievance in rows 0 and 1, for every fourth community.

    Disputes expected to open; chance to leave; share of those who leave that turn violent, and of the others that end in
    own justice; share of the settled that is of the well connected; open disputes.
    """
    mix, angry, opening, leaving = quarters[0], quarters[1], quarters[2], quarters[3]
    turning, punishing, to_connected, still_open = (
        quarters[4],
        quarters[5],
        quarters[6],
        quarters[7],
    )
    people, afraid, institution = quarters[8], quarters[9], quarters[10]
    push, mediated = quarters[11], quarters[12]
    every_fourth(still_open, open_disputes, first)
    every_fourth(people, population, first)
    every_fourth(afraid, fear, first)
    every_fourth(institution, dispute_institution, first)
    every_fourth(push, vigilante_push, first)
    every_fourth(mediated, mediation_available, first)
    for k in range(quarters.shape[1]):
        above = institution[k] - reference_strength
        mediator = mediator_settles_per_week * saturating(mediated[k] / LOOK_EVERY)
        own = settling_hazard(min(above, 0.0), settle_per_week, body_settles_per_week)
        added = body_settles_per_week * max(above, 0.0) + mediator
        turn = violent_hazard(
            above,
            afraid[k],
            angry[k],
            turn_violent_per_week,
            body_calms,
            fear_weight,
            grievance_weight,
        )
        punish = orderly * exp(push_weight * push[k])
        every = own + added + turn + punish
        expected = opening_rate(people[k], mix[k], 1.0, openings, mix_weight)
        opening[k] = LOOK_EVERY * expected * (1.0 + new_disputes * push[k])
        leaving[k] = chance(LOOK_EVERY * every)
        turning[k] = turn / every
        punishing[k] = punish / (every - turn)
        to_connected[k] = connected_part(own, added, connected_share, connected_gain)


@kernel
def week_of_disputes(
    week,
    run_key,
    decision,
    draws,
    quarters,
    population,
    group_share,
    grievance,
    fear,
    dispute_institution,
    vigilante_push,
    police_calm,
    mediation_available,
    open_disputes,
    disputes_settled,
    disputes_violent,
    disputes_lethal,
    extrajudicial,
    incidents,
    settled_connected,
    settled_unconnected,
    extrajudicial_cases,
    adult_share,
    openings_per_week,
    mix_weight,
    season_swing,
    season_peak_weeks,
    settle_per_week,
    body_settles_per_week,
    mediator_settles_per_week,
    turn_violent_per_week,
    body_calms,
    fear_weight,
    grievance_weight,
    punish_per_week,
    push_weight,
    reference_strength,
    lethal_share,
    connected_share,
    connected_gain,
    new_disputes,
):
    """Four weeks of opening and ending, in a quarter of the communities."""
    season = 1.0 + season_swing * math.cos(2.0 * math.pi * (week - season_peak_weeks) / 52.0)
    first = -week % LOOK_EVERY
    u = draws[0]
    fill_every(u, run_key, decision, week, first, population.shape[0], LOOK_EVERY)
    _mixed_and_angry(first, group_share, grievance, quarters)
    _prospects(
        first,
        quarters,
        adult_share[0] * openings_per_week * season,
        punish_per_week * (1.0 - police_calm[0]),
        open_disputes,
        population,
        fear,
        dispute_institution,
        vigilante_push,
        mediation_available,
        mix_weight,
        settle_per_week,
        body_settles_per_week,
        mediator_settles_per_week,
        turn_violent_per_week,
        body_calms,
        fear_weight,
        grievance_weight,
        push_weight,
        reference_strength,
        connected_share,
        connected_gain,
        new_disputes,
    )
    mix, turning, punishing, to_connected = quarters[0], quarters[4], quarters[5], quarters[6]
    opened, all_ended = quarters[8], quarters[9]
    looked_at = (population.shape[0] - first + LOOK_EVERY - 1) // LOOK_EVERY
    poissons(opened, u[0], quarters[2], looked_at)
    binomials(all_ended, u[1], quarters[7], quarters[3], looked_at)
    settled_total = 0.0
    connected_total = 0.0
    for c in range(first, population.shape[0], LOOK_EVERY):
        k = c // LOOK_EVERY
        ended = all_ended[k]
        violent = binomial(u[2, k], ended, turning[k])
        punished = binomial(u[3, k], ended - violent, punishing[k])
        settled = ended - violent - punished
        open_disputes[c] += opened[k] - ended
        mediation_available[c] = 0.0
        disputes_settled[c] += settled
        settled_total += settled
        connected_total += settled * to_connected[k]
        if punished > 0.0:
            extrajudicial[c] += punished
            extrajudicial_cases[0] += punished
        if violent > 0.0:
            disputes_violent[c] += violent
            incidents[c] += violent
            u_lethal = keyed_uniform(run_key, decision, week, c, 4)
            disputes_lethal[c] += binomial(u_lethal, violent, lethal_share * mix[k])
    if settled_total > 0.0:
        u_connected = keyed_uniform(run_key, decision, week, 0, 8)
        of_connected = binomial(u_connected, settled_total, connected_total / settled_total)
        settled_connected[0] += of_connected
        settled_unconnected[0] += settled_total - of_connected


@kernel
def after_the_levers(
    week,
    neighbours,
    scratch,
    institution_training,
    mediation,
    dispute_institution,
    dispute_institution_base,
    vigilante_push,
    mediation_available,
    training_gain_per_week,
    spill,
    institution_half_life_weeks,
    full_training_weeks,
    push_half_life_weeks,
):
    """The institution fades and grows, the push of training likewise; mediators wait for the next disputes."""
    communities = dispute_institution.shape[0]
    stays = kept(institution_half_life_weeks / LOOK_EVERY)
    push_stays = kept(push_half_life_weeks / LOOK_EVERY)
    for c in range(-week % LOOK_EVERY, communities, LOOK_EVERY):
        base = dispute_institution_base[c]
        dispute_institution[c] = base + stays * (dispute_institution[c] - base)
        vigilante_push[c] *= push_stays
    for c in range(communities):
        mediation_available[c] += mediation[c]
    if sum_of(institution_training) == 0.0:
        return
    around = scratch[0]
    for c in range(communities):
        around[c] = 0.0
        for k in range(neighbours.shape[1]):
            around[c] += institution_training[neighbours[c, k]]
    for c in range(communities):
        dose = institution_training[c] + spill * around[c] / neighbours.shape[1]
        dispute_institution[c] = pushed_up(dispute_institution[c], training_gain_per_week * dose)
        vigilante_push[c] += institution_training[c] / full_training_weeks


START = process(
    first_disputes,
    name="first disputes",
    writes=("open_disputes", "adult_share"),
    params=DisputesParams,
    start=True,
)

DISPUTES = process(
    week_of_disputes,
    name="disputes",
    params=DisputesParams,
    writes=(
        "open_disputes",
        "mediation_available",
        "disputes_settled",
        "disputes_violent",
        "disputes_lethal",
        "extrajudicial",
        "incidents",
        "settled_connected",
        "settled_unconnected",
        "extrajudicial_cases",
    ),
)

INSTITUTION = process(
    after_the_levers,
    name="dispute institution",
    params=DisputesParams,
    writes=("dispute_institution", "vigilante_push", "mediation_available"),
)
