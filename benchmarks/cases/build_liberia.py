"""Rebuild the tables of the Liberia case from source files.

    python benchmarks/cases/build_liberia.py --data FOLDER [--out scenarios/liberia]

FOLDER holds the source files under the names in `SOURCE_FILES`. Nothing in the package and no test needs it: the
tables made here are committed. The same FOLDER gives the same bytes.

Read:   county outlines, census population by county, located UCDP events, UCDP yearly totals.
Not read, on purpose: any deployment map, ethnicity or index data set whose licence does not allow redistribution.
The mission's strength is in `MILITARY` and `POLICE` below, from figures the United Nations published. The shares of identity
groups in `COUNTY_SHARES` are assumed.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
from pathlib import Path
from statistics import NormalDist
from typing import Any

SOURCE_FILES = {
    "outlines": "boundaries/liberia_adm1.geojson",
    "population": "population/liberia_adm1_population.csv",
    "events": "events/ucdp_ged211_prec12_liberia.csv",
    "yearly": "targets/liberia_yearly_national.csv",
}

START = "2003-10-01"
HISTORY_FROM = "1999-01-01"
COMMUNITIES = 140
FEWEST_PER_COUNTY = 2
SEED = 2003
CANDIDATES = 1500
KM_PER_DEGREE = 111.2
SIZE_SPREAD = 0.35  # assumed: sd of log community size around its county's mean
SHARE_SPREAD = 0.6  # assumed: sd of log group share around its county's share

GROUPS = ("mande", "kru", "mandingo", "other")

# Assumed for the simulation, in steps of about 0.05 (0.02 stands for "few"). No county composition with a source that
# can be cited was found. These are not estimates and must not be quoted as such.
COUNTY_SHARES: dict[str, tuple[float, float, float, float]] = {
    "Bomi": (0.30, 0.15, 0.05, 0.50),
    "Bong": (0.85, 0.05, 0.05, 0.05),
    "Gbarpolu": (0.50, 0.10, 0.05, 0.35),
    "Grand Bassa": (0.05, 0.90, 0.02, 0.03),
    "Grand Cape Mount": (0.65, 0.05, 0.05, 0.25),
    "Grand Gedeh": (0.05, 0.90, 0.02, 0.03),
    "Grand Kru": (0.02, 0.94, 0.02, 0.02),
    "Lofa": (0.60, 0.02, 0.10, 0.28),
    "Margibi": (0.45, 0.45, 0.02, 0.08),
    "Maryland": (0.02, 0.92, 0.02, 0.04),
    "Montserrado": (0.45, 0.33, 0.05, 0.17),
    "Nimba": (0.88, 0.05, 0.05, 0.02),
    "River Cess": (0.02, 0.94, 0.02, 0.02),
    "River Gee": (0.02, 0.94, 0.02, 0.02),
    "Sinoe": (0.02, 0.94, 0.02, 0.02),
}

OBSERVERS_PER_MILITARY = 250 / 15_000  # published for September 2003; assumed constant after
OBSERVERS_AT_MOST = 250  # published
FORMED_SHARE_OF_POLICE = 0.6  # assumed

# Whole country, linear between the dates. Where each row comes from is in scenarios/liberia/README.md.
MILITARY = (  # observers included
    ("2003-10-01", 3_500),
    ("2003-10-29", 4_500),
    ("2004-07-01", 15_000),
    ("2006-01-01", 15_000),
    ("2006-07-01", 15_250),
    ("2007-01-01", 15_250),
    ("2010-07-01", 7_952),
    ("2012-09-17", 7_952),
    ("2015-07-01", 3_750),
    ("2015-09-30", 3_590),
    ("2016-06-30", 1_240),
    ("2016-12-23", 1_240),
    ("2017-02-28", 434),
    ("2018-01-01", 434),
    ("2018-03-30", 0),
)
POLICE = (  # formed units included
    ("2003-10-01", 0),
    ("2004-07-01", 1_115),
    ("2007-01-01", 1_115),
    ("2010-07-01", 1_375),
    ("2012-09-17", 1_375),
    ("2013-07-01", 1_795),
    ("2015-04-02", 1_795),
    ("2015-09-30", 1_515),
    ("2016-06-30", 606),
    ("2016-12-23", 606),
    ("2017-02-28", 310),
    ("2018-01-01", 310),
    ("2018-03-30", 0),
)
CIVIL_AFFAIRS = (  # assumed throughout: three officers a county
    ("2003-10-01", 0),
    ("2004-07-01", 45),
    ("2016-06-30", 45),
    ("2017-02-28", 15),
    ("2018-01-01", 15),
    ("2018-03-30", 0),
)

Ring = list[tuple[float, float]]


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Write a CSV file with Unix line ends, so that its bytes do not depend on the platform."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def whole_numbers(weights: list[float], total: int, least: int = 0) -> list[int]:
    """Whole numbers in proportion to weights, at least `least` each, that sum to total (largest remainder)."""
    spare = total - least * len(weights)
    exact = [w / sum(weights) * spare for w in weights]
    numbers = [math.floor(x) for x in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (numbers[i] - exact[i], i))
    for i in by_remainder[: spare - sum(numbers)]:
        numbers[i] += 1
    return [n + least for n in numbers]


def inside(longitude: float, latitude: float, ring: Ring) -> bool:
    """Whether a point lies inside a ring (even-odd rule)."""
    within = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        crosses = (y1 > latitude) != (y2 > latitude)
        if crosses and longitude < x1 + (latitude - y1) / (y2 - y1) * (x2 - x1):
            within = not within
    return within


def km_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance in km between two (longitude, latitude) points on a local plane."""
    shrink = math.cos(math.radians((a[1] + b[1]) / 2))
    return math.hypot((a[0] - b[0]) * shrink, a[1] - b[1]) * KM_PER_DEGREE


