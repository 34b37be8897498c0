"""The verb that says what a study will cost."""

from __future__ import annotations

from typing import Any

import click

from cse_sim.cli.verb import Verb, listen, print_json, talking

RUNS = 200
LEFT_OUT = (
    "Times are orders of magnitude. Left out: a few seconds to start the program, and about a minute to compile the "
    "week on a first run; the disk of saved events."
)


@click.command(cls=Verb, example="cse-sim plan liberia_engagement --workers 8")
@click.argument("file", metavar="FILE")
@click.option("--workers", type=int, help="How many at a time; default: all processors.")
@talking
def plan(file: str, workers: int | None, quiet: bool, verbose: bool, as_json: bool) -> None:
    """Say how many runs and parts an experiment has, how long it takes and how much disk; run nothing.

    FILE is an experiment, or a scenario whose strategies would all be compared, 200 runs of each.
    """
    from cse_sim.study.executors import check_executor, default_workers
    from cse_sim.study.experiment import is_experiment, study_of
    from cse_sim.study.question import compare_question

    listen(quiet, verbose)
    check_executor("local", workers)
    study = (
        study_of(file)
        if is_experiment(file)
        else compare_question(file, None, None, RUNS, 0, None, "prior", {}, [1.0], ())
    )
    from cse_sim.engine import chunk_runs
    from cse_sim.indicators import catalogue
    from cse_sim.scenario.model import Scenario
    from cse_sim.study.cost import cost_rows

    size = chunk_runs(Scenario.model_validate_json(study.scenario), study.weeks)
    rows = cost_rows(study, size, catalogue(), workers or default_workers())
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['quantity']:<16}{_shown(row)}")
    if not quiet:
        click.echo(LEFT_OUT, err=True)


def _shown(row: dict[str, Any]) -> str:
    if row["unit"] == "seconds" and row["value"] < 1:
        return f"{'under a':>12} second"
    return f"{row['value']:>12,} {row['unit']}"


VERBS = (plan,)
