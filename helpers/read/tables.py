"""Typed DataFrames from the CSV files of the data package, or one error that lists every fault in them.

The whole package is read and checked once, by `datapackage.json` alone; `helpers.read.package` reads that.
It is read again when a file of it has changed.
"""

from __future__ import annotations

import copy
import csv
import difflib
import io
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, overload

import pandas as pd

from helpers.errors import DataError as DataError
from helpers.errors import shown
from helpers.read import asking, rules
from helpers.read.cells import TYPES
from helpers.read.days import day_range as day_range
from helpers.read.files import MAX_FILE, locked, read_text
from helpers.read.package import SHIPPED, Resource, describe

BLANK = " \t\u00a0-_=~*.|"
"""What a row that only separates others is made of."""
QUOTED = re.compile(r'(?m)(?:^|(?<=,))"(?:[^"]|"")*"(?=,|$)')
STRAY = "found a stray quotation mark, allowed: whole cells in quotation marks, those inside doubled"
LOOK = 0.1
"""Seconds between two looks at whether files have changed: a notebook asks for rows ten thousand times."""
UNCLOSED = "found a quotation mark that is never closed, allowed: pairs"


def data_dir() -> Path:
    """Return the folder of the data package: ROSTRUM_DATA, or `data/` of this collection."""
    return _resolved(os.environ.get("ROSTRUM_DATA") or str(SHIPPED), os.getcwd())  # noqa: PTH109 (a Path costs more)


@lru_cache(maxsize=8)
def _resolved(folder: str, here: str) -> Path:
    """Return the real path of a folder as seen from another; asked for with every row, so kept."""
    return Path(here, folder).resolve()


@overload
def load(name: str, /) -> pd.DataFrame: ...
@overload
def load(name: str, second: str, /, *more: str) -> tuple[pd.DataFrame, ...]: ...
def load(*wanted: str) -> pd.DataFrame | tuple[pd.DataFrame, ...]:
    """Return a table as a DataFrame, or a tuple of DataFrames for several names; rows as in the file.

    Column types: string str (NaN when empty), with an enum an ordered Categorical; integer and year Int64;
    number Float64; boolean boolean; date datetime64[s]. DataError lists all problems of all files, whichever
    table was asked for. What a program coded is left out unless ROSTRUM_PROGRAMS is set.
    """
    found = [_find(name).name for name in wanted]
    package = _package(data_dir())
    every = package.frames if os.environ.get("ROSTRUM_PROGRAMS") else package.by_others
    frames = tuple(every[name].copy(deep=False) for name in found)
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


def optional(name: str) -> pd.DataFrame:
    """Return a table as ``load`` does, without rows and columns where the package has no such table."""
    return load(name) if name in names() else pd.DataFrame()


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
    """Read all packages again at the next call."""
    _kept.clear()


def write(frame: pd.DataFrame, name: str, path: str | Path) -> None:
    """Write a DataFrame as the CSV file of a table; DataError, and no file, when it does not fit the schema.

    Foreign keys are not looked up.
    """
    part, path, buffer = _find(name), Path(path), io.StringIO(newline="")
    kinds = {f.name: f.type for f in part.fields}
    columns = [[_text(value, kinds.get(str(name))) for value in cells] for name, cells in frame.items()]
    csv.writer(buffer, lineterminator="\n").writerows([frame.columns, *zip(*columns, strict=True)])
    if problems := _parse(buffer.getvalue(), part).report(path.name):
        raise DataError(problems)
    path.write_text(buffer.getvalue(), encoding="utf-8", newline="")


def _text(value: Any, kind: str | None) -> str:
    """Return a value as a file has it."""
    if pd.isna(value):
        return ""
    text = f"{value:04}" if kind == "year" else str(value)
    return text[:10] if kind == "date" else text.lower() if kind == "boolean" else text


# ---- the package, read once ------------------------------------------------------------


class _Package(NamedTuple):
    resources: dict[str, Resource]
    frames: dict[str, pd.DataFrame]
    by_others: dict[str, pd.DataFrame]
    """Without what programs coded."""


