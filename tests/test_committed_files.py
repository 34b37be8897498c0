"""What may be committed: short files with a home, no locks, nothing tied to one machine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LONGEST = 350
ONE_PER_LINE = "kernels: arguments, parameters and fields written stand one name per line"
LONGER_FILES = {
    "benchmarks/mesa_reference.py": "the yardstick is one model that a reader sees whole",
    "cse_sim/mechanisms/combatants.py": ONE_PER_LINE,
    "cse_sim/mechanisms/council.py": ONE_PER_LINE,
    "cse_sim/mechanisms/cso_life.py": ONE_PER_LINE,
    "cse_sim/mechanisms/deterrence.py": ONE_PER_LINE,
    "cse_sim/mechanisms/disputes.py": ONE_PER_LINE,
    "cse_sim/mechanisms/engagement.py": ONE_PER_LINE,
    "cse_sim/mechanisms/response.py": ONE_PER_LINE,
    "cse_sim/mechanisms/settlement.py": ONE_PER_LINE,
    "cse_sim/mechanisms/trust.py": ONE_PER_LINE,
    "cse_sim/mechanisms/violence.py": ONE_PER_LINE,
    "cse_sim/state.py": "the list of all fields of all agents, one per line",
    "tests/test_robustness.py": "nulls, harms and loops of the whole week stand side by side",
    "tests/mechanisms/test_cso.py": "the three pages on CSOs are tested in one country",
}
NOT_A_HOME = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}

LOCKS = re.compile(r"(^|/)(uv|poetry|pdm|Pipfile|conda)[.-]?lock|(^|/)pylock.*\.toml$|\.lock$")
MACHINE_PATH = re.compile(
    r"(?<![\w.:/~-])/(?:root|home|work|opt|Users|mnt|srv)/\S|[A-Z]:\\Users|file:" + "//"
)
INDEX_ADDRESS = re.compile(
    "|".join(
        ("extra-index" + "-url", "find-" + "links", "(?<!no-)index" + "-url", r"/sim" + r"ple\b")
    )
)
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".cff", ".cfg", ".ini", ".json", ".sh", ""}


def homeless(paths: Iterable[str]) -> list[str]:
    return [path for path in paths if path.endswith(".py") and Path(path).stem in NOT_A_HOME]


def too_long(root: Path, paths: Iterable[str]) -> list[str]:
    found = []
    for path in paths:
        if path.endswith(".py") and path not in LONGER_FILES:
            lines = line_count(root / path)
            if lines > LONGEST:
                found.append(f"{path} has {lines} lines, more than {LONGEST}")
    return found


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def lock_files(paths: Iterable[str]) -> list[str]:
    return [path for path in paths if LOCKS.search(path)]


def tied_to_a_machine(root: Path, paths: Iterable[str]) -> list[str]:
    found = []
    for path in paths:
        if Path(path).suffix in TEXT:
            text = (root / path).read_text(encoding="utf-8")
            for number, line in enumerate(text.splitlines(), start=1):
                if MACHINE_PATH.search(line) or INDEX_ADDRESS.search(line):
                    found.append(f"{path}:{number}: {line.strip()[:80]}")
    return found


@cache
def committed() -> tuple[str, ...]:
    """Every file of the repository that git tracks; in an unpacked archive, every source file."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode == 0:
        paths = [path for path in listed.stdout.split("\0") if path]
    else:
        folders = ("cse_sim", "tests", "scenarios", "experiments", "benchmarks")
        paths = [
            path.relative_to(ROOT).as_posix()
            for folder in folders
            for path in (ROOT / folder).rglob("*")
            if "__pycache__" not in path.parts
        ]
    return tuple(path for path in paths if (ROOT / path).is_file())


def test_every_file_has_a_home() -> None:
    assert homeless(committed()) == []


def test_no_file_is_long() -> None:
    assert too_long(ROOT, committed()) == []


def test_no_lock_file_is_committed() -> None:
    assert lock_files(committed()) == []


def test_nothing_committed_is_tied_to_one_machine() -> None:
    assert tied_to_a_machine(ROOT, committed()) == []


def test_pinned_versions_are_names_and_versions_only() -> None:
    pin = re.compile(r'[\w.-]+==[\w.]+(; python_version (<|>=) "3\.\d+")?')
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#") and not pin.fullmatch(line)] == []


def test_every_exception_is_still_needed() -> None:
    assert [path for path in LONGER_FILES if not _is_long(path)] == []


def _is_long(path: str) -> bool:
    return path in committed() and line_count(ROOT / path) > LONGEST


def test_a_planted_file_is_found(tmp_path: Path) -> None:
    _write(tmp_path / "long.py", "x = 1\n" * (LONGEST + 1))
    _write(tmp_path / "short.py", "x = 1\n" * LONGEST)
    assert len(too_long(tmp_path, ["long.py", "short.py"])) == 1
    assert homeless(["cse_sim/utils.py", "cse_sim/trust.py"]) == ["cse_sim/utils.py"]
    paths = ["uv.lock", "a/poetry.lock", "pylock.dev.toml", "cse_sim/clock.py", "pyproject.toml"]
    assert lock_files(paths) == paths[:3]


@pytest.mark.parametrize(
    "line",
    [
        "see /ho" + "me/ada/x",
        "P=/ro" + "ot/.venv",
        "file:" + "///x",
        "--find-" + "links w",
        "C:\\Us" + "ers\\a",
    ],
)
def test_a_planted_address_is_found(line: str, tmp_path: Path) -> None:
    _write(tmp_path / "page.md", f"https://example.org/home/page and a/work/b\n{line}\n")
    assert [found.split(":")[1] for found in tied_to_a_machine(tmp_path, ["page.md"])] == ["2"]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
