"""Which file a name or a path means, and how far a file may reach."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cse_sim.errors import InputError, nearest
from cse_sim.scenario.node import Node, Source
from cse_sim.scenario.shipped import NAME


def named_file(said: str | Path, shipped: Mapping[str, Path], kind: str) -> tuple[Path, Source]:
    """The file that a command line or a program means: a shipped name, or a path that ends in .yaml."""
    text = str(said)
    if isinstance(said, str) and NAME.fullmatch(text):
        if text not in shipped:
            raise unknown_name(text, shipped, kind)
        return _with_source(shipped[text], str(shipped[text]))
    if not text.endswith(".yaml"):
        raise InputError(
            f'"{text}" is neither a shipped {kind} nor a path that ends in .yaml',
            allowed="Shipped: " + ", ".join(shipped),
        )
    return _with_source(Path(text), text)


def unknown_name(name: str, shipped: Mapping[str, Path], kind: str) -> InputError:
    """The error for a name that is not shipped."""
    return InputError(
        f'there is no shipped {kind} "{name}"',
        allowed="Shipped: " + ", ".join(shipped),
        do=nearest(name, shipped)
        or f"Give the path of a file that ends in .yaml, such as ./{name}.yaml",
    )


def linked_file(
    node: Node, shipped: Mapping[str, Path], kind: str, where: str
) -> tuple[Path, Source]:
    """The file another file names: shipped, or a path no further than the folder above."""
    text = node.value
    source = node.source
    if not isinstance(text, str):
        raise node.error("expected a shipped name or a path that ends in .yaml", where=where)
    if NAME.fullmatch(text):
        if text not in shipped:
            error = unknown_name(text, shipped, kind)
            raise node.error(error.what, where=where, allowed=error.allowed, do=error.do)
        return _with_source(shipped[text], str(shipped[text]))
    if source.folder is None or source.top is None:
        raise node.error(
            "an upload may name only what is shipped",
            where=where,
            allowed="Shipped: " + ", ".join(shipped),
        )
    if not text.endswith(".yaml") or Path(text).is_absolute() or "\0" in text:
        raise node.error(
            f'"{text}" is neither a shipped {kind} nor a relative path that ends in .yaml',
            where=where,
        )
    target = _resolved(source.folder / text, node, where)
    if not target.is_relative_to(source.top):
        raise node.error(
            f'"{text}" lies outside the folder above the file',
            where=where,
            do=f"Move it into the folder of the {kind} or the one above",
        )
    if not target.is_file():
        raise node.error(f'there is no file "{text}"', where=where)
    return target, Source(str(Path(source.shown).parent / text), target.parent, source.top)


def data_file(node: Node, where: str, kind: str = "scenario") -> tuple[Path, Source]:
    """A table beside the file that names it, of that kind: in its folder or below, after links are resolved."""
    text = node.value
    source = node.source
    if not isinstance(text, str) or not text:
        raise node.error("expected the name of a file", where=where)
    if source.folder is None:
        raise node.error(
            "an upload may not name files",
            where=where,
            do="Write the rows into the scenario itself",
        )
    if Path(text).is_absolute() or "\0" in text:
        raise node.error(
            f'"{text}" is not a relative path', where=where, do=f"Name a file beside the {kind}"
        )
    target = _resolved(source.folder / text, node, where)
    if not target.is_relative_to(source.folder):
        raise node.error(
            f'"{text}" lies outside the folder of the {kind}',
            where=where,
            do=f"Move it beside the {kind}",
        )
    if not target.is_file():
        raise node.error(f'there is no file "{text}"', where=where, do=f"Put it beside the {kind}")
    return target, Source(str(Path(source.shown).parent / text))


def _with_source(path: Path, shown: str) -> tuple[Path, Source]:
    try:
        path = path.resolve()
    except (OSError, RuntimeError, ValueError) as error:  # links in a circle, a null character
        raise InputError("the path can not be followed", path=shown) from error
    return path, Source(shown, path.parent, path.parent.parent)


def _resolved(path: Path, node: Node, where: str) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise node.error(f'the path "{node.value}" can not be followed', where=where) from error
