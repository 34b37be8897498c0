"""The text that measures a week: means over one kind of agent after the other, each over whole rows."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from typing import Any

from cse_sim.engine.generate import CANONICAL, Text, UnknownName
from cse_sim.formulas import sum_of, sum_of_products
from cse_sim.indicators import catalogue
from cse_sim.indicators.measure import Indicator
from cse_sim.state import fields

_WEIGHT = {
    "community": "population",
    "community_group": "group_share",
    "cso": "cso_alive",
    "unit": "unit_strength",
    "authority": "",
    "armed_group": "",
}
"""What agents of a kind count by; groups of a community also by its people. Nothing: all count the same."""


_FIELD = re.compile(r"\(\w+\[(?P<row>\d+), (g, )?i\]\)")
"""An indicator that is a field of its agents as it stands."""


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
    needs = {"community", "community_group", "scratch"}
    functions: dict[str, Any] = {"sum_of": sum_of, "sum_of_products": sum_of_products}
    body: list[str] = []
    for indicator in weekly_indicators():
        functions[f"value_{column[indicator.name]}"] = indicator.value
    for indicator in weekly_indicators():
        if indicator.each == "nation":
            j = column[indicator.name]
            needs.add("nation")
            body.append(f"    record[week - 1, {j}] = {_value(indicator, j)}")
    constants: list[str] = []
    for each, weight in _WEIGHT.items():
        measured = [(i, column[i.name]) for i in weekly_indicators() if i.each == each]
        if measured:
            needs.add(each)
            more, lines = _means(each, measured, weight, rows)
            constants += more
            body += lines
    body += _detail(column, rows)
    arguments = ("record", "detail", *(name for name in CANONICAL if name in needs))
    head = f"def run(week, run_key, {', '.join(arguments)}):"
    lines = [
        "import numpy as np",
        "",
        *constants,
        "",
        "@njit(cache=CACHE, **INNER)",
        head,
        '    """The week\'s record."""',
    ]
    return Text("record", "\n".join([*lines, *body, ""]), arguments), functions


def _means(
    each: str, measured: list[tuple[Indicator, int]], weight: str, rows: dict[str, int]
) -> tuple[list[str], list[str]]:
    """Constants and lines for the means over one kind of agent, each over whole rows.

    Those that are a field as it stands are summed in one loop over their rows; the rest one after the other.
    """
    groups = each == "community_group"
    pad = "        " if groups else "    "
    agents = f"{each}.shape[{2 if groups else 1}]"
    plain: list[tuple[str, int]] = []
    others: list[tuple[str, int]] = []
    for indicator, j in measured:
        value = _value(indicator, j)
        field = _FIELD.fullmatch(value)
        if field is not None:
            plain.append((field["row"], j))
        else:
            others.append((value, j))
    constants = [
        f"ROWS_{each} = np.array([{', '.join(row for row, _ in plain)}], dtype=np.int64)",
        f"COLUMNS_{each} = np.array([{', '.join(str(j) for _, j in plain)}], dtype=np.int64)",
    ]
    lines = ["    total = 0.0", *(f"    record[week - 1, {j}] = 0.0" for _, j in measured)]
    weights = f"{each}[{rows.get(weight)}]"
    if groups:
        lines += [
            f"    for g in range({each}.shape[1]):",
            f"{pad}for i in range({agents}):",
            f"{pad}    scratch[0, i] = community[{rows['population']}, i] * {each}[{rows[weight]}, g, i]",
        ]
        weights = f"scratch[0, :{agents}]"
    lines.append(f"{pad}total += " + (f"sum_of({weights})" if weight else f"float({agents})"))
    if plain:
        row = f"{each}[ROWS_{each}[k]{', g' if groups else ''}]"
        found = f"sum_of_products({weights}, {row})" if weight else f"sum_of({row})"
        lines += [
            f"{pad}for k in range(ROWS_{each}.shape[0]):",
            f"{pad}    record[week - 1, COLUMNS_{each}[k]] += {found}",
        ]
    for value, j in others:
        lines.append(f"{pad}for i in range({agents}):")
        if each in ("community", "community_group"):
            lines.append(f"{pad}    scratch[1, i] = {value}")
            lines.append(f"{pad}record[week - 1, {j}] += sum_of_products({weights}, scratch[1])")
        else:
            counted = f"{each}[{rows[weight]}, i] * " if weight else ""
            lines.append(f"{pad}    record[week - 1, {j}] += {counted}{value}")
    return constants if plain else [], lines + [
        f"    record[week - 1, {j}] = record[week - 1, {j}] / total if total > 0.0 else np.nan"
        for _, j in measured
    ]


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
