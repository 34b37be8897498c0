"""Compiles the week ahead of its first use, for images and read-only installs.

python -m cse_sim.engine.ahead
"""

from __future__ import annotations

import os
import sys

from cse_sim.engine import warm
from cse_sim.engine.chunk import program_with


def main() -> None:
    """Compile every process, or with the argument ``part`` those left to a second Python."""
    os.environ["CSE_SIM_WARMING"] = "1"
    program = program_with()
    program.build()
    parts = program.parts()
    if sys.argv[1:] == ["part"]:
        missing = enumerate(warm.missing_of(program))
        parts = [part for place, part in missing if place % 5 not in warm.OWN_PLACES]
    for function, arguments, _ in parts:
        warm.compile_process(function, arguments)


if __name__ == "__main__":
    main()
