"""The text of compiled code: one function per process, one for the week.

Every argument of a rule or kernel is resolved by its name, once, here. An unknown name is an error at build time, so
what a process can reach is exactly what it names.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
import types
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cse_sim.engine.layout import STRUCTURE
from cse_sim.luck import decision_key
from cse_sim.params import Params
from cse_sim.processes import Process
from cse_sim.state import KINDS, fields, weekly_rows

BLOCKS = tuple(KINDS)
RUN_ARGUMENTS = ("theta", "draws", "scratch", "quarters", "events", "event_count")
WEEK_LOOP = "simulate"
"""Name of the function that calls the processes, week after week."""
CANONICAL = (*BLOCKS, *STRUCTURE, *RUN_ARGUMENTS)

_SIZES = {
    "community": "community.shape[1]",
    "community_group": "community_group.shape[1] * community_group.shape[2]",
    "cso": "cso.shape[1]",
    "unit": "unit.shape[1]",
    "armed_group": "armed_group.shape[1]",
    "armed_group_community": "armed_group_community.shape[1] * armed_group_community.shape[2]",
    "authority": "authority.shape[1]",
    "organisation": "organisation.shape[1]",
    "lever": "lever.shape[1]",
    "nation": "1",
}
_DRAW = re.compile(r"u[0-3]$")


class UnknownName(ValueError):
    """A process asks for a name that neither the state, the scenario's structure nor its parameters have."""


@dataclass(frozen=True)
class Text:
    """Generated source of one process; with a lever's number it runs only where the strategy has that lever."""

    name: str
    source: str
    arguments: tuple[str, ...]
    lever: int | None = None


def theta_rows(groups: Iterable[type[Params]]) -> dict[str, int]:
    """Row of every parameter of these groups in the vector ``theta``, by full name."""
    rows: dict[str, int] = {}
    for group in groups:
        for parameter in group.declared.values():
            rows.setdefault(parameter.full_name, len(rows))
    return rows


class _Resolver:
    """Finds what each argument of one process means, and remembers which arrays that needs."""

    def __init__(self, process: Process, theta: dict[str, int]) -> None:
        self.process = process
        self.theta = theta
        self.fields = fields()
        self.needs: set[str] = set()
        self.top: list[str] = []
        self.params: dict[str, str] = {}
        for group in process.params:
            for parameter in group.declared.values():
                self.params[parameter.name] = parameter.full_name

    def parameter(self, name: str) -> str:
        self.needs.add("theta")
        local = f"p_{name}"
        line = f"    {local} = theta[{self.theta[self.params[name]]}]"
        if line not in self.top:
            self.top.append(line)
        return local

    def unknown(self, name: str) -> UnknownName:
        known = [*self.fields, *self.params, *STRUCTURE]
        close = [k for k in known if name in k or k in name][:3]
        hint = f" Near: {', '.join(close)}." if close else ""
        return UnknownName(
            f'process "{self.process.name}" asks for "{name}", which nothing has.{hint}'
        )

    def rule_argument(self, name: str) -> str:
        each = self.process.each
        if _DRAW.match(name):
            self.needs.add("draws")
            flat = "g * community_group.shape[2] + i" if each == "community_group" else "i"
            return f"draws[0, {name[1]}, {flat}]"
        if name in self.params:
            return self.parameter(name)
        if name == "week":
            return "week"
        if name in ("dose", "quality") and self.process.lever:
            self.needs |= {"community_lever", "lever"}
            return "community_lever[2, row, i]" if name == "dose" else "lever[0, row]"
        if name == "exclusion" and each == "community_group":
            self.needs.add("group_exclusion")
            return "group_exclusion[g]"
        if name.startswith("neighbours_mean__"):
            return self._neighbours(name.removeprefix("neighbours_mean__"))
        if name not in self.fields:
            raise self.unknown(name)
        kind, row, _ = self.fields[name]
        self.needs.add(kind)
        if kind == "nation":
            return f"nation[{row}]"
        if kind == each:
            return (
                f"community_group[{row}, g, i]"
                if each == "community_group"
                else f"{kind}[{row}, i]"
            )
        if kind == "community" and each == "community_group":
            return f"community[{row}, i]"
        if kind == "authority" and each in ("community", "community_group"):
            self.needs.add("admin_of")
            return f"authority[{row}, admin_of[i]]"
        raise UnknownName(
            f'process "{self.process.name}" is called for each {each} and cannot see "{name}" of {kind}'
        )

    def _neighbours(self, name: str) -> str:
        kind, row, _ = self.fields.get(name, ("", 0, None))
        if kind != "community" or self.process.each not in ("community", "community_group"):
            raise self.unknown(f"neighbours_mean__{name}")
        self.needs |= {"community", "neighbours"}
        total = " + ".join(f"community[{row}, neighbours[i, {k}]]" for k in range(5))
        return f"({total}) * 0.2"

    def kernel_argument(self, name: str) -> str:
        if name in ("week", "run_key"):
            return name
        if name == "decision":
            return f"_np.uint64({decision_key(self.process.name)})"
        if name in self.process.draws:
            self.needs.add("draws")
            return f"all_draws[{list(self.process.draws).index(name)}]"
        if name in self.params:
            self.needs.add("theta")
            return f"all_theta[{self.theta[self.params[name]]}]"
        if name in STRUCTURE or name in RUN_ARGUMENTS:
            self.needs.add(name)
            return f"all_{name}"
        if name not in self.fields:
            raise self.unknown(name)
        kind, row, _ = self.fields[name]
        self.needs.add(kind)
        return f"all_nation[{row}:{row + 1}]" if kind == "nation" else f"all_{kind}[{row}]"


