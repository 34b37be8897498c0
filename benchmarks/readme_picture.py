"""Draws the picture of the README from a finished comparison.

pip install matplotlib
python benchmarks/readme_picture.py results/liberia-demo docs/liberia.png
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd

ROWS = (
    ("stability_index", "Stability index (points)", 1.0, 1),
    ("deaths_civilians", "Civilians killed in 20 years", 1.0, -1),
    ("relapse", "Relapse into war (percentage points)", 100.0, -1),
    ("violent_disputes_per_1000", "Violent disputes (per 1,000 adults a year)", 1.0, -1),
    ("trust_in_peacekeepers", "Trust in peacekeepers (points of 100)", 100.0, 1),
    ("trust_between_groups", "Trust between groups (points of 100)", 100.0, 1),
    ("misconduct_true", "Misconduct by peacekeepers (cases)", 1.0, -1),
    ("reprisals_against_csos", "Reprisals against CSOs (cases)", 1.0, -1),
)
NAMES = {
    "none": "none: money unspent",
    "consult": "consultation",
    "partner": "partnership",
    "integrated": "integrated",
}
BETTER, WORSE, SAME = "#2166ac", "#b2182b", "#8c8c8c"


def colour(row: pd.Series) -> str:
    """Blue for better, red for worse, grey for what cannot be told apart."""
    return {"better": BETTER, "worse": WORSE}.get(str(row["verdict"]), SAME)


def main() -> None:
    """Read a comparison and draw it."""
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    table = pd.read_parquet(folder / "comparison.parquet")
    runs = int(table["pairs"].max())
    plt.rcParams.update({"font.family": "DejaVu Sans", "font.size": 9})
    figure, axes = plt.subplots(2, 4, figsize=(13, 5.3), sharey=True)
    for axis, (name, title, scale, sign) in zip(axes.ravel(), ROWS, strict=True):
        axis.axvline(0, color="#333333", linewidth=0.8)
        for place, (strategy, _label) in enumerate(reversed(NAMES.items())):
            row = table[(table["indicator"] == name) & (table["strategy"] == strategy)].iloc[0]
            middle, low, high = (scale * row[key] for key in ("mean_difference", "low", "high"))
            marker = {"better": "o", "worse": "X"}.get(str(row["verdict"]), "|")
            axis.plot(
                [low, high],
                [place, place],
                color=colour(row),
                linewidth=2.4,
                solid_capstyle="round",
            )
            axis.plot(middle, place, marker, color=colour(row), markersize=7, markeredgewidth=1.6)
            axis.set_yticks(range(len(NAMES)), list(reversed(NAMES.values())))
        axis.set_title(title, fontsize=9, loc="left")
        arrow = "better →" if sign > 0 else "← better"
        axis.annotate(
            arrow,
            (1 if sign > 0 else 0, -0.34),
            xycoords="axes fraction",
            fontsize=7.5,
            ha="right" if sign > 0 else "left",
            color="#555555",
        )
        axis.spines[["top", "right", "left"]].set_visible(False)
        axis.tick_params(left=False)
        axis.margins(x=0.12, y=0.2)
    figure.suptitle(
        f"Liberia 2003–2023, {runs} simulated worlds: difference from spending the same money on more peacekeepers",
        x=0.01,
        ha="left",
        fontsize=11,
        fontweight="bold",
    )
    figure.text(
        0.01,
        0.005,
        "Lines: 95 % intervals of paired differences under the same luck.  ● better  ✕ worse  | cannot be told apart, "
        "or too small to matter (test adjusted for four comparisons).  Compares, never predicts.",
        fontsize=7.8,
        color="#444444",
    )
    figure.tight_layout(rect=(0, 0.03, 1, 0.95))
    figure.savefig(target, dpi=130)


if __name__ == "__main__":
    main()
