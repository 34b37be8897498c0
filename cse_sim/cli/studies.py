"""The verbs that run the model: run, compare, resume."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from cse_sim.cli.answer import answer
from cse_sim.cli.deciding import decided, deciding, not_shared, until_answered
from cse_sim.cli.verb import Decorated, Verb, listed, listen, talking
from cse_sim.cli.work import talk, working
from cse_sim.errors import InputError


def _asking(function: Decorated) -> Decorated:
    """What run and compare both take."""
    for option in reversed(
        (
            click.option(
                "--runs", type=int, help="Runs of each strategy; default: 100, or 200 to compare."
            ),
            click.option("--seed", type=int, help="Root seed; default: 0."),
            click.option(
                "--weeks", type=int, help="Number of weeks; default: all of the scenario's."
            ),
            click.option(
                "--set",
                "settings",
                multiple=True,
                metavar="NAME=VALUE",
                help="Set a parameter. Repeatable.",
            ),
            click.option("--parameters", help="prior (default): drawn in every run; or default."),
            click.option("--save", help="Further tables: events,communities."),
            click.option("--out", type=click.Path(), help="Folder for the results."),
            click.option(
                "--extend",
                is_flag=True,
                help="Let a smaller version of this study grow in its folder; its runs are kept.",
            ),
        )
    ):
        function = option(function)
    return function


@click.command(
    cls=Verb,
    example="cse-sim run liberia --strategy consult --runs 50 --save events --out results/first",
)
@click.argument("scenario")
@click.option("--strategy", help="Name or .yaml file; default: the scenario's own.")
@_asking
@working
@talking
def run(
    scenario: str,
    strategy: str | None,
    runs: int | None,
    seed: int | None,
    weeks: int | None,
    settings: tuple[str, ...],
    parameters: str | None,
    save: str | None,
    **options: Any,
) -> int:
    """Run one strategy many times."""
    from cse_sim.study.experiment import is_experiment
    from cse_sim.study.question import run_question
    from cse_sim.study.strategy_files import with_files

    listen(options["quiet"], options["verbose"])
    if is_experiment(scenario):
        raise InputError(
            "this is an experiment, not a scenario",
            path=scenario,
            do=f"cse-sim compare {shlex.quote(scenario)}",
        )
    case, strategy, _ = with_files(scenario, strategy)
    study = run_question(
        case,
        strategy,
        100 if runs is None else runs,
        seed or 0,
        weeks,
        parameters or "prior",
        settings_of(settings),
        listed(save) or [],
    )
    return answer(study, **options)


@click.command(
    cls=Verb, example="cse-sim compare liberia --strategies none,consult,integrated --runs 50"
)
@click.argument("scenario_or_experiment", metavar="SCENARIO|EXPERIMENT")
@click.option(
    "--strategies", metavar="A,B,...", help="Names or .yaml files; default: all of the scenario."
)
@click.option("--baseline", help="Default: security_only if it is in the list, else the first.")
@click.option("--budget-levels", metavar="1,5,20", help="Factors on the scenario's budget.")
@click.option(
    "--threshold",
    "thresholds",
    multiple=True,
    metavar="INDICATOR=VALUE",
    help="What is good enough: how often is it met? Repeatable.",
)
@_asking
@deciding
@working
@talking
def compare(
    scenario_or_experiment: str,
    strategies: str | None,
    baseline: str | None,
    budget_levels: str | None,
    thresholds: tuple[str, ...],
    runs: int | None,
    seed: int | None,
    weeks: int | None,
    settings: tuple[str, ...],
    parameters: str | None,
    save: str | None,
    **options: Any,
) -> int:
    """Compare strategies under the same luck and at the same budget.

    An experiment file says all of this by itself; what is given here is taken instead.
    """
    from cse_sim.study.experiment import Question, experiment_question, is_experiment
    from cse_sim.study.question import compare_question
    from cse_sim.study.strategy_files import with_files

    listen(options["quiet"], options["verbose"])
    asked: Question = {
        "strategies": listed(strategies),
        "baseline": baseline,
        "runs": runs,
        "seed": seed,
        "weeks": weeks,
        "parameters": parameters,
        "overrides": settings_of(settings),
        "budget_levels": _levels(budget_levels),
        "save": listed(save),
        "thresholds": settings_of(thresholds, "--threshold", "INDICATOR", "deaths=500") or None,
    }
    if is_experiment(scenario_or_experiment):
        return decided(experiment_question(scenario_or_experiment, asked), runs, **options)
    case, named, baseline = with_files(scenario_or_experiment, asked["strategies"], baseline)
    study = compare_question(
        case,
        named,
        baseline,
        200 if runs is None else runs,
        seed or 0,
        weeks,
        parameters or "prior",
        asked["overrides"],
        [1.0] if asked["budget_levels"] is None else asked["budget_levels"],
        asked["save"] or (),
        thresholds=asked["thresholds"],
    )
    return decided(study, runs, **options)


@click.command(cls=Verb, example="cse-sim resume results/first")
@click.argument("folder", metavar="DIR", type=click.Path())
@working
@talking
def resume(folder: str, **options: Any) -> int:
    """Finish an interrupted study; finished work is never repeated.

    A finished one is checked: what is missing or damaged of its parts is computed again. One that grows until its
    question is answered goes on growing.
    """
    from cse_sim.study.decisions.sequential import Question
    from cse_sim.study.plan import Study
    from cse_sim.study.repair import reopened
    from cse_sim.study.store import Store

    listen(options["quiet"], options["verbose"])
    store = Store(Path(folder))
    study = Study.from_inputs(store.manifest()["inputs"])
    if study.extra:
        raise InputError(
            "the study has processes of your own",
            path=folder,
            do="Run it again from Python with the same extra",
        )
    lost = reopened(store)
    if lost:
        talk(options["quiet"], f"Parts that are missing or damaged, and computed again: {lost}.")
    manifest = store.manifest()
    question = Question.going_on(manifest)
    if question is None:
        return answer(study, out=folder, **options)
    not_shared(options["shard"])
    study = replace(study, title=manifest.get("title", ""))
    return until_answered(study, question, out=folder, command=manifest["command"], **options)[0]


VERBS = (run, compare, resume)


def settings_of(
    settings: tuple[str, ...],
    option: str = "--set",
    what: str = "NAME",
    such: str = "trust.reach=2.5",
) -> dict[str, float]:
    """Values by name, from NAME=VALUE.

    Raises
    ------
    InputError
        when one is not written like this.
    """
    found: dict[str, float] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        try:
            value = _number(text)
        except ValueError:
            equals = ""
        if not equals:
            raise InputError(
                f'"{setting}" is not {what}=VALUE', where=option, do=f"Write {option} {such}"
            )
        if name in found:
            raise InputError(f'"{name}" is set twice', where=option)
        found[name] = value
    return found


def _levels(text: str | None) -> list[float] | None:
    parts = listed(text)
    if parts is None:
        return None
    try:
        return [_number(part) for part in parts]
    except ValueError:
        raise InputError(
            f'"{text}" is not a list of numbers', where="--budget-levels", do="Write 1,5,20"
        ) from None


def _number(text: str) -> float:
    if "_" in text:  # Python reads 1_0 as 10; a person more likely meant 1.0
        raise ValueError(text)
    return float(text)
