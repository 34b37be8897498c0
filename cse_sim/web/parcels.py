"""What a visitor takes away: names, kinds and contents of files."""

from __future__ import annotations

import base64
import csv
import io
from typing import Any

from cse_sim.web.answers import Answer
from cse_sim.web.choices import Choices
from cse_sim.web.full_studies import Finished
from cse_sim.web.question import FILE
from cse_sim.web.texts import ENGLISH, words
from cse_sim.web.verdicts import verdict

KINDS = {
    "yaml": "text/yaml",
    "csv": "text/csv",
    "json": "application/json",
    "html": "text/html",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
}
ON_SCREEN = "screen.csv"
LARGEST = 40 * 2**20


def file_rows(finished: Finished, language: str) -> list[dict[str, Any]]:
    """The files of a finished study, the report first; a table can also be had as CSV."""
    titles = words(language, "take")
    rows = []
    for name, content in sorted(finished.files.items(), key=lambda pair: _order(pair[0])):
        stem, _, kind = name.rpartition(".")
        rows.append(
            {
                "name": name,
                "title": titles.get(stem, stem.replace("_", " ")),
                "kind": kind.upper() if kind != "parquet" else "Parquet",
                "size": f"{len(content) / 1024:,.0f} kB",
                "csv": f"{stem}.csv" if kind == "parquet" else "",
            }
        )
    return rows


def content_of(
    name: str,
    choices: Choices,
    text: str,
    answer: Answer | None,
    finished: Finished | None,
    language: str = ENGLISH,
) -> bytes | None:
    """A file by the name on its button; None if there is none of this name."""
    if name == FILE:
        return text.encode()
    if name in dict(choices.files):
        return dict(choices.files)[name].encode()
    if name == ON_SCREEN and answer is not None:
        return rows_as_csv(screen_rows(answer, language))
    if finished is not None:
        if name in finished.files:
            return finished.files[name]
        table = f"{name.removesuffix('.csv')}.parquet"
        if name.endswith(".csv") and table in finished.files:
            return table_as_csv(finished.files[table])
    return None


def screen_rows(answer: Answer, language: str) -> list[dict[str, Any]]:
    """The rows of the comparison, each with the words of the page on it and how many worlds were planned."""
    planned = answer.study.runs
    return [
        {
            **row,
            "verdict_in_words": verdict(language, row),
            "worlds": answer.runs,
            "worlds_planned": planned,
        }
        for row in answer.rows
    ]


def saved_as(name: str, answer: Answer | None) -> str:
    """What a file is called where it is saved: one taken before all worlds are in says how many it holds."""
    if name != ON_SCREEN or answer is None or answer.complete:
        return name
    return f"screen_{answer.runs}_of_{answer.study.runs}_worlds.csv"


def parcel(name: str, content: bytes, number: int) -> dict[str, Any]:
    """A file as the page takes it; the number tells two downloads of the same file apart."""
    return {
        "name": name,
        "kind": KINDS.get(name.rpartition(".")[2], "application/octet-stream"),
        "content": base64.b64encode(content).decode(),
        "number": number,
    }


def rows_as_csv(rows: list[dict[str, Any]]) -> bytes:
    """Flat rows as CSV; what does not exist is empty."""
    stream = io.StringIO()
    if rows:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return stream.getvalue().encode()


def table_as_csv(content: bytes) -> bytes:
    """A Parquet table as CSV."""
    import pyarrow.csv
    import pyarrow.parquet

    stream = io.BytesIO()
    pyarrow.csv.write_csv(pyarrow.parquet.read_table(io.BytesIO(content)), stream)
    return stream.getvalue()


def _order(name: str) -> tuple[int, str]:
    first = ("report.html", "comparison.parquet", "runs.parquet", "weekly.parquet")
    return (first.index(name) if name in first else len(first), name)
