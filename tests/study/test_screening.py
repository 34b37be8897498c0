"""``sensitivity --screen``: what is live is measured, and the rest, moving as one, is shown not to matter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cse_sim.study.point_question import sensitivity_question
from cse_sim.study.screening import measured, not_screened, proof_words, screening_of
from cse_sim.study.sensitivity.screen import FIXED, Screening
from tests.study.cases import small_scenario

INPUTS = ["trust.reach", "dose.council", "trust.repair_factor", "trust.half_life_weeks"]
SCREEN = ["sensitivity", "training", "--screen", "--vary", ",".join(INPUTS), "--weeks", "13"]
SCREEN += ["--strategies", "integrated", "--samples", "64", "--trajectories", "8"]
SCREEN += ["--indicators", "stability_index"]


def rows_of(folder: str) -> Any:
    return pq.read_table(Path(folder) / "sensitivity.parquet").to_pandas()


def row(indicator: str, parameter: str, index: str, value: float, low: float, high: float) -> Any:
    said = {"indicator": indicator, "strategy": "a", "parameter": parameter, "index": index}
    return {**said, "value": value, "low": low, "high": high, "note": None}


def effect(indicator: str, parameter: str, low: float) -> Any:
    return row(indicator, parameter, "mean_square_effect", low + 1, low, low + 2)


def test_what_the_stand_in_listens_to_is_kept_and_the_rest_is_shown_safe(cli) -> None:
    code, out, _ = cli(*SCREEN, "--out", "here")
    said = " ".join(out.split())
    assert code == 0
    assert "2 of 4 inputs are live: dose.council, trust.reach." in said
    assert f'The other 2 now move as one input, "{FIXED}"' in said
    assert f"{FIXED} have a total index of 0.00" in said.replace("0.000", "0.00")
    assert "is safe: that is below 0.05" in said
    assert sorted(path.name for path in Path("here").iterdir()) == ["measure", "screen"]
    table = rows_of("here/measure")
    total = table[table["index"] == "ST"].set_index("parameter")["value"]
    assert set(total.index) == {"dose.council", "trust.reach", FIXED, "dummy"}
    assert total["trust.reach"] + total["dose.council"] == pytest.approx(1, abs=0.1)
    assert set(rows_of("here/screen")["method"]) == {"morris"}
    assert set(table["points"]) == {64 * (2 + 1 + 1 + 2)}


def test_the_command_goes_on_where_it_stopped(cli) -> None:
    cli(*SCREEN, "--out", "here")
    first, whole = Path("here/screen/manifest.json").read_bytes(), rows_of("here/measure")
    Path("here/measure/sensitivity.parquet").unlink()
    code, _, err = cli(*SCREEN, "--out", "here")
    assert code == 0
    assert "here/screen holds this study, finished" in err
    assert Path("here/screen/manifest.json").read_bytes() == first
    assert rows_of("here/measure").equals(whole)
    code, _, err = cli("resume", "here")
    assert code == 2
    assert (
        "here: a screening lies here, which is two studies. Name one of them: here/screen or" in err
    )
    assert "To go on with both, repeat the command: cse-sim sensitivity training --screen" in err
    assert cli("resume", "here/measure")[0] == 0
    for asked in (["report"], ["verify"], ["reproduce"], ["export", "--to", "json"]):
        assert cli(asked[0], "here", *asked[1:]) == (2, "", err)


def test_more_samples_are_added_to_what_is_measured(cli) -> None:
    cli(*SCREEN, "--out", "here")
    more = [*SCREEN, "--samples", "128", "--out", "here"]
    assert cli(*more)[0] == 2
    assert cli(*more, "--extend")[0] == 0
    cli(*more[:-1], "fresh")
    fresh, grown = (
        Path(place, "measure/sensitivity.parquet").read_bytes() for place in ("fresh", "here")
    )
    assert fresh == grown


def nothing_but_reach(rows: Any) -> Screening:
    return Screening(("trust.reach",), tuple(sorted(set(INPUTS) - {"trust.reach"})))


def measured_so_far(folder: str) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*.parquet")
    }


def test_when_other_inputs_are_live_they_are_measured_afresh_and_the_old_is_kept(
    cli, monkeypatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("cse_sim.study.screening.screening_of", nothing_but_reach)
        cli(*SCREEN, "--out", "here")
    before = measured_so_far("here/measure")
    more = [*SCREEN, "--trajectories", "12", "--samples", "128"]
    code, out, err = cli(*more, "--out", "here", "--extend")
    assert code == 0
    assert "2 of 4 inputs are live" in out
    assert "what was measured then is kept in here/measure-1." in err
    assert measured_so_far("here/measure-1") == before
    cli(*more, "--out", "fresh")
    assert rows_of("here/measure").equals(rows_of("fresh/measure"))
    assert "measure-1" not in cli(*more, "--out", "here", "--extend")[2]
    assert sorted(path.name for path in Path("here").iterdir()) == [
        "measure",
        "measure-1",
        "screen",
    ]


def test_without_a_folder_other_live_inputs_are_another_study_below_results(
    cli, monkeypatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("cse_sim.study.screening.screening_of", nothing_but_reach)
        cli(*SCREEN)
    code, _, err = cli(*SCREEN, "--trajectories", "12", "--extend")
    assert code == 0
    assert "a new one is begun" in err
    assert len(list(Path("results").iterdir())) == 3


def test_fewer_samples_than_are_measured_are_refused(cli) -> None:
    cli(*SCREEN, "--out", "here")
    before = measured_so_far("here")
    code, _, err = cli(*SCREEN, "--samples", "32", "--extend", "--out", "here")
    assert code == 2
    assert "the folder holds a larger version of this study already" in err
    assert measured_so_far("here") == before


def test_json_holds_the_table_and_nothing_else(cli) -> None:
    code, out, err = cli(*SCREEN, "--json")
    assert code == 0
    assert {row["method"] for row in json.loads(out)} == {"sobol"}
    assert "2 of 4 inputs are live" in err
    assert len(list(Path("results").iterdir())) == 2


def test_an_experiment_can_be_screened(cli) -> None:
    text = "title: What?\nscenario: training\nstrategies: [integrated]\nweeks: 13\n"
    text += "indicators: [stability_index]\nsensitivity: {method: morris, samples: 8, vary: ["
    Path("q.yaml").write_text(text + ", ".join(INPUTS) + "]}\n", encoding="utf-8")
    here = ["--trajectories", "8", "--samples", "64"]
    assert (
        cli("sensitivity", "q.yaml", "--screen", "--method", "sobol", *here, "--out", "file")[0]
        == 0
    )
    cli(*SCREEN, "--out", "line")
    assert rows_of("file/measure").equals(rows_of("line/measure"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--method", "shapley"], "shapley cannot prove that the rest does not matter"),
        (["--runs", "1"], "noise cannot be told from effect. Take --runs 2 or more"),
        (["--shard", "1/2"], "what is measured follows from the screening"),
        (["--out", "other"], "the folder holds letter.txt, which is no part of a screening"),
    ],
)
def test_what_cannot_be_screened_is_refused_in_one_line(cli, more, said) -> None:
    Path("other").mkdir()
    Path("other/letter.txt").touch()
    code, out, err = cli(*SCREEN, *more)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert [path.name for path in Path().iterdir()] == ["other"]


def test_trajectories_belong_to_a_screening(cli) -> None:
    code, _, err = cli("sensitivity", "training", "--trajectories", "8")
    assert (code, err.count("\n")) == (2, 1)


def test_where_nothing_is_live_nothing_is_measured(cli) -> None:
    dead = [*SCREEN, "--vary", "trust.repair_factor,trust.half_life_weeks", "--out", "here"]
    code, out, _ = cli(*dead)
    assert code == 0
    assert "no input can be told from the dummy; nothing is left to measure" in out
    assert [path.name for path in Path("here").iterdir()] == ["screen"]


def test_an_outcome_with_too_few_runs_screens_nothing(cli, fake_faults) -> None:
    code, _, err = cli(*SCREEN, "--set", "fake.fail_share=0.3", "--out", "here")
    assert code == 3
    assert "stability_index of integrated: " in err
    assert "no index is given" in err
    assert not Path("here/measure").exists()


def test_an_input_that_is_live_in_one_outcome_is_kept_for_all() -> None:
    rows = [effect("deaths", "x", 1.0), effect("deaths", "y", -1.0), effect("deaths", "z", -1.0)]
    rows += [effect("fear", "x", -1.0), effect("fear", "y", 1.0), effect("fear", "z", -1.0)]
    assert screening_of(rows) == Screening(("x", "y"), ("z",))
    assert not_screened(rows) == []


def test_the_proof_needs_the_whole_interval_below_the_bound() -> None:
    rows = [row("deaths", FIXED, "ST", 0.01, -0.02, 0.049), row("fear", FIXED, "ST", 0.01, 0, 0.06)]
    rows.append({**row("trust", FIXED, "ST", 0, 0, 0), "value": None, "low": None, "high": None})
    safe, unsafe, unknown = proof_words(rows)
    assert safe.startswith("deaths of a: ")
    assert "is safe" in safe
    assert "is not proved to be safe" in unsafe
    assert "nothing is proved" in unknown


def test_groups_of_the_catalogue_are_fixed_whole() -> None:
    vary = ["trust.reach", "trust.repair_factor", "dose.council"]
    study = sensitivity_question(
        small_scenario(), "sobol", 16, 2, 0, vary, ["integrated"], groups=True
    )
    fixed = measured(study, Screening(("dose.council",), ("trust",)))
    assert fixed.design is not None
    assert [row["group"] for row in fixed.design["factors"]] == [FIXED, FIXED, None]
    assert fixed.points == 16 * (2 + 1 + 2)
