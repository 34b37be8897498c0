"""The verb that gives a finished study to other programs."""

from __future__ import annotations

from pathlib import Path

import click

from cse_sim.cli.verb import Verb


@click.command(cls=Verb, example="cse-sim export results/liberia-demo --to netcdf --out liberia.nc")
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option(
    "--to", "kind", required=True, type=click.Choice(["netcdf", "csv", "json"]), help="The format."
)
@click.option("--table", help="csv, json: which table; default: the one that answers the study.")
@click.option("--out", type=click.Path(), help="The file to write; csv and json also go to stdout.")
@click.option("--overwrite", is_flag=True, help="Replace a file that is there already.")
@click.option("--quiet", is_flag=True, help="Say nothing on stderr but errors.")
def export(
    folder: str, kind: str, table: str | None, out: str | None, overwrite: bool, quiet: bool
) -> None:
    """Write a finished study as NetCDF (all runs and weeks), or one of its tables as CSV or JSON."""
    from cse_sim.adapters.files import export as write
    from cse_sim.adapters.files import table_as
    from cse_sim.cli.answer import TABLES
    from cse_sim.errors import InputError
    from cse_sim.study.results import Results

    if out is not None and not out.strip():
        raise InputError("the name is empty", where="--out", do="Name a file")
    if kind == "netcdf" and table is not None:
        raise InputError("NetCDF holds all runs and weeks", where="--table", do="Leave it out")
    if kind == "netcdf" and out is None:
        raise InputError("NetCDF needs a file", where="--out", do="Add --out FILE.nc")
    results = Results.opened(Path(folder))
    name = table or TABLES[results.manifest["inputs"]["verb"]]
    if out is None:
        click.echo(table_as(results, name, kind), nl=False)
        return
    write(Path(folder), kind, Path(out), name, overwrite)
    if not quiet:
        click.echo(f"Written: {'runs and weeks' if kind == 'netcdf' else name}.", err=True)
    click.echo(out)


VERBS = (export,)
