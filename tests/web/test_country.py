"""A scenario of one's own: errors stand at their line, nothing but its own tables is read, and no text breaks anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from cse_sim.errors import InputError
from cse_sim.scenario.shipped import shipped_scenarios
from cse_sim.web.choices import first_choices, with_assumption, with_share
from cse_sim.web.country import (
    FEWEST,
    MOST_BYTES,
    borrowed,
    checked,
    country_text,
    name_key,
    refused,
    sample_table,
    with_fields,
)
from cse_sim.web.question import file_text, shipped, uploaded
from cse_sim.web.texts import LANGUAGES, words

LIBERIA = shipped_scenarios()["liberia"].parent
GOOD = "extends: training\ntitle: Mine\n"
SQUARE = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"NAME_1":"North"},'
    '"geometry":{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]]]}}]}'
)


def places(count: int = 12, extra: str = "") -> str:
    rows = [f"Place {k},North,1.{k:02d},1.{k:02d},{1000 + k},0.25,0.75" for k in range(count)]
    header = "name,admin1,latitude,longitude,population,share_hill,share_river"
    return "\n".join([header, *rows]) + "\n" + extra


def test_errors_stand_at_their_lines() -> None:
    draft = checked("extends: training\ntitel: Mine\nweeks: 0\n")
    assert {problem.line for problem in draft.problems} == {2, 3}
    assert "title" in draft.problems[0].text
    assert checked(GOOD).problems == ()


def test_a_country_of_ones_own_is_read_with_its_map() -> None:
    text = country_text(places(), SQUARE)
    files = (("communities.csv", places()), ("boundaries.geojson", SQUARE))
    assert checked(text, files).problems == ()
    scenario = uploaded(text, files)
    assert [group.name for group in scenario.groups] == ["hill", "river"]
    assert len(scenario.communities) == 12
    assert scenario.boundaries is not None
    assert scenario.description != shipped("training").description


def test_liberias_own_tables_are_a_country_of_ones_own() -> None:
    communities = (LIBERIA / "communities.csv").read_text()
    boundaries = (LIBERIA / "boundaries.geojson").read_text()
    text = country_text("\n".join(r for r in communities.splitlines() if r[:1] != "#"), boundaries)
    draft = checked(text, (("communities.csv", communities), ("boundaries.geojson", boundaries)))
    assert [problem for problem in draft.problems if "communities" in problem.file] == []


def test_an_error_in_a_table_names_the_table_and_its_line_and_no_folder() -> None:
    communities = places(extra="Bad,North,95,1,-5,0.5,0.5\n")
    draft = checked(country_text(communities), (("communities.csv", communities),))
    assert {(problem.file, problem.line) for problem in draft.problems} == {("communities.csv", 14)}
    assert "tmp" not in " ".join(problem.text for problem in draft.problems)


@pytest.mark.parametrize(
    "text",
    [
        "extends: /etc/passwd\n",
        "extends: ../secret.yaml\n",
        "extends: training\ncommunities: {file: ../../secret.csv}\n",
        "extends: training\ncommunities: {file: /etc/passwd}\n",
        "extends: training\nhistory: {file: events.csv}\n",
    ],
)
def test_no_text_reads_a_file_of_the_server(text: str, tmp_path: Path) -> None:
    assert checked(text).problems
    assert checked(text, (("communities.csv", places()),)).problems


def test_a_table_may_have_no_other_name() -> None:
    with pytest.raises(InputError, match="no table"):
        uploaded(GOOD, (("../evil.csv", ""),))


def test_too_much_is_refused_before_it_is_read() -> None:
    draft = checked("#" * (MOST_BYTES + 1))
    assert "MB" in draft.problems[0].text
    assert len(draft.text) < 1000


@given(text=some.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_no_text_is_more_than_a_list_of_problems(text: str) -> None:
    assert checked(text).checked
    assert checked(GOOD + text).checked


@given(content=some.text(max_size=200))
@example(content="\r0")
@example(content='name,share_"')
@settings(max_examples=60, deadline=None)
def test_no_table_is_more_than_a_list_of_problems(content: str) -> None:
    try:
        text = country_text(content, content)
    except InputError:
        text = country_text(content)
    files = (("communities.csv", content), ("boundaries.geojson", content))
    assert checked(text, files).problems


def test_a_form_keeps_comments_and_what_it_does_not_know() -> None:
    text = with_fields(
        "# mine\nextends: training # base\nweeks: 600\n", {"title": "New", "weeks": 560}
    )
    assert "# mine" in text
    assert "# base" in text
    assert uploaded(text).weeks == 560
    assert uploaded(text).title == "New"
    for broken in ("[1, 2", "just words", "- a\n- b\n"):
        with pytest.raises(InputError):
            with_fields(broken, {"title": "New"})


def test_the_file_of_ones_own_text_keeps_its_comments_and_gains_the_levers() -> None:
    text = "# kept\nextends: training\n"
    choices = with_share(first_choices(uploaded(text), "training", text), "council", 0.05)
    changed = with_assumption(choices, "trust.harm_help_ratio", 1.5, "surveys")
    written = file_text(changed, uploaded(text))
    assert "# kept" in written
    again = uploaded(written)
    assert again.overrides["trust.harm_help_ratio"].because == "surveys"
    assert first_choices(again, "training", written).use_of("council") == choices.use_of("council")


def test_the_property_that_names_the_units_is_found() -> None:
    assert name_key(SQUARE) == '"NAME_1"'
    assert name_key(SQUARE.replace("NAME_1", "admin1")) == "admin1"
    for wrong in ("", "[]", "{}", '{"features": []}', "[" * 100_000):
        with pytest.raises(InputError):
            name_key(wrong)


def test_every_shipped_case_is_one_that_the_page_can_open() -> None:
    for name in shipped_scenarios():
        assert first_choices(shipped(name), name).levers


def test_the_sample_table_is_a_country_and_one_row_below_the_fewest_is_none() -> None:
    table = sample_table()
    assert checked(country_text(table), (("communities.csv", table),)).problems == ()
    fewest = "".join(table.splitlines(keepends=True)[: FEWEST + 1])
    assert checked(country_text(fewest), (("communities.csv", fewest),)).problems == ()
    fewer = "".join(table.splitlines(keepends=True)[:FEWEST])
    assert checked(country_text(fewer), (("communities.csv", fewer),)).problems
    assert all(str(FEWEST) in words(language, "country")["own_note"] for language in LANGUAGES)


def test_a_country_of_ones_own_says_what_it_has_from_the_training_case() -> None:
    def parts(text: str, files: tuple[tuple[str, str], ...] = ()) -> list[str]:
        case = uploaded(text, files)
        return borrowed(first_choices(case, "training", text, files), case)

    files = (("communities.csv", places()),)
    text = country_text(places())
    everything = ["mission", "budget", "dates", "events", "money", "strategies"]
    assert parts(text, files) == everything
    assert parts(text + "budget: {usd_per_year: 900000}\n", files) == [
        part for part in everything if part != "budget"
    ]
    assert parts(GOOD) == []
    assert borrowed(first_choices(shipped("training"), "training"), shipped("training")) == []


def test_what_was_wrong_with_another_table_is_no_longer_said() -> None:
    bad = places(extra="Bad,North,95,1,-5,0.5,0.5\n")
    draft = checked(country_text(bad), (("communities.csv", bad),))
    with pytest.raises(InputError) as error:
        country_text(places(), "[]")
    now = refused(draft, error.value, "tables")
    assert [(problem.file, problem.text) for problem in now.problems] == [
        ("boundaries.geojson", "the boundaries are no GeoJSON with named polygons.")
    ]
    assert (now.text, now.files, now.asked) == (draft.text, draft.files, "tables")
