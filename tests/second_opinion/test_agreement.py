"""The engine against a second opinion, written from each page alone, on random worlds with extremes among them."""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cse_sim.engine.program import EVENT_COLUMNS
from cse_sim.mechanisms import START, WEEK
from tests.second_opinion import (
    combatants,
    council,
    cso_choice,
    disputes,
    fear,
    grievance,
    trust,
    violence,
    worlds,
)

PROCESSES = {process.name: process for process in (*START, *WEEK)}
SEEDS = range(32)
Opinion = Callable[[dict[str, Any], int, int], dict[str, Any]]


def without_luck(function: Callable[[dict[str, Any]], dict[str, Any]]) -> Opinion:
    return lambda before, run_key, week: function(before)


def at_start(function: Callable[[dict[str, Any], int], dict[str, Any]]) -> Opinion:
    return lambda before, run_key, week: function(before, run_key)


OPINIONS: dict[str, Opinion] = {
    "remembered harm": without_luck(trust.remembered_harm),
    "trust in peacekeepers": without_luck(trust.trust_in_peacekeepers),
    "trust in authorities": without_luck(trust.trust_in_authorities),
    "trust in CSOs": without_luck(trust.trust_in_csos),
    "cooperation": without_luck(trust.cooperation),
    "trust between groups": without_luck(trust.trust_between_groups),
    "council feedback": council.council_feedback,
    "first expectations": without_luck(council.first_expectations),
    "first hotspots": at_start(violence.first_hotspots),
    "hotspots": violence.hotspots,
    "violence": violence.violence,
    "fear": without_luck(fear.fear),
    "grievance": without_luck(grievance.grievance),
    "disputes": disputes.disputes,
    "dispute institution": disputes.dispute_institution,
    "combatants": combatants.combatants,
    "choice of CSOs": cso_choice.choice_of_csos,
}


OFFERED = ("dialogue", "reconciliation")
LEVERS = {"choice of CSOs": ("council", "dispute_resolution", *OFFERED)}


@functools.cache
def engine_week(name: str) -> worlds.Week:
    return worlds.Week(PROCESSES[name])


def drawn(name: str, seed: int) -> tuple[Any, dict[str, float], dict[str, Any], int, int]:
    generator = np.random.default_rng(seed + 1000)
    process = PROCESSES[name]
    made = worlds.layout_of(worlds.shape_of(seed, LEVERS.get(name, ())), generator)
    theta = worlds.theta_of(process, generator)
    run_key, week = int(generator.integers(1, 2**53)), int(generator.integers(1, worlds.WEEKS))
    return made, theta, worlds.before_week(made, process, theta), run_key, week


@pytest.mark.parametrize("name", OPINIONS)
def test_the_engine_agrees_with_a_second_opinion(name: str) -> None:
    wrong: list[str] = []
    for seed in SEEDS:
        made, theta, before, run_key, week = drawn(name, seed)
        state = engine_week(name).run(made, run_key, week, theta)
        for field, value in OPINIONS[name](before, run_key, week).items():
            if field == "counts":
                continue
            engine = state.field(field)
            gap = np.abs(np.reshape(np.asarray(value, dtype=float), engine.shape) - engine)
            if gap.size and not gap.max() <= 1e-9 * max(1.0, float(np.abs(engine).max())):
                at = tuple(int(i) for i in np.unravel_index(gap.argmax(), gap.shape))
                wrong.append(f"seed {seed} week {week} {field}{list(at)}: off by {gap.max():.3g}")
    assert not wrong, "\n".join(wrong[:12])


def violent_week(seed: int, **values: Any) -> tuple[dict[str, Any], Any, Any]:
    """A week with very many events in large places, so that distributions show."""
    generator = np.random.default_rng(seed)
    made = worlds.layout_of(worlds.Shape(communities=24, groups=3, armed=2), generator)
    theta = {
        p.full_name: p.default for g in PROCESSES["violence"].params for p in g.declared.values()
    }
    n = 24
    worlds.put(made, "population", np.full(n, 1e6))
    worlds.put(made, "displaced", np.zeros(n))
    worlds.put(made, "fighters", np.full((2, n), 1e4))
    worlds.put(made, "posture", 1.0)
    worlds.put(made, "mission_factor", 1.0)
    worlds.put(made, "deterred", 0.0)
    worlds.put(made, "police_calm", 0.0)
    worlds.put(made, "hotspot_weight", 1.0)
    for kind in ("state_based", "rebel", "government"):
        worlds.put(made, f"rate_{kind}", 1500.0)
    worlds.put(made, "disputes_lethal", 100.0)
    for name, value in values.items():
        worlds.put(made, name, value)
    before = worlds.before_week(made, PROCESSES["violence"], theta)
    state = engine_week("violence").run(made, 77 + seed, 5, theta, events=20_000)
    events = state.events[: int(state.event_count[0])]
    return before, state, {name: events[:, i] for i, name in enumerate(EVENT_COLUMNS)}


