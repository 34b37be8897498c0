"""Governance: authorities serve, exclude, repress, and answer advocacy or strike back.

One authority per admin-1 and a national one. Each returns slowly to where it was, and is moved by those who speak to it.

    an answer to advocacy a comes with hazard      answers_per_week D(a)                      [1/week]
    it is a backlash with probability              backlash (1 - civic space)
      answer     r' = r + step (1 - r),   i' = i + inclusion_step step (1 - i)
      repression p' = p + step (1 - p)    if a draw falls below p
      capture    i' = i (1 - step)        otherwise: the loudest get what they want, the others lose their say
    else         r, i, p return to their base with a half-life

    n = service_value (S A - S0 A0) + exclusion_harm E (i - i0) - repression_harm (p - p0)
    good for people  += max(n, 0),     bad for people  += max(-n, 0)                            [doses]
    services         S' = S + f (capacity (1 - insecurity_on_services insecurity) - S), a quarter of the communities each week

    A = (1 - m) r + m r_national, the answers people live with; m national_part
    S0, A0, i0, p0   what they are used to: services at the start, and where authorities return to
    r responsiveness   i inclusiveness   p repression   E excluded share of the community's people      [shares]
    D(n) = n/(1 + n)

What people are used to is in the resting point of their trust (see trust: excluded groups start lower), so that trust moves
by what becomes better or worse, by D(good) and D(bad) only, and nothing drifts at the start. Programmes for the
police or the state have no term of their own on trust here: their published effects on trust are near zero.

Source (grade B for the null on trust): programmes left trust in the state where it was, so the weight of services is small,
zero inside its prior: no change by police outreach: Blair et al. (2019, 2021); local institutions unchanged by
community-driven development: Casey et al. (2012). Sizes of services, advocacy, backlash and capture: no estimate, our
choice, wide priors.
Left out: reporting to and reliance on the state, which rose while trust did not (Blair et al. 2019) and stayed up two
years after a mission's rule-of-law work (Blair 2019, International Organization); parties, courts, taxes, corruption,
turnover of officials, elections as accountability.
"""

from cse_sim.compiling import part
from cse_sim.formulas import chance, kept, logistic, logit, saturating
from cse_sim.luck import keyed_uniforms, normal
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import BLAIR_2019, OUR_CHOICE


class GovernanceParams(Params, group="governance"):
    """Numbers of answers, backlash and services."""

    half_life_weeks = param(
        156.0,
        unit="weeks",
        bounds=(26.0, 1040.0),
        prior=Uniform(78.0, 312.0),
        meaning="half-life of the way of an authority back to what it was",
        basis="assumed",
        source=OUR_CHOICE,
    )
    answers_per_week = param(
        0.06,
        unit="1/week",
        bounds=(0.0, 2.0),
        prior=LogUniform(0.02, 0.2),
        meaning="answers to advocacy that cannot be overheard",
        basis="assumed",
        source=OUR_CHOICE,
    )
    step = param(
        0.05,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.02, 0.1),
        meaning="change of an authority in one answer or backlash",
        basis="assumed",
        source=OUR_CHOICE,
    )
    backlash = param(
        0.7,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.3, 1.0),
        meaning="share of answers that are capture or repression where civic space is closed",
        basis="assumed",
        source=OUR_CHOICE,
    )
    service_value = param(
        0.5,
        unit="doses",
        bounds=(0.0, 10.0),
        prior=Uniform(0.0, 1.0),
        meaning="good experience in a week of full services of an authority that answers, where people are used to none",
        basis="assumed",
        source=BLAIR_2019,
    )
    exclusion_harm = param(
        0.3,
        unit="doses",
        bounds=(0.0, 10.0),
        prior=Uniform(0.1, 0.6),
        meaning="bad experience in a week of people whose say is wholly taken away",
        basis="assumed",
        source=OUR_CHOICE,
    )
    repression_harm = param(
        0.1,
        unit="doses",
        bounds=(0.0, 10.0),
        prior=Uniform(0.02, 0.3),
        meaning="bad experience in a week of full repression where people are used to none",
        basis="assumed",
        source=OUR_CHOICE,
    )
    services_half_life_weeks = param(
        208.0,
        unit="weeks",
        bounds=(26.0, 1040.0),
        prior=Uniform(104.0, 416.0),
        meaning="half-life of the way of services to what capacity allows",
        basis="assumed",
        source=OUR_CHOICE,
    )
    authorities_spread = param(
        0.05,
        unit="share",
        bounds=(0.0, 0.5),
        prior=Uniform(0.0, 0.1),
        meaning="spread of authorities around the scenario's values at the start",
        basis="assumed",
        source=OUR_CHOICE,
    )
    national_part = param(
        0.3,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.15, 0.45),
        meaning="part of the answers people live with that are the national authority's",
        basis="assumed",
        source=OUR_CHOICE,
    )
    inclusion_step = param(
        0.5,
        unit="ratio",
        bounds=(0.0, 2.0),
        prior=Uniform(0.2, 0.8),
        meaning="change of inclusiveness in an answer against that of responsiveness",
        basis="assumed",
        source=OUR_CHOICE,
    )
    insecurity_on_services = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.2, 0.8),
        meaning="share of services that stop where no road is safe",
        basis="assumed",
        source=OUR_CHOICE,
    )


