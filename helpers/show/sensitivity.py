"""Does it matter who codes? What becomes of a conclusion when another coder is followed, for every theme.

A conclusion under one reading (a coder alone, or several together) is a typed value: a number, a name, a
tuple in its order, names with their numbers, or None where the reading lacks it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import Any

import pandas as pd

from helpers.read import TOGETHER
from helpers.show.finding import Finding
from helpers.show.words import percent

HOLDS, MOVES, FLIPS, NOT_TRIED = "holds", "moves", "flips", "not tried"
"""No value differs; amounts differ; a winner, sign, order or kind differs; not coded by two alone."""
NOT_CODED = "not coded"
"""What the table has for a reading that a conclusion lacks."""
VERDICTS = (HOLDS, MOVES, FLIPS, NOT_TRIED)
Conclusions = dict[tuple[int, str], dict[str, Any]]
"""By section and conclusion: its value by reading."""


def change(one: Any, other: Any) -> str:
    """Return what it is for a value to become another: ``HOLDS``, ``MOVES`` or ``FLIPS``.

    Numbers move unless one is above nought and the other is not. Names, and tuples of them, flip, and so do
    truths. Tuples of numbers, and names with their numbers, flip where their order changes, equals included,
    or where one has a name that the other lacks.
    """
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        if set(one) != set(other):
            return FLIPS
        return change(tuple(one.values()), tuple(other[name] for name in one))
    if isinstance(one, tuple) and isinstance(other, tuple):
        if len(one) != len(other) or _order(one) != _order(other):
            return FLIPS
        return worst(change(*pair) for pair in zip(one, other, strict=True))
    if _is_number(one) and _is_number(other):
        if math.isclose(one, other):
            return HOLDS
        return MOVES if (one > 0, one < 0) == (other > 0, other < 0) else FLIPS
    return HOLDS if type(one) is type(other) and one == other else FLIPS


def worst(verdicts: Iterable[str]) -> str:
    """Return the one that stands last in ``VERDICTS``."""
    return max(verdicts, key=VERDICTS.index, default=HOLDS)


def verdict(readings: Mapping[str, Any]) -> str:
    """Return what becomes of a conclusion, given its value by reading; two coders at least try it."""
    given = {name: value for name, value in readings.items() if value is not None}
    if len(given.keys() - set(TOGETHER)) < 2:
        return NOT_TRIED
    first, *others = given.values()
    return worst(change(first, other) for other in others)


def of_finding(readings: Mapping[str, Finding]) -> str:
    """Return what becomes of a finding, given each reading's: the worst that becomes of its values."""
    if len(readings.keys() - set(TOGETHER)) < 2:
        return NOT_TRIED
    first, *others = (one.values for one in readings.values())
    return worst(change(first.get(name), other.get(name)) for other in others for name in {**first, **other})


def table(*parts: Conclusions) -> pd.DataFrame:
    """Return the conclusions of all parts: ``section, conclusion``, a column a reading, ``verdict``.

    A reading that a conclusion lacks did not code it.
    """
    conclusions = {key: values for part in parts for key, values in part.items()}
    readings = list(dict.fromkeys(name for values in conclusions.values() for name in values))
    rows = []
    for (section, conclusion), values in sorted(conclusions.items(), key=lambda item: item[0][0]):
        told = [in_words(values.get(name)) for name in readings]
        rows.append((section, conclusion, *told, verdict(values)))
    return pd.DataFrame(rows, columns=["section", "conclusion", *readings, "verdict"])


def tried(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table with ``verdict``, none where not one could be tried."""
    return found if found["verdict"].ne(NOT_TRIED).any() else found.head(0)


def in_words(value: Any) -> str:
    """Return a value for the cell of a table: a fraction is a share, and is written in per cent."""
    if value is None:
        return NOT_CODED
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {in_words(part)}" for name, part in value.items()) or "none"
    if isinstance(value, tuple):
        return ", ".join(map(in_words, value)) or "none"
    return percent(value) if isinstance(value, float) else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _order(values: Sequence[Any]) -> list[int] | None:
    """Return the rank of each number, equals alike; None where not all are numbers."""
    if not all(map(_is_number, values)):
        return None
    near = [round(float(value), 9) for value in values]
    ranked = sorted(set(near), reverse=True)
    return [ranked.index(value) for value in near]
