"""A beginner's first comparison: a new virtual environment, three commands, a table.

    python benchmarks/gates_beginner.py

The third command is the one the second says to try. The package is built beforehand and installed with pip as pip is set
up here, into an environment outside the checkout; nothing is compiled yet. Each line: name, figure, gate, met or missed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet")
LIMIT_S = 60.0
HIDDEN = ("PYTHONPATH", "VIRTUAL_ENV", "CSE_SIM_CACHE_DIR")


def wheel(folder: Path) -> Path:
    """The package as it would be published."""
    options = ("--no-deps", "--no-build-isolation", "--wheel-dir", str(folder))
    subprocess.run([sys.executable, *PIP, "wheel", *options, str(ROOT)], check=True)
    (built,) = folder.glob("cse_sim-*.whl")
    return built


def seconds(command: Sequence[str | Path], folder: Path) -> tuple[float, str]:
    """How long a command takes there, with an empty cache of its own at first; and what it prints."""
    kept = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    start = time.perf_counter()
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=kept | {"CSE_SIM_CACHE_DIR": str(folder / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stderr}")
    return time.perf_counter() - start, done.stdout


def say(name: str, took: float) -> bool:
    """One line; whether the gate is met."""
    met = took < LIMIT_S
    print(f"{name:<48}{took:>8.1f} s   < {LIMIT_S:g} s   {'met' if met else 'missed'}", flush=True)
    return met


def main() -> int:
    """Do it once; 1 if a gate is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        built = wheel(folder / "wheel")
        venv.create(folder / "env", with_pip=True)
        programs = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
        installing, _ = seconds([programs / "python", *PIP, "install", built], folder)
        beginning, _ = seconds([programs / "cse-sim", "init", "first"], folder)
        asked = [programs / "cse-sim", "compare", "first/question.yaml"]
        comparing, page = seconds(asked, folder)
    there = "stability_index" in page
    print(f"{'a table is printed':<48}{there!s:>10}   True     {'met' if there else 'missed'}")
    met = [
        there,
        say("init and compare, nothing compiled yet", beginning + comparing),
        say("pip install, init and compare", installing + beginning + comparing),
    ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
