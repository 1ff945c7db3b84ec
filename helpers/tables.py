"""Typed DataFrames from the CSV files of the data package, or one error that lists every fault in them.

`datapackage.json` is the only schema. A field's `constraints` are checked, and the foreign keys of its table; two
keys are our own: `allowed` says in words what a pattern means, and `optionalForeignKeys` are foreign keys of which
a part may be empty (such a row is not checked, as in SQL; other tools would take it for a fault).
"""

import calendar
import copy
import csv
import datetime
import difflib
import io
import json
import math
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, overload

import pandas as pd

MAX_CELL = 100_000  # characters; below the csv module's own limit
MAX_FILE = 50_000_000  # bytes
SHOWN = 50  # problems in the text of an error

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CONSTRAINTS = {"required", "unique", "enum", "pattern", "minimum", "maximum"}


class DataError(ValueError):
    """Says what is wrong with the data: `problems` holds one line for each fault."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Keep all problems; the text of the error shows the first of them."""
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Return a line for each problem, up to a limit."""
        more = len(self.problems) - SHOWN
        return "\n".join([*self.problems[:SHOWN], *([f"and {more} more"] if more > 0 else [])])


# ---- cells ---------------------------------------------------------------------------------------------------


def _integer(cell: str) -> int:
    if not re.fullmatch(r"-?[0-9]+", cell) or not -(2**63) <= int(cell) < 2**63:
        raise ValueError(cell)
    return int(cell)


def _number(cell: str) -> float:
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", cell) or not math.isfinite(float(cell)):
        raise ValueError(cell)
    return float(cell)


def _date(cell: str) -> datetime.date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        raise ValueError(cell)
    return datetime.date.fromisoformat(cell)


def _year(cell: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", cell):
        raise ValueError(cell)
    return int(cell)


# type: (dtype of the column, reader of a cell, what the type allows)
_TYPES: dict[str, tuple[str, Callable[[str], Any], str]] = {
    "string": ("str", str, "text"),
    "integer": ("Int64", _integer, "a whole number in plain digits, within 64 bits"),
    "number": ("Float64", _number, "a decimal number such as -1.5"),
    "boolean": ("boolean", {"true": True, "false": False}.__getitem__, "true or false"),
    "date": ("datetime64[s]", _date, "a date YYYY-MM-DD"),
    "year": ("Int64", _year, "a year YYYY"),
}


@dataclass(frozen=True)
class _Field:
    name: str
    type: str
    constraints: dict[str, Any]
    allowed: str
    key: bool  # part of the primary key

    def read(self, cell: str) -> Any:
        """Return the typed value, None when empty; ValueError says what would be allowed."""
        limits = self.constraints
        if cell == "":
            if self.key or limits.get("required"):
                raise ValueError("a value (the cell may not be empty)")
            return None
        if len(cell) > MAX_CELL:
            raise ValueError(f"at most {MAX_CELL:,} characters in a cell")
        if _CONTROL.search(cell) or (self.key and "\n" in cell):
            raise ValueError("a key on one line" if self.key else "text without control characters")
        _, convert, allowed = _TYPES[self.type]
        try:
            value = convert(cell)
        except (ValueError, KeyError):
            raise ValueError(allowed) from None
        if "enum" in limits and cell not in limits["enum"]:
            raise ValueError("one of " + ", ".join(limits["enum"]))
        if "pattern" in limits and not re.fullmatch(limits["pattern"], cell):
            raise ValueError(self.allowed or f"text that matches {limits['pattern']}")
        if "minimum" in limits and value < convert(str(limits["minimum"])):
            raise ValueError(f"at least {limits['minimum']}")
        if "maximum" in limits and value > convert(str(limits["maximum"])):
            raise ValueError(f"at most {limits['maximum']}")
        return value

    def array(self, values: list[Any]) -> Any:
        """Return the values as a pandas array of the field's type."""
        enum = self.constraints.get("enum")
        dtype = pd.CategoricalDtype(enum, ordered=True) if enum else _TYPES[self.type][0]
        return pd.array(values, dtype=dtype)


# ---- the package ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _ForeignKey:
    columns: list[str]
    table: str
    target: list[str]


@dataclass(frozen=True)
class _Resource:
    name: str
    path: str
    fields: list[_Field]
    primary_key: list[str]
    foreign_keys: list[_ForeignKey]
    descriptor: dict[str, Any]


