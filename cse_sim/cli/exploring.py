"""The verbs that vary inputs: sensitivity and sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cse_sim.cli.answer import answer
from cse_sim.cli.studies import settings_of
from cse_sim.cli.verb import Decorated, Verb, listed, listen, talking
from cse_sim.cli.work import working
from cse_sim.errors import InputError

if TYPE_CHECKING:
    from cse_sim.study.plan import Study


def _asking(function: Decorated) -> Decorated:
    """What both verbs take."""
    for option in reversed(
        (
            click.option(
                "--samples", type=int, help="Size of the design, as the method counts it."
            ),
            click.option("--runs", type=int, help="Runs of each point."),
            click.option("--seed", type=int, help="Root seed of design and luck; default: 0."),
            click.option("--weeks", type=int, help="Number of weeks; default: all."),
            click.option(
                "--strategies", metavar="A,B,...", help="Names; of two also the difference."
            ),
            click.option(
                "--baseline", help="Default: security_only if it is named, else the first."
            ),
            click.option("--indicators", metavar="A,B,...", help="Default: all."),
            click.option(
                "--set",
                "settings",
                multiple=True,
                metavar="NAME=VALUE",
                help="Set a parameter. Repeatable.",
            ),
            click.option(
                "--parameters",
                help="What is not varied: default (fixed) or prior (drawn in every run).",
            ),
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


def _asked(options: dict[str, Any]) -> dict[str, Any]:
    """Takes what was said here of the question out of the options; the rest is left to the experiment or the default."""
    said = {name: options.pop(name) for name in ("samples", "runs", "seed", "weeks")}
    said |= {name: listed(options.pop(name)) for name in ("strategies", "indicators")}
    said |= {name: options.pop(name) for name in ("baseline", "parameters")}
    said["overrides"] = settings_of(options.pop("settings")) or None
    return {name: value for name, value in said.items() if value is not None}


@click.command(
    cls=Verb,
    example="cse-sim sensitivity training --method morris --strategies security_only,integrated",
)
@click.argument("scenario_or_experiment", metavar="SCENARIO|EXPERIMENT")
@click.option(
    "--method", help="morris (default) screens; sobol, shapley, delta, pawn, ... measure."
)
@click.option("--vary", metavar="A,B,...", help="Parameters, groups such as 'trust.*', dose.LEVER.")
@click.option("--groups", is_flag=True, help="Parameters of one group move together.")
@click.option(
    "--require-converged",
    is_flag=True,
    help="Exit with 3 unless the indicators asked for (else the first) have converged.",
)
@click.option(
    "--screen",
    is_flag=True,
    help="Find what is live by morris first; measure it by sobol, with the rest as one input.",
)
@click.option("--trajectories", type=int, help="Size of the design that screens; default: 50.")
@_asking
@working
@talking
def sensitivity(
    scenario_or_experiment: str,
    method: str | None,
    vary: str | None,
    groups: bool,
    require_converged: bool,
    screen: bool,
    trajectories: int | None,
    **options: Any,
) -> int:
    """Find which uncertain inputs matter, and how much is luck.

    An experiment file says all of this by itself; what is given here is taken instead.
    """
    from cse_sim.study.experiment import sensitivity_asked

    listen(options["quiet"], options["verbose"])
    asked = _asked(options)
    own = {"method": method, "vary": listed(vary), "groups": groups or None}
    asked |= {name: value for name, value in own.items() if value is not None}
    if screen:
        from cse_sim.cli.screening import METHOD, answer_screened

        rest = {name: value for name, value in asked.items() if name != "samples"}
        size = {} if trajectories is None else {"samples": trajectories}
        first = sensitivity_asked(scenario_or_experiment, {**rest, **size, "method": "morris"})
        second = sensitivity_asked(scenario_or_experiment, {"method": METHOD, **asked})
        return answer_screened(first, second, require_converged=require_converged, **options)
    if trajectories is not None:
        raise InputError("it counts those of --screen", where="--trajectories", do="Use --samples")
    study = sensitivity_asked(scenario_or_experiment, asked)
    if require_converged:
        _check_judges(study)
    return answer(study, require_converged=require_converged, **options)


def _check_judges(study: Study) -> None:
    """Refuses to wait for a verdict that the method never gives."""
    from cse_sim.study.sensitivity import METHODS

    assert study.design is not None
    if not METHODS[study.design["method"]].judges:
        those = ", ".join(name for name, method in METHODS.items() if method.judges)
        raise InputError(
            f"{study.design['method']} never says whether its indices have converged",
            where="--require-converged",
            allowed=f"Methods that do: {those}",
        )


@click.command(cls=Verb, example="cse-sim sweep how_much_money --runs 20")
@click.argument("experiment", metavar="EXPERIMENT")
@_asking
@working
@talking
def sweep(
    experiment: str,
    **options: Any,
) -> int:
    """Set parameters, doses or the budget to several values and show the mean at every point.

    The experiment file says what is tried; what is given here is taken instead.
    """
    from cse_sim.study.experiment import sweep_asked

    listen(options["quiet"], options["verbose"])
    asked = _asked(options)
    return answer(sweep_asked(experiment, asked), **options)


VERBS = (sensitivity, sweep)
