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

from helpers import notebooks
from helpers.code import coding, package, reading, units
from helpers.code.coding import Coding, Document, Mark
from helpers.code.codings import SHARED, Codings
from helpers.code.package import PackageError, Rows
from helpers.code.units import Unit
from helpers.errors import shown
from helpers.read import LAYERS, tables
from helpers.read.asking import folded

UNSAID = "the text, and the words at a place: this article may not be published (--with-text writes them)"


def documents(folder: Path, coder: str, article: str, with_text: bool) -> list[Document]:
    """Return the articles of a package, or one, with the marks of all coders, or of one.

    A text is there where it is at hand, and may be published or is asked for. Raises DataError for a package
    that is not sound, PackageError for an article or coder that it does not have.
    """
    with package.using(folder):
        tables.names()
    codings, found = Codings(folder), list[Document]()
    texts = [row for rows in codings.rows["article.texts"].values() for row in rows]
    for option, wanted, known in (
        ("--article", article, [row["article_id"] for row in texts]),
        ("--coder", coder, [row["coder_id"] for row in codings.flat["coders"]]),
    ):
        if wanted and wanted not in known:
            allowed = " or ".join(known) or "none yet"
            raise PackageError(f"{option}: found {shown(wanted)}, allowed: {allowed}")
    for text in [row for row in texts if article in ("", row["article_id"])]:
        key, told = text["article_id"], with_text or text["may_publish"] == "true"
        words = _words(folder, key)[0] if told else None
        marks = [mark for mark in codings.marks(key) if mark.coder in ("", coder or mark.coder)]
        found.append(Document(key, words, marks, [] if told else [(UNSAID, key)]))
    return found


def texts(folder: Path) -> dict[str, str]:
    """Return the words of the articles of a package, where they are at hand."""
    texts = package.rows(folder, "article.texts")
    found = {row["article_id"]: _words(folder, row["article_id"])[0] for row in texts}
    return {name: words for name, words in found.items() if words is not None}


def _words(folder: Path, article: str) -> tuple[str | None, list[Unit]]:
    """Return the text of an article, where it is at hand, and its units, with blanks for words where not."""
    try:
        cut = package.article(folder, article)[1]
        return (folder / "text" / f"{article}.txt").read_bytes().decode(), cut
    except PackageError:
        rows = [row for row in package.rows(folder, "article.sentences") if row["article_id"] == article]
        return None, [Unit.of(row, " " * int(row["end"])) for row in rows]


# ---- documents as rows


def store(read: Sequence[Document], into: Path, coder: str = "", book: str = "") -> list[str]:
    """Put documents into a package, made anew where there is none; return lines that say what was done.

    What a coder had coded there before, in the layers that the documents have, goes. Raises PackageError for
    documents that don't fit the package, DataError for rows that don't; then nothing is changed.
    """
    fresh = not (into / "datapackage.json").exists()
    if fresh and into.exists():
        raise PackageError(f"{into}: found no datapackage.json, allowed: a data package, or a new folder")
    with nullcontext() if fresh else package.held(into):
        done = _Import(into, coder, book)
        for article, several in _by_article(read, done.codings).items():
            done.add(article, several)
        if not done.read.total() and not done.texts:
            raise PackageError("found no coding in any file, allowed: files with one")
        (package.make if fresh else package.extend)(into, done.texts, done.codings.changed())
    left = [*(pair for one in read for pair in one.left), *done.left]
    kept = into / "sheets" / "left-out.txt"
    if left:  # what no table holds, such as notes, is not lost
        kept.parent.mkdir(exist_ok=True)
        before = kept.read_text(encoding="utf-8").splitlines(keepends=True) if kept.exists() else []
        lines = dict.fromkeys([*before, *(f"{why}\t{where}\n" for why, where in left)])
        notebooks.save({kept: "".join(lines)})
    moved = f"units that follow the spans now, which their codings did not: {len(done.moved):,}; such as "
    first, counts = dict(reversed(left)), Counter(why for why, _ in left)
    return [
        f"{into}: {', '.join(f'{number:,} {what}' for what, number in done.read.items())}",
        *(f"{moved}{one}" for one in done.moved[:1]),
        *(f"left out: {many:,} x {why}; such as {first[why][:90]}" for why, many in counts.most_common()),
        *([f"All that was left out, now and before, stands in {kept}"] if left else []),
        f"Next: python -m helpers status {quote(str(into))}",
    ]


