"""Human-rights monitoring: abuse by all sides is documented and passed on, and harm is more often acknowledged.

    help to report += dose        redress += acknowledged dose

It raises what is known, not what happens: no causal estimate of fewer abuses was found (grade D). Staff are exposed; the
reprisals are in CSO life: plausible, unmeasured. Left out: courts, sanctions, international attention.
"""

from cse_sim.levers.lever import Lever
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import process, rule
from cse_sim.sources import OUR_CHOICE


class RightsMonitoringLeverParams(Params, group="rights_monitoring"):
    """Cost, delay, quality, redress."""

    usd_per_dose_year = param(
        18000.0,
        unit="US$",
        bounds=(100.0, 1000000.0),
        prior=LogUniform(9000.0, 36000),
        meaning="human-rights monitoring at full dose for 10,000 people over a year",
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

    acknowledged = param(
        0.02,
        unit="doses",
        bounds=(0.0, 1.0),
        prior=Uniform(0.0, 0.05),
        meaning="harm acknowledged in a week of full monitoring",
        basis="assumed",
        source=OUR_CHOICE,
    )


@rule
def monitored(dose, reporting_support, redress, acknowledged):
    """Monitoring of the week."""
    return reporting_support + dose, redress + acknowledged * dose


LEVER = Lever(
    name="rights_monitoring",
    title="Human-rights monitoring",
    meaning="CSOs document abuse by all sides and pass it on",
    deliverer="cso",
    grade="D",
    can_go_wrong="reprisal against CSO staff",
    needs_civic_space=True,
    params=RightsMonitoringLeverParams,
    processes=(
        process(
            monitored,
            name="lever: rights_monitoring",
            each="community",
            lever="rights_monitoring",
            params=RightsMonitoringLeverParams,
            writes=("reporting_support", "redress"),
        ),
    ),
)
