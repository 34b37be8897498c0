"""The command line with the stand-in engine, in a process that a test may interrupt."""

from __future__ import annotations

import pytest

from cse_sim.cli import main
from tests.study import fake_engine

if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as patch:
        fake_engine.stand_in(patch)
        fake_engine.allow_faults(patch)
        main()
