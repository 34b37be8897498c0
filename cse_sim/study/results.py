"""What a study leaves behind, as pandas tables, and the two questions: one strategy, or several compared."""

from __future__ import annotations

import functools
import io
import json
import shlex
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, Self

import pandas as pd
import pyarrow as pa

from cse_sim.errors import InputError
from cse_sim.processes import Process
from cse_sim.scenario.model import Scenario
from cse_sim.study.ensemble import Means, Progress, run_study
from cse_sim.study.executors import check_executor
from cse_sim.study.extensions import executor_for
from cse_sim.study.parquet import read_parquet
from cse_sim.study.plan import Study
from cse_sim.study.question import compare_question, run_question
from cse_sim.study.shards import WHOLE, Shard
from cse_sim.study.store import TABLES_ONLY, Store, planned_manifest, whole
from cse_sim.study.strategy_files import with_files

ANSWERS = {"compare": "comparison"}
"""Names of answering tables that are not called as their verb."""


class Results:
    """The tables of a finished study and its manifest.

    Attributes
    ----------
    manifest
        inputs, versions, counts and digests, as in ``manifest.json``.
    """

    def __init__(self, manifest: dict[str, Any], tables: Mapping[str, Path | bytes]) -> None:
        self.manifest = manifest
        self._tables = tables

    @classmethod
    def opened(cls, folder: Path | str) -> Results:
        """The results in a folder; tables are read when they are asked for."""
        store = Store(Path(folder))
        manifest = store.manifest()
        if manifest["status"] != "done":
            raise InputError(
                "the study is not finished",
                path=str(folder),
                do=f"Finish it with: cse-sim resume {shlex.quote(str(folder))}",
            )
        return cls(manifest, {name: store.table(name) for name in manifest["tables"]})

    @functools.cached_property
    def runs(self) -> pd.DataFrame:
        """One row per strategy, budget level and run."""
        return self.table("runs")

    @functools.cached_property
    def weekly(self) -> pd.DataFrame:
        """One row per strategy, budget level, week and indicator: mean, spread and quantiles over runs."""
        return self.table("weekly")

    @functools.cached_property
    def events(self) -> pd.DataFrame:
        """One row per violent event; needs ``save=("events",)``."""
        return self.table("events")

    @functools.cached_property
    def communities(self) -> pd.DataFrame:
        """One row per strategy, week, community and indicator; needs ``save=("communities",)``."""
        return self.table("communities")

    def table(self, name: str) -> pd.DataFrame:
        """A table by the name of its file.

        Raises
        ------
        InputError
            when the study does not have it.
        """
        frame: pd.DataFrame = self.arrow(name).to_pandas()
        return frame

    def rows(self, name: str) -> list[dict[str, Any]]:
        """A table as flat rows, None for what does not exist."""
        rows: list[dict[str, Any]] = self.arrow(name).to_pylist()
        return rows

    def arrow(self, name: str) -> pa.Table:
        """A table as it is in its file."""
        if name not in self._tables:
            raise InputError(
                f'this study has no table "{name}"',
                allowed=f"It has: {', '.join(self._tables)}",
                do=f'Ask for save=("{name}",)' if name in ("events", "communities") else "",
            )
        source = self._tables[name]
        if isinstance(source, bytes):
            return read_parquet(io.BytesIO(source))
        try:
            return read_parquet(source)
        except (OSError, pa.ArrowException) as fault:
            raise InputError(
                "this table of the study is missing or damaged",
                path=str(source),
                do=f"Write it again with: cse-sim resume {shlex.quote(str(source.parent))}",
            ) from fault

    def save(self, folder: Path | str) -> None:
        """Write manifest and tables into a folder, but not the parts they were put together from.

        ``verify``, ``report``, ``export`` and ``view`` work on it; ``reproduce`` and ``--extend`` need the parts, which
        the command line keeps.

        Raises
        ------
        InputError
            when the folder holds anything but this study.
        RunFailed
            when it cannot be written.
        """
        store = Store(Path(folder))
        if store.state(Study.from_inputs(self.manifest["inputs"])) == "finished":
            return
        store.write_manifest(self.manifest | {"status": "planned"})
        for name, source in self._tables.items():
            with whole(store.table(name)) as path:
                path.write_bytes(source if isinstance(source, bytes) else source.read_bytes())
        store.write_manifest(self.manifest | {TABLES_ONLY: True})


class Answer(pd.DataFrame):
    """The table that answers a study, as a pandas table; ``results`` holds the runs behind it."""

    _metadata = ["results"]  # noqa: RUF012 - the name and form pandas asks for
    results: Results

    @property
    def _constructor(self) -> Callable[..., pd.DataFrame]:
        return pd.DataFrame

    @classmethod
    def of(cls, results: Results) -> Self:
        """The answer of a finished study: the table that is called as its question."""
        verb = results.manifest["inputs"]["verb"]
        table = cls(results.table(ANSWERS.get(verb, verb)))
        table.results = results
        return table

    @property
    def manifest(self) -> dict[str, Any]:
        """Inputs, versions, counts and digests."""
        return self.results.manifest

    def save(self, folder: Path | str) -> None:
        """Write all tables of the study into a folder; see ``Results.save``."""
        self.results.save(folder)


