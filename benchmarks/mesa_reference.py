"""The yardstick: eight mechanisms as a plain Mesa model, one Python object per agent.

    model = build(communities=60, seed=1)
    model.step()

Violence, trust, council feedback, disputes, CSO choice, fear, grievance and combatants, with two identity groups, two
armed groups and half a CSO per community. It is what a modeller who knows Mesa would write: agents with attributes,
``AgentSet.do`` by stage, loops over agents, ``self.random`` for luck. Nothing is slowed down on purpose: draws are by
inversion in Python (faster here than single NumPy draws), parameters are read once per method, slow matters run every
fourth week for a quarter of the agents, and nothing is recorded. The laws are those of the pages of the mechanisms.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

import mesa

KINDS = ("state_based", "rebel", "government", "communal")
GROUPS = 2
OWN_WORK = -1
LEVERS = (0, 1)


@dataclass(slots=True)
class Parameters:
    """Defaults of the pages."""

    branching_ratio: float = 0.4
    memory: float = math.exp(-1.0 / 3.5)
    share_next_door: float = 0.25
    hotspot_sd: float = 1.3
    hotspot_kept: float = 2.0 ** (-4.0 / 40.0)
    tail: float = 1.4
    size_scale: tuple[float, ...] = (2.4, 2.4, 2.4, 1.2)
    size_cap: float = 0.02
    civilian_share: float = 0.25
    own_group_spared: float = 0.6
    communal_per_lethal_dispute: float = 0.6
    entry_reaction: float = 1.2
    recent_kept: float = math.exp(-1.0 / 8.0)
    trust_pace: float = 1.0 - 2.0 ** (-1.0 / 78.0)
    cooperation_pace: float = 1.0 - 2.0 ** (-1.0 / 26.0)
    reach: float = 3.0
    harm_help_ratio: float = 2.5
    abuse_on_cooperation: float = 0.4
    tips_answered: float = 0.3
    silenced_by_fear: float = 1.0
    peacekeepers_rest: float = math.log(0.55 / 0.45)
    authorities_rest: float = -0.4
    csos_rest: float = math.log(0.65 / 0.35)
    between_groups_rest: float = 0.6
    participation_per_week: float = 0.0012
    adults: float = 0.55
    willing: float = 0.5
    inputs_per_officer: float = 1.5
    adaptation: float = 0.04
    smoothing: float = 0.15
    dead_band: float = 0.05
    gap_weight: float = 4.0
    value_of_acting: float = 0.2
    institution_gain: float = 0.004
    capture_harm: float = 1.0
    knowledge_gain: float = 0.05
    inclusion_pace: float = 0.02
    follow_up: float = 0.2
    fatigue_kept: float = 2.0 ** (-1.0 / 17.0)
    openings_per_week: float = 0.7
    mix_weight: float = 0.5
    season_swing: float = 0.2
    season_peak_weeks: float = 26.0
    settle_per_week: float = 0.02
    body_settles_per_week: float = 0.045
    mediator_settles_per_week: float = 0.02
    turn_violent_per_week: float = 0.0008
    body_calms: float = 1.07
    fear_weight: float = 0.5
    grievance_weight: float = 1.0
    punish_per_week: float = 0.0005
    push_weight: float = 0.8
    push_kept: float = 2.0 ** (-4.0 / 40.0)
    training_gain: float = 0.017
    spill: float = 0.1
    full_training_weeks: float = 30.0
    institution_kept: float = 2.0 ** (-4.0 / 208.0)
    reference_strength: float = 0.25
    lethal_share: float = 0.015
    fear_kept: float = 2.0 ** (-1.0 / 8.0)
    killing: float = 1.5
    next_door: float = 0.3
    other: float = 0.7
    grievance_pace: float = 1.0 - 2.0 ** (-1.0 / 200.0)
    deaths_weight: float = 0.1
    rebel_harm: float = 0.3
    communal_harm: float = 0.6
    exclusion_weight: float = 0.6
    services_weight: float = 0.12
    redress_weight: float = 0.004
    leave_unasked: float = 0.002
    disarmed: float = 0.02
    disarmament_dose: float = 0.7
    reintegrated: float = 0.006
    support_on_reintegration: float = 0.5
    acceptance_level: float = 1.5
    abuse_on_acceptance: float = 2.0
    trust_on_acceptance: float = 0.5
    rearmed: float = 0.01
    rearmed_when_quiet: float = 0.05
    grievance_on_rearming: float = 1.5
    support_on_rearming: float = 0.7
    recruited: float = 0.0006
    grievance_on_recruitment: float = 2.0
    deserted: float = 0.003
    eligible_share: float = 0.02
    need: float = 1.0
    money: float = 1.2
    independence_cost: float = 0.4
    risk: float = 0.8
    agenda: float = 0.3
    habit: float = 0.4
    temperature: float = 0.14
    distrust: float = 0.6
    wary: float = 0.5


def logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


def poisson(luck: random.Random, mean: float) -> int:
    """Count by inversion; a rounded normal where the mean is large."""
    if mean > 30.0:
        return max(0, round(luck.gauss(mean, math.sqrt(mean))))
    u = luck.random()
    if u <= 1.0 - mean:
        return 0
    chance = total = math.exp(-mean)
    count = 0
    while u > total and count < 200:
        count += 1
        chance *= mean / count
        total += chance
    return count


def binomial(luck: random.Random, trials: int, chance: float) -> int:
    """Count by inversion; a rounded normal where the mean is large."""
    if trials <= 0 or chance <= 0.0:
        return 0
    if chance >= 1.0:
        return trials
    mean = trials * chance
    if mean > 20.0:
        count = round(luck.gauss(mean, math.sqrt(mean * (1.0 - chance))))
        return min(max(count, 0), trials)
    u = luck.random()
    if u <= 1.0 - mean:
        return 0
    odds = chance / (1.0 - chance)
    p = total = math.exp(trials * math.log1p(-chance))
    count = 0
    while u > total and count < trials:
        p *= odds * (trials - count) / (count + 1)
        count += 1
        total += p
    return count


def weighted(luck: random.Random, weights: list[float]) -> int:
    """Position drawn in proportion to the weights."""
    u = luck.random() * sum(weights)
    for i, weight in enumerate(weights):
        u -= weight
        if u <= 0.0:
            return i
    return len(weights) - 1


@dataclass(slots=True)
class Members:
    """An identity group within a community."""

    share: float
    exclusion: float
    grievance: float
    grievance_base: float
    peacekeepers: float
    authorities: float
    csos: float
    council_good: float = 0.0
    council_bad: float = 0.0
    deaths_by_rebels: int = 0
    deaths_by_government: int = 0
    deaths_by_communal: int = 0


@dataclass(slots=True)
class Ranks:
    """An armed group's people from one community."""

    fighters: int = 0
    idle: int = 0
    reintegrated: int = 0


