"""Names that are no text, streams that are closed or know few letters: no traceback, and nothing half done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def typed(
    where: Path, *words: str | bytes, closing: str = "", module: str = "cse_sim", **environment: str
) -> tuple[int, bytes, bytes]:
    """The command line in a shell that closes streams first."""
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closing}', "sh", sys.executable, "-m", module, *words],
        cwd=where,
        env=os.environ | environment,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "words", [("run", "training", "--out", b"bad\xff"), ("init", b"bad\xff"), (b"bad\xff",)]
)
def test_a_name_that_is_not_text_is_one_line_and_leaves_nothing(words, tmp_path: Path) -> None:
    code, out, err = typed(tmp_path, *words)
    assert (code, out) == (2, b"")
    assert err.startswith(b'"bad\\xff" is not text in utf-8.')
    assert err.count(b"\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "expected"), [(("list", "scenarios"), 0), (("resume", "nowhere"), 2)]
)
def test_a_closed_stream_changes_no_exit_code(words, expected: int, tmp_path: Path) -> None:
    code, out, err = typed(tmp_path, *words, closing=">&-")
    assert (code, out) == (expected, b"")
    assert b"Traceback" not in err
    assert err.count(b"\n") == (1 if expected else 0)
    for closing in ("2>&-", ">&- 2>&-"):
        assert typed(tmp_path, *words, closing=closing)[::2] == (expected, b"")


@pytest.mark.parametrize("letters", ["ascii", "latin-1"])
def test_letters_that_a_stream_does_not_know_are_escaped(letters: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: training\ntitle: Łódź\n", encoding="utf-8")
    (tmp_path / "ł.yaml").write_text("extends: nowhere\n", encoding="utf-8")
    plain = {"PYTHONIOENCODING": letters, "PYTHONPATH": str(ROOT)}
    asked = ("run", "a.yaml", "--runs", "2", "--weeks", "4", "--out", "here", "--quiet")
    code, out, err = typed(tmp_path, *asked, module="tests.study.fake_command_line", **plain)
    assert (code, err) == (0, b"")
    assert b"\\u0141" in out.splitlines()[0]
    code, out, err = typed(tmp_path, "check", "ł.yaml", "--json", **plain)
    assert (code, err) == (2, b"")
    assert json.loads(out)[0]["path"] == "ł.yaml"
