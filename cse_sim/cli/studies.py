"""The verbs that run the model: run, compare, resume."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cse_sim.cli.verb import Decorated, Verb, listed, listen, print_json, talking
from cse_sim.cli.work import talk, work, working
from cse_sim.errors import InputError

if TYPE_CHECKING:
    from cse_sim.study.plan import Study
    from cse_sim.study.results import Results
    from cse_sim.study.store import Store

UNTRUSTWORTHY = 3
DECISIONS = ("ranking", "costs", "regret")
"""The tables beside a comparison of which its page speaks."""
SHARE_FAILED_ALLOWED = 0.01


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
        )
    ):
        function = option(function)
    return function


@click.command(
    cls=Verb,
    example="cse-sim run liberia --strategy consult --runs 50 --save events --out results/first",
)
@click.argument("scenario")
@click.option("--strategy", help="Name of a strategy; default: the scenario's own.")
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

    listen(options["quiet"], options["verbose"])
    if is_experiment(scenario):
        raise InputError(
            "this is an experiment, not a scenario",
            path=scenario,
            do=f"cse-sim compare {scenario}",
        )
    study = run_question(
        scenario,
        strategy,
        100 if runs is None else runs,
        seed or 0,
        weeks,
        parameters or "prior",
        _settings(settings),
        listed(save) or [],
    )
    return _answer(study, **options)


@click.command(
    cls=Verb, example="cse-sim compare liberia --strategies none,consult,integrated --runs 50"
)
@click.argument("scenario_or_experiment", metavar="SCENARIO|EXPERIMENT")
@click.option("--strategies", metavar="A,B,...", help="Names; default: all the scenario offers.")
@click.option("--baseline", help="Default: security_only if it is in the list, else the first.")
@click.option("--budget-levels", metavar="1,5,20", help="Factors on the scenario's budget.")
@_asking
@working
@talking
def compare(
    scenario_or_experiment: str,
    strategies: str | None,
    baseline: str | None,
    budget_levels: str | None,
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

    listen(options["quiet"], options["verbose"])
    asked: Question = {
        "strategies": listed(strategies),
        "baseline": baseline,
        "runs": runs,
        "seed": seed,
        "weeks": weeks,
        "parameters": parameters,
        "overrides": _settings(settings),
        "budget_levels": _levels(budget_levels),
        "save": listed(save),
    }
    if is_experiment(scenario_or_experiment):
        return _answer(experiment_question(scenario_or_experiment, asked), **options)
    study = compare_question(
        scenario_or_experiment,
        asked["strategies"],
        baseline,
        200 if runs is None else runs,
        seed or 0,
        weeks,
        parameters or "prior",
        asked["overrides"],
        [1.0] if asked["budget_levels"] is None else asked["budget_levels"],
        asked["save"] or (),
    )
    return _answer(study, **options)


@click.command(cls=Verb, example="cse-sim resume results/first")
@click.argument("folder", metavar="DIR", type=click.Path())
@working
@talking
def resume(folder: str, **options: Any) -> int:
    """Finish an interrupted study; finished work is never repeated."""
    from cse_sim.study.plan import Study
    from cse_sim.study.store import Store

    listen(options["quiet"], options["verbose"])
    manifest = Store(Path(folder)).manifest()
    study = Study.from_inputs(manifest["inputs"])
    if study.extra:
        raise InputError(
            "the study has processes of your own",
            path=folder,
            do="Run it again from Python with the same extra",
        )
    return _answer(study, out=folder, **options)


VERBS = (run, compare, resume)


def _answer(
    study: Study,
    out: str | None,
    workers: int | None,
    executor: str,
    shard: str | None,
    everything: bool,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> int:
    """Run the study unless it is finished, print its table, and say whether it can be trusted."""
    from cse_sim.study.executors import check_executor
    from cse_sim.study.plan import code_digest
    from cse_sim.study.shards import Shard
    from cse_sim.study.store import Store, default_folder

    share = Shard.read(shard)
    check_executor(executor, workers)
    if out is not None and not out.strip():
        raise InputError("the name is empty", where="--out", do="Name a folder, or leave it out")
    store = Store(Path(out) if out else default_folder(study))
    state = store.state(study)
    if state != "new" and store.manifest()["code_sha256"] != code_digest():
        again = "its numbers stand" if state == "finished" else "its parts are computed again"
        talk(
            quiet,
            f"The program or its libraries have changed since {store.folder} was begun: {again}.",
        )
    if state == "finished":
        talk(quiet, f"{store.folder} holds this study, finished; nothing is computed again.")
    else:
        store.begin(study, ["cse-sim", *click.get_current_context().find_root().obj])
        names = ", ".join(study.strategies)
        talk(quiet, f"{study.scenario_name}: {names}; {study.planned} runs into {store.folder}")
        if not work(study, store, executor, workers, share, quiet, verbose):
            if as_json:
                print_json([])
            return 0
    from cse_sim.study.results import Results

    results = Results.opened(store.folder)
    _show(results, study, store, everything, as_json)
    return _trust(results.manifest["counts"]) or _budget_kept(results)


def _show(results: Results, study: Study, store: Store, everything: bool, as_json: bool) -> None:
    name = "comparison" if study.verb == "compare" else "runs"
    if as_json:
        print_json(results.rows(name))
        return
    from cse_sim.indicators import catalogue
    from cse_sim.study.comparison_page import comparison_page
    from cse_sim.study.tables import console, overall, run_page

    folder = str(store.folder)
    page = (
        comparison_page(
            results.table(name),
            results.manifest,
            folder,
            everything,
            {name: results.table(name) for name in DECISIONS if name in results.manifest["tables"]},
        )
        if study.verb == "compare"
        else run_page(overall(results.runs, catalogue()), results.manifest, folder, everything)
    )
    console().print(page)


def _trust(counts: Mapping[str, int]) -> int:
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


def _settings(settings: tuple[str, ...]) -> dict[str, float]:
    found: dict[str, float] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        try:
            value = _number(text)
        except ValueError:
            equals = ""
        if not equals:
            raise InputError(
                f'"{setting}" is not NAME=VALUE', where="--set", do="Write --set trust.reach=2.5"
            )
        if name in found:
            raise InputError(f'"{name}" is set twice', where="--set")
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