@part
def _around(share, u, spread):
    """A share moved by about ``spread``, on the logit scale; 0 and 1 stay."""
    return logistic(logit(share) + 4.0 * spread * normal(u)) if 0.0 < share < 1.0 else share


@kernel
def first_authorities(
    run_key,
    decision,
    authority_responsiveness,
    authority_inclusiveness,
    authority_repression,
    authority_responsiveness_base,
    authority_inclusiveness_base,
    authority_repression_base,
    services,
    services_base,
    authorities_spread,
):
    """Authorities differ around the scenario's values, less near 0 and 1, and return to where they start."""
    for a in range(authority_responsiveness.shape[0]):
        u, v, w, _ = keyed_uniforms(run_key, decision, 0, a)
        authority_responsiveness[a] = _around(authority_responsiveness[a], u, authorities_spread)
        authority_inclusiveness[a] = _around(authority_inclusiveness[a], v, authorities_spread)
        authority_repression[a] = _around(authority_repression[a], w, authorities_spread)
        authority_responsiveness_base[a] = authority_responsiveness[a]
        authority_inclusiveness_base[a] = authority_inclusiveness[a]
        authority_repression_base[a] = authority_repression[a]
    for c in range(services.shape[0]):
        services_base[c] = services[c]


@kernel
def week_of_authorities(
    week,
    u,
    admin_of,
    group_share,
    group_exclusion,
    insecurity,
    civic_space,
    advocacy,
    authority_responsiveness,
    authority_inclusiveness,
    authority_repression,
    authority_capacity,
    authority_responsiveness_base,
    authority_inclusiveness_base,
    authority_repression_base,
    services,
    services_base,
    authorities_good,
    authorities_bad,
    half_life_weeks,
    answers_per_week,
    step,
    backlash,
    service_value,
    exclusion_harm,
    repression_harm,
    services_half_life_weeks,
    national_part,
    inclusion_step,
    insecurity_on_services,
):
    """Authorities answer or strike back; people live with them."""
    returns = 1.0 - kept(half_life_weeks)
    captured = backlash * (1.0 - civic_space[0])
    authorities = advocacy.shape[0]
    for a in range(authorities):
        r = authority_responsiveness[a]
        i = authority_inclusiveness[a]
        p = authority_repression[a]
        r += returns * (authority_responsiveness_base[a] - r)
        i += returns * (authority_inclusiveness_base[a] - i)
        p += returns * (authority_repression_base[a] - p)
        if u[0, a] < chance(answers_per_week * saturating(advocacy[a])):
            if u[1, a] >= captured:
                r += step * (1.0 - r)
                i += inclusion_step * step * (1.0 - i)
            elif u[2, a] < p:
                p += step * (1.0 - p)
            else:
                i *= 1.0 - step
        authority_responsiveness[a] = r
        authority_inclusiveness[a] = i
        authority_repression[a] = p
    country = authorities - 1
    national = national_part * authority_responsiveness[country]
    national_base = national_part * authority_responsiveness_base[country]
    local = 1.0 - national_part
    groups = group_share.shape[0]
    for c in range(services.shape[0]):
        a = admin_of[c]
        excluded = 0.0
        for g in range(groups):
            excluded += group_share[g, c] * group_exclusion[g]
        answered = services[c] * (local * authority_responsiveness[a] + national)
        usual = services_base[c] * (local * authority_responsiveness_base[a] + national_base)
        say = authority_inclusiveness[a] - authority_inclusiveness_base[a]
        struck = authority_repression[a] - authority_repression_base[a]
        felt = service_value * (answered - usual) + exclusion_harm * excluded * say
        felt -= repression_harm * struck
        if felt > 0.0:
            authorities_good[c] += felt
        else:
            authorities_bad[c] -= felt
    pace = 1.0 - kept(services_half_life_weeks / 4.0)
    for c in range((4 - week % 4) % 4, services.shape[0], 4):
        able = authority_capacity[admin_of[c]] * (1.0 - insecurity_on_services * insecurity[c])
        services[c] += pace * (able - services[c])


START = process(
    first_authorities,
    name="first authorities",
    start=True,
    params=GovernanceParams,
    writes=(
        "authority_responsiveness",
        "authority_inclusiveness",
        "authority_repression",
        "authority_responsiveness_base",
        "authority_inclusiveness_base",
        "authority_repression_base",
        "services_base",
    ),
)

GOVERNANCE = process(
    week_of_authorities,
    name="governance",
    params=GovernanceParams,
    draws={"u": "authority"},
    writes=(
        "authority_responsiveness",
        "authority_inclusiveness",
        "authority_repression",
        "services",
        "authorities_good",
        "authorities_bad",
    ),
)