class Comparison(Answer):
    """The comparison of strategies, one row per strategy, indicator and budget level."""


def run(
    scenario: Scenario | str | Path,
    strategy: str | None = None,
    runs: int = 100,
    seed: int = 0,
    weeks: int | None = None,
    parameters: str = "prior",
    overrides: Mapping[str, float] | None = None,
    save: Sequence[str] = (),
    workers: int | None = None,
    executor: str | Executor | None = None,
    extra: Sequence[Process] = (),
) -> Results:
    """Run one strategy many times.

    Parameters
    ----------
    scenario
        a scenario, a shipped name, or a path that ends in .yaml.
    strategy
        name of a strategy, or a path that ends in .yaml; default: the scenario's own, else ``none``.
    runs, seed
        runs are numbered from 0; each has its own luck, keyed by the root seed and its number.
    weeks
        how many weeks; default: all of the scenario's.
    parameters
        "prior": every run draws its uncertain parameters; "default": all at their defaults.
    overrides
        values of parameters by full name.
    save
        "events", "communities": further tables.
    workers, executor
        "serial", "local" (threads), "processes", or any ``concurrent.futures.Executor``. Numbers do not depend on
        them. Plain Python in ``extra`` runs in processes, or serially if other processes cannot import it.
    extra
        the user's own processes, made by ``process`` or ``python_process``.

    Raises
    ------
    InputError
        when a name or a number cannot be used.
    RunFailed
        when every run failed.
    """
    scenario, strategy, _ = with_files(scenario, strategy)
    study = run_question(
        scenario, strategy, runs, seed, weeks, parameters, overrides or {}, save, extra
    )
    return in_memory(study, workers, executor, extra)


def compare(
    scenario: Scenario | str | Path,
    strategies: Sequence[str] | None = None,
    baseline: str | None = None,
    runs: int = 200,
    seed: int = 0,
    weeks: int | None = None,
    parameters: str = "prior",
    overrides: Mapping[str, float] | None = None,
    budget_levels: Sequence[float] = (1.0,),
    save: Sequence[str] = (),
    workers: int | None = None,
    executor: str | Executor | None = None,
    extra: Sequence[Process] = (),
    thresholds: Mapping[str, float] | None = None,
) -> Comparison:
    """Compare strategies under the same luck and at the same budget.

    ``strategies`` are names or paths that end in .yaml, by default all that the scenario offers; ``baseline`` is by
    default ``security_only`` if it is among them, else the first. ``budget_levels`` multiply the scenario's budget. ``thresholds`` say by indicator
    how good is good enough: ``regret`` and ``tails`` tell how often it is met. All else as in ``run``.

    Raises
    ------
    InputError
        when a name or a number cannot be used.
    RunFailed
        when every run failed.
    """
    scenario, strategies, baseline = with_files(scenario, strategies, baseline)
    study = compare_question(
        scenario,
        strategies,
        baseline,
        runs,
        seed,
        weeks,
        parameters,
        overrides or {},
        budget_levels,
        save,
        extra,
        thresholds=thresholds,
    )
    return Comparison.of(in_memory(study, workers, executor, extra))


def in_memory(
    study: Study,
    workers: int | None,
    executor: str | Executor | None,
    extra: Sequence[Process],
) -> Results:
    """Run a study in a folder that is gone afterwards."""
    means = executor or executor_for(extra)
    check_executor(means, workers)
    with tempfile.TemporaryDirectory(prefix="cse-sim-") as folder:
        store = Store(Path(folder))
        store.write_manifest(planned_manifest(study, ()))
        finish(study, store, means, workers, extra)
        results = Results.opened(store.folder)
        tables = {name: store.table(name).read_bytes() for name in results.manifest["tables"]}
        return Results(results.manifest, tables)


def chunk_of(study: Study, extra: Sequence[Process] = ()) -> tuple[Callable[..., Any], int]:
    """What runs a block of a study, and how many runs are in a block."""
    from cse_sim.engine import chunk_runs, run_chunk

    chunk = functools.partial(run_chunk, extra=tuple(extra)) if extra else run_chunk
    weeks = study.weeks or json.loads(study.scenario)["weeks"]
    return chunk, chunk_runs(Scenario.model_validate_json(study.scenario), weeks)


def finish(
    study: Study,
    store: Store,
    executor: str | Executor,
    workers: int | None = None,
    extra: Iterable[Process] = (),
    progress: Progress | None = None,
    shard: Shard = WHOLE,
) -> None:
    """Compute what a begun study still lacks."""
    from cse_sim.indicators import catalogue

    chunk, size = chunk_of(study, tuple(extra))
    run_study(study, store, Means(chunk, size, catalogue(), executor, workers, progress, shard))
