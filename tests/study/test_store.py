from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cse_sim.errors import InputError, RunFailed
from cse_sim.study.ensemble import Interrupted
from cse_sim.study.plan import blocks, parts_of
from cse_sim.study.results import Results
from cse_sim.study.store import Store, whole
from tests.study import fake_engine
from tests.study.cases import small_study

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = ("ranking", "tails", "costs", "acceptability", "regret")
TABLES = ("runs", "weekly", "events", "communities", "comparison", *DECISIONS)


def table_bytes(store: Store) -> dict[str, bytes]:
    return {name: store.table(name).read_bytes() for name in TABLES}


def test_a_home_is_found_behind_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    store = Store(Path("~/study"))
    assert (store.folder, store.parts) == (tmp_path / "study", tmp_path / "study" / "parts")


def test_blocks_have_a_fixed_size_and_cover_every_run() -> None:
    assert list(blocks(10, 4)) == [(0, 4), (4, 8), (8, 10)]


def test_a_part_has_the_same_key_whatever_else_is_asked() -> None:
    few = {part.key for part in parts_of(small_study(runs=8), 4)}
    more = {part.key for part in parts_of(small_study(runs=16), 4)}
    assert len(few) == 6
    assert few < more


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 2},
        {"weeks": 51},
        {"parameters": "default"},
        {"overrides": (("a.b", 1.0),)},
        {"save": ()},
        {"budget_levels": (2.0,)},
        {"extra": (("radio", "0" * 64),)},
    ],
)
def test_whatever_changes_a_number_changes_every_key(change: dict[str, object]) -> None:
    before = {part.key for part in parts_of(small_study(), 4)}
    after = {part.key for part in parts_of(small_study(**change), 4)}
    assert not before & after


def test_another_program_does_not_use_old_parts() -> None:
    study = small_study()
    one = {part.key for part in parts_of(study, 4, code="a")}
    assert not one & {part.key for part in parts_of(study, 4, code="b")}


def test_boundaries_change_neither_hash_nor_keys() -> None:
    plain = small_study()
    scenario = json.loads(plain.scenario)
    scenario["boundaries"] = {"type": "FeatureCollection", "features": []}
    drawn = small_study(scenario=json.dumps(scenario))
    assert drawn.digest() == plain.digest()
    assert parts_of(drawn, 4)[0].key == parts_of(plain, 4)[0].key


@pytest.mark.parametrize(
    ("executor", "workers"), [("local", 1), ("local", 2), ("local", 7), ("processes", 2)]
)
def test_bytes_do_not_depend_on_executor_or_workers(finished, executor, workers) -> None:
    serial = table_bytes(finished())
    assert table_bytes(finished(folder="other", executor=executor, workers=workers)) == serial


def test_tables_are_sorted_by_their_keys(finished) -> None:
    store = finished()
    keys = {
        "runs": ["strategy", "point", "run"],
        "weekly": ["strategy", "point", "week", "indicator"],
        "events": ["strategy", "point", "run", "event"],
        "communities": ["strategy", "point", "week", "community", "indicator"],
        "comparison": ["baseline", "strategy", "point", "indicator"],
        **{name: ["strategy", "point", "indicator"] for name in ("ranking", "costs", "regret")},
        "acceptability": ["strategy", "point", "indicator", "willingness_usd_per_unit"],
    }
    for name, columns in keys.items():
        rows = pq.read_table(store.table(name)).select(columns).to_pylist()
        order = [tuple(row.values()) for row in rows]
        assert order == sorted(order), name
        assert len(set(order)) == len(order), name


def test_no_table_names_a_path_a_time_or_a_host(finished) -> None:
    store = finished()
    for name in TABLES:
        content = store.table(name).read_bytes()
        for word in (str(store.folder), os.uname().nodename, time.strftime("%Y-%m-%d")):
            assert word.encode() not in content


def test_the_manifest_tells_what_was_done(finished) -> None:
    store = finished()
    manifest = store.manifest()
    assert manifest["status"] == "done"
    assert manifest["counts"] == {"planned": 30, "done": 30, "failed": 0, "reused": 0}
    assert set(manifest["tables"]) == set(TABLES)
    assert manifest["inputs"]["scenario"]["name"] == "small"
    assert manifest["inputs_sha256"] == small_study().digest()


