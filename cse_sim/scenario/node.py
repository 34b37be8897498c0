"""Values that know their place: every message about a file points at the line and column it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cse_sim.errors import InputError, InputErrors


class Empty:
    """The value of a key after which nothing is written."""

    def __repr__(self) -> str:
        return "(empty)"


EMPTY = Empty()


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it is named in messages, and the folder its own file names start from (None: no files)."""

    shown: str
    folder: Path | None = None
    top: Path | None = None


@dataclass(slots=True)
class Node:
    """A value with its place: a mapping of nodes, a list of nodes, or a plain value."""

    value: Any
    source: Source
    line: int | None = None
    column: int | None = None
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    label: str = ""

    def error(self, what: str, *, where: str = "", allowed: str = "", do: str = "") -> InputError:
        """An error that points at this value."""
        return InputError(
            what,
            where=where,
            allowed=allowed,
            do=do,
            path=self.source.shown,
            line=self.line,
            column=self.column,
        )

    def key_error(
        self, key: str, what: str, *, where: str = "", allowed: str = "", do: str = ""
    ) -> InputError:
        """An error that points at a key of this mapping."""
        child = self.value.get(key) if isinstance(self.value, dict) else None
        if isinstance(child, Node) and child.source != self.source:  # taken over from another file
            return child.error(what, where=where, allowed=allowed, do=do)
        line, column = self.keys.get(key, (self.line, self.column))
        return InputError(
            what,
            where=where,
            allowed=allowed,
            do=do,
            path=self.source.shown,
            line=line,
            column=column,
        )

    def like(self, value: Any) -> Node:
        """Another value at this place."""
        return Node(value, self.source, self.line, self.column)


def plain(node: Node) -> Any:
    """The values without their places."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def place_of(root: Node, location: Iterable[str | int]) -> tuple[Node, str]:
    """The node at a location, or the nearest above it, and the location in words.

    Items of a list go by their label (``strategies.consult``) or else by number (``shocks, item 2, kind``).
    """
    node, words = root, ""
    for step in location:
        inside: Any = node.value
        known = (isinstance(inside, dict) and step in inside) or (
            isinstance(inside, list) and isinstance(step, int) and step < len(inside)
        )
        if known:
            node = inside[step]
        label = node.label if known else ""
        if isinstance(step, int) and not label:
            words += f", item {step + 1}, "
        else:
            words += ("." if words and not words.endswith(" ") else "") + (label or str(step))
        if not known:
            break
    return node, words.strip(", ")


def raise_all(problems: list[InputError]) -> None:
    """Raises the problems, if any: one as it is, several together."""
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise InputErrors(problems)
