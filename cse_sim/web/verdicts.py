"""Verdicts in words, by the rule of the tables; those of few worlds are first looks and say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cse_sim.study.summary import standing
from cse_sim.web.likelihood import is_few
from cse_sim.web.texts import word


def verdict(language: str, row: Mapping[str, Any]) -> str:
    """The verdict on one row in words."""
    stands = standing(row)
    key = f"harm_{stands}" if row["harm"] and stands in ("better", "worse") else stands
    said = word(language, "verdicts", key.replace(" ", "_"))
    return word(language, "verdicts", "first_look", verdict=said) if is_early(row) else said


def is_early(row: Mapping[str, Any]) -> bool:
    """Whether a verdict rests on few worlds and may yet turn."""
    return is_few(row["runs"]) and standing(row) in ("better", "worse", "too small")


def at_first_sight(language: str, said: str, runs: int) -> str:
    """A verdict of few worlds begins by saying how few they are."""
    if not is_few(runs):
        return said
    return word(language, "verdicts", "at_first_sight", said=said, runs=runs)
