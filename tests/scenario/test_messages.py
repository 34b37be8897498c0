"""Each mistake a person can make gives one line that names file, line, column, what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from cse_sim.errors import InputError, InputErrors
from cse_sim.scenario import read_scenario
from tests.scenario.world import COMMUNITIES, WORLD, changed, write
from tests.scenario.wrong_names import WRONG_NAMES

WRONG_FACTS = [
    (
        "no title",
        changed("title: Test country\n", ""),
        'case.yaml:1:1: "title" is missing. Add title: title.',
    ),
    (
        "unknown key",
        changed("weeks: 104", "weeks: 104\nbudgt: 1"),
        'case.yaml:4:1: unknown key "budgt". Did you mean "budget"?',
    ),
    (
        "unknown nested",
        changed("excluded: 0.4", "exclded: 0.4"),
        'case.yaml:6:21: groups, item 2: unknown key "exclded". Did you mean "excluded"?',
    ),
    (
        "weeks",
        changed("weeks: 104", "weeks: 1041"),
        "case.yaml:3:8: weeks: 1041 is too large. Allowed: at least 1 and at most 1040 (length [weeks]).",
    ),
    (
        "weeks text",
        changed("weeks: 104", "weeks: '104'"),
        'case.yaml:3:8: weeks: expected a whole number, found "104". Length [weeks]. Write 104.',
    ),
    (
        "weeks float",
        changed("weeks: 104", "weeks: 10.5"),
        "case.yaml:3:8: weeks: expected a whole number, found 10.5. Length [weeks].",
    ),
    (
        "weeks bool",
        changed("weeks: 104", "weeks: true"),
        "case.yaml:3:8: weeks: expected a whole number, found true. Length [weeks].",
    ),
    (
        "weeks empty",
        changed("weeks: 104", "weeks:"),
        'case.yaml:3:1: "weeks" has no value. Give it a value, or leave it out.',
    ),
    (
        "weeks null",
        changed("weeks: 104", "weeks: null"),
        "case.yaml:3:8: weeks: expected a whole number, found null. Length [weeks].",
    ),
    (
        "start",
        changed("start: 2000-01-01", "start: 2000-13-01"),
        'case.yaml:2:8: start: expected a date written YYYY-MM-DD, found "2000-13-01". First day of week 1.',
    ),
    (
        "start2",
        changed("start: 2000-01-01", "start: 1 January 2000"),
        'case.yaml:2:8: start: expected a date written YYYY-MM-DD, found "1 January 2000". First day of week 1.',
    ),
    (
        "start3",
        changed("start: 2000-01-01", "start: 1700-01-01"),
        'case.yaml:2:8: start: "1700-01-01" is too early. Allowed: at least 1900-01-01 and at most 2200-01-01 (first day of week 1).',
    ),
    (
        "share range",
        changed("excluded: 0.4", "excluded: 1.4"),
        "case.yaml:6:31: groups, item 2, excluded: 1.4 is too large. Allowed: at least 0 and at most 1 (degree of exclusion from power at the start [0-1]).",
    ),
    (
        "nan",
        changed("excluded: 0.4", "excluded: .nan"),
        "case.yaml:6:31: .nan is not a number that can be used. Write a finite number.",
    ),
    (
        "groups empty",
        changed("groups:\n  - {name: farmers}\n  - {name: herders, excluded: 0.4}", "groups: []"),
        "case.yaml:4:9: groups: there are 0 entries. Allowed: at least 1 (identity groups).",
    ),
    (
        "groups twice",
        changed("{name: farmers}", "{name: herders}").replace(
            "home_group: farmers", "home_group: herders"
        ),
        'case.yaml:6:12: groups, item 2, name: the name "herders" is given twice (first in row 1).',
    ),
    (
        "groups str",
        changed("  - {name: farmers}\n  - {name: herders, excluded: 0.4}", "  farmers"),
        'case.yaml:5:3: groups: expected a list, found "farmers". Identity groups.',
    ),
    (
        "name number",
        changed("{name: farmers}", "{name: 7}"),
        'case.yaml:5:12: groups, item 1, name: expected text, found 7. Name of the identity group. Put it in quotes: "7".',
    ),
    (
        "home",
        changed("home_group: farmers", "home_group: farmer"),
        'case.yaml:10:37: armed_groups, item 1, home_group: there is no group "farmer". Did you mean "farmers"?',
    ),
    (
        "fighters",
        changed("fighters: 100", "fighters: -1"),
        "case.yaml:10:56: armed_groups, item 1, fighters: -1 is too small. Allowed: at least 0 and at most 10000000 (active fighters at the start [persons]).",
    ),
    (
        "settlement",
        changed("type: signed", "type: sined"),
        'case.yaml:8:20: settlement.type: "sined" is not allowed. Allowed: signed, ceasefire, victory or none. Did you mean "signed"?',
    ),
    (
        "settlement late",
        changed("1999-06-01", "2009-06-01"),
        "case.yaml:8:34: settlement.date: 2009-06-01 is outside the scenario. Allowed: 2000-01-01 until before 2002-01-01.",
    ),
    (
        "count",
        changed("count: 12", "count: 9"),
        "case.yaml:7:22: communities.count: 9 is too small. Allowed: at least 10 and at most 10000 (communities).",
    ),
    (
        "synth no seed",
        changed(", seed: 1", ""),
        'case.yaml:7:14: communities: "seed" is missing. Add seed: seed of the places, sizes and shares.',
    ),
    (
        "synth share",
        changed("seed: 1", "seed: 1, shares: {farmers: 0.5, herders: 0.4}"),
        "case.yaml:7:43: communities.shares: the shares sum to 0.9. They must sum to 1 (within 0.000001).",
    ),
    (
        "communities str",
        changed("{count: 12, seed: 1, admin1: 2}", "communities.csv"),
        'case.yaml:7:14: communities: expected communities, found "communities.csv". Write a list, {file: communities.csv}, or {count: 60, seed: 1}.',
    ),
    (
        "communities file",
        changed("{count: 12, seed: 1, admin1: 2}", "{file: nope.csv}"),
        'case.yaml:7:21: communities.file: there is no file "nope.csv". Put it beside the scenario.',
    ),
    (
        "communities outside",
        changed("{count: 12, seed: 1, admin1: 2}", "{file: ../x.csv}"),
        'case.yaml:7:21: communities.file: "../x.csv" lies outside the folder of the scenario. Move it beside the scenario.',
    ),
    (
        "kind",
        changed("kind: infantry", "kind: infantri"),
        'case.yaml:14:44: mission.deployment, item 1, kind: "infantri" is not allowed. Allowed: infantry, formed_police, un_police, observers or civil_affairs. Did you mean "infantry"?',
    ),
    (
        "admin1",
        changed('admin1: ""', "admin1: Region 3"),
        'case.yaml:14:34: mission.deployment, item 1, admin1: there is no administrative unit "Region 3". Did you mean "Region 2"?',
    ),
    (
        "dep date",
        changed("date: 2000-01-01, admin1", "date: 2003-01-01, admin1"),
        "case.yaml:14:14: mission.deployment, item 1, date: 2003-01-01 is outside the scenario. Allowed: 2000-01-01 until before 2002-01-01.",
    ),
    (
        "dep neg",
        changed("strength: 500", "strength: -5"),
        "case.yaml:14:64: mission.deployment, item 1, strength: -5 is too small. Allowed: at least 0 and at most 1000000 (strength [persons]).",
    ),
    (
        "mission end",
        changed("name: UNTEST", "name: UNTEST\n  end: 2000-01-01"),
        "case.yaml:13:8: mission.end: the mission ends on 2000-01-01, before anyone is deployed.",
    ),
    (
        "budget",
        changed("usd_per_year: 1000000", "usd_per_year: 1_000_000"),
        'case.yaml:15:24: budget.usd_per_year: expected a number, found "1_000_000". Additional money [nominal US$/year]. Write 1000000.',
    ),
    (
        "budget missing",
        changed("budget: {usd_per_year: 1000000}\n", ""),
        'case.yaml:1:1: "budget" is missing. Add budget: additional money a strategy may spend.',
    ),
    (
        "budget end",
        changed(
            "usd_per_year: 1000000", "usd_per_year: 1000000, start: 2001-01-01, end: 2000-06-01"
        ),
        "case.yaml:15:57: budget.end: the end 2000-06-01 is not after the start 2001-01-01.",
    ),
    (
        "election out",
        WORLD + "elections: [{date: 2002-01-05}]\n",
        "case.yaml:16:20: elections, item 1, date: 2002-01-05 is outside the scenario. Allowed: 2000-01-01 until before 2002-01-01.",
    ),
    (
        "election dup",
        WORLD + "elections: [{date: 2001-01-05}, {date: 2001-01-05}]\n",
        "case.yaml:16:40: elections, item 2, date: 2001-01-05 is given twice. Keep one.",
    ),
    (
        "shock",
        WORLD + "shocks: [{date: 2001-01-05, kind: flood, size: 1, weeks: 3}]\n",
        'case.yaml:16:35: shocks, item 1, kind: "flood" is not allowed. Allowed: price, ceasefire_breakdown or disaster.',
    ),
    (
        "civic",
        WORLD + "civic_space: [{date: 2001-01-05, value: 2}]\n",
        "case.yaml:16:41: civic_space, item 1, value: 2 is too large. Allowed: at least 0 and at most 1 (civic space, 1 is open [0-1]).",
    ),
]

WRONG_ROWS = [
    (
        "sum",
        "0.6,0.4\nTown 1",
        "0.6,0.5\nTown 1",
        'communities.csv:3:28: communities, item 1, shares: the shares of "Town 0" sum to 1.1. They must sum to 1 (within 0.000001).',
    ),
    (
        "neg",
        "1003",
        "-5",
        "communities.csv:6:22: communities, item 4, population: -5 is too small. Allowed: above 0 and at most 1000000000 (inhabitants at the start [persons]).",
    ),
    (
        "dup",
        "Town 3",
        "Town 2",
        'communities.csv:6:1: communities, item 4, name: the name "Town 2" is given twice (first in row 3).',
    ),
    (
        "lat",
        "5.4,",
        "95,",
        "communities.csv:7:14: communities, item 5, latitude: 95 is too large. Allowed: at least -90 and at most 90 (latitude, WGS84 [degrees]).",
    ),
    (
        "emptypop",
        "1005",
        "",
        'communities.csv:8:22: communities, item 6: "population" has no value. Give it a value, or leave it out.',
    ),
    (
        "nan",
        "1006",
        "nan",
        'communities.csv:9:22: communities, item 7, population: expected a whole number, found "nan". Inhabitants at the start [persons].',
    ),
    ("cells", "Town 7,", "Town 7,x,", "communities.csv:10:1: the row has 8 cells, the header 7."),
    (
        "semi",
        ",",
        ";",
        "communities.csv:2:1: the columns are not separated by commas. Save the table with commas.",
    ),
    (
        "quote",
        "Town 8",
        '"Town 8',
        "communities.csv:11: this is not a CSV table: unexpected end of data. Check the quotes.",
    ),
    (
        "empty name",
        "Town 4",
        "",
        'communities.csv:7:1: communities, item 5: "name" has no value. Give it a value, or leave it out.',
    ),
    (
        "float",
        "1007",
        "1007.5",
        "communities.csv:10:22: communities, item 8, population: expected a whole number, found 1007.5. Inhabitants at the start [persons].",
    ),
    (
        "text",
        "1007",
        "many",
        'communities.csv:10:22: communities, item 8, population: expected a whole number, found "many". Inhabitants at the start [persons].',
    ),
]


CASES = WRONG_FACTS + WRONG_NAMES


@pytest.mark.usefixtures("small_catalogues")
@pytest.mark.parametrize(
    ("text", "line"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_mistake_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: str
) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    monkeypatch.chdir(folder)
    write(folder, text)
    with pytest.raises(InputError) as caught:
        read_scenario("case.yaml")
    assert str(caught.value) == line


@pytest.mark.parametrize(
    ("old", "new", "line"), [case[1:] for case in WRONG_ROWS], ids=[case[0] for case in WRONG_ROWS]
)
def test_a_mistake_in_a_table_is_said_at_its_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    text = changed("{count: 12, seed: 1, admin1: 2}", "{file: communities.csv}")
    write(tmp_path, text, communities="# comment\n" + COMMUNITIES.replace(old, new))
    with pytest.raises(InputError) as caught:
        read_scenario("case.yaml")
    assert str(caught.value) == line


def test_every_problem_is_named_in_the_order_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = changed("excluded: 0.4", "excluded: 1.4").replace("kind: infantry", "kind: infantri")
    text = text.replace("home_group: farmers", "home_group: farmer")
    write(tmp_path, text + "elections: [{date: 2002-01-05}, {date: never}]\n")
    with pytest.raises(InputErrors) as caught:
        read_scenario("case.yaml")
    assert [(e.line, e.where) for e in caught.value.errors] == [
        (6, "groups, item 2, excluded"),
        (10, "armed_groups, item 1, home_group"),
        (14, "mission.deployment, item 1, kind"),
        (16, "elections, item 1, date"),
        (16, "elections, item 2, date"),
    ]


def test_a_sound_scenario_is_read(tmp_path: Path) -> None:
    assert read_scenario(write(tmp_path, WORLD)).title == "Test country"
