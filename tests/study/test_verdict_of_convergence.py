from __future__ import annotations

from pathlib import Path

from cse_sim.study.sensitivity import METHODS
from tests.study.test_exploring import SENSITIVITY


def test_a_verdict_that_a_method_never_gives_is_not_waited_for(cli) -> None:
    judges = [name for name, method in METHODS.items() if method.judges]
    assert judges == ["sobol", "sobol_pairs", "sobol_scrambles"]
    asked = [*SENSITIVITY, "--vary", "trust.reach", "--samples", "32", "--out", "here"]
    for name in ("morris", "pawn"):
        code, out, err = cli(*asked, "--require-converged", "--method", name)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "Methods that do: sobol, sobol_pairs, sobol_scrambles" in err
    assert not Path("here").exists()
