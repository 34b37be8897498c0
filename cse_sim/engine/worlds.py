"""What differs between runs before the first week: the run key and the uncertain parameters drawn with it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from cse_sim.luck import decision_key, uniforms
from cse_sim.params import Parameter

Floats = npt.NDArray[np.float64]


def drawn_parameters(
    parameters: tuple[Parameter, ...],
    run_keys: npt.NDArray[np.int64],
    mode: str,
    fixed: Mapping[str, float],
) -> Floats:
    """Parameters of every run, shape (runs, parameters).

    With ``mode="prior"`` each is drawn from its prior, keyed by run key and name, the same in every strategy; with
    ``mode="default"`` each is at its default. ``fixed`` values win in both.
    """
    names = np.array([decision_key(p.full_name) for p in parameters], dtype=np.uint64)
    table = np.tile(np.array([p.default for p in parameters]), (len(run_keys), 1))
    if mode == "prior":
        luck = uniforms(run_keys[:, None], decision_key("parameters"), names[None, :])[0]
        for column, parameter in enumerate(parameters):
            table[:, column] = parameter.prior.ppf(luck[:, column])
    for column, parameter in enumerate(parameters):
        if parameter.full_name in fixed:
            table[:, column] = fixed[parameter.full_name]
    return table
