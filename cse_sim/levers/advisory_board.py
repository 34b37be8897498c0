"""Community advisory board with community liaison assistants: the mission learns local grievances and hears earlier.

    knowledge k' = k + (1 - k)(1 - e^(-gain dose)),   help to report += hearing dose

Evidence: no quasi-experimental estimate of boards attached to missions was found (grade D): wide prior centred on
small. The help to report draws reprisals, which here fall on the CSOs of the place. Left out: choice of members,
reprisals against members themselves.
"""

from cse_sim.formulas import pushed_up
from cse_sim.levers.lever import Lever
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import process, rule
from cse_sim.sources import OUR_CHOICE


class AdvisoryBoardLeverParams(Params, group="advisory_board"):
    """Cost, delay, quality, knowledge."""

    usd_per_dose_year = param(
        14000.0,
        unit="US$",
        bounds=(100.0, 1000000.0),
        prior=LogUniform(7000.0, 28000),
        meaning="community advisory board at full dose for 10,000 people over a year",
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

    knowledge_gain = param(
        0.02,
        unit="1/week",
        bounds=(0.0, 1.0),
        prior=LogUniform(0.005, 0.06),
        meaning="share of what the mission does not know that a full board tells it in a week",
        basis="assumed",
        source=OUR_CHOICE,
    )
    hearing = param(
        0.3,
        unit="doses",
        bounds=(0.0, 2.0),
        prior=Uniform(0.0, 0.6),
        meaning="help to report in a full board",
        basis="assumed",
        source=OUR_CHOICE,
    )


@rule
def board_at_work(dose, local_knowledge, reporting_support, knowledge_gain, hearing):
    """Knowledge won and early warning given in a week."""
    return pushed_up(local_knowledge, knowledge_gain * dose), reporting_support + hearing * dose


LEVER = Lever(
    name="advisory_board",
    title="Community advisory board",
    meaning="a board with community liaison assistants who tell the mission what happens locally",
    deliverer="mission",
    grade="D",
    can_go_wrong="exposing members to reprisal",
    needs_civic_space=True,
    params=AdvisoryBoardLeverParams,
    processes=(
        process(
            board_at_work,
            name="lever: advisory_board",
            each="community",
            lever="advisory_board",
            params=AdvisoryBoardLeverParams,
            writes=("local_knowledge", "reporting_support"),
        ),
    ),
)
