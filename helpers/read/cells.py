"""What a cell of a table may hold: types and constraints of Table Schema, and no characters that deceive."""

from __future__ import annotations

import datetime
import math
import operator
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

MAX_CELL = 100_000  # characters
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # but newline and tab
UNSEEN = (
    "\u00a0\u00ad\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u2800\u3000\u3164\ufeff\uffa0"
)
SHAPED = "[\u0590-\u1aff\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]"
"""Characters that a joiner between two of them gives another shape: of Arabic and Indic scripts, emoji."""
ODD = re.compile(f"(?!(?<={SHAPED})[\u200c\u200d]{SHAPED})[\t\n{UNSEEN}]|  ")
"""What no two names may differ by: odd blanks, characters without width, two blanks in a row."""
EDGE = re.compile(rf"^[\s{UNSEEN}]|[\s{UNSEEN}]\Z")
PLAIN = re.compile("[!-~]+( [!-~]+)*")
"""What deceives nobody."""
ALIKE = {"LATIN", "CYRILLIC", "GREEK"}
"""Scripts with letters that look the same."""


class Type(NamedTuple):
    """What a type of Table Schema means here: column type in pandas, reader of a cell, words for an error."""

    dtype: Any
    pattern: re.Pattern[str]
    value: Callable[[str], Any]
    allowed: str

    def convert(self, cell: str) -> Any:
        """Return the value of a cell; ValueError says what is allowed if it is none of this type."""
        with suppress(ValueError):  # a day that never was, more digits than Python reads
            value = self.value(cell) if self.pattern.fullmatch(cell) else None
            inside = not isinstance(value, int) or -(2**63) <= value < 2**63
            if value is not None and inside and value not in (math.inf, -math.inf):
                return value
        raise ValueError(self.allowed)


NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
TYPES = {
    "string": Type("str", re.compile("(?s).*"), str, "text"),
    "integer": Type("Int64", re.compile("-?[0-9]+"), int, "a whole number in plain digits, within 64 bits"),
    "number": Type("Float64", NUMBER, float, "a decimal number such as -1.5"),
    "boolean": Type("boolean", re.compile("true|false"), "true".__eq__, "true or false"),
    "date": Type("datetime64[s]", DAY, datetime.date.fromisoformat, "a date YYYY-MM-DD"),
    "year": Type("Int64", re.compile("[0-9]{4}"), int, "a year YYYY"),
}


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
    vocabulary: str
    key: bool
    naming: bool

    def read(self, cell: str) -> Any:
        """Return the typed value of a cell, None when it is empty; ValueError says what would be allowed."""
        limits, kind = self.constraints, TYPES[self.type]
        if not (cell or self.key or limits.get("required")):
            return None
        if not PLAIN.fullmatch(cell) or len(cell) > MAX_CELL:
            for allowed, wrong in NEVER.items():
                if wrong(self, cell):
                    raise ValueError(allowed)
            if self.naming and (scripts := _mixed(cell)):
                raise ValueError(f"letters of one script in a word, not of {' and '.join(scripts)}")
        value = kind.convert(cell)
        if "enum" in limits and cell not in limits["enum"]:
            raise ValueError("one of " + ", ".join(limits["enum"]))
        if "pattern" in limits and not re.fullmatch(limits["pattern"], cell):
            raise ValueError(self.allowed or f"text that matches {limits['pattern']}")
        for bound, words, beyond in (("minimum", "least", operator.lt), ("maximum", "most", operator.gt)):
            if bound in limits and beyond(value, kind.convert(str(limits[bound]))):
                raise ValueError(f"at {words} {limits[bound]}")
        return value


NEVER: dict[str, Callable[[Field, str], Any]] = {
    "a value, since the cell may not be empty": lambda field, cell: not cell,
    f"at most {MAX_CELL:,} characters in a cell": lambda field, cell: len(cell) > MAX_CELL,
    "text without control characters": lambda field, cell: CONTROL.search(cell),
    "a key on one line": lambda field, cell: field.key and "\n" in cell,
    "no blank at either end": lambda field, cell: field.type == "string" and EDGE.search(cell),
    "single plain blanks, and no character without width": lambda field, cell: (
        field.naming and ODD.search(cell)
    ),
    "each letter with its accent as one character (NFC)": lambda field, cell: (
        field.naming and not unicodedata.is_normalized("NFC", cell)
    ),
}
"""What is allowed in a cell of any type, and what tells that it is not so."""


def _mixed(cell: str) -> list[str]:
    """Return the scripts that the letters of a word mix although they look alike; none where no word does."""
    for word in re.findall(r"\w+", cell):
        scripts = {unicodedata.name(char, "").partition(" ")[0] for char in word} & ALIKE
        if len(scripts) > 1:
            return sorted(scripts)
    return []