def test_finished_parts_are_never_computed_again(finished) -> None:
    store = finished()
    before = table_bytes(store)
    store.write_manifest(store.manifest() | {"status": "interrupted"})

    def refuse(spec: dict[str, object]) -> None:
        raise AssertionError("computed again")

    assert table_bytes(finished(chunk=refuse)) == before


def test_damaged_parts_are_computed_again_and_torn_files_are_ignored(finished) -> None:
    store = finished()
    before = table_bytes(store)
    store.write_manifest(store.manifest() | {"status": "running"})
    part = min(store.parts.glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:100])
    for place in (store.parts / "x.parquet", store.table("runs")):
        left = "from cse_sim.study.shared_folder import temporary; from pathlib import Path; import sys; "
        left += "temporary(Path(sys.argv[1])).write_bytes(b'PAR1 torn')"
        subprocess.run([sys.executable, "-c", left, str(place)], cwd=ROOT, check=True)
    assert len(list(store.folder.rglob("*.tmp"))) == 2
    for name in TABLES:
        store.table(name).unlink()
    assert table_bytes(finished()) == before
    assert not list(store.folder.rglob("*.tmp"))


def test_an_interruption_keeps_finished_parts_and_goes_on(finished, tmp_path: Path) -> None:
    whole_study = table_bytes(finished(folder="whole"))
    calls = []

    def interrupted(spec: dict[str, object]) -> object:
        calls.append(spec)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return fake_engine.run_chunk(spec)

    with pytest.raises(Interrupted, match="8 of 30 runs are kept"):
        finished(chunk=interrupted)
    assert Store(tmp_path / "study").manifest()["status"] == "interrupted"
    assert table_bytes(finished()) == whole_study


def test_a_study_killed_again_and_again_ends_with_the_same_bytes(finished, tmp_path: Path) -> None:
    slow = {"overrides": (("fake.sleep_s", 0.03),), "runs": 12}
    undisturbed = table_bytes(finished(small_study(**slow), folder="undisturbed"))
    folder = tmp_path / "killed"
    command = [sys.executable, "-m", "tests.study.run_small", str(folder), json.dumps(slow)]
    kills = 0
    for parts in (1, 4):
        process = subprocess.Popen(command, cwd=ROOT)
        while process.poll() is None and len(list(folder.glob("parts/*.parquet"))) < parts:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
    assert kills == 2
    store = Store(folder)
    assert store.manifest()["status"] == "running"
    subprocess.run(command, cwd=ROOT, check=True)
    assert table_bytes(store) == undisturbed


def test_a_dying_run_is_found_and_recorded_and_the_rest_is_kept(finished) -> None:
    study = small_study(
        overrides=(("fake.die_run", 5.0),), strategies=("none", "twin"), baseline="none", runs=8
    )
    store = finished(study, executor="processes", workers=1)
    runs = pq.read_table(store.table("runs")).to_pandas()
    failed = runs[runs.status == "failed"]
    assert failed.run.tolist() == [5, 5]
    assert failed.error.tolist() == ["the process died"] * 2
    assert runs[runs.run == 4].stability_index.notna().all()
    assert store.manifest()["counts"] == {"planned": 16, "done": 14, "failed": 2, "reused": 0}


def test_a_failed_run_is_a_row_with_its_reason_and_no_numbers(finished) -> None:
    study = small_study(overrides=(("fake.fail_run", 2.0),))
    store = finished(study)
    runs = pq.read_table(store.table("runs")).to_pandas()
    failed = runs[runs.status == "failed"]
    assert len(failed) == 3
    assert failed.error.str.contains("week 3: NaN in fear").all()
    assert failed.stability_index.isna().all()
    weekly = pq.read_table(store.table("weekly")).to_pandas()
    assert (weekly.runs == 9).all()


def test_a_study_in_which_every_run_fails_fails(finished, tmp_path: Path) -> None:
    with pytest.raises(RunFailed, match="every run failed; the first one: run 0, week 3"):
        finished(small_study(overrides=(("fake.fail_run", -1.0),)))
    assert Store(tmp_path / "study").manifest()["status"] == "failed"


