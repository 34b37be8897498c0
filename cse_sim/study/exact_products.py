"""Sums of resampled numbers that are the same to the last bit on any number of threads.

A matrix product adds in an order that its library chooses by the number of threads, and in ordinary doubles the last
bits depend on that order. Numbers that are whole multiples of one grain, and so few and small that no sum of them needs
more than 53 bits, add without any rounding, in any order. So numbers are rounded to such a grain before they are drawn
and added; what that takes from them lies near 2^-52 of the largest, times how many are added.

Source: Rump, Ogita and Oishi (2008), Accurate floating-point summation, for the idea of a common grain.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

BITS = 52
"""Of the sums, beside the sign: one fewer than a double has, for the rounding to the grain."""

LEAST_EXPONENT = -900
"""Of numbers so small that a grain below them would be no number any more: they count as zero."""


def grained(values: Floats, terms: int, axis: int) -> Floats:
    """Finite values, rounded so that ``terms`` of them along ``axis``, counted with repeats, add without rounding."""
    most = np.abs(values).max(axis=axis, keepdims=True, initial=0.0)
    _, exponent = np.frexp(most)
    grain = np.ldexp(1.0, np.maximum(exponent, LEAST_EXPONENT) + terms.bit_length() - BITS)
    rounded: Floats = np.rint(values / grain) * grain
    return rounded
