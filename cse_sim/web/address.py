"""Choices as a link and back: scenario, levers, baseline, seed, runs and the version of the model.

Only what differs from where a visitor begins is written. A link that cannot be read in full says what was left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from cse_sim.errors import InputError
from cse_sim.levers import catalogue as levers_known
from cse_sim.scenario.model import LeverUse, Scenario
from cse_sim.scenario.strategy import Adaptation
from cse_sim.study.question import MOST_SEED
from cse_sim.web.choices import (
    MOST_COMPARED,
    MOST_RUNS,
    OWN,
    Choices,
    begun_from,
    first_choices,
    moved,
    with_assumption,
    with_budget,
    with_places,
    with_use,
)

LONGEST = 8_000
NOTHING = "nothing"
BETWEEN = "|"
"""Stands between the names of places."""
KEPT_BY_NONE = "own"
"""Marks the address of a scenario of the visitor's own, which no address can keep."""


@dataclass(frozen=True)
class Read:
    """What a link says; ``problems`` are sentences for the visitor. ``own``: a scenario of their own was open there."""

    choices: Choices
    page: str
    language: str
    problems: tuple[str, ...]
    own: bool = False


def link(choices: Choices, scenario: Scenario, version: str, page: str, language: str) -> str:
    """The query of a link to these choices; a scenario of the visitor's own cannot be put into a link."""
    first = first_choices(scenario, choices.case)
    said: dict[str, str] = {"scenario": choices.case}
    if choices.begun_from != first.begun_from:
        said["from"] = choices.begun_from
    if moved(choices, scenario):
        said["levers"] = ",".join(map(_use_text, choices.levers)) or NOTHING
    if choices.baseline != first.baseline:
        said["baseline"] = choices.baseline
    if choices.compared != first.compared:
        said["compare"] = ",".join(choices.compared)
    said |= {"seed": str(choices.seed), "runs": str(choices.runs)}
    if choices.weeks:
        said["weeks"] = str(choices.weeks)
    if choices.budget != 1:
        said["budget"] = f"{choices.budget:g}"
    for use in choices.levers:
        if use.communities:
            said[f"places.{use.lever}"] = BETWEEN.join(use.communities)
        if use.adapts is not None:
            said[f"adapts.{use.lever}"] = _adapts_text(use.adapts)
    for name, override in choices.assumptions.items():
        said[f"set.{name}"] = f"{override.value!r}~{override.because}"
    said |= {"version": version, "page": page, "language": language}
    return "?" + urlencode(said)


def own_link(choices: Choices, page: str, language: str) -> str:
    """The query of the address while a scenario of the visitor's own is open: it says that there was one."""
    said = {KEPT_BY_NONE: "scenario", "seed": str(choices.seed), "runs": str(choices.runs)}
    return "?" + urlencode(said | {"page": page, "language": language})


def read_link(
    query: str, open_scenario: Callable[[str], Scenario], default: str, version: str
) -> Read:
    """The choices a link asks for; whatever cannot be used is left out and named."""
    problems: list[str] = []
    said = dict(parse_qsl(query.removeprefix("?"), keep_blank_values=True)) if query else {}
    if len(query) > LONGEST:
        said = {}
        problems.append(f"The link is longer than {LONGEST} characters.")
    scenario, case = _opened(said.get("scenario", default), open_scenario, default, problems)
    choices = first_choices(scenario, case)
    for key in ("from", "baseline", "compare", "levers", "seed", "runs", "weeks", "budget"):
        if key in said:
            try:
                choices = _READERS[key](choices, scenario, said[key])
            except (InputError, ValueError) as error:
                problems.append(f"{key}: {_line(error)}")
    for key, value in said.items():
        kind, _, name = key.partition(".")
        try:
            if kind == "set" and name:
                choices = _assumption(choices, name, value)
            elif kind == "places" and name:
                choices = _places(choices, scenario, name, value)
            elif kind == "adapts" and name:
                choices = _adapts(choices, name, value)
        except (InputError, ValueError) as error:
            problems.append(_line(error))
    if said.get("version", version) != version:
        problems.append(
            f"The link was made with version {said['version'][:20]}, this is {version}: numbers may differ."
        )
    page, language = said.get("page", ""), said.get("language", "")
    return Read(choices, page, language, tuple(problems), KEPT_BY_NONE in said)


def _opened(
    name: str, open_scenario: Callable[[str], Scenario], default: str, problems: list[str]
) -> tuple[Scenario, str]:
    try:
        return open_scenario(name), name
    except InputError as error:
        problems.append(_line(error))
        return open_scenario(default), default


