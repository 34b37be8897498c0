"""Fighters, idle ex-combatants, reintegrated: who takes up arms, who lays them down, who comes home.

For each armed group and community, while the group is quiet,

    fighters -> idle              h_l + (h_d - h_l) D,   D = mandate, disarmament dose, consent multiplied   [1/week]
    idle -> reintegrated          h_r (1 + b_l support) acceptance
    idle -> fighters              quiet h_a exp(b_g (G - 0.45) + predation - b_t support + b_u missing)

and while it fights

    idle -> fighters              h_a exp(b_g (G - 0.45) + predation - b_t support + b_u missing)
    eligible people -> fighters   h_p exp(b_r (G - 0.45)) (1 + b_p price shock)
    fighters -> civilian life     h_out (desertion and flight)

    acceptance = s(a0 - a1 past abuse + a2 4 (trust in ex-combatants - 1/2)),   s(x) = 1 / (1 + e^-x)
    G        grievance of the group's home group in the community
    support  income support to former fighters, delivered the week before [doses]
    missing  what they have come to count on less support, if above zero [doses]
    h_l, h_d  leave_unasked_per_week and disarmed_per_week;   quiet  rearmed_when_quiet
    eligible eligible_share of the people less everyone who is or was under arms, shared among groups in proportion
             to outsiders + the home group's share

Where messages call fighters home, the hazards of laying down arms and of desertion are (1 + called_home messages) times as
high.
0.45 is no parameter: it is the grievance at which the hazards are given. 4 (T - 1/2) is the logit of T to first order.

Hazards compete: one binomial draw for all who leave, then a split. People are conserved: fighters + idle + reintegrated
change by recruited, fighters_left and fighters killed only. The flows are slow, so a quarter of the communities is
visited each week and takes four weeks' hazard at once, with the support of the week before; totals are counted anew every
fourth week and kept by the flows in between. The eligible are counted among the people present, the
displaced left out, anew for each armed group in turn, after those who left it this month.

Acceptance depends on what the unit did and on reconciliation, not on the training programme, which speeds reintegration
and raises the cost of taking up arms again; income itself is not counted. Nothing leads from here to trust in
authorities.

Source (grade B): abusiveness of the own unit, not the programme, predicts acceptance, Humphreys and Weinstein (2007);
income but no gain in political trust, Gilligan et al. (2013); expected payments lower interest in mercenary work,
Blattman and Annan (2016); what their end does: our choice; disarmament was set so that, at the default dose and with full
consent, seven in ten fighters have laid down arms after 49 weeks, as of all who did in Liberia by September 2004 (a fit,
no validation); the other weekly rates are our choice; radio messages to fighters, Armand et al. (2020), up to 7 per cent
fewer deaths for a daily hour.
Left out: predation and livelihoods in the choice of those who never fought, messages that work less where predation pays,
women and children in the caseload, deaths of former fighters, moves between groups and communities, caseload fraud,
weapons.
"""

import math

from cse_sim.compiling import part
from cse_sim.elementary import exp
from cse_sim.formulas import chance, every_fourth, logistic, sum_of
from cse_sim.luck import binomial, fill_every
from cse_sim.params import LogUniform, Normal, Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import (
    ARMAND_2020,
    BLATTMAN_ANNAN_2016,
    GILLIGAN_2013,
    HUMPHREYS_2007,
    LIBERIA_DISARMAMENT,
    OUR_CHOICE,
)


