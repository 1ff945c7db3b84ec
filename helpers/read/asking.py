"""Rules asked of a data package: sentences in its datapackage.json, what holds of any table, and functions.

A function takes tables, indexed by the lines of their files, and yields columns, the rows in which these are
wrong, and what is allowed there, a template of a row's values.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.errors import DataError, shown

if TYPE_CHECKING:
    from helpers.read.package import Resource

Wrong = tuple[str, pd.DataFrame, str]
Problem = tuple[str, int, str, str]
"""Table, line, columns, what is allowed there."""


class LackingError(Exception):
    """A table is not there, or broken, so that what rests on it can't be asked."""


class Tables(dict[str, pd.DataFrame]):
    """Tables by name."""

    def __missing__(self, name: str) -> pd.DataFrame:
        """Have the rule that asks for a table left out."""
        raise LackingError(name)

    def of_article(self, *names: str) -> tuple[pd.DataFrame, ...]:
        """Return several tables of articles."""
        return tuple(self[f"article.{name}"] for name in names)


Rule = Callable[[Tables], Iterator[Wrong]]


def said(found: Iterable[Wrong], blamed: set[Any]) -> Iterator[tuple[int, str, str]]:
    """Yield line, columns and what is allowed of each row of whose named cells nothing was said."""
    for columns, rows, allowed in [wrong for wrong in found if len(wrong[1])]:
        named = {*columns.split(", "), *(name for _, name, _, _ in Formatter().parse(allowed) if name)}
        values = rows.astype(object).where(rows.notna(), None).to_dict("records")
        for line, row in zip(rows.index.tolist(), values, strict=True):
            if blamed.isdisjoint((line, name) for name in named):
                blamed |= {(line, name) for name in columns.split(", ")}
                yield line, columns, allowed.format_map(row)


