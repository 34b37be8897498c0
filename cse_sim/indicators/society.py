"""Society: trust, cooperation, grievance, fear, participation, and the life of civil society, averaged over people."""

import numpy as np

from cse_sim.indicators.measure import Indicator

PER_QUARTER = 13.0
UNKNOWN = float("nan")


def trust_in_authorities(trust_in_authorities):
    """Opinion of the authorities."""
    return trust_in_authorities


def trust_in_csos(trust_in_csos):
    """Opinion of civil society organisations."""
    return trust_in_csos


def trust_between_groups(trust_between_groups):
    """Trust in members of other identity groups."""
    return trust_between_groups


def trust_in_ex_combatants(trust_in_ex_combatants):
    """Trust in former fighters."""
    return trust_in_ex_combatants


def cooperation(cooperation):
    """Willingness to give information."""
    return cooperation


def grievance(grievance):
    """Felt injustice."""
    return grievance


def fear(fear):
    """Expected victimisation."""
    return fear


def wellbeing(wellbeing):
    """One less the burden of trauma."""
    return wellbeing


def ownership(ownership):
    """Decisions and costs borne locally."""
    return ownership


def displaced(displaced, population):
    """People away for safety, per 1,000."""
    return 1000.0 * displaced / population


def participation_rate(participants, population, adult_share):
    """Participants per 1,000 adults, at a quarter's pace."""
    return 1000.0 * PER_QUARTER * participants / max(adult_share * population, 1.0)


def inputs_made(inputs_made, population, adult_share):
    """Inputs per 1,000 adults, at a quarter's pace."""
    return 1000.0 * PER_QUARTER * inputs_made / max(adult_share * population, 1.0)


def inputs_acted_on(inputs_acted_on, population, adult_share):
    """Inputs acted on per 1,000 adults, at a quarter's pace."""
    return 1000.0 * PER_QUARTER * inputs_acted_on / max(adult_share * population, 1.0)


def _share(part, whole):
    return np.divide(part, whole, out=np.full(np.shape(whole), UNKNOWN), where=whole > 0.0)


def responsiveness_of_weeks(series):
    """Inputs acted on over inputs made, week by week; undefined in a week without inputs."""
    return _share(series["inputs_acted_on"], series["inputs_made"])


def responsiveness_of_a_run(series, calendar):
    """The same over all weeks of a run, every input counting once."""
    del calendar
    return _share(series["inputs_acted_on"].sum(axis=1), series["inputs_made"].sum(axis=1))


def initiatives_by_csos(cso_initiatives):
    """Activities of CSOs under way."""
    return cso_initiatives


def cso_capacity(cso_capacity):
    """Capacity of the organisations there are."""
    return cso_capacity


def cso_independence(cso_independence):
    """Independence of the organisations there are."""
    return cso_independence


def reprisals_against_csos(reprisals):
    """Reprisals of the week."""
    return reprisals


def reprisals_against_board_members(reprisals_members):
    """Reprisals of the week."""
    return reprisals_members


def surveyed_trust_in_peacekeepers(surveyed_trust_in_peacekeepers, survey_week):
    """Trust in peacekeepers in the last report."""
    return surveyed_trust_in_peacekeepers if survey_week > 0.0 else UNKNOWN


def surveyed_security(surveyed_security, survey_week):
    """Share who say they feel safe in the last report."""
    return surveyed_security if survey_week > 0.0 else UNKNOWN


def _opinion(value, smallest, meaning, counterpart, each="community", direction="up"):
    return Indicator(
        value.__name__,
        "share",
        direction,
        "mean",
        smallest,
        meaning,
        counterpart,
        each=each,
        value=value,
        harm=direction == "down",
        detail=True,
    )


_GROUPS = "community_group"
_POLL = "perception surveys"

