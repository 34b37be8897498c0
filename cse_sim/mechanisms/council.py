"""Council feedback: people judge a council by what became of their inputs.

Every fourth week a standing council meets (a quarter of the communities each week). Participants hand in inputs; the
mission acts on some of them. People do not judge a single meeting but the smoothed record, with a dead band, against
what they had come to expect.

    participants ~ Poisson(w participation_per_week adults dose (1-fear)(1-fatigue) s(steep (T-1/2)))
    inputs n     = 1 + participants / participants_per_input, rounded down; none if nobody came
    acted on     ~ Binomial(n, r)
    r' = r + follow_up (willing min(1, capacity/load) - r), without a mandate towards 0
    q'  = q + smoothing (acted/n - q)
    e'  = e + adaptation (q' - e)
    good = weight max(q' - e - band, 0) + value acted        bad = weight max(e - q' - band, 0)

    q  remembered record   e  expectation   r  responsiveness          [shares]
    T  trust in peacekeepers   s(x) = 1 / (1 + e^-x)
    Women, young people and the well connected are kept as expected numbers: a fixed share of those who came.
    steep  trust_on_participation;   weight  gap_weight
    w  4 weeks for a council that meets, 1 for a week of consultation; the larger w dose counts where both are held
    dose  of the council's work, or of the consultation;   adults  adult_share of the people, the displaced left out
    load  inputs of the week;   capacity  inputs_per_officer times civil affairs officers

Where no council works, what was promised above the first hope, by broadcasts or by a council that has closed, is held
against what people see of the mission, and fades at the pace of a council's adaptation (a quarter of it a week):

    bad = unkept_promises max(e - e0 - band, 0) (1 - p a)        e' = e - adaptation (e - e0) / 4    while e > e0

    e0  expectation_at_start    p  presence of peacekeepers    a  readiness to answer of the units in reach

A council begins in the first week it meets: its record starts at expectation_at_start. Expectation started there with
the run, and what broadcasts have promised since is held against the council. Every input acted on
adds to the mission's knowledge of local grievances, k' = k + (1 - k)(1 - e^(-knowledge_gain acted)), and to the dispute
institution, in the same form with institution_gain and (1 - capture). Inclusion follows the mean dose of council work
over people, times min(1, r / enough_response), by inclusion_pace a week. Fatigue loses half in fatigue_half_life_weeks.

Below expectation trust falls: consulting without acting does harm, sharply at first, fading as expectations fall. A
captured council keeps its promises to the largest group and breaks them to the others, and sharpens lines between
groups. Standing councils strengthen the dispute institution through inputs acted on and feed inclusion; one-off
consultations take inputs every week they last, leave a short-lived contact (less to the tired), tire people, and do
neither.

Source: no causal estimate of councils attached to missions was found (grade D): wide priors. Standing commissions, not
consultations, go with durable peace: modality test over 50 accords (grade C). That inclusion counts by influence, not by
presence, is the finding of case studies (Paffenholz 2014). Consulting without acting: harm is expected from theory, no
direct estimate was found. Community bodies can sharpen lines: King et al. (2010), one replicated negative effect.
Promises that outrun what people see: backlash is expected, no size was found; trust after broadcasts is flat (see
communication), and below the dead band it stays so.
Left out: agenda, single members, rivalry between several councils of a place.
"""

import math

from cse_sim.formulas import kept, logistic, pushed_up, sum_of, sum_of_products
from cse_sim.luck import binomial, poisson
from cse_sim.params import LogUniform, Normal, Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import KING_2010, OUR_CHOICE


