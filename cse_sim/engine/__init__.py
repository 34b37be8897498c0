"""The only loop: from scenario and luck to recorded weeks."""

from __future__ import annotations

from cse_sim.engine.chunk import chunk_runs, levers_of, program_with, run_chunk, world

__all__ = ["chunk_runs", "levers_of", "program_with", "run_chunk", "world"]
