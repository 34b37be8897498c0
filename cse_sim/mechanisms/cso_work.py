"""What CSOs do this week: presence, supply of work, results people see, and voice.

An organisation carries as many full doses for 10,000 people as its capacity allows. If it works on a lever of the strategy
it supplies the lever where it is asked for: in the place it has chosen, and less in the others it covers. Else it does
its own work. It is present in all places it covers, most in the one it has chosen.

    carried     n = throughput capacity
    supply      S_vc = 1 - e^-(sum of n a / size_c),   a = focus in the chosen place (1 if no other place asks),
                the rest shared by the other places that ask;  size_c as in engagement  [share, below 1]
    presence    P_c = sum of h,   h = capacity reach (1 in the chosen place, elsewhere else);  reach falls from place to
                place, in the order of distance from the seat
    good        += value h (dose delivered last week, or own_results for its own work)
    bad         += dependence h (1 - independence) (1 - T)
    advocacy    += voice capacity legitimacy, if it speaks up, to the authority of the place; national_hearing of it
                   to the national one

    capacity, reach, independence, legitimacy   of the organisation                [share]
    T   trust in peacekeepers in the place: whoever pays, the mission is who people see behind it

Capacity changes what can be delivered, never an outcome directly. Early in the week, so that presence and supply are
known to all that follows; organisations choose at the end of a week, for the next. Supply is counted anew every fourth
week.

Source: no estimate of the effect of CSO capacity on outcomes was found (grade D); funding that narrows what CSOs do costs
them acceptance: donor funding and local civil society. Forms and sizes are our choice.
Left out: partnerships between organisations, rivalry, travel, single staff.
"""

import math

from cse_sim.compiling import part
from cse_sim.elementary import expm1
from cse_sim.formulas import means_over_groups, size_of_place
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import DONOR_FRAMING, OUR_CHOICE


class CsoWorkParams(Params, group="cso_work"):
    """Numbers of the work of an organisation."""

    throughput = param(
        12.0,
        unit="doses",
        bounds=(0.0, 100.0),
        prior=LogUniform(6.0, 24.0),
        meaning="full doses for 10,000 people an organisation at full capacity can carry",
        basis="assumed",
        source=OUR_CHOICE,
    )
    focus = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.3, 0.7),
        meaning="share of its work on a lever in the place it has chosen, if other places ask too",
        basis="assumed",
        source=OUR_CHOICE,
    )
    elsewhere = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.2, 0.8),
        meaning="presence in the other places it covers, against the chosen one",
        basis="assumed",
        source=OUR_CHOICE,
    )
    value = param(
        1.5,
        unit="doses",
        bounds=(0.0, 10.0),
        prior=Uniform(0.5, 2.5),
        meaning="good experience in one full dose of work people see",
        basis="assumed",
        source=OUR_CHOICE,
    )
    own_results = param(
        0.2,
        unit="doses",
        bounds=(0.0, 1.0),
        prior=Uniform(0.05, 0.4),
        meaning="results of an organisation's own work, against a full dose of a lever",
        basis="assumed",
        source=OUR_CHOICE,
    )
    dependence = param(
        0.3,
        unit="doses",
        bounds=(0.0, 10.0),
        prior=Uniform(0.0, 0.8),
        meaning="bad experience of an organisation that funders steer, where nobody trusts the mission",
        basis="assumed",
        source=DONOR_FRAMING,
    )
    voice = param(
        0.25,
        unit="doses",
        bounds=(0.0, 20.0),
        prior=LogUniform(0.1, 1.0),
        meaning="advocacy of one organisation at full capacity and legitimacy",
        basis="assumed",
        source=OUR_CHOICE,
    )
    national_hearing = param(
        0.1,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.05, 0.2),
        meaning="part of local advocacy that reaches the national authority",
        basis="assumed",
        source=OUR_CHOICE,
    )