class CouncilParams(Params, group="council_feedback"):
    """Numbers of participation, response and expectation."""

    participation_per_week = param(
        0.0012,
        unit="1/week",
        bounds=(0.0, 0.05),
        prior=LogUniform(0.0005, 0.0025),
        meaning="chance that an adult takes part in a week, with nothing in the way",
        basis="expert",
        source=OUR_CHOICE,
    )
    willing = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.8),
        meaning="share of inputs the mission is willing to act on",
        basis="expert",
        source=OUR_CHOICE,
    )
    inputs_per_officer = param(
        1.5,
        unit="1/week",
        bounds=(0.0, 50.0),
        prior=LogUniform(0.5, 4.0),
        meaning="inputs one civil affairs officer can follow up in a week",
        basis="assumed",
        source=OUR_CHOICE,
    )
    expectation_at_start = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.3, 0.7),
        meaning="share of inputs people first expect to be acted on",
        basis="expert",
        source=OUR_CHOICE,
    )
    adaptation = param(
        0.04,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.01, 0.10),
        meaning="how far expectation follows the record in one session",
        basis="expert",
        source=OUR_CHOICE,
    )
    smoothing = param(
        0.15,
        unit="share",
        bounds=(0.01, 1.0),
        prior=Uniform(0.08, 0.30),
        meaning="weight of the last session in the remembered record",
        basis="assumed",
        source=OUR_CHOICE,
    )
    dead_band = param(
        0.05,
        unit="share",
        bounds=(0.0, 0.5),
        prior=Uniform(0.02, 0.10),
        meaning="gap between record and expectation nobody minds",
        basis="assumed",
        source=OUR_CHOICE,
    )
    gap_weight = param(
        4.0,
        unit="doses",
        bounds=(0.0, 20.0),
        prior=Uniform(2.0, 6.0),
        meaning="experience in a full gap between record and expectation",
        basis="assumed",
        source=OUR_CHOICE,
    )
    value_of_acting = param(
        0.2,
        unit="doses",
        bounds=(0.0, 2.0),
        prior=Uniform(0.05, 0.4),
        meaning="good experience in one input acted on",
        basis="assumed",
        source=OUR_CHOICE,
    )
    institution_gain = param(
        0.004,
        unit="1/session",
        bounds=(0.0, 0.1),
        prior=LogUniform(0.001, 0.01),
        meaning="strength the dispute institution wins in a session with one input acted on",
        basis="assumed",
        source=OUR_CHOICE,
    )
    capture_harm = param(
        1.0,
        unit="doses",
        bounds=(0.0, 5.0),
        prior=Uniform(0.0, 2.0),
        meaning="bad experience between groups in a session of a fully captured council",
        basis="assumed",
        source=KING_2010,
    )
    fatigue_per_consultation = param(
        0.05,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.01, 0.15),
        meaning="tiredness one week of one-off consultation leaves",
        basis="assumed",
        source=OUR_CHOICE,
    )
    consultation_contact = param(
        0.15,
        unit="doses",
        bounds=(0.0, 2.0),
        prior=Normal(0.15, 0.1, 0.0, 0.6),
        meaning="short-lived good contact in a week of one-off consultation",
        basis="assumed",
        source=OUR_CHOICE,
    )
    fatigue_half_life_weeks = param(
        17.0,
        unit="weeks",
        bounds=(1.0, 520.0),
        prior=Uniform(8.0, 26.0),
        meaning="half-life of the tiredness of being consulted",
        basis="assumed",
        source=OUR_CHOICE,
    )
    follow_up = param(
        0.2,
        unit="1/week",
        bounds=(0.01, 1.0),
        prior=Uniform(0.1, 0.4),
        meaning="how fast responsiveness follows the load of inputs",
        basis="assumed",
        source=OUR_CHOICE,
    )
    knowledge_gain = param(
        0.05,
        unit="1/input",
        bounds=(0.0, 1.0),
        prior=Uniform(0.02, 0.1),
        meaning="share of what the mission does not know that one input acted on tells it",
        basis="assumed",
        source=OUR_CHOICE,
    )
    inclusion_pace = param(
        0.02,
        unit="1/week",
        bounds=(0.001, 1.0),
        prior=LogUniform(0.005, 0.05),
        meaning="how fast inclusion follows the reach of standing councils",
        basis="assumed",
        source=OUR_CHOICE,
    )
    women_share = param(
        0.35,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.2, 0.5),
        meaning="share of women among participants",
        basis="assumed",
        source=OUR_CHOICE,
    )
    youth_share = param(
        0.25,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.1, 0.4),
        meaning="share of young people among participants",
        basis="assumed",
        source=OUR_CHOICE,
    )
    connected_share = param(
        0.4,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.2, 0.6),
        meaning="share of the well connected among participants",
        basis="assumed",
        source=OUR_CHOICE,
    )
    participants_per_input = param(
        10.0,
        unit="people",
        bounds=(1.0, 1000.0),
        prior=LogUniform(5.0, 20.0),
        meaning="participants it takes for a further input",
        basis="assumed",
        source=OUR_CHOICE,
    )
    trust_on_participation = param(
        6.0,
        unit="logit",
        bounds=(0.0, 20.0),
        prior=Uniform(3.0, 9.0),
        meaning="how steeply participation rises with trust in peacekeepers, half of those free to come at trust 1/2",
        basis="assumed",
        source=OUR_CHOICE,
    )
    enough_response = param(
        0.5,
        unit="share",
        bounds=(0.01, 1.0),
        prior=Uniform(0.3, 0.8),
        meaning="responsiveness at which a council counts in full as a say in the settlement",
        basis="assumed",
        source=OUR_CHOICE,
    )
    unkept_promises = param(
        0.5,
        unit="doses",
        bounds=(0.0, 20.0),
        prior=Uniform(0.0, 1.0),
        meaning="bad experience in a week of promises nobody sees anything of, where no council meets",
        basis="assumed",
        source=OUR_CHOICE,
    )