@dataclass(slots=True)
class Totals:
    """What happened in the country this week."""

    events: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    triggered: int = 0
    deaths: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    civilians: int = 0
    state_forces: int = 0
    fighters: int = 0
    inputs: int = 0
    participants: int = 0
    demobilised: int = 0
    reintegrated: int = 0
    rerecruited: int = 0
    recruited: int = 0
    deserted: int = 0


class Community(mesa.Agent):
    """A place with its people, disputes, violence and opinions."""

    def __init__(self, model: Country, number: int, place: tuple[float, float]) -> None:
        super().__init__(model)
        p, luck = model.p, self.random
        self.number = number
        self.place = place
        self.neighbours: list[Community] = []
        self.population = luck.randint(10_000, 40_000)
        self.displaced = 0
        share = luck.uniform(0.1, 0.9)
        self.groups = [
            Members(
                part,
                0.5 * g,
                luck.uniform(0.3, 0.6),
                0.4,
                p.peacekeepers_rest,
                p.authorities_rest - 0.5 * g,
                p.csos_rest,
            )
            for g, part in enumerate((share, 1.0 - share))
        ]
        self.ranks = [Ranks(luck.randint(0, 60), luck.randint(0, 60)) for _ in range(2)]
        self.hotspot = luck.gauss(0.0, p.hotspot_sd)
        self.weight = math.sqrt(self.population) * math.exp(self.hotspot)
        self.memory = [0.0] * 4
        self.rates = [0.0] * 4
        self.triggered = [0.0] * 4
        self.deterred = 0.1
        self.displaced_in = 0.0
        self.entry_weeks = 0
        self.recent_events = 0.0
        self.fear = 0.1
        self.cooperation = p.peacekeepers_rest
        self.between_groups = p.between_groups_rest
        self.trust_in_ex_combatants = 0.35
        self.services = 0.3
        self.insecurity = 0.2
        self.reported_recent = luck.expovariate(1.0)
        self.open_disputes = int(0.55 * self.population / 1000 * 35)
        self.institution = self.institution_base = 0.25
        self.push = 0.0
        self.mediation = 0.0
        self.training = 0.0
        self.expectation = self.record = 0.5
        self.fatigue = 0.0
        self.capture = 0.2
        self.council_work = 0.7 if number // 4 % 2 == 0 else 0.0
        self.knowledge = 0.1
        self.start_week()

    def start_week(self) -> None:
        """Forget the flows of last week."""
        self.events = self.deaths = self.incidents = 0
        self.violent = self.lethal = self.settled = self.extrajudicial = 0
        self.participants = self.inputs = self.acted = 0
        self.good = self.abuse = self.neglect = self.redress = 0.0
        self.heard_good = self.heard_bad = self.answered = 0.0
        self.authorities_good = self.authorities_bad = 0.0
        self.csos_good = self.csos_bad = 0.0
        self.between_good = self.between_bad = 0.0
        for group in self.groups:
            group.council_good = group.council_bad = 0.0
            group.deaths_by_rebels = group.deaths_by_government = group.deaths_by_communal = 0

    def have_disputes(self) -> None:
        """Four weeks of disputes opening and ending, in a quarter of the communities."""
        model = self.model
        if (self.number + model.week) % 4:
            return
        p, luck = model.p, self.random
        mixed, felt = 1.0, 0.0
        for group in self.groups:
            mixed -= group.share * group.share
            felt += group.share * group.grievance
        adults = p.adults * self.population / 1000.0
        opening = 4.0 * p.openings_per_week * adults * model.season
        opened = poisson(luck, opening * (1.0 + p.mix_weight * (mixed - 0.3)))
        above = self.institution - p.reference_strength
        if above >= 0.0:
            settle = p.settle_per_week + p.body_settles_per_week * above
        else:
            settle = p.settle_per_week / (1.0 - p.body_settles_per_week * above / p.settle_per_week)
        ready = self.mediation / 4.0
        settle += p.mediator_settles_per_week * ready / (1.0 + ready)
        heat = -p.body_calms * above + p.fear_weight * self.fear
        violent = p.turn_violent_per_week * math.exp(heat + p.grievance_weight * (felt - 0.45))
        punish = p.punish_per_week * math.exp(p.push_weight * self.push)
        leaving = settle + violent + punish
        gone = binomial(luck, self.open_disputes, 1.0 - math.exp(-4.0 * leaving))
        self.violent = binomial(luck, gone, violent / leaving)
        self.extrajudicial = binomial(luck, gone - self.violent, punish / (settle + punish))
        self.settled = gone - self.violent - self.extrajudicial
        self.lethal = binomial(luck, self.violent, p.lethal_share * mixed)
        self.incidents += self.violent
        self.open_disputes += opened - gone
        self.mediation = 0.0

    def move_hotspot(self) -> None:
        """Four weeks of a slow local risk."""
        model = self.model
        if (model.week - self.number) % 4 == 0:
            p = model.p
            step = p.hotspot_sd * math.sqrt(1.0 - p.hotspot_kept**2)
            self.hotspot = p.hotspot_kept * self.hotspot + step * self.random.gauss(0.0, 1.0)
            self.weight = math.sqrt(self.population) * math.exp(self.hotspot)

    def expect_violence(self) -> None:
        """Rates of the week from last week's memory, here and next door."""
        model = self.model
        p = model.p
        h, o = p.branching_ratio, p.share_next_door
        local = self.weight / model.total_weight
        factor = model.mission_factor * (1.0 - self.deterred)
        near = [0.0, 0.0, 0.0, 0.0]
        for neighbour in self.neighbours:
            memory = neighbour.memory
            near[0] += memory[0]
            near[1] += memory[1]
            near[2] += memory[2]
            near[3] += memory[3]
        trust = logistic(self.between_groups)
        for k in range(4):
            if k == 3:
                m = 1.0
                exogenous = p.communal_per_lethal_dispute * self.lethal * (1.0 - trust)
            elif k == 2:
                m = 1.0
                exogenous = model.national_rates[k] * local
                if self.entry_weeks > 0:
                    exogenous *= p.entry_reaction
            else:
                m = factor
                exogenous = model.national_rates[k] * (local + self.displaced_in)
            part = m * h * ((1.0 - o) * self.memory[k] + o * near[k] / len(self.neighbours))
            self.triggered[k] = part
            self.rates[k] = m * (1.0 - h) * exogenous + part

    def have_violence(self) -> None:
        """Events of the week, one by one."""
        p, luck = self.model.p, self.random
        self.entry_weeks = max(self.entry_weeks - 1, 0)
        self.recent_events *= p.recent_kept
        for k in range(4):
            count = poisson(luck, self.rates[k])
            memory = p.memory * self.memory[k] + (1.0 - p.memory) * count
            self.memory[k] = memory if memory > 1e-9 else 0.0
            for _ in range(count):
                self.suffer(k)

    def suffer(self, k: int) -> None:
        """One event: how many die, at whose hands, and who they were."""
        model = self.model
        p, luck, totals = model.p, self.random, model.totals
        scale = p.size_scale[k]
        most = p.size_cap * (self.population - self.displaced)
        beyond = (1.0 + most / scale) ** -p.tail
        u = beyond + (1.0 - beyond) * luck.random()
        dead = 1 + int(scale * (u ** (-1.0 / p.tail) - 1.0))
        civilians = dead
        weights = [group.share for group in self.groups]
        by = None
        if k < 2 and model.armed_groups:
            by = luck.choices(model.armed_list, model.campaign_weights)[0]
        if k == 0:
            civilians = binomial(luck, dead, p.civilian_share)
            fallen = 0
            if by is not None:
                fallen = min(binomial(luck, dead - civilians, 0.5), self.ranks[by.number].fighters)
                self.ranks[by.number].fighters -= fallen
            self.population -= fallen
            totals.fighters += fallen
            totals.state_forces += dead - civilians - fallen
        elif k == 2:
            weights = [g.share * (0.2 + g.exclusion) for g in self.groups]
        if by is not None:
            weights[by.home] *= 1.0 - p.own_group_spared
            by.past_abuse += 1e-4 * civilians * (1.0 - by.past_abuse)
        victims = self.groups[weighted(luck, weights)]
        if k == 3:
            victims.deaths_by_communal += civilians
            self.between_bad += 1.0
        elif k == 2 or (k == 0 and luck.random() < 0.5):
            victims.deaths_by_government += civilians
        else:
            victims.deaths_by_rebels += civilians
        self.population -= civilians
        self.events += 1
        self.incidents += 1
        self.recent_events += 1.0
        self.deaths += dead
        totals.events[k] += 1
        totals.deaths[k] += dead
        totals.civilians += civilians
        if luck.random() * self.rates[k] < self.triggered[k]:
            totals.triggered += 1

    def tend_institution(self) -> None:
        """The body that settles disputes fades, and grows by training here and next door."""
        p = self.model.p
        near = sum(neighbour.training for neighbour in self.neighbours) / len(self.neighbours)
        push = p.training_gain * (self.training + p.spill * near)
        if (self.number + self.model.week) % 4 == 0:
            base = self.institution_base
            self.institution = base + (self.institution - base) * p.institution_kept
            self.push *= p.push_kept
        self.institution += (1.0 - self.institution) * (1.0 - math.exp(-push))
        self.push += self.training / p.full_training_weeks

    def hold_council(self) -> None:
        """A meeting every fourth week, and what people make of what became of their inputs."""
        model = self.model
        p, luck = model.p, self.random
        self.fatigue *= p.fatigue_kept
        if self.council_work <= 0.0 or (self.number + model.week) % 4:
            return
        trust = sum(group.share * logistic(group.peacekeepers) for group in self.groups)
        adults = p.adults * (self.population - self.displaced)
        mean = 4.0 * p.participation_per_week * adults * self.council_work
        mean *= (1.0 - self.fear) * (1.0 - self.fatigue) * logistic(6.0 * (trust - 0.5))
        self.participants = poisson(luck, mean)
        if self.participants == 0:
            return
        self.inputs = 1 + self.participants // 10
        self.acted = binomial(luck, self.inputs, model.responsiveness)
        self.record += p.smoothing * (self.acted / self.inputs - self.record)
        gap = self.record - self.expectation
        self.expectation += p.adaptation * gap
        good = p.gap_weight * max(gap - p.dead_band, 0.0) + p.value_of_acting * self.acted
        bad = p.gap_weight * max(-gap - p.dead_band, 0.0)
        largest = max(self.groups, key=lambda group: group.share)
        for group in self.groups:
            lost = 0.0 if group is largest else self.capture
            group.council_good = good * (1.0 - lost)
            group.council_bad = bad + good * lost
        self.between_bad += p.capture_harm * self.capture
        gain = p.institution_gain * (1.0 - self.capture) * self.acted
        self.institution += (1.0 - self.institution) * (1.0 - math.exp(-gain))
        self.knowledge += (1.0 - self.knowledge) * (1.0 - math.exp(-p.knowledge_gain * self.acted))
        model.totals.inputs += self.inputs
        model.totals.participants += self.participants

    def feel_wronged(self) -> None:
        """Grievance of every group here."""
        model = self.model
        p = model.p
        missing = p.services_weight * (1.0 - self.services)
        for group in self.groups:
            push = p.exclusion_weight * group.exclusion * (1.0 - model.inclusiveness) + missing
            base = group.grievance_base
            rest = base + (1.0 - base) * push / (1.0 + push)
            value = group.grievance + p.grievance_pace * (rest - group.grievance)
            harm = (
                group.deaths_by_government
                + p.rebel_harm * group.deaths_by_rebels
                + p.communal_harm * group.deaths_by_communal
            )
            if harm:
                d = 1e4 * harm / (self.population * group.share + harm)
                value += (1.0 - value) * (1.0 - (1.0 + d) ** -p.deaths_weight)
            group.grievance = value / (1.0 + p.redress_weight * self.redress)

    def trusted(self, x: float, rest: float, pace: float, good: float, bad: float) -> float:
        """Trust on the logit scale after a week."""
        p = self.model.p
        value = logistic(x)
        harm = 1.0 + (p.harm_help_ratio - 1.0) * 4.0 * value * (1.0 - value)
        dose = good / (1.0 + good) - harm * bad / (1.0 + bad)
        return x + pace * (rest - x) + pace * p.reach * dose

    def form_opinions(self) -> None:
        """Trust in peacekeepers, authorities and CSOs by group; cooperation; trust between groups."""
        p = self.model.p
        pace = p.trust_pace
        for group in self.groups:
            good = self.good + self.heard_good + group.council_good + self.redress
            bad = self.abuse + self.neglect + self.heard_bad + group.council_bad
            group.peacekeepers = self.trusted(
                group.peacekeepers, p.peacekeepers_rest, pace, good, bad
            )
            group.authorities = self.trusted(
                group.authorities,
                p.authorities_rest - group.exclusion,
                pace,
                self.authorities_good,
                self.authorities_bad + group.deaths_by_government,
            )
            group.csos = self.trusted(group.csos, p.csos_rest, pace, self.csos_good, self.csos_bad)
        good = self.good + self.heard_good + p.tips_answered * self.answered
        bad = p.abuse_on_cooperation * (self.abuse + self.heard_bad) + self.neglect
        rest = p.peacekeepers_rest - p.silenced_by_fear * self.fear
        self.cooperation = self.trusted(self.cooperation, rest, p.cooperation_pace, good, bad)
        self.between_groups = self.trusted(
            self.between_groups, p.between_groups_rest, pace, self.between_good, self.between_bad
        )

    def grow_afraid(self) -> None:
        """Fear fades, and grows by what happened here and next door."""
        p = self.model.p
        near = 0.0
        for neighbour in self.neighbours:
            if neighbour.deaths:
                near += math.log(1.0 + 1e4 * neighbour.deaths / neighbour.population)
        here = math.log(1.0 + 1e4 * self.deaths / self.population) if self.deaths else 0.0
        push = p.killing * (here + p.next_door * near / len(self.neighbours))
        push += p.other * 1e3 * self.violent / self.population
        faded = self.fear * p.fear_kept
        self.fear = faded + (1.0 - faded) * (1.0 - math.exp(-push)) if push else faded


