"""The folder of a study: its manifest, and files that are there whole or not at all.

The manifest is written before any heavy import, so that an interrupted study can always be named and continued. Every
file is written beside its place, flushed to disk and then renamed; what a killed process leaves behind is ignored.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from cse_sim.errors import InputError, RunFailed
from cse_sim.study.growth import another_study, is_smaller
from cse_sim.study.no_study import no_study
from cse_sim.study.plan import Cuts, Study, code_digest
from cse_sim.study.shared_folder import LOCK, check_above, exclusive, sweep, temporary

SCHEMA = 1
LIBRARIES = ("numpy", "numba", "scipy", "pandas", "pyarrow", "pydantic", "mesa")
MANIFEST = "manifest.json"
RESTORE = "Put back a copy of it, or run the study again in another folder"
BOXES = "boxes"
"""The table of what ``compare --discover`` found in a finished study; it is gone when the study goes on."""
TABLES_ONLY = "tables_only"
"""What the manifest says of a folder into which Python saved the tables of a study without its parts."""

KEYS = {
    "command": list,
    "status": str,
    "inputs": dict,
    "inputs_sha256": str,
    "code_sha256": str,
    "tables": dict,
    "counts": dict,
    "start": str,
}

State = Literal["new", "unfinished", "finished"]


class Store:
    """Where a study lies: ``manifest.json``, ``parts/`` and, at the end, the tables."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(os.path.expanduser(folder))  # as Arrow would, so that all lies together
        self.parts = self.folder / "parts"

    def part(self, key: str) -> Path:
        return self.parts / f"{key}.parquet"

    def table(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"

    def manifest(self) -> dict[str, Any]:
        """The manifest as it is on disk.

        Raises
        ------
        InputError
            when there is none, or it is not one of ours.
        """
        path = self.folder / MANIFEST
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise no_study(self.folder, MANIFEST) from None
        except PermissionError as error:
            raise _unwritable(path, error) from error
        except NotADirectoryError:
            raise InputError(
                "this is a file, not a folder",
                path=str(self.folder),
                do="Name the folder given to --out",
            ) from None
        except (OSError, ValueError) as error:
            raise InputError("the manifest cannot be read", path=str(path), do=RESTORE) from error
        if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
            raise InputError(f"the manifest is not of schema {SCHEMA}", path=str(path), do=RESTORE)
        if not _sound(manifest):
            raise InputError("the manifest is damaged", path=str(path), do=RESTORE)
        return manifest

    def state(self, study: Study, extend: bool = False) -> State:
        """Whether this folder is free for the study, holds a part of it, or all of it.

        With ``extend`` a smaller version of the study is a part of it.

        Raises
        ------
        InputError
            when the folder holds anything else; it is not touched.
        RunFailed
            when it may not be looked into.
        """
        try:
            return self._state(study, extend)
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def _state(self, study: Study, extend: bool) -> State:
        if not self.folder.exists():
            check_above(self.folder)
            return "new"
        if not self.folder.is_dir():
            raise InputError(
                "this is a file, not a folder", path=str(self.folder), do="Use another --out"
            )
        if all(self._is_nothing(path) for path in self.folder.iterdir()):
            return "new"
        if not (self.folder / MANIFEST).exists():
            raise InputError(
                "the folder is not empty and holds no study",
                path=str(self.folder),
                do="Use another --out",
            )
        manifest = self._manifest_of(study, extend)
        if manifest["inputs_sha256"] != study.digest():
            return "unfinished"
        done = manifest["status"] == "done" and self._whole(manifest["tables"])
        return "finished" if done else "unfinished"

    def _manifest_of(self, study: Study, extend: bool) -> dict[str, Any]:
        manifest = self.manifest()
        if manifest["inputs_sha256"] == study.digest():
            return manifest
        before = Study.from_inputs(manifest["inputs"])
        if extend and is_smaller(before, study):
            return manifest
        raise another_study(study, before, extend, self.folder)

    def cuts(self) -> Cuts:
        """Where earlier, smaller versions of the study ended."""
        cuts = self.manifest().get("cuts", {})
        return Cuts(tuple(cuts.get("runs", ())), tuple(cuts.get("points", ())))

    def _is_nothing(self, path: Path) -> bool:
        """Whether this is left by somebody who has begun no study yet, or never will."""
        if path == self.parts and path.is_dir():
            return all(inside.name == LOCK for inside in path.iterdir())
        return path.name.endswith(".tmp")

    def _whole(self, tables: dict[str, str]) -> bool:
        """Whether every table lies here as it was written."""
        return all(
            self.table(name).exists() and _file_digest(self.table(name)) == digest
            for name, digest in tables.items()
        )

    def begin(
        self,
        study: Study,
        command: Sequence[str],
        extend: bool = False,
        sequential: Mapping[str, Any] | None = None,
    ) -> None:
        """Write the manifest with status ``planned``; an unfinished study keeps its command and its start.

        A study that grows keeps where it ended before, so that its last, partial blocks stay as they are. One that grows
        until a question is answered says so from here on, in ``sequential``.

        Raises
        ------
        InputError
            when another study has been begun here meanwhile.
        """
        manifest = planned_manifest(study, command)
        with self._alone():
            if (self.folder / MANIFEST).exists():
                before = self._manifest_of(study, extend)
                manifest["cuts"] = before.get("cuts", {})
                if before["inputs_sha256"] != study.digest():
                    manifest["cuts"] = _grown(before)
                elif before["status"] == "done" and self._whole(before["tables"]):
                    return  # finished by somebody else a moment ago
                if before["inputs_sha256"] == study.digest():
                    manifest |= {
                        name: before[name]
                        for name in ("command", "start", "seconds", "title", "sequential")
                        if name in before
                    }
            if sequential is not None:
                manifest["sequential"] = dict(sequential)
            self.write_manifest(manifest)
            self.table(BOXES).unlink(missing_ok=True)
            self._sweep()

    def update(self, **values: Any) -> None:
        """Change the manifest; a study that somebody else has finished meanwhile stays finished."""
        with self._alone():
            manifest = self.manifest()
            if manifest["status"] == "done" and values.get("status") != "done":
                return
            self.write_manifest(manifest | values)

    def reopen(self) -> None:
        """Make a finished study one that goes on."""
        with self._alone():
            self.write_manifest(self.manifest() | {"status": "interrupted"})

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with exclusive(self.parts):
                yield
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def write_manifest(self, manifest: dict[str, Any]) -> None:
        with whole(self.folder / MANIFEST) as path:
            text = json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False)
            path.write_text(text + "\n", encoding="utf-8")

    def finish(self, **told: Any) -> None:
        """Write status ``done`` and what is told of the study, then sweep up what killed writers left."""
        self.update(status="done", **told)
        self._sweep()

    def _sweep(self) -> None:
        for place in (self.folder, self.parts):
            sweep(place)


