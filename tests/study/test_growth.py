"""A study grows in its folder: what is finished is never repeated, and the tables are those of a fresh study."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cse_sim.errors import InputError
from cse_sim.study.ensemble import Interrupted, Means, run_study
from cse_sim.study.growth import default_folder, folder_for, is_smaller
from cse_sim.study.plan import Cuts, Study, blocks, code_digest, parts_of
from cse_sim.study.point_question import sensitivity_question, sweep_question
from cse_sim.study.sensitivity import METHODS
from cse_sim.study.store import Store
from tests.study import fake_engine
from tests.study.cases import small_scenario, small_study

Run = tuple[str, int, int]


def sensitivity(samples: int = 16, runs: int = 2, **more: Any) -> Study:
    asked: dict[str, Any] = {"vary": ["trust.reach"], "seed": 3, "indicators": ["deaths"]}
    asked |= {"strategies": ["security_only", "integrated"]} | more
    return sensitivity_question(small_scenario(), "sobol", samples, runs, **asked)


def sweep(runs: int = 3, **more: Any) -> Study:
    vary = {"budget_factor": [0.5, 1.0], "dose.council": [0.0, 0.5, 1.0]}
    asked: dict[str, Any] = {"strategies": ["integrated"], "seed": 3} | more
    return sweep_question(small_scenario(), vary, "grid", None, runs, **asked)


class Folder:
    """A folder in which studies are run, and the runs computed there, in order."""

    def __init__(self, path: Path, chunk_runs: int = fake_engine.RUNS_PER_CHUNK) -> None:
        self.store = Store(path)
        self.chunk_runs = chunk_runs
        self.computed: list[Run] = []
        self.stop_after = 10**9

    def run(self, study: Study, extend: bool = False) -> dict[str, bytes]:
        self.store.state(study, extend)
        self.store.begin(study, ["test"], extend)
        means = Means(self.chunk, self.chunk_runs, fake_engine.CATALOGUE, "serial")
        tables = run_study(study, self.store, means)
        return {name: self.store.table(name).read_bytes() for name in tables}

    def chunk(self, spec: dict[str, Any]) -> pa.Table:
        if len(self.computed) >= self.stop_after:
            raise KeyboardInterrupt
        table = fake_engine.run_chunk(spec)
        points = table["point"] if "point" in table.column_names else [spec["budget_factor"]] * 99
        for point, run in zip(points, table["run"].to_pylist(), strict=False):
            self.computed.append((spec["strategy"], point, run))
        return table


GROWTHS = {
    "runs": (small_study(runs=10), small_study(runs=20)),
    "a strategy": (
        small_study(strategies=("security_only", "integrated")),
        small_study(strategies=("none", "security_only", "integrated")),
    ),
    "samples": (sensitivity(16, 1), sensitivity(32, 1)),
    "replicates": (sensitivity(runs=2), sensitivity(runs=5)),
    "samples and replicates": (sensitivity(16, 2), sensitivity(32, 4)),
    "a strategy of a sensitivity": (sensitivity(strategies=["integrated"]), sensitivity()),
    "replicates of a sweep": (sweep(3), sweep(7)),
    "a strategy of a sweep": (sweep(), sweep(strategies=["none", "integrated"])),
}


@pytest.mark.parametrize("chunk_runs", [7, 50])
@pytest.mark.parametrize("name", GROWTHS)
def test_a_grown_study_equals_a_fresh_one_and_repeats_nothing(
    tmp_path: Path, name: str, chunk_runs: int
) -> None:
    small, large = GROWTHS[name]
    fresh = Folder(tmp_path / "fresh", chunk_runs)
    whole = fresh.run(large)
    grown = Folder(tmp_path / "grown", chunk_runs)
    grown.run(small)
    assert grown.run(large, extend=True) == whole
    assert len(grown.computed) == len(set(grown.computed)) == large.planned
    assert sorted(grown.computed, key=str) == sorted(fresh.computed, key=str)


def test_a_study_may_grow_again_and_again_and_be_interrupted(tmp_path: Path) -> None:
    whole = Folder(tmp_path / "fresh").run(small_study(runs=30))
    grown = Folder(tmp_path / "grown")
    grown.run(small_study(runs=5))
    grown.run(small_study(runs=11), extend=True)
    grown.stop_after = len(grown.computed) + 8
    with pytest.raises(Interrupted):
        grown.run(small_study(runs=30), extend=True)
    grown.stop_after = 10**9
    assert grown.run(small_study(runs=30)) == whole
    assert len(grown.computed) == len(set(grown.computed)) == 90


def test_a_method_whose_larger_design_has_other_points_says_that_it_cannot_grow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(method: str, samples: int, runs: int = 1) -> Study:
        vary = ["trust.reach"]
        return sensitivity_question(small_scenario(), method, samples, runs, 3, vary, ["none"])

    folder = Folder(tmp_path / "here")
    folder.run(asked("fast", 130))
    with pytest.raises(InputError, match="with other samples, fast has other points: it cannot"):
        folder.run(asked("fast", 260), extend=True)
    with pytest.raises(InputError, match="holds another study"):
        folder.run(asked("fast", 70), extend=True)
    monkeypatch.chdir(tmp_path)
    shutil.move(folder.store.folder, default_folder(asked("fast", 130)))
    with pytest.raises(InputError, match="fast has other points: it cannot grow") as caught:
        folder_for(asked("fast", 260), extend=True)
    assert "\n" not in str(caught.value)
    assert folder_for(asked("fast", 130, runs=2), extend=True) == default_folder(asked("fast", 130))


@pytest.mark.parametrize("name", METHODS)
def test_a_method_says_whether_its_designs_only_append(name: str) -> None:
    method = METHODS[name]
    size = method.default_samples
    small, large = (
        sensitivity_question(
            small_scenario(),
            name,
            count,
            1,
            3,
            ["trust.reach", "trust.repair_factor"],
            ["none"],
        )
        for count in (size, 2 * size)
    )
    others = large.points > small.points  # the fractional factorial has one size
    assert is_smaller(small, large) is (method.extends or not others)


def test_a_threshold_is_told_later_without_a_run(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "here")
    folder.run(small_study())
    before = len(folder.computed)
    whole = folder.run(small_study(thresholds=(("deaths", 500.0),)), extend=True)
    assert len(folder.computed) == before
    assert whole == Folder(tmp_path / "fresh").run(small_study(thresholds=(("deaths", 500.0),)))


def test_without_extend_a_smaller_study_is_named_and_left_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "here")
    folder.run(small_study(runs=10))
    before = {path: path.read_bytes() for path in folder.store.folder.rglob("*") if path.is_file()}
    with pytest.raises(InputError, match=r"holds a smaller version of this study .*--extend"):
        folder.run(small_study(runs=20))
    for extend in (True, False):
        with pytest.raises(InputError, match="holds a larger version of this study already"):
            folder.run(small_study(runs=5), extend=extend)
    with pytest.raises(InputError, match="holds another study"):
        folder.run(small_study(runs=20, seed=2), extend=True)
    after = {path: path.read_bytes() for path in folder.store.folder.rglob("*") if path.is_file()}
    assert after == before


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 2},
        {"weeks": 20},
        {"parameters": "default"},
        {"overrides": (("a.b", 1.0),)},
        {"budget_levels": (2.0,)},
        {"save": ()},
        {"verb": "run"},
    ],
)
def test_only_more_of_the_same_is_growth(change: dict[str, Any]) -> None:
    assert is_smaller(small_study(), small_study(runs=20))
    assert not is_smaller(small_study(), replace(small_study(runs=20), **change))


def test_points_that_are_not_the_first_of_the_larger_study_are_no_part_of_it() -> None:
    assert is_smaller(sensitivity(16), sensitivity(32))
    assert not is_smaller(sensitivity(16), sensitivity(32, vary=["dose.council"]))
    narrow = sweep_question(
        small_scenario(), {"budget_factor": [1.0]}, "grid", None, 3, 3, ["integrated"]
    )
    wide = sweep_question(
        small_scenario(), {"budget_factor": [0.5, 1.0]}, "grid", None, 3, 3, ["integrated"]
    )
    assert not is_smaller(narrow, wide)


def test_blocks_begin_anew_where_an_earlier_study_ended() -> None:
    assert list(blocks(10, 4, (6,))) == [(0, 4), (4, 6), (6, 10)]
    assert list(blocks(10, 4, (10, 12))) == [(0, 4), (4, 8), (8, 10)]


def test_parts_of_points_are_full_blocks_of_work_whatever_the_replicates() -> None:
    for runs in (1, 2, 7, 40):
        parts = parts_of(sensitivity(64, runs), 40)
        assert sum(part.runs for part in parts) == sensitivity(64, runs).planned
        assert max(part.runs for part in parts) <= 40
        assert sorted(part.runs for part in parts)[len(parts) // 2] >= 35


def test_every_part_of_a_smaller_study_is_a_part_of_the_larger_one() -> None:
    for small, large in GROWTHS.values():
        cuts = Cuts((small.runs,), (small.points,))
        few = {part.key for part in parts_of(small, 7)}
        assert few < {part.key for part in parts_of(large, 7, cuts=cuts)}


@pytest.mark.parametrize("name", ["engine/chunk.py", "mechanisms/trust.py", "study/moments.py"])
def test_an_edited_simulation_module_is_another_program(tmp_path: Path, name: str) -> None:
    package = copied(tmp_path)
    before = code_digest(package)
    code_digest.cache_clear()
    (package / name).write_text((package / name).read_text() + "\n# edited\n")
    assert code_digest(package) != before
    code_digest.cache_clear()


@pytest.mark.parametrize(
    "name", ["cli/studies.py", "report/page.py", "web/app.py", "study/tables.py", "README.md"]
)
def test_editing_what_shows_results_is_no_other_program(tmp_path: Path, name: str) -> None:
    package = copied(tmp_path)
    before = code_digest(package)
    code_digest.cache_clear()
    edited = package / name
    edited.write_text((edited.read_text() if edited.exists() else "") + "\n# edited\n")
    assert code_digest(package) == before
    code_digest.cache_clear()


def copied(folder: Path) -> Path:
    source = Path(code_digest.__wrapped__.__code__.co_filename).parent.parent
    ignored = shutil.ignore_patterns("__pycache__", "*.json", "*.vue", "*.css")
    return Path(shutil.copytree(source, folder / "cse_sim", ignore=ignored))
