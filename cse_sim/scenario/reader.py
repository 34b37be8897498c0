"""From a file to a scenario: every problem named, each at its place, or an immutable scenario.

Order: the file and what it extends; short forms to full forms; the model; what must agree between parts; the
places of past events. A part that is wrong does not keep the others from being checked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cse_sim.errors import InputError, nearest
from cse_sim.scenario.checks import Problem, disagreements
from cse_sim.scenario.document import parse_document, read_document
from cse_sim.scenario.explain import explained, unknown_key
from cse_sim.scenario.facts import Override
from cse_sim.scenario.files import linked_file, named_file
from cse_sim.scenario.model import Scenario
from cse_sim.scenario.node import EMPTY, Node, Source, place_of, plain, raise_all
from cse_sim.scenario.past import PastEvents, community_places, placed
from cse_sim.scenario.regions import Regions
from cse_sim.scenario.sections import (
    collect,
    drawn_boundaries,
    full_communities,
    full_deployment,
    full_history,
)
from cse_sim.scenario.shipped import shipped_scenarios
from cse_sim.scenario.sound import group_names, row_problems, sound_parts, whole_deployment
from cse_sim.scenario.strategies import lever_problems, strategy_nodes
from cse_sim.scenario.units import mismatch

DERIVED = {"name", "admin1", "history_coverage"}
WRITTEN_KEYS = [
    field.alias or name for name, field in Scenario.model_fields.items() if name not in DERIVED
] + ["extends"]
MERGED = {"settlement", "mission", "csos", "authorities", "budget", "strategies", "overrides"}
LONGEST_CHAIN = 10


def read_scenario(source: str | Path) -> Scenario:
    """The scenario of a shipped name (``"liberia"``) or of a path that ends in ``.yaml``.

    Raises
    ------
    InputError
        If the file can not be used; ``InputErrors`` if there are several problems. Each is one line that names
        file, line, column, what is wrong, what is allowed and what to do.
    """
    return scenario_of(*named_file(source, shipped_scenarios(), "scenario"))


def scenario_of(path: Path, where: Source) -> Scenario:
    """The scenario of a file that has been found; errors as :func:`read_scenario`."""
    name = path.parent.name if path.name == "scenario.yaml" else path.stem
    return _Reading(name, read_document(path, where), path).scenario()


def read_uploaded_scenario(content: bytes, name: str) -> Scenario:
    """A scenario from text that came over the web: it may extend shipped scenarios and name no files.

    Raises
    ------
    InputError
        As :func:`read_scenario`.
    """
    return _Reading(name, parse_document(content, Source(name)), None).scenario()


class _Reading:
    """One reading of one scenario: the tree, what was found on the way, and the problems."""

    def __init__(self, name: str, root: Node, path: Path | None) -> None:
        self.name = name
        self.problems: list[InputError] = []
        self.folders: list[tuple[Path, str]] = []
        self.regions: Regions | None = None
        self.precisions: list[int | None] = []
        self.root = self.extended(root, [path] if path else [])

    def scenario(self) -> Scenario:
        self.expand()
        drop_empty(self.root, "", self.problems)
        scenario = self.validate()
        if scenario is None:
            parts = sound_parts(self.root)
            found = list(row_problems(self.root, parts))
        else:
            parts = {name: getattr(scenario, name) for name in Scenario.model_fields}
            found = []
        found += disagreements(parts | whole_deployment(self.root, parts))
        self.problems.extend(self.at(problem) for problem in found)
        self.problems.extend(self.catalogued(parts))
        past = self.past(parts)
        raise_all(sorted(self.problems, key=lambda e: (e.path, e.line or 0, e.column or 0)))
        assert scenario is not None
        return scenario.model_copy(
            update={
                "admin1": tuple(sorted({row.admin1 for row in scenario.communities})),
                "boundaries": self.regions.geojson if self.regions else None,
                "history": past,
            }
        )

    def extended(self, child: Node, chain: list[Path]) -> Node:
        """The tree of a file laid over that of the file it extends."""
        for key in child.value:
            if key not in WRITTEN_KEYS:
                self.problems.append(unknown_key(child, key, WRITTEN_KEYS, ""))
        drop_empty(child, "", self.problems)
        child.value = {key: node for key, node in child.value.items() if key in WRITTEN_KEYS}
        if child.source.folder is not None:
            self.folders.insert(0, (child.source.folder, child.source.shown))
        link = child.value.pop("extends", None)
        if link is None:
            return child
        path, source = linked_file(link, shipped_scenarios(), "scenario", "extends")
        if path in chain:
            raise link.error(
                f'"{link.value}" extends this scenario in turn',
                where="extends",
                do="Break the circle",
            )
        if len(chain) >= LONGEST_CHAIN:
            raise link.error(f"over {LONGEST_CHAIN} scenarios extend one another", where="extends")
        return _laid_over(self.extended(read_document(path, source), [*chain, path]), child)

    def expand(self) -> None:
        """Short forms to full forms."""
        tree = self.root.value
        self.root.value["name"] = Node(self.name, self.root.source)
        self.section(
            "communities",
            lambda node: full_communities(node, group_names(self.root), self.problems),
        )
        mission = tree.get("mission")
        if (
            mission is not None
            and isinstance(mission.value, dict)
            and "deployment" in mission.value
        ):
            self.section(
                "deployment", lambda node: full_deployment(node, self.problems), mission.value
            )
        if "boundaries" in tree:
            node = tree.pop("boundaries")
            if node.value is not None:
                self.section("boundaries", self.take_boundaries, {"boundaries": node})
        self.section("history", self.take_history)
        tree["strategies"] = strategy_nodes(self.root, self.folders, self.problems)

    def section(self, key: str, expanded: Any, tree: dict[str, Node] | None = None) -> None:
        """Replace a section by its full form, or take it out and keep the problem."""
        tree = self.root.value if tree is None else tree
        if key not in tree:
            return
        try:
            full = expanded(tree[key])
        except InputError as error:
            collect(error, self.problems)
            full = None
        if full is None:
            del tree[key]
        else:
            tree[key] = full

    def take_boundaries(self, node: Node) -> Node | None:
        self.regions = drawn_boundaries(node, self.problems)
        return None

    def take_history(self, node: Node) -> Node | None:
        events, coverage, self.precisions = full_history(node, self.problems)
        if coverage is not None:
            self.root.value["history_coverage"] = coverage
        for number, row in enumerate(
            events.value if events and isinstance(events.value, list) else (), start=1
        ):
            for key in ("admin1", "where"):
                if isinstance(row.value, dict) and row.value.pop(key, None) is not None:
                    self.problems.append(
                        row.key_error(
                            key,
                            f'the key "{key}" is not allowed',
                            where=f"history, item {number}",
                            do="Leave it out; the place is found from latitude and longitude",
                        )
                    )
        return events

    def validate(self) -> Scenario | None:
        try:
            return Scenario.model_validate_json(json.dumps(plain(self.root)), strict=True)
        except ValidationError as error:
            self.problems.extend(explained(error, self.root, Scenario))
            return None

    def at(self, problem: Problem) -> InputError:
        node, where = place_of(self.root, problem.location)
        return node.error(problem.what, where=where, allowed=problem.allowed, do=problem.do)

    def catalogued(self, parts: Mapping[str, Any]) -> Iterator[InputError]:
        """Levers and parameters that do not exist, values out of bounds."""
        yield from lever_problems(self.root.value["strategies"])
        node = self.root.value.get("overrides")
        if node is not None and isinstance(node.value, dict):
            yield from override_problems(parts.get("overrides", {}), node)

    def past(self, parts: Mapping[str, Any]) -> PastEvents:
        """The events before the start, each with its place."""
        if not {"communities", "start", "weeks", "history"} <= set(parts):
            return ()
        found: list[Problem] = []
        if self.regions is not None:
            found.extend(community_places(parts["communities"], self.regions))
        events, more = placed(parts, self.precisions, self.regions)
        self.problems.extend(self.at(problem) for problem in [*found, *more])
        return events


def override_problems(overrides: Mapping[str, Override], node: Node) -> Iterator[InputError]:
    """Overrides of parameters that do not exist, in another unit or out of bounds; ``overrides`` are the sound ones."""
    from cse_sim.params import catalogue

    known = catalogue()
    for name, child in node.value.items():
        parameter = known.get(name)
        if parameter is None:
            yield node.key_error(
                name,
                f'no parameter "{name}"',
                where="overrides",
                do=nearest(name, known) or "See: cse-sim list parameters",
            )
            continue
        if name not in overrides:
            continue
        where, override = f"overrides.{name}", overrides[name]
        wrong = mismatch(name, override.unit, known)
        if wrong is not None:
            yield child.value["unit"].error(where=where, **wrong)
            continue
        low, high = parameter.bounds
        if not low <= override.value <= high:
            unit = f" [{parameter.unit}]" if parameter.unit else ""
            yield child.value["value"].error(
                f"{override.value:g} is outside the bounds",
                where=where,
                allowed=f"Allowed: {low:g} to {high:g}{unit}",
            )


def _laid_over(parent: Node, child: Node) -> Node:
    tree = dict(parent.value)
    for key, node in child.value.items():
        old = tree.get(key)
        if (
            key in MERGED
            and old is not None
            and isinstance(old.value, dict)
            and isinstance(node.value, dict)
        ):
            keys = {**old.keys, **node.keys}
            node = Node({**old.value, **node.value}, node.source, node.line, node.column, keys)
        tree[key] = node
    return Node(tree, child.source, child.line, child.column, {**parent.keys, **child.keys})


def drop_empty(node: Node, where: str, problems: list[InputError]) -> None:
    """Take out keys and items without a value, and name each."""
    advice = "Give it a value, or leave it out"
    if isinstance(node.value, dict):
        for key, child in list(node.value.items()):
            if child.value is EMPTY:
                del node.value[key]
                problems.append(
                    node.key_error(key, f'"{key}" has no value', where=where, do=advice)
                )
            else:
                drop_empty(child, f"{where}.{key}".strip("."), problems)
    elif isinstance(node.value, list):
        for number, child in enumerate(node.value, start=1):
            if child.value is EMPTY:
                problems.append(child.error("the item has no value", where=where, do=advice))
            else:
                drop_empty(child, f"{where}, item {number}", problems)
        if any(child.value is EMPTY for child in node.value):
            node.value = [child for child in node.value if child.value is not EMPTY]
