"""What `datapackage.json` says of each table: path, typed fields, keys; checked before a data file is opened.

Types and constraints of Table Schema that we do not use are refused, not ignored. Four keys of a field
are our own: `unit` and `origin` for the dictionary, `allowed`, which says in words what a pattern means, and
`vocabulary`, which names the list of names that a column shares with others (see `helpers.read.rules`).
So is `optionalForeignKeys` of a schema: foreign keys of which a part may be empty, and then nothing is looked
up. (SQL reads every foreign key so; other tools for data packages would report such a row.) And so are the
package's own `edition`, the number of the schema that the collection reads, and `folders`, what each holds.
What a row is, in words, is said by the keys of `helpers.read.gist`.
"""

from __future__ import annotations

import datetime
import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from helpers.errors import RostrumError
from helpers.read import gist

MAX_CELL = 100_000  # characters
MAX_FILE = 50_000_000  # bytes
MAX_SHOWN = 50  # problems in the text of an error
MAX_LINE = 2_000  # characters of a problem
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # but newline and tab
UNSEEN = (
    "\u00a0\u00ad\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u2800\u3000\u3164\ufeff\uffa0"
)
ODD = re.compile(f"[\t\n{UNSEEN}]|  ")
"""What no two names may differ by: odd blanks, characters without width, two blanks in a row."""
EDGE = re.compile(rf"^[\s{UNSEEN}]|[\s{UNSEEN}]\Z")
SHIPPED = Path(__file__).resolve().parents[2] / "data"
EDITION = 2
"""Of the schema; a package names its own."""
CONSTRAINTS = ("required", "unique", "enum", "pattern", "minimum", "maximum")


class DataError(RostrumError):
    """Says what is wrong with the data: `problems` has one text for each fault, however many there are."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Keep all problems, cut where names or values that they quote are without end."""
        self.problems = tuple(
            text if len(text) <= MAX_LINE else f"{text[:MAX_LINE]}... ({len(text):,} characters)"
            for text in problems
        )
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Return a line for each problem, as far as a reader may want to read."""
        rest = len(self.problems) - MAX_SHOWN
        return "\n".join([*self.problems[:MAX_SHOWN], *([f"and {rest} more"] if rest > 0 else [])])


def shown(value: Any) -> str:
    """Return a value as an error message quotes it: cut when it is long."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:50]}... ({len(text):,} characters)"


CONFLICT = re.compile(rb"(?m)^(<{7}|>{7})( |\r?$)")
"""A line that git leaves in a file where two changes clash."""


def read_text(path: Path) -> str:
    """Return the text of a file, its line ends as newlines; ValueError says what was found instead."""
    try:
        if not path.is_file():
            raise ValueError("a folder" if path.is_dir() else "no such file")
        if path.stat().st_size > MAX_FILE:
            raise ValueError(f"a file of more than {MAX_FILE:,} bytes")
        raw = path.read_bytes()
    except OSError as error:
        raise ValueError(error.strerror or "a file that cannot be read") from None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw:
        raise ValueError("UTF-16 text or NUL bytes")
    if mark := CONFLICT.search(raw):
        line = raw[: mark.start()].count(b"\n") + 1
        raise ValueError(f"the marks of a merge conflict in line {line}")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ValueError(f"byte 0x{raw[error.start]:02x} in line {line}, which is not UTF-8") from None


def parse_json(text: str) -> Any:
    """Return what a JSON text holds; ValueError or RecursionError for what is none, such as NaN."""

    def refuse(word: str) -> None:
        raise ValueError(f"{word}, which is no JSON")

    if not text.strip():
        raise ValueError("an empty file")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        for name, _ in pairs if len(found) < len(pairs) else []:
            if [key for key, _ in pairs].count(name) > 1:
                raise ValueError(f"{shown(name)} twice in one object")
        return found

    return json.loads(text, parse_constant=refuse, object_pairs_hook=once)


def document(directory: Path) -> Any:
    """Return what datapackage.json holds, whatever it is; DataError when it is no JSON."""
    try:
        return parse_json(read_text(directory / "datapackage.json"))
    except (ValueError, RecursionError) as error:
        where = f"{directory.name}/datapackage.json"
        raise DataError([f"{where}: found {error}, allowed: a JSON object"]) from None