def km_to_outline(point: tuple[float, float], ring: Ring) -> float:
    """Distance in km from a point to the nearest edge of a ring."""
    shrink = math.cos(math.radians(point[1]))
    nearest = math.inf
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        ax, ay = (x1 - point[0]) * shrink, y1 - point[1]
        dx, dy = (x2 - x1) * shrink, y2 - y1
        length = dx * dx + dy * dy
        along = 0.0 if length == 0 else min(1.0, max(0.0, -(ax * dx + ay * dy) / length))
        nearest = min(nearest, math.hypot(ax + along * dx, ay + along * dy))
    return nearest * KM_PER_DEGREE


def spread_points(ring: Ring, number: int, luck: random.Random) -> list[tuple[float, float]]:
    """Points inside a ring, each as far as possible from the earlier ones and from the outline (farthest point)."""
    candidates: list[tuple[float, float]] = []
    west, east = min(x for x, _ in ring), max(x for x, _ in ring)
    south, north = min(y for _, y in ring), max(y for _, y in ring)
    while len(candidates) < CANDIDATES:
        longitude = round(west + luck.random() * (east - west), 4)
        latitude = round(south + luck.random() * (north - south), 4)
        if inside(longitude, latitude, ring):
            candidates.append((longitude, latitude))
    room = [2 * km_to_outline(point, ring) for point in candidates]
    chosen: list[tuple[float, float]] = []
    for _ in range(number):
        best = max(range(CANDIDATES), key=lambda i: room[i])
        chosen.append(candidates[best])
        room = [
            min(r, km_between(point, candidates[best]))
            for r, point in zip(room, candidates, strict=True)
        ]
    return chosen


def normal(luck: random.Random) -> float:
    """A standard normal number from one uniform number."""
    return NormalDist().inv_cdf(min(max(luck.random(), 1e-9), 1 - 1e-9))


def community_shares(
    county: tuple[float, ...], people: list[int], luck: random.Random
) -> list[list[int]]:
    """Group shares of a county's communities, in thousandths, whose weighted mean is close to the county's shares."""
    shares = [[s * math.exp(SHARE_SPREAD * normal(luck)) for s in county] for _ in people]
    for _ in range(50):
        shares = [[s / sum(row) for s in row] for row in shares]
        for g, wanted in enumerate(county):
            mean = sum(n * row[g] for n, row in zip(people, shares, strict=True)) / sum(people)
            for row in shares:
                row[g] *= wanted / mean
    return [whole_numbers(row, 1000, least=1) for row in shares]


