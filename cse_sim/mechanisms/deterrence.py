"""Deterrence: where peacekeeper units go, whom they cover, and what that does to armed groups and to access.

Units. Every fourth week a unit looks at its place, the places next door and three others of its admin-1, and goes where
most incidents were reported of late and few peacekeepers are:

    r_c (1 - p_c),   times (1 + staying) for the place it is in, judged as if it were not there
    r  incidents reported of late      p  presence

It knows reports, not the truth. Observers and civil affairs staff move alike but do not count as cover.

Cover. A unit works mostly where it stands; a part of its strength, patrol_share, works in equal parts in the five
communities next to it:

    cover_c = 1000 (strength at work in c) / people of c,        p_c = cover / (cover + half_cover)

Two scales, one channel each. Country: total strength limits armed groups' freedom of movement. Place: presence deters a
little more, and part of that moves to less covered neighbours:

    mission factor  M = e^(-B T / (T + T_h)),          T_h = half_strength sqrt(people / 3.3 million)
    deterred        d_c = local p_c                    local: after_war or at_war
    pushed in       i_c = displaced sum over j of v_j d_j (1 - p_c) / (sum of 1 - p over the neighbours of j)

    T  uniformed strength [thousands], observers not counted     v_j  part of j in the country's local risk, sums to 1

Police. Most people killed after a war are killed by others than its parties, and of the mission's kinds only police were
found to matter there, so police have a channel of their own on communal violence and on own justice (disputes):

    police calm     q = police_effect P / (P + half_police people / 10^6)        P  police of the mission [thousands]

Each sender shares out at most what it deterred: presence never creates violence on balance. M and d multiply triggering
too, so both only lower the branching ratio. Without a mandate all of this is neutral.

Entry. When cover first rises above zero, government forces react for entry_duration_weeks (see violence).

Access. insecurity = min(1, events of the last 8 weeks / closing_events + f / (f + control_half people / 1000)), access = 1 -
insecurity; f are fighters of groups that fight. Insecurity reaches 1, so access reaches 0.

Source (grade A- for the country, contested for places): country scale from Hultman et al. (2013), refitted without the
largest month: -0.25 log points per 1,000 troops (-0.52 with it, -0.28 without the five largest; N(-0.26, 0.06) judged); a
re-analysis of the same data found little evidence, and zero is the end of the prior. Battle deaths 22 to 6 a month at
10,000 troops, Hultman et al. (2014); the curve was drawn by hand through both: a fit, no validation. Observers went with
more deaths, not fewer: here they do nothing. Place: no effect on local security in post-war Liberia, Mvukiyehe and Samii
(2018), so the prior after war has its mode at 0 (harm is left out of it); local bases lower rebel violence in war, not
that of the government, Fjelde et al. (2019), size not read. Police after war: Bara (2020), in direction; where the
mission worked, people turned from illegal to legal ways of justice (UNMIL). Size not read: zero is inside the prior.
Entry: Kunkel et al. (2026), who also find less rebel violence next door: what is pushed there is our choice.
Left out: more government and less rebel violence next door when peacekeepers leave (the same study), kinds of armament,
roads, night, hosts' consent to movement, freedom of movement of armed groups between places.
"""

import math

from cse_sim.compiling import formula, part
from cse_sim.elementary import exp
from cse_sim.formulas import sum_of, sum_of_products
from cse_sim.luck import fill_every
from cse_sim.params import LogUniform, Normal, Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import (
    BARA_2020,
    FJELDE_2019,
    HKS_2013,
    KUNKEL_2026,
    MVUKIYEHE_2018,
    OUR_CHOICE,
)

UNIFORMED = 2
"""Kinds of units up to this number are armed or police; above are observers and civil affairs."""
OTHERS_LOOKED_AT = 3
REFERENCE_PEOPLE = 3.3e6


