"""The verb that opens the web view."""

from __future__ import annotations

import click

from cse_sim.cli.verb import Verb, listen


@click.command(cls=Verb, example="cse-sim view liberia")
@click.argument("said", metavar="[SCENARIO|DIR]", required=False)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="0: any free one.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Who can reach it; 0.0.0.0: everyone in the network.",
)
@click.option("--quiet", is_flag=True, help="Say nothing on stderr but errors.")
@click.option("--verbose", is_flag=True, help="Say more on stderr.")
def view(said: str | None, port: int, host: str, quiet: bool, verbose: bool) -> int:
    """Explore, compare and take away in a browser, on this computer and without a network.

    Opens a scenario, or the folder of a finished study. Stop it with Ctrl-C.
    """
    from cse_sim.web.server import LOOPBACK_NAMES, view

    listen(quiet, verbose)

    def ready(address: str) -> None:
        click.echo(address)
        if host not in LOOPBACK_NAMES and not quiet:
            click.echo(f"Everyone who can reach {host} can use it; there is no password.", err=True)

    view(said, host, port, ready)
    return 0


VERBS = (view,)
