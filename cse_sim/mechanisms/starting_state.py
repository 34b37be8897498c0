"""The starting state of a country after war: what each community went through, and what that left behind.

A country after war is not in equilibrium, so nothing is burnt in. One latent exposure per community is drawn round the
deaths its admin-1 recorded before the start, and everything the war left follows from it.

    v_a = recorded deaths 2^(-weeks before start / 104) per 10,000 people / coverage + 0.3 national mean
    v_c = v_a e^(n - s^2/2),  n ~ Normal(0, s),  scaled so that the mean over the people of the admin-1 stays v_a
    y_c = log(1 + v_c);   D_c = y_c less its mean over people

    grievance the past leaves   logit B = logit(b) + w_g D_c q_g + m_g e1     q_g = (1 + exclusion) / 2
    dispute institution         logit I = logit(i) - w_i D_c - m_i e2
    services, wellbeing         s e^(-w_s y_c),   e^(-w_w y_c)
    fear                        1 - (1 + d)^-w_f (mean over neighbours of 1 + d)^(-n w_f)
    recent events               smoothed events of the last weeks, split over kinds

    d       deaths per 10,000 people in the last 26 weeks, fading with a half-life of eight weeks
    n       next_door
    e1, e2  local luck with the part common_luck in common: a place that fared badly in one respect did in others

Without a history the exposure is drawn round an assumed mean, with a wider spread. Nothing here lowers cooperation inside
a group: war exposure may raise it. What rests on the numbers of another mechanism (trust, grievance, disputes) starts
there, from the exposure written here.

The 104 weeks, the 0.3 and the eight weeks are how the scenario's event list is read, before any run: no parameters.

Source: decayed exposure and its spread are our choice; war exposure and cooperation, Bauer et al. (2016).
Left out: single raids before the start, migration during the war, exposure of groups within a community.
"""

import math

import numpy as np

from cse_sim.compiling import formula
from cse_sim.elementary import exp, log1p
from cse_sim.formulas import chance, logistic, logit
from cse_sim.luck import decision_key, keyed_uniform, normal
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import OUR_CHOICE, UCDP_GED

LOCAL_HARDSHIP = decision_key("local hardship")
SMOOTHING_OF_RECENT = 0.206
"""Share of last weeks' events that enters the smoothed rate: 1 - 2^(-1/3), as the history fades by half in three weeks."""


class StartParams(Params, group="starting_state"):
    """Numbers of what a war leaves behind."""

    exposure_sd = param(
        0.8,
        unit="log ratio",
        bounds=(0.0, 3.0),
        prior=Uniform(0.5, 1.1),
        meaning="spread of exposure within an admin-1",
        basis="assumed",
        source=OUR_CHOICE,
    )
    unknown_exposure = param(
        10.0,
        unit="deaths per 10,000",
        bounds=(0.0, 2000.0),
        prior=LogUniform(3.0, 30.0),
        meaning="mean exposure where no history is given",
        basis="assumed",
        source=UCDP_GED,
    )
    unknown_exposure_sd = param(
        1.2,
        unit="log ratio",
        bounds=(0.0, 3.0),
        prior=Uniform(0.8, 1.5),
        meaning="spread of exposure where no history is given",
        basis="assumed",
        source=OUR_CHOICE,
    )
    grievance_left = param(
        0.30,
        unit="share",
        bounds=(0.02, 0.98),
        prior=Uniform(0.2, 0.4),
        meaning="grievance the past alone leaves at mean exposure to violence (b)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    grievance_per_exposure = param(
        0.5,
        unit="logit/log ratio",
        bounds=(-2.0, 3.0),
        prior=Uniform(0.2, 0.8),
        meaning="weight of exposure to violence on grievance at the start (w_g)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    grievance_sd = param(
        0.4,
        unit="logit",
        bounds=(0.0, 2.0),
        prior=Uniform(0.2, 0.6),
        meaning="spread of grievance between places at the start (m_g)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    institution = param(
        0.25,
        unit="share",
        bounds=(0.02, 0.98),
        prior=Uniform(0.15, 0.35),
        meaning="strength of local bodies that settle disputes, at the start (i)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    institution_per_exposure = param(
        0.27,
        unit="logit/log ratio",
        bounds=(-2.0, 3.0),
        prior=Uniform(0.0, 0.5),
        meaning="weight of exposure to violence on the strength of local bodies that settle disputes (w_i)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    institution_sd = param(
        0.43,
        unit="logit",
        bounds=(0.0, 2.0),
        prior=Uniform(0.2, 0.6),
        meaning="spread between places of the strength of local bodies that settle disputes (m_i)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    services_without_war = param(
        0.3,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.2, 0.4),
        meaning="services of a place the war spared (s)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    services_per_exposure = param(
        0.17,
        unit="1/log ratio",
        bounds=(0.0, 2.0),
        prior=Uniform(0.05, 0.3),
        meaning="weight of exposure to violence on services at the start (w_s)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    trauma_per_exposure = param(
        0.15,
        unit="1/log ratio",
        bounds=(0.0, 2.0),
        prior=Uniform(0.05, 0.25),
        meaning="weight of exposure to violence on wellbeing at the start (w_w)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    fear_weight = param(
        1.5,
        unit="exponent",
        bounds=(0.0, 10.0),
        prior=Uniform(1.0, 2.0),
        meaning="weight of recent deaths on fear at the start (w_f)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    recent_onesided_share = param(
        0.2,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.1, 0.3),
        meaning="share of the last events before the start that were rebel attacks on civilians",
        basis="assumed",
        source=UCDP_GED,
    )
    recent_government_share = param(
        0.12,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.06, 0.20),
        meaning="share of the last events before the start that were government attacks on civilians",
        basis="assumed",
        source=UCDP_GED,
    )
    common_luck = param(
        0.3,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.1, 0.5),
        meaning="part of a place's luck that all its numbers have in common",
        basis="assumed",
        source=OUR_CHOICE,
    )
    next_door = param(
        0.3,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.1, 0.6),
        meaning="weight on fear of recent killing next door against killing here",
        basis="assumed",
        source=OUR_CHOICE,
    )


