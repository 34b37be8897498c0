"""Dialogue and mediation: facilitated meetings between groups, and somebody from outside who helps to settle disputes.

    mediation      += dose
    good meetings  += contact general dose          bad meetings += one_sided dose (1 - trust between groups)^2

``general`` is the share of what changes between people who met that passes to strangers: contact stays with the peers.

Evidence (grade B for dialogue; contact alone is grade A, and small): United Nations dialogues go with less communal
violence in Cote d'Ivoire, size not found: Smidt (2020). Contact effects are small, Paluck et al. (2019), and did not
reach strangers: Mousa (2020), so zero is inside the range; a CSO-run programme moved attitudes by about 0.1 sd, and
neither giving nor approval of violence: Grady et al. (2023). Judged N(0.10, 0.07) sd: ``contact`` has about that relative
spread. Contact can raise violence where groups are far apart: Weidmann and Salehyan (2013), Bhavnani et al. (2014), in
direction; the size of ``one_sided`` is our choice. Left out: who meets whom.
"""

from cse_sim.levers.lever import Lever
from cse_sim.params import LogUniform, Normal, Params, Uniform, param
from cse_sim.processes import process, rule
from cse_sim.sources import GRADY_2023, MOUSA_2020, OUR_CHOICE


class DialogueLeverParams(Params, group="dialogue"):
    """Cost, delay, quality, contact."""

    usd_per_dose_year = param(
        20000.0,
        unit="US$",
        bounds=(100.0, 1000000.0),
        prior=LogUniform(10000.0, 40000),
        meaning="dialogue and mediation at full dose for 10,000 people over a year",
        basis="assumed",
        source=OUR_CHOICE,
    )
    delay_weeks = param(
        13.0,
        unit="weeks",
        bounds=(0.0, 208.0),
        prior=Uniform(6.0, 26.0),
        meaning="from decision to full work",
        basis="assumed",
        source=OUR_CHOICE,
    )
    quality = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.2, 0.8),
        meaning="share of what is planned that is delivered",
        basis="expert",
        source=OUR_CHOICE,
    )

    contact = param(
        0.6,
        unit="doses",
        bounds=(0.0, 10.0),
        prior=Normal(0.6, 0.4, 0.0, 2.0),
        meaning="good experience of those who meet, in a week of full dialogue",
        basis="assumed",
        source=GRADY_2023,
    )
    generalisation = param(
        0.15,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.3),
        meaning="share of the good experience of dialogue that passes to strangers",
        basis="expert",
        source=MOUSA_2020,
    )
    one_sided = param(
        0.06,
        unit="doses",
        bounds=(0.0, 2.0),
        prior=Uniform(0.0, 0.15),
        meaning="bad experience between groups that do not trust each other at all",
        basis="assumed",
        source=OUR_CHOICE,
    )


@rule
def dialogue_held(
    dose,
    mediation,
    between_groups_good,
    between_groups_bad,
    trust_between_groups,
    contact,
    generalisation,
    one_sided,
):
    """Meetings of the week, and what strangers make of them."""
    distrust = 1.0 - trust_between_groups
    return (
        mediation + dose,
        between_groups_good + contact * generalisation * dose,
        between_groups_bad + one_sided * dose * distrust * distrust,
    )


LEVER = Lever(
    name="dialogue",
    title="Dialogue and mediation",
    meaning="facilitated dialogue between groups and mediation of open disputes",
    deliverer="cso",
    grade="B",
    can_go_wrong="sharpening lines when one-sided or between groups that distrust each other",
    needs_civic_space=True,
    params=DialogueLeverParams,
    processes=(
        process(
            dialogue_held,
            name="lever: dialogue",
            each="community",
            lever="dialogue",
            params=DialogueLeverParams,
            writes=("mediation", "between_groups_good", "between_groups_bad"),
        ),
    ),
)
