"""Reading a report as a program: its tags, its visible text, its drawings."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

from cse_sim.report.page import write_report
from tests.report import studies


def page_of(folder: Path) -> str:
    return write_report(folder).read_text(encoding="utf-8")


def compared(tmp_path: Path, **changes: object) -> str:
    return page_of(studies.comparison(tmp_path / "study", **changes))  # type: ignore[arg-type]


class Reader(HTMLParser):
    """Tags in order, the text of each heading, and the text outside what is folded."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.open: list[str] = []
        self.visible = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("details", "style", "title", "desc"):
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.open:
            self.visible += data


def drawings(page: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.S)]
