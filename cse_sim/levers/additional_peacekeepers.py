"""Additional peacekeepers: the budget turned into uniformed strength at the published cost of a person for a year.

Whole persons join the infantry where it stands, after a deployment delay, while there is a mandate; engagement pays them.
Their effect is that of all troops: on the credibility of a settlement, on armed violence, on contacts and on misconduct.

Evidence: grade A- for the country scale: fewer deaths with more troops, Hultman et al. (2013), on data in which the
average deployment is just under 3,000. Contested locally: no effect on security in post-war Liberia, Mvukiyehe and Samii
(2018). Government attacks on civilians rose where peacekeepers arrived, Kunkel et al. (2026): see violence. Unit cost:
three mission budgets over their uniformed strength. Left out: contributing countries, equipment, start-up costs.
"""

from cse_sim.levers.lever import Lever
from cse_sim.params import Params, Uniform, param
from cse_sim.sources import OUR_CHOICE, UN_UNIT_COST


class AdditionalPeacekeepersParams(Params, group="additional_peacekeepers"):
    """Cost and delay."""

    usd_per_dose_year = param(
        46_000.0,
        unit="US$",
        bounds=(10_000.0, 200_000.0),
        prior=Uniform(38_000.0, 54_000.0),
        meaning="a uniformed person for a year, all in",
        basis="measured",
        source=UN_UNIT_COST,
    )
    delay_weeks = param(
        26.0,
        unit="weeks",
        bounds=(0.0, 208.0),
        prior=Uniform(13.0, 52.0),
        meaning="from decision to deployment",
        basis="assumed",
        source=OUR_CHOICE,
    )
    quality = param(
        1.0,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(1.0, 1.0),
        meaning="share of the persons paid who are deployed",
        basis="assumed",
        source=OUR_CHOICE,
    )


LEVER = Lever(
    name="additional_peacekeepers",
    title="Additional peacekeepers",
    meaning="more uniformed strength, in whole persons",
    deliverer="security",
    grade="A-",
    can_go_wrong="misconduct grows with troops; violence moves to places without them; government forces may strike where they arrive",
    params=AdditionalPeacekeepersParams,
    processes=(),
)
