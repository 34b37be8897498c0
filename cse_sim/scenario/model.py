"""What a scenario says once it is read: checked, immutable, with every table and strategy inline."""

from __future__ import annotations

from datetime import date as Day  # a field called "date" would hide the type
from typing import Annotated, Any, Literal

from pydantic import Field

from cse_sim.scenario.calendar import date_of
from cse_sim.scenario.facts import MOST_WEEKS, Facts, Name, Share
from cse_sim.scenario.facts import Override as Override
from cse_sim.scenario.strategy import LeverUse as LeverUse
from cse_sim.scenario.strategy import Strategy as Strategy

UnitKind = Literal["infantry", "formed_police", "un_police", "observers", "civil_affairs"]


class Group(Facts):
    """An identity group of the population."""

    name: Name = Field(description="name of the identity group")
    excluded: Share = Field(
        default=0.0, description="degree of exclusion from power at the start [0-1]"
    )
    because: str = Field(default="", description="why this degree of exclusion")
    source: str = Field(default="", description="where the figure comes from")


class CommunityRow(Facts):
    """A community at the start."""

    name: Name = Field(description="name of the community, used once")
    admin1: Name = Field(description="first-level administrative unit it lies in")
    latitude: float = Field(ge=-90, le=90, description="latitude, WGS84 [degrees]")
    longitude: float = Field(ge=-180, le=180, description="longitude, WGS84 [degrees]")
    population: int = Field(
        gt=0, le=1_000_000_000, description="inhabitants at the start [persons]"
    )
    shares: tuple[Share, ...] = Field(
        description="share of each group in the population, in the order of groups [0-1]"
    )
    synthetic: bool = Field(
        default=True, description="true if the place or its figures are generated, not observed"
    )


class Settlement(Facts):
    """How the fighting ended."""

    type: Literal["signed", "ceasefire", "victory", "none"] = Field(
        description="kind of settlement"
    )
    date: Day | None = Field(
        default=None, description="day of the settlement; may lie before the start"
    )
    because: str = Field(default="", description="source or reason")


class ArmedGroup(Facts):
    """An armed group and the identity group it recruits from."""

    name: Name = Field(description="name of the armed group")
    home_group: Name = Field(description="name of the identity group it recruits from")
    fighters: int = Field(ge=0, le=10_000_000, description="active fighters at the start [persons]")
    idle_ex_combatants: int = Field(
        default=0,
        ge=0,
        le=10_000_000,
        description="ex-combatants without livelihood at the start [persons]",
    )
    posture: Literal["quiet", "fighting"] = Field(
        default="quiet", description="posture at the start"
    )
    past_abuse: Share = Field(
        default=0.5, description="how far it has abused civilians before the start [0-1]"
    )
    because: str = Field(default="", description="source or reason")


class DeploymentRow(Facts):
    """Strength of one kind of unit from a date until the next row of the same admin1 and kind."""

    date: Day = Field(description="day from which the strength holds")
    admin1: str = Field(
        default="", max_length=200, description="administrative unit; empty means the whole country"
    )
    kind: UnitKind = Field(description="kind of unit")
    strength: float = Field(ge=0, le=1_000_000, description="strength [persons]")


class Mission(Facts):
    """The peace operation; without deployment rows there is none."""

    name: str = Field(default="", max_length=200, description="name of the mission")
    start: Day | None = Field(
        default=None, description="first day; default: the first deployment row"
    )
    end: Day | None = Field(
        default=None, description="first day without the mission; default: it stays"
    )
    deployment: tuple[DeploymentRow, ...] = Field(
        default=(), description="strength over time, by place and kind"
    )
    interpolate: Literal["step", "linear"] = Field(
        default="step", description="how strength moves between rows"
    )
    spread: Literal["population", "population_and_history"] = Field(
        default="population",
        description="rule that spreads rows for the whole country over the communities",
    )
    because: str = Field(default="", description="source or reason")


