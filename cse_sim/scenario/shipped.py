"""The scenarios, experiments and strategies that come with the package.

Their only home is the root folders ``scenarios/`` and ``experiments/`` of the project; an installed package carries
them as ``cse_sim/_shipped/``.
"""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
NAME = re.compile(r"[A-Za-z0-9_]+")


def shipped_scenarios() -> dict[str, Path]:
    """Name -> file of every shipped scenario, sorted."""
    return _cases(_home("scenarios"), "scenario.yaml")


def shipped_experiments() -> dict[str, Path]:
    """Name -> file of every shipped experiment, sorted."""
    return _cases(_home("experiments"), "experiment.yaml")


def shipped_strategies() -> dict[str, Path]:
    """Name -> file of every shipped strategy, sorted."""
    return _cases(PACKAGE / "strategies", "")


def _home(kind: str) -> Path:
    installed = PACKAGE / "_shipped" / kind
    return installed if installed.is_dir() else PACKAGE.parent / kind


def _cases(folder: Path, inner: str) -> dict[str, Path]:
    found = {path.stem: path for path in folder.glob("*.yaml")}
    if inner:
        found |= {path.parent.name: path for path in folder.glob(f"*/{inner}")}
    return {name: found[name] for name in sorted(found) if NAME.fullmatch(name)}
