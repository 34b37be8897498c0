"""Transparent communication: radio and meetings on what the mission does, and messages that call fighters home.

    good contact  += informing dose        expectation e' = e + promise dose (1 - e)        call home = dose

Trust moves little. Promises raise what people expect: of a standing council, and where none meets of what they see of the
mission; what outruns both costs trust (council feedback).
The call home raises the rate at which fighters leave (combatants).

Evidence (grade B): defection radio, up to -7 per cent of fatalities per daily hour, less where predation pays: Armand et
al. (2020). Knowledge rises, trust is flat: Blair et al. (2019). Reconciliation radio in Rwanda moved norms and behaviour,
not beliefs: Paluck (2009). Backlash when promises fail: expected, no size found. Left out: what people know, norms,
messages that work less where predation pays, listening habits, hostile media.
"""

from cse_sim.levers.lever import Lever
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import process, rule
from cse_sim.sources import BLAIR_2019, OUR_CHOICE


class CommunicationLeverParams(Params, group="communication"):
    """Cost, delay, quality, promises."""

    usd_per_dose_year = param(
        5000.0,
        unit="US$",
        bounds=(100.0, 1000000.0),
        prior=LogUniform(2500.0, 10000),
        meaning="transparent communication at full dose for 10,000 people over a year",
        basis="assumed",
        source=OUR_CHOICE,
    )
    delay_weeks = param(
        8.0,
        unit="weeks",
        bounds=(0.0, 208.0),
        prior=Uniform(4.0, 20.0),
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

    informing = param(
        0.01,
        unit="doses",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.03),
        meaning="good contact in a week of full broadcasting; flat trust is inside the prior",
        basis="assumed",
        source=BLAIR_2019,
    )
    promise = param(
        0.002,
        unit="1/week",
        bounds=(0.0, 0.1),
        prior=Uniform(0.0, 0.005),
        meaning="how far a week of broadcasting raises expectations",
        basis="assumed",
        source=OUR_CHOICE,
    )


@rule
def informed(dose, peacekeepers_good, expectation, informing, promise):
    """What a week of broadcasts leaves behind."""
    return (
        peacekeepers_good + informing * dose,
        expectation + promise * dose * (1.0 - expectation),
        dose,
    )


LEVER = Lever(
    name="communication",
    title="Transparent communication",
    meaning="radio and meetings on what the mission does, and messages to those in arms",
    deliverer="mission",
    grade="B",
    can_go_wrong="backlash when promises fail",
    params=CommunicationLeverParams,
    processes=(
        process(
            informed,
            name="lever: communication",
            each="community",
            lever="communication",
            params=CommunicationLeverParams,
            writes=("peacekeepers_good", "expectation", "call_home"),
        ),
    ),
)
