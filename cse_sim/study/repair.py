"""A finished study of which parts have been deleted or damaged since: what is left of it is kept, the rest is computed again."""

from __future__ import annotations

from cse_sim.errors import InputError
from cse_sim.study.plan import Study, code_digest
from cse_sim.study.provenance import PARTS, file_digest, read_part_digests
from cse_sim.study.store import TABLES_ONLY, Store


def reopened(store: Store) -> int:
    """How many parts of a finished study are missing or not as they were written; it is an unfinished one if there are any.

    What is damaged is taken away. A folder into which Python saved tables alone has no parts to miss.

    Raises
    ------
    InputError
        when the tables stand but the program has changed, so that the parts would come out otherwise.
    """
    manifest = store.manifest()
    if manifest["status"] != "done" or manifest.get(TABLES_ONLY):
        return 0
    lost = lost_parts(store)
    if not lost and _list_is_whole(store):
        return 0
    if manifest["code_sha256"] != code_digest():
        if store.state(Study.from_inputs(manifest["inputs"])) != "finished":
            return 0  # all of it is computed again
        raise InputError(
            "parts are missing or damaged, and the program has changed since it made them",
            path=str(store.folder),
            do="The tables stand. Use the version that made them, which manifest.json names",
        )
    for key in lost:
        store.part(key).unlink(missing_ok=True)
    store.reopen()
    return len(lost)


def lost_parts(store: Store) -> list[str]:
    """Keys of the parts that are missing or not as they were written, as far as a list of them is here."""
    try:
        known = read_part_digests(store)
    except InputError:
        return []
    return [key for key, digest in sorted(known.items()) if not _is(store, key, digest)]


def _is(store: Store, key: str, digest: str) -> bool:
    path = store.part(key)
    return path.is_file() and file_digest(path) == digest


def _list_is_whole(store: Store) -> bool:
    listed, path = store.manifest().get("parts"), store.folder / PARTS
    return not isinstance(listed, dict) or (
        path.is_file() and file_digest(path) == listed["list_sha256"]
    )
