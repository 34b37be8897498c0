"""The state of one run: one block of float64 per kind of agent, one row per field.

A field is declared once, with unit, range and meaning; its name is unique over all kinds, so a rule that names it reaches
that field and nothing else. ``weekly`` fields are flows of the current week: the engine sets them to zero before the
first process of the week. Counts are whole numbers held in float64.
"""

from __future__ import annotations

from dataclasses import dataclass

INFINITY = float("inf")


@dataclass(frozen=True)
class Field:
    """One number per agent of a kind."""

    name: str
    unit: str
    meaning: str
    low: float = 0.0
    high: float = 1.0
    weekly: bool = False


def share(name: str, meaning: str) -> Field:
    """A number between 0 and 1."""
    return Field(name, "share", meaning)


def count(name: str, meaning: str, unit: str = "count") -> Field:
    """A whole number of things, zero or more."""
    return Field(name, unit, meaning, 0.0, INFINITY)


def flow(name: str, meaning: str, unit: str = "count") -> Field:
    """What happened this week; zero at its start."""
    return Field(name, unit, meaning, 0.0, INFINITY, weekly=True)


def level(name: str, meaning: str, unit: str) -> Field:
    """Any real number."""
    return Field(name, unit, meaning, -INFINITY, INFINITY)


COMMUNITY = (
    count("population", "people who belong to the community, displaced ones included", "people"),
    count("displaced", "people of the community who are away for safety", "people"),
    share("cooperation", "willingness to give information to peacekeepers"),
    level("cooperation_logit", "the same on the logit scale", "logit"),
    share("trust_between_groups", "trust in members of other identity groups"),
    level("trust_between_groups_logit", "the same on the logit scale", "logit"),
    level("trust_between_groups_rest", "where trust between groups returns to", "logit"),
    share("trust_in_ex_combatants", "trust in former fighters"),
    share("trust_in_ex_combatants_rest", "where trust in former fighters returns to"),
    share("fear", "expected victimisation"),
    count("open_disputes", "land, cattle and power disputes nobody has settled"),
    share("dispute_institution", "strength of the local body that settles disputes"),
    share("dispute_institution_base", "where that strength returns to"),
    Field(
        "vigilante_push",
        "full trainings",
        "recent dispute training that pushes some into taking justice into their own hands",
        0.0,
        INFINITY,
    ),
    Field(
        "mediation_available",
        "doses",
        "mediation since the disputes of the community were last looked at",
        0.0,
        INFINITY,
    ),
    share("ownership", "share of decisions and costs borne locally"),
    share("services", "reach of public services"),
    share("services_base", "reach of public services at the start, which people are used to"),
    Field(
        "exposure",
        "log deaths per 10,000",
        "what the place went through before the start: log of one plus decayed war deaths",
        0.0,
        INFINITY,
    ),
    share("wellbeing", "one less the burden of trauma"),
    share("reconciliation_strain", "wounds reopened by victim-perpetrator dialogue"),
    share("expectation", "share of inputs people expect to be acted on"),
    share("council_record", "smoothed share of inputs acted on, as people remember it"),
    share("council_fatigue", "tiredness of being consulted"),
    share("council_capture", "degree to which one group holds the council"),
    share("board_silence", "share of advisory board members whom reprisals have silenced"),
    share("insecurity", "recent violence and armed control, as they close the roads"),
    Field("recent_state_based", "events/week", "smoothed recent state-based events", 0.0, INFINITY),
    Field(
        "recent_rebel", "events/week", "smoothed recent rebel attacks on civilians", 0.0, INFINITY
    ),
    Field(
        "recent_government",
        "events/week",
        "smoothed recent government attacks on civilians",
        0.0,
        INFINITY,
    ),
    Field("recent_communal", "events/week", "smoothed recent communal events", 0.0, INFINITY),
    level("hotspot", "slow local deviation of the risk of violence", "log ratio"),
    Field("hotspot_weight", "weight", "size of the community times exp(hotspot)", 0.0, INFINITY),
    Field(
        "cover",
        "per 1,000 people",
        "uniformed strength in reach, observers not counted",
        0.0,
        INFINITY,
    ),
    share("presence", "the same, saturating: 1 would be a peacekeeper at every corner"),
    share("competence_in_reach", "cultural competence of the units in reach"),
    share("responsiveness_in_reach", "readiness to answer of the units in reach"),
    share("mission_reached", "1 once uniformed peacekeepers have been in reach"),
    share("deterred", "share of armed-group violence deterred by local presence"),
    share(
        "displaced_in", "violence pushed in by presence elsewhere, as a share of the national rate"
    ),
    Field(
        "entry_weeks",
        "weeks",
        "weeks left of the reaction of government forces to the mission's entry",
        0.0,
        INFINITY,
    ),
    Field(
        "recent_events",
        "events",
        "events of all kinds in about the last eight weeks",
        0.0,
        INFINITY,
    ),
    Field(
        "heard_good",
        "doses",
        "help by peacekeepers heard of from next door last week",
        0.0,
        INFINITY,
    ),
    Field(
        "heard_bad",
        "doses",
        "harm by peacekeepers heard of from next door last week",
        0.0,
        INFINITY,
    ),
    share("livelihood_support", "income support to former fighters, delivered last week"),
    share("support_expected", "income support former fighters have come to count on"),
    share("call_home", "messages that call fighters home, broadcast last week"),
    Field(
        "harm_remembered",
        "doses",
        "harm by peacekeepers that nobody has made good",
        0.0,
        INFINITY,
    ),
    count("pending_incidents", "incidents nobody in the mission has heard of yet"),
    Field(
        "reported_recent",
        "incidents",
        "incidents the mission heard of in about the last quarter",
        0.0,
        INFINITY,
    ),
    Field(
        "watched",
        "doses",
        "CSOs at work here and help to report, as they stood last week",
        0.0,
        INFINITY,
    ),
    share("local_knowledge", "how well the mission knows local grievances"),
    flow("events_this_week", "violent events of all kinds"),
    flow("deaths_this_week", "people killed, all kinds", "people"),
    flow("incidents", "events and violent disputes that call for an answer"),
    flow("incidents_reported", "incidents the mission heard of"),
    flow("incidents_answered", "reported incidents answered"),
    flow("disputes_violent", "disputes that turned violent"),
    flow("disputes_lethal", "violent disputes across groups that cost a life"),
    flow("disputes_settled", "disputes settled by the local body or a mediator"),
    flow("extrajudicial", "cases of extrajudicial punishment"),
    flow("misconduct", "cases of misconduct by peacekeepers"),
    flow("misconduct_known", "cases of misconduct known in the community"),
    flow("peacekeepers_good", "experience of peacekeepers felt as help", "doses"),
    flow("peacekeepers_abuse", "abuse by peacekeepers, as known locally", "doses"),
    flow("peacekeepers_neglect", "reported harm that went unanswered", "doses"),
    flow("authorities_good", "experience of authorities felt as help", "doses"),
    flow("authorities_bad", "experience of authorities felt as harm", "doses"),
    flow("csos_good", "experience of CSOs felt as help", "doses"),
    flow("csos_bad", "experience of CSOs felt as harm", "doses"),
    flow("between_groups_good", "good meetings between groups", "doses"),
    flow("between_groups_bad", "bad meetings between groups", "doses"),
    flow("mediation", "disputes' access to an outside mediator", "doses"),
    flow("institution_training", "training and support of the dispute institution", "doses"),
    flow("reporting_support", "help to report abuse and incidents", "doses"),
    flow("reconciliation", "victim-perpetrator dialogue held", "doses"),
    flow("redress", "harm acknowledged or made good", "doses"),
    flow("council_work", "standing council at work", "doses"),
    flow("consultation", "one-off consultation held", "doses"),
    flow("cso_training", "training of CSOs at work here", "doses"),
    flow("core_support", "core funding that arrives in this community", "US$"),
    flow("cso_presence", "CSOs at work here, weighted by capacity", "doses"),
    flow("member_reprisals", "reprisals against members of the advisory board"),
    flow("participants", "people who took part in a consultation or council", "people"),
    flow("inputs_made", "inputs handed to the mission"),
    flow("inputs_acted_on", "inputs the mission acted on"),
)

