"""Violence: four kinds of events, self-exciting in time and space, with heavy-tailed deaths.

Kinds: state-based (armed group against the state), rebels against civilians, government against civilians, and
communal (between identity groups). For community c, week t and kind k, the expected number of events is

    l = M [ (1 - h) (R_k w_c + R_k d_c) + h ((1 - o) E_c + o mean of E over the neighbours) ]
    E' = q E + (1 - q) N,   q = e^(-1/memory_weeks),   N ~ Poisson(l)

    h    branching ratio: share of events triggered by earlier ones        [share, at most 0.6]
    o    share of triggering that happens next door                        [share]
    R_k  national rate of exogenous events of the kind                     [events/week]
    w_c  the community's part of it, proportional to sqrt(people) e^z; sums to 1
    z    slow local risk, an Ornstein-Uhlenbeck process moved every fourth week
    d_c  part pushed in by presence elsewhere (see deterrence)             [share]
    M    what the mission's total strength and local presence leave of armed groups' violence [factor <= 1]; M = 1 and
         d_c = 0 for government and communal violence; its police take their share of the communal (deterrence); for a while after peacekeepers
         arrive, government rates are multiplied by the reaction to their entry

All communities see last week's E. The kernel sums to one, so h is the branching ratio; (1 - h) keeps the total at R
whatever h is. M multiplies triggering too, so no factor can raise the branching ratio above h. Communal violence is fed by
lethal disputes across groups, scaled by (1 - trust between groups). Deaths per event:

    S = 1 + floor(x0 (U^(-1/a) - 1)),  U drawn on (F, 1), F = (1 + s/x0)^(-a),  s = cap people present

a truncated Lomax: truncated, never clipped. Every event has a perpetrator and a victim group. Rebels spare their own
constituency in part; the government aims at excluded groups. Civilians killed in state-based events are put down to
the rebels with the chance blamed_on_rebels, else to the government; of the others rebel_losses are fighters of the armed group (as far as it has any here), the rest
soldiers of the state, who are not part of the population. A communal event is one bad experience between groups; civilians
killed by an armed group add to the abuse people remember of it (abuse_per_death of what is missing, each). Without armed groups
state-based events have no named perpetrator. recent_events loses 1 - e^(-1/8) a week and gains the week's events: about the
number of the last eight weeks. Memory below 1e-9 events is dropped, far below one event in a million years.

Source: self-excitation, as much as 37 to 50 per cent of events, by district of Iraq, lasting at most 2 to 6 weeks: Lewis et
al. (2012); memory_weeks is a mean, judged to lie in that range, so some events are triggered later than was found. Size
tail set to UCDP GED (38 per cent single deaths, median 2, 99th percentile near 56). Government reaction to a mission's
entry: Kunkel et al. (2026), in direction; the ratio is judged, and their effect next door is larger than in the place.
Left out: attacks on peacekeepers, weapons, terrain, roads, aims within a community, wounded people.
"""

import math

from cse_sim.compiling import formula, part
from cse_sim.elementary import exp, power
from cse_sim.formulas import kept, sum_of
from cse_sim.luck import binomial, fill_every, keyed_uniform, normal, poisson
from cse_sim.params import LogUniform, Params, Triangular, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import KUNKEL_2026, LEWIS_2012, OUR_CHOICE, UCDP_GED

MOST_BRANCHING = 0.6