@formula
def local_luck(run_key, decision, place, slot, hardship, common_luck):
    """Standard normal luck of a place with the common part ``hardship`` (positive: fared badly)."""
    own = normal(keyed_uniform(run_key, decision, 0, place, slot))
    return math.sqrt(common_luck) * hardship + math.sqrt(1.0 - common_luck) * own


@kernel
def exposure_of_communities(
    run_key,
    decision,
    history,
    admin_start,
    admin_members,
    population,
    exposure,
    exposure_sd,
    unknown_exposure,
    unknown_exposure_sd,
):
    """Latent exposure round the record of each admin-1, its mean over people kept."""
    for a in range(admin_start.shape[0] - 1):
        wanted = 0.0
        drawn = 0.0
        for j in range(admin_start[a], admin_start[a + 1]):
            c = admin_members[j]
            known = history[c] >= 0.0
            mean = history[c] if known else unknown_exposure
            sd = exposure_sd if known else unknown_exposure_sd
            luck = normal(keyed_uniform(run_key, decision, 0, c, 0))
            exposure[c] = mean * exp(sd * luck - 0.5 * sd * sd)
            wanted += population[c] * mean
            drawn += population[c] * exposure[c]
        scale = wanted / drawn if drawn > 0.0 else 0.0
        for j in range(admin_start[a], admin_start[a + 1]):
            c = admin_members[j]
            exposure[c] = log1p(scale * exposure[c])


@kernel
def what_the_war_left(
    run_key,
    decision,
    neighbours,
    group_exclusion,
    population,
    exposure,
    group_share,
    grievance_base,
    dispute_institution,
    dispute_institution_base,
    services,
    wellbeing,
    fear,
    recent_state_based,
    recent_rebel,
    recent_government,
    recent_events,
    deaths_this_week,
    events_this_week,
    grievance_left,
    grievance_per_exposure,
    grievance_sd,
    institution,
    institution_per_exposure,
    institution_sd,
    services_without_war,
    services_per_exposure,
    trauma_per_exposure,
    fear_weight,
    recent_onesided_share,
    recent_government_share,
    common_luck,
    next_door,
):
    """Grievance, institutions, services, wellbeing, fear and recent violence of every community."""
    people = 0.0
    middle = 0.0
    for c in range(population.shape[0]):
        people += population[c]
        middle += population[c] * exposure[c]
    middle /= people
    base = logit(grievance_left)
    strength = logit(institution)
    for c in range(population.shape[0]):
        apart = exposure[c] - middle
        hardship = normal(keyed_uniform(run_key, np.uint64(LOCAL_HARDSHIP), 0, c, 0))
        for g in range(group_share.shape[0]):
            luck = local_luck(run_key, decision, c, g, hardship, common_luck)
            hit = 0.5 * (1.0 + group_exclusion[g])
            grievance_base[g, c] = logistic(
                base + grievance_per_exposure * apart * hit + grievance_sd * luck
            )
        luck = local_luck(run_key, decision, c, 8, hardship, common_luck)
        dispute_institution[c] = logistic(
            strength - institution_per_exposure * apart - institution_sd * luck
        )
        dispute_institution_base[c] = dispute_institution[c]
        services[c] = services_without_war * exp(-services_per_exposure * exposure[c])
        wellbeing[c] = exp(-trauma_per_exposure * exposure[c])
        nearby = 0.0
        for k in range(neighbours.shape[1]):
            other = neighbours[c, k]
            nearby += log1p(1e4 * deaths_this_week[other] / population[other]) / neighbours.shape[1]
        shock = log1p(1e4 * deaths_this_week[c] / population[c]) + next_door * nearby
        fear[c] = chance(fear_weight * shock)
        smoothed = SMOOTHING_OF_RECENT * events_this_week[c]
        recent_rebel[c] = recent_onesided_share * smoothed
        recent_government[c] = recent_government_share * smoothed
        recent_state_based[c] = smoothed - recent_rebel[c] - recent_government[c]
        recent_events[c] = events_this_week[c]

    for c in range(population.shape[0]):
        deaths_this_week[c] = 0.0
        events_this_week[c] = 0.0


EXPOSURE = process(
    exposure_of_communities, name="exposure", writes=("exposure",), params=StartParams, start=True
)

START = process(
    what_the_war_left,
    name="what the war left",
    params=StartParams,
    start=True,
    writes=(
        "grievance_base",
        "dispute_institution",
        "dispute_institution_base",
        "services",
        "wellbeing",
        "fear",
        "recent_state_based",
        "recent_rebel",
        "recent_government",
        "recent_events",
        "deaths_this_week",
        "events_this_week",
    ),
)