@dataclass
class _Table:
    """The cells of a file, what they mean, and what is wrong with them."""

    part: Resource
    rows: dict[int, list[str]] = field(default_factory=dict)  # by the line of the file where each begins
    columns: dict[str, list[Any]] = field(default_factory=dict)  # typed
    problems: list[tuple[int, str, str]] = field(default_factory=list)  # line, column, what is wrong
    whole: bool = True  # no row and no column is missing, so that others may be checked against it

    def break_off(self, line: int, text: str, column: str = "") -> None:
        """Note a problem that keeps rows or columns from being read, or from being found by others."""
        self.problems.append((line, column, text))
        self.whole = False

    def keys(self, columns: list[str]) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield line and key of the rows where no part of the key is empty or faulty."""
        keys = zip(*(self.columns.get(column, []) for column in columns), strict=True)
        return ((line, key) for line, key in zip(self.rows, keys, strict=False) if None not in key)

    def found(self, line: int, columns: str) -> str:
        """Return what stands in columns of a line."""
        cells = dict(zip((f.name for f in self.part.fields), self.rows[line], strict=True))
        return f"found {shown('/'.join(cells[name] for name in columns.split(', ')))}"

    def report(self, where: str) -> list[str]:
        """Return the problems as `file:line column: what was found, what is allowed`, by line."""
        ordered = sorted(self.problems, key=lambda problem: problem[0])
        return [f"{where}:{line} {column}".rstrip() + f": {text}" for line, column, text in ordered]


_kept = dict[Path, tuple[_Package, list[Any], float]]()
"""The packages that were read last, the state of their files then, and when to look at that again."""


def _package(directory: Path) -> _Package:
    package, state, until = _kept.get(directory, (None, [], 0.0))
    if package is None or time.monotonic() > until:
        if package is None or state != _state(directory, package.resources):
            package, state = _read_whole(directory)
            if len(_kept) > 7:
                del _kept[next(iter(_kept))]
        _kept[directory] = package, state, time.monotonic() + LOOK
    return package


def _state(directory: Path, resources: Mapping[str, Resource]) -> list[Any]:
    """Return what tells the files of a package from others of their names; nothing where one is missing."""
    paths = ["datapackage.json", *(part.path for part in resources.values())]
    with suppress(OSError):
        found = [os.stat(directory / path) for path in paths]  # noqa: PTH116 (the other costs more)
        return [(one.st_mtime_ns, one.st_size, one.st_ino) for one in found]
    return []


def _read_whole(directory: Path) -> tuple[_Package, list[Any]]:
    """Return a package, and the state of its files before they were read."""
    tables, frames = dict[str, _Table](), dict[str, pd.DataFrame]()
    with locked(directory, alone=False):  # else some tables are from before a change, others from after it
        resources = describe(directory)
        state = _state(directory, resources)
        for name, part in resources.items():
            try:
                table = _parse(read_text(directory / part.path), part)
            except ValueError as error:
                table = _Table(part)
                table.break_off(1, f"found {error}, allowed: a CSV file in UTF-8")
            tables[name], frames[name] = table, typed(table.columns, part, list(table.rows))
            for line, column, allowed in asking.said(asking.codes(frames[name]), set()):  # others miss it
                table.break_off(line, f"{table.found(line, column)}, allowed: {allowed}", column)
                table.columns[column][list(table.rows).index(line)] = None
    _dangling(resources, tables)
    if not any(table.problems for table in tables.values()):
        for name, line, columns, allowed in rules.problems(resources, frames):
            found = tables[name].found(line, columns)
            tables[name].problems.append((line, columns, f"{found}, allowed: {allowed}"))
    reports = [tables[name].report(f"{directory.name}/{part.path}") for name, part in resources.items()]
    if any(reports):
        raise DataError(problem for report in reports for problem in report)
    by_others = {name: frame.reset_index(drop=True) for name, frame in _by_others(frames).items()}
    every = {name: frame.reset_index(drop=True) for name, frame in frames.items()}
    return _Package(resources, every, by_others), state


def _by_others(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the rows of which no program is the coder, and the voices that not only programs name."""
    coders = frames.get("coders", pd.DataFrame())
    if "article.attributions" not in frames or "kind" not in coders or "program" not in set(coders["kind"]):
        return frames
    key, voice = ["article_id", "attribution_id"], ["article_id", "source_id"]
    own = set(coders.loc[coders["kind"] == "program", "coder_id"])
    kept = {
        name: rows[~rows["coder_id"].isin(own)] if "coder_id" in rows else rows
        for name, rows in frames.items()
    }
    there = set(asking.keys(kept["article.attributions"], key))
    for name, rows in kept.items():
        if "attribution_id" in rows and "coder_id" not in rows:
            kept[name] = rows[[one in there for one in asking.keys(rows, key)]]
    every, theirs = (
        {one for rows in part.values() if {*voice, "coder_id"} <= {*rows} for one in asking.keys(rows, voice)}
        for part in (frames, kept)
    )
    sources = kept["article.sources"]
    kept["article.sources"] = sources[[one not in every - theirs for one in asking.keys(sources, voice)]]
    return kept


def _find(name: str) -> Resource:
    resources = _package(data_dir()).resources
    if name not in resources:
        near = difflib.get_close_matches(name, resources, n=3, cutoff=0.5) or list(resources)
        raise DataError([f"found no table {shown(name)}, allowed: {' or '.join(near)}"])
    return resources[name]


def _dangling(resources: dict[str, Resource], tables: dict[str, _Table]) -> None:
    """Note each key that the table it points to does not have: once in the package, where it first stands."""
    missing = dict[Any, list[tuple[str, int, str]]]()
    for name, part in resources.items():
        for key in [key for key in part.foreign_keys if tables[key.table].whole]:
            known = {values for _, values in tables[key.table].keys(key.target)}
            for line, values in tables[name].keys(key.columns):
                if values not in known:
                    place = name, line, ", ".join(key.columns)
                    missing.setdefault((key.table, tuple(key.target), values), []).append(place)
    for (target, columns, values), places in missing.items():
        first, line, named = places[0]
        others = ", ".join(dict.fromkeys(name for name, _, _ in places if name != first))
        found = shown("/".join(map(str, values))) + (f" in {len(places)} rows" if len(places) > 1 else "")
        found += f", also of {others}" if others else ""
        allowed = f"{', '.join(columns)} of {target} (or add that row there)"
        tables[first].problems.append((line, named, f"found {found}, allowed: {allowed}"))


