"""Engagement: the strategy's money becomes doses of levers, where it can.

Money is allocated to each lever week by week (its share of the budget, which an adaptive strategy moves). In a week a lever may spend what is allocated
and not yet spent in this fiscal year, evenly over the next quarter; money left at the end of a fiscal year stays
unspent and is never moved to another lever.

    affordable doses  m = money of the week / (usd_per_dose_year / 52)
    planned           p_c = target_c ready_c access_c supply_c welcome_c civic
    size              n_c = max(people of c / 10,000, 1/5)
    delivered         dose_c = p_c min(1, m / sum of n p) quality
    spent             = (usd_per_dose_year / 52) sum of n p min(1, m / sum of n p)

    target   dose the strategy asks for here, set anew every half-year: the places first in the lever's order (by reported
             need, by access, all, or a list), as many as the money of a year pays for, given the share e of what was
             asked for that could be worked with so far: e' = e + (sum of n p / sum of n target - e) / 13, from
             expected_reach, and at least least_reach counts
    ready    rises from 0 to 1 over the lever's delay, and loses left_per_week when the place is left
    access   1 - insecurity, and less in a disaster: (1 - disaster_closes)^size;   supply  what CSOs of the place have taken on (1 for the mission's own levers, which need
             a mandate);   welcome  min(1, trust in whoever delivers / full_welcome);   civic  civic space where the lever lives on
             free speech, else its square root;   quality  implementation quality of this run

10,000 people, the fifth a small place costs at least, quarters, half-years and fiscal years are units of account.

Each of these obstacles can reach zero, and then the lever does nothing.

Programmes in one place do not simply add. Where the doses of the mission's and the CSOs' levers come to more than one, each
is felt less, and all are paid for: D of them together count as 1 + (D - 1) room / (room + D - 1), room_for_more. Communities
saturated with programmes were not more peaceful by their own indicators (Firchow 2018); the size is our choice, and a very
large room means no crowding.

Bad delivery is paid for, places that cannot be reached are not. Additional peacekeepers are paid in whole persons after
their delay, while there is a mandate.

Source: none; an accounting rule. Programmes are often delivered in part: mixed implementation went with null results in
six countries, Blair et al. (2021). A national programme in Afghanistan moved welfare, attitudes and security only where
there was little violence, and security no longer after its end: Beath, Christia and Enikolopov (2012).
Left out: armed groups that attack the programmes that threaten them. Aid raised casualties where rebels sabotaged it,
Crost et al. (2014), and violence in contested districts, Sexton (2016): that harm is not in the results of any lever.
Also left out: advance payments, overheads, prices that change over time.
"""

import math

from cse_sim.compiling import formula, part
from cse_sim.elementary import log1p
from cse_sim.formulas import (
    means_over_groups,
    size_of_place,
    sum_of_products,
    sum_of_triple_products,
)
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import FIRCHOW_2018, OUR_CHOICE

WEEKS_BETWEEN_TARGETS = 26
NEED_BINS = 64


class EngagementParams(Params, group="engagement"):
    """What closes the way to places besides violence."""

    disaster_closes = param(
        0.4,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.2, 0.6),
        meaning="share of places staff cannot reach in a disaster of ordinary size",
        basis="assumed",
        source=OUR_CHOICE,
    )
    full_welcome = param(
        0.5,
        unit="share",
        bounds=(0.05, 1.0),
        prior=Uniform(0.3, 0.7),
        meaning="trust in whoever delivers from which people no longer hold back",
        basis="assumed",
        source=OUR_CHOICE,
    )
    expected_reach = param(
        0.6,
        unit="share",
        bounds=(0.05, 1.0),
        prior=Uniform(0.4, 0.8),
        meaning="share of what is asked for that managers first expect to be able to work with",
        basis="assumed",
        source=OUR_CHOICE,
    )
    least_reach = param(
        0.2,
        unit="share",
        bounds=(0.01, 1.0),
        prior=Uniform(0.1, 0.3),
        meaning="share below which managers do not spread a lever more widely",
        basis="assumed",
        source=OUR_CHOICE,
    )
    left_per_week = param(
        0.08,
        unit="1/week",
        bounds=(0.0, 1.0),
        prior=Uniform(0.04, 0.15),
        meaning="share of readiness lost in a week after a place is left",
        basis="assumed",
        source=OUR_CHOICE,
    )
    room_for_more = param(
        2.0,
        unit="doses",
        bounds=(0.05, 1000.0),
        prior=LogUniform(0.7, 10.0),
        meaning="most that programmes beyond one full dose can add together in a place",
        basis="assumed",
        source=FIRCHOW_2018,
    )


