"""When one study is a smaller version of another: fewer runs, strategies or points, and else the same."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cse_sim.errors import InputError
from cse_sim.study.plan import Study, canonical, code_digest, sha256, without_boundaries

RESULTS = Path("results")

MAY_DIFFER = ("runs", "strategies", "baseline", "indicators", "thresholds", "design")
"""What a study may change when it grows; no part depends on the baseline or on what is reported."""


def is_smaller(small: Study, large: Study) -> bool:
    """Whether all that the small study computes is part of the large one, which is larger somewhere."""
    if _rest(small) != _rest(large) or not set(small.strategies) <= set(large.strategies):
        return False
    if small.runs > large.runs or small.points > large.points:
        return False
    return small.digest() != large.digest() and _same_points(small, large)


def cannot_grow(small: Study, large: Study) -> str:
    """Why a study that differs only in its number of samples does not hold the first points of the other; or nothing."""
    if small.design is None or large.design is None or _rest(small) != _rest(large):
        return ""
    resized = {**small.design, **_size(large.design)}
    if small.points >= large.points or resized != large.design or _same_points(small, large):
        return ""
    return f"with other samples, {large.design['method']} has other points: it cannot grow"


def another_study(asked: Study, there: Study, extend: bool, folder: Path) -> InputError:
    """Why a folder that holds a study cannot take the one that is asked for, and what to do."""
    which, do = "another study", "Use another --out"
    if is_smaller(there, asked):
        which = "a smaller version of this study"
        do = "Add --extend to let it grow, or use another --out"
    elif is_smaller(asked, there):
        which = "a larger version of this study already"
        do = f"See it with: cse-sim resume {shlex.quote(str(folder))}; for the smaller one use another --out"
    held = (
        f"the folder holds {which} ({there.verb} of {there.scenario_name} with "
        f"{', '.join(there.strategies)}; {there.runs} runs, seed {there.seed})"
    )
    never = cannot_grow(there, asked) if extend else ""
    return InputError(never or held, path=str(folder), do=do)


def _rest(study: Study) -> str:
    inputs: dict[str, Any] = {
        name: value for name, value in study.inputs().items() if name not in MAY_DIFFER
    }
    return canonical({**inputs, "scenario": without_boundaries(inputs["scenario"])})


def _same_points(small: Study, large: Study) -> bool:
    """Whether the points of the small study are the first of the large one, to the last bit."""
    if small.design is None or large.design is None or small.design == large.design:
        return small.design == large.design
    if {**small.design, **_size(large.design)} != large.design:
        return False
    from cse_sim.study.points import points_of

    first = points_of(large.design, large.seed).cut(0, small.points)
    return first.digest() == points_of(small.design, small.seed).digest()


def _size(design: dict[str, Any]) -> dict[str, Any]:
    return {"samples": design["samples"], "points": design["points"]}


def folder_for(study: Study, extend: bool, or_new: bool = False) -> Path:
    """``results/<scenario>-<verb>-<short hash>``, below the current folder; the hash is of inputs and program.

    A study that has grown lies in the folder of the smaller one. With ``extend`` the largest smaller version is taken.

    Raises
    ------
    InputError
        when there is nothing that could grow, unless it may be ``or_new``; or a larger version.
    """
    own = default_folder(study)
    if own.exists():
        return own
    found = dict(_folders_of(study))
    for folder, manifest in found.items():
        same = manifest["inputs_sha256"] == study.digest()
        if same and manifest["code_sha256"] == code_digest():
            return folder
    if not extend:
        return own
    smaller = {
        folder: Study.from_inputs(manifest["inputs"])
        for folder, manifest in found.items()
        if is_smaller(Study.from_inputs(manifest["inputs"]), study)
    }
    if not smaller:
        larger = [
            folder
            for folder, manifest in found.items()
            if is_smaller(study, Study.from_inputs(manifest["inputs"]))
        ]
        if or_new and not larger:
            return own
        raise _nothing_to_extend(study, found, larger)
    return max(smaller, key=lambda folder: smaller[folder].planned)


def _nothing_to_extend(
    study: Study, found: dict[Path, dict[str, Any]], larger: list[Path]
) -> InputError:
    """Why none of these can grow into the study."""
    if larger:
        return InputError(
            "a larger version of this study lies here already",
            path=str(larger[0]),
            where="--extend",
            do=f"See it with: cse-sim resume {shlex.quote(str(larger[0]))}; for the smaller one leave --extend out",
        )
    said = [cannot_grow(Study.from_inputs(each["inputs"]), study) for each in found.values()]
    return InputError(
        next(filter(None, said), "") or "no smaller version of this study lies under results",
        where="--extend",
        do="Name its folder with --out, or leave --extend out",
    )


def default_folder(study: Study) -> Path:
    """The folder a new study gets when none is named."""
    short = sha256(f"{study.digest()} {code_digest()}".encode())[:8]
    return RESULTS / f"{study.scenario_name}-{study.verb}-{short}"


def _folders_of(study: Study) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(RESULTS.glob(f"{study.scenario_name}-{study.verb}-*/manifest.json")):
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            Study.from_inputs(manifest["inputs"])
            manifest["inputs_sha256"], manifest["code_sha256"]
        except (OSError, ValueError, KeyError, TypeError):
            continue  # not one of ours, or damaged: whoever names it is told
        yield path.parent, manifest