def process_text(process: Process, theta: dict[str, int], lever_number: dict[str, int]) -> Text:
    """Source of the function that runs ``process`` for one week of one run."""
    resolver = _Resolver(process, theta)
    for name in process.writes:
        if name not in resolver.fields:
            raise UnknownName(
                f'process "{process.name}" writes "{name}", which is no field of the state'
            )
    if process.form == "kernel":
        body = [*_fills(process, resolver, "all_"), *_kernel_body(process, resolver)]
    else:
        body = [*_fills(process, resolver, ""), *_rule_body(process, resolver)]
    number = lever_number[process.lever] if process.lever else None
    if number is not None:
        resolver.needs |= {"lever_row", "lever"}
        body = [f"    row = lever_row[{number}]", *body]
    arguments = tuple(name for name in CANONICAL if name in resolver.needs)
    named = [f"all_{name}" if process.form == "kernel" else name for name in arguments]
    head = f"def run(week, run_key, {', '.join(named)}):"
    lines = ["import numpy as _np", "", "", "@njit(cache=CACHE, **INNER)", head]
    lines += [f'    """{process.name}."""', *resolver.top, *body, ""]
    return Text(process.name, "\n".join(lines), arguments, number)


def _fills(process: Process, resolver: _Resolver, prefix: str) -> list[str]:
    """Lines that fill the buffers of uniforms of a process."""
    buffers = dict(process.draws)
    if process.form == "rule" and any(_DRAW.match(name) for name in process.arguments):
        buffers = {"u": process.each}
    lines = []
    for which, (name, kind) in enumerate(buffers.items()):
        key = decision_key(f"{process.name}.{name}" if process.form == "kernel" else process.name)
        resolver.needs |= {"draws", kind}
        size = _SIZES[kind].replace(kind, prefix + kind)
        target = f"{prefix}draws[{which}]"
        lines.append(f"    _fill_uniforms({target}, run_key, _np.uint64({key}), week, {size})")
    return lines


def _same_code(definition: ast.FunctionDef, function: Any) -> bool:
    """Whether a source is that of a function: a file may have been edited since it was imported.

    The modules it names are imported before it, as in its file: calls into them are compiled differently.
    """
    named = [n for n in function.__code__.co_names if n in function.__globals__]
    modules = [n for n in named if isinstance(function.__globals__[n], types.ModuleType)]
    imports: list[ast.stmt] = [ast.Import([ast.alias(name)]) for name in modules]
    definition.decorator_list = []
    plain = ast.fix_missing_locations(ast.Module([*imports, definition], []))
    constants = compile(plain, "source", "exec").co_consts
    codes = [c for c in constants if isinstance(c, types.CodeType)]
    return any(code.co_code == function.__code__.co_code for code in codes)


