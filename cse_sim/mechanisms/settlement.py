"""The settlement: who takes up arms again, how large the campaign becomes, and when it ends.

Each armed group k is quiet or fighting. Its commitment to the settlement is

    x = x_run + b_I (inclusion - 1/2) - b_P predation + x_gap + x_noise                                  [logit]

x_run differs between worlds for reasons nobody sees (drawn once), x_gap starts below zero when fighting ends and fades
while peace lasts, x_noise stands for scandals, splits and new leaders (Ornstein-Uhlenbeck). While quiet,

    onset hazard = h0 s_k exp(-b_x x + b_G (G - 0.45) + b_E election + b_S breakdown - b_C cred) (A / A_ref)^b_F

    cred  consent(settlement) T / (T + T50 people / 10^6) while there is a mandate: credibility of the mission
    T     uniformed strength without observers, in thousands
    G     mean grievance of the group's constituency, counted every fourth week
    A     sum over groups of fighters + weight_of_idle x idle ex-combatants + least_strength x A_ref;
          A_ref = 1.5 per 1,000 people
    1.5 per 1,000, 0.45 and 3.3 million people are the points at which h0 and u0 are given, not parameters
    s_k   the group's part of A, so that a further group does not add war

and while fighting the hazard of an end is h_end (1 + b_M cred). A campaign has an expected number of exogenous events

    R_k = min(exp(u0 + u_slow + u_fast), cap) people / 3.3 million                                 [events/week]

u_slow is drawn at onset and lasts for years: a minor conflict or a war. The government commits a part of the events,
against civilians; of the rest a share o e^v / (1 - o + o e^v) is against civilians, with v slow. Quiet groups and
bandits leave a small rate, mostly against civilians.

The mission works through the credibility of a deal and has next to no effect on onset without one. Nothing local acts on
onset except through grievance, idle ex-combatants, inclusion and predation: mean grievance 0.05 lower takes 7 per cent
off the hazard, half the idle ex-combatants 10 to 20, inclusion 0.2 higher 8. That is little against luck, so the hazard
summed up to the first onset is kept beside the yes or no: same expectation, far less noise.

Feedback: fighting raises grievance and recruits, which raise the onset of the *next* fighting; while a group fights it
cannot take up arms again and its end depends on neither, and recruits come from a limited pool, so that the share of time
at war stays bounded (tests/mechanisms/test_settlement.py doubles b_G, b_F and the weight of deaths on grievance).

Source: base rates of relapse and yearly transitions, UCDP/PRIO. Peacekeepers and the risk of renewed war (grade C): 50 to
75 per cent less, Fortna (2004); little effect over all, some where a settlement is to be kept, Caplan and Hoeffler
(2017), so no effect is inside the prior of b_C; none on wars under way, Gilligan and Sergenti (2008), so zero is inside
the prior of b_M. Exclusion and rebellion, Cederman et al. (2010). Standing bodies, not consultations, go with durable
peace: modality test over 50 accords (grade C: observational, selection likely; zero is inside the prior of b_I). Only h0
was set to a record, the base rates of relapse; the other sizes are judged with UCDP in view and fitted to nothing. Form
and frailty are our choice.
Left out: bargaining, neighbouring countries, national mediation, settlements signed within the window, victories within
it. Settlements break more often than victories (Caplan and Hoeffler 2017); here the kind of settlement matters only
through consent to the mission.
"""

import math

from cse_sim.compiling import formula
from cse_sim.elementary import exp
from cse_sim.formulas import chance, kept, saturating
from cse_sim.luck import keyed_uniform, normal
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import (
    CAPLAN_2017,
    CEDERMAN_2010,
    FORTNA_2004,
    MODALITY_TEST,
    OUR_CHOICE,
    UCDP_ACD,
    UCDP_GED,
)