class Csos(Facts):
    """The civil society organisations at the start."""

    count: int | None = Field(
        default=None, ge=0, le=100_000, description="organisations; default: from per_100k"
    )
    per_100k: float = Field(
        default=2.0, ge=0, le=1000, description="organisations [per 100,000 persons]"
    )
    communities_each: int = Field(
        default=5, ge=1, le=10_000, description="communities an organisation works in"
    )
    seed: int = Field(default=1, ge=0, lt=2**53, description="seed of their placement")
    capacity: Share = Field(default=0.4, description="mean capacity at the start [0-1]")


class Organisation(Facts):
    """An international organisation or a donor."""

    name: Name = Field(description="name of the international organisation or donor")
    because: str = Field(default="", description="source or reason")


class Authorities(Facts):
    """Local authorities at the start."""

    responsiveness: Share = Field(
        default=0.3, description="how far they answer needs at the start [0-1]"
    )
    inclusiveness: Share = Field(
        default=0.4, description="how far excluded groups are heard at the start [0-1]"
    )
    repression: Share = Field(default=0.3, description="how far they repress at the start [0-1]")
    capacity: Share = Field(default=0.3, description="capacity to deliver at the start [0-1]")


class Election(Facts):
    """An election and the tense weeks around it."""

    date: Day = Field(description="polling day")
    window_weeks: int = Field(
        default=12, ge=1, le=104, description="tense weeks up to and after polling day [weeks]"
    )
    tension: float = Field(
        default=1.0, ge=0, le=3, description="how tense; 1 is an ordinary post-war election [0-3]"
    )


class CivicSpacePoint(Facts):
    """Civic space from a date until the next point; before the first point, the first holds."""

    date: Day = Field(description="day from which the value holds")
    value: Share = Field(description="civic space, 1 is open [0-1]")
    because: str = Field(default="", description="source or reason")


class Shock(Facts):
    """Something from outside that strikes all communities for some weeks."""

    date: Day = Field(description="first day")
    kind: Literal["price", "ceasefire_breakdown", "disaster"] = Field(description="kind of shock")
    size: float = Field(ge=0, le=3, description="size; 1 is a typical shock of its kind [0-3]")
    weeks: int = Field(ge=1, le=MOST_WEEKS, description="how long it lasts [weeks]")
    because: str = Field(default="", description="source or reason")


class FundingPoint(Facts):
    """Core funding of CSOs outside any strategy, from a date until the next point."""

    date: Day = Field(description="day from which the amount holds")
    usd_per_year: float = Field(ge=0, le=1e12, description="donor core funding to CSOs [US$/year]")
    because: str = Field(default="", description="source or reason")


class HistoryEvent(Facts):
    """A violent event before the start, which sets the starting state."""

    date: Day = Field(description="first day of the event")
    latitude: float = Field(ge=-90, le=90, description="latitude, WGS84 [degrees]")
    longitude: float = Field(ge=-180, le=180, description="longitude, WGS84 [degrees]")
    type_of_violence: int = Field(
        ge=1, le=3, description="UCDP: 1 state-based, 2 non-state, 3 one-sided"
    )
    best: int = Field(ge=0, le=10_000_000, description="best estimate of deaths [persons]")
    admin1: str = Field(
        default="",
        description="administrative unit found from the coordinates; empty: only the country is known",
    )
    where: int | None = Field(
        default=None,
        ge=0,
        description="position of the community it is counted in, from 0; null: not known that closely",
    )


class Budget(Facts):
    """Additional money a strategy may spend; the mission is outside it."""

    usd_per_year: float = Field(ge=0, le=1e12, description="additional money [nominal US$/year]")
    start: Day | None = Field(
        default=None, description="first day; default: start of the mission, else of the scenario"
    )
    end: Day | None = Field(
        default=None,
        description="first day without; default: end of the mission, else of the scenario",
    )
    mission_usd_per_year: float | None = Field(
        default=None,
        ge=0,
        le=1e12,
        description="the mission's own budget, for comparison only [nominal US$/year]",
    )
    because: str = Field(default="", description="source or reason")


class SourceNote(Facts):
    """Where a part of the scenario comes from."""

    item: Name = Field(description="which part of the scenario")
    source: str = Field(description="publication or data set")
    basis: str = Field(default="", description="how sure: measured, published, judged, assumed")


