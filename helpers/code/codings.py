"""What a package has of its coders: rows by table and article, as marks, and one in place of another."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from helpers.code import package
from helpers.code.coding import CODE, KEYS, Coding, Mark
from helpers.code.package import Rows
from helpers.read import ADJUDICATED, LAYERS

SHARED = {
    "texts": ("article.texts", "article_id", "language"),
    "units": ("article.sentences", "sentence_id", "unit_type"),
    "sources": ("article.sources", "source_id", "source_type"),
    "actors": ("article.actors", "actor_id", "kind"),
    "coders": ("coders", "coder_id", "kind"),
}
"""Rows that no coder's layer has, as marks: their table, and the columns of name and code."""
ROWS = SHARED | {layer: (one.table, KEYS.get(layer, ""), CODE[layer]) for layer, one in LAYERS.items()}
SUGGESTED = "article.suggestions"
"""A table that only packages with suggestions have."""
PARTS = {
    "attribution": ["article.attribution_coding_sources"],
    "spans": ["article.attribution_pieces", "article.attribution_chains", SUGGESTED],
}
"""Tables whose rows belong to those of a layer."""
FOLLOWS = ("article_id", "coder_id", "text_sha256", "bytes", "characters", "words", "encoding")
"""Cells that a mark needs not tell."""
TABLES = [name for name, _, _ in ROWS.values() if name != "coders"]
TABLES += [*chain(*PARTS.values()), "article.coded"]
OTHERS = ("coders", "codebooks", "frames")
RULES = "rules"
"""The coder whose rows are suggestions."""
RESERVED = {RULES: "program", ADJUDICATED: ADJUDICATED}
"""Names of coders that stand for what is no person."""
FORM = ("attribution", "spans", "frames", "hedges", "claims")
"""Layers that people code in a sheet, or at the desk."""


