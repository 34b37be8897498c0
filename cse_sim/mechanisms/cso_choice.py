"""What CSOs choose: which work, where, for whose money, and whether to speak up.

Once a month (a quarter of the organisations each week) an organisation weighs every lever the strategy asks CSOs for, in
every place it covers, against its own work around its seat:

    u(v, c)   = need N_c F_v + money M_vc (1 - cost I) - risk (fear_c + insecurity_c)/2 + habit
    u(own)    = own need N   + agenda I                - risk (fear + insecurity)/2     + habit
    P(option) = w/sum of w,   w = max(0, 1 + u/(8 temperature))^8
    F_v       = 1/2 + frac(a + 0.618034 k)/2

    N_c  r/(1 + r) with r the incidents reported recently: an organisation knows reports, not the truth     [share]
    F_v  how well the lever fits the organisation, 1/2 … 1, fixed for its life: a its profile, drawn once, k the number
         of the lever in the catalogue, from 0; frac(x) what x is above the whole number
    M_vc dose the strategy asks for there and nobody supplies yet, all of it where the organisation itself does  [share]
    I    independence   habit  for going on with the same work, and staying times habit for the same place;   own  own_work_need

A lever without money is no option, nor is one in a place the strategy does not ask it for; an organisation that takes no
mission money has only its own work. If no option has any weight it does its own work.

w is a power, not the exponential of a softmax. It comes near e^(u/temperature) where u is small against 8 temperature,
stays below it elsewhere, and is 0 for options with u below -8 temperature. The zero of u therefore matters: the same added
to all options makes choices more even. At the default temperature the best of ten options is taken in a little less than
half of the cases (0.3 to 0.6, by how far it stands out), so organisations are neither perfect planners nor dice.

Mission money is accepted or refused in the first month of a run and every 24 weeks after, by

    P(accept) = (1 - distrust (1 - T)) (1 - wary (1 - I))

T trust in peacekeepers at its seat: an organisation pays for its friends. One that has lost independence grows wary of
more, which keeps the loss bounded. It speaks up with probability civic space x safety x (1 + b I)/(1 + b), b
independence_on_voice. The 0.618034 only spreads the levers evenly and the power 8 only stands in for an exponential.

Source: no estimate; the costs of closeness to funders are qualitative: donor funding and local civil society.
Left out: what other organisations choose, competition for contracts, boards and members.
"""

from cse_sim.compiling import part
from cse_sim.luck import fill_every
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import DONOR_FRAMING, OUR_CHOICE

GOLDEN = 0.6180339887498949


class CsoChoiceParams(Params, group="cso_choice"):
    """Weights of the choice."""

    need = param(
        1.0,
        unit="weight",
        bounds=(0.0, 10.0),
        prior=Uniform(0.5, 1.5),
        meaning="weight of the need reported from a place",
        basis="assumed",
        source=OUR_CHOICE,
    )
    money = param(
        1.2,
        unit="weight",
        bounds=(0.0, 10.0),
        prior=Uniform(0.6, 1.8),
        meaning="weight of money offered",
        basis="assumed",
        source=OUR_CHOICE,
    )
    independence_cost = param(
        0.4,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.1, 0.7),
        meaning="share of the attraction of money that a fully independent organisation does not feel",
        basis="assumed",
        source=DONOR_FRAMING,
    )
    risk = param(
        0.8,
        unit="weight",
        bounds=(0.0, 10.0),
        prior=Uniform(0.3, 1.3),
        meaning="weight of fear and insecurity in a place",
        basis="assumed",
        source=OUR_CHOICE,
    )
    agenda = param(
        0.3,
        unit="weight",
        bounds=(0.0, 10.0),
        prior=Uniform(0.1, 0.6),
        meaning="weight of an independent organisation's own agenda",
        basis="assumed",
        source=OUR_CHOICE,
    )
    habit = param(
        0.4,
        unit="weight",
        bounds=(0.0, 10.0),
        prior=Uniform(0.1, 0.7),
        meaning="weight of going on with the same work in the same place",
        basis="assumed",
        source=OUR_CHOICE,
    )
    temperature = param(
        0.14,
        unit="weight",
        bounds=(0.01, 10.0),
        prior=LogUniform(0.1, 0.2),
        meaning="noise of choices: large, and every option is as likely as any other",
        basis="assumed",
        source=OUR_CHOICE,
    )
    distrust = param(
        0.6,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.2, 1.0),
        meaning="share of organisations that refuse mission money where nobody trusts the mission",
        basis="assumed",
        source=OUR_CHOICE,
    )
    wary = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.1, 0.9),
        meaning="share of organisations without any independence left that refuse more money",
        basis="assumed",
        source=DONOR_FRAMING,
    )
    own_work_need = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.3, 0.7),
        meaning="how well its own work answers reported need",
        basis="assumed",
        source=OUR_CHOICE,
    )
    staying = param(
        0.5,
        unit="share",
        bounds=(0.0, 2.0),
        prior=Uniform(0.2, 0.8),
        meaning="habit of the same place against habit of the same work",
        basis="assumed",
        source=OUR_CHOICE,
    )
    independence_on_voice = param(
        2.0,
        unit="ratio",
        bounds=(0.0, 20.0),
        prior=Uniform(1.0, 4.0),
        meaning="weight of independence on speaking up, against 1 for all",
        basis="assumed",
        source=OUR_CHOICE,
    )


@part
def _weight(appeal, certainty):
    """(1 + u/(8 temperature))^8, 0 below; ``certainty`` is 1/(8 temperature)."""
    y = max(0.0, 1.0 + appeal * certainty)
    y *= y
    y *= y
    return y * y