@dataclass(frozen=True)
class _Package:
    resources: dict[str, _Resource]
    frames: dict[str, pd.DataFrame]


def _names(value: Any) -> list[str]:
    """Return column names, written as one string or as a list of them; none when it is neither."""
    values = [value] if isinstance(value, str) else value
    return values if isinstance(values, list) and all(isinstance(v, str) for v in values) else []


def _path_problem(path: Any, directory: Path) -> str | None:
    if not isinstance(path, str) or not path or _CONTROL.search(path):
        return f"found path {_shown(path)}, allowed: the path of one file"
    inside = not (re.search(r"[\\:]", path) or PurePosixPath(path).is_absolute() or ".." in path.split("/"))
    try:
        inside = inside and (directory / path).resolve().is_relative_to(directory)
    except (OSError, RuntimeError):  # a loop of links
        inside = False
    return None if inside else f"found path {_shown(path)}, allowed: a path inside the folder of the package"


def _field_problems(part: Any) -> Iterator[str]:
    if not isinstance(part, dict) or not isinstance(part.get("name"), str) or not part["name"]:
        yield f"found field {_shown(part)}, allowed: an object with a name"
        return
    where, kind, limits = f"field {part['name']!r}: found", part.get("type"), part.get("constraints", {})
    if not isinstance(kind, str) or kind not in _TYPES:
        yield f"{where} type {_shown(kind)}, allowed: one of {', '.join(_TYPES)}"
    if not isinstance(limits, dict) or not set(limits) <= _CONSTRAINTS:
        yield f"{where} constraints {_shown(limits)}, allowed: {', '.join(sorted(_CONSTRAINTS))}"
        return
    if "enum" in limits and (kind != "string" or not _names(limits["enum"])):
        yield f"{where} enum {_shown(limits['enum'])}, allowed: a list of texts, on a string"
    if "enum" in limits and len(set(_names(limits["enum"]))) < len(_names(limits["enum"])):
        yield f"{where} a value twice in its enum, allowed: each once"
    try:
        re.compile(limits.get("pattern", ""))
    except (re.error, TypeError):
        yield f"{where} pattern {_shown(limits['pattern'])}, allowed: a regular expression"
    for bound in ("minimum", "maximum"):
        try:
            if bound in limits and kind in _TYPES:
                _TYPES[kind][1](str(limits[bound]))
        except (ValueError, KeyError):
            yield f"{where} {bound} {_shown(limits[bound])}, allowed: {_TYPES[kind][2]}"


def _resource_problems(resource: Any, directory: Path) -> Iterator[str]:
    if problem := _path_problem(resource.get("path"), directory):
        yield problem
    dialect, encoding = resource.get("dialect", {}), resource.get("encoding", "utf-8")
    if not isinstance(dialect, dict) or dialect.get("delimiter", ",") != "," or encoding != "utf-8":
        yield f"found dialect {_shown(dialect)}, encoding {_shown(encoding)}, allowed: commas, utf-8"
    schema = resource.get("schema")
    if not isinstance(schema, dict) or not isinstance(schema.get("fields"), list) or not schema["fields"]:
        yield f"found schema {_shown(schema)}, allowed: an object with a list of fields"
        return
    for part in schema["fields"]:
        yield from _field_problems(part)
    columns = [part.get("name") for part in schema["fields"] if isinstance(part, dict)]
    if len({str(column) for column in columns}) < len(columns):
        yield "found a field twice, allowed: each name once"
    key = schema.get("primaryKey", [])
    if (key != [] and not _names(key)) or not set(_names(key)) <= set(columns):
        yield f"found primaryKey {_shown(key)}, allowed: fields of the table"


def _foreign_keys(resource: dict[str, Any]) -> list[_ForeignKey]:
    """Return both kinds of foreign keys of a resource; a table named '' is the table itself."""
    keys = []
    for kind in ("foreignKeys", "optionalForeignKeys"):
        for part in resource["schema"].get(kind, []):
            reference = part["reference"]
            table = reference["resource"] or resource["name"]
            keys.append(_ForeignKey(_names(part["fields"]), table, _names(reference["fields"])))
    return keys