class Codings:
    """The tables of a package, those of articles by article: as they are, then as they become."""

    def __init__(self, folder: Path) -> None:
        """Read the tables; each is empty where there is no package."""
        self.flat = {name: package.rows(folder, name) for name in OTHERS}
        self.rows: dict[str, dict[str, Rows]] = {name: {} for name in TABLES}
        for name in TABLES:
            for row in package.rows(folder, name):
                self.of(name, row["article_id"]).append(row)
        self.before = self.tables()

    def tables(self) -> dict[str, Rows]:
        """Return all tables, whole."""
        whole = {name: [*chain(*some.values())] for name, some in self.rows.items()}
        return {name: [*rows] for name, rows in self.flat.items()} | whole

    def changed(self) -> dict[str, Rows]:
        """Return the tables that have become others than they were, whole."""
        return {name: rows for name, rows in self.tables().items() if rows != self.before[name]}

    def of(self, name: str, article: str) -> Rows:
        """Return the rows of an article in a table."""
        return self.rows[name].setdefault(article, [])

    def own(self, article: str, coder: str, layers: Sequence[str] = tuple(LAYERS)) -> dict[str, Rows]:
        """Return a coder's rows in some layers, by table, with those that belong to them."""
        rows = self.of("article.attributions", article)
        spans = {row["attribution_id"] for row in rows if row["coder_id"] == coder}

        def mine(row: dict[str, Any]) -> bool:
            """Tell whether a row is the coder's, or part of an attribution that is."""
            whose = row["coder_id"] == coder if "coder_id" in row else row["attribution_id"] in spans
            return whose and row.get("layer", layers[0]) in layers

        names = chain(*([LAYERS[layer].table, *PARTS.get(layer, [])] for layer in layers), ["article.coded"])
        return {name: list(filter(mine, self.of(name, article))) for name in names}

    def named(self, article: str, but: Container[str]) -> set[str]:
        """Return the voices that coders have named, but some."""
        coders = [row["coder_id"] for row in self.flat["coders"] if row["coder_id"] not in but]
        several = [self.own(article, one) for one in coders]
        return {row["source_id"] for own in several for row in chain(*own.values()) if row.get("source_id")}

    def drop(self, article: str, coder: str, layers: Sequence[str]) -> None:
        """Take away what a coder has coded in some layers."""
        for name, rows in self.own(article, coder, layers).items():
            gone = set(map(id, rows))
            self.rows[name][article] = [row for row in self.of(name, article) if id(row) not in gone]

    def add(self, article: str, made: Coding, needed: Container[str] | None = None) -> None:
        """Add the rows of coders, and of the voices of the article: all, or those ``needed`` or named."""
        for name, rows in made.made.items():
            self.of(name, article).extend(rows)
        every = chain(*(self.of(name, article) for name in TABLES if name != "article.sources"))
        used = {row.get("source_id") or row.get("actor_id") for row in every}
        self.rows["article.sources"][article] = [
            row for key, row in made.sources.items() if needed is None or key in used or key in needed
        ]

    def coder(self, row: dict[str, Any]) -> None:
        """Put the row of a coder in the place of the one before; PackageError for another's name."""
        if (kind := RESERVED.get(row["coder_id"], row["kind"])) != row["kind"]:
            found = f"found {row['coder_id']!r} as the name of a coder of kind {row['kind']!r}"
            raise package.PackageError(f"{found}, allowed: another name; this one is kept for kind {kind!r}")
        others = [one for one in self.flat["coders"] if one["coder_id"] != row["coder_id"]]
        if twins := [one["coder_id"] for one in others if one["coder_id"].lower() == row["coder_id"].lower()]:
            found = f"found {row['coder_id']!r} as the name of a coder beside {twins[0]!r}"
            raise package.PackageError(f"{found}, allowed: names that differ in more than capital letters")
        self.flat["coders"] = [*others, row]

    def taken(self, article: str) -> dict[str, set[str]]:
        """Return the identifiers that the rows of each layer have."""
        return {
            layer: {row[key] for row in self.of(LAYERS[layer].table, article)} for layer, key in KEYS.items()
        }

    def marks(self, article: str) -> list[Mark]:
        """Return the rows of an article as marks."""
        found, coders = list[Mark](), {row["coder_id"] for row in self.of("article.coded", article)}
        units = self.of("article.sentences", article)
        place = {row["sentence_id"]: (int(row["start"]), int(row["end"])) for row in units}
        for layer, (name, key, code) in ROWS.items():
            rows = self.flat[name] if name in self.flat else self.of(name, article)
            for number, row in enumerate(rows, 1):
                if layer == "coders" and row["coder_id"] not in coders:
                    continue
                told = (*FOLLOWS, "start", "end", key, code)
                cells = {one: cell for one, cell in row.items() if cell and one not in told}
                mark = Mark(layer, row.get("coder_id", ""), row.get(key) or str(number), row[code], {}, cells)
                if row.get("start"):
                    mark.parts[""] = [(int(row["start"]), int(row["end"]))]
                elif layer in ("attribution", "claims"):
                    mark.parts[""] = [place[row["sentence_id"]]]
                found.append(mark)
        self._parts(article, found)
        return [*found, *self._looked(article)]

    def _parts(self, article: str, marks: Sequence[Mark]) -> None:
        """Give marks of units their voices, and those of attributions their places and chains."""
        coded = {(one.coder, one.cells["sentence_id"]): one for one in marks if one.layer == "attribution"}
        spans = {mark.name: mark for mark in marks if mark.layer == "spans"}
        for row in self.of("article.attribution_coding_sources", article):
            _append(coded[row["coder_id"], row["sentence_id"]], "sources", row["source_id"])
        for row in self.of("article.attribution_pieces", article):
            mark = spans[row["attribution_id"]]
            mark.parts.setdefault(row["part"], []).append((int(row["start"]), int(row["end"])))
            if row["cue"]:
                _append(mark, "cue", row["cue"], " ... ")
        for row in self.of("article.attribution_chains", article):
            _append(spans[row["attribution_id"]], "chain", row["source_id"])

    def _looked(self, article: str) -> list[Mark]:
        """Return the marks that say which units who went through, by layer and codebook."""
        looked = dict[tuple[str, str, str], Mark]()
        for row in self.of("article.coded", article):
            who, layer, book = key = row["coder_id"], row["layer"], row["codebook"]
            fresh = Mark("coded", who, f"{layer} {book}", layer, {}, {"codebook": book})
            _append(looked.setdefault(key, fresh), "units", row["sentence_id"])
        return list(looked.values())


def _append(mark: Mark, cell: str, value: str, between: str = " ") -> None:
    before = [mark.cells[cell]] if cell in mark.cells else []
    mark.cells[cell] = between.join([*before, value])
