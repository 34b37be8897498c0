"""The page at the end of ``sensitivity``: tiny numbers keep their digits, and inputs that are left out are counted."""

from __future__ import annotations

import pandas as pd
import pytest

from cse_sim.study.figures import interval
from cse_sim.study.sensitivity_page import sensitivity_page, sentence
from tests.study.test_terminal_tables import INPUTS, printed


@pytest.mark.parametrize(
    ("numbers", "most", "told"),
    [
        ((1.234, 0.5, 1.968), 6, "1.23 [0.50, 1.97]"),
        ((3.14e-7, 1e-8, 2.5e-6), 6, "0.000000 [0.000000, 0.000003]"),
        ((3.14e-8, -1e-9, 2.5e-7), 6, "3.1e-08 [-1e-09, 2.5e-07]"),
        ((2e-5, 0.0, 3e-5), 4, "2e-05 [0, 3e-05]"),
        ((2.5e-9, None, None), 6, "2.5e-09"),
        ((0.0, 0.0, 0.0), 6, "0 [0, 0]"),
        ((None, None, None), 6, "-"),
    ],
)
def test_what_is_tiny_is_not_shown_as_nothing(numbers, most: int, told: str) -> None:
    assert interval(*numbers, most) == told


def screened(count: int, everything: bool) -> str:
    rows = [
        {
            "parameter": f"trust.p{number:02}",
            "value": 1e-9 * number,
            "low": 0.0,
            "high": 3e-9 * number,
        }
        for number in range(1, count + 1)
    ]
    shared = {"strategy": "none", "indicator": "fear", "index": "mean_square_effect"}
    shared |= {"converged": None, "needed_samples": None, "dropped": 0, "note": ""}
    design = {"method": "morris", "samples": 8, "points": 8 * (count + 2), "factors": rows}
    manifest = {"inputs": INPUTS | {"design": design}, "counts": {"done": 99}}
    table = pd.DataFrame([shared | row for row in rows])
    return printed(sensitivity_page(table, manifest, "here", everything), 100)


def test_inputs_that_are_left_out_are_counted_and_shown_with_all() -> None:
    page, whole = screened(20, False), screened(20, True)
    assert "And 8 more in sensitivity.parquet; --all shows them." in page
    assert sum("trust.p" in line and "█" in line for line in page.splitlines()) == 12
    assert all(f"trust.p{number:02}" in whole for number in range(1, 21))
    assert " more in " not in whole
    assert " more in " not in screened(12, False)
    assert "2e-08 [0, 6e-08]" in page


def test_a_share_on_the_page_is_never_below_nothing_or_above_all() -> None:
    shared = {"strategy": "none", "indicator": "fear", "dropped": 0, "note": ""}
    shared |= {"converged": None, "needed_samples": None}
    rows = [
        {"parameter": "trust.reach", "index": "ST", "value": 0.2, "low": 0.1, "high": 0.3},
        {"parameter": "", "index": "aleatory_share", "value": 0.5, "low": -0.06, "high": 1.04},
    ]
    design = {"method": "sobol", "samples": 8, "points": 40, "factors": rows[:1]}
    manifest = {"inputs": INPUTS | {"design": design}, "counts": {"done": 40}}
    table = pd.DataFrame([shared | row for row in rows])
    assert "is 50 % [0, 100] of all variance" in printed(
        sensitivity_page(table, manifest, "here"), 100
    )


def indices(**found: tuple[float, float, float]) -> pd.DataFrame:
    """Mean square effects with their intervals; the dummy's is nothing."""
    rows = [(name, *numbers) for name, numbers in ({"dummy": (0.0, 0.0, 0.0)} | found).items()]
    table = pd.DataFrame(rows, columns=["parameter", "value", "low", "high"])
    return table.assign(index="mean_square_effect", note="")


def test_what_may_be_noise_but_looks_larger_is_named_beside_what_can_be_told() -> None:
    clear = indices(a=(3.0, 2.0, 4.0), b=(1.0, 0.5, 1.5), c=(0.5, -0.5, 1.5))
    assert sentence(clear, "deaths", "x") == "deaths of x depends most on a and b."
    unsure = indices(a=(3.0, -2.0, 8.0), b=(1.0, 0.5, 1.5), c=(0.5, -0.5, 1.5))
    assert (
        sentence(unsure, "deaths", "x")
        == "deaths of x can be seen to depend on b; what looks larger may be noise: a."
    )
