"""The rows of data behind findings, marks and table cells, made readable for a page's evidence section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import unquote

import pandas as pd

from helpers import evidence, tables, voices
from helpers.report import safe
from helpers.report.gists import GISTS, SHORT_NAMES

Record = dict[str, Any]
INWARDS = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
"""Between the voices of a chain."""


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
    """A row of data: its reference, a line that says what it is, its values by name, and quoted text."""

    ref: str
    gist: str
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


class Rows:
    """The rows of the data package by reference; each table is read when it is first asked for."""

    def __init__(self, passages: Mapping[str, str] | None = None) -> None:
        """Keep the passages of article units, by reference, if there are any."""
        self.passages = passages or {}
        self._tables: dict[str, dict[str, Record]] = {}
        self._resource = cache(tables.resource)

    def entry(self, ref: str) -> Entry:
        """Return a row of data; raises KeyError when there is no such table or row."""
        name, record, gist = evidence.table(ref), self._record(ref), self.gist(ref)
        facts = self._reading(record) if name == "article.sentences" else {}
        for field in record:
            value = self._value(name, field, record)
            if field not in self._hidden(name) and value.words not in ("", gist, evidence.label(ref)):
                facts[_heading(field, record)] = [value]
        return Entry(ref, gist, facts, self.passages.get(ref, ""))

    def gist(self, ref: str) -> str:
        """Return in one line what a row is; raises KeyError when there is no such table or row."""
        name, record = evidence.table(ref), self._record(ref)
        values = {field: self._value(name, field, record) for field in record}
        texts = [
            field for field in record if isinstance(record[field], str) and field not in self._hidden(name)
        ]
        template = GISTS.get(name) or ", ".join(f"{{{field}}}" for field in texts)
        words = template.format_map({field: value.words for field, value in values.items()})
        return words.strip(" ,:") or evidence.label(ref)

    def description(self, table: str) -> str:
        """Return what a table holds, in the words of the data package."""
        return str(self._resource(table).get("description", ""))

    def _record(self, ref: str) -> Record:
        name, _, key = ref.partition(":")
        if name not in tables.names():
            raise KeyError(ref)
        if name not in self._tables:
            frame = tables.load(name)
            keys = frame[tables.primary_key(name)].astype(str).agg("/".join, axis=1)
            rows = frame.itertuples(index=False, name=None)
            records = (dict(zip(frame.columns, row, strict=True)) for row in rows)
            self._tables[name] = dict(zip(keys, records, strict=True))
        return self._tables[name][key]

    def _hidden(self, table: str) -> set[str]:
        """Return the columns that readers need not see: fingerprints, and the article that leads a key."""
        fields = self._resource(table)["schema"]["fields"]
        prints = {field["name"] for field in fields if field["name"].endswith("_sha256")}
        return prints | {key for key in tables.primary_key(table)[:1] if key == "article_id"}

    def _value(self, table: str, field: str, record: Record) -> Value:
        """Return a value in words; one that names another row of the package says what that row is."""
        value = record[field]
        if _missing(value):
            return Value("")
        if isinstance(value, str) and safe.is_web(value):
            return Value(safe.host(value), address=value)
        foreign = self._foreign(table, field, record)
        if foreign:
            return Value(self._name(foreign), ref=foreign)
        return Value(_words(value))

    def _foreign(self, table: str, field: str, record: Record) -> str:
        """Return the reference of the row that a column names, if the column is the last of a foreign key."""
        schema = self._resource(table)["schema"]
        for key in [*schema.get("foreignKeys", []), *schema.get("optionalForeignKeys", [])]:
            fields, there = key["fields"], key["reference"]["fields"]
            other = key["reference"]["resource"] or table
            values = {target: record[own] for own, target in zip(fields, there, strict=True)}
            if fields[-1] == field and not any(map(_missing, values.values())):
                return f"{other}:{'/'.join(str(values[part]) for part in tables.primary_key(other))}"
        return ""

    def _name(self, ref: str) -> str:
        """Return what other rows call a row."""
        column = SHORT_NAMES.get(evidence.table(ref))
        return _words(self._record(ref)[column]) if column else evidence.label(ref)

    def _reading(self, record: Record) -> dict[str, list[Value]]:
        """Return how a unit of an article was read: voice, chain of voices, frames."""
        key = (record["article_id"], record["sentence_id"])
        return {name: units[key] for name, units in self._readings.items() if key in units}

    @cached_property
    def _readings(self) -> dict[str, dict[tuple[str, str], list[Value]]]:
        """Voice, chain and frames of all units, by article and unit."""
        sentences, codings, coding_sources, sources, spans, chains, frames = tables.load(
            "article.sentences",
            "article.attribution_codings",
            "article.attribution_coding_sources",
            "article.sources",
            "article.attribution_spans",
            "article.attribution_chains",
            "article.frame_codings",
        )
        voice = voices.by_unit(sentences, codings, coding_sources, sources, spans)
        voice["words"] = [
            "; ".join(
                [label, *(_words(value) for value in how if value != "none"), *(["a tie"] if tie else [])]
            )
            for label, *how, tie in voice[["label", "status", "mode", "stance", "tie"]].itertuples(
                index=False
            )
        ]
        span = ["article_id", "attribution_id"]
        links = chains.sort_values("position").merge(sources, on=["article_id", "source_id"])
        chain = spans.merge(links.groupby(span)["label"].agg(INWARDS.join).rename("words"), on=span)
        coders = codings.groupby(voices.UNIT)["coder_id"].nunique().rename("coders")
        frame = frames.groupby([*voices.UNIT, "frame"], observed=True)["coder_id"].nunique().reset_index()
        frame = frame.merge(coders, on=voices.UNIT)
        frame["words"] = [
            f"{_words(name)} ({number} of {all_} coders)"
            for name, number, all_ in frame[["frame", "coder_id", "coders"]].itertuples(index=False)
        ]
        return {"Voice, by most coders": _by_unit(voice), "Chain": _by_unit(chain), "Frames": _by_unit(frame)}


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


def _heading(field: str, record: Record) -> str:
    """Return a column's name in words, without what names its form, unless another column is called so."""
    short = field.removesuffix("_iso3").removesuffix("_id")
    words = (field if short in record else short).replace("_", " ").replace("url", "page")
    return words[:1].upper() + words[1:]


def _missing(value: Any) -> bool:
    return bool(pd.isna(value))


def _words(value: Any) -> str:
    """Return a value as a reader would write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value)
    return text.replace("_", " ") if text.replace("_", "").islower() and " " not in text else text