class ViolenceParams(Params, group="violence"):
    """Numbers of the intensity and the size of events."""

    branching_ratio = param(
        0.40,
        unit="share",
        bounds=(0.0, MOST_BRANCHING),
        prior=Uniform(0.30, 0.50),
        meaning="share of events triggered by earlier events",
        basis="measured",
        source=LEWIS_2012,
    )
    memory_weeks = param(
        3.5,
        unit="weeks",
        bounds=(0.5, 52.0),
        prior=Uniform(2.0, 6.0),
        meaning="mean delay of triggered events; two to six weeks is the longest that excitation was found to last",
        basis="expert",
        source=LEWIS_2012,
    )
    share_next_door = param(
        0.25,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.10, 0.40),
        meaning="share of triggering that happens in neighbouring communities",
        basis="assumed",
        source=LEWIS_2012,
    )
    hotspot_sd = param(
        1.3,
        unit="log ratio",
        bounds=(0.0, 3.0),
        prior=Uniform(0.8, 1.6),
        meaning="spread of the slow local risk",
        basis="assumed",
        source=OUR_CHOICE,
    )
    hotspot_half_life_weeks = param(
        40.0,
        unit="weeks",
        bounds=(4.0, 520.0),
        prior=Uniform(26.0, 80.0),
        meaning="half-life of the slow local risk",
        basis="assumed",
        source=OUR_CHOICE,
    )
    tail = param(
        1.4,
        unit="exponent",
        bounds=(1.05, 4.0),
        prior=Uniform(1.2, 1.5),
        meaning="tail exponent of deaths per event (a)",
        basis="calibrated",
        source=UCDP_GED,
    )
    size_scale = param(
        2.4,
        unit="deaths",
        bounds=(0.1, 20.0),
        prior=Uniform(1.8, 3.0),
        meaning="scale of deaths per event (x0)",
        basis="calibrated",
        source=UCDP_GED,
    )
    communal_size_scale = param(
        1.2,
        unit="deaths",
        bounds=(0.1, 20.0),
        prior=Uniform(0.8, 1.8),
        meaning="scale of deaths per communal event (x0)",
        basis="assumed",
        source=UCDP_GED,
    )
    size_cap = param(
        0.02,
        unit="share",
        bounds=(0.0005, 1.0),
        prior=LogUniform(0.005, 0.10),
        meaning="largest share of the people present that one event can kill",
        basis="assumed",
        source=UCDP_GED,
    )
    civilian_share = param(
        0.25,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.1, 0.5),
        meaning="chance that a death in a state-based event is a civilian's",
        basis="assumed",
        source=OUR_CHOICE,
    )
    own_group_spared = param(
        0.6,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.2, 0.9),
        meaning="how far rebels spare their own constituency",
        basis="assumed",
        source=OUR_CHOICE,
    )
    communal_per_lethal_dispute = param(
        0.6,
        unit="events",
        bounds=(0.0, 5.0),
        prior=Uniform(0.2, 1.0),
        meaning="communal events from one lethal dispute across groups where nobody "
        "trusts the other group",
        basis="assumed",
        source=OUR_CHOICE,
    )
    entry_reaction = param(
        1.2,
        unit="rate ratio",
        bounds=(1.0, 3.0),
        prior=Triangular(1.0, 1.2, 1.5),
        meaning="government attacks on civilians near newly arrived peacekeepers",
        basis="expert",
        source=KUNKEL_2026,
    )
    outsiders = param(
        0.1,
        unit="share",
        bounds=(0.001, 1.0),
        prior=Uniform(0.05, 0.2),
        meaning="weight of places without its constituency in where an armed group strikes",
        basis="assumed",
        source=OUR_CHOICE,
    )
    aim_at_included = param(
        0.2,
        unit="share",
        bounds=(0.001, 1.0),
        prior=Uniform(0.1, 0.4),
        meaning="weight of groups that are not excluded among the victims of the government; exclusion adds its own",
        basis="assumed",
        source=OUR_CHOICE,
    )
    blamed_on_rebels = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.3, 0.7),
        meaning="chance that civilians killed in a state-based event are put down to the rebels",
        basis="assumed",
        source=OUR_CHOICE,
    )
    rebel_losses = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.3, 0.7),
        meaning="share of fighters among the armed killed in a state-based event",
        basis="assumed",
        source=OUR_CHOICE,
    )
    abuse_per_death = param(
        0.0001,
        unit="share",
        bounds=(0.0, 0.1),
        prior=LogUniform(3e-5, 3e-4),
        meaning="part of missing memory of abuse one civilian killed by an armed group adds",
        basis="assumed",
        source=OUR_CHOICE,
    )


