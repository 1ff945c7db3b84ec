"""The pages of a filled sheet: their cells as a person sees them, and what is wrong in each."""

from __future__ import annotations

import difflib
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from helpers.code.sheet import WORDS
from helpers.errors import DataError, shown

LARGEST, MOST = 20_000_000, 1_000_000
"""Bytes that a workbook may unpack to, and cells of a page up to the last that has anything."""
PAGES = ("start", "units", "voices")
NO_TEXT = {"f": "a formula", "e": "an error value", "d": "a date"}
Row = dict[str, Any]


class Page:
    """A page: ``rows`` by column, with the number of each as ``row``, and ``problems``."""

    def __init__(self, file: str, name: str, sheet: Any) -> None:
        """Read the cells."""
        self.where, self.rows, self.heads = f"{file} {name}!", list[Row](), ["what", "value"]
        columns, first = list(WORDS[name]) if name != "start" else [], 1
        if columns:
            self.heads, first = [str(cell.value or "").strip() for cell in sheet[1]], 2
        lost = [one for one in columns if self.heads.count(one) != 1]
        self.problems = [f"{self.where}1: found no or two columns {one!r}, allowed: one" for one in lost]
        for cells in sheet.iter_rows(min_row=first, max_col=len(self.heads)) if not lost else []:
            row = {head: self._text(cell, head) for head, cell in zip(self.heads, cells, strict=False)}
            if any(row[one] for one in columns or self.heads):
                self.rows.append({**row, "row": cells[0].row})

    def _text(self, cell: Any, head: str) -> str:
        value = cell.value
        if cell.data_type in NO_TEXT and head != "note":
            found = f"{self.where}{cell.coordinate}: found {NO_TEXT[cell.data_type]}, {shown(str(value))}"
            self.problems.append(f"{found}, allowed: text; type ' before it")
        if isinstance(value, float):
            share = "%" in str(cell.number_format)
            value = f"{100 * value:.10g}%" if share else f"{value:.10g}"
        return " ".join(str("" if value is None else value).split())

    def wrong(self, row: Row, column: str, found: str, may: str) -> None:
        """Note what a cell holds and what it may hold."""
        letter = chr(65 + self.heads.index(column))
        self.problems.append(f"{self.where}{letter}{row['row']}: found {shown(found)}, allowed: {may}")

    def choose(self, row: Row, column: str, value: str, among: Sequence[str], advice: str = "") -> str:
        """Return the one of some values that a text means, whatever its capitals; else "", and a problem."""
        plain = {one.casefold(): one for one in among}
        if value and value.casefold() not in plain:
            near = difflib.get_close_matches(value.casefold(), plain, n=1, cutoff=0.5)
            hint = f"; did you mean {plain[near[0]]!r}?" if near else ""
            may = ", ".join(among[:12]) + ", ..." * (len(among) > 12)
            self.wrong(row, column, value, may + advice + hint)
        return plain.get(value.casefold(), "")


def read(path: Path) -> dict[str, Page]:
    """Return the pages of a sheet; DataError where it is none, or a cell is no text."""
    with _opened(path, PAGES) as book:
        pages = {name: Page(path.name, name, book[name]) for name in PAGES}
    refuse(pages)
    return pages


def table(path: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a page whose first row names its columns; DataError where there is none."""
    with _opened(path, (name,)) as book:
        head, *lines = [[str(cell or "") for cell in row] for row in book[name].iter_rows(values_only=True)]
        return [dict(zip(head, line, strict=True)) for line in lines]


@contextmanager
def _opened(path: Path, names: Sequence[str]) -> Iterator[Any]:
    """Yield a workbook with some pages; DataError where it is none, or can't be read."""
    try:
        with zipfile.ZipFile(path if path.is_file() else "") as packed:  # a pipe would never end
            if sum(part.file_size for part in packed.infolist()) > LARGEST:
                raise ValueError(f"more than {LARGEST:,} bytes when unpacked")
        from openpyxl import load_workbook

        book = load_workbook(path)
        if lost := [name for name in names if name not in book.sheetnames]:
            raise ValueError(f"no page {', '.join(lost)}")
        for name in names:  # before cells are made for all places
            if (rows := book[name].max_row) * (columns := book[name].max_column) > MOST:
                found = f"page {name} with {rows:,} rows and {columns:,} columns, {MOST:,} cells at most"
                raise ValueError(f"{found}; delete rows and columns that have formats alone")
        yield book
    except Exception as error:  # openpyxl lets errors of every kind through
        found = (str(error) or type(error).__name__)[:200] if path.is_file() else "no such file"
        may = "a sheet of 'export sheet' for 'import sheet', or one of 'compare' for 'compare --decided'"
        raise DataError([f"{path}: found {found}, allowed: {may}, saved as .xlsx"]) from None


def refuse(pages: dict[str, Page]) -> None:
    """Raise DataError with all that is wrong in pages, if anything is."""
    if problems := [problem for page in pages.values() for problem in page.problems]:
        raise DataError(problems)
