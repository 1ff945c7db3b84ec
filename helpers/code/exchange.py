"""A package as documents of marks, and documents as rows of a package."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from shlex import quote
from typing import Any

from helpers import notebooks
from helpers.code import coding, package, reading, units
from helpers.code.coding import CODE, KEYS, Coding, Document, Mark
from helpers.code.package import PackageError, Rows
from helpers.code.units import Unit
from helpers.errors import shown
from helpers.read import LAYERS, tables
from helpers.read.asking import folded

SHARED = {
    "texts": ("article.texts", "article_id", "language"),
    "units": ("article.sentences", "sentence_id", "unit_type"),
    "sources": ("article.sources", "source_id", "source_type"),
    "actors": ("article.actors", "actor_id", "kind"),
    "coders": ("coders", "coder_id", "kind"),
}
"""Rows that no coder's layer has, as marks: their table, and the columns of name and code."""
ROWS = SHARED | {layer: (one.table, KEYS.get(layer, ""), CODE[layer]) for layer, one in LAYERS.items()}
PARTS = {"attribution": ["article.attribution_coding_sources"]} | {
    "spans": ["article.attribution_pieces", "article.attribution_chains"]
}
"""Tables whose rows belong to those of a layer."""
FOLLOWS = (
    "article_id",
    "coder_id",
    "text_sha256",
    "bytes",
    "characters",
    "words",
    "encoding",
    "start",
    "end",
)
"""Cells that a mark needs not tell."""
CODED = (*LAYERS, "coded")
"""Layers of marks that a coder made."""
OTHERS = ("coders", "codebooks", "frames")
TABLES = [
    *(name for name, _, _ in ROWS.values() if name != "coders"),
    *chain(*PARTS.values(), ["article.coded"]),
]
UNSAID = "the text, and the words at a place: this article may not be published (--with-text writes them)"


def documents(folder: Path, coder: str, article: str, with_text: bool) -> list[Document]:
    """Return the articles of a package, or one, with the marks of all coders, or of one.

    A text is there where it is at hand, and may be published or is asked for. Raises DataError for a package
    that is not sound, PackageError for an article or coder that it does not have.
    """
    with package.using(folder):
        tables.names()
    rows = {name: package.rows(folder, name) for name in [*TABLES, "coders"]}
    for option, wanted, name, column in (
        ("--article", article, "article.texts", "article_id"),
        ("--coder", coder, "coders", "coder_id"),
    ):
        known = [row[column] for row in rows[name]]
        if wanted and wanted not in known:
            raise PackageError(
                f"{option}: found {shown(wanted)}, allowed: {' or '.join(known) or 'none yet'}"
            )
    found = []
    for text in rows["article.texts"]:
        key = text["article_id"]
        if key == (article or key):
            here = {
                name: [row for row in lines if row.get("article_id", key) == key]
                for name, lines in rows.items()
            }
            told = with_text or text["may_publish"] == "true"
            words = _words(folder, key)[0] if told else None
            marks = [mark for mark in _marks(here) if mark.coder in ("", coder or mark.coder)]
            found.append(Document(key, words, marks, [] if told else [(UNSAID, key)]))
    return found


def texts(folder: Path) -> dict[str, str]:
    """Return the words of the articles of a package, where they are at hand."""
    there = package.rows(folder, "article.texts") if (folder / "datapackage.json").is_file() else []
    found = {row["article_id"]: _words(folder, row["article_id"])[0] for row in there}
    return {name: words for name, words in found.items() if words is not None}


def _words(folder: Path, article: str) -> tuple[str | None, list[Unit]]:
    """Return the text of an article, where it is at hand, and its units, with blanks for words where not."""
    try:
        cut = package.article(folder, article)[1]
        return (folder / "text" / f"{article}.txt").read_bytes().decode(), cut
    except PackageError:
        rows = [row for row in package.rows(folder, "article.sentences") if row["article_id"] == article]
        return None, [_unit(row, " " * int(row["end"])) for row in rows]


