from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cse_sim.cli import main
from tests.study import fake_engine
from tests.study.cases import COMPARE

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("stand_in")


def test_an_interruption_is_130_and_resume_finishes(cli, monkeypatch) -> None:
    whole = cli(*COMPARE, "--runs", "8", "--out", "whole")
    calls: list[object] = []

    def interrupted(spec):
        calls.append(spec)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return fake_engine.run_chunk(spec)

    monkeypatch.setattr(sys.modules["cse_sim.engine"], "run_chunk", interrupted)
    code, out, err = cli(*COMPARE, "--runs", "8", "--out", "here", "--executor", "serial")
    assert (code, out) == (130, "")
    assert (
        err.splitlines()[-1]
        == "Interrupted: 12 of 24 runs are kept in here. Go on with: cse-sim resume here"
    )
    manifest = json.loads(Path("here/manifest.json").read_text())
    assert manifest["status"] == "interrupted"
    assert manifest["counts"] == {"planned": 24, "done": 12, "failed": 0}
    code, out, _ = cli("resume", "here")
    assert code == 0
    assert len(calls) == 7  # the fourth, and the two that were never begun
    assert out.replace("Files: here", "Files: whole") == whole[1]
    for name in ("runs", "weekly", "comparison"):
        assert (
            Path(f"here/{name}.parquet").read_bytes() == Path(f"whole/{name}.parquet").read_bytes()
        )
    assert json.loads(Path("here/manifest.json").read_text())["command"][:3] == [
        "cse-sim",
        "compare",
        "training",
    ]


@pytest.mark.usefixtures("fake_faults")
def test_failed_runs_that_are_kept_are_counted_as_failed(cli, monkeypatch) -> None:
    def interrupted(spec):
        if spec["strategy"] == "security_only":
            raise KeyboardInterrupt
        return fake_engine.run_chunk(spec)

    monkeypatch.setattr(sys.modules["cse_sim.engine"], "run_chunk", interrupted)
    asked = (*COMPARE, "--runs", "8", "--set", "fake.fail_run=3", "--executor", "serial")
    assert cli(*asked, "--out", "here")[0] == 130
    counts = json.loads(Path("here/manifest.json").read_text())["counts"]
    assert counts == {"planned": 24, "done": 14, "failed": 2}


def heard() -> None:
    """A shell in the background hands on that Ctrl-C is not heard."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("executor", ["serial", "local", "processes"])
def test_ctrl_c_keeps_what_is_finished(executor: str, cli, monkeypatch) -> None:
    asked = (*COMPARE, "--runs", "16", "--set", "fake.sleep_s=0.03", "--executor", executor)
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.study.fake_command_line",
            *asked,
            "--out",
            Path("here").resolve(),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heard,
    )
    while process.poll() is None and len(list(Path("here").glob("parts/*.parquet"))) < 2:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the workers hear it too
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    stopping = [line for line in err.splitlines() if line.startswith("Stopping: ")]
    assert len(stopping) == (executor != "serial")
    assert len(err.splitlines()) == 2 + len(stopping)
    assert re.search(
        r"Interrupted: (\d+) of 48 runs are kept in .*here. Go on with: cse-sim resume ", err
    )
    kept = len(list(Path("here").glob("parts/*.parquet")))
    assert 2 <= kept < 12
    assert not Path("here/runs.parquet").exists()
    monkeypatch.setattr("cse_sim.study.driver.make_part", counted := Counted())
    assert cli("resume", "here", "--executor", "serial")[0] == 0
    assert counted.calls == 12 - kept


def test_another_ctrl_c_after_the_end_leaves_no_traceback(monkeypatch) -> None:
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr("cse_sim.cli.exit_code", lambda said: 130)
    try:
        with pytest.raises(SystemExit) as left:
            main(["run", "training"])
        assert (left.value.code, signal.getsignal(signal.SIGINT)) == (130, signal.SIG_DFL)
    finally:
        signal.signal(signal.SIGINT, before)


class Counted:
    """Makes parts, and counts them."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, *arguments) -> None:
        from cse_sim.study.parts import make_part

        self.calls += 1
        make_part(*arguments)
