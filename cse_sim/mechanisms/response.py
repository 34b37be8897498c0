"""Response and conduct: units answer what they know of, meet people, and sometimes do harm.

Answers and contacts, by community:

    answered   ~ Binomial(reported, readiness presence),    unanswered = reported - answered
    good      += contacts competence presence + answer_dose h answered
    neglect   += neglect_dose h unanswered,    h = people_who_hear / (people_who_hear + people)

    readiness, competence   of the units in reach, by their strength            [shares]
    h   share of a community that hears of one case: a case moves a village more than a town

Misconduct, by unit, and its two thresholds:

    happens    ~ Poisson(cases_per_1000_week strength/1000 (1 - training_on_conduct (competence - competence_at_start)))
    known      ~ Binomial(happens, k),  k = known_locally + (1 - known_locally) helped_known D(watched)
    recorded   ~ Binomial(known, q/k),  q = recorded (1 + helped_recorded D(watched))
    abuse     += abuse_dose h known here,  and abuse += scandal_dose recorded everywhere in the country

    watched  CSOs at work here and help to report, as they stood last week [doses];   D(x) = x / (1 + x)

What is not known locally moves nobody; what is recorded is a small part of what happens, so records say little about
conduct. A unit rotates every rotation_weeks: the new one brings its own readiness and competence; nothing trains a
unit while it is there. Without a mandate nothing is answered, and nobody is blamed for it.

Source: more than half of 475 young women in Monrovia had transactional sex, most of them with UN personnel, against nine
substantiated allegations in that year, Beber et al. (2017): rate and recorded share judged from it. Contact improves
opinion, abuse lowers it sharply: Gordon and Young (2017). Each further battalion raised the chance of a first
transaction, so cases grow with troops. Everything else is judged.
Left out: kinds of misconduct, contributing countries, discipline after a case, harm by accidents, answers that do harm.
"""

from cse_sim.compiling import formula
from cse_sim.formulas import logistic, logit, saturating
from cse_sim.luck import binomial, keyed_uniform, normal, poisson
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import BEBER_2017, GORDON_YOUNG_2017, OUR_CHOICE


