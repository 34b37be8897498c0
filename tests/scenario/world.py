"""A small sound scenario to break in one place at a time."""

from __future__ import annotations

from pathlib import Path

WORLD = """\
title: Test country
start: 2000-01-01
weeks: 104
groups:
  - {name: farmers}
  - {name: herders, excluded: 0.4}
communities: {count: 12, seed: 1, admin1: 2}
settlement: {type: signed, date: 1999-06-01}
armed_groups:
  - {name: River Guard, home_group: farmers, fighters: 100}
mission:
  name: UNTEST
  deployment:
    - {date: 2000-01-01, admin1: "", kind: infantry, strength: 500}
budget: {usd_per_year: 1000000}
"""

COMMUNITIES = "name,admin1,latitude,longitude,population,share_farmers,share_herders\n" + "".join(
    f"Town {k},{'North' if k < 5 else 'South'},{5 + k / 10},{10 - k / 10},{1000 + k},0.6,0.4\n"
    for k in range(10)
)

SQUARES = """{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"called": "North"}, "geometry": {"type": "Polygon",
 "coordinates": [[[9, 4.95], [11, 4.95], [11, 5.45], [9, 5.45], [9, 4.95]]]}},
{"type": "Feature", "properties": {"called": "South"}, "geometry": {"type": "Polygon",
 "coordinates": [[[9, 5.45], [11, 5.45], [11, 6.2], [9, 6.2], [9, 5.45]]]}}]}
"""


def write(folder: Path, text: str, **tables: str) -> Path:
    """The scenario file, with its tables beside it."""
    for name, table in tables.items():
        end = "geojson" if name == "boundaries" else "csv"
        (folder / f"{name}.{end}").write_text(table, encoding="utf-8")
    path = folder / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def changed(old: str, new: str) -> str:
    """The sound scenario with one passage replaced."""
    assert WORLD.count(old) == 1, old
    return WORLD.replace(old, new)
