"""The verb that turns a finished study into a page."""

from __future__ import annotations

from pathlib import Path

import click

from cse_sim.cli.verb import Verb


@click.command(cls=Verb, example="cse-sim report results/liberia-demo --out liberia.html")
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--out", type=click.Path(), help="The file to write; default: DIR/report.html.")
@click.option(
    "--title", help="The question the page answers; default: put together from the study."
)
@click.option("--overwrite", is_flag=True, help="Replace a file that is there already.")
@click.option("--quiet", is_flag=True, help="Say nothing on stderr but errors.")
def report(folder: str, out: str | None, title: str | None, overwrite: bool, quiet: bool) -> None:
    """Write one self-contained HTML file that opens offline and prints.

    It gives the answer in words, figures with all their numbers, the assumptions, the methods and the limits.
    """
    from cse_sim.errors import InputError
    from cse_sim.report.page import FILE, write_report
    from cse_sim.study.giving_out import check_place
    from cse_sim.study.store import Store

    if out is not None and not out.strip():
        raise InputError(
            "this is no file name", where="--out", do="Name a file, such as report.html"
        )
    if out is not None:
        named, usual = Path(out), Path(folder) / FILE
        check_place(Store(Path(folder)), named, overwrite or named.resolve() == usual.resolve())
    place = write_report(Path(folder), Path(out) if out else None, title)
    if not quiet:
        click.echo("Open it in a browser; it needs no network.", err=True)
    click.echo(place)


VERBS = (report,)
