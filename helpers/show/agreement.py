"""The chart of agreement between coders, for every theme that was coded more than once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from helpers.show.chart import Chart, canvas
from helpers.show.finding import NoRows, needs
from helpers.show.style import BLUE, GREY, GRID, MUTED, PAPER, TEAL
from helpers.show.words import count, percent

ROW = 0.3
"""Inches."""
CUSTOMARY = (0.667, 0.8)
"""Krippendorff (2018): below the first discard, from the second on rely."""
NAMES = {
    "units_disagreeing": "units that disagree",
    "rarest": "fewest units with or without the commonest value",
    "enough": "enough to tell",
    "alike": "raw agreement",
    "chance": "agreement by chance",
    "flat": "resamples without variation",
    "bound": "upper bound",
    "usable": "for findings",
}
"""Columns as they are shown."""
COLUMNS = {"alpha": 14.0, "{units} that differ": 58.0, "raw": 152.0, "chance": 190.0}
"""What stands beside a row, and where it begins, in points from the end of the axis."""
START = 0.6
"""Where the axis begins if no value is lower."""
SUBTITLE = (
    "Krippendorff's alpha (nominal): 1 is full agreement, 0 is chance. Dot and bar: 95 % bootstrap interval. "
    f"Dotted lines: limits for tentative ({CUSTOMARY[0]:g}) and for firm ({CUSTOMARY[1]:g}) conclusions. "
    "Diamond: nobody differs; in brackets the share of {units} that may all the same (one-sided 95 % bound). "
    "Hollow: too few {units} to tell"
)


@needs()
def agreement(
    table: pd.DataFrame, title: str, source: str, evidence: Sequence[str] = (), unit: str = "unit"
) -> Chart:
    """Return the chart of ``reliability.agreement``: a row a value of its first column, in its order.

    A dot with a bar is alpha with its interval, a diamond an alpha where nothing disagreed; the words beside
    it say how large a share of units may do so all the same. A hollow mark has too few units to tell.
    A column ``usable`` may say which rows carry findings: the others are grey and broken. ``unit`` is what a
    unit is called.
    """
    if table.empty:
        raise NoRows("nothing was coded whose agreement could be measured")
    by = str(table.columns[0])
    figure, axes = canvas(ROW * len(table) + 0.95)
    # Text is wider in the PNG than where it is laid out.
    figure.set_layout_engine("constrained", w_pad=0.2)
    names = table[by].astype(str).str.replace("_", " ")
    for place, (_, row) in enumerate(table.iterrows()):
        _row(axes, place, row, unit)
    # A hair is added, since a tenth may be stored as a little less.
    lowest = table[["low", "alpha"]].fillna(START).to_numpy().min()
    left = min(START, math.floor(10 * lowest + 1e-9) / 10)
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
        side = "right" if value == CUSTOMARY[0] else "left"
        axes.text(value, -0.55, f"{value:g}", fontsize=7.5, color=MUTED, ha=side, va="bottom")
    for head, away in COLUMNS.items():
        _write(axes, -0.8, away, head.format(units=f"{unit}s"), color=MUTED)
    apart = "" if table.get("usable", pd.Series(True)).all() else ". Grey and broken, †: not for findings"
    said = [f"{name}: {_words(row, unit)}" for name, (_, row) in zip(names, table.iterrows(), strict=True)]
    return Chart(
        figure=figure,
        title=title,
        subtitle=SUBTITLE.format(units=f"{unit}s") + apart,
        alt=f"Krippendorff's alpha. {'. '.join(said)}.",
        source=source,
        data=table.rename(columns=NAMES),
        evidence=evidence,
    )


def _row(axes: Axes, place: int, row: pd.Series[Any], unit: str) -> None:
    """Draw one row with its words: what is missing (NaN) is not drawn."""
    sure = pd.notna(row["bound"])
    usable = row.get("usable", True)
    colour = (TEAL if sure else BLUE) if usable else GREY
    fill = colour if row["enough"] else PAPER
    axes.axhline(place, color=GRID, linewidth=0.7, zorder=0)
    bar = {"solid_capstyle": "butt"} if usable else {"dashes": (1.6, 0.8), "dash_capstyle": "butt"}
    axes.plot([row["low"], row["high"]], [place] * 2, color=colour, linewidth=3.5, **bar)
    axes.plot(
        row["alpha"], place, "D" if sure else "o", color=colour, markerfacecolor=fill, markersize=7,
        clip_on=False,
    )  # fmt: skip
    for away, words in zip(COLUMNS.values(), _cells(row, unit), strict=False):
        _write(axes, place, away, words)


def _write(axes: Axes, place: float, away: float, words: str, **style: Any) -> None:
    """Write beside the axes, ``away`` points from their right end."""
    spot = (1, place), (away, 0), axes.get_yaxis_transform(), "offset points"
    axes.annotate(words, *spot, fontsize=7.5, va="center", annotation_clip=False, **style)


def _cells(row: pd.Series[Any], unit: str) -> list[str]:
    """Return what stands under ``COLUMNS``; one remark where no unit has two coders."""
    if not row["units"]:
        return [f"no {unit} with two coders"]
    value = f"{row['alpha']:.2f}" if row["enough"] else "too few"
    value = "one value" if pd.isna(row["alpha"]) else value
    share = f" (at most {percent(row['bound'], 0)})" if pd.notna(row["bound"]) else ""
    return [
        value,
        f"{row['units_disagreeing']} of {row['units']}{share}",
        percent(row["alike"], 0),
        percent(row["chance"], 0),
    ]


def _words(row: pd.Series[Any], unit: str) -> str:
    """Return alpha, the units that disagree, and raw agreement with that by chance, in words."""
    if not row["units"]:
        return f"no {unit} with two coders"
    value = f"{row['alpha']:.2f}" if row["enough"] else "too few to tell"
    value = "one value only" if pd.isna(row["alpha"]) else value
    share = f" (at most {percent(row['bound'], 0)} may)" if pd.notna(row["bound"]) else ""
    differ = f"differ{'s' if row['units_disagreeing'] == 1 else ''}"
    raw = f"raw {percent(row['alike'], 0)}, chance {percent(row['chance'], 0)}"
    return f"{value}; {row['units_disagreeing']} of {count(row['units'], unit)} {differ}{share}; {raw}"
