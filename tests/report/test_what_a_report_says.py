from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from cse_sim.report.robustness import lost
from cse_sim.report.words import Unit
from cse_sim.study.question import canonical_scenario
from cse_sim.study.store import Store
from tests.report import studies
from tests.report.reading import Reader, compared, drawings, page_of


def test_the_answer_comes_first_with_its_harm_and_its_uncertainty(tmp_path: Path) -> None:
    said = Reader(compared(tmp_path)).visible
    answer = said[said.index("The answer") : said.index("What was asked")]
    assert "Both hands does better than More soldiers, judged by the stability index" in answer
    assert re.search(r"\+5\.\d* points on average \(95 % interval 4\.\d+ to 5\.\d+\)", answer)
    assert re.search(r"very likely to come out ahead \(20 of 20 paired runs\)", answer)
    assert (
        "more harm than More soldiers is shown in reprisals against CSOs (Both hands +5.0" in answer
    )
    assert "trust in CSOs (Both hands −5.0" in answer


def test_what_cannot_be_told_apart_is_said_so(tmp_path: Path) -> None:
    said = Reader(compared(tmp_path, strategies=("security_only", "none"))).visible
    assert "Doing nothing cannot be told apart from More soldiers" in said
    assert "does not mean that they are equal" in said
    assert "0 in every run" in said
    assert "No strategy is shown to do more harm" in said
    assert "○ cannot be told apart" in said


def test_a_sequential_study_says_so_beside_its_intervals(tmp_path: Path) -> None:
    folder = studies.comparison(tmp_path / "study")
    assert "sequential" not in page_of(folder)
    found = {
        "rule": "stop-when",
        "indicator": "deaths",
        "amount": 0.5,
        "runs": 64,
        "looks": 2,
        "said": "Sequential, 64 runs: deaths within ±0.4 people, ±0.5 reached.",
    }
    manifest = Store(folder).manifest()
    (folder / "manifest.json").write_text(json.dumps(manifest | {"sequential": found}))
    page = page_of(folder)
    said = Reader(page).visible
    answer = said[said.index("The answer") : said.index("What was asked")]
    assert answer.index("95 % interval") < answer.index(found["said"])
    assert "to answer --stop-when deaths=0.5 and looked at 2 times, last at 64" in said
    figures = re.findall("<figure id=.[a-z-]*differences.*?<svg", page, re.S)
    assert len(figures) == 2
    assert all("The study was sequential: see Methods." in figure for figure in figures)


@pytest.mark.parametrize(
    ("numbers", "smallest", "said"),
    [
        ((0.0, 0.0, 0.0), 10.0, "0 in every run"),
        ((-0.1, -0.2, 0.0), 10.0, "within ±1"),
        ((0.0001, -0.0003, 0.0004), 0.05, "within ±0.001"),
        ((-1234.0, -2000.0, -468.0), 10.0, "−1\u202f234 [−2\u202f000, −468]"),
        ((None, None, None), 1.0, "no number"),
    ],
)
def test_small_differences_are_not_called_none(
    numbers: tuple[float | None, ...], smallest: float, said: str
) -> None:
    from cse_sim.report.words import difference

    row = dict(zip(("mean_difference", "low", "high"), numbers, strict=True))
    assert difference(row | {"unit": "cases", "smallest_difference": smallest}).short == said


def test_few_runs_never_make_a_thing_certain() -> None:
    from cse_sim.report.words import likelihood

    assert likelihood(1.0, 3) == "likely"
    assert likelihood(1.0, 20) == "very likely"
    assert likelihood(1.0, 1000) == "virtually certain"
    assert likelihood(0.5, 1000) == "about as likely as not"
    assert likelihood(0.0, 1000) == "exceptionally unlikely"


def test_harm_stands_on_the_page_without_opening_anything(tmp_path: Path) -> None:
    page = compared(tmp_path)
    ledger = page[page.index('<section id="harms"') :]
    figure = ledger[: ledger.index("<details")]
    assert "Reprisals against CSOs" in figure
    assert "more harm" in figure
    assert re.search(r"\+5\.0\d* \[", figure)


def test_bands_are_drawn_for_every_strategy_with_exit_and_elections(tmp_path: Path) -> None:
    page = compared(tmp_path)
    panels = [each for each in drawings(page) if each.find("path[@class='outer']") is not None]
    assert len(panels) == 3
    for panel in panels:
        assert panel.find("path[@class='median']") is not None
        assert panel.find("path[@class='inner']") is not None
        assert panel.find("line[@class='exit']") is not None
        assert len(panel.findall("path[@class='election']")) == 1
    assert sum(panel.find("path[@class='reference']") is not None for panel in panels) == 2


def test_money_says_what_was_left(tmp_path: Path) -> None:
    said = Reader(compared(tmp_path)).visible
    assert "Both hands left US$\u00a0800\u202f000 unspent (40\u202f%)" in said


