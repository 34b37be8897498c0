"""Support to disarmament, demobilisation and reintegration: income and accompaniment for former fighters.

    support = dose        support counted on  e' = e + habit (dose - e)

The dose raises the price of taking up arms again and may speed or slow reintegration (combatants). Former fighters come to
count on it: when payments fall short of what they count on, more take up arms again than had they never been paid, for as
long as they count on them. People who see former fighters alone receive something trust them less (trust in former
fighters). It has no path to trust in authorities, since no such effect was found.

Evidence (grade B): Burundi: poverty -20 to -35 points, no gain in political trust: Gilligan et al. (2013). Liberia: about
a fifth of illicit hours shifted to farming, expected future transfers matter most, training alone did next to nothing:
Blattman and Annan (2016). No micro evidence that programmes aid acceptance: Humphreys and Weinstein (2007). Cash in
Kandahar: a gain, then a reversal when it ended (in direction). Sizes of disappointment and of resentment: no estimate,
our choice, zero inside both priors. Left out: income itself, so the gain against poverty that was measured is not shown;
kinds of training, commanders who keep their men together for the sake of the programme, caseload fraud.
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
    habit_per_week = param(
        0.027,
        unit="1/week",
        bounds=(0.0, 1.0),
        prior=LogUniform(0.013, 0.05),
        meaning="how fast former fighters come to count on payments, and cease to; the default goes half of the way in 26 weeks",
        basis="assumed",
        source=OUR_CHOICE,
    )


@rule
def supported(dose, support_expected, habit_per_week):
    """Support of the week, which combatants find next week, and what they have come to count on."""
    return dose, support_expected + habit_per_week * (dose - support_expected)


LEVER = Lever(
    name="ddr_support",
    title="Support to reintegration",
    meaning="livelihoods and accompaniment for former fighters, beside the mission's programme",
    deliverer="cso",
    grade="B",
    can_go_wrong="arms taken up again when payments stop, resentment of neighbours; no effect on political trust",
    params=DdrSupportLeverParams,
    processes=(
        process(
            supported,
            name="lever: ddr_support",
            each="community",
            lever="ddr_support",
            params=DdrSupportLeverParams,
            writes=("livelihood_support", "support_expected"),
        ),
    ),
)