@part
def _supply(
    link_start,
    link_community,
    lever_settings,
    lever_target,
    lever_supply,
    cso_alive,
    cso_capacity,
    cso_activity,
    cso_link,
    population,
    throughput,
    focus,
):
    """Share of each dose asked for that organisations take on."""
    levers = lever_settings.shape[1]
    communities = population.shape[0]
    for v in range(levers):
        if lever_settings[5, v] == 1.0:
            for c in range(communities):
                lever_supply[v, c] = 0.0
    for s in range(cso_alive.shape[0]):
        v = int(cso_activity[s])
        if cso_alive[s] == 0.0 or v < 0:
            continue
        chosen = int(cso_link[s])
        asking = 0.0
        for link in range(link_start[s], link_start[s + 1]):
            if link != chosen and lever_target[v, link_community[link]] > 0.0:
                asking += 1.0
        carried = throughput * cso_capacity[s]
        here = carried * focus if asking > 0.0 else carried
        for link in range(link_start[s], link_start[s + 1]):
            c = link_community[link]
            if lever_target[v, c] > 0.0:
                part_of = here if link == chosen else (carried - here) / asking
                lever_supply[v, c] += part_of / size_of_place(population[c])
    for v in range(levers):
        if lever_settings[5, v] == 1.0:
            for c in range(communities):
                lever_supply[v, c] = 0.0 - expm1(-lever_supply[v, c])


@kernel
def week_of_work(
    week,
    scratch,
    link_start,
    link_community,
    admin_of,
    lever_settings,
    lever_target,
    lever_dose,
    lever_supply,
    lever_workforce,
    cso_alive,
    cso_capacity,
    cso_legitimacy,
    cso_independence,
    cso_speaks,
    cso_activity,
    cso_link,
    cso_results,
    population,
    group_share,
    trust_in_peacekeepers,
    cso_presence,
    csos_good,
    csos_bad,
    advocacy,
    cso_initiatives,
    cso_reach_at_seat,
    cso_reach_falloff,
    throughput,
    focus,
    elsewhere,
    value,
    own_results,
    dependence,
    voice,
    national_hearing,
):
    """Presence, supply, results and voice of every organisation."""
    levers = lever_settings.shape[1]
    country = advocacy.shape[0] - 1
    for v in range(levers):
        lever_workforce[v] = 0.0
    if week % 4 == 1:
        _supply(
            link_start,
            link_community,
            lever_settings,
            lever_target,
            lever_supply,
            cso_alive,
            cso_capacity,
            cso_activity,
            cso_link,
            population,
            throughput,
            focus,
        )
    trust = scratch[0]
    means_over_groups(trust, group_share, trust_in_peacekeepers)
    initiatives = 0.0
    heard_in_capital = 0.0
    for s in range(cso_alive.shape[0]):
        if cso_alive[s] == 0.0:
            continue
        first = link_start[s]
        last = link_start[s + 1]
        chosen = int(cso_link[s])
        v = int(cso_activity[s])
        place = link_community[chosen]
        initiatives += math.ceil(throughput * cso_capacity[s])
        bad = dependence * (1.0 - cso_independence[s]) * (1.0 - trust[place])
        results = 0.0
        if v >= 0:
            lever_workforce[v] += cso_capacity[s]
        reach = cso_reach_at_seat[0]
        for link in range(first, last):
            c = link_community[link]
            here = cso_capacity[s] * reach
            reach *= cso_reach_falloff[0]
            here *= 1.0 if link == chosen else elsewhere
            done = lever_dose[v, c] if v >= 0 else own_results
            cso_presence[c] += here
            csos_good[c] += value * here * done
            csos_bad[c] += bad * here
            results += here * done
        cso_results[s] = value * results
        said = voice * cso_capacity[s] * cso_legitimacy[s] if cso_speaks[s] > 0.0 else 0.0
        advocacy[admin_of[place]] += said
        heard_in_capital += national_hearing * said
    cso_initiatives[0] += initiatives
    advocacy[country] += heard_in_capital


WORK = process(
    week_of_work,
    name="work of CSOs",
    params=CsoWorkParams,
    writes=(
        "lever_supply",
        "lever_workforce",
        "cso_results",
        "cso_presence",
        "csos_good",
        "csos_bad",
        "advocacy",
        "cso_initiatives",
    ),
)
