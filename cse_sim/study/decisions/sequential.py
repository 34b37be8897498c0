"""A comparison that runs until a question is answered: narrow enough, or the best found.

The study starts with ``FIRST_RUNS`` runs of each strategy and grows in its folder; the question is asked again each
time the number of runs has doubled. Runs of a strategy that is no longer in the race are still made, so that every
table holds the same runs of all strategies; ``ranking.select_best`` itself drops them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np

from cse_sim.errors import InputError, nearest
from cse_sim.indicators.measure import Indicator
from cse_sim.study.comparison import Values
from cse_sim.study.decisions.ranking import select_best
from cse_sim.study.decisions.resample import Floats
from cse_sim.study.decisions.stopping import FIRST_RUNS, next_runs, summary
from cse_sim.study.plan import Study

MOST_RUNS = 4096
LEAST_MOST = FIRST_RUNS
Rule = Literal["stop-when", "select-best"]


@dataclass(frozen=True)
class Question:
    """When to stop: every difference to the baseline within a half-width, or the best found up to an indifference.

    ``amount`` is in the unit of the indicator; ``most`` is how many runs of each strategy are allowed.
    """

    rule: Rule
    indicator: str
    amount: float
    most: int = MOST_RUNS

    @classmethod
    def read(cls, rule: Rule, written: str, indicators: Mapping[str, Indicator]) -> Question:
        """A question as it is written: ``INDICATOR=AMOUNT``.

        Raises
        ------
        InputError
            when it cannot be read, or the indicator is unknown or has no better direction to select by.
        """
        name, equals, text = (part.strip() for part in written.partition("="))
        try:
            amount = float(text) if equals else math.nan
        except ValueError:
            amount = math.nan
        if not 0 < amount < math.inf:
            raise InputError(
                f'"{written}" is not INDICATOR=AMOUNT',
                where=f"--{rule}",
                do=f"Write --{rule} stability_index=0.5; the amount is above 0",
            )
        if name not in indicators:
            raise InputError(
                f'no indicator "{name}"', where=f"--{rule}", do=nearest(name, indicators)
            )
        if rule == "select-best" and indicators[name].direction == "none":
            raise InputError(f"{name} has no better direction to select by", where=f"--{rule}")
        return cls(rule, name, amount)

    @classmethod
    def going_on(cls, manifest: Mapping[str, Any]) -> Question | None:
        """The question of a study that has not come to its end; None of any other."""
        record = manifest.get("sequential") or {}
        if not record.get("goes_on"):
            return None
        return cls(record["rule"], record["indicator"], record["amount"], record["most"])


@dataclass(frozen=True)
class Answer:
    """Where a sequential comparison stands; ``said`` is one sentence.

    ``goes_on``: it is not answered, and more runs are allowed or those there are have not been looked at.
    """

    rule: Rule
    indicator: str
    amount: float
    most: int
    runs: int
    looks: int
    reached: bool
    best: str | None
    goes_on: bool
    said: str

    def record(self) -> dict[str, Any]:
        """What the manifest keeps, so that a number says that it is from a sequential study."""
        return asdict(self)


def looks(most: int) -> Iterator[int]:
    """Numbers of runs at which the question is asked."""
    runs = min(FIRST_RUNS, most)
    yield runs
    while runs < most:
        runs = next_runs(runs, most)
        yield runs


def unanswered(question: Question, study: Study) -> Answer:
    """Where it stands before the runs of the study are looked at."""
    return Answer(
        question.rule,
        question.indicator,
        question.amount,
        question.most,
        study.runs,
        len(list(looks(study.runs))) - 1,
        reached=False,
        best=None,
        goes_on=True,
        said=f"Sequential, {study.runs} runs: not looked at yet whether "
        f"--{question.rule} {question.indicator}={question.amount:g} is answered.",
    )


def answered(
    question: Question, study: Study, values: Values, indicators: Mapping[str, Indicator]
) -> Answer:
    """Whether the runs there are answer the question, at every budget level."""
    ask = _narrow if question.rule == "stop-when" else _best
    told = [
        ask(question, study, values, point, indicators[question.indicator])
        for point in range(len(study.budget_levels))
    ]
    reached = all(reached for reached, _, _ in told)
    return replace(
        unanswered(question, study),
        looks=len(list(looks(study.runs))),
        reached=reached,
        best=told[0][1] if len(told) == 1 else None,
        goes_on=not reached and study.runs < question.most,
        said=f"Sequential, {study.runs} runs: " + " ".join(text for _, _, text in told),
    )


def _matrix(question: Question, values: Values, names: Sequence[str], point: int) -> Floats:
    return np.stack([values[name, point, question.indicator] for name in names])


def _narrow(
    question: Question, study: Study, values: Values, point: int, indicator: Indicator
) -> tuple[bool, None, str]:
    """Whether every paired interval against the baseline is narrow enough."""
    others = [name for name in study.strategies if name != study.baseline]
    baseline = values[str(study.baseline), point, question.indicator]
    told = [
        summary(row - baseline, question.amount, 1)
        for row in _matrix(question, values, others, point)
    ]
    if any(math.isnan(each.half_width) for each in told):
        return False, None, f"{question.indicator} is undefined in too many runs."
    widest = max(each.half_width for each in told)
    reached = all(each.reached for each in told)
    words = "reached" if reached else "NOT reached"
    return (
        reached,
        None,
        f"{question.indicator} within ±{widest:.3g} {indicator.unit}, ±{question.amount:g} {words}.",
    )


def _best(
    question: Question, study: Study, values: Values, point: int, indicator: Indicator
) -> tuple[bool, str | None, str]:
    """Whether Kim and Nelson's procedure has found the best within the runs there are."""
    names = list(study.strategies)
    matrix = _matrix(question, values, names, point)
    if np.isnan(matrix[:, :FIRST_RUNS]).any(axis=0).mean() > 0.1:
        return False, None, f"{question.indicator} is undefined in too many runs."
    told = select_best(
        lambda who, first, stop: matrix[who, first:stop],
        len(names),
        question.amount,
        sign=-1.0 if indicator.direction == "down" else 1.0,
        first_runs=FIRST_RUNS,
        after=lambda runs: next_runs(runs, study.runs),
        most=study.runs,
    )
    if told.best is None:
        left = ", ".join(names[place] for place in told.left)
        return False, None, f"the best in {question.indicator} is NOT found; left: {left}."
    best = names[told.best]
    return (
        True,
        best,
        f"{best} is the best in {question.indicator}, with 95 % probability if it leads by "
        f"{question.amount:g} {indicator.unit}.",
    )
