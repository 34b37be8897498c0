from __future__ import annotations

import io
import math
from typing import Any

import pandas as pd
import pytest
from rich.console import Console

from cse_sim.study.tables import (
    comparison_page,
    decimals_for,
    difference,
    figure,
    money,
    sentence,
    verdict_words,
)

ROW: dict[str, Any] = {
    "strategy": "consult",
    "baseline": "none",
    "indicator": "stability_index",
    "unit": "points",
    "point": 0,
    "budget_factor": 1.0,
    "mean_difference": 1.234,
    "low": 0.5,
    "high": 1.968,
    "p_better": 0.61,
    "p_holm": 0.001,
    "verdict": "better",
    "direction": "up",
    "harm": False,
    "note": "",
    "spent_usd": 9e5,
    "spent_usd_baseline": 0.0,
    "budget_usd": 1e6,
}
INPUTS = {
    "scenario": {"title": "A place"},
    "baseline": "none",
    "runs": 10,
    "seed": 0,
    "budget_levels": [1.0],
}


def row(**changes: Any) -> pd.Series:
    return pd.Series(ROW | changes)


def page(*rows: dict[str, Any], width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(
        comparison_page(pd.DataFrame([ROW | each for each in rows]), {"inputs": INPUTS}, "here")
    )
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("numbers", "decimals"),
    [
        ((1.2, 0.5, 1.9), 2),
        ((120.0, 100.0, 140.0), 0),
        ((6.0, 6.0, 6.0 + 1e-14), 2),
        ((0.0, 0.0, 0.0), 0),
        ((0.001234, None, None), 5),
        ((None, None, None), 0),
    ],
)
def test_a_range_is_shown_with_two_digits_of_its_width(numbers, decimals) -> None:
    assert decimals_for(*numbers) == decimals


def test_numbers_read_as_people_write_them() -> None:
    assert figure(1234567.8, 0) == "1,234,568"
    assert figure(-0.001, 1) == "0.0"
    assert figure(None, 2) == figure(math.nan, 2) == "-"
    assert money(12_621_359.0) == "US$ 12.62 million"
    assert money(900.0) == "US$ 900"
    assert difference(row()) == "+1.23 [0.50, 1.97]"


def test_sentences_say_what_can_be_told_apart_and_what_cannot() -> None:
    assert sentence(row()).plain == (
        "consult does better than none: stability_index is higher, +1.23 [0.50, 1.97] points; it wins in 61 % of runs."
    )
    apart = row(verdict="indistinguishable", p_holm=0.3)
    assert sentence(apart).plain == (
        "consult cannot be told apart from none in stability_index: +1.23 [0.50, 1.97] points."
    )
    small = sentence(row(verdict="indistinguishable", p_holm=0.01)).plain
    assert small.endswith("points; sure, but too small to matter.")
    missing = row(mean_difference=math.nan, note="defined in 3 % of runs")
    assert sentence(missing).plain == "consult: stability_index is defined in 3 % of runs."
    assert "(budget x 5)" in sentence(row(budget_factor=5.0), levels=True).plain


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "better"),
        ({"verdict": "worse"}, "worse"),
        ({"verdict": "worse", "harm": True}, "MORE HARM"),
        ({"harm": True}, "less harm"),
        ({"verdict": "indistinguishable"}, "cannot be told apart"),
        ({"direction": "none"}, "neither good nor bad"),
        ({"mean_difference": math.nan}, "too few pairs"),
    ],
)
def test_verdicts_are_words(changes, words) -> None:
    assert verdict_words(ROW | changes)[0] == words


@pytest.mark.parametrize("width", [80, 100])
def test_a_page_fits_its_columns(width: int) -> None:
    text = page(
        {},
        {"indicator": "reprisals_against_csos", "harm": True, "unit": "cases", "verdict": "worse"},
        {"indicator": "deaths", "mean_difference": -12345.6, "low": -20000.0, "high": -4691.2},
        width=width,
    )
    assert max(map(len, text.splitlines())) <= width
    assert "! reprisals_against_csos" in text
    assert "MORE HARM" in text
    assert "spent US$ 900,000 of US$ 1.00 million, US$ 100,000 unspent; none spent US$ 0" in text


def test_what_is_undefined_says_so_below_the_table() -> None:
    text = page(
        {},
        {
            "indicator": "relapse",
            "mean_difference": math.nan,
            "low": math.nan,
            "note": "defined in 3 % of runs; x",
        },
    )
    assert "too few pairs" in text
    assert "relapse: defined in 3 % of runs." in text
