"""Experiment files: a question put to a scenario, and everything needed to answer it again.

Ranges of parameters are not restated: they come from the catalogue. A parameter set to another value carries the
reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from cse_sim.errors import InputError, InputErrors, nearest
from cse_sim.scenario.document import read_document
from cse_sim.scenario.explain import keys_of, quoted, unknown_key, validated
from cse_sim.scenario.explored import Sensitivity, Sweep, explored_problems, in_full
from cse_sim.scenario.facts import MOST_WEEKS, Facts, Name, Override
from cse_sim.scenario.files import data_file, linked_file, named_file
from cse_sim.scenario.model import Scenario
from cse_sim.scenario.node import Node, place_of, raise_all
from cse_sim.scenario.reader import drop_empty, override_problems, scenario_of
from cse_sim.scenario.shipped import shipped_experiments, shipped_scenarios

Factor = Annotated[float, Field(gt=0, le=1000)]


RUNS = {"compare": 100, "sensitivity": 2, "sweep": 50}
PARAMETERS = {"compare": "prior", "sensitivity": "default", "sweep": "prior"}


class Experiment(Facts):
    """A question: which strategies, in which scenario, how often, measured by what."""

    schema_: Literal[1] = Field(default=1, alias="schema", description="version of the file format")
    name: Name = Field(description="name of the file")
    title: Name = Field(description="the question")
    description: str = Field(default="", description="why it is asked and how to read the answer")
    kind: Literal["compare", "sensitivity", "sweep"] = Field(
        default="compare",
        description="kind; default: sensitivity or sweep if that key is given, else compare",
    )
    scenario: Name = Field(description="shipped name, or path that ends in .yaml")
    strategies: tuple[Name, ...] = Field(
        default=(), max_length=50, description="names of strategies"
    )
    baseline: Name | None = Field(
        default=None,
        description="strategy the others are measured against; default: security_only, else the first",
    )
    runs: int = Field(
        default=100,
        ge=1,
        le=10_000_000,
        description="runs of each strategy, or of each point (default: 2 in sensitivity, 50 in sweep)",
    )
    seed: int = Field(default=0, ge=0, lt=2**53, description="root seed")
    weeks: int | None = Field(
        default=None, ge=1, le=MOST_WEEKS, description="weeks; default: all of the scenario"
    )
    indicators: tuple[Name, ...] = Field(
        default=(), description="names of indicators to report; default: all"
    )
    budget_levels: tuple[Factor, ...] = Field(
        default=(1.0,), min_length=1, max_length=20, description="factors on the budget"
    )
    parameters: Name = Field(
        default="prior",
        description="prior, default, or a file with a posterior; what is not varied, default in sensitivity",
    )
    overrides: dict[str, Override] = Field(
        default_factory=dict, description="parameters set by this experiment"
    )
    thresholds: dict[str, float] = Field(
        default_factory=dict,
        description="indicator -> value that is good enough, in its unit; only in compare",
    )
    sensitivity: Sensitivity | None = Field(default=None, description="how the inputs are explored")
    sweep: Sweep | None = Field(default=None, description="points that are tried")


WRITTEN_KEYS = [key for key in keys_of(Experiment) if key != "name"]


def read_experiment(source: str | Path) -> tuple[Experiment, Scenario]:
    """The experiment of a shipped name or of a path that ends in ``.yaml``, and the scenario it names.

    Raises
    ------
    InputError
        If either can not be used; ``InputErrors`` if there are several problems, one line each.
    """
    path, where = named_file(source, shipped_experiments(), "experiment")
    root = read_document(path, where)
    problems: list[InputError] = []
    for key in list(root.value):
        if key not in WRITTEN_KEYS:
            problems.append(unknown_key(root, key, WRITTEN_KEYS, ""))
            del root.value[key]
    drop_empty(root, "", problems)
    name = path.parent.name if path.name == "experiment.yaml" else path.stem
    root.value["name"] = root.like(name)
    if "kind" not in root.value:
        kind = next((key for key in ("sensitivity", "sweep") if key in root.value), "compare")
        root.value["kind"] = root.like(kind)
    in_full(root)
    problems.extend(explored_problems(root))
    _defaults_of_kind(root)
    experiment = validated(Experiment, root, problems)
    scenario = _scenario(root, problems)
    if experiment is not None:
        problems.extend(_disagreements(experiment, scenario, root))
    raise_all(sorted(problems, key=lambda e: (e.path, e.line or 0, e.column or 0)))
    assert experiment is not None
    assert scenario is not None
    return experiment, scenario


def _defaults_of_kind(root: Node) -> None:
    """How often and with what, where the file does not say; an unknown kind is said elsewhere."""
    kind = root.value["kind"].value
    for key, defaults in (("runs", RUNS), ("parameters", PARAMETERS)):
        if key not in root.value and kind in defaults:
            root.value[key] = root.like(defaults[kind])


def _scenario(root: Node, problems: list[InputError]) -> Scenario | None:
    link = root.value.get("scenario")
    if link is None:
        return None
    try:
        return scenario_of(*linked_file(link, shipped_scenarios(), "scenario", "scenario"))
    except InputError as error:
        problems.extend(error.errors if isinstance(error, InputErrors) else [error])
        return None


def _disagreements(
    experiment: Experiment, scenario: Scenario | None, root: Node
) -> Iterator[InputError]:
    for part in ("sensitivity", "sweep"):
        if getattr(experiment, part) is not None and experiment.kind != part:
            yield root.key_error(
                part, f"the key does nothing in an experiment of kind {experiment.kind}", where=part
            )
        if getattr(experiment, part) is None and experiment.kind == part:
            yield root.error(f'"{part}" is missing', do=f"Add {part}: with its keys")
    if experiment.thresholds and experiment.kind != "compare":
        yield root.key_error(
            "thresholds",
            f"the key does nothing in an experiment of kind {experiment.kind}",
            where="thresholds",
        )
    if experiment.kind == "compare" and not experiment.strategies:
        yield root.error('"strategies" is missing', do="Add strategies: [none, security_only, ...]")
    if experiment.kind == "compare" and len(experiment.strategies) == 1:
        yield root.value["strategies"].error(
            "a comparison needs two strategies", where="strategies", do="Add another"
        )
    yield from _once(root, "strategies", experiment.strategies)
    yield from _once(root, "indicators", experiment.indicators)
    yield from _once(root, "budget_levels", experiment.budget_levels)
    if experiment.baseline is not None and experiment.baseline not in experiment.strategies:
        yield _unknown(
            root,
            ("baseline",),
            "strategy of this experiment",
            experiment.baseline,
            experiment.strategies,
        )
    if experiment.parameters not in ("prior", "default"):
        node = root.value["parameters"]
        try:
            data_file(node, "parameters", "experiment")
        except InputError as error:
            error.allowed = "Allowed: prior, default, or a file beside the experiment"
            yield error
    if scenario is not None:
        yield from _fit(experiment, scenario, root)
    yield from _catalogued(experiment, root)


def _fit(experiment: Experiment, scenario: Scenario, root: Node) -> Iterator[InputError]:
    names = [strategy.name for strategy in scenario.strategies]
    for k, name in enumerate(experiment.strategies):
        if name not in names:
            yield _unknown(root, ("strategies", k), "strategy", name, names)
    if experiment.weeks is not None and experiment.weeks > scenario.weeks:
        yield root.value["weeks"].error(
            f"{experiment.weeks} is more than the scenario has",
            where="weeks",
            allowed=f"Allowed: 1 to {scenario.weeks}",
        )


def _catalogued(experiment: Experiment, root: Node) -> Iterator[InputError]:
    """Names of parameters and indicators that do not exist."""
    if experiment.overrides:
        yield from override_problems(experiment.overrides, root.value["overrides"])
    yield from _varied(experiment, root)
    if experiment.indicators or experiment.thresholds:
        from cse_sim.indicators import catalogue as indicators

        asked: list[tuple[tuple[str | int, ...], str]] = [
            (("indicators", k), name) for k, name in enumerate(experiment.indicators)
        ]
        asked += [(("thresholds", name), name) for name in experiment.thresholds]
        yield from _all_known(root, asked, "indicator", indicators)


def _varied(experiment: Experiment, root: Node) -> Iterator[InputError]:
    varied: list[tuple[tuple[str | int, ...], str]] = []
    if experiment.sensitivity:
        names = [item.name for item in experiment.sensitivity.vary]
        varied += [(("sensitivity", "vary", k), name) for k, name in enumerate(names)]
        yield from _once(root.value["sensitivity"], "vary", names)
        if not names and "vary" in experiment.sensitivity.model_fields_set:
            node, where = place_of(root, ("sensitivity", "vary"))
            yield node.error("nothing is varied", where=where, do="Leave vary out to vary all")
    if experiment.sweep:
        varied += [(("sweep", "vary", name), name) for name in experiment.sweep.vary]
    if varied:
        yield from _all_known(root, varied, "parameter", _may_vary)


def _may_vary() -> Iterator[str]:
    from cse_sim.levers import catalogue as levers
    from cse_sim.params import catalogue

    known = catalogue()
    yield from known
    yield from ("budget_factor", "dose.*", "*")
    yield from (f"dose.{lever}" for lever in levers())
    yield from dict.fromkeys(f"{name.partition('.')[0]}.*" for name in known)


def _all_known(
    root: Node,
    asked: Iterable[tuple[tuple[str | int, ...], str]],
    kind: str,
    catalogue: Callable[[], Iterable[str]],
) -> Iterator[InputError]:
    known = list(catalogue())
    for location, name in asked:
        if name not in known:
            yield _unknown(root, location, kind, name, known)


def _unknown(
    root: Node, location: tuple[str | int, ...], kind: str, name: str, known: Sequence[str]
) -> InputError:
    node, where = place_of(root, location)
    guess = nearest(name, known)
    some = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
    return node.error(
        f'there is no {kind} "{name}"',
        where=where,
        allowed="" if guess else f"Known: {some}",
        do=guess,
    )


def _once(root: Node, key: str, values: Sequence[object]) -> Iterator[InputError]:
    for k, value in enumerate(values):
        if value in values[:k]:
            node, where = place_of(root, (key, k))
            yield node.error(f"{quoted(value)} is given twice", where=where, do="Keep one")
