from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest

from cse_sim.errors import InputError
from cse_sim.study.plan import parts_of
from cse_sim.study.shards import WHOLE, Shard
from cse_sim.study.shared_folder import sweep, temporary
from cse_sim.study.store import Store
from tests.study.cases import COMPARE, small_study

ROOT = Path(__file__).resolve().parents[2]
TABLES = ("runs", "weekly", "comparison")
ASKED = (*COMPARE, "--runs", "10", "--executor", "serial")


def tables_in(folder: str) -> dict[str, bytes]:
    return {name: Path(f"{folder}/{name}.parquet").read_bytes() for name in TABLES}


def test_shards_cover_every_part_once() -> None:
    parts = parts_of(small_study(), 4)
    dealt = [part.key for number in (1, 2, 3, 4) for part in Shard(number, 4).of(parts)]
    assert sorted(dealt) == sorted(part.key for part in parts)
    assert len({part.strategy for part in Shard(1, 3).of(parts)}) == 3
    assert Shard.read(None) == WHOLE


@pytest.mark.parametrize(
    "said", ["0/3", "4/3", "1", "1/0", "a/b", "1/2/3", "-1/3", "1/1000000", ""]
)
def test_a_shard_that_cannot_be_is_one_clear_line(said: str, cli) -> None:
    with pytest.raises(InputError, match="is no shard"):
        Shard.read(said)
    code, out, err = cli(*ASKED, "--out", "here", "--shard", said)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert not Path("here").exists()


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_shards_in_any_order_are_the_whole(order: tuple[int, ...], cli) -> None:
    whole = cli(*ASKED, "--out", "whole")[0]
    for number in order[:-1]:
        code, out, err = cli(*ASKED, "--out", "here", "--shard", f"{number}/3")
        assert (code, out) == (0, "")
        assert err.splitlines()[-1].startswith(f"Shard {number}/3 is done; ")
        assert not Path("here/runs.parquet").exists()
    code, out, _ = cli(*ASKED, "--out", "here", "--shard", f"{order[-1]}/3")
    assert code == whole
    assert "security_only" in out
    assert tables_in("here") == tables_in("whole")
    assert json.loads(Path("here/manifest.json").read_text())["status"] == "done"


def test_a_shard_says_how_many_runs_are_missing(cli) -> None:
    err = cli(*ASKED, "--out", "here", "--shard", "1/2")[2]
    there = len(list(Path("here/parts").glob("*.parquet")))
    assert there == 5  # of nine: three blocks of each of three strategies
    assert "14 of 30 runs of the study are not here yet" in err
    assert cli(*ASKED, "--out", "here", "--shard", "1/2", "--json")[1] == "[]\n"


@pytest.mark.slow
@pytest.mark.parametrize("shards", [(None, None), ("1/2", "2/2", None)])
def test_invocations_at_the_same_time_do_not_disturb_each_other(
    shards: tuple[str | None, ...], cli, fake_faults: None
) -> None:
    asked = (*COMPARE, "--runs", "24", "--set", "fake.sleep_s=0.005")
    cli(*asked, "--out", "alone")
    command = [sys.executable, "-m", "tests.study.fake_command_line", *asked]
    running = [
        subprocess.Popen(
            [*command, "--out", str(Path("here").resolve()), *(("--shard", s) if s else ())],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for s in shards
    ]
    ended = [(process.communicate(timeout=120)[1], process.returncode) for process in running]
    assert not [said for said, code in ended if code not in (0, 3) or "Traceback" in said]
    assert tables_in("here") == tables_in("alone")
    manifest = Store(Path("here")).manifest()
    assert manifest["status"] == "done"
    assert manifest["counts"]["done"] == 72
    assert not list(Path("here").rglob("*.tmp"))


def note(folder: str, name: str) -> None:
    store = Store(Path(folder))
    for count in range(25):
        store.update(**{f"{name}": count})


def test_no_change_of_a_manifest_is_lost(finished) -> None:
    store = finished()
    store.write_manifest(store.manifest() | {"status": "running"})
    spawn = multiprocessing.get_context("spawn")
    names = ["a", "b"]
    writers = [spawn.Process(target=note, args=(str(store.folder), name)) for name in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert {name: store.manifest()[name] for name in names} == dict.fromkeys(names, 24)


def test_a_study_finished_by_another_stays_finished(finished) -> None:
    store = finished()
    before = store.manifest()
    store.update(status="running")
    store.begin(small_study(), ["late"])
    assert store.manifest() == before


def test_another_study_begun_meanwhile_is_refused(finished, tmp_path: Path) -> None:
    other = Store(tmp_path / "study")
    assert other.state(small_study(seed=2)) == "new"
    finished()
    with pytest.raises(InputError, match="holds another study"):
        other.begin(small_study(seed=2), ["late"])


def test_half_written_files_of_the_living_are_left_alone(tmp_path: Path) -> None:
    mine = temporary(tmp_path / "a.parquet")
    elsewhere = mine.with_name(
        mine.name.replace(mine.name.split(".")[3].split("~")[0], "other-host")
    )
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = mine.with_name(
        mine.name.replace(f"~{mine.name.split('~')[1].split('-')[0]}-", f"~{dead.pid}-")
    )
    for path in (mine, elsewhere, left):
        path.write_bytes(b"half")
    sweep(tmp_path)
    assert set(tmp_path.iterdir()) == {mine, elsewhere}