@kernel
def starting_hotspots(run_key, decision, population, hotspot, hotspot_weight, hotspot_sd):
    """Local risk starts from its stationary spread."""
    for c in range(population.shape[0]):
        hotspot[c] = hotspot_sd * normal(keyed_uniform(run_key, decision, 0, c, 0))
        hotspot_weight[c] = math.sqrt(population[c]) * exp(hotspot[c])


@kernel
def moved_hotspots(
    week,
    run_key,
    decision,
    draws,
    population,
    hotspot,
    hotspot_weight,
    hotspot_sd,
    hotspot_half_life_weeks,
):
    """A quarter of the communities moves by four weeks of an Ornstein-Uhlenbeck process."""
    stays = kept(hotspot_half_life_weeks / 4.0)
    noise = hotspot_sd * math.sqrt(1.0 - stays * stays)
    luck = draws[0]
    fill_every(luck, run_key, decision, week, week % 4, population.shape[0], 4)
    for c in range(week % 4, population.shape[0], 4):
        hotspot[c] = stays * hotspot[c] + noise * normal(luck[0, c // 4])
        hotspot_weight[c] = math.sqrt(population[c]) * exp(hotspot[c])


@formula
def severity(u, scale, tail, most):
    """Deaths of one event: truncated Lomax by inversion, 1 … most where anyone is present."""
    below = power(1.0 + most / scale, -tail)
    return min(
        1.0 + math.floor(scale * (power(below + (1.0 - below) * (1.0 - u), -1.0 / tail) - 1.0)),
        most,
    )


@formula
def _remembered(recent, share, happened):
    left = recent * share + (1.0 - share) * happened
    return left if left > 1e-9 else 0.0


@part
def _victims(u, c, kind, home, group_share, group_exclusion, own_group_spared, aim_at_included):
    """The group hit: rebels spare their own, the government aims at the excluded, communal violence at the other."""
    total = 0.0
    for g in range(group_share.shape[0]):
        total += _target(
            g, c, kind, home, group_share, group_exclusion, own_group_spared, aim_at_included
        )
    reached = 0.0
    for g in range(group_share.shape[0]):
        reached += _target(
            g, c, kind, home, group_share, group_exclusion, own_group_spared, aim_at_included
        )
        if u * total <= reached:
            return g
    return group_share.shape[0] - 1


@part
def _target(g, c, kind, home, group_share, group_exclusion, own_group_spared, aim_at_included):
    share = group_share[g, c]
    if kind == 3:
        return share * (1.0 - share) + 1e-12
    if kind == 2:
        return share * (aim_at_included + group_exclusion[g])
    return share * (1.0 - own_group_spared) if g == home and kind == 1 else share


@part
def _armed_group(u, c, campaign_rate, home_group, group_share, outsiders):
    """The armed group behind an event, in proportion to its campaign and to its constituency here; -1 if none."""
    total = 0.0
    for k in range(campaign_rate.shape[0]):
        total += campaign_rate[k] * (outsiders + group_share[home_group[k], c])
    reached = 0.0
    for k in range(campaign_rate.shape[0]):
        reached += campaign_rate[k] * (outsiders + group_share[home_group[k], c])
        if u * total <= reached:
            return k
    return campaign_rate.shape[0] - 1


@part
def _other_group(u, c, victim, group_share):
    """The group behind a communal event: any but the victims', in proportion to its size."""
    rest = 1.0 - group_share[victim, c]
    reached = 0.0
    last = victim
    for g in range(group_share.shape[0]):
        if g != victim:
            reached += group_share[g, c]
            last = g
            if u * rest <= reached:
                return g
    return last


@part
def _parent(u, week, c, kind, neighbours, events, count, memory_weeks, share_next_door):
    """The earlier event behind a triggered one, in proportion to its part of the intensity; -1 if too old to find."""
    whole = 0.0
    for again in range(2):
        total = 0.0
        for e in range(count - 1, -1, -1):
            age = week - events[e, 0]
            if age > 12.0 * memory_weeks:
                break
            if age <= 0.0 or events[e, 2] != kind:
                continue
            place = int(events[e, 1])
            share = 1.0 - share_next_door if place == c else 0.0
            for k in range(neighbours.shape[1]):
                if neighbours[c, k] == place:
                    share += share_next_door * 0.2
            total += share * exp(-age / memory_weeks)
            if again == 1 and total >= u * whole:
                return e
        if total <= 0.0:
            return -1
        whole = total
    return -1


@part
def _event(
    week,
    run_key,
    decision,
    c,
    kind,
    n,
    triggered_share,
    neighbours,
    home_group,
    group_exclusion,
    campaign_rate,
    population,
    displaced,
    group_share,
    fighters,
    past_abuse,
    deaths_this_week,
    deaths_by_rebels,
    deaths_by_government,
    deaths_by_communal,
    events_triggered,
    deaths_state_based,
    deaths_rebel,
    deaths_government,
    deaths_communal,
    deaths_civilians,
    deaths_state_forces,
    deaths_fighters,
    between_groups_bad,
    events,
    event_count,
    tail,
    scale,
    size_cap,
    civilian_share,
    own_group_spared,
    memory_weeks,
    share_next_door,
    outsiders,
    aim_at_included,
    blamed_on_rebels,
    rebel_losses,
    abuse_per_death,
):
    """One event: who did it, to whom, and how many died."""
    slot = 8 * (1 + 4 * n + kind)
    present = population[c] - displaced[c]
    deaths = severity(
        keyed_uniform(run_key, decision, week, c, slot),
        scale,
        tail,
        max(1.0, math.floor(size_cap * present)),
    )
    doer = keyed_uniform(run_key, decision, week, c, slot + 1)
    hit = keyed_uniform(run_key, decision, week, c, slot + 2)
    chance = keyed_uniform(run_key, decision, week, c, slot + 3)
    split = keyed_uniform(run_key, decision, week, c, slot + 4)
    armed = (
        _armed_group(doer, c, campaign_rate, home_group, group_share, outsiders)
        if kind <= 1
        else -1
    )
    home = home_group[armed] if armed >= 0 else -1
    victim = _victims(
        hit, c, kind, home, group_share, group_exclusion, own_group_spared, aim_at_included
    )
    perpetrator = float(armed)
    in_arms = 0.0
    for k in range(fighters.shape[0]):
        in_arms += fighters[k, c]
    civilians_here = max(0.0, present - in_arms)
    civilians = min(
        binomial(split, deaths, civilian_share) if kind == 0 else deaths, civilians_here
    )
    fallen = 0.0
    if kind == 0:
        if armed >= 0:
            fallen = min(math.floor(rebel_losses * (deaths - civilians)), fighters[armed, c])
            fighters[armed, c] -= fallen
        deaths_state_forces[0] += deaths - civilians - fallen
        deaths_state_based[0] += deaths
        if keyed_uniform(run_key, decision, week, c, slot + 5) < blamed_on_rebels:
            deaths_by_rebels[victim, c] += civilians
        else:
            deaths_by_government[victim, c] += civilians
    else:
        deaths = civilians
    if kind == 1:
        deaths_rebel[0] += deaths
        deaths_by_rebels[victim, c] += civilians
        if armed >= 0:
            past_abuse[armed] += (1.0 - past_abuse[armed]) * abuse_per_death * civilians
    elif kind == 2:
        deaths_government[0] += deaths
        deaths_by_government[victim, c] += civilians
    elif kind == 3:
        perpetrator = 100.0 + _other_group(doer, c, victim, group_share)
        deaths_communal[0] += deaths
        deaths_by_communal[victim, c] += civilians
        between_groups_bad[c] += 1.0
    population[c] -= civilians + fallen
    deaths_fighters[0] += fallen
    deaths_civilians[0] += civilians
    deaths_this_week[c] += deaths
    is_triggered = chance < triggered_share
    if is_triggered:
        events_triggered[0] += 1.0
    e = event_count[0]
    event_count[0] += 1
    if e < events.shape[0]:
        events[e, 0] = week
        events[e, 1] = c
        events[e, 2] = kind
        events[e, 3] = deaths
        events[e, 4] = civilians
        events[e, 5] = perpetrator
        events[e, 6] = victim
        events[e, 7] = -1.0
        if is_triggered:
            pick = keyed_uniform(run_key, decision, week, c, slot + 6)
            events[e, 7] = _parent(
                pick, week, c, kind, neighbours, events, e, memory_weeks, share_next_door
            )


@kernel
def week_of_violence(
    week,
    run_key,
    decision,
    u,
    neighbours,
    home_group,
    group_exclusion,
    rate_state_based,
    rate_rebel,
    rate_government,
    mission_factor,
    campaign_rate,
    posture,
    population,
    displaced,
    hotspot_weight,
    deterred,
    displaced_in,
    entry_weeks,
    recent_state_based,
    recent_rebel,
    recent_government,
    recent_communal,
    recent_events,
    disputes_lethal,
    trust_between_groups,
    police_calm,
    group_share,
    fighters,
    past_abuse,
    events_this_week,
    deaths_this_week,
    incidents,
    deaths_by_rebels,
    deaths_by_government,
    deaths_by_communal,
    events_state_based,
    events_rebel,
    events_government,
    events_communal,
    events_triggered,
    deaths_state_based,
    deaths_rebel,
    deaths_government,
    deaths_communal,
    deaths_civilians,
    deaths_state_forces,
    deaths_fighters,
    between_groups_bad,
    events,
    event_count,
    branching_ratio,
    memory_weeks,
    share_next_door,
    tail,
    size_scale,
    communal_size_scale,
    size_cap,
    civilian_share,
    own_group_spared,
    communal_per_lethal_dispute,
    entry_reaction,
    outsiders,
    aim_at_included,
    blamed_on_rebels,
    rebel_losses,
    abuse_per_death,
):
    """Draws every event of the week, its deaths, perpetrator and victims.

    Once a place is through, its row of ``u`` holds how many events of each kind it had.
    """
    communities = population.shape[0]
    remembered = exp(-1.0 / memory_weeks)
    eight_weeks = exp(-1.0 / 8.0)
    weight = sum_of(hotspot_weight)
    active = (
        sum_of(recent_state_based)
        + sum_of(recent_rebel)
        + sum_of(recent_government)
        + sum_of(recent_communal)
    )
    exogenous = (1.0 - branching_ratio) / weight
    near = branching_ratio * share_next_door * 0.2 if active > 0.0 else 0.0
    here = branching_ratio * (1.0 - share_next_door)
    orderly = 1.0 - police_calm[0]
    feeding = (1.0 - branching_ratio) * communal_per_lethal_dispute * orderly
    for c in range(communities):
        around_state = 0.0
        around_rebel = 0.0
        around_government = 0.0
        around_communal = 0.0
        if near > 0.0:
            for k in range(5):
                other = neighbours[c, k]
                around_state += recent_state_based[other]
                around_rebel += recent_rebel[other]
                around_government += recent_government[other]
                around_communal += recent_communal[other]
        part = exogenous * (hotspot_weight[c] + weight * displaced_in[c])
        plain = exogenous * hotspot_weight[c]
        armed = mission_factor[0] * (1.0 - deterred[c])
        reaction = entry_reaction if entry_weeks[c] > 0.0 else 1.0
        fed = feeding * (1.0 - trust_between_groups[c]) * disputes_lethal[c]
        state_triggered = armed * (here * recent_state_based[c] + near * around_state)
        rebel_triggered = armed * (here * recent_rebel[c] + near * around_rebel)
        government_triggered = here * recent_government[c] + near * around_government
        communal_triggered = orderly * (here * recent_communal[c] + near * around_communal)
        state_rate = armed * rate_state_based[0] * part + state_triggered
        rebel_rate = armed * rate_rebel[0] * part + rebel_triggered
        government_rate = reaction * rate_government[0] * plain + government_triggered
        communal_rate = fed + communal_triggered
        quiet = (
            (u[0, c] <= 1.0 - state_rate)
            & (u[1, c] <= 1.0 - rebel_rate)
            & (u[2, c] <= 1.0 - government_rate)
            & (u[3, c] <= 1.0 - communal_rate)
        )
        if quiet:
            for kind in range(4):
                u[kind, c] = 0.0
        else:
            for kind in range(4):
                if kind == 0:
                    rate, triggered = state_rate, state_triggered
                elif kind == 1:
                    rate, triggered = rebel_rate, rebel_triggered
                elif kind == 2:
                    rate, triggered = government_rate, government_triggered
                else:
                    rate, triggered = communal_rate, communal_triggered
                happened = poisson(u[kind, c], rate) if rate > 0.0 else 0.0
                scale = communal_size_scale if kind == 3 else size_scale
                u[kind, c] = happened
                for n in range(int(happened)):
                    _event(
                        week,
                        run_key,
                        decision,
                        c,
                        kind,
                        n,
                        triggered / rate,
                        neighbours,
                        home_group,
                        group_exclusion,
                        campaign_rate,
                        population,
                        displaced,
                        group_share,
                        fighters,
                        past_abuse,
                        deaths_this_week,
                        deaths_by_rebels,
                        deaths_by_government,
                        deaths_by_communal,
                        events_triggered,
                        deaths_state_based,
                        deaths_rebel,
                        deaths_government,
                        deaths_communal,
                        deaths_civilians,
                        deaths_state_forces,
                        deaths_fighters,
                        between_groups_bad,
                        events,
                        event_count,
                        tail,
                        scale,
                        size_cap,
                        civilian_share,
                        own_group_spared,
                        memory_weeks,
                        share_next_door,
                        outsiders,
                        aim_at_included,
                        blamed_on_rebels,
                        rebel_losses,
                        abuse_per_death,
                    )
                if happened > 0.0:
                    events_this_week[c] += happened
                    incidents[c] += happened
                    if kind == 0:
                        events_state_based[0] += happened
                    elif kind == 1:
                        events_rebel[0] += happened
                    elif kind == 2:
                        events_government[0] += happened
                    else:
                        events_communal[0] += happened
        recent_events[c] = recent_events[c] * eight_weeks + events_this_week[c]
        if entry_weeks[c] > 0.0:
            entry_weeks[c] -= 1.0
    for c in range(communities):
        recent_state_based[c] = _remembered(recent_state_based[c], remembered, u[0, c])
        recent_rebel[c] = _remembered(recent_rebel[c], remembered, u[1, c])
        recent_government[c] = _remembered(recent_government[c], remembered, u[2, c])
        recent_communal[c] = _remembered(recent_communal[c], remembered, u[3, c])


HOTSPOTS_START = process(
    starting_hotspots,
    name="first hotspots",
    writes=("hotspot", "hotspot_weight"),
    params=ViolenceParams,
    start=True,
)
HOTSPOTS = process(
    moved_hotspots, name="hotspots", writes=("hotspot", "hotspot_weight"), params=ViolenceParams
)

VIOLENCE = process(
    week_of_violence,
    name="violence",
    params=ViolenceParams,
    draws={"u": "community"},
    writes=(
        "population",
        "fighters",
        "past_abuse",
        "recent_state_based",
        "recent_rebel",
        "recent_government",
        "recent_communal",
        "recent_events",
        "entry_weeks",
        "events_this_week",
        "deaths_this_week",
        "incidents",
        "deaths_by_rebels",
        "deaths_by_government",
        "deaths_by_communal",
        "events_state_based",
        "events_rebel",
        "events_government",
        "events_communal",
        "events_triggered",
        "deaths_state_based",
        "deaths_rebel",
        "deaths_government",
        "deaths_communal",
        "deaths_civilians",
        "deaths_state_forces",
        "deaths_fighters",
        "between_groups_bad",
    ),
)
