"""``boxes.parquet``: in which worlds a strategy fails, one row per limit; written when it is asked for with ``--discover``.

target                  what was asked for
parameter, low, high    a side of the box; null where it is open    [unit of the parameter]
quasi_p, reproduced     of a limit: chance that it does nothing, share of half-sized samples in which it comes back
density, coverage       share of the box's runs with the target, share of all such runs that are in the box
mass, base_rate         share of the runs in the box, share of the runs with the target
p_value                 of the box, in runs it was not made from
note                    why there is no box: a row without parameter
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from cse_sim.study.gather import write_rows
from cse_sim.study.parquet import read_parquet
from cse_sim.study.provenance import list_table
from cse_sim.study.store import BOXES, Store

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = ("quasi_p", "reproduced", "density", "coverage", "mass", "base_rate", "p_value")
SCHEMA = pa.schema(
    [
        ("strategy", pa.string()),
        ("point", pa.int64()),
        ("target", pa.string()),
        ("parameter", pa.string()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        *((name, pa.float64()) for name in NUMBERS),
        ("runs", pa.int64()),
        ("method", pa.string()),
        ("note", pa.string()),
    ]
)


def keep_boxes(found: pd.DataFrame, store: Store) -> None:
    """Write what ``discover`` found beside the other tables of a finished study; other targets stay, in order."""
    table = pa.Table.from_pandas(found, schema=SCHEMA, preserve_index=False)
    if BOXES in store.manifest()["tables"]:
        before = read_parquet(store.table(BOXES))
        asked = pc.is_in(before["target"], table["target"].unique())
        table = pa.concat_tables([before.filter(pc.invert(asked)), table])
    places = pc.sort_indices(table["target"])  # stable
    write_rows([table.replace_schema_metadata(None).take(places)], BOXES, store)
    list_table(BOXES, store)
