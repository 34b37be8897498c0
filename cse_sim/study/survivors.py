"""A block in which a run raised, or killed its process: halved down to the guilty runs.

They become rows with status ``failed`` and the reason; all others keep their numbers. Nothing is guessed: a run is only
called guilty after it has failed alone, and twice if its process died, for somebody may have killed it by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cse_sim.errors import InputError, RunFailed
from cse_sim.luck import run_key

Spec = dict[str, Any]
Attempt = Callable[[Spec], pa.Table]
"""Computes a block somewhere; raises what the block raises, BrokenExecutor if its process died."""

REFUSALS = (InputError, RunFailed, OSError)
"""What no single run is guilty of."""
DEATH = "the process died"
ENOUGH = 8
"""After so many guilty runs and not one survivor, the fault is in all of them."""


class NoSurvivor(RunFailed):
    """Every run of a block fails."""


@dataclass(frozen=True)
class Guilty:
    """One run that fails, and why."""

    spec: Spec
    reason: str
    error: BaseException


def survivors(spec: Spec, attempt: Attempt, known: pa.Schema | None = None) -> pa.Table:
    """The table of a block, with failed rows for the guilty runs.

    ``known`` are the columns, if they are known already from another part.

    Raises
    ------
    NoSurvivor
        when no run survives and the columns are not known; its cause is the first error.
    """
    found: list[pa.Table | Guilty] = []
    schema = known
    for piece in _pieces(spec, attempt):
        found.append(piece)
        if not isinstance(piece, Guilty):
            schema = schema or piece.schema
        elif schema is None and len(found) >= ENOUGH:
            break
    if schema is None:
        first = next(piece for piece in found if isinstance(piece, Guilty))
        raise NoSurvivor(f"every run fails; the first one: {first.reason}") from first.error
    return pa.concat_tables(
        _failed_row(piece, schema) if isinstance(piece, Guilty) else piece.cast(schema)
        for piece in found
    )


def single(spec: Spec) -> Spec:
    """The first run of a block alone."""
    while halves := _halves(spec):
        spec = halves[0]
    return spec


def _pieces(spec: Spec, attempt: Attempt) -> Iterator[pa.Table | Guilty]:
    """The block in order: tables of what survives, and guilty runs."""
    try:
        yield attempt(spec)
        return
    except REFUSALS:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a run raises is kept in its row
        guilt = error
    halves = _halves(spec)
    for half in halves:
        yield from _pieces(half, attempt)
    if not halves:
        yield _tried_again(spec, attempt) if _died(guilt) else Guilty(spec, _words(guilt), guilt)


def _tried_again(spec: Spec, attempt: Attempt) -> pa.Table | Guilty:
    try:
        return attempt(spec)
    except BrokenExecutor as error:
        return Guilty(spec, DEATH, error)


def _halves(spec: Spec) -> list[Spec]:
    """Both halves of a block in the order of its rows: points first, then their runs; none of a single run."""
    points = spec.get("points")
    if points and len(points["numbers"]) > 1:
        middle = len(points["numbers"]) // 2
        return [
            {**spec, "points": _some(points, place)}
            for place in (slice(0, middle), slice(middle, None))
        ]
    first, stop = spec["first_run"], spec["stop_run"]
    if stop - first < 2:
        return []
    middle = (first + stop) // 2
    return [{**spec, "stop_run": middle}, {**spec, "first_run": middle}]


def _some(points: dict[str, Any], place: slice) -> dict[str, Any]:
    return points | {name: points[name][place] for name in ("numbers", "luck", "rows")}


def _failed_row(guilty: Guilty, schema: pa.Schema) -> pa.Table:
    spec, points = guilty.spec, guilty.spec.get("points")
    run = spec["first_run"] + (points["luck"][0] if points else 0)
    known: dict[str, Any] = {
        "run": run,
        "seed": run_key(spec["root_seed"], run),
        "status": "failed",
        "error": guilty.reason,
    }
    if points:
        known |= {"point": points["numbers"][0]}
        for name, value in zip(points["names"], points["rows"][0], strict=True):
            known |= {f"param:{name}": value, name.replace("dose.", "dose:"): value}
    return pa.table([pa.array([known.get(f.name)], f.type) for f in schema], schema=schema)


def _died(error: BaseException) -> bool:
    return isinstance(error, BrokenExecutor)


def _words(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
