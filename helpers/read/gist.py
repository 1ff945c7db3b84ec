"""What a row is, in a line: the templates ``gist`` of ``datapackage.json``, with columns in braces.

Beside them ``shortName`` is the column by which other rows call a row; ``rowOf`` of a column lists tables of
one of which it names a row, which no foreign key can say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from string import Formatter
from typing import Any


def parts(template: str) -> list[tuple[str, str]]:
    """Return words and the column that follows each, empty at the end; raises ValueError for odd braces."""
    return [(words, column or "") for words, column, _, _ in Formatter().parse(template)]


def problems(resource: dict[str, Any], columns: Collection[str], tables: Collection[str]) -> Iterator[str]:
    """Yield what these keys name that is not there: texts that follow ``found``."""
    try:
        named = [column for _, column in parts(resource.get("gist", "")) if column]
    except (TypeError, ValueError) as error:
        yield f"gist {resource['gist']!r:.60} ({error}), allowed: text with columns in braces"
        return
    named += [resource["shortName"]] if "shortName" in resource else []
    if lost := [column for column in named if column not in columns]:
        yield f"{', '.join(map(repr, lost))} in gist or shortName, allowed: {', '.join(columns)}"
    for field in resource["schema"]["fields"]:
        others = field.get("rowOf", [])
        if not isinstance(others, list) or any(name not in tables for name in others):
            yield f"rowOf {others!r:.60} of {field['name']}, allowed: a list of tables"
