"""Reconciliation: truth-telling and dialogue of victims and perpetrators.

    reconciliation += dose        good meetings += bridging dose

What it does to trust in ex-combatants and to wellbeing is in fear and wellbeing: the one rises, the other falls.

Evidence: Cilliers, Dube and Siddiqi (2016), 200 villages of Sierra Leone: trust in ex-combatants +22 per cent, in migrants
+7, networks +11; post-traumatic stress +36 per cent on a base of 8, depression and anxiety up; gains and losses still
there after 31 months (grade B+). The size of ``bridging`` is our choice. Left out: justice, reparations.
"""

from cse_sim.levers.lever import Lever
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import process, rule
from cse_sim.sources import CILLIERS_2016, OUR_CHOICE


class ReconciliationLeverParams(Params, group="reconciliation"):
    """Cost, delay, quality, bridging."""

    usd_per_dose_year = param(
        22000.0,
        unit="US$",
        bounds=(100.0, 1000000.0),
        prior=LogUniform(11000.0, 44000),
        meaning="reconciliation at full dose for 10,000 people over a year",
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

    bridging = param(
        0.05,
        unit="doses",
        bounds=(0.0, 2.0),
        prior=Uniform(0.0, 0.12),
        meaning="good experience between groups in a week of full sessions",
        basis="assumed",
        source=CILLIERS_2016,
    )


@rule
def reconciled(dose, reconciliation, between_groups_good, bridging):
    """Sessions of the week."""
    return reconciliation + dose, between_groups_good + bridging * dose


LEVER = Lever(
    name="reconciliation",
    title="Reconciliation",
    meaning="truth-telling and victim-perpetrator dialogue",
    deliverer="cso",
    grade="B+",
    can_go_wrong="wellbeing falls: trauma is relived",
    needs_civic_space=True,
    params=ReconciliationLeverParams,
    processes=(
        process(
            reconciled,
            name="lever: reconciliation",
            each="community",
            lever="reconciliation",
            params=ReconciliationLeverParams,
            writes=("reconciliation", "between_groups_good"),
        ),
    ),
)
