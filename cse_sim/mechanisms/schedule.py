"""What the scenario decides: mandate, strength, elections, shocks, money, civic space.

Read from the scenario's tables for the week; nothing here is drawn except births. Strength of a kind of unit in an
admin-1 is shared equally by the units present there: as many as the strength fills. Additional troops a strategy pays
for join the infantry in proportion to where it stands.

    strength of a unit = strength of its kind in its admin-1 / units present
    births             ~ Poisson(growth_per_year people / 13), every fourth week, a quarter of the communities each week

Source: none needed, these are inputs. Left out: rotation gaps, leave, training of new contingents.
"""

import math

from cse_sim.formulas import sum_of
from cse_sim.luck import keyed_uniform, poisson
from cse_sim.processes import kernel, process


@kernel
def week_of_the_scenario(
    week,
    run_key,
    decision,
    schedule,
    strength,
    unit_kind,
    unit_admin,
    unit_rank,
    unit_size,
    unit_strength,
    mandate,
    civic_space,
    election,
    price_shock,
    breakdown,
    disaster,
    donor_funding,
    strategy_funding,
    troops,
    observers,
    civil_affairs,
    additional_troops,
    people,
    births,
    population,
    growth_per_year,
):
    """Sets the week's national numbers and the strength of every unit."""
    row = schedule[week - 1]
    mandate[0] = row[0]
    civic_space[0] = row[1]
    election[0] = row[2]
    price_shock[0] = row[3]
    breakdown[0] = row[4]
    disaster[0] = row[5]
    donor_funding[0] = row[6]
    strategy_funding[0] = row[7]
    infantry = 0.0
    for a in range(strength.shape[2]):
        infantry += strength[week - 1, 0, a]
    more = 1.0 + additional_troops[0] / infantry if infantry > 0.0 else 1.0
    uniformed = 0.0
    watching = 0.0
    civil = 0.0
    for unit in range(unit_kind.shape[0]):
        kind = unit_kind[unit]
        there = strength[week - 1, kind, unit_admin[unit]]
        present = math.ceil(there / unit_size[kind])
        size = there / present if unit_rank[unit] < present else 0.0
        size *= more if kind == 0 else 1.0
        unit_strength[unit] = size
        uniformed += size if kind <= 2 else 0.0
        watching += size if kind == 3 else 0.0
        civil += size if kind == 4 else 0.0
    troops[0] = uniformed / 1000.0
    observers[0] = watching / 1000.0
    civil_affairs[0] = civil
    if growth_per_year[0] > 0.0:
        for c in range(-week % 4, population.shape[0], 4):
            born = poisson(
                keyed_uniform(run_key, decision, week, c, 4),
                population[c] * growth_per_year[0] / 13.0,
            )
            population[c] += born
            births[0] += born
    people[0] = sum_of(population)


@kernel
def first_places(unit_place, unit_admin, unit_rank, admin_start, admin_members):
    """Units start spread over the communities of their admin-1."""
    for unit in range(unit_place.shape[0]):
        admin = unit_admin[unit]
        size = admin_start[admin + 1] - admin_start[admin]
        unit_place[unit] = (
            admin_members[admin_start[admin] + unit_rank[unit] % size] if size > 0 else 0.0
        )


START = process(first_places, name="first places of units", writes=("unit_place",), start=True)

SCHEDULE = process(
    week_of_the_scenario,
    name="schedule",
    writes=(
        "mandate",
        "civic_space",
        "election",
        "price_shock",
        "breakdown",
        "disaster",
        "donor_funding",
        "strategy_funding",
        "unit_strength",
        "troops",
        "observers",
        "civil_affairs",
        "people",
        "births",
        "population",
    ),
)
