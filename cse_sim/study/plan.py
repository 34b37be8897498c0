"""What a study asks, resolved: the same question has the same hash, cut into the same parts, anywhere.

A part is one block of runs of one strategy at one budget level, or of some points of a design. Its key is a hash of
everything its numbers depend on (the question's scenario, the block, the values of its points, the program and its
numerical libraries) and of nothing else: not of workers, folders, the machine or the time. Finished work is found again
by this key and is never repeated.

A study that grows keeps the cuts it had: where its last block was not full, the next one begins there.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from cse_sim.study.points import Points

Verb = Literal["run", "compare", "sensitivity", "sweep"]
Parameters = Literal["prior", "default"]

QUANTILE_RUNS = 1000
"""Quantiles over weeks use at most this many first runs; only these keep their weeks on disk."""

ABOVE_THE_ENGINE = (
    "__init__.py",
    "__main__.py",
    "_shipped/",
    "cli",
    "distributions.py",
    "mesa_model",
    "report/",
    "study/",
    "validation/",
    "web/",
)
"""How the program files begin on which no run depends; what is not named here counts."""
REDUCTION = ("study/moments.py", "study/parts.py")
"""The files above the engine that decide what a part holds."""
NUMERICAL_LIBRARIES = ("numpy", "numba", "scipy", "pyarrow")


@dataclass(frozen=True)
class Study:
    """The resolved inputs of a study.

    ``scenario`` is its canonical JSON text; ``extra`` names processes and hashes; ``runs`` counts the replicates of each
    point where there is a ``design``: kind, method, samples, number of points, and factors with their distributions.
    ``thresholds`` say how good an indicator has to be. ``title`` is what the study is called: no input of it.
    """

    verb: Verb
    scenario: str
    strategies: tuple[str, ...]
    baseline: str | None
    runs: int
    seed: int
    weeks: int | None
    parameters: Parameters
    overrides: tuple[tuple[str, float], ...] = ()
    budget_levels: tuple[float, ...] = (1.0,)
    save: tuple[str, ...] = ()
    indicators: tuple[str, ...] | None = None
    extra: tuple[tuple[str, str], ...] = ()
    design: dict[str, Any] | None = field(default=None, hash=False)
    thresholds: tuple[tuple[str, float], ...] = ()
    title: str = field(default="", compare=False)

    @property
    def planned(self) -> int:
        """Number of runs over all strategies and points."""
        return self.runs * len(self.strategies) * self.points

    @property
    def points(self) -> int:
        """Number of points of the design; without one, of budget levels."""
        return len(self.budget_levels) if self.design is None else int(self.design["points"])

    @property
    def scenario_name(self) -> str:
        return str(json.loads(self.scenario)["name"])

    def inputs(self) -> dict[str, Any]:
        """The resolved inputs as the manifest holds them; thresholds only where there are any."""
        return {
            **({"thresholds": dict(self.thresholds)} if self.thresholds else {}),
            "verb": self.verb,
            "scenario": json.loads(self.scenario),
            "strategies": list(self.strategies),
            "baseline": self.baseline,
            "runs": self.runs,
            "seed": self.seed,
            "weeks": self.weeks,
            "parameters": self.parameters,
            "overrides": dict(self.overrides),
            "budget_levels": list(self.budget_levels),
            "save": list(self.save),
            "indicators": None if self.indicators is None else list(self.indicators),
            "extra": [list(pair) for pair in self.extra],
            "design": self.design,
        }

    @classmethod
    def from_inputs(cls, inputs: dict[str, Any]) -> Study:
        """The study whose ``inputs()`` these are."""
        return cls(
            verb=inputs["verb"],
            scenario=canonical(inputs["scenario"]),
            strategies=tuple(inputs["strategies"]),
            baseline=inputs["baseline"],
            runs=inputs["runs"],
            seed=inputs["seed"],
            weeks=inputs["weeks"],
            parameters=inputs["parameters"],
            overrides=tuple(sorted(inputs["overrides"].items())),
            budget_levels=tuple(inputs["budget_levels"]),
            save=tuple(inputs["save"]),
            indicators=None if inputs["indicators"] is None else tuple(inputs["indicators"]),
            extra=tuple((name, digest) for name, digest in inputs["extra"]),
            design=inputs.get("design"),
            thresholds=tuple(sorted(inputs.get("thresholds", {}).items())),
        )

    def digest(self) -> str:
        """SHA-256 of the inputs; boundaries are only drawn, so they are left out."""
        inputs = self.inputs()
        inputs["scenario"] = without_boundaries(inputs["scenario"])
        return sha256(canonical(inputs).encode())


@dataclass(frozen=True)
class Cuts:
    """Numbers of runs and of points at which earlier, smaller versions of a study ended."""

    runs: tuple[int, ...] = ()
    points: tuple[int, ...] = ()


@dataclass(frozen=True)
class Part:
    """One block of runs: what the engine is asked, where it belongs, and its key.

    ``point`` is the number of its first point; ``asked`` is what the engine is asked but for the points.
    """

    asked: dict[str, Any]
    strategy: str
    point: int
    key: str
    points: Points | None = None

    @property
    def spec(self) -> dict[str, Any]:
        """What the engine is asked. Points are written out here, so that a plan of many stays small."""
        if self.points is None:
            return self.asked
        return {**self.asked, "points": self.points.asked()}

    @property
    def runs(self) -> int:
        """Number of rows: runs, of every point."""
        replicates = int(self.asked["stop_run"]) - int(self.asked["first_run"])
        return replicates * (1 if self.points is None else len(self.points))


def parts_of(
    study: Study, chunk_runs: int, code: str | None = None, cuts: Cuts | None = None
) -> list[Part]:
    """The parts in the order of the final tables: by strategy (alphabetical), point, run."""
    scenario = canonical(without_boundaries(json.loads(study.scenario)))
    shared = sha256(
        canonical([sha256(scenario.encode()), study.extra, code or code_digest()]).encode()
    )
    parts = []
    for strategy in sorted(study.strategies):
        for own, point, points in _blocks_of(study, chunk_runs, cuts or Cuts()):
            spec = {
                "strategy": strategy,
                "root_seed": study.seed,
                "weeks": study.weeks,
                "parameters": study.parameters,
                "overrides": dict(study.overrides),
                "save": list(study.save),
                **own,
            }
            told = [shared, spec, None if points is None else points.digest()]
            key = sha256(canonical(told).encode())[:32]
            parts.append(Part({"scenario": scenario, **spec}, strategy, point, key, points))
    return parts


def _blocks_of(
    study: Study, chunk_runs: int, cuts: Cuts
) -> Iterator[tuple[dict[str, Any], int, Points | None]]:
    """What differs between the parts of one strategy; first point; points."""
    if study.design is None:
        for point, level in enumerate(study.budget_levels):
            for first, stop in blocks(study.runs, chunk_runs, cuts.runs):
                yield {"first_run": first, "stop_run": stop, "budget_factor": level}, point, None
        return
    from cse_sim.study.points import points_of

    whole = points_of(study.design, study.seed)
    together = max(1, chunk_runs // min(study.runs, *cuts.runs, study.runs))
    for place, end in blocks(len(whole), together, cuts.points):
        some = whole.cut(place, end)
        for first, stop in blocks(study.runs, max(1, chunk_runs // together), cuts.runs):
            own = {"first_run": first, "stop_run": stop, "budget_factor": 1.0, "weekly": False}
            yield own, place, some


def blocks(length: int, most: int, cuts: Sequence[int] = ()) -> Iterator[tuple[int, int]]:
    """First and first after, of each block of fixed size; blocks begin anew at every cut."""
    ends = [*sorted({cut for cut in cuts if 0 < cut < length}), length]
    begin = 0
    for end in ends:
        for first in range(begin, end, most):
            yield first, min(first + most, end)
        begin = end


def canonical(value: Any) -> str:
    """JSON text with sorted keys and shortest numbers: equal values, equal text."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def without_boundaries(scenario: dict[str, Any]) -> dict[str, Any]:
    """A scenario without the polygons, which no run looks at."""
    return {**scenario, "boundaries": None}


def sha256(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@functools.cache
def code_digest(package: Path = Path(__file__).parent.parent) -> str:
    """SHA-256 of the program files a run depends on and of the versions of the numerical libraries."""
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        if name in REDUCTION or not name.startswith(ABOVE_THE_ENGINE):
            digest.update(f"{name}\0".encode() + path.read_bytes() + b"\0")
    for library in NUMERICAL_LIBRARIES:
        digest.update(f"{library} {version(library)}\0".encode())
    return digest.hexdigest()