class Scenario(Facts):
    """One world, complete: what a run needs and nothing else."""

    schema_: Literal[1] = Field(default=1, alias="schema", description="version of the file format")
    name: Name = Field(
        description="name of the file, or of its folder if the file is scenario.yaml"
    )
    title: Name = Field(description="title")
    description: str = Field(
        default="", description="what the case is, for whom, and what it leaves out"
    )
    case: Literal["invented", "case study"] = Field(
        default="invented", description="an invented place or a real one"
    )
    start: Annotated[Day, Field(ge=Day(1900, 1, 1), le=Day(2200, 1, 1))] = Field(
        description="first day of week 1"
    )
    weeks: int = Field(ge=1, le=MOST_WEEKS, description="length [weeks]")
    groups: tuple[Group, ...] = Field(min_length=1, max_length=6, description="identity groups")
    communities: tuple[CommunityRow, ...] = Field(
        min_length=10, max_length=10_000, description="communities"
    )
    boundaries: dict[str, Any] | None = Field(
        default=None,
        description="GeoJSON polygons of the administrative units, name in admin1; for maps and places",
    )
    admin1: tuple[str, ...] = Field(
        default=(), description="names of the administrative units, sorted; from communities"
    )
    settlement: Settlement = Field(description="how the fighting ended")
    armed_groups: tuple[ArmedGroup, ...] = Field(
        default=(), max_length=6, description="armed groups"
    )
    mission: Mission = Field(default=Mission(), description="the peace operation")
    csos: Csos = Field(default=Csos(), description="civil society organisations at the start")
    organisations: tuple[Organisation, ...] = Field(
        default=(Organisation(name="donors"),),
        min_length=1,
        max_length=50,
        description="international organisations and donors",
    )
    authorities: Authorities = Field(
        default=Authorities(), description="local authorities at the start"
    )
    elections: tuple[Election, ...] = Field(default=(), max_length=100, description="elections")
    civic_space: tuple[CivicSpacePoint, ...] = Field(
        default=(), max_length=1040, description="civic space over time"
    )
    shocks: tuple[Shock, ...] = Field(
        default=(), max_length=1040, description="shocks from outside"
    )
    donor_funding: tuple[FundingPoint, ...] = Field(
        default=(), max_length=1040, description="core funding of CSOs over time"
    )
    history: tuple[HistoryEvent, ...] = Field(
        default=(), description="violent events before the start"
    )
    history_coverage: float = Field(
        default=1.0, gt=0, le=1, description="share of real events that the history holds (0-1]"
    )
    displaced_return: float = Field(
        default=1.0, ge=1, le=3, description="factor on disputes at the start from return [1-3]"
    )
    population_growth_per_year: float = Field(
        default=0.0, ge=-0.1, le=0.1, description="growth of the population [1/year]"
    )
    budget: Budget = Field(description="additional money a strategy may spend")
    strategies: tuple[Strategy, ...] = Field(
        default=(), description="the strategies that can be chosen"
    )
    strategy: str | None = Field(
        default=None, description="name of the strategy used when none is asked for"
    )
    overrides: dict[str, Override] = Field(
        default_factory=dict, description="parameters set by this scenario"
    )
    units_per_strength: int = Field(
        default=150, ge=1, le=100_000, description="size of one peacekeeper unit agent [persons]"
    )
    sources: tuple[SourceNote, ...] = Field(default=(), description="where the parts come from")

    @property
    def end(self) -> Day:
        """The first day after the last week."""
        return date_of(self.weeks, self.start)

    @property
    def mission_window(self) -> tuple[Day, Day] | None:
        """First day with the mission and first day without, or None if there is no mission."""
        if not self.mission.deployment:
            return None
        first = self.mission.start or min(row.date for row in self.mission.deployment)
        return first, self.mission.end or self.end

    @property
    def budget_window(self) -> tuple[Day, Day]:
        """First day with the budget and first day without: as given, else the mission's, else all weeks."""
        first, last = self.mission_window or (self.start, self.end)
        return self.budget.start or first, self.budget.end or last

    def strategy_named(self, name: str) -> Strategy:
        """The strategy of that name; KeyError if there is none."""
        return {strategy.name: strategy for strategy in self.strategies}[name]
