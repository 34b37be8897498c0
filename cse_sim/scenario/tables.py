"""The tables of a scenario, inline or beside it: CSV rows as nodes with their line and column.

A line that begins with ``#`` is a comment. Numbers are read as written; text is text. `events.csv` follows UCDP GED:
columns the model does not use are ignored and named once in the log. In every other table an unknown column is an
error.
"""

from __future__ import annotations

import contextlib
import csv
import logging
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from cse_sim.errors import InputError, nearest
from cse_sim.scenario.document import plain_value
from cse_sim.scenario.node import EMPTY, Node, Source

MOST_TABLE_BYTES = 50_000_000
LOG = logging.getLogger(__name__)

COMMUNITY_COLUMNS = ("name", "admin1", "latitude", "longitude", "population")
DEPLOYMENT_COLUMNS = ("date", "admin1", "kind", "strength")
EVENT_COLUMNS = ("id", "date_start", "type_of_violence", "latitude", "longitude", "best")
EVENT_EXTRAS = {
    "date_end": "",
    "date_prec": (1, 5),
    "where_prec": (1, 7),
    "event_clarity": (1, 2),
    "low": (0, 10_000_000),
    "high": (0, 10_000_000),
    "deaths_civilians": (0, 10_000_000),
    "side_a": "",
    "side_b": "",
}
TEXT_COLUMNS = {
    "name",
    "admin1",
    "date",
    "date_start",
    "date_end",
    "kind",
    "id",
    "side_a",
    "side_b",
}
WHOLE_COLUMNS = {
    "population",
    "type_of_violence",
    "best",
    *(name for name, limits in EVENT_EXTRAS.items() if limits),
}
"""Columns of whole numbers, which other programs may write as 7.0 where a cell of the column is empty."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}([T ]00:00:00(\.0+)?)?")
MIDNIGHT = re.compile(r"[T ]00:00:00(\.0+)?")


def table_rows(
    path: Path,
    source: Source,
    needed: Sequence[str],
    problems: list[InputError],
    *,
    ignore: bool = False,
    extras: Sequence[str] = (),
    shares: Sequence[str] | None = None,
) -> list[Node]:
    """The rows of a CSV file as mappings of nodes, one per line that is not a comment.

    Problems are added to `problems`; a row with the wrong number of cells is left out.
    """
    lines = _Lines(table_text(path, source))
    reader = csv.reader(lines, strict=True)
    rows: list[Node] = []
    header: list[str] | None = None
    try:
        while (cells := lines.next_row(reader)) is not None:
            place = Node({}, source, lines.first, 1)
            if header is None:
                header = [cell.strip() for cell in cells]
                if not _good_header(header, place, needed, extras, shares, ignore, problems):
                    return []
            elif len(cells) != len(header):
                problems.append(
                    place.error(f"the row has {len(cells)} cells, the header {len(header)}")
                )
            else:
                rows.append(_row(header, cells, lines.text, place))
    except csv.Error as error:
        problems.append(
            InputError(
                f"this is not a CSV table: {error}",
                do="Check the quotes",
                path=source.shown,
                line=lines.first or 1,
            )
        )
    if header is None:
        problems.append(
            InputError("the table is empty", path=source.shown, do="Begin with " + ",".join(needed))
        )
    return rows


def table_text(path: Path, source: Source) -> str:
    """The text of a data file; InputError if it is too large, can not be read or is not UTF-8."""
    try:
        if path.stat().st_size > MOST_TABLE_BYTES:
            raise InputError(
                "the file is over 50 MB", do="Keep only the rows of this place", path=source.shown
            )
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the file can not be read: {error.strerror or error}", path=source.shown
        ) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            "the file is not UTF-8", do="Save it as UTF-8", path=source.shown, line=line
        ) from error


class _Lines:
    """Lines of a CSV text without the comments, which remembers where the present row began."""

    def __init__(self, text: str) -> None:
        self.lines = iter(text.splitlines(keepends=True))
        self.line = 0
        self.first = 0
        self.text = ""
        self.between_rows = True

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for text in self.lines:
            self.line += 1
            if self.between_rows:
                if text.startswith("#") or not text.strip():
                    continue
                self.first, self.text, self.between_rows = self.line, text, False
            return text
        raise StopIteration

    def next_row(self, reader: Iterator[list[str]]) -> list[str] | None:
        self.between_rows = True
        return next(reader, None)


def _good_header(
    header: list[str],
    place: Node,
    needed: Sequence[str],
    extras: Sequence[str],
    shares: Sequence[str] | None,
    ignore: bool,
    problems: list[InputError],
) -> bool:
    if shares:
        extras = [*extras, *(f"share_{group}" for group in shares)]
    known = [*needed, *extras]
    found = len(problems)
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        problems.append(
            place.error("the columns are not separated by commas", do="Save the table with commas")
        )
        return False
    for name in dict.fromkeys(name for name in header if header.count(name) > 1):
        problems.append(place.error(f'the column "{name}" is given twice'))
    for name in needed:
        if name not in header:
            problems.append(
                place.error(
                    f'the column "{name}" is missing', allowed="Needed: " + ", ".join(needed)
                )
            )
    for group in shares if shares and len(shares) > 1 else ():
        if f"share_{group}" not in header:
            problems.append(
                place.error(
                    f'the column "share_{group}" is missing',
                    allowed=f"Groups: {', '.join(shares or ())}",
                )
            )
    unknown = [name for name in header if name not in known]
    if (
        shares is not None and not shares
    ):  # the groups themselves are wrong, so their columns can not be judged
        unknown = [name for name in unknown if not name.startswith("share_")]
    if unknown and ignore:
        LOG.warning("%s: columns that are not used: %s", place.source.shown, ", ".join(unknown))
    for name in () if ignore else unknown:
        column = (
            place.source,
            place.line,
            1 + sum(len(each) + 1 for each in header[: header.index(name)]),
        )
        problems.append(
            Node(None, *column).error(
                f'unknown column "{name}"',
                allowed="Known: " + ", ".join(known),
                do=nearest(name, known),
            )
        )
    return len(problems) == found


def _row(header: list[str], cells: list[str], text: str, place: Node) -> Node:
    assert place.line is not None
    for name, cell, column in zip(header, cells, _columns(cells, text), strict=True):
        word = cell.strip()
        node = Node(EMPTY if word == "" else word, place.source, place.line, column)
        if word and name not in TEXT_COLUMNS:
            with contextlib.suppress(
                InputError
            ):  # what is no number stays text, and the model says so
                node.value = plain_value(
                    word.lower() if word.lower() in ("true", "false") else word, node
                )
            if name in WHOLE_COLUMNS and isinstance(node.value, float) and node.value.is_integer():
                node.value = int(node.value)
        place.value[name] = node
        place.keys[name] = (place.line, column)
    return place


def _columns(cells: list[str], text: str) -> list[int]:
    if '"' not in text:
        starts = [1]
        for cell in cells:
            starts.append(starts[-1] + len(cell) + 1)
        return starts[: len(cells)]
    starts, quoted = [1], False
    for position, character in enumerate(text, start=1):
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            starts.append(position + 1)
    return (starts + [starts[-1]] * len(cells))[: len(cells)]


def event_rows(
    path: Path, source: Source, problems: list[InputError]
) -> tuple[list[Node], list[int | None]]:
    """The rows of a UCDP GED table shaped like HistoryEvent, and how precisely each is located (`where_prec`)."""
    rows = table_rows(
        path, source, EVENT_COLUMNS, problems, ignore=True, extras=tuple(EVENT_EXTRAS)
    )
    events: list[Node] = []
    precisions: list[int | None] = []
    ids: dict[str, int] = {}
    for row in rows:
        _check_event(row, ids, problems)
        kept = {"date": row.value["date_start"]}
        kept |= {name: row.value[name] for name in EVENT_COLUMNS[2:]}
        if isinstance(kept["date"].value, str):
            kept["date"].value = MIDNIGHT.sub("", kept["date"].value)
        keys = row.keys | {"date": row.keys["date_start"]}
        events.append(Node(kept, row.source, row.line, row.column, keys))
        precision = row.value.get("where_prec")
        precisions.append(
            precision.value if precision and isinstance(precision.value, int) else None
        )
    return events, precisions


def _check_event(row: Node, ids: dict[str, int], problems: list[InputError]) -> None:
    known = row.value["id"]
    if known.value is EMPTY:
        problems.append(known.error('"id" has no value', do="Give each event its own"))
    elif known.value in ids:
        problems.append(
            known.error(f'the id "{known.value}" is given twice (first in line {ids[known.value]})')
        )
    else:
        ids[known.value] = row.line or 0
    first, last = row.value["date_start"].value, row.value.get("date_end")
    if (
        last is not None
        and last.value is not EMPTY
        and isinstance(first, str)
        and last.value < first
    ):
        problems.append(last.error(f"{last.value} is before date_start", where="date_end"))
    for name, limits in EVENT_EXTRAS.items():
        cell = row.value.get(name)
        if (
            cell is not None
            and name == "date_end"
            and cell.value is not EMPTY
            and not DAY.fullmatch(cell.value)
        ):
            problems.append(
                cell.error(f'expected a date written YYYY-MM-DD, found "{cell.value}"', where=name)
            )
        if cell is None or cell.value is EMPTY or not isinstance(limits, tuple):
            continue
        if not isinstance(cell.value, int) or not limits[0] <= cell.value <= limits[1]:
            problems.append(
                cell.error(
                    f'"{cell.value}" is not allowed',
                    where=name,
                    allowed=f"Allowed: {limits[0]} to {limits[1]}",
                )
            )
