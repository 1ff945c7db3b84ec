"""What must hold in a data package beyond what its schema can say: between columns, rows and tables.

A rule takes the rows of tables as dictionaries and yields what is wrong: the row, the columns, and what is
allowed there. It is asked only where the package has all its tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from helpers.read.package import Resource
from helpers.read.rules import article, coverage, history
from helpers.read.rules.anywhere import codes, numbers, places, spellings
from helpers.read.rules.kit import LINE, RULES, TABLE, Row, Wrong

__all__ = ["LINE", "TABLE", "Row", "article", "codes", "coverage", "history", "problems"]


def problems(resources: Mapping[str, Resource], rows: Mapping[str, list[Row]]) -> Iterator[Wrong]:
    """Yield what breaks a rule: row, columns, what is allowed.

    A table on which others rest and which breaks a rule is not held against these: one cause, one line.
    """
    broken = set()
    yield from spellings(resources, rows)
    for name, part in resources.items():
        for wrong in (*numbers(part, rows[name]), *places(rows[name])):
            broken.add(name)
            yield wrong
    for needed, rule, ground in RULES:
        if set(needed) <= set(rows) and not broken & set(needed):
            for wrong in rule(*(rows[name] for name in needed)):
                if ground:
                    broken.add(wrong[0][TABLE])
                yield wrong
