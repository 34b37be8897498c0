"""The life of CSOs: money, capacity, legitimacy, independence, reprisals, death and founding.

Once a month (a quarter of the organisations each week, four weeks at once):

    mission income   share of the money of the lever it works on, in proportion to capacity, and core funding
    donor income     donors' money shared equally among the living, times the donors' quality, half of it after donor_delay_weeks
    local income     local_giving x legitimacy
    capacity         C' = C + f(52) (C0 + (1 - C0) E/(E + E0) m/(m + swing) - C),   then training:  + (1 - C) gain dose
    independence     I' = I + f(104) (1 - weight (mission + donors)/all - I),   then training:  x (1 - drift gain dose)
    legitimacy       x' = x + f(78) (x0 - x + L (D(results) - R D(closeness)))       the law of trust
    closeness        near mission/all (1 - T)
    safety           returns to 1 - insecurity with the half-life living_on_it_weeks

    m  mean income of late (half of a change counts after living_on_it_weeks), E the part of it from mission and donors, swing the size of its ups and downs;
    all  income from mission, donors and local giving
    C0 capacity it can keep from its own means     f(H) = 1 - 2^(-4/H)    D(n) = n/(1 + n)    T trust in peacekeepers

So stop-and-go money builds less than steady money; training and money raise the quality and amount of what is
delivered, never an outcome. An organisation comes to live on outside income (half of the way in living_on_it_weeks), and a share of
that cannot be cut at once: when income and funds in hand do not cover it, the gap (0 to 1) raises the hazard of closing.

    reprisal   rate (1 - civic space) repression (speaks up + rights monitoring),  then safety and capacity fall
    closing    death e^(w_g gap + w_c (1 - civic space))       per week
    w_g, w_c   gap_on_closing and closed_space_on_closing
    founding   1/founding_weeks                                per week, in a place left empty

Reprisals against members of advisory boards (see that lever) are only counted here.

An organisation that closes leaves a gap that others fill after a while, with a small organisation of their own. Without a
mission, and with steady funding, closing and founding balance and numbers stay within a few per cent of the scenario's;
where money has come and gone, closings run ahead.

Gain of the loop capacity -> share of a lever's money -> capacity: money is fixed by the budget and shared, so growth of
one is loss of another; the elasticity of capacity to income is E0/(E + E0) (1 - C0) < 1, so the loop is stable.

Source: stop-and-go and functional framing by donors, exit of donors threatens survival, and more donor money has not
strengthened local civil societies in fragile states: donor funding and local civil society. No estimate gives sizes
(grade D): our choice, wide priors.
Left out: seats away from bases, where organisations were found to cluster (Mvukiyehe and Samii 2018), networks, mergers,
corruption, registration rules beyond civic space.
"""

from cse_sim.compiling import part
from cse_sim.elementary import exp
from cse_sim.formulas import chance, kept, logistic, logit, saturating, sum_of
from cse_sim.luck import fill_every, keyed_uniform, keyed_uniforms, normal
from cse_sim.params import LogUniform, Normal, Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import DONOR_FRAMING, OUR_CHOICE


