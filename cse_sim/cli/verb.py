"""What all verbs share: help that begins with an example, the common options, and how tables are printed."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import click

from cse_sim.cli.streams import only_ascii
from cse_sim.errors import InputError

FLAGS = ("quiet", "verbose", "json")
Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Verb(click.Command):
    """A command whose help begins with an example, and which takes the common options whether it needs them or not."""

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example
        own = {said for parameter in self.params for said in parameter.opts}
        self.unused = [option for option in _common() if option.opts[0] not in own]
        self.params += self.unused

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; an option that means nothing to it is told and not used."""
        said = [option.opts[0] for option in self.unused if ctx.params.pop(option.name or "", None)]
        for option in said if not (ctx.params.get("quiet") or "--quiet" in said) else ():
            click.echo(f"{option} changes nothing in {self.name}.", err=True)
        return super().invoke(ctx)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(f"Example: {self.example}\n\n")
        super().format_help(ctx, formatter)


class Verbs(click.Group):
    """A group of verbs whose help begins with an example; the nearest verb is named for a wrong one."""

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(f"Example: {self.example}\n\n")
        super().format_help(ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from cse_sim.errors import nearest

        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            guess = nearest(args[0], self.commands) or f"Verbs: {', '.join(self.commands)}."
            raise click.UsageError(f'there is no verb "{args[0]}". {guess}', ctx)
        return super().resolve_command(ctx, args)


def _common() -> list[click.Option]:
    """Options that every verb takes; hidden where they are not the verb's own."""
    flags = [click.Option([f"--{name}"], is_flag=True, hidden=True) for name in FLAGS]
    return flags + [
        click.Option([f"--{name}"], hidden=True) for name in ("workers", "executor", "shard")
    ]


def talking(function: Decorated) -> Decorated:
    """The options --quiet, --verbose and --json."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print one array of flat objects."),
        click.option("--verbose", is_flag=True, help="Say more on stderr."),
        click.option("--quiet", is_flag=True, help="Say nothing on stderr but errors."),
    ):
        function = option(function)
    return function


def listen(quiet: bool, verbose: bool) -> None:
    """Show the package's own notices on stderr, as loud as asked for.

    Raises
    ------
    InputError
        when both are asked for.
    """
    if quiet and verbose:
        raise InputError("--quiet asks for the opposite", where="--verbose", do="Take one of them")
    level = logging.ERROR if quiet else logging.INFO if verbose else logging.WARNING
    logger = logging.getLogger("cse_sim")
    logger.handlers = [_ToStderr()]
    logger.propagate = False
    logger.setLevel(level)
    if not quiet:  # a first start is slow; silence would look like a fault
        logging.getLogger("cse_sim.compile").setLevel(logging.INFO)


def print_json(rows: Iterable[Mapping[str, Any]]) -> None:
    """One array of flat objects, one line each."""
    plain = only_ascii()
    lines = ",\n".join(json.dumps(row, ensure_ascii=plain, allow_nan=False) for row in rows)
    click.echo(f"[\n{lines}\n]" if lines else "[]")


def listed(text: str | None) -> list[str] | None:
    """``a,b`` as a list; None stays None, and nothing is an empty list.

    Raises
    ------
    InputError
        when something between commas is empty.
    """
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    if parts == [""]:
        return []
    if "" in parts:
        raise InputError(f'"{text}" has nothing beside a comma', do="Write a,b")
    return parts


class _ToStderr(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        click.echo(record.getMessage(), err=True)
