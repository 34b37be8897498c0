"""What a visitor may choose: never more than the budget, always with a reason, and everything can be undone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cse_sim.errors import InputError
from cse_sim.levers import catalogue
from cse_sim.web.choices import (
    OWN,
    Choices,
    begun_from,
    first_choices,
    moved,
    with_assumption,
    with_budget,
    with_compared,
    with_lever_reset,
    with_places,
    with_share,
    with_use,
    without_assumption,
)
from cse_sim.web.past import Past
from cse_sim.web.question import shipped
from cse_sim.web.rows import lever_uses

TRAINING = shipped("training")
FIRST = first_choices(TRAINING, "training")
LEVERS = list(catalogue())

Moves = some.lists(some.tuples(some.sampled_from(LEVERS), some.floats(-1, 3)), max_size=30)


@given(moves=Moves)
@settings(max_examples=100, deadline=None)
def test_no_row_of_moves_spends_more_than_the_budget(moves: list[tuple[str, float]]) -> None:
    choices = FIRST
    for lever, share in moves:
        choices = with_share(choices, lever, share)
        assert choices.allocated <= 1.0
        assert all(0 < use.share <= 1 for use in choices.levers)


def test_a_lever_takes_what_is_left_and_no_more() -> None:
    choices = with_share(FIRST, "council", 0.05)
    assert choices.allocated == pytest.approx(0.9)
    taken = with_share(choices, "dialogue", 0.9)
    assert taken.use_of("dialogue").share == pytest.approx(0.2)  # type: ignore[union-attr]
    assert taken.allocated == pytest.approx(1.0)


def test_a_lever_at_zero_leaves_the_strategy_and_comes_back_by_reset() -> None:
    gone = with_share(FIRST, "council", 0)
    assert gone.use_of("council") is None
    assert moved(gone, TRAINING)
    back = with_lever_reset(gone, TRAINING, "council")
    assert back.use_of("council") == FIRST.use_of("council")
    assert not moved(back, TRAINING)


def test_a_reset_takes_only_what_the_budget_leaves() -> None:
    full = with_share(with_share(FIRST, "council", 0), "dialogue", 1)
    assert full.allocated == pytest.approx(1.0)
    assert with_lever_reset(full, TRAINING, "council").use_of("council") is None


def test_how_a_lever_is_used_is_checked() -> None:
    assert with_use(FIRST, "council", dose=0.5).use_of("council").dose == 0.5  # type: ignore[union-attr]
    for wrong in ({"dose": 2}, {"targeting": "nowhere"}, {"start": "yesterday"}):
        with pytest.raises(InputError):
            with_use(FIRST, "council", **wrong)


def test_a_lever_goes_to_named_places_and_by_need_again_without_a_name() -> None:
    names = [row.name for row in TRAINING.communities][:3]
    placed = with_places(FIRST, TRAINING, "council", [names[2], names[0]])
    use = placed.use_of("council")
    assert use is not None
    assert (use.targeting, use.communities) == ("list", (names[0], names[2]))
    for back in (
        with_places(placed, TRAINING, "council", []),
        with_use(placed, "council", targeting="need"),
    ):
        again = back.use_of("council")
        assert again is not None
        assert (again.targeting, again.communities, again.share) == ("need", (), use.share)
    with pytest.raises(InputError, match="Atlantis"):
        with_places(FIRST, TRAINING, "council", ["Atlantis"])


@pytest.mark.parametrize("factor", [0, -1, 1e6, float("nan")])
def test_a_budget_is_multiplied_by_what_a_study_allows(factor: float) -> None:
    assert with_budget(FIRST, 5).budget == 5.0
    with pytest.raises(InputError):
        with_budget(FIRST, factor)


def test_a_lever_that_gives_money_to_another_may_leave() -> None:
    adapts = {"when": "security", "below": 0.8, "move": 0.05, "taken_from": "dialogue"}
    adapting = with_use(FIRST, "council", adapts=adapts)
    said = lever_uses(adapting, TRAINING, "en")["council"]["adapts"]
    assert "fewer than 80 %" in said
    assert "from Dialogue and mediation" in said
    left = with_share(adapting, "dialogue", 0)
    use = left.use_of("council")
    assert use is not None
    assert use.adapts is None
    assert with_share(adapting, "consultation", 0).use_of("council") == adapting.use_of("council")


def test_a_visitor_begins_with_a_strategy_that_stays_as_it_is() -> None:
    for name in ("training", "liberia"):
        begun = first_choices(shipped(name), name)
        assert all(use.adapts is None for use in begun.levers)
        assert begun.levers


def test_an_assumption_needs_a_value_within_bounds_and_a_reason() -> None:
    changed = with_assumption(FIRST, "trust.harm_help_ratio", 1.5, "our surveys")
    assert changed.assumptions["trust.harm_help_ratio"].because == "our surveys"
    assert without_assumption(changed, "trust.harm_help_ratio") == FIRST
    for name, value, because in (
        ("trust.harm_help_ratio", 1e9, "large"),
        ("trust.harm_help_ratio", 1.5, "  "),
        ("trust.no_such_number", 1.0, "why not"),
        ("trust.harm_help_ratio", float("nan"), "not a number"),
    ):
        with pytest.raises(InputError):
            with_assumption(FIRST, name, value, because)


def test_at_most_five_stand_side_by_side_and_the_baseline_always() -> None:
    names = [strategy.name for strategy in TRAINING.strategies]
    chosen = with_compared(FIRST, [*names, OWN, "six", "seven"])
    assert len(chosen.compared) == 5
    assert FIRST.baseline in chosen.compared
    assert with_compared(FIRST, []).compared == (FIRST.baseline,)


@given(shares=some.lists(some.floats(0, 1), min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_undo_goes_back_through_every_choice_and_redo_forward(shares: Sequence[float]) -> None:
    past = Past(FIRST)
    seen: list[Choices] = [FIRST]
    for share in shares:
        past = past.chosen(with_share(past.now, "council", share))
        if past.now != seen[-1]:
            seen.append(past.now)
    for earlier in reversed(seen[:-1]):
        past = past.undo()
        assert past.now == earlier
    assert past.undo() == past
    for later in seen[1:]:
        past = past.redo()
        assert past.now == later
    assert past.redo() == past


def test_a_question_kept_by_name_comes_back_and_that_too_can_be_undone() -> None:
    past = Past(FIRST).kept("first idea")
    past = past.chosen(begun_from(FIRST, TRAINING, "consult"))
    assert past.recalled("first idea").now == FIRST
    assert past.recalled("first idea").undo().now.begun_from == "consult"
    assert past.recalled("no such name") == past
    assert past.kept("   ") == past