class CsoLifeParams(Params, group="cso_life"):
    """Numbers of money, growth and risk."""

    capacity_half_life_weeks = param(
        52.0,
        unit="weeks",
        bounds=(4.0, 520.0),
        prior=Uniform(26.0, 104.0),
        meaning="half-life of the way of capacity to what income allows",
        basis="assumed",
        source=OUR_CHOICE,
    )
    independence_half_life_weeks = param(
        104.0,
        unit="weeks",
        bounds=(4.0, 1040.0),
        prior=Uniform(52.0, 208.0),
        meaning="half-life of the way of independence to what funders leave of it",
        basis="assumed",
        source=DONOR_FRAMING,
    )
    legitimacy_half_life_weeks = param(
        78.0,
        unit="weeks",
        bounds=(26.0, 520.0),
        prior=Uniform(39.0, 156.0),
        meaning="half-life of legitimacy without experience",
        basis="assumed",
        source=OUR_CHOICE,
    )
    legitimacy_rest = param(
        0.65,
        unit="share",
        bounds=(0.05, 0.95),
        prior=Normal(0.65, 0.08, 0.3, 0.9),
        meaning="legitimacy of an organisation without experience of it",
        basis="assumed",
        source=OUR_CHOICE,
    )
    legitimacy_reach = param(
        3.0,
        unit="logit",
        bounds=(0.0, 10.0),
        prior=Uniform(1.5, 5.0),
        meaning="how far lasting experience can move legitimacy",
        basis="assumed",
        source=OUR_CHOICE,
    )
    closeness = param(
        0.5,
        unit="doses",
        bounds=(0.0, 10.0),
        prior=Uniform(0.1, 1.0),
        meaning="bad experience of an organisation the mission alone pays, where nobody trusts the mission",
        basis="assumed",
        source=DONOR_FRAMING,
    )
    spread = param(
        0.5,
        unit="logit",
        bounds=(0.0, 3.0),
        prior=Uniform(0.2, 0.8),
        meaning="spread of capacity and legitimacy between organisations at the start",
        basis="assumed",
        source=OUR_CHOICE,
    )
    independence_at_start = param(
        0.8,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.6, 0.95),
        meaning="mean independence of organisations at the start",
        basis="assumed",
        source=OUR_CHOICE,
    )
    reach_at_seat = param(
        0.6,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.4, 0.8),
        meaning="share of the people reached where an organisation sits; each place farther away a fifth less",
        basis="assumed",
        source=OUR_CHOICE,
    )
    funder_weight = param(
        0.8,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.4, 1.0),
        meaning="independence lost where outside funders pay everything",
        basis="assumed",
        source=DONOR_FRAMING,
    )
    local_giving_usd = param(
        60.0,
        unit="US$/week",
        bounds=(0.0, 10000.0),
        prior=LogUniform(20.0, 150.0),
        meaning="local giving to an organisation everybody accepts",
        basis="assumed",
        source=OUR_CHOICE,
    )
    half_capacity_usd = param(
        800.0,
        unit="US$/week",
        bounds=(10.0, 100000.0),
        prior=LogUniform(400.0, 1600.0),
        meaning="outside income that builds half of the capacity an organisation lacks",
        basis="assumed",
        source=OUR_CHOICE,
    )
    running_share = param(
        0.6,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.3, 0.9),
        meaning="share of outside income that goes into salaries and rent and cannot be cut at once",
        basis="assumed",
        source=OUR_CHOICE,
    )
    share_passed_on = param(
        0.6,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.3, 0.8),
        meaning="share of a lever's money that reaches the organisations that deliver it",
        basis="assumed",
        source=OUR_CHOICE,
    )
    training_gain = param(
        0.005,
        unit="1/week",
        bounds=(0.0, 0.2),
        prior=LogUniform(0.001, 0.02),
        meaning="share of missing capacity won in a week of full training",
        basis="assumed",
        source=OUR_CHOICE,
    )
    training_drift = param(
        0.3,
        unit="ratio",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.6),
        meaning="share of independence lost to the trainer's agenda, against the share of missing capacity won",
        basis="assumed",
        source=DONOR_FRAMING,
    )
    reprisals_per_week = param(
        0.01,
        unit="1/week",
        bounds=(0.0, 1.0),
        prior=LogUniform(0.002, 0.05),
        meaning="reprisals against an organisation that speaks up, with no civic space and full repression",
        basis="assumed",
        source=OUR_CHOICE,
    )
    staff_loss = param(
        0.15,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.05, 0.4),
        meaning="share of capacity lost in a reprisal",
        basis="assumed",
        source=OUR_CHOICE,
    )
    deaths_per_week = param(
        0.001,
        unit="1/week",
        bounds=(0.0, 0.1),
        prior=LogUniform(0.0005, 0.002),
        meaning="hazard of closing with income covered and open civic space",
        basis="assumed",
        source=DONOR_FRAMING,
    )
    founding_weeks = param(
        26.0,
        unit="weeks",
        bounds=(1.0, 1040.0),
        prior=LogUniform(13.0, 104.0),
        meaning="mean wait until a new organisation takes up a place left empty",
        basis="assumed",
        source=OUR_CHOICE,
    )
    harm_help_ratio = param(
        2.5,
        unit="ratio",
        bounds=(1.0, 10.0),
        prior=Uniform(1.5, 4.0),
        meaning="weight of harm against equal help at intermediate legitimacy",
        basis="expert",
        source=OUR_CHOICE,
    )
    reach_falloff = param(
        0.8,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.6, 0.95),
        meaning="reach in each next place an organisation covers, against the one before",
        basis="assumed",
        source=OUR_CHOICE,
    )
    donor_quality_least = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.4, 0.6),
        meaning="share of what is pledged that the worst donor delivers",
        basis="assumed",
        source=OUR_CHOICE,
    )
    donor_quality_spread = param(
        0.4,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.3, 0.5),
        meaning="by how much the best donor delivers more",
        basis="assumed",
        source=OUR_CHOICE,
    )
    new_capacity = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.3, 0.8),
        meaning="capacity of a new organisation against the one it replaces",
        basis="assumed",
        source=OUR_CHOICE,
    )
    donor_delay_weeks = param(
        13.0,
        unit="weeks",
        bounds=(1.0, 208.0),
        prior=Uniform(6.0, 26.0),
        meaning="weeks in which half of a change of donors' money arrives, and half of idle funds are used up",
        basis="assumed",
        source=OUR_CHOICE,
    )
    living_on_it_weeks = param(
        26.0,
        unit="weeks",
        bounds=(4.0, 208.0),
        prior=Uniform(13.0, 52.0),
        meaning="weeks in which an organisation is half used to new income, and to new danger",
        basis="assumed",
        source=OUR_CHOICE,
    )
    safety_loss = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.2, 0.8),
        meaning="share of its safety a reprisal takes",
        basis="assumed",
        source=OUR_CHOICE,
    )
    gap_on_closing = param(
        3.0,
        unit="log ratio",
        bounds=(0.0, 10.0),
        prior=Uniform(1.5, 4.0),
        meaning="by how much income that covers nothing raises the log hazard of closing",
        basis="assumed",
        source=OUR_CHOICE,
    )
    closed_space_on_closing = param(
        1.0,
        unit="log ratio",
        bounds=(0.0, 10.0),
        prior=Uniform(0.0, 2.0),
        meaning="by how much closed civic space raises the log hazard that an organisation closes",
        basis="assumed",
        source=OUR_CHOICE,
    )


