"""Dates that leave out the day, or the month too."""

from __future__ import annotations

import pandas as pd
from pandas.tseries.offsets import MonthEnd, YearEnd

from helpers.errors import DataError, shown

REST = {4: "-01-01", 7: "-01", 10: ""}
"""What makes a date whole, by its length: 2025-1 is no November."""


def first_days(dates: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    """Return the first day of each date, missing where there is no such date."""
    whole = dates.str.cat(dates.str.len().map(REST).astype("str"))
    shaped = whole.where(whole.str.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}").fillna(False).astype(bool))
    days = pd.to_datetime(shaped, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
    return days.where(days.dt.year > 0)


def day_range(dates: pd.Series[str]) -> pd.DataFrame:
    """Return first_day, last_day (dates) and precision (year, month or day) of YYYY, YYYY-MM and YYYY-MM-DD.

    What is missing stays missing; DataError lists what is no such date.
    """
    dates = dates.astype("str")
    first, wrong = first_days(dates), dates.reset_index(drop=True)
    wrong = wrong[(dates.notna() & first.isna()).to_numpy()]
    if len(wrong):
        name, allowed = dates.name or "date", "allowed: YYYY, YYYY-MM or YYYY-MM-DD"
        rows = zip(dates.index[wrong.index], wrong, strict=True)
        raise DataError(f"{name} of row {row}: found {shown(text)}, {allowed}" for row, text in rows)
    parts = {4: "year", 7: "month", 10: "day"}
    precision = pd.Categorical(dates.str.len().map(parts), list(parts.values()), ordered=True)
    last = first.mask(precision == "month", first + MonthEnd(0)).mask(precision == "year", first + YearEnd(0))
    return pd.DataFrame({"first_day": first, "last_day": last}).assign(precision=precision)
