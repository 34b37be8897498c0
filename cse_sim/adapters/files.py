"""A finished study as a file that other programs read: one table as CSV or JSON, or all runs and weeks as NetCDF."""

from __future__ import annotations

import io
import json
from pathlib import Path

from cse_sim.study.giving_out import check_place
from cse_sim.study.results import Results
from cse_sim.study.store import Store, whole

FORMATS = ("netcdf", "csv", "json")


def table_as(results: Results, name: str, kind: str) -> bytes:
    """A table as CSV, with a line of names, or as a JSON array of flat objects; what does not exist is empty or null.

    Numbers are written so that reading them gives the same number to the last bit.

    Raises
    ------
    InputError
        when the study does not have it.
    """
    if kind == "json":
        rows = ",\n".join(
            json.dumps(row, ensure_ascii=False, allow_nan=False) for row in results.rows(name)
        )
        return f"[\n{rows}\n]\n".encode() if rows else b"[]\n"
    from pyarrow.csv import write_csv

    table = results.arrow(name)
    written = io.BytesIO()
    write_csv(table, written)
    return written.getvalue()


def export(folder: Path, kind: str, place: Path, name: str, overwrite: bool = False) -> None:
    """Write a finished study, or its table of this name, to a file, whole or not at all.

    A file that is there already is replaced only with ``overwrite``, and one of the study's own never.

    Raises
    ------
    InputError
        when the study is not finished, has no such table, or the file is there already.
    RunFailed
        when the file cannot be written.
    """
    results = Results.opened(folder)
    check_place(Store(folder), place, overwrite)
    if kind == "netcdf":
        from cse_sim.adapters.xarray import write_netcdf

        write_netcdf(results, place)
        return
    written = table_as(results, name, kind)
    with whole(place) as beside:
        beside.write_bytes(written)
