from __future__ import annotations

import io
import math
from typing import Any

import pandas as pd
import pytest
from rich.console import Console, RenderableType

from cse_sim.indicators import catalogue
from cse_sim.params import catalogue as parameters
from cse_sim.study.comparison_page import comparison_page, verdict_words
from cse_sim.study.figures import decimals_for, difference, figure, money
from cse_sim.study.headlines import HARMS, OUTCOMES
from cse_sim.study.listing import broken_name
from cse_sim.study.sweep_page import sweep_page
from cse_sim.study.tables import overall, run_page

ROW: dict[str, Any] = {
    "strategy": "consult",
    "baseline": "security_only",
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
    "smallest_difference": 0.5,
    "note": "",
    "spent_usd": 9e5,
    "spent_usd_baseline": 0.0,
    "budget_usd": 1e6,
}
INPUTS = {
    "scenario": {"title": "A place"},
    "strategies": ["security_only", "none", "partner", "integrated", "consult"],
    "baseline": "security_only",
    "runs": 10,
    "seed": 0,
    "budget_levels": [1.0],
    "indicators": None,
    "parameters": "prior",
}
MANIFEST = {"inputs": INPUTS, "counts": {"done": 10}}
WIDTHS = (80, 100, 120)


def printed(page: RenderableType, width: int) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(page)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def page(*rows: dict[str, Any], width: int = 100, everything: bool = False, **inputs: Any) -> str:
    table = pd.DataFrame([ROW | each for each in rows])
    return printed(comparison_page(table, {"inputs": INPUTS | inputs}, "here", everything), width)


def said(text: str) -> str:
    """What the first sentences say, in one line."""
    return " ".join(text.split("Outcomes")[0].split())


def every_indicator(**changes: Any) -> list[dict[str, Any]]:
    """A row for all the indicators there are, with long numbers, in two strategies."""
    return [
        {
            "strategy": strategy,
            "indicator": name,
            "unit": indicator.unit,
            "direction": indicator.direction,
            "harm": indicator.harm,
            "smallest_difference": indicator.smallest_difference,
            "mean_difference": -12345.6,
            "low": -20000.0,
            "high": -4691.2,
            "verdict": "indistinguishable",
        }
        | changes
        for strategy in ("consult", "integrated")
        for name, indicator in catalogue().items()
    ]


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


@pytest.mark.parametrize(
    ("smallest", "decimals"), [(10.0, 0), (1.0, 1), (0.5, 2), (0.01, 3), (0.0, 6)]
)
def test_no_digit_is_shown_far_below_what_matters(smallest, decimals) -> None:
    assert decimals_for(1e-5, 0.5e-5, 1.5e-5, smallest=smallest) == decimals


def test_numbers_read_as_people_write_them() -> None:
    assert figure(1234567.8, 0) == "1,234,568"
    assert figure(-0.001, 1) == "0.0"
    assert figure(None, 2) == figure(math.nan, 2) == "-"
    assert money(12_621_359.0) == "US$ 12.62 million"
    assert money(900.0) == "US$ 900"


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((1.234, 0.5, 1.968), "+1.23 [0.50, 1.97]"),
        ((-1e-5, -3e-5, 1e-5), "within ±0.01"),
        ((0.0, 0.0, 0.0), "0 in every run"),
        ((1e-5, -0.4, 0.4), "0.00 [-0.40, 0.40]"),
        ((math.nan, math.nan, math.nan), "-"),
        ((0.2, math.nan, math.nan), "+0.20 [-, -]"),
    ],
)
def test_a_difference_next_to_nothing_says_so(numbers, words) -> None:
    mean, low, high = numbers
    assert difference(ROW | {"mean_difference": mean, "low": low, "high": high}) == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "better"),
        ({"verdict": "worse"}, "worse"),
        ({"verdict": "worse", "harm": True}, "MORE HARM"),
        ({"harm": True}, "less harm"),
        ({"verdict": "indistinguishable", "p_holm": 0.3}, "unclear"),
        ({"verdict": "indistinguishable"}, "too small"),
        ({"direction": "none"}, "-"),
        ({"mean_difference": math.nan}, "undefined"),
    ],
)
def test_verdicts_are_words(changes, words) -> None:
    assert verdict_words(ROW | changes) == words


