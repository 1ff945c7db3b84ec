"""What the files of every format come down to: texts, and marks that coders made in them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from helpers.code.coding import Mark
from helpers.errors import RostrumError, shown
from helpers.read.files import parse_json
from helpers.read.spans import Place

class FormatError(RostrumError):
    """A file that is not what its format asks for; says why and what to do."""


class Piece(NamedTuple):
    """A place of a mark, as formats have it that hold one place at a time; a mark without any is one too."""

    mark: Mark
    part: str
    place: Place | None


class Document(NamedTuple):
    """An article, its text where that may be told or is known, and its marks.

    ``left`` says what of a file was not read, or of a package not written: a reason, and where.
    """

    article: str
    text: str | None
    marks: list[Mark]
    left: list[tuple[str, str]]


def pieces(marks: Iterable[Mark]) -> Iterator[Piece]:
    """Yield the pieces of marks, in order."""
    for mark in marks:
        found = [Piece(mark, part, place) for part, places in mark.parts.items() for place in places]
        yield from found or [Piece(mark, "", None)]


def gathered(found: Iterable[Piece]) -> list[Mark]:
    """Return the marks that pieces are of: those of one coder, layer and name."""
    marks = dict[tuple[str, str, str], Mark]()
    for mark, part, place in found:
        one = marks.setdefault((mark.coder, mark.layer, mark.name), mark._replace(parts={}))
        if place:
            one.parts.setdefault(part, []).append(place)
    return list(marks.values())


def dumped(mark: Mark) -> str:
    """Return what is said of a mark, but its coder and places, as JSON."""
    told = {"layer": mark.layer, "name": mark.name, "code": mark.code, **mark.cells}
    return json.dumps(told, ensure_ascii=False)


def loaded(text: str, coder: str) -> Mark:
    """Return a mark, without places, from what ``dumped`` gave; FormatError for what did not."""
    told = parsed(text)
    if not isinstance(told, dict) or not all(isinstance(cell, str) for cell in told.values()):
        raise FormatError(f"found {shown(text)}, allowed: the attributes that 'export' wrote")
    layer, name, code = (told.pop(key, "") for key in ("layer", "name", "code"))
    return Mark(layer, coder, name, code, {}, told)


def parsed(text: str) -> Any:
    """Return what a JSON text holds; FormatError where it is none, or nested without end."""
    try:
        return parse_json(text)
    except (ValueError, RecursionError) as error:
        found = "JSON nested too deep" if isinstance(error, RecursionError) else error
        raise FormatError(f"found {found}, allowed: JSON") from None


def place(start: Any, end: Any, text: str | None) -> Place:
    """Return a place, if it is one in the text; FormatError else."""
    try:
        found = int(start), int(end)
    except (TypeError, ValueError):
        raise FormatError(f"found the place {shown(start)} to {shown(end)}, allowed: two numbers") from None
    if not 0 <= found[0] < found[1] or (text is not None and found[1] > len(text)):
        raise FormatError(f"found the place {found[0]} to {found[1]}, allowed: one in the text")
    return found


def joined(places: Sequence[Place]) -> list[Place]:
    """Return places in order, those that overlap made one."""
    found = list[Place]()
    for start, end in sorted(places):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
