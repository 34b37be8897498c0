"""Magnitudes of the model beside what was recorded or published: where it is right, and by how much it is off.

    python benchmarks/magnitudes.py [--runs 60]

Liberia without a strategy (the mission alone), the same without any mission, and the training case, at prior draws. Each
line is the mean over runs, the median with the 5th and 95th percentile of runs, what is known, and the ratio of the
median to it. No figure is fitted here, and no run reads the record. The record counts armed groups and 25 deaths a year;
the model counts every killing, communal ones too.
"""

from __future__ import annotations

import argparse
import csv
import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.optimize import minimize_scalar
from scipy.special import zeta

from cse_sim.engine import run_chunk
from cse_sim.engine.chunk import world
from cse_sim.engine.worlds import drawn_parameters
from cse_sim.indicators.violence import first_relapse
from cse_sim.luck import run_key
from cse_sim.scenario import Scenario, read_scenario, scenario_json
from cse_sim.scenario.calendar import month_of_week
from cse_sim.state import fields

Floats = npt.NDArray[np.float64]
RECORD = Path(__file__).parent.parent / "scenarios" / "liberia" / "record.csv"
UCDP = "UCDP country-year 25.1"
FIRST_WEEKS = 12
LEAST_EVENTS = 200


def without_mission(scenario: Scenario) -> Scenario:
    """The same country with no peacekeepers ever deployed."""
    return scenario.model_copy(
        update={"mission": scenario.mission.model_copy(update={"deployment": ()})}
    )


def runs_of(scenario: Scenario, strategy: str, runs: int, *save: str) -> pa.Table:
    return run_chunk(
        {
            "scenario": scenario_json(scenario),
            "strategy": strategy,
            "root_seed": 1,
            "first_run": 0,
            "stop_run": runs,
            "save": save,
        }
    )


def weekly(table: pa.Table, name: str) -> Floats:
    """Weekly values of an indicator, shape (runs, weeks)."""
    return np.array(table[f"weekly:{name}"].to_pylist(), dtype=np.float64)


def overall(table: pa.Table, name: str) -> Floats:
    return np.array(table[name].to_pylist(), dtype=np.float64)


def line(what: str, values: Any, record: str = "", known: float | None = None) -> None:
    """One magnitude: mean, median and spread over runs, what is known, and the ratio of the median to it."""
    seen = np.atleast_1d(np.asarray(values, dtype=np.float64))
    seen = seen[np.isfinite(seen)]
    if seen.size == 0:
        print(f"  {what:52s} undefined")
        return
    low, high = np.quantile(seen, [0.05, 0.95])
    median = float(np.median(seen))
    spread = f"{median:9.3g} ({low:.3g} to {high:.3g})" if seen.size > 1 else ""
    ratio = f"{median / known:8.2f}" if known else " " * 8
    print(f"  {what:52s} {seen.mean():9.3g} {spread:32s}{ratio}  {record}")


def alpha(sizes: Floats, smallest: int) -> float:
    """Exponent of a discrete power law from ``smallest`` up, by maximum likelihood."""
    tail = sizes[sizes >= smallest]
    logs = np.log(tail).mean()
    found = minimize_scalar(
        lambda a: np.log(zeta(a, smallest)) + a * logs, bounds=(1.05, 6.0), method="bounded"
    )
    return float(found.x)


def recorded(first: int, last: int) -> float:
    """Mean recorded deaths a year."""
    with RECORD.open() as file:
        rows = {int(row["year"]): float(row["total_best"]) for row in csv.DictReader(file)}
    return float(np.mean([rows[year] for year in range(first, last + 1)]))


def years(scenario: Scenario) -> npt.NDArray[np.int64]:
    return month_of_week(scenario.start, scenario.weeks) // 12


def deaths_a_year(scenario: Scenario, table: pa.Table, spans: dict[str, tuple[int, int]]) -> None:
    deaths = weekly(table, "deaths") - weekly(table, "deaths_communal")
    calm = weekly(table, "at_war").max(axis=1) == 0.0
    year = scenario.start.year + years(scenario) - years(scenario)[0]
    line(
        "communal deaths a year", 52.0 * weekly(table, "deaths_communal").mean(axis=1), "none known"
    )
    for name, (first, last) in spans.items():
        held = (year >= first) & (year <= last)
        per_year = deaths[:, held].sum(axis=1) / (held.sum() / 52.0)
        known = recorded(first, last)
        source = f"{known:.3g} recorded, {UCDP}"
        line(f"deaths a year {name}, communal left out", per_year, source, known or None)
        if calm.any():
            line("  the same, runs never at war", per_year[calm], source, known or None)