# ---- one file --------------------------------------------------------------------------


def typed(columns: dict[str, list[Any]], part: Resource, lines: list[int]) -> pd.DataFrame:
    """Return the values of a table's columns as a DataFrame, its index the lines of the rows."""
    arrays = dict[str, Any]()
    for f in part.fields:
        values, enum, kind = columns.get(f.name, []), f.constraints.get("enum"), TYPES[f.type].dtype
        arrays[f.name] = pd.Categorical(values, enum, ordered=True) if enum else pd.array(values, dtype=kind)
    return pd.DataFrame(arrays, index=pd.Index(lines, dtype=int))


def _parse(text: str, part: Resource) -> _Table:
    """Return the typed rows of a file and all its problems but those of foreign keys."""
    table = _Table(part)
    _read(text, [f.name for f in part.fields], table)
    for place, f in enumerate(part.fields):
        values, faults = dict[str, Any](), dict[str, str]()
        cells = [row[place] for row in table.rows.values()]
        for cell in dict.fromkeys(cells):
            try:
                values[cell] = f.read(cell)
            except ValueError as error:
                faults[cell] = f"found {shown(cell)}, allowed: {error}"
        table.columns[f.name] = [values.get(cell) for cell in cells]
        faulty = zip(table.rows, cells, strict=True) if faults else ()
        table.problems += [(line, f.name, faults[cell]) for line, cell in faulty if cell in faults]
    for key in part.unique:
        first: dict[tuple[Any, ...], int] = {}
        for line, values_of_key in table.keys(key):
            if first.setdefault(values_of_key, line) != line:
                found = f"{table.found(line, ', '.join(key))} again, first in line {first[values_of_key]}"
                table.problems.append((line, ", ".join(key), f"{found}, allowed: each once"))
    return table


def _read(text: str, expected: list[str], table: _Table) -> None:
    """Read the cells of each row; a text that is no CSV file of ours breaks the table off."""
    allowed, first = f"the header {','.join(expected)}", text.partition("\n")[0]
    mark = next((word for mark, word in ((";", "semicolons"), ("\t", "tabs")) if mark in first), "")
    if not text:
        return table.break_off(1, f"found an empty file, allowed: {allowed}")
    if first.startswith("sep="):
        return table.break_off(1, f"found {shown(first)}, allowed: {allowed} (delete line 1)")
    if mark and "," not in first and len(expected) > 1:
        return table.break_off(1, f"found columns separated by {mark}, allowed: by commas (save it as such)")
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        return table.break_off(line, "found a carriage return with no newline after it, allowed: newlines")
    records = _records(text, table)
    if header := _header(next(records, (1, expected))[1], expected):
        return table.break_off(1, header)
    for line, cells in records:
        blank = not any(cell.strip(BLANK) for cell in cells)
        if len(cells) != len(expected) or blank or cells == expected:
            found = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
            found = "an empty row" if blank else "the header again" if cells == expected else found
            table.break_off(line, f"found {found}, allowed: {len(expected)} cells")
        elif len(expected) > 3 and any(_holds_rows(cell, len(expected)) for cell in cells if "\n" in cell):
            table.break_off(line, f"{UNCLOSED} (lines that look like rows stand in one cell)")
        else:
            table.rows[line] = cells
    return None


def _holds_rows(cell: str, columns: int) -> bool:
    """Tell whether a line of a cell, its first aside, has as many commas as a row."""
    return any(line.count(",") >= columns - 1 for line in cell.split("\n")[1:])


def _header(header: list[str], expected: list[str]) -> str:
    """Return what is wrong with a header, empty when nothing."""
    lacking = [name for name in expected if name not in header]
    other = [shown(name) for name in dict.fromkeys(header) if name not in expected]
    twice = [name for name in dict.fromkeys(header) if header.count(name) > 1]
    said = (("without", lacking), ("with", other), ("twice with", twice))
    parts = " and ".join(f"{word} {', '.join(names)}" for word, names in said if names)
    whole = len(lacking) == len(expected) or not parts
    found = shown(",".join(header)) if whole else f"a header {parts}"
    return "" if header == expected else f"found {found}, allowed: {','.join(expected)}, in this order"


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
    if table.whole and '"' in text:  # what is left without the cells in quotation marks should have none
        rest = QUOTED.sub(lambda cell: "\n" * cell[0].count("\n"), text)
        for number, text_of_line in enumerate(rest.split("\n"), 1):
            if '"' in text_of_line:
                table.break_off(number, STRAY)
