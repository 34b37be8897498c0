"""From a study to an answer on the terminal: run what is missing, show the table, say whether it can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cse_sim.cli.verb import print_json
from cse_sim.cli.work import talk, work
from cse_sim.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cse_sim.study.plan import Study
    from cse_sim.study.results import Results
    from cse_sim.study.store import Store

UNTRUSTWORTHY = 3
DECISIONS = ("ranking", "costs", "regret")
"""The tables beside a comparison of which its page speaks."""
SHARE_FAILED_ALLOWED = 0.01
TABLES = {"run": "runs", "compare": "comparison", "sensitivity": "sensitivity", "sweep": "sweep"}
"""The table that answers each verb."""


def answer(
    study: Study,
    out: str | None,
    workers: int | None,
    executor: str,
    shard: str | None,
    everything: bool,
    quiet: bool,
    verbose: bool,
    as_json: bool,
    extend: bool = False,
    require_converged: bool = False,
    table: str | None = None,
) -> int:
    """Run the study unless it is finished, print its table, and say whether it can be trusted.

    ``table`` is printed as JSON instead of the one that answers the verb.
    """
    store = computed(study, out, workers, executor, shard, quiet, verbose, extend)
    if store is None:
        if as_json:
            print_json([])
        return 0
    return told(study, store, everything, as_json, require_converged, table)


def told(
    study: Study,
    store: Store,
    everything: bool,
    as_json: bool,
    require_converged: bool = False,
    table: str | None = None,
) -> int:
    """Print the table of a finished study, and say whether it can be trusted."""
    from cse_sim.study.results import Results

    results = Results.opened(store.folder)
    _show(results, study, store, everything, as_json, table)
    return (
        trust(results.manifest["counts"])
        or _budget_kept(results)
        or (require_converged and _converged(results, study))
        or 0
    )


def computed(
    study: Study,
    out: str | None,
    workers: int | None,
    executor: str,
    shard: str | None,
    quiet: bool,
    verbose: bool,
    extend: bool,
    command: Sequence[str] = (),
    sequential: Mapping[str, Any] | None = None,
) -> Store | None:
    """Where the study lies, finished; None when the tables wait for other shards.

    The manifest keeps the ``command``, by default this one, and what ``sequential`` question the runs shall answer.
    """
    from cse_sim.study.executors import check_executor
    from cse_sim.study.growth import folder_for
    from cse_sim.study.plan import code_digest
    from cse_sim.study.shards import Shard
    from cse_sim.study.store import Store

    share = Shard.read(shard)
    check_executor(executor, workers)
    store = Store(named(out) or folder_for(study, extend))
    state = store.state(study, extend)
    if state != "new" and store.manifest()["code_sha256"] != code_digest():
        again = "its numbers stand" if state == "finished" else "its parts are computed again"
        talk(
            quiet,
            f"The program or its libraries have changed since {store.folder} was begun: {again}.",
        )
    if state == "finished":
        talk(quiet, f"{store.folder} holds this study, finished; nothing is computed again.")
    else:
        said = command or ["cse-sim", *click.get_current_context().find_root().obj]
        store.begin(study, said, extend, sequential)
        names = ", ".join(study.strategies)
        talk(quiet, f"{study.scenario_name}: {names}; {study.planned} runs into {store.folder}")
        if not work(study, store, executor, workers, share, quiet, verbose):
            return None
    return store


def named(out: str | None) -> Path | None:
    """The folder that was named; None where none was."""
    if out is not None and not out.strip():
        raise InputError("the name is empty", where="--out", do="Name a folder, or leave it out")
    return None if out is None else Path(out)


def _show(
    results: Results,
    study: Study,
    store: Store,
    everything: bool,
    as_json: bool,
    table: str | None,
) -> None:
    if as_json or table:
        print_json(results.rows(table or TABLES[study.verb]))
        return
    from cse_sim.study.tables import console

    console().print(_page(results, study, str(store.folder), everything))


def _page(results: Results, study: Study, folder: str, everything: bool) -> RenderableType:
    from cse_sim.indicators import catalogue

    table, manifest = results.table(TABLES[study.verb]), results.manifest
    if study.verb == "compare":
        from cse_sim.study.comparison_page import comparison_page

        beside = {name: results.table(name) for name in DECISIONS if name in manifest["tables"]}
        return comparison_page(table, manifest, folder, everything, beside)
    if study.verb == "sensitivity":
        from cse_sim.study.sensitivity_page import sensitivity_page

        return sensitivity_page(table, manifest, folder, everything)
    if study.verb == "sweep":
        from cse_sim.study.sweep_page import sweep_page

        return sweep_page(table, manifest, folder, everything)
    from cse_sim.study.tables import overall, run_page

    return run_page(overall(table, catalogue()), manifest, folder, everything)


def trust(counts: Mapping[str, int]) -> int:
    """3 where too many runs failed, which is said; else 0."""
    if counts["failed"] <= SHARE_FAILED_ALLOWED * counts["planned"]:
        return 0
    click.echo(
        f"{counts['failed']} of {counts['planned']} runs failed, more than 1 %: do not trust these numbers. "
        "The column error of runs.parquet says why.",
        err=True,
    )
    return UNTRUSTWORTHY


def _budget_kept(results: Results) -> int:
    """Strategies are compared at the same budget; one that spent more makes the comparison worthless."""
    if "costs" not in results.manifest["tables"]:
        return 0
    from cse_sim.study.decisions.page import overspenders

    names = overspenders(results.table("costs"))
    if not names:
        return 0
    click.echo(
        f"{', '.join(names)} spent more than the budget by over 1 % in the median run: "
        "this is no comparison at equal cost. costs.parquet says by how much.",
        err=True,
    )
    return UNTRUSTWORTHY


def _converged(results: Results, study: Study) -> int:
    """Whether the indices of the indicators that were asked for, or of the first on the page, are sure enough."""
    from cse_sim.study.sensitivity_page import first_indicators

    table = results.table("sensitivity")
    asked = study.indicators or first_indicators(table)
    unsure = table[
        table["indicator"].isin(asked) & ~table["converged"].eq(True)
    ]  # null is not sure
    if unsure.empty:
        return 0
    names = ", ".join(sorted(set(unsure["indicator"])))
    click.echo(f"Not converged, as --require-converged asks: {names}.", err=True)
    return UNTRUSTWORTHY