def _from(choices: Choices, scenario: Scenario, text: str) -> Choices:
    _known(scenario, text)
    return begun_from(choices, scenario, text)


def _baseline(choices: Choices, scenario: Scenario, text: str) -> Choices:
    _known(scenario, text)
    return replace(choices, baseline=text)


def _compare(choices: Choices, scenario: Scenario, text: str) -> Choices:
    names = tuple(dict.fromkeys(text.split(",")))[:MOST_COMPARED]
    for name in names:
        _known(scenario, name)
    return replace(choices, compared=names)


def _levers(choices: Choices, scenario: Scenario, text: str) -> Choices:
    made = replace(choices, levers=())
    for part in () if text == NOTHING else text.split(","):
        made = _with_use(made, part)
    if made.allocated > 1 + 1e-9:
        raise InputError(f"the levers take {100 * made.allocated:.0f} % of the budget")
    return made


def _with_use(choices: Choices, text: str) -> Choices:
    lever, *fields = text.split(":")
    if lever not in levers_known():
        raise InputError(f'there is no lever "{lever[:40]}"')
    keys = ("share", "dose", "targeting", "start", "end")
    given = {key: value for key, value in zip(keys, fields, strict=False) if value}
    if given.get("targeting") == "list":
        raise InputError(f"which places? They are named as places.{lever}")
    return with_use(choices, lever, **given)


def _seed(choices: Choices, scenario: Scenario, text: str) -> Choices:
    return replace(choices, seed=_whole(text, 0, MOST_SEED))


def _runs(choices: Choices, scenario: Scenario, text: str) -> Choices:
    return replace(choices, runs=_whole(text, 2, MOST_RUNS))


def _weeks(choices: Choices, scenario: Scenario, text: str) -> Choices:
    weeks = _whole(text, 1, scenario.weeks)
    return replace(choices, weeks=None if weeks == scenario.weeks else weeks)


def _budget(choices: Choices, scenario: Scenario, text: str) -> Choices:
    return with_budget(choices, float(text))


def _places(choices: Choices, scenario: Scenario, lever: str, text: str) -> Choices:
    if choices.use_of(lever) is None:
        raise InputError(f'places are named for "{lever[:40]}", which is not used')
    return with_places(choices, scenario, lever, text.split(BETWEEN))


def _adapts(choices: Choices, lever: str, text: str) -> Choices:
    when, below, move, taken_from, *_ = [*text.split(":"), "", "", "", ""]
    if choices.use_of(lever) is None or choices.use_of(taken_from) is None or lever == taken_from:
        raise InputError(f'"{lever[:40]}" cannot take money from "{taken_from[:40]}"')
    said = {"when": when, "below": below, "move": move, "taken_from": taken_from}
    return with_use(choices, lever, adapts=said)


def _adapts_text(adapts: Adaptation) -> str:
    return f"{adapts.when}:{adapts.below:g}:{adapts.move:g}:{adapts.taken_from}"


_READERS: dict[str, Callable[[Choices, Scenario, str], Choices]] = {
    "from": _from,
    "baseline": _baseline,
    "compare": _compare,
    "levers": _levers,
    "seed": _seed,
    "runs": _runs,
    "weeks": _weeks,
    "budget": _budget,
}


def _assumption(choices: Choices, name: str, text: str) -> Choices:
    value, _, because = text.partition("~")
    try:
        number = float(value)
    except ValueError:
        raise InputError(f'"{value[:30]}" is not a number', where=name[:60]) from None
    return with_assumption(choices, name, number, because)


def _use_text(use: LeverUse) -> str:
    fields = [
        f"{use.share:g}",
        "" if use.dose == 1.0 else f"{use.dose:g}",
        "" if use.targeting in ("need", "list") else use.targeting,
        str(use.start or ""),
        str(use.end or ""),
    ]
    while fields[-1] == "":
        fields.pop()
    return ":".join([use.lever, *fields])


def _known(scenario: Scenario, name: str) -> None:
    if name != OWN and name not in {strategy.name for strategy in scenario.strategies}:
        raise InputError(f'no strategy "{name[:40]}"')


def _whole(text: str, least: int, most: int) -> int:
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1
    if not least <= value <= most:
        raise InputError(f'"{text[:30]}" is not a whole number from {least} to {most}')
    return value


def _line(error: Exception) -> str:
    return str(error).splitlines()[0][:300]
