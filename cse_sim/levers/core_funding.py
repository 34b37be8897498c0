"""Core funding: money for organisations themselves instead of projects.

The money raises and steadies income; independence falls with the funder's share (CSO life).

Evidence: more donor money has not strengthened civil societies in fragile states, and upward accountability costs
legitimacy: donor funding and local civil society (grade D). Left out: conditions of contracts.
"""

from cse_sim.formulas import size_of_place
from cse_sim.levers.lever import Lever
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import process, rule
from cse_sim.sources import OUR_CHOICE


class CoreFundingLeverParams(Params, group="core_funding"):
    """Cost, delay, quality."""

    usd_per_dose_year = param(
        12000.0,
        unit="US$",
        bounds=(100.0, 1000000.0),
        prior=LogUniform(6000.0, 24000),
        meaning="core funding of csos at full dose for 10,000 people over a year",
        basis="assumed",
        source=OUR_CHOICE,
    )
    delay_weeks = param(
        20.0,
        unit="weeks",
        bounds=(0.0, 208.0),
        prior=Uniform(8.0, 40.0),
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
def funded(dose, core_support, population, usd_per_dose_year):
    """Money of the week: what is delivered arrives, the rest of what was paid is lost on the way."""
    return core_support + usd_per_dose_year / 52.0 * size_of_place(population) * dose


LEVER = Lever(
    name="core_funding",
    title="Core funding of CSOs",
    meaning="money for organisations themselves, not for projects",
    deliverer="donor",
    grade="D",
    can_go_wrong="loss of independence and legitimacy",
    params=CoreFundingLeverParams,
    processes=(
        process(
            funded,
            name="lever: core_funding",
            each="community",
            lever="core_funding",
            params=CoreFundingLeverParams,
            writes=("core_support",),
        ),
    ),
)