COMMUNITY_GROUP = (
    share("group_share", "share of the community's people in this identity group"),
    share("grievance", "felt injustice"),
    share(
        "grievance_base",
        "grievance of the starting conditions, where it returns to without exclusion",
    ),
    share("trust_in_peacekeepers", "opinion of peacekeepers"),
    level("trust_in_peacekeepers_logit", "the same on the logit scale", "logit"),
    level("trust_in_peacekeepers_rest", "where it returns to", "logit"),
    share("trust_in_authorities", "opinion of the authorities"),
    level("trust_in_authorities_logit", "the same on the logit scale", "logit"),
    level("trust_in_authorities_rest", "where it returns to", "logit"),
    share("trust_in_csos", "opinion of civil society organisations"),
    level("trust_in_csos_logit", "the same on the logit scale", "logit"),
    level("trust_in_csos_rest", "where it returns to", "logit"),
    flow("deaths_by_rebels", "members killed by armed groups", "people"),
    flow("deaths_by_government", "members killed by government forces", "people"),
    flow("deaths_by_communal", "members killed in communal violence", "people"),
    flow("council_good", "promises kept by the council, as this group sees it", "doses"),
    flow("council_bad", "promises broken by the council, as this group sees it", "doses"),
)

CSO = (
    share("cso_alive", "1 while the organisation exists, 0 for a spare place"),
    share("cso_capacity", "staff, skills, money and reach"),
    share("cso_capacity_base", "capacity it can keep from its own means"),
    share("cso_legitimacy", "acceptance as the community's voice"),
    level("cso_legitimacy_logit", "the same on the logit scale", "logit"),
    level("cso_legitimacy_rest", "where legitimacy returns to", "logit"),
    share("cso_profile", "what it is good at: decides which levers fit it"),
    share("cso_independence", "one less the share of its agenda set by funders"),
    Field("cso_funds", "US$", "money in hand", 0.0, INFINITY),
    Field("cso_committed", "US$/week", "outside income it has come to live on", 0.0, INFINITY),
    Field("cso_income_mission", "US$/week", "smoothed income from the mission", 0.0, INFINITY),
    Field("cso_income_donor", "US$/week", "smoothed income from donors", 0.0, INFINITY),
    Field(
        "cso_income_swing", "US$/week", "smoothed size of ups and downs of income", 0.0, INFINITY
    ),
    share("cso_safety", "safety of staff"),
    share("cso_accepts", "1 if it takes mission money"),
    share("cso_speaks", "1 if it speaks up, 0 if it keeps silent"),
    level(
        "cso_activity",
        "the lever it works on, by number in the strategy, or -1 for its own work",
        "number",
    ),
    level("cso_link", "the place it works in, by number of the link", "number"),
    Field(
        "cso_results", "doses", "results its community saw this week", 0.0, INFINITY, weekly=True
    ),
)

