"""The chart of agreement between coders, for every theme that was coded more than once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from helpers.chart import Chart, canvas
from helpers.finding import count, percent
from helpers.style import BLUE, GRID, MUTED, TEAL

ROW = 0.3
"""Inches."""
CUSTOMARY = (0.667, 0.8)
"""Krippendorff (2018): below the first discard, from the second on rely."""
START = 0.6
"""Where the axis begins if no value is lower."""
SUBTITLE = (
    "Krippendorff's alpha (nominal): 1 is full agreement, 0 is chance. Dot and bar: 95 % bootstrap interval. "
    f"Dotted lines: Krippendorff's limits for tentative ({CUSTOMARY[0]:g}) and for firm ({CUSTOMARY[1]:g}) "
    "conclusions. Diamond: nobody differs; in brackets how large a share of units may differ all the same, "
    "at 95 % (rule of three, 3/n)"
)


def agreement(table: pd.DataFrame, title: str, source: str, evidence: Sequence[str] = ()) -> Chart:
    """Return the chart of ``reliability.agreement``: a row a value of its first column, in its order.

    A dot with a bar is alpha with its interval, a diamond an alpha where nothing disagreed; the words beside
    it say how large a share of units (3/n) may do so all the same. The row ``all`` counts decisions, several
    a unit. Raises ValueError for an empty table.
    """
    if table.empty:
        raise ValueError("agreement: the table is empty")
    by = str(table.columns[0])
    figure, axes = canvas(ROW * len(table) + 0.95)
    # Text is wider in the PNG than where it is laid out.
    figure.set_layout_engine("constrained", w_pad=0.2)
    names = table[by].astype(str).str.replace("_", " ")
    for place, (_, row) in enumerate(table.iterrows()):
        _row(axes, place, row)
    # A hair is added, since a tenth may be stored as a little less.
    lowest = table[["low", "alpha"]].fillna(START).to_numpy().min()
    left = min(START, math.floor(10 * lowest + 1e-9) / 10)
    begin = f"; the axis begins at {left:g}".replace("-", "−") if left else ""
    axes.set(
        xlim=(left - 0.02 * (1 - left), 1 + 0.02 * (1 - left)),
        ylim=(len(table) - 0.4, -0.9),
        xlabel="Krippendorff's alpha",
    )
    axes.set_yticks(range(len(table)), names)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    for value in CUSTOMARY:
        axes.vlines(value, -0.45, len(table), color=MUTED, linewidth=0.8, linestyle=":", zorder=0)
        axes.text(value, -0.55, f"{value:g}", fontsize=7.5, color=MUTED, ha="center", va="bottom")
    said = [f"{name}: {_words(row)}" for name, (_, row) in zip(names, table.iterrows(), strict=True)]
    return Chart(
        figure=figure,
        title=title,
        subtitle=SUBTITLE + begin,
        alt=f"Krippendorff's alpha. {'. '.join(said)}.",
        source=source,
        data=table.rename(columns={"units_disagreeing": "units that disagree", "bound": "rule of three"}),
        evidence=evidence,
    )


def _row(axes: Axes, place: int, row: pd.Series[Any]) -> None:
    """Draw one row: what is missing (NaN) is not drawn."""
    sure = pd.notna(row["bound"])
    colour = TEAL if sure else BLUE
    axes.axhline(place, color=GRID, linewidth=0.7, zorder=0)
    axes.plot([row["low"], row["high"]], [place] * 2, color=colour, linewidth=3.5, solid_capstyle="butt")
    axes.plot(row["alpha"], place, color=colour, marker="D" if sure else "o", markersize=7, clip_on=False)
    axes.text(1.03, place, _words(row), transform=axes.get_yaxis_transform(), va="center", fontsize=7.5)


def _words(row: pd.Series[Any]) -> str:
    """Return alpha and the units that disagree in words."""
    if not row["units"]:
        return "no unit with two coders"
    value = "undefined (one value)" if pd.isna(row["alpha"]) else f"{row['alpha']:.2f}"
    share = f" (at most {percent(row['bound'], 0)} may)" if pd.notna(row["bound"]) else ""
    differ = f"differ{'s' if row['units_disagreeing'] == 1 else ''}"
    counted = count(row["units"], "decision" if row.iloc[0] == "all" else "unit")
    return f"{value}; {row['units_disagreeing']} of {counted} {differ}{share}"