def _foreign_key_problems(resource: dict[str, Any], columns: dict[str, list[str]]) -> Iterator[str]:
    try:
        keys = _foreign_keys(resource)
    except (TypeError, KeyError, AttributeError):
        yield "found foreignKeys of another shape, allowed: {fields, reference: {resource, fields}}"
        return
    for key in keys:
        known = set(key.columns) <= set(columns[resource["name"]]) and set(key.target) <= set(
            columns.get(key.table, []) if isinstance(key.table, str) else []
        )
        if not known or not key.columns or len(key.columns) != len(key.target):
            found = f"{', '.join(key.columns)} -> {key.table} ({', '.join(key.target)})"
            yield f"found foreign key {found}, allowed: as many columns of a table that exists"


def _describe(directory: Path) -> dict[str, _Resource]:
    """Return the resources that datapackage.json describes, in its order; DataError if it is unsound."""
    where = f"{directory.name}/datapackage.json"
    try:
        package = json.loads(_decode(directory / "datapackage.json"))
    except (ValueError, RecursionError) as error:
        raise DataError([f"{where}: found {error}, allowed: a JSON object"]) from None
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list) or not resources:
        raise DataError([f"{where}: found no list of resources, allowed: an object with resources"])
    problems, names = [], []
    for number, part in enumerate(resources, 1):
        name = part.get("name") if isinstance(part, dict) else None
        if not isinstance(name, str) or not name:
            problems.append(f"{where}: found resource {number} without a name, allowed: an object with a name")
            continue
        if name in names:
            problems.append(f"{where}: found resource {name!r} twice, allowed: each name once")
        names.append(name)
        problems += [f"{where} resource {name!r}: {text}" for text in _resource_problems(part, directory)]
    if not problems:
        columns = {part["name"]: [f["name"] for f in part["schema"]["fields"]] for part in resources}
        for part in resources:
            found = _foreign_key_problems(part, columns)
            problems += [f"{where} resource {part['name']!r}: {text}" for text in found]
    if problems:
        raise DataError(problems)
    return {part["name"]: _resource(part) for part in resources}


def _resource(part: dict[str, Any]) -> _Resource:
    key = _names(part["schema"].get("primaryKey", []))
    fields = [
        _Field(f["name"], f["type"], f.get("constraints", {}), f.get("allowed", ""), f["name"] in key)
        for f in part["schema"]["fields"]
    ]
    return _Resource(part["name"], part["path"], fields, key, _foreign_keys(part), part)


# ---- files ---------------------------------------------------------------------------------------------------


