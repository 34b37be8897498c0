"""What a question says beside its runs: how good is good enough, and what it is called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import cse_sim as cse
from cse_sim.errors import InputError
from cse_sim.report.answer import question
from cse_sim.report.finished import Finished
from cse_sim.study.experiment import NOTHING, experiment_question, sensitivity_asked
from cse_sim.study.plan import Study
from cse_sim.study.question import compare_question
from tests.study.cases import small_study

TITLE = "Is it good enough?"
FILE = f"""title: {TITLE}
scenario: training
strategies: [none, integrated]
weeks: 13
runs: 12
indicators: [stability_index]
thresholds: {{stability_index: 50, deaths: 500}}
"""
BESIDE = ["--strategies", "none,integrated", "--weeks", "13", "--runs", "12"]


def written(text: str = FILE) -> str:
    Path("q.yaml").write_text(text, encoding="utf-8")
    return "q.yaml"


def table(folder: str, name: str) -> Any:
    return pq.read_table(Path(folder) / f"{name}.parquet").to_pandas()


def manifest(folder: str) -> Any:
    return json.loads(Path(folder, "manifest.json").read_text(encoding="utf-8"))


def test_thresholds_reach_the_tables_through_every_door(cli) -> None:
    assert cli("compare", written(), "--out", "file")[0] == 0
    asked = ("--threshold", "deaths=500", "--threshold", "stability_index=50")
    assert cli("compare", "training", *BESIDE, *asked, "--out", "line")[0] == 0
    limits = {"stability_index": 50.0, "deaths": 500.0}
    python = cse.compare("training", ["none", "integrated"], runs=12, weeks=13, thresholds=limits)
    tables = (
        table("file", "regret"),
        table("line", "regret"),
        python.results.table("regret"),
    )
    for regret in tables:
        met = regret.set_index(["strategy", "indicator"])["satisficing"].dropna()
        assert set(met.index.get_level_values("indicator")) == {"", *limits}
    runs = table("file", "runs")
    own = runs[runs["strategy"] == "integrated"]["stability_index"]
    assert tables[0].set_index(["strategy", "indicator"]).loc[
        ("integrated", "stability_index"), "satisficing"
    ] == pytest.approx((own >= 50).mean())
    tails = table("file", "tails")
    beyond = tails[tails["measure"] == "beyond"]
    assert dict(zip(beyond["indicator"], beyond["threshold"], strict=True)) == limits
    assert set(beyond["threshold_is"]) == {"asked for"}


def test_thresholds_given_here_are_taken_instead_of_the_files(cli) -> None:
    cli("compare", written(), "--threshold", "relapse=0.5", "--out", "here")
    assert manifest("here")["inputs"]["thresholds"] == {"relapse": 0.5}


def test_the_hash_of_a_study_changes_only_with_a_threshold() -> None:
    plain, limited = small_study(), small_study(thresholds=(("deaths", 5.0),))
    assert "thresholds" not in plain.inputs()
    assert limited.digest() != plain.digest()
    assert small_study(title="Why?").digest() == plain.digest()
    for study in (plain, limited):
        assert Study.from_inputs(study.inputs()) == study


@pytest.mark.parametrize(
    ("threshold", "said"),
    [
        ("deaths", '"deaths" is not INDICATOR=VALUE'),
        ("deths=5", 'no indicator "deths"'),
        ("spent_usd=5", "spent_usd has no better side"),
        ("deaths=nan", "deaths cannot be nan"),
    ],
)
def test_a_threshold_that_means_nothing_is_refused(cli, threshold: str, said: str) -> None:
    code, out, err = cli("compare", "training", "--threshold", threshold, "--out", "here")
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert not Path("here").exists()


def test_a_file_is_told_where_its_threshold_is_wrong(stand_in) -> None:
    with pytest.raises(InputError, match=r"q\.yaml:7:\d+: .*deths"):
        experiment_question(written(FILE.replace("deaths:", "deths:")), NOTHING)
    sensitivity = FILE + "sensitivity: {method: morris, vary: [trust.reach]}\n"
    with pytest.raises(InputError, match=r"q\.yaml:7:1: thresholds: the key does nothing"):
        sensitivity_asked(written(sensitivity), {})


def test_the_title_of_an_experiment_is_the_question_of_its_report(cli) -> None:
    cli("compare", written(), "--out", "here")
    assert manifest("here")["title"] == TITLE
    assert question(Finished(Path("here"))) == TITLE
    cli("compare", "q.yaml", "--strategies", "none,consult", "--out", "others")
    assert "title" not in manifest("others")
    assert question(Finished(Path("others"))) != TITLE


def test_a_study_that_is_resumed_keeps_its_title(cli) -> None:
    cli("compare", written(), "--out", "here")
    Path("here/runs.parquet").unlink()
    assert cli("resume", "here")[0] == 0
    assert manifest("here")["title"] == TITLE
    assert Path("here/runs.parquet").exists()


def test_a_title_is_no_part_of_the_question(stand_in) -> None:
    limits = {"stability_index": 50.0, "deaths": 500.0}
    said = experiment_question(written(), NOTHING)
    plain = compare_question(
        "training", ["none", "integrated"], None, 12, 0, 13, "prior", {}, [1.0], (),
        indicators=["stability_index"], thresholds=limits,
    )  # fmt: skip
    assert said == plain
    assert said.indicators == ("stability_index", "deaths")
    assert said.digest() == plain.digest()
