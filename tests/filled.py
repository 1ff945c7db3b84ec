"""Sheets filled cell by cell as a person fills them, and how many actions that takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from openpyxl import load_workbook

Cells = Mapping[str, Mapping[str, str]]


def fill(
    sheet: Path,
    voices: Sequence[Sequence[str]],
    units: Cells,
    about: Mapping[str, str] = MappingProxyType({}),
) -> int:
    """Fill in voices (name, type, speaks through ...) and the cells of units; the number of cells."""
    book = load_workbook(sheet)
    page, count = book["voices"], 0
    line = next(number for number in range(2, 150) if not page.cell(number, 1).value)
    for number, row in enumerate(voices, line):
        for column, value in enumerate(row, 1):
            if value:
                page.cell(number, column).value, count = value, count + 1
    page = book["units"]
    heads = {cell.value: cell.column for cell in page[1]}
    lines = {page.cell(number, 1).value: number for number in range(2, page.max_row + 1)}
    for unit, cells in units.items():
        for column, value in cells.items():
            page.cell(lines[unit], heads[column]).value, count = value, count + 1
    for row in book["start"].iter_rows(max_row=8, max_col=2):
        if row[0].value in about:
            row[1].value, count = about[row[0].value], count + 1
    book.save(sheet)
    return count


def rows(text: str) -> dict[str, dict[str, str]]:
    """Cells of units from lines ``unit | voice | cue | column=value``, empty ones left out."""
    found = {}
    for line in text.strip().splitlines():
        unit, voice, cue, *more = [*(part.strip() for part in line.split("|")), ""]
        cells = {"voice": voice, "cue": cue, **dict(part.split("=", 1) for part in more if part)}
        found[unit] = {column: value for column, value in cells.items() if value}
    return found
