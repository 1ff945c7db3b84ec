"""The rows of data behind findings, marks and table cells, made readable for a page's evidence section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from string import Formatter
from typing import Any
from urllib.parse import unquote

import pandas as pd
from pandas.api.types import is_bool

from helpers.read import evidence, tables, voices
from helpers.read.article import Article
from helpers.report import safe
from helpers.report.gists import EITHER, GISTS, SHORT_NAMES
from helpers.show.datatable import number
from helpers.show.words import long_day

Record = dict[str, Any]
ForeignKey = tuple[list[str], str, list[str]]
"""Own columns, the other table, its columns."""
INWARDS = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
"""Between the voices of a chain."""
READ = ("Voice, by most coders", "Chain", "Frames")
"""What a unit of an article was read as."""


@dataclass(frozen=True)
class Value:
    """A value as words, with the reference or the web address that it leads to, if any."""

    words: str
    ref: str = ""
    address: str = ""

    @property
    def target(self) -> str:
        """The fragment of the row that the value names."""
        return evidence.target(self.ref)


@dataclass(frozen=True)
class Entry:
    """A row of data: its reference, the parts of a line that says what it is, other values, quoted text."""

    ref: str
    gist: list[Value]
    facts: Mapping[str, list[Value]]
    passage: str = ""

    @property
    def id(self) -> str:
        """The fragment under which the row stands on a page."""
        return evidence.target(self.ref)[1:]

    @property
    def label(self) -> str:
        """The row's key as readers see it."""
        return evidence.label(self.ref)


@dataclass(frozen=True)
class _Table:
    """A table's rows by key, and what its description says of them."""

    description: str
    records: Mapping[str, Record]
    keys: tuple[ForeignKey, ...]
    either: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, str]
    gist: str
    hidden: frozenset[str]
    told: frozenset[str]

    @classmethod
    def read(cls, name: str) -> _Table:
        frame, resource, key = tables.load(name), tables.resource(name), tables.primary_key(name)
        schema = resource["schema"]
        texts = [part["name"] for part in schema["fields"] if part["type"] == "string"]
        prints = [text for text in texts if text.endswith("_sha256")]
        gist = GISTS.get(name) or ", ".join(f"{{{text}}}" for text in texts if text not in prints)
        return cls(
            description=str(resource.get("description", "")),
            records=dict(zip(_keys(frame, key), _records(frame), strict=True)),
            keys=tuple(
                (foreign["fields"], foreign["reference"]["resource"] or name, foreign["reference"]["fields"])
                for foreign in [*schema.get("foreignKeys", []), *schema.get("optionalForeignKeys", [])]
            ),
            either=EITHER.get(name, {}),
            titles={part["name"]: part["title"] for part in schema["fields"] if "title" in part},
            gist=gist,
            # A fingerprint says nothing to a reader, nor does the article that leads a key.
            hidden=frozenset([*prints, *(part for part in key[:1] if part == "article_id")]),
            told=frozenset(field for _, field, _, _ in Formatter().parse(gist) if field),
        )

    def told_with(self, values: Mapping[str, Value]) -> list[Value]:
        """Return the gist's parts, those that lead somewhere among them, without commas at its ends."""
        parts = []
        for words, field, _, _ in Formatter().parse(self.gist):
            parts += [Value(words), *([values[field]] if field else [])]
        parts = [part for part in parts if part.words]
        while parts and not parts[0].words.strip(" ,:"):
            parts.pop(0)
        while parts and not parts[-1].words.strip(" ,:"):
            parts.pop()
        return parts


