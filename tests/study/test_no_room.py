"""A full disk and a place where one may not write: one line that names the place, and nothing finished is lost."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.study.cases import COMPARE

ROOT = Path(__file__).resolve().parents[2]
ASKED = (*COMPARE, "--runs", "12")
TABLES = ("runs", "weekly", "comparison")

LIMITED = """
import resource, sys
import pytest
from cse_sim.cli import exit_code
from tests.study import fake_engine

with pytest.MonkeyPatch.context() as patch:
    fake_engine.stand_in(patch)
    most, before, asked = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    exit_code([*asked[:-1], before])  # whatever is imported is imported now
    if most:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    else:
        import os
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
    sys.exit(exit_code(asked))
"""


def limited(most: int, folder: Path, before: Path) -> tuple[int, str]:
    """The command line where no file may be larger than ``most`` bytes; 0: as a user without rights."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(most), str(before), *ASKED, "--out", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stderr.splitlines()[-1]


def tables_in(folder: str | Path) -> dict[str, bytes]:
    return {name: Path(folder, f"{name}.parquet").read_bytes() for name in TABLES}


@pytest.mark.parametrize("executor", ["serial", "local"])
@pytest.mark.parametrize("fails", [1, 4, 9])
def test_a_disk_that_fills_up_keeps_what_is_finished(
    executor: str, fails: int, cli, monkeypatch
) -> None:
    """The disk is full from the part with number ``fails`` on; then there is room again."""
    cli(*ASKED, "--out", "whole")
    written = []
    really = pq.write_table

    def write(table, path, **options):  # type: ignore[no-untyped-def]
        written.append(path)
        if len(written) >= fails:
            path.write_bytes(b"PAR1")  # half of it
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return really(table, path, **options)

    with monkeypatch.context() as full:
        full.setattr("cse_sim.study.parts.pq.write_table", write)
        code, out, err = cli(*ASKED, "--out", "here", "--executor", executor, "--workers", "2")
    assert (code, out) == (1, "")
    assert err.splitlines()[-1].startswith("here/parts/")
    assert "No space left on device" in err.splitlines()[-1]
    kept = list(Path("here/parts").glob("*.parquet"))
    assert len(kept) <= fails - 1
    assert all(pq.read_metadata(path).num_rows for path in kept)
    assert not list(Path("here").rglob("*.tmp"))
    assert cli("resume", "here")[0] in (0, 3)
    assert tables_in("here") == tables_in("whole")


@pytest.mark.slow
def test_a_limit_on_files_is_as_a_full_disk_for_any_user(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    code, line = limited(3000, folder, tmp_path / "before")
    assert code == 1
    assert line.startswith(str(folder))
    assert "File too large" in line
    assert not list(folder.rglob("*.tmp"))


@pytest.mark.slow
def test_a_place_where_one_may_not_write_is_one_clear_line(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    code, line = limited(0, folder / "here", tmp_path / "before")
    assert code == 1
    assert line.startswith(str(folder))
    assert "Permission denied" in line
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["training", "liberia"])
@pytest.mark.parametrize("before", [(), ("a",), ("a", "a/new")])
def test_a_case_is_written_whole_or_not_at_all(name: str, before, cli, monkeypatch) -> None:
    for folder in before:
        Path(folder).mkdir()
    copied = []
    really = shutil.copyfileobj

    def full(source, target, *rest):  # type: ignore[no-untyped-def]
        copied.append(target)
        target.write(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for quick in ("_fastcopy_sendfile", "_USE_CP_SENDFILE"):
        monkeypatch.setattr(shutil, quick, None)
    monkeypatch.setattr(shutil, "copyfileobj", full)
    code, out, err = cli("init", "a/new", "--from", name)
    assert copied
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert err.startswith("a/new")
    assert err.endswith(": No space left on device. Nothing half-written is left.\n")
    assert sorted(str(path) for path in Path().rglob("*")) == list(before)
    monkeypatch.setattr(shutil, "copyfileobj", really)
    assert cli("init", "a/new", "--from", name)[0] == 0
