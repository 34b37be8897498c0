"""``resume`` of a finished study: what is missing or damaged of its parts is computed again, and nothing else."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

import cse_sim as cse
from tests.study import fake_engine
from tests.study.cases import COMPARE

ASKED = (*COMPARE, "--runs", "10", "--out", "here")


@pytest.fixture
def study(cli) -> Path:
    """A small finished comparison in the folder ``here``."""
    assert cli(*ASKED)[0] == 0
    return Path("here")


@pytest.fixture
def computed(stand_in, monkeypatch) -> list[tuple[str, int]]:
    """The blocks computed from now on: strategy and first run."""
    blocks: list[tuple[str, int]] = []

    def seen(spec: dict[str, Any]) -> Any:
        blocks.append((spec["strategy"], spec["first_run"]))
        return fake_engine.run_chunk(spec)

    monkeypatch.setattr(sys.modules["cse_sim.engine"], "run_chunk", seen)
    return blocks


def contents(folder: Path) -> dict[str, bytes]:
    """Every file that holds numbers."""
    return {str(path): path.read_bytes() for path in folder.rglob("*.parquet")}


def harm(part: Path, how: str) -> None:
    content = part.read_bytes()
    middle = len(content) // 2
    if how == "deleted":
        part.unlink()
    elif how == "cut":
        part.write_bytes(content[:middle])
    else:  # as long as before, and its end, where a reader looks first, is whole
        part.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])


@pytest.mark.parametrize("how", ["deleted", "cut", "one bit"])
def test_what_was_lost_is_computed_again_and_the_numbers_are_the_same(
    how: str, study: Path, computed, cli
) -> None:
    before = contents(study)
    computed.clear()
    for part in sorted(study.glob("parts/*.parquet"))[:2]:
        harm(part, how)
    code, out, err = cli("resume", "here", "--executor", "serial")
    assert code == 0
    assert "Parts that are missing or damaged, and computed again: 2." in err
    assert "integrated" in out
    assert len(computed) == 2
    assert contents(study) == before
    assert cli("verify", "here")[0] == 0


def test_a_list_of_parts_that_was_lost_is_written_again(study: Path, computed, cli) -> None:
    before = contents(study)
    computed.clear()
    (study / "parts.json").unlink()
    assert cli("resume", "here")[0] == 0
    assert (computed, contents(study)) == ([], before)
    assert cli("verify", "here")[0] == 0


def test_what_is_whole_is_left_alone(study: Path, computed, cli) -> None:
    before = {path: path.stat().st_mtime_ns for path in study.rglob("*")}
    computed.clear()
    assert "nothing is computed again" in cli("resume", "here")[2]
    assert computed == []
    assert {path: path.stat().st_mtime_ns for path in study.rglob("*")} == before


def test_another_program_mends_no_study_whose_tables_stand(study: Path, monkeypatch, cli) -> None:
    manifest = json.loads((study / "manifest.json").read_text())
    (study / "manifest.json").write_text(json.dumps(manifest | {"code_sha256": "other"}))
    harm(min(study.glob("parts/*.parquet")), "deleted")
    before = {path: path.stat().st_mtime_ns for path in study.rglob("*")}
    code, out, err = cli("resume", "here")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "parts are missing or damaged, and the program has changed since" in err
    assert {path: path.stat().st_mtime_ns for path in study.rglob("*")} == before


def test_what_was_saved_without_parts_misses_none(computed, cli) -> None:
    cse.compare("training", ["none", "integrated"], runs=4, weeks=13).save("tables")
    computed.clear()
    assert "nothing is computed again" in cli("resume", "tables")[2]
    assert computed == []


def test_what_was_said_of_looking_several_times_stays(computed, cli) -> None:
    cli(*COMPARE, "--stop-when", "stability_index=1", "--max-runs", "64", "--out", "here")
    harm(min(Path("here/parts").glob("*.parquet")), "deleted")
    assert "Sequential, 32 runs" in " ".join(cli("resume", "here")[1].split())
