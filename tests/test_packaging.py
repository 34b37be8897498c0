"""What is installed from the wheel is complete, and works from an empty folder without the repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("packaging")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder))
    subprocess.run([*PIP, "wheel", *options, str(ROOT)], check=True)
    (built,) = folder.glob("cse_sim-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    options = ("--no-deps", "--no-index", "--target", str(folder))
    subprocess.run([*PIP, "install", *options, str(wheel)], check=True)
    return folder


def files_below(name: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }


def in_empty_folder(installed: Path, empty: Path, *command: str) -> str:
    """Output of a Python command that sees the installed package and not the repository."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=empty,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_shipped_file_is_in_the_wheel_and_nothing_more(wheel: Path) -> None:
    prefix = "cse_sim/_shipped/"
    within = {
        name.removeprefix(prefix)
        for name in zipfile.ZipFile(wheel).namelist()
        if name.startswith(prefix)
    }
    expected = files_below("scenarios") | files_below("experiments")
    assert {Path(name).parts[0] for name in expected} == {"scenarios", "experiments"}
    assert within == expected | {"DATA_SOURCES.md"}


def test_the_package_is_whole_typed_and_licensed(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert files_below("cse_sim") <= names
    assert "cse_sim/py.typed" in names
    assert any(name.startswith("cse_sim/strategies/") for name in names)
    licences = {Path(name).name for name in names if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE", "LICENSE-CC0.txt"}
    assert {name.split("/")[0].split("-")[0] for name in names} == {"cse_sim"}


def test_the_command_is_declared(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (entry,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
    assert "cse-sim = cse_sim.cli:main" in archive.read(entry).decode()


def test_versions_agree() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text()


LIST_SHIPPED = """
import json, cse_sim, cse_sim.scenario.shipped as s
print(json.dumps([cse_sim.__file__, *map(list, (
    s.shipped_scenarios(), s.shipped_experiments(), s.shipped_strategies()))]))
"""


def names_in(folder: Path, inner: str) -> list[str]:
    cases = {path.stem for path in folder.glob("*.yaml")}
    return sorted(cases | {path.parent.name for path in folder.glob(f"*/{inner}")})


def test_an_empty_folder_sees_every_shipped_name(installed: Path, tmp_path: Path) -> None:
    origin, scenarios, experiments, strategies = json.loads(
        in_empty_folder(installed, tmp_path, "-c", LIST_SHIPPED)
    )
    assert Path(origin).is_relative_to(installed)
    assert scenarios == names_in(ROOT / "scenarios", "scenario.yaml")
    assert experiments == names_in(ROOT / "experiments", "experiment.yaml")
    assert strategies == names_in(ROOT / "cse_sim" / "strategies", "strategy.yaml")
    assert all((scenarios, experiments, strategies))


RUN_ALL = """
import cse_sim
from cse_sim.scenario.shipped import shipped_scenarios
for name in shipped_scenarios():
    assert len(cse_sim.run(name, runs=1, weeks=2, parameters="default").runs) == 1, name
"""


def test_an_empty_folder_runs_every_shipped_scenario(installed: Path, tmp_path: Path) -> None:
    in_empty_folder(installed, tmp_path, "-c", RUN_ALL)


def test_an_empty_folder_plans_every_shipped_experiment(installed: Path, tmp_path: Path) -> None:
    command = ("-c", "import sys; from cse_sim.cli import main; sys.exit(main())", "plan")
    for name in names_in(ROOT / "experiments", "experiment.yaml"):
        assert in_empty_folder(installed, tmp_path, *command, name)