@kernel
def first_organisations(
    run_key,
    decision,
    link_start,
    cso_capacity,
    cso_capacity_base,
    cso_legitimacy,
    cso_legitimacy_logit,
    cso_legitimacy_rest,
    cso_profile,
    cso_independence,
    cso_safety,
    cso_activity,
    cso_link,
    organisation_quality,
    cso_reach_at_seat,
    cso_reach_falloff,
    legitimacy_rest,
    spread,
    independence_at_start,
    reach_at_seat,
    reach_falloff,
    donor_quality_least,
    donor_quality_spread,
):
    """Organisations differ in capacity, legitimacy, independence and profile; donors in how much they deliver."""
    cso_reach_at_seat[0] = reach_at_seat
    cso_reach_falloff[0] = reach_falloff
    for s in range(cso_capacity.shape[0]):
        a, b, profile, d = keyed_uniforms(run_key, decision, 0, s)
        known = cso_capacity[s]
        if 0.0 < known < 1.0:
            known = logistic(logit(known) + spread * normal(a))
        cso_capacity[s] = known
        cso_capacity_base[s] = known
        rest = logit(legitimacy_rest) + spread * normal(b)
        cso_legitimacy_rest[s] = rest
        cso_legitimacy_logit[s] = rest
        cso_legitimacy[s] = logistic(rest)
        cso_profile[s] = profile
        cso_independence[s] = independence_at_start + (1.0 - independence_at_start) * (d - 0.5)
        cso_safety[s] = 1.0
        cso_activity[s] = -1.0
        cso_link[s] = link_start[s]
    for k in range(organisation_quality.shape[0]):
        luck = keyed_uniform(run_key, decision, 0, k, 4)
        organisation_quality[k] = min(donor_quality_least + donor_quality_spread * luck, 1.0)


@part
def _reset(
    s,
    first,
    cso_capacity,
    cso_capacity_base,
    cso_legitimacy,
    cso_legitimacy_logit,
    cso_legitimacy_rest,
    cso_independence,
    cso_funds,
    cso_committed,
    cso_income_mission,
    cso_income_donor,
    cso_income_swing,
    cso_safety,
    cso_accepts,
    cso_speaks,
    cso_activity,
    cso_link,
    new_capacity,
):
    """A place as a new organisation finds it: small, independent, nobody's partner."""
    cso_capacity[s] = new_capacity * cso_capacity_base[s]
    cso_legitimacy_logit[s] = cso_legitimacy_rest[s]
    cso_legitimacy[s] = logistic(cso_legitimacy_rest[s])
    cso_independence[s] = 1.0
    cso_funds[s] = 0.0
    cso_committed[s] = 0.0
    cso_income_mission[s] = 0.0
    cso_income_donor[s] = 0.0
    cso_income_swing[s] = 0.0
    cso_safety[s] = 1.0
    cso_accepts[s] = 0.0
    cso_speaks[s] = 0.0
    cso_activity[s] = -1.0
    cso_link[s] = first


@part
def _over_places(s, link_start, link_community, values):
    """Sum of ``values`` over the places it covers."""
    total = 0.0
    for link in range(link_start[s], link_start[s + 1]):
        total += values[link_community[link]]
    return total


