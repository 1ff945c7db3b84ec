"""The rows of data behind findings, marks and table cells, made readable: what each is, and what it says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache, cached_property
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pandas as pd
from markupsafe import Markup
from pandas.api.types import is_bool

from helpers.read import evidence, tables, voices
from helpers.read.article import Article
from helpers.read.package import gist_parts
from helpers.show.words import capital, language, long_day, number, spoken

INWARDS = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
"""Between the voices of a chain."""
SPAN = ["article_id", "attribution_id"]


class Value(NamedTuple):
    """A value as words, with the reference or the web address that it leads to, if any."""

    words: str
    ref: str = ""
    address: str = ""


class Entry(NamedTuple):
    """A row of data: its reference, the parts of a line that says what it is, other values, quoted text."""

    ref: str
    gist: list[Value]
    facts: Mapping[str, list[Value]]
    passage: str = ""


def heading(field: Mapping[str, Any]) -> str:
    """Return what readers call a column: its title in the schema, or its name with blanks."""
    return str(field.get("title") or spoken(field["name"]))


def called(table: str, column: str, code: str, where: str = "words") -> str:
    """Return what the package calls a code, in a sentence (``words``) or above a column (``head``)."""
    fields = {field["name"]: field for field in tables.resource(table)["schema"]["fields"]}
    return str(fields[column].get("called", {}).get(code, {}).get(where, spoken(code)))


def is_web(address: str) -> bool:
    """Return whether an address is an http(s) one with a host."""
    if address[:4].lower() != "http":
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    blank = re.search(r"[\s\x00-\x1f]", address)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not blank


def host(address: str) -> str:
    """Return the host of an http(s) address, without ``www.``."""
    return urlsplit(address).netloc.rpartition("@")[2].removeprefix("www.")


class _Table:
    """A table's rows by key, and what its description says of them."""

    def __init__(self, name: str) -> None:
        """Read a table; one without a gist is described by its text columns."""
        frame, resource, key = tables.load(name), tables.resource(name), tables.primary_key(name)
        self.name, self.key, schema = name, key, resource["schema"]
        self.fields = {field["name"]: field for field in schema["fields"]}
        prints = {column for column in self.fields if column.endswith("_sha256")}
        texts = [column for column, field in self.fields.items() if field["type"] == "string"]
        plain = ", ".join(f"{{{column}}}" for column in texts if column not in prints)
        self.gist = gist_parts(resource.get("gist") or plain)
        self.told = {column for _, column in self.gist if column}
        # A fingerprint says nothing to a reader, nor does the article that leads a key.
        self.hidden = self.told | prints | ({"article_id"} & set(key[:1]))
        self.short, self.description = resource.get("shortName"), str(resource.get("description", ""))
        self.leads: dict[str, list[Any]] = {}
        for link in [*schema.get("foreignKeys", []), *schema.get("optionalForeignKeys", [])]:
            self.leads.setdefault(link["fields"][-1], []).append(link)
        self.records = dict(zip(evidence.refs(name, frame), frame.to_dict("records"), strict=True))

    def line(self, values: Mapping[str, Value]) -> list[Value]:
        """Return the gist's parts, links among them, without the words before what is empty."""
        parts = list[Value]()
        for words, column in self.gist:
            value = values.get(column, Value(""))
            parts += [Value(words), value] if value.words or not column else []
        said = [place for place, part in enumerate(parts) if part.words.strip(" ,:")]
        return [part for part in parts[said[0] : said[-1] + 1] if part.words] if said else []


