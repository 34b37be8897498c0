"""Charts as data: what is drawn is what was computed, the baseline is there, and nothing rests on colour alone."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from cse_sim.report.words import label
from cse_sim.web.areas import drawn_areas, geojson_of
from cse_sim.web.charts.bars import index_option, tornado_option
from cse_sim.web.charts.map import map_option
from cse_sim.web.charts.series import apart, difference_option, series_option
from cse_sim.web.charts.style import STRATEGIES
from cse_sim.web.correlations import associations
from cse_sim.web.influences import index_figure, index_sentence, main_index
from cse_sim.web.question import shipped

DATES = ["2001-01-01", "2001-02-01", "2001-03-01"]


def spread(middle: float) -> dict[str, Any]:
    values = np.array([middle, middle + 1, np.nan])
    steps = {"q05": -2, "q25": -1, "q50": 0, "q75": 1, "q95": 2, "mean": 0.1}
    return {name: values + step for name, step in steps.items()}


def line(option: dict[str, Any], name: str) -> dict[str, Any]:
    return next(series for series in option["series"] if series["name"] == name)


def test_lines_hold_the_means_and_bands_the_quantiles() -> None:
    option = series_option(
        DATES,
        [("base", spread(0), "#111", "dashed"), ("own", spread(5), "#222", "solid")],
        "u",
        "d",
    )
    assert line(option, "own")["data"] == [[DATES[0], 5.1], [DATES[1], 6.1], [DATES[2], None]]
    low, height = line(option, "own 90 low")["data"], line(option, "own 90 band")["data"]
    assert low[0][1] == 3
    assert height[0][1] == 4
    assert json.dumps(option, allow_nan=False)


def test_two_strategies_differ_in_the_kind_of_line_and_are_named_beside_it() -> None:
    option = series_option(
        DATES,
        [("base", spread(0), "#111", "dashed"), ("own", spread(5), "#222", "solid")],
        "u",
        "d",
    )
    kinds = {line(option, name)["lineStyle"]["type"] for name in ("base", "own")}
    assert len(kinds) == 2
    assert line(option, "own")["endLabel"]["show"]
    assert len({json.dumps(kind) for _, kind in STRATEGIES}) == len(STRATEGIES)


def test_a_difference_is_drawn_around_the_line_of_nothing() -> None:
    option = difference_option(DATES, "difference", spread(0), "u", "d")
    assert option["series"][-1]["markLine"]["data"] == [{"yAxis": 0}]


def test_single_worlds_are_drawn_in_a_difference_too() -> None:
    option = difference_option(DATES, "difference", spread(0), "u", "d", [[1.0, 2.0, 3.0]])
    assert line(option, "run 0")["data"] == [[DATES[0], 1.0], [DATES[1], 2.0], [DATES[2], 3.0]]
    assert option["series"][-1]["name"] == "difference"


@given(ends=some.lists(some.floats(-2, 2), min_size=2, max_size=5))
def test_labels_never_lie_on_one_another(ends: list[float]) -> None:
    spreads = [
        {"mean": np.array([end]), "q05": np.array([-3.0]), "q95": np.array([3.0])} for end in ends
    ]
    shifts = apart(spreads, height=190, needed=30)
    places = sorted((3 - end) / 6 * 190 + shift for end, shift in zip(ends, shifts, strict=True))
    assert all(b - a >= 29 for a, b in pairwise(places))


def test_the_map_hatches_what_is_not_sure_and_leaves_out_what_is_not_there() -> None:
    option = map_option(
        {"A": 0.1, "B": -0.1, "C": float("nan")}, ["B"], (-1, 1), True, "u", "d", 2, ("−1", "+1")
    )
    cells = {cell["name"]: cell for cell in option["series"][0]["data"]}
    assert option["visualMap"]["text"] == ["+1 u", "−1"]
    assert "decal" in cells["B"]["itemStyle"]
    assert "itemStyle" not in cells["A"]
    assert cells["C"]["value"] is None


@pytest.mark.parametrize("name", ["training", "liberia"])
def test_every_unit_has_its_place_on_the_map(name: str) -> None:
    scenario = shipped(name)
    units = {feature["properties"]["admin1"] for feature in geojson_of(scenario)["features"]}
    assert units == {row.admin1 for row in scenario.communities}


def area(ring: list[list[float]]) -> float:
    x, y = np.array(ring[:-1]).T
    return 0.5 * abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))))


def test_drawn_areas_fill_the_frame_once() -> None:
    rng = np.random.default_rng(5)
    places = tuple(
        (float(x), float(y), f"unit {k % 3}") for k, (x, y) in enumerate(rng.random((40, 2)))
    )
    features = drawn_areas(places)["features"]
    rings = [polygon[0] for f in features for polygon in f["geometry"]["coordinates"]]
    points = np.array([place[:2] for place in places])
    width, height = np.ptp(points, axis=0) * 1.12
    assert all(ring[0] == ring[-1] for ring in rings)
    islands = sum(map(area, rings))
    assert islands == pytest.approx(width * height, rel=0.25)
    assert islands >= width * height * 0.999


def test_bars_keep_their_intervals_inside_the_axis() -> None:
    option = index_option(
        ["a", "b"], ["p", "q"], [1.0, 0.5], [0.5, None], [2.0, None], [True, False], "l", "d"
    )
    assert option["xAxis"]["max"] >= 2
    assert len(option["series"][0]["markLine"]["data"]) == 1
    assert option["yAxis"]["data"] == ["b", "a"]
    assert option["short"] == ["q", "p"]


def test_an_interval_below_zero_is_drawn_whole() -> None:
    option = index_option(["a"], ["p"], [1.0], [-0.5], [2.0], [False], "l", "d")
    assert option["xAxis"]["min"] <= -0.5


def test_the_ends_of_an_axis_are_short_numbers() -> None:
    option = index_option(["a"], ["p"], [1.0], [-1.8348111731289], [2.0], [False], "l", "d")
    assert (option["xAxis"]["min"], option["xAxis"]["max"]) == (-1.89, 2.06)


def study(*rows: tuple[str, float, float, float]) -> list[dict[str, Any]]:
    names = ("parameter", "value", "low", "high")
    return [{**dict(zip(names, row, strict=True)), "index": "ST", "note": ""} for row in rows]


def test_only_what_stands_out_from_a_number_the_model_does_not_have_is_named() -> None:
    rows = study(
        ("dummy", 0.02, 0.0, 0.1), ("trust.reach", 0.5, 0.3, 0.7), ("fear.half", 0.3, 0.05, 0.6)
    )
    said = index_sentence(rows, "en")
    assert "trust: reach" in said
    assert "fear" not in said
    grey = index_figure(rows, "en", "t").option["series"][0]["data"]
    assert grey[0]["itemStyle"] != grey[1]["itemStyle"]
    luck = {"parameter": "", "index": "aleatory_share", "value": 0.4, "low": 0.3, "high": 0.5}
    assert "40 %" in index_sentence([*rows, luck], "en")


def test_the_sentence_names_the_longest_bar_even_where_only_a_short_one_is_sure() -> None:
    rows = study(
        ("dummy", 0.0, 0.0, 0.01),
        ("trust.reach", 0.5, -0.2, 1.2),
        ("fear.half", 0.02, 0.015, 0.03),
    )
    said = index_sentence(rows, "en")
    assert "depends most" not in said
    assert said.index("trust: reach") < said.index("cannot yet be told") < said.index("fear: half")
    alone = index_sentence(rows[:2], "en")
    assert "trust: reach" in alone
    assert "no single number stands out" in alone
    unsettled = [{**row, "converged": False, "needed_samples": 1200} for row in rows]
    assert "about 1,200 samples" in index_sentence(unsettled, "en")
    assert "samples would" not in said


def test_a_sure_bar_below_an_unsure_one_is_not_named_among_the_largest() -> None:
    rows = study(
        ("dummy", 0.0, 0.0, 0.01),
        ("trust.reach", 0.9, 0.8, 1.0),
        ("council.quality", 0.5, -0.2, 1.2),
        ("fear.half", 0.02, 0.015, 0.03),
    )
    said = index_sentence(rows, "en")
    assert "depends most on" in said
    assert "trust: reach" in said
    assert "fear" not in said


def test_screening_is_read_by_the_index_that_luck_is_taken_out_of() -> None:
    names = ("parameter", "index", "value", "low", "high")
    rows = [
        dict(zip(names, row, strict=True))
        for row in (
            ("trust.reach", "mu_star", 9.0, 8.0, 10.0),
            ("fear.half", "mu_star", 5.0, 4.0, 6.0),
            ("dummy", "mu_star", 1.0, 0.5, 1.5),
            ("trust.reach", "mean_square_effect", 0.1, -0.3, 0.5),
            ("fear.half", "mean_square_effect", 16.0, 9.0, 25.0),
            ("dummy", "mean_square_effect", 0.0, -0.2, 0.4),
        )
    ]
    assert main_index(rows) == "mean_square_effect"
    said = index_sentence(rows, "en")
    assert "fear" in said
    assert "trust" not in said
    drawn = index_figure(rows, "en", "t").option
    assert drawn["short"][-1] == label("fear.half")
    assert "squared" in json.dumps(drawn)
    assert main_index([]) == ""


def test_a_tornado_goes_from_low_to_high() -> None:
    option = tornado_option(["a"], ["p"], [1.0], [3.0], 2.0, [True], "u", ("low", "high"), "d")
    assert option["series"][0]["data"][0]["value"] == [1.0, 0]
    assert option["series"][1]["data"][0]["value"] == [3.0, 0]


def test_a_number_that_decides_is_found_and_others_are_not() -> None:
    rng = np.random.default_rng(1)
    drawn = {f"p{k}": rng.random(200) for k in range(40)}
    result = 2 * drawn["p7"] + rng.normal(size=200)
    found = associations(drawn, result)
    assert found[0].name == "p7"
    assert [each.name for each in found if each.shown] == ["p7"]
    assert found[0].low < found[0].value < found[0].high
    assert found[0].mean_when_low < found[0].mean_when_high


def test_luck_alone_is_seldom_taken_for_a_cause() -> None:
    rng = np.random.default_rng(2)
    shown = 0
    for _ in range(100):
        drawn = {f"p{k}": rng.random(60) for k in range(10)}
        shown += any(each.shown for each in associations(drawn, rng.normal(size=60)))
    assert shown <= 12  # 5 expected; above 12 with a chance of 0.2 %


def test_nothing_is_said_of_few_worlds_or_of_equal_results() -> None:
    rng = np.random.default_rng(3)
    assert associations({"p": rng.random(19)}, rng.random(19)) == []
    assert associations({"p": rng.random(50)}, np.zeros(50)) == []


def test_a_study_that_gives_no_shares_says_so_and_luck_is_never_more_than_all() -> None:
    rows = [
        {"parameter": "trust.reach", "index": "ST", "value": None, "low": None, "high": None},
        {"parameter": "", "index": "aleatory_share", "value": 1.18, "low": 0.8, "high": 1.6},
    ]
    said = index_sentence(rows, "en")
    assert "cannot be told from luck" in said
    assert "100 %" in said