def keys(rows: pd.DataFrame, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the values of some columns, row by row."""
    return list(zip(*(rows[column].tolist() for column in columns), strict=True))


def among(rows: pd.DataFrame, others: pd.DataFrame, columns: list[str], *named: str) -> NDArray[Any]:
    """Tell of each row whether others have its values of some columns, there as ``named``."""
    known = set(keys(others, named or columns))
    return np.array([key in known for key in keys(rows, columns)], dtype=bool)


# ---- rules in words -------------------------------------------------------------------------------

OTHER = re.compile(r"(\w+) of ([\w.]+)")
THAN = re.compile(r"(another than|at least|at most) (\w.*)")
HOLDS = {"another than": operator.ne, "at least": operator.ge, "at most": operator.le}
IN_WORDS = {"filled": "a value", "empty": "no value"}


def stated(part: Resource, sentence: str, tables: Tables) -> Iterator[Wrong]:
    """``A is B``, alone, ``where C is D`` or ``exactly where C is D``.

    A and C are columns of the table, or ``source_id's named``, of the row that a key leads to. B and D are
    values (``x or y``, ``not x``, ``x*``, ``empty``, ``filled``), ``another than``, ``at least`` or ``at
    most`` and a column, or a column of a table, ``x of y or z of y``, there of the same article.
    """
    claim, _, where = sentence.partition(" where ")
    claim, exactly, _ = claim.partition(" exactly")
    try:
        what, value = claim.split(" is ")
        which, other = where.split(" is ") if where else ("", "")
        wrong = ~_is(part, what, value, tables)
        if where:
            given = _is(part, which, other, tables)
            wrong = wrong == given if exactly else wrong & given
        than = [other for _, other in THAN.findall(value)]
        named = {name: _column(part, name, tables) for name in ([*than, which] if where else than)}
    except (KeyError, StopIteration, ValueError):
        found = f"datapackage.json {part.name}: found rule {shown(sentence)}"
        raise DataError([f"{found}, allowed: A is B where C is D"]) from None
    allowed = IN_WORDS.get(value, re.sub("^not ", "another than ", value))
    allowed += f" ({{{than[0]}}})" if than else ""
    allowed += f"{exactly} where {where} (it is {{{which}}})" if where else ""
    if wrong.any():
        yield what, tables[part.name][wrong].assign(**named), allowed


def _column(part: Resource, name: str, tables: Tables) -> pd.Series[Any]:
    """Return a column, also of the row that a foreign key leads to."""
    name, _, there = name.partition("'s ")
    if not there:
        return tables[part.name][name]
    key = next(key for key in part.foreign_keys if key.columns[-1] == name)
    rows, others = tables[part.name], tables[key.table]
    known = dict(zip(keys(others, key.target), others[there].tolist(), strict=True))
    dtype: Any = others[there].dtype
    return pd.Series([known.get(values) for values in keys(rows, key.columns)], rows.index, dtype=dtype)


def _is(part: Resource, name: str, value: str, tables: Tables) -> NDArray[np.bool]:
    """Tell of each row whether a column has a value as ``stated`` describes it."""
    rows, cells = tables[part.name], _column(part, name, tables)
    if value.startswith("not ") or value == "filled":
        return ~_is(part, name, value.removeprefix("not ").replace("filled", "empty"), tables)
    kinds: dict[str, Callable[[str], Any]] = {"boolean": "true".__eq__, "Int64": int}
    if than := THAN.fullmatch(value):
        found = HOLDS[than[1]](cells, _column(part, than[2], tables)).fillna(True)
    elif others := OTHER.findall(value):
        found = cells.isna()
        for column, table in others:
            same = ["article_id"] * ("article_id" in {*rows} & {*tables[table]} - {name, column})
            found |= among(rows, tables[table], [*same, name], *same, column)
    elif value == "empty":
        found = cells.isna()
    elif value.endswith("*"):
        found = cells.str.startswith(value[:-1]).fillna(False)
    else:
        found = cells.isin([kinds.get(str(cells.dtype), str)(word) for word in value.split(" or ")])
    truths: NDArray[np.bool] = found.to_numpy(dtype=bool)
    return truths


# ---- any table ------------------------------------------------------------------------------------

LOOKS = str.maketrans("авекмнорстухіјѕłıøđðαβεικνορτυχ", "abekmhopctyxijsliodd" + "abeiknoptyx")
"""Letters that look like others, or that people write as others."""


@cache
def folded(name: str) -> str:
    """Return what is left of a name without case, accents, blanks and punctuation."""
    letters = unicodedata.normalize("NFKD", name).casefold().translate(LOOKS)
    return "".join(char for char in letters if char.isalnum()) or name


def spellings(resources: Mapping[str, Resource], frames: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Names of one vocabulary don't differ in case, accents, blanks or punctuation alone."""
    first: dict[tuple[str, str], tuple[str, str, int]] = {}
    shared = [(name, f) for name, part in resources.items() for f in part.fields if f.vocabulary]
    for table, field in shared:
        names = frames[table][field.name].dropna()
        for line, name in zip(names.index.tolist(), names.tolist(), strict=True):
            spelled, *where = first.setdefault((field.vocabulary, folded(name)), (name, table, line))
            if spelled != name:
                allowed = "one spelling, such as {} in {}, line {}".format(shown(spelled), *where)
                yield table, line, field.name, allowed


def codes(rows: pd.DataFrame) -> Iterator[Wrong]:
    """No code has fewer digits than those beside it that begin with a zero: it has lost its own.

    Beside it are those of its column, with the same letters and of the same article.
    """
    for column in rows.columns[rows.dtypes == "str"]:
        cells = [cell for cell in rows[column].tolist() if isinstance(cell, str)]
        if len(set(map(len, cells))) > 1 and all(re.fullmatch("[A-Za-z]*[0-9]+", cell) for cell in cells):
            parts = rows[column].str.extract("([A-Za-z]*)([0-9]+)")
            beside = [parts[0], *([rows["article_id"]] if "article_id" in rows else [])]
            size = parts[1].str.len()
            wide = size.where(parts[1].str.match("0.")).groupby(beside).transform("min")
            short = rows[size < wide]
            code = [shown(parts[0][at] + parts[1][at].zfill(int(wide[at]))) for at in short.index]
            yield column, short.assign(code=code), "{code}, with as many digits as the others"


def lists(part: Resource, tables: Tables) -> Iterator[Wrong]:
    """The number in a key counts from one; a place has two ends in order, and a cue is as long as it."""
    rows, given = tables[part.name], {column for key in part.foreign_keys for column in key.columns}
    for field in part.fields:
        counts = field.type == "integer" and field.constraints.get("minimum") == 1
        if field.key and counts and field.name not in given:
            rest: list[Any] = [name for name in part.primary_key if name != field.name] or [0] * len(rows)
            place = rows.groupby(rest, observed=True)[field.name].rank()
            found = rows.assign(place=place.astype("Int64"))
            yield field.name, found[found[field.name] != found["place"]], "{place}, since they count from one"
    if [rows.get(end, rows.index).dtype for end in ("start", "end")] == ["Int64", "Int64"]:
        wrong = (rows["start"].isna() != rows["end"].isna()) | (rows["end"] <= rows["start"])
        yield "start, end", rows[wrong], "a start, and an end behind it"
        if "cue" in rows:
            cues = rows.dropna(subset="cue")
            wrong = (cues["cue"].str.len() != cues["end"] - cues["start"]).fillna(True)
            yield "cue", cues[wrong], "as many characters as from start {start} to end {end}"
