"""One-off consultation: people are asked once, and nobody is there afterwards to say what became of it.

It leaves a short-lived contact with the mission and some tiredness (council feedback), and by construction does nothing
to the dispute institution or to inclusion: its coefficients there are zero, not missing.

Evidence: consultations add nothing to the durability of accords, standing commissions do (modality test; observational,
grade C); no causal estimate for missions (grade D). Judged: 0 to 0.05 sd of trust, half of it gone in three to six
months. A year of it leaves 0.02 to 0.05 logit here, by how much is delivered, and fades with the half-life of trust, which
is longer. Left out: who is invited.
"""

from cse_sim.levers.lever import Lever
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import process, rule
from cse_sim.sources import OUR_CHOICE


class ConsultationLeverParams(Params, group="consultation"):
    """Cost, delay, quality."""

    usd_per_dose_year = param(
        8000.0,
        unit="US$",
        bounds=(100.0, 1000000.0),
        prior=LogUniform(4000.0, 16000),
        meaning="one-off consultation at full dose for 10,000 people over a year",
        basis="assumed",
        source=OUR_CHOICE,
    )
    delay_weeks = param(
        6.0,
        unit="weeks",
        bounds=(0.0, 208.0),
        prior=Uniform(2.0, 13.0),
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
def consulted(dose):
    """The consultation of the week."""
    return dose


LEVER = Lever(
    name="consultation",
    title="One-off consultation",
    meaning="meetings that gather views once, with no body that follows them up",
    deliverer="mission",
    grade="D",
    can_go_wrong="fatigue",
    needs_civic_space=True,
    params=ConsultationLeverParams,
    processes=(
        process(
            consulted,
            name="lever: consultation",
            each="community",
            lever="consultation",
            params=ConsultationLeverParams,
            writes=("consultation",),
        ),
    ),
)
