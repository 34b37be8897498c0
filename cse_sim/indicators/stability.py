"""Stability: five parts first, then the index; what lasts after exit; recovery from a shock.

    stability_index = 100 (0.40 calm + 0.20 settlement + 0.15 inclusion + 0.15 trust + 0.10 stillness)

    calm        1 / (1 + d),  d deaths by violence per 100,000 people and year over the last half-year
    settlement  35 / (35 + open disputes per 1,000 people of age)
    inclusion   mean of the authorities' inclusiveness and of civil society's say in the settlement
    trust       trust between groups
    stillness   1 / (1 + m),  m violent events per million people and year that presence pushed elsewhere

Weights and scales are our choice and are always shown with the parts.
"""

import numpy as np

from cse_sim.indicators.measure import Indicator

WEIGHTS = {"calm": 0.40, "settlement": 0.20, "inclusion": 0.15, "trust": 0.15, "stillness": 0.10}
PARTS = {
    "calm": "stability_calm",
    "settlement": "stability_settlement",
    "inclusion": "stability_inclusion",
    "trust": "trust_between_groups",
    "stillness": "stability_stillness",
}
"""What the parts are called as indicators."""
HALF_YEAR = 26
RECOVERED_WITHIN = 2.0
RECOVERED_FOR_WEEKS = 8


def _recent_mean(values):
    """Mean over the last half-year, or over the weeks so far, shape (runs, weeks)."""
    total = np.cumsum(values, axis=1)
    total[:, HALF_YEAR:] = total[:, HALF_YEAR:] - total[:, :-HALF_YEAR].copy()
    weeks = np.minimum(np.arange(1, values.shape[1] + 1), HALF_YEAR)
    return total / weeks


def calm(series):
    """1 / (1 + deaths per 100,000 people and year)."""
    yearly = 52.0 * 1e5 * _recent_mean(series["deaths"]) / series["people"]
    return 1.0 / (1.0 + yearly)


def settlement(open_disputes, population, adult_share):
    """35 / (35 + open disputes per 1,000 adults)."""
    return 35.0 / (35.0 + open_disputes / (0.001 * adult_share * max(population, 1.0)))


def inclusion_of_authorities(authority_inclusiveness):
    """How many groups have a say with an authority."""
    return authority_inclusiveness


def inclusion_of_settlement(inclusion):
    """Civil society's say in the settlement."""
    return inclusion


def inclusion_part(series):
    """Mean of the two kinds of inclusion."""
    return 0.5 * series["inclusion_of_authorities"] + 0.5 * series["inclusion_of_settlement"]


def stillness(series):
    """1 / (1 + events pushed elsewhere per million people and year)."""
    yearly = 52.0 * 1e6 * _recent_mean(series["displaced_violence"]) / series["people"]
    return 1.0 / (1.0 + yearly)


def stability_index(series):
    """The weighted sum of the five parts, 0 to 100."""
    return 100.0 * sum(weight * series[PARTS[name]] for name, weight in WEIGHTS.items())


def people(people):
    """Population of the country."""
    return people


def spent_usd(spent_this_week):
    """Money the strategy spent."""
    return spent_this_week


def allocated_usd(allocated_this_week):
    """Money the strategy was given."""
    return allocated_this_week


def dispute_institution(dispute_institution):
    """Strength of the local body that settles disputes."""
    return dispute_institution


def institution_after_exit(series, calendar):
    """Area under the strength of dispute institutions after the mission's end, in institution-years."""
    values = series["dispute_institution"][:, calendar.mission_end_week :]
    if values.shape[1] == 0:
        return np.full(values.shape[0], np.nan)
    return values.sum(axis=1) / calendar.weeks_per_year


def recovery_weeks(series, calendar):
    """Weeks from the first shock until stability is back near its level of the year before, and stays there."""
    index = series["stability_index"]
    runs, weeks = index.shape
    start = calendar.shock_week
    if start >= weeks or start < 4:
        return np.full(runs, np.nan)
    before = index[:, max(start - 52, 0) : start].mean(axis=1, keepdims=True)
    low = index[:, start:] < before - RECOVERED_WITHIN
    result = np.zeros(runs)
    for run in range(runs):
        if not low[run].any():
            continue
        fell = int(np.argmax(low[run]))
        calm_weeks = 0
        result[run] = weeks - start
        for week in range(fell, weeks - start):
            calm_weeks = 0 if low[run, week] else calm_weeks + 1
            if calm_weeks >= RECOVERED_FOR_WEEKS:
                result[run] = week - RECOVERED_FOR_WEEKS + 1
                break
    return result


INDICATORS = (
    Indicator(
        "stability_index",
        "points (0-100)",
        "up",
        "mean",
        0.5,
        "weighted sum of five parts, each from 0 to 1",
        "composite; never read without its parts",
        series=stability_index,
    ),
    Indicator(
        "stability_calm",
        "share",
        "up",
        "mean",
        0.01,
        "absence of deaths by violence",
        "event data",
        series=calm,
    ),
    Indicator(
        "stability_settlement",
        "share",
        "up",
        "mean",
        0.01,
        "few open disputes",
        "household surveys",
        each="community",
        value=settlement,
        detail=True,
    ),
    Indicator(
        "stability_inclusion",
        "share",
        "up",
        "mean",
        0.01,
        "say of groups and of civil society",
        "expert indices",
        series=inclusion_part,
    ),
    Indicator(
        "stability_stillness",
        "share",
        "up",
        "mean",
        0.01,
        "little violence pushed elsewhere",
        "event data",
        series=stillness,
    ),
    Indicator(
        "inclusion_of_authorities",
        "share",
        "up",
        "mean",
        0.01,
        "groups with a say with authorities",
        "expert indices",
        each="authority",
        value=inclusion_of_authorities,
    ),
    Indicator(
        "inclusion_of_settlement",
        "share",
        "up",
        "mean",
        0.01,
        "civil society's say in the settlement",
        "expert indices",
        value=inclusion_of_settlement,
    ),
    Indicator(
        "dispute_institution",
        "share",
        "up",
        "mean",
        0.01,
        "strength of local dispute institutions",
        "household surveys",
        each="community",
        value=dispute_institution,
        detail=True,
    ),
    Indicator(
        "institution_after_exit",
        "institution-years",
        "up",
        "area",
        0.05,
        "area under the strength of dispute institutions after exit",
        "follow-up surveys",
        undefined_when="the mission does not end inside the window",
        of_weeks=institution_after_exit,
    ),
    Indicator(
        "recovery_weeks",
        "weeks",
        "down",
        "first_passage",
        4.0,
        "weeks from the first shock until stability is back; the horizon if never",
        "event data around shocks",
        undefined_when="no shock falls inside the window",
        of_weeks=recovery_weeks,
    ),
    Indicator("people", "people", "none", "last", 1.0, "population", "census", value=people),
    Indicator(
        "spent_usd",
        "US$",
        "none",
        "sum",
        1.0,
        "money the strategy spent",
        "accounts",
        value=spent_usd,
    ),
    Indicator(
        "allocated_usd",
        "US$",
        "none",
        "sum",
        1.0,
        "money the strategy was given",
        "budgets",
        value=allocated_usd,
    ),
)