def test_another_study_in_the_folder_is_refused_and_left_alone(finished) -> None:
    store = finished()
    before = {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()}
    with pytest.raises(
        InputError, match=r"holds another study \(compare of small with security_only"
    ):
        finished(small_study(seed=2))
    after = {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()}
    assert after == before


def test_a_folder_with_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear")
    with pytest.raises(InputError, match="not empty and holds no study"):
        Store(tmp_path).state(small_study())
    with pytest.raises(InputError, match="a file, not a folder"):
        Store(tmp_path / "letters.txt").state(small_study())
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_a_finished_study_without_one_of_its_tables_is_unfinished(finished) -> None:
    store = finished()
    assert store.state(small_study()) == "finished"
    store.table("weekly").unlink()
    assert store.state(small_study()) == "unfinished"


def test_a_damaged_table_of_a_finished_study_is_written_again(finished) -> None:
    store = finished()
    whole = store.table("runs").read_bytes()
    store.table("runs").write_bytes(whole[:100])
    assert store.state(small_study()) == "unfinished"
    with pytest.raises(InputError, match="this table of the study is missing or damaged"):
        Results.opened(store.folder).rows("runs")
    finished()
    assert store.table("runs").read_bytes() == whole


@pytest.mark.parametrize(
    "change", [{"inputs": {}}, {"inputs": None}, {"tables": "x"}, {"counts": None}]
)
def test_a_damaged_manifest_is_one_clear_line(finished, change: dict[str, object]) -> None:
    store = finished()
    path = store.folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(
        InputError, match=r"the manifest is damaged\. Put back a copy of it, or run"
    ):
        store.state(small_study())


def test_what_is_not_finished_is_not_written(tmp_path: Path) -> None:
    target = tmp_path / "table.parquet"
    target.write_bytes(b"old")

    def half_write() -> None:
        with whole(target) as path:
            path.write_bytes(b"new")
            raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        half_write()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_one_clear_line(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from cse_sim.study.store import whole\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "with whole(Path(sys.argv[1])) as path: path.write_bytes(b'0' * 5000)\n"
    )
    target = tmp_path / "table.parquet"
    done = subprocess.run(
        [sys.executable, "-c", code, str(target)], cwd=ROOT, capture_output=True, text=True
    )
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith(f"cse_sim.errors.RunFailed: {target}: File too large")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_looked_into_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(RunFailed, match="Permission denied"):
        Store(tmp_path).state(small_study())


def test_a_folder_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFailed, match=r"Not a directory|File exists"):
        Store(tmp_path / "file" / "study").begin(small_study(), [])


def test_memory_is_not_asked_for_more_futures_than_workers_can_use(finished) -> None:
    from concurrent.futures import Future, ThreadPoolExecutor

    waiting, most = set(), []

    class Counting(ThreadPoolExecutor):
        def submit(self, *args, **kwargs) -> Future:  # type: ignore[no-untyped-def]
            future = super().submit(*args, **kwargs)
            waiting.add(future)
            most.append(sum(not one.done() for one in waiting))
            return future

    with Counting(2) as pool:
        finished(small_study(runs=100), executor=pool, workers=2)
    assert len(most) == 75
    assert max(most) <= 4


def test_copies_of_a_study_made_elsewhere_can_be_continued(finished, tmp_path: Path) -> None:
    store = finished()
    moved = Store(tmp_path / "moved")
    shutil.copytree(store.folder, moved.folder)
    moved.table("runs").unlink()
    assert table_bytes(finished(folder="moved")) == table_bytes(store)


def test_nothing_reads_parquet_with_threads_that_outlive_it() -> None:
    sources = (Path(__file__).resolve().parents[2] / "cse_sim").rglob("*.py")
    reading = re.compile(
        r"\b(pq\.read_table|read_parquet\(.*engine|pd\.read_parquet|ParquetDataset)"
    )
    assert [path.name for path in sources if reading.search(path.read_text("utf-8"))] == []