@formula
def felt_together(together, room_for_more):
    """What doses of one place that come to ``together``, more than one, count as."""
    more = together - 1.0
    return 1.0 + more * room_for_more / (room_for_more + more)


@part
def _need(c, rule, reported_recent, history, insecurity):
    """How far forward a place stands in a lever's order, 0 … 1, by reports and by what it went through in the war."""
    if rule == 2.0:
        return 1.0 - insecurity[c]
    known = reported_recent[c] + 0.5 * log1p(max(history[c], 0.0))
    return known / (1.0 + known)


@part
def _retarget(
    v,
    rule,
    dose,
    doses,
    lever_target,
    reported_recent,
    history,
    insecurity,
    population,
    bin_of,
    held,
):
    """Dose to as many places as can be paid, those first in the order before the others.

    ``bin_of`` and ``held`` are rows to use: the bin of every place, and the size of the places in every bin.
    """
    communities = lever_target.shape[1]
    if rule == 3.0:
        return
    if rule == 0.0:
        for c in range(communities):
            lever_target[v, c] = dose
        return
    places = doses / dose if dose > 0.0 else 0.0
    for edge in range(NEED_BINS):
        held[edge] = 0.0
    for c in range(communities):
        bin_of[c] = _need(c, rule, reported_recent, history, insecurity)
    for c in range(communities):
        bin_of[c] = min(math.floor(bin_of[c] * NEED_BINS), NEED_BINS - 1)
        held[int(bin_of[c])] += size_of_place(population[c])
    edge = NEED_BINS
    above = 0.0
    while edge > 0 and above < places:
        edge -= 1
        above += held[edge]
    left = places
    for c in range(communities):
        if bin_of[c] > edge:
            lever_target[v, c] = dose
            left -= size_of_place(population[c])
        else:
            lever_target[v, c] = 0.0
    for c in range(communities):
        if bin_of[c] == edge and left > 0.0:
            lever_target[v, c] = dose * min(1.0, left / size_of_place(population[c]))
            left -= size_of_place(population[c])


@kernel
def week_of_engagement(
    week,
    theta,
    schedule,
    lever_settings,
    lever_theta,
    lever_quality,
    lever_share,
    lever_allocated_year,
    lever_spent_year,
    lever_allocated,
    lever_spent,
    lever_capacity,
    lever_delivered,
    lever_reached,
    lever_target,
    lever_ready,
    lever_dose,
    lever_supply,
    insecurity,
    history,
    reported_recent,
    civic_space,
    mandate,
    strategy_funding,
    disaster,
    disaster_closes,
    population,
    group_share,
    trust_in_peacekeepers,
    trust_in_csos,
    draws,
    scratch,
    spent_this_week,
    allocated_this_week,
    additional_troops,
    full_welcome,
    expected_reach,
    least_reach,
    left_per_week,
    room_for_more,
):
    """Allocates, targets, delivers and pays."""
    communities = lever_target.shape[1]
    open_roads = (1.0 - disaster_closes) ** disaster[0]
    if strategy_funding[0] > 0.0:
        means_over_groups(scratch[0], group_share, trust_in_peacekeepers)
        means_over_groups(scratch[1], group_share, trust_in_csos)
        for c in range(communities):
            access = open_roads * (1.0 - insecurity[c])
            scratch[0, c] = access * min(1.0, scratch[0, c] / full_welcome)
            scratch[1, c] = access * min(1.0, scratch[1, c] / full_welcome)
            scratch[2, c] = 0.0
    size = scratch[3]
    for c in range(communities):
        size[c] = size_of_place(population[c])
    for v in range(lever_settings.shape[1]):
        cost = theta[lever_theta[0, v]] / 52.0
        delay = theta[lever_theta[1, v]]
        lever_quality[v] = theta[lever_theta[2, v]]
        if schedule[week - 1, 8] > 0.0:
            lever_allocated_year[v] = 0.0
            lever_spent_year[v] = 0.0
        money = lever_share[v] * strategy_funding[0]
        lever_allocated_year[v] += money
        lever_allocated[v] += money
        allocated_this_week[0] += money
        open_now = lever_settings[2, v] < week <= lever_settings[3, v]
        left = max(lever_allocated_year[v] - lever_spent_year[v], 0.0)
        money = min(left, money + max(left - money, 0.0) / 13.0) if open_now else 0.0
        lever_capacity[v] = money / cost if cost > 0.0 else 0.0
        if lever_settings[5, v] == 2.0:
            _pay_troops(
                v,
                week,
                delay,
                money,
                cost,
                lever_settings,
                lever_ready,
                lever_spent,
                lever_spent_year,
                lever_delivered,
                mandate,
                spent_this_week,
                additional_troops,
            )
            continue
        if money <= 0.0 or strategy_funding[0] <= 0.0:
            for c in range(communities):
                lever_dose[v, c] = 0.0
                lever_ready[v, c] *= 1.0 - left_per_week
            continue
        if (
            week % WEEKS_BETWEEN_TARGETS == 1
            or lever_allocated[v] <= 1.001 * lever_share[v] * strategy_funding[0]
        ):
            lever_reached[v] = expected_reach if lever_reached[v] == 0.0 else lever_reached[v]
            doses = lever_share[v] * strategy_funding[0] / cost / max(lever_reached[v], least_reach)
            _retarget(
                v,
                lever_settings[4, v],
                lever_settings[1, v],
                doses,
                lever_target,
                reported_recent,
                history,
                insecurity,
                population,
                lever_dose[v],
                draws[0, 0],
            )
        deliverer = lever_settings[5, v]
        allowed = mandate[0] if deliverer == 0.0 else 1.0
        allowed *= civic_space[0] if lever_settings[6, v] > 0.0 else math.sqrt(civic_space[0])
        step = 1.0 / max(delay, 1.0)
        by_csos = deliverer == 1.0
        host = 0 if deliverer == 0.0 else 1
        for c in range(communities):
            asked = lever_target[v, c]
            ready = lever_ready[v, c]
            ready = min(1.0, ready + step) if asked > 0.0 else (1.0 - left_per_week) * ready
            lever_ready[v, c] = ready
            supplied = lever_supply[v, c] if by_csos else 1.0
            dose = asked * ready * supplied * allowed * scratch[host, c]
            lever_dose[v, c] = dose
        planned = sum_of_products(lever_dose[v], size)
        wanted = sum_of_triple_products(lever_target[v], lever_ready[v], size)
        if wanted > 0.0:
            lever_reached[v] += (planned / wanted - lever_reached[v]) / 13.0
        if planned <= 0.0:
            continue
        paid = min(1.0, lever_capacity[v] / planned)
        delivered = paid * lever_quality[v]
        together = 1.0 if deliverer < 2.0 else 0.0
        for c in range(communities):
            dose = lever_dose[v, c] * delivered
            lever_dose[v, c] = dose
            scratch[2, c] += together * dose
        spent = min(cost * planned * paid, left)
        lever_spent[v] += spent
        lever_spent_year[v] += spent
        lever_delivered[v] = planned * delivered
        spent_this_week[0] += spent
    if strategy_funding[0] > 0.0:
        _crowd(lever_settings, lever_dose, scratch, room_for_more)


