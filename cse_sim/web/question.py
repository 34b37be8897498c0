"""From choices to a study, to the file that says the same, and to the command that gives the same numbers."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from cse_sim.errors import InputError, InputErrors
from cse_sim.scenario import Scenario, read_scenario, read_uploaded_scenario
from cse_sim.scenario.checks import disagreements
from cse_sim.scenario.model import LeverUse, Strategy
from cse_sim.study.plan import Study
from cse_sim.study.question import compare_question
from cse_sim.web.choices import OWN, Choices

FILE = "my_scenario.yaml"
TABLES = ("communities.csv", "boundaries.geojson")


def scenario_of(choices: Choices, opened: Scenario | None = None) -> Scenario:
    """The scenario the visitor began from: their own text, the one the server was opened with, or a shipped one.

    Raises
    ------
    InputError
        when the text or the name cannot be used.
    """
    if choices.text:
        return uploaded(choices.text, choices.files)
    if opened is not None and choices.case == opened.name:
        return opened
    return shipped(choices.case)


@lru_cache(maxsize=16)
def uploaded(text: str, files: tuple[tuple[str, str], ...] = ()) -> Scenario:
    """A scenario from the visitor's own text, with the tables beside it if there are any.

    The tables are laid into a folder of their own, below an empty one, so that no file can name another of the server's.
    """
    if not files:
        return read_uploaded_scenario(text.encode(), "my_scenario")
    with tempfile.TemporaryDirectory(prefix="cse-sim-") as above:
        folder = Path(above) / "own"
        folder.mkdir()
        for name, content in files:
            if name not in TABLES:
                raise InputError(f'no table may be called "{name}"', allowed=", ".join(TABLES))
            (folder / name).write_text(content, encoding="utf-8")
        (folder / FILE).write_text(text, encoding="utf-8")
        try:
            return read_scenario(folder / FILE)
        except InputError as error:
            raise without_folder(error, folder) from None


def without_folder(error: InputError, folder: Path) -> InputError:
    """The same error with the files named as the visitor knows them."""
    errors = error.errors if isinstance(error, InputErrors) else (error,)
    for each in errors:
        each.path = each.path.replace(f"{folder}/", "")
    return error


@lru_cache(maxsize=16)
def shipped(name: str) -> Scenario:
    """A shipped scenario; a path is refused."""
    from cse_sim.scenario.files import unknown_name
    from cse_sim.scenario.shipped import shipped_scenarios

    if name not in shipped_scenarios():
        raise unknown_name(name, shipped_scenarios(), "scenario")
    return read_scenario(name)


def chosen_scenario(choices: Choices, base: Scenario) -> Scenario:
    """The scenario with the visitor's strategy and assumptions in it."""
    own = Strategy(name=OWN, title="Your strategy", levers=_ordered(choices.levers))
    others = tuple(strategy for strategy in base.strategies if strategy.name != OWN)
    strategies = tuple(sorted((*others, own), key=lambda strategy: strategy.name))
    overrides = {**base.overrides, **choices.assumptions}
    return base.model_copy(update={"strategies": strategies, "overrides": overrides})


def sound_scenario(choices: Choices, base: Scenario) -> Scenario:
    """The chosen scenario, its own strategy held to what a file's is held to.

    Raises
    ------
    InputError
        when a file with that strategy would be refused.
    """
    case = chosen_scenario(choices, base)
    own = [strategy.name for strategy in case.strategies].index(OWN)
    parts = {name: getattr(case, name) for name in Scenario.model_fields}
    for problem in disagreements(parts):
        if problem.location[:2] == ("strategies", own):
            where = _place(problem.location[3:], case.strategies[own])
            raise InputError(problem.what, where=where, allowed=problem.allowed, do=problem.do)
    return case


def refusal(choices: Choices, base: Scenario) -> str:
    """Why no answer can be given to the choices, one line; empty if one can."""
    try:
        sound_scenario(choices, base)
    except InputError as error:
        return str(error)
    return ""


