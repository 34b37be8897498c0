"""Numbers of the model, each declared once beside the rule that uses it.

Two ranges, never one: ``bounds`` (outside them the rule has no meaning) and ``prior`` (what is explored). Scenario
checks, documentation, sensitivity designs and sliders are all read from these declarations.
"""

from __future__ import annotations

import importlib
import math
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, Protocol

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from cse_sim.errors import InputError, nearest
from cse_sim.sources import Source

Floats = npt.NDArray[np.float64]
Basis = Literal["measured", "calibrated", "expert", "assumed"]


class Prior(Protocol):
    """A distribution that can be drawn by inversion."""

    def ppf(self, u: Floats) -> Floats:
        """Values below which the shares ``u`` in (0, 1) of the distribution lie, same shape."""
        ...

    @property
    def low(self) -> float:
        """Lower end of what is explored."""
        ...

    @property
    def high(self) -> float:
        """Upper end of what is explored."""
        ...


@dataclass(frozen=True)
class Uniform:
    """Every value between ``low`` and ``high`` is as plausible as any other."""

    low: float
    high: float

    def ppf(self, u: Floats) -> Floats:
        return self.low + (self.high - self.low) * u


@dataclass(frozen=True)
class LogUniform:
    """Every ratio between ``low`` and ``high`` is as plausible as any other; both above zero."""

    low: float
    high: float

    def ppf(self, u: Floats) -> Floats:
        return self.low * (self.high / self.low) ** u


@dataclass(frozen=True)
class Triangular:
    """Most plausible at ``mode``, falling linearly to zero at ``low`` and ``high``."""

    low: float
    mode: float
    high: float

    def ppf(self, u: Floats) -> Floats:
        width = self.high - self.low
        left = self.low + np.sqrt(u * width * (self.mode - self.low))
        right = self.high - np.sqrt((1.0 - u) * width * (self.high - self.mode))
        return np.where(u < (self.mode - self.low) / width, left, right)


@dataclass(frozen=True)
class Normal:
    """Normal with ``mean`` and ``sd``, truncated to [low, high]."""

    mean: float
    sd: float
    low: float
    high: float

    def ppf(self, u: Floats) -> Floats:
        below, above = ndtr((np.array([self.low, self.high]) - self.mean) / self.sd)
        inside = below + (above - below) * u
        drawn: Floats = np.clip(self.mean + self.sd * ndtri(inside), self.low, self.high)
        return drawn


@dataclass(frozen=True)
class Parameter:
    """One number: what it means, what it may be, what is explored and where it comes from."""

    default: float
    unit: str
    bounds: tuple[float, float]
    prior: Prior
    meaning: str
    basis: Basis
    source: Source
    name: str = ""
    group: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.group}.{self.name}"

    def check(self, value: float, where: str = "") -> None:
        """Raise InputError unless ``value`` lies inside the bounds."""
        if not (math.isfinite(value) and self.bounds[0] <= value <= self.bounds[1]):
            raise InputError(
                f'"{self.full_name}" cannot be {value:g}',
                where=where,
                allowed=f"Allowed: {self.bounds[0]:g} to {self.bounds[1]:g} [{self.unit}]",
            )


def param(
    default: float,
    *,
    unit: str,
    bounds: tuple[float, float],
    prior: Prior,
    meaning: str,
    basis: Basis,
    source: Source,
) -> Any:
    """Declare a parameter inside a Params class; the class gives it its name and group."""
    if not bounds[0] <= prior.low <= prior.high <= bounds[1]:
        raise ValueError(f"prior [{prior.low}, {prior.high}] leaves the bounds {bounds}: {meaning}")
    if not bounds[0] <= default <= bounds[1]:
        raise ValueError(f"default {default} leaves the bounds {bounds}: {meaning}")
    return Parameter(float(default), unit, bounds, prior, meaning, basis, source)


class Params:
    """A group of parameters, declared as class attributes. ``group`` is the first half of their full names."""

    group: ClassVar[str] = ""
    declared: ClassVar[dict[str, Parameter]] = {}

    def __init_subclass__(cls, *, group: str, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.group = group
        cls.declared = {}
        for name, value in list(vars(cls).items()):
            if isinstance(value, Parameter):
                named = replace(value, name=name, group=group)
                setattr(cls, name, named)
                cls.declared[name] = named
        known = _GROUPS.get(group)
        if known is not None and known.__module__ != cls.__module__:
            raise ValueError(f'two groups of parameters are called "{group}"')
        if cls.__module__.startswith("cse_sim."):
            _GROUPS[group] = cls


_GROUPS: dict[str, type[Params]] = {}


def catalogue() -> dict[str, Parameter]:
    """Every parameter of the model by full name, in the order of declaration."""
    for module in ("cse_sim.mechanisms", "cse_sim.levers"):
        importlib.import_module(module)
    return {p.full_name: p for group in _GROUPS.values() for p in group.declared.values()}


def find(name: str, where: str = "") -> Parameter:
    """The parameter with this full name.

    Raises
    ------
    InputError
        when there is none; the line names the nearest known one.
    """
    known = catalogue()
    if name not in known:
        raise InputError(
            f'no parameter "{name}"',
            where=where,
            allowed=nearest(name, known),
            do='"cse-sim list parameters" shows them all',
        )
    return known[name]
