"""A gate that is missed ends its script with 1, so that ``make gates`` fails."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from benchmarks import gates_studies

BENCHMARKS = Path(gates_studies.__file__).parent


@pytest.mark.parametrize(("speed", "code"), [(15_001.0, 0), (14_999.0, 1)])
def test_a_missed_gate_of_the_study_layer_is_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], speed: float, code: int
) -> None:
    monkeypatch.setattr(sys, "argv", ["gates_studies.py", "1000"])
    monkeypatch.setattr(gates_studies, "stored", lambda *_: (speed, 0.1, 100.0))
    assert gates_studies.main() == code
    first = capsys.readouterr().out.splitlines()[0]
    assert first.endswith(" missed" if code else " met")


@pytest.mark.parametrize(("ratio", "code"), [(60.0, 0), (59.0, 1)])
def test_a_speed_below_the_gate_is_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, ratio: float, code: int
) -> None:
    monkeypatch.syspath_prepend(BENCHMARKS)
    speed_ratio = importlib.import_module("speed_ratio")
    monkeypatch.setattr(sys, "argv", ["speed_ratio.py"])
    monkeypatch.setattr(speed_ratio, "compared", lambda *_: (1.0, 1.0 / ratio, ratio))
    assert speed_ratio.main() == code


@pytest.mark.parametrize(
    ("ratio", "control", "passes"), [(1.8, 1.0, True), (1.7, 1.0, True), (1.7, 1.95, False)]
)
def test_two_workers_are_judged_only_where_two_cores_were_free(
    monkeypatch: pytest.MonkeyPatch, ratio: float, control: float, passes: bool
) -> None:
    monkeypatch.syspath_prepend(BENCHMARKS)
    gates_workers = importlib.import_module("gates_workers")
    monkeypatch.setattr(gates_workers, "control", lambda _: control)
    monkeypatch.setattr(gates_workers, "seconds", lambda took: took)
    assert gates_workers.judged("workers", 1.8, ratio, 1.0, 2) is passes
