"""A share of a study for one of several invocations that know nothing of each other: ``--shard 2/5``.

Parts are dealt out in turn, in the order of the plan, so that every shard gets its part of every strategy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cse_sim.errors import InputError
from cse_sim.study.plan import Part

MOST_SHARDS = 100_000


@dataclass(frozen=True)
class Shard:
    """Number ``number`` of ``count``, counted from 1."""

    number: int
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    @classmethod
    def read(cls, text: str | None) -> Shard:
        """From ``i/n``; None is the whole.

        Raises
        ------
        InputError
            when it is not written like this, or there is no such shard.
        """
        if text is None:
            return WHOLE
        said = re.fullmatch(r"\s*(\d{1,6})\s*/\s*(\d{1,6})\s*", text)
        number, count = (int(said[1]), int(said[2])) if said else (0, 0)
        if not 1 <= number <= count <= MOST_SHARDS:
            raise InputError(
                f'"{text}" is no shard',
                where="--shard",
                allowed=f"Allowed: 1/n to n/n, n at most {MOST_SHARDS}",
                do="Write --shard 2/5 for the second of five",
            )
        return cls(number, count)

    def of(self, parts: list[Part]) -> list[Part]:
        """Every n-th part, from the i-th."""
        return parts[self.number - 1 :: self.count]


WHOLE = Shard(1, 1)
