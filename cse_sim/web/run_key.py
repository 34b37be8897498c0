"""The run key of one world, as it is typed or stands in an address."""

from __future__ import annotations

from urllib.parse import parse_qsl

from cse_sim.study.question import MOST_SEED


def run_key(said: str) -> tuple[int, str]:
    """The run key that was typed; what is none gives world 0 and a sentence that says so."""
    said = said.strip()
    if not said:
        return 0, ""
    if said.isascii() and said.isdigit() and len(said) < 20 and int(said) <= MOST_SEED:
        return int(said), ""
    allowed = f"Allowed: whole numbers from 0 to {MOST_SEED}"
    return 0, f'"{said[:30]}" is no run key. {allowed}. This is the world of run key 0.'


def asked_key(query: str) -> str:
    """The run key in the address (``?seed=``); empty without one."""
    return dict(parse_qsl(query)).get("seed", "")