@dataclass
class _Table:
    columns: dict[str, list[Any]]
    lines: list[int] = field(default_factory=list)  # of the file, where each row begins
    problems: list[tuple[int, str, str]] = field(default_factory=list)  # line, column, what is wrong
    whole: bool = True  # no row and no column is missing, so that others may be checked against it

    def keys(self, columns: Sequence[str]) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield line and key of the rows where no part of the key is empty or faulty."""
        for line, *key in zip(self.lines, *(self.columns[column] for column in columns), strict=True):
            if None not in key:
                yield line, tuple(key)

    def break_off(self, line: int, text: str) -> None:
        """Note a problem that keeps rows from being read."""
        self.problems.append((line, "", text))
        self.whole = False


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:50]}... ({len(text):,} characters)"


def _decode(path: Path) -> str:
    """Return the text of a file, its line ends as newlines; ValueError says what was found instead."""
    try:
        if not path.is_file():
            raise ValueError("a folder" if path.is_dir() else "no such file")
        if path.stat().st_size > MAX_FILE:
            raise ValueError(f"more than {MAX_FILE:,} bytes")
        raw = path.read_bytes()
    except OSError as error:
        raise ValueError(error.strerror or "a file that cannot be read") from None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw:
        raise ValueError("UTF-16 or NUL bytes")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ValueError(f"byte 0x{raw[error.start]:02x} in line {line}, which is not UTF-8") from None


def _records(text: str, table: _Table) -> Iterator[tuple[int, list[str]]]:
    """Yield the line where each record begins, and its cells; breaks the table off where it cannot be parsed."""
    reader = csv.reader(io.StringIO(text, newline="\n"), strict=True)
    line = 1
    while True:
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            found = "found a stray quotation mark, allowed: the whole cell in quotation marks, inner ones doubled"
            if "unexpected end" in str(error):
                found = "found a quotation mark that is never closed, allowed: pairs"
            elif "field limit" in str(error):
                found = f"found a cell that is too long, allowed: at most {MAX_CELL:,} characters"
            return table.break_off(line, f"{found} (the rest of the file was not read)")
        line = reader.line_num + 1


def _header_problems(header: list[str], names: list[str]) -> Iterator[tuple[int, str, str]]:
    allowed = f"allowed: the columns {','.join(names)}"
    for name in names:
        if name not in header:
            yield 1, name, f"found no such column, {allowed}"
    for name in dict.fromkeys(header):
        if name not in names:
            yield 1, "", f"found the column {_shown(name)}, {allowed}"
        elif header.count(name) > 1:
            yield 1, name, f"found the column {header.count(name)} times, allowed: once"
    if header != names and sorted(header) == sorted(names):
        yield 1, "", f"found the columns {','.join(header)}, {allowed}, in this order"


def _parse(text: str, resource: _Resource) -> _Table:
    """Return the typed columns of a table and all its problems but those of foreign keys."""
    names = [f.name for f in resource.fields]
    table = _Table({name: [] for name in names})
    first = text.partition("\n")[0]
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(names) > 1 and mark in first and "," not in first:
            table.break_off(1, f"found columns separated by {word}, allowed: by commas (save as CSV with commas)")
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        table.break_off(line, "found a carriage return without newline, allowed: lines that end in a newline")
    if not text:
        table.break_off(1, f"found an empty file, allowed: a header {','.join(names)}")
    if not table.whole:
        return table
    records = _records(text, table)
    _, header = next(records, (1, names))
    table.problems += _header_problems(header, names)
    table.whole = table.whole and header == names
    places = {name: header.index(name) for name in names if header.count(name) == 1}
    for line, cells in records:
        if len(cells) != len(header):
            found = f"{len(cells)} cells" if cells else "an empty line"
            table.break_off(line, f"found {found}, allowed: {len(header)} cells")
            continue
        table.lines.append(line)
        for part in resource.fields:
            value = None
            try:
                value = part.read(cells[places[part.name]]) if part.name in places else None
            except ValueError as error:
                cell = cells[places[part.name]]
                table.problems.append((line, part.name, f"found {_shown(cell)}, allowed: {error}"))
            table.columns[part.name].append(value)
    for key in [resource.primary_key, *([f.name] for f in resource.fields if f.constraints.get("unique"))]:
        seen: dict[tuple[Any, ...], int] = {}
        for line, value in table.keys(key) if key else ():
            if seen.setdefault(value, line) != line:
                found = f"found {_key(value)} again, first in line {seen[value]}"
                table.problems.append((line, ", ".join(key), f"{found}, allowed: each once"))
    return table


def _key(values: tuple[Any, ...]) -> str:
    return _shown("/".join(str(value) for value in values))


def _dangling(resource: _Resource, tables: dict[str, _Table]) -> Iterator[tuple[int, str, str]]:
    for key in resource.foreign_keys:
        target = tables[key.table]
        known = {value for _, value in target.keys(key.target)}
        for line, value in tables[resource.name].keys(key.columns) if target.whole else ():
            if value not in known:
                allowed = f"allowed: a {', '.join(key.target)} of {key.table}"
                yield line, ", ".join(key.columns), f"found {_key(value)}, {allowed}"


def _problems(where: str, table: _Table) -> list[str]:
    """Return the problems of a table in the order of its lines."""
    return [
        f"{where}:{line}{' ' if column else ''}{column}: {text}"
        for line, column, text in sorted(table.problems, key=lambda problem: problem[0])
    ]


def _frame(resource: _Resource, table: _Table) -> pd.DataFrame:
    return pd.DataFrame({part.name: part.array(table.columns[part.name]) for part in resource.fields})


@lru_cache(maxsize=8)
def _package(directory: Path) -> _Package:
    """Return the checked package in a folder, read once."""
    resources = _describe(directory)
    tables: dict[str, _Table] = {}
    for name, resource in resources.items():
        try:
            tables[name] = _parse(_decode(directory / resource.path), resource)
        except ValueError as error:
            tables[name] = _Table({part.name: [] for part in resource.fields})
            tables[name].break_off(1, f"found {error}, allowed: a CSV file in UTF-8")
    for name, resource in resources.items():
        tables[name].problems += _dangling(resource, tables)
    problems = []
    for name, resource in resources.items():
        problems += _problems(f"{directory.name}/{resource.path}", tables[name])
    if problems:
        raise DataError(problems)
    return _Package(resources, {name: _frame(resource, tables[name]) for name, resource in resources.items()})


# ---- what notebooks and tests use ----------------------------------------------------------------------------


def data_dir() -> Path:
    """Return the folder of the data package: ROSTRUM_DATA, or `data/` of this collection."""
    given = os.environ.get("ROSTRUM_DATA")
    return Path(given).resolve() if given else Path(__file__).resolve().parents[1] / "data"


def forget() -> None:
    """Read the package again at the next call."""
    _package.cache_clear()


def names() -> list[str]:
    """Return the names of all tables, in the order of the package."""
    return list(_package(data_dir()).resources)


def _find(name: str) -> _Resource:
    resources = _package(data_dir()).resources
    if name not in resources:
        near = difflib.get_close_matches(name, resources, n=3, cutoff=0.5) or list(resources)
        raise DataError([f"found no table {_shown(name)}, allowed: {' or '.join(near)}"])
    return resources[name]


def resource(name: str) -> dict[str, Any]:
    """Return what datapackage.json says of a table: description, path, schema."""
    return copy.deepcopy(_find(name).descriptor)


def primary_key(name: str) -> list[str]:
    """Return the columns that together name a row of the table."""
    return list(_find(name).primary_key)


@overload
def load(name: str, /) -> pd.DataFrame: ...
@overload
def load(name: str, second: str, /, *more: str) -> tuple[pd.DataFrame, ...]: ...
def load(*wanted: str) -> pd.DataFrame | tuple[pd.DataFrame, ...]:
    """Return the table as a DataFrame, or a tuple of DataFrames for several names; rows as in the file.

    Types: string str (NaN when empty), with an enum an ordered Categorical; integer and year Int64; number Float64;
    boolean boolean; date datetime64[s]. DataError lists all problems of all files, or says which tables there are.
    """
    found = [_find(name).name for name in wanted]
    frames = tuple(_package(data_dir()).frames[name].copy() for name in found)
    return frames[0] if len(frames) == 1 else frames


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
    if problems := _problems(path.name, _parse(buffer.getvalue(), table)):
        raise DataError(problems)
    path.write_text(buffer.getvalue(), encoding="utf-8", newline="")


def _cell(value: Any, kind: str) -> str:
    if pd.isna(value):
        return ""
    if kind == "date" and isinstance(value, datetime.date):
        return value.isoformat()[:10]
    return str(value).lower() if kind == "boolean" else str(value)


def article_id() -> str:
    """Return the article that the notebooks read: ROSTRUM_ARTICLE, or the first of article.texts."""
    known = load("article.texts")["article_id"].tolist()
    wanted = os.environ.get("ROSTRUM_ARTICLE") or next(iter(known), "")
    if wanted not in known:
        raise DataError([f"ROSTRUM_ARTICLE: found {_shown(wanted)}, allowed: one of {', '.join(known)}"])
    return str(wanted)


def day_range(dates: "pd.Series[str]") -> pd.DataFrame:
    """Return first_day, last_day (dates) and precision (year, month or day) of YYYY, YYYY-MM and YYYY-MM-DD.

    What is missing stays missing; DataError lists what is no such date.
    """
    rows, problems = [], []
    for label, text in dates.items():
        try:
            rows.append((None, None, None) if pd.isna(text) else _range(str(text)))
        except ValueError:
            allowed = "YYYY, YYYY-MM or YYYY-MM-DD"
            problems.append(f"{dates.name or 'date'} of row {label}: found {_shown(text)}, allowed: {allowed}")
    if problems:
        raise DataError(problems)
    kinds = pd.CategoricalDtype(["year", "month", "day"], ordered=True)
    dtypes = {"first_day": "datetime64[s]", "last_day": "datetime64[s]", "precision": kinds}
    frame = pd.DataFrame(rows, index=dates.index, columns=list(dtypes), dtype="object")
    return frame.astype(dtypes)


def _range(text: str) -> tuple[datetime.date, datetime.date, str]:
    precision = {4: "year", 7: "month", 10: "day"}.get(len(text), "")
    first = _date(text + "-01-01"[len(text) - 4 :])
    last_month = 12 if precision == "year" else first.month
    last_day = first.day if precision == "day" else calendar.monthrange(first.year, last_month)[1]
    return first, first.replace(month=last_month, day=last_day), precision