# ---- types -----------------------------------------------------------------------------


def _integer(cell: str) -> int:
    if not re.fullmatch(r"-?[0-9]+", cell) or not -(2**63) <= int(cell) < 2**63:
        raise ValueError(cell)
    return int(cell)


def _number(cell: str) -> float:
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", cell) or not math.isfinite(float(cell)):
        raise ValueError(cell)
    return float(cell)


def _boolean(cell: str) -> bool:
    if cell not in ("true", "false"):
        raise ValueError(cell)
    return cell == "true"


def date(cell: str) -> datetime.date:
    """Return the day of a text YYYY-MM-DD; ValueError if there is no such day."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        raise ValueError(cell)
    return datetime.date.fromisoformat(cell)


def _year(cell: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", cell):
        raise ValueError(cell)
    return int(cell)


class Type(NamedTuple):
    """What a type of Table Schema means here: column type in pandas, reader of a cell, words for an error."""

    dtype: str
    convert: Callable[[str], Any]
    allowed: str


TYPES = {
    "string": Type("str", str, "text"),
    "integer": Type("Int64", _integer, "a whole number in plain digits, within 64 bits"),
    "number": Type("Float64", _number, "a decimal number such as -1.5"),
    "boolean": Type("boolean", _boolean, "true or false"),
    "date": Type("datetime64[s]", date, "a date YYYY-MM-DD"),
    "year": Type("Int64", _year, "a year YYYY"),
}


# ---- the parts of a package ------------------------------------------------------------


@dataclass(frozen=True)
class Field:
    """A column: its type, the constraints on its cells, and what its values are for.

    ``key``: it is part of the primary key. ``naming``: rows are found, matched or counted by its values,
    so that two values that look alike must be alike.
    """

    name: str
    type: str
    constraints: dict[str, Any]
    allowed: str
    key: bool
    naming: bool

    def read(self, cell: str) -> Any:
        """Return the typed value of a cell, None when it is empty; ValueError says what would be allowed."""
        limits, kind = self.constraints, TYPES[self.type]
        if cell == "":
            if self.key or limits.get("required"):
                raise ValueError("a value, since the cell may not be empty")
            return None
        if len(cell) > MAX_CELL:
            raise ValueError(f"at most {MAX_CELL:,} characters in a cell")
        if CONTROL.search(cell) or (self.key and "\n" in cell):
            raise ValueError("a key on one line" if self.key else "text without control characters")
        if self.type == "string" and EDGE.search(cell):
            raise ValueError("no blank at either end")
        if self.naming and ODD.search(cell):
            raise ValueError("single plain blanks, and no character without width")
        if self.naming and not unicodedata.is_normalized("NFC", cell):
            raise ValueError("each letter with its accent as one character (NFC)")
        if self.naming and len(scripts := _scripts(cell)) > 1:
            raise ValueError(f"letters of one script in a word, not of {' and '.join(sorted(scripts))}")
        try:
            value = kind.convert(cell)
        except ValueError:
            raise ValueError(kind.allowed) from None
        if "enum" in limits and cell not in limits["enum"]:
            raise ValueError("one of " + ", ".join(limits["enum"]))
        if "pattern" in limits and not re.fullmatch(limits["pattern"], cell):
            raise ValueError(self.allowed or f"text that matches {limits['pattern']}")
        if "minimum" in limits and value < kind.convert(str(limits["minimum"])):
            raise ValueError(f"at least {limits['minimum']}")
        if "maximum" in limits and value > kind.convert(str(limits["maximum"])):
            raise ValueError(f"at most {limits['maximum']}")
        return value


ALIKE = {"LATIN", "CYRILLIC", "GREEK"}
"""Scripts with letters that look the same."""


def _scripts(cell: str) -> set[str]:
    """Return the scripts that the letters of a word mix although they look alike; none where no word does."""
    for word in [] if cell.isascii() else re.findall(r"\w+", cell):
        scripts = {unicodedata.name(char, "").partition(" ")[0] for char in word} & ALIKE
        if len(scripts) > 1:
            return scripts
    return set()


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values together must be found in columns of a table."""

    columns: list[str]
    table: str
    target: list[str]


@dataclass(frozen=True)
class Resource:
    """A table of the package."""

    name: str
    path: str
    fields: list[Field]
    primary_key: list[str]
    foreign_keys: list[ForeignKey]
    descriptor: dict[str, Any]


