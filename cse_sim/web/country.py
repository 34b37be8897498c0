"""The scenario page: a text checked line by line, a form for what is changed most, and a country of one's own."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, replace
from typing import Any

from cse_sim.errors import InputError, InputErrors
from cse_sim.scenario.model import Scenario
from cse_sim.web.choices import DEFAULT_CASE, Choices
from cse_sim.web.question import FILE, TABLES, shipped, uploaded

MOST_BYTES = 2 * 2**20
LONGEST_FORM = 200
COMMUNITIES, BOUNDARIES = TABLES
Files = tuple[tuple[str, str], ...]
FEWEST = 10
"""Communities that a scenario must have."""


@dataclass(frozen=True)
class Problem:
    """One error: in which file and line (0: none), and what to do."""

    file: str
    line: int
    text: str


@dataclass(frozen=True)
class Draft:
    """What the visitor has written and loaded, and what is wrong with it.

    ``asked`` is the form that was used last: "text", "form" or "tables". What is wrong is said beside it.
    """

    text: str
    files: Files = ()
    problems: tuple[Problem, ...] = ()
    checked: bool = False
    asked: str = "text"


def refused(draft: Draft, error: Exception, asked: str) -> Draft:
    """The draft as it was, with what was wrong in a form; what was wrong before is no longer said."""
    errors = error.errors if isinstance(error, InputErrors) else (error,)
    problems = [
        _problem(each) if isinstance(each, InputError) else Problem("", 0, str(each)[:200])
        for each in errors
    ]
    return replace(draft, problems=tuple(problems), checked=True, asked=asked)


def checked(text: str, files: Files = ()) -> Draft:
    """The draft with its problems; none means that it can be used."""
    size = len(text.encode()) + sum(len(content.encode()) for _, content in files)
    if size > MOST_BYTES:
        said = f"{size / 2**20:.1f} MB is too much. Allowed: {MOST_BYTES // 2**20} MB."
        return Draft(text[:LONGEST_FORM], (), (Problem("", 0, said),), checked=True)
    try:
        uploaded(text, files)
    except InputErrors as error:
        return Draft(text, files, tuple(map(_problem, error.errors)), checked=True)
    except InputError as error:
        return Draft(text, files, (_problem(error),), checked=True)
    except (ValueError, RecursionError, OSError) as error:
        said = f"This cannot be read: {str(error)[:200]}"
        return Draft(text, files, (Problem("", 0, said),), checked=True)
    return Draft(text, files, (), checked=True)


def with_fields(text: str, fields: dict[str, Any]) -> str:
    """The text with a title, a length and a budget laid in; comments and the order stay.

    Raises
    ------
    InputError
        when the text is no mapping.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    yaml = YAML()
    yaml.width = 110
    try:
        written: Any = yaml.load(text)
    except YAMLError as error:
        raise InputError("the text must be free of errors before the form can change it") from error
    if not isinstance(written, dict):
        raise InputError("the text has no keys", do="Write extends: training to begin with")
    if fields.get("title"):
        written["title"] = str(fields["title"])[:LONGEST_FORM]
    if fields.get("weeks"):
        written["weeks"] = int(fields["weeks"])
    if fields.get("budget"):
        written.setdefault("budget", {})["usd_per_year"] = float(fields["budget"])
    stream = io.StringIO()
    yaml.dump(written, stream)
    return stream.getvalue()


