"""Information: incidents reach the mission through people, organisations and patrols, late or never.

    pending'  = pending + incidents - noticed - lost
    leave     ~ Binomial(pending + incidents, 1 - e^(-(n + l))), of which noticed with the share n / (n + l)
    n         = (tips cooperation + organisations D(watched) + patrols presence) (1 + knowing knowledge)

    n  hazard of being noticed, l  forgotten_per_week                        [1/week]
    cooperation, presence, knowledge    shares;   D(x) = x / (1 + x)
    watched   CSOs at work here and help to report, as they stood last week   [doses]

The delay is geometric, and an incident that is forgotten first is a false negative; each channel has its own. What the
mission hears of is all that units know, and with the war's history all that targeting knows. What it knows of local
grievances fades as staff rotate. Nobody listens without a mandate.

Source: tips depend on the willingness to cooperate (Gordon and Young 2017, in direction). No estimate of the channels was
found (grade D): wide priors. Left out: false alarms, rumours, severity (a massacre is noticed like a brawl), what
authorities know, digital platforms.
"""

from cse_sim.formulas import chance, kept, saturating
from cse_sim.luck import binomial
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import kernel, process, rule
from cse_sim.sources import GORDON_YOUNG_2017, OUR_CHOICE


class InformationParams(Params, group="information"):
    """Numbers of the channels."""

    tips_per_week = param(
        0.25,
        unit="1/week",
        bounds=(0.0, 5.0),
        prior=LogUniform(0.1, 0.6),
        meaning="weekly hazard that people tell of an incident, where all are willing to",
        basis="assumed",
        source=GORDON_YOUNG_2017,
    )
    organisations_per_week = param(
        0.25,
        unit="1/week",
        bounds=(0.0, 5.0),
        prior=LogUniform(0.1, 0.6),
        meaning="weekly hazard that CSOs pass an incident on, where they watch everything",
        basis="assumed",
        source=OUR_CHOICE,
    )
    patrols_per_week = param(
        0.25,
        unit="1/week",
        bounds=(0.0, 5.0),
        prior=LogUniform(0.1, 0.6),
        meaning="weekly hazard that patrols see an incident, with presence everywhere",
        basis="assumed",
        source=OUR_CHOICE,
    )
    knowing = param(
        0.5,
        unit="ratio",
        bounds=(0.0, 5.0),
        prior=Uniform(0.0, 1.0),
        meaning="by how much full knowledge of local grievances helps to notice",
        basis="assumed",
        source=OUR_CHOICE,
    )
    forgotten_per_week = param(
        0.25,
        unit="1/week",
        bounds=(0.01, 5.0),
        prior=LogUniform(0.1, 0.5),
        meaning="weekly hazard that an incident is no longer worth telling",
        basis="assumed",
        source=OUR_CHOICE,
    )
    recent_half_life_weeks = param(
        8.0,
        unit="weeks",
        bounds=(1.0, 52.0),
        prior=Uniform(4.0, 13.0),
        meaning="weeks in which half of what was reported is old news",
        basis="assumed",
        source=OUR_CHOICE,
    )
    knowledge_half_life_weeks = param(
        52.0,
        unit="weeks",
        bounds=(4.0, 520.0),
        prior=Uniform(26.0, 104.0),
        meaning="weeks in which half of the mission's local knowledge leaves with its staff",
        basis="assumed",
        source=OUR_CHOICE,
    )


@kernel
def week_of_reports(
    u,
    scratch,
    mandate,
    cooperation,
    watched,
    presence,
    incidents,
    pending_incidents,
    local_knowledge,
    incidents_reported,
    reported_recent,
    reports_heard,
    tips_per_week,
    organisations_per_week,
    patrols_per_week,
    knowing,
    forgotten_per_week,
    recent_half_life_weeks,
    knowledge_half_life_weeks,
):
    """What the mission hears of this week."""
    still_recent = kept(recent_half_life_weeks)
    still_known = kept(knowledge_half_life_weeks)
    communities = incidents.shape[0]
    for c in range(communities):
        reported_recent[c] *= still_recent
        local_knowledge[c] *= still_known
        pending_incidents[c] = pending_incidents[c] + incidents[c] if mandate[0] > 0.0 else 0.0
    if mandate[0] <= 0.0:
        return
    leaving, heard_of = scratch[0], scratch[1]
    for c in range(communities):
        noticing = (
            tips_per_week * cooperation[c]
            + organisations_per_week * saturating(watched[c])
            + patrols_per_week * presence[c]
        ) * (1.0 + knowing * local_knowledge[c])
        leaving[c] = chance(noticing + forgotten_per_week)
        heard_of[c] = noticing / (noticing + forgotten_per_week)
    for c in range(communities):
        waiting = pending_incidents[c]
        if waiting <= 0.0:
            continue
        gone = binomial(u[0, c], waiting, leaving[c])
        noticed = binomial(u[1, c], gone, heard_of[c])
        pending_incidents[c] = waiting - gone
        if noticed > 0.0:
            incidents_reported[c] += noticed
            reported_recent[c] += noticed
            reports_heard[0] += noticed


@rule
def eyes_on_the_place(cso_presence, reporting_support):
    """Who will be watching next week: CSOs at work here and the help to report."""
    return cso_presence + reporting_support


INFORMATION = process(
    week_of_reports,
    name="information",
    params=InformationParams,
    draws={"u": "community"},
    writes=(
        "pending_incidents",
        "incidents_reported",
        "reported_recent",
        "reports_heard",
        "local_knowledge",
    ),
)

WATCH = process(eyes_on_the_place, name="watch", each="community", writes=("watched",))
