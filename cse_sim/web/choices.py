"""What a visitor has chosen: everything that decides a number, and nothing of how it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from cse_sim.errors import InputError
from cse_sim.scenario.facts import Override
from cse_sim.scenario.model import LeverUse, Scenario
from cse_sim.study.question import MOST_LEVEL

OWN = "own_strategy"
"""Name of the strategy whose levers the visitor moves."""
DEFAULT_CASE = "training"
NOTHING = "none"
REFERENCES = ("security_only", "none")
RUNS, MOST_RUNS = 200, 1000
MOST_COMPARED = 5
BUDGETS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Factors on the scenario's budget that the page offers."""
STEP = 0.01
"""Shares of the budget are whole percents."""


@dataclass(frozen=True)
class Choices:
    """One question of a visitor.

    ``text`` is a scenario of their own, empty for a case that is shipped or opened; ``files`` are the tables beside it.
    ``weeks`` None is the whole scenario; ``budget`` is a factor on the scenario's.
    """

    case: str = DEFAULT_CASE
    text: str = ""
    files: tuple[tuple[str, str], ...] = ()
    levers: tuple[LeverUse, ...] = ()
    begun_from: str = ""
    baseline: str = ""
    compared: tuple[str, ...] = ()
    seed: int = 0
    runs: int = RUNS
    weeks: int | None = None
    budget: float = 1.0
    assumptions: Mapping[str, Override] = field(default_factory=dict)

    def use_of(self, lever: str) -> LeverUse | None:
        """How the visitor's strategy uses a lever; None if it does not."""
        return {use.lever: use for use in self.levers}.get(lever)

    @property
    def allocated(self) -> float:
        """Share of the budget that is given to levers."""
        return round(sum(use.share for use in self.levers), 6)


def first_choices(
    scenario: Scenario, case: str, text: str = "", files: tuple[tuple[str, str], ...] = ()
) -> Choices:
    """Where a visitor begins in a scenario: its own strategy against the usual baseline, a few beside it."""
    names = [strategy.name for strategy in scenario.strategies]
    plain = [each.name for each in scenario.strategies if not any(u.adapts for u in each.levers)]
    start = (
        OWN
        if OWN in names
        else scenario.strategy or next((name for name in plain if name not in REFERENCES), names[0])
    )
    baseline = next((name for name in REFERENCES if name in names), names[0])
    beside = [NOTHING, *(name for name in names if name not in (baseline, start, NOTHING))]
    known = Choices(
        case=case,
        text=text,
        files=files,
        baseline=baseline,
        compared=tuple(dict.fromkeys([baseline, OWN, *(n for n in beside if n in names)]))[:4],
    )
    return begun_from(known, scenario, start)


def begun_from(choices: Choices, scenario: Scenario, strategy: str) -> Choices:
    """The levers of a strategy of the scenario, to be moved from there."""
    levers = scenario.strategy_named(strategy).levers
    return replace(choices, levers=levers, begun_from=strategy)


def with_share(choices: Choices, lever: str, share: float) -> Choices:
    """A lever with another share of the budget, never more than is left; at zero it leaves the strategy."""
    old = choices.use_of(lever)
    left = 1.0 - choices.allocated + (old.share if old else 0.0)
    share = max(0.0, min(round(share / STEP) * STEP, _floor(left)))
    if share <= 0:
        return _without(choices, lever)
    return with_use(choices, lever, share=round(share, 6))


def _without(choices: Choices, lever: str) -> Choices:
    """The strategy without a lever; what was to take money from it, takes none."""
    kept = [
        use.model_copy(update={"adapts": None})
        if use.adapts is not None and use.adapts.taken_from == lever
        else use
        for use in choices.levers
        if use.lever != lever
    ]
    return replace(choices, levers=tuple(kept))


def with_use(choices: Choices, lever: str, **changes: object) -> Choices:
    """A lever used in another way; a lever that is not used yet takes a share of nothing.

    Raises
    ------
    InputError
        when a value cannot be used.
    """
    old = choices.use_of(lever) or LeverUse(lever=lever, share=0.0)
    if changes.get("targeting", "list") != "list":
        changes["communities"] = ()
    try:
        new = LeverUse.model_validate({**old.model_dump(), **changes})
    except ValueError as error:
        raise InputError(_said(error), where=lever) from error
    if choices.use_of(lever) is None:
        return replace(choices, levers=(*choices.levers, new))
    return replace(choices, levers=tuple(new if u.lever == lever else u for u in choices.levers))


