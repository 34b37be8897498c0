"""The Mesa door: a real model whose agents are windows, and the same run as the ensemble's, bit for bit."""

from __future__ import annotations

import copy
import gc
import inspect
import weakref

import mesa
import numpy as np
import pytest

import cse_sim as cse
from cse_sim.engine.chunk import run_chunk
from cse_sim.scenario import read_scenario, scenario_json


@pytest.fixture
def model():
    made = cse.EngagementModel("training", strategy="integrated", seed=12345, weeks=30)
    yield made
    made.close()


def test_a_mesa_run_equals_the_ensemble_run_bit_for_bit():
    scenario = read_scenario("training")
    table = run_chunk(
        {
            "scenario": scenario_json(scenario),
            "strategy": "partner",
            "root_seed": 3,
            "first_run": 2,
            "stop_run": 3,
            "weeks": 60,
        }
    )
    key = table["seed"][0].as_py()
    model = cse.EngagementModel(scenario, strategy="partner", seed=key, weeks=60)
    seen = {"fear": [], "stability_index": [], "deaths": []}
    while model.running:
        model.step()
        if model.week <= 60 and len(seen["fear"]) < 60:
            for name, values in seen.items():
                values.append(model.indicator(name))
    for name, values in seen.items():
        assert values == table[f"weekly:{name}"][0].as_py(), name


def test_after_the_last_week_the_model_stops_and_a_step_does_nothing(model):
    for _ in range(30):
        assert model.running
        model.step()
    assert not model.running
    before = {kind: block.copy() for kind, block in model.state.blocks.items()}
    model.step()
    assert model.week == model.steps == 30
    assert all(np.array_equal(before[kind], block) for kind, block in model.state.blocks.items())


def test_agents_are_of_six_kinds_and_read_and_write_the_state(model):
    assert isinstance(model, mesa.Model)
    assert {cls.__name__ for cls in model.agents_by_type} == {
        "Community",
        "CSO",
        "PeacekeeperUnit",
        "ArmedGroup",
        "Authority",
        "InternationalOrganisation",
    }
    communities = model.agents_by_type[cse.Community]
    assert len(communities) == 60
    assert len(model.agents) == sum(len(group) for group in model.agents_by_type.values())
    first = next(iter(communities))
    first.fear = 0.75
    assert model.field("fear")[first.row] == 0.75
    assert communities.agg("fear", max) == max(model.field("fear"))
    assert first.trust_in_peacekeepers.shape == (2,)
    assert isinstance(first.fear, float)
    communities.set("fear", 0.25)
    assert (model.field("fear") == 0.25).all()
    high = communities.select(lambda c: c.population > np.median(model.field("population")))
    assert 0 < len(high) < 60
    assert set(communities.groupby("admin1").groups) == set(model.scenario.admin1)


def test_a_data_collector_collects_model_and_agents(model):
    collector = mesa.DataCollector(
        model_reporters={"fear": lambda m: m.indicator("fear")},
        agenttype_reporters={cse.Community: {"fear": "fear"}},
    )
    for _ in range(3):
        model.step()
        collector.collect(model)
    frame = collector.get_model_vars_dataframe()
    assert frame["fear"].notna().all()
    assert len(frame) == 3
    assert len(collector.get_agenttype_vars_dataframe(cse.Community)) == 180


def batch(keys: list[int], **asked: object) -> list[dict[str, object]]:
    """Mesa's own batch runner: seeds are a parameter before Mesa 3.5, and ``rng`` since."""
    if "rng" in inspect.signature(mesa.batch_run).parameters:
        return mesa.batch_run(cse.EngagementModel, asked, rng=keys, display_progress=False)
    asked["seed"] = keys
    return mesa.batch_run(cse.EngagementModel, asked, display_progress=False)


def test_mesas_batch_run_gives_the_runs_of_the_ensemble() -> None:
    scenario, strategies = read_scenario("training"), ["none", "integrated"]
    compared = cse.compare(scenario, strategies, runs=2, seed=3, weeks=8)
    runs = compared.results.runs
    keys = sorted({int(key) for key in runs["seed"]})
    rows = batch(keys, scenario="training", strategy=strategies, weeks=8)
    assert len(rows) == 4
    assert {(row["strategy"], row["seed"]) for row in rows} == {
        (strategy, key) for strategy in strategies for key in keys
    }
    for row in rows:
        own = runs[(runs["strategy"] == row["strategy"]) & (runs["seed"] == row["seed"])].iloc[0]
        table = run_chunk(
            {
                "scenario": scenario_json(scenario),
                "strategy": row["strategy"],
                "root_seed": 3,
                "first_run": int(own["run"]),
                "stop_run": int(own["run"]) + 1,
                "weeks": 8,
            }
        )
        for name in ("fear", "stability_index", "trust_in_peacekeepers"):
            assert row[name] == table[f"weekly:{name}"][0].as_py()[-1], name


def test_every_week_can_be_had_from_a_model_without_collecting(model) -> None:
    assert model.datacollector.model_vars["fear"] == []
    for _ in range(3):
        model.step()
        model.datacollector.collect(model)
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame.index) == [1, 2, 3]
    assert frame["fear"].iloc[-1] == model.indicator("fear")
    twin = copy.deepcopy(model)
    twin.step()
    assert len(twin.datacollector.model_vars["fear"]) == 4
    assert len(model.datacollector.model_vars["fear"]) == 3


def test_a_batch_without_run_keys_is_refused() -> None:
    with pytest.raises(cse.InputError, match=r"seed None is no run key. Give batch_run rng=\[k"):
        cse.EngagementModel("training", seed=None)