def test_the_first_sentences_say_who_can_be_told_apart_and_who_cannot() -> None:
    text = said(
        page(
            {},
            {"strategy": "none", "verdict": "indistinguishable", "p_holm": 0.4},
            {"strategy": "partner", "verdict": "indistinguishable", "mean_difference": 0.2},
            {"strategy": "integrated", "verdict": "worse", "mean_difference": -1.5},
        )
    )
    assert (
        "Stability stability_index, points. Better than security_only: consult (+1.23 [0.50, 1.97])."
        in text
    )
    assert "Worse than security_only: integrated (-1.50" in text
    assert "but by too little to matter: partner (+0.20" in text
    assert "Cannot be told apart from security_only: none (+1.23" in text


def test_the_first_sentences_say_what_gets_worse_where_and_what_was_not_spent() -> None:
    worse = {"verdict": "worse", "mean_difference": 3.0, "direction": "down"}
    text = said(
        page(
            {"note": "the strategy spent 44 % of its budget", "spent_usd": 4.4e5},
            {"indicator": "reprisals_against_csos", "harm": True} | worse,
            {"indicator": "surveyed_security", "mean_difference": -3.0, "verdict": "worse"},
        )
    )
    assert "Harms More harm than security_only: consult (reprisals_against_csos +3.00)." in text
    assert "Elsewhere Worse than security_only: consult (surveyed_security -3.00)." in text
    assert "Left unspent: consult US$ 560,000 (56 % of its budget)." in text


def test_no_harm_shown_is_not_called_no_harm() -> None:
    text = said(page({}, {"indicator": "fear", "harm": True}))
    assert "No strategy is shown to do more harm than security_only; 10 runs can miss" in text
    assert "No strategy with levers left more than a tenth of its budget unspent." in text


def test_many_things_that_get_worse_are_counted() -> None:
    text = said(page(*every_indicator(verdict="worse")))
    harms = len({*HARMS} | {name for name, each in catalogue().items() if each.harm})
    assert f", {harms - 4} more), consult (misconduct_true -12,346" in text


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_of_a_comparison_never_breaks(width: int, everything: bool) -> None:
    lines = page(*every_indicator(), width=width, everything=everything).splitlines()
    assert max(map(len, lines)) <= width
    words = {word for line in lines for word in line.split()}
    listed = set(catalogue()) - {"spent_usd"} if everything else {*OUTCOMES, *HARMS}
    assert listed <= words
    rows = listed | {name for name, indicator in catalogue().items() if indicator.harm}
    assert sum("-12,346 [-20,000, -4,691]" in line for line in lines[11:]) == 2 * len(rows)


@pytest.mark.parametrize("inputs", [2, 5, 9])
@pytest.mark.parametrize("width", [60, *WIDTHS])
def test_every_name_on_the_page_of_a_sweep_is_whole(width: int, inputs: int) -> None:
    names = [f"trust.something_of_many_words_{number}" for number in range(inputs)]
    who = ["integrated", "security_only", "integrated - security_only"]
    rows = [
        {"strategy": each, "point": point, "indicator": "deaths", "mean": -1234.5, "low": -20000.0}
        | {"high": -4691.0, "unit": "people"}
        | {f"param:{name}": 0.123456 + point for name in names}
        for each in who
        for point in range(3)
    ]
    manifest = {
        "inputs": INPUTS | {"indicators": ["deaths"], "design": {"points": 3, "method": "lhs"}},
        "counts": {"done": 10},
    }
    text = printed(sweep_page(pd.DataFrame(rows), manifest, "here"), width)
    lines = text.splitlines()
    assert max(map(len, lines)) <= width
    assert "…" not in text
    for name in (*names, *who):
        assert name in text or all(piece in text for piece in broken_name(name).splitlines()), name
    assert text.count("-1,234 [-20,000, -4,691]") == 9