def test_people_are_lost_by_death_only_and_every_death_is_counted_once() -> None:
    for seed in SEEDS:
        made, theta, before, run_key, week = drawn("violence", seed)
        state = engine_week("violence").run(made, run_key, week, theta)
        field = state.field
        dead = field("deaths_this_week").sum()
        kinds = sum(field(f"deaths_{kind}").item() for kind in violence.KINDS)
        civilians, fighters = field("deaths_civilians").item(), field("deaths_fighters").item()
        assert dead == kinds == civilians + fighters + field("deaths_state_forces").item()
        assert np.sum(before["population"]) - field("population").sum() == civilians + fighters
        assert np.sum(before["fighters"]) - field("fighters").sum() == fighters
        assert (field("population") >= 0).all()
        assert (field("fighters") >= 0).all()
        assert (field("deaths_this_week") >= field("events_this_week")).all()


@pytest.mark.parametrize("kind", range(4))
def test_deaths_per_event_follow_the_truncated_law(kind: int) -> None:
    before, _, events = violent_week(1)
    p = before["p"]
    scale = p["communal_size_scale"] if kind == 3 else p["size_scale"]
    sizes = events["deaths"][events["kind"] == kind]
    edges = [1, 2, 3, 4, 6, 10, 20, 50]
    law = [violence.severity_at_least(e, 1e6, scale, p["tail"], p["size_cap"]) for e in edges]
    expected = len(sizes) * -np.diff([*law, 0.0])
    seen = np.diff([*(np.sum(sizes < e) for e in edges), len(sizes)])
    assert len(sizes) > 100
    assert (
        (seen - expected) ** 2 / expected
    ).sum() < 24.3  # 7 degrees of freedom, one in a thousand


def test_a_size_drawn_in_a_small_place_never_passes_its_cap() -> None:
    before, _, events = violent_week(2, population=np.full(24, 1e3), fighters=np.zeros((2, 24)))
    cap = before["p"]["size_cap"] * 1e3
    assert events["deaths"].max() <= 1.0 + math.floor(cap)
    assert events["deaths"].max() > 0.5 * cap


def test_rebels_spare_their_own_constituency_as_the_page_has_it() -> None:
    for seed in (3, 4):
        before, _, events = violent_week(seed)
        chosen = Counter[tuple[int, int]]()
        expected = Counter[tuple[int, int]]()
        spread = Counter[tuple[int, int]]()
        rebel = events["kind"] == 1
        for c, k, g in zip(
            *(events[n][rebel].astype(int) for n in ("community", "perpetrator", "victim_group")),
            strict=True,
        ):
            shares = [row[c] for row in before["group_share"]]
            spared = before["p"]["own_group_spared"]
            chances = violence.victims_of_rebels(shares, before["home_group"][k], spared)
            chosen[k, g] += 1
            for other, chance in enumerate(chances):
                expected[k, other] += chance
                spread[k, other] += chance * (1.0 - chance)
        for key in expected:
            assert abs(chosen[key] - expected[key]) < 4.5 * math.sqrt(spread[key]) + 1.0


def test_the_government_aims_at_excluded_groups() -> None:
    before, _, events = violent_week(5, group_share=np.full((3, 24), 1 / 3))
    exclusion = before["group_exclusion"]
    victims = np.bincount(events["victim_group"][events["kind"] == 2].astype(int), minlength=3)
    assert max(exclusion) > min(exclusion)
    assert victims[np.argmax(exclusion)] > 1.1 * victims[np.argmin(exclusion)]


def test_in_state_based_events_the_civilian_share_of_deaths_is_the_parameter() -> None:
    before, _, events = violent_week(6)
    battle = events["kind"] == 0
    dead, civilians = events["deaths"][battle].sum(), events["deaths_civilians"][battle].sum()
    share = before["p"]["civilian_share"]
    assert abs(civilians - share * dead) < 4.5 * math.sqrt(dead * share * (1.0 - share))
    assert (events["deaths_civilians"] == events["deaths"])[~battle].all()