def test_an_interval_is_drawn_where_its_numbers_lie(tmp_path: Path) -> None:
    """The middle of the mark is as far between the ends of its line as the mean is between low and high."""
    drawing = next(
        each
        for each in drawings(compared(tmp_path))
        if each.find("path[@class='mark better']") is not None
    )
    line = drawing.find("line[@class='interval better']")
    mark = drawing.find("path[@class='mark better']")
    assert line is not None
    assert mark is not None
    low, high = float(line.get("x1", "")), float(line.get("x2", ""))
    tip = float(str(mark.get("d")).split("L")[2].split()[0])
    assert low < tip < high
    assert tip == pytest.approx((low + high) / 2, abs=0.2)


def test_the_dummy_and_luck_stand_beside_the_inputs(tmp_path: Path) -> None:
    page = page_of(studies.sensitivity(tmp_path / "study"))
    said = Reader(page).visible
    assert "depends most on trust: reach" in said
    assert "1 of 3 inputs cannot be told from an input that does nothing" in said
    assert "Luck alone makes 45\u202f% of the variance" in said
    (drawing,) = drawings(page)
    bars = drawing.findall("rect[@class='bar']")
    widths = [float(bar.get("width", "")) for bar in bars]
    assert widths[0] / widths[1] == pytest.approx(2.0, abs=0.02)
    assert drawing.findall("line[@class='floor']")
    assert drawing.findall("rect[@class='luck']")
    assert "Dummy" not in [text.text for text in drawing.findall("text")]


@pytest.mark.parametrize("index", ["ST", "mean_square_effect", "PAWN", "ff_main_effect"])
def test_a_bar_of_luck_is_explained_only_where_it_is_drawn(index: str, tmp_path: Path) -> None:
    asked = studies.study("sensitivity", strategies=("integrated", "security_only"))
    table = studies.sensitivity_table().replace({"index": {"ST": index}})
    table = table[table["index"] != "S1"]
    page = page_of(studies.written(tmp_path / "study", asked, sensitivity=table))
    drawn = any(each.findall("rect[@class='luck']") for each in drawings(page))
    assert drawn == (index == "ST")
    assert ("The empty bar" in page) == drawn
    assert "Luck alone makes 45\u202f% of the variance" in Reader(page).visible


def test_a_sweep_compares_its_ends_run_by_run(tmp_path: Path) -> None:
    """Runs lie ten points apart, but each falls by exactly sixteen: equal luck makes that sure."""
    said = Reader(page_of(studies.sweep(tmp_path / "study"))).visible
    assert (
        "as trust: reach goes from 0.1 to 0.9, the stability index changes by −16.0 points" in said
    )
    assert "(95 % interval −16.0 to −16.0, runs with equal luck)" in said
    assert "No change can be told" not in said
    assert (
        "At a price: as trust: reach goes from 0.1 to 0.9, reprisals against CSOs changes by +4"
        in said
    )
    assert "It is shown whatever it says" in said


def test_a_map_shows_the_last_year_weighted_by_people(tmp_path: Path) -> None:
    """West holds places 0, 2 … 8 with 1, 3 … 9 thousand people: (0 + 2·3 + 4·5 + 6·7 + 8·9) / 25 = 5.6 %."""
    page = page_of(studies.with_map(tmp_path / "study"))
    assert "do not imply official endorsement or acceptance by the United Nations" in page
    panels = [each for each in drawings(page) if each.get("aria-labelledby", "").startswith("map-")]
    assert len(panels) == 3
    for panel in panels:
        assert panel.findtext("desc") == "East: 6.33; West: 5.60"
        units = [path.get("class") for path in panel.findall("path")]
        assert units == ["place class-0", "place class-4"]
    table = page[page.index("mean of the last year") :]
    assert re.search(r'<th scope="row">West</th><td class="number">5\.60</td>', table)


def test_who_may_be_best_is_said_and_what_a_wrong_choice_loses(tmp_path: Path) -> None:
    said = Reader(compared(tmp_path)).visible
    part = said[said.rindex("Which is best") : said.rindex("Over time")]
    assert "Judged by the stability index, only Both hands may be the best" in part
    assert part.count("not the best") == 2
    assert "both with their sampling errors" in part
    equal = Reader(
        page_of(studies.comparison(tmp_path / "b", strategies=("none", "security_only")))
    )
    assert (
        "the best cannot be told: it may be any of Doing nothing and More soldiers" in equal.visible
    )


def test_what_money_bought_stands_beside_what_it_was(tmp_path: Path) -> None:
    """Five points for 1.2 million beyond doing nothing: 4.2 points per million."""
    page = compared(tmp_path)
    part = page[page.index('<section id="money-section"') :]
    (row,) = re.findall(
        r'<tr><th scope="row">Both hands</th>(.*?)</tr>', part[: part.index("</section>")]
    )
    cells = re.findall(r">([^<]+)</td>", row)
    assert cells[:2] == ["2.0", "1.2"]
    assert cells[3:5] == ["0.8", "60\u202f%"]
    assert cells[5].startswith("+4.")


def test_failed_runs_are_shown_with_their_reason(tmp_path: Path) -> None:
    said = Reader(compared(tmp_path, failed=1)).visible
    assert "3 of 60 runs failed." in said
    assert "week 3: NaN in fear <b>" in said