class ArmedGroup(mesa.Agent):
    """An armed group with its fighters in every community."""

    def __init__(self, model: Country, number: int) -> None:
        super().__init__(model)
        self.number = number
        self.home = number % GROUPS
        self.fighting = number == 0
        self.predation = 0.3
        self.past_abuse = 0.5
        self.campaign_rate = 1.0

    def move_people(self) -> None:
        """Four weeks of leaving, coming home and joining, in a quarter of the communities."""
        model = self.model
        p = model.p
        for community in model.quarter:
            support = 0.0
            felt = community.groups[self.home].grievance
            rearm = p.grievance_on_rearming * (felt - 0.45) + self.predation
            rearm = p.rearmed * math.exp(rearm - p.support_on_rearming * support)
            if self.fighting:
                self.fight_on(community, felt, rearm)
            else:
                self.stand_down(community, support, p.rearmed_when_quiet * rearm)

    def fight_on(self, community: Community, felt: float, rearm: float) -> None:
        p, luck, totals = self.model.p, self.random, self.model.totals
        ranks = community.ranks[self.number]
        left = binomial(luck, ranks.fighters, 1.0 - math.exp(-4.0 * p.deserted))
        again = binomial(luck, ranks.idle, 1.0 - math.exp(-4.0 * rearm))
        ranks.fighters += again - left
        ranks.idle -= again
        under_arms = sum(r.fighters + r.idle + r.reintegrated for r in community.ranks)
        present = community.population - community.displaced
        pull = [0.1 + community.groups[other.home].share for other in self.model.armed_list]
        pool = max(p.eligible_share * present - under_arms, 0.0) * pull[self.number] / sum(pull)
        join = p.recruited * math.exp(p.grievance_on_recruitment * (felt - 0.45))
        joined = binomial(luck, int(pool), 1.0 - math.exp(-4.0 * join))
        ranks.fighters += joined
        totals.deserted += left
        totals.rerecruited += again
        totals.recruited += joined

    def stand_down(self, community: Community, support: float, rearm: float) -> None:
        p, luck, totals = self.model.p, self.random, self.model.totals
        ranks = community.ranks[self.number]
        programme = p.disarmament_dose * self.model.consent
        leave = p.leave_unasked + (p.disarmed - p.leave_unasked) * programme
        level = p.acceptance_level - p.abuse_on_acceptance * self.past_abuse
        level += p.trust_on_acceptance * 4.0 * (community.trust_in_ex_combatants - 0.5)
        home = p.reintegrated * (1.0 + p.support_on_reintegration * support) * logistic(level)
        left = binomial(luck, ranks.fighters, 1.0 - math.exp(-4.0 * leave))
        idle = binomial(luck, ranks.idle, 1.0 - math.exp(-4.0 * (home + rearm)))
        again = binomial(luck, idle, rearm / (home + rearm))
        ranks.fighters += again - left
        ranks.idle += left - idle
        ranks.reintegrated += idle - again
        totals.demobilised += left
        totals.rerecruited += again
        totals.reintegrated += idle - again


