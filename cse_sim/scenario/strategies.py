"""Strategies: those that come with the package, those in ``strategies/`` beside a scenario, those written in it.

A strategy that people write replaces a shipped one of the same name, and the log says so. `none` stays as it is,
because every comparison rests on it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from cse_sim.errors import InputError, nearest
from cse_sim.scenario.document import read_document
from cse_sim.scenario.explain import quoted, unknown_key
from cse_sim.scenario.model import LeverUse
from cse_sim.scenario.node import Node, Source, raise_all
from cse_sim.scenario.shipped import shipped_strategies

LOG = logging.getLogger(__name__)
KEPT = "none"
KEYS = ["title", "description", "levers"]
USE_KEYS = [name for name in LeverUse.model_fields if name != "lever"]


def strategy_nodes(
    root: Node, folders: Iterable[tuple[Path, str]], problems: list[InputError]
) -> Node:
    """All strategies a scenario can choose from, sorted by name, in the form of the model."""
    found = dict(_shipped())
    written: dict[str, Node] = {}
    for folder, shown in folders:
        written |= _beside(folder, shown, problems)
    inline = root.value.get("strategies")
    if inline is not None and not isinstance(inline.value, dict):
        problems.append(
            inline.error(
                f"expected names of strategies with their keys, found {quoted(inline.value)}",
                where="strategies",
            )
        )
    elif inline is not None:
        for name, node in inline.value.items():
            if name in written:
                problems.append(
                    inline.key_error(
                        name,
                        f'the strategy "{name}" is also in {written[name].source.shown}',
                        where="strategies",
                        do="Keep one or give it another name",
                    )
                )
            written[name] = node
    for name, node in written.items():
        full = strategy_node(name, node, problems)
        if name == KEPT:
            problems.append(
                node.error(
                    'the strategy "none" can not be changed',
                    where="strategies",
                    do="Give yours another name",
                )
            )
        elif full is not None:
            if name in found:
                LOG.warning('%s: strategy "%s" replaces the shipped one', node.source.shown, name)
            found[name] = full
    return (inline or root).like([found[name] for name in sorted(found)])


def strategy_node(name: str, node: Node, problems: list[InputError]) -> Node | None:
    """A strategy as written, in the form of the model: its levers as a list."""
    where = f"strategies.{name}"
    if not isinstance(node.value, dict):
        problems.append(
            node.error(f"expected title: and levers:, found {quoted(node.value)}", where=where)
        )
        return None
    for key in node.value:
        if key not in KEYS:
            problems.append(unknown_key(node, key, KEYS, where))
    levers = node.value.get("levers")
    if levers is None or not isinstance(levers.value, dict):
        what = (
            '"levers" is missing'
            if levers is None
            else f"expected names of levers, found {quoted(levers.value)}"
        )
        problems.append(
            (levers or node).error(what, where=where, do="Write levers: {} if it uses none")
        )
        return None
    full = Node({"name": node.like(name)}, node.source, node.line, node.column, node.keys, name)
    full.value |= {key: node.value[key] for key in ("title", "description") if key in node.value}
    uses = [
        _use(lever, use, f"{where}.levers.{lever}", problems) for lever, use in levers.value.items()
    ]
    full.value["levers"] = levers.like([use for use in uses if use is not None])
    return full


def lever_problems(strategies: Node) -> Iterator[InputError]:
    """Levers that do not exist, in strategies that people wrote."""
    shipped = list(_shipped().values())
    written = [node for node in strategies.value if not any(node is each for each in shipped)]
    if not any(node.value["levers"].value for node in written):
        return
    from cse_sim.levers import catalogue

    known = list(catalogue())
    for strategy in written:
        for use in strategy.value["levers"].value:
            if use.label not in known:
                guess = nearest(use.label, known)
                yield use.error(
                    f'there is no lever "{use.label}"',
                    where=f"strategies.{strategy.label}.levers",
                    allowed="" if guess else "Known: " + ", ".join(known),
                    do=guess,
                )


def _use(lever: str, node: Node, where: str, problems: list[InputError]) -> Node | None:
    if not isinstance(node.value, dict):
        problems.append(
            node.error(
                f"expected keys with values, found {quoted(node.value)}",
                where=where,
                do="Write {share: 0.5}",
            )
        )
        return None
    for key in node.value:
        if key not in USE_KEYS:
            problems.append(unknown_key(node, key, USE_KEYS, where))
    given = {key: value for key, value in node.value.items() if key in USE_KEYS}
    return Node(
        {"lever": node.like(lever)} | given, node.source, node.line, node.column, node.keys, lever
    )


def _beside(folder: Path, shown: str, problems: list[InputError]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for path in sorted(folder.glob("strategies/*.yaml")):
        source = Source(str(Path(shown).parent / "strategies" / path.name))
        try:
            if not path.resolve().is_relative_to(folder):
                raise InputError(
                    "the file is a link that leaves the folder of the scenario", path=source.shown
                )
            found[path.stem] = read_document(path, source)
        except InputError as error:
            problems.append(error)
    return found


@cache
def _shipped() -> dict[str, Node]:
    found: dict[str, Node] = {}
    for name, path in shipped_strategies().items():
        problems: list[InputError] = []
        node = strategy_node(name, read_document(path, Source(path.name)), problems)
        raise_all(problems)
        assert node is not None
        found[name] = node
    return found
