"""A lever, a parameter or a measure added to the model appears on the page with its help: no line of the view changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cse_sim.indicators import catalogue as indicators
from cse_sim.levers import catalogue as levers
from cse_sim.params import catalogue as parameters
from cse_sim.web import beliefs, choices, explain, labels
from cse_sim.web.choices import first_choices, with_share
from cse_sim.web.question import shipped
from cse_sim.web.rows import lever_groups, lever_uses

TRAINING = shipped("training")
FIRST = first_choices(TRAINING, "training")


def test_a_new_lever_has_its_slider_its_help_and_its_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    made = replace(levers()["council"], name="theatre", title="Forum theatre", deliverer="cso")
    known = {**levers(), "theatre": made}
    numbers = {
        **parameters(),
        "theatre.usd_per_dose_year": parameters()["council.usd_per_dose_year"],
    }
    for module in (labels, explain):
        monkeypatch.setattr(module, "levers", lambda: known)
        monkeypatch.setattr(module, "parameters", lambda: numbers)
    moved = with_share(with_share(FIRST, "council", 0.05), "theatre", 0.1)
    rows = {row["name"]: row for group in lever_groups("fr") for row in group["levers"]}
    assert rows["theatre"]["title"] == "Forum theatre"
    used = lever_uses(moved, TRAINING, "fr")["theatre"]
    assert used["share"] == pytest.approx(0.1)
    assert used["reaches"]
    assert "18,000" in rows["theatre"]["cost"]
    assert explain.help_of("en", "lever:theatre").title == "Forum theatre"


def test_every_lever_measure_and_parameter_has_its_help() -> None:
    for kind, known in (
        ("lever", levers()),
        ("indicator", indicators()),
        ("parameter", parameters()),
    ):
        for name in known:
            for language in ("en", "fr", "ar"):
                found = explain.help_of(language, f"{kind}:{name}")
                assert found.title, name
                assert found.lines[0].strip(". "), name
    assert explain.help_of("en", "lever:nothing").title == ""


def test_a_new_measure_can_be_chosen_and_a_new_harm_stands_in_the_ledger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = replace(indicators()["fear"], name="rumours_believed", harm=False)
    harm = replace(indicators()["fear"], name="homes_lost", harm=True)
    known = {**indicators(), made.name: made, harm.name: harm}
    monkeypatch.setattr(labels, "indicators", lambda: known)
    groups = {group["title"]: group["items"] for group in labels.indicator_groups("en")}
    assert "Rumours believed" in [item["title"] for item in groups["Others"]]
    assert "Homes lost" in [item["title"] for item in groups["Harms"]]
    assert "homes_lost" in labels.harm_names()


def test_a_new_parameter_is_an_assumption_that_can_be_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = replace(parameters()["trust.harm_help_ratio"], name="new", group="rumour_mill")
    monkeypatch.setattr(beliefs, "catalogue", lambda: {**parameters(), made.full_name: made})
    rows = {row["name"]: row for row in beliefs.assumption_rows(FIRST, TRAINING, "en")}
    assert rows["rumour_mill.new"]["source"]
    assert {"name": "rumour_mill", "title": "Rumour mill"} in beliefs.groups_of(list(rows.values()))


def test_an_assumption_is_listed_by_what_it_means_and_its_code_name_stands_second() -> None:
    for name, row in ((r["name"], r) for r in beliefs.assumption_rows(FIRST, TRAINING, "en")):
        assert parameters()[name].meaning.lower().startswith(row["title"].lower())
        assert row["title"][:1].isupper() or not row["title"][:1].isalpha()
        assert "_" not in row["part"]


def test_what_was_changed_is_marked_apart_from_what_is_drawn() -> None:
    changed = choices.with_assumption(FIRST, "trust.harm_help_ratio", 1.5, "our surveys")
    rows = {row["name"]: row for row in beliefs.assumption_rows(changed, TRAINING, "en")}
    assert rows["trust.harm_help_ratio"]["state"] == "fixed"
    assert rows["trust.harm_help_ratio"]["value"] == 1.5
    assert [row["name"] for row in rows.values() if row["state"] == "fixed"] == [
        "trust.harm_help_ratio"
    ]


def test_the_help_of_a_lever_is_prose_without_code() -> None:
    for name in levers():
        for language in ("en", "fr"):
            found = explain.help_of(language, f"lever:{name}")
            assert "_" not in "".join(found.lines)
            said = "\n".join((*found.lines, *(value for _, value in found.facts)))
            assert "`" not in said
            assert "+=" not in said
            assert not any(full in said for full in parameters()), name
    assert "“contact” has about" in " ".join(explain.help_of("en", "lever:dialogue").lines)
    assert any("those who meet" in v for _, v in explain.help_of("en", "lever:dialogue").facts)


def test_the_help_of_the_index_lists_its_parts_with_their_weights(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = explain.help_of("en", "indicator:stability_index")
    assert "below" not in " ".join(found.lines)
    said = dict(found.facts)["Made of"]
    assert said.startswith("40 % Stability: calm, 20 % Stability: disputes settled, ")
    assert "15 % Trust between groups" in said
    monkeypatch.setattr(explain, "WEIGHTS", {"calm": 0.7, "trust": 0.3})
    parts = dict(explain.help_of("fr", "indicator:stability_index").facts)["Composé de"]
    assert parts == "70 % Stabilité : calme ; 30 % Confiance entre les groupes"
    assert "Made of" not in dict(explain.help_of("en", "indicator:deaths").facts)
