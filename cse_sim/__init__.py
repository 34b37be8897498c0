"""Which ways of engaging civil society help a peace operation, and how sure we can be.

An agent-based model that compares strategies under stated assumptions and the same luck. It compares; it does not
predict. Importing the package loads nothing heavy: each public name is fetched when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cse_sim.errors import InputError
    from cse_sim.mesa_agents import (
        CSO,
        ArmedGroup,
        Authority,
        Community,
        InternationalOrganisation,
        PeacekeeperUnit,
    )
    from cse_sim.mesa_model import EngagementModel
    from cse_sim.params import LogUniform, Normal, Params, Triangular, Uniform, param
    from cse_sim.processes import kernel, process, python_process, rule
    from cse_sim.scenario import read_scenario
    from cse_sim.sources import Source
    from cse_sim.study.exploring import sensitivity, sweep
    from cse_sim.study.results import Results, compare, run
    from cse_sim.study.sensitivity.of_function import sensitivity_of

    __version__: str

__all__ = [
    "CSO",
    "ArmedGroup",
    "Authority",
    "Community",
    "EngagementModel",
    "InputError",
    "InternationalOrganisation",
    "LogUniform",
    "Normal",
    "Params",
    "PeacekeeperUnit",
    "Results",
    "Source",
    "Triangular",
    "Uniform",
    "__version__",
    "compare",
    "kernel",
    "param",
    "process",
    "python_process",
    "read_scenario",
    "rule",
    "run",
    "sensitivity",
    "sensitivity_of",
    "sweep",
]

_AGENTS = "cse_sim.mesa_agents"
_PARAMS = "cse_sim.params"
_PROCESSES = "cse_sim.processes"
_HOMES = {
    "ArmedGroup": _AGENTS,
    "Authority": _AGENTS,
    "CSO": _AGENTS,
    "Community": _AGENTS,
    "EngagementModel": "cse_sim.mesa_model",
    "InputError": "cse_sim.errors",
    "InternationalOrganisation": _AGENTS,
    "LogUniform": _PARAMS,
    "Normal": _PARAMS,
    "Params": _PARAMS,
    "PeacekeeperUnit": _AGENTS,
    "Results": "cse_sim.study.results",
    "Source": "cse_sim.sources",
    "Triangular": _PARAMS,
    "Uniform": _PARAMS,
    "compare": "cse_sim.study.results",
    "kernel": _PROCESSES,
    "param": _PARAMS,
    "process": _PROCESSES,
    "python_process": _PROCESSES,
    "read_scenario": "cse_sim.scenario",
    "rule": _PROCESSES,
    "run": "cse_sim.study.results",
    "sensitivity": "cse_sim.study.exploring",
    "sensitivity_of": "cse_sim.study.sensitivity.of_function",
    "sweep": "cse_sim.study.exploring",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("cse-sim")
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
