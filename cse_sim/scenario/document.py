"""A YAML 1.2 file as a tree of nodes, each of which knows its file, line and column.

Refused, each with its own message: directives, tags, anchors and aliases, duplicate keys, several documents,
text that is not UTF-8, files over 5 MB, nesting over 30 deep. Depth is counted on the stream of events, before
anything is built, so a deep file costs nothing. Plain text follows the core schema of YAML 1.2: ``NO`` and
``yes`` are text, ``true`` is not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cse_sim.errors import InputError
from cse_sim.scenario.node import EMPTY, Node, Source, raise_all

MOST_BYTES = 5_000_000
DEEPEST = 30

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_CONTROL = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f]")
_WORDS = {"null": None, "Null": None, "NULL": None, "~": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}


def read_document(path: Path, source: Source) -> Node:
    """The top mapping of a YAML file.

    Raises
    ------
    InputError
        If the file can not be read or breaks a rule of this module.
    """
    try:
        if path.exists() and not path.is_file():
            raise InputError("this is not a file", path=source.shown)
        if not path.is_file():
            raise InputError("there is no such file", path=source.shown)
        if path.stat().st_size > MOST_BYTES:
            raise _too_large(source)
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the file can not be read: {error.strerror or error}", path=source.shown
        ) from error
    return parse_document(content, source)


def parse_document(content: bytes, source: Source) -> Node:
    """The top mapping of YAML text; see :func:`read_document`."""
    if len(content) > MOST_BYTES:
        raise _too_large(source)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        raise InputError(
            "the file is not UTF-8",
            do="Save it as UTF-8",
            path=source.shown,
            line=line,
            column=error.start - (before.rfind(b"\n") + 1) + 1,
        ) from error
    for number, line_text in enumerate(text.splitlines(), start=1):
        if line_text.startswith("%"):
            raise InputError(
                "directives (%) are not allowed",
                do="Delete the line",
                path=source.shown,
                line=number,
                column=1,
            )
        if line_text.strip() and not line_text.lstrip().startswith("#"):
            break
    return _Builder(source).build(text)


def _too_large(source: Source) -> InputError:
    return InputError(
        "the file is over 5 MB",
        do="Move tables into files beside it, such as communities.csv",
        path=source.shown,
    )


class _Builder:
    """Turns the events of the parser into nodes, without recursion."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.open: list[Node] = []
        self.waiting: list[tuple[str, int, int] | None] = []
        self.top: Node | None = None
        self.documents = 0
        self.problems: list[InputError] = []

    def build(self, text: str) -> Node:
        for event in _events(text, self.source):
            self.take(event)
        raise_all(self.problems)
        if self.top is None or self.top.value in (None, ""):
            raise InputError("the file is empty", path=self.source.shown)
        if not isinstance(self.top.value, dict):
            raise self.top.error(
                "the file must hold keys with values", do='Write lines such as "title: My case"'
            )
        return self.top

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        place = Node(None, self.source, event.start_mark.line + 1, event.start_mark.column + 1)
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                raise place.error(
                    "the file holds several documents", do="Keep one; remove the lines with ---"
                )
            if event.version or event.tags:
                raise place.error("directives (%) are not allowed", do="Delete the line")
        elif kind == "AliasEvent":
            self.problems.append(
                place.error(f"aliases (*{event.anchor}) are not allowed", do="Write the value out")
            )
            self.alias(place)
        elif kind in ("ScalarEvent", "MappingStartEvent", "SequenceStartEvent"):
            if event.anchor is not None:
                self.problems.append(
                    place.error(
                        f"anchors (&{event.anchor}) are not allowed", do="Write the value out"
                    )
                )
            if event.tag is not None:
                self.problems.append(
                    place.error(f"tags ({event.tag}) are not allowed", do="Delete the tag")
                )
            self.add(event, kind, place)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.open.pop()
            self.waiting.pop()

    def alias(self, place: Node) -> None:
        if self.open and isinstance(self.open[-1].value, dict) and self.waiting[-1] is None:
            self.waiting[-1] = ("*", place.line or 1, place.column or 1)
        else:
            self.attach(place)

    def add(self, event: Any, kind: str, place: Node) -> None:
        if self.open and isinstance(self.open[-1].value, dict) and self.waiting[-1] is None:
            self.waiting[-1] = self.key(event, kind, place)
            return
        if kind == "ScalarEvent":
            try:
                place.value = _scalar(event, place)
            except InputError as error:
                self.problems.append(error)
        else:
            if len(self.open) >= DEEPEST:
                raise place.error(f"the file is nested over {DEEPEST} deep", do="Use fewer levels")
            place.value = {} if kind == "MappingStartEvent" else []
        self.attach(place)
        if kind != "ScalarEvent":
            self.open.append(place)
            self.waiting.append(None)

    def key(self, event: Any, kind: str, place: Node) -> tuple[str, int, int]:
        assert place.line is not None
        assert place.column is not None
        if kind != "ScalarEvent":
            raise place.error("a key must be a word", do="Write name: value")
        mapping = self.open[-1]
        name = _text(event.value, place)
        if name in mapping.value:
            line = mapping.keys[name][0]
            self.problems.append(
                place.error(
                    f'the key "{name}" is given twice (first in line {line})', do="Keep one"
                )
            )
            return name, place.line, place.column
        mapping.keys[name] = (place.line, place.column)
        return name, place.line, place.column

    def attach(self, node: Node) -> None:
        if not self.open:
            self.top = node
            return
        parent = self.open[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
            return
        key = self.waiting[-1]
        assert key is not None
        parent.value[key[0]] = node
        self.waiting[-1] = None


def _scalar(event: Any, place: Node) -> Any:
    text = _text(event.value, place)
    if event.style is not None:
        return text
    if text == "":
        return EMPTY
    return plain_value(text, place)


def plain_value(text: str, place: Node) -> Any:
    """A plain scalar under the core schema of YAML 1.2; NaN and infinities are refused."""
    if text in _WORDS:
        return _WORDS[text]
    if _NOT_FINITE.fullmatch(text):
        raise place.error(f"{text} is not a number that can be used", do="Write a finite number")
    if _INT.fullmatch(text):
        if len(text) > 300:
            raise place.error("the number has over 300 digits", do="Write a smaller number")
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if not math.isfinite(number):
            raise place.error(f"{text[:40]} is too large a number", do="Write a finite number")
        return number
    return text


def _text(value: str, place: Node) -> str:
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise place.error(
            "the text holds half a character (a lone surrogate)", do="Write the character itself"
        )
    if _CONTROL.search(value):
        raise place.error(
            "the text holds a control character, which could disturb a terminal", do="Delete it"
        )
    return value


def _events(text: str, source: Source) -> Iterator[Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise InputError(
            f"this is not YAML: {error.problem or error.context}",
            do="Check the indentation, colons and quotes around this place",
            path=source.shown,
            line=mark.line + 1 if mark else None,
            column=mark.column + 1 if mark else None,
        ) from error
    except (YAMLError, ValueError, OverflowError) as error:
        raise InputError(
            f"this is not YAML: {' '.join(str(error).split())}",
            do="Check the file in a text editor",
            path=source.shown,
        ) from error
