"""Trust: one law for everyone who trusts and everyone who is trusted.

Trust is an opinion that returns to a community's resting point, takes saturating weekly doses of good and bad
experience, and falls faster than it rises. Opinion and cooperation are different things: people may go on giving
information to peacekeepers they have come to think less of.

    x' = x + f (x0 - x) + f L (D(good) - R(T) D(bad))        T = 1 / (1 + e^-x)
    R(T) = 1 + (r - 1) 4 T (1 - T)                           D(n) = n / (1 + n)

    x     trust on the logit scale, x0 its resting point            [logit]
    f     1 - 2^(-1/half_life_weeks)                                [1/week]
    L     reach: how far lasting experience can move trust          [logit]
    r     harm_help_ratio: weight of harm against equal help, at T = 1/2
    good, bad   doses of the week: own experience, and what was heard from next door

|x - x0| never exceeds L max(R): nothing is clipped, nothing runs away. Equal harm and help differ by exactly R(T),
largest for intermediate trust. Harm by others than the trusted one does not enter as credit. Redress repairs in part what
peacekeepers did themselves, and is worth nothing where they did no harm:

    good += repair_factor redress D(H),      H' = H 2^(-1/remembered_weeks) (1 - D(redress)) + abuse + neglect

    H   harm by peacekeepers that nobody has made good, this week's included              [doses]

At the start trust stands at its resting point: a national level, less for excluded groups (authorities), for home groups
of armed groups where there is no settlement (peacekeepers), and for mixed places that went through more of the war
(trust between groups), with local luck of which a part is common to all of a place's numbers.

Cooperation rests at logit(peacekeepers_rest) - silenced_by_fear fear; abuse, seen or heard of, has the weight
abuse_on_cooperation there, and every answered incident is a direct dose of good; it starts there too.

Source: asymmetry of harm and help, Lyall et al. (2013) with 204 Afghan villages; negative events weigh more for people
with intermediate attitudes. The ratio's range 1.5 to 4 is judged. Cooperation reacts less to abuse than opinion does:
Gordon and Young (2017). The logit form is our choice.
Left out: differences within a group of a community, single persons, long memory of single events.
"""

import math

import numpy as np

from cse_sim.compiling import formula
from cse_sim.formulas import kept, logistic, logit, saturating
from cse_sim.luck import decision_key, keyed_uniform, normal
from cse_sim.params import Normal, Params, Uniform, param
from cse_sim.processes import kernel, process, rule
from cse_sim.sources import GORDON_YOUNG_2017, LYALL_2013, OUR_CHOICE