def kernel_source(process: Process) -> list[str] | None:
    """The body of a kernel, indented by four, when its source can stand in the generated function; else None.

    A kernel as a function of its own would be called with sixty arrays, each of which is seven numbers to the
    compiler: standing in place it compiles in half the time.
    """
    if getattr(process.function, "__closure__", None):
        return None
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(process.function)))
    except (OSError, TypeError, SyntaxError):
        return None
    definition = tree.body[0]
    if not isinstance(definition, ast.FunctionDef):
        return None
    if not _same_code(definition, process.function):
        return None
    body = definition.body[1:] if ast.get_docstring(definition) else definition.body
    return [f"    {line}" for part in body for line in ast.unparse(part).splitlines()]


def _kernel_body(process: Process, resolver: _Resolver) -> list[str]:
    values = {name: resolver.kernel_argument(name) for name in process.arguments}
    source = kernel_source(process)
    if source is None:
        return ["    function(", *(f"        {value}," for value in values.values()), "    )"]
    return [*(f"    {name} = {value}" for name, value in values.items() if name != value), *source]


def _rule_body(process: Process, resolver: _Resolver) -> list[str]:
    values = [resolver.rule_argument(name) for name in process.arguments]
    call = f"function({', '.join(values)})"
    each = process.each
    targets = []
    for name in process.writes:
        kind, row, _ = resolver.fields[name]
        resolver.needs.add(kind)
        if kind != each:
            raise UnknownName(
                f'rule "{process.name}" of each {each} cannot write "{name}" of {kind}'
            )
        if each == "nation":
            targets.append(f"nation[{row}]")
        else:
            targets.append(
                f"community_group[{row}, g, i]"
                if each == "community_group"
                else f"{each}[{row}, i]"
            )
    if each == "nation":
        return [f"    {', '.join(targets)} = {call}"]
    resolver.needs.add(each)
    if process.synchronous:
        resolver.needs.add("scratch")
        held = [f"scratch[{k}, i]" for k in range(len(targets))]
        size = f"{each}.shape[1]"
        out = [
            f"    for i in range({size}):",
            f"        {', '.join(held)} = {call}",
            f"    for i in range({size}):",
        ]
        return out + [
            f"        {target} = {value}" for target, value in zip(targets, held, strict=True)
        ]
    if each == "community_group":
        return [
            "    for g in range(community_group.shape[1]):",
            "        for i in range(community_group.shape[2]):",
            f"            {', '.join(targets)} = {call}",
        ]
    return [f"    for i in range({each}.shape[1]):", f"        {', '.join(targets)} = {call}"]


def _cleared(kind: str) -> list[str]:
    """Lines that set the weekly fields of a kind to zero; plain loops, which are quicker than slices."""
    rows = weekly_rows(kind)
    head = f"    for row in range({rows.start}, {rows.stop}):"
    if kind == "nation":
        return [head, "        nation[row] = 0.0"]
    if kind == "community_group":
        return [
            head,
            f"        for g in range({kind}.shape[1]):",
            f"            for i in range({kind}.shape[2]):",
            f"                {kind}[row, g, i] = 0.0",
        ]
    return [
        head,
        f"        for i in range({kind}.shape[1]):",
        f"            {kind}[row, i] = 0.0",
    ]


def new_week_text() -> Text:
    """Source of the function that clears what counts for one week only."""
    arguments = tuple(kind for kind in BLOCKS if weekly_rows(kind))
    lines = ["@njit(cache=CACHE, **INNER)", f"def run(week, run_key, {', '.join(arguments)}):"]
    lines += ['    """new week."""']
    for kind in arguments:
        lines += _cleared(kind)
    return Text("new week", "\n".join([*lines, ""]), arguments)


def week_text(texts: Sequence[Text]) -> str:
    """Source of the loop over weeks that calls the processes in order.

    It holds little but calls: it is put together from compiled parts without another look at them.
    """
    arguments = ", ".join(CANONICAL)
    lines = ["@njit(cache=CACHE, **OUTER)"]
    lines += [f"def {WEEK_LOOP}(first_week, stop_week, run_key, record, detail, {arguments}):"]
    lines += ['    """Weeks first_week … stop_week - 1 of one run, in the order of the week."""']
    lines += ["    for week in range(first_week, stop_week):"]
    for i, text in enumerate(texts):
        only = "" if text.lever is None else f"if lever_row[{text.lever}] >= 0: "
        lines.append(f"        {only}run_{i}(week, run_key, {', '.join(text.arguments)})")
    if not texts:
        lines.append("        pass")
    return "\n".join([*lines, ""])
