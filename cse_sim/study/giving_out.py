"""Where a file that is made from a study may be written: over nothing of the study's own, and over no other unasked."""

from __future__ import annotations

from pathlib import Path

from cse_sim.errors import InputError
from cse_sim.study.provenance import CRATE, PARTS
from cse_sim.study.shared_folder import check_above
from cse_sim.study.store import MANIFEST, Store


def check_place(store: Store, place: Path, overwrite: bool) -> None:
    """See that a file may be written to this place.

    Raises
    ------
    InputError
        when it is a folder, a file of the study itself, or a file that is there already and shall not be replaced.
    """
    if place.is_dir():
        raise InputError("this is a folder", where="--out", path=str(place), do="Name a file")
    if _is_own(store, place.resolve()):
        raise InputError("the study itself would be lost", where="--out", path=str(place))
    if place.exists() and not overwrite:
        raise InputError(
            "this file is there already",
            where="--out",
            path=str(place),
            do="Add --overwrite to replace it, or name another",
        )
    check_above(place)


def _is_own(store: Store, place: Path) -> bool:
    parts, own = store.parts.resolve(), store.folder.resolve()
    if parts in place.parents:
        return True
    return place.parent == own and (
        place.name in (MANIFEST, PARTS, CRATE) or place.suffix == ".parquet"
    )
