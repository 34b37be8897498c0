"""What cannot be used is said in the page's own words, and no answer is given to it."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from cse_sim.errors import InputError
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
)
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