def war_and_relapse(scenario: Scenario, table: pa.Table) -> None:
    months = month_of_week(scenario.start, scenario.weeks)
    line(
        "share of months without violence",
        overall(table, "months_without_violence") / (months[-1] - months[0] + 1),
        "0.76 of conflict-months without civilian deaths, Hultman et al. (2013) data",
        0.76,
    )
    until, watched = first_relapse(weekly(table, "deaths_state_based"), years(scenario))
    for span, band in ((5, 0.28), (10, 0.45), (20, 0.60)):
        if span * 52 <= scenario.weeks:
            share = survival_gone(until, watched, span)
            line(
                f"relapse within {span} years of two quiet ones",
                share,
                f"{band} +-0.08, all countries, UCDP/PRIO",
                band,
            )
    at_war = weekly(table, "at_war")
    marks = [w for w in (52, 104, 260, 520, 780, 1040) if w <= scenario.weeks]
    text = ", ".join(f"{w // 52}: {at_war[:, w - 1].mean():.2f}" for w in marks)
    print(f"  share of runs at war at the end of year           {text}")
    line("share of time at war", at_war.mean(axis=1))


def survival_gone(until: Floats, watched: Floats, span: int) -> float:
    """Share relapsed by ``span`` years after the quiet years (Kaplan and Meier)."""
    left = 1.0
    for year in range(1, span + 1):
        at_risk = (watched >= year).sum()
        left *= 1.0 - (until == year).sum() / at_risk if at_risk else 1.0
    return 1.0 - left


def event_sizes(table: pa.Table) -> None:
    """Sizes of fatal events, communal ones left out, in runs with 200 of them or more."""
    found = []
    for run in table["saved:events"].to_pylist():
        sizes = [e["deaths"] for e in run if e["kind"] != "communal" and e["deaths"] >= 1]
        if len(sizes) >= LEAST_EVENTS:
            size = np.array(sizes, dtype=np.float64)
            found.append(
                (
                    (size == 1.0).mean(),
                    np.median(size),
                    np.quantile(size, 0.99),
                    alpha(size, 2),
                    alpha(size, 10),
                )
            )
    columns = np.array(found).T if found else np.full((5, 1), np.nan)
    ged = "UCDP GED 23.1 sample"
    line("events: share with one death", columns[0], f"0.38, {ged}", 0.38)
    line("events: median deaths", columns[1], f"2, {ged}", 2.0)
    line("events: 99th percentile of deaths", columns[2], f"56, {ged}", 56.0)
    line("events: exponent from 2 deaths", columns[3], f"1.83 +-0.04, {ged}", 1.83)
    line("events: exponent from 10 deaths", columns[4], f"2.31 +-0.11, {ged}", 2.31)
    several = weekly(table, "events").sum(axis=1) >= LEAST_EVENTS
    share = overall(table, "triggered_share")[several]
    line(
        "self-excited share of events",
        share,
        "0.37 to 0.50, self-exciting point process models",
        0.40,
    )


def opinions(table: pa.Table, scenario: Scenario) -> None:
    """Trust as it is and as surveys show it, two and seven years into the mission."""
    weeks = {
        "January 2006": (datetime.date(2006, 1, 15) - scenario.start).days // 7,
        "December 2010": (datetime.date(2010, 12, 1) - scenario.start).days // 7,
    }
    krasno = "93.5 % security improved, Krasno (2006)"
    respect = "50 % always respected, Krasno (2005), Sierra Leone"
    for when, week in weeks.items():
        true = weekly(table, "trust_in_peacekeepers")[:, week]
        said = weekly(table, "surveyed_trust_in_peacekeepers")[:, week]
        safe = weekly(table, "surveyed_security")[:, week]
        line(f"{when}: trust in peacekeepers, true", true, "0.4 to 0.6 judged")
        line(f"{when}: the same, surveyed", said, respect, 0.50)
        line(f"{when}: courtesy gap", said - true)
        line(f"{when}: security good, true (1 - fear)", 1.0 - weekly(table, "fear")[:, week])
        line(f"{when}: security good, surveyed", safe, krasno, 0.935)
    line(
        "trust in authorities, end",
        weekly(table, "trust_in_authorities")[:, -1],
        "0.37 trust the president, 0.30 the courts, Afrobarometer R9 (2022)",
        0.335,
    )
    line(
        "trust between groups, December 2010",
        weekly(table, "trust_between_groups")[:, weeks["December 2010"]],
        "0.89 call relations good, Vinck et al. (2011); courtesy not removed",
        0.89,
    )
    line(
        "trust in ex-combatants, end",
        weekly(table, "trust_in_ex_combatants")[:, -1],
        "0.67 would welcome them, Freetown, Campaign for Good Governance (2001)",
        0.67,
    )