UNIT = (
    count("unit_strength", "people in the unit", "people"),
    level("unit_place", "the community it is in, by number", "number"),
    share("unit_responsiveness", "readiness to answer an incident"),
    share("unit_competence", "cultural competence"),
)

ARMED_GROUP = (
    share("posture", "1 while fighting, 0 while quiet"),
    level("commitment_run", "lasting commitment of this group in this world", "logit"),
    level("commitment_gap", "doubt after the end of fighting, fading with peace", "logit"),
    level("commitment_noise", "scandals, splits and changes of leadership", "logit"),
    level("intensity_slow", "size of the campaign, drawn at its onset", "log ratio"),
    level("intensity_fast", "ups and downs within a campaign", "log ratio"),
    level("onesided_noise", "inclination to attack civilians", "logit"),
    share("predation", "income from predation"),
    share("past_abuse", "abuse of civilians people remember"),
    share("constituency_grievance", "mean grievance of its home group, counted every fourth week"),
    Field("campaign_rate", "events/week", "expected exogenous events of this week", 0.0, INFINITY),
    Field("onset_hazard", "1/week", "hazard of taking up arms", 0.0, INFINITY),
    Field("fighters_total", "people", "fighters of the group", 0.0, INFINITY),
    Field("idle_total", "people", "former fighters without reintegration", 0.0, INFINITY),
)

ARMED_GROUP_COMMUNITY = (
    count("fighters", "fighters from this community", "people"),
    count("idle_ex_combatants", "former fighters without reintegration", "people"),
    count("reintegrated", "former fighters reintegrated", "people"),
)

AUTHORITY = (
    share("authority_responsiveness", "share of requests answered"),
    share("authority_inclusiveness", "share of groups with a say"),
    share("authority_repression", "readiness to repress"),
    share("authority_capacity", "means to serve"),
    share("authority_responsiveness_base", "where responsiveness returns to"),
    share("authority_inclusiveness_base", "where inclusiveness returns to"),
    share("authority_repression_base", "where repression returns to"),
    flow("advocacy", "advocacy and dialogue that reached it", "doses"),
)