def test_text_from_files_stays_text(tmp_path: Path) -> None:
    hostile = studies.scenario(studies.HOSTILE, studies.HOSTILE)
    page = compared(tmp_path, scenario=canonical_scenario(hostile))
    assert "<script" not in page
    assert Reader(page).visible.count(studies.HOSTILE) >= 3
    assert "<b>" not in page.replace("<b>How to read:</b>", "")


def test_a_mark_points_to_the_better_or_the_worse_and_says_so(tmp_path: Path) -> None:
    """Up for better and down for worse, whichever way the number goes."""
    page = compared(tmp_path)
    points = {"better": [], "worse": []}  # type: dict[str, list[float]]
    for drawing in drawings(page):
        for stands, found in points.items():
            for mark in drawing.findall(f"path[@class='mark {stands}']"):
                corners = [
                    float(each.split()[1])
                    for each in re.split("[ML]", mark.get("d", "").strip("Z"))[1:]
                ]
                found.append(corners[2] - corners[0])
    assert points["better"]
    assert points["worse"]
    assert all(tip < 0 for tip in points["better"])
    assert all(tip > 0 for tip in points["worse"])
    assert "<li>More harm than More soldiers: reprisals against CSOs" in page


def test_fine_boundaries_make_no_large_page(tmp_path: Path) -> None:
    place = studies.mapped(studies.scenario())
    for feature in place.boundaries["features"]:
        (ring,) = feature["geometry"]["coordinates"]
        fine = [(ring[0][0] + step / 40_000, ring[0][1]) for step in range(40_000)]
        feature["geometry"]["coordinates"] = [[*fine, *ring[1:]]]
    asked = studies.study(scenario=canonical_scenario(place))
    tables = {"communities": studies.communities_table(asked)}
    page = page_of(studies.written(tmp_path / "study", asked, **tables))
    assert len(page.encode()) < 300_000


def test_hundreds_of_inputs_and_long_notes_make_no_long_page(tmp_path: Path) -> None:
    table = studies.many_indices(300)
    asked = studies.study("sensitivity", strategies=("integrated", "security_only"))
    page = page_of(studies.written(tmp_path / "study", asked, sensitivity=table))
    assert len(page.encode()) < 300_000
    assert "smaller ones not drawn" in page
    assert (
        "297 of 300 inputs cannot be told from an input that does nothing" in Reader(page).visible
    )


def test_what_is_lost_has_its_sampling_errors_and_is_never_below_zero() -> None:
    row = {"regret_low_end": -0.4, "regret_low": 0.9, "regret_high": 1.1, "regret_high_end": 2.3}
    assert lost(row, Unit("points (0-100)")) == "0.00 to 2.30"
    assert lost(row | {"regret_low_end": None}, Unit("points (0-100)")) == "–"


def test_the_answer_is_about_the_difference_and_values_without_intervals_count(
    tmp_path: Path,
) -> None:
    """eFAST has no intervals: an input ninety times the dummy is told from it all the same."""
    table = studies.sensitivity_table()
    table = table[(table["index"] == "ST") | (table["index"] == "aleatory_share")]
    table = table.assign(index=table["index"].replace("ST", "fast_ST"))
    none = table["index"] == "fast_ST"
    table.loc[none, ["low", "high"]] = None
    table.loc[~none, ["low", "high"]] = (0.38, 1.06)
    alone = table.assign(strategy="integrated", value=table["value"] * 0.0)
    asked = studies.study("sensitivity", strategies=("integrated", "security_only"))
    both = pd.concat([alone, table], ignore_index=True)
    said = Reader(page_of(studies.written(tmp_path / "study", asked, sensitivity=both))).visible
    assert "(Both hands minus More soldiers) depends most on trust: reach (0.6)" in said
    assert "No input can be told" not in said
    assert "(38\u202f% to 100\u202f%)" in said


def test_what_was_explored_is_the_study_s_own_and_the_rest_is_not_said_to_stand(
    tmp_path: Path,
) -> None:
    own = {"kind": "triangular", "low": 0.25, "mode": 0.5, "high": 0.75}
    factors = [
        {"name": "trust.reach", "distribution": own, "because": "field interviews"},
        {"name": "budget_factor", "values": [0.5, 2.0]},
        {"name": "dose.council", "distribution": {"kind": "uniform", "low": 0.0, "high": 1.0}},
    ]
    design = {"kind": "sensitivity", "method": "sobol", "samples": 16, "points": 96}
    asked = studies.study(
        "sensitivity", strategies=("integrated",), design={**design, "factors": factors}
    )
    table = studies.sensitivity_table().assign(strategy="integrated")
    page = page_of(studies.written(tmp_path / "study", asked, sensitivity=table))
    for cell in ("field interviews", "0.25 to 0.75, triangular", "0.5, 2", "0 to 1, uniform"):
        assert f">{cell}</td>" in page
    said = Reader(page).visible
    assert "drawn or varied here: 3" in said
    assert "stands at the scenario's values" not in said
    assert "the other parameters are drawn in every run and count as luck" in said