def _unit(row: dict[str, Any], text: str) -> Unit:
    start, end = int(row["start"]), int(row["end"])
    return Unit(row["sentence_id"], int(row["paragraph"]), row["unit_type"], start, text[start:end])


def _marks(rows: dict[str, Rows]) -> list[Mark]:
    """Return the rows of an article as marks."""
    found = list[Mark]()
    place = {row["sentence_id"]: (int(row["start"]), int(row["end"])) for row in rows["article.sentences"]}
    coders = {row["coder_id"] for row in rows["article.coded"]}
    for layer, (name, key, code) in ROWS.items():
        for number, row in enumerate(rows[name], 1):
            coder = row.get("coder_id", "")
            if layer == "coders" and coder not in coders:
                continue
            cells = {one: cell for one, cell in row.items() if cell and one not in (*FOLLOWS, key, code)}
            mark = Mark(layer, coder, row.get(key) or str(number), row[code], {}, cells)
            if row.get("start"):
                mark.parts[""] = [(int(row["start"]), int(row["end"]))]
            elif layer in ("attribution", "claims"):
                mark.parts[""] = [place[row["sentence_id"]]]
            found.append(mark)
    at = {(mark.coder, mark.cells.get("sentence_id")): mark for mark in found if mark.layer == "attribution"}
    for row in rows["article.attribution_coding_sources"]:
        _append(at[row["coder_id"], row["sentence_id"]], "sources", row["source_id"])
    spans = {mark.name: mark for mark in found if mark.layer == "spans"}
    for row in rows["article.attribution_pieces"]:
        mark = spans[row["attribution_id"]]
        mark.parts.setdefault(row["part"], []).append((int(row["start"]), int(row["end"])))
        if row["cue"]:
            mark.cells["cue"] = " ... ".join(filter(None, (mark.cells.get("cue"), row["cue"])))
    for row in rows["article.attribution_chains"]:
        _append(spans[row["attribution_id"]], "chain", row["source_id"])
    looked = dict[tuple[str, str, str], Mark]()
    for row in rows["article.coded"]:
        who, layer, book = row["coder_id"], row["layer"], row["codebook"]
        fresh = Mark("coded", who, f"{layer} {book}", layer, {}, {"codebook": book})
        _append(looked.setdefault((who, layer, book), fresh), "units", row["sentence_id"])
    return [*found, *looked.values()]


def _append(mark: Mark, cell: str, value: str) -> None:
    mark.cells[cell] = f"{mark.cells.get(cell, '')} {value}".strip()


# ---- documents as rows


def store(read: Sequence[Document], into: Path, coder: str = "", book: str = "") -> list[str]:
    """Put documents into a package, made anew where there is none; return lines that say what was done.

    What a coder had coded there before, in the layers that the documents have, goes. Raises PackageError for
    documents that don't fit the package, DataError for rows that don't; then nothing is changed.
    """
    fresh = not (into / "datapackage.json").exists()
    with nullcontext() if fresh else package.held(into):
        old = {name: [] if fresh else package.rows(into, name) for name in [*TABLES, *OTHERS]}
        done = _Import(into, old, coder, book)
        for article, several in _by_article(read, old["article.texts"]).items():
            done.add(article, several)
        if not done.read:
            raise PackageError("found no coding in any file, allowed: files with one")
        (package.make if fresh else package.extend)(into, done.texts, done.tables())
    left = [*(pair for one in read for pair in one.left), *done.left]
    kept = into / "sheets" / "left-out.txt"
    if left:  # what no table holds, such as notes, is not lost
        kept.parent.mkdir(exist_ok=True)
        notebooks.save({kept: "".join(f"{why}\t{where}\n" for why, where in left)})
    first, counts = dict(reversed(left)), Counter(why for why, _ in left)
    return [
        f"{into}: {', '.join(f'{number:,} {what}' for what, number in done.read.items())}",
        *(f"left out: {many:,} x {why}; such as {first[why][:90]}" for why, many in counts.most_common()),
        *([f"All that was left out stands in {kept}"] if left else []),
        f"Next: python -m helpers status {quote(str(into))}",
    ]


