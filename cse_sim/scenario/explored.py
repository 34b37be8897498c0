"""What an experiment varies: inputs by name, the values or distributions tried, and their short forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args

from pydantic import Field

from cse_sim.errors import InputError
from cse_sim.scenario.facts import UNIT, Facts, Name, Reason, Unit
from cse_sim.scenario.files import data_file
from cse_sim.scenario.node import Node, place_of

Kind = Literal[
    "uniform",
    "loguniform",
    "triangular",
    "normal",
    "truncnormal",
    "lognormal",
    "beta",
    "pert",
    "weibull",
    "integer",
    "choice",
    "empirical",
    "constant",
]
Place = tuple[str | int, ...]


class Distribution(Facts):
    """A distribution of one's own, in the unit of the input."""

    kind: Kind = Field(description="name of the distribution")
    low: float | None = Field(default=None, description="lower end")
    mode: float | None = Field(default=None, description="most plausible value")
    high: float | None = Field(default=None, description="upper end")
    mean: float | None = Field(default=None, description="mean")
    sd: float | None = Field(default=None, description="standard deviation")
    median: float | None = Field(default=None, description="half of the values lie below it")
    sigma: float | None = Field(default=None, description="spread of the logarithm")
    a: float | None = Field(default=None, description="first shape of beta")
    b: float | None = Field(default=None, description="second shape of beta")
    shape: float | None = Field(default=None, description="shape of weibull")
    scale: float | None = Field(default=None, description="scale of weibull")
    value: float | None = Field(default=None, description="the one value of constant")
    values: tuple[float, ...] | None = Field(
        default=None, min_length=1, description="values of choice or empirical"
    )
    weights: tuple[float, ...] | None = Field(default=None, description="weights of choice")
    file: Name | None = Field(
        default=None, description="CSV or Parquet file of empirical values beside the experiment"
    )
    column: Name | None = Field(default=None, description="column of that file")

    def given(self) -> dict[str, Any]:
        """What is said, and nothing else."""
        said = self.model_dump(exclude_none=True)
        return {k: list(v) if isinstance(v, tuple) else v for k, v in said.items()}


class Varied(Facts):
    """An input that is varied."""

    name: Name = Field(description="parameter, group such as trust.*, dose.LEVER or budget_factor")
    distribution: Distribution | None = Field(
        default=None, description="default: that of the catalogue"
    )
    because: Reason | None = Field(default=None, description="why the distribution is its own")
    unit: Unit | None = Field(default=None, exclude=True, description=UNIT)
    group: Name | None = Field(
        default=None, description="inputs of one group move together and get one index"
    )

    def given(self) -> dict[str, Any] | str:
        """As a question takes it: only the name where nothing else is said."""
        if self.distribution is None and self.group is None:
            return self.name
        said: dict[str, Any] = {"name": self.name, "group": self.group}
        if self.distribution is not None:
            said |= {"distribution": self.distribution.given(), "because": self.because}
        return said


class Tried(Facts):
    """What a sweep tries of one input: values, its prior, or a distribution."""

    values: tuple[float, ...] | None = Field(default=None, min_length=1, description="values")
    prior: bool = Field(default=False, description="the distribution of the catalogue")
    distribution: Distribution | None = Field(default=None, description="one of its own")
    unit: Unit | None = Field(default=None, exclude=True, description=UNIT)

    def given(self) -> list[float] | dict[str, Any] | str:
        """As a question takes it."""
        if self.values is not None:
            return list(self.values)
        return "prior" if self.distribution is None else self.distribution.given()


class Sensitivity(Facts):
    """How the inputs are explored."""

    method: Name = Field(description="method, such as morris or sobol")
    samples: int | None = Field(
        default=None,
        ge=1,
        le=1_000_000,
        description="sample size, as the method counts it; default: the method's own",
    )
    vary: tuple[Varied, ...] = Field(
        default=(), description="inputs; default: every parameter whose range has width"
    )
    groups: bool = Field(
        default=False, description="whether parameters of one group of the catalogue move together"
    )


class Sweep(Facts):
    """Points that are tried, all under the same luck."""

    design: Literal["grid", "lhs", "sobol"] = Field(
        default="grid", description="grid: every combination of values; lhs, sobol: drawn points"
    )
    samples: int | None = Field(
        default=None, ge=1, le=1_000_000, description="number of points of lhs or sobol"
    )
    vary: dict[str, Tried] = Field(
        min_length=1,
        description="parameter, dose.LEVER or budget_factor -> values, prior or a distribution",
    )


def in_full(root: Node) -> None:
    """Write the short forms out: a name alone, a list of values, the word prior, a distribution by itself."""
    vary = inside(root, "sensitivity")
    if vary is not None and isinstance(vary.value, list):
        vary.value = [
            item.like({"name": item}) if isinstance(item.value, str) else item
            for item in vary.value
        ]
    vary = inside(root, "sweep")
    if vary is not None and isinstance(vary.value, dict):
        vary.value = {name: _tried(node) for name, node in vary.value.items()}


def explored_problems(root: Node) -> Iterator[InputError]:
    """Distributions that cannot be, and files that are not there; a file is named in full afterwards."""
    for part in ("sensitivity", "sweep"):
        vary = inside(root, part)
        items: Any = vary.value if vary is not None else ()
        keys = (
            items
            if isinstance(items, dict)
            else range(len(items) if isinstance(items, list) else 0)
        )
        for key in keys:
            item = items[key]
            if isinstance(item.value, dict) and "distribution" in item.value:
                yield from _problems(root, (part, "vary", key, "distribution"))


def _problems(root: Node, place: Place) -> Iterator[InputError]:
    node, where = place_of(root, place)
    if not isinstance(node.value, dict):
        return
    said = {key: _plain(child) for key, child in node.value.items()}
    if said.get("kind") not in get_args(Kind):
        return  # said already
    from cse_sim.distributions import distribution

    try:
        if said["kind"] == "empirical" and "file" in said:
            if "column" not in said:
                raise node.error('"column" is missing', where=where, do="Name a column of the file")
            path, _ = data_file(node.value["file"], where, "experiment")
            node.value["file"] = node.value["file"].like(str(path))
        else:
            distribution(said)
    except InputError as error:
        yield (
            error
            if error.path
            else node.error(error.what, where=where, allowed=error.allowed, do=error.do)
        )


def _tried(node: Node) -> Node:
    if isinstance(node.value, list):
        return node.like({"values": node})
    if node.value == "prior":
        return node.like({"prior": node.like(True)})
    if isinstance(node.value, dict) and "kind" in node.value:
        unit = node.value.pop("unit", None)
        return node.like({"distribution": node} | ({} if unit is None else {"unit": unit}))
    if not isinstance(node.value, dict):
        return node.like({"values": node})
    return node


def inside(root: Node, part: str) -> Node | None:
    """What is varied in that part of an experiment, as far as it is written."""
    node = root.value.get(part)
    if node is None or not isinstance(node.value, dict):
        return None
    found: Node | None = node.value.get("vary")
    return found


def _plain(node: Node) -> Any:
    return [child.value for child in node.value] if isinstance(node.value, list) else node.value