class DeterrenceParams(Params, group="deterrence"):
    """Numbers of cover, deterrence, displacement, entry and access."""

    staying = param(
        0.5,
        unit="ratio",
        bounds=(0.0, 10.0),
        prior=Uniform(0.1, 1.0),
        meaning="by how much a unit prefers the place it is in",
        basis="assumed",
        source=OUR_CHOICE,
    )
    patrol_share = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.3, 0.7),
        meaning="share of a unit's strength at work in the communities next to it",
        basis="assumed",
        source=OUR_CHOICE,
    )
    half_cover = param(
        2.5,
        unit="per 1,000 people",
        bounds=(0.1, 100.0),
        prior=LogUniform(1.0, 6.0),
        meaning="cover at which presence is one half",
        basis="assumed",
        source=OUR_CHOICE,
    )
    strength_effect = param(
        2.0,
        unit="log ratio",
        bounds=(0.0, 5.0),
        prior=Normal(2.0, 0.6, 0.0, 3.0),
        meaning="log points armed violence falls with the largest mission",
        basis="calibrated",
        source=HKS_2013,
    )
    half_strength = param(
        8.0,
        unit="thousands",
        bounds=(0.5, 100.0),
        prior=Uniform(4.0, 15.0),
        meaning="strength of the mission at which half of its full effect is reached in a country of 3.3 million",
        basis="calibrated",
        source=HKS_2013,
    )
    local_after_war = param(
        0.0,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Normal(0.0, 0.05, 0.0, 0.15),
        meaning="share of armed violence full presence deters while nobody fights",
        basis="expert",
        source=MVUKIYEHE_2018,
    )
    local_at_war = param(
        0.25,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.5),
        meaning="share of armed violence full presence deters while an armed group fights",
        basis="assumed",
        source=FJELDE_2019,
    )
    displaced = param(
        0.2,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.5),
        meaning="share of what is deterred that happens next door instead",
        basis="assumed",
        source=OUR_CHOICE,
    )
    entry_duration_weeks = param(
        39.0,
        unit="weeks",
        bounds=(0.0, 208.0),
        prior=Uniform(26.0, 52.0),
        meaning="how long government forces react to newly arrived peacekeepers",
        basis="assumed",
        source=KUNKEL_2026,
    )
    control_half = param(
        5.0,
        unit="per 1,000 people",
        bounds=(0.1, 100.0),
        prior=LogUniform(2.0, 12.0),
        meaning="fighting fighters who close half of a community's roads",
        basis="assumed",
        source=OUR_CHOICE,
    )
    closing_events = param(
        2.0,
        unit="events",
        bounds=(0.1, 50.0),
        prior=LogUniform(1.0, 4.0),
        meaning="events in eight weeks that close a community to staff",
        basis="assumed",
        source=OUR_CHOICE,
    )
    police_effect = param(
        0.3,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.6),
        meaning="share of communal violence and of own justice very many police would prevent",
        basis="expert",
        source=BARA_2020,
    )
    half_police = param(
        0.3,
        unit="thousands per million people",
        bounds=(0.01, 100.0),
        prior=LogUniform(0.1, 1.0),
        meaning="police of the mission at which half of their full effect is reached",
        basis="assumed",
        source=OUR_CHOICE,
    )


@formula
def presence_of(cover, half_cover):
    """Presence: 0 without cover, one half at half_cover, never 1."""
    return cover / (cover + half_cover)


@formula
def what_strength_leaves(troops, people, strength_effect, half_strength):
    """The mission factor: 1 without troops, falling, flat for very large missions."""
    half = half_strength * math.sqrt(people / REFERENCE_PEOPLE)
    return exp(-strength_effect * troops / (troops + half))


@formula
def closed_roads(recent_events, fighting, population, control_half, closing_events):
    """Insecurity: 0 in calm, 1 after closing_events in eight weeks."""
    control = fighting / (fighting + control_half * 0.001 * population + 1e-9)
    return min(1.0, recent_events / closing_events + control)


@part
def _fighting(c, posture, fighters):
    """Fighters from here whose group fights."""
    total = 0.0
    for k in range(posture.shape[0]):
        total += posture[k] * fighters[k, c]
    return total


