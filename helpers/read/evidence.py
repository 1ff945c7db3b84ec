"""References from a finding, a mark or a table cell to the row of data that it rests on.

A reference is a string, the table's name and the row's primary key: ``history.attendance:a053``,
``article.sentences:uniteddaily_mys/p6s2``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

import pandas as pd

from helpers.read import tables


def refs(table: str, frame: pd.DataFrame) -> list[str]:
    """Return the references of a frame's rows, in their order, each once.

    The frame needs the primary key's columns of ``table``; a row with a missing key is left out.
    Raises KeyError when a key column is not there.
    """
    rows = zip(*(frame[column].tolist() for column in tables.primary_key(table)), strict=True)
    told = (f"{table}:{'/'.join(map(str, row))}" for row in rows if not any(map(pd.isna, row)))
    return list(dict.fromkeys(told))


def ref(table: str, row: Mapping[Any, Any]) -> str:
    """Return the reference of one row, given as a mapping of its columns."""
    return f"{table}:{'/'.join(str(row[column]) for column in tables.primary_key(table))}"


def table(ref: str) -> str:
    """Return the table's name of a reference."""
    return ref.partition(":")[0]


def label(ref: str) -> str:
    """Return what a reader sees of a reference: its key, less the article's name where that leads.

    The name of the package's first codebook is left out too.
    """
    name, _, key = ref.partition(":")
    columns, parts = tables.primary_key(name), key.split("/")
    if len(parts) == len(columns) > 1:
        first = tables.load("codebooks")["codebook"].iloc[0] if "codebook" in columns else None
        hidden = {("codebook", first), *([("article_id", parts[0])] if name.startswith("article.") else [])}
        parts = [part for column, part in zip(columns, parts, strict=True) if (column, part) not in hidden]
    return "/".join(parts)


def target(ref: str) -> str:
    """Return the fragment (``#...``) under which a page has a row."""
    return "#" + quote(ref, safe=":/._-")


def grouped(references: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Return references by table, as pairs of a table's name and its references, first mention first."""
    groups = dict[str, dict[str, None]]()
    for ref in references:
        groups.setdefault(table(ref), {})[ref] = None
    return [(name, list(group)) for name, group in groups.items()]


def plain(references: Iterable[str]) -> str:
    """Return references as plain text: each table's name, then the labels of its rows."""
    return "; ".join(f"{name} {' '.join(map(label, group))}" for name, group in grouped(references))