def with_places(choices: Choices, scenario: Scenario, lever: str, names: Sequence[str]) -> Choices:
    """A lever in the named communities only, in the scenario's order; without a name it goes by need again.

    Raises
    ------
    InputError
        when the scenario has no such community.
    """
    known = {row.name for row in scenario.communities}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(f'no community "{unknown[0][:40]}"', where=lever)
    listed = [row.name for row in scenario.communities if row.name in set(names)]
    targeting = "list" if listed else "need"
    return with_use(choices, lever, targeting=targeting, communities=tuple(listed))


def with_budget(choices: Choices, budget: float) -> Choices:
    """The scenario's budget times a factor.

    Raises
    ------
    InputError
        when no study can have that factor.
    """
    if not 0 < budget <= MOST_LEVEL:
        raise InputError(
            f"{budget!r} cannot multiply the budget", allowed=f"Above 0 and at most {MOST_LEVEL}"
        )
    return replace(choices, budget=float(budget))


def with_lever_reset(choices: Choices, scenario: Scenario, lever: str) -> Choices:
    """A lever as the strategy has it from which the visitor began, or as much of it as the budget leaves."""
    default = default_use(choices, scenario, lever)
    if default is None:
        return _without(choices, lever)
    share = min(default.share, _floor(1.0 - _without(choices, lever).allocated))
    if share <= 0:
        return _without(choices, lever)
    source = default.adapts and choices.use_of(default.adapts.taken_from)
    changes = {"share": share, "adapts": default.adapts if source else None}
    kept = {use.lever: use for use in choices.levers} | {lever: default.model_copy(update=changes)}
    return replace(choices, levers=tuple(kept.values()))


def default_use(choices: Choices, scenario: Scenario, lever: str) -> LeverUse | None:
    """How the strategy from which the visitor began uses a lever."""
    return {use.lever: use for use in _begun(choices, scenario)}.get(lever)


def moved(choices: Choices, scenario: Scenario) -> bool:
    """Whether the levers differ from those of the strategy from which the visitor began."""
    return sorted(choices.levers, key=_lever) != sorted(_begun(choices, scenario), key=_lever)


def with_compared(choices: Choices, names: Iterable[str]) -> Choices:
    """The strategies side by side: at most five, the baseline always among them."""
    listed = dict.fromkeys([choices.baseline, *names])
    return replace(choices, compared=tuple(listed)[:MOST_COMPARED])


def with_assumption(choices: Choices, name: str, value: float, because: str) -> Choices:
    """A parameter with another value, and the reason.

    Raises
    ------
    InputError
        when there is no such parameter, the value is out of bounds or the reason is missing.
    """
    from cse_sim.params import find

    find(name).check(value)
    if not because.strip():
        raise InputError("a changed assumption needs its reason", where=name, do="Write why")
    changed = Override(value=value, because=because.strip())
    return replace(choices, assumptions={**choices.assumptions, name: changed})


def without_assumption(choices: Choices, name: str) -> Choices:
    """A parameter as the scenario has it."""
    kept = {key: value for key, value in choices.assumptions.items() if key != name}
    return replace(choices, assumptions=kept)


def _said(error: ValueError) -> str:
    """What a value was refused for, one line."""
    if isinstance(error, ValidationError):
        return "; ".join(
            f"{'.'.join(map(str, each['loc'])) or 'use'}: {each['msg']}" for each in error.errors()
        )
    return str(error)


def _begun(choices: Choices, scenario: Scenario) -> tuple[LeverUse, ...]:
    known = {strategy.name: strategy.levers for strategy in scenario.strategies}
    return known.get(choices.begun_from, ())


def _lever(use: LeverUse) -> str:
    return use.lever


def _floor(share: float) -> float:
    return int(share / STEP + 1e-6) * STEP
