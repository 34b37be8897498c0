"""No number moves by accident. After a change that is meant to move numbers: python -m tests.engine.golden."""

from __future__ import annotations

import json

import pytest

from tests.engine.golden import GOLDEN, INDICATORS, golden_weeks


def test_five_weeks_of_two_runs_are_what_they_were() -> None:
    """Exact but for the last bits, in which mathematics libraries differ; that it is right is for other tests."""
    expected = json.loads(GOLDEN.read_text(encoding="utf-8"))
    found = golden_weeks()
    assert list(found) == list(expected)
    for key, series in expected.items():
        assert list(series) == list(INDICATORS)
        for name, weeks in series.items():
            assert found[key][name] == pytest.approx(weeks, rel=1e-9, abs=1e-9), (
                f"{name} of run {key} moved. If that is meant: python -m tests.engine.golden"
            )


def test_the_golden_numbers_could_notice_a_change() -> None:
    """Most of them move from week to week, and every indicator differs somewhere between the two runs."""
    first, second = json.loads(GOLDEN.read_text(encoding="utf-8")).values()
    moving = [name for name in INDICATORS if len(set(first[name])) > 1]
    assert len(moving) >= 10
    assert sum(first[name] != second[name] for name in INDICATORS) >= 10
