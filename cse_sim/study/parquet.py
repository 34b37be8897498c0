"""Reading Parquet files in this thread alone.

Arrow's own ``read_table`` reads through a dataset whose threads may outlive it; now and then one is still alive when
Python ends, and the process dies of SIGABRT after its work is done (apache/arrow issue 34314).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq


def read_parquet(
    source: Path | IO[bytes], wanted: Callable[[str], bool] = lambda name: True
) -> pa.Table:
    """Those columns of a file whose names are wanted."""
    with pq.ParquetFile(source) as file:
        names = [name for name in file.schema_arrow.names if wanted(name)]
        return file.read(columns=names, use_threads=False)


def read_rows(source: Path, names: list[str], first: int, stop: int, group: int) -> pa.Table:
    """Rows ``first`` to before ``stop`` of those columns, from a file whose row groups hold ``group`` rows each."""
    with pq.ParquetFile(source) as file:
        groups = range(first // group, (stop - 1) // group + 1)
        there = [name for name in names if name in file.schema_arrow.names]
        table = file.read_row_groups(list(groups), columns=there, use_threads=False)
    return table.slice(first - groups[0] * group, stop - first)