def test_a_name_breaks_at_its_joints_and_loses_nothing() -> None:
    assert broken_name("budget_factor") == "budget_\nfactor"
    assert broken_name("grievance.half_life_weeks").split() == ["grievance.", "half_life_", "weeks"]
    assert broken_name("integrated - security_only").split("\n") == [
        "integrated -",
        "security_",
        "only",
    ]
    assert broken_name("a_name_of_one_very_longwordwithoutjoints").endswith(
        "\nlongwordwithoutjoints"
    )
    for name in parameters():
        assert broken_name(name).replace("\n", "") == name


@pytest.mark.parametrize("width", WIDTHS)
def test_an_overview_of_many_strategies_goes_on_in_another_table(width: int) -> None:
    names = [f"a_strategy_of_one_lever_{number}" for number in range(7)]
    text = page(
        *({"strategy": name} for name in names), width=width, strategies=["security_only", *names]
    )
    assert max(map(len, text.splitlines())) <= width
    assert text.count(" stability_index ") >= 7 + 3
    heads = [
        line for line in text.splitlines() if line.startswith(" Outcomes  ") and "a_st" in line
    ]
    assert [word for line in heads for word in line.split()[1:]] == names


def test_what_is_not_on_the_page_is_counted() -> None:
    text = page({}, {"indicator": "ownership"}, {"indicator": "at_war"}, {"indicator": "spent_usd"})
    assert "2 more indicators in comparison.parquet; --all shows them here." in text
    assert "ownership" not in text
    text = page({}, {"indicator": "ownership"}, everything=True)
    assert "ownership" in text
    assert "more indicators" not in text


def test_indicators_asked_for_by_name_are_all_shown() -> None:
    text = page({"indicator": "ownership"}, {"indicator": "at_war"}, indicators=["ownership"])
    assert "First ownership, points." in " ".join(text.split())
    assert "at_war" in text


def test_every_harm_is_in_the_ledger() -> None:
    text = page({}, {"indicator": "a_new_harm", "harm": True}, {"indicator": "wellbeing"})
    ledger = text.split("Harm ledger")[1]
    assert "a_new_harm" in ledger
    assert "wellbeing" in ledger


def test_money_and_undefined_numbers_have_their_lines() -> None:
    nothing = {"mean_difference": math.nan, "low": math.nan, "note": "defined in 3 % of runs; x"}
    text = page({}, {"indicator": "relapse"} | nothing)
    assert "spent US$ 900,000 of US$ 1.00 million, US$ 100,000 unspent; security_only spent" in text
    assert "undefined" in text
    assert "relapse: defined in 3 % of runs." in text


def test_budget_levels_stand_side_by_side() -> None:
    text = page(
        {}, {"point": 1, "budget_factor": 5.0, "verdict": "worse"}, budget_levels=[1.0, 5.0]
    )
    assert "consult x1  consult x5" in text
    assert "consult x5 against security_only x5" in text


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_of_a_run_never_breaks(width: int, everything: bool) -> None:
    numbers = {name: [1e5, 123456.789, 2e5] for name in catalogue()} | {"relapse": [0, 1, math.nan]}
    rows = overall(pd.DataFrame(numbers), catalogue())
    manifest = MANIFEST | {"inputs": INPUTS | {"strategies": ["consult"]}}
    text = printed(run_page(rows, manifest, "here", everything), width)
    assert max(map(len, text.splitlines())) <= width
    listed = set(catalogue()) - {"spent_usd"} if everything else {*OUTCOMES, *HARMS}
    assert listed <= set(text.split())
    assert text.index("stability_index") < text.index("Harm ledger") < text.index("grievance")
    assert "Of 10 runs, not all have a number: relapse in 2." in text
    assert ("more indicators in runs.parquet" in text) != everything


def test_the_range_of_a_run_next_to_nothing_has_few_digits() -> None:
    rows = overall(pd.DataFrame({"fear": [1e-7, 2e-7, 1e-5]}), catalogue())
    assert "0.0000 to 0.0000" in printed(run_page(rows, MANIFEST, "here"), 100)
