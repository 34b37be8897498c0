"""Community advisory board with community liaison assistants: the mission learns local grievances and hears earlier.

    knowledge k' = k + (1 - k)(1 - e^(-gain w)),   help to report += hearing w,   w = dose (1 - silence)
    reprisal against members  with the chance  1 - e^-h,   h = rate w ((1 - civic space) repression + armed insecurity)
    silence s' = s + (1 - s) silenced  after a reprisal,   each week  s' = s (1 - recovery)

    armed       weight of insecurity, for armed groups that punish those who inform
    repression  of the authority of the place       silence  share of the members who have fallen silent

Who sits on a board is known. Where speaking is dangerous, members pay for it, the board falls silent, and the mission
hears no more than before while it goes on paying. The help to report exposes the CSOs of the place as well (CSO life).

Evidence: no quasi-experimental estimate of boards attached to missions was found (grade D): wide priors, small effects
inside. Reprisal is named as a risk and unmeasured: our choice, as for CSOs. Left out: choice of members, capture of boards
(no evidence apart from councils), fear of others who see a member harmed.
"""

from cse_sim.formulas import chance, pushed_up
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
    reprisals_per_week = param(
        0.01,
        unit="1/week",
        bounds=(0.0, 1.0),
        prior=LogUniform(0.002, 0.05),
        meaning="reprisals against members of a full board, with no civic space and full repression",
        basis="assumed",
        source=OUR_CHOICE,
    )
    armed_reprisals = param(
        0.5,
        unit="ratio",
        bounds=(0.0, 10.0),
        prior=Uniform(0.0, 1.0),
        meaning="weight of armed groups that punish informers where no road is safe, against full repression",
        basis="assumed",
        source=OUR_CHOICE,
    )
    silenced = param(
        0.4,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.1, 0.8),
        meaning="share of members a reprisal silences",
        basis="assumed",
        source=OUR_CHOICE,
    )
    recovery_per_week = param(
        0.027,
        unit="1/week",
        bounds=(0.0, 1.0),
        prior=LogUniform(0.013, 0.05),
        meaning="share of silence that ends in a week; the default halves it in 26 weeks",
        basis="assumed",
        source=OUR_CHOICE,
    )


@rule
def board_at_work(
    u0,
    dose,
    local_knowledge,
    reporting_support,
    board_silence,
    civic_space,
    authority_repression,
    insecurity,
    knowledge_gain,
    hearing,
    reprisals_per_week,
    armed_reprisals,
    silenced,
    recovery_per_week,
):
    """Knowledge won, early warning given, and what members pay for it in a week."""
    silence = board_silence * (1.0 - recovery_per_week)
    work = dose * (1.0 - silence)
    danger = (1.0 - civic_space) * authority_repression + armed_reprisals * insecurity
    hazard = reprisals_per_week * work * danger
    struck = 1.0 if u0 < hazard and u0 < chance(hazard) else 0.0
    return (
        pushed_up(local_knowledge, knowledge_gain * work),
        reporting_support + hearing * work,
        silence + (1.0 - silence) * silenced * struck,
        struck,
    )


LEVER = Lever(
    name="advisory_board",
    title="Community advisory board",
    meaning="a board with community liaison assistants who tell the mission what happens locally",
    deliverer="mission",
    grade="D",
    can_go_wrong="exposing members to reprisal, after which the board falls silent",
    needs_civic_space=True,
    params=AdvisoryBoardLeverParams,
    processes=(
        process(
            board_at_work,
            name="lever: advisory_board",
            each="community",
            lever="advisory_board",
            params=AdvisoryBoardLeverParams,
            writes=("local_knowledge", "reporting_support", "board_silence", "member_reprisals"),
        ),
    ),
)
