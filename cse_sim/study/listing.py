"""A table of indicators in blocks that fits the columns there are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

NARROW = 92
Cell = Text | str
Block = tuple[str, list[list[Cell]]]
"""A title and its rows; the first cell of a row names its indicator."""


class Listing:
    """Blocks of rows under the same columns, the last of which may wrap; ``spare`` is left out where it is narrow.

    The title of the first block heads the first column; the titles of the others are rows of their own.
    """

    def __init__(
        self, blocks: Sequence[Block], columns: Sequence[str], spare: str, right: Sequence[str]
    ) -> None:
        self.blocks, self.columns, self.spare, self.right = blocks, columns, spare, right

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        narrow = options.max_width < NARROW
        kept = [
            place for place, name in enumerate(self.columns) if not (narrow and name == self.spare)
        ]
        table = _table(self.blocks[0][0])
        for place in kept:
            name = self.columns[place]
            table.add_column(
                name,
                justify="right" if name in self.right else "left",
                no_wrap=place < len(self.columns) - 1,
                overflow="fold",
            )
        _fill(table, self.blocks, [0, *(place + 1 for place in kept)])
        yield table


class Overview:
    """Blocks of rows with one short word per strategy; as many tables as the strategies need."""

    def __init__(self, blocks: Sequence[Block], strategies: Sequence[str]) -> None:
        self.blocks, self.strategies = blocks, strategies

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for places in self._pages(options.max_width):
            table = _table(self.blocks[0][0])
            for place in places:
                table.add_column(self.strategies[place], no_wrap=True, overflow="fold")
            _fill(table, self.blocks, [0, *(place + 1 for place in places)])
            yield table

    def _pages(self, width: int) -> list[list[int]]:
        rows = [row for _, there in self.blocks for row in there]
        names = max(len(str(row[0])) for row in rows)
        pages: list[list[int]] = [[]]
        used = names
        for place, name in enumerate(self.strategies):
            needed = GAP + max(len(name), *(len(str(row[place + 1])) for row in rows))
            if pages[-1] and used + needed > width - GAP:
                pages.append([])
                used = names
            pages[-1].append(place)
            used += needed
        return pages


class Wide:
    """A table of which every column is whole: long names break at their joints, what does not fit goes on in another table.

    Columns are a name and its cells; ``key`` tells the rows of several tables apart.
    """

    def __init__(
        self, title: Text, key: tuple[str, list[str]], columns: Sequence[tuple[str, list[str]]]
    ) -> None:
        self.title, self.key, self.columns = title, key, list(columns)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        pages = [self.columns]
        if sum(map(_width, self.columns)) > options.max_width:
            pages = self._pages(options.max_width)
        yield self.title
        for page in pages:
            table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
            shown = [self.key, *page] if len(pages) > 1 else page
            for name, _ in shown:
                table.add_column(name, justify="right", no_wrap=True, overflow="fold")
            for row in zip(*(cells for _, cells in shown), strict=True):
                table.add_row(*row)
            yield table

    def _pages(self, width: int) -> list[list[tuple[str, list[str]]]]:
        broken = [(broken_name(name), cells) for name, cells in self.columns]
        if sum(map(_width, broken)) <= width:
            return [broken]
        pages: list[list[tuple[str, list[str]]]] = [[]]
        for column in broken:
            used = sum(map(_width, [self.key, *pages[-1], column]))
            if pages[-1] and used > width:
                pages.append([])
            pages[-1].append(column)
        return pages


def broken_name(name: str) -> str:
    """A name on several lines, broken after dots, colons, underscores and spaces."""
    lines = [""]
    for piece in re.findall(r"[^._: ]*[._: ]|[^._: ]+", name):
        if lines[-1] and len((lines[-1] + piece).rstrip()) > MOST_OF_A_NAME:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.rstrip() for line in lines)


def _width(column: tuple[str, list[str]]) -> int:
    name, cells = column
    return GAP + max(map(len, [*name.splitlines(), *cells]))


GAP = 2
MOST_OF_A_NAME = 12


def _table(title: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column(title, no_wrap=True, overflow="fold")
    return table


def _fill(table: Table, blocks: Sequence[Block], places: list[int]) -> None:
    for number, (title, rows) in enumerate(blocks):
        if number:
            table.add_row()
            table.add_row(Text(title, style="bold"))
        for row in rows:
            table.add_row(*(row[place] for place in places))
