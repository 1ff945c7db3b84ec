"""Rules for any table: names, codes, numbers and places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from helpers.read.package import Resource, shown
from helpers.read.rules.kit import LINE, TABLE, Row, Wrong, by


def spellings(resources: Mapping[str, Resource], rows: Mapping[str, list[Row]]) -> Iterator[Wrong]:
    """Names of one vocabulary don't differ in case, accents, blanks or punctuation alone."""
    first: dict[tuple[str, str], Row] = {}
    for name, part in resources.items():
        for field in part.descriptor["schema"]["fields"]:
            column, words = field["name"], field.get("vocabulary")
            for row in rows[name] if words else []:
                if row[column] is not None:
                    spelled = first.setdefault((words, _folded(row[column])), row | {"": row[column]})
                    if spelled[""] != row[column]:
                        where = f"{spelled[TABLE]}, line {spelled[LINE]}"
                        yield row, column, f"one spelling, such as {shown(spelled[''])} in {where}"


LOOKS = str.maketrans("авекмнорстухіјѕłıøđðαβεικνορτυχ", "abekmhopctyxijsliodd" + "abeiknoptyx")
"""Letters that look like others, or that people write as others."""


def _folded(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold().translate(LOOKS)
    return "".join(char for char in letters if char.isalnum()) or name


def codes(part: Resource, rows: list[Row]) -> Iterator[Wrong]:
    """No code has fewer digits than those beside it that begin with a zero: it has lost its own.

    Beside it are those of its column, with the same letters and of the same article.
    """
    for field in part.fields:
        cells = [(row, row[field.name]) for row in rows if isinstance(row[field.name], str)]
        found = [(row, re.fullmatch(r"([A-Za-z]*)([0-9]+)", cell)) for row, cell in cells]
        codes = [(row, (row.get("article_id"), match[1]), match[2]) for row, match in found if match]
        if len(codes) == len(cells):
            padded: dict[Any, int] = {}
            for _, kind, digits in codes:
                if re.match("0.", digits):
                    padded[kind] = min(len(digits), padded.get(kind, len(digits)))
            for row, kind, digits in codes:
                if len(digits) < padded.get(kind, 0):
                    wanted = kind[1] + digits.zfill(padded[kind])
                    yield row, field.name, f"{shown(wanted)}, with as many digits as the others"


def numbers(part: Resource, rows: list[Row]) -> Iterator[Wrong]:
    """The number in a key counts from one within the rest of the key."""
    given = {column for key in part.foreign_keys for column in key.columns}
    for field in part.fields:
        counts = field.type == "integer" and field.constraints.get("minimum") == 1
        if field.key and counts and field.name not in given:
            for group in by(rows, *(name for name in part.primary_key if name != field.name)).values():
                ordered = sorted(group, key=lambda row: row[field.name])
                for place, row in enumerate(ordered, 1):
                    if row[field.name] != place:
                        yield row, field.name, f"{place}, since they count from one"


def places(rows: list[Row]) -> Iterator[Wrong]:
    """A place has both ends, the second behind the first, and a cue is as long as its place."""
    for row in rows:
        start, end, cue = row.get("start"), row.get("end"), row.get("cue")
        if (start is None) != (end is None) or (start is not None and end <= start):
            yield row, "start, end", "a start, and an end behind it"
        elif "start" in row and cue is not None and (start is None or len(cue) != end - start):
            yield row, "cue", f"as many characters as from start {start} to end {end}"
