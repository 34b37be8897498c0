"""Grievance: felt injustice of an identity group in a community.

Grievance returns slowly to a level of its own, which exclusion and missing services keep above what the past alone would
leave; deaths of the own group push it up, redress brings it down.

    G' = G + f (G* - G);   then  G' + (1 - G') (1 - (1 + d)^-g);   then  G' / (1 + r redress)
    G* = B + (1 - B) p / (1 + p),     p = e1 exclusion (1 - inclusiveness) + e2 (1 - services)

    B   level the past alone would leave, per group and community (starting state)    [share]
    d   deaths of the own group this week per 10,000 of members and dead, weighted by who killed   [1/10,000]
    f   1 - 2^(-1/half_life_weeks)                                                     [1/week]

(1 + d)^-g: one massacre does not pin grievance at 1. G* is not zero: peace without inclusion does not erase grievance.
Harm by government forces counts in full, by another group in part, by rebels least, since grievance here is what feeds
rebellion: abuse by the government works for its opponents, through the victims' group only. Training and income of
former fighters, and police work, have no path into grievance.

Source: political exclusion raises rebellion, Cederman et al. (2010); harm by one side costs it support, Lyall et al.
(2013); aid to those harmed made good much of it, not all. After killings by insurgents attacks became fewer (Condra and
Shapiro 2012); rebel_harm, never below zero, cannot show that. Sizes are our choice.
Left out: differences within a group, inherited grievance of single families, comparison with other places and between
groups in services, propaganda.
"""

from cse_sim.compiling import formula
from cse_sim.elementary import power
from cse_sim.formulas import kept
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import process, rule
from cse_sim.sources import CEDERMAN_2010, LYALL_2013, OUR_CHOICE


class GrievanceParams(Params, group="grievance"):
    """Numbers of grievance."""

    half_life_weeks = param(
        200.0,
        unit="weeks",
        bounds=(26.0, 2000.0),
        prior=Uniform(100.0, 400.0),
        meaning="weeks in which half a deviation of grievance is gone",
        basis="assumed",
        source=OUR_CHOICE,
    )
    deaths_weight = param(
        0.10,
        unit="exponent",
        bounds=(0.0, 2.0),
        prior=LogUniform(0.03, 0.30),
        meaning="weight of deaths of the own group (g)",
        basis="assumed",
        source=LYALL_2013,
    )
    rebel_harm = param(
        0.0,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.2),
        meaning="weight of deaths by rebels against deaths by government forces",
        basis="assumed",
        source=OUR_CHOICE,
    )
    communal_harm = param(
        0.6,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.3, 1.0),
        meaning="weight of deaths in communal violence against deaths by government forces",
        basis="assumed",
        source=OUR_CHOICE,
    )
    exclusion_weight = param(
        0.6,
        unit="ratio",
        bounds=(0.0, 5.0),
        prior=Uniform(0.2, 1.0),
        meaning="weight of political exclusion on grievance (e1)",
        basis="assumed",
        source=CEDERMAN_2010,
    )
    services_weight = param(
        0.12,
        unit="ratio",
        bounds=(0.0, 2.0),
        prior=Uniform(0.0, 0.24),
        meaning="weight of missing services on grievance (e2)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    redress_weight = param(
        0.004,
        unit="1/dose",
        bounds=(0.0, 0.2),
        prior=LogUniform(0.001, 0.01),
        meaning="share of grievance a week of full redress takes away",
        basis="assumed",
        source=LYALL_2013,
    )


@formula
def resting_grievance(base, exclusion, inclusiveness, services, exclusion_weight, services_weight):
    """G*: what the past leaves, raised by exclusion and missing services."""
    push = exclusion_weight * exclusion * (1.0 - inclusiveness) + services_weight * (1.0 - services)
    return base + (1.0 - base) * push / (1.0 + push)


@rule
def updated_grievance(
    grievance,
    grievance_base,
    exclusion,
    authority_inclusiveness,
    services,
    population,
    group_share,
    redress,
    deaths_by_government,
    deaths_by_rebels,
    deaths_by_communal,
    half_life_weeks,
    deaths_weight,
    rebel_harm,
    communal_harm,
    exclusion_weight,
    services_weight,
    redress_weight,
):
    """A group's grievance after a week: the law above."""
    aim = resting_grievance(
        grievance_base,
        exclusion,
        authority_inclusiveness,
        services,
        exclusion_weight,
        services_weight,
    )
    felt = grievance + (1.0 - kept(half_life_weeks)) * (aim - grievance)
    killed = (
        deaths_by_government + rebel_harm * deaths_by_rebels + communal_harm * deaths_by_communal
    )
    if killed > 0.0:
        per_10000 = 1e4 * killed / (population * group_share + killed)
        felt += (1.0 - felt) * (1.0 - power(1.0 + per_10000, -deaths_weight))
    return felt / (1.0 + redress_weight * redress)


@rule
def first_grievance(
    grievance_base, exclusion, authority_inclusiveness, services, exclusion_weight, services_weight
):
    """Grievance starts at its resting point, so that nothing jumps in the first weeks."""
    return resting_grievance(
        grievance_base,
        exclusion,
        authority_inclusiveness,
        services,
        exclusion_weight,
        services_weight,
    )


START = process(
    first_grievance,
    name="first grievance",
    each="community_group",
    params=GrievanceParams,
    writes=("grievance",),
    start=True,
)

GRIEVANCE = process(
    updated_grievance,
    name="grievance",
    each="community_group",
    params=GrievanceParams,
    writes=("grievance",),
)
