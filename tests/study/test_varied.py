"""What is varied, from what somebody says: groups, and units, which are compared and never converted."""

from __future__ import annotations

import re

import pytest

from cse_sim.errors import InputError
from cse_sim.params import catalogue
from cse_sim.study.varied import varied


def test_a_unit_beside_what_is_varied_must_be_the_inputs() -> None:
    wanted = catalogue()["trust.reach"].unit
    item = {"name": "trust.reach", "unit": wanted}
    assert varied([item], [], []) == varied(["trust.reach"], [], [])
    said = f'vary: trust.reach: the unit given is "days", that of trust.reach is "{wanted}"'
    with pytest.raises(InputError, match=re.escape(said)):
        varied([{**item, "unit": "days"}], [], [])
    with pytest.raises(InputError, match=r'that of dose.council is "share of the full dose"'):
        varied([{"name": "dose.council", "unit": "US$"}], [], ["council"])


def test_groups_of_the_catalogue_move_together() -> None:
    rows = varied(["trust.*", "dose.council"], [], ["council"], groups=True)
    assert {row["group"] for row in rows} == {"trust", None}
    assert rows[-1]["kind"] == "lever"
