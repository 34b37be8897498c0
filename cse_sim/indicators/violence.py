"""Violence: events and deaths by kind, calm months, relapse and the hazard of it.

Relapse is a first year with at least 25 state-based deaths after two calendar years in a row with fewer; communal and
one-sided deaths never count. Years are calendar years, the first one counted as quiet only if the window holds all of it.
Beside it stands the onset hazard summed up to the first onset: same expectation as the number of first onsets, far less
noise.

Source: threshold of 25 deaths, UCDP/PRIO Armed Conflict Dataset; quiet years, a choice that moves base rates a lot.
"""

import numpy as np

from cse_sim.indicators.measure import Indicator

RELAPSE_DEATHS = 25.0
QUIET_YEARS = 2


def deaths(deaths_state_based, deaths_rebel, deaths_government, deaths_communal):
    """People killed, all kinds."""
    return deaths_state_based + deaths_rebel + deaths_government + deaths_communal


def deaths_civilians(deaths_civilians):
    """Civilians killed, all kinds."""
    return deaths_civilians


def events(events_state_based, events_rebel, events_government, events_communal):
    """Violent events, all kinds."""
    return events_state_based + events_rebel + events_government + events_communal


def events_state_based(events_state_based):
    """Events between armed groups and the state or the mission."""
    return events_state_based


def events_rebel(events_rebel):
    """Attacks of armed groups on civilians."""
    return events_rebel


def events_government(events_government):
    """Attacks of government forces on civilians."""
    return events_government


def events_communal(events_communal):
    """Events between identity groups."""
    return events_communal


def deaths_state_based(deaths_state_based):
    """People killed in state-based events."""
    return deaths_state_based


def deaths_rebel(deaths_rebel):
    """People killed in attacks of armed groups on civilians."""
    return deaths_rebel


def deaths_government(deaths_government):
    """People killed in attacks of government forces on civilians."""
    return deaths_government


def deaths_communal(deaths_communal):
    """People killed in communal events."""
    return deaths_communal


def events_triggered(events_triggered):
    """Events triggered by earlier ones."""
    return events_triggered


def at_war(at_war):
    """1 while any armed group fights."""
    return at_war


def cumulative_onset_hazard(cumulative_onset_hazard):
    """Onset hazard summed up to the first onset."""
    return cumulative_onset_hazard


def triggered_share(series, calendar):
    """Events triggered by earlier ones over all events, shape (runs,)."""
    every = series["events"].sum(axis=1)
    triggered = series["events_triggered"].sum(axis=1)
    return np.where(every > 0, triggered / np.maximum(every, 1.0), np.nan)


def sums(values, label_of_week):
    """Sums of weekly values (runs, weeks) by label, shape (runs, labels), labels in their order."""
    _, first = np.unique(label_of_week, return_index=True)
    return np.add.reduceat(values, first, axis=1)


def months_without_violence(series, calendar):
    """Calendar months in which no violent event began, shape (runs,)."""
    return (sums(series["events"], calendar.month_of_week) == 0).sum(axis=1).astype(float)


def first_relapse(deaths, year_of_week, weeks_per_year=52, quiet_years=QUIET_YEARS):
    """Years from the end of the first ``quiet_years`` quiet years until the first relapse, and years watched.

    Both have shape (runs,) and count calendar years, the year of the relapse included. Years to relapse are infinite
    where there is none; years watched are 0 where there never were enough quiet years.
    """
    by_year = sums(deaths, year_of_week)
    _, length = np.unique(year_of_week, return_counts=True)
    runs, years = by_year.shape
    streak = np.zeros(runs)
    watched = np.zeros(runs)
    until = np.full(runs, np.inf)
    at_risk = np.zeros(runs, dtype=bool)
    for year in range(years):
        violent = by_year[:, year] >= RELAPSE_DEATHS
        open_now = at_risk & np.isinf(until)
        watched[open_now] += 1.0
        until = np.where(open_now & violent, watched, until)
        whole = length[year] >= weeks_per_year - 1
        streak = np.where(violent, 0.0, streak + whole)
        at_risk |= streak >= quiet_years
    return until, watched


def relapse(series, calendar):
    """1 if fighting came back after two quiet years, 0 if not, shape (runs,)."""
    violence = series["deaths_state_based"]
    if violence.shape[1] < 3 * calendar.weeks_per_year:
        return np.full(violence.shape[0], np.nan)
    until, watched = first_relapse(violence, calendar.year_of_week, calendar.weeks_per_year)
    return np.where(watched > 0, np.isfinite(until).astype(float), np.nan)


_KINDS = {
    "state_based": "between armed groups and the state or the mission",
    "rebel": "in attacks of armed groups on civilians",
    "government": "in attacks of government forces on civilians",
    "communal": "between identity groups",
}
_EVENTS = (events_state_based, events_rebel, events_government, events_communal)
_DEATHS = (deaths_state_based, deaths_rebel, deaths_government, deaths_communal)

INDICATORS = (
    Indicator(
        "deaths",
        "people",
        "down",
        "sum",
        10.0,
        "people killed, all kinds",
        "event data",
        value=deaths,
    ),
    Indicator(
        "deaths_civilians",
        "people",
        "down",
        "sum",
        10.0,
        "civilians killed, all kinds",
        "event data",
        value=deaths_civilians,
    ),
    Indicator(
        "events",
        "events",
        "down",
        "sum",
        5.0,
        "violent events of all kinds",
        "event data",
        value=events,
    ),
    *(
        Indicator(
            f"events_{kind}",
            "events",
            "down",
            "sum",
            5.0,
            f"violent events {meaning}",
            "event data",
            value=value,
        )
        for (kind, meaning), value in zip(_KINDS.items(), _EVENTS, strict=True)
    ),
    *(
        Indicator(
            f"deaths_{kind}",
            "people",
            "down",
            "sum",
            10.0,
            f"people killed {meaning}",
            "event data",
            value=value,
        )
        for (kind, meaning), value in zip(_KINDS.items(), _DEATHS, strict=True)
    ),
    Indicator(
        "events_triggered",
        "events",
        "none",
        "sum",
        5.0,
        "events triggered by earlier ones",
        "self-exciting point process models",
        value=events_triggered,
    ),
    Indicator(
        "triggered_share",
        "share",
        "none",
        "mean",
        0.02,
        "share of events triggered by earlier ones",
        "self-exciting point process models",
        undefined_when="no event happens",
        of_weeks=triggered_share,
        needs=("events", "events_triggered"),
    ),
    Indicator(
        "months_without_violence",
        "months",
        "up",
        "sum",
        1.0,
        "calendar months without a violent event",
        "event data",
        of_weeks=months_without_violence,
        needs=("events",),
    ),
    Indicator(
        "at_war",
        "share",
        "down",
        "mean",
        0.01,
        "share of time in which any armed group fights",
        "conflict data sets",
        value=at_war,
    ),
    Indicator(
        "relapse",
        "share",
        "down",
        "first_passage",
        0.02,
        "at least 25 state-based deaths in a calendar year after two quiet years",
        "conflict data sets",
        undefined_when="the window is shorter than three years, or never had two quiet calendar years in a row "
        "with time left",
        of_weeks=relapse,
        needs=("deaths_state_based",),
    ),
    Indicator(
        "cumulative_onset_hazard",
        "expected onsets",
        "down",
        "last",
        0.01,
        "onset hazard summed up to the first onset",
        "none: a quantity of the model",
        value=cumulative_onset_hazard,
    ),
)
