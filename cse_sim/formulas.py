"""Small formulas many rules share: bounded, monotone, safe at their ends."""

from __future__ import annotations

import math

import numba


@numba.njit(nogil=True, forceinline=True)  # type: ignore[untyped-decorator]
def logistic(x):  # type: ignore[no-untyped-def]
    """1 / (1 + e^-x)."""
    return 1.0 / (1.0 + math.exp(-x))


@numba.njit(nogil=True, forceinline=True)  # type: ignore[untyped-decorator]
def logit(p):  # type: ignore[no-untyped-def]
    """log(p / (1 - p)) for p in (0, 1)."""
    return math.log(p / (1.0 - p))


@numba.njit(nogil=True, forceinline=True)  # type: ignore[untyped-decorator]
def chance(hazard):  # type: ignore[no-untyped-def]
    """Probability that something with this hazard happens: 1 - e^-hazard."""
    return -math.expm1(-hazard)


@numba.njit(nogil=True, forceinline=True)  # type: ignore[untyped-decorator]
def kept(half_life_weeks):  # type: ignore[no-untyped-def]
    """Share that is left after one week: 2^(-1/half-life)."""
    return 2.0 ** (-1.0 / half_life_weeks)


@numba.njit(nogil=True, forceinline=True)  # type: ignore[untyped-decorator]
def saturating(dose):  # type: ignore[no-untyped-def]
    """A week's dose D(n) = n / (1 + n): ten patrols count less than ten times one; 0 at 0, below 1."""
    return dose / (1.0 + dose)


@numba.njit(nogil=True, forceinline=True)  # type: ignore[untyped-decorator]
def pushed_up(y, push):  # type: ignore[no-untyped-def]
    """A share pushed towards 1: y + (1 - y)(1 - e^-push), push >= 0."""
    return y + (1.0 - y) * -math.expm1(-push)


@numba.njit(nogil=True, forceinline=True)  # type: ignore[untyped-decorator]
def within(x, low, high):  # type: ignore[no-untyped-def]
    """x, or the nearer end of [low, high]."""
    return min(max(x, low), high)