class Rows:
    """The rows of the data package by reference; each table is read when it is first asked for."""

    def __init__(self, passages: Mapping[str, str] | None = None) -> None:
        """Keep the passages of article units, by reference, if there are any."""
        self._passages = passages or {}
        self._names = frozenset(tables.names())
        self._table = cache(_Table)
        self.gist, self.label, self._named = cache(self._gist), cache(evidence.label), cache(self._called)

    def __contains__(self, ref: str) -> bool:
        """Return whether there is such a row."""
        return evidence.table(ref) in self._names and ref in self._table(evidence.table(ref)).records

    @cached_property
    def _titles(self) -> dict[str, str]:
        """What readers call columns; where tables differ, as the first of them has it."""
        fields = [field for name in tables.names() for field in tables.resource(name)["schema"]["fields"]]
        return {field["name"]: heading(field) for field in reversed(fields)}

    def heading(self, column: str) -> str:
        """Return what readers call a column; one that is in no table has its own name, with blanks."""
        return self._titles.get(column.replace(" ", "_"), spoken(column))

    def hint(self, ref: str) -> str:
        """Return what a row is and whose page says so; empty for what is no row."""
        if ref not in self:
            return ""
        record = self._row(ref)[1]
        pages = [host(value) for value in record.values() if isinstance(value, str) and is_web(value)]
        return " ".join([self.gist(ref), *(f"({page})" for page in pages[:1])])

    def called(self, label: str) -> list[str]:
        """Return the references of the rows that readers see under a key, of one given in full itself."""
        refs = (ref for name in self._names for ref in self._table(name).records)
        return sorted(ref for ref in refs if label in (ref, evidence.label(ref)))

    def entry(self, ref: str) -> Entry:
        """Return a row of data; raises KeyError when there is no such table or row."""
        table, record = self._row(ref)
        values = {column: self._value(table, column, record) for column in record}
        units = self._readings if evidence.table(ref) == "article.sentences" else {}
        facts = {name: list(map(Value, said)) for name, said in units.get(ref, {}).items()}
        for column, value in values.items():
            if column not in table.hidden and value.words and str(record[column]) != self.label(ref):
                facts[capital(heading(table.fields[column]))] = [value]
        return Entry(ref, table.line(values), facts, self._passages.get(ref, ""))

    def entries(self, refs: Collection[str]) -> list[tuple[str, str, list[Entry]]]:
        """Return rows by table, with what it holds; tables in the package's order, rows in the file's."""
        cited = set(map(evidence.table, refs))
        return [
            (name, table.description, [self.entry(ref) for ref in table.records if ref in refs])
            for name, table in ((name, self._table(name)) for name in tables.names() if name in cited)
        ]

    def _gist(self, ref: str) -> str:
        """Return in one line what a row is; raises KeyError when there is no such table or row."""
        table, record = self._row(ref)
        values = {column: self._value(table, column, record) for column in table.told}
        return "".join(part.words for part in table.line(values)) or self.label(ref)

    def _row(self, ref: str) -> tuple[_Table, dict[Any, Any]]:
        if evidence.table(ref) not in self._names:
            raise KeyError(ref)
        table = self._table(evidence.table(ref))
        return table, table.records[ref]

    def _value(self, table: _Table, column: str, record: Mapping[Any, Any]) -> Value:
        """Return a value in words; one that names another row of the package says what that row is."""
        value = record[column]
        if pd.isna(value):
            return Value("")
        if isinstance(value, str) and is_web(value):
            return Value(host(value), address=value)
        for key in table.leads.get(column, ()):
            own, other = key["fields"], key["reference"]
            if not any(pd.isna(record[part]) for part in own):
                name = other["resource"] or table.name
                there = {target: record[part] for part, target in zip(own, other["fields"], strict=True)}
                return self._named(f"{name}:{'/'.join(str(there[part]) for part in self._table(name).key)}")
        for name in table.fields[column].get("rowOf", ()):
            if (ref := evidence.ref(name, {**record, self._table(name).key[-1]: value})) in self:
                return self._named(ref)
        if "called" in table.fields[column]:
            return Value(called(table.name, column, value))
        return Value(language(value) if column == "language" else _words(value))

    def _called(self, ref: str) -> Value:
        """Return what other rows call a row, without what stands in brackets."""
        table, record = self._row(ref)
        unnamed = pd.isna(record.get(table.short))
        return Value(self.label(ref) if unnamed else _words(record[table.short]).partition(" (")[0], ref=ref)

    @cached_property
    def _readings(self) -> dict[str, dict[str, list[str]]]:
        """How units of articles were read: voice, chain of voices and frames, by the unit's reference."""
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for article_id in tables.load("article.texts")["article_id"]:
            for name, row, words in _read(Article.load(article_id)):
                found[evidence.ref("article.sentences", row)][name].append(words)
        return found


def keys(refs: Iterable[str]) -> Markup:
    """Return references as HTML: tables and keys, each key with what its row is, to be seen on hover."""
    found, span = [], Markup('<span title="{}">{}</span>')
    for table, group in evidence.grouped(refs):
        named = [span.format(known().hint(ref), evidence.label(ref)) for ref in group]
        found.append(Markup("{} {}").format(table, Markup(" ").join(named)))
    return Markup("; ").join(found)


_last: list[Any] = [None, None]


def known() -> Rows:
    """Return the rows of the package that is read now; each table is read once for all that ask."""
    if _last[0] is not (package := tables._package(tables.data_dir())):
        _last[:] = package, Rows()
    return _last[1]  # type: ignore[no-any-return]


def _read(article: Article) -> Iterable[tuple[str, dict[Any, Any], str]]:
    """Yield what units were read as: what is said, the row that names the unit, and in words."""
    for row in article.units().to_dict("records"):
        how = [_words(row[name]) for name in ("status", "mode", "stance") if row[name] != "none"]
        yield "Voice, by most coders", row, "; ".join([row["label"], *how, *["a tie"] * bool(row["tie"])])
    links = article.chains.sort_values("position").merge(article.sources, on=["article_id", "source_id"])
    ways = links.groupby(SPAN)["label"].agg(INWARDS.join).rename("words")
    for row in article.spans.merge(ways, on=SPAN).to_dict("records"):
        yield "Chain", row, row["words"]
    coders = article.looked("frames").groupby(voices.UNIT)["coder_id"].nunique().rename("coders")
    frames = article.frame_codings.groupby([*voices.UNIT, "frame"], observed=True)["coder_id"].nunique()
    for row in frames.reset_index().merge(coders, on=voices.UNIT).to_dict("records"):
        yield "Frames", row, f"{_words(row['frame'])} ({row['coder_id']} of {row['coders']} coders)"


def _words(value: Any) -> str:
    """Return a value as a reader would write it."""
    if is_bool(value):
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return long_day(value)
    if isinstance(value, float):
        return number(value)
    text = str(value)
    return spoken(text) if text.replace("_", "").islower() and " " not in text else text