def test_triggered_events_are_as_many_as_the_triggered_part_of_the_rate() -> None:
    memory = {f"recent_{kind}": np.full(24, 20.0) for kind in violence.KINDS}
    before, state, _ = violent_week(7, **memory)
    part = before["p"]["branching_ratio"] * 20.0 * 24 * 4
    assert abs(state.field("events_triggered").item() - part) < 4.5 * math.sqrt(part)


def choices(seed: int, **over: float) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Chosen, expected and spread by kind of option, over 1,000 organisations that choose."""
    generator = np.random.default_rng(seed)
    csos, week = 4000, 7
    shape = worlds.Shape(communities=20, groups=2, armed=1, csos=csos, admins=2, levers=OFFERED)
    made = worlds.layout_of(shape, generator)
    links = 4 * np.arange(csos) + generator.integers(0, 4, csos)
    worlds.put(made, "cso_alive", 1.0)
    worlds.put(made, "cso_link", links.astype(float))
    worlds.put(made, "cso_activity", generator.integers(-1, 2, csos).astype(float))
    worlds.put(made, "cso_accepts", 1.0)
    worlds.put(made, "lever_capacity", 5.0)
    process = PROCESSES["choice of CSOs"]
    theta = {p.full_name: p.default for g in process.params for p in g.declared.values()}
    theta |= {f"cso_choice.{name}": value for name, value in over.items()}
    before = worlds.before_week(made, process, theta)
    state = engine_week("choice of CSOs").run(made, 99 + seed, week, theta)
    before["cso_accepts"] = state.field("cso_accepts").tolist()
    chosen, expected, spread = Counter[str](), Counter[str](), Counter[str]()
    for s in range(csos):
        if (s + week) % 4 != 0 or before["cso_accepts"][s] == 0.0:
            continue

        def kind(v: int, link: int, s: int = s) -> str:
            place = "stays" if link == before["cso_link"][s] else "moves"
            work = "same work" if v == before["cso_activity"][s] else "other work"
            return f"{v} {place} {work}"

        for (v, link), chance in cso_choice.chances(before, s).items():
            expected[kind(v, link)] += chance
            spread[kind(v, link)] += chance * (1.0 - chance)
        chosen[kind(int(state.field("cso_activity")[s]), int(state.field("cso_link")[s]))] += 1
    return chosen, expected, spread


@pytest.mark.parametrize("over", [{}, {"temperature": 1.0}, {"risk": 0.0}, {"habit": 2.0}])
def test_organisations_choose_as_often_as_the_page_says(over: dict[str, float]) -> None:
    chosen, expected, spread = choices(11, **over)
    assert sum(chosen.values()) > 200
    for option, mean in expected.items():
        assert abs(chosen[option] - mean) < 4.0 * math.sqrt(spread[option]) + 1.0, option


def test_organisations_accept_and_speak_as_often_as_the_page_says() -> None:
    generator = np.random.default_rng(5)
    csos = 4000
    made = worlds.layout_of(worlds.Shape(communities=20, csos=csos), generator)
    worlds.put(made, "cso_alive", 1.0)
    process = PROCESSES["choice of CSOs"]
    theta = {p.full_name: p.default for g in process.params for p in g.declared.values()}
    before = worlds.before_week(made, process, theta)
    state = engine_week("choice of CSOs").run(made, 4, 7, theta)
    active = [s for s in range(csos) if (s + 7) % 4 == 0]
    speak = [cso_choice.chance_of_speaking(before, s) for s in active]
    spoke = sum(state.field("cso_speaks")[s] for s in active)
    assert abs(spoke - sum(speak)) < 4.0 * math.sqrt(sum(x * (1.0 - x) for x in speak))
    first = engine_week("choice of CSOs").run(made, 4, 1, theta)
    asked = [s for s in range(csos) if (s + 1) % 4 == 0]
    accept = [cso_choice.chance_of_accepting(before, s) for s in asked]
    accepted = sum(first.field("cso_accepts")[s] for s in asked)
    assert abs(accepted - sum(accept)) < 4.0 * math.sqrt(sum(x * (1.0 - x) for x in accept))
