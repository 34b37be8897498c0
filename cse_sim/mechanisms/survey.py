"""The mission's survey: what it learns about trust and security, late, from a sample, and too kind.

Every half-year interviewers visit clusters, communities drawn in proportion to people (systematic sampling with a random
start), and ask some people in each:

    answering  ~ Binomial(interviews, response (1 - F/2) access)
    good       ~ Binomial(answering, s(logit(p) + courtesy)),     s(x) = 1/(1 + e^-x)
    reported   = sum of good / sum of answering,  lag weeks later

    p  share who would say so to a friend: trust in peacekeepers; for security, 1 - F      F  fear

Courtesy shifts answers on the logit scale: much where the question is whether people feel safe, little where it is
whether they are treated with respect. So 94 of 100 may report safety where trust is modest. Places that cannot be
reached are missed, which makes the country look safer.

Reports are recorded; adaptive strategies act on them (adaptation), nothing else does.

Source: Krasno: 93.5 per cent feel safer (Liberia, 2006, about 800 people), 50 per cent always and 45 sometimes respected
(Sierra Leone, 2005, about 900). Sizes of the shift judged from that. Sampling as in common perception surveys: our
choice. No causal estimate of monitoring on outcomes was found (grade D).
Left out: wording, panels, interviewers from one group, refusal because of politics.
"""

from cse_sim.compiling import part
from cse_sim.formulas import logistic, logit, within
from cse_sim.luck import binomial, keyed_uniform, keyed_uniforms
from cse_sim.params import Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import KRASNO, OUR_CHOICE

WEEKS_BETWEEN = 26
START_SLOT = 4


class SurveyParams(Params, group="survey"):
    """Size, response, courtesy and delay."""

    clusters = param(
        40.0,
        unit="count",
        bounds=(1.0, 1000.0),
        prior=Uniform(30.0, 60.0),
        meaning="communities visited",
        basis="assumed",
        source=OUR_CHOICE,
    )
    interviews = param(
        20.0,
        unit="count",
        bounds=(1.0, 1000.0),
        prior=Uniform(12.0, 25.0),
        meaning="people asked in each",
        basis="assumed",
        source=OUR_CHOICE,
    )
    response = param(
        0.85,
        unit="share",
        bounds=(0.01, 1.0),
        prior=Uniform(0.7, 0.95),
        meaning="share of people who answer where nobody is afraid",
        basis="assumed",
        source=OUR_CHOICE,
    )
    courtesy_security = param(
        2.0,
        unit="logit",
        bounds=(0.0, 5.0),
        prior=Uniform(1.0, 2.8),
        meaning="kindness of answers about security",
        basis="expert",
        source=KRASNO,
    )
    courtesy_respect = param(
        0.5,
        unit="logit",
        bounds=(0.0, 5.0),
        prior=Uniform(0.0, 1.0),
        meaning="kindness of answers about peacekeepers",
        basis="expert",
        source=KRASNO,
    )
    lag_weeks = param(
        8.0,
        unit="weeks",
        bounds=(1.0, 25.0),
        prior=Uniform(4.0, 16.0),
        meaning="weeks from fieldwork to report",
        basis="assumed",
        source=OUR_CHOICE,
    )
    fear_on_answers = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.2, 0.8),
        meaning="share of answers full fear silences",
        basis="assumed",
        source=OUR_CHOICE,
    )


@part
def _said(share, courtesy):
    """Chance of a good answer."""
    return logistic(logit(within(share, 0.001, 0.999)) + courtesy)


@kernel
def survey(
    week,
    run_key,
    decision,
    population,
    group_share,
    trust_in_peacekeepers,
    fear,
    insecurity,
    mandate,
    surveyed_trust_in_peacekeepers,
    surveyed_security,
    survey_week,
    fieldwork_trust,
    fieldwork_security,
    fieldwork_week,
    clusters,
    interviews,
    response,
    courtesy_security,
    courtesy_respect,
    lag_weeks,
    fear_on_answers,
):
    """Fieldwork every half-year while there is a mission; the report after the lag."""
    if fieldwork_week[0] > survey_week[0] and week - fieldwork_week[0] >= lag_weeks:
        surveyed_trust_in_peacekeepers[0] = fieldwork_trust[0]
        surveyed_security[0] = fieldwork_security[0]
        survey_week[0] = fieldwork_week[0]
    if week % WEEKS_BETWEEN != 0 or mandate[0] == 0.0:
        return
    people = 0.0
    for c in range(population.shape[0]):
        people += population[c]
    step = people / clusters
    target = step * keyed_uniform(run_key, decision, week, 0, START_SLOT)
    passed = 0.0
    answered = 0.0
    trusting = 0.0
    safe = 0.0
    asked = float(int(interviews))
    for c in range(population.shape[0]):
        passed += population[c]
        visits = 0.0
        while target < passed:
            target += step
            visits += 1.0
        if visits == 0.0:
            continue
        who, trust_answer, safety_answer, _ = keyed_uniforms(run_key, decision, week, c)
        open_to_us = response * (1.0 - fear_on_answers * fear[c]) * (1.0 - insecurity[c])
        answering = binomial(who, visits * asked, open_to_us)
        trust = 0.0
        for g in range(group_share.shape[0]):
            trust += group_share[g, c] * trust_in_peacekeepers[g, c]
        answered += answering
        trusting += binomial(trust_answer, answering, _said(trust, courtesy_respect))
        safe += binomial(safety_answer, answering, _said(1.0 - fear[c], courtesy_security))
    if answered > 0.0:
        fieldwork_trust[0] = trusting / answered
        fieldwork_security[0] = safe / answered
        fieldwork_week[0] = week


SURVEY = process(
    survey,
    name="survey",
    params=SurveyParams,
    writes=(
        "surveyed_trust_in_peacekeepers",
        "surveyed_security",
        "survey_week",
        "fieldwork_trust",
        "fieldwork_security",
        "fieldwork_week",
    ),
)
