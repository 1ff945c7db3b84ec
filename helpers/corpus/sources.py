"""Where articles come from: texts with brat files, data packages, or texts that a program codes."""

from __future__ import annotations

import hashlib
from collections import defaultdict
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
from helpers.read.article import settled
from helpers.themes.sourcing.by_article import TABLES

LANGUAGE, BOOK = "en", "generic"


class Item(NamedTuple):
    """An article of a source, and the files that it is read from."""

    article_id: str
    files: tuple[Path, ...]


class Source(NamedTuple):
    """The kind of a source, its articles by name, that in words, and lines on what is no article."""

    kind: str
    items: list[Item]
    said: str
    left_out: list[str]


def found(source: Path, first: bool) -> Source:
    """Return what a folder holds: packages, else texts with brat files, else texts that rules will code.

    Packages are folders with a ``datapackage.json``. A brat file, in any folder, belongs to the text that
    ``import brat`` gives it to; with ``first``, only the first by name counts. What an earlier build left in
    the folder is passed over. Raises CorpusError for no article, and for two of one name.
    """
    if folders := sorted(path.parent for path in source.glob("**/datapackage.json")):
        items, left_out = _in_packages(source, folders)
        kind, said = "packages", f"{len(items):,} articles of data packages"
    else:
        kind, items, said, left_out = _in_texts(source, first)
    if not items:
        wrong = f"{source}: found no article, allowed: a folder of texts, or of data packages"
        raise CorpusError("; ".join([wrong, *left_out[:3]]))
    where = defaultdict[str, list[str]](list)
    for one in items:
        where[one.article_id].append(str(one.files[0].relative_to(source)))
    if twice := [name for name, several in where.items() if len(several) > 1]:
        several = " and ".join(where[twice[0]][:3])
        raise CorpusError(f"{source}: found article {twice[0]!r} in {several}, allowed: each once")
    return Source(kind, sorted(items), said, left_out)


def _in_packages(source: Path, folders: list[Path]) -> tuple[list[Item], list[str]]:
    items, left_out = list[Item](), list[str]()
    for folder in folders:
        try:
            names = [row.get("article_id") for row in package.rows(folder, "article.texts")]
            if not names or not all(names):
                raise ValueError("found no article_id, allowed: one in each row of article.texts")
            items += [Item(str(name), (folder,)) for name in names]
        except Exception as error:  # whatever a package holds, others are read
            left_out.append(store.said(str(folder.relative_to(source)), error))
    return items, left_out


def _in_texts(source: Path, first: bool) -> Source:
    every = [path for end in ("txt", "ann") for path in sorted(source.glob(f"**/*.{end}"))]
    left_out = [f"{path.relative_to(source)}: found no regular file" for path in every if not path.is_file()]
    every = [path for path in every if path.is_file() and not path.match(f"*bucket-*/{store.LEFT_OUT}")]
    texts = [path for path in every if path.name.endswith(".txt")]
    names, marks = {path.stem for path in texts}, defaultdict[str, list[Path]](list)
    for path in every[len(texts) :]:
        begins = names & {path.stem[:end] for end in range(1, len(path.stem) + 1)}
        if (name := brat.named_by(path.stem, dict.fromkeys(begins, source), None)[0]) in names:
            marks[name].append(path)
        else:
            left_out.append(f"{path.relative_to(source)}: found no text (.txt) whose name it begins with")
    if not any(source.glob("**/*.ann")):
        said = f"{len(texts):,} texts without brat files (.ann), which rules coded"
        return Source("texts", [Item(_name(path.stem), (path,)) for path in texts], said, left_out)
    coded = [path for path in texts if marks[path.stem]]
    items = [Item(_name(one.stem), (one, *marks[one.stem][: 1 if first else None])) for one in coded]
    without = f" ({len(texts) - len(coded):,} without are left out)" if len(coded) < len(texts) else ""
    return Source("brat", items, f"{len(coded):,} texts with brat files{without}", left_out)


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
    whole = _load(item.files[0], fingerprint(item.files[0], [item]))
    return {name: part[part["article_id"] == item.article_id] for name, part in whole.items()}


@lru_cache(maxsize=4)
def _load(folder: Path, _: str) -> dict[str, pd.DataFrame]:
    """Return the tables of a package, read again when its files have another fingerprint."""
    with package.using(folder):
        return settled({name: tables.load(name) for name in TABLES})


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
    coders = [brat.named_by(mark.stem, {path.stem: path}, None)[1] for mark in marks]
    if len({*coders}) < len(coders):
        raise ValueError(f"found brat files of coders {', '.join(coders)}, allowed: one a coder")
    for coder, mark in zip(coders, marks, strict=True):
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
