"""Doors to the tools of others: xarray and NetCDF, SALib, the EMA Workbench.

Each library is loaded when its door is used, and only there. Mesa needs no door: ``EngagementModel`` is a Mesa model.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cse_sim.adapters.ema import ema_model
    from cse_sim.adapters.salib import factors_of, problem_of, vary_of
    from cse_sim.adapters.xarray import write_netcdf, xarray_of

__all__ = ["ema_model", "factors_of", "problem_of", "vary_of", "write_netcdf", "xarray_of"]

_HOMES = {
    "ema_model": "ema",
    "factors_of": "salib",
    "problem_of": "salib",
    "vary_of": "salib",
    "write_netcdf": "xarray",
    "xarray_of": "xarray",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