class TrustParams(Params, group="trust"):
    """Numbers of the law of trust."""

    half_life_weeks = param(
        78.0,
        unit="weeks",
        bounds=(26.0, 520.0),
        prior=Uniform(39.0, 156.0),
        meaning="weeks in which half a deviation of trust from its resting point is gone",
        basis="assumed",
        source=OUR_CHOICE,
    )
    repair_factor = param(
        0.6,
        unit="ratio",
        bounds=(0.0, 1.0),
        prior=Uniform(0.3, 0.9),
        meaning="worth of redress against help, where harm is remembered",
        basis="expert",
        source=LYALL_2013,
    )
    remembered_weeks = param(
        52.0,
        unit="weeks",
        bounds=(1.0, 520.0),
        prior=Uniform(26.0, 104.0),
        meaning="half-life of harm by peacekeepers in memory",
        basis="assumed",
        source=OUR_CHOICE,
    )
    cooperation_half_life_weeks = param(
        26.0,
        unit="weeks",
        bounds=(4.0, 520.0),
        prior=Uniform(13.0, 52.0),
        meaning="half-life of a deviation of the willingness to give information",
        basis="assumed",
        source=GORDON_YOUNG_2017,
    )
    reach = param(
        3.0,
        unit="logit",
        bounds=(0.0, 10.0),
        prior=Uniform(1.5, 5.0),
        meaning="how far lasting experience can move trust",
        basis="assumed",
        source=OUR_CHOICE,
    )
    harm_help_ratio = param(
        2.5,
        unit="ratio",
        bounds=(1.0, 10.0),
        prior=Uniform(1.5, 4.0),
        meaning="weight of harm against equal help at intermediate trust",
        basis="expert",
        source=LYALL_2013,
    )
    abuse_on_cooperation = param(
        0.4,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.2, 0.8),
        meaning="weight of abuse on cooperation against its weight on opinion",
        basis="expert",
        source=GORDON_YOUNG_2017,
    )
    tips_answered = param(
        0.3,
        unit="doses",
        bounds=(0.0, 5.0),
        prior=Uniform(0.1, 0.6),
        meaning="good experience for cooperation in one answered incident",
        basis="assumed",
        source=OUR_CHOICE,
    )
    silenced_by_fear = param(
        1.0,
        unit="logit",
        bounds=(0.0, 5.0),
        prior=Uniform(0.0, 2.0),
        meaning="how far full fear lowers the resting point of cooperation",
        basis="assumed",
        source=OUR_CHOICE,
    )
    peacekeepers_rest = param(
        0.55,
        unit="share",
        bounds=(0.05, 0.95),
        prior=Normal(0.55, 0.08, 0.3, 0.8),
        meaning="trust in peacekeepers without any experience of them",
        basis="assumed",
        source=OUR_CHOICE,
    )
    authorities_rest = param(
        -0.4,
        unit="logit",
        bounds=(-5.0, 5.0),
        prior=Normal(-0.4, 0.3, -1.5, 1.0),
        meaning="trust in authorities of a group that is not excluded, without experience",
        basis="assumed",
        source=OUR_CHOICE,
    )
    csos_rest = param(
        0.65,
        unit="share",
        bounds=(0.05, 0.95),
        prior=Normal(0.65, 0.08, 0.3, 0.9),
        meaning="trust in CSOs without experience",
        basis="assumed",
        source=OUR_CHOICE,
    )
    between_groups_rest = param(
        0.6,
        unit="logit",
        bounds=(-5.0, 5.0),
        prior=Normal(0.6, 0.3, -1.0, 2.0),
        meaning="trust between groups of a community that saw average violence",
        basis="assumed",
        source=OUR_CHOICE,
    )

    ex_combatants_rest = param(
        0.35,
        unit="share",
        bounds=(0.05, 0.95),
        prior=Normal(0.35, 0.08, 0.1, 0.7),
        meaning="trust in former fighters after a war",
        basis="assumed",
        source=OUR_CHOICE,
    )
    rest_sd = param(
        0.4,
        unit="logit",
        bounds=(0.0, 2.0),
        prior=Uniform(0.2, 0.6),
        meaning="spread of resting points between places",
        basis="assumed",
        source=OUR_CHOICE,
    )
    exposure_on_groups = param(
        0.5,
        unit="logit/log ratio",
        bounds=(-1.0, 2.0),
        prior=Uniform(0.2, 0.8),
        meaning="what war exposure takes off trust between groups in a wholly mixed place",
        basis="assumed",
        source=OUR_CHOICE,
    )
    exclusion_on_authorities = param(
        1.0,
        unit="logit",
        bounds=(0.0, 5.0),
        prior=Uniform(0.5, 1.5),
        meaning="what full exclusion takes off a group's trust in authorities",
        basis="assumed",
        source=OUR_CHOICE,
    )
    party_penalty = param(
        0.3,
        unit="logit",
        bounds=(0.0, 3.0),
        prior=Uniform(0.0, 0.6),
        meaning="what a mission without any settlement, seen as party to the war, loses with the home groups of "
        "armed groups",
        basis="assumed",
        source=OUR_CHOICE,
    )
    common_luck = param(
        0.3,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.1, 0.5),
        meaning="part of a place's luck that all its numbers have in common",
        basis="assumed",
        source=OUR_CHOICE,
    )


LOCAL_HARDSHIP = decision_key("local hardship")


@formula
def moved(x, rest, trust, good, bad, half_life_weeks, reach, harm_help_ratio):
    """Next week's trust on the logit scale: the law above."""
    pace = 1.0 - kept(half_life_weeks)
    asymmetry = 1.0 + (harm_help_ratio - 1.0) * 4.0 * trust * (1.0 - trust)
    return x + pace * (rest - x + reach * (saturating(good) - asymmetry * saturating(bad)))


@rule
def harm_not_made_good(
    harm_remembered, redress, peacekeepers_abuse, peacekeepers_neglect, remembered_weeks
):
    """What people still hold against peacekeepers."""
    left = harm_remembered * kept(remembered_weeks) * (1.0 - saturating(redress))
    return left + peacekeepers_abuse + peacekeepers_neglect