ORGANISATION = (
    share("organisation_quality", "share of what is planned that is delivered"),
    Field("organisation_paid", "US$", "core funding paid out so far", 0.0, INFINITY),
)

LEVER = (
    share("lever_quality", "implementation quality, drawn per run and lever"),
    share("lever_share", "share of the strategy's budget, as it is after the last report"),
    Field("lever_allocated_year", "US$", "allocated so far in this fiscal year", 0.0, INFINITY),
    Field("lever_spent_year", "US$", "spent in this fiscal year", 0.0, INFINITY),
    Field("lever_allocated", "US$", "allocated since the start", 0.0, INFINITY),
    Field("lever_spent", "US$", "spent since the start", 0.0, INFINITY),
    Field("lever_capacity", "doses", "full doses the week's money can pay for", 0.0, INFINITY),
    Field(
        "lever_workforce",
        "organisations",
        "capacity of the CSOs at work on it, summed",
        0.0,
        INFINITY,
    ),
    share(
        "lever_reached",
        "share of the dose asked for that could be worked with, as managers have come to know it",
    ),
    flow("lever_delivered", "full doses delivered this week", "doses"),
)

COMMUNITY_LEVER = (
    share("lever_target", "dose the strategy asks for here"),
    share("lever_ready", "share of the delay that has passed where the dose is asked for"),
    share("lever_dose", "dose delivered this week"),
    share(
        "lever_supply",
        "share of the dose CSOs were able to take on last month; 1 where none is needed",
    ),
)

