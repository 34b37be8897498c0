"""Small formulas many rules share: bounded, monotone, safe at their ends; and means and sums of whole rows."""

from __future__ import annotations

from cse_sim.compiling import formula, function
from cse_sim.elementary import exp, expm1, log

LOG_2 = 0.6931471805599453


@formula
def logistic(x):
    """1 / (1 + e^-x)."""
    return 1.0 / (1.0 + exp(-x))


@formula
def logit(p):
    """log(p / (1 - p)) for p in (0, 1)."""
    return log(p / (1.0 - p))


@formula
def chance(hazard):
    """Probability that something with this hazard happens: 1 - e^-hazard."""
    return -expm1(-hazard)


@formula
def kept(half_life_weeks):
    """Share that is left after one week: 2^(-1/half-life)."""
    return exp(-LOG_2 / half_life_weeks)


@formula
def saturating(dose):
    """A week's dose D(n) = n / (1 + n): ten patrols count less than ten times one; 0 at 0, below 1."""
    return dose / (1.0 + dose)


@formula
def pushed_up(y, push):
    """A share pushed towards 1: y + (1 - y)(1 - e^-push), push >= 0."""
    return y + (1.0 - y) * -expm1(-push)


@formula
def within(x, low, high):
    """x, or the nearer end of [low, high]."""
    return min(max(x, low), high)


@formula
def size_of_place(people):
    """What a full dose in a place of so many people costs, 1 for 10,000; the smallest place costs a fifth."""
    return max(people * 1e-4, 0.2)


@function
def means_over_groups(out, group_share, values):
    """``out`` becomes the mean of each community's groups, by their shares of its people."""
    for c in range(group_share.shape[1]):
        out[c] = 0.0
    for g in range(group_share.shape[0]):
        for c in range(group_share.shape[1]):
            out[c] += group_share[g, c] * values[g, c]


@function
def every_fourth(out, values, first):
    """``out`` begins with the values of place ``first`` and of every fourth place after it."""
    for k in range((values.shape[0] - first + 3) // 4):
        out[k] = values[first + 4 * k]


@function
def sum_of(values):
    """Sum of a row, in four parts that do not wait for one another."""
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    whole = values.shape[0] // 4 * 4
    for i in range(0, whole, 4):
        a += values[i]
        b += values[i + 1]
        c += values[i + 2]
        d += values[i + 3]
    for i in range(whole, values.shape[0]):
        a += values[i]
    return (a + b) + (c + d)


@function
def sum_of_products(first, second):
    """Sum of the products of two rows, in four parts that do not wait for one another."""
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    whole = first.shape[0] // 4 * 4
    for i in range(0, whole, 4):
        a += first[i] * second[i]
        b += first[i + 1] * second[i + 1]
        c += first[i + 2] * second[i + 2]
        d += first[i + 3] * second[i + 3]
    for i in range(whole, first.shape[0]):
        a += first[i] * second[i]
    return (a + b) + (c + d)


@function
def sum_of_triple_products(first, second, third):
    """Sum of the products of three rows, in four parts that do not wait for one another."""
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    whole = first.shape[0] // 4 * 4
    for i in range(0, whole, 4):
        a += first[i] * second[i] * third[i]
        b += first[i + 1] * second[i + 1] * third[i + 1]
        c += first[i + 2] * second[i + 2] * third[i + 2]
        d += first[i + 3] * second[i + 3] * third[i + 3]
    for i in range(whole, first.shape[0]):
        a += first[i] * second[i] * third[i]
    return (a + b) + (c + d)
