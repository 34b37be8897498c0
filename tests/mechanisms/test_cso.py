"""Claims of the pages on CSOs: work, choice and life."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cse_sim.engine.layout import Layout, build
from cse_sim.engine.program import Program
from cse_sim.mechanisms import cso_choice, cso_life, cso_work, schedule
from cse_sim.params import catalogue
from cse_sim.processes import python_process
from cse_sim.scenario.model import (
    Budget,
    CivicSpacePoint,
    CommunityRow,
    Csos,
    FundingPoint,
    Group,
    LeverUse,
    Mission,
    Scenario,
    Settlement,
)
from cse_sim.state import fields

Floats = npt.NDArray[np.float64]
START = date(2003, 10, 1)
USES = (LeverUse(lever="dialogue", share=0.5), LeverUse(lever="reconciliation", share=0.5))
COMMUNITIES, ORGANISATIONS = 100, 80


def layout_of(
    program: Program,
    civic_space: float = 0.5,
    funding: tuple[FundingPoint, ...] = (),
    weeks: int = 520,
    **initial: Any,
) -> Layout:
    rows = tuple(
        CommunityRow(
            name=f"c{i}",
            admin1=f"a{i % 2}",
            latitude=6.0 + (i % 10) / 10,
            longitude=-11.0 + (i // 10) / 10,
            population=10_000,
            shares=(0.5, 0.5),
        )
        for i in range(COMMUNITIES)
    )
    scenario = Scenario(
        name="equal",
        title="Equal communities",
        start=START,
        weeks=weeks,
        groups=(Group(name="first"), Group(name="second")),
        communities=rows,
        admin1=("a0", "a1"),
        settlement=Settlement(type="signed"),
        armed_groups=(),
        mission=Mission(),
        csos=Csos(count=ORGANISATIONS),
        civic_space=(CivicSpacePoint(date=START, value=civic_space, because="test"),),
        donor_funding=funding,
        budget=Budget(usd_per_year=0.0, start=START, end=date(2013, 9, 1)),
    )
    layout = build(scenario, USES, program.theta)
    values = {"trust_in_peacekeepers": 0.6, "trust_in_csos": 0.6, **initial}
    for name, value in values.items():
        kind, row, _ = fields()[name]
        layout.initial[kind][row] = value
    return layout


def program_of(
    every_week: Any = None, *, work: bool = True, life: bool = True, choice: bool = True
) -> Program:
    week = [schedule.SCHEDULE]
    if every_week is not None:
        week.append(python_process(every_week, name="put by the test"))
    week += [cso_work.WORK] if work else []
    week += [cso_life.LIFE] if life else []
    week += [cso_choice.CHOICE] if choice else []
    return Program((cso_life.START, *week))


def run(program: Program, layout: Layout, weeks: int, key: int = 5, **assumed: float) -> Any:
    known = catalogue()
    theta = np.array([known[name].default for name in program.theta])
    for name, value in assumed.items():
        full = next(n for n in program.theta if n.endswith(f".{name}"))
        theta[list(program.theta).index(full)] = value
    state = program.new_state(layout)
    program.begin(state, layout, key, theta)
    program.advance(state, layout, weeks)
    for block in state.blocks.values():
        assert np.isfinite(block).all()
    return state


def money_for_all(window: Any) -> None:
    window["lever_capacity"] = 100.0
    window["lever_target"] = 1.0


def on_levers(state: Any) -> float:
    alive = state.field("cso_alive") > 0
    return float((state.field("cso_activity")[alive] >= 0).mean())


def test_without_money_organisations_do_their_own_work() -> None:
    program = program_of()
    state = run(program, layout_of(program), 40)
    assert on_levers(state) == 0.0
    assert state.field("lever_supply").max() == 0.0
    assert state.field("cso_presence").max() > 0.0


def test_money_offered_draws_organisations_to_levers() -> None:
    program = program_of(money_for_all)
    assert on_levers(run(program, layout_of(program), 40)) > 0.3
    assert on_levers(run(program, layout_of(program), 40, money=0.0, need=0.0)) < on_levers(
        run(program, layout_of(program), 40)
    )


def test_a_distrusted_mission_finds_few_partners() -> None:
    program = program_of(money_for_all)
    trusted = run(program, layout_of(program, trust_in_peacekeepers=0.9), 40)
    hated = run(program, layout_of(program, trust_in_peacekeepers=0.05), 40)
    assert hated.field("cso_accepts").mean() < 0.7 * trusted.field("cso_accepts").mean()
    refused = hated.field("cso_accepts") == 0.0
    assert (hated.field("cso_activity")[refused] == -1.0).all()


def test_the_best_option_is_taken_in_about_half_of_the_cases() -> None:
    # Ten equal levers' worth of options in one place against the one the organisation is used to.
    y = {name: p.default for name, p in cso_choice.CsoChoiceParams.declared.items()}

    def weight(appeal: float) -> float:
        return max(0.0, 1.0 + appeal / (8.0 * y["temperature"])) ** 8

    usual, other = 0.9 + 1.5 * y["habit"], 0.9
    best = weight(usual) / (weight(usual) + 9 * weight(other))
    assert 0.4 < best < 0.8


def test_danger_keeps_organisations_away() -> None:
    """Half the country is dangerous: little of the work on levers happens there."""
    danger = np.arange(COMMUNITIES) < COMMUNITIES // 2
    program = program_of(money_for_all, life=False)
    layout = layout_of(program, fear=1.0 * danger, insecurity=1.0 * danger)
    state = run(program, layout, 40)
    at_work = state.field("cso_activity") >= 0.0
    links = state.field("cso_link")[at_work].astype(int)
    there = danger[layout.structure["link_community"][links]]
    assert at_work.sum() > 0
    assert there.mean() < 0.35


def test_organisations_go_where_harm_is_reported() -> None:
    reported = np.where(np.arange(COMMUNITIES) % 2 == 0, 5.0, 0.0)
    program = program_of(money_for_all, life=False)
    layout = layout_of(program, reported_recent=reported)
    state = run(program, layout, 40)
    at_work = state.field("cso_activity") >= 0.0
    links = state.field("cso_link")[at_work].astype(int)
    assert (layout.structure["link_community"][links] % 2 == 0).mean() > 0.6


def test_supply_is_a_share_that_grows_with_capacity() -> None:
    program = program_of(money_for_all, life=False)
    small = run(program, layout_of(program, cso_capacity=0.2), 41).field("lever_supply")
    large = run(program, layout_of(program, cso_capacity=0.7), 41).field("lever_supply")
    assert 0.0 < small.mean() < large.mean()
    assert large.max() < 1.0
    assert run(program, layout_of(program, cso_capacity=0.0), 41).field("lever_supply").max() == 0.0


def test_supply_of_one_organisation_by_hand() -> None:
    """Capacity 0.5, twelve doses at full capacity, one place of 10,000 people asking: 1 - e^-6."""

    def one(window: Any) -> None:
        alive = np.zeros(ORGANISATIONS)
        alive[3] = 1.0
        window["cso_alive"] = alive
        window["cso_activity"] = 0.0
        place = window.layout.structure["link_community"][int(window["cso_link"][3])]
        target = np.zeros((2, COMMUNITIES))
        target[0, place] = 1.0
        window["lever_target"] = target

    program = program_of(one, life=False, choice=False)
    state = run(program, layout_of(program, cso_capacity=0.5), 1, spread=0.0)
    supply = state.field("lever_supply")
    assert supply[0].max() == pytest.approx(1.0 - np.exp(-6.0))
    assert (supply > 0.0).sum() == 1


def test_supply_of_a_focus_and_its_surroundings_by_hand() -> None:
    """All five places ask: half of six doses in the chosen one, the rest shared by the four others."""

    def one(window: Any) -> None:
        alive = np.zeros(ORGANISATIONS)
        alive[3] = 1.0
        window["cso_alive"] = alive
        window["cso_activity"] = 1.0
        window["lever_target"] = 1.0

    program = program_of(one, life=False, choice=False)
    state = run(program, layout_of(program, cso_capacity=0.5), 1, spread=0.0)
    supply = np.sort(state.field("lever_supply")[1])[::-1]
    assert supply[0] == pytest.approx(1.0 - np.exp(-3.0))
    assert supply[1:5] == pytest.approx(1.0 - np.exp(-0.75))
    assert supply[5:].max() == 0.0


def test_numbers_stay_without_a_mission() -> None:
    program = program_of()
    layout = layout_of(program)
    alive = [run(program, layout, 520, key=k).field("cso_alive").sum() for k in range(4)]
    assert 0.9 * ORGANISATIONS < np.mean(alive) <= ORGANISATIONS


def test_organisations_close_when_donors_leave() -> None:
    steady = (FundingPoint(date=START, usd_per_year=6e6, because="test"),)
    gone = (*steady, FundingPoint(date=date(2008, 10, 1), usd_per_year=0.0, because="test"))
    program = program_of()
    stays, leaves = layout_of(program, funding=steady), layout_of(program, funding=gone)
    before = sum(run(program, stays, 340, key=k).field("cso_alive").sum() for k in range(4))
    after = sum(run(program, leaves, 340, key=k).field("cso_alive").sum() for k in range(4))
    assert after < 0.93 * before


def test_money_builds_capacity_and_costs_independence() -> None:
    funding = (FundingPoint(date=START, usd_per_year=6e6, because="test"),)
    program = program_of()
    poor = run(program, layout_of(program), 400)
    rich = run(program, layout_of(program, funding=funding), 400)
    alive = (poor.field("cso_alive") > 0) & (rich.field("cso_alive") > 0)
    for name, more in (("cso_capacity", 1.1), ("cso_independence", None)):
        a, b = poor.field(name)[alive].mean(), rich.field(name)[alive].mean()
        assert b > more * a if more else b < 0.8 * a


def test_stop_and_go_money_builds_less_than_steady_money() -> None:
    """Where capacity is nearly proportional to income, so that only the swing can make the difference."""
    steady = (FundingPoint(date=START, usd_per_year=4e7, because="test"),)
    jumps = tuple(
        FundingPoint(date=date(2003 + k, 10, 1), usd_per_year=8e7 * (k % 2 == 0), because="test")
        for k in range(10)
    )
    program = program_of()

    def built(funding: tuple[FundingPoint, ...]) -> float:
        layout = layout_of(program, funding=funding)
        gained = []
        for weeks in (416, 429, 442, 455, 468, 481, 494, 507):
            state = run(program, layout, weeks, deaths_per_week=0.0, half_capacity_usd=1e5)
            gained.append(state.field("cso_capacity") - state.field("cso_capacity_base"))
        return float(np.mean(gained))

    assert built(jumps) < 0.85 * built(steady)


def test_training_raises_capacity_and_costs_some_independence() -> None:
    def training(window: Any) -> None:
        window["cso_training"] = 1.0

    plain, taught = program_of(), program_of(training)
    a = run(plain, layout_of(plain), 104, deaths_per_week=0.0)
    b = run(taught, layout_of(taught), 104, deaths_per_week=0.0)
    assert b.field("cso_capacity").mean() > a.field("cso_capacity").mean() + 0.03
    lost = a.field("cso_independence").mean() - b.field("cso_independence").mean()
    assert 0.005 < lost < 0.2


def test_core_funding_reaches_those_who_accept_and_costs_independence() -> None:
    def core(window: Any) -> None:
        window["core_support"] = 230.0

    plain, funded = program_of(), program_of(core)
    a = run(plain, layout_of(plain), 200, deaths_per_week=0.0)
    b = run(funded, layout_of(funded), 200, deaths_per_week=0.0)
    assert a.field("cso_income_mission").max() == 0.0
    assert b.field("cso_income_mission").mean() > 50.0
    assert b.field("cso_capacity").mean() > a.field("cso_capacity").mean()
    assert b.field("cso_independence").mean() < a.field("cso_independence").mean() - 0.1
    # No more arrives than is handed out: 230 dollars a week in each of 100 places.
    assert b.field("cso_income_mission").sum() < 230.0 * COMMUNITIES


def test_paid_organisations_lose_legitimacy_where_the_mission_is_distrusted() -> None:
    def core(window: Any) -> None:
        window["core_support"] = 230.0

    program = program_of(core)
    trusted = run(program, layout_of(program, trust_in_peacekeepers=0.9), 300, distrust=0.0)
    hated = run(program, layout_of(program, trust_in_peacekeepers=0.05), 300, distrust=0.0)
    assert hated.field("cso_legitimacy").mean() < trusted.field("cso_legitimacy").mean() - 0.03


def test_reprisals_follow_speaking_up_where_space_is_closed() -> None:
    def reprisals(civic_space: float, monitoring: float, repression: float) -> float:
        total = [0.0]

        def add(window: Any) -> None:
            total[0] += float(window["reprisals"])
            window["reporting_support"] = monitoring

        program = Program(
            (
                cso_life.START,
                schedule.SCHEDULE,
                python_process(add, name="monitoring"),
                cso_life.LIFE,
                python_process(add, name="counting"),
                cso_choice.CHOICE,
            )
        )
        layout = layout_of(program, civic_space, authority_repression=repression)
        run(program, layout, 260, deaths_per_week=0.0)
        return total[0]

    assert reprisals(1.0, 1.0, 1.0) == 0.0
    assert reprisals(0.3, 1.0, 0.0) == 0.0
    silent, exposed = reprisals(0.3, 0.0, 0.8), reprisals(0.3, 1.0, 0.8)
    assert 0.0 < silent < exposed
    # Eighty organisations, five years, hazard 0.01 x 0.7 x 0.8 x (1 + those who speak) a week.
    assert exposed == pytest.approx(80 * 260 * 0.0056 * 1.2, rel=0.3)


def test_dependence_is_felt_as_harm_only_where_funders_are_distrusted() -> None:
    program = program_of(life=False, choice=False)
    dependent = run(program, layout_of(program, trust_in_peacekeepers=0.1), 1)
    trusted = run(program, layout_of(program, trust_in_peacekeepers=1.0), 1)
    assert dependent.field("csos_bad").sum() > 0.0
    assert trusted.field("csos_bad").sum() == 0.0
    assert np.array_equal(dependent.field("csos_good"), trusted.field("csos_good"))


def test_voice_reaches_the_authority_of_the_place_and_a_tenth_the_country() -> None:
    program = program_of(life=False, choice=False)
    silent = run(program, layout_of(program, cso_speaks=0.0), 1).field("advocacy")
    loud = run(program, layout_of(program, cso_speaks=1.0), 1).field("advocacy")
    assert silent.max() == 0.0
    assert loud[2] == pytest.approx(0.1 * (loud[0] + loud[1]))


def test_donors_pay_partly_and_late() -> None:
    funding = (FundingPoint(date=START, usd_per_year=5.2e6, because="test"),)
    program = program_of()
    layout = layout_of(program, funding=funding)
    early = run(program, layout, 8, deaths_per_week=0.0).field("cso_income_donor").sum()
    later = run(program, layout, 200, deaths_per_week=0.0)
    assert early < 0.5 * 1e5
    assert 0.45e5 < later.field("cso_income_donor").sum() < 0.95e5
    assert later.field("organisation_paid").sum() < 200 * 1e5
