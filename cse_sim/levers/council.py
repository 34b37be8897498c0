"""Standing consultative council: people of a community meet the mission every month and see what became of their inputs.

The delivered dose is the council's work in the community; what follows from it is in council feedback.

Evidence: no causal estimate of councils attached to missions (grade D); among accords, standing commissions go with durable
peace (modality test; observational, grade C). Can go wrong by unmet expectations, expected from theory and not measured for
missions, and by capture: community bodies have sharpened lines between groups, King et al. (2010).
Left out: who convenes, meeting places, travel.
"""

from cse_sim.levers.lever import Lever
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import process, rule
from cse_sim.sources import OUR_CHOICE


class CouncilLeverParams(Params, group="council"):
    """Cost, delay and quality."""

    usd_per_dose_year = param(
        18_000.0,
        unit="US$",
        bounds=(100.0, 1e6),
        prior=LogUniform(9_000.0, 36_000.0),
        meaning="a council at full dose for 10,000 people over a year",
        basis="assumed",
        source=OUR_CHOICE,
    )
    delay_weeks = param(
        13.0,
        unit="weeks",
        bounds=(0.0, 104.0),
        prior=Uniform(6.0, 26.0),
        meaning="from decision to the first meetings",
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
    capture_per_year = param(
        0.05,
        unit="1/year",
        bounds=(0.0, 2.0),
        prior=Uniform(0.0, 0.2),
        meaning="drift of a council into the hands of the largest group, where groups distrust "
        "each other",
        basis="assumed",
        source=OUR_CHOICE,
    )


@rule
def council_at_work(dose, council_capture, trust_between_groups, capture_per_year):
    """The council's work of the week, and its drift towards capture."""
    drift = capture_per_year / 52.0 * dose * (1.0 - trust_between_groups)
    return dose, council_capture + (1.0 - council_capture) * drift


LEVER = Lever(
    name="council",
    title="Standing council",
    meaning="a standing body of community members and the mission that meets every month",
    deliverer="mission",
    grade="D",
    can_go_wrong="unmet expectations; capture by one group",
    needs_civic_space=True,
    params=CouncilLeverParams,
    processes=(
        process(
            council_at_work,
            name="lever: council",
            each="community",
            lever="council",
            params=CouncilLeverParams,
            writes=("council_work", "council_capture"),
        ),
    ),
)
