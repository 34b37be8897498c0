"""From an experiment file to a study; what is asked beside the file is taken instead of what the file says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from cse_sim.errors import InputError
from cse_sim.scenario import read_experiment, shipped_experiments, shipped_scenarios
from cse_sim.scenario.document import read_document
from cse_sim.scenario.files import named_file
from cse_sim.scenario.shipped import NAME
from cse_sim.study.plan import Study
from cse_sim.study.question import compare_question


class Question(TypedDict):
    """What a command line may ask beside an experiment; None where it does not say."""

    strategies: Sequence[str] | None
    baseline: str | None
    runs: int | None
    seed: int | None
    weeks: int | None
    parameters: str | None
    overrides: Mapping[str, float]
    budget_levels: Sequence[float] | None
    save: Sequence[str] | None


def is_experiment(said: str) -> bool:
    """Whether a name or path means an experiment: by its name, or by its key ``scenario``.

    Raises
    ------
    InputError
        when the file cannot be read.
    """
    if NAME.fullmatch(said):
        return said in shipped_experiments() and said not in shipped_scenarios()
    if not said.endswith(".yaml"):
        return False
    return "scenario" in read_document(*named_file(said, {}, "experiment")).value


def experiment_question(said: str, asked: Question) -> Study:
    """The study of an experiment of kind ``compare``.

    Raises
    ------
    InputError
        when the file, or something asked beside it, cannot be used.
    """
    file, scenario = read_experiment(said)
    if file.kind != "compare":
        raise InputError(
            f"this is an experiment of kind {file.kind}",
            path=said,
            allowed='"cse-sim compare" takes those of kind compare',
        )
    written: dict[str, Any] = {
        name: getattr(file, name)
        for name in (
            "strategies",
            "baseline",
            "runs",
            "seed",
            "weeks",
            "parameters",
            "budget_levels",
        )
    }
    here = {name: value for name, value in asked.items() if value is not None}
    if asked["strategies"] is not None and written["baseline"] not in asked["strategies"]:
        written["baseline"] = None
    overrides = {**scenario.overrides, **file.overrides}
    return compare_question(
        scenario.model_copy(update={"overrides": overrides}),
        **({"save": ()} | written | here),
        indicators=file.indicators or None,
    )
