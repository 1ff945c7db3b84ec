"""What the files of every format come down to: texts, and marks that coders made in them."""

from __future__ import annotations

import json
from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from helpers.code.coding import Document as Document
from helpers.code.coding import Mark
from helpers.errors import RostrumError, shown
from helpers.read.files import decoded, parse_json
from helpers.read.spans import Place

LARGEST, MOST = 20_000_000, 1_000_000
"""Bytes of a file, and values in one of JSON, that are read."""


class FormatError(RostrumError):
    """A file that is not what its format asks for; says why and what to do."""


class Piece(NamedTuple):
    """A place of a mark, as formats have it that hold one place at a time; a mark without any is one too."""

    mark: Mark
    part: str
    place: Place | None


def pieces(marks: Iterable[Mark]) -> Iterator[Piece]:
    """Yield the pieces of marks, in order."""
    for mark in marks:
        found = [Piece(mark, part, place) for part, places in mark.parts.items() for place in places]
        yield from found or [Piece(mark, "", None)]


def gathered(found: Iterable[Piece]) -> list[Mark]:
    """Return the marks that pieces are of: those of one coder, layer and name; their places in order."""
    marks = dict[tuple[str, str, str], Mark]()
    for mark, part, place in found:
        one = marks.setdefault((mark.coder, mark.layer, mark.name), mark._replace(parts={}))
        if place:
            insort(one.parts.setdefault(part, []), place)
    return list(marks.values())


def unplaced(one: Document) -> Document:
    """Return a document with the marks alone that no coder made in a place of its text."""
    return one._replace(marks=[mark for mark in one.marks if not mark.coder or not mark.parts])


def dumped(mark: Mark) -> str:
    """Return what is said of a mark, but its coder and places, as JSON."""
    return json_of({"layer": mark.layer, "name": mark.name, "code": mark.code, **mark.cells})


def loaded(text: str, coder: str) -> Mark:
    """Return a mark, without places, from what ``dumped`` gave; FormatError for what did not."""
    told = cells(text)
    layer, name, code = (told.pop(key, "") for key in ("layer", "name", "code"))
    return Mark(layer, coder, name, code, {}, told)


def json_of(value: Any, indent: int | None = None) -> str:
    """Return a value as JSON."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def cells(text: str) -> dict[str, str]:
    """Return the names and values in a JSON object of strings; FormatError for any other."""
    told = parsed(text)
    if not isinstance(told, dict) or not all(isinstance(cell, str) for cell in told.values()):
        raise FormatError(f"found {shown(text)}, allowed: attributes as 'export' writes them, all texts")
    return told


def parsed(text: str, most: int = MOST) -> Any:
    """Return what a JSON text holds; FormatError where it is none, too long, or nested without end."""
    if sum(map(text.count, ",[{")) > most:
        raise FormatError(f"found more than {most:,} values, allowed: fewer; export article by article")
    try:
        return parse_json(text)
    except (ValueError, RecursionError) as error:
        found = "JSON nested too deep" if isinstance(error, RecursionError) else error
        raise FormatError(f"found {found}, allowed: JSON") from None


def text(path: Path, most: int = LARGEST) -> str:
    """Return the text of a file, every character of it; FormatError where it is none or too large."""
    try:
        if not path.is_file():
            raise ValueError("no such file")
        if path.stat().st_size > most:
            raise ValueError(f"more than {most:,} bytes")
        return decoded(path.read_bytes())
    except ValueError as error:
        raise FormatError(f"{path}: found {error}, allowed: a file in UTF-8") from None


def place(ends: Sequence[Any], text: str | None = None) -> Place:
    """Return a place, if it is one in the text; FormatError else."""
    try:
        start, end = map(int, ends)
    except (TypeError, ValueError):
        raise FormatError(f"found the place {shown(ends)}, allowed: two whole numbers") from None
    if not 0 <= start < end or (text is not None and end > len(text)):
        raise FormatError("a place that is not in the text")
    return start, end


def same(words: object, places: Iterable[Place], text: str | None) -> None:
    """Raise FormatError if a file has other words for some places than the text begins with there.

    Blanks don't count; brat writes no more than the first lines of a long span.
    """
    there = " ".join(text[start:end] for start, end in places) if text is not None else ""
    found, may = ("".join(one.replace("\\n", " ").split()) for one in (str(words or ""), there))
    if text is not None and not may.startswith(found):
        why = "was the text changed after it was marked, or its line ends?"
        raise FormatError(f"found {shown(words)}, allowed: {shown(there)}, the words at its place; {why}")


def joined(places: Sequence[Place]) -> list[Place]:
    """Return places in order, those that overlap made one."""
    found = list[Place]()
    for start, end in sorted(places):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
