"""Support to disarmament, demobilisation and reintegration: income and accompaniment for former fighters.

The dose raises reintegration and the price of taking up arms again (combatants). It has no path to trust in
authorities, since no such effect was found.

Evidence: Burundi: poverty -20 to -35 points, no gain in political trust: Gilligan et al. (2013). Liberia: about a fifth
of illicit hours shifted to farming, expected future transfers matter most: Blattman and Annan (2016). No micro evidence
that programmes aid acceptance: Humphreys and Weinstein (2007). Left out: kinds of training.
"""

from cse_sim.levers.lever import Lever
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import process, rule
from cse_sim.sources import OUR_CHOICE


class DdrSupportLeverParams(Params, group="ddr_support"):
    """Cost, delay, quality."""

    usd_per_dose_year = param(
        26000.0,
        unit="US$",
        bounds=(100.0, 1000000.0),
        prior=LogUniform(13000.0, 52000),
        meaning="support to reintegration at full dose for 10,000 people over a year",
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
def supported(dose):
    """Support of the week; combatants find it next week."""
    return dose


LEVER = Lever(
    name="ddr_support",
    title="Support to reintegration",
    meaning="livelihoods and accompaniment for former fighters, beside the mission's programme",
    deliverer="cso",
    grade="B",
    can_go_wrong="no effect on political trust",
    params=DdrSupportLeverParams,
    processes=(
        process(
            supported,
            name="lever: ddr_support",
            each="community",
            lever="ddr_support",
            params=DdrSupportLeverParams,
            writes=("livelihood_support",),
        ),
    ),
)
