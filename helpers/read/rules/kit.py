"""What every rule is made of: rows as dictionaries, and the list of rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Row = dict[str, Any]
Wrong = tuple[Row, str, str]
"""The row, its columns, and what is allowed there."""
LINE, TABLE = "line of the file", "name of the table"
"""Two keys of a row that no column has."""
RULES: list[tuple[tuple[str, ...], Callable[..., Iterator[Wrong]], bool]] = []
"""The tables that a rule takes, the rule, and whether other tables rest on what it holds."""


def rule(*tables: str, ground: bool = False) -> Callable[[Any], Any]:
    """Return a decorator that has a rule asked where a package has these tables."""

    def keep(function: Any) -> Any:
        RULES.append((tables, function, ground))
        return function

    return keep


def by(rows: Iterable[Row], *columns: str) -> dict[Any, list[Row]]:
    """Return the rows by the values of columns, in their order; by one value where there is one column."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        key = tuple(row[column] for column in columns)
        found[key if len(columns) > 1 else key[0]].append(row)
    return found
