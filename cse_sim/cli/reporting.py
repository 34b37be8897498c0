"""The verb that turns a finished study into a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cse_sim.cli.verb import Verb, listen, print_json, talking
from cse_sim.cli.work import talk


@click.command(cls=Verb, example="cse-sim report results/liberia-demo --out liberia.html")
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--out", type=click.Path(), help="The file to write; default: DIR/report.html.")
@click.option(
    "--title", help="The question the page answers; default: put together from the study."
)
@click.option("--overwrite", is_flag=True, help="Replace a file that is there already.")
@talking
def report(
    folder: str, out: str | None, title: str | None, overwrite: bool, **options: Any
) -> None:
    """Write one self-contained HTML file that opens offline and prints; say where it is.

    It gives the answer in words, figures with all their numbers, the assumptions, the methods and the limits.
    """
    from cse_sim.errors import InputError
    from cse_sim.report.page import FILE, write_report
    from cse_sim.study.giving_out import check_place
    from cse_sim.study.store import Store

    listen(options["quiet"], options["verbose"])
    if out is not None and not out.strip():
        raise InputError(
            "this is no file name", where="--out", do="Name a file, such as report.html"
        )
    if out is not None:
        named, usual = Path(out), Path(folder) / FILE
        check_place(Store(Path(folder)), named, overwrite or named.resolve() == usual.resolve())
    place = write_report(Path(folder), Path(out) if out else None, title)
    talk(options["quiet"], "Open it in a browser; it needs no network.")
    if options["as_json"]:
        print_json([{"path": str(place)}])
    else:
        click.echo(place)


VERBS = (report,)