def outlines(path: Path) -> dict[str, Ring]:
    """County name to outline."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    rings: dict[str, Ring] = {}
    for feature in features:
        polygon = feature["geometry"]
        if polygon["type"] != "Polygon" or len(polygon["coordinates"]) != 1:
            raise SystemExit(f"{path.name}: {feature['properties']}: expected one ring")
        rings[feature["properties"]["adm1"]] = [(x, y) for x, y in polygon["coordinates"][0]]
    return dict(sorted(rings.items()))


def write_boundaries(path: Path, rings: dict[str, Ring]) -> None:
    """County outlines as GeoJSON, one county a line, named in `admin1`."""
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "properties": {"admin1": name},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for name, ring in rings.items()
    ]
    lines = ",\n".join(json.dumps(f, separators=(",", ":")) for f in features)
    path.write_text(
        '{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n",
        encoding="utf-8",
        newline="\n",
    )


def write_communities(path: Path, rings: dict[str, Ring], census: dict[str, int]) -> None:
    """Synthetic communities: number by population, spread over the county, sizes that sum to the census."""
    counts = whole_numbers([census[name] for name in rings], COMMUNITIES)
    if min(counts) < FEWEST_PER_COUNTY:
        raise SystemExit(
            f"a county has fewer than {FEWEST_PER_COUNTY} communities; raise COMMUNITIES"
        )
    rows: list[tuple[object, ...]] = []
    for (name, ring), number in zip(rings.items(), counts, strict=True):
        luck = random.Random(f"{SEED} {name}")
        points = spread_points(ring, number, luck)
        sizes = [math.exp(SIZE_SPREAD * normal(luck)) for _ in points]
        people = whole_numbers(sizes, census[name])
        shares = community_shares(COUNTY_SHARES[name], people, luck)
        for i, (longitude, latitude) in enumerate(points):
            written = [f"{s / 1000:.3f}" for s in shares[i]]
            rows.append((f"{name} {i + 1}", name, latitude, longitude, people[i], *written, "true"))
    header = ("name", "admin1", "latitude", "longitude", "population")
    write_rows(path, (*header, *(f"share_{group}" for group in GROUPS), "synthetic"), rows)


def write_deployment(path: Path) -> None:
    """Strength by kind, whole country, at the dates of `MILITARY`, `POLICE` and `CIVIL_AFFAIRS`."""
    rows: list[tuple[object, ...]] = []
    for date, military in MILITARY:
        observers = min(OBSERVERS_AT_MOST, round(military * OBSERVERS_PER_MILITARY))
        rows.append((date, "", "infantry", military - observers))
        rows.append((date, "", "observers", observers))
    for date, police in POLICE:
        formed = round(police * FORMED_SHARE_OF_POLICE)
        rows.append((date, "", "formed_police", formed))
        rows.append((date, "", "un_police", police - formed))
    rows += [(date, "", "civil_affairs", officers) for date, officers in CIVIL_AFFAIRS]
    rows.sort(key=lambda row: (str(row[2]), str(row[0])))
    write_rows(path, ("date", "admin1", "kind", "strength"), rows)


def write_events(path: Path, source: Path) -> list[dict[str, str]]:
    """Located UCDP events from 1999 to the day before the start, under UCDP's own names; returns the rows kept."""
    kept = [r for r in read_rows(source) if HISTORY_FROM <= r["date"] < START]
    kept.sort(key=lambda r: (r["date"], int(r["id"])))
    same = ("type_of_violence", "latitude", "longitude", "best", "low", "high", "side_a", "side_b")
    rows: list[tuple[object, ...]] = [(r["id"], r["date"], *(r[c] for c in same)) for r in kept]
    write_rows(path, ("id", "date_start", *same), rows)
    return kept


def write_record(path: Path, source: Path) -> None:
    """UCDP yearly totals 1999-2023, for printing beside simulated magnitudes."""
    columns = ("year", "total_best", "civilians", "state_based_best")
    rows: list[tuple[object, ...]] = [
        tuple(r[c] for c in columns) for r in read_rows(source) if 1999 <= int(r["year"]) <= 2023
    ]
    write_rows(path, columns, rows)


def print_coverage(yearly: list[dict[str, str]]) -> None:
    """The share of UCDP's yearly deaths 1999-2003 that the located events hold."""
    war = [r for r in yearly if 1999 <= int(r["year"]) <= 2003]
    mapped = sum(float(r["mapped_best"]) for r in war)
    total = sum(int(r["total_best"]) for r in war)
    print(f"coverage 1999-2003: {mapped:.0f} / {total} = {mapped / total:.3f}")


def main() -> None:
    """Write the five tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="folder with the source files")
    parser.add_argument("--out", type=Path, default=Path("scenarios/liberia"))
    given = parser.parse_args()
    source = {key: given.data / name for key, name in SOURCE_FILES.items()}
    out: Path = given.out
    out.mkdir(parents=True, exist_ok=True)

    rings = outlines(source["outlines"])
    census = {r["adm1"]: int(r["population"]) for r in read_rows(source["population"])}
    write_boundaries(out / "boundaries.geojson", rings)
    write_communities(out / "communities.csv", rings, census)
    write_deployment(out / "deployment.csv")
    kept = write_events(out / "events.csv", source["events"])
    write_record(out / "record.csv", source["yearly"])
    print(f"events before {START}: {len(kept)}, deaths {sum(int(r['best']) for r in kept)}")
    print_coverage(read_rows(source["yearly"]))


if __name__ == "__main__":
    main()
