"""Whether a study is still what it was, and whether its numbers come out again.

``verify`` reads every file and computes every digest anew. ``reproduce`` runs a sample of the parts again, as they were
asked, and compares them to the last bit.
"""

from __future__ import annotations

import math
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cse_sim.errors import InputError, RunFailed
from cse_sim.study.driver import Driver
from cse_sim.study.executors import default_workers
from cse_sim.study.parts import ChunkFunction
from cse_sim.study.plan import Part, Study, code_digest, parts_of, sha256
from cse_sim.study.provenance import PARTS, file_digest, read_part_digests
from cse_sim.study.store import TABLES_ONLY, Store


def differences(store: Store) -> Iterator[str]:
    """What of a finished study is no longer as it was written, one line each.

    Raises
    ------
    InputError
        when the study is not finished, or has been finished by a version that kept no digests.
    """
    manifest = _finished(store)
    if Study.from_inputs(manifest["inputs"]).digest() != manifest["inputs_sha256"]:
        yield "manifest.json: the inputs are not those that were run"
    for name, digest in sorted(manifest["tables"].items()):
        yield from _difference(store.table(name), digest)
    if manifest.get(TABLES_ONLY):
        return
    yield from _difference(store.folder / PARTS, manifest["parts"]["list_sha256"])
    try:
        known = read_part_digests(store)
    except InputError:  # which has been said by now
        return
    for key, digest in sorted(known.items()):
        yield from _difference(store.part(key), digest)


def study_of(store: Store) -> Study:
    """The study of a finished folder.

    Raises
    ------
    InputError
        when it is not finished, lacks its parts, or has processes that only its author has.
    """
    if holds_tables_only(store):
        raise InputError(
            "the folder was saved from Python, without the parts of the study",
            path=str(store.folder),
            allowed="verify, report, export and view work on it",
            do="To reproduce it, run the study with cse-sim and --out",
        )
    study = Study.from_inputs(_finished(store)["inputs"])
    if study.extra:
        raise InputError("the study has processes of its author's own", path=str(store.folder))
    return study


def digests(store: Store) -> int:
    """How many digests a finished study has."""
    manifest = _finished(store)
    if manifest.get(TABLES_ONLY):
        return 1 + len(manifest["tables"])
    return 2 + len(manifest["tables"]) + int(manifest["parts"]["count"])


def holds_tables_only(store: Store) -> bool:
    """Whether Python saved the tables here without the parts of the study."""
    return bool(store.manifest().get(TABLES_ONLY))


def same_program(store: Store) -> bool:
    """Whether program and libraries are those the study was finished with."""
    return bool(store.manifest()["code_sha256"] == code_digest())


def sampled(store: Store, share: float, chunk_runs: int) -> list[Part]:
    """That share of the parts, at least one, spread over all of them and always the same ones.

    Raises
    ------
    InputError
        when the study is not finished, the share cannot be used, or the plan is not the one that was run.
    """
    if not 0 < share <= 1:
        raise InputError(
            f"{share} cannot be used", where="--sample", allowed="Allowed: more than 0, up to 1"
        )
    manifest = _finished(store)
    study = Study.from_inputs(manifest["inputs"])
    known = read_part_digests(store)
    parts = parts_of(study, chunk_runs, manifest["code_sha256"], store.cuts())
    if {part.key for part in parts} != set(known):
        raise InputError(
            "this version cuts the study into other parts",
            path=str(store.folder),
            do="Use the version that made it; manifest.json names it",
        )
    drawn = sorted(parts, key=lambda part: sha256(part.key.encode()))
    return drawn[: math.ceil(share * len(drawn))]


def unequal(parts: list[Part], store: Store, chunk: ChunkFunction) -> list[Part]:
    """Run parts again elsewhere; those that are not as they were kept."""
    known = read_part_digests(store)
    careful = store.manifest()["counts"]["failed"] > 0  # a run among them may kill its process
    with tempfile.TemporaryDirectory(prefix="cse-sim-") as folder:
        again = Store(Path(folder))
        where = "processes" if careful else "local"
        Driver(parts, again, chunk, where, default_workers(), None).work()
        return [part for part in parts if file_digest(again.part(part.key)) != known[part.key]]


def _finished(store: Store) -> dict[str, Any]:
    manifest = store.manifest()
    if manifest["status"] != "done":
        raise InputError(
            "the study is not finished",
            path=str(store.folder),
            do=f"Finish it with: cse-sim resume {shlex.quote(str(store.folder))}",
        )
    if not isinstance(manifest.get("parts"), dict):
        raise InputError("the study has no digests of its parts", path=str(store.folder))
    return manifest


def _difference(path: Path, digest: str) -> Iterator[str]:
    try:
        if file_digest(path) != digest:
            yield f"{path}: not as it was written"
    except FileNotFoundError:
        yield f"{path}: missing"
    except OSError as error:
        raise RunFailed(f"{path}: {error.strerror or error}") from error
