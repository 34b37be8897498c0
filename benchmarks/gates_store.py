"""What storing, interrupting and reading a study costs: the gates of the result store.

    python benchmarks/gates_store.py [--quick]

Prints one line per figure: name, figure, gate, met or missed. --quick takes a tenth of the runs and a third of the kills.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from cse_sim.indicators.measure import Indicator
from cse_sim.luck import run_key
from cse_sim.study.ensemble import Means, run_study
from cse_sim.study.executors import make_executor
from cse_sim.study.parts import has_part
from cse_sim.study.plan import Study, parts_of
from cse_sim.study.question import run_question
from cse_sim.study.results import Results
from cse_sim.study.store import Store
from cse_sim.study.tables import overall

BLOCK = 2000
COLUMNS = 10
KILL_BLOCK, KILL_RUNS, WORKERS = 20, 4000, 2
WINDOW = 2
BEGUN = "GATES_STORE_BEGUN"
"""Names the file in which every beginning of a block leaves a byte."""


def nothing(spec: dict[str, Any]) -> pa.Table:
    """A model that does nothing: ten columns of numbers for every run, and a study of one week."""
    runs = np.arange(spec["first_run"], spec["stop_run"])
    keys = [run_key(spec["root_seed"], int(run)) for run in runs]
    numbers = np.random.default_rng(keys[0]).random((COLUMNS, len(runs)))
    return pa.table(
        {
            "run": pa.array(runs),
            "seed": pa.array(keys),
            "status": pa.array(["done"] * len(runs)),
            "error": pa.nulls(len(runs), pa.string()),
            **{f"indicator_{k}": pa.array(row) for k, row in enumerate(numbers)},
            "weekly:indicator_0": pa.FixedSizeListArray.from_arrays(pa.array(numbers[0]), 1),
        }
    )


def slowly(spec: dict[str, Any]) -> pa.Table:
    """The same, with 50 milliseconds of sleep, so that a kill hits something; every beginning leaves a byte."""
    with open(os.environ[BEGUN], "ab", buffering=0) as begun:
        begun.write(b".")
    time.sleep(0.05)
    return nothing(spec)


def asked(runs: int) -> Study:
    """That many runs of the smallest scenario."""
    return run_question("training", "none", runs, 0, 13, "prior", {}, ())


def store_runs(folder: str, runs: int, block: int, executor: str, chunk: Any) -> None:
    """A study of that many runs of the empty model."""
    study = asked(runs)
    store = Store(Path(folder))
    store.begin(study, ["gates"])
    run_study(study, store, Means(chunk, block, {}, executor, WORKERS))


def say(name: str, figure: str, gate: str, met: bool) -> bool:
    print(f"{name:<44}{figure:>24}  gate {gate:<28}{'met' if met else 'MISSED'}", flush=True)
    return met


def in_another_process(*arguments: object) -> dict[str, float]:
    """Seconds and most memory of this script doing one thing."""
    said = subprocess.run(
        [sys.executable, __file__, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return dict(json.loads(said.stdout.splitlines()[-1]))


def measured(folder: str, runs: int) -> None:
    """Store runs, and read a summary of them."""
    with make_executor("processes", WORKERS) as warm:  # imports are read from disk once
        list(warm.map(abs, range(WORKERS)))
    start = time.perf_counter()
    store_runs(folder, runs, BLOCK, "processes", nothing)
    stored = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    read = min(seconds_of_a_summary(folder) for _ in range(3))
    print(json.dumps({"stored_s": stored, "read_s": read, "memory_mb": peak}))


def seconds_of_a_summary(folder: str) -> float:
    """Of the processor, for mean and quantiles of every column; other work on the machine does not count."""
    indicators = {
        f"indicator_{k}": Indicator(f"indicator_{k}", "", "up", "mean", 1.0, "", "")
        for k in range(COLUMNS)
    }
    start = time.process_time()
    overall(Results.opened(folder).runs, indicators)
    return time.process_time() - start


def throughput(most: int) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        few = in_another_process("--measure", f"{folder}/few", 10_000)
        many = in_another_process("--measure", f"{folder}/many", most)
    rate = most / many["stored_s"]
    grown = many["memory_mb"] - few["memory_mb"]
    return all(
        [
            say(
                f"runs stored per second, {most} runs", f"{rate:,.0f}", ">= 15,000", rate >= 15_000
            ),
            say("reading their summary", f"{many['read_s']:.2f} s", "< 2 s", many["read_s"] < 2),
            say("memory beyond that of 10,000 runs", f"{grown:.0f} MB", "<= 200 MB", grown <= 200),
        ]
    )


def digest_of(folder: Path) -> str:
    tables = sorted(folder.glob("*.parquet"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in tables)).hexdigest()


def interruptions(kills: int) -> bool:
    """Kill the whole process group at random moments; what is there must be readable, and the end the same."""
    luck = random.Random(1)
    with tempfile.TemporaryDirectory() as temporary:
        undisturbed, killed = Path(temporary, "undisturbed"), Path(temporary, "killed")
        begun = Path(temporary, "begun")
        os.environ[BEGUN] = str(begun)
        in_another_process("--slow", undisturbed)
        begun.unlink()
        done, unreadable = 0, 0
        while done < kills:
            process = subprocess.Popen(
                [sys.executable, __file__, "--slow", str(killed)],
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
            before = count(killed)
            while process.poll() is None and count(killed) < before + 2:
                time.sleep(0.01)
            time.sleep(luck.random() * 0.5)
            with suppress(ProcessLookupError):  # it was quicker
                os.killpg(process.pid, signal.SIGKILL)
            done += process.wait() == -signal.SIGKILL
            unreadable += sum(not has_part(part, Store(killed)) for part in there(killed))
            if (killed / "runs.parquet").exists():
                break
        in_another_process("--slow", killed)
        repeated = begun.stat().st_size - KILL_RUNS // KILL_BLOCK
        most = done * WORKERS * WINDOW
        same = digest_of(undisturbed) == digest_of(killed)
    return all(
        [
            say("kills of the process group", str(done), f">= {kills}", done >= kills),
            say("unreadable parts", str(unreadable), "0", unreadable == 0),
            say("parts begun twice", str(repeated), f"<= {most}", repeated <= most),
            say("tables as of an undisturbed study", str(same), "True", same),
        ]
    )


def count(folder: Path) -> int:
    return len(list(folder.glob("parts/*.parquet")))


def there(folder: Path) -> list[Any]:
    """The parts whose files are there."""
    study = asked(KILL_RUNS)
    store = Store(folder)
    return [part for part in parts_of(study, KILL_BLOCK) if store.part(part.key).exists()]


def slow(folder: str) -> None:
    store_runs(folder, KILL_RUNS, KILL_BLOCK, "processes", slowly)
    print("{}")


def full_disk() -> bool:
    """A file system of 1 MB that fills up; only root can make one, others see the limit on a file's size instead."""
    with tempfile.TemporaryDirectory() as folder:
        mounted = (
            os.geteuid() == 0
            and not subprocess.run(
                ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True
            ).returncode
        )
        limit = "" if mounted else "import resource; resource.setrlimit(1, (200_000, 200_000));"
        place = f"{folder}/study"
        call = f"{limit}import gates_store as g; g.store_runs({place!r}, 40_000, 1000, 'local', g.nothing)"
        try:
            failed = subprocess.run(
                [sys.executable, "-c", call],
                cwd=Path(__file__).parent,
                capture_output=True,
                text=True,
            )
            told = failed.stderr.strip().splitlines()[-1]
            kept = count(Path(place))
            if mounted:
                subprocess.run(["mount", "-o", "remount,size=64m", folder], check=True)
            store_runs(place, 40_000, 1000, "local", nothing)
            resumed = Store(Path(place)).manifest()["counts"]
        finally:
            if mounted:
                subprocess.run(["umount", folder], check=True)
    named = "RunFailed" in told and place in told
    way = "1 MB of disk" if mounted else "a limit on files"
    return all(
        [
            say(f"the full place is named ({way})", str(named), "True", named),
            say(
                "parts kept and used again",
                f"{kept}, {resumed['reused'] // 1000}",
                "equal",
                kept == resumed["reused"] // 1000,
            ),
            say("runs after making room", str(resumed["done"]), "40000", resumed["done"] == 40_000),
        ]
    )


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true")
    arguments.add_argument("--measure", nargs=2)
    arguments.add_argument("--slow")
    said = arguments.parse_args()
    if said.measure:
        measured(said.measure[0], int(said.measure[1]))
        return 0
    if said.slow:
        slow(said.slow)
        return 0
    met = [
        throughput(100_000 if said.quick else 1_000_000),
        interruptions(4 if said.quick else 12),
        full_disk(),
    ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
