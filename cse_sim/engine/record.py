"""The text that measures a week: all means over one kind of agent in a single pass."""

from __future__ import annotations

import ast
import inspect
import textwrap
from typing import Any

from cse_sim.engine.generate import CANONICAL, Text, UnknownName
from cse_sim.indicators import catalogue
from cse_sim.indicators.measure import Indicator
from cse_sim.state import fields

_WEIGHT = {
    "community": "community[{population}, i]",
    "community_group": "community[{population}, i] * community_group[{group_share}, g, i]",
    "cso": "cso[{cso_alive}, i]",
    "unit": "unit[{unit_strength}, i]",
    "authority": "1.0",
    "armed_group": "1.0",
}


def weekly_indicators() -> tuple[Indicator, ...]:
    """Indicators measured by compiled code, in the order of their columns."""
    return tuple(indicator for indicator in catalogue().values() if indicator.value is not None)


def detailed_indicators() -> tuple[Indicator, ...]:
    """Indicators that can be kept for each community."""
    return tuple(
        i for i in weekly_indicators() if i.detail and i.each in ("community", "community_group")
    )


def record_text() -> tuple[Text, dict[str, Any]]:
    """Source of the recorder and the functions it calls."""
    known = fields()
    rows = {name: row for name, (_, row, _) in known.items()}
    column = {indicator.name: j for j, indicator in enumerate(weekly_indicators())}
    needs = {"community", "community_group"}
    functions: dict[str, Any] = {}
    body: list[str] = []
    for indicator in weekly_indicators():
        functions[f"value_{column[indicator.name]}"] = indicator.value
    for indicator in weekly_indicators():
        if indicator.each == "nation":
            j = column[indicator.name]
            needs.add("nation")
            body.append(f"    record[week - 1, {j}] = {_value(indicator, j)}")
    for each, weight in _WEIGHT.items():
        measured = [i for i in weekly_indicators() if i.each == each]
        if not measured:
            continue
        needs.add(each)
        columns = [column[indicator.name] for indicator in measured]
        body += ["    total = 0.0", *(f"    sum_{j} = 0.0" for j in columns)]
        if each == "community_group":
            body += ["    for g in range(community_group.shape[1]):"]
            body += ["        for i in range(community_group.shape[2]):"]
            pad = " " * 12
        else:
            body += [f"    for i in range({each}.shape[1]):"]
            pad = " " * 8
        body += [f"{pad}weight = {weight.format(**rows)}", f"{pad}total += weight"]
        for indicator in measured:
            j = column[indicator.name]
            body.append(f"{pad}sum_{j} += weight * {_value(indicator, j)}")
        body += [
            f"    record[week - 1, {j}] = sum_{j} / total if total > 0.0 else np.nan"
            for j in columns
        ]
    body += _detail(column, rows)
    arguments = ("record", "detail", *(name for name in CANONICAL if name in needs))
    head = f"def run(week, run_key, {', '.join(arguments)}):"
    lines = [
        "import numpy as np",
        "",
        "",
        "@njit(cache=CACHE, **INNER)",
        head,
        '    """The week\'s record."""',
    ]
    return Text("record", "\n".join([*lines, *body, ""]), arguments), functions


def _detail(column: dict[str, int], rows: dict[str, int]) -> list[str]:
    lines = ["    if detail.shape[0] > 0:", "        for i in range(community.shape[1]):"]
    for k, indicator in enumerate(detailed_indicators()):
        j = column[indicator.name]
        if indicator.each == "community":
            lines.append(f"            detail[week - 1, {k}, i] = {_value(indicator, j)}")
            continue
        lines.append("            total = 0.0")
        lines.append("            for g in range(community_group.shape[1]):")
        lines.append(
            f"                total += community_group[{rows['group_share']}, g, i]"
            f" * {_value(indicator, j)}"
        )
        lines.append(f"            detail[week - 1, {k}, i] = total")
    return lines if len(lines) > 2 else []


class _Substitute(ast.NodeTransformer):
    """Puts the arrays in the place of the names."""

    def __init__(self, values: dict[str, str]) -> None:
        self.values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.values:
            return ast.parse(self.values[node.id], mode="eval").body
        return node


def _value(indicator: Indicator, j: int) -> str:
    """The indicator's value as an expression: its own formula where it is one, else a call."""
    assert indicator.value is not None
    arguments = _arguments(indicator)
    formula = _formula(indicator.value)
    if formula is None:
        return f"value_{j}({', '.join(arguments.values())})"
    return f"({ast.unparse(_Substitute(arguments).visit(formula))})"


def _formula(function: Any) -> ast.expr | None:
    """The single expression a function returns, if it names only its arguments, max and min."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    body = tree.body[1:] if ast.get_docstring(tree) else tree.body
    if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
        return None
    known = {*inspect.signature(function).parameters, "max", "min"}
    names = {node.id for node in ast.walk(body[0].value) if isinstance(node, ast.Name)}
    return body[0].value if names <= known else None


def _arguments(indicator: Indicator) -> dict[str, str]:
    assert indicator.value is not None
    known = fields()
    values: dict[str, str] = {}
    for name in inspect.signature(indicator.value).parameters:
        if name not in known:
            raise UnknownName(
                f'indicator "{indicator.name}" asks for "{name}", which is no field of the state'
            )
        kind, row, _ = known[name]
        if kind == "nation":
            values[name] = f"nation[{row}]"
        elif kind == "community_group" and indicator.each == kind:
            values[name] = f"community_group[{row}, g, i]"
        elif kind == indicator.each or (
            kind == "community" and indicator.each == "community_group"
        ):
            values[name] = f"{kind}[{row}, i]"
        else:
            raise UnknownName(
                f'indicator "{indicator.name}" is measured for each {indicator.each}, not of {kind}'
            )
    return values
