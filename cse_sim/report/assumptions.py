"""What the numbers rest on: what was changed and why, what is not known, and how strong the evidence is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cse_sim.params import Parameter
from cse_sim.report.finished import Finished
from cse_sim.report.parts import Section, Table
from cse_sim.report.words import label, plain

GRADES = "Grades run from A (several strong studies agree) to D (no causal estimate)."


def assumptions(study: Finished) -> Section:
    """The section on assumptions; the long tables are folded."""
    changed, levers = changes(study), evidence(study)
    drawn = uncertain(study)
    spread = (
        f"Inputs that are not known exactly, or free to choose, and that were drawn or varied here: {len(drawn.rows)}. "
        "Their ranges and sources are below; run r has the same values in every strategy."
        if drawn.rows
        else "Every parameter stands at its default or at the value given: the spread of results is luck alone."
    )
    said = (
        "Numbers changed against the model's defaults are listed first, each with its reason."
        if changed.rows
        else "No number of the model was changed for this study.",
        spread,
        GRADES if levers.rows else "",
    )
    tables = tuple(table for table in (changed, levers) if table.rows)
    folded = tuple(
        table for table in (drawn, measures(study), facts(study), sources(study)) if table.rows
    )
    return Section(
        "assumptions", "Assumptions", tuple(filter(None, said)), tables=tables, folded=folded
    )


def changes(study: Finished) -> Table:
    """Every overridden number, from the scenario, the experiment or the command line."""
    from cse_sim.params import catalogue

    known = catalogue()
    rows = []
    for name, row in sorted(study.scenario["overrides"].items()):
        if name not in study.inputs["overrides"]:
            rows.append((name, row["value"], row["because"]))
    for name, value in sorted(study.inputs["overrides"].items()):
        rows.append((name, value, "set for this study on the command line or in Python"))
    cells = tuple(
        (
            name,
            known[name].meaning if name in known else "–",
            because,
            known[name].unit if name in known else "–",
            plain(value, 5),
            plain(known[name].default, 5) if name in known else "–",
        )
        for name, value, because in rows
    )
    columns = ("Parameter", "Meaning", "Reason", "Unit", "Value", "Default")
    return Table("Changed numbers", columns, cells, words=4)


def uncertain(study: Finished) -> Table:
    """What was drawn in the runs: unit, default, explored range, basis and source; of what a design varies, its own."""
    from cse_sim.params import catalogue

    known = catalogue()
    columns_there = [str(name) for name in study.runs.columns]
    names = [name.removeprefix("param:") for name in columns_there if name.startswith("param:")]
    varied = {row["name"]: row for row in (study.inputs.get("design") or {}).get("factors", ())}
    names += [name for name in varied if name not in names]
    cells = [_drawn(name, known.get(name), varied.get(name)) for name in names]
    columns = ("Input", "Meaning", "Unit", "Basis", "Source", "Explored", "Default")
    caption = f"Inputs that were drawn or varied ({len(cells)})"
    return Table(caption, columns, tuple(cells), words=6)


def _drawn(name: str, found: Parameter | None, varied: Mapping[str, Any] | None) -> tuple[str, ...]:
    """A row; a distribution or values of the study's own stand with its reason, not with the catalogue's source."""
    own = varied is not None and ("values" in varied or "because" in varied)
    return (
        name,
        found.meaning if found else "–",
        found.unit if found else "–",
        "this study" if own else found.basis if found else "–",
        str((varied or {}).get("because", "–")) if own else found.source.citation if found else "–",
        _explored(found, varied),
        plain(found.default) if found else "–",
    )


def _explored(found: Parameter | None, varied: Mapping[str, Any] | None) -> str:
    from cse_sim.distributions import distribution

    if varied and "values" in varied:
        return ", ".join(plain(value) for value in varied["values"])
    if varied and "distribution" in varied:
        prior = distribution(varied["distribution"])
        return f"{plain(prior.low)} to {plain(prior.high)}, {varied['distribution']['kind']}"
    if found is None:
        return "–"
    return f"{plain(found.prior.low)} to {plain(found.prior.high)}, {type(found.prior).__name__.lower()}"


def evidence(study: Finished) -> Table:
    """Evidence grade of each lever used, and how it can go wrong."""
    from cse_sim.levers import catalogue

    known = catalogue()
    asked = [s for s in study.scenario["strategies"] if s["name"] in study.inputs["strategies"]]
    used: dict[str, list[str]] = {}
    for strategy in asked:
        for use in strategy["levers"]:
            used.setdefault(use["lever"], []).append(study.title_of(strategy["name"]))
    rows = tuple(
        (
            known[name].title,
            known[name].meaning,
            known[name].grade,
            known[name].can_go_wrong,
            ", ".join(dict.fromkeys(who)),
        )
        for name, who in used.items()
        if name in known
    )
    columns = ("Lever", "What it is", "Evidence", "Can go wrong by", "Used by")
    return Table("Levers used: strength of evidence, and how each can go wrong", columns, rows, 5)


def measures(study: Finished) -> Table:
    """What each indicator measures, and its name in the tables."""
    better = {"up": "more", "down": "less", "none": "neither"}
    rows = tuple(
        (
            label(name),
            name,
            study.indicators[name].meaning,
            study.indicators[name].counterpart,
            study.indicators[name].unit,
            better[study.indicators[name].direction],
            study.indicators[name].undefined_when,
            plain(study.indicators[name].smallest_difference),
        )
        for name in study.measured
    )
    columns = (
        "Indicator",
        "Name in the tables",
        "Meaning",
        "In the real world",
        "Unit",
        "Better is",
        "Undefined",
        "Matters from",
    )
    return Table(f"Indicators ({len(rows)})", columns, rows, words=7)


def facts(study: Finished) -> Table:
    """Facts of the scenario that carry a reason of their own."""
    rows = []
    for part in ("budget", "mission", "settlement"):
        because = study.scenario[part]["because"]
        if because:
            rows.append((label(part), because))
    for part, name in (
        ("groups", "name"),
        ("armed_groups", "name"),
        ("civic_space", "date"),
        ("shocks", "date"),
        ("donor_funding", "date"),
    ):
        rows += [
            (f"{label(part)}: {row[name]}", row["because"])
            for row in study.scenario[part]
            if row["because"]
        ]
    return Table("Reasons given in the scenario", ("Fact", "Reason"), tuple(rows), 2)


def sources(study: Finished) -> Table:
    """Where the scenario's figures come from."""
    rows = tuple(
        (row["item"], row["source"] or "–", row["basis"] or "–")
        for row in study.scenario["sources"]
    )
    return Table("Sources of the scenario", ("Item", "Source", "Basis"), rows, 3)
