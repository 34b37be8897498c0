"""``python -m cse_sim``: the command line."""

from __future__ import annotations

from cse_sim.cli import main

if __name__ == "__main__":
    main()
