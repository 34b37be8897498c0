"""``sensitivity --screen``: two studies, the first of which says what the second measures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cse_sim.cli.answer import UNTRUSTWORTHY, answer, computed, named, trust
from cse_sim.cli.verb import print_json
from cse_sim.cli.work import Stopped, talk
from cse_sim.errors import InputError
from cse_sim.study.no_study import MEASURE, SCREEN

if TYPE_CHECKING:
    from cse_sim.study.plan import Study
    from cse_sim.study.store import Store

METHOD = "sobol"
EARLIER = re.compile(rf"{MEASURE}-(\d+)")
"""What was measured before a larger screening chose other inputs: ``measure-1``, ``measure-2``, ..."""


def answer_screened(screen: Study, measure: Study, out: str | None, **options: Any) -> int:
    """Screen and measure, unless that is done already; say what was found and whether leaving out the rest is safe."""
    _check(screen, measure, out, options["shard"])
    try:
        return _both(screen, measure, out, options)
    except Stopped as stopped:
        raise Stopped(f"{stopped}, then repeat this command; it goes on where it stopped") from None


def _both(screen: Study, measure: Study, out: str | None, options: dict[str, Any]) -> int:
    from cse_sim.study.results import Results
    from cse_sim.study.screening import (
        measured,
        not_screened,
        outcomes_of,
        proof_words,
        screening_of,
        screening_words,
    )

    store = _computed(screen, _inside(out, SCREEN), options)
    results = Results.opened(store.folder)
    rows = _judged(results, screen)
    lost = not_screened(rows)
    if lost or trust(results.manifest["counts"]):
        for line in lost:
            click.echo(line, err=True)
        return UNTRUSTWORTHY
    found = screening_of(rows)
    words = screening_words(found, list(outcomes_of(rows)))
    click.echo(words, err=options["as_json"])
    study = measured(measure, found)
    kept = _set_aside(study, named(out))
    if kept is not None:
        talk(
            options["quiet"],
            f"These are not the inputs that were live before: what was measured then is kept in {kept}.",
        )
    if not found.kept:
        if options["as_json"]:
            print_json([])
        return 0
    folder = _inside(out, MEASURE) or _folder(study, options["extend"], options["quiet"])
    code = answer(study, out=folder, **options)
    if found.fixed:
        for line in proof_words(_judged(Results.opened(Path(folder)), screen)):
            click.echo(line, err=options["as_json"])
    talk(options["quiet"], f"The screening lies in {store.folder}.")
    return code


def _computed(study: Study, folder: str | None, options: dict[str, Any]) -> Store:
    how = ("workers", "executor", "shard", "quiet", "verbose", "extend")
    store = computed(study, folder, **{name: options[name] for name in how})
    assert store is not None  # only shards wait for others
    return store


def _judged(results: Any, screen: Study) -> list[dict[str, Any]]:
    """The rows of the indicators by which inputs are screened: those asked for, else the first on the page."""
    from cse_sim.study.sensitivity_page import first_indicators

    names = screen.indicators or first_indicators(results.table("sensitivity"))
    return [row for row in results.rows("sensitivity") if row["indicator"] in names]


def _inside(out: str | None, name: str) -> str | None:
    return None if out is None else str(Path(out) / name)


def _folder(study: Study, extend: bool, quiet: bool) -> str:
    """Below results: that of a smaller version, if the same inputs were live in one; else a new one."""
    from cse_sim.study.growth import folder_for

    place = folder_for(study, extend, or_new=True)
    if extend and not place.exists():
        talk(quiet, "No study under results has measured these inputs: a new one is begun.")
    return str(place)


def _set_aside(study: Study, out: Path | None) -> Path | None:
    """Where a measurement in which other inputs moved on their own is kept from now on; None if there is none."""
    from cse_sim.study.plan import Study as Read
    from cse_sim.study.store import MANIFEST, Store

    place = None if out is None else out / MEASURE
    if place is None or not (place / MANIFEST).exists():
        return None
    before = Read.from_inputs(Store(place).manifest()["inputs"])
    if _moving(before) == _moving(study):
        return None
    earlier = [EARLIER.fullmatch(each.name) for each in place.parent.iterdir()]
    number = 1 + max((int(name[1]) for name in earlier if name), default=0)
    return place.rename(place.with_name(f"{MEASURE}-{number}"))


def _moving(study: Study) -> list[tuple[str, str | None]]:
    """Every input, and with which others it moves."""
    return [(row["name"], row["group"]) for row in (study.design or {"factors": []})["factors"]]


def _check(screen: Study, measure: Study, out: str | None, shard: str | None) -> None:
    assert measure.design is not None
    if measure.design["method"] != METHOD:
        raise InputError(
            f"{measure.design['method']} cannot prove that the rest does not matter",
            where="--screen",
            do=f"Take --method {METHOD}",
        )
    if screen.runs < 2:
        raise InputError(
            "with one run of each point noise cannot be told from effect",
            where="--runs",
            do="Take --runs 2 or more",
        )
    if shard is not None:
        raise InputError("what is measured follows from the screening", where="--shard")
    place = named(out)
    if place is not None and place.is_file():
        raise InputError("this is a file, not a folder", path=str(place), do="Use another --out")
    if place is not None and place.is_dir():
        there = {path.name for path in place.iterdir()} - {SCREEN, MEASURE}
        others = sorted(name for name in there if not EARLIER.fullmatch(name))
        if others:
            raise InputError(
                f"the folder holds {others[0]}, which is no part of a screening",
                path=str(place),
                do="Use another --out",
            )
