"""Small drawings in SVG: lines, marks and words with a title and a description, styled by the page's own sheet.

Text is escaped by the XML writer of the standard library. Numbers have one decimal, so equal inputs give equal bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

WIDTH = 350.0
"""Of a panel, in units that a screen shows as about a pixel each."""

LETTER = 6.9
"""Width of a letter, on the generous side."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Scale:
    """Numbers from ``low`` to ``high`` onto places from ``first`` to ``last``."""

    low: float
    high: float
    first: float
    last: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if span else 0.5
        return self.first + share * (self.last - self.first)

    def ticks(self, most: int = 5) -> list[float]:
        """Round numbers within the range, at most about ``most`` of them."""
        span = self.high - self.low
        if not (span > 0 and math.isfinite(span)):
            return [self.low]
        rough = span / most
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * size for size in (1, 2, 5, 10) if power * size >= rough * (1 - 1e-9))
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [step * number for number in range(first, last + 1)]


def around(numbers: Iterable[float | None], *always: float) -> tuple[float, float]:
    """A range that holds all numbers that exist, and ``always``, with a little room at both ends."""
    there = [n for n in numbers if n is not None and math.isfinite(n)] + list(always)
    low, high = (min(there), max(there)) if there else (0.0, 1.0)
    room = 0.06 * (high - low) or max(abs(high), 1.0) * 0.5
    return low - room, high + room


class Drawing:
    """One picture. ``key`` is its name on the page; no two drawings share one."""

    def __init__(self, key: str, height: float, title: str, says: str, width: float = WIDTH):
        self.width, self.height = width, height
        names = f"{key}-title {key}-says"
        self._root = Element(
            "svg",
            {
                "viewBox": f"0 0 {_short(width)} {_short(height)}",
                "role": "img",
                "aria-labelledby": names,
            },
        )
        for tag, name, text in zip(("title", "desc"), names.split(), (title, says), strict=True):
            SubElement(self._root, tag, {"id": name}).text = text

    def __html__(self) -> str:
        return tostring(self._root, encoding="unicode", short_empty_elements=True)

    def line(self, start: Point, end: Point, style: str) -> None:
        places = zip(("x1", "y1", "x2", "y2"), (*start, *end), strict=True)
        self._add("line", style, **dict(places))

    def box(self, x: float, y: float, width: float, height: float, style: str) -> None:
        """A rectangle; from right to left or upwards if a size is negative."""
        corner = {"x": min(x, x + width), "y": min(y, y + height)}
        self._add("rect", style, **corner, width=abs(width), height=abs(height))

    def dot(self, x: float, y: float, style: str, radius: float = 4.5) -> None:
        self._add("circle", style, cx=x, cy=y, r=radius)

    def path(self, points: Sequence[Point], style: str, closed: bool = False) -> None:
        if points:
            steps = "L".join(f"{_short(x)} {_short(y)}" for x, y in points)
            SubElement(
                self._root, "path", {"class": style, "d": f"M{steps}{'Z' if closed else ''}"}
            )

    def shape(self, rings: Iterable[Sequence[Point]], style: str) -> None:
        """One area of several rings; a ring within another is a hole."""
        steps = ("L".join(f"{_short(x)} {_short(y)}" for x, y in ring) for ring in rings)
        outline = "".join(f"M{ring}Z" for ring in steps)
        facts = {"class": style, "d": outline, "fill-rule": "evenodd"}
        SubElement(self._root, "path", facts)

    def text(self, x: float, y: float, said: str, style: str = "", anchor: str = "start") -> None:
        facts = {"x": _short(x), "y": _short(y), "text-anchor": anchor}
        SubElement(self._root, "text", facts | ({"class": style} if style else {})).text = said

    def axis(
        self, scale: Scale, y: float, top: float, labels: Sequence[tuple[float, str]], style: str
    ) -> None:
        """Thin lines from ``top`` down to a labelled baseline at ``y``; labels never run into each other."""
        free = -math.inf
        for value, label in labels:
            x = scale(value)
            self.line((x, top), (x, y), style)
            half = 3.4 * len(label)
            place = min(max(x, half), self.width - half)
            if place - half > free:
                self.text(place, y + 17, label, "tick", "middle")
                free = place + half + 4

    def _add(self, tag: str, style: str, **numbers: float) -> None:
        places = {name: _short(number) for name, number in numbers.items()}
        SubElement(self._root, tag, {"class": style} | places)


def beside(text: str, value: str) -> str:
    """A text cut so that it leaves room for a value at the other end of its line."""
    room = WIDTH - 30.0 - LETTER * len(value)
    return clipped(text, max(4, int(room / LETTER)))


def clipped(text: str, most: int) -> str:
    """A text that is cut with an ellipsis if it is longer than ``most`` letters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _short(number: float) -> str:
    return f"{round(number, 1) + 0.0:.1f}".removesuffix(".0")
