"""Keyed luck: every draw is a pure function of (run key, decision, week, agent).

The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, Parallel random numbers: as easy as 1, 2, 3): ten
rounds of a block cipher on a counter. One block gives four uniforms. Because nothing is drawn "next", a draw does not
depend on what else is drawn, on batches, threads or workers; strategies are compared under the same luck.

    counter = (agent, week, decision, slot)   4 x 32 bits
    key     = run key                         64 bits, of which 53 are used
    uniform = (x + 1/2) 2^-32                 in (0, 1), never 0 or 1

Counts are drawn by inversion (monotone in the rate), so that the same luck stays coupled between strategies.
"""

from __future__ import annotations

import hashlib
import math

import numpy as np
import numpy.typing as npt

from cse_sim.compiling import formula, function
from cse_sim.elementary import exp, log

Floats = npt.NDArray[np.float64]

_M0, _M1 = 0xD2511F53, 0xCD9E8D57
_W0, _W1 = 0x9E3779B9, 0xBB67AE85
_LOW = 0xFFFFFFFF
_UNIT = 2.0**-32

RUN_KEY_BITS = 53


def run_key(root_seed: int, run: int) -> int:
    """The key of run number ``run`` (from 0) under a root seed: an integer below 2^53.

    It depends on these two numbers only: not on strategy, design point, worker or number of runs.
    """
    if not 0 <= root_seed < 2**RUN_KEY_BITS:
        raise ValueError(f"root seed {root_seed} is outside 0 ... 2^53 - 1")
    digest = hashlib.blake2b(f"cse-sim run {root_seed} {run}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> (64 - RUN_KEY_BITS)


def decision_key(name: str) -> int:
    """The fixed 32-bit number of a decision, from its name: never a position in a list."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "little")


@formula
def _round(c0, c1, c2, c3, k0, k1):
    low = np.uint64(_LOW)
    p0 = c0 * np.uint64(_M0)
    p1 = c2 * np.uint64(_M1)
    shift = np.uint64(32)
    return (p1 >> shift) ^ c1 ^ k0, p1 & low, (p0 >> shift) ^ c3 ^ k1, p0 & low


@formula
def philox(c0, c1, c2, c3, k0, k1):
    """One Philox4x32-10 block: four 32-bit words, each held in a uint64."""
    low = np.uint64(_LOW)
    w0 = np.uint64(_W0)
    w1 = np.uint64(_W1)
    for _ in range(10):
        c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
        k0 = (k0 + w0) & low
        k1 = (k1 + w1) & low
    return c0, c1, c2, c3


@function
def fill(out, key, decision, week, agents):
    """Fill the first columns of ``out`` (4, n) with the four uniforms of agents 0 … agents-1 for one decision and week."""
    low = np.uint64(_LOW)
    k0 = np.uint64(key) & low
    k1 = np.uint64(key) >> np.uint64(32)
    c1 = np.uint64(week)
    c2 = np.uint64(decision)
    for i in range(agents):
        a, b, c, d = philox(np.uint64(i), c1, c2, np.uint64(0), k0, k1)
        out[0, i] = (np.float64(a) + 0.5) * _UNIT
        out[1, i] = (np.float64(b) + 0.5) * _UNIT
        out[2, i] = (np.float64(c) + 0.5) * _UNIT
        out[3, i] = (np.float64(d) + 0.5) * _UNIT


@function
def fill_every(out, key, decision, week, first, stop, step):
    """Fill ``out`` (4, n) with the four uniforms of agents first, first + step, … below ``stop``.

    They are those of ``fill`` and ``keyed_uniforms``, ten times as fast as one by one. Eight are made side by side: up to
    seven columns behind the last are written too, where there are so many, and mean nothing.
    """
    low = np.uint64(_LOW)
    k0 = np.uint64(key) & low
    k1 = np.uint64(key) >> np.uint64(32)
    c1 = np.uint64(week)
    c2 = np.uint64(decision)
    asked = (stop - first + step - 1) // step
    for i in range(min((asked + 7) // 8 * 8, out.shape[1])):
        a, b, c, d = philox(np.uint64(first + i * step), c1, c2, np.uint64(0), k0, k1)
        out[0, i] = (np.float64(a) + 0.5) * _UNIT
        out[1, i] = (np.float64(b) + 0.5) * _UNIT
        out[2, i] = (np.float64(c) + 0.5) * _UNIT
        out[3, i] = (np.float64(d) + 0.5) * _UNIT


@function
def keyed_uniform(key, decision, week, agent, slot):
    """One uniform for a rare decision: a pure function of its five arguments, for use inside kernels.

    Slots 4k … 4k+3 of an agent share one block; slots below 4 are those of ``fill``.
    """
    low = np.uint64(_LOW)
    block = np.uint64(slot) >> np.uint64(2)
    a, b, c, d = philox(
        np.uint64(agent),
        np.uint64(week),
        np.uint64(decision),
        block,
        np.uint64(key) & low,
        np.uint64(key) >> np.uint64(32),
    )
    which = slot & 3
    word = a if which == 0 else (b if which == 1 else (c if which == 2 else d))
    return (np.float64(word) + 0.5) * _UNIT


@function
def keyed_uniforms(key, decision, week, agent):
    """Four uniforms at the price of one, those ``fill`` would give this agent; for several rare decisions of one agent."""
    low = np.uint64(_LOW)
    a, b, c, d = philox(
        np.uint64(agent),
        np.uint64(week),
        np.uint64(decision),
        np.uint64(0),
        np.uint64(key) & low,
        np.uint64(key) >> np.uint64(32),
    )
    return (
        (np.float64(a) + 0.5) * _UNIT,
        (np.float64(b) + 0.5) * _UNIT,
        (np.float64(c) + 0.5) * _UNIT,
        (np.float64(d) + 0.5) * _UNIT,
    )


def uniforms(
    key: npt.ArrayLike, decision: int, agents: npt.NDArray[np.integer], week: int = 0
) -> Floats:
    """The same uniforms in NumPy, for set-up, Python processes and tests.

    ``key`` is one run key, or an array of keys that broadcasts with ``agents``; shape (4, *broadcast shape).
    """
    low = np.uint64(_LOW)
    keys, c0 = np.broadcast_arrays(np.asarray(key, dtype=np.uint64), agents.astype(np.uint64))
    c1 = np.full(c0.shape, week, dtype=np.uint64)
    c2 = np.full(c0.shape, decision, dtype=np.uint64)
    c3 = np.zeros(c0.shape, dtype=np.uint64)
    shift = np.uint64(32)
    k0, k1 = keys & low, keys >> shift
    for _ in range(10):
        p0, p1 = c0 * np.uint64(_M0), c2 * np.uint64(_M1)
        c0, c1, c2, c3 = (p1 >> shift) ^ c1 ^ k0, p1 & low, (p0 >> shift) ^ c3 ^ k1, p0 & low
        k0, k1 = (k0 + np.uint64(_W0)) & low, (k1 + np.uint64(_W1)) & low
    return (np.stack([c0, c1, c2, c3]).astype(np.float64) + 0.5) * _UNIT


@formula
def _middle_normal(u):
    """Standard normal quantile between 0.02425 and 0.97575."""
    q = u - 0.5
    r = q * q
    top = (
        (
            ((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
            + 1.383577518672690e02
        )
        * r
        - 3.066479806614716e01
    ) * r + 2.506628277459239e00
    bottom = (
        (
            ((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
            + 6.680131188771972e01
        )
        * r
        - 1.328068155288572e01
    ) * r + 1.0
    return q * top / bottom


@function
def normal(u):
    """Standard normal quantile of ``u`` in (0, 1), to 1e-9 relative (Acklam's rational approximation).

    Relative error below 1.2e-9, far under the 32-bit resolution of the uniforms.
    """
    if 0.02425 <= u <= 0.97575:
        return _middle_normal(u)
    tail = u if u < 0.5 else 1.0 - u
    q = math.sqrt(-2.0 * log(tail))
    top = (
        (
            ((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e00) * q
            - 2.549732539343734e00
        )
        * q
        + 4.374664141464968e00
    ) * q + 2.938163982698783e00
    bottom = (
        ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e00) * q
        + 3.754408661907416e00
    ) * q + 1.0
    return top / bottom if u < 0.5 else -top / bottom


@function
def poisson(u, mean):
    """Poisson count by inversion: monotone in ``u`` and in ``mean`` (up to one count where the two forms meet).

    Above a mean of 12 the quantile is that of the normal with the Cornish-Fisher term for skewness.
    """
    if u <= 1.0 - mean:
        return 0.0
    if mean > 12.0:
        z = normal(u)
        return max(0.0, math.floor(mean + math.sqrt(mean) * z + (z * z - 1.0) / 6.0 + 0.5))
    chance = exp(-mean)
    total = chance
    count = 0.0
    while u > total and count < 200.0:
        count += 1.0
        chance *= mean / count
        total += chance
    return count


@function
def poissons(out, u, mean, size):
    """The first ``size`` of ``out`` become what ``poisson`` gives for each ``u`` and ``mean``.

    Large means, for which this is meant, are worked out side by side; what they leave is done one by one. ``out`` must
    be a row of its own.
    """
    for k in range(size):
        z = _middle_normal(u[k])
        count = math.floor(mean[k] + math.sqrt(mean[k]) * z + (z * z - 1.0) / 6.0 + 0.5)
        usual = (mean[k] > 12.0) & (u[k] >= 0.02425) & (u[k] <= 0.97575)
        out[k] = max(0.0, count) if usual else -1.0
    for k in range(size):
        if out[k] < 0.0:
            out[k] = poisson(u[k], mean[k])


@function
def binomials(out, u, trials, chance, size):
    """The first ``size`` of ``out`` become what ``binomial`` gives for each ``u``, ``trials`` and ``chance``.

    Large counts, for which this is meant, are worked out side by side; what they leave is done one by one. ``out`` must
    be a row of its own.
    """
    for k in range(size):
        z = _middle_normal(u[k])
        mean = trials[k] * chance[k]
        spread = math.sqrt(mean * (1.0 - chance[k]))
        skew = (1.0 - 2.0 * chance[k]) * (z * z - 1.0) / 6.0
        count = math.floor(mean + spread * z + skew + 0.5)
        usual = (mean > 12.0) & (chance[k] <= 0.5) & (u[k] >= 0.02425) & (u[k] <= 0.97575)
        out[k] = min(trials[k], max(0.0, count)) if usual else -1.0
    for k in range(size):
        if out[k] < 0.0:
            out[k] = binomial(u[k], trials[k], chance[k])


@function
def binomial(u, trials, chance):
    """Binomial count by inversion: 0 … trials, monotone in ``u`` and ``chance`` (up to one count where forms meet).

    Where both mean and its mirror exceed 12 the quantile is that of the normal with the Cornish-Fisher term.
    """
    if trials <= 0.0 or chance <= 0.0 or u <= 1.0 - trials * chance:
        return 0.0
    if chance >= 1.0:
        return trials
    if chance > 0.5:
        return trials - _binomial_low(1.0 - u, trials, 1.0 - chance)
    return _binomial_low(u, trials, chance)


@function
def _binomial_low(u, trials, chance):
    mean = trials * chance
    if mean > 12.0:
        z = normal(u)
        spread = math.sqrt(mean * (1.0 - chance))
        skew = (1.0 - 2.0 * chance) * (z * z - 1.0) / 6.0
        return min(trials, max(0.0, math.floor(mean + spread * z + skew + 0.5)))
    odds = chance / (1.0 - chance)
    p = 1.0
    stays = 1.0 - chance
    left = int(trials)
    while left > 0:
        p = p * stays if left & 1 else p
        stays *= stays
        left >>= 1
    total = p
    count = 0.0
    while u > total and count < trials:
        p *= odds * (trials - count) / (count + 1.0)
        count += 1.0
        total += p
    return count


def fill_interpreted(out: Floats, key: int, decision: int, week: int, agents: int) -> None:
    """What ``fill`` does, in NumPy, for runs without a compiler: the same bits."""
    out[:, :agents] = uniforms(int(key), int(decision), np.arange(agents), int(week))
