"""What a strategy says: levers that share one budget."""

from __future__ import annotations

from datetime import date as Day
from typing import Literal

from pydantic import Field

from cse_sim.scenario.facts import Facts, Name, Share

Targeting = Literal["everywhere", "need", "access", "list"]
Question = Literal["trust_in_peacekeepers", "security"]


class Adaptation(Facts):
    """What a lever gets when the mission's survey reports too little, and from which lever."""

    when: Question = Field(description="the survey's question")
    below: Share = Field(description="share of good answers under which money moves [0-1]")
    move: Share = Field(description="share of the budget that moves at each report [0-1]")
    taken_from: Name = Field(description="lever of the same strategy that gives it up")


class LeverUse(Facts):
    """One lever as a strategy uses it."""

    lever: Name = Field(description="name of the lever")
    share: Share = Field(description="share of the strategy's budget [0-1]")
    dose: Share = Field(default=1.0, description="intensity where it is used [0-1]")
    targeting: Targeting = Field(default="need", description="which communities come first")
    communities: tuple[Name, ...] = Field(
        default=(), description="names of communities, for targeting: list"
    )
    start: Day | None = Field(default=None, description="first day; default: start of the budget")
    end: Day | None = Field(
        default=None, description="first day without; default: end of the budget"
    )
    adapts: Adaptation | None = Field(
        default=None, description="what it gets when the survey reports too little; default: never"
    )


class Strategy(Facts):
    """A bundle of levers that shares one budget."""

    name: Name = Field(description="name of the strategy")
    title: str = Field(default="", description="title")
    description: str = Field(default="", description="what it does and why")
    levers: tuple[LeverUse, ...] = Field(default=(), description="the levers it uses")
