"""How the work of a study is done and shown: where, how much of it, how far it is, and how it is stopped."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from cse_sim.cli.verb import Decorated

if TYPE_CHECKING:
    from cse_sim.study.ensemble import Progress
    from cse_sim.study.plan import Study
    from cse_sim.study.shards import Shard
    from cse_sim.study.store import Store

MEMORY_OF_SPEED_S = 600.0
"""The time left is reckoned from the parts of so many seconds; a part of a large country takes one of them."""


class Stopped(Exception):
    """The study was interrupted; says what is kept and how to go on."""


def working(function: Decorated) -> Decorated:
    """How the work is done and shown; no number depends on it."""
    for option in (
        click.option(
            "--executor",
            default="local",
            show_default=True,
            help="serial, local, processes or dask:ADDRESS.",
        ),
        click.option(
            "--shard",
            metavar="I/N",
            help="Compute only the I-th of N shares; the last one to finish writes the tables.",
        ),
        click.option("--workers", type=int, help="How many at a time; default: all processors."),
        click.option(
            "--all",
            "everything",
            is_flag=True,
            help="Show every indicator and input here, not only the first; the files hold them all.",
        ),
    ):
        function = option(function)
    return function


def work(
    study: Study,
    store: Store,
    executor: str,
    workers: int | None,
    shard: Shard,
    quiet: bool,
    verbose: bool,
) -> bool:
    """Run what is missing; False when the tables wait for other shards."""
    try:
        with _progress(quiet, verbose) as progress:
            from cse_sim.study.ensemble import Interrupted, OthersMissing
            from cse_sim.study.results import finish

            try:
                finish(study, store, executor, workers, progress=progress, shard=shard)
            except OthersMissing as missing:
                talk(quiet, str(missing))
                return False
            except Interrupted as stop:
                raise Stopped(f"Interrupted: {stop}. {go_on(store)}") from None
    except KeyboardInterrupt:  # before the first run or after the last
        raise Stopped(f"Interrupted. {go_on(store)}") from None
    return True


def go_on(store: Store) -> str:
    """The command that goes on with an interrupted study."""
    return f"Go on with: cse-sim resume {shlex.quote(str(store.folder))}"


@contextmanager
def _progress(quiet: bool, verbose: bool) -> Iterator[Progress | None]:
    """A bar on a terminal; with --verbose a line per part; else nothing."""
    if quiet:
        yield None
    elif verbose:
        yield lambda done, planned: click.echo(f"{done} of {planned} runs", err=True)
    elif sys.stderr.isatty():
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        from cse_sim.study.tables import console

        columns = ("runs", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        shown = Progress(
            *columns,
            console=console(to_stderr=True),
            transient=True,
            speed_estimate_period=MEMORY_OF_SPEED_S,
        )
        with shown as bar:
            task = bar.add_task("runs", total=None)
            yield lambda done, planned: bar.update(task, completed=done, total=planned)
    else:
        yield None


def talk(quiet: bool, line: str) -> None:
    """Say something on stderr."""
    if not quiet:
        click.echo(line, err=True)
