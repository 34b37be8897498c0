"""The points of a study that varies its inputs, and the slice of them that belongs to a part."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from cse_sim.study.design import DUMMY, Design, Floats, Ints
from cse_sim.study.sweep import sweep_points
from cse_sim.study.varied import factors_of


@dataclass(frozen=True)
class Points:
    """Some points of a design: their numbers, luck, and what they set, shape (points, names)."""

    numbers: Ints
    luck: Ints
    names: tuple[str, ...]
    rows: Floats

    def __len__(self) -> int:
        return len(self.numbers)

    def asked(self) -> dict[str, Any]:
        """As the engine is asked: plain lists, which can be sent anywhere."""
        return {
            "numbers": self.numbers.tolist(),
            "luck": self.luck.tolist(),
            "names": list(self.names),
            "rows": self.rows.tolist(),
        }

    def digest(self) -> str:
        """SHA-256 of all of it, to the last bit."""
        told = hashlib.sha256(json.dumps(self.names).encode())
        for array, kind in ((self.numbers, "<i8"), (self.luck, "<i8"), (self.rows, "<f8")):
            told.update(array.astype(kind).tobytes())
        return told.hexdigest()

    def cut(self, first: int, stop: int) -> Points:
        """Those from place ``first`` to before ``stop``."""
        some = slice(first, stop)
        return Points(self.numbers[some], self.luck[some], self.names, self.rows[some])


def points_of(design: dict[str, Any], seed: int) -> Points:
    """Every point of a study as the engine is asked it: the dummy is left out."""
    drawn = drawn_design(design, seed)
    real = [column for column, name in enumerate(drawn.names) if name != DUMMY]
    names = tuple(drawn.names[column] for column in real)
    numbers = np.arange(len(drawn.luck), dtype=np.int64)
    return Points(numbers, drawn.luck, names, np.ascontiguousarray(drawn.values[:, real]))


def drawn_design(design: dict[str, Any], seed: int) -> Design:
    """The design that a study declares, drawn."""
    said = {key: value for key, value in design.items() if key != "points"}
    return _drawn(json.dumps(said, sort_keys=True), seed)


@functools.lru_cache(maxsize=2)
def _drawn(text: str, seed: int) -> Design:
    design = json.loads(text)
    if design["kind"] == "sweep":
        return sweep_points(design, seed)
    from cse_sim.study.sensitivity import method_named

    method = method_named(design["method"])
    return method.sample(factors_of(design), design["samples"], seed)
