"""Local ownership: the share of decisions and costs borne locally.

A quarter of the communities each week, four weeks at once:

    O' = O + f (rest - O) + (1 - O) 4 (council W A + initiatives D(P)) - O 4 capture K W

    W  standing council at work   A  share of inputs acted on, as remembered   K  capture of the council
    P  presence of CSOs           D(n) = n/(1 + n)                             f = 1 - 2^(-4/half_life)

Slow on both ways. A council that acts on nothing builds none, and one in the hands of a group takes from the others.

Source: no causal estimate of local ownership was found (grade C to D): wide priors, our choice. Effects outlast a programme
where an institution stands (see disputes).
Left out: what ownership does, for nothing in the week reads it: it is measured only; funding of local budgets, law, land;
handing over is the business of levers.
"""

from cse_sim.formulas import kept, saturating
from cse_sim.params import LogUniform, Params, Uniform, param
from cse_sim.processes import kernel, process
from cse_sim.sources import OUR_CHOICE


class OwnershipParams(Params, group="ownership"):
    """Numbers of ownership."""

    rest = param(
        0.3,
        unit="share",
        bounds=(0.0, 1.0),
        prior=Uniform(0.15, 0.45),
        meaning="ownership where nobody works on it",
        basis="assumed",
        source=OUR_CHOICE,
    )
    half_life_weeks = param(
        260.0,
        unit="weeks",
        bounds=(26.0, 1040.0),
        prior=Uniform(130.0, 520.0),
        meaning="half-life of the way back to the resting point",
        basis="assumed",
        source=OUR_CHOICE,
    )
    council = param(
        0.003,
        unit="1/week",
        bounds=(0.0, 0.1),
        prior=LogUniform(0.001, 0.008),
        meaning="share of missing ownership won in a week of a council whose inputs are all acted on",
        basis="assumed",
        source=OUR_CHOICE,
    )
    initiatives = param(
        0.001,
        unit="1/week",
        bounds=(0.0, 0.1),
        prior=LogUniform(0.0003, 0.003),
        meaning="share of missing ownership won in a week of much work by CSOs",
        basis="assumed",
        source=OUR_CHOICE,
    )
    capture = param(
        0.003,
        unit="1/week",
        bounds=(0.0, 0.1),
        prior=LogUniform(0.001, 0.008),
        meaning="share of ownership lost in a week of a fully captured council",
        basis="assumed",
        source=OUR_CHOICE,
    )


@kernel
def month_of_ownership(
    week,
    council_work,
    council_record,
    council_capture,
    cso_presence,
    ownership,
    rest,
    half_life_weeks,
    council,
    initiatives,
    capture,
):
    """A quarter of the communities by four weeks."""
    pace = 1.0 - kept(half_life_weeks / 4.0)
    for c in range((4 - week % 4) % 4, ownership.shape[0], 4):
        now = ownership[c]
        up = council * council_work[c] * council_record[c] * (1.0 - council_capture[c])
        up = 4.0 * (up + initiatives * saturating(cso_presence[c]))
        down = 4.0 * capture * council_capture[c] * council_work[c]
        gained = (1.0 - now) * up / (1.0 + up)
        lost = now * down / (1.0 + down)
        ownership[c] = now + gained - lost + pace * (rest - now)


@kernel
def first_ownership(ownership, rest):
    """Ownership starts at rest."""
    for c in range(ownership.shape[0]):
        ownership[c] = rest


START = process(
    first_ownership,
    name="first ownership",
    start=True,
    params=OwnershipParams,
    writes=("ownership",),
)

OWNERSHIP = process(
    month_of_ownership, name="ownership", params=OwnershipParams, writes=("ownership",)
)
