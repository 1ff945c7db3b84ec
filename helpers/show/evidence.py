"""Rows of data looked up by the keys that findings and charts name: ``evidence("p6s2")``."""

from __future__ import annotations

import pandas as pd

from helpers.read import evidence as refs
from helpers.show.datatable import DataTable
from helpers.show.rows import known
from helpers.show.words import join


def evidence(key: str) -> DataTable:
    """Return what the data say in the rows of a key, such as ``p6s2`` or ``history.attendance:a053``.

    A row has a line for what it is, and one for each value. Raises KeyError for a key that no row has.
    """
    found = [known().entry(ref) for ref in known().called(key)]
    if not found:
        raise KeyError(f"no row of the data has the key {key!r}")
    lines, names = [], [f"{refs.table(entry.ref)} {refs.label(entry.ref)}" for entry in found]
    for name, entry in zip(names, found, strict=True):
        lines.append((name, "What it is", "".join(part.words for part in entry.gist)))
        for what, values in entry.facts.items():
            lines.append((name, what, "; ".join(value.address or value.words for value in values)))
    shown = ["row", "what", "value"] if len(found) > 1 else ["what", "value"]
    table = pd.DataFrame(lines, columns=["row", "what", "value"])[shown]
    return DataTable(table, f"What stands in {join(names)}")
