"""How a study came to be, for whoever has to believe it: beside its numbers, never inside them.

``parts.json`` holds the digest of every part, ``ro-crate-metadata.json`` says in the words of the Process Run Crate
profile (Workflow Run RO-Crate, version 0.5) which program made which tables from what.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import platform
import shlex
import subprocess
import time
from collections.abc import Sequence
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from cse_sim.errors import InputError
from cse_sim.study.plan import Part, sha256
from cse_sim.study.store import Store, installed, now, whole

PARTS = "parts.json"
CRATE = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
CRATE_1_1 = "https://w3id.org/ro/crate/1.1"
PARQUET = "application/vnd.apache.parquet"
GIT_S = 5.0


class Clock:
    """Seconds of this machine since a study's work began here: by the wall, and of all its processors."""

    def __init__(self) -> None:
        self._wall = time.perf_counter()
        self._cpu = _processor_seconds()

    def seconds(self, before: dict[str, float]) -> dict[str, float]:
        """Together with those of earlier, interrupted work."""
        wall, cpu = time.perf_counter() - self._wall, _processor_seconds() - self._cpu
        return {
            "wall": round(before.get("wall", 0.0) + wall, 3),
            "cpu": round(before.get("cpu", 0.0) + cpu, 3),
        }


@functools.cache
def surroundings() -> dict[str, Any]:
    """What is true of this program and machine while the process lives."""
    return {
        "git": _checkout(),
        "installed_sha256": _installed_digest(),
        "processor": _processor(),
        "processors": os.cpu_count(),
    }


def conclude(
    store: Store, tables: Sequence[str], parts: list[Part], counts: dict[str, int], clock: Clock
) -> None:
    """Write what is to be known of a finished study, and that it is finished, last."""
    before = store.manifest()
    told = {
        "end": now(),
        "counts": before["counts"] | counts,
        "tables": {name: file_digest(store.table(name)) for name in tables},
        "parts": {"count": len(parts), "list_sha256": write_part_digests(parts, store)},
        "seconds": clock.seconds(before.get("seconds", {})),
        "made_with": surroundings(),
    }
    _write(store.folder / CRATE, json.dumps(crate(before | told), indent=1, ensure_ascii=False))
    store.finish(**told)


def list_table(name: str, store: Store) -> None:
    """Add a table to those of a finished study."""
    manifest = store.manifest()
    told = {"tables": manifest["tables"] | {name: file_digest(store.table(name))}}
    if (store.folder / CRATE).exists():
        _write(
            store.folder / CRATE, json.dumps(crate(manifest | told), indent=1, ensure_ascii=False)
        )
    store.finish(**told)


def write_part_digests(parts: list[Part], store: Store) -> str:
    """Write the digest of every part by its key; returns the digest of that list."""
    found = {part.key: file_digest(store.part(part.key)) for part in parts}
    text = json.dumps({"schema": 1, "parts": found}, indent=0, sort_keys=True) + "\n"
    _write(store.folder / PARTS, text)
    return sha256(text.encode())


def read_part_digests(store: Store) -> dict[str, str]:
    """The digest of every part by its key.

    Raises
    ------
    InputError
        when the list is not there or damaged.
    """
    path = store.folder / PARTS
    try:
        parts = json.loads(path.read_text(encoding="utf-8"))["parts"]
        return {str(key): str(digest) for key, digest in parts.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            "the list of parts cannot be read",
            path=str(path),
            do=f"Write it again with: cse-sim resume {shlex.quote(str(store.folder))}",
        ) from error


def crate(manifest: dict[str, Any]) -> dict[str, Any]:
    """The study in the words of the Process Run Crate: one action, its program, what went in and what came out."""
    inputs, program = manifest["inputs"], f"#cse-sim-{manifest['package']['cse-sim']}"
    name = f"{inputs['verb']} of {inputs['scenario']['name']}"
    tables = [
        {
            "@id": f"{table}.parquet",
            "@type": "File",
            "encodingFormat": PARQUET,
            "sha256": digest,
            "name": f"table {table}",
        }
        for table, digest in sorted(manifest["tables"].items())
    ]
    records = [
        {"@id": "manifest.json", "@type": "File", "encodingFormat": "application/json"},
        {"@id": PARTS, "@type": "File", "encodingFormat": "application/json"},
    ]
    files = [{"@id": file["@id"]} for file in (*tables, *records)]
    return {
        "@context": f"{CRATE_1_1}/context",
        "@graph": [
            {
                "@id": CRATE,
                "@type": "CreativeWork",
                "conformsTo": {"@id": CRATE_1_1},
                "about": {"@id": "./"},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                "conformsTo": {"@id": PROFILE},
                "name": name,
                "description": f"Simulated: {name}, {manifest['counts']['done']} runs. No forecast.",
                "datePublished": manifest["end"],
                "hasPart": files,
                "mentions": {"@id": "#run"},
            },
            {
                "@id": PROFILE,
                "@type": "CreativeWork",
                "name": "Process Run Crate",
                "version": "0.5",
            },
            {
                "@id": "#run",
                "@type": "CreateAction",
                "name": " ".join(manifest["command"]),
                "instrument": {"@id": program},
                "object": [{"@id": "#inputs"}],
                "result": [{"@id": table["@id"]} for table in tables],
                "startTime": manifest["start"],
                "endTime": manifest["end"],
                "actionStatus": {"@id": "http://schema.org/CompletedActionStatus"},
            },
            {
                "@id": program,
                "@type": "SoftwareApplication",
                "name": "cse-sim",
                "softwareVersion": manifest["package"]["cse-sim"],
                "identifier": f"sha256:{manifest['code_sha256']}",
                "softwareRequirements": [
                    f"{library} {version}"
                    for library, version in manifest["libraries"].items()
                    if version
                ],
            },
            {
                "@id": "#inputs",
                "@type": "PropertyValue",
                "name": "resolved inputs, as in manifest.json",
                "value": f"sha256:{manifest['inputs_sha256']}",
            },
            *tables,
            *records,
        ],
    }


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    with whole(path) as beside:
        beside.write_text(text, encoding="utf-8")


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _installed_digest() -> str:
    """One hash of the names and versions of everything that is installed."""
    found = {f"{one.name}=={one.version}" for one in distributions()}
    return sha256("\n".join(sorted(found, key=str.lower)).encode())


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def _checkout() -> dict[str, Any] | None:
    """Commit of the checkout this program runs from, and whether files differ from it; None outside of one."""
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists() or installed("cse-sim") is None:
        return None
    try:
        commit = _git(root, "rev-parse", "HEAD")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.SubprocessError):
        return None
    return {"commit": commit, "changed": bool(changed)}


def _git(root: Path, *arguments: str) -> str:
    asked = ["git", "--no-optional-locks", "-C", str(root), *arguments]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=GIT_S, check=True)
    return done.stdout.strip()
