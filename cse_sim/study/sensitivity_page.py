"""What a person reads at the end of a sensitivity study: what most of it comes from, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cse_sim.study.design import DUMMY
from cse_sim.study.figures import interval, missing
from cse_sim.study.headlines import HEADLINE
from cse_sim.study.tables import MEANING, files

MAIN = (
    "ST",
    "shapley",
    "mean_square_effect",
    "fast_ST",
    "S1",
    "rbd_S1",
    "fast_S1",
    "delta",
    "PAWN",
    "regional",
    "hdmr_ST",
    "discrepancy",
    "mu_star",
)
"""The index by which a method orders inputs: the first of these that it gives."""
SHARES = ("ST", "shapley", "fast_ST", "S1", "rbd_S1", "fast_S1", "hdmr_ST")
"""Indices that are shares of the variance; squared effects of screening are not."""
ALEATORY = "aleatory_share"
LISTS = ("live:", "not told from the dummy:")
"""Notes that name many inputs: the table shows them in their order."""
ROWS, BAR = 12, 16
HALF = 0.5


def sensitivity_page(
    table: pd.DataFrame, manifest: dict[str, Any], folder: str, everything: bool = False
) -> RenderableType:
    """The page at the end of ``sensitivity``: of every difference (else every strategy) and first indicator, the order."""
    inputs, counts = manifest["inputs"], manifest["counts"]
    names = inputs["indicators"] or (
        sorted(set(table["indicator"])) if everything else first_indicators(table)
    )
    strategies = list(dict.fromkeys(table["strategy"]))
    differences = [name for name in strategies if " - " in name]
    if differences and not everything:
        strategies = differences
    design = inputs["design"]
    varied = len(design["factors"])
    return Group(
        Text(f"What matters in {inputs['scenario']['title']}", style="bold"),
        Text(
            f"{design['method']}, {design['samples']} samples: {varied} input{'s' * (varied > 1)} at "
            f"{design['points']:,} points, {inputs['runs']} run{'s' * (inputs['runs'] > 1)} each; "
            f"{counts['done']:,} runs, seed {inputs['seed']}"
        ),
        *(
            part
            for who in strategies
            for name in names
            for part in _answer(table, who, name, design, everything)
        ),
        Text(""),
        Text(f"{_the_rest(inputs)} {MEANING}"),
        files(folder),
    )


def first_indicators(table: pd.DataFrame) -> list[str]:
    """The indicator a page begins with."""
    there = sorted(set(table["indicator"]))
    return [HEADLINE] if HEADLINE in there else there[:1]


def sentence(rows: pd.DataFrame, name: str, who: str) -> str:
    """From which inputs most of the spread comes; only from those that can be told from the dummy.

    Where an index is larger than that of the first of them but may be noise, nobody can say which input matters most.
    """
    main = main_index(rows)
    if main is None:
        if rows[rows["index"] != ALEATORY]["value"].notna().any():
            return f"What stands in the table of {name} of {who} is not ordered here."
        return f"No index of {name} of {who} is given."
    own = rows[(rows["index"] == main) & (rows["parameter"] != DUMMY)].dropna(subset=["value"])
    told = own[own["value"] > _floor(rows, main)]
    told = told[(told["low"] > _floor(rows, main)) | told["low"].isna()].sort_values(
        ["value", "parameter"], ascending=[False, True]
    )
    if told.empty:
        return f"No input can be told from the dummy in {name} of {who}."
    if main not in SHARES:
        larger = own[~own.index.isin(told.index) & (own["value"] > told["value"].max())]
        first = _listed(told["parameter"].head(3).tolist())
        if larger.empty:
            return f"{name} of {who} depends most on {first}."
        unsure = larger.sort_values("value", ascending=False)["parameter"].head(3).tolist()
        return f"{name} of {who} can be seen to depend on {first}; what looks larger may be noise: {_listed(unsure)}."
    total = own["value"].clip(lower=0).sum()
    enough = int((told["value"].cumsum() < HALF * total).sum()) + 1
    if told["value"].head(enough).sum() < HALF * total:
        first = _listed(told["parameter"].head(3).tolist())
        return f"No few inputs bring most of the spread of {name} of {who}; first come {first}."
    chosen = told["parameter"].head(enough).tolist()
    more = f" and {len(chosen) - 5} more" if len(chosen) > 5 else ""
    comes = "seems to come" if _is_unsure(rows) else "comes"
    return f"Most of the spread of {name} of {who} that inputs bring {comes} from {_listed(chosen[:5])}{more}."


def _is_unsure(rows: pd.DataFrame) -> bool:
    """Whether the method says that its own numbers have not settled."""
    return any(each is False or each == 0 for each in rows["converged"] if not missing(each))


def main_index(rows: pd.DataFrame) -> str | None:
    """The index by which inputs are ordered, None if there is none."""
    given = set(rows.dropna(subset=["value"])["index"])
    return next((name for name in MAIN if name in given), None)


def _answer(
    table: pd.DataFrame, who: str, name: str, design: dict[str, Any], everything: bool
) -> Iterator[RenderableType]:
    rows = table[(table["strategy"] == who) & (table["indicator"] == name)]
    if rows.empty:
        return
    yield Text("")
    yield Text(sentence(rows, name, who), style="bold")
    main = main_index(rows)
    if main is not None:
        yield _ordered(rows, main, everything)
        left = _inputs(rows, main) - ROWS
        if left > 0 and not everything:
            yield Text(f"And {left} more in sensitivity.parquet; --all shows them.")
    share = rows[rows["index"] == ALEATORY]
    if not share.empty and not missing(share["value"].iloc[0]):
        value, low, high = (
            100 * min(1.0, max(0.0, share[column].iloc[0])) for column in ("value", "low", "high")
        )
        yield Text(
            f"Luck, which no input explains, is {value:.0f} % [{low:.0f}, {high:.0f}] of all variance."
        )
    yield Text(_trust(rows, design))


def _inputs(rows: pd.DataFrame, main: str) -> int:
    """Of how many inputs the table speaks."""
    return int(((rows["index"] == main) & (rows["parameter"] != DUMMY)).sum())


def _ordered(rows: pd.DataFrame, main: str, everything: bool) -> Table:
    own = rows[rows["index"] == main].sort_values(["value", "parameter"], ascending=[False, True])
    inputs = own[own["parameter"] != DUMMY]
    shown = inputs if everything else inputs.head(ROWS)
    dummy = own[own["parameter"] == DUMMY]
    others = [
        name for name in ("S1", "mu_star", "sigma") if name != main and name in set(rows["index"])
    ]
    listing = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    listing.add_column("input", no_wrap=True, overflow="fold")
    for column in (f"{main} [95 %]", *others):
        listing.add_column(column, justify="right", no_wrap=True)
    listing.add_column("", no_wrap=True)
    most = max(float(shown["value"].max()), 1e-300) if len(shown) else 1.0
    for row in pd.concat([shown, dummy]).to_dict("records"):
        beside = [_value(rows, row["parameter"], other) for other in others]
        bar = "" if missing(row["value"]) else "█" * round(BAR * max(0.0, row["value"]) / most)
        label = "dummy (nothing)" if row["parameter"] == DUMMY else row["parameter"]
        listing.add_row(str(label), interval(row["value"], row["low"], row["high"]), *beside, bar)
    return listing


def _value(rows: pd.DataFrame, parameter: str, index: str) -> str:
    found = rows[(rows["parameter"] == parameter) & (rows["index"] == index)]["value"]
    return interval(None if found.empty else found.iloc[0], None, None)


def _floor(rows: pd.DataFrame, main: str) -> float:
    """The value that an index has of nothing: the upper end of the dummy's interval."""
    dummy = rows[(rows["parameter"] == DUMMY) & (rows["index"] == main)]
    ends = [
        float(value)
        for column in ("value", "high")
        for value in dummy[column]
        if not missing(value)
    ]
    return max([0.0, *ends])


def _trust(rows: pd.DataFrame, design: dict[str, Any]) -> str:
    """Whether to believe it, and what would be needed."""
    first = rows.iloc[0]
    said = []
    if first["converged"] is True or first["converged"] == 1:
        said.append("Converged.")
    elif not missing(first["converged"]) and first["converged"] is not None:
        needed = first["needed_samples"]
        more = (
            ""
            if pd.isna(needed) or needed <= design["samples"]
            else (f"; about {int(needed):,} samples are needed: --samples {int(needed)} --extend")
        )
        said.append(f"Not converged{more}.")
    if first["dropped"]:
        said.append(f"{int(first['dropped'])} blocks of the design are left out.")
    notes = first["note"].split("; ") if isinstance(first["note"], str) else []
    kept = [note.removeprefix("not converged: ") for note in notes if not note.startswith(LISTS)]
    if kept:
        said.append(f"Note: {'; '.join(kept)}.")
    return " ".join(said)


def _the_rest(inputs: dict[str, Any]) -> str:
    if inputs["parameters"] == "prior":
        return "Parameters that are not varied are drawn in every run and count as luck."
    return "Parameters that are not varied are fixed at the scenario's values."


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
