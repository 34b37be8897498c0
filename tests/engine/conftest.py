"""A small country for tests of the engine."""

from __future__ import annotations

import pytest

from cse_sim.scenario import Scenario, read_scenario

SMALL = """schema: 1
title: A small country
start: 2003-10-01
weeks: 60
groups: [{name: north}, {name: south, excluded: 0.6}]
communities: {count: 12, seed: 4, admin1: 3, population: 90000, extent_km: 120}
settlement: {type: signed}
armed_groups:
  - {name: first, home_group: south, fighters: 700, idle_ex_combatants: 300, posture: fighting}
  - {name: second, home_group: north, fighters: 500}
mission:
  deployment:
    - {date: 2003-10-01, kind: infantry, strength: 450}
    - {date: 2003-10-01, kind: un_police, strength: 60}
    - {date: 2003-10-01, kind: observers, strength: 20}
    - {date: 2003-10-01, kind: civil_affairs, strength: 20}
csos: {count: 6}
elections: [{date: 2004-05-01}]
shocks: [{date: 2004-03-01, kind: price, size: 1, weeks: 8}]
donor_funding: [{date: 2003-10-01, usd_per_year: 200000}]
budget: {usd_per_year: 900000}
population_growth_per_year: 0.02
strategies:
  engaged:
    title: several levers
    levers:
      council: {share: 0.3}
      dialogue: {share: 0.2}
      dispute_resolution: {share: 0.2}
      rights_monitoring: {share: 0.2}
      ddr_support: {share: 0.1}
  no_dose:
    title: the same levers at dose zero
    levers:
      council: {share: 0.3, dose: 0}
      dialogue: {share: 0.2, dose: 0}
      dispute_resolution: {share: 0.2, dose: 0}
      rights_monitoring: {share: 0.2, dose: 0}
      ddr_support: {share: 0.1, dose: 0}
  nothing:
    title: no lever
    levers: {}
"""


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """Twelve communities, two groups, one of them fighting from the start, sixty weeks."""
    path = tmp_path_factory.mktemp("small") / "small.yaml"
    path.write_text(SMALL)
    return read_scenario(str(path))
