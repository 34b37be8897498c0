"""Tables beside a scenario: communities, past events, boundaries; places found by coordinates."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cse_sim.errors import InputError
from cse_sim.scenario import Scenario, read_scenario
from cse_sim.scenario.regions import distance_km, inside
from tests.scenario.world import COMMUNITIES, SQUARES, changed, write

TEXT = changed("{count: 12, seed: 1, admin1: 2}", "{file: communities.csv}")
WITH_EVENTS = (
    TEXT
    + "history: {file: events.csv, coverage: 0.5}\n"
    + "boundaries: {file: boundaries.geojson, name_property: called}\n"
)
HEADER = "id,date_start,type_of_violence,latitude,longitude,best,where_prec,side_a,country\n"
RING = np.array([(0, 0), (4, 0), (4, 4), (2, 1), (0, 4), (0, 0)], dtype=float)
HOLE = np.array([(0.5, 0.5), (1, 0.5), (1, 1), (0.5, 1), (0.5, 0.5)])
EDGES = np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in (RING, HOLE)])


def read(folder: Path, events: str, text: str = WITH_EVENTS, **tables: str) -> Scenario:
    given_tables = {"communities": COMMUNITIES, "boundaries": SQUARES} | tables
    return read_scenario(write(folder, text, events=HEADER + events, **given_tables))


def refused(folder: Path, events: str, text: str = WITH_EVENTS, **tables: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(folder, events, text, **tables)
    return [line.removeprefix(f"{folder}/") for line in str(caught.value).splitlines()]


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (0.2, 0.2, True),
        (2, 3, False),
        (3.5, 3, True),
        (0.75, 0.75, False),
        (5, 1, False),
        (-1, 0, False),
    ],
)
def test_a_point_is_inside_a_polygon_with_a_notch_and_a_hole(
    x: float, y: float, expected: bool
) -> None:
    assert inside(x, y, EDGES) is expected


@given(st.floats(-2, 2), st.floats(-2, 2))
def test_inside_a_triangle_equals_three_half_planes(x: float, y: float) -> None:
    corners = [(-1.0, -1.0), (1.5, -0.5), (0.0, 1.25)]
    sides = [
        (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True)
    ]
    edges = np.array([[a, b] for a, b in zip(corners, corners[1:] + corners[:1], strict=True)])
    if min(abs(side) for side in sides) > 1e-9:
        assert inside(x, y, edges) == all(side > 0 for side in sides)


def test_distance_to_a_border_by_hand() -> None:
    assert distance_km(-1.0, 0.0, EDGES) == pytest.approx(111.32)
    assert distance_km(5.0, 0.0, EDGES) == pytest.approx(111.32)


def test_comments_blank_lines_quotes_and_a_byte_order_mark(tmp_path: Path) -> None:
    table = "\ufeff# from nowhere\n\n" + COMMUNITIES.replace("Town 3", '"Town, 3"') + "# end\n"
    scenario = read_scenario(write(tmp_path, TEXT, communities=table))
    assert scenario.communities[3].name == "Town, 3"
    assert scenario.communities[3].shares == (0.6, 0.4)
    assert scenario.communities[3].synthetic


def test_a_wrong_cell_after_a_quoted_one_is_found(tmp_path: Path) -> None:
    table = COMMUNITIES.replace("Town 3", '"Town, 3"').replace("1003", "x")
    assert refused(tmp_path, "", TEXT, communities=table)[0].startswith("communities.csv:5:25: ")


def test_communities_inline_with_shares_by_name(tmp_path: Path) -> None:
    rows = "".join(
        f"\n  - {{name: T{k}, admin1: A, latitude: 5, longitude: 5, population: 9, {shares}}}"
        for k, shares in enumerate(
            ["shares: {herders: 0.25, farmers: 0.75}", "share_farmers: 0.75, share_herders: 0.25"]
            * 5
        )
    )
    scenario = read_scenario(write(tmp_path, changed("{count: 12, seed: 1, admin1: 2}", rows)))
    assert {row.shares for row in scenario.communities} == {(0.75, 0.25)}


def test_past_events_find_their_places(tmp_path: Path) -> None:
    scenario = read(
        tmp_path,
        "1,1999-01-05,1,5.11,9.9,3,1,A,X\n"
        "2,1999-01-05 00:00:00.000,2,5.72,9.3,0,,A,X\n"
        "3,1999-01-05,3,5.1,10,3,4,A,X\n"
        "4,1999-01-05,3,48,10,3,6,A,X\n"
        "5,1999-01-05,1,4.8,10,3,2,A,X\n",
    )
    places = [(event.admin1, event.where) for event in scenario.history]
    assert places == [("North", 1), ("South", 7), ("North", None), ("", None), ("North", 0)]
    assert scenario.history_coverage == 0.5
    assert scenario.boundaries is not None
    assert scenario.boundaries["features"][0]["properties"] == {"admin1": "North"}


def test_columns_that_are_not_used_are_named_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        read(tmp_path, "1,1999-01-05,1,5.1,10,3,1,A,X\n2,1999-01-06,1,5.1,10,3,1,A,X\n")
    assert [record.getMessage().split("events.csv")[1] for record in caplog.records] == [
        ": columns that are not used: country"
    ]


def test_events_after_the_start_are_not_the_past(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        scenario = read(tmp_path, "1,1999-12-31,1,5.1,10,3,1,A,X\n2,2000-01-01,1,5.1,10,3,1,A,X\n")
    assert len(scenario.history) == 1
    assert "1 events on or after the start" in caplog.text


@pytest.mark.parametrize(
    ("row", "place", "what"),
    [
        ("1,2002-01-01,1,5.1,10,3,1,A,X", "2:3", "2002-01-01 is after the end"),
        ("1,1999-02-30,1,5.1,10,3,1,A,X", "2:3", "expected a date"),
        ("1,1999-01-05,4,5.1,10,3,1,A,X", "2:14", "4 is too large"),
        ("1,1999-01-05,1,95,10,3,1,A,X", "2:16", "95 is too large"),
        ("1,1999-01-05,1,5.1,50,3,1,A,X", "2:16", "the event lies far outside the country"),
        ("1,1999-01-05,1,5.1,10,-3,1,A,X", "2:23", "-3 is too small"),
        ("1,1999-01-05,1,5.1,10,,1,A,X", "2:23", '"best" has no value'),
        ("1,1999-01-05,1,5.1,10,3,8,A,X", "2:25", '"8" is not allowed'),
        (
            "1,1999-01-05,1,5.1,10,3,1,A,X\n1,1999-01-05,1,5.1,10,3,1,A,X",
            "3:1",
            'the id "1" is given twice',
        ),
    ],
)
def test_a_wrong_event_is_named_at_its_cell(
    tmp_path: Path, row: str, place: str, what: str
) -> None:
    lines = refused(tmp_path, row + "\n")
    assert len(lines) == 1
    assert lines[0].startswith(f"events.csv:{place}: ")
    assert what in lines[0]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"called": "North"', '"calld": "North"', 'has no name in the property "called"'),
        ('"called": "North"', '"called": "South"', 'the name "South" is given twice'),
        ('"Polygon"', '"Point"', "not Polygon or MultiPolygon"),
        ("[11, 4.95]", "[1100, 4.95]", "a coordinate is out of range"),
        ("[11, 4.95]", f"[1{'0' * 400}, 4.95]", "a coordinate is out of range"),
        ("[11, 4.95]", "[NaN, 4.95]", "NaN is not a number that can be used"),
        ("[9, 4.95]]", "[9, 4.9]]", "not a closed list"),
        ('{"type": "FeatureCollection"', '{"type": "Feature"', "not a GeoJSON FeatureCollection"),
        ("[[[", "[[[" + "[" * 100_000, "this is not"),
        ("]}", "}", "this is not JSON"),
        ('"called": "North"', '"called": "Nord"', 'the boundaries hold no unit "North"'),
    ],
)
def test_wrong_boundaries_are_named(tmp_path: Path, old: str, new: str, what: str) -> None:
    assert what in refused(tmp_path, "", boundaries=SQUARES.replace(old, new, 1))[0]


def test_whole_numbers_may_be_written_with_a_point_and_nothing_after_it(tmp_path: Path) -> None:
    pointed = "a,1999-01-05,3.0,5.1,10,7.0,1.0,x,y\n"
    plain = "a,1999-01-05,3,5.1,10,7,1,x,y\n"
    people = COMMUNITIES.replace(",1000,", ",1000.0,")
    assert people != COMMUNITIES
    told = read(tmp_path, pointed, communities=people)
    assert told.history == read(tmp_path, plain).history
    assert told.history[0].best == 7
    assert told.communities == read(tmp_path, plain).communities
    (line,) = refused(tmp_path, "a,1999-01-05,3,5.1,10,7.5,1,x,y\n")
    assert "expected a whole number, found 7.5" in line
