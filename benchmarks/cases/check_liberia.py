"""Compare two assumptions of the Liberia case with data sets that may not be passed on.

    python benchmarks/cases/check_liberia.py --data FOLDER

Prints to the terminal and writes nothing. Do not redirect the output into a file that is shared: it shows values of

- V-Dem 12 (core civil society index, CC BY-SA 4.0), beside the civic-space steps of scenario.yaml;
- Geo-PKO 2.1 (troops by county, no open licence), beside county shares the spread rule could give.

Both steps and rule stay as assumed whatever this prints; a large gap belongs in the case's README.
"""

from __future__ import annotations

import argparse
import csv
import math
from datetime import date
from pathlib import Path
from statistics import correlation, mean

from ruamel.yaml import YAML

CASE = Path(__file__).resolve().parents[2] / "scenarios" / "liberia"
CIVIL_SOCIETY = "indices/vdem_civil_society_country_year.csv"
TROOPS = "targets/deployments_liberia_adm1_monthly.csv"
YEARS = (2004, 2006, 2008, 2010, 2012, 2014, 2016)
HALF_LIFE_WEEKS = 104


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shares(amounts: dict[str, float]) -> dict[str, float]:
    """Amounts as shares of their sum."""
    total = sum(amounts.values())
    return {name: amount / total for name, amount in amounts.items()}


def compare_civic_space(data: Path) -> None:
    """Our steps in the middle of each year beside the index of that year."""
    steps = YAML(typ="safe").load(CASE / "scenario.yaml")["civic_space"]
    index = {
        int(r["year"]): float(r["v2xcs_ccsi"])
        for r in read_rows(data / CIVIL_SOCIETY)
        if r["country"] == "Liberia" and int(r["year"]) >= 2004
    }
    print("civic space: year, assumed, core civil society index, difference")
    gaps = []
    for year, value in sorted(index.items()):
        middle = date(year, 7, 1)
        ours = [float(s["value"]) for s in steps if s["date"] <= middle][-1]
        gaps.append(ours - value)
        print(f"  {year}  {ours:.2f}  {value:.2f}  {gaps[-1]:+.2f}")
    print(f"  mean difference {mean(gaps):+.2f}, largest {max(gaps, key=abs):+.2f}")


def population_by_county() -> dict[str, float]:
    """Inhabitants by county, from the shipped table."""
    people: dict[str, float] = {}
    for row in read_rows(CASE / "communities.csv"):
        people[row["admin1"]] = people.get(row["admin1"], 0.0) + float(row["population"])
    return people


def history_by_county() -> dict[str, float]:
    """Deaths by county, recent ones weighing more, each event given to the county of the nearest community."""
    start = date(2003, 10, 1)
    places = [
        (r["admin1"], float(r["latitude"]), float(r["longitude"]))
        for r in read_rows(CASE / "communities.csv")
    ]
    deaths = {name: 0.0 for name, _, _ in places}
    for row in read_rows(CASE / "events.csv"):
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
        distances = [math.hypot(y - latitude, x - longitude) for _, y, x in places]
        county = places[distances.index(min(distances))][0]
        weeks = (start - date.fromisoformat(row["date_start"])).days / 7
        deaths[county] += float(row["best"]) * 2 ** (-weeks / HALF_LIFE_WEEKS)
    return deaths


def troops_by_county(data: Path, year: int) -> dict[str, float]:
    """Mean mapped troops by county in a year."""
    months: dict[str, list[float]] = {}
    for row in read_rows(data / TROOPS):
        if row["mission"] == "UNMIL" and row["month"].startswith(str(year)):
            months.setdefault(row["adm1"], []).append(float(row["troops"]))
    return {name: mean(values) for name, values in months.items()}


def compare_spread(data: Path) -> None:
    """Shares by county of three simple rules beside the mapped shares: correlation and misplaced share."""
    people = shares(population_by_county())
    history = shares(history_by_county())
    level = {name: 1 / len(people) for name in people}
    rules = {
        "equal": level,
        "population": people,
        "history": history,
        "half population, half history": {n: (people[n] + history[n]) / 2 for n in people},
        "half population, half equal": {n: (people[n] + level[n]) / 2 for n in people},
    }
    print(
        "spread of strength over counties: rule, year: correlation, share that would have to move"
    )
    for rule, ours in rules.items():
        cells = []
        for year in YEARS:
            mapped = shares(troops_by_county(data, year))
            pairs = [(ours[n], mapped.get(n, 0.0)) for n in sorted(ours)]
            moved = sum(abs(a - b) for a, b in pairs) / 2
            same = len({a for a, _ in pairs}) == 1
            fit = "  -  " if same else f"{correlation(*zip(*pairs, strict=True)):+.2f}"
            cells.append(f"{year}: {fit} {moved:.2f}")
        print(f"  {rule:30s} " + "  ".join(cells))


def main() -> None:
    """Print both comparisons."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="folder with the data sets")
    given = parser.parse_args()
    compare_civic_space(given.data)
    compare_spread(given.data)


if __name__ == "__main__":
    main()