INDICATORS = (
    _opinion(trust_in_authorities, 0.01, "opinion of the authorities", _POLL, _GROUPS),
    _opinion(trust_in_csos, 0.01, "opinion of civil society organisations", _POLL, _GROUPS),
    _opinion(trust_between_groups, 0.01, "trust in members of other identity groups", _POLL),
    _opinion(trust_in_ex_combatants, 0.01, "trust in former fighters", _POLL),
    _opinion(
        cooperation, 0.01, "willingness to give information to peacekeepers", "tips per incident"
    ),
    _opinion(grievance, 0.01, "felt injustice", _POLL, _GROUPS, "down"),
    _opinion(fear, 0.005, "expected victimisation", _POLL, direction="down"),
    _opinion(wellbeing, 0.005, "one less the burden of trauma", "trauma screening in surveys"),
    _opinion(
        ownership, 0.01, "share of decisions and costs borne locally", "local budgets and minutes"
    ),
    Indicator(
        "displaced",
        "per 1,000 people",
        "down",
        "mean",
        0.5,
        "people who are away from their community for safety",
        "displacement tracking",
        each="community",
        value=displaced,
        harm=True,
        detail=True,
    ),
    Indicator(
        "participation_rate",
        "per 1,000 adults a quarter",
        "up",
        "mean",
        0.1,
        "people who took part in a consultation or council",
        "attendance sheets, mission logs",
        each="community",
        value=participation_rate,
        detail=True,
    ),
    Indicator(
        "inputs_made",
        "per 1,000 adults a quarter",
        "none",
        "mean",
        0.01,
        "inputs handed to the mission",
        "action trackers",
        each="community",
        value=inputs_made,
    ),
    Indicator(
        "inputs_acted_on",
        "per 1,000 adults a quarter",
        "up",
        "mean",
        0.01,
        "inputs the mission acted on",
        "action trackers",
        each="community",
        value=inputs_acted_on,
    ),
    Indicator(
        "responsiveness",
        "share",
        "up",
        "mean",
        0.02,
        "inputs acted on over inputs made",
        "action-tracker audits",
        undefined_when="nobody made an input",
        series=responsiveness_of_weeks,
        of_weeks=responsiveness_of_a_run,
        needs=("inputs_acted_on", "inputs_made"),
    ),
    Indicator(
        "initiatives_by_csos",
        "count",
        "up",
        "mean",
        1.0,
        "activities of CSOs under way, for others or of their own",
        "partner reports",
        value=initiatives_by_csos,
    ),
    Indicator(
        "cso_capacity",
        "share",
        "up",
        "mean",
        0.01,
        "capacity of the organisations alive",
        "capacity assessments",
        undefined_when="no organisation is alive",
        each="cso",
        value=cso_capacity,
    ),
    Indicator(
        "cso_independence",
        "share",
        "up",
        "mean",
        0.01,
        "one less the share of the agenda set by funders, organisations alive",
        "funding reports",
        undefined_when="no organisation is alive",
        each="cso",
        value=cso_independence,
    ),
    Indicator(
        "reprisals_against_csos",
        "count",
        "down",
        "sum",
        0.5,
        "threats, arrests and attacks against organisations and their staff",
        "reports of human-rights monitors",
        value=reprisals_against_csos,
        harm=True,
    ),
    Indicator(
        "reprisals_against_board_members",
        "count",
        "down",
        "sum",
        0.5,
        "threats and attacks against members of community advisory boards",
        "reports of human-rights monitors, of board members themselves",
        value=reprisals_against_board_members,
        harm=True,
    ),
    Indicator(
        "surveyed_trust_in_peacekeepers",
        "share",
        "up",
        "last",
        0.02,
        "trust in peacekeepers as the mission's last survey showed it",
        "the mission's own survey",
        undefined_when="no survey was reported",
        value=surveyed_trust_in_peacekeepers,
    ),
    Indicator(
        "surveyed_security",
        "share",
        "up",
        "last",
        0.02,
        "share who say they feel safe, as the mission's last survey showed it",
        "the mission's own survey",
        undefined_when="no survey was reported",
        value=surveyed_security,
    ),
)