def describe(directory: Path) -> dict[str, Resource]:
    """Return the tables of datapackage.json, in its order; DataError lists what is unsound in it."""
    where = f"{directory.name}/datapackage.json"
    package = document(directory)
    parts = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(parts, list) or not parts:
        raise DataError([f"{where}: found no list of resources, allowed: an object with resources"])
    if type(package.get("edition")) is not int or package["edition"] != EDITION:
        found = f"{where}: found edition {shown(package.get('edition'))} of the schema, allowed: {EDITION}"
        raise DataError([f"{found}. Move the rows to this edition: data/DATASHEET.md, Maintenance, says how"])
    problems, names = [], []
    for number, part in enumerate(parts, 1):
        name = part.get("name") if isinstance(part, dict) else None
        if not isinstance(name, str) or not name or name in names:
            problems.append(
                f"{where} resource {number}: found name {shown(name)}, allowed: a name, each once"
            )
            continue
        names.append(name)
        problems += [f"{where} {name}: found {text}" for text in _resource_problems(part, directory)]
    if not problems:
        problems = [f"{where}: found {text}" for text in _other_shape(parts)]
    if not problems:  # foreign keys can only be followed when every table is sound
        columns = {part["name"]: {f["name"] for f in part["schema"]["fields"]} for part in parts}
        for part in parts:
            known = sorted(columns[part["name"]])
            unsound = [*_key_problems(part, columns), *gist.problems(part, known, names)]
            problems += [f"{where} {part['name']}: found {text}" for text in unsound]
    if problems:
        raise DataError(problems)
    return {part["name"]: _resource(part) for part in parts}


KEYS = ("primaryKey", "foreignKeys", "optionalForeignKeys")
LIMITS = ("required", "unique", "enum")