class Organisation(mesa.Agent):
    """A civil society organisation that chooses its work, its place and its funder."""

    def __init__(self, model: Country, number: int, covers: list[Community]) -> None:
        super().__init__(model)
        luck = self.random
        self.number = number
        self.covers = covers
        self.fit = [luck.uniform(0.5, 1.0) for _ in LEVERS]
        self.independence = luck.uniform(0.4, 1.0)
        self.safety = 0.8
        self.accepts = True
        self.speaks = True
        self.activity = OWN_WORK
        self.place = covers[0]

    def choose(self) -> None:
        """Once a month: which work, where; every half-year: whose money; whether to speak up."""
        model = self.model
        if (self.number + model.week) % 4:
            return
        p, luck = model.p, self.random
        independence = self.independence
        self.speaks = luck.random() < model.civic_space * self.safety * (1 + 2 * independence) / 3
        if model.week <= 4 or (self.number + model.week) // 4 % 6 == 0:
            seat = self.covers[0]
            trust = sum(group.share * logistic(group.peacekeepers) for group in seat.groups)
            wary = 1.0 - p.wary * (1.0 - independence)
            self.accepts = luck.random() < (1.0 - p.distrust * (1.0 - trust)) * wary
        scale = 8.0 * p.temperature
        options: list[tuple[int, Community]] = []
        weights: list[float] = []
        for community in self.covers:
            need = community.reported_recent / (1.0 + community.reported_recent)
            shared = -p.risk * (community.fear + community.insecurity) / 2.0
            if community is self.place:
                shared += p.habit / 2.0
            if community is self.covers[0]:
                u = shared + p.need * need / 2.0 + p.agenda * independence
                if self.activity == OWN_WORK:
                    u += p.habit
                options.append((OWN_WORK, community))
                weights.append(max(1.0 + u / scale, 0.0) ** 8)
            if not self.accepts:
                continue
            for lever in LEVERS:
                asked = model.targets[lever]
                going_on = self.activity == lever
                if not (going_on and community is self.place):
                    asked *= 1.0 - model.supply[lever]
                u = shared + p.need * need * self.fit[lever]
                u += p.money * asked * (1.0 - p.independence_cost * independence)
                if going_on:
                    u += p.habit
                options.append((lever, community))
                weights.append(max(1.0 + u / scale, 0.0) ** 8)
        self.activity, self.place = luck.choices(options, weights)[0]