class Rows:
    """The rows of the data package by reference; each table is read when it is first asked for."""

    def __init__(self, passages: Mapping[str, str] | None = None) -> None:
        """Keep the passages of article units, by reference, if there are any."""
        self._passages = passages or {}
        self._names = frozenset(tables.names())
        self._table = cache(_Table.read)
        self.gist = cache(self._gist)

    def entry(self, ref: str) -> Entry:
        """Return a row of data; raises KeyError when there is no such table or row."""
        table, record = self._row(ref)
        values = {field: self._value(table, field, record) for field in record}
        untold = [field for field in record if field not in table.told | table.hidden]
        facts = self._reading(record) if evidence.table(ref) == "article.sentences" else {}
        facts |= {
            table.titles.get(field, _heading(field, record)): [values[field]]
            for field in untold
            if values[field].words not in ("", evidence.label(ref))
        }
        return Entry(ref, table.told_with(values), facts, self._passages.get(ref, ""))

    def description(self, table: str) -> str:
        """Return what a table holds, in the words of the data package."""
        return self._table(table).description

    def _gist(self, ref: str) -> str:
        """Return in one line what a row is; raises KeyError when there is no such table or row."""
        table, record = self._row(ref)
        values = {field: self._value(table, field, record) for field in table.told}
        return "".join(part.words for part in table.told_with(values)) or evidence.label(ref)

    def _row(self, ref: str) -> tuple[_Table, Record]:
        name, _, key = ref.partition(":")
        if name not in self._names:
            raise KeyError(ref)
        table = self._table(name)
        return table, table.records[key]

    def _value(self, table: _Table, field: str, record: Record) -> Value:
        """Return a value in words; one that names another row of the package says what that row is."""
        value = record[field]
        if _missing(value):
            return Value("")
        if isinstance(value, str) and safe.is_web(value):
            return Value(safe.host(value), address=value)
        for own, other, there in table.keys:
            if own[-1] == field and not any(_missing(record[part]) for part in own):
                values = dict(zip(there, (str(record[part]) for part in own), strict=True))
                ref = f"{other}:{'/'.join(values[part] for part in tables.primary_key(other))}"
                return Value(self._name(ref), ref=ref)
        for other in table.either.get(field, ()):
            if str(value) in self._table(other).records:
                ref = f"{other}:{value}"
                return Value(self._name(ref), ref=ref)
        return Value(_words(value))

    def _name(self, ref: str) -> str:
        """Return what other rows call a row, without what stands in brackets."""
        column = SHORT_NAMES.get(evidence.table(ref))
        return _words(self._row(ref)[1][column]).partition(" (")[0] if column else evidence.label(ref)

    def _reading(self, record: Record) -> dict[str, list[Value]]:
        """Return how a unit of an article was read: voice, chain of voices, frames."""
        key = (record["article_id"], record["sentence_id"])
        return {name: units[key] for name, units in self._readings.items() if key in units}

    @cached_property
    def _readings(self) -> dict[str, dict[tuple[str, str], list[Value]]]:
        """Voice, chain and frames of all units, by article and unit."""
        parts = [self._read(Article.load(name)) for name in tables.load("article.texts")["article_id"]]
        return {name: {key: row for part in parts for key, row in part[name].items()} for name in READ}

    @staticmethod
    def _read(article: Article) -> dict[str, dict[tuple[str, str], list[Value]]]:
        voice = article.units()
        voice["words"] = [
            "; ".join(
                [label, *(_words(value) for value in how if value != "none"), *(["a tie"] if tie else [])]
            )
            for label, *how, tie in voice[["label", "status", "mode", "stance", "tie"]].itertuples(
                index=False
            )
        ]
        span = ["article_id", "attribution_id"]
        links = article.chains.sort_values("position").merge(article.sources, on=["article_id", "source_id"])
        ways = links.groupby(span)["label"].agg(INWARDS.join).rename("words")
        coders = article.looked("frames").groupby(voices.UNIT)["coder_id"].nunique().rename("coders")
        keys = [*voices.UNIT, "frame"]
        frame = article.frame_codings.groupby(keys, observed=True)["coder_id"].nunique().reset_index()
        frame = frame.merge(coders, on=voices.UNIT)
        frame["words"] = [
            f"{_words(name)} ({number} of {all_} coders)"
            for name, number, all_ in frame[["frame", "coder_id", "coders"]].itertuples(index=False)
        ]
        return dict(zip(READ, map(_by_unit, (voice, article.spans.merge(ways, on=span), frame)), strict=True))


def _by_unit(frame: pd.DataFrame) -> dict[tuple[str, str], list[Value]]:
    """Return the column ``words`` as values, by article and unit."""
    units: dict[tuple[str, str], list[Value]] = {}
    for record in frame.to_dict("records"):
        units.setdefault((record["article_id"], record["sentence_id"]), []).append(Value(record["words"]))
    return units


def from_target(href: str) -> str:
    """Return the reference that a link's fragment stands for, or an empty string for any other address."""
    ref = unquote(href[1:])
    return ref if href.startswith("#") and ":" in ref and evidence.table(ref) in tables.names() else ""


def by_table(refs: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Return references by table, tables in the package's order, rows in the file's."""
    wanted = set(refs)
    grouped = []
    for name in tables.names():
        if any(evidence.table(ref) == name for ref in wanted):
            grouped.append((name, [ref for ref in evidence.refs(name, tables.load(name)) if ref in wanted]))
    return grouped


def _keys(frame: pd.DataFrame, key: list[str]) -> list[str]:
    """Return the rows' keys as references give them."""
    return ["/".join(map(str, row)) for row in frame[key].itertuples(index=False, name=None)]


def _records(frame: pd.DataFrame) -> Iterator[Record]:
    columns = list(frame.columns)
    return (dict(zip(columns, row, strict=True)) for row in frame.itertuples(index=False, name=None))


def _heading(field: str, record: Record) -> str:
    """Return a column's name in words, without what names its form, unless another column is called so."""
    short = field.removesuffix("_iso3").removesuffix("_id")
    words = (field if short in record else short).replace("_", " ").replace("url", "page")
    return words[:1].upper() + words[1:]


def _missing(value: Any) -> bool:
    return bool(pd.isna(value))


def _words(value: Any) -> str:
    """Return a value as a reader would write it."""
    if is_bool(value):
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return long_day(value)
    if isinstance(value, float):
        return number(value)
    text = str(value)
    return text.replace("_", " ") if text.replace("_", "").islower() and " " not in text else text
