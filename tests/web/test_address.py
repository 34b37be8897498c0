"""A link says all that decides a number, and no text in its place does any harm."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cse_sim.levers import catalogue
from cse_sim.web.address import LONGEST, link, read_link
from cse_sim.web.choices import (
    OWN,
    Choices,
    begun_from,
    first_choices,
    with_assumption,
    with_places,
    with_share,
    with_use,
)
from cse_sim.web.question import shipped

TRAINING = shipped("training")
FIRST = first_choices(TRAINING, "training")


def read(query: str) -> tuple[Choices, tuple[str, ...]]:
    found = read_link(query, shipped, "training", "1.0")
    return found.choices, found.problems


def used(choices: Choices) -> Choices:
    moved = with_use(
        with_share(choices, "council", 0.07), "council", dose=0.4, targeting="everywhere"
    )
    dated = with_use(moved, "dialogue", start="2001-01-01", end="2002-01-01")
    changed = with_assumption(dated, "trust.harm_help_ratio", 1.5, "one & two = ~three, 100 %")
    placed = with_places(
        changed, TRAINING, "dialogue", [row.name for row in TRAINING.communities][:4]
    )
    adapting = with_use(
        placed,
        "council",
        adapts={"when": "security", "below": 0.8, "move": 0.05, "taken_from": "dialogue"},
    )
    return replace(adapting, seed=7, runs=20, weeks=52, budget=5.0, compared=(OWN, "none"))


@pytest.mark.parametrize(
    "choices",
    [
        FIRST,
        used(FIRST),
        begun_from(FIRST, TRAINING, "consult"),
        replace(FIRST, levers=()),
        replace(FIRST, baseline="none"),
        first_choices(shipped("liberia"), "liberia"),
    ],
)
def test_what_a_link_says_is_read_back(choices: Choices) -> None:
    query = link(choices, shipped(choices.case), "1.0", "explore", "fr")
    assert read(query) == (choices, ())
    assert read_link(query, shipped, "training", "1.0").language == "fr"


def test_another_version_is_named() -> None:
    _, problems = read(link(FIRST, TRAINING, "0.9", "explore", "en"))
    assert "0.9" in problems[0]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?scenario=atlantis", "atlantis"),
        ("?scenario=../../etc/passwd", "no shipped scenario"),
        ("?levers=magic:0.5", "magic"),
        ("?levers=council:0.9,dialogue:0.9", "180 %"),
        ("?levers=council:nan", "levers"),
        ("?levers=council:0.1:7", "levers"),
        ("?seed=-1", "seed"),
        ("?seed=1e9", "seed"),
        ("?runs=100000000", "runs"),
        ("?baseline=own", "own"),
        ("?compare=none,<script>", "script"),
        ("?set.trust.harm_help_ratio=99999~high", "cannot be"),
        ("?set.trust.harm_help_ratio=1.5~", "reason"),
        ("?set.no.such=1~why", "no parameter"),
        ("?weeks=0", "weeks"),
        ("?weeks=5000", "weeks"),
        ("?budget=0", "budget"),
        ("?budget=nan", "budget"),
        ("?places.council=Atlantis", "Atlantis"),
        ("?places.magic=Atlantis", "magic"),
        ("?levers=council:0.1:1:list", "which places"),
        ("?adapts.council=security:0.8:0.05:magic", "magic"),
        ("?adapts.council=security:0.8:0.05:council", "council"),
        ("?adapts.council=weather:0.8:0.05:dialogue", "council"),
        ("?levers=" + "council:0.1," * 2000, "longer"),
    ],
)
def test_what_cannot_be_used_is_left_out_and_named(query: str, said: str) -> None:
    choices, problems = read(query)
    assert len(problems) == 1
    assert said in problems[0]
    assert replace(choices, seed=0, runs=FIRST.runs) == FIRST


@given(
    key=some.sampled_from(
        [
            "scenario",
            "levers",
            "seed",
            "runs",
            "compare",
            "baseline",
            "from",
            "weeks",
            "budget",
            "set.x",
            "places.council",
            "adapts.council",
        ]
    ),
    value=some.text(max_size=60),
)
@settings(max_examples=200, deadline=None)
def test_no_text_in_a_link_is_more_than_a_sentence(key: str, value: str) -> None:
    choices, _ = read(f"?{key}={value}")
    assert choices.allocated <= 1
    assert {use.lever for use in choices.levers} <= set(catalogue())


@given(query=some.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_no_text_at_all_stops_the_reading(query: str) -> None:
    assert read(query)[0].case in ("training", "liberia")


def test_the_limit_is_far_above_any_real_link() -> None:
    full = FIRST
    for lever in catalogue():
        full = with_use(
            full, lever, share=1 / len(catalogue()), start="2001-01-01", end="2002-01-01"
        )
    assert len(link(full, TRAINING, "1.0", "explore", "en")) < LONGEST / 4