class Country(mesa.Model):
    """Eight mechanisms, week by week."""

    def __init__(self, communities: int, seed: int) -> None:
        super().__init__(seed=seed)
        self.p = Parameters()
        self.week = 0
        self.national_rates = [0.02 * communities, 0.008 * communities, 0.004 * communities]
        self.mission_factor = 0.8
        self.consent = 1.0
        self.inclusiveness = 0.4
        self.inclusion = 0.2
        self.responsiveness = 0.5
        self.civic_space = 0.5
        self.civil_affairs = communities * 25_000 / 15_000
        self.targets = [0.5, 0.5]
        self.supply = [0.5, 0.5]
        self.totals = Totals()
        side = math.sqrt(communities)
        for number in range(communities):
            place = (self.random.uniform(0, side), self.random.uniform(0, side))
            Community(self, number, place)
        for number in range(2):
            ArmedGroup(self, number)
        self.communities = self.agents_by_type[Community]
        self.armed_groups = self.agents_by_type[ArmedGroup]
        self.community_list = list(self.communities)
        self.armed_list = list(self.armed_groups)
        nearest = near(self.community_list)
        for community, others in zip(self.community_list, nearest, strict=True):
            community.neighbours = others
        for number in range(communities // 2):
            seat = self.random.choice(self.community_list)
            Organisation(self, number, [seat, *seat.neighbours[:4]])
        self.organisations = self.agents_by_type[Organisation]

    def step(self) -> None:
        """One week."""
        p = self.p
        self.week += 1
        self.totals = Totals()
        turn = 2.0 * math.pi * (self.week - p.season_peak_weeks) / 52.0
        self.season = 1.0 + p.season_swing * math.cos(turn)
        self.quarter = self.community_list[-self.week % 4 :: 4]
        self.campaign_weights = [group.campaign_rate for group in self.armed_list]
        self.communities.do("start_week")
        self.armed_groups.do("move_people")
        self.communities.do("have_disputes")
        self.communities.do("move_hotspot")
        self.total_weight = sum(community.weight for community in self.community_list)
        self.communities.do("expect_violence")
        self.communities.do("have_violence")
        self.communities.do("tend_institution")
        self.communities.do("hold_council")
        self.answer_councils()
        self.communities.do("feel_wronged")
        self.communities.do("form_opinions")
        self.communities.do("grow_afraid")
        self.organisations.do("choose")

    def answer_councils(self) -> None:
        """How far the mission keeps up with inputs, and how far councils give people a say."""
        p = self.p
        capacity, load = p.inputs_per_officer * self.civil_affairs, self.totals.inputs
        able = min(1.0, capacity / load) if load else 1.0
        self.responsiveness += p.follow_up * (p.willing * able - self.responsiveness)
        people = reached = 0.0
        for community in self.community_list:
            people += community.population
            reached += community.population * community.council_work
        target = reached / people * min(1.0, 2.0 * self.responsiveness)
        self.inclusion += p.inclusion_pace * (target - self.inclusion)


def near(communities: list[Community]) -> list[list[Community]]:
    """The five nearest of each."""
    from scipy.spatial import cKDTree

    positions = [community.place for community in communities]
    _, found = cKDTree(positions).query(positions, k=6)
    return [[communities[j] for j in row if j != own][:5] for own, row in enumerate(found.tolist())]


def build(communities: int, seed: int) -> Country:
    """A country of that many communities, half as many CSOs and two armed groups, ready to step."""
    return Country(communities, seed)


if __name__ == "__main__":
    model = build(40, 1)
    for _ in range(52):
        model.step()
        print(model.week, model.totals.events, model.totals.deaths, model.totals.participants)