def _by_article(read: Iterable[Document], texts: Rows) -> dict[str, list[Document]]:
    """Return documents by the article that has their text, or else their name."""
    known = {row["text_sha256"]: row["article_id"] for row in texts}
    found = dict[str, list[Document]]()
    for one in read:
        digest = one.article if one.text is None else hashlib.sha256(one.text.encode()).hexdigest()
        sound = re.fullmatch(r"[a-z0-9]+([_-][a-z0-9]+)*", one.article)
        name = one.article if sound else package.slug(one.article) or "article"
        while name in found and digest not in known:
            name += "-2"
        found.setdefault(known.setdefault(digest, name), []).append(one)
    return found


class _Import:
    """The tables of a package as documents change them, those of articles by article; and new texts."""

    def __init__(self, into: Path, old: dict[str, Rows], coder: str, book: str) -> None:
        self.into, self.coder = into, coder
        self.flat = {name: old[name] for name in OTHERS}
        self.rows: dict[str, dict[str, Rows]] = {name: {} for name in TABLES}
        for name in TABLES:
            for row in old[name]:
                self.rows[name].setdefault(row["article_id"], []).append(row)
        self.spelled = {folded(row["label"]): row["label"] for row in old["article.sources"]}
        self.book = book or next((row["codebook"] for row in old["codebooks"]), "generic")
        self.texts, self.left, self.read = list[package.Text](), list[tuple[str, str]](), Counter[str]()

    def tables(self) -> dict[str, Rows]:
        """Return all tables, whole."""
        return self.flat | {name: [*chain(*some.values())] for name, some in self.rows.items()}

    def _of(self, table: str, article: str) -> Rows:
        return self.rows[table].setdefault(article, [])

    def add(self, article: str, read: Sequence[Document]) -> None:
        """Put the rows of an article in the place of those that its coders had."""
        marks = [mark for one in read for mark in one.marks]
        shared = {
            layer: list({mark.name: mark for mark in marks if mark.layer == layer}.values())
            for layer in SHARED
        }
        text, cut = self._text(article, read, shared)
        sources = self._known("sources", article, shared["sources"])
        self._known("actors", article, shared["actors"])
        made = Coding(article, text, cut, sources or [coding.narrator(article)], self.spelled)
        kept = self._sound([mark for mark in marks if mark.layer not in SHARED])
        coders = dict.fromkeys(mark.coder for mark in kept)
        if self.coder and len(coders) > 1:
            found = f"found {len(coders)} coders of {article}: {', '.join(coders)}"
            raise PackageError(f"--coder: {found}, allowed: one; leave it out, and each keeps their name")
        said = {(self.coder or one.coder, one.code if one.layer == "coded" else one.layer) for one in kept}
        for layer, key in KEYS.items():
            stay = [
                row for row in self._of(LAYERS[layer].table, article) if (row["coder_id"], layer) not in said
            ]
            made.taken[layer] = {row[key] for row in stay}
        for name in coders:
            who = self.coder or name
            own = [mark for mark in kept if mark.coder == name]
            self._drop(article, who, made.add(who, own, self.book))
            self._coder(who, [mark for mark in shared["coders"] if mark.coder == name])
        self.read["codings of a text by a coder"] += len(coders)
        for name, lines in made.made.items():
            self._of(name, article).extend(lines)
            self.read.update({name.removeprefix("article."): len(lines)})
        self.rows["article.sources"][article] = list(made.sources.values())
        self.left += made.left

    def _sound(self, marks: Sequence[Mark]) -> list[Mark]:
        """Return the marks of known layers and frames; codebooks that ship are added where they are used."""
        for book in dict.fromkeys(mark.cells.get("codebook", self.book) for mark in marks):
            if book not in {row["codebook"] for row in self.flat["codebooks"]}:
                for table, lines in package.codebook(book).items():
                    self.flat[table] += lines
        frames, found = {(row["codebook"], row["frame"]) for row in self.flat["frames"]}, list[Mark]()
        for mark in marks:
            key = mark.cells.get("codebook", self.book), mark.code
            if (mark.code if mark.layer == "coded" else mark.layer) not in LAYERS:
                self.left.append(("a row of no layer", f"{mark.layer} {mark.code}"))
            elif mark.layer == "frames" and key not in frames:
                self.left.append((f"a frame that the codebook {key[0]} does not have", mark.code))
            else:
                found.append(mark)
        return found

    def _text(
        self, article: str, read: Sequence[Document], shared: dict[str, list[Mark]]
    ) -> tuple[str | None, list[Unit]]:
        """Return the words of an article, None where they aren't at hand, and its units."""
        told = next((one.text for one in read if one.text is not None), None)
        if there := self._of("article.texts", article):
            if told is not None and hashlib.sha256(told.encode()).hexdigest() != there[0]["text_sha256"]:
                raise PackageError(f"{article}: found another text than {self.into} has, allowed: the same")
            return _words(self.into, article)
        if told is None:
            names = [name for name, rows in self.rows["article.texts"].items() if rows]
            known = " or ".join(names) or "one whose text is there too"
            raise PackageError(f"found the article {shown(article)} without its text, allowed: {known}")
        if len(told) > reading.LONGEST:
            found = f"a text of {len(told):,} characters"
            raise PackageError(
                f"{article}: found {found}, allowed: an article, of at most {reading.LONGEST:,}"
            )
        facts = {"title": article, "language": reading.guessed(told)}
        for mark in shared["texts"]:
            facts |= {**mark.cells, "language": mark.code}
        places = [[*chain(*mark.parts.values())] for mark in shared["units"]]
        if any(len(some) != 1 for some in places):
            raise PackageError(f"{article}: found a unit in several places or none, allowed: one")
        rows: Rows = [
            {**mark.cells, "sentence_id": mark.name, "unit_type": mark.code, "start": start, "end": end}
            for mark, ((start, end),) in zip(shared["units"], places, strict=True)
        ]
        cut = [_unit(row, told) for row in rows] or units.standing(told, facts["language"].partition("-")[0])
        if not cut:
            raise PackageError(f"{article}: found a text without words, allowed: an article")
        one = package.described(article, told, cut, facts)
        for row, given in zip(one.made["article.sentences"], rows, strict=False):
            row["gist"] = given.get("gist", "")
        for name in ("article.texts", "article.sentences"):
            self._of(name, article).extend(one.made[name])
        self.texts.append(one)
        return told, cut

    def _known(self, layer: str, article: str, marks: Sequence[Mark]) -> Rows:
        """Add the voices or actors that a table lacks, and return those of the article."""
        name, key, code = SHARED[layer]
        rows = self._of(name, article)
        known = {row[key] for row in rows}
        new = {mark.name: mark for mark in marks if mark.name not in known}
        rows += [{**one.cells, "article_id": article, key: one.name, code: one.code} for one in new.values()]
        return rows

    def _drop(self, article: str, coder: str, layers: Sequence[str]) -> None:
        """Take away what a coder had coded in some layers."""
        spans = self._of("article.attributions", article)
        gone = {row["attribution_id"] for row in spans if row["coder_id"] == coder}
        for layer in layers:
            for name in (LAYERS[layer].table, *PARTS.get(layer, []), "article.coded"):
                self.rows[name][article] = [
                    row
                    for row in self._of(name, article)
                    if row.get("coder_id", coder) != coder
                    or row.get("layer", layer) != layer
                    or ("coder_id" not in row and row["attribution_id"] not in gone)
                ]

    def _coder(self, name: str, marks: Sequence[Mark]) -> None:
        if name not in {row["coder_id"] for row in self.flat["coders"]}:
            row = {"scope": "article", "kind": "person", "blind": "false", "note": "read from a file"}
            for mark in marks:
                row |= {**mark.cells, "kind": mark.code}
            self.flat["coders"].append({**row, "coder_id": name})