class SettlementParams(Params, group="settlement"):
    """Numbers of commitment, onset, campaign and end."""

    onset_per_week = param(
        0.0012,
        unit="1/week",
        bounds=(0.0, 0.1),
        prior=LogUniform(0.0005, 0.0030),
        meaning="weekly hazard that fighting begins in a country at the reference point (h0)",
        basis="calibrated",
        source=UCDP_ACD,
    )
    frailty_sd = param(
        0.7,
        unit="logit",
        bounds=(0.0, 3.0),
        prior=Uniform(0.3, 1.1),
        meaning="spread of lasting commitment between worlds",
        basis="expert",
        source=UCDP_ACD,
    )
    commitment_weight = param(
        0.8,
        unit="log ratio/logit",
        bounds=(0.0, 3.0),
        prior=Uniform(0.4, 1.2),
        meaning="weight of commitment on the onset of fighting (b_x)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    gap_at_end = param(
        -0.9,
        unit="logit",
        bounds=(-4.0, 0.0),
        prior=Uniform(-1.8, 0.0),
        meaning="doubt right after fighting ends",
        basis="expert",
        source=UCDP_ACD,
    )
    gap_half_life_weeks = param(
        130.0,
        unit="weeks",
        bounds=(13.0, 1040.0),
        prior=Uniform(52.0, 260.0),
        meaning="half-life of the doubt that fighting leaves: peace consolidates",
        basis="expert",
        source=UCDP_ACD,
    )
    noise_sd = param(
        0.35,
        unit="logit",
        bounds=(0.0, 2.0),
        prior=Uniform(0.2, 0.5),
        meaning="spread of passing changes of commitment",
        basis="assumed",
        source=OUR_CHOICE,
    )
    noise_half_life_weeks = param(
        26.0,
        unit="weeks",
        bounds=(4.0, 260.0),
        prior=Uniform(13.0, 52.0),
        meaning="half-life of a passing change of commitment",
        basis="assumed",
        source=OUR_CHOICE,
    )
    inclusion_weight = param(
        0.5,
        unit="logit",
        bounds=(-1.0, 3.0),
        prior=Uniform(0.0, 1.0),
        meaning="weight of inclusion on commitment; zero is in the prior (b_I)",
        basis="expert",
        source=MODALITY_TEST,
    )
    predation_weight = param(
        0.5,
        unit="logit",
        bounds=(0.0, 3.0),
        prior=Uniform(0.0, 1.0),
        meaning="weight of predation on commitment (b_P)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    credibility_weight = param(
        1.1,
        unit="log ratio",
        bounds=(0.0, 4.0),
        prior=Uniform(0.0, 1.8),
        meaning="weight of the mission's credibility on the onset of fighting (b_C)",
        basis="expert",
        source=FORTNA_2004,
    )
    half_cover_per_1000 = param(
        1.5,
        unit="per 1,000 people",
        bounds=(0.05, 20.0),
        prior=LogUniform(0.5, 4.0),
        meaning="uniformed strength per 1,000 people at which a mission's cover is one half (T50)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    consent_ceasefire = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.3, 0.7),
        meaning="consent under a mere ceasefire, against 1 under a signed settlement",
        basis="assumed",
        source=CAPLAN_2017,
    )
    consent_victory = param(
        0.3,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.1, 0.5),
        meaning="consent after a victory",
        basis="assumed",
        source=CAPLAN_2017,
    )
    consent_none = param(
        0.2,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.4),
        meaning="consent without any settlement",
        basis="assumed",
        source=CAPLAN_2017,
    )
    grievance_weight = param(
        1.5,
        unit="log ratio",
        bounds=(0.0, 10.0),
        prior=Uniform(0.5, 3.0),
        meaning="weight of the constituency's grievance on the onset of fighting (b_G)",
        basis="assumed",
        source=CEDERMAN_2010,
    )
    fighters_weight = param(
        0.5,
        unit="exponent",
        bounds=(0.0, 2.0),
        prior=Uniform(0.2, 1.0),
        meaning="weight of fighters and idle ex-combatants on the onset of fighting (b_F)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    election_weight = param(
        0.35,
        unit="log ratio",
        bounds=(0.0, 3.0),
        prior=Uniform(0.0, 0.8),
        meaning="weight of a tense election on the onset of fighting (b_E)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    breakdown_weight = param(
        1.5,
        unit="log ratio",
        bounds=(0.0, 5.0),
        prior=Uniform(0.5, 2.5),
        meaning="weight of a ceasefire breakdown of size 1 on the onset of fighting (b_S)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    end_per_week = param(
        0.003,
        unit="1/week",
        bounds=(0.0001, 0.1),
        prior=LogUniform(0.0015, 0.006),
        meaning="weekly hazard that fighting ends (h_end)",
        basis="expert",
        source=UCDP_ACD,
    )
    credibility_on_end = param(
        1.0,
        unit="ratio",
        bounds=(0.0, 5.0),
        prior=Uniform(0.0, 2.0),
        meaning="weight of the mission's credibility on the end of fighting (b_M)",
        basis="assumed",
        source=OUR_CHOICE,
    )
    campaign_level = param(
        -0.6,
        unit="log events/week",
        bounds=(-5.0, 4.0),
        prior=Uniform(-1.4, 0.2),
        meaning="level of a middling campaign in a country of 3.3 million (u0)",
        basis="expert",
        source=UCDP_GED,
    )
    campaign_sd = param(
        1.85,
        unit="log ratio",
        bounds=(0.0, 4.0),
        prior=Uniform(1.2, 2.4),
        meaning="spread of the size of campaigns",
        basis="expert",
        source=UCDP_ACD,
    )
    campaign_half_life_weeks = param(
        300.0,
        unit="weeks",
        bounds=(26.0, 2000.0),
        prior=Uniform(150.0, 500.0),
        meaning="half-life of the size of a campaign",
        basis="expert",
        source=UCDP_ACD,
    )
    swing_sd = param(
        0.5,
        unit="log ratio",
        bounds=(0.0, 2.0),
        prior=Uniform(0.3, 0.7),
        meaning="ups and downs within a campaign",
        basis="assumed",
        source=OUR_CHOICE,
    )
    swing_half_life_weeks = param(
        26.0,
        unit="weeks",
        bounds=(13.0, 260.0),
        prior=Uniform(18.0, 52.0),
        meaning="half-life of the ups and downs within a campaign",
        basis="assumed",
        source=OUR_CHOICE,
    )
    campaign_cap = param(
        30.0,
        unit="events/week",
        bounds=(1.0, 500.0),
        prior=LogUniform(15.0, 60.0),
        meaning="most events a week that a campaign brings by itself in a country of 3.3 million",
        basis="assumed",
        source=UCDP_GED,
    )
    onesided_share = param(
        0.15,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.10, 0.25),
        meaning="share of a middling armed group's events that hit civilians (o)",
        basis="expert",
        source=UCDP_GED,
    )
    onesided_sd = param(
        1.7,
        unit="logit",
        bounds=(0.0, 4.0),
        prior=Uniform(1.0, 2.2),
        meaning="spread between armed groups of the inclination to attack civilians (v)",
        basis="expert",
        source=UCDP_GED,
    )
    onesided_half_life_weeks = param(
        20.0,
        unit="weeks",
        bounds=(2.0, 260.0),
        prior=Uniform(10.0, 40.0),
        meaning="half-life of an armed group's inclination to attack civilians (v)",
        basis="expert",
        source=UCDP_GED,
    )
    government_share = param(
        0.12,
        unit="share",
        bounds=(0.0, 0.5),
        prior=Uniform(0.06, 0.20),
        meaning="share of events that are government attacks on civilians, at usual_repression",
        basis="assumed",
        source=UCDP_GED,
    )
    quiet_per_million = param(
        0.005,
        unit="events/week per million",
        bounds=(0.0, 0.2),
        prior=LogUniform(0.002, 0.010),
        meaning="rate of stray incidents and banditry while nobody fights",
        basis="assumed",
        source=OUR_CHOICE,
    )
    quiet_onesided_share = param(
        0.8,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.6, 0.95),
        meaning="share of the stray incidents of quiet times that hit civilians",
        basis="assumed",
        source=OUR_CHOICE,
    )
    predation_quiet = param(
        0.1,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.2),
        meaning="income from predation of a quiet group",
        basis="assumed",
        source=OUR_CHOICE,
    )
    predation_fighting = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.3, 0.7),
        meaning="income from predation of a fighting group",
        basis="assumed",
        source=OUR_CHOICE,
    )
    weight_of_idle = param(
        0.3,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.1, 0.5),
        meaning="weight of an idle ex-combatant against a fighter in a group's strength",
        basis="assumed",
        source=OUR_CHOICE,
    )
    least_strength = param(
        0.1,
        unit="share",
        bounds=(0.001, 1.0),
        prior=LogUniform(0.05, 0.2),
        meaning="strength all groups together never fall below, against the reference",
        basis="assumed",
        source=OUR_CHOICE,
    )
    predation_half_life_weeks = param(
        26.0,
        unit="weeks",
        bounds=(1.0, 520.0),
        prior=Uniform(13.0, 52.0),
        meaning="weeks in which half of a change of predation has come",
        basis="assumed",
        source=OUR_CHOICE,
    )
    price_on_predation = param(
        0.2,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.4),
        meaning="share of missing predation a large price shock brings",
        basis="assumed",
        source=OUR_CHOICE,
    )
    usual_repression = param(
        0.3,
        unit="share",
        bounds=(0.01, 1.0),
        prior=Uniform(0.2, 0.4),
        meaning="repression at which the government's share of events is given",
        basis="assumed",
        source=OUR_CHOICE,
    )


