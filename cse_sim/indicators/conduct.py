"""Conduct, disputes and answers: what peacekeepers do, what people settle, and what becomes of reports."""

import math

from cse_sim.indicators.measure import Indicator


def misconduct_true(misconduct_happened):
    """Cases of misconduct, known or not."""
    return misconduct_happened


def misconduct_reported(misconduct_recorded):
    """Cases of misconduct officially recorded."""
    return misconduct_recorded


def extrajudicial_punishment(extrajudicial_cases):
    """Cases of extrajudicial punishment."""
    return extrajudicial_cases


def displaced_violence(displaced_violence):
    """Events expected elsewhere because presence pushed them away."""
    return displaced_violence


def open_disputes_per_1000(open_disputes, population, adult_share):
    """Open disputes among 1,000 adults."""
    return 1000.0 * open_disputes / (population * adult_share) if population > 0.0 else 0.0


def violent_disputes_per_1000(disputes_violent, population, adult_share):
    """Disputes that turn violent among 1,000 adults, at the pace of the week over a year."""
    return 52_000.0 * disputes_violent / (population * adult_share) if population > 0.0 else 0.0


def settled_of_connected(settled_connected, settled_unconnected):
    """Share of settled disputes that were disputes of the well connected."""
    settled = settled_connected + settled_unconnected
    return settled_connected / settled if settled > 0.0 else math.nan


def incidents_answered_share(reports_heard, reports_answered):
    """Share of reported incidents answered."""
    return reports_answered / reports_heard if reports_heard > 0.0 else math.nan


INDICATORS = (
    Indicator(
        "misconduct_true",
        "cases",
        "down",
        "sum",
        10.0,
        "misconduct by peacekeepers, known or not",
        "surveys of people who may have been harmed",
        value=misconduct_true,
        harm=True,
    ),
    Indicator(
        "misconduct_reported",
        "cases",
        "none",
        "sum",
        1.0,
        "misconduct by peacekeepers officially recorded; more may mean better reporting",
        "conduct and discipline records of the mission",
        value=misconduct_reported,
    ),
    Indicator(
        "extrajudicial_punishment",
        "cases",
        "down",
        "sum",
        10.0,
        "people punished without law: mob justice, trial by ordeal",
        "household surveys",
        value=extrajudicial_punishment,
        harm=True,
    ),
    Indicator(
        "displaced_violence",
        "events",
        "down",
        "sum",
        0.5,
        "events expected elsewhere because presence pushed them away",
        "comparison of covered places and their neighbours",
        value=displaced_violence,
        harm=True,
    ),
    Indicator(
        "open_disputes_per_1000",
        "per 1,000 adults",
        "down",
        "mean",
        0.5,
        "unsettled disputes over land, cattle and power",
        "household surveys",
        each="community",
        value=open_disputes_per_1000,
        detail=True,
    ),
    Indicator(
        "violent_disputes_per_1000",
        "per 1,000 adults and year",
        "down",
        "mean",
        0.05,
        "disputes that turned violent",
        "household surveys, police records",
        each="community",
        value=violent_disputes_per_1000,
        harm=True,
        detail=True,
    ),
    Indicator(
        "settled_of_connected",
        "share",
        "none",
        "mean",
        0.01,
        "share of settled disputes that were disputes of the well connected",
        "household surveys by standing in the community",
        undefined_when="no dispute was settled",
        value=settled_of_connected,
    ),
    Indicator(
        "incidents_answered_share",
        "share",
        "up",
        "mean",
        0.02,
        "reported incidents the mission answered",
        "mission incident logs",
        undefined_when="no incident was reported",
        value=incidents_answered_share,
    ),
)
