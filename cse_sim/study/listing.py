"""A table of indicators in blocks that fits the columns there are."""

from __future__ import annotations

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


GAP = 2


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
