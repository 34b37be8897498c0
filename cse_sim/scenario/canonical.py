"""A scenario as one text: sorted keys, no spaces, shortest numbers. Equal scenarios give equal text.

Boundaries are left out: they draw maps and find places, and no run looks at them.
"""

from __future__ import annotations

import hashlib
import json

from cse_sim.scenario.model import Scenario


def scenario_json(scenario: Scenario) -> str:
    """The canonical JSON of a scenario without its boundaries; ``Scenario.model_validate_json`` reads it back."""
    facts = scenario.model_dump(mode="json", by_alias=True) | {"boundaries": None}
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), allow_nan=False)


def scenario_hash(scenario: Scenario) -> str:
    """SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(scenario_json(scenario).encode()).hexdigest()
