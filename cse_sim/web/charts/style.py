"""One look for all charts: few colours, each with a meaning that a word or a pattern says as well.

Strategies take the colours of Okabe and Ito (2008), Color universal design, which people with any colour vision can
tell apart; each also has its own kind of line.
"""

from __future__ import annotations

from typing import Any

INK, QUIET, RULE, PAPER = "#1c2430", "#5a6472", "#dcdfe3", "#ffffff"
BASELINE = "#6b7280"
OWN_COLOUR = "#0b5c93"
STRATEGIES = (
    ("#0b5c93", "solid"),
    ("#c2500c", "dashed"),
    ("#00805f", "dotted"),
    ("#a3487f", [10, 4, 2, 4]),
    ("#7a6a00", [2, 2]),
)
FONT = "Charter, 'Bitstream Charter', 'Sitka Text', Cambria, 'Noto Serif', Georgia, serif"
DIVERGING = ("#8c510a", "#d8b365", "#f3f1ec", "#7fbfb3", "#01665e")
SEQUENTIAL = ("#eef3f7", "#b9d2e3", "#7fadcc", "#3f80ac", "#0b4a78")


def frame(description: str) -> dict[str, Any]:
    """What every chart has in common."""
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK, "fontSize": 12},
        "aria": {"enabled": True, "label": {"description": description}},
        "backgroundColor": "transparent",
    }


def axis(kind: str, **more: Any) -> dict[str, Any]:
    """An axis that stays in the background."""
    return {
        "type": kind,
        "axisLine": {"lineStyle": {"color": RULE}},
        "axisTick": {"show": False},
        "axisLabel": {"color": QUIET, "hideOverlap": True},
        "splitLine": {"show": kind == "value", "lineStyle": {"color": "#eef0f2"}},
        **more,
    }


def numbers(values: Any, digits: int = 6) -> list[float | None]:
    """A row of numbers as JSON has them: NaN is null, and no more digits than a screen needs."""
    return [None if value != value else float(f"{value:.{digits}g}") for value in values]