def conduct_and_disputes(table: pa.Table) -> None:
    true, reported = overall(table, "misconduct_true"), overall(table, "misconduct_reported")
    line("misconduct, true cases", true, "about 13,000 for 15,000 people over 15 years, judged")
    line("  recorded cases", reported, "about 50 of them, judged")
    line(
        "  recorded share",
        reported / np.maximum(true, 1.0),
        "below 0.05, Beber et al. (2017)",
        0.05,
    )
    line(
        "open disputes per 1,000 adults",
        overall(table, "open_disputes_per_1000"),
        "35, from 25 % with a land dispute, Vinck et al. (2011)",
        35.0,
    )
    line(
        "violent disputes per 1,000 adults and year",
        overall(table, "violent_disputes_per_1000"),
        "1.5, judged; no record",
        1.5,
    )
    line("incidents answered, share of reported", overall(table, "incidents_answered_share"))
    line("cooperation, mean", overall(table, "cooperation"))


def ex_combatants(scenario: Scenario, runs: int) -> None:
    """Fighters and former fighters by year, beside the published caseload."""
    made = world(scenario, "none")
    keys = np.array([run_key(1, run) for run in range(runs)], dtype=np.int64)
    theta = drawn_parameters(made.program.parameters, keys, "prior", {})
    names = ("fighters", "idle_ex_combatants", "reintegrated")
    marks = (0, 52, 104, 260, 520, 1040)
    seen = np.zeros((runs, len(marks), len(names)))
    state = made.program.new_state(made.layout)
    for run, key in enumerate(keys):
        made.program.begin(state, made.layout, int(key), theta[run])
        for m, week in enumerate(marks):
            made.program.advance(state, made.layout, week - (marks[m - 1] if m else 0))
            for n, name in enumerate(names):
                kind, row, _ = fields()[name]
                seen[run, m, n] = state.blocks[kind][row].sum()
    print("  year: fighters, idle, reintegrated (median run; plan of 2003: 38,000; disarmed by")
    print("  September 2004: 72,652 with non-fighters; end of the programme: about 103,000)")
    for m, week in enumerate(marks):
        print(
            f"    {week // 52:3d}: "
            + ", ".join(f"{x:9,.0f}" for x in np.median(seen[:, m], axis=0))
        )


def first_weeks(table: pa.Table) -> list[tuple[str, float, float]]:
    """Indicators whose mean moves more in the first weeks than they later vary within a run.

    Weeks are compared with the fourth after them: disputes are looked at in a quarter of the communities at a time, so
    that neighbouring weeks show different places. Three standard errors of the mean over runs are granted.
    """
    found = []
    for column in table.column_names:
        if not column.startswith("weekly:"):
            continue
        values = np.array(table[column].to_pylist(), dtype=np.float64)
        if np.isnan(values[:, : FIRST_WEEKS + 1]).any():
            continue
        moved = values[:, 4 : FIRST_WEEKS + 1] - values[:, : FIRST_WEEKS - 3]
        error = moved.std(axis=0, ddof=1) / np.sqrt(len(moved))
        jump = float((np.abs(moved.mean(axis=0)) - 3.0 * error).max())
        later = float(np.nanmean(np.nanstd(values[:, 52:], axis=1)))
        if jump > later:
            found.append((column.removeprefix("weekly:"), jump, later))
    return found


def show_first_weeks(table: pa.Table) -> None:
    found = first_weeks(table)
    for name, jump, later in found:
        print(f"  JUMP in the first {FIRST_WEEKS} weeks: {name} {jump:.3g} > {later:.3g}")
    if not found:
        print(f"  first {FIRST_WEEKS} weeks: no indicator jumps by more than its later weekly sd")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=60)
    runs = parser.parse_args().runs
    liberia = read_scenario("liberia")
    print(
        f"Liberia, the mission alone, {runs} runs: mean, median (5 to 95 % of runs), ratio to what is known"
    )
    table = runs_of(liberia, "none", runs, "events")
    spans = {"2004-2017": (2004, 2017), "2019-2022": (2019, 2022)}
    deaths_a_year(liberia, table, spans)
    war_and_relapse(liberia, table)
    event_sizes(table)
    opinions(table, liberia)
    conduct_and_disputes(table)
    ex_combatants(liberia, runs)
    show_first_weeks(table)
    consult = runs_of(liberia, "consult", runs)
    line(
        "consult: participants per 1,000 adults and quarter",
        overall(consult, "participation_rate"),
        "1 to 8, design; no estimate exists",
    )
    print("\nLiberia without any mission")
    alone = without_mission(liberia)
    table = runs_of(alone, "none", runs)
    deaths_a_year(alone, table, spans)
    war_and_relapse(alone, table)
    print("\nTraining case, the mission alone")
    training = read_scenario("training")
    table = runs_of(training, "none", runs, "events")
    war_and_relapse(training, table)
    event_sizes(table)
    conduct_and_disputes(table)
    show_first_weeks(table)


if __name__ == "__main__":
    main()