def _other_shape(parts: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what a package of articles lacks of the schema of this edition; it may have more."""
    given, allowed = {part["name"]: part for part in parts}, f"allowed: as in edition {EDITION}"
    for name, part in _shipped(SHIPPED).items() if "article.texts" in given else []:
        if name not in given:
            yield f"no table {name}, {allowed} (it may be empty)"
            continue
        fields = {field["name"]: field for field in given[name]["schema"]["fields"]}
        wanted = {field["name"]: field for field in part["schema"]["fields"]}
        if lost := [column for column in wanted if column not in fields]:
            yield f"no field {', '.join(lost)} in {name}, {allowed}"
        for column, field in wanted.items():
            if column in fields and _limits(fields[column]) != _limits(field):
                yield f"{column} of {name} with another type, vocabulary or {' or '.join(LIMITS)}, {allowed}"
        for key in KEYS:
            if given[name]["schema"].get(key) != part["schema"].get(key):
                yield f"{key} of {name} {shown(given[name]['schema'].get(key))}, {allowed}"


def _limits(field: dict[str, Any]) -> tuple[Any, ...]:
    limits = field.get("constraints", {})
    return field["type"], field.get("vocabulary"), *(limits.get(name) for name in LIMITS)


@lru_cache(maxsize=1)
def _shipped(directory: Path) -> dict[str, dict[str, Any]]:
    """Return the tables of the package that this collection ships, by name."""
    return {part["name"]: part for part in document(directory)["resources"]}


def _resource(part: dict[str, Any]) -> Resource:
    key, foreign = _texts(part["schema"].get("primaryKey", [])), _foreign_keys(part)
    linked = {column for link in foreign for column in link.columns}
    fields = []
    for f in part["schema"]["fields"]:
        limits = f.get("constraints", {})
        naming = f["name"] in {*key, *linked} or "vocabulary" in f or {"enum", "unique"} & set(limits)
        fields.append(
            Field(f["name"], f["type"], limits, f.get("allowed", ""), f["name"] in key, bool(naming))
        )
    return Resource(part["name"], part["path"], fields, key, foreign, part)


def _texts(value: Any) -> list[str]:
    """Return a list of texts as it is, one text as a list, anything else as an empty list."""
    values = [value] if isinstance(value, str) else value
    return values if isinstance(values, list) and all(isinstance(v, str) for v in values) else []


def _foreign_keys(part: dict[str, Any]) -> list[ForeignKey]:
    keys = []
    for kind in ("foreignKeys", "optionalForeignKeys"):
        for key in part["schema"].get(kind, []):
            table = key["reference"]["resource"] or part["name"]  # '' is the table itself
            keys.append(ForeignKey(_texts(key["fields"]), table, _texts(key["reference"]["fields"])))
    return keys


# ---- what may be wrong with a description: texts that follow "found" -------------------


def _resource_problems(part: dict[str, Any], directory: Path) -> Iterator[str]:
    path, dialect, encoding = part.get("path"), part.get("dialect", {}), part.get("encoding", "utf-8")
    if not _inside(path, directory):
        yield f"path {shown(path)}, allowed: the path of one file inside the folder of the package"
    if not isinstance(dialect, dict) or dialect.get("delimiter", ",") != "," or encoding != "utf-8":
        yield f"dialect {shown(dialect)} and encoding {shown(encoding)}, allowed: commas and utf-8"
    schema = part.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(schema, dict) or not isinstance(fields, list) or not fields:
        yield f"schema {shown(schema)}, allowed: an object with a list of fields"
        return
    for field in fields:
        yield from _field_problems(field)
    names = [field.get("name") for field in fields if isinstance(field, dict)]
    if any(names.count(name) > 1 for name in names):
        yield f"fields {', '.join(map(str, names))}, allowed: each name once"
    key = schema.get("primaryKey", [])
    if (key != [] and not _texts(key)) or any(column not in names for column in _texts(key)):
        yield f"primaryKey {shown(key)}, allowed: a list of fields"


def _inside(path: Any, directory: Path) -> bool:
    """Tell whether a path names something in the folder: no address, no way out, by a link neither."""
    if not isinstance(path, str) or not path or CONTROL.search(path) or re.search(r"[\\:]", path):
        return False
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        return False
    try:
        real = (directory / path).resolve()
        return real.is_relative_to(directory) and not real.is_symlink()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name that is too long or no text
        return False


def _field_problems(field: Any) -> Iterator[str]:
    name = field.get("name") if isinstance(field, dict) else None
    if not isinstance(name, str) or not name:
        yield f"field {shown(field)}, allowed: an object with a name"
        return
    kind = TYPES.get(str(field.get("type")))
    if kind is None or field.get("format", "default") != "default":
        found = f"type {shown(field.get('type'))} and format {shown(field.get('format', 'default'))}"
        yield f"{found} of {name}, allowed: {', '.join(TYPES)} and default"
        return
    limits = field.get("constraints", {})
    if not isinstance(limits, dict) or not set(limits) <= set(CONSTRAINTS):
        yield f"constraints {shown(limits)} of {name}, allowed: {', '.join(CONSTRAINTS)}"
        return
    if not isinstance(field.get("vocabulary", ""), str) or ("vocabulary" in field and kind.dtype != "str"):
        yield f"vocabulary {shown(field['vocabulary'])} of {name}, allowed: a word, on a string"
    enum = _texts(limits.get("enum"))
    if "enum" in limits and (field["type"] != "string" or not enum or len(set(enum)) < len(enum)):
        yield f"enum {shown(limits['enum'])} of {name}, allowed: a list of different texts, on a string"
    try:
        re.compile(limits.get("pattern", ""))
    except (re.error, TypeError):
        yield f"pattern {shown(limits['pattern'])} of {name}, allowed: a regular expression"
    for bound in {"minimum", "maximum"} & set(limits):
        try:
            kind.convert(str(limits[bound]))
        except ValueError:
            yield f"{bound} {shown(limits[bound])} of {name}, allowed: {kind.allowed}"


def _key_problems(part: dict[str, Any], columns: dict[str, set[str]]) -> Iterator[str]:
    try:
        keys = _foreign_keys(part)
    except (TypeError, KeyError):
        yield "foreign keys of another shape, allowed: {fields, reference: {resource, fields}}"
        return
    for key in keys:
        target = columns.get(key.table, set()) if isinstance(key.table, str) else set()
        known = set(key.columns) <= columns[part["name"]] and set(key.target) <= target
        if not known or not key.columns or len(key.columns) != len(key.target):
            found = f"{', '.join(key.columns)} -> {key.table} ({', '.join(key.target)})"
            yield f"foreign key {found}, allowed: fields of the table -> as many fields of another"