@rule
def opinion_of_peacekeepers(
    trust_in_peacekeepers_logit,
    trust_in_peacekeepers_rest,
    trust_in_peacekeepers,
    peacekeepers_good,
    heard_good,
    council_good,
    redress,
    harm_remembered,
    peacekeepers_abuse,
    peacekeepers_neglect,
    heard_bad,
    council_bad,
    half_life_weeks,
    reach,
    harm_help_ratio,
    repair_factor,
):
    """A group's opinion after a week of contacts, answers, misconduct, promises and repair."""
    good = peacekeepers_good + heard_good + council_good
    good += repair_factor * redress * saturating(harm_remembered)
    bad = peacekeepers_abuse + peacekeepers_neglect + heard_bad + council_bad
    x = moved(
        trust_in_peacekeepers_logit,
        trust_in_peacekeepers_rest,
        trust_in_peacekeepers,
        good,
        bad,
        half_life_weeks,
        reach,
        harm_help_ratio,
    )
    return x, logistic(x)


@rule
def opinion_of_authorities(
    trust_in_authorities_logit,
    trust_in_authorities_rest,
    trust_in_authorities,
    authorities_good,
    authorities_bad,
    deaths_by_government,
    half_life_weeks,
    reach,
    harm_help_ratio,
):
    """A group's opinion after a week of service, exclusion and abuse; abuse of the own group counts."""
    x = moved(
        trust_in_authorities_logit,
        trust_in_authorities_rest,
        trust_in_authorities,
        authorities_good,
        authorities_bad + deaths_by_government,
        half_life_weeks,
        reach,
        harm_help_ratio,
    )
    return x, logistic(x)


@rule
def opinion_of_csos(
    trust_in_csos_logit,
    trust_in_csos_rest,
    trust_in_csos,
    csos_good,
    csos_bad,
    half_life_weeks,
    reach,
    harm_help_ratio,
):
    """A group's opinion of CSOs after a week of their work."""
    x = moved(
        trust_in_csos_logit,
        trust_in_csos_rest,
        trust_in_csos,
        csos_good,
        csos_bad,
        half_life_weeks,
        reach,
        harm_help_ratio,
    )
    return x, logistic(x)


@rule
def willingness_to_cooperate(
    cooperation_logit,
    cooperation,
    peacekeepers_good,
    heard_good,
    incidents_answered,
    peacekeepers_abuse,
    peacekeepers_neglect,
    heard_bad,
    fear,
    peacekeepers_rest,
    cooperation_half_life_weeks,
    reach,
    harm_help_ratio,
    abuse_on_cooperation,
    tips_answered,
    silenced_by_fear,
):
    """Information given: as opinion, but abuse weighs less, answers weigh directly, and fear silences."""
    good = peacekeepers_good + heard_good + tips_answered * incidents_answered
    bad = abuse_on_cooperation * (peacekeepers_abuse + heard_bad) + peacekeepers_neglect
    x = moved(
        cooperation_logit,
        logit(peacekeepers_rest) - silenced_by_fear * fear,
        cooperation,
        good,
        bad,
        cooperation_half_life_weeks,
        reach,
        harm_help_ratio,
    )
    return x, logistic(x)


@rule
def trust_across_groups(
    trust_between_groups_logit,
    trust_between_groups_rest,
    trust_between_groups,
    between_groups_good,
    between_groups_bad,
    half_life_weeks,
    reach,
    harm_help_ratio,
):
    """Trust between groups after a week of meetings and of communal harm."""
    x = moved(
        trust_between_groups_logit,
        trust_between_groups_rest,
        trust_between_groups,
        between_groups_good,
        between_groups_bad,
        half_life_weeks,
        reach,
        harm_help_ratio,
    )
    return x, logistic(x)


@formula
def _local_luck(run_key, decision, place, slot, hardship, common_luck):
    own = normal(keyed_uniform(run_key, decision, 0, place, slot))
    return math.sqrt(1.0 - common_luck) * own - math.sqrt(common_luck) * hardship


