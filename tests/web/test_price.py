"""Beside every headline: what gets worse, deaths whatever is looked at, and that a verdict of few worlds is a first look."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from cse_sim.study.summary import standing
from cse_sim.web.answers import Answer, answers
from cse_sim.web.choices import OWN, first_choices
from cse_sim.web.labels import harm_names, indicator_in_sentence, outcome_names
from cse_sim.web.parcels import ON_SCREEN, content_of, saved_as
from cse_sim.web.price import MOST_NAMED, price_words
from cse_sim.web.question import shipped, study_of
from cse_sim.web.sentences import headline, ledger
from cse_sim.web.side_by_side import strategy_table, summary_sentence, verdict_matrix
from cse_sim.web.texts import word
from cse_sim.web.verdicts import verdict

TRAINING = shipped("training")
NOT_WORSE = {"verdict": "indistinguishable", "p_holm": 1.0}


@cache
def computed() -> Answer:
    choices = replace(first_choices(TRAINING, "training"), runs=4)
    return list(answers(study_of(choices, TRAINING, (OWN,))))[-1]


def said_to_be(verdicts: dict[str, dict[str, Any]], runs: int = 200) -> Answer:
    """An answer in which nothing but these measures can be told apart."""
    made = replace(computed(), runs=runs)
    judged = {"mean_difference": 19.0, "low": 9.0, "high": 28.0, "p_better": 0.1}
    for row in made.rows:
        row |= {**judged, **NOT_WORSE, **verdicts.get(row["indicator"], {}), "runs": runs}
    made.__dict__["_read_first"] = made._by_name
    return made


def test_deaths_that_get_worse_are_told_under_a_headline_about_something_else() -> None:
    worse = {"verdict": "worse", "p_holm": 0.001}
    made = said_to_be(
        {
            "stability_index": {"p_holm": 0.001},
            "deaths": worse,
            "reprisals_against_csos": worse,
        }
    )
    found = headline(made, "en", "stability_index")
    assert found.standing == "too small"
    assert "MORE HARM in reprisals against CSOs" in found.price
    assert "Also worse: deaths (+19 [9, 28] people)." in found.price
    assert "deaths" not in price_words(made, "en", "deaths")
    assert "morts (+19 [9 ; 28] personnes)" in price_words(made, "fr", "stability_index")


def test_worse_outcomes_without_more_harm_are_told_too() -> None:
    made = said_to_be({"deaths": {"verdict": "worse", "p_holm": 0.001}})
    said = price_words(made, "en", "stability_index")
    assert said.startswith("No harm is shown to grow, but worse than under")
    assert "deaths (+19 [9, 28] people)" in said


def test_deaths_are_told_beside_every_headline_whatever_they_are() -> None:
    said = price_words(said_to_be({}), "en", "stability_index")
    assert "200 worlds can miss" in said
    assert said.endswith("Deaths: +19 [9, 28] people, cannot be told apart.")
    assert "Deaths" not in price_words(said_to_be({}), "en", "deaths")


def test_what_the_price_names_is_what_the_table_calls_worse() -> None:
    worse = {"verdict": "worse", "p_holm": 0.001}
    made = said_to_be({"fear": worse, "grievance": worse, "trust_in_csos": worse})
    table = {
        row["indicator"]
        for block in verdict_matrix(made, "en")
        for row in block["rows"]
        if row["cells"][0]["standing"] == "worse"
    }
    said = price_words(made, "en", "stability_index")
    named = {
        name
        for name in (*outcome_names(), *harm_names())
        if indicator_in_sentence("en", name) in said
    }
    assert table == named == {"fear", "grievance", "trust_in_csos"}


def test_a_long_list_says_how_many_more_there_are() -> None:
    made = said_to_be({name: {"verdict": "worse", "p_holm": 0.001} for name in harm_names()})
    assert f"{len(harm_names()) - MOST_NAMED} more" in price_words(made, "en", "stability_index")


def test_deaths_stand_first_in_the_ledger_with_their_verdict() -> None:
    made = said_to_be({"deaths": {"verdict": "worse", "p_holm": 0.001}})
    first = ledger(made, "en")[0]
    assert (first["indicator"], first["verdict"], first["standing"]) == ("deaths", "worse", "worse")
    assert first["difference"] == "+19 [9, 28]"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_verdict_of_few_worlds_is_a_first_look_everywhere(language: str) -> None:
    better = {"stability_index": {"verdict": "better", "p_holm": 0.001}}
    begins = word(language, "verdicts", "at_first_sight", said="", runs=4)
    early, late = said_to_be(better, 4), said_to_be(better, 30)
    assert headline(early, language, "stability_index").sentence.startswith(begins)
    assert summary_sentence(early, language, "stability_index").startswith(begins)
    row = strategy_table(early, language, "stability_index")[1]
    assert row["early"]
    assert row["verdict"] != word(language, "verdicts", "better")
    assert word(language, "verdicts", "better") in row["verdict"]
    assert all(
        begins[:8] not in text
        for text in (
            headline(late, language, "stability_index").sentence,
            summary_sentence(late, language, "stability_index"),
        )
    )
    full = late.row(OWN, "stability_index")
    assert full is not None
    assert standing(full) == "better"
    assert verdict(language, full) == word(language, "verdicts", "better")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_download_of_the_screen_holds_the_words_of_the_page(language: str) -> None:
    made = said_to_be({"stability_index": {"p_holm": 0.001}})
    content = content_of(ON_SCREEN, first_choices(TRAINING, "training"), "", made, None, language)
    assert content is not None
    rows = {row["indicator"]: row for row in csv.DictReader(content.decode().splitlines())}
    first = rows["stability_index"]
    assert first["verdict"] == "indistinguishable"
    assert first["verdict_in_words"] == word(language, "verdicts", "too_small")
    assert rows["fear"]["verdict_in_words"] == word(language, "verdicts", "unclear")


def test_a_download_made_before_all_worlds_are_in_says_how_many_it_holds() -> None:
    whole = computed()
    early = replace(whole, study=replace(whole.study, runs=200))
    assert saved_as(ON_SCREEN, whole) == ON_SCREEN
    assert saved_as(ON_SCREEN, early) == "screen_4_of_200_worlds.csv"
    assert saved_as("boundaries.geojson", early) == "boundaries.geojson"
    content = content_of(ON_SCREEN, first_choices(TRAINING, "training"), "", early, None)
    assert content is not None
    row = next(csv.DictReader(content.decode().splitlines()))
    assert (row["worlds"], row["worlds_planned"]) == ("4", "200")
