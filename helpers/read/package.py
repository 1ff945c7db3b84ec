"""What `datapackage.json` says of each table: path, typed fields, keys; checked before a data file is opened.

Types and constraints of Table Schema that we do not use are refused, not ignored (`package.schema.json`). Our
own are, of a field, `unit` and `origin` for the dictionary, `allowed`, which says in words what a pattern
means, `called`, what its codes are called in a sentence and above a column, `vocabulary`, the list of names
that a column shares with others, and `rowOf`, tables of one of which it names a row, which no foreign key can
say; of a schema, `rules` (see `helpers.read.asking`) and `optionalForeignKeys`, of which a part may be empty,
and then nothing is looked up (SQL reads every foreign key so); of a table `gist`, what a row is, in a line
with columns in braces, and `shortName`, the column by which others call a row; of the package `edition`, the
number of its schema, and `folders`, what each holds.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from helpers.errors import DataError as DataError
from helpers.errors import shown
from helpers.read.cells import Field
from helpers.read.files import parse_json, read_text

SHIPPED = Path(__file__).resolve().parents[2] / "data"
EDITION = 2
"""Of the schema; a package names its own."""
LINKS = ("foreignKeys", "optionalForeignKeys")
KEYS, LIMITS = ("primaryKey", "uniqueKeys", *LINKS, "rules"), ("required", "unique", "enum")
"""What a package of articles shares with the one that ships: parts of a schema, and limits of a field."""


def document(directory: Path) -> Any:
    """Return what datapackage.json holds, whatever it is; DataError when it is no JSON."""
    path = directory / "datapackage.json"
    try:
        return parse_json(read_text(path))
    except (ValueError, RecursionError) as error:
        if not os.path.lexists(path):
            may = "allowed: a data package, whose folder --data or ROSTRUM_DATA names"
            raise DataError([f"{path}: found no such file, {may}"]) from None
        where = f"{directory.name}/datapackage.json"
        raise DataError([f"{where}: found {error}, allowed: a JSON object"]) from None


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
    unique: list[list[str]]
    rules: list[str]
    descriptor: dict[str, Any]


def describe(directory: Path) -> dict[str, Resource]:
    """Return the tables of datapackage.json, in its order; DataError lists what is unsound in it."""
    where, package = f"{directory.name}/datapackage.json", document(directory)
    parts = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(parts, list) or not parts:
        raise DataError([f"{where}: found no list of resources, allowed: an object with resources"])
    if type(package.get("edition")) is not int or package["edition"] != EDITION:
        found = f"{where}: found edition {shown(package.get('edition'))} of the schema, allowed: {EDITION}"
        raise DataError([f"{found}. Move the rows to this edition: data/DATASHEET.md, Maintenance, says how"])
    problems = list(_by_schema(json.dumps(parts)))
    if not problems:  # keys can only be followed when every table is sound
        problems = [*_other_edition(parts), *_lost(parts, directory)]
    if problems:
        raise DataError(f"{where}{text}" for text in problems)
    return {part["name"]: _resource(part) for part in parts}


def _resource(part: dict[str, Any]) -> Resource:
    schema, links = part["schema"], _links(part)
    key, linked = schema.get("primaryKey", []), {name for link in links for name in link.columns}
    unique = [*([key] if key else []), *schema.get("uniqueKeys", [])]
    fields = []
    for f in schema["fields"]:
        name, limits, words = f["name"], f.get("constraints", {}), f.get("vocabulary", "")
        naming = name in {*key, *linked} or bool(words) or bool({"enum", "unique"} & set(limits))
        fields.append(Field(name, f["type"], limits, f.get("allowed", ""), words, name in key, naming))
        unique += [[name]] if limits.get("unique") else []
    return Resource(part["name"], part["path"], fields, key, links, unique, schema.get("rules", []), part)


def _links(part: dict[str, Any]) -> list[ForeignKey]:
    keys = [(key["fields"], key["reference"]) for kind in LINKS for key in part["schema"].get(kind, [])]
    return [  # a table without a name is the table itself
        ForeignKey(columns, there["resource"] or part["name"], there["fields"]) for columns, there in keys
    ]


def gist_parts(template: str) -> list[tuple[str, str]]:
    """Return the words of a ``gist`` and the column that follows each, empty at the end."""
    return [(words, column or "") for words, column, _, _ in Formatter().parse(template)]


# ---- what may be wrong with a description: where, what was found, what is allowed ------


@lru_cache(maxsize=8)
def _by_schema(resources: str) -> tuple[str, ...]:
    """Return what ``_unsound`` says of tables: their description stays the same while their rows change."""
    return tuple(_unsound(json.loads(resources)))


def _unsound(parts: list[Any]) -> Iterator[str]:
    """Yield what is wrong with tables by package.schema.json, and names of tables that stand twice."""
    names = [part.get("name") if isinstance(part, dict) else None for part in parts]
    twice = [number for number, name in enumerate(names) if name is not None and name in names[:number]]
    for error in _validator().iter_errors({"resources": parts}):
        _, number, *path = error.absolute_path
        if number in twice:
            continue
        what = next((step for step in reversed(path) if isinstance(step, str)), "table")
        found, name = f"{what} {shown(error.instance)}", names[number]
        if error.validator == "required":
            found = f"no {next(name for name in error.validator_value if name not in error.instance)}"
        if path[1:2] == ["fields"] and len(path) > 3:
            found += f" of {parts[number]['schema']['fields'][path[2]].get('name')}"
        where = name if isinstance(name, str) else f"resource {number + 1}"
        yield f" {where}: found {found}, allowed: {error.schema['description']}"
    for number in twice:
        yield f" resource {number + 1}: found name {shown(names[number])}, allowed: a name, each once"


@lru_cache(maxsize=1)
def _validator() -> Any:
    schema = parse_json(read_text(Path(__file__).with_name("package.schema.json")))
    return Draft202012Validator(schema, format_checker=FormatChecker(["regex", "date"]))


def _inside(path: str, directory: Path) -> bool:
    """Tell whether a path leads to something in the folder, and not out of it by a link."""
    try:
        real = (directory / path).resolve()
        return real.is_relative_to(directory) and not real.is_symlink()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name that is too long or no text
        return False


def _lost(parts: list[dict[str, Any]], directory: Path) -> Iterator[str]:
    """Yield the paths, the keys, and the parts of what a row is called, that lead from or to nothing."""
    columns = {part["name"]: [field["name"] for field in part["schema"]["fields"]] for part in parts}
    for part in parts:
        path, schema, own, found = part["path"], part["schema"], columns[part["name"]], list[str]()
        if not _inside(path, directory):
            allowed = "the path of one file inside the folder of the package"
            found.append(f"path {shown(path)}, allowed: {allowed}")
        if len(set(own)) < len(own):
            found.append(f"fields {', '.join(own)}, allowed: each name once")
        for key in [schema.get("primaryKey", []), *schema.get("uniqueKeys", [])]:
            found += [f"key {shown(key)}, allowed: a list of fields"] if not {*key} <= {*own} else []
        for link in _links(part):
            known = {*link.columns} <= {*own} and {*link.target} <= {*columns.get(link.table, [])}
            if not known or not link.columns or len(link.columns) != len(link.target):
                key = f"{', '.join(link.columns)} -> {link.table} ({', '.join(link.target)})"
                found.append(f"foreign key {key}, allowed: fields of the table -> as many fields of another")
        named = [*(column for _, column in gist_parts(part.get("gist", ""))), part.get("shortName", "")]
        if lost := [repr(column) for column in named if column not in ["", *own]]:
            found.append(f"{', '.join(lost)} in gist or shortName, allowed: {', '.join(own)}")
        lists = [(field["name"], field.get("rowOf", [])) for field in schema["fields"]]
        lost = [f"rowOf {shown(rows)} of {name}" for name, rows in lists if not {*rows} <= {*columns}]
        found += [f"{text}, allowed: a list of tables" for text in lost]
        yield from (f" {part['name']}: found {text}" for text in found)


def _other_edition(parts: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what a package of articles lacks of the schema of this edition; it may have more."""
    given, allowed = {part["name"]: _shape(part["schema"]) for part in parts}, f"as in edition {EDITION}"
    for name, wanted in _shipped(SHIPPED).items() if "article.texts" in given else []:
        if name not in given:
            yield f": found no table {name}, allowed: {allowed} (it may be empty)"
        for what, shape in wanted.items() if name in given else []:
            if what not in given[name]:
                yield f": found no {what} in {name}, allowed: {allowed}"
            elif given[name][what] != shape:
                which = f"type, vocabulary or {' or '.join(LIMITS)}" if what not in KEYS else "value"
                yield f": found {what} of {name} with another {which}, allowed: {allowed}"


def _shape(schema: dict[str, Any]) -> dict[str, Any]:
    """Return what all packages of articles share: keys and rules, and the type and limits of each field."""
    shape: dict[str, Any] = {key: schema[key] for key in KEYS if key in schema}
    for field in schema["fields"]:
        limits = [field.get("constraints", {}).get(limit) for limit in LIMITS]
        shape[f"field {field['name']}"] = [field["type"], field.get("vocabulary"), *limits]
    return shape


@lru_cache(maxsize=1)
def _shipped(directory: Path) -> dict[str, dict[str, Any]]:
    """Return the shapes of the tables of the package that this collection ships."""
    return {part["name"]: _shape(part["schema"]) for part in document(directory)["resources"]}
