"""The verbs for whoever has to believe a study: verify, reproduce."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from cse_sim.cli.verb import Verb, listen, print_json, talking
from cse_sim.cli.work import talk

NOT_AS_IT_WAS = 3


@click.command(cls=Verb, example="cse-sim verify results/first")
@click.argument("folder", metavar="DIR", type=click.Path())
@talking
def verify(folder: str, **options: Any) -> int:
    """Compute every digest of a finished study anew; names every file that has changed."""
    from cse_sim.study.store import MANIFEST, Store
    from cse_sim.study.verify import differences, digests, holds_tables_only

    listen(options["quiet"], options["verbose"])
    store = Store(Path(folder))
    found = list(differences(store))
    count = digests(store)
    if holds_tables_only(store):
        talk(
            options["quiet"], "Saved from Python without its parts: the tables alone are looked at."
        )
    if found and not found[0].startswith(MANIFEST):
        again = f"cse-sim resume {shlex.quote(folder)}"
        talk(options["quiet"], f"What is missing or changed is computed again by: {again}")
    return _said(found, f"{folder}: all {count} digests agree.", options["as_json"])


@click.command(cls=Verb, example="cse-sim reproduce results/first --sample 0.01")
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option(
    "--sample", type=float, default=0.01, show_default=True, help="Share of the parts to run again."
)
@talking
def reproduce(folder: str, sample: float, **options: Any) -> int:
    """Run a sample of a finished study again and compare it to the last bit."""
    from cse_sim.study.results import chunk_of
    from cse_sim.study.store import Store
    from cse_sim.study.verify import same_program, sampled, study_of, unequal

    listen(options["quiet"], options["verbose"])
    store = Store(Path(folder))
    study = study_of(store)
    chunk, size = chunk_of(study)
    parts = sampled(store, sample, size)
    if not same_program(store):
        talk(options["quiet"], "The program or its libraries are not those that made this study.")
    others = unequal(parts, store, chunk)
    found = [f"{store.part(part.key)}: other numbers come out" for part in others]
    runs = sum(part.runs for part in parts)
    alike = f"{folder}: {runs} of {study.planned} runs come out the same, bit for bit."
    return _said(found, alike, options["as_json"])


VERBS = (verify, reproduce)


def _said(problems: list[str], alike: str, as_json: bool) -> int:
    if as_json:
        print_json([{"problem": problem} for problem in problems])
    else:
        click.echo("\n".join(problems) or alike)
    return NOT_AS_IT_WAS if problems else 0
