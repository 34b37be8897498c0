"""Strategies that a person says by their files, put into the scenario, so that a study holds all it needs.

Only the doors that a person of this computer uses look here; a visitor of the web view has no files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cse_sim.scenario.model import Scenario
from cse_sim.study.question import read

Case = Scenario | str | Path


def with_files(
    scenario: Case, strategies: str | Sequence[str] | None, baseline: str | None = None
) -> tuple[Case, Any, str | None]:
    """Scenario, strategies and baseline with every path that ends in ``.yaml`` read and replaced by the file's name.

    Raises
    ------
    InputError
        when a file cannot be used.
    """
    scenario, asked = answered(scenario, {"strategies": strategies, "baseline": baseline})
    return scenario, asked["strategies"], asked["baseline"]


def answered(scenario: Case, asked: Mapping[str, Any]) -> tuple[Case, dict[str, Any]]:
    """The same for a question's ``strategies`` and ``baseline``; all else is left as it is."""
    from cse_sim.scenario.strategy_files import is_path, read_strategy, with_strategy

    named: dict[str, Any] = {}
    for key in ("strategies", "baseline"):
        said = asked.get(key)
        if not isinstance(said, Iterable):
            continue  # what is no name is told by the question
        names = [said] if isinstance(said, str) else list(said)
        named[key] = said if isinstance(said, str) else names
        paths = [name for name in names if isinstance(name, str) and is_path(name)]
        if not paths:
            continue
        case = read(scenario)
        for path in dict.fromkeys(paths):
            case = with_strategy(case, read_strategy(path, case))
        called = [Path(name).stem if name in paths else name for name in names]
        scenario, named[key] = case, called[0] if isinstance(said, str) else called
    return scenario, {**asked, **named}
