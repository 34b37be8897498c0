"""What cannot be used is said in the page's own words, and no answer is given to it."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from cse_sim.errors import InputError
from cse_sim.study.question import MOST_SEED
from cse_sim.web.address import own_link
from cse_sim.web.asking import follow
from cse_sim.web.choices import OWN, Choices, first_choices, with_use
from cse_sim.web.country import checked
from cse_sim.web.question import (
    file_text,
    refusal,
    screen_study,
    sensitivity_study,
    shipped,
    study_of,
    uploaded,
)
from cse_sim.web.run_key import asked_key, run_key
from cse_sim.web.texts import word
from cse_sim.web.visit import Opened, Visit, arrived

TRAINING = shipped("training")
FIRST = first_choices(TRAINING, "training")
BACKWARD = with_use(FIRST, "council", start="2005-01-01", end="2003-01-01")


def visitor(choices: Choices = FIRST) -> Visit:
    visit = arrived(Opened(), "", "1.0")
    visit.choose(choices)
    return visit


def test_a_lever_that_ends_before_it_begins_is_refused_like_its_file() -> None:
    assert checked(file_text(BACKWARD, TRAINING)).problems
    said = "Standing council, end: the end 2003-01-01 is not after the start 2005-01-01."
    assert refusal(BACKWARD, TRAINING) == said
    assert refusal(FIRST, TRAINING) == ""
    for asked in (study_of, screen_study):
        with pytest.raises(InputError, match="not after the start"):
            asked(BACKWARD, TRAINING, (OWN,))
    with pytest.raises(InputError, match="not after the start"):
        sensitivity_study(BACKWARD, TRAINING, "morris", 4, [], 2)


def test_a_day_outside_the_scenario_is_refused() -> None:
    late = with_use(FIRST, "council", end="2050-01-01")
    assert "2050-01-01 is outside the scenario" in refusal(late, TRAINING)


def test_what_is_refused_has_no_answer_and_says_why() -> None:
    visit = visitor(replace(FIRST, runs=2))
    asked = (visit, replace(FIRST, runs=2), (OWN,), visit.answer, visit.progress)
    follow(*asked, threading.Event())
    assert visit.answer.value is not None
    follow(visit, BACKWARD, (OWN,), visit.answer, visit.progress, threading.Event())
    assert visit.answer.value is None
    assert "not after the start" in visit.progress.value.failure


def test_what_was_told_is_gone_with_the_next_thing_that_works_or_the_next_page() -> None:
    for over in (
        lambda visit: visit.choose(replace(FIRST, seed=8)),
        lambda visit: visit.go_to(visit.past.value.undo()),
        lambda visit: visit.show(page="compare"),
    ):
        visit = visitor()
        visit.change(with_use, "council", start="never")
        visit.change(with_use, "council", start="never")
        assert len(visit.shown.value.problems) == 1
        visit.show(week=3)
        assert len(visit.shown.value.problems) == 1
        over(visit)
        assert visit.shown.value.problems == ()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_address_of_a_scenario_of_ones_own_says_that_there_was_one(language: str) -> None:
    text = "extends: liberia\ntitle: Mine\n"
    choices = replace(first_choices(uploaded(text), "liberia", text), seed=9)
    query = own_link(choices, "take", language)
    assert "liberia" not in query
    visit = arrived(Opened(), query, "1.0")
    assert visit.choices.seed == 9
    assert visit.shown.value.page == "take"
    assert visit.shown.value.notes == (
        word(language, "masthead", "own_lost", title=TRAINING.title),
    )
    visit.show(page="explore")
    assert visit.shown.value.notes
    assert arrived(Opened(), "?scenario=liberia", "1.0").shown.value.notes == ()


def test_what_is_no_run_key_is_said_and_not_taken_for_one() -> None:
    assert run_key("") == (0, "")
    assert run_key(f" {MOST_SEED} ") == (MOST_SEED, "")
    for said in ("banana", "-1", "1.5", "²", "9" * 5000, str(MOST_SEED + 1)):
        key, refused = run_key(said)
        assert key == 0
        assert "no run key" in refused
        assert len(refused) < 200
    assert asked_key("a=1&seed=42") == "42"
