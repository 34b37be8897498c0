"""e^x and log x from sums, products and bits: the same numbers on every machine, many at once where loops allow it.

The functions of the C library differ in the last bit between systems, and a compiler cannot run several of them side by
side. These have no branch. Errors stay below one unit in the last place for ``exp`` and ``log``, below two for the others.

    e^x = 2^k e^r,          k = round(x / log 2),  |r| <= log(2) / 2,  e^r = 1 + r + r^2 P(r)
    log x = k log 2 + log m,  x = 2^k m,  m from 0.707 to 1.414,  log m = 2 s + s^3 Q(s^2),  s = (m - 1) / (m + 1)

P and Q are polynomials fitted for the least largest error (Chebyshev). log 2 is split in two, so that k times the first
part is exact.
"""

from __future__ import annotations

import math

import numpy as np

from cse_sim.compiling import formula

_PER_LOG_2 = 1.4426950408889634
_LOG_2_FIRST = 0.6931471801362932
_LOG_2_REST = 4.236521365809284e-10
_ROUNDS = 6755399441055744.0
"""1.5 2^52: what is added to it and taken away again is rounded to a whole number."""
_BITS_OF_ROUNDS = 4843621399236968448
_BIAS = 1023
_MANTISSA = 52
_SMALLEST_NORMAL = 2.0**-1022
_BITS_OF_ROOT_HALF = 4604544271217802189
_BITS_OF_ONE = _BIAS << _MANTISSA


@formula
def _grown(r):
    """e^r - 1 for |r| <= log(2) / 2."""
    r2 = r * r
    r4 = r2 * r2
    first = (0.5 + 0.16666666666666669 * r) + (0.04166666666662413 + 0.008333333333330062 * r) * r2
    second = (0.0013888888917213717 + 0.00019841269863053618 * r) + (
        2.4801521295954376e-05 + 2.7557268459997064e-06 * r
    ) * r2
    third = 2.7620088445409746e-07 + 2.510038549551032e-08 * r
    return r + r2 * (first + r4 * (second + r4 * third))


@formula
def _two_to_the(k):
    """2^k for a whole k from -1022 to 1023."""
    return np.int64((k + np.int64(_BIAS)) << np.int64(_MANTISSA)).view(np.float64)


@formula
def exp(x):
    """e^x; 0 and infinity beyond what a number can hold."""
    y = 710.0 if x > 710.0 else (-746.0 if x < -746.0 else x)
    shifted = y * _PER_LOG_2 + _ROUNDS
    whole = shifted - _ROUNDS
    k = np.float64(shifted).view(np.int64) - np.int64(_BITS_OF_ROUNDS)
    half = k >> np.int64(1)
    r = (y - whole * _LOG_2_FIRST) - whole * _LOG_2_REST
    return (1.0 + _grown(r)) * _two_to_the(half) * _two_to_the(k - half)


@formula
def expm1(x):
    """e^x - 1, exact for small x."""
    y = 709.0 if x > 709.0 else (-60.0 if x < -60.0 else x)
    shifted = y * _PER_LOG_2 + _ROUNDS
    whole = shifted - _ROUNDS
    scale = _two_to_the(np.float64(shifted).view(np.int64) - np.int64(_BITS_OF_ROUNDS))
    r = (y - whole * _LOG_2_FIRST) - whole * _LOG_2_REST
    grown = scale * _grown(r) + (scale - 1.0)
    return math.inf if x > 709.78 else grown


@formula
def log(x):
    """Natural logarithm; minus infinity at 0, not a number below."""
    tiny = x < _SMALLEST_NORMAL
    bits = np.float64(x * 2.0**54 if tiny else x).view(np.int64)
    k = (bits - np.int64(_BITS_OF_ROOT_HALF)) >> np.int64(_MANTISSA)
    m = np.int64(bits - (k << np.int64(_MANTISSA))).view(np.float64)
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    z2 = z * z
    low = (0.6666666666666666 + 0.40000000000000885 * z) + (
        0.28571428570799784 + 0.22222222392581045 * z
    ) * z2
    high = (0.18181795547521137 + 0.15386244737621665 * z) + (
        0.13268638369266825 + 0.13088034850927555 * z
    ) * z2
    half = 0.5 * f * f
    whole = np.float64(k - np.int64(54) if tiny else k)
    rest = s * (half + z * (low + z2 * z2 * high)) + whole * _LOG_2_REST
    found = whole * _LOG_2_FIRST - ((half - rest) - f)
    end = -math.inf if x == 0.0 else (math.nan if x < 0.0 else x)
    return found if 0.0 < x < math.inf else end


@formula
def log1p(x):
    """log(1 + x), exact for small x."""
    near = 1.0 + x
    missed = x - (near - 1.0)
    found = log(near)
    return found + missed / near if -1.0 < x < math.inf else found


@formula
def power(x, y):
    """x^y for x > 0."""
    return exp(y * log(x))
