"""Where articles come from: texts with brat files, data packages, or texts that a program codes."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers import suggest
from helpers.code import coding, package, units
from helpers.corpus import store
from helpers.corpus.store import CorpusError, Rows
from helpers.formats import brat
from helpers.read import tables
from helpers.themes.sourcing.by_article import TABLES

LANGUAGE, BOOK = "en", "generic"


class Item(NamedTuple):
    """An article of a source, and the files that it is read from."""

    article_id: str
    files: tuple[Path, ...]


def found(source: Path, first: bool) -> tuple[str, list[Item]]:
    """Return what kind of source a folder is (packages, brat or texts), and its articles by name.

    Packages are folders with a ``datapackage.json``. A brat file belongs to the text called as it is, or as
    it is up to the last ``_``, behind which stands a coder, in any folder; with ``first``, only the first by
    name counts. Raises CorpusError for a folder without articles, and for two articles of one name.
    """
    texts, marks = sorted(source.glob("**/*.txt")), defaultdict[str, list[Path]](list)
    names = {path.stem for path in texts}
    for path in sorted(source.glob("**/*.ann")):
        marks[path.stem if path.stem in names else path.stem.rpartition("_")[0]].append(path)
    kind = "brat" if marks else "texts"
    items = [
        Item(_name(path.stem), (path, *marks[path.stem][: 1 if first else None]))
        for path in texts
        if kind == "texts" or marks[path.stem]
    ]
    if folders := sorted(path.parent for path in source.glob("**/datapackage.json")):
        named = ((row["article_id"], one) for one in folders for row in package.rows(one, "article.texts"))
        kind, items = "packages", [Item(name, (one,)) for name, one in named]
    if not items:
        raise CorpusError(f"{source}: found no article, allowed: a folder of texts, or of data packages")
    if twice := [name for name, many in Counter(one.article_id for one in items).items() if many > 1]:
        raise CorpusError(f"{source}: found article {twice[0]!r} twice, allowed: each once")
    return kind, sorted(items)


def _name(stem: str) -> str:
    """Return the short name of a text; a name without Latin letters or digits gets some."""
    return package.slug(stem) or f"text-{hashlib.sha256(stem.encode()).hexdigest()[:8]}"


def fingerprint(source: Path, items: list[Item]) -> str:
    """Return a digest of the files of a source: which there are, how large, and when they were written."""
    digest = hashlib.sha256()
    for path in dict.fromkeys(path for one in items for path in one.files):
        for file in sorted(path.glob("**/*.csv")) if path.is_dir() else [path]:
            facts = (str(file.relative_to(source)), file.stat().st_size, file.stat().st_mtime_ns)
            digest.update(repr(facts).encode())
    return digest.hexdigest()


def rows(kind: str, items: list[Item]) -> tuple[Rows, list[str]]:
    """Return the tables of some articles, typed, and a line for each that could not be read."""
    parts, left_out = [_typed({})], list[str]()
    for item in items:
        try:
            parts.append(_of_package(item) if kind == "packages" else _typed(_of_text(item)))
        except Exception as error:  # whatever a file holds, others are read
            left_out.append(store.said(item.article_id, error))
    return {name: pd.concat([one[name] for one in parts], ignore_index=True) for name in TABLES}, left_out


def _of_package(item: Item) -> dict[str, pd.DataFrame]:
    return {name: part[part["article_id"] == item.article_id] for name, part in _load(item.files[0]).items()}


@lru_cache(maxsize=4)
def _load(folder: Path) -> dict[str, pd.DataFrame]:
    with package.using(folder):
        return dict(zip(TABLES, tables.load(*TABLES), strict=True))


def _of_text(item: Item) -> dict[str, package.Rows]:
    """Return the rows of a text by its brat files or, where it has none, as the pre-coding gives them."""
    path, *marks = item.files
    text = path.read_bytes().decode("utf-8")
    cut = units.standing(text, LANGUAGE)
    if not cut:
        raise ValueError("a text without words")
    known = package.described(item.article_id, text, cut, {"title": path.stem, "language": LANGUAGE}).made
    if not marks:
        return {**known, **suggest.coded(item.article_id, text, cut, BOOK)}
    made = coding.Coding(item.article_id, text, cut, [package.narrator(item.article_id)])
    for mark in marks:
        coder = mark.stem.removeprefix(path.stem).lstrip("_") or "brat"
        made.add(coder, brat.read(text, mark.read_bytes().decode("utf-8"), coder)[0], BOOK)
    return known | made.made | {"article.sources": list(made.sources.values())}


def _typed(made: dict[str, package.Rows]) -> dict[str, pd.DataFrame]:
    """Return rows as ``tables.load`` would; ValueError for a cell that no table may hold."""
    typed = dict[str, pd.DataFrame]()
    for name in TABLES:
        part, own = coding.table(name), made.get(name, [])
        cells = {one.name: [one.read(str(row.get(one.name, ""))) for row in own] for one in part.fields}
        typed[name] = tables.typed(cells, part, list(range(len(own))))
    return typed