@kernel
def sessions(
    week,
    u,
    population,
    displaced,
    council_work,
    consultation,
    fear,
    expectation,
    council_record,
    council_fatigue,
    council_capture,
    dispute_institution,
    local_knowledge,
    between_groups_bad,
    peacekeepers_good,
    participants,
    inputs_made,
    inputs_acted_on,
    trust_in_peacekeepers,
    group_share,
    council_good,
    council_bad,
    presence,
    responsiveness_in_reach,
    civil_affairs,
    mandate,
    adult_share,
    responsiveness,
    inclusion,
    participants_women,
    participants_youth,
    participants_connected,
    participation_per_week,
    willing,
    inputs_per_officer,
    expectation_at_start,
    adaptation,
    smoothing,
    dead_band,
    gap_weight,
    value_of_acting,
    institution_gain,
    capture_harm,
    fatigue_per_consultation,
    consultation_contact,
    women_share,
    youth_share,
    connected_share,
    fatigue_half_life_weeks,
    follow_up,
    knowledge_gain,
    inclusion_pace,
    participants_per_input,
    trust_on_participation,
    enough_response,
    unkept_promises,
):
    """Meetings of the week: who came, what was asked, what was done about it, and what people make of it."""
    communities = population.shape[0]
    load = 0.0
    groups = group_share.shape[0]
    rested = kept(fatigue_half_life_weeks)
    for c in range(communities):
        council_fatigue[c] *= rested
    for c in range(communities):
        if consultation[c] > 0.0:
            council_fatigue[c] = pushed_up(
                council_fatigue[c], fatigue_per_consultation * consultation[c]
            )
            peacekeepers_good[c] += (
                consultation_contact * consultation[c] * (1.0 - council_fatigue[c])
            )
        promised = expectation[c] - expectation_at_start
        if promised > 0.0 and council_work[c] == 0.0:
            unseen = 1.0 - presence[c] * responsiveness_in_reach[c]
            broken = unkept_promises * max(promised - dead_band, 0.0) * unseen
            for g in range(groups):
                council_bad[g, c] += broken
            expectation[c] -= 0.25 * adaptation * promised
        meets = (week + c) % 4 == 0 and council_work[c] > 0.0
        working = max(4.0 * council_work[c], consultation[c]) if meets else consultation[c]
        if working <= 0.0:
            continue
        trust = 0.0
        largest = 0
        for g in range(groups):
            trust += group_share[g, c] * trust_in_peacekeepers[g, c]
            if group_share[g, c] > group_share[largest, c]:
                largest = g
        mean = (
            participation_per_week
            * adult_share[0]
            * (population[c] - displaced[c])
            * working
            * (1.0 - fear[c])
            * (1.0 - council_fatigue[c])
            * logistic(trust_on_participation * (trust - 0.5))
        )
        came = poisson(u[0, c], mean)
        if came <= 0.0:
            continue
        participants[c] += came
        participants_women[0] += women_share * came
        participants_youth[0] += youth_share * came
        participants_connected[0] += connected_share * came
        asked = 1.0 + math.floor(came / participants_per_input)
        acted = binomial(u[1, c], asked, responsiveness[0])
        inputs_made[c] += asked
        inputs_acted_on[c] += acted
        load += asked
        if not meets:
            continue
        council_record[c] += smoothing * (acted / asked - council_record[c])
        gap = council_record[c] - expectation[c]
        good = gap_weight * max(gap - dead_band, 0.0) + value_of_acting * acted
        bad = gap_weight * max(-gap - dead_band, 0.0)
        for g in range(groups):
            held = 1.0 if g == largest else 1.0 - council_capture[c]
            council_good[g, c] += good * held
            council_bad[g, c] += bad + (0.0 if g == largest else good * council_capture[c])
        between_groups_bad[c] += capture_harm * council_capture[c]
        expectation[c] += adaptation * (council_record[c] - expectation[c])
        local_knowledge[c] = pushed_up(local_knowledge[c], knowledge_gain * acted)
        dispute_institution[c] = pushed_up(
            dispute_institution[c], institution_gain * acted * (1.0 - council_capture[c])
        )
    capacity = inputs_per_officer * civil_affairs[0]
    share = min(1.0, capacity / load) if load > 0.0 else 1.0
    responsiveness[0] += follow_up * (willing * share * mandate[0] - responsiveness[0])
    covered = sum_of_products(population, council_work) / sum_of(population)
    inclusion[0] += inclusion_pace * (
        covered * min(1.0, responsiveness[0] / enough_response) - inclusion[0]
    )


@kernel
def before_the_first_session(
    responsiveness, expectation, council_record, willing, expectation_at_start
):
    """Responsiveness starts at willingness; expectation at what people hope for."""
    responsiveness[0] = willing
    for c in range(expectation.shape[0]):
        expectation[c] = expectation_at_start
        council_record[c] = expectation_at_start


START = process(
    before_the_first_session,
    name="first expectations",
    writes=("responsiveness", "expectation", "council_record"),
    params=CouncilParams,
    start=True,
)

COUNCIL = process(
    sessions,
    name="council feedback",
    params=CouncilParams,
    draws={"u": "community"},
    writes=(
        "council_fatigue",
        "peacekeepers_good",
        "expectation",
        "council_record",
        "participants",
        "participants_women",
        "participants_youth",
        "participants_connected",
        "inputs_made",
        "inputs_acted_on",
        "council_good",
        "council_bad",
        "between_groups_bad",
        "local_knowledge",
        "dispute_institution",
        "responsiveness",
        "inclusion",
    ),
)
