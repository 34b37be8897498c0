"""What ``compare`` can be asked beyond a table: run until the answer is sure enough, find where a strategy fails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cse_sim.cli.answer import UNTRUSTWORTHY, answer, computed, named, told
from cse_sim.cli.verb import Decorated
from cse_sim.cli.work import Stopped, go_on
from cse_sim.errors import InputError

if TYPE_CHECKING:
    from cse_sim.study.decisions.sequential import Answer, Question
    from cse_sim.study.plan import Study
    from cse_sim.study.store import Store


HOW = ("workers", "executor", "shard", "quiet", "verbose", "command")


def deciding(function: Decorated) -> Decorated:
    """The options of a comparison that decides."""
    for option in reversed(
        (
            click.option(
                "--stop-when",
                metavar="INDICATOR=HALF_WIDTH",
                help="Double the runs until every difference is known this well.",
            ),
            click.option(
                "--select-best",
                metavar="INDICATOR=INDIFFERENCE",
                help="Double the runs until the best is found; smaller leads do not matter.",
            ),
            click.option(
                "--max-runs", type=int, help="Most runs of each strategy for these; default: 4096."
            ),
            click.option(
                "--discover",
                metavar="TARGET",
                help='Say in which worlds it happens: "deaths>500", "loses:stability_index".',
            ),
            click.option(
                "--table",
                type=click.Choice(
                    ["comparison", "ranking", "tails", "costs", "acceptability", "regret", "runs"]
                ),
                help="Print this table as --json does.",
            ),
        )
    ):
        function = option(function)
    return function


def decided(
    study: Study,
    runs: int | None,
    stop_when: str | None,
    select_best: str | None,
    max_runs: int | None,
    discover: str | None,
    **options: Any,
) -> int:
    """Answer a comparison as ``answer`` does, after as many runs as its question needs."""
    if discover is not None:
        _check_target(discover, options)
    question = _question(runs, stop_when, select_best, max_runs, options["shard"])
    if question is None:
        code = answer(study, **options)
        folder = named(options["out"]) or _folder(study)
    else:
        code, folder = until_answered(study, question, **options)
    if discover is not None:
        _discover(folder, discover)
    return code


def until_answered(
    study: Study, question: Question, table: str | None = None, **options: Any
) -> tuple[int, Path]:
    """Answer a comparison after as many runs as its question needs; also where it lies."""
    try:
        study, store, found = _grown(study, question, options)
    except KeyboardInterrupt:  # between two looks
        raise Stopped(f"Interrupted. {go_on(_place(study, question, options))}") from None
    code = told(study, store, options["everything"], options["as_json"], table=table)
    if not found.reached:
        click.echo(f"{found.said} Allow more runs with --max-runs.", err=True)
        code = code or UNTRUSTWORTHY
    return code, store.folder


def not_shared(shard: str | None) -> None:
    """Nobody knows yet how many runs there will be, so nobody can have a share of them."""
    if shard is not None:
        raise InputError("a study that may still grow cannot be shared out", where="--shard")


def _check_target(target: str, options: dict[str, Any]) -> None:
    from cse_sim.indicators import catalogue
    from cse_sim.study.decisions.targets import Target

    Target.read(target).check(catalogue())
    if options["as_json"] or options["table"]:
        raise InputError(
            "it prints sentences, not a table",
            where="--discover",
            do="Leave --json out, or call cse_sim.study.decisions.discover",
        )
    if options["shard"] is not None:
        raise InputError(
            "it needs all runs, and a shard has some of them",
            where="--discover",
            do="Repeat the command with it, and without --shard, when all shards are done",
        )


def _question(
    runs: int | None,
    stop_when: str | None,
    select_best: str | None,
    max_runs: int | None,
    shard: str | None,
) -> Question | None:
    from cse_sim.indicators import catalogue
    from cse_sim.study.decisions.sequential import LEAST_MOST, MOST_RUNS
    from cse_sim.study.decisions.sequential import Question as Asked

    if stop_when is not None and select_best is not None:
        raise InputError("ask for one of --stop-when and --select-best", where="--select-best")
    if stop_when is None and select_best is None:
        if max_runs is not None:
            raise InputError(
                "it limits --stop-when or --select-best", where="--max-runs", do="Use --runs"
            )
        return None
    if runs is not None:
        raise InputError(
            "the number of runs follows from the question", where="--runs", do="Use --max-runs"
        )
    not_shared(shard)
    most = MOST_RUNS if max_runs is None else max_runs
    if most < LEAST_MOST:
        raise InputError(f"{most} cannot be used", where="--max-runs", do=f"At least {LEAST_MOST}")
    if stop_when is not None:
        read = Asked.read("stop-when", stop_when, catalogue())
    else:
        read = Asked.read("select-best", str(select_best), catalogue())
    return replace(read, most=most)


def _grown(
    study: Study, question: Question, options: dict[str, Any]
) -> tuple[Study, Store, Answer]:
    """The study with as many runs as answered the question, where it lies, and the answer."""
    from cse_sim.indicators import catalogue
    from cse_sim.study.comparison import compared_names, read_values
    from cse_sim.study.decisions.sequential import answered, looks, unanswered

    most = question.most
    study, store = _with_indicator(study, question), _place(study, question, options)
    how = {name: options[name] for name in HOW if name in options}
    found: Answer | None = None
    for runs in looks(most):
        now = replace(study, runs=runs)
        if _beyond(store, now):
            continue
        record = unanswered(question, now).record()
        computed(now, str(store.folder), **how, extend=True, sequential=record)
        values = read_values(store, compared_names(now, catalogue()))
        found, grown = answered(question, now, values, catalogue()), now
        store.write_manifest(store.manifest() | {"sequential": found.record()})
        if found.reached:
            break
    if found is None:
        raise InputError(
            f"the folder holds more than {most} runs of this study",
            path=str(store.folder),
            do="Raise --max-runs, or use another --out",
        )
    return grown, store, found


def _with_indicator(study: Study, question: Question) -> Study:
    if study.indicators is None or question.indicator in study.indicators:
        return study
    return replace(study, indicators=(*study.indicators, question.indicator))


def _place(study: Study, question: Question, options: dict[str, Any]) -> Store:
    """Where the study grows: in the folder that its first runs were given."""
    from cse_sim.study.decisions.sequential import looks
    from cse_sim.study.store import Store

    first = replace(_with_indicator(study, question), runs=next(looks(question.most)))
    return Store(named(options["out"]) or _folder(first))


def _beyond(store: Store, study: Study) -> bool:
    """Whether the folder holds a larger version of this study already."""
    from cse_sim.study.growth import is_smaller
    from cse_sim.study.plan import Study as Read

    if not (store.folder / "manifest.json").exists():
        return False
    return is_smaller(study, Read.from_inputs(store.manifest()["inputs"]))


def _folder(study: Study) -> Path:
    from cse_sim.study.growth import folder_for

    return folder_for(study, False)


def _discover(folder: Path, target: str) -> None:
    from cse_sim.study.decisions import discover
    from cse_sim.study.decisions.tables.boxes import keep_boxes
    from cse_sim.study.decisions.targets import discovery_sentences
    from cse_sim.study.results import Results
    from cse_sim.study.store import Store

    found = discover(Results.opened(folder), target)
    click.echo("")
    for sentence in discovery_sentences(found):
        click.echo(sentence)
    keep_boxes(found, Store(folder))