class ResponseParams(Params, group="response"):
    """Numbers of answers, contacts and misconduct."""

    responsiveness_at_start = param(
        0.6,
        unit="share",
        bounds=(0.02, 0.98),
        prior=Uniform(0.3, 0.8),
        meaning="readiness of a typical unit to answer an incident",
        basis="expert",
        source=OUR_CHOICE,
    )
    competence_at_start = param(
        0.5,
        unit="share",
        bounds=(0.02, 0.98),
        prior=Uniform(0.3, 0.7),
        meaning="cultural competence of a typical unit",
        basis="expert",
        source=OUR_CHOICE,
    )
    rotation_weeks = param(
        52.0,
        unit="weeks",
        bounds=(4.0, 520.0),
        prior=Uniform(26.0, 60.0),
        meaning="how long a contingent stays",
        basis="assumed",
        source=OUR_CHOICE,
    )
    contacts = param(
        0.9,
        unit="doses/week",
        bounds=(0.0, 10.0),
        prior=Uniform(0.4, 1.5),
        meaning="contacts felt as help in a week of full presence and competence",
        basis="assumed",
        source=GORDON_YOUNG_2017,
    )
    people_who_hear = param(
        10_000.0,
        unit="people",
        bounds=(100.0, 1e6),
        prior=LogUniform(3_000.0, 30_000.0),
        meaning="people of a community half of whom hear of a case",
        basis="assumed",
        source=OUR_CHOICE,
    )
    answer_dose = param(
        1.0,
        unit="doses",
        bounds=(0.0, 10.0),
        prior=Uniform(0.5, 2.0),
        meaning="good experience in an incident answered",
        basis="assumed",
        source=OUR_CHOICE,
    )
    neglect_dose = param(
        0.5,
        unit="doses",
        bounds=(0.0, 10.0),
        prior=Uniform(0.1, 1.5),
        meaning="bad experience in a reported incident that nobody answered",
        basis="assumed",
        source=OUR_CHOICE,
    )
    abuse_dose = param(
        3.0,
        unit="doses",
        bounds=(0.0, 20.0),
        prior=Uniform(1.0, 5.0),
        meaning="bad experience in a case of misconduct known locally",
        basis="assumed",
        source=GORDON_YOUNG_2017,
    )
    scandal_dose = param(
        0.05,
        unit="doses",
        bounds=(0.0, 2.0),
        prior=Uniform(0.0, 0.15),
        meaning="bad experience everywhere in an officially recorded case",
        basis="assumed",
        source=OUR_CHOICE,
    )
    cases_per_1000_week = param(
        2.0,
        unit="per 1,000 people and week",
        bounds=(0.0, 50.0),
        prior=LogUniform(0.5, 6.0),
        meaning="cases of misconduct by 1,000 peacekeepers",
        basis="expert",
        source=BEBER_2017,
    )
    training_on_conduct = param(
        0.6,
        unit="ratio",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.9),
        meaning="share of misconduct that falls away with each whole step of cultural competence",
        basis="assumed",
        source=OUR_CHOICE,
    )
    known_locally = param(
        0.2,
        unit="share",
        bounds=(0.05, 1.0),
        prior=Uniform(0.05, 0.4),
        meaning="share of cases known in the community where nobody helps to report",
        basis="expert",
        source=OUR_CHOICE,
    )
    helped_known = param(
        0.4,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.1, 0.7),
        meaning="share of the unknown cases that become known with all help to report",
        basis="assumed",
        source=OUR_CHOICE,
    )
    recorded = param(
        0.004,
        unit="share",
        bounds=(0.0, 0.05),
        prior=LogUniform(0.001, 0.04),
        meaning="share of cases officially recorded where nobody helps to report",
        basis="expert",
        source=BEBER_2017,
    )
    helped_recorded = param(
        1.0,
        unit="ratio",
        bounds=(0.0, 10.0),
        prior=Uniform(0.0, 2.0),
        meaning="by how much all help to report raises the recorded share",
        basis="assumed",
        source=OUR_CHOICE,
    )
    units_sd = param(
        0.5,
        unit="logit",
        bounds=(0.0, 2.0),
        prior=Uniform(0.3, 0.8),
        meaning="spread of readiness and of competence between units",
        basis="assumed",
        source=OUR_CHOICE,
    )


@formula
def share_that_hears(population, people_who_hear):
    """Share of a community that hears of one case."""
    return people_who_hear / (people_who_hear + population)


@formula
def known_share(watched, known_locally, helped_known):
    """Share of cases known in the community."""
    return known_locally + (1.0 - known_locally) * helped_known * saturating(watched)


@formula
def recorded_share(watched, recorded, helped_recorded):
    """Share of all cases that is officially recorded."""
    return recorded * (1.0 + helped_recorded * saturating(watched))


@formula
def misconduct_rate(
    strength, competence, cases_per_1000_week, training_on_conduct, competence_at_start
):
    """Cases expected of a unit in a week."""
    trained = 1.0 - training_on_conduct * (competence - competence_at_start)
    return cases_per_1000_week * 0.001 * strength * trained


@kernel
def first_units(
    run_key,
    decision,
    unit_responsiveness,
    unit_competence,
    responsiveness_at_start,
    competence_at_start,
    units_sd,
):
    """Units differ in readiness and competence from the first day."""
    for unit in range(unit_competence.shape[0]):
        ready = units_sd * normal(keyed_uniform(run_key, decision, 0, unit, 0))
        able = units_sd * normal(keyed_uniform(run_key, decision, 0, unit, 1))
        unit_responsiveness[unit] = logistic(logit(responsiveness_at_start) + ready)
        unit_competence[unit] = logistic(logit(competence_at_start) + able)