def test_a_users_agent_steps_after_the_week_with_its_own_luck():
    class Observer(mesa.Agent):
        def __init__(self, model):
            super().__init__(model)
            self.seen = []

        def step(self):
            self.seen.append((self.model.week, float(self.model.field("fear").mean())))

    plain = cse.EngagementModel("training", seed=5, weeks=6)
    watched = cse.EngagementModel("training", seed=5, weeks=6, agents=[Observer, Observer])
    for _ in range(6):
        plain.step()
        watched.step()
    own = list(watched.agents_by_type[Observer])
    assert [week for week, _ in own[0].seen] == [1, 2, 3, 4, 5, 6]
    assert own[0].seen == own[1].seen
    assert np.array_equal(plain.field("fear"), watched.field("fear"))


class Gambler(mesa.Agent):
    """A plain agent that keeps what it draws."""

    def __init__(self, model):
        super().__init__(model)
        self.drawn = [self.luck()]

    def step(self):
        self.drawn.append(self.luck())
        self.drawn.append(self.luck(1))


class Bettor(Gambler):
    """The same under another name."""


def draws(seed, *agents):
    made = cse.EngagementModel("training", seed=seed, weeks=3, agents=agents)
    for _ in range(3):
        made.step()
    drawn = [agent.drawn for agent in made._own]
    made.close()
    return drawn


def test_a_plain_agent_draws_from_luck_keyed_by_its_class_and_number():
    one, two, other = draws(5, Gambler, Gambler, Bettor)
    assert len(set(one + two + other)) == 3 * 7
    assert all(0 < u < 1 for u in one + two + other)
    assert draws(5, Bettor, Gambler) == [other, one]
    assert set(draws(6, Gambler)[0]).isdisjoint(one)


def test_a_user_class_with_the_name_of_a_kind_shares_no_luck_with_it():
    class Community(Gambler):
        pass

    made = cse.EngagementModel("training", seed=5, weeks=1, agents=[Community])
    first = next(iter(made.agents_by_type[cse.Community]))
    assert made._own[0].luck() != first.luck()
    with pytest.raises(cse.InputError, match="there is no slot 4"):
        made._own[0].luck(4)
    made.close()


def test_a_class_with_a_luck_of_its_own_keeps_it():
    class Fixed(Gambler):
        def luck(self, slot=0):
            return 7.0

    assert draws(5, Fixed) == [[7.0] * 7]


def test_luck_follows_a_deep_copy():
    made = cse.EngagementModel("training", seed=5, weeks=3, agents=[Gambler])
    twin = copy.deepcopy(made)
    twin.step()
    assert twin._own[0].drawn != made._own[0].drawn
    made.step()
    assert twin._own[0].drawn == made._own[0].drawn
    made.close()
    twin.close()


def test_weeks_beyond_the_scenario_are_refused_as_in_a_run():
    with pytest.raises(cse.InputError, match=r"weeks: 600 cannot be used. Allowed: 1 to 520"):
        cse.EngagementModel("training", weeks=600)
    with pytest.raises(cse.InputError, match="weeks: 0 cannot be used"):
        cse.EngagementModel("training", weeks=0)


def test_a_misspelt_field_is_refused_and_what_is_new_is_kept(model):
    place = next(iter(model.agents_by_type[cse.Community]))
    for name, near in (("feer", "fear"), ("trust_in_peacekeeper", "trust_in_peacekeepers")):
        with pytest.raises(AttributeError, match=f'Community has no "{name}".*"{near}"'):
            setattr(place, name, 0.5)
    place.colour = "red"
    place._feer = 1.0
    place.pos = (1, 2)
    place.fear = 0.25
    assert (place.colour, place._feer, place.fear) == ("red", 1.0, 0.25)

    class Town(cse.Community):
        pass

    own = Town(model, 0)
    own.feers = 3
    assert own.feers == 3


def test_a_deep_copy_goes_its_own_way(model):
    model.step()
    twin = copy.deepcopy(model)
    twin.step()
    assert (model.week, twin.week) == (1, 2)
    model.step()
    assert np.array_equal(model.field("fear"), twin.field("fear"))


def test_two_models_do_not_share_state():
    one = cse.EngagementModel("training", seed=1, weeks=5)
    two = cse.EngagementModel("training", seed=2, weeks=5)
    next(iter(one.agents_by_type[cse.Community])).fear = 0.5
    assert next(iter(two.agents_by_type[cse.Community])).fear != 0.5


def test_a_closed_model_is_freed():
    made = cse.EngagementModel("training", seed=1, weeks=5)
    made.agents.agg("unique_id", max)
    made.close()
    gone = weakref.ref(made)
    del made
    gc.collect()
    assert gone() is None


def test_a_seed_out_of_range_and_an_unknown_strategy_are_refused():
    with pytest.raises(cse.InputError, match="out of range"):
        cse.EngagementModel("training", seed=2**53)
    with pytest.raises(cse.InputError, match='no strategy "integratd"'):
        cse.EngagementModel("training", strategy="integratd")


@pytest.mark.parametrize(
    ("scenario", "seed", "said"),
    [(None, 0, "None is no scenario"), ("training", 1.5, "seed 1.5 is out of range")],
)
def test_what_is_no_scenario_or_run_key_is_told_in_one_sentence(scenario, seed, said):
    with pytest.raises(cse.InputError, match=said):
        cse.EngagementModel(scenario, seed=seed)