def country_text(communities: str, boundaries: str = "") -> str:
    """A scenario around a table of communities: everything else is the training case's, to be changed.

    Raises
    ------
    InputError
        when the table has no header with shares of groups, or the boundaries are no GeoJSON.
    """
    try:
        header = next(csv.reader(io.StringIO(communities.lstrip("\ufeff"), newline="")), [])
    except csv.Error as error:
        raise InputError(
            f"the table of communities cannot be read: {error}", path=COMMUNITIES
        ) from error
    groups = [cell.strip()[6:] for cell in header if cell.strip().startswith("share_")]
    lines = [
        "# Around your own communities. All else is the training case's: change what you know.",
        "extends: training",
        "title: My country",
        "description: Communities of one's own; all else is the training case's until it is changed.",
        "case: case study",
    ]
    if groups:
        named = ", ".join(f"{{name: {json.dumps(group)}}}" for group in groups)
        lines.append(f"groups: [{named}]")
    else:
        lines.append("groups: [{name: everyone}]")
    lines += ["armed_groups: []", "communities: {file: communities.csv}"]
    if boundaries:
        lines.append(
            f"boundaries: {{file: boundaries.geojson, name_property: {name_key(boundaries)}}}"
        )
    return "\n".join(lines) + "\n"


def name_key(boundaries: str) -> str:
    """The property that names the units: ``admin1`` if it is there, else the first text."""
    try:
        properties = json.loads(boundaries)["features"][0]["properties"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise InputError(
            "the boundaries are no GeoJSON with named polygons", path=BOUNDARIES
        ) from error
    texts = [key for key, value in properties.items() if isinstance(value, str)]
    if "admin1" in texts or not texts:
        return "admin1"
    return json.dumps(texts[0])


def sample_table() -> str:
    """A table of invented communities, as one of one's own must look."""
    rows = ["name,admin1,latitude,longitude,population,share_farmers,share_herders"]
    for k in range(FEWEST + 2):
        unit = ("North", "South")[k // 6]
        place = f"{8.2 - 0.15 * k:.2f},{-10.4 + 0.3 * (k % 4):.2f}"
        share = 0.8 - 0.05 * k
        rows.append(
            f"Village {k + 1},{unit},{place},{12000 + 1500 * k},{share:.2f},{1 - share:.2f}"
        )
    return "\n".join(rows) + "\n"


def borrowed(choices: Choices, scenario: Scenario) -> list[str]:
    """What a country of one's own still has from the training case; empty for any other scenario."""
    if COMMUNITIES not in dict(choices.files):
        return []
    case = shipped(DEFAULT_CASE)
    return [
        part
        for part, names in BORROWED.items()
        if all(getattr(scenario, name) == getattr(case, name) for name in names)
    ]


BORROWED = {
    "mission": ("mission",),
    "budget": ("budget",),
    "dates": ("start", "weeks"),
    "events": ("elections", "shocks", "settlement"),
    "money": ("donor_funding",),
    "strategies": ("strategies",),
}
"""Parts that a planner knows of a country, and the keys they are made of."""


def facts_of(scenario: Scenario) -> list[list[str]]:
    """What a scenario is, at a glance: names of facts and their values."""
    first, last = scenario.budget_window
    return [
        ["start", str(scenario.start)],
        ["weeks", str(scenario.weeks)],
        ["communities", f"{len(scenario.communities)} / {len(scenario.admin1)}"],
        ["people", f"{sum(row.population for row in scenario.communities):,}"],
        ["groups", ", ".join(group.name for group in scenario.groups)],
        ["armed_groups", ", ".join(group.name for group in scenario.armed_groups) or "–"],
        ["mission", scenario.mission.name or "–"],
        ["budget", f"US$ {scenario.budget.usd_per_year:,.0f}, {first} – {last}"],
    ]


def sources_of(scenario: Scenario) -> list[list[str]]:
    """Where its parts come from."""
    return [[note.item, f"{note.source} {note.basis}".strip()] for note in scenario.sources]


def _problem(error: InputError) -> Problem:
    said = " ".join(
        part for part in (f"{error.where}:" if error.where else "", _sentence(error)) if part
    )
    file = error.path.rsplit("/", 1)[-1]
    return Problem("" if file in (FILE, "my_scenario") else file, error.line or 0, said)


def _sentence(error: InputError) -> str:
    parts = (error.what, error.allowed, error.do)
    return " ".join(
        f"{part.rstrip('.')}." if part[-1:] not in "?!" else part for part in parts if part
    )