REFERENCE_PEOPLE = 3.3e6
REFERENCE_FIGHTERS = 1.5e-3
REFERENCE_GRIEVANCE = 0.45


@formula
def cover(troops, people, half_cover_per_1000):
    """Share of the effect of full cover: T / (T + T50 people / 10^6), T in thousands."""
    return troops / (troops + half_cover_per_1000 * people * 1e-6)


@formula
def consent_under(settlement_type, ceasefire, victory, none):
    """Consent by kind of settlement: 0 signed, 1 ceasefire, 2 victory, 3 none."""
    if settlement_type < 0.5:
        return 1.0
    if settlement_type < 1.5:
        return ceasefire
    return victory if settlement_type < 2.5 else none


@formula
def hazard_of_onset(base, commitment, push, strength, commitment_weight, fighters_weight):
    """Onset hazard before it is shared: strength is A / A_ref, push the sum of the other log terms."""
    return base * exp(push - commitment_weight * commitment) * strength**fighters_weight


@formula
def against_civilians(share, inclination):
    """o e^v / (1 - o + o e^v)."""
    odds = share * exp(inclination)
    return odds / (1.0 - share + odds)


@formula
def wandered(x, stays, sd, u):
    """One week of an Ornstein-Uhlenbeck process round zero with stationary spread sd."""
    return stays * x + sd * math.sqrt(1.0 - stays * stays) * normal(u)