class CombatantParams(Params, group="combatants"):
    """Numbers of recruitment, disarmament and return."""

    leave_unasked_per_week = param(
        0.002,
        unit="1/week",
        bounds=(0.0, 0.1),
        prior=LogUniform(0.001, 0.004),
        meaning="fighters of a quiet group who lay down arms without a programme",
        basis="assumed",
        source=OUR_CHOICE,
    )
    disarmed_per_week = param(
        0.035,
        unit="1/week",
        bounds=(0.0, 0.2),
        prior=LogUniform(0.0175, 0.07),
        meaning="fighters of a quiet group who lay down arms under a full programme",
        basis="calibrated",
        source=LIBERIA_DISARMAMENT,
    )
    disarmament_dose = param(
        0.7,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.4, 1.0),
        meaning="how full the disarmament programme of a mission with a mandate is",
        basis="assumed",
        source=OUR_CHOICE,
    )
    reintegrated_per_week = param(
        0.006,
        unit="1/week",
        bounds=(0.0, 0.1),
        prior=LogUniform(0.003, 0.012),
        meaning="weekly hazard of reintegrating under full acceptance (h_r)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    support_on_reintegration = param(
        0.1,
        unit="ratio/dose",
        bounds=(-1.0, 5.0),
        prior=Normal(0.1, 0.3, -0.8, 1.0),
        meaning="how much full income support quickens reintegration",
        basis="assumed",
        source=GILLIGAN_2013,
    )
    acceptance_level = param(
        1.5,
        unit="logit",
        bounds=(-5.0, 5.0),
        prior=Uniform(0.8, 2.2),
        meaning="acceptance of former fighters of a group without abuse (a0)",
        basis="assumed",
        source=HUMPHREYS_2007,
    )
    abuse_on_acceptance = param(
        2.0,
        unit="logit",
        bounds=(0.0, 10.0),
        prior=Uniform(1.0, 3.0),
        meaning="what the worst past abuse by their group takes off the acceptance of former fighters",
        basis="assumed",
        source=HUMPHREYS_2007,
    )
    trust_on_acceptance = param(
        0.5,
        unit="logit/logit",
        bounds=(0.0, 5.0),
        prior=Uniform(0.2, 1.0),
        meaning="weight of trust in ex-combatants on their acceptance",
        basis="assumed",
        source=OUR_CHOICE,
    )
    rearmed_per_week = param(
        0.010,
        unit="1/week",
        bounds=(0.0, 0.2),
        prior=LogUniform(0.003, 0.03),
        meaning="weekly hazard that an idle ex-combatant takes up arms again while the group fights (h_a)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    rearmed_when_quiet = param(
        0.05,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.1),
        meaning="taking up arms again while the group is quiet, as a share of that while it fights",
        basis="assumed",
        source=OUR_CHOICE,
    )
    grievance_on_rearming = param(
        1.5,
        unit="log ratio",
        bounds=(0.0, 10.0),
        prior=Uniform(0.5, 3.0),
        meaning="weight of grievance on taking up arms again (b_g)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    support_on_rearming = param(
        0.7,
        unit="log ratio/dose",
        bounds=(0.0, 5.0),
        prior=Uniform(0.2, 1.2),
        meaning="how far income support with expected payments keeps from taking up arms",
        basis="assumed",
        source=BLATTMAN_ANNAN_2016,
    )
    recruited_per_week = param(
        0.0006,
        unit="1/week",
        bounds=(0.0, 0.05),
        prior=LogUniform(0.0003, 0.0012),
        meaning="weekly hazard that an eligible person joins a fighting group (h_p)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    grievance_on_recruitment = param(
        2.0,
        unit="log ratio",
        bounds=(0.0, 10.0),
        prior=Uniform(1.0, 3.0),
        meaning="weight of grievance on joining",
        basis="assumed",
        source=OUR_CHOICE,
    )
    price_on_recruitment = param(
        0.2,
        unit="ratio",
        bounds=(0.0, 3.0),
        prior=Uniform(0.0, 0.4),
        meaning="how far a price shock of size 1 raises joining",
        basis="assumed",
        source=OUR_CHOICE,
    )
    deserted_per_week = param(
        0.003,
        unit="1/week",
        bounds=(0.0, 0.1),
        prior=LogUniform(0.0015, 0.006),
        meaning="fighters of a fighting group who desert or flee",
        basis="assumed",
        source=OUR_CHOICE,
    )
    called_home = param(
        0.3,
        unit="ratio/dose",
        bounds=(0.0, 5.0),
        prior=Uniform(0.0, 0.8),
        meaning="how much faster fighters leave where messages call them home",
        basis="assumed",
        source=ARMAND_2020,
    )
    eligible_share = param(
        0.02,
        unit="share",
        bounds=(0.0, 0.3),
        prior=Uniform(0.01, 0.03),
        meaning="share of people who could ever be recruited",
        basis="assumed",
        source=OUR_CHOICE,
    )
    outsiders = param(
        0.1,
        unit="share",
        bounds=(0.001, 1.0),
        prior=Uniform(0.05, 0.2),
        meaning="willingness to join of people outside the home group, against members less this",
        basis="assumed",
        source=OUR_CHOICE,
    )
    unpaid_on_rearming = param(
        0.4,
        unit="log ratio/dose",
        bounds=(0.0, 5.0),
        prior=Uniform(0.0, 0.8),
        meaning="how far payments that former fighters count on and do not get drive them to arms",
        basis="assumed",
        source=OUR_CHOICE,
    )


