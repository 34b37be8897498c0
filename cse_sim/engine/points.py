"""Points of a design in a chunk: what each sets, and the runs it lives through.

A point sets parameters by full name, ``dose.<lever>`` (the dose of that lever in the strategy, nothing where the
strategy does not use it) and ``budget_factor``. Its replicate r is run number ``luck + r``, so a point that sets what
a plain run has equals that run bit for bit. The compiled week sees nothing of this: doses and money are two small
arrays of the layout, and only these are made anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from cse_sim.engine import timetable
from cse_sim.engine.layout import Layout, list_targets
from cse_sim.errors import InputError, nearest
from cse_sim.levers import catalogue as lever_catalogue
from cse_sim.params import Parameter
from cse_sim.scenario.model import LeverUse, Scenario

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DOSE, BUDGET = "dose.", "budget_factor"
DOSE_SETTING = 1
"""Row of a dose in the settings of the levers."""


@dataclass(frozen=True)
class Points:
    """One row per point and replicate, the replicates of a point together.

    ``numbers`` and ``runs`` have shape (rows,), ``values`` (rows, names).
    """

    numbers: Ints
    runs: Ints
    names: tuple[str, ...]
    values: Floats

    @classmethod
    def of(cls, spec: dict[str, Any]) -> Points:
        """The points of a chunk; without any, the runs as they are."""
        replicates = np.arange(spec["first_run"], spec["stop_run"], dtype=np.int64)
        asked = spec.get("points")
        if asked is None:
            nothing = np.empty((len(replicates), 0))
            return cls(np.zeros_like(replicates), replicates, (), nothing)
        names = tuple(asked["names"])
        each = len(replicates)
        luck = np.asarray(asked["luck"], dtype=np.int64)
        values = np.asarray(asked["rows"], dtype=np.float64).reshape(len(luck), len(names))
        return cls(
            np.repeat(np.asarray(asked["numbers"], dtype=np.int64), each),
            (luck[:, None] + replicates).ravel(),
            names,
            np.repeat(values, each, axis=0),
        )

    def put(self, theta: Floats, parameters: tuple[Parameter, ...]) -> None:
        """Write what the points set into the parameters of their runs, shape (rows, parameters).

        Raises
        ------
        InputError
            when a point sets what does not exist, or a value without meaning.
        """
        place = {parameter.full_name: column for column, parameter in enumerate(parameters)}
        for name, values in zip(self.names, self.values.T, strict=True):
            if name in place:
                theta[:, place[name]] = values
            elif name.startswith(DOSE):
                _check_dose(name, values)
            elif name != BUDGET:
                raise InputError(f'a point cannot set "{name}"', allowed=nearest(name, place))

    def levers(self) -> dict[str, Floats]:
        """The columns of doses and money, by their names in a table."""
        return {
            name.replace(DOSE, "dose:"): values
            for name, values in zip(self.names, self.values.T, strict=True)
            if name.startswith(DOSE) or name == BUDGET
        }


def layouts_of(
    scenario: Scenario, layout: Layout, points: Points, uses: tuple[LeverUse, ...]
) -> Iterator[Layout]:
    """The layout of every row; rows that follow each other with the same doses and money share one."""
    names = [name for name in points.names if name.startswith(DOSE) or name == BUDGET]
    columns = [points.names.index(name) for name in names]
    own, before = layout, dict[str, float]()
    for row in points.values[:, columns].tolist():
        asked = dict(zip(names, row, strict=True))
        if asked != before:
            own, before = _changed(scenario, layout, asked, uses), asked
        yield own


def _changed(
    scenario: Scenario, layout: Layout, asked: dict[str, float], uses: tuple[LeverUse, ...]
) -> Layout:
    schedule = np.array(layout.structure["schedule"], dtype=np.float64)
    if BUDGET in asked:
        timetable.fund(schedule, scenario, asked[BUDGET])
    active = tuple(
        use.model_copy(update={"dose": asked.get(DOSE + use.lever, use.dose)})
        for use in uses
        if use.lever in layout.levers
    )
    settings = np.array(layout.structure["lever_settings"], dtype=np.float64)
    settings[DOSE_SETTING] = [use.dose for use in active]
    initial = {**layout.initial, "community_lever": layout.initial["community_lever"].copy()}
    list_targets(scenario, active, initial)
    structure = {**layout.structure, "schedule": schedule, "lever_settings": settings}
    return replace(layout, structure=structure, initial=initial)


def _check_dose(name: str, values: Floats) -> None:
    known = lever_catalogue()
    lever = name.removeprefix(DOSE)
    if lever not in known:
        raise InputError(f'there is no lever "{lever}"', where=name, allowed=nearest(lever, known))
    if not ((values >= 0.0) & (values <= 1.0)).all():
        raise InputError("a dose lies outside its range", where=name, allowed="Allowed: 0 to 1")
