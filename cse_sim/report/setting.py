"""What was asked of what: the place, the strategies in a line each, and what was the same for all of them."""

from __future__ import annotations

from cse_sim.report.finished import Finished
from cse_sim.report.parts import Section, Table
from cse_sim.report.words import dollars, in_sentence, number, percent, plain
from cse_sim.study.comparison import budget_usd


def setting(study: Finished) -> Section:
    """The section on scenario and strategies."""
    return Section(
        "setting",
        "What was asked",
        paragraphs=tuple(filter(None, (study.scenario["description"],))),
        tables=(_strategies(study), _place(study)),
        lead="The same for every strategy:" if same(study) else "",
        points=same(study),
    )


def same(study: Finished) -> tuple[str, ...]:
    """What did not differ between the strategies."""
    runs, seed = study.inputs["runs"], study.inputs["seed"]
    if len(study.inputs["strategies"]) == 1:
        return ()
    said = [
        f"Luck: run r lives through the same draws and the same unknown parameters in every strategy ({runs} runs "
        f"of each, root seed {seed})."
    ]
    if study.verb == "compare":
        levels = [
            budget_usd(study.scenario, study.weeks, level)
            for level in study.inputs["budget_levels"]
        ]
        money = ", ".join(dollars(level) for level in levels)
        said.append(
            f"Budget: every strategy could spend {money} over the whole period; what it spent is under Money."
        )
    return tuple(said)


def _strategies(study: Finished) -> Table:
    rows = []
    baseline = study.inputs["baseline"]
    for name in study.inputs["strategies"]:
        row = next(each for each in study.scenario["strategies"] if each["name"] == name)
        levers = ", ".join(
            f"{in_sentence(use['lever'])} {percent(use['share'])}" for use in row["levers"]
        )
        title = row["title"] or name
        rows.append(
            (
                f"{title} (baseline)" if name == baseline else title,
                row["description"] or "–",
                levers or "none",
            )
        )
    columns = ("Strategy", "In one line", "Share of the budget by lever")
    return Table("Strategies", columns, tuple(rows), 3)


def _place(study: Finished) -> Table:
    case = study.scenario
    mission, people = case["mission"], sum(row["population"] for row in case["communities"])
    units = len({row["admin1"] for row in case["communities"]})
    until = study.date(study.weeks)
    end = f", until {mission['end']}" if mission["end"] else ""
    days = [row["date"] for row in case["elections"] if study.week(row["date"])]
    rows = [
        ("Scenario", f"{case['title']} ({case['case']})"),
        ("Time", f"{study.weeks} weeks from {study.start} (last week begins {until})"),
        (
            "People",
            f"{number(people, 0)} in {len(case['communities'])} communities, {units} administrative units",
        ),
        (
            "Mission",
            f"{mission['name'] or 'without a name'}{end}" if mission["deployment"] else "none",
        ),
        ("Additional budget", f"{dollars(case['budget']['usd_per_year'])} a year"),
        ("Elections", ", ".join(days) or "none"),
    ]
    levels = study.inputs["budget_levels"]
    if levels != [1.0]:
        rows.append(("Budget levels", ", ".join(f"× {plain(level)}" for level in levels)))
    return Table("The case", ("Item", "Value"), tuple(rows), 2)
