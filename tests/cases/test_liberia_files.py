"""The Liberia case as documents: what its tables must hold whoever reads them."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cse_sim.scenario import read_scenario

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "scenarios" / "liberia"
START = date(2003, 10, 1)
END = date(2023, 10, 1)

CENSUS_2008 = {
    "Bomi": 84_119,
    "Bong": 333_481,
    "Gbarpolu": 83_388,
    "Grand Bassa": 221_693,
    "Grand Cape Mount": 127_076,
    "Grand Gedeh": 125_258,
    "Grand Kru": 57_913,
    "Lofa": 276_863,
    "Margibi": 209_923,
    "Maryland": 135_938,
    "Montserrado": 1_118_241,
    "Nimba": 462_026,
    "River Cess": 71_509,
    "River Gee": 66_789,
    "Sinoe": 102_391,
}

# Published ceilings: first day, last day, most military, most police.
CEILINGS = [
    (date(2003, 9, 19), date(2005, 12, 31), 15_000, 1_115),
    (date(2006, 1, 1), date(2009, 12, 31), 15_250, 1_375),
    (date(2010, 12, 31), date(2012, 9, 16), 7_952, 1_375),
    (date(2012, 9, 17), date(2015, 6, 30), 7_952, 1_795),
    (date(2015, 7, 31), date(2015, 9, 29), 3_750, 1_795),
    (date(2015, 9, 30), date(2016, 6, 29), 3_590, 1_515),
    (date(2016, 6, 30), date(2017, 2, 27), 1_240, 606),
    (date(2017, 2, 28), date(2018, 3, 29), 434, 310),
    (date(2018, 3, 30), date(2023, 9, 30), 0, 0),
]

COLUMNS = {
    "communities.csv": "name,admin1,latitude,longitude,population,"
    "share_mande,share_kru,share_mandingo,share_other,synthetic",
    "deployment.csv": "date,admin1,kind,strength",
    "events.csv": "id,date_start,type_of_violence,latitude,longitude,best,low,high,side_a,side_b",
    "record.csv": "year,total_best,civilians,state_based_best",
}


def rows(name: str) -> list[dict[str, str]]:
    with (CASE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def outlines() -> dict[str, list[list[float]]]:
    features: list[dict[str, Any]] = json.loads(
        (CASE / "boundaries.geojson").read_text(encoding="utf-8")
    )["features"]
    return {f["properties"]["admin1"]: f["geometry"]["coordinates"][0] for f in features}


def winding_number(x: float, y: float, ring: list[list[float]]) -> int:
    turns = 0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
        if y1 <= y < y2 and side > 0:
            turns += 1
        elif y2 <= y < y1 and side < 0:
            turns -= 1
    return turns


def strength_on(day: date, kinds: tuple[str, ...]) -> float:
    total = 0.0
    for kind in kinds:
        points = sorted(
            (date.fromisoformat(r["date"]), float(r["strength"]))
            for r in rows("deployment.csv")
            if r["kind"] == kind
        )
        before = [p for p in points if p[0] <= day]
        after = [p for p in points if p[0] > day]
        if before and after:
            (d1, s1), (d2, s2) = before[-1], after[0]
            total += s1 + (s2 - s1) * (day - d1).days / (d2 - d1).days
        elif before:
            total += before[-1][1]
    return total


def test_county_populations_are_the_census() -> None:
    people: Counter[str] = Counter()
    for row in rows("communities.csv"):
        people[row["admin1"]] += int(row["population"])
    assert dict(people) == CENSUS_2008
    assert sum(people.values()) == 3_476_608


def test_fifteen_counties_with_outlines_and_at_least_two_communities_each() -> None:
    counts = Counter(r["admin1"] for r in rows("communities.csv"))
    assert set(counts) == set(outlines()) == set(CENSUS_2008)
    assert len(counts) == 15
    assert min(counts.values()) >= 2
    assert sum(counts.values()) == 140


def test_communities_are_synthetic_and_named_after_their_county() -> None:
    communities = rows("communities.csv")
    assert all(r["synthetic"] == "true" for r in communities)
    assert all(re.fullmatch(re.escape(r["admin1"]) + r" \d+", r["name"]) for r in communities)
    assert len({r["name"] for r in communities}) == len(communities)


def test_every_community_lies_inside_its_county() -> None:
    rings = outlines()
    outside = [
        r["name"]
        for r in rows("communities.csv")
        if not winding_number(float(r["longitude"]), float(r["latitude"]), rings[r["admin1"]])
    ]
    assert outside == []


def test_group_shares_sum_to_one() -> None:
    for row in rows("communities.csv"):
        shares = [round(1000 * float(v)) for k, v in row.items() if k.startswith("share_")]
        assert sum(shares) == 1000
        assert min(shares) > 0


@pytest.mark.parametrize(("first", "last", "military", "police"), CEILINGS)
def test_strength_never_exceeds_the_published_ceilings(
    first: date, last: date, military: int, police: int
) -> None:
    for ordinal in {*range(first.toordinal(), last.toordinal(), 7), last.toordinal()}:
        day = date.fromordinal(ordinal)
        # Half a person: two kinds rounded apart need not sum to the whole between two dates.
        assert strength_on(day, ("infantry", "observers")) <= military + 0.5
        assert strength_on(day, ("formed_police", "un_police")) <= police + 0.5
        assert strength_on(day, ("observers",)) <= 250


def test_deployment_dates_and_kinds() -> None:
    deployment = rows("deployment.csv")
    assert {r["kind"] for r in deployment} == {
        "infantry",
        "formed_police",
        "un_police",
        "observers",
        "civil_affairs",
    }
    assert all(r["admin1"] == "" for r in deployment)
    assert all(START <= date.fromisoformat(r["date"]) < END for r in deployment)
    assert all(r["strength"] == "0" for r in deployment if r["date"] == "2018-03-30")
    assert strength_on(date(2003, 10, 29), ("infantry", "observers")) == 4_500


def test_all_events_lie_before_the_start_and_are_as_published() -> None:
    events = rows("events.csv")
    days = [date.fromisoformat(r["date_start"]) for r in events]
    assert min(days) >= date(1999, 1, 1)
    assert max(days) < START
    assert len({r["id"] for r in events}) == len(events) == 104
    assert all(0 <= int(r["low"]) <= int(r["best"]) for r in events)
    # One event is out of order in the source itself; it is kept as published.
    assert [r["id"] for r in events if int(r["best"]) > int(r["high"])] == ["45002"]
    assert {r["type_of_violence"] for r in events} <= {"1", "2", "3"}


def test_record_is_one_row_a_year() -> None:
    record = rows("record.csv")
    assert [int(r["year"]) for r in record] == list(range(1999, 2024))
    assert all(int(r["civilians"]) <= int(r["total_best"]) for r in record)
    assert sum(int(r["total_best"]) for r in record if int(r["year"]) <= 2003) == 6_192


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_tables_have_the_declared_columns_and_no_others(name: str) -> None:
    header = (CASE / name).read_text(encoding="utf-8").splitlines()[0]
    assert header == COLUMNS[name]


def test_no_field_of_a_restricted_data_set() -> None:
    restricted = re.compile(r"v2x|v2cs|troops_unknown|map_source|untrp|unmob|gwgroupid|statusname")
    for path in CASE.iterdir():
        assert not restricted.search(path.read_text(encoding="utf-8")), path.name


def test_every_file_is_listed_with_its_source() -> None:
    listed = (ROOT / "DATA_SOURCES.md").read_text(encoding="utf-8")
    part = listed[listed.index("## scenarios/liberia") :]
    assert [p.name for p in CASE.iterdir() if f"`{p.name}`" not in part] == []


def test_the_case_is_small() -> None:
    assert sum(p.stat().st_size for p in CASE.iterdir()) < 200_000


def test_the_package_reads_the_case() -> None:
    scenario = read_scenario("liberia")
    assert (scenario.name, scenario.case, scenario.weeks) == ("liberia", "case study", 1040)
    assert len(scenario.communities) == 140
    assert scenario.admin1 == tuple(sorted(CENSUS_2008))
    assert len(scenario.history) == 104
    assert sum(group.fighters for group in scenario.armed_groups) == 17_100
    assert sum(group.idle_ex_combatants for group in scenario.armed_groups) == 20_900
    assert scenario.mission_window == (START, date(2018, 3, 30))
