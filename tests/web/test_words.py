"""What the page says: likelihood with its number, harm always, every text in French, and no text without a value."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from cse_sim import web
from cse_sim.indicators import catalogue
from cse_sim.levers import catalogue as levers
from cse_sim.report.words import label
from cse_sim.web.answers import Answer, answers
from cse_sim.web.choices import OWN, first_choices
from cse_sim.web.influences import METHODS
from cse_sim.web.labels import (
    harm_names,
    indicator_name,
    parameter_beside,
    parameter_in_sentence,
    parameter_title,
)
from cse_sim.web.likelihood import likelihood, out_of_ten
from cse_sim.web.question import shipped, study_of
from cse_sim.web.sentences import change, headline, in_words, ledger
from cse_sim.web.side_by_side import (
    chance_of_best,
    strategy_table,
    summary_sentence,
    verdict_matrix,
)
from cse_sim.web.texts import LANGUAGES, number_in, word, words
from cse_sim.web.texts import catalogue as texts

TRAINING = shipped("training")


@cache
def answer(runs: int = 6, strategies: tuple[str, ...] = (OWN,)) -> Answer:
    choices = replace(first_choices(TRAINING, "training"), runs=runs)
    return list(answers(study_of(choices, TRAINING, strategies)))[-1]


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (1.0, "virtually_certain"),
        (0.99, "virtually_certain"),
        (0.9, "very_likely"),
        (0.66, "likely"),
        (0.5, "as_likely_as_not"),
        (0.33, "unlikely"),
        (0.10, "very_unlikely"),
        (0.0, "exceptionally_unlikely"),
    ],
)
def test_the_words_keep_to_their_limits(share: float, said: str) -> None:
    assert likelihood(share) == said


@given(share=some.floats(0, 1))
@example(share=0.95)
@example(share=0.05)
def test_the_number_beside_the_word_is_the_share(share: float) -> None:
    part, whole = map(int, out_of_ten(share).split("/"))
    assert abs(part / whole - share) <= 0.05 + 1e-9
    if 0 < share < 1:
        assert 0 < part < whole


def test_few_worlds_are_counted_and_not_put_into_words() -> None:
    assert in_words("en", 1.0, 4) == "in 4 of 4 simulated worlds"
    assert in_words("en", 1.0, 200).startswith("virtually certain, in 10 of 10")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headline_names_both_strategies_and_how_many_worlds(language: str) -> None:
    said = headline(answer(), language, "stability_index")
    assert words(language, "words")["own"] in said.sentence
    assert "6" in said.range
    assert "6" in said.trust
    assert "{" not in said.sentence + said.range + said.money + said.trust


def test_every_measure_has_a_sentence_in_every_language() -> None:
    for language in LANGUAGES:
        for name in catalogue():
            if answer().row(OWN, name) is not None:
                assert headline(answer(), language, name).sentence


def test_the_ledger_holds_every_harm_there_is() -> None:
    declared = {name for name, each in catalogue().items() if each.harm}
    assert declared <= {row["indicator"] for row in ledger(answer(), "en")}
    assert declared <= set(harm_names())


def test_a_difference_of_nothing_is_not_told_apart() -> None:
    choices = replace(first_choices(TRAINING, "training"), runs=6)
    same = replace(choices, levers=TRAINING.strategy_named("security_only").levers)
    found = list(answers(study_of(same, TRAINING, (OWN,))))[-1]
    assert headline(found, "en", "stability_index").standing == "unclear"
    assert all(row["standing"] in ("unclear", "undefined") for row in ledger(found, "en"))


@pytest.mark.parametrize(
    ("mean", "said"), [(0.0003, "< 0.1"), (-0.0003, "< 0.1"), (0.0, "0.0"), (0.012, "1.2")]
)
def test_a_difference_that_is_there_is_not_said_to_be_zero(mean: float, said: str) -> None:
    ends = {"low": mean - 0.0002, "high": mean + 0.0002, "smallest_difference": 0.01}
    assert change({"mean_difference": mean, "unit": "share", **ends}) == said


def test_side_by_side_every_strategy_has_a_row_and_the_chances_sum_to_one() -> None:
    found = answer(6, ("none", "consult", OWN))
    table = strategy_table(found, "en", "stability_index")
    assert [row["strategy"] for row in table] == ["security_only", "none", "consult", OWN]
    chances = chance_of_best(found, "stability_index")
    assert chances is not None
    assert sum(chances.values()) == pytest.approx(1)
    assert chance_of_best(found, "misconduct_reported") is None
    harms = verdict_matrix(found, "en")[1]
    assert {row["indicator"] for row in harms["rows"]} == set(harm_names())
    sentence = summary_sentence(found, "en", "stability_index")
    assert "Your strategy" in sentence
    assert "Consultation" in sentence


def test_a_measure_is_called_on_the_page_what_the_report_calls_it() -> None:
    for name in catalogue():
        assert indicator_name("en", name) == label(name)
        assert "_" not in label(name)
    assert "the stability index is" in headline(answer(), "en", "stability_index").sentence


def test_what_a_number_means_is_said_without_the_letter_of_its_equation() -> None:
    name = "starting_state.institution"
    meant = "trength of local bodies that settle disputes, at the start"
    assert parameter_title(name) == f"S{meant}"
    assert parameter_beside(name) == f"Starting state: s{meant}"
    assert parameter_in_sentence("en", name).startswith(f"s{meant} (starting state")
    assert parameter_title("disputes.adults") == "Share of people who are adults"


def test_shares_differ_by_percentage_points() -> None:
    row = next(row for row in ledger(answer(), "en") if row["indicator"] == "fear")
    found = answer().row(OWN, "fear")
    assert found is not None
    assert row["unit"] == "percentage points"
    shown = float(row["difference"].split(" ")[0].replace("−", "-"))
    assert shown == pytest.approx(100 * found["mean_difference"], abs=0.006, rel=0.1)


def test_a_number_has_the_marks_of_its_language() -> None:
    assert number_in("fr", "+1.25 [0.40, 2.10]") == "+1,25 [0,40 ; 2,10]"
    assert number_in("en", "within ±0.01") == "within ±0.01"
    assert number_in("fr", "within ±0.01") == "à moins de ±0,01"


def test_a_strategy_that_is_given_nothing_left_nothing_unspent() -> None:
    found = answer(6, ("none", "consult", OWN))
    notes = {row["strategy"]: row["note"] for row in strategy_table(found, "en", "stability_index")}
    assert notes["none"] == ""
    assert "US$" in notes["consult"]


def test_french_has_every_text() -> None:
    english, french = texts("en"), texts("fr")
    for section, known in english.items():
        if section != "units":
            assert set(french.get(section, {})) == set(known), section
    assert all(unit in french["units"] for unit in {each.unit for each in catalogue().values()})
    for section in ("methods", "method_questions"):
        assert set(french[section]) == set(METHODS)


def test_a_name_in_a_sentence_of_another_direction_does_not_turn_the_sentence() -> None:
    said = word("ar", "headline", "same", strategy="استراتيجيتك")
    first = next(
        letter
        for letter in re.sub("\u2068.*?\u2069", "", said)
        if unicodedata.bidirectional(letter) in ("L", "R", "AL")
    )
    assert unicodedata.bidirectional(first) == "L"
    assert "\u2068استراتيجيتك\u2069" in said
    assert "\u2068" not in word("fr", "headline", "same", strategy="x")


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_a_translation_asks_for_no_value_that_english_does_not_give(language: str) -> None:
    def asked(text: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", text))

    english = texts("en")
    for section, known in texts(language).items():
        for key, text in known.items():
            if key in english.get(section, {}):
                assert asked(text) <= asked(english[section][key]), (language, section, key)


def test_a_translated_name_is_that_of_something_there_is() -> None:
    for language in LANGUAGES:
        assert set(texts(language).get("indicators", {})) <= set(catalogue())
        assert set(texts(language).get("levers_known", {})) <= set(levers())


def test_every_bar_of_progress_has_a_name_of_its_own() -> None:
    """A name that comes with the answer is missing until then, and to a screen reader the bar has none."""
    parts = {path.name: path.read_text() for path in Path(web.__file__).parent.glob("vue/*.vue")}
    bars = [
        (name, bar) for name, text in parts.items() for bar in re.findall("<progress[^>]*>", text)
    ]
    assert len(bars) == 4
    assert [name for name, bar in bars if not re.search(r':aria-label="t\.\w+"', bar)] == []
