"""Distributions of what is varied, each one inverse: the value below which a share u of the distribution lies.

Because all are inverses of one number, every design works with every distribution. Shares are kept 1e-9 away from 0 and
1, so that nothing is infinite.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import betaincinv, ndtri

from cse_sim.errors import InputError, nearest
from cse_sim.params import Floats, LogUniform, Normal, Prior, Triangular, Uniform

EDGE = 1e-9
"""Shares are kept this far from 0 and 1."""


class _Inverse(ABC):
    """``low`` and ``high`` of a distribution are its values at the outermost shares."""

    @abstractmethod
    def ppf(self, u: Floats) -> Floats: ...

    @property
    def low(self) -> float:
        return float(self.ppf(np.array([EDGE]))[0])

    @property
    def high(self) -> float:
        return float(self.ppf(np.array([1.0 - EDGE]))[0])


@dataclass(frozen=True)
class NormalAll(_Inverse):
    """Normal with ``mean`` and ``sd``, not truncated."""

    mean: float
    sd: float

    def ppf(self, u: Floats) -> Floats:
        drawn: Floats = self.mean + self.sd * ndtri(inside(u))
        return drawn


@dataclass(frozen=True)
class LogNormal(_Inverse):
    """The logarithm is normal: half of the values lie below ``median``; ``sigma`` is the spread of the logarithm."""

    median: float
    sigma: float

    def ppf(self, u: Floats) -> Floats:
        drawn: Floats = self.median * np.exp(self.sigma * ndtri(inside(u)))
        return drawn


@dataclass(frozen=True)
class Beta(_Inverse):
    """Beta(a, b), stretched from [0, 1] to [least, most]."""

    a: float
    b: float
    least: float = 0.0
    most: float = 1.0

    def ppf(self, u: Floats) -> Floats:
        drawn: Floats = self.least + (self.most - self.least) * betaincinv(
            self.a, self.b, inside(u)
        )
        return drawn


@dataclass(frozen=True)
class Weibull(_Inverse):
    """Weibull with ``shape`` and ``scale``."""

    shape: float
    scale: float

    def ppf(self, u: Floats) -> Floats:
        drawn: Floats = self.scale * (-np.log1p(-inside(u))) ** (1.0 / self.shape)
        return drawn


@dataclass(frozen=True)
class Values(_Inverse):
    """One of ``values``, each with its weight; in their order, so that neighbours stay neighbours."""

    values: tuple[float, ...]
    weights: tuple[float, ...]

    def ppf(self, u: Floats) -> Floats:
        ends = np.cumsum(self.weights) / math.fsum(self.weights)
        ends[-1] = 1.0
        drawn: Floats = np.asarray(self.values)[np.searchsorted(ends, inside(u), side="right")]
        return drawn

    @property
    def low(self) -> float:
        return min(self.values)

    @property
    def high(self) -> float:
        return max(self.values)


def inside(u: Floats) -> Floats:
    """Shares, kept away from 0 and 1."""
    clipped: Floats = np.clip(u, EDGE, 1.0 - EDGE)
    return clipped


KEYS: dict[str, tuple[str, ...]] = {
    "uniform": ("low", "high"),
    "loguniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "sd"),
    "truncnormal": ("mean", "sd", "low", "high"),
    "lognormal": ("median", "sigma"),
    "beta": ("a", "b", "low", "high"),
    "pert": ("low", "mode", "high"),
    "weibull": ("shape", "scale"),
    "integer": ("low", "high"),
    "choice": ("values", "weights"),
    "empirical": ("values",),
    "constant": ("value",),
}
"""What each distribution is described by."""
MAY_BE_LEFT_OUT: dict[str, dict[str, Any]] = {
    "beta": {"low": 0.0, "high": 1.0},
    "choice": {"weights": None},
}
ABOVE_ZERO = ("sd", "sigma", "median", "a", "b", "shape", "scale")


def distribution(said: Mapping[str, Any], where: str = "") -> Prior:
    """The distribution that is described: ``kind`` and its keys.

    Raises
    ------
    InputError
        when the description cannot be used.
    """
    kind = said.get("kind")
    if kind not in KEYS:
        raise InputError(
            f'there is no distribution "{kind}"',
            where=where,
            allowed=f"Allowed: {', '.join(KEYS)}",
            do=nearest(str(kind), KEYS),
        )
    given = {**MAY_BE_LEFT_OUT.get(kind, {}), **{k: v for k, v in said.items() if k != "kind"}}
    for key in given:
        if key not in KEYS[kind]:
            raise InputError(f'{kind} knows no "{key}"', where=where, allowed=_its_keys(kind))
    for key in KEYS[kind]:
        if key not in given:
            raise InputError(f'"{key}" is missing', where=where, allowed=_its_keys(kind))
    _check(kind, given, where)
    return _made(kind, given)


def described(prior: Prior) -> dict[str, Any]:
    """A distribution of the parameter catalogue as it is described in a file."""
    if isinstance(prior, Uniform):
        return {"kind": "uniform", "low": prior.low, "high": prior.high}
    if isinstance(prior, LogUniform):
        return {"kind": "loguniform", "low": prior.low, "high": prior.high}
    if isinstance(prior, Triangular):
        return {"kind": "triangular", "low": prior.low, "mode": prior.mode, "high": prior.high}
    if isinstance(prior, Normal):
        ends = {"low": prior.low, "high": prior.high}
        return {"kind": "truncnormal", "mean": prior.mean, "sd": prior.sd, **ends}
    raise TypeError(f"{type(prior).__name__} has no description")


def _made(kind: str, given: Mapping[str, Any]) -> Prior:
    if kind in ("choice", "empirical"):
        values = tuple(float(value) for value in given["values"])
        weights = given.get("weights") or [1.0] * len(values)
        return Values(
            values if kind == "choice" else tuple(sorted(values)), tuple(map(float, weights))
        )
    number = {key: float(value) for key, value in given.items()}
    if kind == "integer":
        values = tuple(float(n) for n in range(int(number["low"]), int(number["high"]) + 1))
        return Values(values, (1.0,) * len(values))
    if kind == "constant":
        return Uniform(number["value"], number["value"])
    if kind == "beta":
        return Beta(number["a"], number["b"], number["low"], number["high"])
    if kind == "pert":
        low, mode, high = number["low"], number["mode"], number["high"]
        width = high - low
        return Beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, low, high)
    known: dict[str, Any] = {
        "uniform": Uniform,
        "loguniform": LogUniform,
        "triangular": Triangular,
        "normal": NormalAll,
        "truncnormal": Normal,
        "lognormal": LogNormal,
        "weibull": Weibull,
    }
    made: Prior = known[kind](**number)
    return made


def _check(kind: str, given: Mapping[str, Any], where: str) -> None:
    for key in KEYS[kind]:
        if key in ("values", "weights"):
            _check_list(kind, key, given, where)
        elif isinstance(given[key], bool) or not isinstance(given[key], int | float):
            raise InputError(f'"{key}" is not a number', where=where)
        elif not math.isfinite(given[key]) or (key in ABOVE_ZERO and given[key] <= 0):
            raise InputError(
                f'"{key}" cannot be {given[key]}',
                where=where,
                allowed="Allowed: above 0" if key in ABOVE_ZERO else "Allowed: finite numbers",
            )
    if "low" in given and not given["low"] < given["high"]:
        raise InputError('"low" is not below "high"', where=where)
    if "mode" in given and not given["low"] <= given["mode"] <= given["high"]:
        raise InputError('"mode" lies outside "low" to "high"', where=where)
    if kind == "loguniform" and given["low"] <= 0:
        raise InputError('"low" cannot be 0 or below', where=where, do="Use uniform")
    if kind == "integer" and not all(float(given[key]).is_integer() for key in ("low", "high")):
        raise InputError("the ends are not whole numbers", where=where)


def _check_list(kind: str, key: str, given: Mapping[str, Any], where: str) -> None:
    listed = given[key]
    if listed is None:
        return
    if not isinstance(listed, list | tuple) or not listed:
        raise InputError(f'"{key}" is not a list of numbers', where=where)
    for value in listed:
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            raise InputError(f'"{value}" in "{key}" is not a number', where=where)
    if key == "weights" and (len(listed) != len(given["values"]) or min(listed) <= 0):
        raise InputError('"weights" needs one number above 0 for each of "values"', where=where)


def _its_keys(kind: str) -> str:
    left_out = MAY_BE_LEFT_OUT.get(kind, {})
    named = [f"{key} (may be left out)" if key in left_out else key for key in KEYS[kind]]
    return f"{kind} has: {', '.join(named)}"
