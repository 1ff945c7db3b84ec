"""A DataFrame shown to a reader: a captioned HTML table, and the same values as CSV."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_list_like, is_numeric_dtype

from helpers.read import evidence
from helpers.show.words import spoken

EVIDENCE = "evidence"
"""The column whose lists are references to rows of data; a list in any other is text."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", *"\uff1d\uff0b\uff0d\uff20")
"""A text cell that begins so, or with a wide twin, would be run as a formula by a spreadsheet program."""
NUMERAL = re.compile(r"[+-]?\d+(?:[.,]\d+)?%?")
TYPED = 12
"""Significant digits; a fraction with more was computed, and is shown with four."""


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
        cells = [("th", ' scope="row"'), *[("td", "")] * (len(columns) - 1)]
        body = "".join(
            "<tr>"
            + "".join(
                _cell(tag, _shown(str(name), value), name in right, scope)
                for name, value, (tag, scope) in zip(columns, row, cells, strict=True)
            )
            + "</tr>"
            for row in self.frame.itertuples(index=False, name=None)
        )
        caption = f"<caption>{escape(self.caption)}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def csv(self) -> str:
        """Return the table as CSV, numbers exactly; a text that could run as a formula gets an apostrophe."""
        plain = self.frame.copy()
        for name in plain.columns:
            if is_datetime64_any_dtype(plain[name]):
                plain[name] = plain[name].dt.strftime("%Y-%m-%d")
            elif not _is_number(plain[name]):
                cells = [_guarded(_plain(str(name), value)) for value in plain[name]]
                plain[name] = pd.Series(cells, plain.index, dtype=object)
        return plain.rename(columns=_guarded).to_csv(index=False, lineterminator="\n", float_format=exactly)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        summary = f"Table: {self.caption} ({len(self.frame)} rows)"
        return {"text/html": self.html(), "text/csv": self.csv(), "text/plain": summary}


def _is_number(column: pd.Series[Any]) -> bool:
    return bool(is_numeric_dtype(column)) and not is_bool_dtype(column)


def _cell(tag: str, content: str, right: bool, attributes: str) -> str:
    shape = ' class="num"' if right else ""
    return f"<{tag}{attributes}{shape}>{content}</{tag}>"


def exactly(value: object) -> str:
    """Return a number as Python writes it, a whole one without ``.0``."""
    return str(value).removesuffix(".0")


def number(value: float) -> str:
    """Return a number for readers: whole or with all digits that were typed.

    A fraction that was computed has four digits, or as many as stand before its point.
    """
    text = exactly(value)
    if len(text.partition("e")[0].strip("-0.").replace(".", "")) > TYPED and not float(value).is_integer():
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"
    return "0" if value == 0 else text


def _shown(name: str, value: Any) -> str:
    """Return a cell's HTML: links for references, yes or no, numbers for readers."""
    if name == EVIDENCE and is_list_like(value):
        return " ".join(evidence.link(ref) for ref in value)
    plain = _plain(name, value)
    if isinstance(plain, bool | np.bool_):
        return "yes" if plain else "no"
    return "" if plain is None else escape(number(plain) if isinstance(plain, float) else str(plain))


def _plain(name: str, value: Any) -> Any:
    """Return a cell without what only Python knows: lists as text, days without a time, None for no value."""
    if isinstance(value, Mapping):
        return str(value)
    if is_list_like(value):
        if name == EVIDENCE:
            return evidence.plain(value)
        items = [str(_plain("", item)) for item in value]
        return "; ".join(sorted(items) if isinstance(value, Set) else items)
    if pd.isna(value):
        return None
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else value


def _guarded(value: Any) -> Any:
    """Return a text that a spreadsheet would run behind an apostrophe; a number stays one."""
    runs = isinstance(value, str) and value.startswith(FORMULA_STARTS) and not NUMERAL.fullmatch(value)
    return f"'{value}" if runs else value


def readable(
    frame: pd.DataFrame, columns: Sequence[str], names: Mapping[str, str], table: str = ""
) -> pd.DataFrame:
    """Return columns of a frame under readable names, codes in words; blanks stand for underscores.

    With ``table``, whose keys the frame has, each row has its reference as evidence.
    """
    found = frame[list(columns)].reset_index(drop=True)
    for column in columns:
        if isinstance(found[column].dtype, pd.CategoricalDtype):
            found[column] = found[column].astype(object).map(spoken, na_action="ignore")
    found.columns = pd.Index([names.get(column, spoken(column)) for column in columns])
    if table:
        refs = [evidence.refs(table, frame.iloc[[place]]) for place in range(len(frame))]
        found["evidence"] = pd.Series(refs, dtype=object)
    return found