@part
def _chosen_place(
    u,
    place,
    strength,
    admin,
    admin_of,
    admin_start,
    admin_members,
    neighbours,
    population,
    reported_recent,
    cover,
    calling,
    half_cover,
    patrol_share,
    staying,
):
    """Where a unit goes: the best of its place, the places next door and a few of its admin-1.

    ``calling`` is what is reported and not covered, by place.
    """
    alone = max(0.0, cover[place] - 1000.0 * (1.0 - patrol_share) * strength / population[place])
    best = reported_recent[place] * (1.0 + staying) * (1.0 - presence_of(alone, half_cover))
    chosen = place
    others = neighbours.shape[1]
    members = admin_start[admin + 1] - admin_start[admin]
    for k in range(others + OTHERS_LOOKED_AT):
        if k < others:
            other = neighbours[place, k]
        else:
            other = admin_members[admin_start[admin] + int(u[k - others] * members)]
        if admin_of[other] != admin:
            continue
        if calling[other] > best:
            best = calling[other]
            chosen = other
    return chosen


@part
def _spread_units(
    scratch,
    own,
    able,
    ready,
    neighbours,
    unit_kind,
    unit_place,
    unit_strength,
    unit_competence,
    unit_responsiveness,
    patrol_share,
):
    """Rows 0 to 2 of ``scratch``: strength at work in each community, and its competence and readiness.

    ``own``, ``able`` and ``ready`` are rows to work in. Units stand together, so they are added up by place first.
    """
    communities = own.shape[0]
    for c in range(communities):
        own[c] = 0.0
        able[c] = 0.0
        ready[c] = 0.0
    for unit in range(unit_kind.shape[0]):
        strength = unit_strength[unit]
        if strength > 0.0 and unit_kind[unit] <= UNIFORMED:
            place = int(unit_place[unit])
            own[place] += strength
            able[place] += strength * unit_competence[unit]
            ready[place] += strength * unit_responsiveness[unit]
    for c in range(communities):
        scratch[0, c] = (1.0 - patrol_share) * own[c]
        scratch[1, c] = (1.0 - patrol_share) * able[c]
        scratch[2, c] = (1.0 - patrol_share) * ready[c]
    near = patrol_share / neighbours.shape[1]
    for c in range(communities):
        if own[c] > 0.0:
            for k in range(neighbours.shape[1]):
                other = neighbours[c, k]
                scratch[0, other] += near * own[c]
                scratch[1, other] += near * able[c]
                scratch[2, other] += near * ready[c]