REFERENCE_GRIEVANCE = 0.45
WEEKS_AT_ONCE = 4.0


@kernel
def first_totals(fighters, idle_ex_combatants, fighters_total, idle_total):
    """Fighters and idle ex-combatants of every group."""
    for k in range(fighters.shape[0]):
        fighters_total[k] = 0.0
        idle_total[k] = 0.0
        for c in range(fighters.shape[1]):
            fighters_total[k] += fighters[k, c]
            idle_total[k] += idle_ex_combatants[k, c]


@part
def _hazards(
    first,
    pace,
    to_arms,
    predation,
    to_home,
    grievance,
    trust_in_ex_combatants,
    livelihood_support,
    support_expected,
    call_home,
    called_home,
    support_on_reintegration,
    acceptance,
    trust_on_acceptance,
    grievance_on_rearming,
    support_on_rearming,
    unpaid_on_rearming,
    quarters,
):
    """Rows 0 to 2 of ``quarters``: chance to leave, chance to move, and share of those who move that rearm. What lies beyond
    the last place means nothing.

    ``to_arms`` and ``to_home`` are the hazards of a place like any other.
    """
    leaving, moving, rearming = quarters[0], quarters[1], quarters[2]
    support, expected, called = quarters[3], quarters[4], quarters[5]
    felt, trust = quarters[6], quarters[7]
    every_fourth(support, livelihood_support, first)
    every_fourth(expected, support_expected, first)
    every_fourth(called, call_home, first)
    every_fourth(felt, grievance, first)
    every_fourth(trust, trust_in_ex_combatants, first)
    for place in range(quarters.shape[1]):
        rearmed = to_arms * exp(
            grievance_on_rearming * (felt[place] - REFERENCE_GRIEVANCE)
            + predation
            - support_on_rearming * support[place]
            + unpaid_on_rearming * max(expected[place] - support[place], 0.0)
        )
        accepted = logistic(acceptance + trust_on_acceptance * 4.0 * (trust[place] - 0.5))
        home = to_home * (1.0 + support_on_reintegration * support[place]) * accepted
        leaving[place] = chance(pace * (1.0 + called_home * called[place]))
        moving[place] = chance(WEEKS_AT_ONCE * (rearmed + home))
        rearming[place] = rearmed / (rearmed + home)


