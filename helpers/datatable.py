"""A DataFrame shown to a reader: a captioned HTML table, and the same values as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_numeric_dtype

from helpers import evidence

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A text cell that begins so would be run as a formula by a spreadsheet program."""


@dataclass(frozen=True)
class DataTable:
    """A DataFrame with a caption; its index is not shown.

    The first column heads the rows. A column named ``evidence`` holds lists of references and is shown as
    links. Raises ValueError without a caption.
    """

    frame: pd.DataFrame
    caption: str

    def __post_init__(self) -> None:
        """Refuse a table that doesn't say what it shows."""
        if not self.caption.strip():
            raise ValueError("DataTable: the caption is empty")

    def html(self) -> str:
        """Return the table as HTML, every text escaped."""
        columns = list(self.frame.columns)
        right = {name for name in columns if _is_number(self.frame[name])}
        head = "".join(_cell("th", escape(str(name)), name in right, ' scope="col"') for name in columns)
        body = "".join(
            "<tr>"
            + "".join(
                _cell("td" if place else "th", _shown(value), name in right, "" if place else ' scope="row"')
                for place, (name, value) in enumerate(zip(columns, row, strict=True))
            )
            + "</tr>"
            for row in self.frame.itertuples(index=False, name=None)
        )
        caption = f"<caption>{escape(self.caption)}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def csv(self) -> str:
        """Return the table as CSV; a text that a spreadsheet would run as a formula gets an apostrophe."""
        plain = self.frame.copy()
        for name in plain.columns:
            if is_datetime64_any_dtype(plain[name]):
                plain[name] = plain[name].dt.strftime("%Y-%m-%d")
            elif not _is_number(plain[name]):
                plain[name] = plain[name].astype(object).map(_guarded, na_action="ignore")
        return plain.to_csv(index=False, lineterminator="\n", float_format="%.6g")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        summary = f"Table: {self.caption} ({len(self.frame)} rows)"
        return {"text/html": self.html(), "text/csv": self.csv(), "text/plain": summary}


def _is_number(column: pd.Series[Any]) -> bool:
    return bool(is_numeric_dtype(column)) and not is_bool_dtype(column)


def _cell(tag: str, content: str, right: bool, attributes: str) -> str:
    shape = ' class="num"' if right else ""
    return f"<{tag}{attributes}{shape}>{content}</{tag}>"


def _shown(value: Any) -> str:
    """Return a cell's HTML: links for references, dates without a time, floats at four digits."""
    if _is_refs(value):
        return " ".join(evidence.link(ref) for ref in value)
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    return escape(str(value))


def _guarded(value: Any) -> str:
    text = evidence.plain(value) if _is_refs(value) else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _is_refs(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