def _by_article(read: Iterable[Document], codings: Codings) -> dict[str, list[Document]]:
    """Return documents by the article that has their text, or else their name."""
    texts = codings.before["article.texts"]
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
    """The codings of a package as documents change them; and new texts."""

    def __init__(self, into: Path, coder: str, book: str) -> None:
        self.into, self.coder, self.codings = into, coder, Codings(into)
        self.flat, old = self.codings.flat, self.codings.before
        self.spelled = {folded(row["label"]): row["label"] for row in old["article.sources"]}
        self.asked = [book] * bool(book)
        self.book = book or next((row["codebook"] for row in old["codebooks"]), "generic")
        self.texts, self.left, self.read = list[package.Text](), list[tuple[str, str]](), Counter[str]()
        self.moved = list[str]()

    def add(self, article: str, read: Sequence[Document]) -> None:
        """Put the rows of an article in the place of those that its coders had."""
        names = Counter(chain(*({mark.coder for mark in one.marks} - {""} for one in read)))
        if twice := [name for name, many in names.items() if many > 1]:
            found = f"found the text of {article} twice with codings by {twice[0]!r}"
            raise PackageError(f"{found}, allowed: once; take one of the two away")
        marks = [mark for one in read for mark in one.marks]
        shared = {
            layer: list({mark.name: mark for mark in marks if mark.layer == layer}.values())
            for layer in SHARED
        }
        text, cut = self._text(article, read, shared)
        sources = self._known("sources", article, shared["sources"])
        self._known("actors", article, shared["actors"])
        kept = self._sound([mark for mark in marks if mark.layer not in SHARED])
        _within(article, kept, cut[-1].end if text is None else len(text))
        coders = dict.fromkeys(mark.coder for mark in kept)
        if self.coder and len(coders) > 1:
            found = f"found {len(coders)} coders of {article}: {', '.join(coders)}"
            raise PackageError(f"--coder: {found}, allowed: one; leave it out, and each keeps their name")
        own = {name: [mark for mark in kept if mark.coder == name] for name in coders}
        every = [(layer, row) for layer, one in LAYERS.items() for row in self.codings.of(one.table, article)]
        had = {(row["coder_id"], layer) for layer, row in every}
        for name in coders:
            self.codings.drop(article, self.coder or name, coding.layers(own[name]))
            self._coder(self.coder or name, [mark for mark in shared["coders"] if mark.coder == name])
        made = Coding(article, text, cut, sources or [package.narrator(article)], self.spelled)
        made.taken = self.codings.taken(article)
        for name in coders:
            coder, mine = self.coder or name, own[name]
            made.add(coder, mine, self.book)
            left = [*chain(*(one.left for one in read if name in {mark.coder for mark in one.marks}))]
            given = {mark.layer for mark in marks if mark.coder == name}
            given |= {"spans"} if left else set()
            layers = [one for one in coding.layers(mine) if one in given and (coder, one) in had]
            self._usable(made, coder, layers, [*left, *self.left, *made.left])
            if any("attribution" in (mark.layer, mark.code) for mark in mine):
                self.moved += [f"{unit} of {article} by {coder}" for unit in made.follow(coder)]
        self.codings.add(article, made)
        self.read["codings of a text by a coder"] += len(coders)
        for name, lines in made.made.items():
            self.read.update({name.removeprefix("article."): len(lines)})
        self.left += made.left

    def _usable(
        self, made: Coding, coder: str, layers: Iterable[str], left: Sequence[tuple[str, str]]
    ) -> None:
        """Raise PackageError for a layer of whose marks none is a row, where earlier ones would be lost."""
        for layer in layers:
            name = LAYERS[layer].table
            if not any(row["coder_id"] == coder for row in made.made.get(name, [])):
                told = [pair for pair in left if name in pair[0]][:3] or left[-3:]
                why = "".join(f"\nleft out: {why}; such as {where[:90]}" for why, where in told)
                found = f"found no row of {layer} by {coder} that can be kept"
                raise PackageError(f"{made.article}: {found}, allowed: one at least, or no row{why}")

    def _sound(self, marks: Sequence[Mark]) -> list[Mark]:
        """Return the marks of known layers and frames; add codebooks that ship, if used or asked for."""
        used = [mark.cells.get("codebook", self.book) for mark in marks]
        for book in dict.fromkeys(self.asked + used):
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
        if there := self.codings.of("article.texts", article):
            if told is not None and hashlib.sha256(told.encode()).hexdigest() != there[0]["text_sha256"]:
                raise PackageError(f"{article}: found another text than {self.into} has, allowed: the same")
            return _words(self.into, article)
        if told is None:
            names = [name for name, rows in self.codings.rows["article.texts"].items() if rows]
            known = " or ".join(names) or "one whose text is there too"
            raise PackageError(f"found the article {shown(article)} without its text, allowed: {known}")
        if "\0" in told:
            raise PackageError(f"{article}: found a NUL character, allowed: words")
        if len(told) > reading.LONGEST:
            found = f"a text of {len(told):,} characters"
            may = f"an article, of at most {reading.LONGEST:,}"
            raise PackageError(f"{article}: found {found}, allowed: {may}")
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
        language = facts["language"].partition("-")[0]
        cut = [Unit.of(row, told) for row in rows] or units.standing(told, language)
        if not cut:
            raise PackageError(f"{article}: found a text without words, allowed: an article")
        one = package.described(article, told, cut, facts)
        for row, given in zip(one.made["article.sentences"], rows, strict=False):
            row["gist"] = given.get("gist", "")
        for name in ("article.texts", "article.sentences"):
            self.codings.of(name, article).extend(one.made[name])
        self.texts.append(one)
        return told, cut

    def _known(self, layer: str, article: str, marks: Sequence[Mark]) -> Rows:
        """Add the voices or actors that a table lacks, and return those of the article."""
        name, key, code = SHARED[layer]
        rows = self.codings.of(name, article)
        known = {row[key] for row in rows}
        new = {mark.name: mark for mark in marks if mark.name not in known}
        rows += [{**one.cells, "article_id": article, key: one.name, code: one.code} for one in new.values()]
        return rows

    def _coder(self, name: str, marks: Sequence[Mark]) -> None:
        if name not in {row["coder_id"] for row in self.flat["coders"]}:
            row = {"scope": "article", "kind": "person", "blind": "false", "note": "read from a file"}
            for mark in marks:
                row |= {**mark.cells, "kind": mark.code}
            self.codings.coder({**row, "coder_id": name})


def _within(article: str, marks: Iterable[Mark], end: int) -> None:
    """Raise PackageError for a place beyond a text, in a format that holds places against none."""
    for mark in marks:
        if far := [place for place in chain(*mark.parts.values()) if place[1] > end]:
            found = f"found the place {far[0]} in {mark.layer} {mark.name} by {mark.coder}"
            raise PackageError(f"{article}: {found}, allowed: one in the text, which ends at {end:,}")