@part
def _fit(profile, number):
    """1/2 … 1, spread evenly over the levers of the catalogue."""
    turned = profile + GOLDEN * number
    return 0.5 + 0.5 * (turned - int(turned))


@part
def _own_weight(
    now,
    link,
    v,
    known,
    danger,
    independence,
    need,
    agenda,
    habit,
    certainty,
    own_work_need,
    staying,
):
    """Weight of the organisation's own work in a place."""
    appeal = own_work_need * need * known + agenda * independence - danger
    appeal += habit if v < 0 else 0.0
    appeal += staying * habit if now == link else 0.0
    return _weight(appeal, certainty)


@part
def _lever_weight(row, now, link, v, appeal, habit, certainty, staying):
    """Weight of one lever in a place."""
    appeal += habit if v == row else 0.0
    appeal += staying * habit if now == link else 0.0
    return _weight(appeal, certainty)


@kernel
def month_of_choices(
    week,
    run_key,
    decision,
    link_start,
    link_community,
    lever_row,
    lever_settings,
    lever_capacity,
    lever_target,
    lever_supply,
    reported_recent,
    fear,
    insecurity,
    group_share,
    trust_in_peacekeepers,
    civic_space,
    draws,
    scratch,
    cso_alive,
    cso_profile,
    cso_independence,
    cso_safety,
    cso_accepts,
    cso_speaks,
    cso_activity,
    cso_link,
    need,
    money,
    independence_cost,
    risk,
    agenda,
    habit,
    temperature,
    distrust,
    wary,
    own_work_need,
    staying,
    independence_on_voice,
):
    """A quarter of the organisations chooses for the next four weeks."""
    weights, known_at, danger_at, offered = scratch[0], scratch[1], scratch[2], scratch[3]
    for c in range(fear.shape[0]):
        known_at[c] = reported_recent[c] / (1.0 + reported_recent[c])
        danger_at[c] = 0.5 * risk * (fear[c] + insecurity[c])
    certainty = 0.125 / temperature
    luck = draws[0]
    fill_every(luck, run_key, decision, week, -week % 4, cso_alive.shape[0], 4)
    offers = 0
    for number in range(lever_row.shape[0]):
        row = lever_row[number]
        if row >= 0 and lever_settings[5, row] == 1.0 and lever_capacity[row] > 0.0:
            offered[offers] = number
            offers += 1
    for s in range(-week % 4, cso_alive.shape[0], 4):
        if cso_alive[s] == 0.0:
            continue
        first = link_start[s]
        last = link_start[s + 1]
        seat = link_community[first]
        u, by_money, by_voice = luck[0, s // 4], luck[1, s // 4], luck[2, s // 4]
        independence = cso_independence[s]
        if ((week + s) // 4) % 6 == 0 or week <= 4:
            trust = 0.0
            for g in range(group_share.shape[0]):
                trust += group_share[g, seat] * trust_in_peacekeepers[g, seat]
            willing = (1.0 - distrust * (1.0 - trust)) * (1.0 - wary * (1.0 - independence))
            cso_accepts[s] = 1.0 if by_money < willing else 0.0
        own_mind = 1.0 + independence_on_voice * independence
        outspoken = civic_space[0] * cso_safety[s] * own_mind / (1.0 + independence_on_voice)
        cso_speaks[s] = 1.0 if by_voice < outspoken else 0.0
        now = int(cso_link[s])
        v = int(cso_activity[s])
        pull = money * (1.0 - independence_cost * independence)
        own = _own_weight(
            now,
            first,
            v,
            known_at[seat],
            danger_at[seat],
            independence,
            need,
            agenda,
            habit,
            certainty,
            own_work_need,
            staying,
        )
        whole = own
        if cso_accepts[s] > 0.0:
            for k in range(last - first):
                weights[k] = 0.0
            for offer in range(offers):
                number = int(offered[offer])
                row = lever_row[number]
                fits = need * _fit(cso_profile[s], number)
                for link in range(first, last):
                    c = link_community[link]
                    k = link - first
                    target = lever_target[row, c]
                    same = (v == row) & (now == link)
                    asked = target if same else target * (1.0 - lever_supply[row, c])
                    appeal = known_at[c] * fits + pull * asked - danger_at[c]
                    weight = _lever_weight(row, now, link, v, appeal, habit, certainty, staying)
                    weight = weight if target > 0.0 else 0.0
                    weights[k] += weight
                    whole += weight
        left = u * whole - own
        taken = -1
        where = first
        if left > 0.0:
            while where < last - 1 and left > weights[where - first]:
                left -= weights[where - first]
                where += 1
            c = link_community[where]
            for offer in range(offers):
                number = int(offered[offer])
                row = lever_row[number]
                asked = lever_target[row, c]
                if asked > 0.0 and left > 0.0:
                    if v != row or now != where:
                        asked *= 1.0 - lever_supply[row, c]
                    fits = need * _fit(cso_profile[s], number)
                    appeal = known_at[c] * fits + pull * asked - danger_at[c]
                    left -= _lever_weight(row, now, where, v, appeal, habit, certainty, staying)
                    taken = row
        cso_activity[s] = taken
        cso_link[s] = where if taken >= 0 else first


CHOICE = process(
    month_of_choices,
    name="choice of CSOs",
    params=CsoChoiceParams,
    writes=("cso_accepts", "cso_speaks", "cso_activity", "cso_link"),
)
