"""A DataFrame shown to a reader: its values as CSV, what its columns hold, and both as an HTML table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader
from pandas.api.types import infer_dtype, is_list_like

from helpers.errors import LeftOut
from helpers.read import evidence
from helpers.show.rows import keys, known
from helpers.show.words import number, spoken

EVIDENCE = "evidence"
"""The column whose lists are references to rows of data; a list in any other is text."""
NUMBERS = ("integer", "floating", "mixed-integer-float")
RUNS = re.compile(r"(?!(?:[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?%?|-inf)\Z)[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""How a text cell begins, a number aside, that a spreadsheet program would run as a formula."""
TABLE = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)


@dataclass(frozen=True)
class DataTable:
    """A DataFrame with a caption; its index is not shown, its first column heads the rows.

    Columns are named as the schema's titles name them for readers. A column named ``evidence`` holds lists
    of references. Raises ValueError without a caption.
    """

    frame: pd.DataFrame
    caption: str

    def __post_init__(self) -> None:
        """Refuse a table that doesn't say what it shows."""
        if not self.caption.strip():
            raise ValueError("DataTable: the caption is empty")

    def facts(self) -> dict[str, Any]:
        """Return what the CSV does not say: the caption, what each column holds, each row's references."""
        kinds = ["number" if infer_dtype(self.frame[name]) in NUMBERS else "text" for name in self.frame]
        kinds = [EVIDENCE if name == EVIDENCE else kind for name, kind in zip(self.frame, kinds, strict=True)]
        found: dict[str, Any] = {"caption": self.caption, "columns": " ".join(kinds)}
        if EVIDENCE in kinds:  # as texts, which take less room in a notebook than lists
            found[EVIDENCE] = ["\n".join(row) if is_list_like(row) else "" for row in self.frame[EVIDENCE]]
        return found

    def head(self) -> list[str]:
        """Return the columns' names for readers, as the schema has them; none is given twice."""
        columns = list(map(str, self.frame))
        wanted = [known().heading(name) for name in columns]
        twice = {name for name in wanted if wanted.count(name) > 1}
        return [spoken(own) if name in twice else name for own, name in zip(columns, wanted, strict=True)]

    def csv(self) -> str:
        """Return the table as CSV, numbers exactly; a text that could run as a formula gets an apostrophe."""
        columns = [[_plain(str(name), value) for value in column] for name, column in self.frame.items()]
        writer = csv.writer(target := io.StringIO(), lineterminator="\n")
        rows = [self.head(), *zip(*columns, strict=True)]
        writer.writerows([_guarded(cell) for cell in row] for row in rows)
        return target.getvalue()

    def html(self) -> str:
        """Return the table as HTML, every text escaped."""
        columns = self.facts()["columns"].split()
        rows = cells(self.csv(), columns)
        refs = [row.splitlines() for row in self.facts().get(EVIDENCE, [""] * len(self.frame))]
        table = {"caption": self.caption, "columns": columns, "rows": rows, "refs": [[], *refs]}
        return TABLE.get_template("table.html.j2").render(**table, keys=keys)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], Any]:
        if self.frame.empty:
            return LeftOut(f"{self.caption}: no rows")._repr_mimebundle_()
        data = {"text/html": self.html(), "text/csv": self.csv()}
        data["text/plain"] = f"Table: {self.caption} ({len(self.frame)} rows)"
        return data, {"rostrum": {"kind": "table", **self.facts()}}


def cells(text: str, columns: Sequence[str]) -> list[list[str]]:
    """Return the head and the rows of a table for readers, from its CSV and what its columns hold.

    Raises ValueError where they don't belong together.
    """
    rows = list(csv.reader(io.StringIO(text, newline="")))
    kinds = [["text"] * len(columns), *[columns] * (len(rows) - 1)]
    parts = zip(rows, kinds, strict=True)
    return [[_shown(*cell) for cell in zip(row, expected, strict=True)] for row, expected in parts]


def _shown(text: str, kind: str) -> str:
    """Return a cell of a CSV for readers: yes or no, numbers as they are read, no apostrophe of ours."""
    if kind == "number" and text:
        return number(int(text) if text.lstrip("-").isdecimal() else float(text))
    bare = text.removeprefix("'")
    return {"True": "yes", "False": "no"}.get(text, bare if _guarded(bare) == text else text)


def _plain(name: str, value: Any) -> str:
    """Return a value as text: lists in words, days without a time, no ``.0``, nothing for no value."""
    if is_list_like(value) and not isinstance(value, Mapping):
        items = [_plain("", item) for item in value]
        listed = "; ".join(sorted(items) if isinstance(value, Set) else items)
        return evidence.plain(value) if name == EVIDENCE else listed
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if pd.isna(value):
        return ""
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _guarded(text: str) -> str:
    """Return a text that a spreadsheet would run behind an apostrophe."""
    return f"'{text}" if RUNS.match(text) else text


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