@kernel
def week_of_protection(
    week,
    run_key,
    decision,
    draws,
    scratch,
    neighbours,
    admin_of,
    admin_start,
    admin_members,
    unit_kind,
    unit_admin,
    unit_place,
    unit_strength,
    unit_competence,
    unit_responsiveness,
    mandate,
    troops,
    people,
    at_war,
    posture,
    fighters,
    population,
    reported_recent,
    recent_events,
    hotspot_weight,
    cover,
    presence,
    competence_in_reach,
    responsiveness_in_reach,
    mission_reached,
    deterred,
    displaced_in,
    entry_weeks,
    insecurity,
    mission_factor,
    police_calm,
    displaced_violence,
    rate_state_based,
    rate_rebel,
    staying,
    patrol_share,
    half_cover,
    strength_effect,
    half_strength,
    local_after_war,
    local_at_war,
    displaced,
    entry_duration_weeks,
    control_half,
    closing_events,
    police_effect,
    half_police,
):
    """Moves units, counts cover, and says what it deters, pushes elsewhere and leaves open."""
    communities = population.shape[0]
    working = mandate[0] > 0.0
    if working:
        calling = scratch[0]
        for c in range(communities):
            calling[c] = reported_recent[c] * (1.0 - presence[c])
        luck = draws[0]
        fill_every(luck, run_key, decision, week, -week % 4, unit_kind.shape[0], 4)
        for unit in range(-week % 4, unit_kind.shape[0], 4):
            if unit_strength[unit] > 0.0:
                unit_place[unit] = _chosen_place(
                    luck[:, unit // 4],
                    int(unit_place[unit]),
                    unit_strength[unit] if unit_kind[unit] <= UNIFORMED else 0.0,
                    unit_admin[unit],
                    admin_of,
                    admin_start,
                    admin_members,
                    neighbours,
                    population,
                    reported_recent,
                    cover,
                    calling,
                    half_cover,
                    patrol_share,
                    staying,
                )
        _spread_units(
            scratch,
            cover,
            presence,
            deterred,
            neighbours,
            unit_kind,
            unit_place,
            unit_strength,
            unit_competence,
            unit_responsiveness,
            patrol_share,
        )
    else:
        for c in range(communities):
            scratch[0, c] = 0.0
    local = local_at_war if at_war[0] > 0.0 else local_after_war
    weight = sum_of(hotspot_weight)
    for c in range(communities):
        insecurity[c] = min(1.0, recent_events[c] / closing_events)
        displaced_in[c] = 0.0
    if at_war[0] > 0.0:
        for c in range(communities):
            fighting = _fighting(c, posture, fighters)
            insecurity[c] = closed_roads(
                recent_events[c], fighting, population[c], control_half, closing_events
            )
    at_work, able, ready = scratch[0], scratch[1], scratch[2]
    for c in range(communities):
        reached = 1000.0 * at_work[c] / max(population[c], 1.0)
        shown = presence_of(reached, half_cover) if at_work[c] > 0.0 else 0.0
        cover[c] = reached
        presence[c] = shown
        deterred[c] = local * shown
    for c in range(communities):
        each = 1.0 / at_work[c]
        here = at_work[c] > 0.0
        competence_in_reach[c] = able[c] * each if here else competence_in_reach[c]
        responsiveness_in_reach[c] = ready[c] * each if here else responsiveness_in_reach[c]
    entry = math.floor(entry_duration_weeks)
    for c in range(communities):
        if at_work[c] > 0.0 and mission_reached[c] == 0.0:
            mission_reached[c] = 1.0
            entry_weeks[c] = entry
    mission_factor[0] = 1.0
    police_calm[0] = 0.0
    if not working:
        return
    police = 0.0
    for unit in range(unit_kind.shape[0]):
        if unit_kind[unit] == 1 or unit_kind[unit] == 2:
            police += 0.001 * unit_strength[unit]
    police_calm[0] = police_effect * presence_of(police, half_police * people[0] * 1e-6)
    mission_factor[0] = what_strength_leaves(troops[0], people[0], strength_effect, half_strength)
    if local <= 0.0 or displaced <= 0.0:
        return
    for c in range(communities):
        if deterred[c] <= 0.0:
            continue
        room = 0.0
        for k in range(neighbours.shape[1]):
            room += 1.0 - presence[neighbours[c, k]]
        pushed = displaced * deterred[c] * hotspot_weight[c] / (weight * room)
        for k in range(neighbours.shape[1]):
            other = neighbours[c, k]
            displaced_in[other] += pushed * (1.0 - presence[other])
    arriving = sum_of(displaced_in) - sum_of_products(displaced_in, deterred)
    displaced_violence[0] += arriving * mission_factor[0] * (rate_state_based[0] + rate_rebel[0])


@kernel
def before_the_first_week(
    strength,
    people,
    population,
    recent_events,
    posture,
    fighters,
    insecurity,
    mission_factor,
    strength_effect,
    half_strength,
    control_half,
    closing_events,
):
    """What the mission of the first week leaves of armed violence, and which roads are open."""
    troops = 0.0
    for kind in range(UNIFORMED + 1):
        for admin in range(strength.shape[2]):
            troops += 0.001 * strength[0, kind, admin]
    mission_factor[0] = what_strength_leaves(troops, people[0], strength_effect, half_strength)
    for c in range(population.shape[0]):
        fighting = _fighting(c, posture, fighters)
        insecurity[c] = closed_roads(
            recent_events[c], fighting, population[c], control_half, closing_events
        )


START = process(
    before_the_first_week,
    name="first protection",
    writes=("mission_factor", "insecurity"),
    params=DeterrenceParams,
    start=True,
)

DETERRENCE = process(
    week_of_protection,
    name="deterrence",
    params=DeterrenceParams,
    writes=(
        "unit_place",
        "cover",
        "presence",
        "competence_in_reach",
        "responsiveness_in_reach",
        "mission_reached",
        "deterred",
        "displaced_in",
        "entry_weeks",
        "insecurity",
        "mission_factor",
        "police_calm",
        "displaced_violence",
    ),
)