def planned_manifest(study: Study, command: Sequence[str]) -> dict[str, Any]:
    """The manifest of a study that has not begun."""
    inputs = study.inputs()
    return {
        "schema": SCHEMA,
        "command": list(command),
        "status": "planned",
        **({"title": study.title} if study.title else {}),
        "inputs": inputs,
        "inputs_sha256": study.digest(),
        "code_sha256": code_digest(),
        "tables": {},
        "package": {"cse-sim": installed("cse-sim")},
        "libraries": {name: installed(name) for name in LIBRARIES},
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cuts": {},
        "seeds": {"root": study.seed, "runs": [0, study.runs]},
        "counts": {"planned": study.planned, "done": 0, "failed": 0},
        "start": now(),
        "end": None,
    }


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A temporary path that becomes ``path`` when the block ends well, and vanishes when it does not.

    Raises
    ------
    RunFailed
        when the disk is full or the place may not be written.
    """
    beside = temporary(path)
    try:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            yield beside
            _flush(beside, os.O_RDWR)
            os.replace(beside, path)
            if os.name == "posix":
                _flush(path.parent, os.O_RDONLY)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error


def installed(library: str) -> str | None:
    """The installed version of a library, None if it is not installed."""
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritable(path: Path, error: OSError) -> RunFailed:
    reason = error.strerror or " ".join(str(error).split())
    return RunFailed(
        f"{path}: {reason}. Nothing half-written is left; make room or use another --out."
    )


def _sound(manifest: dict[str, Any]) -> bool:
    """Whether all that is read of a manifest is there, of the kind it should be."""
    try:
        named = Study.from_inputs(manifest["inputs"]).scenario_name
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    kinds = all(isinstance(manifest.get(key), kind) for key, kind in KEYS.items())
    return bool(named) and kinds


def _grown(before: dict[str, Any]) -> dict[str, list[int]]:
    """The cuts of a manifest and, besides, its own end."""
    ended = Study.from_inputs(before["inputs"])
    cuts = before.get("cuts", {})
    return {
        "runs": sorted({*cuts.get("runs", []), ended.runs}),
        "points": sorted({*cuts.get("points", []), ended.points}),
    }


def now() -> str:
    """The time, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