@kernel
def month_of_life(
    week,
    run_key,
    decision,
    theta,
    draws,
    scratch,
    link_start,
    link_community,
    admin_of,
    lever_theta,
    lever_quality,
    lever_delivered,
    lever_workforce,
    core_support,
    cso_training,
    reporting_support,
    member_reprisals,
    reprisals_members,
    insecurity,
    group_share,
    trust_in_peacekeepers,
    authority_repression,
    civic_space,
    donor_funding,
    organisation_quality,
    organisation_paid,
    reprisals,
    cso_alive,
    cso_capacity,
    cso_capacity_base,
    cso_legitimacy,
    cso_legitimacy_logit,
    cso_legitimacy_rest,
    cso_independence,
    cso_funds,
    cso_committed,
    cso_income_mission,
    cso_income_donor,
    cso_income_swing,
    cso_safety,
    cso_accepts,
    cso_speaks,
    cso_activity,
    cso_link,
    cso_results,
    capacity_half_life_weeks,
    independence_half_life_weeks,
    legitimacy_half_life_weeks,
    legitimacy_reach,
    closeness,
    funder_weight,
    local_giving_usd,
    half_capacity_usd,
    running_share,
    share_passed_on,
    training_gain,
    training_drift,
    reprisals_per_week,
    staff_loss,
    deaths_per_week,
    founding_weeks,
    harm_help_ratio,
    new_capacity,
    donor_delay_weeks,
    living_on_it_weeks,
    safety_loss,
    gap_on_closing,
    closed_space_on_closing,
):
    """Four weeks of a quarter of the organisations."""
    rows = cso_alive.shape[0]
    alive = sum_of(cso_alive)
    delivered = 0.0
    donors = organisation_quality.shape[0]
    for k in range(donors):
        delivered += organisation_quality[k] / donors
        organisation_paid[k] += organisation_quality[k] * donor_funding[0] / donors
    pledged = donor_funding[0] * delivered / max(alive, 1.0)
    core = sum_of(core_support)
    training = sum_of(cso_training)
    reprisals_members[0] += sum_of(member_reprisals)
    core_each = scratch[0]
    if core > 0.0:
        covering = scratch[1]
        for c in range(core_support.shape[0]):
            covering[c] = 0.0
        for s in range(rows):
            if cso_alive[s] > 0.0 and cso_accepts[s] > 0.0:
                for link in range(link_start[s], link_start[s + 1]):
                    covering[link_community[link]] += 1.0
        for c in range(core_support.shape[0]):
            core_each[c] = core_support[c] / covering[c] if core_support[c] > 0.0 else 0.0
    paying = scratch[2]
    for v in range(lever_workforce.shape[0]):
        paying[v] = 0.0
        if lever_quality[v] > 0.0:
            spent = lever_delivered[v] / lever_quality[v] * theta[lever_theta[0, v]] / 52.0
            paying[v] = share_passed_on * spent
    to_capacity = 1.0 - kept(capacity_half_life_weeks / 4.0)
    to_independence = 1.0 - kept(independence_half_life_weeks / 4.0)
    to_legitimacy = 1.0 - kept(legitimacy_half_life_weeks / 4.0)
    half_year = 1.0 - kept(living_on_it_weeks / 4.0)
    late = 1.0 - kept(donor_delay_weeks / 4.0)
    closed = 1.0 - civic_space[0]
    founded = chance(4.0 / founding_weeks)
    by_space = closed_space_on_closing * closed
    worst = 4.0 * deaths_per_week * exp(gap_on_closing + by_space)
    u = draws[0]
    fill_every(u, run_key, decision, week, -week % 4, rows, 4)
    for s in range(-week % 4, rows, 4):
        dying, harmed, starting = u[0, s // 4], u[1, s // 4], u[2, s // 4]
        first = link_start[s]
        if cso_alive[s] == 0.0:
            if starting < founded:
                cso_alive[s] = 1.0
                _reset(
                    s,
                    first,
                    cso_capacity,
                    cso_capacity_base,
                    cso_legitimacy,
                    cso_legitimacy_logit,
                    cso_legitimacy_rest,
                    cso_independence,
                    cso_funds,
                    cso_committed,
                    cso_income_mission,
                    cso_income_donor,
                    cso_income_swing,
                    cso_safety,
                    cso_accepts,
                    cso_speaks,
                    cso_activity,
                    cso_link,
                    new_capacity,
                )
            continue
        place = link_community[int(cso_link[s])]
        v = int(cso_activity[s])
        paid = 0.0
        if v >= 0 and lever_workforce[v] > 0.0:
            paid = paying[v] * cso_capacity[s] / lever_workforce[v]
        if core > 0.0 and cso_accepts[s] > 0.0:
            paid += _over_places(s, link_start, link_community, core_each)
        local = local_giving_usd * cso_legitimacy[s]
        cso_income_donor[s] += late * (pledged - cso_income_donor[s])
        cso_income_mission[s] += half_year * (paid - cso_income_mission[s])
        now = paid + cso_income_donor[s] + local
        committed = cso_committed[s] + half_year * (now - local - cso_committed[s])
        cso_committed[s] = committed
        mean = committed + local
        swing = cso_income_swing[s] + half_year * (abs(now - mean) - cso_income_swing[s])
        cso_income_swing[s] = swing
        needed = running_share * committed + local
        left = cso_funds[s] + 4.0 * (now - needed)
        gap = -left / (4.0 * needed) if left < 0.0 else 0.0
        cso_funds[s] = max(left, 0.0) * (1.0 - late)
        steady = mean / (mean + swing) if mean > 0.0 else 0.0
        base = cso_capacity_base[s]
        target = base + (1.0 - base) * committed / (committed + half_capacity_usd) * steady
        trained = 0.0
        if training > 0.0:
            trained = _over_places(s, link_start, link_community, cso_training)
            trained *= 4.0 * training_gain / (link_start[s + 1] - first)
        capacity = cso_capacity[s] + to_capacity * (target - cso_capacity[s])
        capacity += (1.0 - capacity) * trained / (1.0 + trained)
        all_funders = cso_income_mission[s] + cso_income_donor[s] + local
        outside = cso_income_mission[s] + cso_income_donor[s]
        funder = outside / all_funders if all_funders > 0.0 else 0.0
        cso_independence[s] += to_independence * (
            1.0 - funder_weight * funder - cso_independence[s]
        )
        cso_independence[s] *= 1.0 - training_drift * trained / (1.0 + trained)
        trust = 0.0
        for g in range(group_share.shape[0]):
            trust += group_share[g, place] * trust_in_peacekeepers[g, place]
        near = 0.0
        if all_funders > 0.0:
            near = closeness * cso_income_mission[s] / all_funders * (1.0 - trust)
        legitimacy = cso_legitimacy[s]
        asymmetry = 1.0 + (harm_help_ratio - 1.0) * 4.0 * legitimacy * (1.0 - legitimacy)
        push = saturating(cso_results[s]) - asymmetry * saturating(near)
        x = cso_legitimacy_logit[s]
        x += to_legitimacy * (cso_legitimacy_rest[s] - x + legitimacy_reach * push)
        cso_legitimacy_logit[s] = x
        cso_legitimacy[s] = logistic(x)
        cso_safety[s] += half_year * (1.0 - insecurity[place] - cso_safety[s])
        exposed = cso_speaks[s] + min(reporting_support[place], 1.0)
        hazard = 4.0 * reprisals_per_week * closed * authority_repression[admin_of[place]] * exposed
        if harmed < hazard and harmed < chance(hazard):
            reprisals[0] += 1.0
            cso_safety[s] *= 1.0 - safety_loss
            capacity *= 1.0 - staff_loss
        cso_capacity[s] = capacity
        if dying >= worst:
            continue
        hazard = 4.0 * deaths_per_week * exp(gap_on_closing * gap + by_space)
        if dying < chance(hazard):
            cso_alive[s] = 0.0
            cso_capacity[s] = 0.0
            cso_speaks[s] = 0.0
            cso_activity[s] = -1.0


START = process(
    first_organisations,
    name="first organisations",
    start=True,
    params=CsoLifeParams,
    writes=(
        "cso_capacity",
        "cso_capacity_base",
        "cso_legitimacy",
        "cso_legitimacy_logit",
        "cso_legitimacy_rest",
        "cso_profile",
        "cso_independence",
        "cso_safety",
        "cso_activity",
        "cso_link",
        "organisation_quality",
        "cso_reach_at_seat",
        "cso_reach_falloff",
    ),
)

LIFE = process(
    month_of_life,
    name="life of CSOs",
    params=CsoLifeParams,
    writes=(
        "organisation_paid",
        "reprisals",
        "reprisals_members",
        "cso_alive",
        "cso_capacity",
        "cso_legitimacy",
        "cso_legitimacy_logit",
        "cso_independence",
        "cso_funds",
        "cso_committed",
        "cso_income_mission",
        "cso_income_donor",
        "cso_income_swing",
        "cso_safety",
        "cso_accepts",
        "cso_speaks",
        "cso_activity",
        "cso_link",
    ),
)
