"""From an experiment file to a study; what is asked beside the file is taken instead of what the file says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypedDict

from cse_sim.errors import InputError
from cse_sim.scenario import read_experiment, shipped_experiments, shipped_scenarios
from cse_sim.scenario.document import read_document
from cse_sim.scenario.experiment import Experiment
from cse_sim.scenario.files import named_file
from cse_sim.scenario.model import Scenario
from cse_sim.scenario.shipped import NAME
from cse_sim.study.plan import Study
from cse_sim.study.question import compare_question
from cse_sim.study.strategy_files import answered


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
    thresholds: Mapping[str, float] | None


NOTHING: Question = {
    "strategies": None,
    "baseline": None,
    "runs": None,
    "seed": None,
    "weeks": None,
    "parameters": None,
    "overrides": {},
    "budget_levels": None,
    "save": None,
    "thresholds": None,
}
SENSITIVITY: dict[str, Any] = {
    "method": "morris",
    "samples": None,
    "runs": 2,
    "seed": 0,
    "vary": None,
    "strategies": None,
}
"""What is not said."""
MOST_EMPIRICAL = 100_000


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
    file, scenario = _of_kind(said, "compare")
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
            "thresholds",
        )
    }
    case, named = answered(_overridden(file, scenario), asked)
    here = {name: value for name, value in named.items() if value is not None}
    if "strategies" in here and written["baseline"] not in here["strategies"]:
        written["baseline"] = None
    study = compare_question(
        case,
        **({"save": ()} | written | here),
        indicators=file.indicators or None,
    )
    return _titled(study, file)


def sensitivity_asked(said: str, asked: dict[str, Any]) -> Study:
    """The study of a scenario or of an experiment of kind ``sensitivity``.

    Raises
    ------
    InputError
        when the file, or something asked beside it, cannot be used.
    """
    from cse_sim.study.point_question import sensitivity_question

    if not is_experiment(said):
        case, asked = answered(said, asked)
        return sensitivity_question(case, **(SENSITIVITY | asked))
    file, scenario = _of_kind(said, "sensitivity")
    explored = file.sensitivity
    assert explored is not None
    written = _written(file) | {
        "method": explored.method,
        "samples": explored.samples,
        "vary": [with_values(item.given()) for item in explored.vary] or None,
        "groups": explored.groups,
    }
    if "method" in asked and asked["method"] != explored.method:
        written["samples"] = None
    case, asked = answered(_overridden(file, scenario), asked)
    with at(said):
        study = sensitivity_question(case, **(SENSITIVITY | _agreeing(written, asked)))
    return _titled(study, file)


def sweep_asked(said: str, asked: dict[str, Any]) -> Study:
    """The study of an experiment of kind ``sweep``.

    Raises
    ------
    InputError
        when the file, or something asked beside it, cannot be used.
    """
    from cse_sim.study.point_question import sweep_question

    file, scenario = _of_kind(said, "sweep")
    assert file.sweep is not None
    written = _written(file) | {
        "design": file.sweep.design,
        "samples": file.sweep.samples,
        "vary": {name: with_values(tried.given()) for name, tried in file.sweep.vary.items()},
    }
    case, asked = answered(_overridden(file, scenario), asked)
    with at(said):
        study = sweep_question(case, **_agreeing(written, asked))
    return _titled(study, file)


def study_of(said: str) -> Study:
    """The study of an experiment of any kind, as the file has it.

    Raises
    ------
    InputError
        when it cannot be used.
    """
    kind = read_experiment(said)[0].kind
    if kind == "sensitivity":
        return sensitivity_asked(said, {})
    return sweep_asked(said, {}) if kind == "sweep" else experiment_question(said, NOTHING)


def with_values(given: Any) -> Any:
    """What is tried, with the values of an empirical distribution read from their file."""
    if not isinstance(given, dict):
        return given
    if "distribution" in given:
        return {**given, "distribution": with_values(given["distribution"])}
    if "file" not in given:
        return given
    return {"kind": given["kind"], "values": column_of(Path(given["file"]), given["column"])}


def column_of(path: Path, name: str) -> list[float]:
    """A column of numbers of a CSV or Parquet file.

    Raises
    ------
    InputError
        when the file or the column cannot be read, or holds something else.
    """
    import pandas as pd

    from cse_sim.study.parquet import read_parquet

    try:
        table = read_parquet(path).to_pandas() if path.suffix == ".parquet" else pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise InputError("the file cannot be read as a table", path=str(path)) from error
    if name not in table:
        raise InputError(
            f'there is no column "{name}"',
            path=str(path),
            allowed=f"It has: {', '.join(map(str, table.columns))}",
        )
    values = pd.to_numeric(table[name], errors="coerce")
    if values.isna().any() or not 0 < len(values) <= MOST_EMPIRICAL:
        raise InputError(
            f'the column "{name}" is not 1 to {MOST_EMPIRICAL:,} numbers', path=str(path)
        )
    return sorted(float(value) for value in values)


@contextmanager
def at(said: str) -> Iterator[None]:
    """Errors in here that name no file are about this one."""
    try:
        yield
    except InputError as error:
        error.path = error.path or said
        raise


def _of_kind(said: str, kind: str) -> tuple[Experiment, Scenario]:
    file, scenario = read_experiment(said)
    if file.kind != kind:
        raise InputError(
            f"this is an experiment of kind {file.kind}",
            path=said,
            allowed=f'"cse-sim {kind}" takes those of kind {kind}',
            do=f"cse-sim {file.kind} {said}",
        )
    return file, scenario


def _written(file: Experiment) -> dict[str, Any]:
    """What an experiment with points says as every study does."""
    if file.budget_levels != (1.0,):
        raise InputError(
            "an experiment with points has one budget level",
            where="budget_levels",
            path=file.name,
            do="Vary budget_factor",
        )
    return {
        "strategies": file.strategies or None,
        "baseline": file.baseline,
        "runs": file.runs,
        "seed": file.seed,
        "weeks": file.weeks,
        "parameters": file.parameters,
        "indicators": file.indicators or None,
    }


def _titled(study: Study, file: Experiment) -> Study:
    """The study with the file's title, unless other strategies are asked about than the file's."""
    same = not file.strategies or set(study.strategies) == set(file.strategies)
    return replace(study, title=file.title) if same else study


def _agreeing(written: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """What is asked instead of what is written; a baseline that is no longer asked about is left out."""
    if "strategies" in asked and written["baseline"] not in asked["strategies"]:
        written = {**written, "baseline": None}
    return {**written, **asked}


def _overridden(file: Experiment, scenario: Scenario) -> Scenario:
    return scenario.model_copy(update={"overrides": {**scenario.overrides, **file.overrides}})