@kernel
def flows_of_combatants(
    week,
    run_key,
    decision,
    draws,
    quarters,
    home_group,
    group_share,
    grievance,
    population,
    displaced,
    trust_in_ex_combatants,
    livelihood_support,
    support_expected,
    call_home,
    mandate,
    consent,
    price_shock,
    posture,
    predation,
    past_abuse,
    fighters,
    idle_ex_combatants,
    reintegrated,
    fighters_total,
    idle_total,
    recruited,
    fighters_left,
    demobilised,
    reintegration,
    rerecruited,
    leave_unasked_per_week,
    disarmed_per_week,
    disarmament_dose,
    reintegrated_per_week,
    support_on_reintegration,
    acceptance_level,
    abuse_on_acceptance,
    trust_on_acceptance,
    rearmed_per_week,
    rearmed_when_quiet,
    grievance_on_rearming,
    support_on_rearming,
    recruited_per_week,
    grievance_on_recruitment,
    price_on_recruitment,
    deserted_per_week,
    eligible_share,
    called_home,
    outsiders,
    unpaid_on_rearming,
):
    """A quarter of the communities: demobilisation, reintegration, return to arms, recruitment and desertion."""
    groups = posture.shape[0]
    communities = population.shape[0]
    u = draws[0]
    leaving, moving, rearming = quarters[0], quarters[1], quarters[2]
    dose = disarmament_dose * mandate[0] * consent[0]
    lay_down = leave_unasked_per_week + (disarmed_per_week - leave_unasked_per_week) * dose
    for k in range(groups):
        g = home_group[k]
        fighting = posture[k] > 0.5
        joined = 0.0
        left = 0.0
        idled = 0.0
        back = 0.0
        home = 0.0
        start = k * communities
        fill_every(u, run_key, decision, week, start + -week % 4, start + communities, 4)
        _hazards(
            -week % 4,
            WEEKS_AT_ONCE * (deserted_per_week if fighting else lay_down),
            rearmed_per_week * (1.0 if fighting else rearmed_when_quiet),
            predation[k],
            0.0 if fighting else reintegrated_per_week,
            grievance[g],
            trust_in_ex_combatants,
            livelihood_support,
            support_expected,
            call_home,
            called_home,
            support_on_reintegration,
            acceptance_level - abuse_on_acceptance * past_abuse[k],
            trust_on_acceptance,
            grievance_on_rearming,
            support_on_rearming,
            unpaid_on_rearming,
            quarters,
        )
        for c in range(-week % 4, communities, 4):
            armed = fighters[k, c]
            idle = idle_ex_combatants[k, c]
            if armed + idle == 0.0 and not fighting:
                continue
            place = c // 4
            gone = binomial(u[0, place], armed, leaving[place])
            fighters[k, c] -= gone
            moved = binomial(u[1, place], idle, moving[place])
            if moved > 0.0:
                returned = moved if fighting else binomial(u[2, place], moved, rearming[place])
                idle_ex_combatants[k, c] -= moved
                fighters[k, c] += returned
                reintegrated[k, c] += moved - returned
                back += returned
                home += moved - returned
            if fighting:
                left += gone
                free = eligible_share * (population[c] - displaced[c])
                weight = 0.0
                for other in range(groups):
                    free -= (
                        fighters[other, c] + idle_ex_combatants[other, c] + reintegrated[other, c]
                    )
                    weight += outsiders + group_share[home_group[other], c]
                free = math.floor(free * (outsiders + group_share[g, c]) / weight)
                if free > 0.0:
                    hazard = (
                        recruited_per_week
                        * exp(grievance_on_recruitment * (grievance[g, c] - REFERENCE_GRIEVANCE))
                        * (1.0 + price_on_recruitment * price_shock[0])
                    )
                    new = binomial(
                        u[3, place],
                        free,
                        chance(WEEKS_AT_ONCE * hazard),
                    )
                    fighters[k, c] += new
                    joined += new
            else:
                idle_ex_combatants[k, c] += gone
                idled += gone
        recruited[0] += joined
        fighters_left[0] += left
        demobilised[0] += idled
        reintegration[0] += home
        rerecruited[0] += back
        fighters_total[k] += joined + back - left - idled
        idle_total[k] += idled - back - home
        if week % 4 == 0:
            fighters_total[k] = sum_of(fighters[k])
            idle_total[k] = sum_of(idle_ex_combatants[k])


START = process(
    first_totals,
    name="first totals of fighters",
    writes=("fighters_total", "idle_total"),
    start=True,
)

COMBATANTS = process(
    flows_of_combatants,
    name="combatants",
    params=CombatantParams,
    writes=(
        "fighters",
        "idle_ex_combatants",
        "reintegrated",
        "fighters_total",
        "idle_total",
        "recruited",
        "fighters_left",
        "demobilised",
        "reintegration",
        "rerecruited",
    ),
)
