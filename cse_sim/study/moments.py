"""Mean and variance of many runs, the same to the last bit however the runs were cut into blocks.

    S = sum x,  Q = sum x²,  m = S/n,  M = Q - S²/n

    n  runs in which the value exists   [count]
    S  sum of the values                [unit of the value]
    Q  sum of their squares             [unit²]
    M  sum of squared deviations        [unit²]

A study that has grown has other blocks than one that was asked for in full, and both must write the same tables. In
ordinary doubles sums depend on the order. S and Q are kept as pairs of doubles, some 106 bits: within a block each
value is split at a power of two so coarse that the upper parts add without any rounding, and so do the rests unless
values differ by more than about 2^40. Blocks are then added with both roundings kept. What is left to the order lies
near 2^-105 of the sum, and reaches the 53 bits of a mean in about one of 10^15 cells. The difference Q - S²/n is taken
in pairs as well, so that nothing is lost where the spread is small against the mean.

Source: Dekker (1971), A floating-point technique for extending the available precision, for pairs; Rump, Ogita and
Oishi (2008), Accurate floating-point summation, for the splitting.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Pair = tuple[Floats, Floats]
"""A number as the unevaluated sum of two doubles, the second below the rounding of the first."""

ROWS = 5
"""Rows of a packed ``Moments``."""
_SPLIT = 2.0**27 + 1.0
_TOLD = 2.0**-96
"""Share of the squares below which a difference of pairs is rounding."""


@dataclass(frozen=True)
class Moments:
    """Count, sum and sum of squares of many cells at once; all of shape (cells,)."""

    count: Floats
    total: Pair
    squares: Pair

    @classmethod
    def of(cls, values: npt.NDArray[np.floating]) -> Moments:
        """Of a block, shape (runs, cells); NaN where a value does not exist."""
        there = ~np.isnan(values)
        known = np.where(there, values, 0.0).astype(np.float64)
        square, rest = _product(known, known)
        squares = _sum(_summed(square), (rest.sum(axis=0), np.zeros(values.shape[1])))
        return cls(there.sum(axis=0).astype(np.float64), _summed(known), squares)

    @classmethod
    def unpacked(cls, numbers: Floats) -> Moments:
        """From ``packed()``."""
        count, *pairs = numbers.reshape(ROWS, -1)
        return cls(count, (pairs[0], pairs[1]), (pairs[2], pairs[3]))

    def packed(self) -> Floats:
        """As one row of numbers, shape (ROWS x cells,)."""
        return np.concatenate([self.count, *self.total, *self.squares])

    def merged(self, other: Moments) -> Moments:
        """Of both blocks together."""
        return Moments(
            self.count + other.count,
            _sum(self.total, other.total),
            _sum(self.squares, other.squares),
        )

    def means(self) -> Floats:
        """Means, NaN where no value exists."""
        return np.where(self.count > 0, self.total[0] / np.maximum(self.count, 1), np.nan)

    def deviations(self) -> Floats:
        """Standard deviations (n - 1), NaN below two values."""
        divisor = np.maximum(self.count, 1)
        high, low = _times(self.total, self.total)
        whole = high / divisor
        back, lost = _product(whole, divisor)
        part = ((high - back) - lost + low) / divisor
        spread, rest = _sum(self.squares, (-whole, -part))
        told = np.where(spread > _TOLD * self.squares[0], spread + rest, 0.0)
        return np.where(self.count > 1, np.sqrt(told / np.maximum(self.count - 1, 1)), np.nan)


def _summed(values: Floats) -> Pair:
    """The sum over the first axis: exact unless the values of a cell differ too much in size."""
    with np.errstate(divide="ignore"):
        exponent = np.ceil(np.log2(np.abs(values).max(axis=0, initial=0.0)))
    exponent = np.where(np.isfinite(exponent), exponent, 0.0)
    coarse = np.exp2(exponent + np.ceil(np.log2(len(values) + 1)) + 1)
    upper = (values + coarse) - coarse
    return _two_sum(upper.sum(axis=0), (values - upper).sum(axis=0))


def _sum(one: Pair, other: Pair) -> Pair:
    high, lost = _two_sum(one[0], other[0])
    low, lost_below = _two_sum(one[1], other[1])
    high, lost = _fast_two_sum(high, lost + low)
    return _fast_two_sum(high, lost + lost_below)


def _times(one: Pair, other: Pair) -> Pair:
    high, lost = _product(one[0], other[0])
    return _fast_two_sum(high, lost + (one[0] * other[1] + one[1] * other[0]))


def _two_sum(one: Floats, other: Floats) -> Pair:
    high = one + other
    there = high - one
    return high, (one - (high - there)) + (other - there)


def _fast_two_sum(larger: Floats, smaller: Floats) -> Pair:
    high = larger + smaller
    return high, smaller - (high - larger)


def _product(one: Floats, other: Floats) -> Pair:
    high = one * other
    upper, lower = _halves(one)
    other_upper, other_lower = _halves(other)
    rest = upper * other_upper - high
    return high, ((rest + upper * other_lower) + lower * other_upper) + lower * other_lower


def _halves(values: Floats) -> Pair:
    scaled = _SPLIT * values
    upper = scaled - (scaled - values)
    return upper, values - upper
