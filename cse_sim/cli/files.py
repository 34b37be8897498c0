"""The verbs about the files people write: check and init."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click

from cse_sim.cli.verb import Verb, listen, print_json, talking
from cse_sim.errors import InputError, InputErrors, RunFailed, nearest

BAD_INPUT = 2

EXPERIMENT = """\
# A question about the scenario beside this file. Try it:  cse-sim compare {path}
title: Which of these strategies does better in {name}?
scenario: {name}.yaml
strategies: [{strategies}]
runs: 50
seed: 1
# weeks: 52             # shortens every run, and so the wait, as --weeks 52 does; without it all weeks are run
# To ask instead which unknowns decide the difference between two of them, put this in a file of its own, without the
# lines above from strategies on, and try it with:  cse-sim sensitivity FILE
# strategies: [{two}]
# indicators: [stability_index]
# sensitivity:
#   method: morris      # screens many inputs; sobol says how much a few of them matter
#   samples: 8
#   vary: [trust.*, grievance.*]
"""
STARTING_STRATEGIES = ("none", "security_only", "consult", "integrated")


@click.command(cls=Verb, example="cse-sim check my_case/my_case.yaml my_case/question.yaml")
@click.argument("names", metavar="FILE...", nargs=-1, required=True)
@talking
def check(names: tuple[str, ...], quiet: bool, verbose: bool, as_json: bool) -> int:
    """Name every problem of scenario, experiment and strategy files, not just the first."""
    listen(quiet, verbose)
    problems = []
    for name in names:
        found = problems_of(name)
        problems += found
        for problem in [] if as_json else found:
            click.echo(str(problem), err=True)
        if not found and not as_json:
            click.echo(f"{name}: nothing wrong")
    if as_json:
        print_json(_row(problem) for problem in problems)
    return BAD_INPUT if problems else 0


@click.command(cls=Verb, example="cse-sim init my_case --from training")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--from", "scenario", default="training", show_default=True, help="A shipped scenario."
)
@talking
def init(folder: Path, scenario: str, quiet: bool, verbose: bool, as_json: bool) -> None:
    """Write a runnable scenario and an experiment to edit; print the files."""
    from cse_sim.scenario import read_scenario
    from cse_sim.scenario.shipped import shipped_scenarios
    from cse_sim.study.shared_folder import check_above

    listen(quiet, verbose)
    shipped = shipped_scenarios()
    if scenario not in shipped:
        raise InputError(
            f'there is no shipped scenario "{scenario}"',
            where="--from",
            allowed=f"Shipped: {', '.join(shipped)}",
            do=nearest(scenario, shipped)
            or "A file of your own can say extends: and a shipped name",
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(
            "there is something here already", path=str(folder), do="Name a new folder"
        )
    check_above(folder)
    known = {strategy.name for strategy in read_scenario(scenario).strategies}
    chosen = [name for name in STARTING_STRATEGIES if name in known]
    question = folder / "question.yaml"
    asked = EXPERIMENT.format(
        path=shlex.quote(str(question)),
        name=scenario,
        strategies=", ".join(chosen),
        two=", ".join(chosen[-2:]),
    )
    with _whole_folder(folder):
        copy_case(shipped[scenario], folder, scenario)
        question.write_text(asked, encoding="utf-8")
    written = [str(path) for path in sorted(folder.iterdir())]
    if as_json:
        print_json({"path": path} for path in written)
    else:
        click.echo("\n".join(written))
    if not quiet:
        click.echo(f"Try: cse-sim compare {shlex.quote(str(question))}", err=True)


VERBS = (check, init)


def problems_of(name: str) -> list[InputError]:
    """Every problem of one scenario, experiment or strategy."""
    from cse_sim.scenario import read_scenario
    from cse_sim.scenario.strategy_files import is_strategy, read_strategy
    from cse_sim.study.experiment import at, is_experiment, study_of

    try:
        if is_strategy(name):
            read_strategy(name)
        elif is_experiment(name):
            with at(name):
                study_of(name)
        else:
            read_scenario(name)
    except InputErrors as errors:
        return list(errors.errors)
    except InputError as error:
        return [error]
    return []


@contextmanager
def _whole_folder(folder: Path) -> Iterator[None]:
    """Make a folder; whatever is in it and above it is taken away again if it cannot be filled.

    Raises
    ------
    RunFailed
        when the disk is full or the place may not be written.
    """
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException as error:
        if folder.is_dir():
            _empty(folder)
        for place in made:
            with suppress(OSError):
                place.rmdir()
        if not isinstance(error, OSError):
            raise
        where, reason = _first(error, folder)
        raise RunFailed(f"{where}: {reason}. Nothing half-written is left.") from error


def _empty(folder: Path) -> None:
    for inside in folder.iterdir():
        if inside.is_dir():
            shutil.rmtree(inside, ignore_errors=True)
        else:
            inside.unlink(missing_ok=True)


def _first(error: OSError, folder: Path) -> tuple[str, str]:
    """Where it went wrong and why; of several files that could not be copied, the first."""
    if isinstance(error, shutil.Error) and error.args and error.args[0]:
        _, place, reason = error.args[0][0]
        return str(place), str(reason).partition("] ")[2].partition(":")[0] or str(reason)
    return str(error.filename or folder), error.strerror or str(error)


def copy_case(source: Path, folder: Path, name: str) -> None:
    """Copy a scenario and the tables it names; a scenario in a folder of its own comes with the whole folder."""
    if source.name == "scenario.yaml":
        shutil.copytree(source.parent, folder, dirs_exist_ok=True)
        (folder / "scenario.yaml").rename(folder / f"{name}.yaml")
    else:
        shutil.copyfile(source, folder / f"{name}.yaml")


def _row(problem: InputError) -> dict[str, Any]:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "where": problem.where,
        "what": problem.what,
        "allowed": problem.allowed,
        "do": problem.do,
        "message": str(problem),
    }