@part
def _crowd(lever_settings, lever_dose, scratch, room_for_more):
    """Programmes of the mission and of CSOs get into each other's way where they come to more than one full dose."""
    for c in range(lever_dose.shape[1]):
        together = max(scratch[2, c], 1.0)
        scratch[2, c] = felt_together(together, room_for_more) / together
    for v in range(lever_settings.shape[1]):
        if lever_settings[5, v] < 2.0:
            for c in range(lever_dose.shape[1]):
                lever_dose[v, c] *= scratch[2, c]


@part
def _pay_troops(
    v,
    week,
    delay,
    money,
    cost,
    lever_settings,
    lever_ready,
    lever_spent,
    lever_spent_year,
    lever_delivered,
    mandate,
    spent_this_week,
    additional_troops,
):
    """Whole persons, paid from the day they are deployed."""
    waited = min(1.0, lever_ready[v, 0] + 1.0 / max(delay, 1.0)) if money > 0.0 else 0.0
    lever_ready[v, 0] = waited
    persons = math.floor(money / cost) if waited >= 1.0 and mandate[0] > 0.0 else 0.0
    additional_troops[0] = persons
    spent = persons * cost
    lever_spent[v] += spent
    lever_spent_year[v] += spent
    lever_delivered[v] = persons
    spent_this_week[0] += spent


@kernel
def supply_before_the_first_choice(lever_supply, lever_settings):
    """The mission's own levers need no CSO; CSOs have taken nothing on yet."""
    for v in range(lever_settings.shape[1]):
        for c in range(lever_supply.shape[1]):
            lever_supply[v, c] = 1.0 if lever_settings[5, v] != 1.0 else 0.0


START = process(
    supply_before_the_first_choice,
    name="first supply of work",
    writes=("lever_supply",),
    start=True,
)

ENGAGEMENT = process(
    week_of_engagement,
    name="engagement",
    params=EngagementParams,
    writes=(
        "lever_quality",
        "lever_allocated_year",
        "lever_spent_year",
        "lever_allocated",
        "lever_spent",
        "lever_capacity",
        "lever_delivered",
        "lever_reached",
        "lever_target",
        "lever_ready",
        "lever_dose",
        "spent_this_week",
        "allocated_this_week",
        "additional_troops",
    ),
)
