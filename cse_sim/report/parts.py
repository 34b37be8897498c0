"""What a page is made of: sections, figures of several panels, and the tables behind them."""

from __future__ import annotations

from dataclasses import dataclass

from cse_sim.report.svg import Drawing


@dataclass(frozen=True)
class Table:
    """Text in rows; the first cell of a row heads it, the first ``words`` cells are words and the rest numbers.

    Columns of an ``even`` table are equally wide.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1
    even: bool = False


@dataclass(frozen=True)
class Panel:
    """One drawing under its own title."""

    title: str
    note: str
    drawing: Drawing


@dataclass(frozen=True)
class Figure:
    """Panels that are read together, how to read them, and all their numbers."""

    key: str
    title: str
    how_to_read: str
    panels: tuple[Panel, ...]
    table: Table
    open: bool = False


@dataclass(frozen=True)
class Section:
    """A part of the page: paragraphs, tables, points after their lead, figures, folded tables, in this order."""

    key: str
    title: str
    paragraphs: tuple[str, ...] = ()
    lead: str = ""
    points: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    folded: tuple[Table, ...] = ()
