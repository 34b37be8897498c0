"""The short forms people write, turned into the full form of the model: tables, invented communities, strategies."""

from __future__ import annotations

from collections.abc import Sequence

from cse_sim.errors import InputError, InputErrors
from cse_sim.scenario.explain import quoted, unknown_key, validated
from cse_sim.scenario.files import data_file
from cse_sim.scenario.node import EMPTY, Node
from cse_sim.scenario.regions import Regions, read_regions
from cse_sim.scenario.synthetic import SyntheticCommunities, synthetic_communities
from cse_sim.scenario.tables import COMMUNITY_COLUMNS, DEPLOYMENT_COLUMNS, event_rows, table_rows

Problems = list[InputError]
FEWEST = 10


def collect(error: InputError, problems: Problems) -> None:
    """Adds an error, or each of several, to the problems."""
    problems.extend(error.errors if isinstance(error, InputErrors) else [error])


def full_communities(node: Node, groups: Sequence[str], problems: Problems) -> Node | None:
    """Rows of communities from a list, a file or the keys of an invented country."""
    if isinstance(node.value, list):
        rows = node.value
    elif isinstance(node.value, dict) and "file" in node.value:
        _only(node, ["file"], "communities", problems)
        found = len(problems)
        path, source = data_file(node.value["file"], "communities.file")
        rows = table_rows(
            path, source, COMMUNITY_COLUMNS, problems, extras=("synthetic",), shares=groups
        )
        if len(rows) < FEWEST and len(problems) > found:
            return None
    elif isinstance(node.value, dict):
        return _invented(node, groups, problems)
    else:
        problems.append(
            node.error(
                f"expected communities, found {quoted(node.value)}",
                where="communities",
                allowed="Write a list, {file: communities.csv}, or {count: 60, seed: 1}",
            )
        )
        return None
    for k, row in enumerate(rows):
        if isinstance(row.value, dict):
            _shares(row, groups, f"communities, item {k + 1}", problems)
    return node.like(rows)


def _invented(node: Node, groups: Sequence[str], problems: Problems) -> Node | None:
    what = validated(SyntheticCommunities, node, problems, "communities")
    if what is None:
        return None
    found = len(problems)
    shares = node.value.get("shares")
    for name in what.shares:
        if name not in groups:
            problems.append(unknown_key(shares, name, list(groups), "communities.shares"))
    if what.shares and abs(sum(what.shares.values()) - 1) > 1e-6:
        problems.append(
            shares.error(
                f"the shares sum to {sum(what.shares.values()):.7g}",
                where="communities.shares",
                allowed="They must sum to 1 (within 0.000001)",
            )
        )
    if what.shares and set(groups) - set(what.shares) and len(problems) == found:
        missing = ", ".join(sorted(set(groups) - set(what.shares)))
        problems.append(
            shares.error(f"no share is given for {missing}", where="communities.shares")
        )
    if not groups or len(problems) > found:
        return None
    return node.like([_deep(node, row) for row in synthetic_communities(what, groups)])


def _deep(place: Node, row: dict[str, object]) -> Node:
    return place.like(
        {
            key: place.like(
                [place.like(part) for part in value] if isinstance(value, list) else value
            )
            for key, value in row.items()
        }
    )


def _shares(row: Node, groups: Sequence[str], where: str, problems: Problems) -> None:
    """Gathers share_<group> cells, or a mapping under shares, into a list in the order of the groups."""
    given = row.value
    if not groups:
        return
    named = {key[6:]: key for key in given if key.startswith("share_")}
    if named and "shares" in given:
        problems.append(
            row.key_error("shares", "give either shares or share_<group>, not both", where=where)
        )
    elif named:
        parts = {name: given[key] for name, key in named.items()}
        here = (row.line or 0, row.column or 0)
        keys = {name: row.keys.get(key, here) for name, key in named.items()}
        for key in named.values():
            del given[key]
        given["shares"] = Node(parts, row.source, row.line, next(iter(parts.values())).column, keys)
    if "shares" not in given and len(groups) == 1:
        given["shares"] = row.like([row.like(1.0)])
    shares = given.get("shares")
    if shares is None or not isinstance(shares.value, dict):
        return
    for name in shares.value:
        if name not in groups:
            problems.append(unknown_key(shares, name, list(groups), f"{where}, share"))
    for name in groups:
        if name not in shares.value:
            problems.append(shares.error(f'the share of "{name}" is missing', where=where))
    complete = all(name in shares.value for name in groups)
    shares.value = (
        [shares.value[name] for name in groups] if complete else list(shares.value.values())
    )


def full_deployment(node: Node, problems: Problems) -> Node | None:
    """Rows of the deployment from a list or a file; an empty admin1 is the whole country."""
    if isinstance(node.value, dict) and "file" in node.value:
        _only(node, ["file"], "mission.deployment", problems)
        path, source = data_file(node.value["file"], "mission.deployment.file")
        found = len(problems)
        rows = table_rows(path, source, DEPLOYMENT_COLUMNS, problems)
        if not rows and len(problems) > found:
            return None
        for row in rows:
            if row.value["admin1"].value is EMPTY:
                row.value["admin1"].value = ""
        return node.like(rows)
    if isinstance(node.value, dict):
        problems.append(
            node.error(
                "expected rows or a file",
                where="mission.deployment",
                do="Write {file: deployment.csv}",
            )
        )
        return None
    return node


def full_history(
    node: Node, problems: Problems
) -> tuple[Node | None, Node | None, list[int | None]]:
    """Events before the start, the coverage, and how precisely each event is located."""
    if isinstance(node.value, list):
        return node, None, [None] * len(node.value)
    if not isinstance(node.value, dict):
        problems.append(
            node.error("expected events", where="history", do="Write {file: events.csv}")
        )
        return None, None, []
    _only(node, ["file", "events", "coverage"], "history", problems)
    coverage = node.value.get("coverage")
    if ("file" in node.value) == ("events" in node.value):
        problems.append(
            node.error("give either file or events", where="history", do="Write {file: events.csv}")
        )
        return None, coverage, []
    if "events" in node.value:
        events = node.value["events"]
        return (
            events,
            coverage,
            [None] * (len(events.value) if isinstance(events.value, list) else 0),
        )
    path, source = data_file(node.value["file"], "history.file")
    events, precisions = event_rows(path, source, problems)
    return node.like(events), coverage, precisions


def drawn_boundaries(node: Node, problems: Problems) -> Regions | None:
    """The polygons of the administrative units."""
    if not isinstance(node.value, dict) or "file" not in node.value:
        problems.append(
            node.error(
                "expected a file",
                where="boundaries",
                do="Write {file: boundaries.geojson, name_property: admin1}",
            )
        )
        return None
    _only(node, ["file", "name_property"], "boundaries", problems)
    called = node.value.get("name_property")
    if called is not None and not (isinstance(called.value, str) and called.value):
        problems.append(
            called.error(
                f"expected text, found {quoted(called.value)}", where="boundaries.name_property"
            )
        )
        return None
    path, source = data_file(node.value["file"], "boundaries.file")
    return read_regions(path, source, called.value if called else "admin1")


def _only(node: Node, keys: list[str], where: str, problems: Problems) -> None:
    for key in node.value:
        if key not in keys:
            problems.append(unknown_key(node, key, keys, where))
