"""Typed DataFrames from the CSV files of the data package, or one error that lists every fault in them.

The whole package is read and checked once, by `datapackage.json` alone; `helpers.read.package` reads that.
"""

from __future__ import annotations

import calendar
import copy
import csv
import datetime
import difflib
import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, overload

import pandas as pd

from helpers.read import rules
from helpers.read.package import (
    MAX_FILE,
    SHIPPED,
    TYPES,
    DataError,
    Resource,
    date,
    describe,
    read_text,
    shown,
)

__all__ = [
    "DataError",
    "article_id",
    "data_dir",
    "day_range",
    "forget",
    "load",
    "names",
    "primary_key",
    "resource",
    "write",
]


BLANK = " \t\u00a0-_=~*.|"
"""What a row that only separates others is made of."""
QUOTED = re.compile(r'(?m)(?:^|(?<=,))"(?:[^"]|"")*"(?=,|$)')
STRAY = "found a stray quotation mark, allowed: whole cells in quotation marks, those inside doubled"
UNCLOSED = "found a quotation mark that is never closed, allowed: pairs"


def data_dir() -> Path:
    """Return the folder of the data package: ROSTRUM_DATA, or `data/` of this collection."""
    return _resolved(os.environ.get("ROSTRUM_DATA") or str(SHIPPED), Path.cwd())


@lru_cache(maxsize=8)
def _resolved(folder: str, here: Path) -> Path:
    """Return the real path of a folder as seen from another; asked for with every row, so kept."""
    return (here / folder).resolve()


@overload
def load(name: str, /) -> pd.DataFrame: ...
@overload
def load(name: str, second: str, /, *more: str) -> tuple[pd.DataFrame, ...]: ...
def load(*wanted: str) -> pd.DataFrame | tuple[pd.DataFrame, ...]:
    """Return a table as a DataFrame, or a tuple of DataFrames for several names; rows as in the file.

    Column types: string str (NaN when empty), with an enum an ordered Categorical; integer and year Int64;
    number Float64; boolean boolean; date datetime64[s]. DataError lists all problems of all files, whichever
    table was asked for.
    """
    found = [_find(name).name for name in wanted]
    frames = tuple(_package(data_dir()).frames[name].copy() for name in found)
    return frames[0] if len(frames) == 1 else frames


def names() -> list[str]:
    """Return the names of all tables, in the order of the package."""
    return list(_package(data_dir()).resources)


def resource(name: str) -> dict[str, Any]:
    """Return what datapackage.json says of a table: description, path, schema."""
    return copy.deepcopy(_find(name).descriptor)


def primary_key(name: str) -> list[str]:
    """Return the columns that together name a row of the table."""
    return list(_find(name).primary_key)


def article_id() -> str:
    """Return the article that the notebooks read: ROSTRUM_ARTICLE, or the first of article.texts."""
    known = load("article.texts")["article_id"].tolist()
    if not known:
        raise DataError(["article.texts: found no article, allowed: one or more"])
    wanted = os.environ.get("ROSTRUM_ARTICLE") or known[0]
    if wanted not in known:
        raise DataError([f"ROSTRUM_ARTICLE: found {shown(wanted)}, allowed: {' or '.join(known)}"])
    return str(wanted)


def forget() -> None:
    """Read the package again at the next call."""
    _package.cache_clear()


def write(frame: pd.DataFrame, name: str, path: str | Path) -> None:
    """Write a DataFrame as the CSV file of a table; DataError, and no file, when it does not fit the schema.

    Foreign keys are not looked up.
    """
    table, path, buffer = _find(name), Path(path), io.StringIO(newline="")
    types = {part.name: part.type for part in table.fields}
    columns = [
        [_cell(value, types.get(column, "string")) for value in frame.iloc[:, place]]
        for place, column in enumerate(frame.columns)
    ]
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(zip(*columns, strict=True))
    if problems := _parse(buffer.getvalue(), table).report(path.name):
        raise DataError(problems)
    path.write_text(buffer.getvalue(), encoding="utf-8", newline="")


def day_range(dates: pd.Series[str]) -> pd.DataFrame:
    """Return first_day, last_day (dates) and precision (year, month or day) of YYYY, YYYY-MM and YYYY-MM-DD.

    What is missing stays missing; DataError lists what is no such date.
    """
    rows: list[tuple[Any, Any, Any]] = []
    problems = []
    for label, text in dates.items():
        try:
            rows.append((None, None, None) if pd.isna(text) else _range(str(text)))
        except ValueError:
            found = f"{dates.name or 'date'} of row {label}: found {shown(text)}"
            problems.append(f"{found}, allowed: YYYY, YYYY-MM or YYYY-MM-DD")
    if problems:
        raise DataError(problems)
    days = pd.DataFrame(
        rows, index=dates.index, columns=["first_day", "last_day", "precision"], dtype="object"
    )
    precision = pd.Categorical(days["precision"], ["year", "month", "day"], ordered=True)
    return days[["first_day", "last_day"]].astype("datetime64[s]").assign(precision=precision)


