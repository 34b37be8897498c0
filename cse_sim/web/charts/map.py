"""The country: one value per administrative unit, hatched where the sign of a difference is not sure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from cse_sim.web.charts.style import DIVERGING, INK, PAPER, QUIET, SEQUENTIAL, frame

MAP = "units"
HATCH = {
    "symbol": "rect",
    "dashArrayX": [1, 0],
    "dashArrayY": [2, 5],
    "rotation": 0.785,
    "color": "rgba(28,36,48,0.45)",
}


def map_option(
    values: Mapping[str, float],
    unsure: Sequence[str],
    limits: tuple[float, float],
    diverging: bool,
    unit: str,
    description: str,
    decimals: int,
    ends: tuple[str, str],
    latitude: float = 0.0,
) -> dict[str, Any]:
    """Units of the map coloured between the limits; ``unsure`` ones are hatched, ``ends`` are the limits in words; without a value they stay white."""
    return {
        **frame(description),
        "tooltip": {"trigger": "item", "formatter": "{b}: {c}"},
        "visualMap": {
            "min": limits[0],
            "max": limits[1],
            "precision": decimals,
            "calculable": False,
            "orient": "horizontal",
            "left": "center",
            "bottom": 0,
            "itemWidth": 12,
            "itemHeight": 120,
            "text": [f"{ends[1]} {unit}", ends[0]],
            "textStyle": {"color": QUIET},
            "inRange": {"color": list(DIVERGING if diverging else SEQUENTIAL)},
        },
        "series": [
            {
                "type": "map",
                "map": MAP,
                "nameProperty": "admin1",
                "roam": False,
                "aspectScale": round(math.cos(math.radians(latitude)), 3),
                "selectedMode": False,
                "top": 2,
                "bottom": 30,
                "label": {
                    "show": len(values) <= 20,
                    "color": INK,
                    "fontSize": 10,
                    "textBorderColor": PAPER,
                    "textBorderWidth": 2,
                },
                "itemStyle": {"borderColor": PAPER, "borderWidth": 1.2, "areaColor": "#ffffff"},
                "emphasis": {
                    "label": {"show": True},
                    "itemStyle": {"areaColor": None, "borderColor": INK},
                },
                "data": [
                    _unit(name, value, name in unsure, decimals) for name, value in values.items()
                ],
            }
        ],
    }


def _unit(name: str, value: float, unsure: bool, decimals: int) -> dict[str, Any]:
    shown = None if value != value else round(value, decimals + 2)
    style = {"itemStyle": {"decal": HATCH}} if unsure else {}
    return {"name": name, "value": shown, **style}
