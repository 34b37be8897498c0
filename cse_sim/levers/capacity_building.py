"""Capacity building: training and accompaniment of organisations.

The dose raises CSO capacity (CSO life), hence the quality of what they deliver, and draws organisations towards the
trainer's agenda: a part of their independence goes. It has no bonus of its own on any outcome, because no randomised
evidence that training CSOs changes peace outcomes was found (grade D). Left out: staff turnover after training.
"""

from cse_sim.levers.lever import Lever
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import process, rule
from cse_sim.sources import OUR_CHOICE


class CapacityBuildingLeverParams(Params, group="capacity_building"):
    """Cost, delay, quality."""

    usd_per_dose_year = param(
        9000.0,
        unit="US$",
        bounds=(100.0, 1000000.0),
        prior=LogUniform(4500.0, 18000),
        meaning="capacity building of csos at full dose for 10,000 people over a year",
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


@rule
def taught(dose, cso_training):
    """Training of the week."""
    return cso_training + dose


LEVER = Lever(
    name="capacity_building",
    title="Capacity building of CSOs",
    meaning="training and accompaniment of organisations",
    deliverer="donor",
    grade="D",
    can_go_wrong="dependence, drift from the community",
    params=CapacityBuildingLeverParams,
    processes=(
        process(
            taught,
            name="lever: capacity_building",
            each="community",
            lever="capacity_building",
            params=CapacityBuildingLeverParams,
            writes=("cso_training",),
        ),
    ),
)