@kernel
def first_commitments(
    run_key,
    decision,
    posture,
    commitment_run,
    commitment_gap,
    commitment_noise,
    intensity_slow,
    intensity_fast,
    onesided_noise,
    predation,
    at_war,
    frailty_sd,
    gap_at_end,
    noise_sd,
    campaign_sd,
    swing_sd,
    onesided_sd,
    predation_quiet,
    predation_fighting,
):
    """What this world's groups are like; the doubt of a fresh settlement."""
    for k in range(posture.shape[0]):
        commitment_run[k] = frailty_sd * normal(keyed_uniform(run_key, decision, 0, k, 0))
        commitment_noise[k] = noise_sd * normal(keyed_uniform(run_key, decision, 0, k, 1))
        intensity_fast[k] = swing_sd * normal(keyed_uniform(run_key, decision, 0, k, 2))
        onesided_noise[k] = onesided_sd * normal(keyed_uniform(run_key, decision, 0, k, 3))
        commitment_gap[k] = gap_at_end
        predation[k] = predation_quiet
        if posture[k] > 0.5:
            intensity_slow[k] = campaign_sd * normal(keyed_uniform(run_key, decision, 0, k, 4))
            predation[k] = predation_fighting
            at_war[0] = 1.0


@kernel
def week_of_the_settlement(
    week,
    run_key,
    decision,
    home_group,
    population,
    group_share,
    grievance,
    authority_repression,
    people,
    troops,
    mandate,
    settlement_type,
    election,
    price_shock,
    breakdown,
    inclusion,
    posture,
    commitment_run,
    commitment_gap,
    commitment_noise,
    intensity_slow,
    intensity_fast,
    onesided_noise,
    predation,
    constituency_grievance,
    fighters_total,
    idle_total,
    campaign_rate,
    onset_hazard,
    consent,
    credibility,
    at_war,
    quiet_weeks,
    first_onset_week,
    cumulative_onset_hazard,
    rate_state_based,
    rate_rebel,
    rate_government,
    onset_per_week,
    commitment_weight,
    gap_at_end,
    gap_half_life_weeks,
    noise_sd,
    noise_half_life_weeks,
    inclusion_weight,
    predation_weight,
    credibility_weight,
    half_cover_per_1000,
    consent_ceasefire,
    consent_victory,
    consent_none,
    grievance_weight,
    fighters_weight,
    election_weight,
    breakdown_weight,
    end_per_week,
    credibility_on_end,
    campaign_level,
    campaign_sd,
    campaign_half_life_weeks,
    swing_sd,
    swing_half_life_weeks,
    campaign_cap,
    onesided_share,
    onesided_sd,
    onesided_half_life_weeks,
    government_share,
    quiet_per_million,
    quiet_onesided_share,
    predation_quiet,
    predation_fighting,
    weight_of_idle,
    least_strength,
    predation_half_life_weeks,
    price_on_predation,
    usual_repression,
):
    """Commitment, onset or end, and the campaign of every armed group; then the national rates of violence."""
    groups = posture.shape[0]
    consent[0] = consent_under(settlement_type[0], consent_ceasefire, consent_victory, consent_none)
    credibility[0] = consent[0] * cover(troops[0], people[0], half_cover_per_1000) * mandate[0]
    repression = authority_repression[authority_repression.shape[0] - 1]
    by_government = government_share * 2.0 * repression / (usual_repression + repression)
    quiet_rate = quiet_per_million * people[0] * 1e-6
    rate_state_based[0] = 0.0
    rate_rebel[0] = 0.0
    rate_government[0] = 0.0
    if groups == 0:
        rate_government[0] = by_government * quiet_rate
        rate_rebel[0] = (1.0 - by_government) * quiet_rate
        return
    reference = REFERENCE_FIGHTERS * people[0]
    least = least_strength * reference / groups
    strength = 0.0
    for k in range(groups):
        strength += fighters_total[k] + weight_of_idle * idle_total[k] + least
    if week % 4 == 1:
        for k in range(groups):
            members = 0.0
            felt = 0.0
            g = home_group[k]
            for c in range(population.shape[0]):
                here = population[c] * group_share[g, c]
                members += here
                felt += here * grievance[g, c]
            constituency_grievance[k] = felt / members if members > 0.0 else REFERENCE_GRIEVANCE
    gap_stays = kept(gap_half_life_weeks)
    noise_stays = kept(noise_half_life_weeks)
    slow_stays = kept(campaign_half_life_weeks)
    fast_stays = kept(swing_half_life_weeks)
    onesided_stays = kept(onesided_half_life_weeks)
    predation_moves = 1.0 - kept(predation_half_life_weeks)
    end = chance(end_per_week * (1.0 + credibility_on_end * credibility[0]))
    peace = at_war[0] < 0.5
    count_hazard = peace and first_onset_week[0] == 0.0
    at_war[0] = 0.0
    for k in range(groups):
        noise = keyed_uniform(run_key, decision, week, k, 1)
        swing = keyed_uniform(run_key, decision, week, k, 2)
        inclination = keyed_uniform(run_key, decision, week, k, 3)
        commitment_noise[k] = wandered(commitment_noise[k], noise_stays, noise_sd, noise)
        intensity_fast[k] = wandered(intensity_fast[k], fast_stays, swing_sd, swing)
        onesided_noise[k] = wandered(onesided_noise[k], onesided_stays, onesided_sd, inclination)
        commitment_gap[k] *= gap_stays
        aim = predation_fighting if posture[k] > 0.5 else predation_quiet
        aim += (1.0 - aim) * price_on_predation * saturating(price_shock[0])
        predation[k] += predation_moves * (aim - predation[k])
        luck = keyed_uniform(run_key, decision, week, k, 0)
        size = keyed_uniform(run_key, decision, week, k, 4)
        part = (fighters_total[k] + weight_of_idle * idle_total[k] + least) / strength
        onset_hazard[k] = 0.0
        if posture[k] > 0.5:
            intensity_slow[k] = wandered(intensity_slow[k], slow_stays, campaign_sd, size)
            if luck < end:
                posture[k] = 0.0
                intensity_slow[k] = 0.0
                commitment_gap[k] = gap_at_end
        else:
            commitment = (
                commitment_run[k]
                + inclusion_weight * (inclusion[0] - 0.5)
                - predation_weight * predation[k]
                + commitment_gap[k]
                + commitment_noise[k]
            )
            push = (
                grievance_weight * (constituency_grievance[k] - REFERENCE_GRIEVANCE)
                + election_weight * election[0]
                + breakdown_weight * breakdown[0]
                - credibility_weight * credibility[0]
            )
            onset_hazard[k] = part * hazard_of_onset(
                onset_per_week,
                commitment,
                push,
                strength / reference,
                commitment_weight,
                fighters_weight,
            )
            if count_hazard:
                cumulative_onset_hazard[0] += onset_hazard[k]
            if luck < chance(onset_hazard[k]):
                posture[k] = 1.0
                intensity_slow[k] = campaign_sd * normal(size)
        if posture[k] > 0.5:
            at_war[0] = 1.0
            level = min(exp(campaign_level + intensity_slow[k] + intensity_fast[k]), campaign_cap)
            campaign_rate[k] = level * people[0] / REFERENCE_PEOPLE
            hits_civilians = against_civilians(onesided_share, onesided_noise[k])
        else:
            campaign_rate[k] = part * quiet_rate
            hits_civilians = quiet_onesided_share
        rate_government[0] += by_government * campaign_rate[k]
        rate_rebel[0] += (1.0 - by_government) * campaign_rate[k] * hits_civilians
        rate_state_based[0] += (1.0 - by_government) * campaign_rate[k] * (1.0 - hits_civilians)
    if at_war[0] > 0.5:
        quiet_weeks[0] = 0.0
        if count_hazard:
            first_onset_week[0] = week
    else:
        quiet_weeks[0] += 1.0


_LASTING = (
    "commitment_run",
    "commitment_gap",
    "commitment_noise",
    "intensity_slow",
    "intensity_fast",
    "onesided_noise",
    "predation",
    "at_war",
)

START = process(
    first_commitments,
    name="first commitments",
    writes=_LASTING,
    params=SettlementParams,
    start=True,
)

SETTLEMENT = process(
    week_of_the_settlement,
    name="settlement",
    params=SettlementParams,
    writes=(
        "posture",
        "commitment_gap",
        "commitment_noise",
        "intensity_slow",
        "intensity_fast",
        "onesided_noise",
        "predation",
        "constituency_grievance",
        "campaign_rate",
        "onset_hazard",
        "consent",
        "credibility",
        "at_war",
        "quiet_weeks",
        "first_onset_week",
        "cumulative_onset_hazard",
        "rate_state_based",
        "rate_rebel",
        "rate_government",
    ),
)
