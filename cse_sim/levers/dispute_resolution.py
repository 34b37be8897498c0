"""Dispute resolution training: residents and leaders learn to settle disputes; the local body grows and stays.

The dose is the training of the week; what it does to the dispute institution, to violent disputes, to new disputes and to
extrajudicial punishment is in disputes: the good with a decay of years, the harm at first.

Evidence: Blattman, Hartman and Blair (2014), Hartman et al. (2021): 86 of 246 Liberian towns, unresolved disputes -29 per
cent and property destruction -32 after a year, violent ones still lower after three, the untrained helped too; more
extrajudicial punishment at first; in the long run the well connected gained security and the others lost some (grade B+).
Left out: curriculum, trainers, property.
"""

from cse_sim.levers.lever import Lever
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import process, rule
from cse_sim.sources import OUR_CHOICE


class DisputeResolutionLeverParams(Params, group="dispute_resolution"):
    """Cost, delay, quality."""

    usd_per_dose_year = param(
        24000.0,
        unit="US$",
        bounds=(100.0, 1000000.0),
        prior=LogUniform(12000.0, 48000),
        meaning="dispute resolution training at full dose for 10,000 people over a year",
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
def trained(dose, institution_training):
    """Training of the week."""
    return institution_training + dose


LEVER = Lever(
    name="dispute_resolution",
    title="Dispute resolution training",
    meaning="training of residents and leaders in settling disputes, as in the Liberian trial",
    deliverer="cso",
    grade="B+",
    can_go_wrong="more extrajudicial punishment and more disputes of young and old at first; the well connected gain more",
    params=DisputeResolutionLeverParams,
    processes=(
        process(
            trained,
            name="lever: dispute_resolution",
            each="community",
            lever="dispute_resolution",
            params=DisputeResolutionLeverParams,
            writes=("institution_training",),
        ),
    ),
)