@kernel
def week_of_answers(
    week,
    run_key,
    decision,
    mandate,
    population,
    presence,
    competence_in_reach,
    responsiveness_in_reach,
    incidents_reported,
    incidents_answered,
    peacekeepers_good,
    peacekeepers_neglect,
    reports_answered,
    contacts,
    people_who_hear,
    answer_dose,
    neglect_dose,
):
    """Contacts of the week, and what became of the reports."""
    if mandate[0] <= 0.0:
        return
    for c in range(population.shape[0]):
        peacekeepers_good[c] += contacts * competence_in_reach[c] * presence[c]
        reported = incidents_reported[c]
        if reported <= 0.0:
            continue
        heard = share_that_hears(population[c], people_who_hear)
        u = keyed_uniform(run_key, decision, week, c, 0)
        answered = binomial(u, reported, responsiveness_in_reach[c] * presence[c])
        incidents_answered[c] += answered
        peacekeepers_good[c] += answer_dose * heard * answered
        peacekeepers_neglect[c] += neglect_dose * heard * (reported - answered)
        reports_answered[0] += answered


@kernel
def week_of_conduct(
    week,
    run_key,
    decision,
    u,
    unit_strength,
    unit_place,
    unit_competence,
    unit_responsiveness,
    population,
    watched,
    misconduct,
    misconduct_known,
    peacekeepers_abuse,
    misconduct_happened,
    misconduct_recorded,
    people_who_hear,
    abuse_dose,
    scandal_dose,
    cases_per_1000_week,
    training_on_conduct,
    responsiveness_at_start,
    competence_at_start,
    rotation_weeks,
    known_locally,
    helped_known,
    recorded,
    helped_recorded,
    units_sd,
):
    """Misconduct of the week, who learns of it, and the units that rotate."""
    stay = int(rotation_weeks)
    served = week % stay
    on_record = 0.0
    for unit in range(unit_strength.shape[0]):
        rotates = served == 0
        served = served + 1 if served + 1 < stay else 0
        if unit_strength[unit] <= 0.0:
            continue
        if rotates:
            ready = units_sd * normal(keyed_uniform(run_key, decision, week, unit, 4))
            able = units_sd * normal(keyed_uniform(run_key, decision, week, unit, 5))
            unit_responsiveness[unit] = logistic(logit(responsiveness_at_start) + ready)
            unit_competence[unit] = logistic(logit(competence_at_start) + able)
        rate = misconduct_rate(
            unit_strength[unit],
            unit_competence[unit],
            cases_per_1000_week,
            training_on_conduct,
            competence_at_start,
        )
        if u[0, unit] <= 1.0 - rate:
            continue
        cases = poisson(u[0, unit], rate)
        if cases <= 0.0:
            continue
        c = int(unit_place[unit])
        known_part = known_share(watched[c], known_locally, helped_known)
        recorded_part = recorded_share(watched[c], recorded, helped_recorded)
        known = binomial(u[1, unit], cases, known_part)
        misconduct[c] += cases
        misconduct_happened[0] += cases
        if known > 0.0:
            heard = share_that_hears(population[c], people_who_hear)
            misconduct_known[c] += known
            peacekeepers_abuse[c] += abuse_dose * heard * known
            on_record += binomial(u[2, unit], known, recorded_part / known_part)
    if on_record > 0.0:
        misconduct_recorded[0] += on_record
        for c in range(population.shape[0]):
            peacekeepers_abuse[c] += scandal_dose * on_record


START = process(
    first_units,
    name="first units",
    writes=("unit_responsiveness", "unit_competence"),
    params=ResponseParams,
    start=True,
)

RESPONSE = process(
    week_of_answers,
    name="response",
    params=ResponseParams,
    writes=(
        "incidents_answered",
        "peacekeepers_good",
        "peacekeepers_neglect",
        "reports_answered",
    ),
)

CONDUCT = process(
    week_of_conduct,
    name="conduct",
    params=ResponseParams,
    draws={"u": "unit"},
    writes=(
        "unit_responsiveness",
        "unit_competence",
        "misconduct",
        "misconduct_known",
        "peacekeepers_abuse",
        "misconduct_happened",
        "misconduct_recorded",
    ),
)