def study_of(choices: Choices, base: Scenario, strategies: Sequence[str]) -> Study:
    """Those strategies against the baseline, as the command line would ask.

    Raises
    ------
    InputError
        when a name or a number cannot be used.
    """
    names = list(dict.fromkeys([choices.baseline, *strategies]))
    return compare_question(
        sound_scenario(choices, base),
        names,
        choices.baseline,
        choices.runs,
        choices.seed,
        choices.weeks,
        "prior",
        {},
        [choices.budget],
        (),
    )


def screen_study(choices: Choices, base: Scenario, strategies: Sequence[str]) -> Study:
    """The same question for the screen: without the polygons, which no number depends on and which are long to copy.

    Raises
    ------
    InputError
        as ``study_of``.
    """
    return study_of(choices, base.model_copy(update={"boundaries": None}), strategies)


def sensitivity_study(
    choices: Choices, base: Scenario, method: str, samples: int, vary: Sequence[str], runs: int
) -> Study:
    """What matters for the visitor's strategy and for its difference from the baseline.

    Raises
    ------
    InputError
        when the method or a number cannot be used.
    """
    from cse_sim.study.point_question import sensitivity_question

    names = list(dict.fromkeys([choices.baseline, OWN]))
    usd = choices.budget * base.budget.usd_per_year
    budget = base.budget.model_copy(update={"usd_per_year": usd})
    return sensitivity_question(
        sound_scenario(choices, base.model_copy(update={"budget": budget})),
        method,
        samples,
        runs,
        choices.seed,
        list(vary),
        names,
        choices.baseline,
        weeks=choices.weeks,
        parameters="prior",
    )


def file_text(choices: Choices, base: Scenario, extends: str = "") -> str:
    """A scenario file with the visitor's strategy and assumptions; it extends the scenario they began from.

    ``extends`` is the file they began from, where that is not a shipped name. A text of the visitor's own is kept as it is, comments and all, and what was changed on the page is laid into it.
    """
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = 110
    written: Any = yaml.load(choices.text) if choices.text else {"extends": extends or choices.case}
    if choices.levers:
        written.setdefault("strategies", {})[OWN] = {
            "title": "Your strategy",
            "levers": {use.lever: _written(use) for use in _ordered(choices.levers)},
        }
    for name, override in sorted(choices.assumptions.items()):
        written.setdefault("overrides", {})[name] = {
            "value": override.value,
            "because": override.because,
        }
    stream = io.StringIO()
    yaml.dump(written, stream)
    return stream.getvalue()


def command(choices: Choices, strategies: Sequence[str]) -> str:
    """The command that gives the numbers on the screen, run beside the scenario file."""
    names = ",".join(dict.fromkeys([choices.baseline, *strategies]))
    return (
        f"cse-sim compare {FILE} --strategies {names} --baseline {choices.baseline} "
        f"--runs {choices.runs} --seed {choices.seed}"
        + (f" --weeks {choices.weeks}" if choices.weeks else "")
        + (f" --budget-levels {choices.budget:g}" if choices.budget != 1 else "")
    )


def _place(location: Sequence[str | int], strategy: Strategy) -> str:
    """The lever by its title, and what of it; empty for the strategy as a whole."""
    if not location or not isinstance(location[0], int):
        return ""
    from cse_sim.levers import catalogue

    title = catalogue()[strategy.levers[location[0]].lever].title
    said = (str(part) for part in location[1:] if isinstance(part, str))
    return ", ".join([title, *said])


def _ordered(levers: Sequence[LeverUse]) -> tuple[LeverUse, ...]:
    return tuple(sorted(levers, key=lambda use: use.lever))


def _written(use: LeverUse) -> dict[str, Any]:
    """Only what differs from what is meant anyway."""
    said = use.model_dump(mode="json", exclude={"lever"}, exclude_defaults=True)
    return {"share": use.share, **said}
