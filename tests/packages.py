"""Copies of a data package that hold fewer rows."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Collection, Mapping
from functools import cache
from operator import is_not
from pathlib import Path

import pandas as pd

from helpers.read import rules, tables
from helpers.read.package import Resource, describe

Rows = dict[str, list[dict[str, str]]]


def rows_of(folder: Path) -> Rows:
    """The rows of every table of a package, all cells as text."""
    found = {}
    for name, part in described(folder).items():
        with (folder / part.path).open(encoding="utf-8", newline="") as file:
            found[name] = list(csv.DictReader(file))
    return found


@cache
def described(folder: Path) -> Mapping[str, Resource]:
    """What ``describe`` says of a package, whose description no test changes."""
    return describe(folder)


def sound(rows: Rows, folder: Path) -> Rows:
    """The rows less those that point to a row which is not there, break a rule, or point to such a row."""
    kept, resources = pointing(rows, folder), described(folder)
    while True:
        typed = {name: typed_rows(kept[name], part) for name, part in resources.items()}
        broken = {(name, line) for name, line, _, _ in rules.problems(resources, typed)}
        if not broken:
            return kept
        whole = {
            name: [row for line, row in enumerate(part) if (name, line) not in broken]
            for name, part in kept.items()
        }
        kept = pointing(whole, folder)


TYPED: dict[str, tuple[list[dict[str, str]], pd.DataFrame]] = {}
"""The rows of each table as they were typed last: most tables are the same in one package and the next."""


def typed_rows(rows: list[dict[str, str]], part: Resource) -> pd.DataFrame:
    """The rows of a table as the rules take them."""
    before, frame = TYPED.get(part.name, ([], pd.DataFrame()))
    if not before or len(before) != len(rows) or any(map(is_not, before, rows)):
        cells = {f.name: [f.read(row[f.name]) for row in rows] for f in part.fields}
        frame = tables.typed(cells, part, list(range(len(rows))))
        TYPED[part.name] = rows, frame
    return frame.copy()


def pointing(rows: Rows, folder: Path) -> Rows:
    """The rows less those that point to a row which is not there, or to such a row."""
    kept, before = dict(rows), -1
    while before != (before := sum(map(len, kept.values()))):
        for name, part in described(folder).items():
            for key in part.foreign_keys:
                known = {tuple(row[column] for column in key.target) for row in kept[key.table]}
                found = [(row, tuple(row[column] for column in key.columns)) for row in kept[name]]
                kept[name] = [row for row, values in found if "" in values or values in known]
    return kept


def without(rows: Rows, names: Collection[str], folder: Path) -> Rows:
    """The rows less those of some tables and what points to them."""
    return sound({name: [] if name in names else part for name, part in rows.items()}, folder)


def write(rows: Mapping[str, Collection[dict[str, str]]], source: Path, folder: Path) -> Path:
    """Write rows as a package with the schema of another, and return its folder."""
    for name, part in described(source).items():
        path = folder / part.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [field.name for field in part.fields], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows[name])
    shutil.copy(source / "datapackage.json", folder)
    return folder
