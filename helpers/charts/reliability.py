"""The chart of agreement between coders, for every theme that was coded more than once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from helpers.chart import Chart, canvas
from helpers.finding import percent
from helpers.style import BLUE, GRID, MUTED, TEAL

ROW = 0.3
"""Inches."""
CUSTOMARY = (0.667, 0.8)
"""Krippendorff (2018): below the first discard, from the second on rely."""
SUBTITLE = (
    "Krippendorff's alpha (nominal): 1 is full agreement, 0 is chance. Bar: 95 % bootstrap interval. "
    "Where nobody disagrees, an interval would be a point; the dashed line then is the rule of three: "
    "the share of units (3/n) that may disagree unseen, not a value of alpha"
)


def agreement(table: pd.DataFrame, title: str, source: str, evidence: Sequence[str] = ()) -> Chart:
    """Return the chart of ``reliability.agreement``: a row a value of its first column, in its order.

    A dot with a bar is alpha with its interval; a diamond with a dashed line shows that nothing disagreed,
    and how large a share of units (3/n) may do so all the same. Raises ValueError for an empty table.
    """
    if table.empty:
        raise ValueError("agreement: the table is empty")
    by = str(table.columns[0])
    figure, axes = canvas(ROW * len(table) + 0.95)
    names = table[by].astype(str).str.replace("_", " ")
    for place, (_, row) in enumerate(table.iterrows()):
        _row(axes, place, row)
    left = min(0.0, table["low"].min(), (1 - table["bound"]).min())
    axes.set(xlim=(left - 0.02, 1.02), ylim=(len(table) - 0.4, -0.9), xlabel="Krippendorff's alpha")
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
        subtitle=SUBTITLE,
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
    if sure:
        axes.plot([1 - row["bound"], 1], [place] * 2, color=colour, linestyle=(0, (3, 2)), marker="|")
    axes.plot(row["alpha"], place, color=colour, marker="D" if sure else "o", markersize=7, clip_on=False)
    axes.text(1.03, place, _words(row), transform=axes.get_yaxis_transform(), va="center", fontsize=7.5)


def _words(row: pd.Series[Any]) -> str:
    """Return alpha and the units that disagree in words."""
    if not row["units"]:
        return "no unit with two coders"
    value = "undefined (one value)" if pd.isna(row["alpha"]) else f"{row['alpha']:.2f}"
    share = f"; up to {percent(row['bound'], 0)} may" if pd.notna(row["bound"]) else ""
    return f"{value}; {row['units_disagreeing']} of {row['units']} units differ{share}"
