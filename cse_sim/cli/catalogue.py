"""The verbs that show what there is: list, describe, schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from cse_sim.cli.streams import only_ascii
from cse_sim.cli.verb import Verb, listen, print_json, talking
from cse_sim.errors import InputError, nearest

Row = dict[str, Any]


def scenario_rows() -> list[Row]:
    """Shipped scenarios."""
    from cse_sim.scenario.shipped import shipped_scenarios

    return [{"name": name, "about": _title(path)} for name, path in shipped_scenarios().items()]


def experiment_rows() -> list[Row]:
    """Shipped experiments."""
    from cse_sim.scenario.shipped import shipped_experiments

    return [{"name": name, "about": _title(path)} for name, path in shipped_experiments().items()]


def strategy_rows() -> list[Row]:
    """Shipped strategies."""
    from cse_sim.scenario.shipped import shipped_strategies

    return [{"name": name, "about": _title(path)} for name, path in shipped_strategies().items()]


def lever_rows() -> list[Row]:
    """Levers, each with the grade of its evidence."""
    from cse_sim.levers import catalogue

    return [
        {"name": lever.name, "about": lever.meaning, "evidence": lever.grade}
        for lever in catalogue().values()
    ]


def parameter_rows() -> list[Row]:
    """Parameters, each with unit, default, bounds and what is explored."""
    from cse_sim.params import catalogue

    return [
        {
            "name": name,
            "about": each.meaning,
            "default": each.default,
            "unit": each.unit,
            "lowest": each.bounds[0],
            "highest": each.bounds[1],
            "explored_from": each.prior.low,
            "explored_to": each.prior.high,
            "basis": each.basis,
        }
        for name, each in catalogue().items()
    ]


def indicator_rows() -> list[Row]:
    """Indicators, each with all it declares that a program reading tables needs."""
    from cse_sim.indicators import catalogue

    return [
        {
            "name": name,
            "about": each.meaning,
            "unit": each.unit,
            "direction": each.direction,
            "overall": each.overall,
            "smallest_difference": each.smallest_difference,
            "undefined_when": each.undefined_when,
        }
        for name, each in catalogue().items()
    ]


def mechanism_rows() -> list[Row]:
    """Mechanisms, in the order of the week."""
    from cse_sim.mechanisms import catalogue

    return [
        {"name": name, "about": each.page.partition("\n")[0]}
        for name, each in catalogue().items()
        if not each.lever
    ]


NOT_IN_A_LINE = {"kind", "name", "about", "overall", "smallest_difference", "undefined_when"}
"""What a line leaves to the page of ``describe`` and to ``--json``, or says without its key."""
KINDS: dict[str, Callable[[], list[Row]]] = {
    "scenarios": scenario_rows,
    "strategies": strategy_rows,
    "levers": lever_rows,
    "parameters": parameter_rows,
    "indicators": indicator_rows,
    "mechanisms": mechanism_rows,
    "experiments": experiment_rows,
}


@click.command("list", cls=Verb, example="cse-sim list strategies")
@click.argument("kind", required=False, metavar=f"[{'|'.join(KINDS)}]")
@talking
def list_(kind: str | None, quiet: bool, verbose: bool, as_json: bool) -> None:
    """Show what there is, one line each."""
    listen(quiet, verbose)
    if kind is not None and kind not in KINDS:
        raise InputError(
            f'there is no list "{kind}"',
            allowed=f"Allowed: {', '.join(KINDS)}",
            do=nearest(kind, KINDS),
        )
    kinds = [kind] if kind else list(KINDS)
    rows = [{"kind": each.removesuffix("s"), **row} for each in kinds for row in KINDS[each]()]
    for row in rows:
        row["kind"] = "strategy" if row["kind"] == "strategie" else row["kind"]
    if as_json:
        print_json(rows)
        return
    for line in _lines(rows, several=kind is None):
        click.echo(line)


@click.command(cls=Verb, example="cse-sim describe stability_index")
@click.argument("name")
@talking
def describe(name: str, quiet: bool, verbose: bool, as_json: bool) -> None:
    """Show the page of a mechanism, lever, parameter, strategy, scenario, indicator, experiment or dose.LEVER."""
    from cse_sim.cli.pages import PAGES, pages_of

    listen(quiet, verbose)
    found = pages_of(name)
    if not found:
        known = [row["name"] for rows in KINDS.values() for row in rows()]
        raise InputError(
            f'nothing is called "{name}"',
            allowed=nearest(name, known),
            do='"cse-sim list" shows all names',
        )
    if as_json:
        print_json([{"kind": kind, "name": name, "page": text} for kind, text in found])
        return
    assert set(PAGES) >= {kind for kind, _ in found}
    click.echo("\n\n".join(f"{kind}: {name}\n\n{text}" for kind, text in found))


@click.command(cls=Verb, example="cse-sim schema scenario > scenario.schema.json")
@click.argument("kind", metavar="scenario|experiment")
def schema(kind: str) -> None:
    """Print the JSON Schema of a kind of file."""
    import json

    if kind == "scenario":
        from cse_sim.scenario.schema import scenario_schema

        found = scenario_schema()
    elif kind == "experiment":
        from cse_sim.scenario.schema import experiment_schema

        found = experiment_schema()
    else:
        raise InputError(f'there is no schema of "{kind}"', allowed="Allowed: scenario, experiment")
    click.echo(json.dumps(found, indent=2, ensure_ascii=only_ascii()))


VERBS = (list_, describe, schema)


def _title(path: Any) -> str:
    from cse_sim.scenario.document import read_document
    from cse_sim.scenario.node import Source

    root = read_document(path, Source(str(path)))
    title = root.value.get("title") if isinstance(root.value, dict) else None
    return str(title.value) if title else ""


def _lines(rows: list[Row], several: bool) -> Iterable[str]:
    width = max((len(row["name"]) for row in rows), default=0)
    last = None
    for row in rows:
        if several and row["kind"] != last:
            last = row["kind"]
            yield f"{last}:"
        rest = ", ".join(
            _detail(key, value) for key, value in row.items() if key not in NOT_IN_A_LINE
        )
        indent = "  " if several else ""
        yield f"{indent}{row['name']:<{width}}  {row['about']}{f'  [{rest}]' if rest else ''}".rstrip()


def _detail(key: str, value: Any) -> str:
    return f"{key} {value:g}" if isinstance(value, float) else f"{key} {value}"
