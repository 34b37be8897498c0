"""A strategy in a file of its own: checked by itself, and against the scenario it is to be used in."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cse_sim.errors import InputError
from cse_sim.scenario.checks import disagreements
from cse_sim.scenario.document import read_document
from cse_sim.scenario.explain import validated
from cse_sim.scenario.facts import Facts
from cse_sim.scenario.files import linked_file, named_file
from cse_sim.scenario.model import Scenario, Strategy
from cse_sim.scenario.node import Node, Source, place_of, raise_all
from cse_sim.scenario.reader import drop_empty
from cse_sim.scenario.shipped import shipped_strategies
from cse_sim.scenario.strategies import KEPT, lever_problems, strategy_node

LOG = logging.getLogger(__name__)
OF_OTHERS = {"scenario", "extends", "start", "weeks", "communities", "groups"}
"""Keys that no strategy has."""


class Strategies(Facts):
    """What the file of a strategy holds, as a scenario would have it."""

    strategies: tuple[Strategy, ...]


def is_path(said: str) -> bool:
    """Whether a strategy is said by its file; names are of other letters."""
    return said.endswith(".yaml")


def is_strategy(said: str) -> bool:
    """Whether a path means the file of a strategy: by its key ``levers``, or by its folder.

    Raises
    ------
    InputError
        when the file cannot be read.
    """
    if not is_path(said):
        return False
    path, source = named_file(said, {}, "strategy")
    keys = set(read_document(path, source).value)
    return not keys & OF_OTHERS and ("levers" in keys or path.parent.name == "strategies")


def read_strategy(said: str | Path, case: Scenario | None = None) -> Strategy:
    """The strategy of a path that ends in ``.yaml``, called as the file; ``case`` is the scenario it must fit.

    Raises
    ------
    InputError
        If the file can not be used; ``InputErrors`` if there are several problems, one line each.
    """
    return strategy_of(*named_file(Path(said), shipped_strategies(), "strategy"), case)


def strategy_of(path: Path, source: Source, case: Scenario | None) -> Strategy:
    """The strategy of a file that has been found; errors as :func:`read_strategy`."""
    problems: list[InputError] = []
    root = read_document(path, source)
    drop_empty(root, "", problems)
    if path.stem == KEPT and path != shipped_strategies()[KEPT].resolve():
        problems.append(
            root.error(f'the strategy "{KEPT}" can not be changed', do="Give yours another name")
        )
    node = strategy_node(path.stem, root, problems)
    found = None
    if node is not None:
        whole = root.like({"strategies": root.like([node])})
        problems.extend(lever_problems(whole.value["strategies"]))
        found = validated(Strategies, whole, problems)
        if found is not None:
            problems.extend(_misfits(found.strategies, case, whole))
    raise_all(sorted(problems, key=lambda e: (e.line or 0, e.column or 0)))
    assert found is not None
    return found.strategies[0]


def with_strategy(case: Scenario, strategy: Strategy) -> Scenario:
    """The scenario with one strategy more; one of the same name is replaced, and the log says so."""
    known = {each.name: each for each in case.strategies}
    if strategy.name in known and known[strategy.name] != strategy:
        LOG.warning('the file of strategy "%s" replaces the one of the scenario', strategy.name)
    known[strategy.name] = strategy
    return case.model_copy(update={"strategies": tuple(known[name] for name in sorted(known))})


class Linked:
    """The strategies that another file names by path; each is called by name from here on."""

    def __init__(self, root: Node, problems: list[InputError]) -> None:
        self.files: dict[str, tuple[Path, Source]] = {}
        self.lost: set[str] = set()
        self.problems = problems
        for where, node in self._said(root):
            if isinstance(node.value, str) and is_path(node.value):
                self._take(where, node)

    def _said(self, root: Node) -> Iterator[tuple[str, Node]]:
        baseline, strategies = root.value.get("baseline"), root.value.get("strategies")
        if baseline is not None:
            yield "baseline", baseline
        if strategies is not None and isinstance(strategies.value, list):
            for number, node in enumerate(strategies.value, start=1):
                yield f"strategies, item {number}", node

    def _take(self, where: str, node: Node) -> None:
        name = Path(node.value).stem
        try:
            self.files[name] = linked_file(node, shipped_strategies(), "strategy", where)
        except InputError as error:
            self.lost.add(name)
            self.problems.append(error)
        node.value = name

    def put_into(self, case: Scenario | None) -> Scenario | None:
        """The scenario with these strategies; what is wrong with one is added to the problems."""
        for name, (path, source) in self.files.items():
            try:
                strategy = strategy_of(path, source, case)
            except InputError as error:
                self.lost.add(name)
                self.problems.extend(getattr(error, "errors", (error,)))
            else:
                case = None if case is None else with_strategy(case, strategy)
        return case


def _misfits(
    strategies: tuple[Strategy, ...], case: Scenario | None, whole: Node
) -> Iterator[InputError]:
    parts: Mapping[str, Any] = {"strategies": strategies}
    if case is not None:
        around = {name: getattr(case, name) for name in ("communities", "start", "weeks")}
        parts = {**parts, **around}
    for problem in disagreements(parts):
        if problem.location[0] == "strategies":
            node, where = place_of(whole, problem.location)
            yield node.error(problem.what, where=where, allowed=problem.allowed, do=problem.do)