@kernel
def resting_points(
    run_key,
    decision,
    population,
    exposure,
    fear,
    group_share,
    group_exclusion,
    home_group,
    settlement_type,
    trust_in_peacekeepers,
    trust_in_peacekeepers_logit,
    trust_in_peacekeepers_rest,
    trust_in_authorities,
    trust_in_authorities_logit,
    trust_in_authorities_rest,
    trust_in_csos,
    trust_in_csos_logit,
    trust_in_csos_rest,
    trust_between_groups,
    trust_between_groups_logit,
    trust_between_groups_rest,
    trust_in_ex_combatants,
    cooperation,
    cooperation_logit,
    peacekeepers_rest,
    authorities_rest,
    csos_rest,
    between_groups_rest,
    ex_combatants_rest,
    rest_sd,
    exposure_on_groups,
    exclusion_on_authorities,
    party_penalty,
    silenced_by_fear,
    common_luck,
):
    """Resting points of every community and group; trust starts there, so that nothing jumps in the first weeks."""
    people = 0.0
    middle = 0.0
    for c in range(population.shape[0]):
        people += population[c]
        middle += population[c] * exposure[c]
    middle /= people
    for c in range(population.shape[0]):
        hardship = normal(keyed_uniform(run_key, np.uint64(LOCAL_HARDSHIP), 0, c, 0))
        mix = 1.0
        for g in range(group_share.shape[0]):
            mix -= group_share[g, c] * group_share[g, c]
            party = 0.0
            for k in range(home_group.shape[0]):
                if home_group[k] == g and settlement_type[0] > 2.5:
                    party = party_penalty
            luck = rest_sd * _local_luck(run_key, decision, c, 4 * g, hardship, common_luck)
            x = logit(peacekeepers_rest) - party + luck
            trust_in_peacekeepers_rest[g, c] = x
            trust_in_peacekeepers_logit[g, c] = x
            trust_in_peacekeepers[g, c] = logistic(x)
            luck = rest_sd * _local_luck(run_key, decision, c, 4 * g + 1, hardship, common_luck)
            x = authorities_rest - exclusion_on_authorities * group_exclusion[g] + luck
            trust_in_authorities_rest[g, c] = x
            trust_in_authorities_logit[g, c] = x
            trust_in_authorities[g, c] = logistic(x)
            luck = rest_sd * _local_luck(run_key, decision, c, 4 * g + 2, hardship, common_luck)
            x = logit(csos_rest) + luck
            trust_in_csos_rest[g, c] = x
            trust_in_csos_logit[g, c] = x
            trust_in_csos[g, c] = logistic(x)
        luck = rest_sd * _local_luck(run_key, decision, c, 32, hardship, common_luck)
        x = between_groups_rest - exposure_on_groups * (exposure[c] - middle) * mix + luck
        trust_between_groups_rest[c] = x
        trust_between_groups_logit[c] = x
        trust_between_groups[c] = logistic(x)
        luck = rest_sd * _local_luck(run_key, decision, c, 33, hardship, common_luck)
        trust_in_ex_combatants[c] = logistic(logit(ex_combatants_rest) + luck)
        x = logit(peacekeepers_rest) - silenced_by_fear * fear[c]
        cooperation_logit[c] = x
        cooperation[c] = logistic(x)


START = process(
    resting_points,
    name="first trust",
    params=TrustParams,
    start=True,
    writes=(
        "trust_in_peacekeepers",
        "trust_in_peacekeepers_logit",
        "trust_in_peacekeepers_rest",
        "trust_in_authorities",
        "trust_in_authorities_logit",
        "trust_in_authorities_rest",
        "trust_in_csos",
        "trust_in_csos_logit",
        "trust_in_csos_rest",
        "trust_between_groups",
        "trust_between_groups_logit",
        "trust_between_groups_rest",
        "trust_in_ex_combatants",
        "cooperation",
        "cooperation_logit",
    ),
)


def _law(function, name, each, field):
    return process(
        function, name=name, each=each, params=TrustParams, writes=(f"{field}_logit", field)
    )


HARM = process(
    harm_not_made_good,
    name="remembered harm",
    each="community",
    params=TrustParams,
    writes=("harm_remembered",),
)
PEACEKEEPERS = _law(
    opinion_of_peacekeepers, "trust in peacekeepers", "community_group", "trust_in_peacekeepers"
)
AUTHORITIES = _law(
    opinion_of_authorities, "trust in authorities", "community_group", "trust_in_authorities"
)
CSOS = _law(opinion_of_csos, "trust in CSOs", "community_group", "trust_in_csos")
COOPERATION = _law(willingness_to_cooperate, "cooperation", "community", "cooperation")
BETWEEN_GROUPS = _law(
    trust_across_groups, "trust between groups", "community", "trust_between_groups"
)
