"""Copies of a data package that hold fewer rows."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

from helpers.read import rules, tables
from helpers.read.package import describe

Rows = dict[str, list[dict[str, str]]]


def rows_of(folder: Path) -> Rows:
    """The rows of every table of a package, all cells as text."""
    found = {}
    for name, part in describe(folder).items():
        with (folder / part.path).open(encoding="utf-8", newline="") as file:
            found[name] = list(csv.DictReader(file))
    return found


def sound(rows: Rows, folder: Path) -> Rows:
    """The rows less those that point to a row which is not there, break a rule, or point to such a row."""
    kept, before, resources = dict(rows), -1, describe(folder)
    while before != (before := sum(map(len, kept.values()))):
        for name, part in resources.items():
            for key in part.foreign_keys:
                known = {tuple(row[column] for column in key.target) for row in kept[key.table]}
                pointing = [(row, tuple(row[column] for column in key.columns)) for row in kept[name]]
                kept[name] = [row for row, values in pointing if "" in values or values in known]
        typed = {
            name: tables.typed(
                {f.name: [f.read(row[f.name]) for row in kept[name]] for f in part.fields},
                part,
                list(range(len(kept[name]))),
            )
            for name, part in resources.items()
        }
        broken = {(name, line) for name, line, _, _ in rules.problems(resources, typed)}
        kept = {
            name: [row for line, row in enumerate(part) if (name, line) not in broken]
            for name, part in kept.items()
        }
    return kept


def without(rows: Rows, names: Collection[str], folder: Path) -> Rows:
    """The rows less those of some tables and what points to them."""
    return sound({name: [] if name in names else part for name, part in rows.items()}, folder)


def write(rows: Mapping[str, Collection[dict[str, str]]], source: Path, folder: Path) -> Path:
    """Write rows as a package with the schema of another, and return its folder."""
    for name, part in describe(source).items():
        path = folder / part.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [field.name for field in part.fields], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows[name])
    shutil.copy(source / "datapackage.json", folder)
    return folder
