"""The numbers on the screen are those of the command line: same scenario, seed and runs, same numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import cse_sim as cse
from cse_sim.cli import exit_code
from cse_sim.web.answers import Answer, answers
from cse_sim.web.blocks import Blocks, cuts, reduced, shown_weeks, work_of
from cse_sim.web.choices import OWN, Choices, first_choices, with_assumption, with_share
from cse_sim.web.drawings import over_time
from cse_sim.web.question import (
    FILE,
    chosen_scenario,
    command,
    file_text,
    scenario_of,
    shipped,
    study_of,
)

RUNS = 14
TRAINING = shipped("training")
CHOICES = replace(
    with_assumption(
        with_share(first_choices(TRAINING, "training"), "council", 0.05),
        "trust.harm_help_ratio",
        1.5,
        "a test",
    ),
    runs=RUNS,
    seed=3,
    weeks=104,
    budget=5.0,
)


def last_answer(choices: Choices, strategies: tuple[str, ...] = (OWN,)) -> Answer:
    study = study_of(choices, scenario_of(choices), strategies)
    return list(answers(study))[-1]


@pytest.fixture(scope="module")
def answer() -> Answer:
    return last_answer(CHOICES)


@pytest.fixture(scope="module")
def compared() -> cse.Results:
    scenario = chosen_scenario(CHOICES, TRAINING)
    table = cse.compare(
        scenario,
        ["security_only", OWN],
        runs=RUNS,
        seed=3,
        weeks=104,
        budget_levels=[5],
        save=("communities",),
    )
    return table.results  # type: ignore[attr-defined, no-any-return]


def test_every_row_of_the_comparison_is_the_command_lines(
    answer: Answer, compared: cse.Results
) -> None:
    assert answer.complete
    expected = compared.rows("comparison")
    assert len(answer.rows) == len(expected)
    for shown, row in zip(answer.rows, expected, strict=True):
        assert shown == {name: row[name] for name in shown}
        assert answer.row(row["strategy"], row["indicator"]) == shown


def test_the_file_and_the_command_that_are_taken_away_repeat_the_numbers(
    answer: Answer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / FILE).write_text(file_text(CHOICES, TRAINING))
    said = command(CHOICES, (OWN,)).split()
    assert exit_code([*said[1:], "--json", "--quiet", "--all"]) in (0, 3)
    rows = json.loads(capsys.readouterr().out)
    shown = {(row["strategy"], row["indicator"]): row["mean_difference"] for row in rows}
    assert shown == {(r["strategy"], r["indicator"]): r["mean_difference"] for r in answer.rows}


def test_the_weeks_are_the_weekly_tables(answer: Answer, compared: cse.Results) -> None:
    weekly = compared.weekly[compared.weekly.strategy == OWN]
    for indicator in ("fear", "stability_index", "events"):
        expected = weekly[weekly.indicator == indicator].set_index("week").loc[answer.weeks]
        spread = answer.weekly(OWN, indicator)
        for column in ("mean", "q05", "q25", "q50", "q75", "q95"):
            np.testing.assert_allclose(spread[column], expected[column], rtol=2e-6, atol=1e-9)


def test_the_map_holds_means_of_communities_weighted_by_people(
    answer: Answer, compared: cse.Results
) -> None:
    table = compared.communities
    week = answer.weeks[-1]
    there = table[(table.strategy == OWN) & (table.indicator == "fear") & (table.week == week)]
    means = there.set_index("community")["mean"]
    units = sorted({row.admin1 for row in TRAINING.communities})
    shown = answer.areas(OWN, "fear")[:, -1].mean(axis=0)
    for unit, value in zip(units, shown, strict=True):
        rows = [row for row in TRAINING.communities if row.admin1 == unit]
        people = sum(row.population for row in rows)
        expected = sum(means[row.name] * row.population for row in rows) / people
        assert value == pytest.approx(expected, rel=1e-5)


def test_a_first_answer_is_that_of_fewer_runs() -> None:
    study = study_of(CHOICES, TRAINING, (OWN,))
    first = next(answers(study))
    assert first.runs < RUNS
    fewer = last_answer(replace(CHOICES, runs=first.runs))
    assert [row["mean_difference"] for row in first.rows] == [
        row["mean_difference"] for row in fewer.rows
    ]


def test_the_difference_over_weeks_pairs_the_worlds(answer: Answer) -> None:
    own, base = (answer.single_runs(name, "fear", RUNS) for name in (OWN, answer.baseline))
    shown = answer.weekly_difference(OWN, "fear")
    np.testing.assert_allclose(shown["mean"], (own - base).mean(axis=0), rtol=1e-9)
    assert (shown["q95"] - shown["q05"]).mean() < (
        answer.weekly(OWN, "fear")["q95"] - answer.weekly(OWN, "fear")["q05"]
    ).mean()


def test_single_differences_pair_the_worlds_and_are_drawn_when_asked_for(answer: Answer) -> None:
    apart = answer.single_differences(OWN, "fear", 3)
    own, base = (answer.single_runs(name, "fear", 3) for name in (OWN, answer.baseline))
    np.testing.assert_array_equal(apart, own - base)
    drawn = [
        [line["name"] for line in over_time(answer, "en", "fear", True, single).option["series"]]
        for single in (False, True)
    ]
    runs = [f"run {number}" for number in range(min(12, RUNS))]
    assert [name for name in drawn[1] if name not in drawn[0]] == runs


def test_the_baseline_is_not_computed_again_when_a_lever_moves() -> None:
    choices = replace(CHOICES, runs=4, seed=11)
    before = last_answer(choices)
    after = last_answer(with_share(choices, "council", 0.02))
    base = before.baseline
    assert all(a is b for a, b in zip(before.blocks[base], after.blocks[base], strict=True))
    assert before.blocks[OWN][0] is not after.blocks[OWN][0]


def test_a_block_depends_on_seed_assumptions_and_its_own_levers_alone() -> None:
    def work(choices: Choices, strategy: str) -> dict[str, object]:
        return work_of(study_of(choices, TRAINING, (OWN,)), strategy, 0, 4)

    moved = with_share(CHOICES, "council", 0.02)
    assert work(CHOICES, "security_only") == work(moved, "security_only")
    assert work(CHOICES, OWN) != work(moved, OWN)
    for other in (
        replace(CHOICES, seed=4),
        with_assumption(CHOICES, "trust.harm_help_ratio", 1.6, "a test"),
    ):
        assert work(CHOICES, "security_only") != work(other, "security_only")


def test_memory_has_a_limit(answer: Answer) -> None:
    study = study_of(CHOICES, TRAINING, (OWN,))
    works = [work_of(study, OWN, *cut) for cut in cuts(RUNS, TRAINING)]
    size = answer.blocks[OWN][0].nbytes
    few = Blocks(memory=size)
    for work in works:
        few.computed(work, TRAINING)
    assert few.known(works[0]) is None
    assert few.known(works[-1]) is not None


def test_stopping_ends_the_answers_and_leaves_nothing_waiting() -> None:
    study = study_of(replace(CHOICES, seed=12, runs=200), TRAINING, (OWN,))
    seen: list[Answer] = []
    for found in answers(study, lambda: bool(seen)):
        seen.append(found)
    assert len(seen) == 1


@pytest.mark.parametrize("runs", [1, 2, 3, 17, 200])
def test_the_cuts_are_all_runs_once(runs: int) -> None:
    found = list(cuts(runs, TRAINING))
    assert [run for first, stop in found for run in range(first, stop)] == list(range(runs))


@pytest.mark.parametrize("weeks", [1, 7, 52, 130, 520, 1040])
def test_the_weeks_shown_are_evenly_spaced_and_end_with_the_last(weeks: int) -> None:
    shown = shown_weeks(weeks)
    assert shown[-1] == weeks
    assert len(shown) <= 200
    assert len(set(np.diff(shown))) <= 1


def test_a_failed_run_is_counted_and_leaves_no_number() -> None:
    import pyarrow as pa

    from cse_sim.engine import run_chunk

    study = study_of(replace(CHOICES, runs=2), TRAINING, (OWN,))
    table = run_chunk(work_of(study, OWN, 0, 2))
    broken = table.set_column(
        table.column_names.index("status"), "status", pa.array(["failed", "done"])
    )
    assert reduced(broken, TRAINING).failed == 1
