"""What every theme shows of its coders: how far they agree, and what holds whichever of them is followed."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from helpers.read import agreement, coded
from helpers.show.chart import Chart
from helpers.show.finding import Finding, NoRows, needs
from helpers.show.kit import Mark, Scale, Sheet, Spot, Track
from helpers.show.sensitivity import FLIPS, HOLDS, MOVES, NOT_TRIED
from helpers.show.style import BLUE, GREY, TEAL
from helpers.show.who import who_coded as who_coded
from helpers.show.who import wording
from helpers.show.wording import Wording
from helpers.show.words import percent, spoken

LIMITS = (0.667, 0.8)
"""Krippendorff (2018): below the first discard, from the second on rely."""
START = 0.6
"""Where the axis begins if no value is lower."""


def agreed(measured: pd.DataFrame, what: str, unit: str) -> dict[str, Any]:
    """Return the values of the shared sentence ``agreed``: mean and range of alpha where units are enough.

    ``measured`` is ``agreement.agreement`` by ``what`` (such as ``frame``); its units are called ``unit``.
    """
    told = measured[measured["enough"]].sort_values(["alpha", by := measured.columns[0]])
    alphas: list[Any] = told["alpha"].tolist() or [None]
    names: list[Any] = list(map(spoken, told[by])) or [None]
    return {
        "what": what,
        "unit": unit,
        "twice": int(measured["units"].max()) if len(measured) else 0,
        "least": agreement.ENOUGH,
        "rows": len(told),
        "mean": float(told["alpha"].mean()) if len(told) else None,
        "low": alphas[0],
        "high": alphas[-1],
        "worst": names[0],
        "best": names[-1],
    }


def tried(table: pd.DataFrame, thing: str, looked: pd.DataFrame | None = None) -> dict[str, Any]:
    """Return the values of the shared sentences ``tried_headline`` and ``tried``: what holds whoever codes.

    ``table`` has ``conclusion`` and the ``verdict`` of ``sensitivity`` on it; ``thing`` is what a row is, a
    finding or a conclusion. ``looked`` (``coded.units``) says who went through which unit. Raises NoRows
    where nothing was tried.
    """
    named = {name: tuple(part["conclusion"]) for name, part in table.groupby("verdict")}
    untried = named.pop(NOT_TRIED, ())
    if not named:
        raise NoRows(f"no {thing} rests on units that two coders coded")
    shared = len(coded.common(looked)) if looked is not None and coded.apart(looked) else 0
    return {
        "thing": thing,
        "known": sum(map(len, named.values())),
        "holds": len(named.get(HOLDS, ())),
        "moves": named.get(MOVES, ()),
        "flips": named.get(FLIPS, ()),
        "untried": untried,
        "compared": shared or None,
        "every": len(looked.drop_duplicates(coded.UNIT)) if shared and looked is not None else None,
    }


@needs()
def chart(said: Wording, measured: pd.DataFrame, found: Finding, unit: str = "unit", **told: Any) -> Chart:
    """Return the chart of ``agreement.agreement``: a line a value of its first column, in its order.

    A column ``usable`` may say which rows carry findings: the others are grey and broken. ``found`` is what a
    theme finds of it, ``unit`` what a unit is called. The theme's ``agreement_source`` says where it is from,
    of who coded, how many units, and what else is ``told``.
    """
    if measured.empty:
        raise NoRows("nothing was coded whose agreement could be measured")
    # A hair is added, since a tenth may be stored as a little less.
    lowest = measured[["low", "alpha"]].fillna(START).to_numpy().min()
    left = min(START, math.floor(10 * lowest + 1e-9) / 10)
    rows, sheet = [_row(row, unit) for row in measured.to_dict("records")], Sheet()
    ticks = {left: f"{left:.1f}", LIMITS[0]: f"{LIMITS[0]}", LIMITS[1]: f"{LIMITS[1]}", 1.0: "1.0"}
    if LIMITS[0] - left < 0.12:
        del ticks[left]
    sheet.tracks([row["track"] for row in rows], Scale.inset(left, 1.0), ticks)
    data = measured.rename(columns=wording.terms["columns"])
    usable = bool(measured.get("usable", pd.Series(True)).all())
    source = said.say("agreement_source", **told, who=found.values["who"], units=int(measured["units"].max()))
    told = {"source": source, "unit": unit, "rows": rows, "usable": usable, "limits": LIMITS}
    told |= {"one": 1, "nought": 0, "level": percent(0.95, 0)}
    return wording.chart("agreement", sheet, data, found, **told)


def _row(row: dict[Any, Any], unit: str) -> dict[str, Any]:
    """Return a line of the chart with what is said of it; what is missing (NaN) is not drawn."""
    sure, usable = pd.notna(row["bound"]), row.get("usable", True)
    colour = (TEAL if sure else BLUE) if usable else GREY
    make = Mark.full if row["enough"] else Mark.hollow
    name = spoken(next(iter(row.values())))
    value = f"{row['alpha']:.2f}" if row["enough"] else "too few to tell"
    value = "one value only" if pd.isna(row["alpha"]) else value
    told = f"{value}; {row['units_disagreeing']} of {row['units']} differ"
    spots = [Spot(row["alpha"], make("D" if sure else "o", colour))] if pd.notna(row["alpha"]) else []
    spans = [(row["low"], row["high"], colour)] if pd.notna(row["low"]) else []
    track = Track(name, told if row["units"] else f"no {unit} with two coders", spots, spans)
    return {**row, "name": name, "value": value, "sure": sure, "track": track}