NATION = (
    level("settlement_type", "0 signed, 1 ceasefire, 2 victory, 3 none", "kind"),
    level("growth_per_year", "growth of the population", "1/year"),
    Field("displaced_return", "factor", "disputes at the start from people coming back", 1.0, 3.0),
    share("mandate", "1 while a mission has a mandate"),
    Field("troops", "thousands", "uniformed strength without observers", 0.0, INFINITY),
    Field("observers", "thousands", "military observers", 0.0, INFINITY),
    Field("civil_affairs", "people", "civil affairs staff", 0.0, INFINITY),
    Field("additional_troops", "people", "uniformed strength a strategy pays for", 0.0, INFINITY),
    share("adult_share", "share of people who are adults"),
    share("cso_reach_at_seat", "share of people an organisation reaches where it sits"),
    share("cso_reach_falloff", "its reach in each next place, against the one before"),
    Field("people", "people", "population of the country", 0.0, INFINITY),
    share("civic_space", "freedom of CSOs to form, speak and act"),
    Field("election", "tension", "tension of an election now under way", 0.0, INFINITY),
    Field("price_shock", "size", "price shock under way", 0.0, INFINITY),
    Field("breakdown", "size", "ceasefire breakdown under way", 0.0, INFINITY),
    Field("disaster", "size", "disaster under way", 0.0, INFINITY),
    Field("donor_funding", "US$/week", "donors' core funding outside any strategy", 0.0, INFINITY),
    Field("strategy_funding", "US$/week", "the strategy's money now", 0.0, INFINITY),
    share("consent", "consent of the armed groups, by kind of settlement"),
    share("credibility", "credibility of the mission: consent times cover"),
    share("inclusion", "say of civil society in the settlement; fed by standing bodies only"),
    share("at_war", "1 while any armed group fights"),
    Field("quiet_weeks", "weeks", "weeks since fighting ended", 0.0, INFINITY),
    Field(
        "first_onset_week", "weeks", "week of the first onset, 0 while there is none", 0.0, INFINITY
    ),
    Field(
        "cumulative_onset_hazard",
        "expected onsets",
        "summed hazard up to the first onset",
        0.0,
        INFINITY,
    ),
    share(
        "police_calm", "share of communal violence and of own justice the mission's police prevent"
    ),
    share("mission_factor", "what the mission's total strength leaves of armed violence"),
    Field("rate_state_based", "events/week", "national rate of state-based events", 0.0, INFINITY),
    Field(
        "rate_rebel", "events/week", "national rate of rebel attacks on civilians", 0.0, INFINITY
    ),
    Field(
        "rate_government",
        "events/week",
        "national rate of government attacks on civilians",
        0.0,
        INFINITY,
    ),
    share("surveyed_trust_in_peacekeepers", "trust in peacekeepers as the last survey showed it"),
    share("surveyed_security", "share who say security is good, as the last survey showed it"),
    Field("survey_week", "weeks", "week of the last survey", 0.0, INFINITY),
    share("fieldwork_trust", "trust in peacekeepers in answers not yet reported"),
    share("fieldwork_security", "good security in answers not yet reported"),
    Field("fieldwork_week", "weeks", "week of those answers", 0.0, INFINITY),
    Field("adapted_week", "weeks", "week of the survey acted on last", 0.0, INFINITY),
    share("responsiveness", "share of inputs the mission is able and willing to act on"),
    flow("events_state_based", "state-based events"),
    flow("events_rebel", "rebel attacks on civilians"),
    flow("events_government", "government attacks on civilians"),
    flow("events_communal", "communal events"),
    flow("events_triggered", "events triggered by earlier events"),
    flow("deaths_state_based", "deaths in state-based events", "people"),
    flow("deaths_rebel", "deaths in rebel attacks on civilians", "people"),
    flow("deaths_government", "deaths in government attacks on civilians", "people"),
    flow("deaths_communal", "deaths in communal events", "people"),
    flow("deaths_civilians", "civilians killed, all kinds", "people"),
    flow(
        "deaths_state_forces",
        "soldiers of the state killed; they are not part of the population",
        "people",
    ),
    flow("deaths_fighters", "fighters killed", "people"),
    flow("births", "growth of the population", "people"),
    flow(
        "displaced_violence",
        "events expected elsewhere because presence pushed them away",
        "events",
    ),
    flow("misconduct_recorded", "cases of misconduct officially recorded"),
    flow("misconduct_happened", "cases of misconduct in the country"),
    flow("extrajudicial_cases", "cases of extrajudicial punishment in the country"),
    flow("settled_connected", "settled disputes of the well connected"),
    flow("settled_unconnected", "settled disputes of everybody else"),
    flow("reports_heard", "incidents the mission heard of in the country"),
    flow("reports_answered", "of these, answered"),
    flow("reprisals", "reprisals against CSOs"),
    flow("reprisals_members", "reprisals against members of advisory boards"),
    flow("cso_initiatives", "activities of CSOs under way"),
    flow("people_displaced", "people who left their community for safety", "people"),
    flow("people_returned", "displaced people who came back", "people"),
    flow("recruited", "civilians who became fighters", "people"),
    flow("fighters_left", "fighters who left for civilian life outside any programme", "people"),
    flow("demobilised", "fighters who became idle ex-combatants", "people"),
    flow("reintegration", "idle ex-combatants reintegrated", "people"),
    flow("rerecruited", "idle ex-combatants who took up arms again", "people"),
    flow("participants_women", "women among the participants", "people"),
    flow("participants_youth", "young people among the participants", "people"),
    flow("participants_connected", "well-connected people among the participants", "people"),
    flow("allocated_this_week", "money allocated to the strategy's levers", "US$"),
    flow("spent_this_week", "money spent by the strategy", "US$"),
)

KINDS: dict[str, tuple[Field, ...]] = {
    "community": COMMUNITY,
    "community_group": COMMUNITY_GROUP,
    "cso": CSO,
    "unit": UNIT,
    "armed_group": ARMED_GROUP,
    "armed_group_community": ARMED_GROUP_COMMUNITY,
    "authority": AUTHORITY,
    "organisation": ORGANISATION,
    "lever": LEVER,
    "community_lever": COMMUNITY_LEVER,
    "nation": NATION,
}


def fields() -> dict[str, tuple[str, int, Field]]:
    """Every field by name: its kind of agent, its row in that kind's block, its declaration."""
    found: dict[str, tuple[str, int, Field]] = {}
    for kind, declared in KINDS.items():
        for row, field in enumerate(declared):
            if field.name in found:
                raise ValueError(f'two fields are called "{field.name}"')
            found[field.name] = (kind, row, field)
    return found


def weekly_rows(kind: str) -> range:
    """Rows of the weekly fields of a kind; they stand together so that they are cleared in one sweep.

    Raises
    ------
    ValueError
        when the weekly fields of a kind do not stand together.
    """
    rows = [row for row, field in enumerate(KINDS[kind]) if field.weekly]
    if rows and rows != list(range(rows[0], rows[-1] + 1)):
        raise ValueError(f"weekly fields of {kind} must stand together")
    return range(rows[0], rows[-1] + 1) if rows else range(0)
