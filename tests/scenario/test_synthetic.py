"""Invented communities and the canonical text of a scenario."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cse_sim.scenario import Scenario, read_scenario, scenario_hash, scenario_json
from cse_sim.scenario.synthetic import SyntheticCommunities, synthetic_communities
from tests.scenario.world import WORLD, write

GROUPS = ("a", "b", "c")


def rows(**keys: object) -> list[dict[str, object]]:
    return synthetic_communities(
        SyntheticCommunities.model_validate({"count": 60, "seed": 4} | keys), GROUPS
    )


def test_equal_seeds_give_equal_communities_and_other_seeds_others() -> None:
    assert rows() == rows()
    assert rows() != rows(seed=5)


@pytest.mark.parametrize("count", [10, 60, 10_000])
def test_people_add_up_and_shares_sum_to_one(count: int) -> None:
    made = rows(count=count, population=1_000_000)
    assert sum(int(str(row["population"])) for row in made) == 1_000_000
    assert min(int(str(row["population"])) for row in made) >= 1
    shares = np.array([row["shares"] for row in made])
    assert np.abs(shares.sum(axis=1) - 1).max() < 1e-9
    assert len({row["name"] for row in made}) == count
    assert len({row["admin1"] for row in made}) == 4


def test_overall_shares_are_those_asked_for_and_vary_in_space() -> None:
    made = rows(shares={"a": 0.7, "b": 0.3, "c": 0})
    people = np.array([row["population"] for row in made])
    shares = np.array([row["shares"] for row in made])
    assert people @ shares / people.sum() == pytest.approx([0.7, 0.3, 0], abs=0.01)
    assert shares[:, 0].std() > 0.1
    assert (shares[:, 2] == 0).all()


def test_a_few_towns_are_large() -> None:
    people = np.sort([row["population"] for row in rows(count=1000, population=3_000_000)])
    assert people[-10:].sum() > 0.2 * people.sum()


def test_places_lie_in_the_extent_and_the_country_is_spread_over_it() -> None:
    made = rows(extent_km=150)
    latitudes = np.array([row["latitude"] for row in made], dtype=float)
    assert 60 < (latitudes.max() - latitudes.min()) * 111.32 <= 150.001


def test_canonical_text_reads_back_and_is_stable(tmp_path: Path) -> None:
    scenario = read_scenario("training")
    text = scenario_json(scenario)
    assert Scenario.model_validate_json(text) == scenario
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    code = "from cse_sim.scenario import *; print(scenario_hash(read_scenario('training')))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == scenario_hash(scenario)


def test_the_hash_looks_at_facts_not_at_layout_or_boundaries(tmp_path: Path) -> None:
    first = scenario_hash(read_scenario(write(tmp_path, WORLD)))
    lines = WORLD.splitlines(keepends=True)
    moved = (
        "# comment\n"
        + lines[2]
        + lines[0]
        + lines[1].replace("2000-01-01", '"2000-01-01"')
        + "".join(lines[3:])
    )
    assert scenario_hash(read_scenario(write(tmp_path, moved))) == first
    assert (
        scenario_hash(read_scenario(write(tmp_path, WORLD.replace("1000000", "1000000.0"))))
        == first
    )
    assert (
        scenario_hash(read_scenario(write(tmp_path, WORLD.replace("1000000", "1000001")))) != first
    )
    liberia = read_scenario("liberia")
    assert scenario_hash(liberia.model_copy(update={"boundaries": None})) == scenario_hash(liberia)