def _range(text: str) -> tuple[datetime.date, datetime.date, str]:
    precision = {4: "year", 7: "month", 10: "day"}.get(len(text))
    if precision is None:  # what is completed to a whole date would be guessed: 2025-1 is no November
        raise ValueError(text)
    first = date(text + "-01-01"[len(text) - 4 :])
    month = 12 if precision == "year" else first.month
    day = first.day if precision == "day" else calendar.monthrange(first.year, month)[1]
    return first, first.replace(month=month, day=day), precision


def _cell(value: Any, kind: str) -> str:
    if pd.isna(value):
        return ""
    if kind == "date" and isinstance(value, datetime.date):
        return value.isoformat()[:10]
    if kind == "year":
        return f"{value:04}"
    return str(value).lower() if kind == "boolean" else str(value)


# ---- the package, read once ------------------------------------------------------------


@dataclass(frozen=True)
class _Package:
    resources: dict[str, Resource]
    frames: dict[str, pd.DataFrame]


@dataclass
class _Table:
    """The typed columns of a file, and what is wrong with it."""

    columns: dict[str, list[Any]]
    lines: list[int] = field(default_factory=list)  # of the file, where each row begins
    problems: list[tuple[int, str, str]] = field(default_factory=list)  # line, column, what is wrong
    whole: bool = True  # no row and no column is missing, so that others may be checked against it

    def break_off(self, line: int, text: str, column: str = "") -> None:
        """Note a problem that keeps rows or columns from being read, or from being found by others."""
        self.problems.append((line, column, text))
        self.whole = False

    def keys(self, columns: Sequence[str]) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield line and key of the rows where no part of the key is empty or faulty."""
        for line, *key in zip(self.lines, *(self.columns[column] for column in columns), strict=True):
            if None not in key:
                yield line, tuple(key)

    def rows(self, name: str) -> list[rules.Row]:
        """Return the rows as dictionaries that know their table and line."""
        every = zip(self.lines, *self.columns.values(), strict=True)
        keys = (rules.LINE, *self.columns)
        return [dict(zip(keys, row, strict=True)) | {rules.TABLE: name} for row in every]

    def report(self, where: str) -> list[str]:
        """Return the problems as `file:line column: what was found, what is allowed`, by line."""
        ordered = sorted(self.problems, key=lambda problem: problem[0])
        return [f"{where}:{line} {column}".rstrip() + f": {text}" for line, column, text in ordered]


@lru_cache(maxsize=8)
def _package(directory: Path) -> _Package:
    resources = describe(directory)
    tables: dict[str, _Table] = {}
    for name, part in resources.items():
        try:
            tables[name] = _parse(read_text(directory / part.path), part)
        except ValueError as error:
            tables[name] = _Table({f.name: [] for f in part.fields})
            tables[name].break_off(1, f"found {error}, allowed: a CSV file in UTF-8")
    problems: list[str] = []
    rows = {name: table.rows(name) for name, table in tables.items()}
    for name, part in resources.items():
        for row, column, allowed in rules.codes(part, rows[name]):  # others would miss it under its own name
            found = f"found {_joined((row[column],))}, allowed: {allowed}"
            tables[name].break_off(row[rules.LINE], found, column)
    for name, part in resources.items():
        tables[name].problems += _dangling(part, tables)
        problems += tables[name].report(f"{directory.name}/{part.path}")
    if problems:
        raise DataError(problems)
    for row, columns, allowed in rules.problems(resources, rows):
        found = _joined(tuple(row[column] for column in columns.split(", ")))
        text = f"found {found}, allowed: {allowed}"
        tables[row[rules.TABLE]].problems.append((row[rules.LINE], columns, text))
    for name, part in resources.items():
        problems += tables[name].report(f"{directory.name}/{part.path}")
    if problems:
        raise DataError(problems)
    return _Package(resources, {name: _frame(part, tables[name]) for name, part in resources.items()})


def _find(name: str) -> Resource:
    resources = _package(data_dir()).resources
    if name not in resources:
        near = difflib.get_close_matches(name, resources, n=3, cutoff=0.5) or list(resources)
        raise DataError([f"found no table {shown(name)}, allowed: {' or '.join(near)}"])
    return resources[name]


def _frame(part: Resource, table: _Table) -> pd.DataFrame:
    arrays = {}
    for f in part.fields:
        enum = f.constraints.get("enum")
        dtype: Any = pd.CategoricalDtype(enum, ordered=True) if enum else TYPES[f.type].dtype
        arrays[f.name] = pd.array(table.columns[f.name], dtype=dtype)
    return pd.DataFrame(arrays)


# ---- one file --------------------------------------------------------------------------


def _parse(text: str, part: Resource) -> _Table:
    """Return the typed columns of a file and all its problems but those of foreign keys."""
    expected = [f.name for f in part.fields]
    table = _Table({name: [] for name in expected})
    _check_outside(text, expected, table)
    if not table.whole:
        return table
    records = _records(text, table)
    _, header = next(records, (1, expected))
    _check_header(header, expected, table)
    if not table.whole:
        return table
    places = {name: header.index(name) for name in expected if header.count(name) == 1}
    for line, cells in records:
        blank = not any(cell.strip(BLANK) for cell in cells)
        if len(cells) != len(header) or blank or cells == header:
            found = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
            found = "an empty row" if blank else "the header again" if cells == header else found
            table.break_off(line, f"found {found}, allowed: {len(header)} cells")
            continue
        if len(header) > 3 and any(_holds_rows(cell, len(header)) for cell in cells if "\n" in cell):
            table.break_off(line, f"{UNCLOSED} (lines that look like rows stand in one cell)")
            continue
        table.lines.append(line)
        for f in part.fields:
            value = None
            if f.name in places:
                cell = cells[places[f.name]]
                try:
                    value = f.read(cell)
                except ValueError as error:
                    table.problems.append((line, f.name, f"found {shown(cell)}, allowed: {error}"))
            table.columns[f.name].append(value)
    unique = [[f.name] for f in part.fields if f.constraints.get("unique")]
    for key in [part.primary_key, *unique] if part.primary_key else unique:
        first: dict[tuple[Any, ...], int] = {}
        for line, values in table.keys(key):
            if first.setdefault(values, line) != line:
                found = f"found {_joined(values)} again, first in line {first[values]}"
                table.problems.append((line, ", ".join(key), f"{found}, allowed: each once"))
    return table


def _holds_rows(cell: str, columns: int) -> bool:
    """Tell whether a line of a cell, its first aside, has as many commas as a row."""
    return any(line.count(",") >= columns - 1 for line in cell.split("\n")[1:])


def _check_outside(text: str, expected: list[str], table: _Table) -> None:
    """Break the table off when the text is no CSV file of ours at all."""
    header = text.partition("\n")[0]
    if not text:
        table.break_off(1, f"found an empty file, allowed: the header {','.join(expected)}")
    if header.startswith("sep="):
        table.break_off(1, f"found {shown(header)}, allowed: the header {','.join(expected)} (delete line 1)")
        return
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(expected) > 1 and mark in header and "," not in header:
            table.break_off(1, f"found columns separated by {word}, allowed: by commas (save it as such)")
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        table.break_off(line, "found a carriage return with no newline after it, allowed: newlines")


def _check_header(header: list[str], expected: list[str], table: _Table) -> None:
    """Break the table off, in one line, at a header that is not as expected."""
    lacking = [name for name in expected if name not in header]
    other = [name for name in dict.fromkeys(header) if name not in expected]
    twice = [name for name in dict.fromkeys(header) if header.count(name) > 1]
    said = (("without", lacking), ("with", [shown(name) for name in other]), ("twice with", twice))
    parts = [f"{word} {', '.join(names)}" for word, names in said if names]
    if header != expected:
        whole = len(lacking) == len(expected) or not parts
        found = shown(",".join(header)) if whole else f"a header {' and '.join(parts)}"
        table.break_off(1, f"found {found}, allowed: {','.join(expected)}, in this order")


def _records(text: str, table: _Table) -> Iterator[tuple[int, list[str]]]:
    """Yield the line where each record begins, and its cells; break the table off at a bad quotation."""
    limit = csv.field_size_limit(MAX_FILE)  # other libraries change it too; Field.read has the real limit
    reader = csv.reader(io.StringIO(text, newline="\n"), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        found = UNCLOSED if "unexpected end" in str(error) else STRAY
        table.break_off(line, f"{found} (the rest of the file was not read)")
    finally:
        csv.field_size_limit(limit)
    if table.whole:  # what is left without the cells in quotation marks should have none
        rest = QUOTED.sub(lambda cell: "\n" * cell[0].count("\n"), text)
        for number, text_of_line in enumerate(rest.split("\n") if '"' in rest else [], 1):
            if '"' in text_of_line:
                table.break_off(number, STRAY)


# ---- between files ---------------------------------------------------------------------


def _dangling(part: Resource, tables: dict[str, _Table]) -> Iterator[tuple[int, str, str]]:
    """Yield first line, column and problem of every key that the table it points to does not have."""
    for key in part.foreign_keys:
        if not tables[key.table].whole:
            continue
        known = {values for _, values in tables[key.table].keys(key.target)}
        missing: dict[tuple[Any, ...], list[int]] = {}
        faulty = {(line, column) for line, column, _ in tables[part.name].problems}
        for line, values in tables[part.name].keys(key.columns):
            if values not in known and not any((line, column) in faulty for column in key.columns):
                missing.setdefault(values, []).append(line)
        for values, lines in missing.items():
            rows = f" in {len(lines)} rows" if len(lines) > 1 else ""
            allowed = f"{', '.join(key.target)} of {key.table} (or add that row there)"
            yield lines[0], ", ".join(key.columns), f"found {_joined(values)}{rows}, allowed: {allowed}"


def _joined(values: tuple[Any, ...]) -> str:
    return shown("/".join("" if value is None else str(value) for value in values))
